"""Time-series t of a group taken as one portfolio, and of one group against another."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.event_tests import EventTest, student_test
from dashboard.stats.market_model import MIN_SESSIONS
from dashboard.stats.result import Floats, Undefined, matrix


def portfolio_t(
    residuals: ArrayLike,
    event_ar: ArrayLike,
    *,
    factor: float | None = None,
    ddof: int = 2,
    min_sessions: int = MIN_SESSIONS,
) -> EventTest | Undefined:
    """
    Abnormal return of an equal-weight portfolio over its own spread through time.

    The stocks are averaged first: their correlation is inside the portfolio's
    spread ("crude dependence adjustment").  Extra variance at the event is not.

    Parameters
    ----------
    residuals : array_like, shape (n_estimation, n)
        Estimation-window residuals; NaN in gaps, the mean is over the rest.
    event_ar : array_like, shape (n_sessions, n)
        Abnormal returns of the event window.
    factor : float, optional
        Prediction variance of the window in units of s^2, from
        `abnormal.prediction_factor`.  Default: the number of event sessions,
        right for market-adjusted returns, where nothing was fitted.
    ddof : int
        Fitted coefficients: 2 for the market model, 0 for market-adjusted
        returns.
    min_sessions : int
        Fewer estimation sessions leave the test undefined.

    Returns
    -------
    EventTest or Undefined
        t = sum of the window / (s_p sqrt(factor)) with
        s_p^2 = sum of squares / (T - ddof) and T - ddof degrees of freedom.

    Raises
    ------
    InputError
        If the numbers of stocks differ.

    References
    ----------
    .. [1] Brown, S. J. & Warner, J. B. (1985). Using daily stock returns: the
       case of event studies. Journal of Financial Economics 14(1), 3-31.

    Examples
    --------
    >>> result = portfolio_t([[0.01], [-0.01], [0.01], [-0.01]], [[0.05]], ddof=0, min_sessions=4)
    >>> round(result.statistic, 4), result.df
    (5.0, 4)
    """
    series, event = portfolio_series(residuals), portfolio_series(event_ar)
    if matrix(residuals, "residuals").shape[1] != matrix(event_ar, "event_ar").shape[1]:
        raise InputError(N_("Estimation and event window must have the same stocks."))
    return _series_t("portfolio t", series, event, factor, ddof, min_sessions, n=1)


def long_short_t(
    first_residuals: ArrayLike,
    second_residuals: ArrayLike,
    first_ar: ArrayLike,
    second_ar: ArrayLike,
    *,
    factor: float | None = None,
    ddof: int = 2,
    min_sessions: int = MIN_SESSIONS,
) -> EventTest | Undefined:
    """
    Portfolio t of the first group less the second.

    Parameters
    ----------
    first_residuals, second_residuals : array_like, shape (n_estimation, k) and (n_estimation, m)
        Residuals of the two groups over the same estimation sessions.
    first_ar, second_ar : array_like, shape (n_sessions, k) and (n_sessions, m)
        Abnormal returns of the two groups in the event window.
    factor, ddof, min_sessions
        As in `portfolio_t`.

    Returns
    -------
    EventTest or Undefined
    """
    series = _less(portfolio_series(first_residuals), portfolio_series(second_residuals))
    event = _less(portfolio_series(first_ar), portfolio_series(second_ar))
    return _series_t("long-short t", series, event, factor, ddof, min_sessions, n=2)


def portfolio_series(values: ArrayLike) -> Floats:
    """
    Mean over stocks of each session; NaN in a session without any.

    Examples
    --------
    >>> portfolio_series([[0.25, 0.75], [0.5, float("nan")]]).tolist()
    [0.5, 0.5]
    """
    table = matrix(values, "values")
    known = np.isfinite(table)
    count = known.sum(axis=1)
    total = np.where(known, table, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _series_t(
    name: str,
    series: Floats,
    event: Floats,
    factor: float | None,
    ddof: int,
    min_sessions: int,
    *,
    n: int,
) -> EventTest | Undefined:
    known = series[np.isfinite(series)]
    if known.size < max(min_sessions, ddof + 1):
        return Undefined.of(
            N_("undefined, because {n} estimation sessions are fewer than the {least} needed"),
            n=known.size,
            least=max(min_sessions, ddof + 1),
        )
    if not event.size or np.isnan(event).any():
        return Undefined(N_("undefined, because an event session has no abnormal return"))
    df = known.size - ddof
    spread = sqrt(float(known @ known) / df)
    if spread == 0:
        return Undefined(N_("undefined, because the residuals have no spread"))
    variance = float(event.size) if factor is None else factor
    statistic = float(event.sum()) / (spread * sqrt(variance))
    return student_test(name, statistic, df=df, n=n, factor=variance)


def _less(first: Floats, second: Floats) -> Floats:
    if first.shape != second.shape:
        raise InputError(
            N_("The groups have {first} and {second} sessions; they must be the same."),
            first=first.size,
            second=second.size,
        )
    return first - second
