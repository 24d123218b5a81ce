"""Lines of the Prices page: stocks, groups and benchmarks since the base's close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.analysis.window.build_up import Line, SessionGrid, benchmark_growth
from dashboard.analysis.window.limits import stock_limit_closes
from dashboard.case import Case, Window
from dashboard.market.boards import LimitClose
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.result import Floats


@dataclass(frozen=True, slots=True)
class StockLine:
    """
    One stock since the base's close.

    Attributes
    ----------
    symbol, group : str
    growth : tuple of float or None
        P_t / P_base - 1 at every session; None where it did not trade, and
        everywhere for a stock without a base close.
    less_peers : tuple of float or None
        `growth` less the mean growth of the rest of its group.
    less_benchmark : tuple of float or None
        `growth` less that of the benchmark in use.
    limits : tuple of LimitClose
        Closes at the daily limit among the sessions of the lines.
    """

    symbol: str
    group: str
    growth: Line
    less_peers: Line
    less_benchmark: Line
    limits: tuple[LimitClose, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Mean growth of a group's counted stocks, and the lowest and highest of them."""

    id: str
    mean: Line
    low: Line
    high: Line


@dataclass(frozen=True, slots=True)
class BenchmarkLine:
    """Growth of a benchmark since the base's close."""

    id: str
    growth: Line


@dataclass(frozen=True, slots=True)
class Rebased:
    """
    All lines on the same sessions; simple returns since the base, fractions.

    Attributes
    ----------
    sessions : tuple of date
        The calendar's own sessions, oldest first, so that a gap keeps its place.
    base, last : date
        The base session, where every line is 0, and the window's last session.
    stocks, groups, benchmarks : tuple
        In the order of the case.
    benchmark : str
        Id of the benchmark in use.
    """

    sessions: tuple[date, ...]
    base: date
    last: date
    stocks: tuple[StockLine, ...]
    groups: tuple[GroupLine, ...]
    benchmarks: tuple[BenchmarkLine, ...]
    benchmark: str

    def stock(self, symbol: str) -> StockLine:
        """Line of one stock of the case."""
        return next(line for line in self.stocks if line.symbol == symbol)

    def at_last(self, line: Line) -> float | None:
        """Value of a line at the close of the window's last session."""
        return line[self.sessions.index(self.last)]


def rebased(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    *,
    benchmark: str,
    before: int | None = 15,
    after: int | None = 15,
) -> Rebased:
    """
    Lines of all stocks, groups and benchmarks since the close of the base.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
        Sessions under trial; the base is the session before the first.
    benchmark : str
        Id of the benchmark that `StockLine.less_benchmark` is measured against.
    before, after : int or None
        Sessions shown before the base and after the last session, as far as there
        are prices; None shows all.

    Returns
    -------
    Rebased

    Notes
    -----
    A group counts the stocks that have a window return, the same ones as its mean
    in the tables, and its line has a gap where one of them did not trade.
    """
    closes = market.closes
    grid = _grid(case, sessions, window, closes, before=before, after=after)
    with np.errstate(invalid="ignore"):
        growth = grid.growth
    yardsticks = {b.id: benchmark_growth(b, market, closes, grid) for b in case.benchmarks}
    counted = np.isfinite(growth[grid.last])
    return Rebased(
        sessions=grid.sessions,
        base=grid.sessions[grid.base],
        last=grid.sessions[grid.last],
        stocks=tuple(
            StockLine(
                symbol=stock.symbol,
                group=stock.group,
                growth=_line(growth[:, place]),
                less_peers=_line(growth[:, place] - _peers(case, growth, counted, place)),
                less_benchmark=_line(growth[:, place] - yardsticks[benchmark]),
                limits=stock_limit_closes(
                    stock, market, sessions, first=grid.sessions[0], last=grid.sessions[-1]
                ),
            )
            for place, stock in enumerate(case.stocks)
        ),
        groups=tuple(
            _group_line(group.id, growth[:, _members(case, group.id, counted)])
            for group in case.groups
        ),
        benchmarks=tuple(BenchmarkLine(name, _line(line)) for name, line in yardsticks.items()),
        benchmark=benchmark,
    )


def _grid(
    case: Case,
    sessions: Sessions,
    window: Window,
    closes: pd.DataFrame,
    *,
    before: int | None,
    after: int | None,
) -> SessionGrid:
    base = sessions.before(window.first)
    held = [day.date() for day in closes.index[[0, -1]]] if len(closes) else [base, window.last]
    earlier = sessions.between(min(held[0], base), base)[:-1]
    later = sessions.between(window.last, max(held[1], window.last))[1:]
    inside = sessions.between(base, window.last)
    earlier = earlier if before is None else earlier[max(0, len(earlier) - before) :]
    axis = (*earlier, *inside, *(later if after is None else later[:after]))
    rows = closes.reindex(index=pd.DatetimeIndex(axis), columns=list(case.symbols))
    return SessionGrid(
        sessions=axis,
        symbols=case.symbols,
        closes=rows.to_numpy(dtype=np.float64),
        base=len(earlier),
        last=len(earlier) + len(inside) - 1,
    )


def _members(case: Case, group: str, counted: np.ndarray, but: int = -1) -> list[int]:
    return [
        place
        for place, stock in enumerate(case.stocks)
        if stock.group == group and counted[place] and place != but
    ]


def _peers(case: Case, growth: Floats, counted: np.ndarray, place: int) -> Floats:
    others = _members(case, case.stocks[place].group, counted, but=place)
    if not others:
        return np.full(len(growth), np.nan)
    mean: Floats = growth[:, others].mean(axis=1)
    return mean


def _group_line(group: str, growth: Floats) -> GroupLine:
    if not growth.shape[1]:
        gap = _line(np.full(len(growth), np.nan))
        return GroupLine(group, gap, gap, gap)
    return GroupLine(
        group, _line(growth.mean(axis=1)), _line(growth.min(axis=1)), _line(growth.max(axis=1))
    )


def _line(values: Floats | Sequence[float]) -> Line:
    array = np.asarray(values, dtype=np.float64)
    return tuple(value if np.isfinite(value) else None for value in array.tolist())
