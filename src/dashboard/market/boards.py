"""A-share boards: who may move how far in a session, and who closed at that limit.

A limit is a row of a table with its dates, never a constant: the same stock had
10 % on one day and 20 % on the next.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from dashboard.market.prices import StatusSpan as StatusSpan  # noqa: PLC0414 - offered here too
from dashboard.market.sessions import Sessions

Board: TypeAlias = Literal["main", "chinext", "star", "bse", "index", "unknown"]

Side: TypeAlias = Literal["up", "down"]
"""Which of the two limit prices of a session."""

MOST_DIVIDENDS = Decimal("0.25")  # of a price: what later dividends may have taken off it
TICK = Decimal("0.01")  # yuan; SSE and SZSE trading rules, A shares

# Code prefixes by exchange suffix: SSE and SZSE code allocation; the BSE moved to 92 in 2025.
_PREFIXES: dict[str, dict[Board, tuple[str, ...]]] = {
    "SS": {"main": ("60",), "star": ("688", "689"), "index": ("000", "93")},
    "SZ": {"index": ("399",), "chinext": ("30",), "main": ("000", "001", "002", "003", "004")},
    "BJ": {"index": ("899",), "bse": ("92", "43", "83", "87", "88")},
}


@dataclass(frozen=True, slots=True)
class LimitRule:
    """Price limit of a board and status from one day to another, both included."""

    board: Board
    st: bool
    first: dt.date
    last: dt.date | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class ListingRule:
    """Number of sessions after a listing in which the board's limit does not hold yet."""

    board: Board
    first: dt.date
    last: dt.date | None
    sessions: int


_FIVE, _TEN, _TWENTY, _THIRTY = (Decimal(rate) for rate in ("0.05", "0.10", "0.20", "0.30"))

LIMIT_RULES = (
    # 10 % from 1996-12-16 (State Council notice of 1996-12-13), 5 % for ST from 1998-04-22
    LimitRule("main", False, dt.date(1996, 12, 16), None, _TEN),
    LimitRule("main", True, dt.date(1998, 4, 22), dt.date(2026, 7, 3), _FIVE),
    # SSE and SZSE trading rules, 2026 revisions (上证发〔2026〕41号, 深证上〔2026〕551号)
    LimitRule("main", True, dt.date(2026, 7, 6), None, _TEN),
    # ChiNext opened on 2009-10-30; its registration reform took effect on 2020-08-24
    LimitRule("chinext", False, dt.date(2009, 10, 30), dt.date(2020, 8, 23), _TEN),
    LimitRule("chinext", False, dt.date(2020, 8, 24), None, _TWENTY),
    LimitRule("chinext", True, dt.date(2020, 8, 24), None, _TWENTY),
    LimitRule("star", False, dt.date(2019, 7, 22), None, _TWENTY),  # first session of STAR
    LimitRule("star", True, dt.date(2019, 7, 22), None, _TWENTY),
    LimitRule("bse", False, dt.date(2021, 11, 15), None, _THIRTY),  # first session of the BSE
    LimitRule("bse", True, dt.date(2021, 11, 15), None, _THIRTY),
)

LISTING_RULES = (
    # Before registration the first session had a cap of its own (+44 %), which is
    # not the board's rate: it counts as without a limit here.
    ListingRule("main", dt.date(1996, 12, 16), dt.date(2023, 4, 9), 1),
    ListingRule("main", dt.date(2023, 4, 10), None, 5),  # registration on the main boards
    ListingRule("chinext", dt.date(2009, 10, 30), dt.date(2020, 8, 23), 1),
    ListingRule("chinext", dt.date(2020, 8, 24), None, 5),  # SZSE ChiNext special rules, 2020
    ListingRule("star", dt.date(2019, 7, 22), None, 5),  # SSE STAR special rules, 2019
    ListingRule("bse", dt.date(2021, 11, 15), None, 1),  # BSE trading rules, 2021
)


@dataclass(frozen=True, slots=True)
class LimitClose:
    """
    A close at the price limit.

    Attributes
    ----------
    date : date
        The session.
    side : {"up", "down"}
    one_price : bool
        Whether open, high, low and close are one price: nobody could trade at another.
    limit_price : float
        In the prices of the table looked at.
    """

    date: dt.date
    side: Side
    one_price: bool
    limit_price: float


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """
    Limit prices of a session, and whether the stock closed at one.

    Attributes
    ----------
    date : date
        The session.
    close : float
        As it stands in the table, like `down` and `up`.
    down, up : float
        Lower and upper limit price.
    hit : LimitClose or None
    """

    date: dt.date
    close: float
    down: float
    up: float
    hit: LimitClose | None


def board(symbol: str) -> Board:
    """
    Board of a symbol in Yahoo style.

    B shares, funds and foreign symbols are "unknown": no limit is claimed for them.

    >>> [board(symbol) for symbol in ("300249.SZ", "603881.SS", "000300.SS", "AAPL")]
    ['chinext', 'main', 'index', 'unknown']
    """
    code, _, exchange = symbol.upper().partition(".")
    if len(code) == 6 and code.isdigit():
        for name, prefixes in _PREFIXES.get(exchange, {}).items():
            if code.startswith(prefixes):
                return name
    return "unknown"


# Before the mark may stand those of an ex-date and of a first session: XDST康美, NST.  An S
# alone marks shares whose reform was still to come.
_MARK = re.compile(r"(?:XD|XR|DR|N|C)?(?:(S?\*?ST)|S(?=[\u3400-\u9fff]))")
UNREFORMED = dt.date(2007, 1, 8)  # 5 % for S shares from this day on (SSE and SZSE notices)


def is_special_treatment(chinese_name: str, day: dt.date | None = None) -> bool:
    """
    Whether a Chinese short name carries a mark that narrows the limit: ST, *ST, SST, S*ST, S.

    Parameters
    ----------
    chinese_name : str
        In any width, with blanks and the marks of an ex-date or a first session.  The name
        of a case file is that of the day it was written, not of every session.
    day : date, optional
        An S alone counts from `UNREFORMED` on.

    Examples
    --------
    >>> names = ("＊ＳＴ左江", "XDST康美", "S*ST 昌鱼", "S佳通", "数据港")
    >>> [is_special_treatment(name) for name in names]
    [True, True, True, True, False]
    """
    tight = "".join(unicodedata.normalize("NFKC", chinese_name).upper().split())
    found = _MARK.match(tight)
    if found is None:
        return False
    return bool(found[1]) or day is None or day >= UNREFORMED


def limit_rate(
    board: Board,
    day: dt.date,
    *,
    st: bool = False,
    sessions_listed: int | None = None,
    listed: dt.date | None = None,
) -> Decimal | None:
    """
    Largest move of a session as a fraction of the previous close.

    Parameters
    ----------
    board : str
        As given by `board`.
    day : date
        The session.
    st : bool
        Whether the stock is under special treatment (ST, *ST).
    sessions_listed : int, optional
        Sessions since the listing, 1 on its first day; None for a seasoned stock.
    listed : date, optional
        Day of the listing: how many sessions are without a limit is a rule of that day.

    Returns
    -------
    Decimal or None
        None where there is no limit, or none known.

    Examples
    --------
    >>> limit_rate("chinext", dt.date(2020, 8, 21)), limit_rate("chinext", dt.date(2020, 8, 24))
    (Decimal('0.10'), Decimal('0.20'))
    """
    if sessions_listed is not None and sessions_listed <= free_sessions(board, listed or day):
        return None
    for rule in LIMIT_RULES:
        if rule.board == board and rule.st == st and _in_force(rule, day):
            return rule.rate
    return None


def has_limit(symbol: str, day: dt.date) -> bool:
    """
    Whether a seasoned stock had a price limit on a day.

    >>> has_limit("300249.SZ", dt.date(2025, 2, 13)), has_limit("1428.HK", dt.date(2025, 2, 13))
    (True, False)
    """
    return limit_rate(board(symbol), day) is not None


def limit_prices(previous_close: Decimal | float, rate: Decimal) -> tuple[Decimal, Decimal]:
    """
    Lower and upper limit price of a session, yuan.

    Rounded half up to the tick in decimals, at least one tick from the previous
    close, never below one tick.

    Examples
    --------
    >>> limit_prices(23.45, Decimal("0.10"))
    (Decimal('21.11'), Decimal('25.80'))
    """
    # By way of repr, because 23.45 as a binary fraction lies below 23.45.
    reference = Decimal(repr(float(previous_close)))
    down = (reference * (1 - rate)).quantize(TICK, ROUND_HALF_UP)
    up = (reference * (1 + rate)).quantize(TICK, ROUND_HALF_UP)
    return max(min(down, reference - TICK), TICK), max(up, reference + TICK)


def is_st(spans: Iterable[StatusSpan], symbol: str, day: dt.date) -> bool | None:
    """
    Whether a stock was under special treatment on a day; None where no span says.

    Where spans overlap, the one that began last holds; an open beginning is the earliest.

    >>> spans = [StatusSpan("600000.SS", True, dt.date(2025, 5, 6), None)]
    >>> is_st(spans, "600000.SS", dt.date(2025, 5, 6)), is_st(spans, "600000.SS", dt.date.min)
    (True, None)
    """
    found = [
        span
        for span in spans
        if span.symbol == symbol and (span.first or day) <= day <= (span.last or day)
    ]
    return max(found, key=lambda span: span.first or dt.date.min).st if found else None


def session_limits(
    prices: pd.DataFrame,
    symbol: str,
    sessions: Sessions,
    *,
    adjusted: bool,
    additive: bool = False,
    first: dt.date | None = None,
    last: dt.date | None = None,
    st: bool = False,
    listed: dt.date | None = None,
    references: Mapping[dt.date, float] | None = None,
    status: Iterable[StatusSpan] = (),
) -> tuple[SessionLimits, ...]:
    """
    Limit prices of a stock, and its closes at them.

    Parameters
    ----------
    prices : DataFrame
        Price table (`dashboard.market.prices.COLUMNS`); other symbols in it are ignored.
    symbol : str
        The stock.
    sessions : Sessions
        Calendar that tells whether two rows are neighbours.
    adjusted : bool
        Unadjusted, the close must equal the limit price.  Adjusted, the limit
        price itself can be a tick off: the close must lie within one tick of it
        and be the session's high (low).
    additive : bool
        Adjusted by adding: the prices are lower than those traded by the later dividends,
        and so the limit is wider by rate x these, which nobody knows.  A close beyond the
        limit computed from the close before is taken for one at the limit when it is the
        session's high (low) and dividends of `MOST_DIVIDENDS` of the price explain it.
    first, last : date, optional
        Look at these sessions only; by default at all in the table.
    st : bool
        Whether the stock is under special treatment where `status` does not say.
    listed : date, optional
        First session of a new listing, for its sessions without a limit.
    references : mapping of date to float, optional
        Reference price by session, restated on ex-dates, for unadjusted prices.  A
        session without one (or with NaN) is judged by the close before.
    status : iterable of StatusSpan
        When the stock was under special treatment.

    Returns
    -------
    tuple of SessionLimits
        Sessions of which the limit is known, oldest first.

    Raises
    ------
    ValueError
        If references come with adjusted prices: they are prices as traded.

    Notes
    -----
    Where a close lies beyond its limit, that limit was not in force or a price is wrong:
    none is claimed, so that no limit price is drawn on the near side of a close.

    Without references, the reference price after a gap is unknown (it need not be
    the last close), and no limit is claimed.  Nor is a close at one on unadjusted
    prices whose reference was lowered for a dividend, unless it happens to meet the
    limit computed from the close before.

    Two kinds of session without a limit are not known here, because nothing dates
    them: the first of a delisting arrangement and the first after a re-listing.
    """
    if references is not None and adjusted:
        raise ValueError("references are prices as traded and cannot judge adjusted ones")
    name, known = board(symbol), references or {}
    own = [span for span in status if span.symbol == symbol]
    found: list[SessionLimits] = []
    for previous, row in pairwise([None, *_rows(prices, symbol, first, last)]):
        if row is None or (first is not None and row.day < first):
            continue
        special = is_st(own, symbol, row.day)
        age = sessions.count(listed, row.day) if listed else None
        under = st if special is None else special
        rate = limit_rate(name, row.day, st=under, sessions_listed=age, listed=listed)
        reference = known.get(row.day, math.nan)
        if math.isnan(reference) and previous and previous.day == sessions.before(row.day):
            reference = previous.close
        if rate is None or math.isnan(reference):
            continue
        limits = limit_prices(reference, rate)
        if additive:
            limits = _widened(limits, row.close, rate)
        if _is_beyond(row.close, limits, adjusted=adjusted):
            continue  # this limit was not in force
        hit = _hit(row, limits, adjusted=adjusted)
        found.append(SessionLimits(row.day, row.close, float(limits[0]), float(limits[1]), hit))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Row:
    day: dt.date
    open: float
    high: float
    low: float
    close: float


def _rows(
    prices: pd.DataFrame, symbol: str, first: dt.date | None, last: dt.date | None
) -> list[_Row]:
    """Rows of a symbol from the one before `first` to `last`, oldest first."""
    places = np.flatnonzero((prices["symbol"] == symbol).to_numpy())
    days = prices["date"].to_numpy()[places]
    order = np.argsort(days, kind="stable")
    places, days = places[order], days[order]
    start = 0 if first is None else max(0, int(np.searchsorted(days, np.datetime64(first))) - 1)
    stop = None if last is None else int(np.searchsorted(days, np.datetime64(last), side="right"))
    held = places[start:stop]
    columns = (prices[name].to_numpy()[held].tolist() for name in ("open", "high", "low", "close"))
    dates = days[start:stop].astype("datetime64[D]").tolist()
    return [_Row(*values) for values in zip(dates, *columns, strict=True)]


def _widened(
    limits: tuple[Decimal, Decimal], close: float, rate: Decimal
) -> tuple[Decimal, Decimal]:
    """Limits that leave room for a close, as far as later dividends can explain it."""
    (down, up), traded = limits, Decimal(repr(close))
    room = rate * MOST_DIVIDENDS * traded
    return (
        traded if down - room <= traded < down else down,
        traded if up < traded <= up + room else up,
    )


def _is_beyond(close: float, limits: tuple[Decimal, Decimal], *, adjusted: bool) -> bool:
    slack = TICK if adjusted else Decimal(0)
    return not limits[0] - slack <= Decimal(repr(close)) <= limits[1] + slack


def _hit(row: _Row, limits: tuple[Decimal, Decimal], *, adjusted: bool) -> LimitClose | None:
    close = Decimal(repr(row.close))
    slack = TICK if adjusted else Decimal(0)
    one_price = row.open == row.high == row.low == row.close
    down, up = limits
    # Within a tick and one further test: an adjusted close beside the limit price
    # is at the limit only if the session went no further.
    if abs(close - up) <= slack and (row.close == row.high or not adjusted):
        return LimitClose(row.day, "up", one_price, float(up))
    if abs(close - down) <= slack and (row.close == row.low or not adjusted):
        return LimitClose(row.day, "down", one_price, float(down))
    return None


def free_sessions(board: Board, listed: dt.date) -> int:
    """
    Sessions without a limit after a listing, by the rule of the listing day.

    >>> free_sessions("chinext", dt.date(2020, 8, 21)), free_sessions("main", dt.date(2023, 4, 10))
    (1, 5)
    """
    rules = (rule for rule in LISTING_RULES if rule.board == board and _in_force(rule, listed))
    return max((rule.sessions for rule in rules), default=0)


def _in_force(rule: LimitRule | ListingRule, day: dt.date) -> bool:
    return rule.first <= day and (rule.last is None or day <= rule.last)
