"""Returns of a case's window: stocks, groups, benchmarks and the headline difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from dashboard.analysis.window.build_up import (
    BuildUp,
    SessionGrid,
    benchmark_growth,
    build_up,
)
from dashboard.analysis.window.stock_returns import StockReturn, stock_returns
from dashboard.case import Benchmark, Case, Group, Window
from dashboard.errors import N_, InputError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, validate_window
from dashboard.message import Message
from dashboard.stats.result import Floats, Undefined, or_nan
from dashboard.stats.returns import (
    daily_rebalanced,
    group_return,
    simple_returns,
)


@dataclass(frozen=True, slots=True)
class GroupReturn:
    """
    Window returns of a group, over the stocks that have one.

    Attributes
    ----------
    id : str
    n : int
        Stocks counted.
    mean, median, sd, minimum, maximum : float or Undefined
        Of the buy-and-hold returns, fractions; `sd` has n - 1 in its denominator.
    daily_rebalanced : float or Undefined
        Return of the group brought back to equal weights after every session,
        over the stocks that traded in it; undefined when in a session none did.
    without : tuple of str
        Members without a return.
    """

    id: str
    n: int
    mean: float | Undefined
    median: float | Undefined
    sd: float | Undefined
    daily_rebalanced: float | Undefined
    minimum: float | Undefined
    maximum: float | Undefined
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean return of `a` less that of `b` (group ids, or a group and a benchmark); fraction."""

    a: str
    b: str
    value: float | Undefined


@dataclass(frozen=True, slots=True)
class BenchmarkReturn:
    """Return of a benchmark over the window, fraction."""

    id: str
    value: float | Undefined


@dataclass(frozen=True, slots=True)
class WindowResult:
    """
    Everything that happened in a window.

    Attributes
    ----------
    window : Window
    base : date
        Session whose close all returns start from.
    sessions : tuple of date
        Sessions of the window.
    stocks, groups, benchmarks : tuple
        In the order of the case.
    differences : tuple of Difference
        Headline first; every pair of groups, or one group against the benchmark.
    build_up : BuildUp
    remarks : tuple of Message
        What the reader should know of the calendar behind it.
    """

    window: Window
    base: date
    sessions: tuple[date, ...]
    stocks: tuple[StockReturn, ...]
    groups: tuple[GroupReturn, ...]
    differences: tuple[Difference, ...]
    benchmarks: tuple[BenchmarkReturn, ...]
    build_up: BuildUp
    remarks: tuple[Message, ...] = ()

    @property
    def headline(self) -> Difference | None:
        """First difference; None for a case without groups."""
        return self.differences[0] if self.differences else None

    @property
    def returned(self) -> tuple[StockReturn, ...]:
        """Stocks with a return, in the order of the case."""
        return tuple(stock for stock in self.stocks if stock.has_return)

    def stock(self, symbol: str) -> StockReturn:
        """Return of one stock of the case."""
        return next(stock for stock in self.stocks if stock.symbol == symbol)

    def group(self, group: str) -> GroupReturn:
        """Return of one group of the case."""
        return next(found for found in self.groups if found.id == group)

    def members(self, group: str) -> tuple[StockReturn, ...]:
        """Stocks of one group, in the order of the case."""
        return tuple(stock for stock in self.stocks if stock.group == group)

    def benchmark(self, benchmark: str) -> BenchmarkReturn:
        """Return of one benchmark of the case."""
        return next(found for found in self.benchmarks if found.id == benchmark)


def window_result(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    *,
    benchmark: str,
    before: int = 15,
    after: int = 12,
    closes: pd.DataFrame | None = None,
) -> WindowResult:
    """
    Returns of a window and how they built up.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
        Sessions under trial; the base is the close before the first.
    benchmark : str
        Id of the benchmark against which a single group is held.
    before, after : int
        Sessions of the build-up before the base and after the last session, as
        far as there are prices.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand already.

    Returns
    -------
    WindowResult
        A number that the prices do not give is the sentence that says why.

    Raises
    ------
    InputError
        If an end of the window is no session or they are out of order.
    NotFoundError
        If the case has no such benchmark.
    CalendarError
        If the window lies outside the calendar.
    """
    validate_window(window, sessions)
    case.benchmark(benchmark)
    table = market.closes if closes is None else closes
    grid = _grid(case, sessions, window, table, before=before, after=after)
    stocks = stock_returns(case, market, sessions, grid)
    values = np.array([or_nan(stock.value) for stock in stocks])
    groups = tuple(_group_return(case, group, values, grid) for group in case.groups)
    growth = {bench.id: benchmark_growth(bench, market, table, grid) for bench in case.benchmarks}
    benchmarks = tuple(
        _benchmark_return(bench, market, growth[bench.id], grid) for bench in case.benchmarks
    )
    differences = _differences(groups, benchmarks, benchmark)
    pair = (differences[0].a, differences[0].b) if differences else None
    lines = {group.id: _group_growth(case, group, values, grid) for group in case.groups}
    warning = sessions.warning(window.last)
    return WindowResult(
        window=window,
        base=grid.sessions[grid.base],
        sessions=grid.sessions[grid.base + 1 : grid.last + 1],
        stocks=stocks,
        groups=groups,
        differences=differences,
        benchmarks=benchmarks,
        build_up=build_up(grid, lines, growth, pair),
        remarks=() if warning is None else (warning,),
    )


def base_window(case: Case, market: Market, sessions: Sessions, base: date, last: date) -> Window:
    """
    Window from the session after `base` to `last`, both chosen by a reader.

    Raises
    ------
    InputError
        If one of them is no session, `last` does not come after `base`, or the
        prices of the case do not reach that far; one sentence says which.
    """
    for day in (base, last):
        if not sessions.is_session(day):
            raise InputError(
                N_("{day} is not a session of {calendar}: choose a trading day."),
                day=day,
                calendar=sessions.calendar,
            )
    if last <= base:
        raise InputError(
            N_("The last session {last} must come after the base {base}."), base=base, last=last
        )
    own = market.prices.loc[market.prices["symbol"].isin(case.symbols), "date"]
    if own.empty:
        raise InputError(N_("The case “{slug}” has no prices."), slug=case.slug)
    start, end = own.min().date(), own.max().date()
    if base < start or last > end:
        raise InputError(
            N_("The prices of the case run from {start} to {end}; {base} to {last} is not inside."),
            start=start,
            end=end,
            base=base,
            last=last,
        )
    return Window(sessions.after(base), last)


def _grid(
    case: Case,
    sessions: Sessions,
    window: Window,
    closes: pd.DataFrame,
    *,
    before: int,
    after: int,
) -> SessionGrid:
    base = sessions.before(window.first)
    held = [day.date() for day in closes.index[[0, -1]]] if len(closes) else [base, window.last]
    earlier = sessions.between(max(min(held[0], base), sessions.first_known), base)[:-1]
    later = sessions.between(window.last, max(held[1], window.last))[1:]
    inside = sessions.between(base, window.last)
    earlier = earlier[max(0, len(earlier) - before) :]
    axis = (*earlier, *inside, *later[:after])
    rows = closes.reindex(index=pd.DatetimeIndex(axis), columns=list(case.symbols))
    return SessionGrid(
        sessions=axis,
        symbols=case.symbols,
        closes=rows.to_numpy(dtype=np.float64),
        base=len(earlier),
        last=len(earlier) + len(inside) - 1,
    )


# Groups and benchmarks ------------------------------------------------


def _columns(case: Case, group: Group) -> list[int]:
    return [place for place, stock in enumerate(case.stocks) if stock.group == group.id]


def _group_return(case: Case, group: Group, values: Floats, grid: SessionGrid) -> GroupReturn:
    columns = _columns(case, group)
    own = values[columns]
    counted = own[np.isfinite(own)]
    without = tuple(grid.symbols[column] for column in columns if np.isnan(values[column]))
    daily = daily_rebalanced(simple_returns(grid.closes[grid.base : grid.last + 1, columns]))
    if not counted.size:
        why = _no_return(group, len(columns))
        return GroupReturn(group.id, 0, why, why, why, daily, why, why, without)
    summary = group_return(own)
    return GroupReturn(
        id=group.id,
        n=summary.n,
        mean=summary.mean,
        median=summary.median,
        sd=summary.sd,
        daily_rebalanced=daily,
        minimum=float(counted.min()),
        maximum=float(counted.max()),
        without=without,
    )


def _no_return(group: Group, n: int) -> Undefined:
    if n == 0:
        return Undefined.of(N_("The group “{group}” has no stock."), group=group.id)
    return Undefined.of(
        N_("None of the {n} stock(s) of the group “{group}” has a return in this window."),
        n=n,
        group=group.id,
    )


def _group_growth(case: Case, group: Group, values: Floats, grid: SessionGrid) -> Floats:
    # The stocks that the group's mean counts, so that line and mean agree.
    counted = [column for column in _columns(case, group) if np.isfinite(values[column])]
    if not counted:
        return np.full(len(grid.sessions), np.nan)
    growth: Floats = grid.growth[:, counted].mean(axis=1)
    return growth


def _benchmark_return(
    benchmark: Benchmark, market: Market, growth: Floats, grid: SessionGrid
) -> BenchmarkReturn:
    value = float(growth[grid.last])
    if np.isfinite(value):
        return BenchmarkReturn(benchmark.id, value)
    needed = grid.sessions[grid.base : grid.last + 1]
    if benchmark.returns is None:
        held = market.prices.loc[market.prices["symbol"] == benchmark.id, "date"]
        needed = (needed[0], needed[-1])
    else:
        series = market.benchmark_returns.get(benchmark.id, pd.Series(dtype="float64"))
        held = series.dropna().index.to_series()
        needed = needed[1:]
    days = {day.date() for day in held}
    lacking = [str(day) for day in needed if day not in days]
    return BenchmarkReturn(
        benchmark.id,
        Undefined.of(
            N_("The benchmark “{benchmark}” has no value on {days}."),
            benchmark=benchmark.id,
            days=", ".join(lacking),
        ),
    )


def _differences(
    groups: Sequence[GroupReturn], benchmarks: Sequence[BenchmarkReturn], benchmark: str
) -> tuple[Difference, ...]:
    if len(groups) == 1:
        yardstick = next(found for found in benchmarks if found.id == benchmark)
        sides = [((groups[0].id, groups[0].mean), (yardstick.id, yardstick.value))]
    else:
        sides = list(combinations([(group.id, group.mean) for group in groups], 2))
    return tuple(Difference(a, b, _less(x, y)) for (a, x), (b, y) in sides)


def _less(x: float | Undefined, y: float | Undefined) -> float | Undefined:
    if isinstance(x, Undefined):
        return x
    return y if isinstance(y, Undefined) else x - y
