"""Rows read first hand that confirm or contradict what was reported of their documents."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.case import Evidence
from dashboard.cases.faults import nearest
from dashboard.cases.tables import FileRow
from dashboard.errors import N_

COLUMNS = ("confirms", "contradicts")

NO_ROW = N_("evidence.csv has no row “{name}”{nearest}.")
BOTH = N_("A row confirms what was reported or contradicts it: leave one of the two empty.")
ITSELF_REPORTED = N_(
    "Only a row that was read in its document confirms or contradicts a report: leave this empty, "
    "or “via”."
)
ITSELF = N_("The row “{name}” is this one: name the reported row that it confirms or contradicts.")
NOT_REPORTED = N_(
    "The row “{name}” was read in its document itself: only a reported row is confirmed or "
    "contradicted."
)
OF_ANOTHER = N_(
    "The row “{name}” is about another stock or another story than this one, which cannot confirm "
    "or contradict it."
)


def check_confirmations(rows: Sequence[tuple[FileRow, Evidence]]) -> None:
    """Report every reference to a row that cannot be confirmed or contradicted by it."""
    known = {read.id: read for _, read in rows}
    for row, read in rows:
        if read.confirms and read.contradicts:
            row.report("contradicts", BOTH)
        for column in COLUMNS:
            name = getattr(read, column)
            if name:
                _check(row, read, column, known.get(name), known)


def _check(
    row: FileRow, read: Evidence, column: str, told: Evidence | None, known: dict[str, Evidence]
) -> None:
    name = getattr(read, column)
    if read.is_reported:
        row.report(column, ITSELF_REPORTED)
    elif name == read.id:
        row.report(column, ITSELF, name=name)
    elif told is None:
        row.report(column, NO_ROW, name=name, nearest=nearest(name, sorted(known)))
    elif not told.is_reported:
        row.report(column, NOT_REPORTED, name=name)
    elif (told.stock, told.story) != (read.stock, read.story):
        row.report(column, OF_ANOTHER, name=name)


def checks(row: Evidence) -> str:
    """Id of the reported row that a row confirms or contradicts; empty where it does neither."""
    return row.confirms or row.contradicts


def checked_by(told: Evidence, rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Rows that confirm or contradict a reported one, in their order."""
    return tuple(row for row in rows if told.is_reported and checks(row) == told.id)


def unread(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Reported rows of documents that nobody here has read, by what stands among `rows`."""
    read = {checks(row) for row in rows}
    return tuple(row for row in rows if row.is_reported and row.id not in read)


def statements(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Rows that stand for themselves: a report goes into the row that its document was read for."""
    read = {checks(row) for row in rows}
    return tuple(row for row in rows if row.id not in read)
