"""Placebo in time: the same statistic in windows before anything happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.circular_shifts import NOISE, ShiftRank, over_noise, shift_rank
from dashboard.stats.result import (
    Booleans,
    Floats,
    Integers,
    TestSettings,
    Undefined,
    matrix,
    tie_margin,
    vector,
)

_COUNTED = TestSettings(method="exact")


@dataclass(frozen=True, slots=True)
class PlaceboTime:
    """The group difference of the window among those of earlier windows as long.

    Overlapping windows share sessions, and quiet months are compared with wild ones:
    `pvalue` says how rare and rejects too often; `shifts` is the test.

    Attributes
    ----------
    statistic : float
        Difference of mean buy-and-hold returns in the case's window; fraction.
    differences : ndarray, shape (n_overlapping,)
        The same in every placebo window, oldest first.
    ends : ndarray of int, shape (n_overlapping,)
        Row of each placebo window's last session.
    separate : ndarray of bool, shape (n_overlapping,)
        A set of windows that share no session, counted back from the base.
    count, count_separate : int
        Placebo windows, and separate ones, at or above `statistic`.
    count_other_side, count_separate_other_side : int
        The same at or below it.
    n_overlapping, n_non_overlapping : int
        All placebo windows, and separate ones.
    n_left_out : int
        Windows in which a stock has no return.
    pvalue : float
        (count + 1)/(n_overlapping + 1): the window's rank from the top.
    attainable : float
        1/(n_overlapping + 1).
    mean : float
        Of `differences`.
    sd : float or Undefined
        Of `differences`, n - 1.
    length : int
        Sessions in a window.
    shifts : ShiftRank or Undefined
        Test with a level: daily differences of the groups over the noise of the 20 sessions
        before, summed over the window, among all circular shifts.
    settings : TestSettings
    """

    statistic: float
    differences: Floats
    ends: Integers
    separate: Booleans
    count: int
    count_separate: int
    count_other_side: int
    count_separate_other_side: int
    n_overlapping: int
    n_non_overlapping: int
    n_left_out: int
    pvalue: float
    attainable: float
    mean: float
    sd: float | Undefined
    length: int
    shifts: ShiftRank | Undefined
    settings: TestSettings


@dataclass(frozen=True, slots=True)
class TimeRank:
    """One number among earlier ones of its kind.

    Attributes
    ----------
    statistic : float
    count, count_other_side : int
        Earlier numbers at or above it, at or below it.
    n : int
        Earlier numbers.
    pvalue_one_sided, pvalue_other_side, pvalue_two_sided : float
        (count + 1)/(n + 1); two-sided is twice the smaller, at most 1.
    attainable : float
        1/(n + 1).
    settings : TestSettings
    """

    statistic: float
    count: int
    count_other_side: int
    n: int
    pvalue_one_sided: float
    pvalue_other_side: float
    pvalue_two_sided: float
    attainable: float
    settings: TestSettings = _COUNTED


def placebo_time(
    first: ArrayLike, second: ArrayLike, *, base: int, last: int
) -> PlaceboTime | Undefined:
    """
    Rank the window's group difference among all earlier windows of its length.

    Parameters
    ----------
    first, second : array_like, shape (sessions, k) and (sessions, m)
        Closes of the two groups over the same sessions, oldest first; NaN where
        a stock did not trade.  A suspended stock keeps its last close; a window
        in which a stock has no base close or no trade at all is left out.
    base, last : int
        Rows of the case's base session and last session; placebo windows have
        the same length and end at or before the base.

    Returns
    -------
    PlaceboTime or Undefined
        Undefined when the case's window has no difference or no earlier window
        is complete.

    Raises
    ------
    InputError
        If the groups' sessions differ or the rows are not in order.

    Notes
    -----
    The statistic of the window from row a to row b is the mean over the first
    group of P_b/P_a - 1, less that of the second: the group difference of the
    case itself, not a sum of daily differences.

    Examples
    --------
    >>> result = placebo_time([[1.0], [1.0], [1.1], [2.2]], [[1.0]] * 4, base=2, last=3)
    >>> result.differences.round(4).tolist(), result.count, result.pvalue
    ([0.0, 0.1], 0, 0.3333333333333333)
    """
    a, b = matrix(first, "first"), matrix(second, "second")
    if not (a.shape[0] == b.shape[0] and 0 <= base < last < a.shape[0]):
        raise InputError(
            N_("Rows {base} to {last} do not lie in order inside {first} and {second} sessions."),
            base=base,
            last=last,
            first=a.shape[0],
            second=b.shape[0],
        )
    length = last - base
    ends = np.append(np.arange(length, base + 1), last)
    differences = _mean_growth(a, ends, length) - _mean_growth(b, ends, length)
    observed, differences, ends = float(differences[-1]), differences[:-1], ends[:-1]
    known = np.isfinite(differences)
    if np.isnan(observed):
        return Undefined(N_("undefined, because a stock has no return in the window"))
    if not known.any():
        return Undefined.of(
            N_("undefined, because no earlier window of {n} sessions is complete"), n=length
        )
    daily = _mean_growth(a, np.arange(1, last + 1), 1, carry=True)
    daily -= _mean_growth(b, np.arange(1, last + 1), 1, carry=True)
    return _rank(
        observed,
        differences[known],
        ends[known],
        n_left_out=int((~known).sum()),
        length=length,
        base=base,
        shifts=_shifts(daily, length),
    )


def time_rank(value: float, history: ArrayLike) -> TimeRank | Undefined:
    """
    Rank of one number among earlier ones, e.g. an excess return among estimation sessions.

    Parameters
    ----------
    value : float
    history : array_like, shape (n,)
        NaN are left out.

    Returns
    -------
    TimeRank or Undefined
        Undefined without any history or when `value` is NaN.

    References
    ----------
    .. [1] Nguyen & Wolf (2023), permutation over time for a small number of
       firms. Empirical Economics.

    Examples
    --------
    >>> time_rank(0.3, [0.1, 0.2, 0.4]).pvalue_one_sided
    0.5
    """
    earlier = np.asarray(history, dtype=np.float64).ravel()
    earlier = earlier[np.isfinite(earlier)]
    if not np.isfinite(value):
        return Undefined(N_("undefined, because the number to be ranked is missing"))
    if not earlier.size:
        return Undefined(N_("undefined, because there is no earlier session to compare with"))
    margin, total = tie_margin(np.append(earlier, value)), earlier.size + 1
    above = int((earlier >= value - margin).sum())
    below = int((earlier <= value + margin).sum())
    return TimeRank(
        statistic=float(value),
        count=above,
        count_other_side=below,
        n=earlier.size,
        pvalue_one_sided=(above + 1) / total,
        pvalue_other_side=(below + 1) / total,
        pvalue_two_sided=min(1.0, 2 * (min(above, below) + 1) / total),
        attainable=1 / total,
    )


def window_sums(series: ArrayLike, *, length: int) -> Floats:
    """
    Sum of every `length` consecutive numbers, oldest first; shape (n - length + 1,).

    Examples
    --------
    >>> window_sums([1.0, 2.0, 4.0], length=2).tolist()
    [3.0, 6.0]
    """
    values = vector(series, "series")
    if length < 1:
        raise InputError(N_("A window has at least one session, not {n}."), n=length)
    if length > values.size:
        return np.empty(0)
    sums: Floats = np.lib.stride_tricks.sliding_window_view(values, length).sum(axis=1)
    return sums


def _shifts(daily: Floats, length: int) -> ShiftRank | Undefined:
    """Test over the daily differences since the last session without one."""
    gaps = np.flatnonzero(~np.isfinite(daily))
    series = over_noise(daily[gaps[-1] + 1 if gaps.size else 0 :], length=length)
    if series.size < 2 * length:
        return Undefined.of(
            N_("undefined, because it takes {n} sessions before the window"), n=2 * length + NOISE
        )
    if not np.isfinite(series).all():
        return Undefined.of(
            N_("undefined, because the difference does not move in {n} sessions"), n=NOISE
        )
    return shift_rank(series, length=length)


def _mean_growth(prices: Floats, ends: Integers, length: int, *, carry: bool = False) -> Floats:
    """
    Mean over stocks of last over base close less 1, window by window; NaN if one has none.

    With `carry` a window without any trade counts as 0, not as missing.
    """
    rows = np.where(np.isfinite(prices), np.arange(prices.shape[0])[:, np.newaxis], -1)
    traded = np.maximum.accumulate(rows, axis=0)
    starts = ends - length
    known = (traded[starts] >= 0) & (carry | (traded[ends] > starts[:, np.newaxis]))
    before = np.take_along_axis(prices, np.maximum(traded[starts], 0), axis=0)
    after = np.take_along_axis(prices, np.maximum(traded[ends], 0), axis=0)
    if (before[known] <= 0).any():
        raise InputError(
            N_("{n} price(s) are zero or negative."), n=int((before[known] <= 0).sum())
        )
    growth = np.divide(after, before, out=np.full(before.shape, np.nan), where=known) - 1
    mean: Floats = growth.mean(axis=1)
    return mean


def _rank(
    observed: float,
    differences: Floats,
    ends: Integers,
    *,
    n_left_out: int,
    length: int,
    base: int,
    shifts: ShiftRank | Undefined,
) -> PlaceboTime:
    margin = tie_margin(np.append(differences, observed))
    reached, below = differences >= observed - margin, differences <= observed + margin
    separate = (base - ends) % length == 0
    spread: float | Undefined = Undefined(
        N_("undefined, because the spread of one window does not exist")
    )
    if differences.size > 1:
        spread = float(differences.std(ddof=1))
    return PlaceboTime(
        statistic=observed,
        differences=differences,
        ends=ends,
        separate=separate,
        count=int(reached.sum()),
        count_separate=int((reached & separate).sum()),
        count_other_side=int(below.sum()),
        count_separate_other_side=int((below & separate).sum()),
        n_overlapping=differences.size,
        n_non_overlapping=int(separate.sum()),
        n_left_out=n_left_out,
        pvalue=(int(reached.sum()) + 1) / (differences.size + 1),
        attainable=1 / (differences.size + 1),
        mean=float(differences.mean()),
        sd=spread,
        length=length,
        shifts=shifts,
        settings=TestSettings(method="exact", options={"length": length}),
    )
