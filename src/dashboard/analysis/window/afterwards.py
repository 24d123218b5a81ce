"""What became of it: returns after the window, and what was published since it closed.

A horizon is a number of calendar months after the window's last session: the close of the
last session on or before that day is held against the window's last close, by stock, by
group and for every benchmark.  Nothing is filled: a horizon that the prices do not reach,
and a stock that has no close on it, is the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.analysis.window.build_up import SessionGrid, benchmark_growth
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Benchmark, Case, Evidence, Stock, Window
from dashboard.errors import N_, CalendarError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, is_public, months_later
from dashboard.message import Message
from dashboard.stats.result import Undefined, or_nan

MONTHS = (1, 3, 12)


@dataclass(frozen=True, slots=True)
class LaterReturn:
    """
    Return of a stock, a group or a benchmark since the window's last close.

    Attributes
    ----------
    id : str
        Symbol, or id of the group or benchmark.
    value : float or Undefined
        Fraction; of a group the mean over the stocks that have one.
    n : int
        Stocks counted; 1 for a stock and a benchmark.
    without : tuple of str
        Members of a group without a return.
    group : str
        Of a stock.
    """

    id: str
    value: float | Undefined
    n: int = 1
    without: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Horizon:
    """
    How it stood some months after the window.

    Attributes
    ----------
    months : int
    day : date
        The same day of the month so many months later, or that month's last.
    session : date or None
        Last session on or before it; None where the calendar does not know it.
    missing : Message or None
        Why there are no returns; None where there are.
    stocks, groups, benchmarks : tuple of LaterReturn
        In the order of the case; empty where there are no returns.
    """

    months: int
    day: date
    session: date | None
    missing: Message | None = None
    stocks: tuple[LaterReturn, ...] = ()
    groups: tuple[LaterReturn, ...] = ()
    benchmarks: tuple[LaterReturn, ...] = ()

    def group(self, group: str) -> LaterReturn:
        """Return of one group."""
        return next(each for each in self.groups if each.id == group)

    def benchmark(self, benchmark: str) -> LaterReturn:
        """Return of one benchmark."""
        return next(each for each in self.benchmarks if each.id == benchmark)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """
    What became of a case.

    Attributes
    ----------
    last : date
        The window's last session, whose close all returns start from.
    horizons : tuple of Horizon
        By months.
    events : tuple of EventTime
        Those whose session 0 comes after it, by time.
    evidence : tuple of Evidence
        What was not public at its close, by publication.
    """

    last: date
    horizons: tuple[Horizon, ...]
    events: tuple[EventTime, ...]
    evidence: tuple[Evidence, ...]

    @property
    def reached(self) -> tuple[Horizon, ...]:
        """Horizons with a return of some group."""
        return tuple(
            each
            for each in self.horizons
            if any(not isinstance(group.value, Undefined) for group in each.groups)
        )


def afterwards(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    *,
    closes: pd.DataFrame,
    events: Sequence[EventTime],
) -> Afterwards:
    """
    Returns 1, 3 and 12 months after a window, and what was published since.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
    closes : DataFrame
        `market.closes`.
    events : sequence of EventTime
        All events of the case, placed on the window, in order of time.
    """
    close = sessions.close_time(window.last)
    late = [row for row in case.evidence if not is_public(row.public, sessions, close)]
    return Afterwards(
        window.last,
        tuple(_horizon(case, market, sessions, window.last, months, closes) for months in MONTHS),
        tuple(item for item in events if item.position == "after" and not item.span.deadline),
        tuple(sorted(late, key=lambda row: (row.public.stamp, row.id))),
    )


# One horizon ----------------------------------------------------------


def _horizon(
    case: Case,
    market: Market,
    sessions: Sessions,
    last: date,
    months: int,
    closes: pd.DataFrame,
) -> Horizon:
    day = months_later(last, months)
    try:
        session = sessions.on_or_before(day)
    except CalendarError as error:
        return Horizon(months, day, None, error.message)
    missing = _out_of_reach(case, market, session, closes)
    if missing is not None:
        return Horizon(months, day, session, missing)
    axis = sessions.between(last, session)
    rows = closes.reindex(index=pd.DatetimeIndex(axis), columns=list(case.symbols))
    grid = SessionGrid(axis, case.symbols, rows.to_numpy(dtype=np.float64), 0, len(axis) - 1)
    stocks = tuple(
        LaterReturn(stock.symbol, _value(stock, grid, closes), group=stock.group)
        for stock in case.stocks
    )
    return Horizon(
        months,
        day,
        session,
        None,
        stocks,
        tuple(_group(group.id, stocks) for group in case.groups),
        tuple(_benchmark(bench, market, closes, grid) for bench in case.benchmarks),
    )


def _out_of_reach(
    case: Case, market: Market, session: date, closes: pd.DataFrame
) -> Message | None:
    """Why no stock has a close on a session: the prices end before, as they have to or not."""
    own = closes.reindex(columns=list(case.symbols)).dropna(how="all")
    if own.empty:
        return Message.of(N_("The case has no prices."))
    end = own.index[-1].date()
    if session <= end:
        return None
    read = _day(market.note.retrieved)
    if read is not None and session > read:
        return Message.of(
            N_("{day} had not come when the prices were read, on {read}."), day=session, read=read
        )
    return Message.of(N_("The prices at hand end on {end}, before {day}."), end=end, day=session)


def _value(stock: Stock, grid: SessionGrid, closes: pd.DataFrame) -> float | Undefined:
    start, end = (float(grid.closes[row, grid.symbols.index(stock.symbol)]) for row in (0, -1))
    if np.isfinite(start) and np.isfinite(end):
        return end / start - 1
    first, last = grid.sessions[0], grid.sessions[-1]
    if stock.symbol not in closes.columns:
        return Undefined.of(N_("{stock} has no prices in this case."), stock=stock)
    if not np.isfinite(start):
        return Undefined.of(
            N_("{stock} has no close on {day}, the last session of the window."),
            stock=stock,
            day=first,
        )
    traded = closes[stock.symbol].dropna().index
    before = traded[traded <= pd.Timestamp(last)][-1].date()
    if traded[-1] > pd.Timestamp(last):
        return Undefined.of(
            N_("{stock} did not trade on {day}; its last close before is that of {last}."),
            stock=stock,
            day=last,
            last=before,
        )
    return Undefined.of(
        N_(
            "{stock} has no close on {day}: its prices end on {last}, those of others go on. It "
            "was suspended or is no longer listed."
        ),
        stock=stock,
        day=last,
        last=before,
    )


def _group(group: str, stocks: Sequence[LaterReturn]) -> LaterReturn:
    own = [each for each in stocks if each.group == group]
    known = [or_nan(each.value) for each in own if not isinstance(each.value, Undefined)]
    without = tuple(each.id for each in own if isinstance(each.value, Undefined))
    if known:
        return LaterReturn(group, float(np.mean(known)), len(known), without)
    why = Undefined.of(N_("No stock of the group “{group}” has a return."), group=group)
    return LaterReturn(group, why, 0, without)


def _benchmark(
    benchmark: Benchmark, market: Market, closes: pd.DataFrame, grid: SessionGrid
) -> LaterReturn:
    value = float(benchmark_growth(benchmark, market, closes, grid)[-1])
    if np.isfinite(value):
        return LaterReturn(benchmark.id, value)
    return LaterReturn(
        benchmark.id,
        Undefined.of(
            N_("The benchmark “{benchmark}” has no value on some session up to {day}."),
            benchmark=benchmark.title,
            day=grid.sessions[-1],
        ),
        0,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
