"""Window returns as tidy tables: stocks, groups, differences, benchmarks, build-up."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.window import GroupReturn, WindowResult
from dashboard.case import Case
from dashboard.errors import N_, NP_
from dashboard.exhibits.columns import provenance, reason
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.market.prices import PriceNote
from dashboard.stats.result import Undefined


def stock_return_table(case: Case, result: WindowResult, note: PriceNote) -> Table[StockReturn]:
    """One row a stock: closes, return with its rounding interval, limits, missing sessions."""
    columns: tuple[Column[StockReturn], ...] = (
        Column(N_("symbol"), lambda each: each.symbol),
        Column(N_("name (en)"), lambda each: case.stock(each.symbol).name.en),
        Column(N_("name (zh)"), lambda each: case.stock(each.symbol).name.zh),
        Column(N_("group"), lambda each: each.group),
        Column(N_("base"), lambda _: result.base),
        Column(N_("last"), lambda _: result.window.last),
        Column(N_("base close"), lambda each: each.base_close, case.currency),
        Column(N_("last close"), lambda each: each.last_close, case.currency),
        Column(N_("return"), lambda each: each.value, FRACTION),
        Column(N_("return, lowest by rounding"), lambda each: each.low, FRACTION),
        Column(N_("return, highest by rounding"), lambda each: each.high, FRACTION),
        Column(N_("closes at upper limit"), lambda each: each.limit_up),
        Column(N_("closes at lower limit"), lambda each: each.limit_down),
        Column(N_("sessions of one price"), lambda each: each.one_price),
        Column(N_("last close at limit"), lambda each: each.last_limit or ""),
        Column(N_("sessions without a price"), lambda each: each.missing),
        Column(N_("reason"), lambda each: reason(each.value)),
    )
    return Table((*columns, *provenance(note)), result.stocks)


def group_return_table(case: Case, result: WindowResult, note: PriceNote) -> Table[GroupReturn]:
    """One row a group: mean, median, spread, and the stocks behind them."""
    columns: tuple[Column[GroupReturn], ...] = (
        Column(N_("group"), lambda each: each.id),
        Column(N_("title (en)"), lambda each: case.group(each.id).title.en),
        Column(N_("title (zh)"), lambda each: case.group(each.id).title.zh),
        Column(N_("chosen"), lambda each: f"{case.group(each.id).chosen} the returns were known"),
        Column(N_("base"), lambda _: result.base),
        Column(N_("last"), lambda _: result.window.last),
        Column(NP_("number", "stocks"), lambda each: each.n),
        Column(N_("mean return"), lambda each: each.mean, FRACTION),
        Column(N_("median return"), lambda each: each.median, FRACTION),
        Column(N_("standard deviation"), lambda each: each.sd, FRACTION),
        Column(N_("daily rebalanced return"), lambda each: each.daily_rebalanced, FRACTION),
        Column(N_("lowest return"), lambda each: each.minimum, FRACTION),
        Column(N_("highest return"), lambda each: each.maximum, FRACTION),
        Column(N_("stocks without a return"), lambda each: each.without),
        Column(N_("reason"), lambda each: reason(each.mean)),
    )
    return Table((*columns, *provenance(note)), result.groups)


class _Measured(NamedTuple):
    measure: str
    of: str
    less: str
    value: float | Undefined


def difference_table(result: WindowResult, note: PriceNote) -> Table[_Measured]:
    """One row a pair of groups, the headline first; then the return of each benchmark."""
    rows = [
        *(_Measured("difference", d.a, d.b, d.value) for d in result.differences),
        *(_Measured("benchmark return", b.id, "", b.value) for b in result.benchmarks),
    ]
    columns: tuple[Column[_Measured], ...] = (
        Column(NP_("difference or benchmark", "measure"), lambda row: row.measure),
        Column("of", lambda row: row.of),
        Column("less", lambda row: row.less),
        Column(N_("base"), lambda _: result.base),
        Column(N_("last"), lambda _: result.window.last),
        Column(N_("value"), lambda row: row.value, FRACTION),
        Column(N_("reason"), lambda row: reason(row.value)),
    )
    return Table((*columns, *provenance(note)), rows)


def build_up_table(result: WindowResult, note: PriceNote) -> Table[int]:
    """One row a session around the window: return since the base close of every line."""
    drawn = result.build_up
    # Steps are counted inside the window alone, the first of them from the base.
    steps = dict(zip(result.sessions, drawn.steps, strict=True))
    named = [*drawn.groups.items(), *drawn.benchmarks.items()]
    columns: tuple[Column[int], ...] = (
        Column(N_("session"), lambda place: drawn.sessions[place]),
        Column(N_("position"), lambda place: _position(drawn.sessions[place], result)),
        *(Column[int]("", line.__getitem__, FRACTION, whose=name) for name, line in named),
        Column(N_("difference"), lambda place: drawn.difference[place], FRACTION),
        Column(
            N_("step of the difference"), lambda place: steps.get(drawn.sessions[place]), FRACTION
        ),
    )
    return Table((*columns, *provenance(note)), range(len(drawn.sessions)))


def _position(session: date, result: WindowResult) -> str:
    if session == result.base:
        return "base"
    if session in result.sessions:
        return "window"
    return "before" if session < result.base else "after"
