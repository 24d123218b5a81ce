"""Tables: one in its scrolling frame, and the data of a figure as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from dashboard.html.elements import Child, el
from dashboard.language.heads import head
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


def data_table(frame: pd.DataFrame, t: Language) -> Markup:
    """
    Table of a figure for reading: percentages, ISO dates, a dash for what is missing.

    A column whose name ends in “(fraction)” holds fractions, shown as percent.  Every
    number carries its full value in ``data-value``.
    """
    return _data_table(frame, [str(name) for name in frame.columns], t)


def printed_table(frame: pd.DataFrame, t: Language, *, with_sources: bool = False) -> Markup:
    """
    The same for paper: without columns that say nothing.

    Columns without a single value are left out, and without `with_sources` those that say
    where prices come from: the line under the figure says it once.  A long table says that
    it is not printed.
    """
    left = () if with_sources else PROVENANCE
    named = [str(name) for name in frame.columns if name not in left]
    names = [name for name in named if _is_read(frame[name], name)]
    if len(frame) <= LONG and len(names) <= WIDE:
        return _data_table(frame, names, t)
    told = t(
        "{n} rows of {columns} columns: on the screen and in the workbook.",
        n=t.number(len(frame)),
        columns=len(names),
    )
    return _data_table(frame, names, t, kind="long") + el("p.instead", told)


def _data_table(frame: pd.DataFrame, names: list[str], t: Language, kind: str = "") -> Markup:
    heads = [_head(frame[name], name, t) for name in names]
    rows = [
        el("tr", [_cell(value, name, t) for name, value in zip(names, row, strict=True)])
        for row in frame[names].itertuples(index=False, name=None)
    ]
    drawn = el("table.data", el("thead", el("tr", heads)), el("tbody", rows))
    return el("div.scroll", drawn, class_=kind, tabindex=0)


def _is_read(column: pd.Series[Any], name: str) -> bool:
    # The ends of the window stand above the table; a column that varies is told.
    if name in WINDOW and len(column) > 1 and bool((column == column.iloc[0]).all()):
        return False
    return not len(column) or bool((column.notna() & (column.astype(object) != "")).any())


def _head(column: pd.Series[Any], name: str, t: Language) -> Markup:
    number = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
    return el("th", head(name, t), class_="num" if number else "", scope="col", data_column=name)


def _cell(value: object, name: str, t: Language) -> Markup:
    if value is None or value is pd.NA or value is pd.NaT or value == "" or value != value:  # noqa: PLR0124 - NaN
        return el("td", MISSING)
    if isinstance(value, bool):
        return el("td", t("yes") if value else t("no"))
    if isinstance(value, float | int):
        text = t.percent(value, 2) if name.endswith("(fraction)") else _plain(value, t)
        return el("td.num", text, data_value=repr(value))
    if isinstance(value, pd.Timestamp):
        value = value.date().isoformat()
    # Lists of days and symbols may break at their joints, a hash anywhere.
    text = str(value)
    word = len(text) > LONG_WORD and " " not in text and ";" not in text
    first, *others = text.split(";")
    return el("td", first, [(";", el("wbr"), part) for part in others], class_="word" * word)


def _plain(value: float, t: Language) -> str:
    if float(value).is_integer():
        return t.number(value, 0)
    return t.number(value, 2 if abs(value) >= 1 else 4)
