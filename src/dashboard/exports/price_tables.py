"""Prices as tidy tables: all stocks of the window shown, or the candles of one stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.analysis.limits import stock_limit_closes
from dashboard.case import Case
from dashboard.exports.columns import provenance
from dashboard.prices import Market
from dashboard.sessions import Sessions


def price_table(
    case: Case,
    market: Market,
    *,
    symbols: Sequence[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """Rows of the price table from `first` to `last`, both included, units in the header."""
    prices = market.prices
    chosen = pd.Series(True, index=prices.index)
    if symbols is not None:
        chosen &= prices["symbol"].isin(list(symbols))
    if first is not None:
        chosen &= prices["date"] >= pd.Timestamp(first)
    if last is not None:
        chosen &= prices["date"] <= pd.Timestamp(last)
    unit = market.note.volume_unit or "unit not given"
    names = {name: f"{name} ({case.currency})" for name in ("open", "high", "low", "close")}
    rows = prices[chosen].rename(columns={**names, "volume": f"volume ({unit})"})
    return rows.reset_index(drop=True).assign(**provenance(market.note))


def candle_table(
    case: Case, market: Market, sessions: Sessions, symbol: str, *, first: date, last: date
) -> pd.DataFrame:
    """
    Candles of one stock with the change since the close before and closes at a limit.

    The change is empty after a suspended session: it would span more than one day.
    """
    candles = price_table(case, market, symbols=[symbol], first=sessions.before(first), last=last)
    dates = candles["date"].dt.date
    close = candles[f"close ({case.currency})"]
    previous = dates.shift()
    unbroken = [
        isinstance(old, date) and sessions.after(old) == new
        for old, new in zip(previous, dates, strict=True)
    ]
    change = (close / close.shift() - 1).where(pd.Series(unbroken, index=candles.index))
    sides: dict[date, str] = {}
    if symbol in case.symbols:  # an index has no limit
        hits = stock_limit_closes(case.stock(symbol), market, sessions, first=first, last=last)
        sides = {hit.date: hit.side for hit in hits}
    place = list(candles.columns).index("source")
    candles.insert(place, "change since the close before (fraction)", change)
    candles.insert(place + 1, "close at limit", [sides.get(day, "") for day in dates])
    shown: pd.DataFrame = candles.loc[dates >= first].reset_index(drop=True)
    return shown
