"""
Tables on chosen pages of a PDF document, cell by cell; read in a process of its own.

Needs the extra ``tables`` (pdfplumber), which is slow: half a second a page.  So it is asked for
the few pages alone that a search of the text names.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from dashboard.apart import Bounds, answer_apart, ask_apart
from dashboard.errors import N_, DashboardError, InputError

BOUNDS = Bounds(memory=2**30, seconds=60.0, may_write=False)
MOST_PAGES = 12  # of one document: what is asked for is a section, never a report
MOST_CELLS = 20_000  # of one page
ABOVE = 600  # signs above a table within which it says its unit

MISSING = N_(
    "Tables are read with the extra “tables”, which is not installed: "
    "pip install 'market-narrative[tables]'."
)
FAILED = N_(
    "The tables of “{title}” could not be read: the page took too long, or its file is odd."
)

_MODULE = "dashboard.filings.tables"


@dataclass(frozen=True, slots=True)
class PageTable:
    """
    One table as it is ruled.

    Attributes
    ----------
    page : int
        From 1.
    rows : tuple of tuple of str
        Cells; one that is part of a wider cell is empty.
    above : str
        Text of the page above it, up to the table before.
    first, last : bool
        Whether it stands at the top of its page, with no text above, and at the bottom.
    """

    page: int
    rows: tuple[tuple[str, ...], ...]
    above: str
    first: bool = False
    last: bool = False


def tables_apart(data: bytes, pages: Sequence[int], title: str) -> tuple[PageTable, ...]:
    """
    Tables of some pages, in their order.

    Parameters
    ----------
    data : bytes
        The document, a PDF.
    pages : sequence of int
        From 1; the first ones alone where they are more than a section has.
    title : str
        For the sentence when it fails.

    Raises
    ------
    DashboardError
        If the extra is not installed.
    InputError
        If the file ends the process that reads it, or takes too long.
    """
    if find_spec("pdfplumber") is None:
        raise DashboardError(MISSING)
    asked = list(pages)[:MOST_PAGES]
    if not asked:
        return ()
    done = ask_apart(_MODULE, json.dumps(asked).encode() + b"\n" + data, BOUNDS)
    if done.ending != "well":
        raise InputError(FAILED, title=title)
    held: list[dict[str, Any]] = json.loads(done.answer)
    return tuple(
        PageTable(**{**each, "rows": tuple(tuple(row) for row in each["rows"])}) for each in held
    )


def page_tables(data: bytes, pages: Sequence[int]) -> list[PageTable]:
    """Tables of some pages; in a process that a file may end."""
    import pdfplumber  # noqa: PLC0415 - in the process that reads only

    found: list[PageTable] = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number in pages:
            if 1 <= number <= len(document.pages):
                found += _tables(document.pages[number - 1], number)
    return found


def _tables(page: Any, number: int) -> list[PageTable]:
    held = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    found: list[PageTable] = []
    top = float(page.bbox[1])
    for place, table in enumerate(held):
        rows = table.extract()
        if sum(map(len, rows)) > MOST_CELLS:
            continue
        above = _text(page, top, table.bbox[1])
        below = _text(page, table.bbox[3], page.bbox[3]) if place + 1 == len(held) else "x"
        found.append(
            PageTable(
                number,
                tuple(tuple(cell or "" for cell in row) for row in rows),
                above[-ABOVE:],
                first=place == 0 and len(above.split()) <= _FURNITURE,
                last=len(below.split()) <= _FURNITURE,
            )
        )
        top = table.bbox[3]
    return found


_FURNITURE = 3  # words that a page's heading, or its number, may have


def _text(page: Any, top: float, bottom: float) -> str:
    left, _, right, _ = page.bbox
    if bottom - top < 1:
        return ""
    return str(page.crop((left, top, right, bottom)).extract_text() or "")


def _answer(question: bytes) -> bytes:
    asked, _, data = question.partition(b"\n")
    return json.dumps([asdict(each) for each in page_tables(data, json.loads(asked))]).encode()


if __name__ == "__main__":
    answer_apart(_answer, BOUNDS)
