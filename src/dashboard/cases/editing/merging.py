"""Two people's edits of one case in one: cell by cell, against the state both began with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from dashboard.cases.cells import clean
from dashboard.cases.editing.changes import Change, changes, moved_keys
from dashboard.cases.editing.sheets import (
    ALONE,
    NEW,
    TABLES,
    Carried,
    Row,
    Sheets,
    key_column,
)
from dashboard.cases.marks import Mark
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.table_files import FILE_OF


@dataclass(frozen=True, slots=True)
class Collision:
    """
    A place that both have changed, each to something else.

    Attributes
    ----------
    table, key, column : str
        Where; the column is empty where the row as a whole is meant: both added it, or one
        took it out and the other changed it.  The table is empty for a file that both added.
    base, mine, theirs : str
        Texts of the cell, or of the whole row; empty where there is no row.
    their_row : Row or None
        Row of the other where the row as a whole is meant, for `taken_over`.
    """

    table: str
    key: str
    column: str
    base: str
    mine: str
    theirs: str
    their_row: Row | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """
    Both in one.

    Attributes
    ----------
    sheets : Sheets
        With the edits of both; where they collide, mine.
    taken : tuple of Change
        What of the other's edits is in `sheets`.
    collisions : tuple of Collision
    """

    sheets: Sheets
    taken: tuple[Change, ...]
    collisions: tuple[Collision, ...]


def merge(base: Sheets, mine: Sheets, theirs: Sheets) -> Merged:
    """
    Edits of two in one.

    Parameters
    ----------
    base : Sheets
        What both began with.
    mine : Sheets
        Edited here, with the keys of `base`.
    theirs : Sheets
        Edited by the other, with the keys of `base` or read from the folder anew.
    """
    theirs = aligned(theirs, base)
    sheets, collisions = mine, []
    for table in TABLES:
        rows, found = _table(table, base.tables[table], mine.tables[table], theirs.tables[table])
        sheets = sheets.with_table(table, rows)
        collisions += found
    carried, found = _carried(base.carried, mine.carried, theirs.carried)
    if carried != sheets.carried:
        sheets = replace(sheets, carried=carried)
    return Merged(sheets, changes(mine, sheets), (*collisions, *found))


def taken_over(sheets: Sheets, collision: Collision, theirs: Sheets) -> Sheets:
    """Sheets with the other's side of one collision instead of mine."""
    table, key, column = collision.table, collision.key, collision.column
    if not table:
        return sheets.with_file(key, theirs.carried.files[key])
    if column:
        return sheets.with_cell(table, key, column, collision.theirs)
    row = collision.their_row
    if row is None:
        return sheets.without_row(table, key)
    if sheets.row(table, key) is None:
        at = next((n for n, each in enumerate(theirs.tables[table]) if each.key == row.key), None)
        return sheets.with_keyed(table, Row(key, row.cells), at)
    rows = (Row(key, row.cells) if each.key == key else each for each in sheets.tables[table])
    return sheets.with_table(table, rows)


# Rows -----------------------------------------------------------------


def aligned(theirs: Sheets, base: Sheets) -> Sheets:
    """
    Sheets whose rows have the keys of those rows of `base` that they are.

    A row that was read from a folder is known by its id; one whose id alone was changed, by
    everything else in it.
    """
    tables, names = dict(theirs.tables), {}
    for table in TABLES:
        if table in ALONE:
            continue
        keys = _keys_in(table, base.tables[table], theirs.tables[table])
        tables[table] = tuple(
            Row(keys[at], row.cells) for at, row in enumerate(theirs.tables[table])
        )
        names[table] = {row.key: keys[at] for at, row in enumerate(theirs.tables[table])}
    if tables == dict(theirs.tables):
        return theirs
    marks = tuple(_marked(mark, names) for mark in theirs.carried.marks)
    return Sheets(tables, replace(theirs.carried, marks=marks))


def _marked(mark: Mark, names: Mapping[str, Mapping[str, str]]) -> Mark:
    """A mark that names its row by the row's key."""
    if mark.file == CASE_FILE:
        table, colon, key = mark.row.partition(":")
        return replace(mark, row=f"{table}:{names[table].get(key, key)}") if colon else mark
    table = next(table for table, file in FILE_OF.items() if file == mark.file)
    return replace(mark, row=names[table].get(mark.row, mark.row))


def _keys_in(table: str, base: Sequence[Row], theirs: Sequence[Row]) -> list[str]:
    column = key_column(table)
    by_name = {clean(row.cells.get(column, "")): row.key for row in base}
    known = {row.key for row in base}
    found: list[str] = []
    for row in theirs:
        as_read = row.key == row.cells.get(column, "")
        key = by_name.get(row.key, "") if as_read else (row.key if row.key in known else "")
        found.append("" if key in found else key)
    _find_renamed(column, base, theirs, found)
    for at, row in enumerate(theirs):
        if not found[at] and row.key in known and row.key not in found:
            found[at] = row.key
    taken = {*known, *found}
    for at, row in enumerate(theirs):
        if not found[at]:
            fresh = (f"{NEW}{n}" for n in count(1))
            key = row.key if row.key not in taken else next(k for k in fresh if k not in taken)
            found[at] = key
            taken.add(key)
    return found


def _find_renamed(
    column: str, base: Sequence[Row], theirs: Sequence[Row], found: list[str]
) -> None:
    """Give rows whose id alone is another the keys of the rows that they were."""
    gone: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for row in base:
        if row.key not in found:
            gone.setdefault(_rest(row, column), []).append(row.key)
    for at, row in enumerate(theirs):
        keys = gone.get(_rest(row, column), []) if not found[at] else []
        if len(keys) == 1 and not row.key.startswith(NEW):
            found[at] = keys.pop()


def _rest(row: Row, column: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted((name, text) for name, text in row.cells.items() if text and name != column)
    )


def _table(
    table: str, base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]
) -> tuple[list[Row], list[Collision]]:
    old = {row.key: row for row in base}
    my, their, as_mine = _paired(table, old, mine, theirs)
    found: dict[str, Row] = {}
    collisions: list[Collision] = []
    for key in dict.fromkeys((*my, *their, *old)):
        row, collided = _row(table, key, old.get(key), my.get(key), their.get(key))
        collisions += collided
        if row is not None:
            found[key] = row
    order = _order(list(old), [row.key for row in mine], as_mine)
    return [found[key] for key in order if key in found], collisions


def _paired(
    table: str, old: Mapping[str, Row], mine: Sequence[Row], theirs: Sequence[Row]
) -> tuple[dict[str, Row], dict[str, Row], list[str]]:
    """Rows of both by key, an added row of theirs under the key of mine that has its id."""
    column = key_column(table)
    my = {row.key: row for row in mine}
    added = {
        name: row.key
        for row in mine
        if row.key not in old and (name := clean(row.cells.get(column, "")))
    }
    their: dict[str, Row] = {}
    for row in theirs:
        key = row.key
        if key not in old:
            name = clean(row.cells.get(column, ""))
            if name in added:
                key = added[name]
            elif key in my and my[key] != row:
                taken = {*my, *their, *(each.key for each in theirs)}
                key = next(k for n in count(1) if (k := f"{NEW}{n}") not in taken)
        if key not in their:
            their[key] = Row(key, row.cells)
    return my, their, list(their)


def _row(
    table: str, key: str, old: Row | None, my: Row | None, their: Row | None
) -> tuple[Row | None, list[Collision]]:
    if their in (my, old):
        return my, []
    if my == old:
        return their, []
    if old is not None and my is not None and their is not None:
        return _cells(table, key, (old, my, their))
    if my is not None and their is not None and _same(my, their):
        return my, []
    texts = (row_text(old), row_text(my), row_text(their))
    return my, [Collision(table, key, "", *texts, their_row=their)]


def _same(one: Row, other: Row) -> bool:
    return _rest(one, "") == _rest(other, "")


def _cells(table: str, key: str, rows: tuple[Row, Row, Row]) -> tuple[Row, list[Collision]]:
    cells, collisions = dict(rows[1].cells), []
    for name in dict.fromkeys(column for row in rows for column in row.cells):
        base, mine, theirs = (row.cells.get(name, "") for row in rows)
        if theirs in (base, mine):
            continue
        if mine == base:
            cells[name] = theirs
        else:
            collisions.append(Collision(table, key, name, base, mine, theirs))
    return Row(key, cells), collisions


def row_text(row: Row | None) -> str:
    """Everything that stands in a row, for whoever has to choose."""
    return "" if row is None else "; ".join(filter(None, map(clean, row.cells.values())))


def _order(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Mine, with rows that the other moved or added behind those that they follow there."""
    moved = moved_keys(base, theirs) - moved_keys(base, mine)
    known = set(mine)
    placed = [key for key in theirs if key in moved or key not in known]
    found = [key for key in mine if key not in moved]
    for key in placed:
        before = theirs[: theirs.index(key)]
        at = next((found.index(each) + 1 for each in reversed(before) if each in found), 0)
        found.insert(at, key)
    return found


# Marks and files ------------------------------------------------------


def _carried(base: Carried, mine: Carried, theirs: Carried) -> tuple[Carried, list[Collision]]:
    marks = (*_kept(mine.marks, theirs.marks, base.marks), *_new(theirs.marks, mine, base))
    files, collisions = dict(mine.files), []
    for name, data in theirs.files.items():
        if data != files.setdefault(name, data) and data != base.files.get(name):
            collisions.append(Collision("", name, "", "", name, name))
    return Carried(marks, files), collisions


def _kept(mine: Iterable[Mark], theirs: Iterable[Mark], base: Iterable[Mark]) -> tuple[Mark, ...]:
    there, before = set(theirs), set(base)
    return tuple(mark for mark in mine if mark in there or mark not in before)


def _new(theirs: Iterable[Mark], mine: Carried, base: Carried) -> tuple[Mark, ...]:
    known = {*mine.marks, *base.marks}
    return tuple(mark for mark in theirs if mark not in known)
