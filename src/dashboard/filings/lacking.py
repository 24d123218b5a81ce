"""Pages of a document that nobody can search: which ones, and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.errors import N_
from dashboard.filings.page_text import State
from dashboard.message import Message

MOST = 6  # runs of pages that are named one by one

_ONE: dict[State, str] = {
    "no-text": N_("page {pages}: this page is a picture and has no text"),
    "unreadable": N_("page {pages}: the text of this page cannot be read"),
    "broken": N_("page {pages}: this page cannot be opened"),
}
_SEVERAL: dict[State, str] = {
    "no-text": N_("pages {pages}: these pages are pictures and have no text"),
    "unreadable": N_("pages {pages}: the text of these pages cannot be read"),
    "broken": N_("pages {pages}: these pages cannot be opened"),
}
_MORE = N_("{pages} and others")


def lacking_pages(states: Sequence[State]) -> tuple[Message, ...]:
    """
    Say of which pages there is no text that can be searched, a sentence for each reason.

    Parameters
    ----------
    states : sequence of str
        Of every page, from the first.

    Examples
    --------
    >>> from dashboard.language.language import Language
    >>> say = Language().say
    >>> for each in lacking_pages(["text", "unreadable", "no-text", "no-text"]):
    ...     print(say(each))
    page 2: the text of this page cannot be read
    pages 3–4: these pages are pictures and have no text
    >>> lacking_pages(["text"])
    ()
    """
    found: list[tuple[int, Message]] = []
    for state, told in _ONE.items():
        numbers = [n for n, each in enumerate(states, start=1) if each == state]
        if numbers:
            template = told if len(numbers) == 1 else _SEVERAL[state]
            found.append((numbers[0], Message.of(template, pages=_named(numbers))))
    return tuple(message for _, message in sorted(found, key=lambda each: each[0]))


def _named(numbers: Sequence[int]) -> Message | tuple[str, ...]:
    """Runs of pages, such as 3–5 and 9; of very many the first."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        pages = [number for _, number in run]
        runs.append(str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}")
    if len(runs) > MOST:
        return Message.of(_MORE, pages=", ".join(runs[:MOST]))
    return tuple(runs)
