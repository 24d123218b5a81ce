"""Prices as they were traded, beside those that a factor of dividends and splits adjusts.

Only where the factor is known are both at hand: then the prices as traded are what the source
gave.  Prices that came adjusted cannot be turned back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard.market.prices import COLUMNS, Market, PriceNote
from dashboard.market.series import INDEX

TRADED, TRADED_ZH = "as traded", "不复权价"


def with_factor(market: Market, symbols: Iterable[str]) -> tuple[str, ...]:
    """
    Symbols whose prices are at hand as traded and with a factor.

    An index has no dividends of its own: it is the same either way, and none of these.
    """
    if market.unadjusted is None:
        return ()
    rows = set(market.unadjusted["symbol"])
    known = {
        symbol
        for symbol, note in market.series.items()
        if symbol in rows and note.adjustment == "none" and note.factor_source not in {"", INDEX}
    }
    return tuple(symbol for symbol in symbols if symbol in known)


def as_traded(market: Market) -> Market:
    """
    Market with prices as traded wherever the factor is known; the others stay as they are.

    Returns
    -------
    Market
        Its notes say for every symbol what its prices are.  It is made to be looked at: what
        is tried is tried on adjusted prices.
    """
    known = with_factor(market, market.series)
    if not known or market.unadjusted is None:
        return market
    traded = market.unadjusted.loc[market.unadjusted["symbol"].isin(known), list(COLUMNS)]
    kept = market.prices.loc[~market.prices["symbol"].isin(known)]
    prices = pd.concat([kept, traded]).sort_values(["symbol", "date"], ignore_index=True)
    notes = {
        symbol: _traded(market.note_of(symbol)) if symbol in known else market.note_of(symbol)
        for symbol in market.series
    }
    return replace(market, prices=prices, notes=notes, note=_joined(market, known))


def _traded(note: PriceNote) -> PriceNote:
    return replace(note, adjustment=TRADED, adjustment_zh=TRADED_ZH, exact=True)


def _joined(market: Market, known: Sequence[str]) -> PriceNote:
    """Note of all prices: as traded, and what the others are."""
    others = [
        market.note_of(symbol)
        for symbol, note in market.series.items()
        if symbol not in known and note.factor_source != INDEX
    ]
    kinds = dict.fromkeys(note.adjustment for note in others)
    kinds_zh = dict.fromkeys(note.adjustment_zh or note.adjustment for note in others)
    return replace(
        market.note,
        adjustment="; ".join([TRADED, *kinds]),
        adjustment_zh="；".join([TRADED_ZH, *kinds_zh]),
    )


def ex_days(market: Market, symbol: str, first: date, last: date) -> tuple[date, ...]:
    """
    Sessions after `first`, to `last`, at whose opening a dividend or a split moved the price.

    There the exchange's reference is another than the close before.
    """
    if not with_factor(market, [symbol]) or market.unadjusted is None:
        return ()
    own = market.unadjusted.loc[market.unadjusted["symbol"] == symbol].sort_values("date")
    reference, before = own["reference"], own["close"].shift(1)
    moved = own.loc[reference.notna() & before.notna() & (reference != before), "date"]
    return tuple(day.date() for day in moved if first < day.date() <= last)
