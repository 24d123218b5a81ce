"""The last sessions of a series against all circular shifts of it: a test in time with a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats, TestSettings, Undefined, tie_margin, vector

NOISE = 20
"""Sessions whose root mean square is the noise that a later session is measured by."""


@dataclass(frozen=True, slots=True)
class ShiftRank:
    """Sum over the last sessions of a series among the sums of all its circular shifts.

    Attributes
    ----------
    statistic : float
        Sum over the last `length` values.
    count, count_other_side : int
        Shifts with a sum at or above it, at or below it, the observed one among them.
    total : int
        Shifts: as many as values.
    pvalue_one_sided, pvalue_other_side, pvalue_two_sided : float
        Their shares; two-sided is twice the smaller, at most 1.
    attainable : float
        1/`total`.
    length : int
        Sessions in the window.
    settings : TestSettings
    """

    statistic: float
    count: int
    count_other_side: int
    total: int
    pvalue_one_sided: float
    pvalue_other_side: float
    pvalue_two_sided: float
    attainable: float
    length: int
    settings: TestSettings


def shift_rank(series: ArrayLike, *, length: int) -> ShiftRank | Undefined:
    """
    Rank of the last window's sum among those of all circular shifts.

    If the series is stationary and nothing happened in its last sessions, each shift was
    (nearly) equally likely.  Neighbouring windows overlap, but so do all of them: unlike
    the rank of one window among overlapping earlier ones this keeps its level.

    Parameters
    ----------
    series : array_like, shape (n,)
        One number a session, oldest first; finite.
    length : int
        Sessions of the window, the last ones.

    Returns
    -------
    ShiftRank or Undefined
        Undefined when the series has no second window that shares no session with it.

    References
    ----------
    .. [1] Chernozhukov, V., Wuthrich, K. & Zhu, Y. (2021). An exact and robust conformal
       inference method for counterfactual and synthetic controls. Journal of the American
       Statistical Association 116(536), 1849-1864: moving block permutations.

    Examples
    --------
    >>> rank = shift_rank([0.0, 0.0, 1.0, 0.0, 3.0, 2.0], length=2)
    >>> rank.statistic, rank.count, rank.total
    (5.0, 1, 6)
    """
    values = vector(series, "series")
    if length < 1:
        raise InputError(N_("A window has at least one session, not {n}."), n=length)
    if values.size < 2 * length:
        return Undefined.of(
            N_("undefined, because {n} sessions hold no second window of {length}"),
            n=values.size,
            length=length,
        )
    sums = circular_sums(values, length)
    observed = float(sums[-1])
    margin = length * tie_margin(values)
    count = int((sums >= observed - margin).sum())
    other = int((sums <= observed + margin).sum())
    return ShiftRank(
        statistic=observed,
        count=count,
        count_other_side=other,
        total=values.size,
        pvalue_one_sided=count / values.size,
        pvalue_other_side=other / values.size,
        pvalue_two_sided=min(1.0, 2 * min(count, other) / values.size),
        attainable=1 / values.size,
        length=length,
        settings=TestSettings(method="exact", options={"length": length}),
    )


def circular_sums(values: Floats, length: int) -> Floats:
    """
    Sum of every `length` consecutive values of a ring; that of the last ones comes last.

    Examples
    --------
    >>> circular_sums(np.array([1.0, 2.0, 4.0]), 2).tolist()
    [5.0, 3.0, 6.0]
    """
    ring = np.concatenate((values[values.size - length + 1 :], values))
    sums: Floats = np.lib.stride_tricks.sliding_window_view(ring, length).sum(axis=1)
    return sums


def over_noise(series: ArrayLike, *, length: int, noise: int = NOISE) -> Floats:
    """
    Each number over the noise before it: what a quiet month and a wild one have in common.

    Parameters
    ----------
    series : array_like, shape (n,)
        One number a session, oldest first; finite.
    length : int
        Sessions of the window on trial.
    noise : int
        Sessions that make the noise, a root mean square.  They end `length` sessions before
        the number, so that no session of the window enters the noise of another.

    Returns
    -------
    ndarray, shape (n - length - noise + 1,)
        The numbers that have so much before them; empty when there are none.  NaN where the
        noise is zero.

    Examples
    --------
    >>> over_noise([1.0, -1.0, 5.0, 2.0], length=1, noise=2).tolist()
    [5.0, 0.5547001962252291]
    """
    values = vector(series, "series")
    before = length + noise - 1
    if values.size <= before:
        return np.empty(0)
    squares = np.lib.stride_tricks.sliding_window_view(values**2, noise).mean(axis=1)
    level = np.sqrt(squares[: values.size - before])
    ratio: Floats = np.divide(
        values[before:], level, out=np.full(level.shape, np.nan), where=level > 0
    )
    return ratio
