"""Comparisons that an article makes: who rose most of its group, and what came before the move."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.articles.draft.wording import Wording
from dashboard.articles.finds import FoundReturn, Place
from dashboard.case import Case, ClaimKind, Event
from dashboard.cases.marks import Mark
from dashboard.cases.outline import EVENTS

_HIGHEST = re.compile(
    r"[涨升]幅(?:度)?(?:最[高大]|居首|居前列?首位|第一|排名?第一)|[涨升]得?最[多猛凶狠]|"
    r"领涨|领跑|夺魁|"
    r"跌幅(?:度)?最[小低]|最抗跌|跌得?最少|"
    r"best performer|led the gain\w*|biggest gainer|"
    r"(?:rose|gained|climbed|advanced) (?:the )?most|top gainer",
    re.IGNORECASE,
)
_LOWEST = re.compile(
    r"[涨升]幅(?:度)?最[低小]|[涨升]得?最少|跌幅(?:度)?(?:最[大深高]|居首|第一)|"
    r"跌得?最[多深狠惨]|"
    r"领跌|垫底|worst performer|led the (?:loss|decline)\w*|biggest loser|"
    r"(?:fell|lost|dropped) (?:the )?most",
    re.IGNORECASE,
)
# The rank is among more than the article's own group.
_WIDER = re.compile(
    r"^[^，。,;；]{0,8}?(?:两市|[AＡ]股|市场|大盘|成[份分]股|板块|概念|行业|指数|全市|榜)"
)
_BEHIND_HIGHEST = re.compile(r"[，,]\s?(?:[涨升]幅|表现)?(?:居首|第一|夺魁|领涨|领跑)")
_BEHIND_LOWEST = re.compile(r"[，,]\s?(?:跌幅(?:居首|第一)|垫底|领跌)")
_AFTERWARDS = re.compile(
    r"次日|翌日|此后|随后|随即|之后|后(?:首个|第一个)?(?:的)?交易日|消息一出|公布后|公告后|发布后|"
    r"\b(?:after|following|since then|the next day|a day later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A stock said to have done best or worst of its group over the span of a return."""

    kind: ClaimKind
    group: str
    found: FoundReturn


def ranks_of(wording: Wording, case: Case) -> Iterator[Rank]:
    """Ranks told beside a return of one stock, in a group of the article with at least two."""
    where = {stock.symbol: stock.group for stock in case.stocks}
    labels = {each.label for each in wording.finds.groups}
    named = {group.id for group in case.groups if {group.title.zh, group.title.en} & labels}
    shared = Counter(found.place for found in wording.finds.returns)
    ends = {found.place.end for found in wording.finds.returns}
    for found in wording.finds.returns:
        group = where.get(found.symbol)
        if group not in named or len(case.members(group)) < 2 or shared[found.place] > 1:
            continue
        if found.kind != "return" or found.first is None:
            continue
        kind = _rank(wording, found, ends)
        if kind is not None:
            yield Rank(kind, group, found)


def _rank(wording: Wording, found: FoundReturn, ends: set[int]) -> ClaimKind | None:
    """Rank told in the clauses from the stock to its number, or straight behind it."""
    text = wording.finds.text
    sentence = wording.article.sentence_at(found.place.start)
    start = wording.article.clause_at(min(found.place.start, found.subject_place.start)).start
    before = [end for end in ends if sentence.start <= end <= found.place.start]
    start = max([start, *(end for end in before if end <= found.place.start)])
    for best, pattern, behind in (
        (True, _HIGHEST, _BEHIND_HIGHEST),
        (False, _LOWEST, _BEHIND_LOWEST),
    ):
        match = pattern.search(text, start, found.place.end)
        match = match or behind.match(text, found.place.end, sentence.end)
        if match and not _WIDER.search(text[match.end() : sentence.end]):
            return "rank-max" if best else "rank-min"
    return None


def before_the_move(
    wording: Wording, events: Sequence[Event], marks: Sequence[Mark]
) -> Iterator[tuple[tuple[str, ...], FoundReturn, Place]]:
    """Events of a sentence with the move that the article lets follow: 公告次日, after a report."""
    known = {event.id: event for event in events}
    told: dict[int, list[str]] = {}
    for mark in marks:
        event = known.get(mark.row)
        if mark.file != EVENTS or event is None or mark.fields or mark.start is None:
            continue
        if event.kind == "market":
            continue
        told.setdefault(wording.article.sentence_at(mark.start).start, []).append(event.id)
    for start, names in told.items():
        sentence = wording.article.sentence_at(start)
        behind = wording.article.sentence_at(sentence.end)
        end = behind.end if behind.paragraph == sentence.paragraph else sentence.end
        cue = _AFTERWARDS.search(wording.finds.text, sentence.start, end)
        subjects = {symbol for name in names for symbol in known[name].stocks}
        follows = [
            found
            for found in wording.finds.returns
            if cue is not None and found.first is not None
            if cue.start() <= found.place.start < end
            if not subjects or found.symbol in subjects
            if all(known[name].published.stamp.date() <= found.first for name in names)
        ]
        if follows:
            place = Place(sentence.start, sentence.end)
            yield tuple(dict.fromkeys(names)), follows[0], place
