"""What every part of a draft writes with: words of the article, names of rows, marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from dashboard.articles.finds import Finds, Place
from dashboard.articles.text import Text as ArticleText
from dashboard.case import Text
from dashboard.cases.cells import NOT_TEXT, clean, narrow
from dashboard.cases.marks import Mark, Reason

LONGEST = 300  # signs of the article in one cell; a sentence beyond is cut
_ID = 40

_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_ID = re.compile(r"[^\w]+")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def plain_words(words: str, longest: int = LONGEST) -> str:
    """Words of an article as one cell has them: on one line, without signs that are no text."""
    text = clean(" ".join(NOT_TEXT.sub("", words).split()))
    return text if len(text) <= longest else clean(text[: longest - 1]) + "…"


def make_id(words: str, taken: Iterable[str] = (), *, otherwise: str = "row") -> str:
    """
    Name of a row, none of those taken.

    >>> make_id("AIDC 电力"), make_id("液冷", ["液冷"]), make_id("…")
    ('aidc-电力', '液冷-2', 'row')
    """
    return RowNames(taken).fresh(words, otherwise=otherwise)


class RowNames:
    """Names of the rows of one table, none of which is given twice."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = set(taken)
        self._numbers: dict[str, int] = {}

    def fresh(self, words: str, *, otherwise: str = "row") -> str:
        """Name made of words, as `make_id` makes it; it stays free until it is taken."""
        stem = _NO_ID.sub("-", narrow(words).lower()).strip("-_")[:_ID].strip("-_") or otherwise
        if stem not in self._used:
            return stem
        number = self._numbers.get(stem, 2)
        while f"{stem}-{number}" in self._used:
            number += 1
        self._numbers[stem] = number
        return f"{stem}-{number}"

    def take(self, name: str) -> None:
        """Give a name to a row."""
        self._used.add(name)


class Wording:
    """The article's words in the form that a case has them."""

    def __init__(self, finds: Finds) -> None:
        self.finds = finds
        self._counts: dict[str, int] = {}

    @property
    def is_chinese(self) -> bool:
        """Whether what the article says goes into the Chinese column."""
        return self.finds.language.startswith("zh") or (
            self.finds.language == "other" and bool(_HAN.search(self.finds.text))
        )

    @cached_property
    def _second(self) -> frozenset[Place]:
        return frozenset(self.finds.second)

    @cached_property
    def article(self) -> ArticleText:
        """The article cut into sentences."""
        return ArticleText(self.finds.text)

    @cached_property
    def _small(self) -> str:
        return self.finds.text.lower()

    def count(self, word: str) -> int:
        """How often a word in small letters stands in the article."""
        if word not in self._counts:
            self._counts[word] = self._small.count(word)
        return self._counts[word]

    def text(self, words: str) -> Text:
        """Words of the article in its own language; the other column stays empty."""
        plain = plain_words(words)
        return Text(zh=plain) if self.is_chinese else Text(en=plain)

    def own(self, en: str, zh: str) -> Text:
        """Words of ours around words of the article: in the article's language alone."""
        return self.text(zh if self.is_chinese else en)

    def sentence_around(self, place: Place) -> str:
        """The sentence that a place lies in."""
        found = self.article.sentence_at(place.start)
        return plain_words(self.finds.text[found.start : max(found.end, place.end)])

    def quoted(self, place: Place) -> str:
        """Words at a place."""
        return plain_words(self.finds.text[place.start : place.end])

    def mark(
        self,
        file: str,
        row: str,
        *fields: str,
        reason: Reason = "read",
        place: Place | None = None,
    ) -> Mark:
        """Mark of a row, with the words that it rests on; it says where a model found them."""
        if place is None:
            return Mark(file, row, fields, reason)
        if place in self._second:
            reason = "second"
        return Mark(file, row, fields, reason, self.quoted(place), *place)


def written_digits(quote: str, value: float) -> str:
    """
    Fraction with the digits that the article printed.

    >>> written_digits("大涨45.60%", 0.456), written_digits("超一成", 0.1)
    ('0.4560', '0.1')
    """
    for figure in _FIGURE.findall(quote):
        plain = figure.replace(",", "")
        if abs(float(plain) / 100 - abs(value)) < 1e-9:  # floats of one number
            whole, _, decimals = plain.partition(".")
            digits = whole.zfill(3)
            sign = "-" if value < 0 else ""
            return f"{sign}{digits[:-2].lstrip('0') or '0'}.{digits[-2:]}{decimals}"
    return f"{value:.10f}".rstrip("0").rstrip(".")
