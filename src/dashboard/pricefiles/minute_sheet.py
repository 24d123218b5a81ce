"""A file of minute bars as columns of cells: delimited text, a workbook, or Parquet."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.cases.cells import clean
from dashboard.errors import N_, InputError
from dashboard.pricefiles.delimited import HEAD, find_heading, records, text_of
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.headings import (
    MAX_COLUMNS,
    NEEDED,
    Heading,
    Role,
    key,
    recognise,
    twice,
)
from dashboard.pricefiles.minute_times import read_moment
from dashboard.pricefiles.sheet import EXAMPLES, SAME_THING

MAX_BARS = 3_000_000  # five years of one stock's minutes are 290,000
MAX_UNFOLDED = 1_000_000_000  # bytes of a workbook; a small one can unfold into any size
SAMPLE = 300  # rows that tell whether a file holds minutes
LOOK = 200_000  # bytes of text that hold as many

WORKBOOK = b"PK\x03\x04"
PARQUET = b"PAR1"

Cells: TypeAlias = Sequence[str]

_DATES = frozenset(("date", "日期", "交易日期", "交易日", "tradedate", "trddt", "day"))
# Those of bars that say where in the bar they stand come with it.
_STARTS = {"bob", "starttime", "begintime", "开始时间"}
_ENDS = {"eob", "endtime", "结束时间"}
_TIMES = (
    {
        "time",
        "时间",
        "datetime",
        "交易时间",
        "tradetime",
        "bartime",
        "timestamp",
        "日期时间",
        "分钟",
    }
    | _STARTS
    | _ENDS
)


@dataclass(frozen=True, slots=True, eq=False)
class MinuteSheet:
    """
    What a file holds, as read.

    Attributes
    ----------
    format : {"csv", "xlsx", "parquet"}
    encoding, delimiter, title : str
        Of a text file; what stands above the heading.
    headings : tuple of Heading
        One a column; one that holds day and time has the role time.
    day, clock : int
        Places of the columns of the day and of the time, which may be one; -1 where none is.
    stamp : {"", "start", "end"}
        Where the heading of the time says that bars are stamped.
    rows : list of (int, sequence of str)
        Line and cells of each row.
    """

    format: str
    encoding: str
    delimiter: str
    title: str
    headings: tuple[Heading, ...]
    day: int
    clock: int
    stamp: str
    rows: list[tuple[int, Cells]]

    def moment(self, cells: Cells) -> tuple[str, str]:
        """Cells of day and time of a row; the second empty where one cell holds both."""
        day = cells[self.day]
        return (day, "") if self.day == self.clock else (day, cells[self.clock])


def open_minutes(data: bytes, findings: Findings, most: int | None = None) -> MinuteSheet | None:
    """
    Read a file into columns of cells; None when it is no table of bars at all.

    Parameters
    ----------
    data : bytes
    findings : Findings
        Receives every fault and notice.
    most : int or None
        Rows to read, for a first look.
    """
    found = _opened(data, findings, most)
    if found is None:
        return None
    sheet, rows = found
    limit = MAX_BARS if most is None else most
    width = len(sheet.headings)
    for line, cells in rows:
        if len(sheet.rows) >= limit:
            if most is None:
                rule = N_("A file of minute bars has at most {limit} rows; split it.")
                findings.add(line, "", "", rule, {"limit": MAX_BARS})
            break
        filled = sum(map(bool, map(clean, cells)))
        if filled < 2 < width or not any(map(str.isdigit, "".join(cells))):
            template = N_("Line {line} is no row of prices and was left out: “{text}”.")
            findings.notice(template, line=line, text=" ".join(map(clean, cells))[:80].strip())
            continue
        sheet.rows.append((line, [*cells, *[""] * (width - len(cells))][:width]))
    return _placed(sheet)


def is_minute_file(data: bytes) -> bool:
    """Whether some of the first rows have the same day at different times."""
    if len(data) > LOOK and not data.startswith((WORKBOOK, PARQUET)):
        data = data[:LOOK].rpartition(b"\n")[0]
    try:
        sheet = open_minutes(data, Findings("file"), SAMPLE)
    except InputError:
        return False
    if sheet is None or sheet.clock < 0:
        return False
    clocks: dict[date, set[time]] = {}
    for _, cells in sheet.rows:
        try:
            told = read_moment(*sheet.moment(cells)).clock
        except InputError:
            continue
        clocks.setdefault(told.date(), set()).add(told.time())
    return any(len(found) > 1 for found in clocks.values())


def is_usable(sheet: MinuteSheet, findings: Findings) -> bool:
    """Whether the columns are those of minute bars; what they lack is reported."""
    before = len(findings)
    roles = {each.role for each in sheet.headings}
    if len(sheet.headings) > MAX_COLUMNS:
        rule = N_("A price file has at most {limit} columns; keep those of the prices.")
        findings.add(None, "", "", rule, {"limit": MAX_COLUMNS})
    for role in NEEDED[1:]:
        if role not in roles:
            rule = N_("No column was recognised as this; name it in the heading: {examples}.")
            findings.add(None, role, "", rule, {"examples": EXAMPLES[role]})
    if sheet.clock < 0:
        rule = N_("No column holds the time of the bars; name it time, datetime or 时间.")
        findings.add(None, "time", "", rule)
    for role, same in twice(sheet.headings).items():
        if role != "date":
            names = ", ".join(each.text for each in same)
            findings.add(None, same[-1].text, "", SAME_THING, {"columns": names})
    return len(findings) == before


# Kinds of file --------------------------------------------------------

_Rows: TypeAlias = Iterable[tuple[int, Cells]]


def _opened(data: bytes, findings: Findings, most: int | None) -> tuple[MinuteSheet, _Rows] | None:
    if data.startswith(PARQUET):
        return _parquet(data, findings, most)
    if data.startswith(WORKBOOK):
        return _workbook(data, findings)
    text, encoding = text_of(data, findings)
    start = None if text is None else find_heading(text)
    if text is None or start is None:
        if text is not None:
            _no_heading(findings)
        return None
    texts = [each.text for each in start.headings]
    rows = records(text, start, findings)
    return _sheet("csv", texts, encoding, start.delimiter, start.title), rows


def _sheet(
    kind: str, texts: Sequence[str], encoding: str = "", delimiter: str = "", title: str = ""
) -> MinuteSheet:
    headings = recognise(texts)
    return MinuteSheet(kind, encoding, delimiter, title, headings, -1, -1, "", [])


def _no_heading(findings: Findings) -> None:
    rule = N_("None of the first {n} lines names columns of minute bars.")
    findings.add(None, "", "", rule, {"n": HEAD})


def _workbook(data: bytes, findings: Findings) -> tuple[MinuteSheet, _Rows] | None:
    from openpyxl import load_workbook  # noqa: PLC0415 - few files are workbooks

    try:
        _refuse_huge(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = _book_rows(book.worksheets[0])
        head = list(islice(rows, HEAD))
    except Exception as error:  # noqa: BLE001 - openpyxl raises a dozen classes on what is no workbook
        rule = N_("The file cannot be read as a workbook; export it as CSV.")
        findings.add(None, "", type(error).__name__, rule)
        return None
    found = max(
        range(len(head)),
        key=lambda at: len({each.role for each in recognise(head[at][1])} - {""}),
        default=-1,
    )
    if found < 0 or len({each.role for each in recognise(head[found][1])} - {""}) < 2:
        _no_heading(findings)
        return None
    title = " ".join(filter(None, (clean(" ".join(cells)) for _, cells in head[:found])))
    names = list(head[found][1])
    while names and not clean(names[-1]):
        names.pop()
    return _sheet("xlsx", names, title=title), _chained(head[found + 1 :], rows, findings)


def _refuse_huge(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        if sum(each.file_size for each in folder.infolist()) > MAX_UNFOLDED:
            raise ValueError(MAX_UNFOLDED)


def _chained(head: list[tuple[int, Cells]], rows: _Rows, findings: Findings) -> _Rows:
    yield from head
    try:
        yield from rows
    except Exception as error:  # noqa: BLE001 - a workbook damaged further down
        rule = N_("The file cannot be read as a workbook; export it as CSV.")
        findings.add(None, "", type(error).__name__, rule)


def _book_rows(page: Any) -> Iterator[tuple[int, Cells]]:
    for line, cells in enumerate(page.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), 1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield line, texts


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        # A spreadsheet's day is a number of days: its minutes come back a millisecond off.
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ")
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _parquet(data: bytes, findings: Findings, most: int | None) -> tuple[MinuteSheet, _Rows] | None:
    try:
        with pq.ParquetFile(io.BytesIO(data)) as file:
            names = file.schema_arrow.names
            if most is None and file.metadata.num_rows > MAX_BARS:
                rule = N_("A price file has at most {limit} rows; this one has {n}.")
                values: dict[str, object] = {"limit": MAX_BARS, "n": file.metadata.num_rows}
                findings.add(None, "", "", rule, values)
                return None
            sheet = _sheet("parquet", names)
            used = [
                name
                for name, each in zip(names, sheet.headings, strict=True)
                if each.role
                or key(name) in _TIMES
                or not name.strip("_ ").strip()
                or name.startswith("__index")
            ]
            sheet = _sheet("parquet", used)
            batches = file.iter_batches(batch_size=50_000 if most is None else most, columns=used)
            read = [next(batches, None)] if most is not None else list(batches)
            rows = list(_batch_rows([each for each in read if each is not None]))
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        rule = N_("The file cannot be read as Parquet; write it again or export it as CSV.")
        findings.add(None, "", type(error).__name__, rule)
        return None
    return sheet, rows


def _batch_rows(batches: list[pa.RecordBatch]) -> Iterator[tuple[int, Cells]]:
    line = 0
    for batch in batches:
        batch.validate(full=True)
        columns = [_texts(batch.column(at)) for at in range(batch.num_columns)]
        for cells in zip(*columns, strict=True):
            line += 1
            yield line, cells


def _texts(column: pa.Array) -> list[str]:
    """Cells as text, each distinct one written once."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
    known = np.array([*map(_text, coded.dictionary.to_pylist()), ""], dtype=object)
    if pa.types.is_timestamp(kind) and kind.tz:
        known[:-1] = [each.isoformat() for each in coded.dictionary.to_pylist()]
    places = coded.indices.cast(pa.int64()).fill_null(len(known) - 1).to_numpy()
    texts: list[str] = known[places].tolist()
    return texts


# Which columns are the day and the time -------------------------------


def _placed(sheet: MinuteSheet) -> MinuteSheet:
    """Sheet with the columns of day and time, told by their headings and some rows."""
    names = [key(each.text) for each in sheet.headings]
    sample = [cells for _, cells in sheet.rows[:20]]
    nameless = {"", "index", "unnamed:0", "indexlevel0"}
    able = [at for at, name in enumerate(names) if name in _TIMES | _DATES | nameless]
    whole = [at for at in able if _reads(sample, at, at)]
    if whole:
        # Of start and end both, the end is what a bar is known by.
        place = next((at for at in whole if names[at] in _ENDS), whole[0])
        return _with(sheet, place, place, names)
    for day in (at for at, name in enumerate(names) if name in _DATES):
        for clock in (at for at, name in enumerate(names) if name in _TIMES and at != day):
            if _reads(sample, day, clock):
                return _with(sheet, day, clock, names)
    return sheet


def _reads(sample: list[Cells], day: int, clock: int) -> bool:
    """Whether most of some rows have a moment in these columns."""
    read = 0
    for cells in sample:
        try:
            read_moment(cells[day], "" if day == clock else cells[clock])
        except InputError:
            continue
        read += 1
    return 2 * read > len(sample) > 0


def _with(sheet: MinuteSheet, day: int, clock: int, names: list[str]) -> MinuteSheet:
    roles: dict[int, Role] = {day: "date", clock: "time"}
    headings = [
        replace(each, role=roles.get(at, "" if each.role == "date" else each.role))
        for at, each in enumerate(sheet.headings)
    ]
    stamp = "end" if names[clock] in _ENDS else ("start" if names[clock] in _STARTS else "")
    return replace(sheet, headings=tuple(headings), day=day, clock=clock, stamp=stamp)
