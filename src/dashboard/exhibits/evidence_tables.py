"""Exposure as tidy tables: the matrix, every row of evidence, points, the two-by-two."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.analysis.stories.exposure import ExposureResult, exposure_points
from dashboard.analysis.stories.fourfold import FourfoldCell, Member, TwoByTwo
from dashboard.analysis.stories.grading import Cell
from dashboard.case import Case, Evidence
from dashboard.exhibits.columns import table

EVIDENCE_COLUMNS = (
    "id",
    "stock",
    "name (en)",
    "name (zh)",
    "story",
    "finding",
    "value",
    "unit",
    "measure",
    "denominator",
    "period",
    "document",
    "source kind",
    "published",
    "precision",
    "timezone",
    "earliest (exchange time)",
    "latest (exchange time)",
    "deadline only",
    "public before the window closed",
    "counts in the tests",
    "denied later",
    "statement (en)",
    "statement (zh)",
    "page",
    "quote",
    "searched",
    "url",
)


def matrix_table(case: Case, result: ExposureResult) -> pd.DataFrame:
    """One row a stock, and for each story the finding, its ordinal and what qualifies it."""
    rows = []
    for symbol, group, value in zip(result.stocks, result.groups, result.returns, strict=True):
        stock = case.stock(symbol)
        row: dict[str, object] = {
            "symbol": symbol,
            "name (en)": stock.name.en,
            "name (zh)": stock.name.zh,
            "group": group,
            "return (fraction)": value,
        }
        for cell in result.row(symbol):
            row[f"{cell.story}: finding"] = cell.state
            # Not assessed stays empty: a zero would claim that somebody looked.
            row[f"{cell.story}: ordinal"] = cell.ordinal
            row[f"{cell.story}: remark"] = _cell_remark(cell)
        rows.append(row)
    return _whole_numbers(table(rows))


def evidence_table(case: Case, result: ExposureResult) -> pd.DataFrame:
    """One row a statement, with its publication against the close of the window."""
    rows = [
        _evidence_row(case, result, cell, evidence)
        for cell in result.cells
        for evidence in (*cell.evidence, *cell.late)
    ]
    return table(rows, EVIDENCE_COLUMNS)


def points_table(result: ExposureResult, stories: Sequence[str] | None = None) -> pd.DataFrame:
    """Returns against ordinals, one row a stock and story; assumed zeros are marked."""
    rows = [
        {
            "story": story,
            "symbol": point.symbol,
            "group": point.group,
            "ordinal": point.ordinal,
            "assessed": point.assessed,
            "return (fraction)": point.value,
        }
        for story in (result.stories if stories is None else stories)
        for point in exposure_points(result, story)
    ]
    columns = ("story", "symbol", "group", "ordinal", "assessed", "return (fraction)")
    return table(rows, columns)


def two_by_two_table(result: TwoByTwo) -> pd.DataFrame:
    """One row a stock: its cell of the two-by-two, and the mean of that cell."""
    rows = [
        _member_row(result, cell, member)
        for cell in result.cells
        for member in (*cell.members, *cell.not_assessed)
    ]
    return table(rows)


def _cell_remark(cell: Cell) -> str:
    remarks = []
    if cell.denied_by is not None and cell.strongest is not None:
        remarks.append(f"{cell.strongest.finding}, then denied by the company")
    if not cell.denial_order_known:
        remarks.append("order of statement and denial not certain")
    if cell.named_after:
        remarks.append("named after the move")
    if cell.late and not cell.named_after:
        remarks.append(f"{len(cell.late)} row(s) after the window")
    return "; ".join(remarks)


def _evidence_row(
    case: Case, result: ExposureResult, cell: Cell, row: Evidence
) -> dict[str, object]:
    stock, when = case.stock(row.stock), result.publication(row.id)
    values = (
        row.id,
        row.stock,
        stock.name.en,
        stock.name.zh,
        row.story,
        row.finding,
        row.value,
        row.unit,
        row.measure,
        row.denominator,
        row.period,
        row.document,
        row.source_kind,
        row.published.stamp.isoformat(),
        row.published.precision,
        row.published.timezone,
        "" if when.earliest is None else when.earliest.isoformat(),
        when.latest.isoformat(),
        when.is_deadline,
        when.public_before_close,
        cell.strongest is not None and cell.strongest.id == row.id,
        cell.denied_by is not None and cell.strongest is not None and cell.strongest.id == row.id,
        row.statement.en,
        row.statement.zh,
        row.page,
        row.quote,
        row.searched,
        row.url,
    )
    return dict(zip(EVIDENCE_COLUMNS, values, strict=True))


def _member_row(result: TwoByTwo, cell: FourfoldCell, member: Member) -> dict[str, object]:
    return {
        "documented story": result.pair.documented,
        "rumoured story": result.pair.rumoured,
        "documented": cell.documented,
        "rumoured": cell.rumoured,
        "assessed": member.assessed,
        "symbol": member.symbol,
        "group": member.group,
        "finding": member.documented,
        "rumour": member.rumoured,
        "return (fraction)": member.value,
        "stocks in the cell's mean": cell.n,
        "mean return of the cell (fraction)": cell.mean,
    }


def _whole_numbers(wide: pd.DataFrame) -> pd.DataFrame:
    ordinals = {name: "Int64" for name in wide.columns if str(name).endswith(": ordinal")}
    return wide.astype(ordinals)
