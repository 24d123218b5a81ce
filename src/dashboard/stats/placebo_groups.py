"""Placebo groups: how many groups of other stocks did as well in the same window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, factorial, floor, prod

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats, Integers, TestSettings, Undefined, need_rng, vector

EXACT_HALF = 12_000_000
"""Largest half of a group that is enumerated: two stocks of 3,460 each, or three of 228."""

GRID_CELLS = 50_000_000
"""Longest table of sums, in units of the last decimal."""

SUMS_AT_ONCE = 1_000_000
"""Sums made at a time: all of a half at once would be a hundred megabytes."""

_NOTHING = np.zeros(1, dtype=np.int64)

# For each threshold, how many groups have a sum that reaches it.
Tail = Callable[[Sequence[int]], list[int]]


@dataclass(frozen=True, slots=True)
class PlaceboGroups:
    """A group's mean among those of all groups with the same mix of boards.

    Attributes
    ----------
    statistic : float
        Mean of the observed group.
    count : int
        Placebo groups with a mean at or above it (Monte Carlo: plus the observed).
    count_other_side : int
        The same at or below it.
    n : int
        Placebo groups (Monte Carlo: draws plus the observed).
    pvalue : float
        count / n.  Describes rarity: the group was not drawn at random.
    attainable : float
        1 / n.
    n_stocks : int
        Stocks in a group.
    n_universe : int
        Stocks they are drawn from.
    mean : float
        Exact mean over all placebo groups.
    edges : ndarray, shape (bins + 1,)
        Bounds of the bins of group means.
    counts : ndarray of int, shape (bins,)
        Placebo groups in each bin [edge, next edge), the last one closed.
    settings : TestSettings
    """

    statistic: float
    count: int
    count_other_side: int
    n: int
    pvalue: float
    attainable: float
    n_stocks: int
    n_universe: int
    mean: float
    edges: Floats
    counts: Integers
    settings: TestSettings

    @property
    def exact(self) -> bool:
        """Whether every group was counted."""
        return self.settings.method == "exact"

    @property
    def ahead(self) -> bool:
        """Whether the group did at least as well as they do on average: its side."""
        return self.statistic >= self.mean

    @property
    def count_on_its_side(self) -> int:
        """Placebo groups that did as well, or as badly where the group is behind."""
        return self.count if self.ahead else self.count_other_side

    @property
    def others_on_its_side(self) -> int:
        """The same without the group itself, which random draws count as one more."""
        return self.count_on_its_side - (0 if self.exact else 1)


@dataclass(frozen=True, slots=True)
class _Term:
    """One product of power sums: a coefficient and two tables of partial sums."""

    coefficient: int
    sums: Integers
    counts: Integers
    at_least: Integers
    offset: int

    def count(self, threshold: int) -> int:
        """How often a sum of the two tables reaches the threshold, times the coefficient."""
        needed = np.clip(threshold - self.offset - self.sums, 0, self.at_least.size - 1)
        return self.coefficient * int(self.counts @ self.at_least[needed])


def placebo_groups(
    universe: Mapping[str, ArrayLike],
    *,
    mix: Mapping[str, int],
    observed: float,
    decimals: int = 6,
    bins: int = 48,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 99_999,
) -> PlaceboGroups | Undefined:
    """
    Count the groups of the same size and board mix that did at least as well.

    Parameters
    ----------
    universe : mapping of str to array_like, shape (n_board,)
        Window returns (or SCARs) of the other stocks by board, rounded to
        `decimals`; the case's own stocks already removed.  NaN is refused.
    mix : mapping of str to int
        Stocks of the group on each board.
    observed : float
        Mean of the observed group.
    decimals : int
        Decimals of the universe's numbers: on that grid the count is exact.
    bins : int
        Bins of the null distribution.
    rng, seed, n_resamples
        For Monte Carlo, where half a group has more than `EXACT_HALF`
        combinations.

    Returns
    -------
    PlaceboGroups or Undefined
        Undefined when `mix` is empty or a board has fewer stocks than it asks.

    Raises
    ------
    InputError
        If a value is not finite or not rounded to `decimals`, or Monte Carlo is
        needed without `rng`.

    Notes
    -----
    Exact without listing the groups: the number of k-subsets of a board by sum
    is an elementary symmetric function, hence a signed sum of products of power
    sums (p_j: j times the same stock) over integer partitions of k,
    e_3 = (p_1^3 - 3 p_1 p_2 + 2 p_3)/6.  Each product is split into two halves,
    each half's sums are tabulated on the integer grid, and groups reaching the
    threshold are counted by one look-up per sum: 1.3e12 groups in well under a
    second.

    References
    ----------
    .. [1] Macdonald, I. G. (1995). Symmetric Functions and Hall Polynomials,
       section I.2.  Oxford University Press.

    Examples
    --------
    >>> result = placebo_groups({"main": [0.1, 0.2, 0.3]}, mix={"main": 2}, observed=0.2)
    >>> result.count, result.n
    (2, 3)
    """
    wanted = {board: size for board, size in mix.items() if size}
    grid = {board: _on_grid(universe.get(board, ()), board, decimals) for board in wanted}
    reason = _too_small(grid, wanted)
    if reason is not None:
        return reason
    if _fits(grid, wanted):
        tail = _exact_tail(grid, wanted)
        settings = TestSettings(method="exact", options={"decimals": decimals})
    else:
        generator = need_rng(rng, size=_largest_half(grid, wanted), limit=EXACT_HALF)
        tail = _drawn_tail(grid, wanted, generator, n_resamples)
        settings = TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)
    return _result(tail, grid, wanted, observed, decimals=decimals, bins=bins, settings=settings)


def _result(
    tail: Tail,
    grid: Mapping[str, Integers],
    wanted: Mapping[str, int],
    observed: float,
    *,
    decimals: int,
    bins: int,
    settings: TestSettings,
) -> PlaceboGroups:
    size, unit = sum(wanted.values()), 10**decimals
    ordered = {board: np.sort(values) for board, values in grid.items()}
    lowest = sum(int(ordered[board][:k].sum()) for board, k in wanted.items())
    highest = sum(int(ordered[board][-k:].sum()) for board, k in wanted.items())
    edges = np.floor(np.linspace(lowest, highest, bins + 1)).astype(np.int64)
    # sums are whole numbers: the margin only absorbs the rounding of `observed`
    level = observed * size * unit
    *each, reached, above = tail([*edges.tolist(), ceil(level - 1e-6), floor(level + 1e-6) + 1])
    tails = np.array(each)
    counts = tails[:-1] - tails[1:]
    counts[-1] += tails[-1]
    own = int(settings.method == "monte-carlo")
    total = int(tails[0]) + own
    return PlaceboGroups(
        statistic=observed,
        count=reached + own,
        count_other_side=total - above,
        n=total,
        pvalue=(reached + own) / total,
        attainable=1 / total,
        n_stocks=size,
        n_universe=sum(values.size for values in grid.values()),
        mean=sum(k * float(grid[board].mean()) for board, k in wanted.items()) / (size * unit),
        edges=edges / (size * unit),
        counts=counts,
        settings=settings,
    )


def _on_grid(values: ArrayLike, board: str, decimals: int) -> Integers:
    """Numbers in units of the last decimal."""
    scaled = vector(values, board) * 10.0**decimals
    whole = np.rint(scaled)
    if (np.abs(scaled - whole) > 1e-3).any():
        raise InputError(
            N_("The numbers of the {board} are not rounded to {decimals} decimals."),
            board=board,
            decimals=decimals,
        )
    return whole.astype(np.int64)


def _too_small(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> Undefined | None:
    if not wanted:
        return Undefined(N_("undefined, because the group has no stock"))
    for board, size in wanted.items():
        if grid[board].size < size:
            return Undefined.of(
                N_("undefined, because the {board} has {n} other stock(s) and {size} are needed"),
                board=board,
                n=grid[board].size,
                size=size,
            )
    return None


def _exact_tail(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> Tail:
    """Numbers of groups whose sum reaches each threshold."""
    scale = prod(factorial(size) for size in wanted.values())

    def tail(thresholds: Sequence[int]) -> list[int]:
        counts = [0] * len(thresholds)
        # A term's tables are tens of megabytes: one is alive at a time.
        for term in _terms(grid, wanted):
            counts = [n + term.count(at) for n, at in zip(counts, thresholds, strict=True)]
        return [n // scale for n in counts]

    return tail


def _drawn_tail(
    grid: Mapping[str, Integers],
    wanted: Mapping[str, int],
    rng: np.random.Generator,
    n_resamples: int,
) -> Tail:
    """Numbers of random groups whose sum reaches each threshold."""
    sums = np.zeros(n_resamples, dtype=np.int64)
    for board, size in wanted.items():
        sums += grid[board][draw_members(grid[board].size, size, n_resamples, rng)].sum(axis=1)
    sums.sort()
    return lambda thresholds: (sums.size - np.searchsorted(sums, thresholds)).tolist()


def draw_members(n: int, size: int, n_draws: int, rng: np.random.Generator) -> Integers:
    """
    Random subsets of `size` of n stocks, each equally likely; shape (n_draws, size).

    Draws with replacement and draws again the rows with a repetition; where
    repetitions are common it sorts random numbers instead.
    """
    if size * size > n:
        return np.argsort(rng.random((n_draws, n)), axis=1)[:, :size]
    drawn = rng.integers(n, size=(n_draws, size))
    repeated = np.arange(n_draws)
    while repeated.size:
        ordered = np.sort(drawn[repeated], axis=1)
        repeated = repeated[(ordered[:, 1:] == ordered[:, :-1]).any(axis=1)]
        drawn[repeated] = rng.integers(n, size=(repeated.size, size))
    return drawn


def _terms(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> Iterator[_Term]:
    """Products of power sums that make up the number of groups, times the factorials."""
    expansions = [_expand(grid[board], size) for board, size in wanted.items()]
    for choice in product(*expansions):
        coefficient = prod(factor for factor, _ in choice)
        yield _term(coefficient, [part for _, parts in choice for part in parts])


def _term(coefficient: int, parts: list[Integers]) -> _Term:
    small, large = _halves(parts)
    low, table = _histogram(small)
    present = np.flatnonzero(table)
    counts = table[present]
    base, tail = _histogram(large)
    # In place, from the end: how many sums are at least so large.
    np.cumsum(tail[::-1], out=tail[::-1])
    return _Term(coefficient, present, counts, np.append(tail, 0), low + base)


def _expand(values: Integers, size: int) -> list[tuple[int, list[Integers]]]:
    """Signed power-sum products of size! e_size: coefficients and their factors."""
    products = []
    for partition in _partitions(size, size):
        repeats = Counter(partition)
        order = prod(part**times * factorial(times) for part, times in repeats.items())
        sign = (-1) ** (size - len(partition))
        products.append((sign * factorial(size) // order, [values * part for part in partition]))
    return products


def _partitions(n: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Integer partitions of n with parts up to `largest`.

    Examples
    --------
    >>> list(_partitions(3, 3))
    [(3,), (2, 1), (1, 1, 1)]
    """
    if n == 0:
        yield ()
    for part in range(min(n, largest), 0, -1):
        for rest in _partitions(n - part, part):
            yield (part, *rest)


def _halves(parts: list[Integers]) -> tuple[list[Integers], list[Integers]]:
    """Parts in two lists whose numbers of combinations are about equal, the smaller first."""
    halves: tuple[list[Integers], list[Integers]] = ([], [])
    for part in sorted(parts, key=len, reverse=True):
        min(halves, key=_combinations).append(part)
    small, large = sorted(halves, key=_combinations)
    return small, large


def _combinations(parts: list[Integers]) -> int:
    return prod(part.size for part in parts)


def _histogram(parts: list[Integers]) -> tuple[int, Integers]:
    """Smallest sum with one number from each part, and how many sums lie how far above it."""
    lows = [int(part.min()) for part in parts]
    *others, longest = sorted((part - part.min() for part in parts), key=len) or [_NOTHING]
    sums = np.zeros(1, dtype=np.int64)
    for other in others:
        sums = np.add.outer(sums, other).ravel()
    table = np.zeros(int(sums.max() + longest.max()) + 1, dtype=np.int64)
    step = max(1, SUMS_AT_ONCE // longest.size)
    for start in range(0, sums.size, step):
        reached = np.bincount(np.add.outer(sums[start : start + step], longest).ravel())
        table[: reached.size] += reached
    return sum(lows), table


def _all_parts(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> list[Integers]:
    return [grid[board] for board, size in wanted.items() for _ in range(size)]


def _largest_half(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> int:
    return _combinations(_halves(_all_parts(grid, wanted))[1])


def _fits(grid: Mapping[str, Integers], wanted: Mapping[str, int]) -> bool:
    """Whether both halves can be listed and their sums tabulated."""
    cells = sum(int(np.ptp(part)) for part in _all_parts(grid, wanted))
    return _largest_half(grid, wanted) <= EXACT_HALF and cells <= GRID_CELLS
