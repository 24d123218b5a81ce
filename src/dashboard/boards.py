"""A-share boards: who may move how far in a session, and who closed at that limit.

A limit is a row of a table with its dates, never a constant: the same stock had
10 % on one day and 20 % on the next.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from dashboard.sessions import Sessions

Board: TypeAlias = Literal["main", "chinext", "star", "bse", "index", "unknown"]

TICK = Decimal("0.01")  # yuan; SSE and SZSE trading rules, A shares

# Code prefixes by exchange suffix: SSE and SZSE code allocation; the BSE moved to 92 in 2025.
_PREFIXES: dict[str, tuple[tuple[str, Board], ...]] = {
    "SS": (("60", "main"), ("688", "star"), ("689", "star"), ("000", "index"), ("93", "index")),
    "SZ": (
        ("399", "index"),
        ("30", "chinext"),
        ("000", "main"),
        ("001", "main"),
        ("002", "main"),
        ("003", "main"),
    ),
    "BJ": (("899", "index"), ("92", "bse"), ("43", "bse"), ("83", "bse"), ("87", "bse")),
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
        As computed from the previous close in the table; yuan.
    """

    date: dt.date
    side: Literal["up", "down"]
    one_price: bool
    limit_price: float


def board(symbol: str) -> Board:
    """
    Board of a symbol in Yahoo style.

    B shares, funds and foreign symbols are "unknown": no limit is claimed for them.

    >>> [board(symbol) for symbol in ("300249.SZ", "603881.SS", "000300.SS", "AAPL")]
    ['chinext', 'main', 'index', 'unknown']
    """
    code, _, exchange = symbol.upper().partition(".")
    if len(code) == 6 and code.isdigit():
        for prefix, name in _PREFIXES.get(exchange, ()):
            if code.startswith(prefix):
                return name
    return "unknown"


def is_special_treatment(chinese_name: str) -> bool:
    """
    Whether a Chinese short name carries the exchange's ST or *ST mark.

    The name is that of the case file: of the day it was written, not of every session.
    """
    return chinese_name.strip().upper().lstrip("*").startswith("ST")


def limit_rate(
    board: Board, day: dt.date, *, st: bool = False, sessions_listed: int | None = None
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

    Returns
    -------
    Decimal or None
        None where there is no limit, or none known.

    Examples
    --------
    >>> limit_rate("chinext", dt.date(2020, 8, 21)), limit_rate("chinext", dt.date(2020, 8, 24))
    (Decimal('0.10'), Decimal('0.20'))
    """
    if sessions_listed is not None and sessions_listed <= _free_sessions(board, day):
        return None
    for rule in LIMIT_RULES:
        if rule.board == board and rule.st == st and _in_force(rule, day):
            return rule.rate
    return None


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


def limit_closes(
    prices: pd.DataFrame,
    symbol: str,
    sessions: Sessions,
    *,
    adjusted: bool,
    first: dt.date | None = None,
    last: dt.date | None = None,
    st: bool = False,
    listed: dt.date | None = None,
) -> tuple[LimitClose, ...]:
    """
    Sessions in which a stock closed at its price limit.

    Parameters
    ----------
    prices : DataFrame
        Price table (`dashboard.prices.COLUMNS`); other symbols in it are ignored.
    symbol : str
        The stock.
    sessions : Sessions
        Calendar that tells whether two rows are neighbours.
    adjusted : bool
        Unadjusted, the close must equal the limit price.  Adjusted, the limit
        price itself can be a tick off: the close must lie within one tick of it
        and be the session's high (low).
    first, last : date, optional
        Look at these sessions only; by default at all in the table.
    st : bool
        Whether the stock is under special treatment.
    listed : date, optional
        First session of a new listing, for its sessions without a limit.

    Returns
    -------
    tuple of LimitClose
        Oldest first.

    Notes
    -----
    After a gap the reference price is unknown (it need not be the last close),
    and no limit is claimed.  Nor is one on unadjusted prices whose reference was
    lowered for a dividend, unless the close happens to meet the limit computed here.
    """
    name = board(symbol)
    rows = _rows(prices, symbol, first, last)
    found: list[LimitClose] = []
    for previous, row in pairwise(rows):
        age = sessions.count(listed, row.day) if listed else None
        rate = limit_rate(name, row.day, st=st, sessions_listed=age)
        if rate is None or previous.day != sessions.before(row.day):
            continue
        hit = _hit(row, limit_prices(previous.close, rate), adjusted=adjusted)
        if hit:
            found.append(hit)
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


def _free_sessions(board: Board, day: dt.date) -> int:
    rules = (rule for rule in LISTING_RULES if rule.board == board and _in_force(rule, day))
    return max((rule.sessions for rule in rules), default=0)


def _in_force(rule: LimitRule | ListingRule, day: dt.date) -> bool:
    return rule.first <= day and (rule.last is None or day <= rule.last)
