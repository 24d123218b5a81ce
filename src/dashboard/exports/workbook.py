"""A workbook with a sheet for every table: numbers as numbers, text as text, never a formula."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain
from typing import Any, TypeAlias

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from dashboard import __version__
from dashboard.case import Text
from dashboard.cases.cells import FORMULA_STARTS
from dashboard.charts.lettering import text_width
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exports.all_tables import NamedTable, all_tables
from dashboard.exports.citation import citation, link_of
from dashboard.exports.imprint import Imprint
from dashboard.language import words
from dashboard.language.columns import FRACTION, Table
from dashboard.language.language import Language

Sheet: TypeAlias = Any  # of a book that is only written; openpyxl keeps the class to itself

LONGEST_NAME = 31  # letters of a sheet's name that Excel takes
LONGEST_TEXT = 32_767  # letters of a cell that Excel takes
WIDEST, NARROWEST = 60, 8  # widths of columns, in letters

PERCENT, DAY, TIME, WHOLE = "0.00%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0"

# XML 1.0 has no place for these; a lone surrogate has no UTF-8.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ inside a text as the letter it codes: the underscore is coded first.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def workbook(imprint: Imprint, look: Look) -> bytes:
    """
    XLSX file of every table of the case over the window, led by a sheet about it.

    Heads are English in every language, with the unit, as in the CSV files; names inside
    the tables and the first sheet are in the reader's.
    """
    tables = all_tables(imprint, look)
    book = Workbook(write_only=True)
    book.properties.title = clean(look.language.pick(imprint.trial.case.title))
    book.properties.creator = f"market-narrative {__version__}"
    book.properties.created = imprint.made.replace(tzinfo=None)
    _about(book.create_sheet(look.language("About")), imprint, tables, look.language)
    taken = {look.language("About").casefold()}
    for each in tables:
        _fill(book.create_sheet(sheet_name(each.name, taken)), each.table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """
    Name that Excel takes and no other sheet has; it is added to `taken`.

    >>> taken = set()
    >>> sheet_name("a/b", taken), sheet_name("A:b", taken)
    ('a-b', 'A-b 2')
    """
    plain = _NOT_IN_A_NAME.sub("-", clean(wanted)).strip()[:LONGEST_NAME] or "table"
    name, count = plain, 1
    while name.casefold() in taken:
        count += 1
        end = f" {count}"
        name = plain[: LONGEST_NAME - len(end)] + end
    taken.add(name.casefold())
    return name


def clean(text: str) -> str:
    r"""
    Text without what an XLSX file cannot hold.

    >>> clean("a\x00b"), clean("x_x0041_")
    ('ab', 'x_x005F_x0041_')
    """
    text = _CODED.sub("_x005F_", _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


# Sheets ---------------------------------------------------------------


def _fill(sheet: Sheet, table: Table[Any]) -> None:
    frame, units = table.frame(), [column.unit for column in table.columns]
    names = list(frame.columns)
    rows = list(frame.astype(object).itertuples(index=False, name=None))
    sheet.freeze_panes = "A2"
    for place, name in enumerate(names):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = _width(name, [row[place] for row in rows])
    sheet.append([_head(sheet, name) for name in names])
    for row in rows:
        sheet.append([_cell(sheet, value, unit) for value, unit in zip(row, units, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(names)))}{len(rows) + 1}"


def _head(sheet: Sheet, name: str) -> Cell:
    cell = text_cell(sheet, name)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Sheet, value: object, unit: str = "") -> Cell | None:
    """Cell of a value: empty where it is missing, a number as a number, all else as text."""
    if value is None or value is pd.NA or value is pd.NaT or value == "":
        return None
    if isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, int | float):
        return _number(sheet, value, unit)
    if isinstance(value, date):  # a Timestamp and a datetime are dates too
        return _day(sheet, value)
    return text_cell(sheet, str(value))


def _number(sheet: Sheet, value: float, unit: str) -> Cell | None:
    if not math.isfinite(value):
        return None
    whole = isinstance(value, int)
    # Beyond 15 digits a spreadsheet would change a whole number: as text it stays what it is.
    if whole and abs(value) >= 10**15:
        return text_cell(sheet, str(value))
    # openpyxl writes 16 digits; a double may need 17 to read back the same.
    cell = WriteOnlyCell(sheet, str(value) if whole else repr(float(value)))
    cell.data_type = "n"
    if unit == FRACTION:
        cell.number_format = PERCENT
    elif float(value).is_integer() and abs(value) >= 10_000:
        cell.number_format = WHOLE
    return cell


def _day(sheet: Sheet, value: date) -> Cell:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    if moment.tzinfo is not None:  # a spreadsheet knows no time zones
        return text_cell(sheet, moment.isoformat())
    cell = WriteOnlyCell(sheet, moment)
    cell.number_format = DAY if moment.time() == time() else TIME
    return cell


def text_cell(sheet: Sheet, text: str) -> Cell:
    """Text that stays text: no spreadsheet runs it, whatever it begins with."""
    kept = clean(text)
    cell = WriteOnlyCell(sheet, kept)
    # openpyxl takes “=…” for a formula and “#N/A” for an error.
    cell.value, cell.data_type = kept, "s"
    # The mark that Excel shows as a leading apostrophe: editing the cell keeps it text.
    cell.quotePrefix = kept.lstrip().startswith(FORMULA_STARTS)
    return cell


def _width(name: str, values: Sequence[object]) -> float:
    """Width of a column in letters, by its longest text among the first rows."""
    longest = max(
        (_letters(str(value)) for value in chain([name], values[:200]) if value is not None),
        default=NARROWEST,
    )
    return min(WIDEST, max(NARROWEST, longest + 2))


def _letters(text: str) -> float:
    return text_width(text.split("\n", 1)[0]) / 7.2


# The first sheet ------------------------------------------------------


def _about(sheet: Sheet, imprint: Imprint, tables: Iterable[NamedTable], t: Language) -> None:
    """What the workbook is: case, window, base, benchmark, sources, digest, licence, sheets."""
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 110
    for name, value in facts(imprint, t):
        if value:
            sheet.append([_head(sheet, name), _about_cell(sheet, value)])
    sheet.append([])
    sheet.append([_head(sheet, t("Sheet")), _head(sheet, t("What it holds"))])
    for each in tables:
        sheet.append([text_cell(sheet, each.name), text_cell(sheet, t(each.title))])


def _about_cell(sheet: Sheet, value: str | date) -> Cell | None:
    cell = _cell(sheet, value)
    if cell is not None:
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    return cell


LICENCE = N_(
    "Prices and documents belong to their sources; ask them before you publish their data. Grades "
    "and statements are those of the case."
)


def facts(imprint: Imprint, t: Language) -> list[tuple[str, str | date]]:
    """Names and values of what a file of tables should say of itself."""
    case, note = imprint.trial.case, imprint.trial.note
    return [
        (t("Case"), t.pick(case.title)),
        (t("Question"), t.pick(case.question)),
        (t("Base (close of)"), imprint.trial.base),
        (t("First session"), imprint.trial.window.first),
        (t("Last session"), imprint.trial.window.last),
        (t("Benchmark"), t.pick(case.benchmark(imprint.trial.benchmark).title)),
        (t("Prices"), t.pick(Text(note.source, note.source_zh))),
        (t("Adjustment"), t.pick(Text(note.adjustment, note.adjustment_zh))),
        (t("Read on"), note.retrieved),
        (t("Unit of volume"), t.pick(Text(note.volume_unit, note.volume_unit_zh))),
        (t("Note"), t.pick(Text(note.note, note.note_zh))),
        (t("Story told by"), words.article(case.source, t)),
        (t("Address"), case.source.url),
        (t("Data (SHA-256)"), imprint.trial.folder.digest),
        (t("Evidence public by"), imprint.trial.folder.as_of or ""),
        (t("Edition"), imprint.edition),
        (t("Version"), f"market-narrative {__version__}"),
        (t("Made"), f"{imprint.made:%Y-%m-%d %H:%M} UTC"),
        (t("Link"), link_of(imprint)),
        (t("Citation"), citation(imprint, t)),
        (
            t("Units"),
            t(
                "“(fraction)” is a share of one, shown as percent; money is in {currency}.",
                currency=case.currency,
            ),
        ),
        (t("Licence"), t(LICENCE)),
    ]
