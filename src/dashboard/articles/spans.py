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
from datetime import date, timedelta
from itertools import pairwise

from dashboard.articles.days import ONE_DAY, Day, Days
from dashboard.articles.finds import BaseRule, FoundSpan
from dashboard.articles.numbers import COUNT, count_of, english_count
from dashboard.articles.text import Sentence, Text
from dashboard.errors import CalendarError
from dashboard.market.sessions import Sessions, months_later

_JOINED = re.compile(r"\s*(?:起?至|到|-+|~+|to|through|until|and|截至|至今年)\s*$")
_AGAINST = re.compile(r"(?:较|相比|相较|对比)(?:于)?$")
_SHORT = re.compile(r"(?P<m>\d{1,2})月(?P<a>\d{1,2})日?\s?[-至到~]+\s?(?P<b>\d{1,2})日")
_NOTICE = re.compile("(?:晚间?|盘后)?[^。，,]{0,4}(?:公告|发布|披露)")
_UNTIL_NOW = re.compile(
    r"\s*(?:的?(?:阶段|历史)?(?:性)?最?[高低][点位])?(?:以来|至今|起至今|到现在|起(?=[，,]|累)|后(?:至今|以来|到现在))"
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
# Of a span told before, so many days that closed at the limit: no span of their own.
_OF_LIMITS = re.compile("(?:收盘)?(?:均|都)?以涨停价")
_YEAR = re.compile(
    r"今年以来|较年初|年初以来|年初至今|今年至今|年内|今年(?:股价)?(?=累?[涨跌升]|已|来|又|也|以来)|"
    r"so far this year|this year|(?:for|on) the year|year[- ]to[- ]date|YTD",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"(?:去年|上年|(?P<y>20\d\d)年)(?:全年)?(?:股价)?(?:累计|共|一共|已经?)?(?=大?[涨跌]|上涨|下跌)"
)
_WEEK = re.compile(
    r"(?=[上一本当这周全整tlofw])(?:"
    r"(?P<last>上周|last week|上一周)(?![一二三四五六日天])|(?P<this>本周|当周|这周|周内|"
    r"全周|整周|(?<!近)一周(?=(?:累计?|分别|合计|又|也)?[大涨跌上下升])|"
    r"(?<![上下两三近一全整])周(?=(?:累计?)?(?:大?涨|大?跌|升|涨幅|跌幅))|"
    r"this week|(?:on|for) the week|weekly(?=\s(?:gain|loss|advance|drop|rise|decline)))"
    r"(?![一二三四五六日天]))",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?=[上本当月tlfm])(?:"
    r"(?P<last>上月|上个月|last month)|(?P<this>本月|当月|月内|this month|for the month|"
    r"(?<![一二三四五六七八九十\d个上本当月全])月(?=(?:累计)?[涨跌]幅)|"
    r"monthly(?=\s(?:gain|loss|advance|drop|rise|decline))))",
    re.IGNORECASE,
)
_SINCE_MONTH = re.compile(r"(?<!\d)(?P<m>1[0-2]|[1-9])月(?:份|初)?(?:以来|至今)")
# A month that is told by its name: 5月累计上涨, climbed 34% in August.
_OF_PERIOD = re.compile(r"(?:周|月|季度|year|week|month)\s?[(（]\s?$")
_BEFORE_NOW = re.compile(r"此前|之前")
_PART_OF_YEAR = re.compile(
    r"(?=[2今去上下前第一二三四Q])(?P<y>20\d\d年|今年|去年)?(?:(?P<half>[上下])半年|(?P<three>前三季度)|第?(?P<q>[一二三四])季度|"
    r"(?<![A-Za-z])Q(?P<q2>[1-4]))"
    r"(?=(?:股价)?(?:累计|累|合计|一共|共|仍|又|也)?(?:[大微]?[涨跌]|上涨|下跌|十大|[牛熊]股|表现|行情|交易收官))"
)
_IN_MONTH = re.compile(
    r"(?=[1-9idf])(?:(?<![\d年])(?P<m>1[0-2]|[1-9])月(?:份)?(?:单月)?(?=(?:股价)?(?:累计|累|合计|一共|共)?(?:[大微]?[涨跌]|上涨|下跌))"
    r"|\b(?:in|during|for)\s(?:all\sof\s)?(?P<name>January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b(?!\s\d))"
)
_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_BACK = re.compile(
    rf"(?:最?近|过去)(?P<n>{COUNT}|半)?个?(?P<unit>周|月|年)(?!度)"
    rf"|past (?:(?P<n_en>[a-z]+|\d+) )?(?P<unit_en>week|month|year)s?\b",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    r"(?P<name>春节|国庆|节|长假|五一|清明|端午|中秋|元旦)(?:假期|长假)?(?:后|之后)(?:以来|至今|"
    r"到现在|首个交易日)?"
)
_FESTIVALS = {
    "春节": (1, 15, 3, 5),
    "国庆": (9, 25, 10, 15),
    "五一": (4, 25, 5, 10),
    "清明": (4, 1, 4, 10),
}
_FESTIVALS |= {"端午": (5, 20, 6, 30), "中秋": (9, 5, 10, 10), "元旦": (12, 28, 1, 8)}


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
    """

    start: int
    end: int
    first: date
    last: date
    rule: BaseRule = "prior-close"
    stated: int | None = None
    single: bool = False


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
        others = [each for make in (self._counted, self._periods) for each in make(ranges)]
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
        return Span(day.start, day.end, session, session, single=True)

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
            if _AGAINST.search(plain[max(0, day.start - 4) : day.start]) and self.as_of:
                yield from self._since(day)
            since = plain[max(0, day.start - 6) : day.start].lower() == "since "
            if since and self.as_of:
                yield from self._span(day.start, day.end, day.day, self.as_of)
            match_now = _UNTIL_NOW.match(plain, day.end)
            if match_now and self.as_of:
                until = self._noticed(day.start) or self.as_of
                yield from self._span(day.start, match_now.end(), day.day, until)

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
            last = self._anchor(match.start(), ranges)
            if last is not None and _BEFORE_NOW.search(
                self.text.plain, max(0, match.start() - 3), match.start() + 3
            ):
                last = self.sessions.before(last)
            if last is not None:
                span = self.of_sessions(last, count)
                yield replace(span, start=match.start(), end=match.end())

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

    # Periods --------------------------------------------------------------

    def _periods(self, _ranges: list[Span]) -> Iterator[Span]:
        if self.published is None or self.as_of is None:
            return
        yield from self._weeks(self.published, self.as_of)
        yield from self._months(self.published.replace(day=1), self.as_of)
        plain, as_of = self.text.plain, self.as_of
        for match in _YEAR.finditer(plain):
            last = self._until(match.start(), as_of)
            yield from self._period(match, date(last.year, 1, 1), last)
        for match in _SINCE_MONTH.finditer(plain):
            last = self._until(match.start(), as_of)
            year = last.year - (int(match["m"]) > last.month)
            yield from self._period(match, date(year, int(match["m"]), 1), last)
        yield from self._whole(as_of)
        for match in _BACK.finditer(plain):
            last = self._noticed(match.start()) or as_of
            yield from self._period(match, _back(match, last) + ONE_DAY, last)
        for match in _HOLIDAY.finditer(plain):
            if (start := self._after_closure(match["name"], as_of)) is not None:
                yield from self._period(match, start, as_of)

    def _whole(self, as_of: date) -> Iterator[Span]:
        """Years and months told by their names; one that goes on ends with the last session."""
        for match in _YEAR_BEFORE.finditer(self.text.plain):
            year = int(match["y"] or as_of.year - 1)
            if year <= as_of.year:
                yield from self._period(match, date(year, 1, 1), min(date(year, 12, 31), as_of))
        for match in _PART_OF_YEAR.finditer(self.text.plain):
            yield from self._part_of_year(match, as_of)
        names = _MONTH_NAMES.split()
        for match in _IN_MONTH.finditer(self.text.plain):
            month = int(match["m"]) if match["m"] else names.index(match["name"]) + 1
            first = date(as_of.year - (month > as_of.month), month, 1)
            following = date(first.year + month // 12, month % 12 + 1, 1)
            yield from self._period(match, first, min(following - ONE_DAY, as_of))

    def _part_of_year(self, match: re.Match[str], as_of: date) -> Iterator[Span]:
        """Half or quarter of a year, the last one that had begun."""
        quarter = match["q2"] or str(1 + "一二三四".find(match["q"] or "一"))
        months = 6 if match["half"] else 9 if match["three"] else 3
        first = (
            (7 if match["half"] == "下" else 1)
            if not (match["q"] or match["q2"])
            else 3 * int(quarter) - 2
        )
        told = match["y"] or ""
        year = int(told[:4]) if told[:1] == "2" else as_of.year - (told == "去年")
        if not told and date(year, first, 1) > as_of:
            year -= 1
        start, end = date(year, first, 1), first + months
        last = date(year + (end > 12), end - 12 if end > 12 else end, 1) - ONE_DAY
        if start <= as_of:
            yield from self._period(match, start, min(last, as_of))

    def _until(self, place: int, as_of: date) -> date:
        """Last session of a period: the day before it that 截至 names, else the article's."""
        sentence = self.text.sentence_at(place)
        for day in reversed(self.days.between(sentence.start, place)):
            if "截" in self.text.plain[max(0, day.start - 3) : day.start]:
                single = self.single(day)
                return single.last if single else as_of
        return as_of

    def _weeks(self, now: date, as_of: date) -> Iterator[Span]:
        monday = now - timedelta(days=now.weekday())
        if as_of < monday:  # told before the week's first session is over
            monday -= timedelta(days=7)
        for match in _WEEK.finditer(self.text.plain):
            # On a Sunday the week that has just ended is already the last one.
            ended = now.weekday() == 6 and "上" in match[0]
            if match["last"] and not ended:
                yield from self._period(match, monday - timedelta(days=7), monday - ONE_DAY)
            else:
                yield from self._period(match, monday, as_of)

    def _months(self, first: date, as_of: date) -> Iterator[Span]:
        before = first - ONE_DAY
        for match in _MONTH.finditer(self.text.plain):
            if match["last"]:
                yield from self._period(match, before.replace(day=1), before)
            else:
                yield from self._period(match, first, as_of)

    def _period(self, match: re.Match[str], first: date, last: date) -> Iterator[Span]:
        return self._span(match.start(), match.end(), first, last, "prior-close")

    def _after_closure(self, name: str, day: date) -> date | None:
        """First session after the longest closure of a festival's season, of any without a name."""
        bounds = _FESTIVALS.get(name)
        try:
            sessions = self.sessions.between(day - timedelta(days=120), day)
        except CalendarError:
            return None
        gaps = [
            ((other - one).days, other)
            for one, other in pairwise(sessions)
            if bounds is None or (bounds[0], bounds[1]) <= (other.month, other.day) <= bounds[2:]
        ]
        longest = max(gaps, default=None)
        return longest[1] if longest and longest[0] > 3 else None

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
            single = None if covered else self.single(day)
            if single is not None:
                held.append(single)
        return sorted(held, key=lambda span: span.start)


def _start(span: Span) -> int:
    return span.start


def _with_day(day: date, month: int, number: int) -> date | None:
    try:
        return day.replace(month=month, day=number)
    except ValueError:
        return None


def _back(match: re.Match[str], day: date) -> date:
    """Day so many weeks, months or years before another; its close is the base."""
    unit = match["unit"] or {"week": "周", "month": "月", "year": "年"}[match["unit_en"].lower()]
    word = match["n"] or match["n_en"] or "一"
    count = 0 if word == "半" else english_count(word) or count_of(word) or 1
    if unit == "周":
        return day - timedelta(days=7 * count)
    if not count:
        return day - timedelta(days=15) if unit == "月" else months_later(day, -6)
    return months_later(day, -count * (12 if unit == "年" else 1))
