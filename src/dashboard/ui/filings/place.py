"""The place in a document that the link names."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.errors import N_, InputError
from dashboard.filings.document import Document
from dashboard.filings.page_text import DocumentText
from dashboard.ui import state
from dashboard.ui.filings.shelf import Shelf

NO_HIT = N_("The link's hit was ignored: there is no such place in the documents of this case.")


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a hit stands.

    Attributes
    ----------
    document : Document
    text : DocumentText
    start, end : int
        Span of the folded text.
    """

    document: Document
    text: DocumentText
    start: int
    end: int

    @property
    def page(self) -> int:
        """Page on which it begins, from 1."""
        return self.text.page(self.start)


def chosen(held: Shelf) -> Place | None:
    """
    Return the place that the link names; None when it names none.

    Raises
    ------
    InputError
        If there is no such place.
    """
    if not state.asked("hit"):
        return None
    symbol, _, rest = state.asked("hit").partition("~")
    name, _, rest = rest.partition("~")
    start, _, length = rest.partition("~")
    for document, read in held.held.get(symbol, ()):
        if document.id != name or read is None or read.text is None:
            continue
        if start.isdecimal() and length.isdecimal() and len(start + length) < 12:
            first, last = int(start), int(start) + int(length)
            if first < last <= len(read.text.text):
                return Place(document, read.text, first, last)
    raise InputError(NO_HIT)
