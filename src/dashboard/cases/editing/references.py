"""Cells that name a row of another table, and what they say once it has another name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboard.cases.cells import clean, narrow
from dashboard.cases.editing.columns import REFERENCES
from dashboard.cases.editing.sheets import ALONE, Sheets, key_column
from dashboard.errors import N_
from dashboard.message import Message

FOLLOWED = N_("“{old}” is “{new}” now; cells that name it and follow: {n}.")

# What the subject of a claim names, by its kind: left and right of the last colon, or all of it.
_SUBJECTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "return": (("stocks", "benchmarks"),),
    "part-of-whole": (("stocks",),),
    "group-mean": (("groups",),),
    "order": (("events",),),
    "thesis": (("stories",),),
    "rank-max": (("groups",), ("stocks",)),
    "rank-min": (("groups",), ("stocks",)),
    "evidence": (("stocks", "groups"), ("stories",)),
}
_PARTS = re.compile(r"(\s*[;；]\s*)")


def references(sheets: Sheets, table: str, name: str) -> tuple[tuple[str, str, str], ...]:
    """Table, key and column of every cell that names a row."""
    return tuple(place for place, _ in _renamed_cells(sheets, table, name, ""))


def renamed(sheets: Sheets, table: str, key: str, new: str, old: str = "") -> Sheets:
    """
    Sheets with another id or symbol for a row, in its own table and wherever it is named.

    Marks of a draft follow by themselves.

    Parameters
    ----------
    sheets : Sheets
    table, key : str
        The row.
    new : str
    old : str
        What the others call it, where its own cell says something else already.
    """
    if table in ALONE:
        return sheets
    old = old or sheets.name(table, key)
    found = sheets.with_cell(table, key, key_column(table), new)
    if not old or old == new:
        return found
    for (where, row, column), text in _renamed_cells(sheets, table, old, clean(new)):
        found = found.with_cell(where, row, column, text)
    return found


def called(sheets: Sheets, table: str, key: str, text: str) -> tuple[Sheets, Message | None]:
    """
    Sheets with another text where the id of a row stands, as somebody types it.

    What names the row goes on naming it, where it names this row alone and no other is called
    that already.  Another symbol is another stock: what is on file of the one stays with it.

    Returns
    -------
    Sheets
    Message or None
        What followed.
    """
    old, new = sheets.name(table, key), clean(text)
    names = [sheets.name(table, row.key) for row in sheets.tables[table]]
    n = len(references(sheets, table, old)) if old else 0
    if not n or table == "stocks" or not new or new in names or names.count(old) != 1:
        return sheets.with_cell(table, key, key_column(table), text), None
    return renamed(sheets, table, key, text), Message.of(FOLLOWED, n=n, old=old, new=new)


def _renamed_cells(
    sheets: Sheets, table: str, old: str, new: str
) -> Iterator[tuple[tuple[str, str, str], str]]:
    for (where, column), named in REFERENCES.items():
        if named != table:
            continue
        for row in sheets.tables[where]:
            text = row.cells.get(column, "")
            changed = renamed_in(text, old, new)
            if changed != text:
                yield (where, row.key, column), changed
    for row in sheets.tables["claims"]:
        text = row.cells.get("subject", "")
        changed = _in_subject(row.cells.get("kind", ""), text, table, (old, new))
        if changed != text:
            yield ("claims", row.key, "subject"), changed


def renamed_in(text: str, old: str, new: str) -> str:
    """
    List with one name in the place of another.

    >>> renamed_in("a; b", "b", "c")
    'a; c'
    """
    parts = _PARTS.split(text)
    return "".join(new if narrow(part) == old else part for part in parts)


def _in_subject(kind: str, text: str, table: str, names: tuple[str, str]) -> str:
    sides = _SUBJECTS.get(clean(kind).lower(), ())
    if len(sides) == 1:
        return renamed_in(text, *names) if table in sides[0] else text
    left, colon, right = text.rpartition(":")
    if not sides or not colon:
        return text
    parts = (
        renamed_in(part, *names) if table in side else part
        for part, side in zip((left, right), sides, strict=True)
    )
    return ":".join(parts)
