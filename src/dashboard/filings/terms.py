"""Terms as they are looked for: folded, in any case, whole words of Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.filings.folding import fold

_LATIN = "A-Za-z\u00c0-\u024f"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BORDER = re.compile(rf"(?<=[{_HAN}])(?=[{_LATIN}0-9])|(?<=[{_LATIN}0-9])(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Word:
    """
    One word that is looked for.

    Attributes
    ----------
    text : str
        As written.
    lead : str
        What its places begin with, in small letters.
    pattern : re.Pattern or None
        What stands at its places, when that is more than `lead`.
    """

    text: str
    lead: str
    pattern: re.Pattern[str] | None

    def spans(self, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield the places of the word in a folded text of small letters."""
        # Looking for a string is many times as fast as for a pattern.
        at = lowered.find(self.lead)
        while at >= 0:
            end = at + len(self.lead)
            match = None if self.pattern is None else self.pattern.match(lowered, at)
            if self.pattern is None or match:
                end = match.end() if match else end
                yield at, end
            at = lowered.find(self.lead, end)


def word_of(text: str) -> Word:
    """
    Word to be looked for.

    Latin letters are found in any case and from the beginning of a word, so that ``AI`` is not
    found in ``said``; between them and Chinese signs a blank may stand or not.

    >>> list(word_of("AI液冷").spans("said ai 液冷, 用ai液冷"))
    [(5, 10), (13, 17)]
    """
    plain = fold(text).lower()
    if not re.search(rf"[{_LATIN}0-9\s]", plain):
        return Word(text, plain, None)
    pieces = [_BORDER.split(part) for part in plain.split()]
    first = rf"(?<![{_LATIN}])" if re.match(rf"[{_LATIN}]", plain) else ""
    first = r"(?<![0-9.])" if plain[:1].isdigit() else first
    body = " ".join(" ?".join(map(re.escape, each)) for each in pieces)
    return Word(text, pieces[0][0], re.compile(first + body))


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its synonyms, the term itself first."""

    words: tuple[Word, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.words[0].text

    @property
    def texts(self) -> tuple[str, ...]:
        """Its words as written."""
        return tuple(word.text for word in self.words)

    def spans(self, lowered: str) -> list[tuple[int, int, str]]:
        """
        Places in a folded text of small letters with the word that was found, in order.

        A place counts once: for the longest of the words that lie over each other (阿里巴巴, not
        阿里 in it as well).
        """
        found = [
            (start, -end, word.text) for word in self.words for start, end in word.spans(lowered)
        ]
        kept: list[tuple[int, int, str]] = []
        reached = 0
        for start, minus_end, word in sorted(found):
            if -minus_end > reached:
                kept.append((start, -minus_end, word))
                reached = -minus_end
        return kept


def terms_of(words: Sequence[Sequence[str]]) -> tuple[Term, ...]:
    """Terms of their words, each with its synonyms behind it."""
    return tuple(Term(tuple(map(word_of, term))) for term in words)
