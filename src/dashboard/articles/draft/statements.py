"""Evidence candidates: what an article reports of one stock and one story, graded as a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.articles.draft.byline import Byline
from dashboard.articles.draft.topics import Topic
from dashboard.articles.draft.wording import RowNames, Wording, plain_words
from dashboard.articles.finds import FoundDenial, FoundHedge, FoundShare, Place
from dashboard.case import Evidence, Finding, Moment, SourceKind
from dashboard.cases.marks import Mark
from dashboard.cases.outline import EVIDENCE, Outline
from dashboard.market.reporting_deadlines import legal_deadline

_QUARTER = re.compile(r"第?([一二三四])季")
_CODED = re.compile(r"(20\d\d)(?:(H[12])|(Q[1-4]))?")
_YEAR = re.compile(r"(20\d\d)")
_HALVES = re.compile(r"上半年|半年报|半年度|中报|first half|half-year", re.IGNORECASE)
_LATER_HALF = re.compile(r"下半年|second half", re.IGNORECASE)
_THREE = re.compile(r"前三季度|first three quarters|nine months", re.IGNORECASE)
_MONTHLY = re.compile(r"\d月|month", re.IGNORECASE)
_KINDS: tuple[tuple[str, SourceKind], ...] = (
    (r"互动平台|互动易|e互动|回答投资者|回复投资者|投资者(?:提问|问)", "investor-qa"),
    (r"年报|年度报告|annual report", "annual-report"),
    (r"半年报|季报|中报|财报|half-year|interim|quarterly", "interim-report"),
    (r"公告|招股书|filing", "exchange-filing"),
    (r"研报|券商|分析师|analyst|broker", "broker"),
    (r"传闻|网传|据传|rumou?r", "market-talk"),
)
_UNITS = {"fraction": "fraction", "times": "multiple", "growth": "fraction"}
_WIDER = re.compile(r"[含括]|including", re.IGNORECASE)
_OF_A_SHARE = re.compile(r"占比|比例|比重|\bshare of\b", re.IGNORECASE)
_MONEY = {"CNY", "USD", "HKD"}


@dataclass(frozen=True, slots=True)
class Statements:
    """Rows of evidence with their marks, and how many finds belonged to no story."""

    rows: tuple[Evidence, ...]
    marks: tuple[Mark, ...]
    unplaced: int


class _Desk:
    def __init__(
        self, wording: Wording, topics: Sequence[Topic], byline: Byline, outline: Outline
    ) -> None:
        self.wording, self.topics, self.byline, self.outline = wording, topics, byline, outline
        self.rows: list[Evidence] = []
        self.marks: list[Mark] = []
        self._names = RowNames()
        self._said: set[tuple[str, str, Finding]] = set()
        self.unplaced = 0
        self.day = outline.case.source.published.date()

    def topic(self, place: Place) -> Topic | None:
        """
        Story of some words of the article.

        One that they name themselves, else the one named last before them in their sentence,
        else the first behind them.
        """
        within = self.wording.quoted(place)
        sentence = self.wording.article.sentence_at(place.start)
        text = self.wording.finds.text
        for words in (within, text[sentence.start : place.start]):
            named = [(topic.named_in(words), topic) for topic in self.topics]
            held = [each for each in named if each[0] >= 0]
            if held:
                return max(held, key=lambda each: each[0])[1]
        behind = text[place.end : sentence.end]
        later = [topic for topic in self.topics if topic.named_in(behind) >= 0]
        return later[0] if later else None

    def add(self, row: Evidence, place: Place, *fields: str) -> None:
        name = f"{row.stock.partition('.')[0]}-{row.story}"
        named = replace(row, id=self._names.fresh(name))
        self._names.take(named.id)
        self._said.add((row.stock, row.story, row.finding))
        self.rows.append(named)
        wording = self.wording
        if fields:
            self.marks.append(wording.mark(EVIDENCE, named.id, *fields, place=place))
        proposed = ("story", "finding", "source_kind")
        self.marks.append(
            wording.mark(EVIDENCE, named.id, *proposed, reason="proposed", place=place)
        )

    def says(self, symbol: str, topic: Topic, finding: Finding) -> bool:
        """Whether a row grades a stock so for a story."""
        return (symbol, topic.story.id, finding) in self._said

    def row(self, symbol: str, topic: Topic, finding: Finding, place: Place) -> Evidence:
        """Row with what is the same for every find: reported by the article, on its day."""
        sentence = self.wording.sentence_around(place)
        via = self.byline.publisher or self.byline.title
        reported = Moment(
            datetime.combine(self.day, datetime.min.time()), "day", self.outline.case.timezone
        )
        return Evidence(
            id="",
            stock=symbol,
            story=topic.story.id,
            finding=finding,
            document="",
            source_kind=_source_kind(sentence),
            published=reported,
            statement=self.wording.text(sentence),
            via=via,
            via_published=reported,
        )

    def dated(self, row: Evidence, period: str) -> Evidence:
        """Row with its reporting period, if a report on it can have been out by then."""
        deadline = legal_deadline(period, self.outline.case.calendar)
        if deadline is None or deadline > self.day:
            return row
        stamp = datetime.combine(deadline, datetime.min.time())
        return replace(row, period=period, published=Moment(stamp, "by", row.published.timezone))


def statements_of(
    wording: Wording, topics: Sequence[Topic], byline: Byline, outline: Outline
) -> Statements:
    """Rows from shares, denials and what the market is said to believe."""
    desk = _Desk(wording, topics, byline, outline)
    symbols = set(outline.case.symbols)
    for share in _with_measures(wording):
        if share.symbol in symbols:
            _share(desk, share)
    stances: list[FoundDenial | FoundHedge] = [
        *(denial for denial in wording.finds.denials),
        *(hedge for hedge in wording.finds.hedges if hedge.kind in {"attributed", "rumour"}),
    ]
    for stance in sorted(stances, key=lambda each: each.place):
        _stance(desk, stance, [symbol for symbol in stance.symbols if symbol in symbols])
    return Statements(tuple(desk.rows), tuple(desk.marks), desk.unplaced)


def _with_measures(wording: Wording) -> Iterator[FoundShare]:
    """Shares; one without a measure of its own has that of the one before in its sentence."""
    before: FoundShare | None = None
    for share in wording.finds.shares:
        found = share
        if before is not None and not share.measure and share.symbol == before.symbol:
            sentence = wording.article.sentence_at(share.place.start)
            if sentence.start <= before.place.start:
                found = replace(share, measure=before.measure, period=share.period or before.period)
        before = found
        yield found


def _share(desk: _Desk, share: FoundShare) -> None:
    named = [topic for topic in desk.topics if topic.named_in(share.measure) >= 0]
    topic = named[0] if named else desk.topic(share.place)
    if topic is None or share.symbol is None:
        desk.unplaced += 1
        return
    finding = _grade(share, topic)
    row = desk.row(share.symbol, topic, finding, share.place)
    if share.value is not None:
        unit = share.unit if share.unit in _MONEY else _UNITS[share.unit]
        row = replace(
            row,
            value=share.value,
            unit=unit,
            measure=plain_words(share.measure, 80),
            denominator=plain_words(share.denominator, 80),
        )
    row = desk.dated(row, period_code(share.period))
    told = ("value", "unit", "measure", "denominator", "period")
    desk.add(row, share.place, *(() if share.value is None else told))


def _grade(share: FoundShare, topic: Topic) -> Finding:
    """Grade by the format's own words; a number of something wider is mixed."""
    if share.value is None:
        return "small"
    wider = share.measure and (topic.named_in(share.measure) < 0 or _WIDER.search(share.measure))
    if wider and share.unit != "times":
        return "mixed"
    return "quantified" if share.unit == "fraction" else "stated"


def _stance(desk: _Desk, stance: FoundDenial | FoundHedge, symbols: Sequence[str]) -> None:
    topic = desk.topic(stance.place)
    if topic is None:
        desk.unplaced += bool(symbols)
        return
    finding: Finding = "rumoured"
    clause = desk.wording.article.clause_at(stance.place.start)
    if isinstance(stance, FoundDenial):
        if _OF_A_SHARE.search(desk.wording.finds.text[clause.start : stance.place.end]):
            return  # that a share is not told denies nothing of the business
        finding = "denied" if stance.speaker == "company" else "none-found"
    for symbol in symbols:
        # An article repeats what the market believes; one row a stock, story and grade is enough.
        if not desk.says(symbol, topic, finding):
            desk.add(desk.row(symbol, topic, finding, stance.place), stance.place)


def _source_kind(sentence: str) -> SourceKind:
    for words, kind in _KINDS:
        if re.search(words, sentence, re.IGNORECASE):
            return kind
    return "press"


def period_code(words: str) -> str:
    """
    Period as the format writes it; empty where it is none of those.

    >>> period_code("2024年上半年"), period_code("2024年第一季度"), period_code("2023年")
    ('2024H1', '2024Q1', '2023')
    """
    plain = words.strip()
    if _CODED.fullmatch(plain):
        return plain
    year = _YEAR.search(plain)
    if year is None:
        return ""
    quarter = _QUARTER.search(plain)
    if quarter and not _THREE.search(plain):
        return f"{year[1]}Q{'一二三四'.index(quarter[1]) + 1}"
    for pattern, part in ((_THREE, "Q3"), (_HALVES, "H1"), (_LATER_HALF, "H2")):
        if pattern.search(plain):
            return f"{year[1]}{part}"
    return "" if _MONTHLY.search(plain) else year[1]
