"""Tables: one in its scrolling frame, and the data of a figure as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from dashboard.html.elements import Child, el
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.language.language import MISSING, Language

PROVENANCE = ("source", "adjustment", "retrieved")
WINDOW = ("base", "last", "benchmark")
LONG_WORD = 40  # letters
LONG, WIDE = 100, 16  # rows and columns; a larger table is read on the screen, not on paper


def table(kind: str, heads: Iterable[Child], rows: Iterable[Markup]) -> Markup:
    """
    Table that scrolls in a frame of its own where it is wider than the page.

    Parameters
    ----------
    kind : str
        Classes of the table: ``matrix limits``.
    heads : iterable
        What stands in the cells of its head.
    rows : iterable of Markup
    """
    tops = [el("th", head, scope="col") for head in heads]
    drawn = el("table", el("thead", el("tr", tops)), el("tbody", rows), class_=kind)
    return el("div.scroll", drawn, tabindex=0)


def data_table(data: Table[Any], t: Language, *, kind: str = "", named: bool = False) -> Markup:
    """
    Table of a figure for reading: percentages, ISO dates, a dash for what is missing.

    Every number carries its full value in ``data-value``.

    Parameters
    ----------
    data : Table
    t : Language
    kind : str
        Further class of the frame that it scrolls in.
    named : bool
        Every head carries its name in files, for programs that read the page.
    """
    columns = list(zip(data.columns, data.values(), strict=True))
    heads = [_head(column, values, t, named=named) for column, values in columns]
    cells = ([_cell(value, column, t) for value in values] for column, values in columns)
    rows = [el("tr", row) for row in zip(*cells, strict=True)]
    drawn = el("table.data", el("thead", el("tr", heads)), el("tbody", rows))
    return el("div.scroll", drawn, class_=kind, tabindex=0)


def printed_table(data: Table[Any], t: Language, *, with_sources: bool = False) -> Markup:
    """
    The same for paper: without columns that say nothing.

    Columns without a single value are left out, and without `with_sources` those that say
    where prices come from: the line under the figure says it once.  A long table says that
    it is not printed.
    """
    read = [
        column
        for column, values in zip(data.columns, data.values(), strict=True)
        if (with_sources or column.name not in PROVENANCE) and _is_read(column, values)
    ]
    shown = Table(read, data.rows)
    if len(data.rows) <= LONG and len(read) <= WIDE:
        return data_table(shown, t, named=True)
    told = t(
        "{n} rows of {columns} columns: on the screen and in the workbook.",
        n=t.number(len(data.rows)),
        columns=len(read),
    )
    return data_table(shown, t, kind="long", named=True) + el("p.instead", told)


def _is_read(column: Column[Any], values: Sequence[object]) -> bool:
    # The ends of the window stand above the table; a column that varies is told.
    if column.name in WINDOW and len(values) > 1 and len(set(values)) == 1:
        return False
    return not values or not all(_is_missing(value) for value in values)


def _head(column: Column[Any], values: Sequence[object], t: Language, *, named: bool) -> Markup:
    known = [value for value in values if not _is_missing(value)]
    number = known and all(
        isinstance(value, float | int) and not isinstance(value, bool) for value in known
    )
    kind, name = "num" if number else "", column.file_head if named else None
    return el("th", column.head(t), class_=kind, scope="col", data_column=name)


def _cell(value: object, column: Column[Any], t: Language) -> Markup:
    if _is_missing(value):
        return el("td", MISSING)
    if isinstance(value, bool):
        return el("td", t("yes") if value else t("no"))
    if isinstance(value, float | int):
        text = t.percent(value, 2) if column.unit == FRACTION else _plain(value, t)
        full = value if isinstance(value, int) else float(value)
        return el("td.num", text, data_value=repr(full))
    # Lists of days and symbols may break at their joints, a hash anywhere.
    text = value.date().isoformat() if isinstance(value, datetime) else str(value)
    word = len(text) > LONG_WORD and " " not in text and ";" not in text
    first, *others = [text] if " " in text else text.split(";")
    return el("td", first, [(";", el("wbr"), part) for part in others], class_="word" * word)


def _is_missing(value: object) -> bool:
    return value is None or value == ""


def _plain(value: float, t: Language) -> str:
    if float(value).is_integer():
        return t.number(value, 0)
    return t.number(value, 2 if abs(value) >= 1 else 4)
