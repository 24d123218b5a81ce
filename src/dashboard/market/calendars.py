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
import hashlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.errors import N_, CalendarError
from dashboard.files import made_before

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


class _Library(NamedTuple):
    """A calendar as the library has it, in values that JSON holds."""

    days: list[int]  # ordinals
    opens: list[float]
    closes: list[float]
    zone: str
    holidays: dict[str, str]


def _unrolled(name: str) -> bytes:
    known = _library_calendar(name)
    days = [day.date() for day in known.sessions]
    return json.dumps(
        _Library(
            days=[day.toordinal() for day in days],
            opens=[moment.timestamp() for moment in known.opens],
            closes=[moment.timestamp() for moment in known.closes],
            zone=str(known.tz),
            holidays=_named_holidays(known, days[0], days[-1]),
        )
    ).encode()


def _library(name: str) -> _Library:
    # The library takes a quarter of a second to be imported and to unroll one calendar, which
    # ends a year from today where it is not a list.
    version = metadata.version("exchange_calendars")
    # A name comes from a case, and is no part of a path.
    kind = hashlib.sha256(name.encode()).hexdigest()[:16]
    source = Path(__file__).with_name(f"calendar-{kind}.table")
    key = f"{version} {datetime.now(UTC).date()} {EARLIEST} {FIRST_SESSIONS} {_Library._fields}"
    return _Library(*json.loads(made_before(source, key, lambda: _unrolled(name))))


@lru_cache(maxsize=8)
def calendar_table(name: str) -> CalendarTable:
    """
    Unroll a calendar; made once a process, and kept until the library or the day is another.

    Raises
    ------
    CalendarError
        If the library has no calendar of that name.
    """
    library = _library(name)
    closed, end = _listed_closures(name), date.fromordinal(library.days[-1])
    rows = zip(map(date.fromordinal, library.days), library.opens, library.closes, strict=True)
    held = [row for row in rows if row[0] not in closed]
    days, opens, closes = (list(column) for column in zip(*held, strict=True))
    zone = ZoneInfo(library.zone)
    usual_open = datetime.fromtimestamp(opens[-1], zone).time()
    usual_close = datetime.fromtimestamp(closes[-1], zone).time()
    stopgap = _weekdays_past(end, closed)
    opens += [datetime.combine(day, usual_open, zone).timestamp() for day in stopgap]
    closes += [datetime.combine(day, usual_close, zone).timestamp() for day in stopgap]
    named = {date.fromisoformat(day): word for day, word in library.holidays.items()} | closed
    return CalendarTable((*days, *stopgap), tuple(opens), tuple(closes), end, named)


def _named_holidays(known: Any, first: date, last: date) -> dict[str, str]:
    """Holidays that a calendar of the library has by rule; Shanghai's is a list without names."""
    if known.regular_holidays is None:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        named = known.regular_holidays.holidays(str(first), str(last), return_name=True)
    return {day.date().isoformat(): str(name) for day, name in named.items()}
