"""Last session whose close an article can know, and the one that goes on while it appears."""

from __future__ import annotations

import re
from datetime import date, datetime

from dashboard.articles.days import Day, Days
from dashboard.articles.finds import Published
from dashboard.articles.text import Text
from dashboard.errors import CalendarError
from dashboard.market.sessions import Sessions

_OPENS, _CLOSES = "09:15", "15:00"
_REPORTS_CLOSE = re.compile(r"收评|A股收盘|收盘[:：]|收市(?:评论|[:：])|closing report")
_NOW = re.compile(
    r"发稿|截稿|异动[|丨:：]|现[报涨跌]|今[日天早]|in early trad|\btoday\b", re.IGNORECASE
)
_MOVED = re.compile(r"[涨跌挫升]|\b(?:rose|fell|closed|ended|jumped|slumped)\b")
_HEAD = 120
_TRADED = (
    r"盘中|早盘|午间|午盘|上午|午后|尾盘|收盘|"
    r"[，,](?:(?!美股|纳指|道指|隔夜|标普)[^。\n]){0,24}?(?:下跌|上涨|大跌|大涨|跌停|涨停|收跌|收涨)"
)
_CLOSED_TODAY = re.compile(r"\btoday\b[\s\S]*\bclosed at\b|\bclosed at\b[\s\S]*\btoday\b")
# 昨日已涨停, 继昨日大涨后, 昨日跌停的A今日低开: what was before, beside the day that is told of.
_YESTERDAY = re.compile("昨[日天]|yesterday", re.IGNORECASE)
_BEFORE = re.compile(
    "the (?:previous|prior) (?:day|session)|the day before|[上前]一?个?交易日", re.IGNORECASE
)
_BACKGROUND = re.compile(
    r"(?:已|曾|刚|才|[^，,。；;]{0,8}的[^，,。；;]{2,8}(?:今[日天]|现|[高低]开|早盘))"
)
_AFTER = re.compile(r"(?:继|较|比|延续|承接|接|在)$")
SAID = re.compile(
    r"\b(?:said|says|announced|reported|showed|released|unveiled|published|told\s\w+|filed|statement|filing)"
    r"\s(?:late\s)?(?:on\s)?$",
    re.IGNORECASE,
)
"""What stands before a day on which somebody spoke: no day of moves."""


def as_of_session(
    days: Days, published: date | None, clock: str, sessions: Sessions, plain: str = ""
) -> date | None:
    """
    Last session whose close an article can know.

    Parameters
    ----------
    days : Days
    published : date or None
    clock : str
        Time of publication as HH:MM, empty where it is not known.
    sessions : Sessions
    plain : str
        The text: a day on which somebody said something is not that of its moves.
    """
    if published is None:
        return None
    try:
        last = sessions.on_or_before(published)
        closed = last if clock >= "15:00" or last < published else sessions.before(published)
        if clock >= "09:15":
            return closed
        last = closed if clock else last
        told = [
            day.day
            for day in days
            if day.day <= (last if clock else published)
            and not day.stamp
            and not (plain and SAID.search(plain, max(0, day.start - 24), day.start))
            and not (beside(plain, day) or _BEFORE.match(plain, day.start, day.end))
            and sessions.is_session(day.day)
        ]
        latest = max(told, default=None)
        near = latest is not None and sessions.count(latest, last) <= 4
    except CalendarError:
        return None
    return latest if near else last


def beside(plain: str, day: Day) -> bool:
    """Whether a day is the one before that which is told of: 昨天已升一成, 昨日晚间发布."""
    if not _YESTERDAY.match(plain, day.start, day.end):
        return False
    return day.precision == "after-close" or bool(
        _BACKGROUND.match(plain, day.end) or _AFTER.search(plain, max(0, day.start - 2), day.start)
    )


def clock_of(published: Published, given: date | datetime | None, raw: str) -> str:
    """
    Time of publication as HH:MM, empty where it is not known.

    A stamp of the page may be of another zone: a report of the close is from after it.
    """
    if published.moment is None:
        return ""
    clock = published.moment.strftime("%H:%M")
    if clock < _OPENS and given != published.moment and published.day is not None:
        day = f"{published.day.month}月{published.day.day}日"
        told = re.search(rf"(?<!\d){day}(?:{_TRADED})", raw)
        if told or (_CLOSED_TODAY.search(raw) and "yesterday" not in raw):
            return ""  # the day's trading is told before it began: a stamp of another zone
    foreign = clock < _CLOSES and given != published.moment and _REPORTS_CLOSE.search(raw[:_HEAD])
    return "" if foreign else clock


def session_going_on(
    text: Text, days: Days, day: date | None, clock: str, as_of: date | None, sessions: Sessions
) -> date | None:
    """Session during which an article appeared, unless it tells of the one before alone."""
    if day is None or as_of == day or not _OPENS <= clock < _CLOSES or not sessions.is_session(day):
        return None
    before = not _NOW.search(text.plain) and _tells_of(text, days, as_of, day)
    return None if before else day


def _tells_of(text: Text, days: Days, before: date | None, live: date) -> bool:
    """Whether a text tells moves of the session before, and nothing of the one going on."""
    told = [day for day in days if not day.stamp]
    if any(day.day == live for day in told):
        return False
    return any(
        day.day == before
        and day.precision != "after-close"
        and text.plain[max(0, day.start - 1) : day.start] not in set("至到-~")
        and _MOVED.search(text.plain, day.end, day.end + 14)
        for day in told
    )
