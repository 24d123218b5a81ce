"""Market model of several stocks, by least squares over each stock's own sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.result import Booleans, Floats, Integers, Undefined, matrix

MIN_SESSIONS = 60
"""Fewer valid estimation sessions than this leave a stock undefined."""

STILL = 1e-9
"""A benchmark whose returns spread by less than this share of their size does not move: what
is left is rounding, and a beta on it would be made of rounding."""

Moments: TypeAlias = Literal["own-days", "full-window"]
Kind: TypeAlias = Literal["market-model", "market-adjusted", "mean-adjusted"]


@dataclass(frozen=True, slots=True)
class MarketModel:
    """Market model of several stocks over one estimation window.

    Arrays have one entry a stock and NaN where `undefined` gives a reason.

    Attributes
    ----------
    kind : {"market-model", "market-adjusted", "mean-adjusted"}
        Fitted; alpha 0 and beta 1 by decree; alpha fitted and beta 0 by decree.
    alpha, beta : ndarray, shape (n_stocks,)
        Intercept (fraction per session) and slope.
    s : ndarray, shape (n_stocks,)
        Residual standard deviation, fraction per session; 0 when the stock
        follows the benchmark without any residual.
    n : ndarray of int, shape (n_stocks,)
        Sessions with a return of both stock and benchmark.
    df : ndarray of int, shape (n_stocks,)
        Degrees of freedom of `s`: n - residual_ddof.
    r2 : ndarray, shape (n_stocks,)
        Share of variance explained; NaN also when the stock's return never varies.
    residuals : ndarray, shape (n_sessions, n_stocks)
        NaN in gaps.
    mean_benchmark, sxx : ndarray, shape (n_stocks,)
        Mean and sum of squared deviations of the benchmark over the sessions
        that `moments` names.
    residual_ddof : int
        Subtracted from n in the variance of the residuals.
    moments : {"own-days", "full-window"}
        Sessions behind `mean_benchmark` and `sxx`.
    undefined : tuple of Undefined or None, length n_stocks
    """

    kind: Kind
    alpha: Floats
    beta: Floats
    s: Floats
    n: Integers
    df: Integers
    r2: Floats
    residuals: Floats
    mean_benchmark: Floats
    sxx: Floats
    residual_ddof: int
    moments: Moments
    undefined: tuple[Undefined | None, ...]


def fit_market_model(
    returns: ArrayLike,
    benchmark: ArrayLike,
    *,
    min_sessions: int = MIN_SESSIONS,
    residual_ddof: int = 2,
    moments: Moments = "own-days",
) -> MarketModel:
    """
    Fit ``return = alpha + beta * benchmark + error`` for each stock by least squares.

    Parameters
    ----------
    returns : array_like, shape (n_sessions, n_stocks)
        Simple returns of the estimation window as fractions, oldest first.  A
        NaN leaves that session out for that stock.
    benchmark : array_like, shape (n_sessions,)
        Returns of the benchmark; a NaN leaves the session out for all.
    min_sessions : int
        A stock with fewer valid sessions is undefined.
    residual_ddof : int
        2 for the unbiased variance; 1 reproduces the R package estudy2.
    moments : {"own-days", "full-window"}
        Sessions whose benchmark returns enter the prediction error.
        "own-days" is right; "full-window" reproduces estudy2 for stocks with
        gaps.

    Returns
    -------
    MarketModel

    Raises
    ------
    InputError
        If shapes disagree or a value is infinite.

    Notes
    -----
    beta = S_xy / S_xx, alpha = mean(y) - beta mean(x),
    s^2 = sum of squared residuals / (n - residual_ddof), all over the stock's
    own sessions.

    References
    ----------
    .. [1] MacKinlay, A. C. (1997). Event studies in economics and finance.
       Journal of Economic Literature 35(1), 13-39.

    Examples
    --------
    >>> market = [0.01, -0.01, 0.01, -0.01]
    >>> model = fit_market_model([[0.03], [-0.01], [0.01], [-0.03]], market, min_sessions=4)
    >>> round(float(model.beta[0]), 4), round(float(model.s[0]), 4), int(model.df[0])
    (2.0, 0.0141, 2)
    """
    y = matrix(returns, "returns")
    x = benchmark_column(benchmark, y.shape[0])
    used = np.isfinite(y) & np.isfinite(x)
    n = used.sum(axis=0)
    mean_x, mean_y = _mean(x, used), _mean(y, used)
    dx, dy = np.where(used, x - mean_x, 0.0), np.where(used, y - mean_y, 0.0)
    sxx, syy = (dx**2).sum(axis=0), (dy**2).sum(axis=0)
    moves = sxx > n * still(_largest(x, used)) ** 2
    undefined = _why_not(n, moves, max(min_sessions, residual_ddof + 1))
    good = np.array([reason is None for reason in undefined])
    beta = divide((dx * dy).sum(axis=0), sxx, good)
    alpha = mean_y - beta * mean_x
    squares = ((dy - beta * dx) ** 2).sum(axis=0)
    squares = np.where(squares <= 1e-20 * syy, 0.0, squares)  # rounding, not residuals
    if moments == "full-window":
        mean_x, sxx = _full_moments(x, y.shape[1])
    return MarketModel(
        kind="market-model",
        alpha=alpha,
        beta=beta,
        s=np.sqrt(divide(squares, n - residual_ddof, good)),
        n=n,
        df=n - residual_ddof,
        r2=1 - divide(squares, syy, good & (syy > 0)),
        residuals=np.where(used, y - alpha - beta * x, np.nan),
        mean_benchmark=mean_x,
        sxx=sxx,
        residual_ddof=residual_ddof,
        moments=moments,
        undefined=undefined,
    )


def market_adjusted(
    returns: ArrayLike, benchmark: ArrayLike, *, min_sessions: int = MIN_SESSIONS
) -> MarketModel:
    """
    Return less benchmark: the market model with alpha 0 and beta 1, nothing fitted.

    Parameters, undefined stocks and errors as in `fit_market_model`; s^2 is the
    mean square of the n differences and the degrees of freedom are n.  To be
    shown beside the fitted model when the estimation window was a rally: the
    fitted alpha then subtracts the rally from every abnormal return.
    """
    y = matrix(returns, "returns")
    x = benchmark_column(benchmark, y.shape[0])
    used = np.isfinite(y) & np.isfinite(x)
    n = used.sum(axis=0)
    undefined = _why_not(n, np.ones(n.size, dtype=np.bool_), max(min_sessions, 1))
    good = np.array([reason is None for reason in undefined])
    residuals = np.where(used & good, y - x, np.nan)
    squares = np.where(used & good, y - x, 0.0) ** 2
    mean_x, mean_y = _mean(x, used), _mean(y, used)
    syy = (np.where(used, y - mean_y, 0.0) ** 2).sum(axis=0)
    level = np.where(good, 0.0, np.nan)
    return MarketModel(
        kind="market-adjusted",
        alpha=level,
        beta=level + 1,
        s=np.sqrt(divide(squares.sum(axis=0), n, good)),
        n=n,
        df=n,
        r2=1 - divide(squares.sum(axis=0), syy, good & (syy > 0)),
        residuals=residuals,
        mean_benchmark=mean_x,
        sxx=(np.where(used, x - mean_x, 0.0) ** 2).sum(axis=0),
        residual_ddof=0,
        moments="own-days",
        undefined=undefined,
    )


def mean_adjusted(
    returns: ArrayLike, benchmark: ArrayLike, *, min_sessions: int = MIN_SESSIONS
) -> MarketModel:
    """
    Return less the stock's own mean: the market model with beta 0.

    Parameters, undefined stocks and errors as in `fit_market_model`; the benchmark only
    tells which sessions count, so that all models see the same ones.  s^2 is the variance
    of the returns and the degrees of freedom are n - 1 [1]_.

    References
    ----------
    .. [1] Brown, S. J. & Warner, J. B. (1985). Using daily stock returns: the case of event
       studies. Journal of Financial Economics 14(1), 3-31.

    Examples
    --------
    >>> model = mean_adjusted([[0.03], [-0.01], [0.01]], [0.0, 0.01, 0.02], min_sessions=3)
    >>> round(float(model.alpha[0]), 4), round(float(model.s[0]), 4), float(model.beta[0])
    (0.01, 0.02, 0.0)
    """
    y = matrix(returns, "returns")
    x = benchmark_column(benchmark, y.shape[0])
    used = np.isfinite(y) & np.isfinite(x)
    n = used.sum(axis=0)
    undefined = _why_not(n, np.ones(n.size, dtype=np.bool_), max(min_sessions, 2))
    good = np.array([reason is None for reason in undefined])
    mean_x, mean_y = _mean(x, used), np.where(good, _mean(y, used), np.nan)
    squares = (np.where(used, y - mean_y, 0.0) ** 2).sum(axis=0)
    return MarketModel(
        kind="mean-adjusted",
        alpha=mean_y,
        beta=np.where(good, 0.0, np.nan),
        s=np.sqrt(divide(squares, n - 1, good)),
        n=n,
        df=n - 1,
        r2=np.where(good & (squares > 0), 0.0, np.nan),
        residuals=np.where(used & good, y - mean_y, np.nan),
        mean_benchmark=mean_x,
        sxx=(np.where(used, x - mean_x, 0.0) ** 2).sum(axis=0),
        residual_ddof=1,
        moments="own-days",
        undefined=undefined,
    )


def _why_not(n: Integers, moves: Booleans, min_sessions: int) -> tuple[Undefined | None, ...]:
    return tuple(
        _why_not_one(int(sessions), bool(moving), min_sessions)
        for sessions, moving in zip(n, moves, strict=True)
    )


def _why_not_one(sessions: int, moves: bool, min_sessions: int) -> Undefined | None:
    if sessions < min_sessions:
        return Undefined.of(
            N_("undefined, because {n} estimation sessions are fewer than the {least} needed"),
            n=sessions,
            least=min_sessions,
        )
    if not moves:
        return Undefined(
            N_("undefined, because the benchmark does not move over the estimation window")
        )
    return None


def benchmark_column(benchmark: ArrayLike, sessions: int) -> Floats:
    """Return the benchmark as one column (sessions, 1), NaN kept, or refuse it."""
    column = matrix(benchmark, "benchmark")
    if column.shape != (sessions, 1):
        raise InputError(
            N_("The benchmark has the shape {shape}; it must be one return for {n} sessions."),
            shape=np.shape(benchmark),
            n=sessions,
        )
    return column


def _full_moments(x: Floats, n_stocks: int) -> tuple[Floats, Floats]:
    known = x[np.isfinite(x)]
    deviations = known - known.mean()
    return np.full(n_stocks, known.mean()), np.full(n_stocks, deviations @ deviations)


def still(largest: ArrayLike) -> Floats:
    """
    Spread of a series up to which it does not move, from its largest magnitude.

    A return is a quotient less 1, so that it carries a rounding of 1's size too.
    """
    least: Floats = np.maximum(STILL * np.asarray(largest), 4 * np.finfo(np.float64).eps)
    return least


def _largest(values: Floats, used: Booleans) -> Floats:
    largest: Floats = np.where(used, np.abs(values), 0.0).max(axis=0, initial=0.0)
    return largest


def _mean(values: Floats, used: Booleans) -> Floats:
    total = np.where(used, values, 0.0).sum(axis=0)
    mean: Floats = total / np.maximum(used.sum(axis=0), 1)
    return mean


def divide(top: ArrayLike, bottom: ArrayLike, where: Booleans) -> Floats:
    """Quotient where allowed, NaN elsewhere."""
    numerator = np.asarray(top, dtype=np.float64)
    shape = np.broadcast_shapes(numerator.shape, np.shape(bottom), where.shape)
    quotient: Floats = np.divide(numerator, bottom, out=np.full(shape, np.nan), where=where)
    return quotient
