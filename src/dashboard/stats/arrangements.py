"""Distinct arrangements of grades over stocks: all of them, or a random draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from math import comb, factorial, prod

import numpy as np
from numpy.typing import NDArray

from dashboard.stats.result import TestSettings, need_rng

EXACT_ARRANGEMENTS = 500_000
"""Up to this many arrangements are enumerated (9! is 362,880); beyond, Monte Carlo."""

KEPT = 5_000_000
"""Up to this many places, all choices together, are kept for the next who asks: ten megabytes."""

Levels = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Arrangements:
    """Grades as level numbers, one row an arrangement.

    Attributes
    ----------
    levels : ndarray of int16, shape (n_arrangements, n)
        Level of every stock: 0 for the lowest grade, 1 for the next.
    settings : TestSettings
        "exact" when `levels` holds every distinct arrangement once.
    """

    levels: Levels
    settings: TestSettings


def count_arrangements(levels: Levels, *, strata: NDArray[np.intp] | None = None) -> int:
    """
    Number of distinct arrangements: n! over the factorials of the ties, stratum by stratum.

    Examples
    --------
    >>> count_arrangements(np.array([0, 1, 0, 1, 3, 2, 2, 0], dtype=np.int16))
    1680
    """
    members = _members(levels.size, strata)
    return prod(_count_one(levels[stocks]) for stocks in members)


def arrange(
    levels: Levels,
    *,
    strata: NDArray[np.intp] | None = None,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> Arrangements:
    """
    Rearrange the levels over the stocks, within strata if given.

    Parameters
    ----------
    levels : ndarray of int16, shape (n,)
        Level of each stock as observed.
    strata : ndarray of int, shape (n,), optional
        Levels move only among stocks of the same stratum.
    rng, seed, n_resamples
        For the random draw beyond `EXACT_ARRANGEMENTS`.

    Returns
    -------
    Arrangements
    """
    total = count_arrangements(levels, strata=strata)
    members = _members(levels.size, strata)
    if total <= EXACT_ARRANGEMENTS:
        return Arrangements(_enumerate(levels, members), TestSettings(method="exact"))
    generator = need_rng(rng, size=total, limit=EXACT_ARRANGEMENTS)
    drawn = np.tile(levels, (n_resamples, 1))
    for stocks in members:
        drawn[:, stocks] = generator.permuted(drawn[:, stocks], axis=1)
    settings = TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)
    return Arrangements(drawn, settings)


def distinct_arrangements(levels: Levels) -> Levels:
    """
    Every distinct arrangement of `levels`, one a row.

    Level by level the places are chosen among those still free, for all
    partial arrangements at once: no loop per arrangement.

    Examples
    --------
    >>> distinct_arrangements(np.array([0, 1, 0], dtype=np.int16)).tolist()
    [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    """
    n = levels.size
    placed = np.zeros((1, n), dtype=np.int16)
    free = np.arange(n)[np.newaxis]
    names, multiplicities = np.unique(levels, return_counts=True)
    for name, multiplicity in zip(names, multiplicities, strict=True):
        choice, rest = _choices(free.shape[1], int(multiplicity))
        n_rows = len(free) * len(choice)
        taken = free[:, choice].reshape(n_rows, choice.shape[1])
        placed = np.repeat(placed, len(choice), axis=0)
        np.put_along_axis(placed, taken, name, axis=1)
        free = free[:, rest].reshape(n_rows, rest.shape[1])
    return placed


def _choices(n: int, size: int) -> tuple[Levels, Levels]:
    """All ways to choose `size` of n places, and the places each of them leaves."""
    return (_kept if n * comb(n, size) <= KEPT else _listed)(n, size)


def _listed(n: int, size: int) -> tuple[Levels, Levels]:
    count = comb(n, size)
    places = chain.from_iterable(combinations(range(n), size))
    chosen = np.fromiter(places, dtype=np.int16, count=count * size).reshape(count, size)
    left = np.ones((count, n), dtype=np.bool_)
    np.put_along_axis(left, chosen.astype(np.intp), values=False, axis=1)
    rest = np.nonzero(left)[1].astype(np.int16).reshape(count, n - size)
    chosen.flags.writeable = rest.flags.writeable = False
    return chosen, rest


# A case asks for the same ones again and again: with each stock left out, story by story.
_kept = lru_cache(maxsize=8)(_listed)


def _enumerate(levels: Levels, members: list[NDArray[np.intp]]) -> Levels:
    rows = np.zeros((1, levels.size), dtype=np.int16)
    for stocks in members:
        within = distinct_arrangements(levels[stocks])
        rows = np.repeat(rows, len(within), axis=0)
        rows[:, stocks] = np.tile(within, (len(rows) // len(within), 1))
    return rows


def _members(n: int, strata: NDArray[np.intp] | None) -> list[NDArray[np.intp]]:
    if strata is None:
        return [np.arange(n)]
    return [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]


def _count_one(levels: Levels) -> int:
    _, multiplicities = np.unique(levels, return_counts=True)
    return factorial(levels.size) // prod(factorial(int(m)) for m in multiplicities)
