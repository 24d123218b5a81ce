"""Sessions drawn one by one: a mean over several sessions among means of earlier sessions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.placebo_time import TimeRank
from dashboard.stats.result import Floats, TestSettings, Undefined, need_rng, tie_margin, vector

EXACT_HALF = 50_000
"""Draws are counted one by one while each half of the sessions has at most this many."""


def session_rank(
    observed: ArrayLike,
    histories: Sequence[ArrayLike],
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> TimeRank | Undefined:
    """
    Rank of a sum over several sessions when each of them could have been another.

    Each session is exchanged with earlier ones on its own: if nothing happened in it, its
    number was as likely as any of its history, whatever the other sessions brought.

    Parameters
    ----------
    observed : array_like, shape (m,)
        One number a session, e.g. the excess returns of the stocks that share it, summed.
    histories : sequence of array_like
        The same number in earlier sessions, for each of the m; NaN are left out.
    rng : numpy.random.Generator, optional
        Needed only where the draws are too many to be counted.
    seed : int, optional
        Seed of `rng`, recorded.
    n_resamples : int
        Random draws in that case.

    Returns
    -------
    TimeRank or Undefined
        `n` + 1 draws, the observed one among them.  Undefined when a session has no history.

    Raises
    ------
    InputError
        If the numbers do not pair up or are not finite, or a generator is needed.

    Notes
    -----
    With n_j earlier sessions for session j there are (n_1 + 1) ... (n_m + 1) draws, all
    equally likely.  They are counted by halves: sums of the first sessions against the
    sorted sums of the others.  One session alone is `placebo_time.time_rank`.

    Drawing one same day for all stocks instead is wrong where they belong to one group and
    their sessions differ: the excesses of one day over the group's mean sum to zero.

    Examples
    --------
    >>> rank = session_rank([2.0, 2.0], [[0.0], [0.0, 1.0]])
    >>> rank.count, rank.n, round(rank.pvalue_one_sided, 4)
    (0, 5, 0.1667)
    """
    values = vector(observed, "observed")
    if len(histories) != values.size or not values.size:
        raise InputError(
            N_("{n} numbers and {m} histories do not pair up."), n=values.size, m=len(histories)
        )
    earlier = [np.asarray(each, dtype=np.float64).ravel() for each in histories]
    pools = [
        np.append(each[np.isfinite(each)], own)
        for each, own in zip(earlier, values.tolist(), strict=True)
    ]
    if min(pool.size for pool in pools) < 2:
        return Undefined(N_("undefined, because there is no earlier session to compare with"))
    total = float(values.sum())
    margin = sum(tie_margin(pool) for pool in pools)
    first, second = pools[: len(pools) // 2], pools[len(pools) // 2 :]
    if max(prod(pool.size for pool in half) for half in (first, second)) <= EXACT_HALF:
        settings = TestSettings(method="exact")
        sums, others = _sums(first), np.sort(_sums(second))
        above = int((others.size - np.searchsorted(others, total - margin - sums)).sum())
        below = int(np.searchsorted(others, total + margin - sums, side="right").sum())
        n = sums.size * others.size
    else:
        generator = need_rng(rng, size=prod(pool.size for pool in pools), limit=EXACT_HALF**2)
        settings = TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)
        drawn = sum((generator.choice(pool, n_resamples) for pool in pools), np.zeros(n_resamples))
        above = int((drawn >= total - margin).sum()) + 1
        below = int((drawn <= total + margin).sum()) + 1
        n = n_resamples + 1
    return TimeRank(
        statistic=total,
        count=above - 1,
        count_other_side=below - 1,
        n=n - 1,
        pvalue_one_sided=above / n,
        pvalue_other_side=below / n,
        pvalue_two_sided=min(1.0, 2 * min(above, below) / n),
        attainable=1 / n,
        settings=settings,
    )


def _sums(pools: Sequence[Floats]) -> Floats:
    """Sum of one number of each pool, every combination."""
    sums = np.zeros(1)
    for pool in pools:
        sums = np.add.outer(sums, pool).ravel()
    return sums
