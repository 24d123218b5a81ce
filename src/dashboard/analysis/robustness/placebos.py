"""Placebos: the same question asked of other times, other groups, and of nothing at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.analysis.window.estimation import ReturnPanel, daily_panel
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Window
from dashboard.cases.outline import MAINLAND
from dashboard.cases.universe_returns import window_returns
from dashboard.errors import N_
from dashboard.market.boards import board
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message
from dashboard.stats import placebo_groups as groups_test
from dashboard.stats import placebo_time as time_test
from dashboard.stats.hindsight import BestOf, best_of
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.placebo_time import PlaceboTime
from dashboard.stats.result import Floats, Undefined

SEED = 20250213
"""Seed of every random draw, shown beside its result."""

POOLS = (8, 20, 50, 100)
"""Of how many random stocks the best are taken by the hindsight yardstick."""

Source = Literal["file", "store"]
"""Whose returns of other stocks are counted: those of the case's file, of the store."""

DECIMALS = 6
"""Returns of the universe are taken on this grid: what a published table carries."""


@dataclass(frozen=True, slots=True, eq=False)
class TimePlacebo:
    """
    Placebo in time with the last session of every placebo window.

    Attributes
    ----------
    a, b : str
        Sides of the difference.
    result : PlaceboTime
    ends : tuple of date
    """

    a: str
    b: str
    result: PlaceboTime
    ends: tuple[date, ...]

    @property
    def rise(self) -> bool:
        """Whether the first side is ahead; counts are told on the side of the finding."""
        return self.result.statistic >= 0

    @property
    def count(self) -> int:
        """Earlier windows that put the side that is ahead as far ahead."""
        return self.result.count if self.rise else self.result.count_other_side

    @property
    def count_separate(self) -> int:
        """Those among the ones that share no session."""
        return self.result.count_separate if self.rise else self.result.count_separate_other_side

    @property
    def shifts(self) -> int:
        """Shifts as far on that side; 0 where there is no such test."""
        found = self.result.shifts
        if isinstance(found, Undefined):
            return 0
        return found.count if self.rise else found.count_other_side


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """
    How well the best few of K random stocks did, for several K.

    Attributes
    ----------
    group : str
        The group in question; the `best` stocks of each draw are kept, the worst for a
        group that did worse than the other stocks of its boards do on average.
    observed : float
        Its mean return.
    yardsticks : tuple of BestOf
        One for each K.
    """

    group: str
    observed: float
    best: int
    yardsticks: tuple[BestOf, ...]

    @property
    def lowest(self) -> bool:
        """Whether the worst are kept."""
        return self.yardsticks[0].lowest


def placebo_in_time(
    case: Case,
    market: Market,
    sessions: Sessions,
    result: WindowResult,
    *,
    closes: pd.DataFrame | None = None,
    panel: ReturnPanel | None = None,
) -> TimePlacebo | Undefined:
    """
    Headline difference in all earlier windows of the same length.

    Placebo windows end at or before the window's base.  A single group is held
    against the benchmark of `result`.

    Returns
    -------
    TimePlacebo or Undefined
    """
    headline = result.headline
    if headline is None:
        return Undefined(N_("undefined, because the case has no group"))
    table = market.closes if closes is None else closes
    returns = daily_panel(case, market, sessions, table) if panel is None else panel
    days = tuple(day for day in returns.sessions if day <= result.window.last)
    if result.base not in days or days[-1] != result.window.last:
        return Undefined(N_("undefined, because the prices do not cover the window"))
    first = _closes(result, table, headline.a, days)
    if any(group.id == headline.b for group in case.groups):
        second = _closes(result, table, headline.b, days)
    else:
        level = _level(returns, headline.b, days)
        kept = np.flatnonzero(np.isfinite(level))
        if not kept.size or level.size - kept[0] < len(result.sessions) + 1:
            return Undefined.of(
                N_("undefined, because the benchmark “{benchmark}” has gaps in the window"),
                benchmark=headline.b,
            )
        days, first = days[kept[0] :], first[kept[0] :]
        second = level[kept[0] :, np.newaxis]
    if not (first.size and second.size):
        return Undefined(N_("undefined, because one side of the difference has no return"))
    found = time_test.placebo_time(first, second, base=days.index(result.base), last=len(days) - 1)
    if isinstance(found, Undefined):
        return found
    ends = tuple(days[end] for end in found.ends.tolist())
    return TimePlacebo(headline.a, headline.b, found, ends)


def placebo_groups(
    case: Case, market: Market, result: WindowResult, *, bins: int = 48
) -> PlaceboGroups | Undefined:
    """
    Groups of other stocks with the first group's boards that did at least as well.

    Parameters
    ----------
    case, market
        The case and its universe.
    result : WindowResult
        Returns of the window.
    bins : int
        Bins of the null distribution; one is enough where only the count is wanted,
        and four times as fast.

    Returns
    -------
    PlaceboGroups or Undefined
        Undefined where no universe has returns of this window; `universe_remark` says
        whose returns were counted.
    """
    universe = other_stocks(case, market, result)
    if isinstance(universe, Undefined):
        return universe
    group = case.groups[0].id
    members = [stock for stock in result.members(group) if stock.has_return]
    mean = result.group(group).mean
    if isinstance(mean, Undefined):
        return mean
    return groups_test.placebo_groups(
        {
            str(name): rows["window_return"].to_numpy(dtype=np.float64).round(DECIMALS)
            for name, rows in universe.groupby("board")
        },
        mix=Counter(board(stock.symbol) for stock in members),
        observed=mean,
        decimals=DECIMALS,
        bins=bins,
        rng=np.random.default_rng(SEED),
        seed=SEED,
    )


def hindsight(case: Case, market: Market, result: WindowResult) -> Hindsight | Undefined:
    """
    Best few of K random stocks of the universe, as many as the first group has; or the worst.

    Boards are not held fixed here: who picks winners afterwards picks them anywhere.
    """
    universe = other_stocks(case, market, result)
    if isinstance(universe, Undefined):
        return universe
    group = case.groups[0].id
    summary = result.group(group)
    if isinstance(summary.mean, Undefined):
        return Undefined.of(
            N_("undefined, because no stock of the group “{group}” has a return"),
            group=group,
        )
    values = universe["window_return"].to_numpy(dtype=np.float64)
    behind = summary.mean < _expected_mean(universe, result, group)
    found = (
        best_of(
            values,
            best=summary.n,
            pool=pool,
            rng=np.random.default_rng(SEED),
            seed=SEED,
            observed=summary.mean,
            lowest=behind,
        )
        for pool in POOLS
        if pool >= summary.n
    )
    made = tuple(each for each in found if not isinstance(each, Undefined))
    if not made:
        return Undefined.of(
            N_("undefined, because {n} other stocks are too few to draw from"), n=values.size
        )
    return Hindsight(group, summary.mean, summary.n, made)


def _expected_mean(universe: pd.DataFrame, result: WindowResult, group: str) -> float:
    """Mean over all groups of other stocks with this group's boards."""
    means = universe.groupby("board")["window_return"].mean()
    own = Counter(
        board(s.symbol) for s in result.members(group) if not isinstance(s.value, Undefined)
    )
    known = {name: n for name, n in own.items() if name in means.index}
    if not known:
        return float(universe["window_return"].mean())
    return sum(n * float(means[name]) for name, n in known.items()) / sum(known.values())


def universe_source(case: Case, market: Market, window: Window, base: date) -> Source | None:
    """
    Whose returns of other stocks serve a window: the case's file, the store's, nobody's.

    The file knows the case's own window and comes first there, because it is frozen with
    the case; the store's universe is that of mainland A shares.
    """
    if market.universe is not None and window == case.window:
        return "file"
    matrix = market.universe_matrix
    if matrix is None or case.calendar != MAINLAND or not matrix.covers((base, window.last)):
        return None
    return "store"


def may_have_universe(case: Case, market: Market) -> bool:
    """Whether other stocks of the market can be counted at all: the store has A shares only."""
    return market.universe is not None or case.calendar == MAINLAND


def universe_remark(case: Case, market: Market, result: WindowResult) -> Message | None:
    """Where the returns of the other stocks come from; None where there are none."""
    universe = other_stocks(case, market, result)
    if isinstance(universe, Undefined):
        return None
    matrix, n = market.universe_matrix, f"{len(universe):,}"
    source = universe_source(case, market, result.window, result.base)
    if matrix is None or source == "file":
        template = N_(
            "The other stocks are those of the case’s own table: {n} with a return from {first} to "
            "{last}."
        )
        return Message.of(template, n=n, first=case.window.first, last=case.window.last)
    if not matrix.without_dividends:
        template = N_(
            "The other stocks are those of the store’s universe, whose closes reach to {last}: {n} "
            "with a close on both days."
        )
        return Message.of(template, n=n, last=matrix.last)
    if matrix.without_dividends >= len(matrix.symbols):
        template = N_(
            "The other stocks are those of the store’s universe, whose closes reach to {last}: {n} "
            "with a close on both days. No return there is exact across a dividend or a split."
        )
        return Message.of(template, n=n, last=matrix.last)
    template = N_(
        "The other stocks are those of the store’s universe, whose closes reach to {last}: {n} "
        "with a close on both days. The returns of {flawed} of all {total} there are not exact "
        "across a dividend or a split."
    )
    flawed, total = f"{matrix.without_dividends:,}", f"{len(matrix.symbols):,}"
    return Message.of(template, n=n, last=matrix.last, flawed=flawed, total=total)


def other_stocks(case: Case, market: Market, result: WindowResult) -> pd.DataFrame | Undefined:
    """Return the other stocks of the universe, or say why they cannot be used."""
    if not case.groups:
        return Undefined(N_("undefined, because the case has no group"))
    source = universe_source(case, market, result.window, result.base)
    table, matrix = market.universe, market.universe_matrix
    if source == "store" and matrix is not None:
        table = window_returns(matrix, result.base, result.window.last)
    elif source is None or table is None:
        return _no_universe(case, market, result)
    table = table.dropna(subset=["window_return"])
    own = {symbol.split(".")[0] for symbol in case.symbols}
    return table.loc[~table["code"].astype(str).str.zfill(6).isin(own)]


def _no_universe(case: Case, market: Market, result: WindowResult) -> Undefined:
    matrix = market.universe_matrix
    if case.calendar != MAINLAND:
        return Undefined(
            N_(
                "undefined, because the other stocks’ returns at hand are none of this window; the "
                "store’s universe has mainland A shares only"
            )
        )
    if matrix is not None:
        ends = (result.base, result.window.last)
        lacking = ", ".join(str(day) for day in ends if not matrix.covers([day]))
        return Undefined.of(
            N_(
                "undefined, because the store’s universe, with closes from {first} to {last}, has "
                "none on {days}; market-narrative refresh --universe brings it up to date"
            ),
            first=matrix.first,
            last=matrix.last,
            days=lacking,
        )
    if market.universe is None:
        return Undefined(
            N_(
                "undefined, because the case has no table of other stocks’ returns and the store "
                "no universe; market-narrative refresh --universe makes one"
            )
        )
    return Undefined.of(
        N_(
            "undefined, because the other stocks’ returns at hand are those of the case’s own "
            "window, {first} to {last}; with a universe in the store (market-narrative refresh "
            "--universe) other windows are counted too"
        ),
        first=case.window.first,
        last=case.window.last,
    )


def _closes(
    result: WindowResult, closes: pd.DataFrame, group: str, days: tuple[date, ...]
) -> Floats:
    """Closes of the stocks that the group's mean counts in the window."""
    symbols = [stock.symbol for stock in result.members(group) if stock.has_return]
    held = closes.reindex(index=pd.DatetimeIndex(days), columns=symbols)
    prices: Floats = held.to_numpy(dtype=np.float64)
    return prices


def _level(panel: ReturnPanel, benchmark: str, days: tuple[date, ...]) -> Floats:
    """Benchmark level from its last gap on, NaN before: a chain cannot bridge a missing day."""
    returns = panel.of_benchmark(benchmark, days)
    gaps = np.flatnonzero(np.isnan(returns))
    start = int(gaps[-1]) if gaps.size else 0
    level = np.full(len(days), np.nan)
    level[start] = 1.0
    level[start + 1 :] = np.cumprod(1 + returns[start + 1 :])
    return level
