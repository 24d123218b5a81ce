"""Events of a draft: reports, readings of series, answers to investors, the article itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from dashboard.articles.draft.byline import Byline
from dashboard.articles.draft.topics import Topic
from dashboard.articles.draft.wording import RowNames, Wording, make_id, plain_words
from dashboard.articles.finds import FoundDate, FoundReading, FoundReport, Place
from dashboard.articles.text import Sentence
from dashboard.case import Event, EventKind, Moment, Precision
from dashboard.cases.marks import Mark
from dashboard.cases.outline import EVENTS, Outline
from dashboard.errors import N_, InputError
from dashboard.message import Message

_DOWNLOADS = re.compile(r"下载|下載|装机|安装|download|install", re.IGNORECASE)
_BROKERS = re.compile(r"券商|研报|研報|机构|分析师|broker|analyst", re.IGNORECASE)
_ANSWER = re.compile(r"回答投资者|回复投资者|投资者(?:提问|问题|关系)|互动平台|互动易|e互动|上证e")
_FILING = re.compile(r"公告|披露(?!过)|filing|announce", re.IGNORECASE)
_HAPPENED = re.compile(
    r"开工|动工|奠基|启动|召开|举行|签署|签约|获批|批复|核准|投产|投运|竣工|通车|首飞|开幕|印发|出台|"
    r"宣布|生效|\b(?:broke ground|began construction|started (?:work|construction)|signed|approved|"
    r"inaugurated|opened|took effect)\b",
    re.IGNORECASE,
)
_LAUNCHED = re.compile(
    r"发布(?!了?\S{0,8}(?:公告|研报|报告|数据))|推出|上线|亮相|\b(?:launched|unveiled|released)\b",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(r"次日|翌日|隔日|第二天|the next day", re.IGNORECASE)
_PLANNED = re.compile(
    r"将|拟|预计|计划|有望|未|没有|传|\b(?:will|would|plans?|expected|not|due)\b", re.IGNORECASE
)
_REACH = 60  # signs behind a day within which what happened on it is told
_MOST = 20  # things that happened; a long article has one a sentence
_PRECISION: dict[str, Precision] = {
    "minute": "minute",
    "day": "day",
    "before-open": "before-open",
    "midday": "day",
    "intraday": "day",
    "after-close": "after-close",
}


@dataclass(frozen=True, slots=True)
class Happenings:
    """Events with their marks and what was left out."""

    events: tuple[Event, ...]
    marks: tuple[Mark, ...]
    left_out: tuple[Message, ...]


class _Desk:
    """What is needed to write an event, and those written so far."""

    def __init__(
        self, wording: Wording, topics: Sequence[Topic], byline: Byline, outline: Outline
    ) -> None:
        self.wording, self.topics, self.byline, self.outline = wording, topics, byline, outline
        self.timezone = outline.case.timezone
        self.events: list[Event] = []
        self.marks: list[Mark] = []
        self.left_out: list[Message] = []
        self._names = RowNames()
        symbols = frozenset(outline.case.symbols)
        stocks = [stock for stock in wording.finds.subjects if stock.symbol in symbols]
        self._stocks = [stock.symbol for stock in stocks]
        # Where each stock stands, by its number in the order of the finds.
        self._places = sorted(
            (place.start, number) for number, stock in enumerate(stocks) for place in stock.places
        )

    def add(self, event: Event, place: Place) -> None:
        try:
            self.outline.check_reach(event.published.stamp.date())
        except InputError as error:
            self.left_out.append(error.message)
            return
        self.write(event)
        self.marks.append(self.wording.mark(EVENTS, event.id, place=place))
        if event.stories:
            self.marks.append(
                self.wording.mark(EVENTS, event.id, "stories", reason="proposed", place=place)
            )

    def write(self, event: Event) -> None:
        self.events.append(event)
        self._names.take(event.id)

    def fresh(self, words: str, otherwise: str) -> str:
        return self._names.fresh(words, otherwise=otherwise)

    def stocks(self, sentence: Sentence) -> tuple[str, ...]:
        """Stocks on trial that stand in a sentence."""
        one, other = (bisect_left(self._places, (p,)) for p in (sentence.start, sentence.end))
        numbers = {number for _, number in self._places[one:other]}
        return tuple(self._stocks[number] for number in sorted(numbers))

    def stories(self, words: str, *, broker: bool = False) -> tuple[str, ...]:
        """Stories named in the words; of a report else those that are called the brokers'."""
        named = [topic for topic in self.topics if topic.named_in(words) >= 0]
        if not named and broker:
            named = [
                topic
                for topic in self.topics
                if _BROKERS.search(self.wording.sentence_around(topic.place))
                and _BROKERS.search(self.wording.quoted(topic.place))
            ]
        return tuple(topic.story.id for topic in named)

    def told_by(self, who: str) -> str:
        paper = self.byline.publisher or self.byline.title
        if not who:
            return paper
        if self.wording.is_chinese:
            return plain_words(f"{who}（{paper}转述）", 120)
        return plain_words(f"{who} (as reported by {paper})", 120)


def happenings_of(
    wording: Wording, topics: Sequence[Topic], byline: Byline, outline: Outline
) -> Happenings:
    """Every dated thing that the finds hold; what has no day is named and left out."""
    desk = _Desk(wording, topics, byline, outline)
    for report in wording.finds.reports:
        _report(desk, report)
    for reading in wording.finds.readings:
        _reading(desk, reading)
    told = set()
    for found, kind in _company_days(wording):
        _company(desk, found, kind)
        told.add(wording.article.sentence_at(found.place.start).start)
    for found, kind in islice(_days_of_news(wording, told), _MOST):
        _company(desk, found, kind)
    _article(desk)
    ordered = sorted(desk.events, key=lambda event: event.published.stamp)
    return Happenings(tuple(ordered), tuple(desk.marks), tuple(desk.left_out))


def _day(desk: _Desk, day: date, precision: Precision = "day") -> Moment:
    return Moment(datetime.combine(day, datetime.min.time()), precision, desk.timezone)


def _report(desk: _Desk, report: FoundReport) -> None:
    named = f"《{report.title}》" if report.title else ""
    if report.date is None:
        desk.left_out.append(
            Message.of(
                N_("Left out, because no day stands beside it: the report of {broker}."),
                broker=plain_words(f"{report.broker}{named}", 80),
            )
        )
        return
    sentence = desk.wording.sentence_around(report.place)
    english = f"{report.broker}, “{report.title}”" if named else sentence
    title = desk.wording.own(english, f"{report.broker}研报{named}" if named else sentence)
    name = desk.fresh(f"{report.broker}-report", "report")
    stories = desk.stories(sentence, broker=True)
    moment = _day(desk, report.date)
    source = desk.told_by(report.broker)
    event = Event(name, moment, "broker-report", title, source, desk.byline.url, stories=stories)
    desk.add(event, report.place)


def _reading(desk: _Desk, reading: FoundReading) -> None:
    if reading.date is None:
        desk.left_out.append(
            Message.of(
                N_("Left out, because no day stands beside it: the reading “{quote}”."),
                quote=plain_words(reading.quote, 80),
            )
        )
        return
    series = make_id(reading.series, otherwise="series")
    kind: EventKind = "app-downloads" if _DOWNLOADS.search(reading.series) else "market"
    unit = reading.unit or ("次" if desk.wording.is_chinese else "units")
    event = Event(
        desk.fresh(f"{series}-{reading.date:%m%d}", "reading"),
        _day(desk, reading.date),
        kind,
        desk.wording.own(
            f"{reading.series}: {reading.quote}", f"{reading.series}：{reading.quote}"
        ),
        desk.told_by(""),
        desk.byline.url,
        series=series,
        value=reading.value,
        unit=plain_words(unit, 20),
        stories=desk.stories(desk.wording.sentence_around(reading.place)),
    )
    desk.add(event, reading.place)
    if not reading.unit:
        desk.marks.append(
            desk.wording.mark(EVENTS, event.id, "unit", reason="not-said", place=reading.place)
        )


def _company_days(wording: Wording) -> Iterator[tuple[FoundDate, EventKind]]:
    """Days on which a company answered or announced something, one a sentence."""
    taken: set[str] = set()
    for found in wording.finds.dates:
        if found.date is None or found.precision not in _PRECISION:
            continue
        if _NEXT_DAY.match(found.quote):
            continue  # what follows it is told, not what was announced
        sentence = wording.sentence_around(found.place)
        kind: EventKind | None = (
            "investor-qa"
            if _ANSWER.search(sentence)
            else "filing"
            if _FILING.search(sentence)
            else None
        )
        if kind and sentence not in taken:
            taken.add(sentence)
            yield found, kind


def _days_of_news(wording: Wording, told: set[int]) -> Iterator[tuple[FoundDate, EventKind]]:
    """Days on which something began, was signed or shown, and no share price: 7月19日…开工."""
    text = wording.finds.text
    places = [found.place for found in wording.finds.dates]
    moves = sorted(found.place.start for found in wording.finds.returns)
    for number, found in enumerate(wording.finds.dates):
        sentence = wording.article.sentence_at(found.place.start)
        if found.date is None or found.precision not in _PRECISION or sentence.start in told:
            continue
        start, end = found.place.end, min(sentence.end, found.place.end + _REACH)
        if number + 1 < len(places):
            end = min(end, places[number + 1].start)
        if (move := bisect_left(moves, start)) < len(moves):
            end = min(end, moves[move])
        happened, shown = _HAPPENED.search(text, start, end), _LAUNCHED.search(text, start, end)
        match = happened or shown
        if match is None or _PLANNED.search(text, max(sentence.start, start - 16), match.start()):
            continue
        told.add(sentence.start)
        yield found, "product" if match is shown else "news"


def _company(desk: _Desk, found: FoundDate, kind: EventKind) -> None:
    sentence = desk.wording.article.sentence_at(found.place.start)
    stocks = desk.stocks(sentence)
    if found.date is None or not (stocks or kind in {"news", "product"}):
        return
    words = desk.wording.sentence_around(found.place)
    precision = _PRECISION[found.precision]
    moment = _day(desk, found.date, precision)
    if precision == "minute":
        clock = re.fullmatch(r"(\d{1,2}):(\d{2})", found.time)
        moment = (
            Moment(
                moment.stamp.replace(hour=int(clock[1]), minute=int(clock[2])),
                "minute",
                desk.timezone,
            )
            if clock
            else _day(desk, found.date)
        )
    about = f"{stocks[0].partition('.')[0]}-" if stocks else ""
    name = desk.fresh(f"{about}{kind}-{found.date:%m%d}", kind)
    event = Event(
        name,
        moment,
        kind,
        desk.wording.text(words),
        desk.told_by(""),
        desk.byline.url,
        stories=desk.stories(words),
        stocks=stocks,
    )
    desk.add(event, found.place)


def _article(desk: _Desk) -> None:
    """The article itself, where its day is not a guess."""
    published = desk.wording.finds.published
    if published.day is None or published.origin == "inferred":
        return
    moment = _day(desk, published.day)
    if published.moment is not None and (published.moment.hour or published.moment.minute):
        stamp = published.moment.replace(tzinfo=None, second=0, microsecond=0)
        moment = Moment(stamp, "minute", desk.timezone)
    title = desk.wording.own(f"Article: {desk.byline.title}", f"文章：{desk.byline.title}")
    event = Event(desk.fresh("article", "article"), moment, "news", title, desk.told_by(""))
    desk.write(event)
