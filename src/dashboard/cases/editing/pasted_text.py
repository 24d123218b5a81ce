"""Text of a spreadsheet's clipboard or file as rows of cells."""

from __future__ import annotations

import csv
import io

from dashboard.cases.cells import clean
from dashboard.errors import N_, InputError

MOST_CHARACTERS = 5_000_000
MOST_ROWS = 5000

_MARKS = ("\t", ",", ";", "，", "；")


def rows_of_text(text: str) -> list[list[str]]:
    """
    Rows of cells, without blank rows and without blank columns at the end.

    Tabs part the cells of what was copied from a spreadsheet, commas or semicolons those of a
    file; a cell in double quotes may hold any of them, and line breaks.

    Raises
    ------
    InputError
        If there is nothing in it, or more than anybody pastes.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            N_("This is too much to paste: {size} characters, at most {limit}."),
            size=len(text),
            limit=MOST_CHARACTERS,
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x00", "")
    rows = [row for row in _parted(text) if any(map(clean, row))]
    if not rows:
        raise InputError(N_("There is nothing to paste; copy cells in the spreadsheet first."))
    if len(rows) > MOST_ROWS:
        raise InputError(
            N_("This is too much to paste: {n} rows, at most {limit}."),
            n=len(rows),
            limit=MOST_ROWS,
        )
    width = max(1 + at for row in rows for at, cell in enumerate(row) if clean(cell))
    return [[*row, *[""] * (width - len(row))][:width] for row in rows]


def _parted(text: str) -> list[list[str]]:
    head = text.lstrip("\n").partition("\n")[0]
    mark = "\t" if "\t" in text else max(_MARKS, key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        # Quotation marks that are text, as in a cell that begins with a title.
        return [line.split(mark) for line in text.split("\n")]
