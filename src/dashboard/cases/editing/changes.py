"""What is different between two states of the sheets of a case."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.cases.editing.sheets import TABLES, Row, Sheets, key_column

Kind = Literal["cell", "added", "removed", "moved", "file"]


@dataclass(frozen=True, slots=True)
class Change:
    """
    One difference.

    Attributes
    ----------
    kind : str
        Cell, added, removed or moved; file of one that was put in another's place.
    table, key, column : str
        Where; the column is empty where the row as a whole is meant.
    before, after : str
        Texts of a cell; names of a row that was added or removed; of one that was moved its
        places, counted from 1.
    """

    kind: Kind
    table: str
    key: str
    column: str
    before: str
    after: str


def changes(before: Sheets, after: Sheets) -> tuple[Change, ...]:
    """Everything that is different, table by table, in the order of the later rows."""
    found: list[Change] = []
    for table in TABLES:
        if before.tables[table] != after.tables[table]:
            found += _of_table(table, before.tables[table], after.tables[table])
    old, new = before.carried.files, after.carried.files
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            sizes = (str(len(files[name])) if name in files else "" for files in (old, new))
            found.append(Change("file", "files", name, "", *sizes))
    return tuple(found)


def _of_table(table: str, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    found = [
        Change("removed", table, key, "", _name(table, row), "")
        for key, row in old.items()
        if key not in new
    ]
    moved = moved_keys([row.key for row in before], [row.key for row in after])
    places = {row.key: str(at) for at, row in enumerate(before, 1)}
    for at, row in enumerate(after, 1):
        if row.key not in old:
            found.append(Change("added", table, row.key, "", "", _name(table, row)))
            continue
        found += _of_row(table, old[row.key], row)
        if row.key in moved:
            found.append(Change("moved", table, row.key, "", places[row.key], str(at)))
    return found


def _of_row(table: str, before: Row, after: Row) -> list[Change]:
    columns = dict.fromkeys((*before.cells, *after.cells))
    pairs = ((name, before.cells.get(name, ""), after.cells.get(name, "")) for name in columns)
    return [
        Change("cell", table, after.key, name, old, new) for name, old, new in pairs if old != new
    ]


def _name(table: str, row: Row) -> str:
    return row.cells.get(key_column(table), "")


def moved_keys(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """
    Fewest keys that were moved to make one order into the other; others do not count.

    >>> sorted(moved_keys("abcd", "bcda"))
    ['a']
    """
    place = {key: at for at, key in enumerate(before)}
    kept = [key for key in after if key in place]
    ends: list[int] = []  # smallest last place of a rising run, by its length
    lengths = []
    for key in kept:
        length = bisect_left(ends, place[key])
        ends[length : length + 1] = [place[key]]
        lengths.append(length)
    wanted, standing = len(ends) - 1, set()
    for key, length in zip(reversed(kept), reversed(lengths), strict=True):
        if length == wanted:
            standing.add(key)
            wanted -= 1
    return frozenset(kept) - standing
