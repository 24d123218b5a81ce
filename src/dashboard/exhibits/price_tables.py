"""Prices as tidy tables: all stocks of the window shown, or the candles of one stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.analysis.window.daily_bars import daily_bars
from dashboard.case import Case
from dashboard.exhibits.columns import provenance
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions


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
    rows = rows.reset_index(drop=True)
    # Each line names its own source: the stocks of a case need not share one.
    known = {symbol: provenance(market.note_of(symbol)) for symbol in rows["symbol"].unique()}
    told = {
        name: rows["symbol"].map({s: each[name] for s, each in known.items()})
        for name in provenance(market.note)
    }
    return rows.assign(**told)


def candle_table(
    case: Case, market: Market, sessions: Sessions, symbol: str, *, first: date, last: date
) -> pd.DataFrame:
    """
    Candles of one stock with the change since the close before and closes at a limit.

    The change is empty after a suspended session: it would span more than one day.
    """
    candles = price_table(case, market, symbols=[symbol], first=first, last=last)
    bars = daily_bars(case, market, sessions, symbol, sessions.between(first, last))
    known = {bar.date: bar for bar in bars.known}
    shown = [known.get(day) for day in candles["date"].dt.date]
    changes = [bar.change if bar else None for bar in shown]
    sides = [bar.hit.side if bar and bar.hit else "" for bar in shown]
    place = list(candles.columns).index("source")
    change = pd.Series(changes, index=candles.index, dtype="float64")
    candles.insert(place, "change since the close before (fraction)", change)
    candles.insert(place + 1, "close at limit", sides)
    return candles
