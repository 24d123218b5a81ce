"""CSV and other delimited text: encoding, delimiter, title, heading and rows of a price file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from typing import cast

import numpy as np

from dashboard.cases.cells import NOT_TEXT, check_text, clean
from dashboard.cases.faults import Faults, shown
from dashboard.cases.tables import decode
from dashboard.errors import N_, InputError
from dashboard.message import Message
from dashboard.pricefiles.days import read_day
from dashboard.pricefiles.findings import MAX_FOUND, STOPPED, Findings
from dashboard.pricefiles.grid import (
    DayColumn,
    Days,
    Floats,
    Grid,
    LabelColumn,
    Labels,
    NumberColumn,
)
from dashboard.pricefiles.headings import FLAGS, MAX_COLUMNS, Heading, Role, recognise
from dashboard.pricefiles.sheet import MAX_ROWS, SAME_THING, Sheet, is_usable

DELIMITERS = (",", "\t", ";", "|")
MAX_LINE = 50_000  # characters; a row of prices has some hundred
HEAD = 20  # lines among which the heading is looked for
SAMPLE = 5  # lines below it that tell two columns of dates apart
MORE_HEADINGS = 2  # lines without a digit below it: names in another language, units
CHUNK = 20_000

_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|table|\?xml|meta|div)\b", re.IGNORECASE)

TOO_LONG = N_("The line has {n} characters, more than the {limit} of any row of prices.")
NO_CSV = N_(
    "This is not valid CSV ({reason}); put text with commas, quotes or line breaks "
    "in double quotes, and double the quotes inside it."
)


def read_delimited(data: bytes, findings: Findings) -> Sheet | None:
    """
    Read a text file into a sheet; None when it is no table of prices at all.

    Parameters
    ----------
    data : bytes
        Content of the file.
    findings : Findings
        Receives every fault and notice.
    """
    text, encoding = text_of(data, findings)
    if text is None:
        return None
    start = find_heading(text)
    if start is None:
        findings.add(
            None,
            "",
            next((line for line in lines_of(text) if line.strip()), "")[:MAX_LINE],
            N_(
                "None of the first {n} lines names columns of prices; the heading is one line "
                "such as date,open,high,low,close,volume or 日期,开盘,最高,最低,收盘,成交量."
            ),
            {"n": HEAD},
        )
        return None
    sheet = Sheet("csv", encoding, start.delimiter, start.headings, start.title, None)
    sheet = replace(sheet, ticker=start.ticker)
    return _with_rows(sheet, text, start, findings) if is_usable(sheet, findings) else sheet


def text_of(data: bytes, findings: Findings) -> tuple[str | None, str]:
    """Text of a file and its encoding; None when it is no text of a table."""
    faults, tolerated = Faults(), list[Message]()
    text = decode(findings.file, data, faults, tolerated)
    findings.extend(faults.sorted([findings.file]))
    for each in tolerated:
        findings.notice(each.template, **each.values)
    encoding = "gb18030" if tolerated else "utf-8"
    return (text if text is not None and _is_table(text, findings) else None), encoding


def _is_table(text: str, findings: Findings) -> bool:
    if not text.strip():
        findings.add(None, "", "", N_("The file is empty."))
        return False
    if _HTML.match(text):
        rule = N_("This is a web page, not a table of prices; export it as CSV.")
        findings.add(1, "", text[:200].strip(), rule)
        return False
    return not _report_no_text(text, findings)


def _report_no_text(text: str, findings: Findings) -> bool:
    """Report characters that are no text; a file with one was not written as text."""
    if NOT_TEXT.search(text) is None:
        return False
    for number, line in enumerate(lines_of(text), 1):
        if NOT_TEXT.search(line):
            try:
                check_text(line)
            except InputError as error:
                findings.add_error(number, "", line[:200], error)
            if len(findings) > MAX_FOUND:
                break
    return True


def lines_of(text: str) -> Iterator[str]:
    """Lines of a text, with their ends."""
    return iter(io.StringIO(text, newline=""))


# Heading --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Where the rows of a text begin, and how they are parted."""

    line: int  # of the heading, from 0
    delimiter: str
    headings: tuple[Heading, ...]
    title: str
    ticker: str = ""


def find_heading(text: str) -> Start | None:
    """Line and delimiter that name most columns of prices; at least two, one of them the date."""
    lines = [line.strip("\r\n") for line in islice(lines_of(text), HEAD)]
    best, most = None, 1
    for delimiter in DELIMITERS:
        for number, line in enumerate(lines):
            if delimiter not in line or len(line) > MAX_LINE:
                continue
            cells = cells_of(line, delimiter)
            layered = _layered(lines[number : number + 3], delimiter)
            if layered is not None:
                return replace(layered, line=number + 2)
            below = [cells_of(row, delimiter) for row in lines[number + 1 : number + 1 + SAMPLE]]
            headings = recognise(cells[: MAX_COLUMNS + 1], [row for row in below if row])
            roles = {heading.role for heading in headings if heading.role}
            if len(roles) > most or (best is None and "date" in roles and len(cells) > 2):
                title = " ".join(filter(None, map(clean, lines[:number])))
                best, most = Start(number, delimiter, headings, title), max(len(roles), most)
    return best


def _layered(lines: Sequence[str], delimiter: str) -> Start | None:
    """
    Three lines of heading as yfinance writes them: fields, tickers, the name of the index.

    Of several tickers the fields are named after theirs, as those of a wide table.
    """
    if len(lines) < 3 or delimiter not in lines[0]:
        return None
    fields, tickers, index = (cells_of(line, delimiter) for line in lines)
    corners = [(cells[0] if cells else "").strip().lower() for cells in (fields, tickers, index)]
    if corners not in (["price", "ticker", "date"], ["", "ticker", "date"]):
        return None
    tickers = [cell.strip() for cell in tickers[1:]]
    several = len(set(tickers)) > 1
    names = [
        f"{field} {ticker}" if several else field
        for field, ticker in zip_longest(fields[1:], tickers, fillvalue="")
    ]
    headings = recognise(["Date", *names][: MAX_COLUMNS + 1])
    return Start(0, delimiter, headings, "", "" if several or not tickers else tickers[0])


def cells_of(line: str, delimiter: str) -> list[str]:
    """Cells of one line without the empty ones at its end; none where it is no CSV."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    while cells and not clean(cells[-1]):
        cells.pop()
    return cells


# Rows -----------------------------------------------------------------


@dataclass(slots=True)
class _Body:
    """Rows of one file on their way into columns."""

    headings: tuple[Heading, ...]
    findings: Findings
    columns: dict[int, DayColumn | LabelColumn | NumberColumn] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    held: list[list[str]] = field(default_factory=list)
    held_lines: list[int] = field(default_factory=list)
    # Lines of one cell: a footer if nothing follows, else a fault.
    loose: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place, heading in enumerate(self.headings):
            if heading.role == "date":
                self.columns[place] = DayColumn(heading.text, self.findings)
            elif heading.role in {"symbol", "name", *FLAGS}:
                self.columns[place] = LabelColumn()
            elif heading.role:
                is_count = heading.role in {"volume", "amount"}
                self.columns[place] = NumberColumn(heading.text, self.findings, is_count=is_count)

    def take(self, line: int, cells: list[str]) -> None:
        """Take one row that has as many cells as the heading."""
        if self.loose:
            rule = N_("The line is no row of prices; delete it.")
            for number, text in self.loose:
                self.findings.add(number, "", text, rule)
            self.loose.clear()
        self.held.append(cells)
        self.held_lines.append(line)
        if len(self.held) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Read the rows held into their columns."""
        if self.held:
            cells = list(zip(*self.held, strict=True))
            for place, column in self.columns.items():
                column.take(cells[place], self.held_lines)
            self.lines += self.held_lines
            self.held, self.held_lines = [], []

    def grid(self) -> Grid:
        """Everything taken."""
        results: dict[Role, Days | Labels | Floats] = {}
        for place, column in self.columns.items():
            role, result = self.headings[place].role, column.result()
            if role and role not in results:
                results[role] = result
            elif role:
                self._compare(role, place, results[role], result)
        codes, names = results.get("symbol"), results.get("name")
        return Grid(
            lines=np.array(self.lines, dtype=np.int64),
            days=cast("Days", results.get("date", np.empty(0, "datetime64[D]"))),
            codes=codes if isinstance(codes, Labels) else None,
            names=names if isinstance(names, Labels) else None,
            numbers={
                role: cast("Floats", each)
                for role, each in results.items()
                if role != "date" and not isinstance(each, Labels)
            },
            flags={
                role: each
                for role, each in results.items()
                if role in FLAGS and isinstance(each, Labels)
            },
        )

    def _compare(
        self, role: Role, place: int, kept: Days | Labels | Floats, other: Days | Labels | Floats
    ) -> None:
        """Say that two columns are one, or report that they differ."""
        same = [each.text for each in self.headings if each.role == role]
        columns = ", ".join(map(shown, same))
        if _is_same(kept, other):
            self.findings.notice(
                N_("The columns {columns} are equal; they count as one."), columns=columns
            )
        else:
            text = self.headings[place].text
            self.findings.add(None, text, "", SAME_THING, {"columns": columns})


def _is_same(one: Days | Labels | Floats, other: Days | Labels | Floats) -> bool:
    if isinstance(one, Labels) or isinstance(other, Labels):
        return (
            isinstance(one, Labels)
            and isinstance(other, Labels)
            and one.cells == other.cells
            and np.array_equal(one.places, other.places)
        )
    return np.array_equal(one, other, equal_nan=True)


def _with_rows(sheet: Sheet, text: str, start: Start, findings: Findings) -> Sheet:
    body = _Body(sheet.headings, findings)
    width = len(sheet.headings)
    for line, cells in records(text, start, findings):
        fitted = _fitted(cells, width, body)
        if line <= start.line + 1 + MORE_HEADINGS and _is_heading(cells):
            template = N_("Line {line} below the heading has no number and was left out: “{text}”.")
            findings.notice(template, line=line, text=start.delimiter.join(cells)[:80])
        elif fitted is not None:
            body.take(line, fitted)
        elif sum(map(bool, map(clean, cells))) == 1:
            body.loose.append((line, "".join(map(clean, cells))))
        else:
            rule = N_(
                "The row has {n} cells where the heading has {width}; put text that holds the "
                "delimiter in double quotes."
            )
            findings.add(
                line, "", start.delimiter.join(cells), rule, {"n": len(cells), "width": width}
            )
        if len(body.lines) + len(body.held) > MAX_ROWS or len(findings) > MAX_FOUND:
            findings.add(line, "", "", STOPPED)
            break
    body.flush()
    for line, words in body.loose:
        findings.notice(
            N_("Line {line} is no row of prices and was left out: “{text}”."),
            line=line,
            text=words[:80],
        )
    return sheet.with_grid(body.grid())


def _fitted(cells: list[str], width: int, body: _Body) -> list[str] | None:
    """Cells of a row as many as the heading has; None for any other line."""
    if len(cells) > width and not any(map(clean, cells[width:])):
        cells = cells[:width]
    if len(cells) != width:
        return None
    if not (cells[0] and cells[1]) and sum(map(bool, cells)) == 1:
        # Only a day may stand alone: that of a session without prices.
        place = next(at for at, cell in enumerate(cells) if cell)
        if not (isinstance(body.columns.get(place), DayColumn) and _is_day(cells[place])):
            return None
    return cells


def _is_heading(cells: list[str]) -> bool:
    """Whether a line is words alone, most of its cells filled."""
    filled = [cell for cell in cells if clean(cell)]
    return 2 * len(filled) > len(cells) > 2 and not any(map(str.isdigit, "".join(filled)))


def _is_day(cell: str) -> bool:
    try:
        read_day(cell)
    except InputError:
        return False
    return True


def records(text: str, start: Start, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Non-empty rows after the heading, with the line each begins on."""
    lines = islice(lines_of(text), start.line + 1, None)
    reader = csv.reader(_bounded(lines), delimiter=start.delimiter, strict=True)
    while True:
        line = start.line + 2 + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.add(line, "", "", NO_CSV, {"reason": str(error)})
            if len(findings) > MAX_FOUND:
                return
            continue
        except InputError as error:
            findings.add_error(line, "", "", error)
            return
        if any(cells) and any(map(clean, cells)):
            yield line, cells


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > MAX_LINE:
            raise InputError(TOO_LONG, n=len(line), limit=MAX_LINE)
        yield line
