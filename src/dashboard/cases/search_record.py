"""
What was searched without a hit, as two cells of a row of evidence say it.

``searched`` holds the words and the day, ``searched_in`` every document with its pages::

    液冷, 冷板; 2026-11-29
    annual-report 2023 #0123456789abcdef: 214 pages, 3 without text; answer x22: 30 pages; folding 1
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dashboard.cases.terms import read_terms
from dashboard.errors import N_, InputError
from dashboard.market.documents import KINDS, Searched
from dashboard.message import Message

_PART = re.compile(
    r"(?P<kind>[a-z-]+)"
    r"(?: (?P<when>\d{4}-\d\d-\d\d|\d{4}(?:H[12]|Q[1-4])?))?"
    r"(?: #(?P<id>[0-9a-f]{4,64}))?"
    r"(?: x(?P<n>\d{1,6}))?"
    r": (?P<pages>\d{1,7}) pages?"
    r"(?:, (?P<lacking>\d{1,7}) without text)?"
)
_FOLDING = re.compile(r"folding (\d{1,4})")

NO_PART = N_(
    "“{text}” says of no document how much of it was searched; write “annual-report 2023: 214 "
    "pages, 3 without text”, parts separated by semicolons, “folding 1” last."
)
NO_WORDS = N_(
    "Documents that were searched need the words and the day beside them: write both in "
    "“searched”, such as “liquid cooling; 2025-02-14”."
)


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """
    A search without a hit.

    Attributes
    ----------
    words : tuple of str
    day : date
        When it was made.
    documents : tuple of Searched
    folding : int
        Version of the folding; 0 where nobody says.
    """

    words: tuple[str, ...]
    day: date
    documents: tuple[Searched, ...]
    folding: int = 0

    @property
    def message(self) -> Message:
        """Everything in one sentence: nothing found is not that nothing exists."""
        told = {
            "documents": tuple(each.message for each in self.documents),
            "terms": self.words,
            "day": self.day,
        }
        if not self.folding:
            return Message.of(N_("Searched {documents} for {terms} on {day}: no hits."), **told)
        return Message.of(
            N_("Searched {documents} for {terms} on {day}, folding {folding}: no hits."),
            **told,
            folding=self.folding,
        )

    @property
    def cells(self) -> dict[str, str]:
        """The two cells, as `read_record` reads them."""
        parts = [
            *map(_written, self.documents),
            *([f"folding {self.folding}"] * bool(self.folding)),
        ]
        return {
            "searched": f"{', '.join(self.words)}; {self.day.isoformat()}",
            "searched_in": "; ".join(parts),
        }


def read_record(searched: str, searched_in: str) -> SearchRecord:
    """
    Read both cells.

    Raises
    ------
    InputError
        If they do not say words, a day and documents with their pages.
    """
    words, day = _words(searched)
    documents = []
    folding = 0
    parts = [part.strip() for part in re.split("[;；]", searched_in) if part.strip()]
    for n, part in enumerate(parts, start=1):
        version = _FOLDING.fullmatch(part)
        if version and n == len(parts) > 1:
            folding = int(version[1])
        else:
            documents.append(_document(part))
    if not documents:
        raise InputError(NO_PART, text=searched_in[:80])
    return SearchRecord(words, day, tuple(documents), folding)


def _words(searched: str) -> tuple[tuple[str, ...], date]:
    told, _, last = searched.replace("；", ";").rpartition(";")
    try:
        day = date.fromisoformat(last.strip())
    except ValueError as error:
        raise InputError(NO_WORDS) from error
    words = tuple(word for term in read_terms(told) for word in term)
    if not words:
        raise InputError(NO_WORDS)
    return words, day


def _document(part: str) -> Searched:
    match = _PART.fullmatch(part)
    kinds = [kind for kind in KINDS if match and kind == match["kind"]]
    if match is None or not kinds:
        raise InputError(NO_PART, text=part[:80])
    pages, lacking = int(match["pages"]), int(match["lacking"] or 0)
    n, when = int(match["n"] or 1), match["when"] or ""
    try:
        date.fromisoformat(when if "-" in when else "2000-01-01")
    except ValueError as error:
        raise InputError(NO_PART, text=part[:80]) from error
    if lacking > pages or not n:
        raise InputError(NO_PART, text=part[:80])
    return Searched(kinds[0], when, pages, lacking, n, match["id"] or "")


def _written(each: Searched) -> str:
    name = [each.kind, each.when, each.id and f"#{each.id}", f"x{each.n}" if each.n > 1 else ""]
    lacking = f", {each.lacking} without text" if each.lacking else ""
    return f"{' '.join(filter(None, name))}: {each.pages} pages{lacking}"
