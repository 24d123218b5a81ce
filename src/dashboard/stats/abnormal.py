"""Abnormal returns of an event window, their prediction error, and how residuals move together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from dashboard.errors import N_, InputError
from dashboard.stats.market_model import MIN_SESSIONS, MarketModel, benchmark_column, divide, still
from dashboard.stats.result import Floats, Undefined, matrix


@dataclass(frozen=True, slots=True)
class AbnormalReturns:
    """Abnormal returns of several stocks in one event window.

    Attributes
    ----------
    ar : ndarray, shape (n_sessions, n_stocks)
        Return less alpha less beta times benchmark; fraction; NaN in gaps.
    sar : ndarray, shape (n_sessions, n_stocks)
        `ar` over its prediction error.
    car : ndarray, shape (n_stocks,)
        Sum of `ar`; NaN when a session is missing: a gap is not a zero.
    stderr : ndarray, shape (n_stocks,)
        Standard error of `car`, estimation error included.
    scar : ndarray, shape (n_stocks,)
        `car` over `stderr`.
    pvalue : ndarray, shape (n_stocks,)
        Two-sided, Student t with the model's degrees of freedom.
    undefined : tuple of Undefined or None, length n_stocks
        Why `car` or `scar` is NaN.
    """

    ar: Floats
    sar: Floats
    car: Floats
    stderr: Floats
    scar: Floats
    pvalue: Floats
    undefined: tuple[Undefined | None, ...]


@dataclass(frozen=True, slots=True)
class MeanCorrelation:
    """Mean correlation of residuals over pairs of stocks.

    Attributes
    ----------
    value : float
    n_pairs : int
        Pairs with enough common sessions; the mean is over these.
    pairs : ndarray, shape (n_stocks, n_stocks)
        Correlation of each pair; NaN where there are too few common sessions.
    """

    value: float
    n_pairs: int
    pairs: Floats


def abnormal_returns(
    model: MarketModel, returns: ArrayLike, benchmark: ArrayLike
) -> AbnormalReturns:
    """
    Abnormal returns of an event window, cumulated with their full prediction error.

    Parameters
    ----------
    model : MarketModel
        Fitted on sessions outside the event window.
    returns : array_like, shape (n_sessions, n_stocks)
        Simple returns of the event window, stocks as in `model`; NaN in gaps.
    benchmark : array_like, shape (n_sessions,)

    Returns
    -------
    AbnormalReturns

    Raises
    ------
    InputError
        If shapes disagree or a value is infinite.

    Notes
    -----
    With M the stock's estimation sessions and L the window's,
    var(CAR) = s^2 [L + L^2/M + (sum of (x - mean_x))^2 / S_xx].  The last two
    terms are not L times those of one session: the errors of the sessions share
    the errors of alpha and beta.  Leaving them out, or adding them up session
    by session, is the usual mistake.

    References
    ----------
    .. [1] Campbell, Lo & MacKinlay (1997). The Econometrics of Financial
       Markets, section 4.4.  Princeton University Press.
    """
    y = matrix(returns, "returns")
    if y.shape[1] != model.alpha.size:
        raise InputError(
            N_("The event window has {n} stocks and the model {expected}."),
            n=y.shape[1],
            expected=model.alpha.size,
        )
    x = benchmark_column(benchmark, y.shape[0])
    ar = y - model.alpha - model.beta * x
    missing = np.isnan(ar).sum(axis=0)
    undefined = _why_no_car(model, missing, y.shape[0])
    car = ar.sum(axis=0)
    spread = np.where(model.s > 0, model.s, np.nan)
    stderr = spread * np.sqrt(_prediction(model, (x - model.mean_benchmark).sum(axis=0), len(y)))
    sar = ar / (spread * np.sqrt(_prediction(model, x - model.mean_benchmark, 1)))
    scar = car / stderr
    return AbnormalReturns(
        ar=ar,
        sar=sar,
        car=car,
        stderr=np.where(np.isnan(car), np.nan, stderr),
        scar=scar,
        pvalue=2 * stdtr(np.maximum(model.df, 1), -np.abs(scar)),
        undefined=undefined,
    )


def prediction_factor(estimation_benchmark: ArrayLike, event_benchmark: ArrayLike) -> float:
    """
    Variance of a window's cumulated prediction error in units of s^2, gap-free.

    L + L^2/T + (sum of (x - mean_x))^2 / S_xx: what `portfolio_t` needs.  NaN
    sessions are left out.

    Examples
    --------
    >>> prediction_factor([0.01, -0.01, 0.01, -0.01], [0.0])
    1.25
    """
    x = benchmark_column(estimation_benchmark, np.size(estimation_benchmark))
    event = benchmark_column(event_benchmark, np.size(event_benchmark))
    x, event = x[np.isfinite(x)], event[np.isfinite(event)]
    deviations = x - x.mean()
    sxx = float(deviations @ deviations)
    if not sxx > x.size * float(still(np.abs(x).max(initial=0.0))) ** 2:
        raise InputError(N_("The benchmark does not vary over the estimation window."))
    leverage = float((event - x.mean()).sum() ** 2) / sxx
    return event.size + event.size**2 / x.size + leverage


def mean_residual_correlation(
    residuals: ArrayLike, *, min_common: int = MIN_SESSIONS
) -> MeanCorrelation | Undefined:
    """
    Mean correlation of estimation-window residuals over all pairs of stocks.

    Parameters
    ----------
    residuals : array_like, shape (n_sessions, n_stocks)
        NaN in gaps; every pair uses the sessions both have.
    min_common : int
        A pair with fewer common sessions is left out.

    Returns
    -------
    MeanCorrelation or Undefined
        Undefined with one stock, or when no pair has enough common sessions.

    References
    ----------
    .. [1] Kolari, J. W. & Pynnonen, S. (2010). Event study testing with
       cross-sectional correlation of abnormal returns. Review of Financial
       Studies 23(11), 3996-4025.
    """
    table = matrix(residuals, "residuals")
    known = np.isfinite(table).astype(np.float64)
    filled = np.where(known > 0, table, 0.0)
    common = known.T @ known
    sums, squares = filled.T @ known, (filled**2).T @ known
    cross = common * (filled.T @ filled) - sums * sums.T
    spread = common * squares - sums**2
    scale = np.sqrt(np.maximum(spread * spread.T, 0.0))
    usable = (common >= min_common) & (scale > 0)
    pairs = divide(cross, scale, usable)
    upper = pairs[np.triu_indices(table.shape[1], k=1)]
    upper = upper[np.isfinite(upper)]
    if not upper.size:
        return Undefined.of(
            N_("undefined, because no pair of the {n} stock(s) has {sessions} common sessions"),
            n=table.shape[1],
            sessions=min_common,
        )
    return MeanCorrelation(float(upper.mean()), upper.size, pairs)


def _prediction(model: MarketModel, deviation: Floats, length: int) -> Floats:
    """Prediction variance in units of s^2 of `length` sessions whose deviations sum to this."""
    if model.kind == "market-adjusted":
        return np.full(deviation.shape, float(length))
    good = np.isfinite(model.alpha)
    leverage = divide(deviation**2, model.sxx, good)
    if model.kind == "mean-adjusted":  # no slope, so no error of one
        leverage = np.zeros(deviation.shape)
    return length + divide(np.full(good.size, length**2), model.n, good) + leverage


def _why_no_car(
    model: MarketModel, missing: NDArray[np.intp], length: int
) -> tuple[Undefined | None, ...]:
    reasons: list[Undefined | None] = []
    for reason, gaps, s in zip(model.undefined, missing, model.s, strict=True):
        if reason is None and gaps:
            reason = Undefined.of(  # noqa: PLW2901 - the first reason that applies is kept
                N_("undefined, because {missing} of {n} sessions of the window have no return"),
                missing=int(gaps),
                n=length,
            )
        elif reason is None and s == 0:
            reason = Undefined(  # noqa: PLW2901
                N_("undefined, because the residuals have no spread")
            )
        reasons.append(reason)
    return tuple(reasons)
