"""Which exchange a symbol is traded on, and so by which clock and in which sessions.

Yahoo's style says it by the ending, and of an index by its name.  What is not here has no
clock that we know of, and nothing is drawn by a clock that was guessed.
"""

from __future__ import annotations

from typing import NamedTuple


class Home(NamedTuple):
    """Calendar (a name of exchange_calendars) and time zone of an exchange."""

    calendar: str
    timezone: str


_SHANGHAI = Home("XSHG", "Asia/Shanghai")
_HONG_KONG = Home("XHKG", "Asia/Hong_Kong")
_NEW_YORK = Home("XNYS", "America/New_York")
_TOKYO = Home("XTKS", "Asia/Tokyo")
_SEOUL = Home("XKRX", "Asia/Seoul")
_TAIPEI = Home("XTAI", "Asia/Taipei")
_LONDON = Home("XLON", "Europe/London")
_FRANKFURT = Home("XFRA", "Europe/Berlin")

_ENDINGS = {
    "SS": _SHANGHAI,
    "SZ": _SHANGHAI,  # Shenzhen and Beijing trade in the sessions of Shanghai
    "BJ": _SHANGHAI,
    "HK": _HONG_KONG,
    "T": _TOKYO,
    "KS": _SEOUL,
    "KQ": _SEOUL,
    "TW": _TAIPEI,
    "L": _LONDON,
    "DE": _FRANKFURT,
}
_INDICES = {
    "^HSI": _HONG_KONG,
    "^HSCE": _HONG_KONG,
    "^GSPC": _NEW_YORK,
    "^IXIC": _NEW_YORK,
    "^NDX": _NEW_YORK,
    "^DJI": _NEW_YORK,
    "^RUT": _NEW_YORK,
    "^SOX": _NEW_YORK,
    "^N225": _TOKYO,
    "^KS11": _SEOUL,
    "^TWII": _TAIPEI,
    "^FTSE": _LONDON,
    "^GDAXI": _FRANKFURT,
}


def home_of(symbol: str) -> Home | None:
    """
    Exchange of a symbol; None where its clock is not known.

    >>> home_of("AAPL").calendar, home_of("9988.HK").timezone, home_of("EURUSD=X")
    ('XNYS', 'Asia/Hong_Kong', None)
    """
    if symbol.startswith("^"):
        return _INDICES.get(symbol)
    code, dot, ending = symbol.rpartition(".")
    if dot:
        return _ENDINGS.get(ending) if code else None
    # Letters alone, a class of shares behind a hyphen, are New York's: AAPL, BRK-B.
    return _NEW_YORK if symbol.replace("-", "").isalpha() else None
