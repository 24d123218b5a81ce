"""When inside a session a stock met its price limit, closed a bar there, and left it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.analysis.window.limits import rows_as_traded, stock_session_limits
from dashboard.analysis.window.session_minutes import clock, is_one_step, rows_of
from dashboard.case import Stock
from dashboard.market.boards import (
    TICK,
    SessionLimits,
    Side,
    is_special_treatment,
    session_limits,
)
from dashboard.market.minutes import MinuteBars
from dashboard.market.prices import COLUMNS, Market
from dashboard.market.sessions import Sessions

_Ticks: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LimitTouch:
    """
    A price limit that was met inside a session.

    Attributes
    ----------
    symbol : str
    side : {"up", "down"}
    price : float
        The limit, as traded.
    met : datetime
        End of the first bar that reached it; exchange time.
    closed : datetime or None
        End of the first bar whose last price was the limit.
    opened : datetime or None
        End of the first later bar with a price inside the limit again.
    held : bool
        Whether the session ended at the limit.
    """

    symbol: str
    side: Side
    price: float
    met: datetime
    closed: datetime | None
    opened: datetime | None
    held: bool


def limit_touches(
    bars: MinuteBars, limits: SessionLimits, sessions: Sessions
) -> tuple[LimitTouch, ...]:
    """
    Limits that the bars of one session met, to the tick.

    Parameters
    ----------
    bars : MinuteBars
        As traded; other days in them are ignored.
    limits : SessionLimits
        Of the session, as traded.
    sessions : Sessions
    """
    held = rows_of(bars, limits.date)
    ends = clock(held["end"], sessions.timezone)
    high, low, close = (_ticks(held[name]) for name in ("high", "low", "close"))
    up, down = _tick(limits.up), _tick(limits.down)
    found: dict[Side, _Times | None] = {
        "up": _times(up - high, up - low, up - close),
        "down": _times(low - down, high - down, close - down),
    }
    prices: dict[Side, float] = {"up": limits.up, "down": limits.down}
    return tuple(
        LimitTouch(
            symbol=bars.note.symbol,
            side=side,
            price=prices[side],
            met=ends[times.met],
            closed=None if times.closed is None else ends[times.closed],
            opened=None if times.opened is None else ends[times.opened],
            held=times.held,
        )
        for side, times in found.items()
        if times is not None
    )


class _Times(NamedTuple):
    """Places of the bars at a limit."""

    met: int
    closed: int | None
    opened: int | None
    held: bool


def _times(near: _Ticks, far: _Ticks, last: _Ticks) -> _Times | None:
    """
    Bars at a limit, from the ticks between it and each bar's near end, far end and last price.

    None where it was not met, and where a bar went beyond it: then it was not in force.
    """
    met = _first(near == 0)
    if met is None or (near < 0).any():
        return None
    closed = _first(last == 0)
    opened = None if closed is None else _first(far > 0, after=closed)
    return _Times(met, closed, opened, bool(last[-1] == 0))


def _tick(price: float) -> int:
    return int((Decimal(repr(price)) / TICK).to_integral_value())


def _ticks(prices: pd.Series[float]) -> _Ticks:
    ticks: _Ticks = np.rint(prices.to_numpy(dtype=np.float64) / float(TICK)).astype(np.int64)
    return ticks


def _first(where: NDArray[np.bool_], after: int = -1) -> int | None:
    places = np.flatnonzero(where[after + 1 :])
    return int(places[0]) + after + 1 if places.size else None


def limits_of(
    stock: Stock, market: Market, sessions: Sessions, bars: MinuteBars, day: date
) -> SessionLimits | None:
    """
    Limit prices of a stock in one session, as traded; None where they cannot be known.

    Where the market has only adjusted prices, the close as traded of the session before is
    that of its last bar, and it is the reference only if no dividend or split came between:
    the step between the two closes has to be the same on both.
    """
    if rows_as_traded(stock.symbol, market) is not None:
        found = stock_session_limits(stock, market, sessions, first=day, last=day)
        return found[0] if found else None
    before = sessions.before(day)
    traded = _as_days(bars, (before, day))
    own = market.prices.loc[market.prices["symbol"] == stock.symbol].set_index("date")["close"]
    stamps = [pd.Timestamp(before), pd.Timestamp(day)]
    if len(traded) < 2 or not all(stamp in own.index for stamp in stamps):
        return None
    first, last = traded["close"].tolist()
    begin, end = own.loc[stamps].tolist()
    if not is_one_step([(first, last, begin, end)]):
        return None
    judged = session_limits(
        traded,
        stock.symbol,
        sessions,
        adjusted=False,
        first=day,
        last=day,
        st=is_special_treatment(stock.name.zh, day),
        listed=market.listed.get(stock.symbol),
        status=market.status,
    )
    return judged[0] if judged else None


def _as_days(bars: MinuteBars, days: tuple[date, ...]) -> pd.DataFrame:
    """Minute bars of some days as a table of daily prices."""
    rows = []
    for day in days:
        held = rows_of(bars, day)
        if not held.empty:
            rows.append(
                (
                    bars.note.symbol,
                    pd.Timestamp(day),
                    held["open"].iloc[0],
                    held["high"].max(),
                    held["low"].min(),
                    held["close"].iloc[-1],
                    held["volume"].sum(),
                )
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
