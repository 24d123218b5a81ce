"""Minute bars held against daily closes: the last bar of a day closes where the day closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboard.errors import N_, StoreError
from dashboard.market.minutes import MinuteBars
from dashboard.market.series import PriceSeries
from dashboard.message import Message
from dashboard.store.store import Store

TOLERANCE = 0.0051  # half a tick of 0.01, and what a float adds


class CloseDiffers(NamedTuple):
    """A day whose last bar closes at another price than the day."""

    day: date
    bar: float
    close: float


@dataclass(frozen=True, slots=True)
class DailyCheck:
    """
    What came of the comparison.

    Attributes
    ----------
    symbol : str
    source : str
        Of the daily series; empty where the store has none as traded.
    agree : int
        Days on which both are the same.
    differ : tuple of CloseDiffers
    lacking : int
        Days with bars that the daily series does not have.
    """

    symbol: str
    source: str
    agree: int = 0
    differ: tuple[CloseDiffers, ...] = ()
    lacking: int = 0

    def message(self) -> Message:
        """Return it in a sentence."""
        if not self.source:
            return Message.of(
                N_(
                    "{symbol}: the store has no daily prices as traded, so its bars were held "
                    "against none."
                ),
                symbol=self.symbol,
            )
        if self.differ:
            first = self.differ[0]
            return Message.of(
                N_(
                    "{symbol}: on {n} of {days} day(s) the last bar does not close where {source} "
                    "has the day’s close, first on {day}: {bar} against {close}."
                ),
                symbol=self.symbol,
                n=len(self.differ),
                days=self.agree + len(self.differ),
                source=self.source,
                day=first.day,
                bar=f"{first.bar:g}",
                close=f"{first.close:g}",
            )
        return Message.of(
            N_(
                "{symbol}: the last bar closes where {source} has the day’s close on {n} of {days} "
                "day(s); the others are not in that series."
            )
            if self.lacking
            else N_("{symbol}: on each of {n} day(s) the last bar closes where {source} does."),
            symbol=self.symbol,
            n=self.agree,
            days=self.agree + self.lacking,
            source=self.source,
        )


def against_daily(bars: MinuteBars, daily: PriceSeries | None) -> DailyCheck:
    """
    Hold the last close of each day against that of a daily series as traded.

    Parameters
    ----------
    bars : MinuteBars
    daily : PriceSeries or None
        Prices that are adjusted are no measure of prices as traded.
    """
    symbol = bars.note.symbol
    if daily is None or daily.note.adjustment != "none":
        return DailyCheck(symbol, "")
    rows = daily.rows
    known = dict(zip(rows["date"].dt.date.tolist(), rows["close"].tolist(), strict=True))
    agree, lacking, differ = 0, 0, []
    for day, price in bars.closes().items():
        close = known.get(day)
        if close is None:
            lacking += 1
        elif abs(price - close) <= TOLERANCE:
            agree += 1
        else:
            differ.append(CloseDiffers(day, price, close))
    return DailyCheck(symbol, daily.note.source, agree, tuple(differ), lacking)


def check_daily(bars: Iterable[MinuteBars], store: Store) -> list[DailyCheck]:
    """Hold bars against the daily series of the store that shares most days with each."""
    return [against_daily(each, _measure(each, store)) for each in bars]


def _measure(bars: MinuteBars, store: Store) -> PriceSeries | None:
    heads = [
        head
        for head in store.held(bars.note.symbol).values()
        if head.note.adjustment == "none" and head.first <= bars.last and head.last >= bars.first
    ]
    for head in sorted(heads, key=lambda each: (each.first > bars.first, each.last < bars.last)):
        try:
            return store.read(bars.note.symbol, head.note.source)
        except StoreError:
            continue
    return None
