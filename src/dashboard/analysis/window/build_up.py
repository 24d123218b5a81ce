"""How the returns of a window came about, session by session around its base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pandas as pd

from dashboard.case import Benchmark
from dashboard.market.prices import Market
from dashboard.stats.result import Floats

Line: TypeAlias = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Lines(Mapping[str, Line]):
    """Lines by id in the order of the case; a mapping that can be hashed and cached."""

    pairs: tuple[tuple[str, Line], ...]

    def __getitem__(self, key: str) -> Line:
        """Line of that id; KeyError when there is none."""
        for name, line in self.pairs:
            if name == key:
                return line
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True)
class BuildUp:
    """
    Returns since the base close, at every close around the window.

    Every line is P_t / P_base - 1, before the base as well as after it, and None
    where a stock that it counts did not trade: a gap is not bridged.

    Attributes
    ----------
    base, last : date
        The base session, where every line is 0, and the window's last session.
    sessions : tuple of date
        Sessions of the lines, oldest first.
    groups : mapping of str to tuple
        Mean over the stocks of a group that have a window return; fractions.
    benchmarks : mapping of str to tuple
        The same for each benchmark.
    difference : tuple
        The headline difference at every close.
    steps : tuple
        What each session of the window added to it; without gaps they sum to
        the window's difference.
    """

    base: date
    last: date
    sessions: tuple[date, ...]
    groups: Lines
    benchmarks: Lines
    difference: Line
    steps: Line

    def difference_at(self, session: date) -> float | None:
        """Headline difference at the close of a session; None at a gap or off the lines."""
        if session not in self.sessions:
            return None
        return self.difference[self.sessions.index(session)]


@dataclass(frozen=True, slots=True, eq=False)
class SessionGrid:
    """
    Closes around a window on the calendar's own sessions.

    Attributes
    ----------
    sessions : tuple of date
        Rows, oldest first; the base and the whole window are always among them.
    symbols : tuple of str
        Columns.
    closes : ndarray, shape (sessions, symbols)
        NaN where a stock has no row.
    base, last : int
        Rows of the base and of the window's last session.
    """

    sessions: tuple[date, ...]
    symbols: tuple[str, ...]
    closes: Floats
    base: int
    last: int

    @property
    def growth(self) -> Floats:
        """P_t / P_base - 1; all NaN for a stock without a base close."""
        growth: Floats = self.closes / self.closes[self.base] - 1
        return growth


def benchmark_growth(
    benchmark: Benchmark, market: Market, closes: pd.DataFrame, grid: SessionGrid
) -> Floats:
    """
    P_t / P_base - 1 of a benchmark on the rows of `grid`.

    A benchmark of daily mean returns is chained from the base in both directions;
    a missing day leaves NaN from there on, because the chain is broken.
    """
    index = pd.DatetimeIndex(grid.sessions)
    if benchmark.returns is None:
        if benchmark.id not in closes.columns:
            return np.full(len(index), np.nan)
        prices = closes[benchmark.id].reindex(index).to_numpy(dtype=np.float64)
        growth: Floats = prices / prices[grid.base] - 1
        return growth
    held = market.benchmark_returns.get(benchmark.id)
    if held is None:
        return np.full(len(index), np.nan)
    factors = 1 + held.reindex(index).to_numpy(dtype=np.float64)
    level = np.ones(len(index))
    level[grid.base + 1 :] = np.cumprod(factors[grid.base + 1 :])
    # The level before a session is that session's level over its own factor.
    level[: grid.base] = 1 / np.cumprod(factors[grid.base : 0 : -1])[::-1]
    return level - 1


def build_up(
    grid: SessionGrid,
    groups: dict[str, Floats],
    benchmarks: dict[str, Floats],
    pair: tuple[str, str] | None,
) -> BuildUp:
    """
    Lines and headline difference from the growth of groups and benchmarks.

    Parameters
    ----------
    grid : SessionGrid
        Sessions, base and last session.
    groups, benchmarks : dict of str to ndarray, shape (sessions,)
        Growth since the base, fractions, NaN at gaps.
    pair : (str, str) or None
        Ids whose difference makes the headline; None when there is none.
    """
    known = {**benchmarks, **groups}
    gap = np.full(len(grid.sessions), np.nan)
    difference = _line(gap if pair is None else known[pair[0]] - known[pair[1]])
    inside = difference[grid.base : grid.last + 1]
    return BuildUp(
        base=grid.sessions[grid.base],
        last=grid.sessions[grid.last],
        sessions=grid.sessions,
        groups=_lines(groups),
        benchmarks=_lines(benchmarks),
        difference=difference,
        steps=tuple(
            None if old is None or new is None else new - old for old, new in pairwise(inside)
        ),
    )


def _lines(growth: dict[str, Floats]) -> Lines:
    return Lines(tuple((name, _line(values)) for name, values in growth.items()))


def _line(values: Floats) -> Line:
    return tuple(value if np.isfinite(value) else None for value in values.tolist())
