"""A CSV file of a case folder as a table that knows where each cell stands."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from dashboard.case import Text
from dashboard.cases.cells import (
    NOT_TEXT,
    check_text,
    clean,
    narrow,
    read_date,
    read_id,
    read_number,
    read_url,
    unled,
)
from dashboard.cases.faults import Faults, nearest
from dashboard.errors import N_, InputError
from dashboard.message import Message

MAX_ROWS = 200_000  # some 800 stocks over a year: far beyond a story, well within memory

MISSING = N_("This must not be empty.")
VOCABULARY = N_("The format has no such word; use one of {allowed}{nearest}.")
TWICE = N_("This stands twice, first in line {line}; give each its own.")

_Word = TypeVar("_Word", bound=str)

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # of today and of before 2007
# Pictures, documents, archives: what they begin with, and no text does.
_BINARIES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    *(b"%PDF-", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(file: str, data: bytes, faults: Faults, notices: list[Message]) -> str | None:
    """
    Text of a file: UTF-8 with or without a mark, or GB 18030 with a notice.

    Bytes that are neither stay in the text as U+FFFD, so that the cell they
    stand in is named; None means the file is no text at all.
    """
    rule = _no_text(data)
    if rule:
        faults.add(file, None, "", "", rule)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        replaced = data.decode("utf-8-sig", errors="replace")
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return replaced
    # One broken byte in a UTF-8 file can pass as GB 18030 and turn the rest into
    # wrong characters.  GB 18030 text has next to no valid three-byte UTF-8.
    if sum(mark > "\u07ff" and mark != "\ufffd" for mark in replaced) > replaced.count("\ufffd"):
        return replaced
    if any(unicodedata.category(mark) in {"Cn", "Co"} for mark in set(chinese)):
        return replaced
    template = N_("{file} is in the Chinese encoding GB 18030, not UTF-8; it was read as such.")
    notices.append(Message.of(template, file=file))
    return chinese


def _no_text(data: bytes) -> str:
    """Why a file is no text of a table, by its first bytes; empty where it may be one."""
    head = data[:256]
    if head.startswith((*_WORKBOOKS, *_UTF16)):
        return N_("This is a workbook or UTF-16, not plain text; save it as “CSV UTF-8”.")
    if head.startswith(_BINARIES) or head.count(0) > len(head) // 2:
        return N_(
            "This is a picture, a document or an archive, not plain text; save a table as CSV."
        )
    return ""


@dataclass(frozen=True, slots=True)
class FileTable:
    """
    Rows of one CSV file.

    Attributes
    ----------
    file : str
        File name.
    columns : dict of str to int
        Position by column name, known columns only.
    lines : list of int
        First line of each row, as an editor counts it.
    cells : list of list of str
        Raw cells by row.
    faults : Faults
        Where the rows report to.
    whole : bool
        Whether every row of the file is here; one that does not fit its header is not.
    """

    file: str
    columns: dict[str, int]
    lines: list[int]
    cells: list[list[str]]
    faults: Faults
    whole: bool = True

    def rows(self) -> Iterator[FileRow]:
        """Rows in file order."""
        for line, cells in zip(self.lines, self.cells, strict=True):
            yield FileRow(self, line, cells)

    def column(self, name: str) -> list[str]:
        """Cleaned cells of one column, half-width."""
        position = self.columns[name]
        return [narrow(cells[position]) for cells in self.cells]


def parse_table(
    file: str, text: str, *, required: Sequence[str], optional: Sequence[str] = (), faults: Faults
) -> FileTable | None:
    """
    Split a CSV file into a table; None when not even its header can be used.

    Parameters
    ----------
    file, text : str
        Name and decoded content.
    required, optional : sequence of str
        Columns; any other is a fault, because a misspelt column would be lost silently.
    faults : Faults
        Receives what is wrong with header, quoting and row lengths.
    """
    records = _records(file, text, faults)
    header = next(records, None)
    if header is None:
        rule = N_("The file is empty; its first line names the columns {columns}.")
        faults.add(file, None, "", "", rule, columns=", ".join(required))
        return None
    columns = _columns(file, header, required, optional, faults)
    if columns is None:
        return None
    table = FileTable(file, columns, [], [], faults)
    width, before = len(header[1]), len(faults)
    for line, cells in records:
        if len(table.lines) >= MAX_ROWS:
            rule = N_("A table has at most {limit} rows; shorten it.")
            faults.add(file, line, "", "", rule, limit=MAX_ROWS)
            break
        if _fits(file, line, cells, width, faults):
            table.lines.append(line)
            table.cells.append(cells)
    whole = len(faults) == before
    if NOT_TEXT.search(text):
        _report_no_text(table)
    return replace(table, whole=whole)


def _records(file: str, text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Non-empty records with the line each begins on; a quoted cell may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rule = N_(
                "This is not valid CSV ({reason}); put text with commas, quotes or line breaks "
                "in double quotes, and double the quotes inside it."
            )
            faults.add(file, line, "", "", rule, reason=str(error))
            continue
        if any(map(clean, cells)):
            yield line, cells


def _columns(
    file: str,
    header: tuple[int, list[str]],
    required: Sequence[str],
    optional: Sequence[str],
    faults: Faults,
) -> dict[str, int] | None:
    line, cells = header
    names = [narrow(cell).lower() for cell in cells]
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        rule = N_("The columns are not separated by commas; save the file as “CSV UTF-8”.")
        faults.add(file, line, "", names[0], rule)
        return None
    known = [*required, *optional]
    columns: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in columns:
            faults.add(file, line, name, name, N_("This column stands twice; keep one."))
        elif name in known:
            columns[name] = position
        elif name:
            rule = N_("The format has no such column{nearest}. Rename or drop it.")
            faults.add(file, line, name, name, rule, nearest=nearest(name, known))
    for name in required:
        if name not in columns:
            faults.add(file, line, name, "", N_("This column is missing; add it."))
    return columns


def _fits(file: str, line: int, cells: list[str], width: int, faults: Faults) -> bool:
    if len(cells) == width or (len(cells) > width and not any(map(clean, cells[width:]))):
        return True
    rule = N_(
        "The row has {n} cells where the header has {width}; "
        "put text that holds a comma in double quotes."
    )
    faults.add(file, line, "", ",".join(cells), rule, n=len(cells), width=width)
    return False


def _report_no_text(table: FileTable) -> None:
    for line, cells in zip(table.lines, table.cells, strict=True):
        for name, position in table.columns.items():
            try:
                check_text(cells[position])
            except InputError as error:
                table.faults.add_error(table.file, line, name, cells[position], error)
                # The cell's other rules would only repeat it.
                table.faults.settle(table.file, line, name)
                cells[position] = NOT_TEXT.sub("?", cells[position])


class FileRow:
    """
    One row; every reader reports what is wrong and goes on with a stand-in.

    The stand-ins never reach anybody: a folder with one fault is refused whole.
    """

    __slots__ = ("_cells", "_table", "line")

    def __init__(self, table: FileTable, line: int, cells: list[str]) -> None:
        self._table = table
        self._cells = cells
        self.line = line

    def report(self, column: str, rule: str, /, **values: object) -> None:
        """Report a fault in one cell of this row."""
        self._table.faults.add(
            self._table.file, self.line, column, self.text(column), rule, **values
        )

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self._table.columns

    def text(self, column: str) -> str:
        """Cleaned text; empty where the file has no such column."""
        position = self._table.columns.get(column)
        return "" if position is None else unled(clean(self._cells[position]))

    def needed(self, column: str) -> str:
        """Text that must not be empty (a missing column was reported once, by its header)."""
        text = self.text(column)
        if not text and self.has(column):
            self.report(column, MISSING)
        return text

    def both(self, stem: str) -> Text:
        """English and Chinese columns, not both empty."""
        text = Text(self.text(f"{stem}_en"), self.text(f"{stem}_zh"))
        if text == Text() and self.has(f"{stem}_en") and self.has(f"{stem}_zh"):
            self.report(f"{stem}_en", N_("One language may be empty, not both."))
        return text

    def id(self, column: str = "id") -> str:
        """Identifier of the row, or of something it names."""
        text = self.needed(column)
        if not text:
            return ""
        try:
            return read_id(text)
        except InputError as error:
            self.report(column, error.template, **error.values)
            return ""

    def code(self, column: str) -> str:
        """Name of something else, in half-width characters."""
        return narrow(self.text(column))

    def codes(self, column: str) -> tuple[str, ...]:
        """List separated by ``;`` or its full-width form."""
        parts = [clean(part) for part in self.code(column).split(";")]
        return tuple(dict.fromkeys(part for part in parts if part))

    def word(self, column: str, vocabulary: Sequence[_Word]) -> _Word:
        """Word of a vocabulary."""
        text = self.code(column).lower()
        for word in vocabulary:
            if word == text:
                return word
        if self.needed(column):
            self.report(
                column,
                VOCABULARY,
                allowed=", ".join(filter(None, vocabulary)),
                nearest=nearest(text, vocabulary, named=True),
            )
        return vocabulary[0]

    def number(self, column: str, *, percent: bool = False) -> Decimal | None:
        """Return the number, or None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return read_number(text, percent=percent)
        except InputError as error:
            self.report(column, error.template, **error.values)
            return None

    def day(self, column: str) -> date | None:
        """Return the date, or None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return read_date(text)
        except InputError as error:
            self.report(column, error.template, **error.values)
            return None

    def url(self, column: str = "url") -> str:
        """Address, or nothing."""
        text = self.text(column)
        if not text:
            return ""
        try:
            return read_url(text)
        except InputError as error:
            self.report(column, error.template, **error.values)
            return ""
