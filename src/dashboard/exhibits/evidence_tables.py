"""Exposure as tidy tables: the matrix, every row of evidence, points, the two-by-two."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from dashboard.analysis.stories.exposure import (
    ExposurePoint,
    ExposureResult,
    exposure_points,
)
from dashboard.analysis.stories.fourfold import FourfoldCell, Member, TwoByTwo
from dashboard.analysis.stories.grading import Cell, Publication
from dashboard.case import SOURCE_QUALITY, Case, Evidence, Stock
from dashboard.errors import N_, NP_
from dashboard.language.columns import FRACTION, Column, Table, through

# Matrix ---------------------------------------------------------------


class _Graded(NamedTuple):
    stock: Stock
    group: str
    value: float | None
    cells: tuple[Cell, ...]


_GRADED: tuple[Column[_Graded], ...] = (
    Column(N_("symbol"), lambda row: row.stock.symbol),
    Column(N_("name (en)"), lambda row: row.stock.name.en),
    Column(N_("name (zh)"), lambda row: row.stock.name.zh),
    Column(N_("group"), lambda row: row.group),
    Column(N_("return"), lambda row: row.value, FRACTION),
)


def matrix_table(case: Case, result: ExposureResult) -> Table[_Graded]:
    """One row a stock, and for each story the finding, its ordinal and what qualifies it."""
    rows = [
        _Graded(case.stock(symbol), group, value, result.row(symbol))
        for symbol, group, value in zip(result.stocks, result.groups, result.returns, strict=True)
    ]
    stories = [
        column for place, story in enumerate(result.stories) for column in _graded(place, story)
    ]
    return Table((*_GRADED, *stories), rows)


def _graded(place: int, story: str) -> tuple[Column[_Graded], ...]:
    columns: tuple[Column[Cell], ...] = (
        Column(N_("finding"), lambda cell: cell.state, whose=story, joint=": "),
        # Not assessed stays empty: a zero would claim that somebody looked.
        Column(N_("ordinal"), lambda cell: cell.ordinal, whose=story, joint=": ", dtype="Int64"),
        Column(N_("remark"), _cell_remark, whose=story, joint=": "),
    )
    return through(lambda row: row.cells[place], columns)


def _cell_remark(cell: Cell) -> str:
    remarks = []
    if cell.denied_by is not None and cell.strongest is not None:
        remarks.append(f"{cell.strongest.finding}, then denied by the company")
    if not cell.denial_order_known:
        remarks.append("order of statement and denial not certain")
    if cell.strongest is not None and cell.is_unread:
        remarks.append(f"reported by {cell.strongest.via}, document not read")
    if cell.contradicted:
        remarks.append(f"{len(cell.contradicted)} reported row(s) contradicted by the document")
    if cell.named_after:
        remarks.append("named after the move")
    if cell.late and not cell.named_after:
        remarks.append(f"{len(cell.late)} row(s) after the window")
    return "; ".join(remarks)


# Statements -----------------------------------------------------------


class _Stated(NamedTuple):
    stock: Stock
    cell: Cell
    evidence: Evidence
    publication: Publication

    @property
    def counts(self) -> bool:
        """Whether it is the one that grades its cell."""
        return self.cell.strongest is not None and self.cell.strongest.id == self.evidence.id


MEASURED: tuple[Column[Evidence], ...] = (
    Column(N_("value"), lambda row: row.value),
    Column(N_("unit"), lambda row: row.unit),
    Column(N_("measure"), lambda row: row.measure),
    Column(N_("denominator"), lambda row: row.denominator),
    Column(N_("period"), lambda row: row.period),
    Column(N_("document"), lambda row: row.document),
)
"""What a statement measures, and where."""

_STATED: tuple[Column[_Stated], ...] = (
    Column(N_("id"), lambda row: row.evidence.id),
    Column(N_("stock"), lambda row: row.evidence.stock),
    Column(N_("name (en)"), lambda row: row.stock.name.en),
    Column(N_("name (zh)"), lambda row: row.stock.name.zh),
    Column(N_("story"), lambda row: row.evidence.story),
    Column(N_("finding"), lambda row: row.evidence.finding),
    *through(attrgetter("evidence"), MEASURED),
    Column(N_("source kind"), lambda row: row.evidence.source_kind),
    Column(N_("source quality (7 is best)"), lambda row: SOURCE_QUALITY[row.evidence.source_kind]),
    Column(N_("reported by"), lambda row: row.evidence.via),
    Column(N_("reported by (zh)"), lambda row: row.evidence.via_zh),
    Column(N_("report published"), lambda row: _reported(row.evidence)),
    Column(N_("confirms"), lambda row: row.evidence.confirms),
    Column(N_("contradicts"), lambda row: row.evidence.contradicts),
    Column(N_("published"), lambda row: row.evidence.published.stamp.isoformat()),
    Column(N_("precision"), lambda row: row.evidence.published.precision),
    Column(N_("timezone"), lambda row: row.evidence.published.timezone),
    Column(
        N_("earliest (exchange time)"),
        lambda row: row.publication.earliest.isoformat() if row.publication.earliest else "",
    ),
    Column(N_("latest (exchange time)"), lambda row: row.publication.latest.isoformat()),
    Column(N_("deadline only"), lambda row: row.publication.is_deadline),
    Column(N_("public before the window closed"), lambda row: row.publication.public_before_close),
    Column(N_("counts in the tests"), lambda row: row.counts),
    Column(N_("denied later"), lambda row: row.counts and row.cell.denied_by is not None),
    Column(N_("statement (en)"), lambda row: row.evidence.statement.en),
    Column(N_("statement (zh)"), lambda row: row.evidence.statement.zh),
    Column(N_("page"), lambda row: row.evidence.page),
    Column(N_("quote"), lambda row: row.evidence.quote),
    Column(N_("searched"), lambda row: row.evidence.searched),
    Column(N_("searched in"), lambda row: row.evidence.searched_in),
    Column("url", lambda row: row.evidence.url),
)


def _reported(row: Evidence) -> str:
    return "" if row.via_published is None else row.via_published.stamp.isoformat()


def evidence_table(
    case: Case, result: ExposureResult, ids: Sequence[str] | None = None
) -> Table[_Stated]:
    """
    One row a statement, with its publication against the close of the window.

    With `ids` those statements alone, in that order.
    """
    rows = [
        _Stated(case.stock(evidence.stock), cell, evidence, result.publication(evidence.id))
        for cell in result.cells
        for evidence in (*cell.evidence, *cell.late)
    ]
    if ids is not None:
        place = {each: at for at, each in enumerate(ids)}
        rows = sorted(
            (row for row in rows if row.evidence.id in place),
            key=lambda row: place[row.evidence.id],
        )
    return Table(_STATED, rows, stays=True)


# Returns against grades -----------------------------------------------

_POINT: tuple[Column[tuple[str, ExposurePoint]], ...] = (
    Column(N_("story"), lambda row: row[0]),
    Column(N_("symbol"), lambda row: row[1].symbol),
    Column(N_("group"), lambda row: row[1].group),
    Column(N_("ordinal"), lambda row: row[1].ordinal),
    Column(N_("assessed"), lambda row: row[1].assessed),
    Column(N_("return"), lambda row: row[1].value, FRACTION),
)


def points_table(
    result: ExposureResult, stories: Sequence[str] | None = None
) -> Table[tuple[str, ExposurePoint]]:
    """Returns against ordinals, one row a stock and story; assumed zeros are marked."""
    rows = [
        (story, point)
        for story in (result.stories if stories is None else stories)
        for point in exposure_points(result, story)
    ]
    return Table(_POINT, rows, stays=True)


# Two by two -----------------------------------------------------------


class _Placed(NamedTuple):
    result: TwoByTwo
    cell: FourfoldCell
    member: Member


_PLACED: tuple[Column[_Placed], ...] = (
    Column(N_("documented story"), lambda row: row.result.pair.documented),
    Column(N_("rumoured story"), lambda row: row.result.pair.rumoured),
    Column(N_("documented"), lambda row: row.cell.documented),
    Column(NP_("in the cell", "rumoured"), lambda row: row.cell.rumoured),
    Column(N_("assessed"), lambda row: row.member.assessed),
    Column(N_("symbol"), lambda row: row.member.symbol),
    Column(N_("group"), lambda row: row.member.group),
    Column(N_("finding"), lambda row: row.member.documented),
    Column(N_("rumour"), lambda row: row.member.rumoured),
    Column(N_("return"), lambda row: row.member.value, FRACTION),
    Column(N_("stocks in the cell's mean"), lambda row: row.cell.n),
    Column(N_("mean return of the cell"), lambda row: row.cell.mean, FRACTION),
)


def two_by_two_table(*results: TwoByTwo) -> Table[_Placed]:
    """One row a stock of each pair of stories: its cell, and the mean of that cell."""
    rows = [
        _Placed(result, cell, member)
        for result in results
        for cell in result.cells
        for member in (*cell.members, *cell.not_assessed)
    ]
    return Table(_PLACED, rows)
