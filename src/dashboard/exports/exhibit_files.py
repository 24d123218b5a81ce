"""Every figure of a case by name, with what can be had of it: its table, and a drawing of a chart.

A figure is taken as a file shows it: nothing chosen, each of its controls at its first choice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError, NotFoundError
from dashboard.exhibits.exhibit import Absent, Exhibit, Figure, Reader
from dashboard.exhibits.registry import exhibits, page_of
from dashboard.exports.csv_files import csv_bytes
from dashboard.exports.imprint import Imprint
from dashboard.exports.preview.fonts import can_write
from dashboard.exports.still import compose, image
from dashboard.language.columns import Table

Kind = Literal["csv", "json", "svg", "png"]

DRAWN = frozenset({"svg", "png"})
"""Kinds that are pictures, which a chart alone has."""


@dataclass(frozen=True, slots=True)
class ExhibitEntry:
    """
    One figure in the list of a case.

    Attributes
    ----------
    name : str
        As links and downloads call it, the same in every language.
    page : str
        Where it stands.
    title : str
        Finding or question, in the reader's language.
    kinds : tuple of str
        Files that can be had of it.
    reason : str
        Why there is none of them; empty where there is one.
    """

    name: str
    page: str
    title: str
    kinds: tuple[Kind, ...]
    reason: str = ""


def exhibit_entries(trial: Trial, look: Look) -> tuple[ExhibitEntry, ...]:
    """
    Figures of a case in the order of the pages, each once, under the first page that shows it.

    Those that nobody would look for are left out.
    """
    found = (_entry(page_of(name), each, trial, look) for name, each in exhibits().items())
    return tuple(entry for entry in found if entry is not None)


def exhibit_file(imprint: Imprint, look: Look, name: str, kind: Kind) -> bytes:
    """
    Table or drawing of one figure.

    Parameters
    ----------
    imprint : Imprint
    look : Look
        Language of titles and names; heads of tables stay English in every language.
    name : str
        Of a figure in the registry.
    kind : {"csv", "json", "svg", "png"}

    Raises
    ------
    NotFoundError
        If the case has no such figure, or the figure is of no such kind.
    DashboardError
        If it cannot be worked out.
    """
    exhibit = exhibits()[name]
    made = exhibit.make(imprint.trial, Reader(look))
    if isinstance(made, Absent):
        reason = made.reason.rstrip(".。")
        raise NotFoundError(N_("This case has no “{name}”: {reason}."), name=name, reason=reason)
    if made is not None and made.plot is not None and (kind == "svg" or kind == "png"):  # noqa: PLR1714 - mypy narrows the type by it
        return image(compose(made, imprint, look), kind)
    if made is None or kind not in _kinds(exhibit, made, imprint.trial, look):
        raise NotFoundError(N_("This case has no “{name}” as {kind}."), name=name, kind=kind)
    table = _table(exhibit, made, imprint.trial, look) or Table[Any]((), ())
    return csv_bytes(table) if kind == "csv" else table_json(name, made.title, table)


def table_json(name: str, title: str, table: Table[Any]) -> bytes:
    r"""
    Table as a JSON object: heads as in the CSV, rows as arrays, nothing rounded.

    Examples
    --------
    >>> from dashboard.language.columns import Column
    >>> table_json("words", "Words", Table([Column("length", len, "letters")], ["one"])).decode()
    '{"name": "words", "title": "Words", "columns": ["length (letters)"], "rows": [[3]]}\n'
    """
    columns = [[_plain(value) for value in values] for values in table.values()]
    found = {
        "name": name,
        "title": title,
        "columns": [column.file_head for column in table.columns],
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }
    return (json.dumps(found, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _entry(page: str, exhibit: Exhibit, trial: Trial, look: Look) -> ExhibitEntry | None:
    t = look.language
    try:
        made = exhibit.make(trial, Reader(look))
    except DashboardError as error:  # the others stand all the same
        return ExhibitEntry(exhibit.name, page, t(exhibit.label), (), t.error(error))
    if made is None:
        return None
    if isinstance(made, Absent):
        return ExhibitEntry(exhibit.name, page, made.title, (), made.reason)
    return ExhibitEntry(exhibit.name, page, made.title, _kinds(exhibit, made, trial, look))


def _kinds(exhibit: Exhibit, made: Figure, trial: Trial, look: Look) -> tuple[Kind, ...]:
    there = made.table is not None or _table(exhibit, made, trial, look) is not None
    tables: tuple[Kind, ...] = ("csv", "json") if there else ()
    if made.plot is None:
        return tables
    # What no font here can write is left out of the list.
    return (*tables, "svg", "png") if can_write(look.language.code) else (*tables, "svg")


def _table(exhibit: Exhibit, made: Figure, trial: Trial, look: Look) -> Table[Any] | None:
    """Table of what is shown; of a figure without one the first of its numbers that there is."""
    if made.table is not None:
        return made.table()
    found = (each.make(trial, look) for each in exhibit.numbers)
    return next((table for table in found if table is not None), None)


def _plain(value: object) -> object:
    """Value of a cell as JSON knows it: NumPy's numbers are plain ones, what is missing is null."""
    if value is None or value is pd.NaT or isinstance(value, str | bool | int):
        return None if value is pd.NaT else value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # no comparison holds for a NaN
    return str(value)
