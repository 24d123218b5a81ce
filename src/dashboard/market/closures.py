"""Closures of an exchange with their names: Spring Festival, National Day, a typhoon.

A closure is what lies between two sessions beyond a weekend.  Its name is that of a festival
whose day it holds: by the library's own rule, by ``closures.csv``, or by the table of lunar
festivals that comes with the library.  Where none of them knows one it has no name, and
whoever shows it says that the exchange was closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from dashboard.errors import N_
from dashboard.market.calendars import calendar_table

NEW_YEAR, SPRING = N_("New Year"), N_("Spring Festival")
QINGMING, LABOUR = N_("Qingming"), N_("Labour Day")
DRAGON_BOAT, MID_AUTUMN = N_("Dragon Boat Festival"), N_("Mid-Autumn Festival")
NATIONAL, CHRISTMAS, EASTER = N_("National Day"), N_("Christmas"), N_("Easter")
BUDDHA, DOUBLE_NINTH = N_("Buddha’s Birthday"), N_("Chung Yeung")

FEW = 2  # closed weekdays that make a closure worth a mark without a name

# Beginnings of the library's own words, and of those in closures.csv.
_BY_WORD = {
    "New Year": NEW_YEAR,
    "Spring Festival": SPRING,
    "Qingming": QINGMING,
    "Labour Day": LABOUR,
    "Labor Day": LABOUR,
    "Dragon Boat": DRAGON_BOAT,
    "Mid-Autumn": MID_AUTUMN,
    "National Day of the Republic of China": N_("Double Tenth"),
    "National Day": NATIONAL,
    "Christmas": CHRISTMAS,
    "Boxing Day": CHRISTMAS,
    "Good Friday": EASTER,
    "Easter Monday": EASTER,
    "Buddha's Birthday": BUDDHA,
    "Hong Kong Special Region": N_("HKSAR Establishment Day"),
    "Typhoon": N_("typhoon"),
    "Black rainstorm": N_("rainstorm"),
    "Dr. Martin Luther King": N_("Martin Luther King Day"),
    "President's Day": N_("Presidents’ Day"),
    "Memorial Day": N_("Memorial Day"),
    "Juneteenth": N_("Juneteenth"),
    "July 4th": N_("Independence Day"),
    "Thanksgiving": N_("Thanksgiving"),
    "Seollal": N_("Seollal"),
    "Chuseok": N_("Chuseok"),
}

# Festivals by the moon, and those of Shanghai, which the library has as bare dates: since when
# the exchange closes for them, and by how many days after the festival.
_LUNAR = {
    "XSHG": {SPRING: (1990, 0), QINGMING: (2008, 0), DRAGON_BOAT: (2008, 0), MID_AUTUMN: (2008, 0)},
    "XHKG": {
        SPRING: (1990, 0),
        QINGMING: (1990, 0),
        BUDDHA: (1999, 0),
        DRAGON_BOAT: (1990, 0),
        MID_AUTUMN: (1990, 1),
        DOUBLE_NINTH: (1990, 0),
    },
    "XTAI": {SPRING: (1990, 0), QINGMING: (1990, 0), DRAGON_BOAT: (1990, 0), MID_AUTUMN: (1990, 0)},
}
_FIXED = {"XSHG": {(1, 1): NEW_YEAR, (5, 1): LABOUR, (10, 1): NATIONAL}}


@dataclass(frozen=True, slots=True)
class Closure:
    """
    Days without a session between two neighbouring ones, beyond a weekend.

    Attributes
    ----------
    first, last : date
        Closed days from the one after a session to the one before the next, weekends
        at its ends included.
    weekdays : int
        Mondays to Fridays among them.
    names : tuple of str
        Festivals in it, catalogue keys in order of their days; empty where nobody knows.
    """

    first: date
    last: date
    weekdays: int
    names: tuple[str, ...] = ()


def closures(calendar: str, days: Sequence[date]) -> dict[int, Closure]:
    """
    Closures on an axis of sessions, by the place of the session that follows.

    Parameters
    ----------
    calendar : str
        exchange_calendars name.
    days : sequence of date
        Neighbouring sessions of it, oldest first.

    Returns
    -------
    dict of int to Closure
        Those that have a name, or `FEW` closed weekdays or more.

    Examples
    --------
    >>> found = closures("XSHG", [date(2025, 1, 27), date(2025, 2, 5)])
    >>> found[1].names, found[1].weekdays
    (('Spring Festival',), 6)
    """
    found = {}
    for place, (before, after) in enumerate(pairwise(days), 1):
        closed = [before + timedelta(days=n) for n in range(1, (after - before).days)]
        weekdays = sum(day.weekday() < 5 for day in closed)
        if not weekdays:
            continue
        names = tuple(dict.fromkeys(name for day in closed if (name := _name(calendar, day))))
        if names or weekdays >= FEW:
            found[place] = Closure(closed[0], closed[-1], weekdays, names)
    return found


def _name(calendar: str, day: date) -> str:
    """Name of a closed day; empty where nobody knows one."""
    word = calendar_table(calendar).holidays.get(day, "")
    known = (name for start, name in _BY_WORD.items() if word.startswith(start))
    fixed = _FIXED.get(calendar, {}).get((day.month, day.day), "")
    return next(known, "") or fixed or _by_the_moon(calendar).get(day, "")


@lru_cache(maxsize=8)
def _by_the_moon(calendar: str) -> Mapping[date, str]:
    # The library, which has them, takes a third of a second; the sessions have loaded it already.
    from exchange_calendars import lunisolar_holidays as moon  # noqa: PLC0415

    days = {
        SPRING: moon.chinese_lunar_new_year_dates,
        QINGMING: moon.qingming_festival_dates,
        BUDDHA: moon.chinese_buddhas_birthday_dates,
        DRAGON_BOAT: moon.dragon_boat_festival_dates,
        MID_AUTUMN: moon.mid_autumn_festival_dates,
        DOUBLE_NINTH: moon.double_ninth_festival_dates,
    }
    return {
        day.date() + timedelta(days=later): name
        for name, (since, later) in _LUNAR.get(calendar, {}).items()
        for day in days[name]
        if day.year >= since
    }
