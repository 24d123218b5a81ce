"""Tests of abnormal returns by rank and sign: Corrado, GRANK-T, generalised sign."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrc

from dashboard.errors import N_, InputError
from dashboard.stats.event_tests import EventTest, normal_test, student_test
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import Booleans, Floats, Settings, Undefined, matrix


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


def grank_t(standardised_residuals: ArrayLike, scar: ArrayLike) -> EventTest | Undefined:
    """
    Kolari and Pynnonen's generalised rank test GRANK-T.

    The whole event window becomes one extra session, SCAR over the spread of
    SCAR across stocks, ranked among the standardised residuals.

    Parameters
    ----------
    standardised_residuals : array_like, shape (n_estimation, n)
        Estimation-window residuals over their standard deviation; NaN in gaps.
    scar : array_like, shape (n,)
        Standardised cumulated abnormal returns; NaN stocks are left out.

    Returns
    -------
    EventTest or Undefined
        Undefined with fewer than two stocks, equal SCAR, mean ranks that never
        vary, or when T - Z^2 is not positive.

    Notes
    -----
    U = rank/(M + 2) - 1/2 with M the stock's estimation sessions;
    S^2 = sum over the T + 1 sessions of (n_t/n) mean(U)^2, over T + 1;
    Z = mean(U_event)/S and t = Z sqrt((T - 1)/(T - Z^2)) with T - 1 degrees of
    freedom.  With four stocks the extra standardisation divides by the spread of
    four numbers and the test rejects a true null in one case out of eight.

    References
    ----------
    .. [1] Kolari, J. W. & Pynnonen, S. (2011). Nonparametric rank tests for
       event studies. Journal of Empirical Finance 18(5), 953-971.
    """
    numbers = np.asarray(scar, dtype=np.float64).ravel()
    residuals, _ = _joined(standardised_residuals, numbers[np.newaxis])
    kept = np.isfinite(numbers)
    n = int(kept.sum())
    if n < 2 or np.ptp(numbers[kept]) <= 1e-12 * np.abs(numbers[kept]).max():
        return Undefined.of(
            N_("undefined, because the {n} standardised abnormal return(s) have no spread"),
            n=n,
        )
    table = residuals[:, kept]
    table[-1] /= table[-1].std(ddof=1)
    known = np.isfinite(table)
    deviation = _mean_over_stocks(_ranks(table) / (known.sum(axis=0) + 1) - 0.5, known)
    spread = _spread(deviation, known)
    if spread == 0:
        return Undefined(N_("undefined, because the mean ranks do not vary"))
    sessions = int(known.any(axis=1).sum()) - 1
    z = float(deviation[-1]) / spread
    if sessions - z**2 <= 1e-9 * sessions:
        return Undefined.of(
            N_("undefined, because Z squared is not below the {n} estimation sessions"),
            n=sessions,
        )
    statistic = z * np.sqrt((sessions - 1) / (sessions - z**2))
    return student_test("GRANK-T", float(statistic), df=sessions - 1, n=n)


def generalised_sign(estimation_ar: ArrayLike, event_car: ArrayLike) -> EventTest | Undefined:
    """
    Cowan's generalised sign test with exact binomial p-values.

    Parameters
    ----------
    estimation_ar : array_like, shape (n_estimation, n)
        Abnormal returns of the estimation window; NaN in gaps.
    event_car : array_like, shape (n,)
        Abnormal return of each stock over the event window; NaN stocks are left
        out.

    Returns
    -------
    EventTest or Undefined
        With p the mean share of positive estimation sessions and w the number of
        positive stocks, the statistic is z = (w - n p)/sqrt(n p (1 - p)) and the
        p-values are those of w under binomial(n, p): four stocks can at best
        give p^4.  Undefined without a stock or when p is 0 or 1.

    References
    ----------
    .. [1] Cowan, A. R. (1992). Nonparametric event study tests. Review of
       Quantitative Finance and Accounting 2(4), 343-358.

    Examples
    --------
    >>> result = generalised_sign([[0.1, -0.1], [-0.1, 0.1]], [0.2, 0.3])
    >>> result.pvalue_one_sided, round(result.statistic, 4)
    (0.25, 1.4142)
    """
    cars = np.asarray(event_car, dtype=np.float64).ravel()
    table, _ = _joined(estimation_ar, cars[np.newaxis])
    known = np.isfinite(table[:-1])
    kept = np.isfinite(cars) & known.any(axis=0)
    n, positive = int(kept.sum()), int((cars[kept] > 0).sum())
    if not n:
        return Undefined(N_("undefined, because no stock has an abnormal return"))
    share = float(((table[:-1] > 0).sum(axis=0)[kept] / known.sum(axis=0)[kept]).mean())
    if not 0 < share < 1:
        return Undefined(
            N_("undefined, because all abnormal returns of the estimation window have one sign")
        )
    upper, lower = float(bdtrc(positive - 1, n, share)), float(bdtr(positive, n, share))
    return EventTest(
        name="generalised sign",
        statistic=float((positive - n * share) / np.sqrt(n * share * (1 - share))),
        pvalue_two_sided=min(1.0, 2 * min(upper, lower)),
        pvalue_one_sided=upper,
        pvalue_other_side=lower,
        distribution="binomial",
        parameters={"n": n, "p": share},
        n=n,
        attainable_one_sided=share**n,
        attainable_two_sided=min(1.0, 2 * min(share, 1 - share) ** n),
        settings=Settings(method="exact", options={"positive": positive}),
    )


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
