"""Periods that an article tells by their names: a week, a month, a year, since a festival."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from dashboard.articles.days import ONE_DAY
from dashboard.articles.numbers import COUNT, count_of, english_count
from dashboard.errors import CalendarError
from dashboard.market.sessions import Sessions, months_later

_YEAR = re.compile(
    # Not 今年以来最大的成交额: how great it was, no span.
    r"(?:今年以来|年初以来|年内|(?:今年)?开年以来)(?!的?(?:最|新[高低]|首))|较年初|年初至今|今年至今|开年至今|"
    r"今年到(?:现在|目前)|"
    r"今年(?:股价)?(?=累?[涨跌升]|已|来|又|也)|"
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
# 2024年以来: from the close of the year before.
_SINCE_YEAR = re.compile(r"(?P<y>20\d\d)年?(?:年初|初|开年)?(?:以来|至今)")
_SINCE_MONTH = re.compile(r"(?<!\d)(?P<m>1[0-2]|[1-9])月(?:份|初)?(?:以来|至今)")
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
    rf"|(?<![第前后面\d])(?P<n2>[一两二三四五六七八九十半]|\d{{1,2}})个月(?:来|内|里)?(?=累计?|合计|已?[大暴]?[涨跌])"
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


class Period(NamedTuple):
    """Days of the calendar, and where the text tells them."""

    start: int
    end: int
    first: date
    last: date


class Periods:
    """
    The periods of an article; each counts from the close before it.

    Parameters
    ----------
    plain : str
        The text as rules match it.
    sessions : Sessions
    published, as_of : date
        When it appeared, and the last session whose close it knows.
    until, noticed : callable
        Last day of a period told at a place: the one that 截至 names, the one of a notice.
    """

    def __init__(
        self,
        plain: str,
        sessions: Sessions,
        published: date,
        as_of: date,
        *,
        until: Callable[[int], date],
        noticed: Callable[[int], date],
    ) -> None:
        self.plain, self.sessions = plain, sessions
        self.published, self.as_of = published, as_of
        self.until, self.noticed = until, noticed

    def found(self) -> Iterator[Period]:
        """Every period, those of a kind together."""
        yield from self._weeks(self.published, self.as_of)
        yield from self._months(self.published.replace(day=1), self.as_of)
        plain, as_of = self.plain, self.as_of
        for match in _YEAR.finditer(plain):
            last = self.until(match.start())
            yield _of(match, date(last.year, 1, 1), last)
        for match in _SINCE_YEAR.finditer(plain):
            last = self.until(match.start())
            if int(match["y"]) <= last.year:
                yield _of(match, date(int(match["y"]), 1, 1), last)
        for match in _SINCE_MONTH.finditer(plain):
            last = self.until(match.start())
            year = last.year - (int(match["m"]) > last.month)
            yield _of(match, date(year, int(match["m"]), 1), last)
        yield from self._whole(as_of)
        for match in _BACK.finditer(plain):
            last = self.noticed(match.start())
            yield _of(match, _back(match, last) + ONE_DAY, last)
        for match in _HOLIDAY.finditer(plain):
            if (start := self._after_closure(match["name"], as_of)) is not None:
                yield _of(match, start, as_of)

    def _whole(self, as_of: date) -> Iterator[Period]:
        """Years and months told by their names; one that goes on ends with the last session."""
        for match in _YEAR_BEFORE.finditer(self.plain):
            year = int(match["y"] or as_of.year - 1)
            if year <= as_of.year:
                yield _of(match, date(year, 1, 1), min(date(year, 12, 31), as_of))
        for match in _PART_OF_YEAR.finditer(self.plain):
            yield from self._part_of_year(match, as_of)
        names = _MONTH_NAMES.split()
        for match in _IN_MONTH.finditer(self.plain):
            month = int(match["m"]) if match["m"] else names.index(match["name"]) + 1
            first = date(as_of.year - (month > as_of.month), month, 1)
            following = date(first.year + month // 12, month % 12 + 1, 1)
            yield _of(match, first, min(following - ONE_DAY, as_of))

    def _part_of_year(self, match: re.Match[str], as_of: date) -> Iterator[Period]:
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
            yield _of(match, start, min(last, as_of))

    def _weeks(self, now: date, as_of: date) -> Iterator[Period]:
        monday = latest = now - timedelta(days=now.weekday())
        if as_of < monday:  # told before the week's first session is over
            latest -= timedelta(days=7)
        for match in _WEEK.finditer(self.plain):
            # On a Sunday the week that has just ended is already the last one.
            ended = now.weekday() == 6 and "上" in match[0]
            if match["last"] and not ended:
                yield _of(match, monday - timedelta(days=7), monday - ONE_DAY)
            else:
                yield _of(match, latest, as_of)

    def _months(self, first: date, as_of: date) -> Iterator[Period]:
        before = first - ONE_DAY
        for match in _MONTH.finditer(self.plain):
            if match["last"]:
                yield _of(match, before.replace(day=1), before)
            else:
                yield _of(match, first, as_of)

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


def _of(match: re.Match[str], first: date, last: date) -> Period:
    return Period(match.start(), match.end(), first, last)


def _back(match: re.Match[str], day: date) -> date:
    """Day so many weeks, months or years before another; its close is the base."""
    unit_en = (match["unit_en"] or "month").lower()
    unit = match["unit"] or {"week": "周", "month": "月", "year": "年"}[unit_en]
    word = match["n"] or match["n2"] or match["n_en"] or "一"
    count = 0 if word == "半" else english_count(word) or count_of(word) or 1
    if unit == "周":
        return day - timedelta(days=7 * count)
    if not count:
        return day - timedelta(days=15) if unit == "月" else months_later(day, -6)
    return months_later(day, -count * (12 if unit == "年" else 1))
