"""Spans of sessions that an article counts returns over, and the base each counts from.

The grammar of typed claims is another one on purpose: it reads one short sentence whole, about
a known case, and refuses what it does not understand; this one picks spans out of prose,
passes over the rest, and has the publication for its anchor.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dashboard.articles.as_of import beside
from dashboard.articles.days import Day, Days
from dashboard.articles.finds import BaseRule, FoundSpan
from dashboard.articles.numbers import COUNT, count_of, english_count
from dashboard.articles.periods import Periods
from dashboard.articles.text import Sentence, Text
from dashboard.errors import CalendarError
from dashboard.market.sessions import Sessions

_JOINED = re.compile(r"\s*(?:起?至|到|-+|~+|to|through|until|and|截至|至今年)\s*$")
_AGAINST = re.compile(r"(?:较|相比|相较|对比)(?:于)?$")
_SHORT = re.compile(r"(?P<m>\d{1,2})月(?P<a>\d{1,2})日?\s?[-至到~]+\s?(?P<b>\d{1,2})日")
_NOTICE = re.compile("(?:晚间?|盘后)?[^。，,]{0,4}(?:公告|发布|披露)")
_UNTIL_NOW = re.compile(
    r"\s*(?:的?(?:阶段|历史)?(?:性)?最?[高低][点位])?(?:以来(?!的?(?:新[高低]|最|首|单日))|至今|起至今|到现在|起(?=[，,]|累)|后(?:至今|以来|到现在))"
)
_SINCE_EN = re.compile(
    r"\b(?:since|(?P<from>from))\s(?:the\s|its\s|their\s|an?\s)?$", re.IGNORECASE
)
_PEAK_EN = re.compile(r"\s(?:record|(?:all-time\s)?(?:high|low)|peak|trough|close)\b")
_FROM_YEAR = re.compile(r"(?P<y>20\d\d|今|去)年年?初起?[至到](?:今年)?$")
# The biggest gain since Jan. 14: how great it was, no span.
_MOST_SINCE = re.compile(
    r"\b(?:most|biggest|largest|highest|lowest|worst|best|steepest|sharpest|first|strongest|weakest|"
    r"fastest|longest)\b[^,;%]{0,40}\bsince\s(?:the\s|its\s|an?\s)?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    # A sign that a count can begin with: all other places need none of the forms tried.
    r"(?=[\s\d零一二两三四五六七八九十百未此随接下最近过前连这上本lop])(?:"
    rf"(?P<ahead>未来|此后|随后|接下来|下)?(?:最?近|过去|此前|前|连续|这|上周|"
    rf"本周)?\s?(?P<n>{COUNT})\s?个?交易日"
    rf"|(?<![第\d月])(?P<n2>{COUNT})(?:日|天)(?=累|大[涨跌]|合计|倒?[涨跌升挫]|暴|飙|内?累计|狂)"
    # 近20日下跌: counted so beside 近5个交易日, the days are sessions.
    rf"|(?:最?近|过去)\s?(?P<n4>{COUNT})(?:日|天)(?=(?:股价)?(?:累计)?(?:上涨|下跌|涨|跌))"
    r"|(?:past|last|previous|over)\s(?P<n3>\d+|two|three|four|five|six|seven|eight|nine|"
    r"ten)\s(?:trading\s)?(?:sessions|trading days|days))",
    re.IGNORECASE,
)
_RESUMED = re.compile("复牌|上市")
_FROM_THEN = re.compile(
    r"[^，,。]{0,3}(?:复牌|上市)[^，,。]{0,2}(?:之?后|以来)?[，,]?[^，,。\d]{0,10}"
)
# Of a span told before, so many days that closed at the limit: no span of their own.
_OF_LIMITS = re.compile("(?:收盘)?(?:均|都)?以涨停价")
_OF_PERIOD = re.compile(r"(?:周|月|季度|year|week|month)\s?[(（]\s?$")
_BEFORE_NOW = re.compile(r"此前|之前")


@dataclass(frozen=True, slots=True)
class Span:
    """
    Sessions in the text.

    Attributes
    ----------
    start, end : int
    first, last : date
        Sessions.
    rule : str
        Which close it counts from.
    stated : int or None
        Sessions by the article's own count.
    single : bool
        Whether it is one day.
    beside : bool
        Whether it is told beside the day of the piece: 昨天已升一成, 昨日晚间公布.
    """

    start: int
    end: int
    first: date
    last: date
    rule: BaseRule = "prior-close"
    stated: int | None = None
    single: bool = False
    beside: bool = False


class Spans:
    """
    Every span of an article.

    Parameters
    ----------
    text : Text
    days : Days
    sessions : Sessions
    as_of : date or None
        Last session that the article can know the close of.
    published : date or None
    """

    def __init__(
        self,
        text: Text,
        days: Days,
        sessions: Sessions,
        as_of: date | None,
        published: date | None,
    ) -> None:
        self.text, self.days, self.sessions = text, days, sessions
        self.as_of, self.published = as_of, published or as_of
        self._measured: dict[tuple[date, date], tuple[date, int]] = {}
        self._single: dict[Day, Span | None] = {}
        ranges = sorted(self._ranges(), key=_start)
        others = [*self._counted(ranges), *self._named()]
        self.all = sorted(self._joined(ranges, others), key=lambda span: span.start)
        self._starts = [span.start for span in self.all]

    def measured(self, first: date, last: date) -> tuple[date, int]:
        """Session before a span, and its sessions by the calendar."""
        if (first, last) not in self._measured:
            count = self.sessions.count(first, last)
            self._measured[first, last] = (self.sessions.before(first), count)
        return self._measured[first, last]

    def single(self, day: Day) -> Span | None:
        """Return the one session of a day; None on a closed day that nothing follows."""
        if day not in self._single:
            self._single[day] = self._one(day)
        return self._single[day]

    def _one(self, day: Day) -> Span | None:
        try:
            session = self.sessions.on_or_before(day.day)
        except CalendarError:
            return None
        other = day.precision == "after-close" or beside(self.text.plain, day)
        return Span(day.start, day.end, session, session, single=True, beside=other)

    def of_sessions(self, last: date, count: int) -> Span:
        """`count` sessions that end with one."""
        return Span(0, 0, self.sessions.offset(last, 1 - count), last, stated=count)

    # Ranges ---------------------------------------------------------------

    def _ranges(self) -> Iterator[Span]:
        plain = self.text.plain
        taken: set[int] = set()
        for match in _SHORT.finditer(plain):
            inside = self.days.between(match.start(), match.end())
            for day in inside[-1:]:
                ends = [_with_day(day.day, int(match["m"]), int(match[name])) for name in "ab"]
                if ends[0] and ends[1]:
                    yield from self._span(match.start(), match.end(), ends[0], ends[1])
                    taken |= {each.start for each in inside}
        for before, behind in pairwise(self.days.all):
            gap = plain[before.end : behind.start]
            if before.start not in taken and len(gap) < 12 and _JOINED.fullmatch(gap):
                # A week or month with its days in brackets counts from the close before it.
                period = _OF_PERIOD.search(plain, max(0, before.start - 6), before.start)
                rule: BaseRule = "prior-close" if period else "either"
                yield from self._span(before.start, behind.end, before.day, behind.day, rule)
        for day in self.days:
            yield from self._from_day(day)

    def _from_day(self, day: Day) -> Iterator[Span]:
        """Spans that begin or end with one day: 较D, since D, D以来, 2022年初到D."""
        plain = self.text.plain
        if _AGAINST.search(plain[max(0, day.start - 4) : day.start]) and self.as_of:
            yield from self._since(day)
        year = _FROM_YEAR.search(plain, max(0, day.start - 12), day.start)
        if year:
            first = date(_year_of(year["y"], day.day), 1, 1)
            yield from self._span(year.start(), day.end, first, day.day, "prior-close")
        if self.as_of and self._counts_since(day):
            yield from self._span(day.start, day.end, day.day, self.as_of)
        match_now = _UNTIL_NOW.match(plain, day.end)
        if match_now and self.as_of:
            until = self._noticed(day.start) or self.as_of
            yield from self._span(day.start, match_now.end(), day.day, until)

    def _counts_since(self, day: Day) -> bool:
        """Whether a span begins with a day: since D, unless it is the most since D."""
        plain = self.text.plain
        if not plain[max(0, day.start - 1) : day.start].isspace():
            return False
        told = _SINCE_EN.search(plain, max(0, day.start - 14), day.start)
        if not told or (told["from"] and not _PEAK_EN.match(plain, day.end)):
            return False
        return not _MOST_SINCE.search(plain, max(0, day.start - 60), day.start)

    def _noticed(self, place: int) -> date | None:
        """Session of a notice that tells a span: D2日晚间公告称，自D1日以来."""
        sentence = self.text.sentence_at(place)
        start = sentence.start
        if start:
            before = self.text.sentence_at(start - 1)
            start = before.start if before.paragraph == sentence.paragraph else start
        for day in reversed(self.days.between(start, place)):
            if _NOTICE.match(self.text.plain, day.end):
                single = self.single(day)
                return single.last if single else None
        return None

    def _since(self, day: Day) -> Iterator[Span]:
        """Sessions after a day whose close is compared with: 较2月6日上涨."""
        last = self._anchor(day.start, [])
        try:
            base = self.sessions.on_or_before(day.day)
        except CalendarError:
            return
        if last is not None and base < last:
            yield Span(day.start, day.end, self.sessions.after(base), last)

    def _span(
        self, start: int, end: int, first: date, last: date, rule: BaseRule = "either"
    ) -> Iterator[Span]:
        try:
            one, other = self.sessions.on_or_after(first), self.sessions.on_or_before(last)
        except CalendarError:
            return
        if one <= other:
            yield Span(start, end, one, other, rule)

    # Counted sessions -----------------------------------------------------

    def _counted(self, ranges: list[Span]) -> Iterator[Span]:
        for match in _COUNTED.finditer(self.text.plain):
            word = match["n"] or match["n2"] or match["n3"] or match["n4"]
            count = english_count(word) or count_of(word)
            if match["ahead"] or not count or not 1 < count <= 250:
                continue
            lone = self.text.plain[match.start() - 1 : match.start()] or "x"
            if lone == "第" or (lone in "有共" and _OF_LIMITS.match(self.text.plain, match.end())):
                continue
            resumed = _RESUMED.search(self.text.plain, max(0, match.start() - 24), match.start())
            if resumed and (span := self._following(match, count)) is not None:
                yield span
                continue
            last = self._anchor(match.start(), ranges)
            if last is not None and _BEFORE_NOW.search(
                self.text.plain, max(0, match.start() - 3), match.start() + 3
            ):
                last = self.sessions.before(last)
            if last is not None:
                span = self.of_sessions(last, count)
                yield replace(span, start=match.start(), end=match.end())

    def _following(self, match: re.Match[str], count: int) -> Span | None:
        """Sessions counted on from a day: 1月12日复牌后，连续三个交易日."""
        sentence = self.text.sentence_at(match.start())
        days = self.days.between(sentence.start, match.start())
        if not days or not _FROM_THEN.fullmatch(self.text.plain, days[-1].end, match.start()):
            return None
        try:
            first = self.sessions.on_or_after(days[-1].day)
            last = self.sessions.offset(first, count - 1)
        except CalendarError:
            return None
        if self.as_of is None or last > self.as_of:
            return None
        return Span(match.start(), match.end(), first, last, stated=count)

    def _anchor(self, place: int, ranges: list[Span]) -> date | None:
        """Last session of a count: a day just before it in the sentence, else the article's."""
        sentence = self.text.sentence_at(place)
        one, other = (bisect_left(ranges, p, key=_start) for p in (sentence.start, sentence.end))
        held = ranges[one:other]
        before = [
            day
            for day in self.days.between(sentence.start, place)
            if not any(span.start <= day.start < span.end for span in held)
        ]
        until = [d for d in before if "截" in self.text.plain[max(0, d.start - 3) : d.start]]
        single = self.single(until[-1]) if until else None
        if single is None and before and before[-1].precision == "day":
            single = self.single(before[-1])
        return single.last if single else self._noticed(place) or self.as_of

    # Ends of periods ------------------------------------------------------

    def _until(self, place: int, as_of: date) -> date:
        """Last session of a period: the day before it that 截至 names, else the article's."""
        sentence = self.text.sentence_at(place)
        for day in reversed(self.days.between(sentence.start, place)):
            if "截" in self.text.plain[max(0, day.start - 3) : day.start]:
                single = self.single(day)
                return single.last if single else as_of
        return as_of

    def _named(self) -> Iterator[Span]:
        """Spans of the periods that the text tells by their names."""
        if self.published is None or self.as_of is None:
            return
        as_of = self.as_of
        periods = Periods(
            self.text.plain,
            self.sessions,
            self.published,
            as_of,
            until=lambda place: self._until(place, as_of),
            noticed=lambda place: self._noticed(place) or as_of,
        )
        for each in periods.found():
            yield from self._span(each.start, each.end, each.first, each.last, "prior-close")

    # Together -------------------------------------------------------------

    def _joined(self, ranges: list[Span], others: list[Span]) -> Iterator[Span]:
        """A count beside a range tells its base; alone it may stand for a range told before."""
        used: set[int] = set()
        latest: dict[int | None, list[Span]] = {}
        counted = sorted((each for each in others if each.stated), key=_start)
        for span in ranges:
            one = bisect_left(counted, span.start - 60, key=_start)
            other = bisect_left(counted, span.end + 60, key=_start)
            near = [each for each in counted[one:other] if self._beside(span, each)]
            if near:
                used |= {each.start for each in near}
                start = min(span.start, *(each.start for each in near))
                end = max(span.end, *(each.end for each in near))
                stated = near[0].stated
                joined = replace(span, start=start, end=end, rule="prior-close", stated=stated)
                latest.setdefault(stated, []).append(joined)
                yield joined
            else:
                yield span
        for each in others:
            if each.start in used:
                continue
            same = latest.get(each.stated, []) if each.stated else []
            earlier = bisect_left(same, each.start, key=_start)
            if earlier:
                told_before = same[earlier - 1]
                yield replace(each, first=told_before.first, last=told_before.last)
            else:
                yield each

    def _beside(self, span: Span, count: Span) -> bool:
        plain = self.text.plain
        if span.end <= count.start:
            between = plain[span.end : count.start]
        else:
            between = plain[count.end : span.start]
        if len(between) <= 16 and "(" in between and ")" not in between:
            return count.stated == self.measured(span.first, span.last)[1]
        return len(between) <= 6 and not re.search(r"[,，。;；]", between)

    def found(self, span: Span) -> FoundSpan:
        """Return a span as a find."""
        quote, place = self.text.quote(span.start, span.end)
        return FoundSpan(
            span.first,
            span.last,
            *self.measured(span.first, span.last),
            span.stated,
            quote,
            place,
        )

    def between(self, start: int, end: int) -> list[Span]:
        """Spans of several sessions that begin in a stretch of the text."""
        return self.all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, place: int) -> Span | None:
        """Last span of several sessions before a place."""
        at = bisect_left(self._starts, place)
        return self.all[at - 1] if at else None

    def within(self, sentence: Sentence) -> list[Span]:
        """Spans of a sentence, of single days as well, in order."""
        held = self.between(sentence.start, sentence.end)
        days = self.days.between(sentence.start, sentence.end)
        if not days:
            return held
        for day in days:
            covered = any(span.start <= day.start < span.end for span in held)
            covered = covered or bool(
                _MOST_SINCE.search(self.text.plain, max(sentence.start, day.start - 60), day.start)
            )
            single = None if covered else self.single(day)
            if single is not None:
                held.append(single)
        return sorted(held, key=lambda span: span.start)


def _year_of(told: str, day: date) -> int:
    return int(told) if told.isdigit() else day.year - (told == "去")


def _start(span: Span) -> int:
    return span.start


def _with_day(day: date, month: int, number: int) -> date | None:
    try:
        return day.replace(month=month, day=number)
    except ValueError:
        return None
