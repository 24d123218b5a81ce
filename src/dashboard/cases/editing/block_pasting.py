"""A block of cells pasted over a table, as a spreadsheet does it: right and down from one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.cases.editing.columns import Column
from dashboard.cases.editing.pasting import (
    Names,
    Pasted,
    completed,
    heads,
    is_head,
    names_of,
    paste,
    taken,
)
from dashboard.cases.editing.sheets import Row, Sheets, columns, typed
from dashboard.cases.editing.spreadsheet_cells import block_of_text, rows_of_text
from dashboard.errors import N_, InputError

TOO_WIDE = N_(
    "The pasted block has {n} columns, and from this cell on the table has {width}; begin further "
    "to the left, or copy the row with the heads of the columns too."
)


@dataclass(frozen=True, slots=True)
class Corner:
    """
    Where a block begins.

    Attributes
    ----------
    columns : tuple of str
        The column of the cell, then those to its right as the page shows them.
    rows : tuple of str
        Key of the cell's row, then of those below it in its section.
    given : mapping of str to str
        Cells that every new row gets where the block does not fill them, such as its section.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    given: Mapping[str, str]


def paste_block(
    sheets: Sheets,
    table: str,
    text: str,
    corner: Corner,
    called: Mapping[str, str] | None = None,
) -> Pasted:
    """
    Put a block over the cells of a table; rows beyond its last become new ones.

    A block that brings the heads of its columns is no such block but rows of its own: they go in
    by their ids. One head alone is left out, and its column filled down.

    Raises
    ------
    InputError
        If there is nothing in it, it is too much, or wider than the table.
    """
    head = rows_of_text(text)[0]
    named = heads(table, head, called)
    place = _after(sheets, table, corner.rows)
    if is_head(named, head) and len(head) > 1:
        after = _after(sheets, table, corner.rows[:1])
        return paste(sheets, table, text, at=after, called=called)
    block = block_of_text(text)
    if is_head(named, head) and heads(table, block[0][:1], called)[0]:
        block = block[1:]
        corner = Corner(named, corner.rows, corner.given)
    width = len(block[0]) if block else 0
    if width > len(corner.columns):
        raise InputError(TOO_WIDE, n=width, width=len(corner.columns))
    return _filled(sheets, table, block, corner, place)


def _after(sheets: Sheets, table: str, rows: Sequence[str]) -> int:
    """Place behind the last of some rows."""
    keys = [row.key for row in sheets.tables[table]]
    return 1 + max((keys.index(key) for key in rows if key in keys), default=len(keys) - 1)


def _filled(
    sheets: Sheets, table: str, block: Sequence[Sequence[str]], corner: Corner, place: int
) -> Pasted:
    kinds = {column.name: column for column in columns(table, sheets)}
    names = names_of(sheets)
    now = {row.key: row for row in sheets.tables[table]}
    targets = [key for key in corner.rows if key in now]
    updated = targets[: len(block)]
    for key, cells in zip(updated, block, strict=False):
        now[key] = _over(now[key], _read(cells, corner.columns, kinds, names))
    sheets = sheets.with_table(table, now.values())
    added: list[str] = []
    for cells in block[len(updated) :]:
        if not any(cell.strip() for cell in cells):
            continue  # a blank row below the table makes none
        found = {**corner.given, **_read(cells, corner.columns, kinds, names)}
        found = completed(sheets, table, found)
        sheets, key = sheets.with_row(table, found, place + len(added))
        added.append(key)
    filled = corner.columns[: len(block[0])] if block else ()
    return Pasted(sheets, table, tuple(added), tuple(updated), filled)


def _read(
    cells: Sequence[str], named: Sequence[str], kinds: Mapping[str, Column], names: Names
) -> dict[str, str]:
    return taken(dict(zip(named, cells, strict=False)), kinds, names)


def _over(row: Row, cells: Mapping[str, str]) -> Row:
    """Row with other cells; the row itself where all of them stand there already."""
    if all(row.cells.get(name, "") == text for name, text in cells.items()):
        return row
    return Row(row.key, {**row.cells, **{name: typed(text) for name, text in cells.items()}})
