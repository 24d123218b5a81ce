"""A calendar unrolled into days, past the end of the library with weekdays.

Sessions come from the library exchange_calendars.  Past its last session (for
Shanghai and Shenzhen 2026-12-31) a session is a weekday that is not listed in
``closures.csv`` beside this file: ``calendar,first,last,reason``, one closure a
line, both days included.  Add the exchange's notice for the next year there; a
newer release of the library makes the lines superfluous.
"""

from __future__ import annotations

import csv
import warnings
from dataclasses import dataclass
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
    """

    days: tuple[date, ...]
    opens: tuple[float, ...]
    closes: tuple[float, ...]
    known_until: date


def _listed_closures(calendar: str) -> set[date]:
    closed: set[date] = set()
    with files("dashboard").joinpath("market", "closures.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            if row["calendar"] == calendar:
                day, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
                while day <= last:
                    closed.add(day)
                    day += timedelta(days=1)
    return closed


def _weekdays_past(known_until: date, calendar: str) -> list[date]:
    closed = _listed_closures(calendar)
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
    days = [day.date() for day in known.sessions]
    opens = [moment.timestamp() for moment in known.opens]
    closes = [moment.timestamp() for moment in known.closes]
    zone = ZoneInfo(str(known.tz))
    usual_open = datetime.fromtimestamp(opens[-1], zone).time()
    usual_close = datetime.fromtimestamp(closes[-1], zone).time()
    stopgap = _weekdays_past(days[-1], name)
    opens += [datetime.combine(day, usual_open, zone).timestamp() for day in stopgap]
    closes += [datetime.combine(day, usual_close, zone).timestamp() for day in stopgap]
    return CalendarTable((*days, *stopgap), tuple(opens), tuple(closes), days[-1])
