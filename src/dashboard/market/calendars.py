"""A calendar unrolled into days, past the end of the library with weekdays.

Sessions come from the library exchange_calendars, less the closures that are listed in
``closures.csv`` beside this file: ``calendar,first,last,reason,source``, one closure a
line, both days included.  It holds days of the past that the library does not know (Hong
Kong's typhoon and rainstorm days), and what is known of the time after its last session
(for Shanghai and Shenzhen 2026-12-31), where a session is any other weekday.  Add the
exchange's notice for the next year there; a newer release of the library makes lines
superfluous, and no line does harm then.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.errors import N_, CalendarError

# The library lists weekdays from 1990-12-03 as XSHG sessions; trading began on
# 1990-12-19 (Shanghai Stock Exchange, first trading day).
FIRST_SESSIONS = {"XSHG": date(1990, 12, 19)}
EARLIEST = date(1990, 1, 1)
STOPGAP_YEARS = 20  # how far weekdays less closures reach past the library's end


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """
    Every session of a calendar, oldest first.

    Attributes
    ----------
    days : tuple of date
        Sessions, the stopgap ones past `known_until` included.
    opens, closes : tuple of float
        Opening and closing time of each, in seconds since the epoch.
    known_until : date
        Last session that the library knows.
    holidays : mapping of date to str
        What the library, or ``closures.csv``, calls a closed day, where one of them has a
        word for it: English, and not for readers as it stands (`dashboard.market.closures`).
    """

    days: tuple[date, ...]
    opens: tuple[float, ...]
    closes: tuple[float, ...]
    known_until: date
    holidays: Mapping[date, str] = field(default_factory=dict)


def _listed_closures(calendar: str) -> dict[date, str]:
    """Days of ``closures.csv`` with their reasons."""
    closed: dict[date, str] = {}
    with files("dashboard").joinpath("market", "closures.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            if row["calendar"] == calendar:
                day, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
                while day <= last:
                    closed[day] = row["reason"]
                    day += timedelta(days=1)
    return closed


def _weekdays_past(known_until: date, closed: Mapping[date, str]) -> list[date]:
    end = date(known_until.year + STOPGAP_YEARS, 12, 31)
    span = (known_until + timedelta(days=n) for n in range(1, (end - known_until).days + 1))
    return [day for day in span if day.weekday() < 5 and day not in closed]


def _library_calendar(name: str) -> Any:
    # Imported here: the library takes a third of a second, which no page should
    # pay that does not ask for a session.
    import exchange_calendars as xcals  # noqa: PLC0415
    from exchange_calendars.errors import InvalidCalendarName  # noqa: PLC0415

    with warnings.catch_warnings():
        # How the library uses pandas is nothing that we or a reader can mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            bound = xcals.get_calendar(name).bound_min()
            earliest = EARLIEST if bound is None else max(bound.date(), EARLIEST)
            start = FIRST_SESSIONS.get(name, earliest)
            return xcals.get_calendar(name, start=start.isoformat())
        except InvalidCalendarName as error:
            raise CalendarError(
                N_("There is no calendar “{name}”; use an exchange_calendars name such as XSHG."),
                name=name,
            ) from error


@lru_cache(maxsize=8)
def calendar_table(name: str) -> CalendarTable:
    """
    Unroll a calendar; made once a process.

    Raises
    ------
    CalendarError
        If the library has no calendar of that name.
    """
    known = _library_calendar(name)
    closed, end = _listed_closures(name), known.sessions[-1].date()
    rows = zip(known.sessions, known.opens, known.closes, strict=True)
    held = [row for row in rows if row[0].date() not in closed]
    days = [day.date() for day, _, _ in held]
    opens = [moment.timestamp() for _, moment, _ in held]
    closes = [moment.timestamp() for _, _, moment in held]
    zone = ZoneInfo(str(known.tz))
    usual_open = datetime.fromtimestamp(opens[-1], zone).time()
    usual_close = datetime.fromtimestamp(closes[-1], zone).time()
    stopgap = _weekdays_past(end, closed)
    opens += [datetime.combine(day, usual_open, zone).timestamp() for day in stopgap]
    closes += [datetime.combine(day, usual_close, zone).timestamp() for day in stopgap]
    named = _named_holidays(known, days[0], end) | closed
    return CalendarTable((*days, *stopgap), tuple(opens), tuple(closes), end, named)


def _named_holidays(known: Any, first: date, last: date) -> dict[date, str]:
    """Holidays that a calendar of the library has by rule; Shanghai's is a list without names."""
    if known.regular_holidays is None:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        named = known.regular_holidays.holidays(str(first), str(last), return_name=True)
    return {day.date(): str(name) for day, name in named.items()}
