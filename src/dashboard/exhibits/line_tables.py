"""The numbers behind the charts of the Prices page, as tidy tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from dashboard.analysis.window.rebased import Rebased, StockLine
from dashboard.analysis.window.window import BenchmarkReturn, WindowResult
from dashboard.case import Case
from dashboard.charts.price_curves import Curve, Kind, curves
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits.columns import PROVENANCE, provenance
from dashboard.exhibits.window_tables import group_return_table, stock_return_table
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.market.boards import LimitClose
from dashboard.market.prices import PriceNote
from dashboard.stats.result import known_number


def line_table(
    case: Case,
    lines: Rebased,
    note: PriceNote,
    *,
    kind: Kind,
    highlight: str,
    look: Look,
    beside: tuple[Sequence[Column[Any]], Sequence[Any]] | None = None,
) -> Table[Any]:
    """
    One row a session, one column a curve of the chart; a gap is empty.

    `beside` are the columns of drivers, and all rows: sessions by their places, and whatever
    else has a row of its own, which is no session of the case.
    """
    drawn = curves(case, lines, kind=kind, highlight=highlight, look=look)
    t = look.language
    told = {"peers": t("less peers"), "benchmark": t("less benchmark")}.get(kind, "")
    own, rows = beside or ((), range(len(lines.sessions)))
    session = Column[Any](N_("session"), lambda row: _at(lines.sessions, row))
    drawn_as = (_curve(curve, told) for curve in drawn)
    return Table((session, *drawn_as, *own, *provenance(note)), rows)


def _curve(curve: Curve, told: str) -> Column[Any]:
    name = f"{curve.name} {told}".strip()
    return Column("", lambda row: _at(curve.line, row), FRACTION, whose=name)


def _at(values: Sequence[object], row: object) -> object:
    return values[row] if isinstance(row, int) else None


# Panels ---------------------------------------------------------------


class _Step(NamedTuple):
    line: StockLine
    mean: float | None
    place: int
    hit: LimitClose | None


def panel_table(lines: Rebased, note: PriceNote) -> Table[_Step]:
    """One row a stock and session of the small panels, with closes at the limit."""
    means = {group.id: group.mean for group in lines.groups}
    rows = [
        _Step(line, means[line.group][place], place, hits.get(session))
        for line in lines.stocks
        for hits in [{hit.date: hit for hit in line.limits}]
        for place, session in enumerate(lines.sessions)
    ]
    columns: tuple[Column[_Step], ...] = (
        Column(N_("symbol"), lambda row: row.line.symbol),
        Column(N_("session"), lambda row: lines.sessions[row.place]),
        Column(N_("return since the base"), lambda row: row.line.growth[row.place], FRACTION),
        Column(N_("mean of its group"), lambda row: row.mean, FRACTION),
        Column(N_("close at limit"), lambda row: row.hit.side if row.hit else ""),
        Column(N_("one price all day"), lambda row: bool(row.hit and row.hit.one_price)),
    )
    return Table((*columns, *provenance(note)), rows)


# Stocks, groups and benchmarks ----------------------------------------

Levelled = tuple[str, Any]  # stock, group or benchmark, and its return


def window_table(
    case: Case, result: WindowResult, note: PriceNote, *, benchmark: str
) -> Table[Levelled]:
    """Stocks, then groups, then benchmarks; `level` says which a row is."""
    yardstick = known_number(result.benchmark(benchmark).value)
    benchmarks: tuple[Column[BenchmarkReturn], ...] = (
        Column(N_("symbol"), lambda each: each.id),
        Column(N_("base"), lambda _: result.base),
        Column(N_("last"), lambda _: result.window.last),
        Column(N_("return"), lambda each: each.value, FRACTION),
    )
    shared = _shared(
        {
            "stock": stock_return_table(case, result, note).columns[: -len(PROVENANCE)],
            "group": [
                replace(column, name="return") if column.name == "mean return" else column
                for column in group_return_table(case, result, note).columns[: -len(PROVENANCE)]
            ],
            "benchmark": benchmarks,
        }
    )
    returns = next(column for column in shared if column.name == "return")

    def less(row: Levelled) -> object:
        value = None if row[0] == "benchmark" else returns.value(row)
        return None if yardstick is None or not isinstance(value, float) else value - yardstick

    own = (
        Column[Levelled](N_("return less benchmark"), less, FRACTION),
        Column[Levelled](N_("benchmark"), lambda row: "" if row[0] == "benchmark" else benchmark),
    )
    place = shared.index(returns) + 1
    columns: tuple[Column[Levelled], ...] = (
        Column(N_("level"), lambda row: row[0]),
        *(*shared[:place], *own, *shared[place:]),
        *provenance(note),
    )
    levels = {"stock": result.stocks, "group": result.groups, "benchmark": result.benchmarks}
    return Table(columns, [(level, each) for level, rows in levels.items() for each in rows])


def _shared(levels: Mapping[str, Sequence[Column[Any]]]) -> list[Column[Levelled]]:
    """Columns of all levels by their heads; empty where a level has none of that head."""
    heads = {column.file_head: column for columns in levels.values() for column in columns}
    own = {level: {each.file_head: each for each in levels[level]} for level in levels}

    def shared(head: str) -> Column[Levelled]:
        def get(row: Levelled) -> object:
            column = own[row[0]].get(head)
            return None if column is None else column.value(row[1])

        return replace(heads[head], get=get)

    return [shared(head) for head in heads]
