"""What the reader of case folders says of sheets, cell by cell, without a folder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.cases.editing.columns import NAMES
from dashboard.cases.editing.proposals import CellFault, proposal
from dashboard.cases.editing.sheets import (
    ALONE,
    Row,
    Sheets,
    files_of,
    key_column,
    sheets_of,
    written_files,
    written_rows,
)
from dashboard.cases.folders import CaseFolder
from dashboard.cases.held import Before, FileNote, Held
from dashboard.cases.outline import CASE_FILE, PRICES
from dashboard.cases.reading import Reading
from dashboard.cases.table_files import FILE_OF, Written
from dashboard.errors import Fault

__all__ = ["CellFault", "Judged", "judge"]

ROUNDS = 4  # of putting rows back until what is left can be read
MOST_PROPOSALS = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """
    Sheets as the reader of case folders sees them.

    Attributes
    ----------
    content : CaseFolder or None
        The case; None while there is a fault.
    faults : tuple of CellFault
        In the order that `market-narrative check` prints.
    readable : CaseFolder or None
        The nearest case without a fault: rows that have one as they were saved, new ones left
        out.  None where nothing can be read.
    """

    content: CaseFolder | None
    faults: tuple[CellFault, ...]
    readable: CaseFolder | None


def judge(sheets: Sheets, saved: CaseFolder) -> Judged:
    """
    Read sheets as the files that they would be.

    Parameters
    ----------
    sheets : Sheets
    saved : CaseFolder
        The folder as read; its prices, benchmark and universe files are not read again.
    """
    base = sheets_of(saved)
    content, faults = _read(sheets, saved, base)
    if content is not None:
        return Judged(content, (), content)
    told = _with_proposals(sheets, saved, base, faults)
    return Judged(None, told, _readable(sheets, saved, faults))


def _read(
    sheets: Sheets, saved: CaseFolder, base: Sheets
) -> tuple[CaseFolder | None, tuple[CellFault, ...]]:
    files = files_of(sheets)
    reading = Reading(Path(saved.case.slug), _held(saved, {**files, **sheets.carried.files}))
    content = reading.content()
    if content is None or len(reading.faults):
        return None, _placed(sheets, reading.faults.sorted(reading.order))
    before = files_of(base)
    same = {name for name, data in files.items() if before.get(name) == data}
    # Files that stay as they are on the disk, whatever their canonical bytes.
    new = {*files, *sheets.carried.files, PRICES} - same
    as_saved = {note.name: note for note in saved.files if note.name not in new}
    case, market, marks = content
    notes = (as_saved.get(note.name, note) for note in reading.notes.values())
    return CaseFolder(case, market, tuple(reading.notices), tuple(notes), marks), ()


def _held(saved: CaseFolder, files: Mapping[str, bytes]) -> Held:
    own = {CASE_FILE, *FILE_OF.values(), *files}
    notes: dict[str, FileNote] = {each.name: each for each in saved.files if each.name not in own}
    return Held(files, Before(saved.case, saved.market, notes, saved.notices))


# Places ---------------------------------------------------------------


def _placed(sheets: Sheets, faults: Iterable[Fault]) -> tuple[CellFault, ...]:
    rows = {file: _Rows(written, sheets) for file, written in written_files(sheets).items()}
    return tuple(_place(sheets, rows, fault) for fault in faults)


class _Rows:
    """Rows of a written file by the lines they begin on."""

    def __init__(self, written: Written, sheets: Sheets) -> None:
        self._lines = [line for line, _, _ in written.lines]
        self._places = written.lines
        tables = {table for _, table, _ in written.lines if table in sheets.tables}
        self._rows = {table: written_rows(sheets, table) for table in tables - {*ALONE}}

    def at(self, line: int) -> tuple[str, str]:
        """Table and key of the row that a line lies in."""
        at = bisect_right(self._lines, line) - 1
        if at < 0:
            return "", ""
        _, table, position = self._places[at]
        rows = self._rows.get(table)
        return table, "" if rows is None else rows[position].key


def _place(sheets: Sheets, files: Mapping[str, _Rows], fault: Fault) -> CellFault:
    rows = files.get(fault.file)
    if rows is None:
        return CellFault("", "", "", fault)
    table, key = rows.at(fault.line or 0)
    own = {file: name for name, file in FILE_OF.items()}
    if fault.file != CASE_FILE:
        return CellFault(own[fault.file], key, fault.field, fault)
    head, _, rest = fault.field.partition(".")
    if head == "universe":
        return CellFault("case", "", "universe", fault)
    if head in sheets.tables and head != "case":
        return CellFault(head, key if table == head else "", _column(head, rest), fault)
    return CellFault("case", "", _column("case", fault.field), fault)


def _column(table: str, field: str) -> str:
    """Column of a key: ``title.en`` is ``title_en``, and so is the text as a whole."""
    name = field.replace(".", "_")
    return next((each for each in (name, f"{name}_en") if each in NAMES[table]), "")


# Repairs --------------------------------------------------------------


def _with_proposals(
    sheets: Sheets, saved: CaseFolder, base: Sheets, faults: tuple[CellFault, ...]
) -> tuple[CellFault, ...]:
    """Faults with what may be meant instead, where the reader takes it."""
    texts = [proposal(sheets, hit) for hit in faults[:MOST_PROPOSALS]]
    tried = sheets
    for hit, text in zip(faults, texts, strict=False):
        if text is not None:
            tried = tried.with_cell(hit.table, hit.key, hit.column, text)
    if tried == sheets:
        return faults
    _, left = _read(tried, saved, base)
    wrong = {(hit.table, hit.key, hit.column) for hit in left}
    texts += [None] * (len(faults) - len(texts))
    return tuple(
        hit if (hit.table, hit.key, hit.column) in wrong else replace(hit, proposal=text)
        for hit, text in zip(faults, texts, strict=True)
    )


def _readable(
    sheets: Sheets, saved: CaseFolder, faults: tuple[CellFault, ...]
) -> CaseFolder | None:
    base = sheets_of(saved)
    for _ in range(ROUNDS):
        before = sheets
        sheets = _mended(sheets, base, faults)
        if sheets == before:
            sheets = _with_all_back(sheets, base)
        if sheets == before:
            break
        content, faults = _read(sheets, saved, base)
        if content is not None:
            return content
    return saved


def _mended(sheets: Sheets, base: Sheets, faults: Iterable[CellFault]) -> Sheets:
    """Sheets with every faulty row as it was saved; those that are new are left out."""
    for table, key in dict.fromkeys((fault.table, fault.key) for fault in faults):
        if not table:
            continue
        if not key and table not in ALONE:
            sheets = sheets.with_table(table, base.tables[table])
            continue
        saved = base.row(table, key)
        rows = (saved if row.key == key else row for row in sheets.tables[table])
        sheets = sheets.with_table(table, (row for row in rows if row is not None))
    return sheets


def _with_all_back(sheets: Sheets, base: Sheets) -> Sheets:
    """Sheets with every row put back that was taken out or named otherwise."""
    for table, rows in base.tables.items():
        column = key_column(table)
        saved = {row.key: row for row in rows}
        now: list[Row] = []
        for row in sheets.tables[table]:
            old = saved.pop(row.key, None)
            renamed = old is not None and old.cells.get(column) != row.cells.get(column)
            now.append(old if old is not None and renamed else row)
        sheets = sheets.with_table(table, (*now, *saved.values()))
    return sheets
