"""The sessions of a case's timed events to the minute: stocks, limits, order, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan

import pandas as pd

from dashboard.analysis.window.limits import rows_as_traded
from dashboard.analysis.window.minute_limits import LimitTouch, limit_touches, limits_of
from dashboard.analysis.window.session_minutes import (
    NO_BARS,
    DayRow,
    Passing,
    StockMoment,
    StockSession,
    at_moment,
    first_past,
    ranked,
    share,
    stock_session,
)
from dashboard.case import Case, Event
from dashboard.cases.minutes import timed_events
from dashboard.errors import N_
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, Span
from dashboard.stats.result import Undefined


@dataclass(frozen=True, slots=True)
class EventInside:
    """
    One event to the minute.

    Attributes
    ----------
    event : str
        Its id.
    span : Span
    stocks : tuple of StockMoment
        All stocks of which it is known, in the order of the case.
    named : tuple of str
        Those that the event is about: the ones it names, else all.
    unknown : mapping of str to Undefined
        Why it is not known of the others.
    """

    event: str
    span: Span
    stocks: tuple[StockMoment, ...]
    named: tuple[str, ...]
    unknown: Mapping[str, Undefined]

    @property
    def about(self) -> tuple[StockMoment, ...]:
        """Stocks that the event is about and of which it is known."""
        return tuple(each for each in self.stocks if each.symbol in self.named)

    @property
    def is_open(self) -> bool:
        """Whether it came after the opening, so that a price of the session stood before it."""
        return any(each.known is not None for each in self.stocks)

    def mean(self, what: str) -> float | None:
        """Mean of `then`, `inside`, `after` or `total` over `about`; None without any."""
        found = [float(getattr(each, what)) for each in self.about]
        return sum(found) / len(found) if found else None

    @property
    def share_then(self) -> float | None:
        """Share of the session's mean move that stood at the last prices before it."""
        then, total = self.mean("then"), self.mean("total")
        return None if then is None or total is None else share(then, total)


@dataclass(frozen=True, slots=True)
class SessionInside:
    """
    One session to the minute.

    Attributes
    ----------
    session : date
    stocks : tuple of StockSession
        In the order of the case.
    unknown : mapping of str to Undefined
        Why there is none of the others.
    touches : tuple of LimitTouch
        Limits that were met, the earliest first.
    order : tuple of tuple of Passing
        Who first stood 3 % from the close before; those in one bar together.
    events : tuple of EventInside
        Events whose session 0 it is and whose time of day is known, in order of time.
    """

    session: date
    stocks: tuple[StockSession, ...]
    unknown: Mapping[str, Undefined]
    touches: tuple[LimitTouch, ...]
    order: tuple[tuple[Passing, ...], ...]
    events: tuple[EventInside, ...]

    def before(self, symbol: str) -> float:
        """Last close before of one of its stocks, in the prices of the case."""
        return next(each.before for each in self.stocks if each.symbol == symbol)

    def event(self, name: str) -> EventInside | None:
        """One of its events."""
        return next((each for each in self.events if each.event == name), None)


def inside_sessions(case: Case, market: Market, sessions: Sessions) -> tuple[SessionInside, ...]:
    """
    Sessions of timed events as far as the market has minute bars of them.

    Returns
    -------
    tuple of SessionInside
        Oldest first; a session without bars of any stock is not among them.
    """
    if not market.minutes:
        return ()
    held = {symbol: _rows(symbol, market) for symbol in case.symbols if symbol in market.minutes}
    found = []
    for day, events in timed_events(case, sessions).items():
        known = {
            symbol: _stock(symbol, held.get(symbol), market, sessions, day)
            for symbol in case.symbols
        }
        stocks = tuple(each for each in known.values() if not isinstance(each, Undefined))
        if stocks:
            why = {name: each for name, each in known.items() if isinstance(each, Undefined)}
            found.append(_session(case, market, sessions, day, stocks, why, events))
    return tuple(found)


def _session(
    case: Case,
    market: Market,
    sessions: Sessions,
    day: date,
    stocks: tuple[StockSession, ...],
    unknown: Mapping[str, Undefined],
    events: Iterable[tuple[Event, Span]],
) -> SessionInside:
    touches: list[LimitTouch] = []
    for each in stocks:
        bars = market.minutes[each.symbol]
        limits = limits_of(case.stock(each.symbol), market, sessions, bars, day)
        touches += () if limits is None else limit_touches(bars, limits, sessions)
    passed = (first_past(each) for each in stocks)
    return SessionInside(
        session=day,
        stocks=stocks,
        unknown=unknown,
        touches=tuple(sorted(touches, key=lambda each: each.met)),
        order=ranked(each for each in passed if each is not None),
        events=tuple(_event(event, when, stocks, unknown, sessions) for event, when in events),
    )


def _event(
    event: Event,
    when: Span,
    stocks: Iterable[StockSession],
    unknown: Mapping[str, Undefined],
    sessions: Sessions,
) -> EventInside:
    moments = {each.symbol: at_moment(each, when, sessions) for each in stocks}
    known = tuple(each for each in moments.values() if not isinstance(each, Undefined))
    why = {name: each for name, each in moments.items() if isinstance(each, Undefined)}
    named = event.stocks or (*moments, *unknown)
    return EventInside(event.id, when, known, tuple(named), {**unknown, **why})


# Daily rows ---------------------------------------------------------------


def _rows(symbol: str, market: Market) -> pd.DataFrame:
    """Rows of a symbol in the prices of the case, its close as traded beside, oldest first."""
    own = market.prices.loc[market.prices["symbol"] == symbol].set_index("date").sort_index()
    traded = rows_as_traded(symbol, market)
    closes = None if traded is None else traded.set_index("date")["close"]
    return own.assign(traded=float("nan") if closes is None else closes.reindex(own.index))


def _stock(
    symbol: str, rows: pd.DataFrame | None, market: Market, sessions: Sessions, day: date
) -> StockSession | Undefined:
    if rows is None:
        return Undefined.of(NO_BARS, day=day)
    stamp = pd.Timestamp(day)
    if stamp not in rows.index:
        return Undefined.of(N_("This stock did not trade on {day}."), day=day)
    place = rows.index.get_loc(stamp)
    if not isinstance(place, int) or place == 0:
        return Undefined.of(N_("This stock has no close before {day}."), day=day)
    row, before = _day_row(rows, place), _day_row(rows, place - 1)
    return stock_session(market.minutes[symbol], row, before, sessions)


def _day_row(rows: pd.DataFrame, place: int) -> DayRow:
    row = rows.iloc[place]
    traded = float(row["traded"])
    return DayRow(
        day=rows.index[place].date(),
        high=float(row["high"]),
        low=float(row["low"]),
        close=float(row["close"]),
        traded=None if isnan(traded) else traded,
    )
