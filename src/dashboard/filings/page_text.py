"""The text of a document as it is kept: raw page by page, and folded in one run to be searched."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from dashboard.filings.folding import FOLDING, Folded, fold_places, joins

State = Literal["text", "no-text", "unreadable", "broken"]
"""What a page gave: text; none, as a scan does; signs that mean nothing; or no page at all."""
STATES: tuple[State, ...] = get_args(State)

FEWEST = 5  # pages from which on a line that repeats is the heading of a page
LONGEST = 80  # signs of a heading; what is longer is a paragraph, however often it stands there
HEAD, TAIL = 3, 2  # lines at the top and the bottom of a page that may be such
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page.

    Attributes
    ----------
    text : str
        As the parser gave it; kept for what is unreadable too, and searched by nobody then.
    state : str
        One of `STATES`.
    start, end : int
        Span of the text without the headings that repeat on most pages.
    """

    text: str
    state: State
    start: int
    end: int

    @property
    def folded(self) -> Folded:
        """What is searched of it, with the way back."""
        return fold_places(self.text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """
    The folded text of a document in one run.

    Attributes
    ----------
    text : str
        Pages follow each other by a blank, or by nothing where a sentence of Chinese goes on.
    starts : tuple of int
        Where each page begins.
    states : tuple of str
    folding : int
        Version by which it was folded.
    lowered : str
        The text in small letters, sign by sign.
    """

    text: str
    starts: tuple[int, ...]
    states: tuple[State, ...]
    folding: int = FOLDING
    lowered: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # one sign that is two in small letters
            lowered = "".join(sign.lower()[:1] for sign in self.text)
        object.__setattr__(self, "lowered", lowered)

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self.states)

    @property
    def unreadable(self) -> int:
        """Number of pages that nobody could search."""
        return sum(state != "text" for state in self.states)

    def page(self, place: int) -> int:
        """Page of a place in the text, from 1."""
        return bisect_right(self.starts, place)


def pages_of(texts: Sequence[tuple[str, State]]) -> tuple[Page, ...]:
    """Pages of what a parser gave, each with the span that is no repeated heading."""
    spans = {n: _lines(text) for n, (text, state) in enumerate(texts) if state == "text"}
    repeated = _repeated([(texts[n][0], lines) for n, lines in spans.items()])
    seen: set[str] = set()
    pages = []
    for n, (text, state) in enumerate(texts):
        start, end = _kept(text, spans.get(n, []), repeated, seen)
        pages.append(Page(text, state, start, end))
    return tuple(pages)


def text_of(pages: Sequence[Page]) -> DocumentText:
    """Fold the pages of a document into one run."""
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, ""
    for page in pages:
        folded = page.folded.text if page.state == "text" else ""
        if folded and before and not joins(before, folded):
            parts.append(" ")
            length += 1
        starts.append(length)
        parts.append(folded)
        length += len(folded)
        before = folded or before
    return DocumentText("".join(parts), tuple(starts), tuple(page.state for page in pages))


# Headings that repeat --------------------------------------------------


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that are not blank."""
    return [match.span() for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", text)]


def _key(line: str) -> str:
    """Form of a line in which headings of different pages are the same."""
    plain = "".join(unicodedata.normalize("NFKC", line).split())
    return _DIGITS.sub("#", plain)


def _edges(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Lines at the top and the bottom of a page, by their keys."""
    for start, end in dict.fromkeys([*lines[:HEAD], *lines[-TAIL:]]):
        yield _key(text[start:end])


def _repeated(pages: Sequence[tuple[str, list[tuple[int, int]]]]) -> frozenset[str]:
    """Keys of lines at the edge of more than half of the pages."""
    if len(pages) < FEWEST:
        return frozenset()
    counts = Counter(key for text, lines in pages for key in set(_edges(text, lines)))
    return frozenset(key for key, n in counts.items() if 2 * n > len(pages) and len(key) <= LONGEST)


def _kept(
    text: str, lines: list[tuple[int, int]], repeated: frozenset[str], seen: set[str]
) -> tuple[int, int]:
    """Span of a page without its headings; each of them stays where it stands first."""
    new: set[str] = set()

    def is_heading(line: tuple[int, int]) -> bool:
        key = _key(text[slice(*line)])
        if key in repeated and key not in seen:
            new.add(key)
            return False
        return key in repeated

    first, last = 0, len(lines)
    while first < min(HEAD, last) and is_heading(lines[first]):
        first += 1
    while last > max(first, len(lines) - TAIL) and is_heading(lines[last - 1]):
        last -= 1
    # Those below the one that stopped the walk were seen too.
    new |= {key for key in _edges(text, lines) if key in repeated}
    seen |= new
    if first == last:
        return len(text), len(text)
    return lines[first][0] if first else 0, lines[last - 1][1] if last < len(lines) else len(text)
