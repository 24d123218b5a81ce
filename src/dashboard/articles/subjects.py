"""Which stock a phrase is about, where no move binds it: the nearest subject before it."""

from __future__ import annotations

import re
from bisect import bisect_left

from dashboard.articles.binding import Binder
from dashboard.articles.heads import PRONOUN
from dashboard.articles.mentions import Mention
from dashboard.articles.numbers import count_of
from dashboard.articles.text import Text

_THESE = re.compile(
    r"(?:这|上述|以上|前述)(?P<n>[两二三四五六七八九十]|\d{1,2})(?:家|只|个)?(?:公司|企业|股|"
    r"个股|新贵|龙头)"
)
_ALIKE = re.compile(r"一样|相比|不同|类似|相同|相似")
_BACK = 3  # paragraphs that a pronoun reaches back


class Subjects:
    """Look-up of the stocks that a place of the text speaks of."""

    def __init__(self, text: Text, mentions: list[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self._starts = [mention.start for mention in mentions]
        self._binder = Binder(text, mentions)
        self._only = {mention.symbol for mention in mentions}

    def at(self, place: int) -> tuple[str, ...]:
        """Symbols of the list, or of the one stock, that a place speaks of; none is a tuple too."""
        sentence = self.text.sentence_at(place)
        own = self.between(sentence.start, sentence.end)
        many = self._counted(sentence.start, place)
        if many:
            return many
        before = [
            mention for mention in own if mention.start < place and not self._compared(mention)
        ]
        if before:
            return _symbols(self._binder.runs(before)[-1])
        clause = self.text.clause_at(place)
        behind = [mention for mention in own if mention.start < clause.end]
        if behind:
            return _symbols(self._binder.runs(behind)[0])
        return self._recalled(sentence.start, sentence.paragraph, place)

    def between(self, start: int, end: int) -> list[Mention]:
        """Mentions of a stretch."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def runs(self, mentions: list[Mention]) -> list[list[Mention]]:
        """Mentions in lists."""
        return self._binder.runs(mentions)

    def _compared(self, mention: Mention) -> bool:
        """Whether a stock is only what another is compared with: 与飞荣达一样."""
        plain = self.text.plain
        before, behind = (
            plain[max(0, mention.start - 1) : mention.start],
            plain[mention.stop : mention.stop + 4],
        )
        return before in {"与", "和", "像", "同", "比"} and bool(_ALIKE.match(behind))

    def _counted(self, start: int, place: int) -> tuple[str, ...]:
        """Return the list that 这四个公司 points at: the last one of as many stocks."""
        match = _THESE.search(self.text.plain, start, place)
        count = count_of(match["n"]) if match else None
        if not match or not count or self.between(match.end(), place):
            return ()
        at = bisect_left(self._starts, match.start())
        runs = self.runs(self.mentions[max(0, at - 40) : at]) if at else []
        fitting = [run for run in runs if len(_symbols(run)) == count]
        return _symbols(fitting[-1]) if fitting else ()

    def _recalled(self, start: int, paragraph: int, place: int) -> tuple[str, ...]:
        if len(self._only) == 1:
            return tuple(self._only)
        earlier = bisect_left(self._starts, start)
        if not earlier:
            return ()
        sentence = self.text.sentence_at(self._starts[earlier - 1])
        distance = paragraph - sentence.paragraph
        points = PRONOUN.search(self.text.plain, start, place)
        if distance == 0 or (points and distance <= _BACK):
            own = self.between(sentence.start, start)
            return _symbols(self._binder.runs(own)[-1])
        return ()


def _symbols(run: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.symbol for mention in run))
