"""Prices as tidy tables: all stocks of the window shown, or the candles of one stock."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import pandas as pd

from dashboard.analysis.window.daily_bars import DailyBar, daily_bars
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.exhibits.columns import PROVENANCE
from dashboard.language.columns import FRACTION, Column, Table, through
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions

Row = Mapping[Hashable, Any]  # of the table of prices

_BAR: tuple[Column[DailyBar], ...] = (
    Column(N_("change since the close before"), lambda bar: bar.change, FRACTION, dtype=float),
    Column(N_("close at limit"), lambda bar: bar.hit.side if bar.hit else ""),
)


def price_table(
    case: Case,
    market: Market,
    *,
    symbols: Sequence[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Table[Row]:
    """Rows of the price table from `first` to `last`, both included."""
    prices = market.prices
    chosen = pd.Series(True, index=prices.index)
    if symbols is not None:
        chosen &= prices["symbol"].isin(list(symbols))
    if first is not None:
        chosen &= prices["date"] >= pd.Timestamp(first)
    if last is not None:
        chosen &= prices["date"] <= pd.Timestamp(last)
    return Table(_columns(case, market), prices[chosen].to_dict("records"))


def candle_table(
    case: Case, market: Market, sessions: Sessions, symbol: str, *, first: date, last: date
) -> Table[Row]:
    """
    Candles of one stock with the change since the close before and closes at a limit.

    The change is empty after a suspended session: it would span more than one day.
    """
    candles = price_table(case, market, symbols=[symbol], first=first, last=last)
    bars = daily_bars(case, market, sessions, symbol, sessions.between(first, last))
    known = {bar.date: bar for bar in bars.known}
    own: tuple[Column[Row], ...] = through(lambda row: known.get(row["date"].date()), _BAR)
    prices, told = candles.columns[: -len(PROVENANCE)], candles.columns[-len(PROVENANCE) :]
    return Table((*prices, *own, *told), candles.rows)


def _columns(case: Case, market: Market) -> tuple[Column[Row], ...]:
    # Each line names its own source: the stocks of a case need not share one.
    told: tuple[Column[Row], ...] = through(lambda row: market.note_of(row["symbol"]), PROVENANCE)
    return (
        Column(N_("symbol"), itemgetter("symbol")),
        Column(N_("date"), itemgetter("date")),
        Column(N_("open"), itemgetter("open"), case.currency),
        Column(N_("high"), itemgetter("high"), case.currency),
        Column(N_("low"), itemgetter("low"), case.currency),
        Column(N_("close"), itemgetter("close"), case.currency),
        Column(N_("volume"), itemgetter("volume"), market.note.volume_unit or "unit not given"),
        *told,
    )
