"""Tables of a case by name, one file each: those worked out, and those it is written in.

The archive of a case has the same two folders: ``tables/`` with what its figures show, ``case/``
with its own files.  Tables of case.toml have no file there; here each is one, in the same cells.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Literal

from dashboard.cases.entry_cells import ALONE, case_tables
from dashboard.cases.folders import CaseFolder
from dashboard.cases.table_files import FILE_OF, csv_pieces
from dashboard.cases.writer import case_files, market_files
from dashboard.charts.theme import Look
from dashboard.errors import N_, NotFoundError
from dashboard.exhibits import registry
from dashboard.exports.all_tables import all_tables
from dashboard.exports.csv_files import csv_bytes
from dashboard.exports.exhibit_files import table_json
from dashboard.exports.imprint import Imprint

Kind = Literal["csv", "json"]

NO_TABLE = N_("There is no table “{name}”; it can be {known}.")
_TEXT = frozenset({"symbol", "date", "code", "board"})
"""Columns of files of prices and returns that are no numbers."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """
    One table in a list.

    Attributes
    ----------
    name : str
        The same in every language.
    title : str
        What it holds, in the reader's language.
    rows : int
    """

    name: str
    title: str
    rows: int


# What is worked out ---------------------------------------------------------


def table_entries(imprint: Imprint, look: Look) -> tuple[TableEntry, ...]:
    """Tables of the archive that this case has, in its order."""
    t = look.language
    return tuple(
        TableEntry(each.name, t(each.title), len(each.table.rows))
        for each in all_tables(imprint, look)
    )


def table_file(imprint: Imprint, look: Look, name: str, kind: Kind) -> bytes:
    """
    One table of the archive.

    Raises
    ------
    NotFoundError
        If the case has none of that name.
    """
    made = next((each for each in registry.numbers() if each.name == name), None)
    table = None if made is None else made.make(imprint.trial, look)
    if made is None or table is None or not (table.rows or table.stays):
        known = ", ".join(each.name for each in all_tables(imprint, look))
        raise NotFoundError(NO_TABLE, name=name[:60], known=known)
    if kind == "csv":
        return csv_bytes(table)
    return table_json(name, look.language(made.title), table)


# What the case is written in ------------------------------------------------


def case_entries(folder: CaseFolder) -> tuple[TableEntry, ...]:
    """Tables that a case is written in, its prices among them."""
    return tuple(
        TableEntry(name, name, len(_read(content)) - 1) for name, content in _own(folder).items()
    )


def case_table(folder: CaseFolder, name: str, kind: Kind) -> bytes:
    """
    One table that a case is written in; as JSON its cells, of prices and returns as numbers.

    Raises
    ------
    NotFoundError
        If it has none of that name.
    """
    own = _own(folder)
    if name not in own:
        raise NotFoundError(NO_TABLE, name=name[:60], known=", ".join(own))
    if kind == "csv":
        return own[name]
    priced = f"{name}.csv" in market_files(folder.case, folder.market)
    head, *rows = _read(own[name])
    numbers = [priced and column not in _TEXT for column in head]
    cells = [
        [_value(cell, is_number=each) for cell, each in zip(row, numbers, strict=True)]
        for row in rows
    ]
    found = {"name": name, "title": name, "columns": head, "rows": cells}
    return (json.dumps(found, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _own(folder: CaseFolder) -> dict[str, bytes]:
    """Every table by name as a CSV file: as the archive has it, where it has one."""
    inside = {
        name: "".join(csv_pieces(list(cells[0]), cells)).encode()
        for name, cells in case_tables(folder.case).items()
        if name not in {*ALONE, *FILE_OF} and cells
    }
    files = case_files(folder.case, folder.market)
    return inside | {
        name.removesuffix(".csv"): content
        for name, content in files.items()
        if name.endswith(".csv")
    }


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def _value(cell: str, *, is_number: bool) -> str | float | None:
    if not cell:
        return None
    return float(cell) if is_number else cell
