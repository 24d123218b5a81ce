"""A fault at the cell that has it, and what may be meant there; the reader has the last word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from dashboard.cases.cells import NOT_TEXT, clean, narrow, plain_number, read_number
from dashboard.cases.editing.columns import Column
from dashboard.cases.editing.references import renamed_in
from dashboard.cases.editing.sheets import ALONE, Sheets, columns, key_column
from dashboard.cases.editing.spreadsheet_cells import take_day, take_moment, take_number
from dashboard.cases.editing.spreadsheet_words import word_of
from dashboard.cases.faults import nearest_word
from dashboard.errors import Fault, InputError

LIKE = 0.7  # share of letters in common that makes the nearest word a proposal

_MANY = {"万": 4, "亿": 8, "千": 3, "百万": 6, "千万": 7, "万亿": 12}
_CURRENCIES = {"人民币": "CNY", "元": "CNY", "rmb": "CNY", "yuan": "CNY", "港币": "HKD"}


@dataclass(frozen=True, slots=True)
class CellFault:
    """
    One fault at the cell that has it.

    Attributes
    ----------
    table, key, column : str
        Where; the column is empty where the row as a whole is meant, the key where the table
        is, the table where a file is that is no sheet.
    fault : Fault
        As the reader of case folders says it.
    proposal : str or None
        A text for the cell that the reader would take.
    """

    table: str
    key: str
    column: str
    fault: Fault
    proposal: str | None = None


def proposal(sheets: Sheets, hit: CellFault) -> str | None:
    """First text that may be meant; None where nothing comes to mind."""
    if not hit.column or hit.table not in sheets.tables:
        return None
    kinds = {column.name: column for column in columns(hit.table, sheets)}
    column = kinds.get(hit.column)
    if column is None:
        return None
    text = sheets.cell(hit.table, hit.key, hit.column)
    found = (clean(each) for each in _ideas(sheets, hit, column, text))
    return next((each for each in found if each != clean(text)), None)


def _ideas(sheets: Sheets, hit: CellFault, column: Column, text: str) -> Iterator[str]:
    values = hit.fault.rule.values
    if NOT_TEXT.search(text):
        yield NOT_TEXT.sub("", text)
    if "meant" in values:
        yield str(values["meant"])
    if "next" in values:
        yield str(values["next"])
    if not clean(text):
        yield from _default(sheets, hit)
    if column.kind == "word":
        yield word_of(column.name, text, column.options)
    yield from _named(sheets, hit, text)
    yield from _nearest(hit, text)
    yield from _range(hit, text)
    if column.name in _BY_NAME:
        yield from _BY_NAME[column.name](sheets, hit, text)
    if column.kind in _BY_KIND:
        yield from _BY_KIND[column.kind](sheets, hit, text)
    if _takes_none(hit):
        yield ""


def _takes_none(hit: CellFault) -> bool:
    return "kind" in hit.fault.rule.values and "allowed" not in hit.fault.rule.values


def _default(sheets: Sheets, hit: CellFault) -> Iterator[str]:
    if hit.column == "timezone":
        yield sheets.cell("case", "", "timezone") or "Asia/Shanghai"
    elif hit.column == "precision":
        published = sheets.cell(hit.table, hit.key, "published")
        yield {0: "day", 1: "minute"}.get(published.count(":"), "second")
    elif hit.column == "tolerance":
        stated = sheets.cell(hit.table, hit.key, "stated")
        try:
            exponent = read_number(stated, percent=True).as_tuple().exponent
        except InputError:
            return
        if sheets.cell(hit.table, hit.key, "kind") == "session-count":
            yield "0"
        elif isinstance(exponent, int):
            yield format(Decimal(5).scaleb(exponent - 1), "f")


def _named(sheets: Sheets, hit: CellFault, text: str) -> Iterator[str]:
    """The stock, story or group that is meant by what it is called."""
    name = str(hit.fault.rule.values.get("name", ""))
    for table, names in (
        ("stocks", ("name_en", "name_zh")),
        ("stories", ("title_en", "title_zh")),
        ("groups", ("title_en", "title_zh")),
    ):
        for row in sheets.tables[table]:
            if name and name in {clean(row.cells.get(each, "")) for each in names}:
                yield renamed_in(text, name, clean(row.cells.get(key_column(table), "")))


def _nearest(hit: CellFault, text: str) -> Iterator[str]:
    nearest = nearest_word(hit.fault.rule.values.get("nearest"))
    name = str(hit.fault.rule.values.get("name", "")) or clean(text)
    if nearest and SequenceMatcher(None, narrow(name).lower(), nearest.lower()).ratio() >= LIKE:
        yield renamed_in(text, name, nearest) if name in text else nearest
    allowed = str(hit.fault.rule.values.get("allowed", ""))
    if allowed and "," not in allowed:
        yield allowed


def _range(hit: CellFault, text: str) -> Iterator[str]:
    low, high = hit.fault.rule.values.get("low"), hit.fault.rule.values.get("high")
    if isinstance(low, int) and isinstance(high, int):
        try:
            yield str(min(max(int(read_number(text)), low), high))
        except InputError:
            return


# By column and kind ---------------------------------------------------


def _number(_: Sheets, hit: CellFault, text: str) -> Iterator[str]:
    yield take_number(text)
    plain = narrow(text)
    for word, zeros in sorted(_MANY.items(), key=lambda item: -len(item[0])):
        if word in plain:
            head = plain.partition(word)[0]
            try:
                yield plain_number(read_number(head).scaleb(zeros))
            except InputError:
                continue
    try:
        number = read_number(text, percent=True)
    except InputError:
        return
    if hit.column == "tolerance":
        yield format(abs(number), "f")
    yield format(number.scaleb(-2), "f")


def _day(_: Sheets, __: CellFault, text: str) -> Iterator[str]:
    yield take_day(text)


def _moment(sheets: Sheets, hit: CellFault, text: str) -> Iterator[str]:
    taken = take_moment(text)
    if hit.table == "source":
        yield from _with_offset(sheets, taken)
        return
    yield taken
    yield taken.partition("T")[0]


def _with_offset(sheets: Sheets, text: str) -> Iterator[str]:
    try:
        zone = ZoneInfo(sheets.cell("case", "", "timezone"))
        stamp = datetime.fromisoformat(text)
    except (ValueError, OSError, KeyError):
        return
    if stamp.tzinfo is None:
        yield stamp.replace(tzinfo=zone).isoformat()


def _id(sheets: Sheets, hit: CellFault, text: str) -> Iterator[str]:
    plain = narrow(text)
    if hit.column == "slug":
        yield re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64]
        return
    stem = re.sub(r"[^\w.-]+", "-", plain).strip("-._")[:60]
    if hit.column != key_column(hit.table) or hit.table in ALONE:
        yield stem
        return
    rows = (row for row in sheets.tables[hit.table] if row.key != hit.key)
    taken = {clean(row.cells.get(key_column(hit.table), "")) for row in rows}
    names = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
    yield from (name for name in names if name and name not in taken)


def _url(_: Sheets, __: CellFault, text: str) -> Iterator[str]:
    plain = re.sub(r"\s+", "", narrow(text))
    if "." in plain and "://" not in plain:
        yield f"https://{plain}"


def _currency(_: Sheets, __: CellFault, text: str) -> Iterator[str]:
    plain = narrow(text)
    yield _CURRENCIES.get(plain.lower(), plain.upper())


def _unit(_: Sheets, hit: CellFault, __: str) -> Iterator[str]:
    if hit.table == "claims" and "fraction" in hit.fault.rule.template:
        yield "fraction"


_Ideas = Callable[[Sheets, CellFault, str], Iterator[str]]
_BY_NAME: dict[str, _Ideas] = {"currency": _currency, "unit": _unit}
_BY_KIND: dict[str, _Ideas] = {
    "number": _number,
    "day": _day,
    "moment": _moment,
    "id": _id,
    "url": _url,
}
