"""Daily bars of one stock: open, high, low, close, volume and the limits of each session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.analysis.window.limits import stock_session_limits
from dashboard.case import Case
from dashboard.market.boards import LimitClose, SessionLimits
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions


@dataclass(frozen=True, slots=True)
class DailyBar:
    """
    One session of one stock; prices in the case's currency.

    Attributes
    ----------
    date : date
    open, high, low, close : float
    volume : float or None
        In the unit of the price note.
    change : float or None
        Close over the previous session's close less 1; None when the previous
        session has no row, because a suspension may have moved the reference price.
    limits : (float, float) or None
        Lower and upper limit price on the scale of this bar's prices; None where
        there is no limit or the reference price is unknown.
    hit : LimitClose or None
        The close stood at a limit.
    """

    date: date
    open: float
    high: float
    low: float
    close: float
    volume: float | None
    change: float | None
    limits: tuple[float, float] | None
    hit: LimitClose | None


@dataclass(frozen=True, slots=True)
class DailyBars:
    """Bars of one stock on the calendar's sessions; None where it did not trade."""

    symbol: str
    sessions: tuple[date, ...]
    bars: tuple[DailyBar | None, ...]

    @property
    def known(self) -> tuple[DailyBar, ...]:
        """Sessions with a row."""
        return tuple(bar for bar in self.bars if bar is not None)


def daily_bars(
    case: Case, market: Market, sessions: Sessions, symbol: str, days: Sequence[date]
) -> DailyBars:
    """
    Bars of one stock at the sessions of a chart.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    symbol : str
        A stock of the case, or an index of its price table: that has no limit.
    days : sequence of date
        Neighbouring sessions, oldest first.
    """
    own = market.prices.loc[market.prices["symbol"] == symbol].set_index("date").sort_index()
    known: dict[date, SessionLimits] = {}
    if days and symbol in case.symbols:
        found = stock_session_limits(
            case.stock(symbol), market, sessions, first=days[0], last=days[-1]
        )
        known = {each.date: each for each in found}
    bars: list[DailyBar | None] = []
    for day in days:
        row = _row(own, day)
        previous = _row(own, sessions.before(day)) if row is not None else None
        bars.append(None if row is None else _bar(day, row, previous, known.get(day)))
    return DailyBars(symbol, tuple(days), tuple(bars))


def _row(own: pd.DataFrame, day: date) -> dict[str, float] | None:
    stamp = pd.Timestamp(day)
    if stamp not in own.index:
        return None
    row = own.loc[stamp].to_dict()
    return {name: float(row[name]) for name in ("open", "high", "low", "close", "volume")}


def _bar(
    day: date,
    row: dict[str, float],
    previous: dict[str, float] | None,
    session: SessionLimits | None,
) -> DailyBar:
    limits = None
    if session is not None:
        # Limits come in prices as traded; the bar's may be adjusted.
        scale = row["close"] / session.close
        limits = (session.down * scale, session.up * scale)
    volume = row["volume"]
    return DailyBar(
        date=day,
        open=row["open"],
        high=row["high"],
        low=row["low"],
        close=row["close"],
        volume=volume if volume == volume else None,  # noqa: PLR0124 - NaN is unlike itself
        change=row["close"] / previous["close"] - 1 if previous is not None else None,
        limits=limits,
        hit=session.hit if session is not None else None,
    )
