"""Readings of a series as a table of days and values: each becomes an event of the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard.case import EventKind, Text
from dashboard.cases.cells import clean, narrow, read_date, read_id, read_number
from dashboard.cases.editing.pasting import Pasted
from dashboard.cases.editing.sheets import Sheets
from dashboard.cases.editing.spreadsheet_cells import rows_of_text, take_day, take_number
from dashboard.errors import N_, InputError

_DATES = frozenset({"date", "day", "time", "日期", "时间", "日", "交易日", "统计日期"})


@dataclass(frozen=True, slots=True)
class Series:
    """
    What is read: downloads, mentions, a search index, a place in a list.

    Attributes
    ----------
    id : str
        Name of the series in the case; of several columns each has its head behind it.
    name : Text
        What the titles of its readings begin with.
    unit, unit_zh : str
    source, source_zh, url : str
        Where the readings are from.
    kind : str
        ``app-downloads``, or ``attention`` for any other.
    stories : tuple of str
        Stories of the case that they are about.
    """

    id: str
    name: Text
    unit: str
    source: str
    unit_zh: str = ""
    source_zh: str = ""
    url: str = ""
    kind: EventKind = "attention"
    stories: tuple[str, ...] = ()


def paste_series(sheets: Sheets, text: str, series: Series) -> Pasted:
    """
    Put readings among the events; one of a day that the series has already gets its new value.

    Parameters
    ----------
    sheets : Sheets
    text : str
        A column of days and one or more of values, with or without heads.
    series : Series

    Raises
    ------
    InputError
        If there is no column of days, or none of values.
    """
    rows = rows_of_text(text)
    heads, rows = (rows[0], rows[1:]) if not any(map(_is_day, rows[0])) else ([], rows)
    place = _day_column(heads, rows)
    if not rows or place is None:
        raise InputError(N_("No column of this has days; write them as 2025-02-07, year first."))
    values = _value_columns(place, rows)
    if not values:
        raise InputError(N_("No column of this has numbers beside the days."))
    pasted = Pasted(sheets, "events", (), (), (), has_head=bool(heads))
    for at in values:
        one = series if len(values) == 1 else _of_column(series, heads, at)
        for row in rows:
            pasted = _with_reading(pasted, one, row[place], row[at])
    return pasted


def _is_day(cell: str) -> bool:
    return _reads(read_date, take_day(clean(cell)))


def _day_column(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    named = [at for at, head in enumerate(heads) if narrow(head).lower() in _DATES]
    if named:
        return named[0]
    days = {at: sum(_is_day(row[at]) for row in rows) for at in range(len(rows[0]))} if rows else {}
    best = max(days, key=lambda at: days[at], default=None)
    return best if best is not None and 2 * days[best] >= len(rows) else None


def _value_columns(place: int, rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    found = []
    for at in range(len(rows[0])):
        filled = [row[at] for row in rows if clean(row[at])]
        numbers = sum(_reads(read_number, take_number(clean(cell))) for cell in filled)
        if at != place and numbers and 2 * numbers >= len(filled):
            found.append(at)
    return tuple(found)


def _of_column(series: Series, heads: Sequence[str], at: int) -> Series:
    """Series of one of several columns, named by its head."""
    head = clean(heads[at]) if heads else str(at)
    stem = re.sub(r"[^\w.-]+", "-", head.lower()).strip("-.") or str(at)
    name = Text(
        f"{series.name.en}, {head}" if series.name.en else "",
        f"{series.name.zh}（{head}）" if series.name.zh else "",
    )
    return replace(series, id=f"{series.id}-{stem}"[:64], name=name)


def _with_reading(pasted: Pasted, series: Series, day: str, value: str) -> Pasted:
    """One more reading; a cell without a value is none."""
    sheets, day, value = pasted.sheets, take_day(clean(day)), take_number(clean(value))
    if not value:
        return pasted
    shown = _shown(value)
    cells = {
        "published": day,
        "precision": "day",
        "timezone": sheets.cell("case", "", "timezone"),
        "kind": series.kind,
        "series": series.id,
        "value": value,
        "unit": series.unit,
        "unit_zh": series.unit_zh,
        "stories": ";".join(series.stories),
        "title_en": f"{series.name.en}: {shown} {series.unit}" if series.name.en else "",
        "title_zh": f"{series.name.zh}：{shown} {series.unit_zh or series.unit}"
        if series.name.zh
        else "",
        "source": series.source,
        "source_zh": series.source_zh,
        "url": series.url,
    }
    for row in sheets.tables["events"]:
        if (row.cells.get("series"), row.cells.get("published")) == (series.id, day):
            for name in ("value", "unit", "unit_zh", "title_en", "title_zh"):
                sheets = sheets.with_cell("events", row.key, name, cells[name])
            updated = tuple(dict.fromkeys((*pasted.updated, row.key)))
            return replace(pasted, sheets=sheets, updated=updated)
    sheets, key = sheets.with_row("events", {"id": _free_id(sheets, series.id, day), **cells})
    return replace(pasted, sheets=sheets, added=(*pasted.added, key))


def _shown(value: str) -> str:
    """Number with groups of three digits, as titles have it."""
    try:
        return f"{read_number(value):,f}"
    except InputError:
        return value


def _free_id(sheets: Sheets, series: str, day: str) -> str:
    digits = re.sub(r"\D", "", day) or "x"
    taken = {clean(row.cells.get("id", "")) for row in sheets.tables["events"]}
    stem = f"{series[:48]}-{digits[:8]}"
    names = (stem, *(f"{stem}-{n}" for n in range(2, 1 + len(taken) + 2)))
    name = next(each for each in names if each not in taken)
    return name if _reads(read_id, name) else f"reading-{digits[:8]}-{len(taken)}"


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except InputError:
        return False
    return True
