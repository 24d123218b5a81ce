"""Return of each stock from the base close to the last close, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from dashboard.analysis.window.build_up import SessionGrid
from dashboard.analysis.window.limits import stock_limit_closes
from dashboard.case import Case, Stock
from dashboard.errors import N_
from dashboard.market.boards import Side
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.result import Undefined, or_nan
from dashboard.stats.returns import rounding_interval

TICK = 0.01  # step of adjusted prices as data vendors store them


@dataclass(frozen=True, slots=True)
class StockReturn:
    """
    Buy-and-hold return of one stock from the base close to the window's last close.

    Attributes
    ----------
    symbol, group : str
        The stock and its group.
    base_close, last_close : float or None
        In the case's currency; None when the stock has no row in that session.
    value : float or Undefined
        Fraction; the sentence says which close is not there.
    low, high : float or Undefined
        Returns that the unrounded prices allow; equal to `value` where prices
        are not rounded after the fact.
    limit_up, limit_down, one_price : tuple of date
        Sessions of the window that closed at a limit; those of one price only.
    last_limit : {"up", "down"} or None
        At which limit the last session closed: then the return is cut off.
    missing : tuple of date
        Sessions of the window without a row (suspended, or a gap in the data).
    """

    symbol: str
    group: str
    base_close: float | None
    last_close: float | None
    value: float | Undefined
    low: float | Undefined
    high: float | Undefined
    limit_up: tuple[date, ...]
    limit_down: tuple[date, ...]
    one_price: tuple[date, ...]
    last_limit: Side | None
    missing: tuple[date, ...]

    @property
    def has_return(self) -> bool:
        """Whether there is a close on both ends."""
        return not isinstance(self.value, Undefined)


def by_return(stocks: Iterable[StockReturn]) -> list[StockReturn]:
    """Highest return first; those without one last."""
    return sorted(stocks, key=lambda each: (not each.has_return, -or_nan(each.value)))


def stock_returns(
    case: Case, market: Market, sessions: Sessions, grid: SessionGrid
) -> tuple[StockReturn, ...]:
    """Returns over the window of `grid`, in the order of the case."""
    adjusted = market.note.is_adjusted
    first, last = grid.sessions[grid.base + 1], grid.sessions[grid.last]
    found = []
    for column, stock in enumerate(case.stocks):
        start, end = (float(grid.closes[row, column]) for row in (grid.base, grid.last))
        value, low, high = _return(
            start, end, adjusted, _missing_close(stock, market, start, end, grid)
        )
        hits = stock_limit_closes(stock, market, sessions, first=first, last=last)
        inside = grid.closes[grid.base + 1 : grid.last + 1, column]
        found.append(
            StockReturn(
                symbol=stock.symbol,
                group=stock.group,
                base_close=_number(start),
                last_close=_number(end),
                value=value,
                low=low,
                high=high,
                limit_up=tuple(hit.date for hit in hits if hit.side == "up"),
                limit_down=tuple(hit.date for hit in hits if hit.side == "down"),
                one_price=tuple(hit.date for hit in hits if hit.one_price),
                last_limit=next((hit.side for hit in hits if hit.date == last), None),
                missing=tuple(
                    grid.sessions[grid.base + 1 + row] for row in np.flatnonzero(np.isnan(inside))
                ),
            )
        )
    return tuple(found)


def _return(
    start: float, end: float, adjusted: bool, missing: Undefined | None
) -> tuple[float | Undefined, float | Undefined, float | Undefined]:
    if missing is not None:
        return missing, missing, missing
    return (end / start - 1, *return_interval(start, end, adjusted=adjusted))


def _missing_close(
    stock: Stock, market: Market, start: float, end: float, grid: SessionGrid
) -> Undefined | None:
    base, last = grid.sessions[grid.base], grid.sessions[grid.last]
    if np.isfinite(start) and np.isfinite(end):
        return None
    own = market.prices.loc[market.prices["symbol"] == stock.symbol, "date"]
    if own.empty:
        return Undefined.of(N_("{stock} has no prices in this case."), stock=stock)
    if np.isnan(start) and own.min().date() > base:
        return Undefined.of(
            N_("{stock} has no close on the base {day}: its prices start on {first}."),
            stock=stock,
            day=base,
            first=own.min().date(),
        )
    if np.isnan(start):
        return Undefined.of(N_("{stock} has no close on the base {day}."), stock=stock, day=base)
    return Undefined.of(
        N_("{stock} has no close on {day}, the last session of the window."),
        stock=stock,
        day=last,
    )


def return_interval(start: float, end: float, *, adjusted: bool) -> tuple[float, float]:
    """
    Lowest and highest return from one close to another that their rounding allows.

    Prices as traded are what they are; prices adjusted after the fact and then
    stored on the tick are half a tick unsure on either side.

    >>> low, high = return_interval(37.11, 40.00, adjusted=True)
    >>> round(low, 5), round(high, 5)
    (0.0776, 0.07816)
    """
    if not (adjusted and _on_tick(start) and _on_tick(end)):
        return end / start - 1, end / start - 1
    low, high = rounding_interval(start, end, tick=TICK)
    return float(low[0]), float(high[0])


def _on_tick(price: float) -> bool:
    return abs(price / TICK - round(price / TICK)) < 1e-6


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
