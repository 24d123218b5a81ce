"""Every table of a case over a window, by name, made where its figure is described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.charts.theme import Look
from dashboard.exhibits import registry
from dashboard.exports.imprint import Imprint
from dashboard.language.columns import Table


@dataclass(frozen=True, slots=True, eq=False)
class NamedTable:
    """
    One table under the name of its download.

    Attributes
    ----------
    name : str
        Short, lower case, the same in every language.
    title : str
        What it holds; a catalogue key.
    table : Table
    """

    name: str
    title: str
    table: Table[Any]


def all_tables(imprint: Imprint, look: Look) -> list[NamedTable]:
    """
    All tables of the case in the order of the pages; those it has nothing for are left out.

    Parameters
    ----------
    imprint : Imprint
        The case, its window and all its numbers.
    look : Look
        Language of names inside the tables; heads stay English in every language.
    """
    made = ((each, each.make(imprint.trial, look)) for each in registry.numbers())
    return [
        NamedTable(each.name, each.title, table)
        for each, table in made
        if table is not None and (table.rows or table.stays)
    ]
