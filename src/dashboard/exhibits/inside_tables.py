"""Sessions to the minute as a table: one row an event and stock, its moves and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.analysis.window.inside import EventInside, SessionInside
from dashboard.analysis.window.minute_limits import LimitTouch
from dashboard.analysis.window.session_minutes import Passing, StockMoment
from dashboard.errors import N_
from dashboard.exhibits.columns import reason
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.market.minutes import MinuteBars, MinuteNote


@dataclass(frozen=True, slots=True)
class Row:
    """One stock at one event, as far as it is known."""

    number: int
    found: SessionInside
    event: EventInside
    symbol: str
    note: MinuteNote | None

    @property
    def moment(self) -> StockMoment | None:
        """How far it had moved."""
        return next((each for each in self.event.stocks if each.symbol == self.symbol), None)

    @property
    def known(self) -> datetime | None:
        """When the price before the event was made."""
        return None if self.moment is None else self.moment.known

    @property
    def bar(self) -> datetime | None:
        """End of the bar that contains the event."""
        return None if self.moment is None else self.moment.bar

    @property
    def touch(self) -> LimitTouch | None:
        """The limit that it met first."""
        return next((each for each in self.found.touches if each.symbol == self.symbol), None)

    @property
    def passing(self) -> tuple[int, Passing] | None:
        """Rank and bar of its first 3 %."""
        ranks = enumerate(self.found.order, start=1)
        found = ((rank, one) for rank, several in ranks for one in several)
        return next((each for each in found if each[1].symbol == self.symbol), None)


def _time(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="minutes")


_MOVES: tuple[Column[Row], ...] = (
    Column(N_("price before it made at"), lambda row: _time(row.known)),
    Column(N_("move then"), lambda row: row.moment and row.moment.then, FRACTION),
    Column(N_("bar that contains it, to"), lambda row: _time(row.bar)),
    Column(N_("move in that bar"), lambda row: row.moment and row.moment.inside, FRACTION),
    Column(N_("move after it"), lambda row: row.moment and row.moment.after, FRACTION),
    Column(N_("move of the session"), lambda row: row.moment and row.moment.total, FRACTION),
)
_FIRSTS: tuple[Column[Row], ...] = (
    Column(N_("first 3 % at"), lambda row: _time(row.passing[1].end) if row.passing else ""),
    Column(N_("rank by that"), lambda row: row.passing and row.passing[0]),
    Column(N_("limit met"), lambda row: row.touch.side if row.touch else ""),
    Column(N_("met at"), lambda row: _time(row.touch.met) if row.touch else ""),
    Column(N_("closed there at"), lambda row: _time(row.touch.closed) if row.touch else ""),
    Column(N_("opened again at"), lambda row: _time(row.touch.opened) if row.touch else ""),
    Column(N_("at the limit at the end"), lambda row: row.touch and row.touch.held),
)
_TOLD: tuple[Column[Row], ...] = (
    Column(N_("remark"), lambda row: reason(row.event.unknown.get(row.symbol))),
    Column(N_("minutes of a bar"), lambda row: row.note and row.note.interval),
    Column(N_("source"), lambda row: (row.note.title or row.note.source) if row.note else ""),
    Column(N_("retrieved"), lambda row: row.note.retrieved if row.note else ""),
)


def inside_table(
    found: Sequence[SessionInside],
    shown: Sequence[EventInside],
    numbered: Mapping[str, int],
    bars: Mapping[str, MinuteBars],
) -> Table[Row]:
    """One row an event and stock; an empty cell is what is not known, and the remark says why."""
    notes, names = {symbol: each.note for symbol, each in bars.items()}, {e.event for e in shown}
    rows = [
        Row(numbered[event.event], each, event, symbol, notes.get(symbol))
        for each in found
        for event in each.events
        if event.event in names
        for symbol in (*(stock.symbol for stock in each.stocks), *each.unknown)
    ]
    columns: tuple[Column[Row], ...] = (
        Column(N_("number"), lambda row: row.number),
        Column(N_("id"), lambda row: row.event.event),
        Column(N_("session"), lambda row: row.found.session.isoformat()),
        Column(N_("time (exchange)"), lambda row: _time(row.event.span.earliest)),
        Column(N_("symbol"), lambda row: row.symbol),
        Column(N_("in the event’s mean"), lambda row: row.symbol in row.event.named),
        *_MOVES,
        *_FIRSTS,
        *_TOLD,
    )
    return Table(columns, rows)
