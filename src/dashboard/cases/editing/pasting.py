"""Cells of a spreadsheet pasted into a sheet: rows that are new, and rows that are known by id.

Nothing that was pasted is dropped: a cell that no rule takes stands in its row as it was, for the
judge to name and its reader to mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from dashboard.cases.cells import clean, narrow, read_number
from dashboard.cases.editing.columns import NAMES, Column
from dashboard.cases.editing.judging import CellFault, Judged
from dashboard.cases.editing.sheets import ALONE, Row, Sheets, columns, key_column
from dashboard.cases.editing.spreadsheet_cells import (
    rows_of_text,
    take_day,
    take_moment,
    take_number,
)
from dashboard.cases.editing.spreadsheet_words import column_of, word_of
from dashboard.cases.rows import FRACTION
from dashboard.errors import N_, InputError

Names = Mapping[str, Mapping[str, str]]
"""What stocks, stories and groups are called, by the column that names them."""

_ERRORS = re.compile(r"#(?:N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!)")
_LIST = re.compile(r"[;；、，,\n]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """
    Sheets with what was pasted.

    Attributes
    ----------
    sheets : Sheets
    table : str
    added, updated : tuple of str
        Keys of rows that are new, and of those that had the id of a pasted row.
    columns : tuple of str
        What each pasted column was taken for; empty for one that was left out.
    left_out : tuple of str
        Heads of columns that the table does not have.
    has_head : bool
        Whether the first row named the columns.
    """

    sheets: Sheets
    table: str
    added: tuple[str, ...]
    updated: tuple[str, ...]
    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    has_head: bool = False

    def wrong(self, judged: Judged) -> tuple[CellFault, ...]:
        """Faults of the rows that were pasted."""
        keys = {*self.added, *self.updated}
        return tuple(
            fault for fault in judged.faults if fault.table == self.table and fault.key in keys
        )


def paste(
    sheets: Sheets,
    table: str,
    text: str,
    *,
    order: Sequence[str] = (),
    at: int | None = None,
    called: Mapping[str, str] | None = None,
) -> Pasted:
    """
    Put the cells of a spreadsheet into a table.

    Parameters
    ----------
    sheets : Sheets
    table : str
        A table of many rows.
    text : str
        As copied, or the text of a CSV file.
    order : sequence of str
        Columns of a text without a head, as the page shows them; by default the file's order.
    at : int, optional
        Place of the first new row; by default behind all.
    called : mapping of str to str, optional
        Columns by the headings that the page gives them.

    Raises
    ------
    InputError
        If there is nothing in it, it is too much, or no column is known.
    """
    if table in ALONE:
        message = f"{table} has one row"
        raise ValueError(message)
    rows = rows_of_text(text)
    named = heads(table, rows[0], called)
    has_head = is_head(named, rows[0])
    if has_head:
        titles, rows = rows[0], rows[1:]
        left_out = tuple(
            clean(head)
            for head, name in zip(titles, named, strict=True)
            if clean(head) and not name
        )
    else:
        wanted = tuple(order) or NAMES[table]
        named, left_out = tuple([*wanted, *[""] * len(rows[0])][: len(rows[0])]), ()
        if len(rows[0]) > len(wanted):
            raise InputError(
                N_(
                    "The pasted rows have {n} columns, the table {width}; paste the row with the "
                    "heads of the columns too."
                ),
                n=len(rows[0]),
                width=len(wanted),
            )
    return _put(Pasted(sheets, table, (), (), named, left_out, has_head), rows, at)


def heads(
    table: str, cells: Sequence[str], called: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """
    Columns that the cells of a row name; empty for one that names none.

    >>> heads("evidence", ["Stock", "Art der Quelle"], {"Art der Quelle": "source_kind"})
    ('stock', 'source_kind')
    """
    titles = {narrow(title).lower(): name for title, name in (called or {}).items()}
    return tuple(titles.get(narrow(cell).lower(), "") or column_of(table, cell) for cell in cells)


def is_head(named: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row names columns: at least half of its cells do, each another one."""
    known = [name for name in named if name]
    filled = sum(bool(clean(cell)) for cell in cells)
    return 2 * len(known) >= filled and bool(known) and len(set(known)) == len(known)


def _put(pasted: Pasted, rows: Sequence[Sequence[str]], at: int | None) -> Pasted:
    sheets, table = pasted.sheets, pasted.table
    kinds = {column.name: column for column in columns(table, sheets)}
    named = names_of(sheets)
    ids = {clean(row.cells.get(key_column(table), "")): row.key for row in sheets.tables[table]}
    added: list[str] = []
    updated: list[str] = []
    for row in rows:
        raw = {name: cell for name, cell in zip(pasted.columns, row, strict=True) if name}
        cells = taken(raw, kinds, named)
        key = ids.get(cells.get(key_column(table), "")) or ""
        if key:
            for name, text in cells.items():
                sheets = sheets.with_cell(table, key, name, text)
            updated.append(key)
            continue
        cells = completed(sheets, table, cells)
        place = None if at is None else at + len(added)
        sheets, key = sheets.with_row(table, cells, place)
        if cells.get(key_column(table)):
            ids[cells[key_column(table)]] = key
        added.append(key)
    return Pasted(
        sheets,
        table,
        tuple(added),
        tuple(dict.fromkeys(updated)),
        pasted.columns,
        pasted.left_out,
        pasted.has_head,
    )


# Cells ----------------------------------------------------------------


def taken(raw: Mapping[str, str], kinds: Mapping[str, Column], named: Names) -> dict[str, str]:
    """Cells as the format writes them, where that is plain."""
    found = {}
    for name, cell in raw.items():
        column, text = kinds[name], clean(cell)
        if _ERRORS.fullmatch(text):
            found[name] = text
        elif column.kind in _TAKE:
            found[name] = _TAKE[column.kind](text)
        elif column.kind == "words":
            parts = (clean(part) for part in _LIST.split(text))
            found[name] = ";".join(named.get(name, {}).get(p, p) for p in parts if p)
        elif name in {"stock", "story", "group"}:
            found[name] = named.get(name, {}).get(text, text)
        elif column.kind == "word":
            found[name] = word_of(name, text, column.options)
        else:
            found[name] = text
    return _measured(found)


def _measured(cells: dict[str, str]) -> dict[str, str]:
    """A percentage in the unit that it has in the format."""
    unit = narrow(cells.get("unit", ""))
    for name in ("value", "stated"):
        text = cells.get(name, "")
        if not text or not re.search(r"\d", text):
            continue
        if unit in {"%", "percent", "百分比"}:
            text = text if narrow(text).endswith("%") else f"{text}%"
        if narrow(text).endswith("%") and unit in {"", "%", "percent", "百分比", FRACTION}:
            cells = {**cells, name: _fraction(text), "unit": FRACTION}
    return cells


def _fraction(text: str) -> str:
    try:
        return format(read_number(text, percent=True), "f")
    except InputError:
        return text


_TAKE: dict[str, Callable[[str], str]] = {
    "number": take_number,
    "day": take_day,
    "moment": take_moment,
}


def names_of(sheets: Sheets) -> dict[str, dict[str, str]]:
    """What stocks, stories and groups are called, by the column that names them."""
    stocks = _called(sheets.tables["stocks"], "symbol", ("name_en", "name_zh"))
    stories = _called(sheets.tables["stories"], "id", ("title_en", "title_zh"))
    groups = _called(sheets.tables["groups"], "id", ("title_en", "title_zh"))
    return {
        "stock": stocks,
        "stocks": stocks,
        "story": stories,
        "stories": stories,
        "group": groups,
    }


def _called(rows: Sequence[Row], column: str, names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for name in names:
            text = clean(row.cells.get(name, ""))
            if text:
                found.setdefault(text, clean(row.cells.get(column, "")))
    return found


# What a new row has to have -------------------------------------------


def completed(sheets: Sheets, table: str, cells: dict[str, str]) -> dict[str, str]:
    """Cells of a new row with an id, the precision of its moment, and the case's time zone."""
    found = dict(cells)
    if table != "stocks" and not found.get("id"):
        found["id"] = _free_id(sheets, table)
    if table in {"events", "evidence"}:
        if not found.get("precision") and found.get("published"):
            found["precision"] = _precision(found["published"])
        if not found.get("timezone"):
            found["timezone"] = sheets.cell("case", "", "timezone")
    if table == "groups" and not found.get("chosen"):
        found["chosen"] = "after"
    return found


def _precision(text: str) -> str:
    return {0: "day", 1: "minute"}.get(text.count(":"), "second")


def _free_id(sheets: Sheets, table: str) -> str:
    stem = {"stories": "story"}.get(table, table.removesuffix("s"))
    taken = {clean(row.cells.get("id", "")) for row in sheets.tables[table]}
    names = (f"{stem}-{n}" for n in count(1 + len(sheets.tables[table])))
    return next(name for name in names if name not in taken)
