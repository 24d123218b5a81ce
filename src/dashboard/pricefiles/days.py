"""Days as price files write them: dates with or without a time of day."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.cases.cells import narrow, read_date
from dashboard.errors import N_, InputError

BEIJING = ZoneInfo("Asia/Shanghai")

# A daily bar is stamped at midnight, at the opening or at the closing.
STAMPS = ("00:00", "09:30", "15:00")

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FLOAT = re.compile(r"(\d{8})\.0+", re.ASCII)
_WEEKDAY = re.compile(r",[一二三四五六日]$")
_TIMED = re.compile(
    r"(\S+?)[T ]+(\d\d?:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)

INTRADAY = N_(
    "The time of day {time} is none of a daily price (00:00, 09:30, 15:00); give one row a day."
)


def read_day(text: str) -> date:
    """
    Exchange day of a cell.

    >>> read_day("20250206"), read_day("2025-02-05 16:00:00+00:00")
    (datetime.date(2025, 2, 6), datetime.date(2025, 2, 6))

    Raises
    ------
    InputError
        If it is no day, or a time that a daily price does not carry.
    """
    plain = _WEEKDAY.sub("", narrow(text))
    plain = match[1] if (match := _FLOAT.fullmatch(plain)) else plain
    if _SERIAL.fullmatch(plain):
        raise InputError(
            N_(
                "This looks like the day number of a spreadsheet; format the column as a date "
                "such as 2025-02-06 and export again."
            )
        )
    match = _TIMED.fullmatch(plain)
    if match is None:
        return read_date(plain)
    day, clock, offset = read_date(match[1]), match[2].zfill(5), match[3]
    if offset and offset.strip("+-:0").upper() in {"", "Z"}:
        return _beijing_day(day, clock)
    if not offset and clock not in STAMPS:
        raise InputError(INTRADAY, time=clock)
    return day


def _beijing_day(day: date, clock: str) -> date:
    """Day in Beijing of a time in UTC: exports of time-zone aware tables are shifted by hours."""
    try:
        moment = datetime.fromisoformat(f"{day.isoformat()}T{clock}+00:00")
        return moment.astimezone(BEIJING).date()
    except (ValueError, OverflowError) as error:
        raise InputError(N_("The clock has no such time; hours go from 0 to 23.")) from error
