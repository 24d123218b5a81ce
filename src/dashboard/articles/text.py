"""An article cut into paragraphs, sentences and clauses, all as places in its text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dashboard.articles.finds import Place
from dashboard.articles.script import language_of, matching_form

# An English full stop ends a sentence unless it belongs to an abbreviation or a number.
_SHORT = (
    "co|ltd|inc|corp|plc|no|vs|st|mr|mrs|ms|dr|u.s|u.k|jan|feb|mar|apr|jun|jul|aug|sep|sept|"
    "oct|nov|dec|holdings?|grp"
)
_END = re.compile(
    # A line that ends in a comma goes on below: pages break a list at the links of its names.
    r"(?=[。！？!?\n.\s])(?:[。！？!?]+[\"')\]]*|(?<![、,])(?<![、,] )\n+|"
    r"(?<![0-9])(?<!\b[A-Z])(?<!\.[a-z])\.(?=[\"')]?\s)|"
    r"(?<=[0-9%])\.(?=\s)|"
    # Points of a summary in one line: … [1] - 成交额 …
    r"(?<=[\]\u3400-\u9fff])\s[-•●■]\s(?=[\u3400-\u9fffA-Z]|20\d\d))"
)
_ABBREVIATED = re.compile(rf"\b(?:{_SHORT})$", re.IGNORECASE)
_LONGEST = 600
"""Signs after which a stretch without an end is cut: rules look at a sentence as a whole."""
_CLAUSE = re.compile(r"(?:(?<![0-9])[,:]|[,:](?![0-9])|[;，；：])+|\s+(?:while|whereas)\s+")

_FULL_STOP = re.compile(r"[。！？!?.:：;；][\"')\]]*\s*$")
_NARROWEST, _WIDEST, _FEWEST = 24, 110, 3  # width of lines that were cut, and how many must be
_CUT = re.compile(r"[,;，；、\s]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its place, its clauses, the number of its paragraph."""

    start: int
    end: int
    paragraph: int
    clauses: tuple[Place, ...]


# No slots: the forms are made when first asked for.
@dataclass(frozen=True)
class Text:
    """An article as read."""

    raw: str

    @cached_property
    def plain(self) -> str:
        """The form that rules match, sign for sign."""
        return matching_form(self.raw)

    @cached_property
    def language(self) -> str:
        """As `language_of` says."""
        return language_of(self.raw)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences in order; none is empty."""
        return tuple(self._sentences())

    def sentence_at(self, place: int) -> Sentence:
        """Sentence that a place lies in, or the one before it."""
        return self.sentences[max(0, bisect_right(self._starts, place) - 1)]

    def clause_at(self, place: int) -> Place:
        """Clause that a place lies in."""
        sentence = self.sentence_at(place)
        held = [clause for clause in sentence.clauses if clause.start <= place]
        return held[-1] if held else Place(sentence.start, sentence.end)

    def quote(self, start: int, end: int) -> tuple[str, Place]:
        """Words and place of a stretch without the blanks around it."""
        while start < end and self.raw[start].isspace():
            start += 1
        while end > start and self.raw[end - 1].isspace():
            end -= 1
        return self.raw[start:end], Place(start, end)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def _sentences(self) -> Iterator[Sentence]:
        start, paragraph = 0, 0
        wrapped = _wrapped(self.plain)
        for match in _END.finditer(self.plain):
            if match[0] == "\n" and match.start() in wrapped:
                continue
            if match[0] == "." and _ABBREVIATED.search(self.plain, max(0, start), match.start()):
                continue
            yield from self._within(start, match.end(), paragraph)
            paragraph += match[0].startswith("\n")
            start = match.end()
        yield from self._within(start, len(self.plain), paragraph)

    def _within(self, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
        """The sentence of a stretch; several where it is longer than anybody writes one."""
        while end - start > _LONGEST:
            commas = _CUT.finditer(self.plain, start + _LONGEST // 2, start + _LONGEST)
            stop = max((m.end() for m in commas), default=start + _LONGEST)
            if self.plain[start:stop].strip():
                yield self._sentence(start, stop, paragraph)
            start = stop
        if self.plain[start:end].strip():
            yield self._sentence(start, end, paragraph)

    def _sentence(self, start: int, end: int, paragraph: int) -> Sentence:
        plain = self.plain
        bracketed = plain.find("(", start, end) >= 0
        clauses, cut = [], start
        for match in _CLAUSE.finditer(plain, start, end):
            if not (bracketed and _inside_brackets(plain, start, match.start())):
                clauses.append(Place(cut, match.end()))
                cut = match.end()
        if end > cut:
            clauses.append(Place(cut, end))
        return Sentence(start, end, paragraph, tuple(clauses))


def _wrapped(plain: str) -> frozenset[int]:
    """
    Ends of lines that break a sentence: of a text whose lines were cut at one width.

    Several lines of nearly the greatest length, none of which ends a sentence, are no accident;
    tables, whose rows are as alike, hold bars or tabs.
    """
    lines = plain.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST or "|" in plain or "\t" in plain:
        return frozenset()
    slack = 16 if plain.isascii() else 6
    found, place = [], 0
    for line, following in pairwise(lines):
        place += len(line) + 1
        full = len(line) >= width - slack and not _FULL_STOP.search(line)
        if full and following[:1].strip():
            found.append(place - 1)
    return frozenset(found) if len(found) >= _FEWEST else frozenset()


def _inside_brackets(text: str, start: int, place: int) -> bool:
    part = text[max(start, place - 60) : place]
    return part.rfind("(") > part.rfind(")")


class Taken:
    """Stretches of a text that do not overlap."""

    def __init__(self) -> None:
        self._places: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> bool:
        """Take a stretch unless a part of it is taken."""
        at = bisect_left(self._places, (start, end))
        if at and self._places[at - 1][1] > start:
            return False
        if at < len(self._places) and self._places[at][0] < end:
            return False
        self._places.insert(at, (start, end))
        return True
