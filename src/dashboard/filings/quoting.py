"""Quotes held against the document: one that does not stand on its page is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.errors import N_, InputError
from dashboard.filings.folding import fold, joins
from dashboard.filings.page_text import DocumentText, Page
from dashboard.filings.picture import raw_span

_HAN = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff]")

SHORTEST, LONGEST = 4, 600  # signs of a quote

NOT_THERE = N_(
    "These words do not stand in the document: “{quote}”. Take them from the page as they stand "
    "there; nothing is left out or added."
)
ELSEWHERE = N_("These words stand on page {pages} of the document, not on page {page}.")
TOO_SHORT = N_("A quote has {least} to {most} characters; this one has {n}.")


def check_quote(text: DocumentText, quote: str, page: int) -> tuple[int, int]:
    """
    Place of a quote in the folded text, on or over its page.

    Parameters
    ----------
    text : DocumentText
    quote : str
        As typed; folded like the document before they are compared.
    page : int
        From 1.

    Raises
    ------
    InputError
        If it is too short or too long, does not stand there, or stands on other pages only.
    """
    folded = fold(quote)
    if not SHORTEST <= len(folded) <= LONGEST:
        raise InputError(TOO_SHORT, least=SHORTEST, most=LONGEST, n=len(folded))
    places = [match.span() for match in _pattern(folded).finditer(text.text)]
    if not places:
        raise InputError(NOT_THERE, quote=quote[:80])
    for start, end in places:
        if text.page(start) <= page <= text.page(end - 1):
            return start, end
    pages = dict.fromkeys(text.page(start) for start, _ in places)
    raise InputError(ELSEWHERE, pages=", ".join(map(str, list(pages)[:5])), page=page)


def _pattern(folded: str) -> re.Pattern[str]:
    """What finds a quote: beside a Chinese sign a blank may stand or not, as line ends leave it."""
    parts: list[str] = []
    before, gap = "", ""
    for sign in folded:
        if sign == " ":
            gap = sign
            continue
        wide = before and (_HAN.match(before) or _HAN.match(sign))
        parts += [" ?" if wide else gap, re.escape(sign)]
        before, gap = sign, ""
    return re.compile("".join(parts))


def quote_of(pages: Sequence[Page], text: DocumentText, start: int, end: int) -> str:
    """Words of a span as the page has them, their lines joined; of its first page alone."""
    first, last = raw_span(pages, text, start, end)
    lines = [line.strip() for line in pages[text.page(start) - 1].text[first:last].splitlines()]
    quote = ""
    for line in filter(None, lines):
        quote += line if not quote or joins(quote, line) else f" {line}"
    return quote
