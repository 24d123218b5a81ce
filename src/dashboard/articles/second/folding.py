"""Words of an article in a form in which a quotation is recognised, with the way back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dashboard.articles.finds import Place

SHORTEST, LONGEST = 2, 120  # folded signs of a quotation
_WIDEST = 400  # signs of the article that a quotation may stretch over, its blanks included
_MOST_PLACES = 50  # of one quotation; the first ones are looked at
_QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›「」『』〝〞＂＇`´")
_DASHES = frozenset("-−–—―‐‑‒﹣－")


@lru_cache(maxsize=65_536)
def _folded(sign: str) -> str:
    """What a sign becomes: nothing for blanks and signs that nobody sees."""
    if sign in _QUOTES:
        return '"'
    if sign in _DASHES:
        return "-"
    seen = unicodedata.normalize("NFKC", sign)
    kept = (each for each in seen if not each.isspace())
    return "".join(each for each in kept if unicodedata.category(each) not in {"Cf", "Cc"})


def folded(words: str) -> str:
    """
    Words without blanks, in half width, with one kind of quotation mark and of dash.

    >>> folded("涨 ４６．０５％，“液冷”"), folded("「液冷」−5%")
    ('涨46.05%,"液冷"', '"液冷"-5%')
    """
    return "".join(map(_folded, words))


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A text in folded form.

    Attributes
    ----------
    raw, signs : str
        As read, and folded.
    at : tuple of int
        For every folded sign the place of its own in `raw`.
    """

    raw: str
    signs: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, raw: str) -> Folded:
        """Fold a text, keeping the way back."""
        pairs = [(each, place) for place, sign in enumerate(raw) for each in _folded(sign)]
        return cls(raw, "".join(each for each, _ in pairs), tuple(place for _, place in pairs))

    def places(self, words: str) -> tuple[Place, ...]:
        """
        Places whose own words fold to the same as `words`, and that cut no number in two.

        Empty too where there are fewer than two signs of them, or more than 120.
        """
        wanted = folded(words)
        if not SHORTEST <= len(wanted) <= LONGEST:
            return ()
        return tuple(self._places(wanted))

    def _places(self, wanted: str) -> Iterator[Place]:
        at = self.signs.find(wanted)
        for _ in range(_MOST_PLACES):
            if at < 0:
                return
            end = at + len(wanted)
            place = Place(self.at[at], self.at[end - 1] + 1)
            whole = folded(self.raw[place.start : place.end]) == wanted  # a sign may become two
            short = place.end - place.start <= _WIDEST
            if whole and short and not self._cuts_number(at, end):
                yield place
            at = self.signs.find(wanted, at + 1)

    def _cuts_number(self, start: int, end: int) -> bool:
        """Whether a quotation begins or ends inside a number, or leaves its sign out."""
        before, inside = self.signs[max(0, start - 2) : start], self.signs[start:end]
        if inside[0] in "0123456789" and before:
            number = before[-1].isdigit() or (before[-1] in ".," and before[:-1].isdigit())
            sign = before[-1] in "+-" and before[:-1] not in {*"0123456789%"}
            if number or sign:
                return True
        if inside[0] in ".," and before[-1:].isdigit() and inside[1:2].isdigit():
            return True
        behind = self.signs[end : end + 2]
        if inside[-1].isdigit():
            return behind[:1].isdigit() or (behind[:1] in {".", ","} and behind[1:].isdigit())
        return inside[-1] in ".," and behind[:1].isdigit() and inside[-2:-1].isdigit()
