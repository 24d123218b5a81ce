"""The headline difference for every neighbouring base and end, each with its exact count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import comb
from typing import TypeAlias

import numpy as np
import pandas as pd

from dashboard.analysis.window.estimation import ReturnPanel, daily_panel
from dashboard.case import Case, Window
from dashboard.errors import N_
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, base_of
from dashboard.stats.joint_windows import JointWindows, joint_windows
from dashboard.stats.permutation import split_membership
from dashboard.stats.result import (
    TIE_TOLERANCE,
    Booleans,
    Floats,
    Integers,
    TestSettings,
    Undefined,
    known_number,
)

BASES = (-8, 4)
"""First and last base, in sessions after the window's own base."""

ENDS_AFTER = 10
"""Latest end, in sessions after the window's last."""

EXACT_SPLITS = 200_000
"""Up to this many splits are counted in every cell; beyond, random ones with a seed."""

DRAWS = 9_999
SEED = 20250213
_AT_ONCE = 4_000_000  # split sums held in memory at a time

_NO_PAIR = N_("undefined, because a single group cannot be split against another")

FEW = 3  # splits as wide as the window's that still count as few
FEW_OF = 15  # splits without which three of them are no few: one in five


@dataclass(frozen=True, slots=True)
class GridCell:
    """
    One window of the grid.

    Attributes
    ----------
    base, last : date
        Closes between which returns are measured.
    difference : float or Undefined
        Mean return of the first side less that of the second; fraction.
    count, count_other_side, n_permutations : int or Undefined
        Splits with a difference at least as large, at most as large, and all splits.
        With random splits the observed one is added to each.
    """

    base: date
    last: date
    difference: float | Undefined
    count: int | Undefined
    count_other_side: int | Undefined
    n_permutations: int | Undefined


@dataclass(frozen=True, slots=True)
class WindowGrid:
    """
    Headline difference by base and end.

    Attributes
    ----------
    a, b : str
        Sides of the difference: group ids, or a group and a benchmark.
    base, last : date
        The window in use.
    cells : tuple of GridCell
        By base, then by end; every end after its base.
    settings : TestSettings
        Whether every split of the window in use was counted.
    joint : JointWindows or Undefined
        One p-value for all of `neighbours`: `at` is a place among them.
    rise : bool or None
        Whether the first side is ahead in the window in use, which counts are told for; None
        where that window has no difference.
    """

    a: str
    b: str
    base: date
    last: date
    cells: tuple[GridCell, ...]
    settings: TestSettings
    joint: JointWindows | Undefined
    rise: bool | None

    def cell(self, base: date, last: date) -> GridCell | None:
        """Cell of that window; None outside the grid."""
        for each in self.cells:
            if (each.base, each.last) == (base, last):
                return each
        return None

    @property
    def chosen(self) -> GridCell | None:
        """Cell of the window in use."""
        return self.cell(self.base, self.last)

    @property
    def neighbours(self) -> tuple[GridCell, ...]:
        """Cells that end in the window's first session or later: variants of this window."""
        return tuple(each for each in self.cells if each.last > self.base)

    def count(self, cell: GridCell) -> int | Undefined:
        """Splits that put the side ahead in the window in use as far ahead as a cell does."""
        return cell.count_other_side if self.rise is False else cell.count

    def has_few(self, cell: GridCell) -> bool:
        """Whether few splits do, of so many that this is worth a word."""
        count, total = self.count(cell), cell.n_permutations
        return (
            self.rise is not None
            and isinstance(count, int)
            and isinstance(total, int)
            and count <= FEW
            and total >= FEW_OF
        )

    @property
    def few(self) -> tuple[int, int]:
        """
        How many neighbours have few such splits, and how many have enough to count.

        None where the window in use has no difference: nobody is ahead in it.
        """
        if self.rise is None:
            return 0, 0
        counted = [
            each
            for each in self.neighbours
            if isinstance(each.n_permutations, int) and each.n_permutations >= FEW_OF
        ]
        return sum(map(self.has_few, counted)), len(counted)

    @property
    def clearest(self) -> GridCell | None:
        """Neighbour with the largest studentised difference."""
        return None if isinstance(self.joint, Undefined) else self.neighbours[self.joint.at]


def window_grid(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    *,
    benchmark: str,
    closes: pd.DataFrame | None = None,
    panel: ReturnPanel | None = None,
) -> WindowGrid | Undefined:
    """
    Headline difference and its exact count for neighbouring windows.

    Bases run from 8 sessions before the window's base to 4 after it, ends from
    the session after each base to 10 sessions after the window's last.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
        The window in use.
    benchmark : str
        What a single group is held against.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand.
    panel : ReturnPanel, optional
        Returns by session, likewise.

    Returns
    -------
    WindowGrid or Undefined
        Undefined for a case without groups.

    Notes
    -----
    A stock without a close at base or end is left out of that cell, as it is in
    the window itself.  All cells with the same stocks are counted in one matrix
    product: returns (cells, stocks) times membership (stocks, splits).
    """
    if not case.groups:
        return Undefined(N_("undefined, because the case has no group"))
    table = market.closes if closes is None else closes
    returns = daily_panel(case, market, sessions, table) if panel is None else panel
    base = base_of(window, sessions)
    axis = sessions.between(
        sessions.offset(base, BASES[0]), sessions.offset(window.last, ENDS_AFTER)
    )
    home = axis.index(base)
    pairs = [
        (start, end)
        for start, end in product(range(len(axis)), repeat=2)
        if start < end and BASES[0] <= start - home <= BASES[1]
    ]
    grid = _Grid(case, table, returns, axis, benchmark)
    cells = grid.cells(pairs)
    chosen = next(
        (
            known_number(each.difference)
            for each in cells
            if (each.base, each.last) == (base, window.last)
        ),
        None,
    )
    return WindowGrid(
        a=grid.a,
        b=grid.b,
        base=base,
        last=window.last,
        cells=cells,
        settings=grid.settings(home, axis.index(window.last)),
        joint=grid.joint([pair for pair in pairs if pair[1] > home]),
        rise=None if chosen is None else chosen >= 0,
    )


_Counted: TypeAlias = tuple[
    float | Undefined, int | Undefined, int | Undefined, int | Undefined
]  # difference, splits as high, splits as low, all splits


class _Grid:
    """Closes on the grid's own sessions, and the two sides held against each other."""

    def __init__(
        self,
        case: Case,
        closes: pd.DataFrame,
        panel: ReturnPanel,
        axis: tuple[date, ...],
        benchmark: str,
    ) -> None:
        groups = [group.id for group in case.groups]
        self.axis = axis
        self.a, self.b = groups[0], (groups[1] if len(groups) > 1 else benchmark)
        self.single = len(groups) < 2
        first = [stock.symbol for stock in case.members(self.a)]
        second = [] if self.single else [stock.symbol for stock in case.members(self.b)]
        self.n_first = len(first)
        self.closes = closes.reindex(
            index=pd.DatetimeIndex(axis), columns=[*first, *second]
        ).to_numpy(dtype=np.float64)
        self.yardstick = panel.of_benchmark(benchmark, axis)
        self.priced = (panel.sessions[0], panel.sessions[-1]) if panel.sessions else None

    def growth(self, pairs: Sequence[tuple[int, int]]) -> Floats:
        """Return of every stock over every window; (windows, stocks)."""
        starts, ends = np.array(pairs).T
        grown: Floats = self.closes[ends] / self.closes[starts] - 1
        return grown

    def joint(self, pairs: Sequence[tuple[int, int]]) -> JointWindows | Undefined:
        """One p-value over these windows."""
        if self.single:
            return Undefined(_NO_PAIR)
        return joint_windows(
            self.growth(pairs), self.n_first, rng=np.random.default_rng(SEED), seed=SEED
        )

    def settings(self, home: int, last: int) -> TestSettings:
        """How the window in use is counted: over the stocks that have a return in it."""
        known = np.isfinite(self.growth([(home, last)])[0])
        k = int(known[: self.n_first].sum())
        return _settings(k, int(known.sum()) - k)

    def cells(self, pairs: Sequence[tuple[int, int]]) -> tuple[GridCell, ...]:
        """Every cell, those with the same stocks counted together."""
        growth = self.growth(pairs)
        patterns: dict[bytes, list[int]] = defaultdict(list)
        for row, known in enumerate(np.isfinite(growth)):
            patterns[known.tobytes()].append(row)
        found: list[GridCell | None] = [None] * len(pairs)
        for rows in patterns.values():
            kept = np.isfinite(growth[rows[0]])
            values, k = growth[rows][:, kept], int(kept[: self.n_first].sum())
            made = self._single(pairs, rows, values) if self.single else self._pair(values, k)
            for row, (difference, count, other, n) in zip(rows, made, strict=True):
                base, last = (self.axis[place] for place in pairs[row])
                if isinstance(difference, Undefined):
                    difference = self._why(base, last)  # noqa: PLW2901 - said more exactly
                    count = other = n = difference  # noqa: PLW2901
                found[row] = GridCell(base, last, difference, count, other, n)
        return tuple(cell for cell in found if cell is not None)

    def _pair(self, values: Floats, k: int) -> list[_Counted]:
        m = values.shape[1] - k
        if not (k and m):
            nothing = self._why(self.axis[0], self.axis[-1])
            return [(nothing, nothing, nothing, nothing)] * len(values)
        observed = values[:, :k].mean(axis=1) - values[:, k:].mean(axis=1)
        counts, others, total = _counts(values, observed, k, _settings(k, m))
        return [
            (difference, count, other, total)
            for difference, count, other in zip(
                observed.tolist(), counts.tolist(), others.tolist(), strict=True
            )
        ]

    def _single(
        self, pairs: Sequence[tuple[int, int]], rows: Sequence[int], values: Floats
    ) -> list[_Counted]:
        no_count = Undefined(_NO_PAIR)
        made: list[_Counted] = []
        for row, stocks in zip(rows, values, strict=True):
            start, end = pairs[row]
            level = float(np.prod(1 + self.yardstick[start + 1 : end + 1])) - 1
            difference = float(stocks.mean()) - level if stocks.size else np.nan
            known = difference if np.isfinite(difference) else no_count
            made.append((known, no_count, no_count, no_count))
        return made

    def _why(self, base: date, last: date) -> Undefined:
        if self.priced is None or base < self.priced[0] or last > self.priced[1]:
            return Undefined.of(
                N_("undefined, because the prices at hand run from {first} to {last}"),
                first=self.priced[0] if self.priced else "–",
                last=self.priced[1] if self.priced else "–",
            )
        return Undefined.of(
            N_("undefined, because one side has no return from {base} to {last}"),
            base=base,
            last=last,
        )


def _settings(k: int, m: int) -> TestSettings:
    if comb(k + m, k) <= EXACT_SPLITS:
        return TestSettings(method="exact")
    return TestSettings(method="monte-carlo", n_resamples=DRAWS, seed=SEED)


def _counts(
    values: Floats, observed: Floats, k: int, settings: TestSettings
) -> tuple[Integers, Integers, int]:
    """Splits at or above every cell's difference, at or below it, and how many there are."""
    exact = settings.method == "exact"
    members = split_membership(k, values.shape[1] - k) if exact else _drawn(values.shape[1], k)
    reached, below = np.zeros((2, len(values)), dtype=np.int64)
    margin = TIE_TOLERANCE * np.abs(values).max(axis=1)
    low, high = (observed - margin)[:, np.newaxis], (observed + margin)[:, np.newaxis]
    pooled = values.sum(axis=1)[:, np.newaxis]
    step = max(1, _AT_ONCE // len(values))
    for first in range(0, len(members), step):
        sums = values @ members[first : first + step].T.astype(np.float64)
        differences = sums / k - (pooled - sums) / (values.shape[1] - k)
        reached += (differences >= low).sum(axis=1)
        below += (differences <= high).sum(axis=1)
    own = int(not exact)
    return reached + own, below + own, len(members) + own


def _drawn(n: int, k: int) -> Booleans:
    rng = np.random.default_rng(SEED)
    order: Booleans = rng.permuted(np.tile(np.arange(n), (DRAWS, 1)), axis=1) < k
    return order


def same_direction(grid: WindowGrid) -> tuple[int, int]:
    """How many neighbouring windows have the chosen one's sign, of how many."""
    chosen = None if grid.chosen is None else known_number(grid.chosen.difference)
    values = [v for c in grid.neighbours if (v := known_number(c.difference)) is not None]
    if chosen is None or chosen == 0:
        return 0, len(values)
    return sum((value > 0) == (chosen > 0) and value != 0 for value in values), len(values)


def after_cells(grid: WindowGrid) -> list[GridCell]:
    """Cells of the window's own base, in order of their end."""
    cells = [cell for cell in grid.cells if cell.base == grid.base]
    while cells and known_number(cells[-1].difference) is None and cells[-1].last > grid.last:
        cells.pop()  # sessions after the last price
    return cells
