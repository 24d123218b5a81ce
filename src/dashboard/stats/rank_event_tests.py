"""Tests of abnormal returns by rank and sign: Corrado, GRANK-T, generalised sign."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.event_tests import EventTest, normal_test
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import Booleans, Floats, Undefined, matrix


def corrado(estimation_ar: ArrayLike, event_ar: ArrayLike) -> EventTest | Undefined:
    """
    Corrado's rank test, with Corrado and Zivney's ranks for gaps, one or more sessions.

    Every stock's abnormal returns are ranked over estimation and event window
    together; the event sessions' mean rank is compared with the mean rank's own
    spread over time, which absorbs correlation among the stocks.

    Parameters
    ----------
    estimation_ar : array_like, shape (n_estimation, n)
        Abnormal returns of the estimation window; NaN in gaps.
    event_ar : array_like, shape (n_sessions, n)
        Of the event window; a stock without any of them is left out.

    Returns
    -------
    EventTest or Undefined
        Undefined without a stock, when an event session has none, or when mean
        ranks never vary.

    Raises
    ------
    InputError
        If the numbers of stocks differ.

    Notes
    -----
    K = rank/(M + 1), average ranks for ties, M the stock's sessions;
    S^2 = mean over sessions of (n_t/n)(mean K - 1/2)^2;
    z = sqrt(L)(mean over the window of mean K - 1/2)/S against N(0, 1) [1]_ [2]_.
    Ranks saturate: a day of 20 % and one of 60 % can look alike, and power is
    weak for more than one session.

    References
    ----------
    .. [1] Corrado, C. J. (1989). A nonparametric test for abnormal
       security-price performance in event studies. Journal of Financial
       Economics 23(2), 385-395.
    .. [2] Corrado, C. J. & Zivney, T. L. (1992). The specification and power of
       the sign test in event study hypothesis tests using daily stock returns.
       Journal of Financial and Quantitative Analysis 27(3), 465-478.

    Examples
    --------
    >>> round(corrado([[-0.01], [0.01], [-0.02]], [[0.05]]).statistic, 4)
    1.3416
    """
    table, length = _joined(estimation_ar, event_ar)
    table = table[:, np.isfinite(table[-length:]).any(axis=0)]
    known = np.isfinite(table)
    if not table.size or not known[-length:].any(axis=1).all():
        return Undefined(N_("undefined, because an event session has no abnormal return"))
    deviation = _mean_over_stocks(_ranks(table) / (known.sum(axis=0) + 1) - 0.5, known)
    spread = _spread(deviation, known)
    if spread == 0:
        return Undefined(N_("undefined, because the mean ranks do not vary"))
    statistic = np.sqrt(length) * deviation[-length:].mean() / spread
    return normal_test("Corrado", float(statistic), n=table.shape[1], sessions=length)


def _joined(estimation: ArrayLike, event: ArrayLike) -> tuple[Floats, int]:
    """Estimation sessions above event sessions, and how many the latter are."""
    above, below = matrix(estimation, "estimation_ar"), matrix(event, "event_ar")
    if above.shape[1] != below.shape[1]:
        raise InputError(
            N_("The estimation window has {first} stocks and the event window {second}."),
            first=above.shape[1],
            second=below.shape[1],
        )
    return np.vstack((above, below)), below.shape[0]


def _ranks(table: Floats) -> Floats:
    """Rank of every value in its column, average ranks for ties, NaN kept."""
    ranks: Floats = average_ranks(table, axis=0)
    return ranks


def _mean_over_stocks(values: Floats, known: Booleans) -> Floats:
    """Mean of each session over the stocks it has; 0 in a session without any."""
    total = np.where(known, values, 0.0).sum(axis=1)
    mean: Floats = total / np.maximum(known.sum(axis=1), 1)
    return mean


def _spread(deviation: Floats, known: Booleans) -> float:
    """Root of the mean squared deviation over sessions, weighted by the stocks each has."""
    stocks = known.sum(axis=1)
    weighted = stocks / known.shape[1] * deviation**2
    return float(np.sqrt(weighted.sum() / np.count_nonzero(stocks)))
