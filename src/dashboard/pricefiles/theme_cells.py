"""A table of themes as rows of text, from CSV, a workbook or Parquet."""

from __future__ import annotations

import io
import time
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal

from dashboard.cases.cells import NOT_TEXT, check_text, clean
from dashboard.errors import N_, InputError
from dashboard.pricefiles.delimited import (
    DELIMITERS,
    HEAD,
    MAX_LINE,
    Start,
    cells_of,
    lines_of,
    records,
    text_of,
)
from dashboard.pricefiles.findings import MAX_FOUND, STOPPED, Findings
from dashboard.pricefiles.headings import MAX_COLUMNS
from dashboard.pricefiles.theme_headings import ThemeHeading, recognise_themes

MAX_ROWS = 2_000_000
MAX_UNPACKED = 400_000_000  # bytes of a workbook's parts
MAX_SECONDS = 120.0

NO_HEADING = N_(
    "None of the first {n} lines names a column of codes and one of themes; the heading is one "
    "line such as code,theme,reason or 代码,概念,入选理由."
)
NO_WORKBOOK = N_("The file cannot be read as a workbook; save it again as XLSX, or export CSV.")
NO_PARQUET = N_("The file cannot be read as Parquet; write it again or export it as CSV.")


@dataclass(frozen=True, slots=True)
class Table:
    """
    A file's rows.

    Attributes
    ----------
    format : {"csv", "xlsx", "parquet"}
    headings : tuple of ThemeHeading
    rows : tuple of (int, tuple of str)
        Line as an editor counts it (in Parquet the row, from 1) and one cell a heading.
    """

    format: Literal["csv", "xlsx", "parquet"]
    headings: tuple[ThemeHeading, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(data: bytes, findings: Findings) -> Table | None:
    """Rows of a file; None where it has no heading that is one of themes, which is reported."""
    if data.startswith(b"PAR1"):
        return _parquet(data, findings)
    if data.startswith(b"PK\x03\x04"):
        return _workbook(data, findings)
    return _delimited(data, findings)


def _is_heading(headings: Sequence[ThemeHeading]) -> bool:
    return {"stock", "theme"} <= {each.role for each in headings}


def _report_no_heading(findings: Findings, start: str) -> None:
    findings.add(None, "", start[:200], NO_HEADING, {"n": HEAD})


def _delimited(data: bytes, findings: Findings) -> Table | None:
    text, _ = text_of(data, findings)
    if text is None:
        return None
    lines = [line.strip("\r\n") for line in islice(lines_of(text), HEAD)]
    for number, line in enumerate(lines):
        for delimiter in DELIMITERS:
            if delimiter not in line or len(line) > MAX_LINE:
                continue
            headings = recognise_themes(cells_of(line, delimiter)[:MAX_COLUMNS])
            if _is_heading(headings):
                found = records(text, Start(number, delimiter, (), ""), findings)
                return Table("csv", headings, _fitted(found, len(headings), findings))
    _report_no_heading(findings, next((line for line in lines if line.strip()), ""))
    return None


def _fitted(
    rows: Iterator[tuple[int, list[str]]], width: int, findings: Findings
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Rows as wide as the heading; a wider one is a fault, a narrower one ends early."""
    found = []
    for line, cells in rows:
        if any(map(clean, cells[width:])):
            rule = N_(
                "The row has {n} cells where the heading has {width}; put text that holds the "
                "delimiter in double quotes."
            )
            findings.add(line, "", "  ".join(cells), rule, {"n": len(cells), "width": width})
        else:
            found.append((line, tuple(cells[:width]) + ("",) * (width - len(cells))))
        if len(found) > MAX_ROWS or len(findings) > MAX_FOUND:
            findings.add(line, "", "", STOPPED)
            break
    return tuple(found)


def _workbook(data: bytes, findings: Findings) -> Table | None:
    """Rows of the first sheet with a heading."""
    try:
        sheets = list(_sheets(data))
    except Exception as error:  # noqa: BLE001 - openpyxl raises a dozen classes on what is none
        findings.add(None, "", type(error).__name__, NO_WORKBOOK)
        return None
    for rows in sheets:
        for at, cells in enumerate(rows[:HEAD]):
            headings = recognise_themes(_trimmed(cells))
            if _is_heading(headings):
                below = [(n, row) for n, row in enumerate(rows[at + 1 :], at + 2) if any(row)]
                checked = _checked(iter(below), headings, findings)
                return Table("xlsx", headings, _fitted(checked, len(headings), findings))
    _report_no_heading(findings, "  ".join(sheets[0][0]) if sheets and sheets[0] else "")
    return None


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _sheets(data: bytes) -> Iterator[list[list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - few files are workbooks

    end = time.monotonic() + MAX_SECONDS
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        # No more is ever unpacked of a part than it says it holds.
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise ValueError(MAX_UNPACKED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of styles that it does not know
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = []
        limits = {"max_row": MAX_ROWS, "max_col": MAX_COLUMNS}
        for row in sheet.iter_rows(**limits, values_only=True):
            rows.append([_text(value) for value in row])
            if time.monotonic() > end:
                raise TimeoutError
        yield rows


def _parquet(data: bytes, findings: Findings) -> Table | None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        names = pq.read_schema(io.BytesIO(data)).names
        headings = recognise_themes(names[:MAX_COLUMNS])
        if not _is_heading(headings):
            _report_no_heading(findings, ", ".join(names))
            return None
        with pq.ParquetFile(io.BytesIO(data)) as file:
            if file.metadata.num_rows > MAX_ROWS:
                rule = N_("A table of themes has at most {limit} rows; this one has {n}. Split it.")
                values = {"limit": MAX_ROWS, "n": file.metadata.num_rows}
                findings.add(None, "", "", rule, dict[str, object](values))
                return None
            used = tuple(each for each in headings if each.role)
            table = file.read(columns=[each.text for each in used])
        table.validate(full=True)
        columns = [map(_text, table.column(each.text).to_pylist()) for each in used]
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        findings.add(None, "", type(error).__name__, NO_PARQUET)
        return None
    rows = ((n, list(cells)) for n, cells in enumerate(zip(*columns, strict=True), 1))
    return Table("parquet", used, _fitted(_checked(rows, used, findings), len(used), findings))


def _text(value: object) -> str:
    """Cell as a text file would have it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"  # noqa: PLR0124 - not a number
    return str(value)


def _checked(
    rows: Iterator[tuple[int, list[str]]],
    headings: Sequence[ThemeHeading],
    findings: Findings,
) -> Iterator[tuple[int, list[str]]]:
    """Rows whose cells are text; characters that are none are reported, and left out."""
    for line, cells in rows:
        for at, cell in enumerate(cells):
            if NOT_TEXT.search(cell) is None:
                continue
            try:
                check_text(cell)
            except InputError as error:
                column = headings[at].text if at < len(headings) else ""
                findings.add_error(line, column, cell[:200], error)
            cells[at] = NOT_TEXT.sub("", cell)
        yield line, cells
