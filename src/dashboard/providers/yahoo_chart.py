"""Yahoo's chart answer read: splits undone, dividends and splits chained into a factor.

Nothing here asks anybody: yfinance's table and the answer it was made of go in, rows as
traded come out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.errors import (
    N_,
    EmptyAnswerError,
    InputError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.market.boards import TICK, board
from dashboard.market.corporate_actions import CorporateAction, factors_from_actions
from dashboard.market.series import INDEX
from dashboard.providers import Ask, FetchedPrices
from dashboard.providers.asking import Reply

SOURCE = "yahoo"
FINE_TICK = Decimal("0.001")  # funds of both exchanges, B shares of Shanghai
PRICES = ["Open", "High", "Low", "Close"]
TRADED_KINDS = ("EQUITY", "ETF")  # a flat row of one of these without volume is a suspension


@dataclass(frozen=True, slots=True)
class Restated:
    """
    Splits and dividends as Yahoo has them.

    Attributes
    ----------
    splits : tuple of (date, float)
        New shares for one old share; below 1 for a consolidation.
    dividends : tuple of (date, float)
        Cash per share of today: restated for the splits of its own day and all later.
    """

    splits: tuple[tuple[date, float], ...] = ()
    dividends: tuple[tuple[date, float], ...] = ()


def read_chart(frame: pd.DataFrame, reply: Reply, ask: Ask) -> FetchedPrices:
    """
    Turn yfinance's table, and the answer it was made of, into rows as traded.

    Splits and dividends are read from the answer itself: the table moves those of a day
    without a row to the row *before* it.

    Raises
    ------
    WrongSecurityError, EmptyAnswerError, UnreadableError
    """
    try:
        chart = reply.json()["chart"]["result"][0]
        meta = chart["meta"]
        given, kind, currency = str(meta["symbol"]), meta["instrumentType"], meta["currency"]
        events, foreign = _events(chart)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise reply.unreadable(reply.text()) from error
    if given.upper() != ask.symbol.upper():
        raise WrongSecurityError(
            N_("{source} answered for {given} when {symbol} was asked for."),
            source=SOURCE,
            symbol=ask.symbol,
            given=given,
        )
    is_index = kind == "INDEX" or ask.symbol.startswith("^") or board(ask.symbol) == "index"
    if is_index:
        events, foreign = Restated(), False
    rows = as_traded(
        frame,
        events.splits,
        digits=_digits(ask.symbol, meta.get("priceHint")),
        idle=kind in TRADED_KINDS and not is_index,
    )
    if rows.empty:
        raise nothing(ask)
    # A dividend in another currency than the price cannot be taken out of it.
    rows["factor"] = math.nan if foreign else _factor(rows, events, ask.symbol)
    origin = INDEX if is_index else SOURCE
    return FetchedPrices(
        rows=rows,
        adjustment="none",
        factor_source="" if foreign else origin,
        currency=str(currency or ""),
        name="",  # its English name must not be held against a Chinese one
        request=reply.url,
        nulls=len(frame) - len(rows),
    )


def _events(chart: dict[str, Any]) -> tuple[Restated, bool]:
    """Splits and dividends of an answer, and whether a dividend is in another currency."""
    zone = ZoneInfo(chart["meta"]["exchangeTimezoneName"])
    found = chart.get("events") or {}

    def day(event: dict[str, Any]) -> date:
        return datetime.fromtimestamp(event["date"], zone).date()

    splits = [
        (day(event), float(event["numerator"]) / float(event["denominator"]))
        for event in (found.get("splits") or {}).values()
    ]
    paid = list((found.get("dividends") or {}).values())
    dividends = [(day(event), float(event["amount"])) for event in paid]
    own = {"", None, chart["meta"]["currency"]}
    foreign = any(event.get("currency") not in own for event in paid)
    if not all(math.isfinite(ratio) and ratio > 0 for _, ratio in splits):
        raise ValueError("split")
    return Restated(tuple(sorted(splits)), tuple(sorted(dividends))), foreign


def nothing(ask: Ask) -> EmptyAnswerError:
    """Error for an answer in good order without a price."""
    return EmptyAnswerError(
        N_("{source} has no price of {symbol} from {first} to {last}."),
        source=SOURCE,
        symbol=ask.symbol,
        first=ask.first,
        last=ask.last,
    )


def as_traded(
    frame: pd.DataFrame, splits: Sequence[tuple[date, float]], *, digits: int, idle: bool
) -> pd.DataFrame:
    """
    Rows with the splits undone.

    Parameters
    ----------
    frame : DataFrame
        yfinance's, unadjusted for dividends.
    splits : sequence of (date, float)
        As in `Restated`.  The price of a split's own day is already in new shares.
    digits : int
        Decimals of a price, see `_rounded`.
    idle : bool
        Whether flat rows without volume are suspended sessions, which are left out as
        rows without a price are.

    Returns
    -------
    DataFrame
        Columns of `dashboard.market.series.ROW_COLUMNS` but for the factor.
    """
    prices = frame[PRICES].to_numpy(dtype=float)
    volume = frame["Volume"].to_numpy(dtype=float)
    keep = (prices > 0).all(axis=1)
    if idle:
        keep &= (volume > 0) | (prices != prices[:, :1]).any(axis=1)
    stamps = pd.DatetimeIndex(frame.index).tz_localize(None).normalize()
    stamps = stamps[np.flatnonzero(keep)]
    later = _later(stamps.to_numpy().astype("datetime64[D]"), splits)
    rows = pd.DataFrame(
        _rounded(prices[keep] * later[:, np.newaxis], digits), columns=[p.lower() for p in PRICES]
    )
    rows.insert(0, "date", stamps)
    return rows.assign(volume=np.round(volume[keep] / later), amount=math.nan)


def _rounded(prices: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    """
    Prices with so many decimals, and no more than seven digits in all.

    Yahoo's come from 32 bits, which hold no more: 10.20 is 10.199999809265137 there and
    3812.34 is 3812.340087890625; unrounded they would equal no other source's.
    """
    whole = np.floor(np.log10(prices)) + 1
    scale = 10.0 ** np.clip(7 - whole, 0, digits)
    rounded: NDArray[np.float64] = np.rint(prices * scale) / scale
    return rounded


def _later(
    days: NDArray[np.datetime64], splits: Sequence[tuple[date, float]]
) -> NDArray[np.float64]:
    """Product of the ratios of all splits after each day."""
    product = np.ones(len(days))
    for day, ratio in splits:
        product[days < np.datetime64(day)] *= ratio
    return product


def _factor(rows: pd.DataFrame, events: Restated, symbol: str) -> NDArray[np.float64]:
    """Chain the total-return factor of rows as traded from ex-right references."""
    grown = [(day, ratio) for day, ratio in events.splits if ratio > 1]
    merged = [(day, ratio) for day, ratio in events.splits if ratio < 1]
    actions = [CorporateAction(day, bonus=round(ratio - 1, 9)) for day, ratio in grown]
    for day, amount in events.dividends:
        undone = amount * math.prod(ratio for split, ratio in grown if split >= day)
        # Five decimals: Yahoo has six of the restated amount, 0.416667 for 0.50 at 6:5.
        actions.append(CorporateAction(day, cash=round(undone, 5)))
    # The exchanges' formula has no consolidation; in shares of after it there is none.
    units = _later(rows["date"].to_numpy().astype("datetime64[D]"), merged)
    try:
        chained = factors_from_actions(
            rows.assign(close=rows["close"] / units), actions, tick=_tick(symbol)
        )
    except InputError as error:
        raise UnreadableError(
            N_("{source} served impossible dividends or splits of {symbol}: {fault}"),
            source=SOURCE,
            symbol=symbol,
            fault=str(error),
        ) from error
    factor: NDArray[np.float64] = chained / units * units[0]
    return factor


def _tick(symbol: str) -> Decimal | None:
    """Smallest step of a price on the mainland's exchanges; None for all others."""
    code, _, exchange = symbol.upper().partition(".")
    if exchange not in {"SS", "SZ", "BJ"}:
        return None
    fine = {"SS": ("5", "900"), "SZ": ("1",)}.get(exchange, ())
    return FINE_TICK if code.startswith(fine) else TICK


def _digits(symbol: str, hint: object) -> int:
    """Decimals of a price: the tick's, elsewhere four or Yahoo's own hint if that is finer."""
    tick = _tick(symbol)
    if tick is None:
        return min(max(4, hint), 8) if isinstance(hint, int) else 4
    return -int(tick.as_tuple().exponent)
