"""A case as sheets of raw cells, which may be wrong while somebody edits them.

Nothing here judges: the reader of case folders does, on the files that `files_of` makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from dashboard.case import Case
from dashboard.cases.cells import clean
from dashboard.cases.editing.columns import REFERENCES, Column, columns_with
from dashboard.cases.entry_cells import ALONE, TABLES, Cells, case_tables
from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import MARKS, Mark
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.table_files import FILE_OF, Written, own_files
from dashboard.cases.writer import marks_file

__all__ = [
    "ALONE",
    "TABLES",
    "Carried",
    "Column",
    "Row",
    "Sheets",
    "columns",
    "files_of",
    "sheets_of",
]

NEW = "new-"
"""What the key of a row begins with that was not read from a folder."""

_HALF_PAIR = re.compile(r"[\ud800-\udfff]")


def key_column(table: str) -> str:
    """Column that names the rows of a table; empty for a table of one row."""
    if table in ALONE:
        return ""
    return "symbol" if table == "stocks" else "id"


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of a sheet.

    Attributes
    ----------
    key : str
        Id or symbol that the row had when it was read, ``new-3`` for one that was added, empty
        in a table of one row.  It stays when the id is edited.
    cells : mapping of str to str
        Text by column; a column that is not there is empty.
    """

    key: str
    cells: Mapping[str, str]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: such a row is not written."""
        return not any(map(clean, self.cells.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """
    What belongs to a case and is no sheet.

    Attributes
    ----------
    marks : tuple of Mark
        What waits for confirmation; a mark names its row by the row's key.
    files : mapping of str to bytes
        Files that were added, such as daily means of a benchmark.
    """

    marks: tuple[Mark, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Carried)
            and self.marks == other.marks
            and dict(self.files) == dict(other.files)
        )

    def __hash__(self) -> int:
        return hash((self.marks, tuple(self.files)))


@dataclass(frozen=True, slots=True)
class Sheets:
    """
    Every table of a case.

    Attributes
    ----------
    tables : mapping of str to tuple of Row
        By the names of `TABLES`; the first four have exactly one row.
    carried : Carried
        What goes along untouched.
    """

    tables: Mapping[str, tuple[Row, ...]]
    carried: Carried = field(default_factory=Carried)

    def row(self, table: str, key: str) -> Row | None:
        """Row of a key; None where there is none."""
        return next((row for row in self.tables[table] if row.key == key), None)

    def cell(self, table: str, key: str, column: str) -> str:
        """Text of a cell; empty where there is no such row or column."""
        row = self.row(table, key)
        return "" if row is None else row.cells.get(column, "")

    def name(self, table: str, key: str) -> str:
        """Id or symbol of a row as it is now."""
        return clean(self.cell(table, key, key_column(table)))

    def with_cell(self, table: str, key: str, column: str, text: str) -> Sheets:
        """Sheets with another text in a cell; the same sheets where it stands there already."""
        text = typed(text)
        row = self.row(table, key)
        if row is None or row.cells.get(column, "") == text:
            return self
        changed = Row(key, {**row.cells, column: text})
        rows = (changed if each is row else each for each in self.tables[table])
        return self.with_table(table, rows)

    def with_row(
        self, table: str, cells: Mapping[str, str], at: int | None = None
    ) -> tuple[Sheets, str]:
        """Sheets with one more row, at a place or at the end, and the row's key."""
        if table in ALONE:
            message = f"{table} has one row"
            raise ValueError(message)
        rows = self.tables[table]
        ids = (row.cells.get("id", "") for row in rows)
        taken = {row.key for row in rows} | {clean(text) for text in ids if NEW in text}
        key = next(name for n in count(1) if (name := f"{NEW}{n}") not in taken)
        return self.with_keyed(table, Row(key, cells), at), key

    def with_keyed(self, table: str, row: Row, at: int | None = None) -> Sheets:
        """Sheets with one more row under the key that it has."""
        rows = list(self.tables[table])
        found = {column: typed(text) for column, text in row.cells.items()}
        rows.insert(len(rows) if at is None else at, Row(row.key, found))
        return self.with_table(table, rows)

    def without_row(self, table: str, key: str) -> Sheets:
        """Sheets without a row; what refers to it stays, for the judge to name."""
        if table in ALONE or self.row(table, key) is None:
            return self
        return self.with_table(table, (row for row in self.tables[table] if row.key != key))

    def moved(self, table: str, key: str, at: int) -> Sheets:
        """Sheets with a row at another place, counted without it."""
        row = self.row(table, key)
        if row is None:
            return self
        rows = [each for each in self.tables[table] if each is not row]
        rows.insert(max(0, at), row)
        return self.with_table(table, rows)

    def with_table(self, table: str, rows: Iterable[Row]) -> Sheets:
        """Sheets with other rows in a table."""
        found = tuple(rows)
        if found == self.tables[table]:
            return self
        return replace(self, tables={**self.tables, table: found})

    def with_file(self, name: str, data: bytes) -> Sheets:
        """Sheets with one more file, which a benchmark or the universe can name."""
        files = {**self.carried.files, name: data}
        return replace(self, carried=replace(self.carried, files=files))

    def without_file(self, name: str) -> Sheets:
        """Sheets without a file that was added: the one of the folder stays."""
        files = {each: data for each, data in self.carried.files.items() if each != name}
        return replace(self, carried=replace(self.carried, files=files))

    def without_mark(self, mark: Mark) -> Sheets:
        """Sheets with a mark confirmed."""
        marks = tuple(each for each in self.carried.marks if each != mark)
        return replace(self, carried=replace(self.carried, marks=marks))


def typed(text: str) -> str:
    """Text as a file can hold it: half of a surrogate pair is what no file has."""
    return _HALF_PAIR.sub("\ufffd", text)


def columns(table: str, sheets: Sheets) -> tuple[Column, ...]:
    """Columns of a table; stories, groups and stocks that may be named are those of the sheets."""
    named = dict.fromkeys(REFERENCES.values())
    return columns_with(table, {each: _names(sheets, each) for each in named})


def _names(sheets: Sheets, table: str) -> tuple[str, ...]:
    column = key_column(table)
    names = (clean(row.cells.get(column, "")) for row in sheets.tables[table])
    return tuple(dict.fromkeys(name for name in names if name))


def sheets_of(content: CaseFolder) -> Sheets:
    """Sheets of a case as it was read, every cell in the format's own writing."""
    return Sheets(sheet_rows(content.case), Carried(content.marks))


def sheet_rows(case: Case) -> dict[str, tuple[Row, ...]]:
    """Rows of every table of a case."""
    return {
        table: tuple(Row(cells.get(key_column(table), ""), cells) for cells in rows)
        for table, rows in case_tables(case).items()
    }


# Files ----------------------------------------------------------------


def files_of(sheets: Sheets) -> dict[str, bytes]:
    """
    Files that hold the sheets, right or wrong: case.toml, three tables, and the marks of a draft.

    Of a case without a fault they are the canonical ones.
    """
    return {name: file.data for name, file in written_files(sheets).items()} | _marks_file(sheets)


def written_files(sheets: Sheets) -> dict[str, Written]:
    """Files of the tables, each with the lines its rows begin on."""
    tables: dict[str, list[Cells]] = {
        table: [dict(row.cells) for row in written_rows(sheets, table)] for table in TABLES
    }
    return own_files(tables)


def written_rows(sheets: Sheets, table: str) -> tuple[Row, ...]:
    """Rows of a table that are written: all but the blank ones."""
    rows = sheets.tables[table]
    return rows if table in ALONE else tuple(row for row in rows if not row.is_blank)


def _marks_file(sheets: Sheets) -> dict[str, bytes]:
    marks = standing_marks(sheets)
    return {MARKS: marks_file(marks)} if marks else {}


def standing_marks(sheets: Sheets) -> tuple[Mark, ...]:
    """Marks whose rows are there, under the ids that these have now."""
    found = []
    for mark in sheets.carried.marks:
        row = _place(sheets, mark, sheets.name)
        if row is not None:
            found.append(replace(mark, row=row))
    return tuple(found)


def _place(sheets: Sheets, mark: Mark, name: Callable[[str, str], str]) -> str | None:
    """Row of a mark as its file names it; None where the row has been taken out."""
    table, colon, key = mark.row.partition(":")
    if mark.file == CASE_FILE and not colon:
        return mark.row
    own = {file: table for table, file in FILE_OF.items()}
    if mark.file != CASE_FILE:
        table, key = own[mark.file], mark.row
    row = sheets.row(table, key) if table in TABLES else None
    if row is None or row.is_blank:
        return None
    return f"{table}:{name(table, key)}" if mark.file == CASE_FILE else name(table, key)
