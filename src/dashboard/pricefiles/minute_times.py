"""Times of minute bars: what a cell says, by whose clock, at the start or end of a bar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from dashboard.cases.cells import narrow, read_date
from dashboard.errors import N_, InputError
from dashboard.market.home import Home
from dashboard.market.sessions import Sessions

Stamp = Literal["", "start", "end"]
"""Whether bars are stamped where they begin or where they end; empty where nobody knows."""

NO_TIME = N_("This is no time of day; write it as 09:31, or 0931.")
NO_MOMENT = N_("A minute bar needs a day and a time, such as 2025-02-06 09:31.")
SECONDS = N_("A minute bar begins and ends at a whole minute; this time has seconds.")

# Minutes past midnight of the pause at noon.  Shanghai's and Hong Kong's are those of today.
PAUSES = {"XSHG": (690, 780), "XHKG": (720, 780), "XTKS": (690, 750)}
SLACK = 5  # minutes after the close at which a closing bar may be stamped
EARLY = 15  # minutes before the open at which an auction may be

_CLOCK = re.compile(
    r"(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.(\d+))?秒?)?(?:分)?\s*(Z|UTC|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN_CLOCK = re.compile(r"\d{3,6}", re.ASCII)
# 202502060935, 20250206093500, and with milliseconds as BaoStock writes them.
_ONE_NUMBER = re.compile(r"(\d{8})(\d{4}|\d{6}|\d{9})", re.ASCII)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.0+)?", re.ASCII)
_SPLIT = re.compile(r"(\S+?)(?:T|\s+)(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a cell says.

    Attributes
    ----------
    clock : datetime
        By the wall, without a zone.
    offset : timedelta or None
        From UTC, where the cell has it.
    """

    clock: datetime
    offset: timedelta | None = None


@lru_cache(maxsize=200_000)
def read_moment(day: str, clock: str = "") -> Told:
    """
    Moment of one or two cells.

    >>> read_moment("20250206093500000").clock, read_moment("2025/2/6", "931").clock
    (datetime.datetime(2025, 2, 6, 9, 35), datetime.datetime(2025, 2, 6, 9, 31))
    >>> read_moment("2025-02-06T01:31:00Z").offset
    datetime.timedelta(0)

    Raises
    ------
    InputError
        If it is no day with a time, or the time has seconds.
    """
    plain, said = narrow(day), narrow(clock)
    if match := _ONE_NUMBER.fullmatch(plain):
        plain, said = match[1], match[2][:6]
    elif _EPOCH.fullmatch(plain):
        seconds = int(plain.split(".")[0][:10])
        return _whole(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), timedelta(0))
    elif not said and (match := _SPLIT.fullmatch(plain)):
        plain, said = match[1], match[2]
    elif said and (match := _SPLIT.fullmatch(plain)):
        plain = match[1]  # a day that a spreadsheet wrote with its midnight
    if not plain or not said:
        raise InputError(NO_MOMENT)
    told, offset = _clock(said)
    return _whole(datetime.combine(read_date(plain), told), offset)


def _whole(moment: datetime, offset: timedelta | None) -> Told:
    if moment.second or moment.microsecond:
        raise InputError(SECONDS)
    return Told(moment, offset)


def _clock(text: str) -> tuple[time, timedelta | None]:
    parts: tuple[int, ...]
    offset = None
    if match := _CLOCK.fullmatch(text):
        parts = tuple(int(match[place] or 0) for place in (1, 2, 3))
        if match[5]:
            offset = _offset(match[5])
    elif _PLAIN_CLOCK.fullmatch(text):
        digits = text.zfill(4 if len(text) <= 4 else 6)
        parts = tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
    else:
        raise InputError(NO_TIME)
    hour, minute, second = (*parts, 0, 0)[:3]
    try:
        return time(hour, minute, second), offset
    except ValueError as error:
        raise InputError(N_("The clock has no such time; hours go from 0 to 23.")) from error


def _offset(text: str) -> timedelta:
    if text.upper() in {"Z", "UTC"}:
        return timedelta(0)
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise InputError(N_("The clock has no such time; hours go from 0 to 23."))
    return sign * timedelta(hours=hours, minutes=minutes)


# Whose clock ----------------------------------------------------------


def in_utc(told: Told, zone: str) -> datetime:
    """Moment in UTC, without a zone; what has no offset is by the clock of `zone`."""
    if told.offset is not None:
        aware = told.clock.replace(tzinfo=timezone(told.offset))
    else:
        aware = told.clock.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Hours:
    """
    Trading hours by the clock of an exchange.

    Attributes
    ----------
    home : Home
    sessions : Sessions
    """

    home: Home
    sessions: Sessions

    def local(self, moment: datetime) -> datetime:
        """Moment in UTC by the clock of the exchange, without a zone."""
        zone = ZoneInfo(self.home.timezone)
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def bounds(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of a day by the clock of the exchange; None without a session."""
        return _bounds(self.sessions.calendar, self.sessions.timezone, day)

    def trades(self, local: datetime) -> bool:
        """Whether a bar may be stamped so."""
        bounds = self.bounds(local.date())
        if bounds is None:
            return False
        early, late = timedelta(minutes=EARLY), timedelta(minutes=SLACK)
        return bounds[0] - early <= local <= bounds[1] + late


@lru_cache(maxsize=20_000)  # a file asks for each day hundreds of times
def _bounds(calendar: str, timezone: str, day: date) -> tuple[datetime, datetime] | None:
    sessions = Sessions(calendar, timezone)
    if not sessions.is_session(day):
        return None
    opens, closes = sessions.open_time(day), sessions.close_time(day)
    return opens.replace(tzinfo=None), closes.replace(tzinfo=None)


def start_or_end(locals_: list[datetime], hours: Hours) -> Stamp:
    """
    Whether bars are stamped at their start or their end, where first and last stamps tell it.

    Bars stamped at their start begin a day at the open and end it before the close; those
    stamped at their end do the reverse.  A day with both has an auction's bar: then the pause
    at noon decides, whose beginning only ends have and whose end only starts.
    """
    opens = closes = before = after = 0
    pause = PAUSES.get(hours.home.calendar)
    for local in locals_:
        bounds = hours.bounds(local.date())
        opens += bounds is not None and local == bounds[0]
        closes += bounds is not None and local == bounds[1]
        minute = local.hour * 60 + local.minute
        before += pause is not None and minute == pause[0]
        after += pause is not None and minute == pause[1]
    days = len({local.date() for local in locals_})
    starts, ends = 2 * opens > days, 2 * closes > days
    if starts != ends:
        return "start" if starts else "end"
    if (2 * before > days) != (2 * after > days):
        return "end" if before > after else "start"
    return ""


def interval_of(minutes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Commonest step between neighbours, in minutes; 0 where there is none."""
    steps = np.diff(np.unique(minutes))
    steps = steps[steps > 0]
    if not len(steps):
        return 0
    values, counts = np.unique(steps, return_counts=True)
    return int(values[counts.argmax()])
