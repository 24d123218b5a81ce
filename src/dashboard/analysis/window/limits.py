"""Closes at the price limit among the stocks of a case: an outcome no outlier can stretch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.case import Case, Stock
from dashboard.market.boards import (
    LimitClose,
    SessionLimits,
    Side,
    has_limit,
    is_special_treatment,
    session_limits,
)
from dashboard.market.plausibility import noted_basis
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions


@dataclass(frozen=True, slots=True)
class StockLimits:
    """Closes at the limit of one stock, oldest first, and the sessions it traded."""

    symbol: str
    group: str
    traded: int
    closes: tuple[LimitClose, ...]

    def count(self, side: Side) -> int:
        """How many closes at the upper or the lower limit."""
        return sum(hit.side == side for hit in self.closes)

    @property
    def up(self) -> int:
        """How many closes at the upper limit."""
        return self.count("up")

    @property
    def down(self) -> int:
        """How many closes at the lower limit."""
        return self.count("down")


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """
    Closes at the limit of a group.

    Attributes
    ----------
    id : str
    stocks, stocks_up, stocks_down : int
        Stocks that traded; those of them that closed at a limit at least once.
    stock_days, up, down : int
        Sessions times stocks traded; closes at the upper and lower limit.
    """

    id: str
    stocks: int
    stocks_up: int
    stocks_down: int
    stock_days: int
    up: int
    down: int

    def count(self, side: Side) -> int:
        """How many closes at the upper or the lower limit."""
        return self.up if side == "up" else self.down

    def stocks_at(self, side: Side) -> int:
        """How many stocks closed there at least once."""
        return self.stocks_up if side == "up" else self.stocks_down


@dataclass(frozen=True, slots=True)
class Limits:
    """Closes at the limit from `first` to `last`, by stock and by group."""

    first: date
    last: date
    stocks: tuple[StockLimits, ...]
    groups: tuple[GroupLimits, ...]


def any_limit(case: Case, day: date) -> bool:
    """Whether any stock of the case had a price limit on a day: most markets know none."""
    return any(has_limit(stock.symbol, day) for stock in case.stocks)


def stock_limit_closes(
    stock: Stock, market: Market, sessions: Sessions, *, first: date, last: date
) -> tuple[LimitClose, ...]:
    """Closes of one stock at its price limit from `first` to `last`, both included."""
    found = stock_session_limits(stock, market, sessions, first=first, last=last)
    return tuple(session.hit for session in found if session.hit)


def stock_session_limits(
    stock: Stock, market: Market, sessions: Sessions, *, first: date, last: date
) -> tuple[SessionLimits, ...]:
    """
    Limit prices of one stock from `first` to `last`, both included.

    On prices as traded where the market has them for the stock, with the reference
    price of each session; otherwise on the prices of the case.  Special treatment is
    that of the session where the market knows it, otherwise what the name shows.
    """
    traded = _as_traded(stock, market)
    return session_limits(
        market.prices if traded is None else traded,
        stock.symbol,
        sessions,
        adjusted=market.note.is_adjusted and traded is None,
        additive=traded is None and noted_basis(market.note_of(stock.symbol)) == "additive",
        first=first,
        last=last,
        st=is_special_treatment(stock.name.zh, first),
        listed=market.listed.get(stock.symbol),
        references=None if traded is None else _references(traded),
        status=market.status,
    )


def _as_traded(stock: Stock, market: Market) -> pd.DataFrame | None:
    """Unadjusted rows of a stock; None when the market has none."""
    if market.unadjusted is None:
        return None
    own = market.unadjusted.loc[market.unadjusted["symbol"] == stock.symbol]
    return None if own.empty else own


def rows_as_traded(symbol: str, market: Market) -> pd.DataFrame | None:
    """Rows of a symbol as traded; None where only adjusted prices of it are known."""
    for table in (market.unadjusted, market.prices):
        if table is None or (table is market.prices and market.note_of(symbol).is_adjusted):
            continue
        own = table.loc[table["symbol"] == symbol]
        if not own.empty:
            return own
    return None


def _references(traded: pd.DataFrame) -> dict[date, float]:
    return dict(zip(traded["date"].dt.date, traded["reference"], strict=True))


def limits(case: Case, market: Market, sessions: Sessions, *, first: date, last: date) -> Limits:
    """
    Closes at the limit of all stocks of a case.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    first, last : date
        First and last session looked at, both included.

    Returns
    -------
    Limits
        Empty counts for a stock or group without prices in these sessions.
    """
    inside = market.prices["date"].between(f"{first}", f"{last}")
    traded = market.prices.loc[inside, "symbol"].value_counts()
    stocks = tuple(
        StockLimits(
            stock.symbol,
            stock.group,
            int(traded.get(stock.symbol, 0)),
            stock_limit_closes(stock, market, sessions, first=first, last=last),
        )
        for stock in case.stocks
    )
    groups = tuple(
        _group_limits(group.id, [stock for stock in stocks if stock.group == group.id])
        for group in case.groups
    )
    return Limits(first, last, stocks, groups)


def _group_limits(group: str, members: list[StockLimits]) -> GroupLimits:
    return GroupLimits(
        id=group,
        stocks=sum(stock.traded > 0 for stock in members),
        stocks_up=sum(stock.up > 0 for stock in members),
        stocks_down=sum(stock.down > 0 for stock in members),
        stock_days=sum(stock.traded for stock in members),
        up=sum(stock.up for stock in members),
        down=sum(stock.down for stock in members),
    )
