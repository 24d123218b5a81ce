"""One session to the minute: how far a stock had moved at an event, and who moved first.

A bar is known from its end on.  Whatever is asked of a moment is answered with the last bar that
ended before it, and what moved in the bar that contains the moment is on neither side of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.errors import N_
from dashboard.market.minutes import MinuteBars
from dashboard.market.sessions import Sessions, Span
from dashboard.stats.result import Undefined

ROUNDING = 0.0151  # a tick and a half: what rounding two prices, each adjusted, can come to
AS_TRADED = 0.0051  # half a tick, and what a float adds
LEAST_MOVE = 0.01  # under one point a share of a session's move is noise over noise
PASSED = 0.03  # of the close before: when a stock had moved that far is told


NO_BARS = N_("There are no minute bars of this stock on {day}.")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of the case's prices; `traded` is its close as traded, where that is known."""

    day: date
    high: float
    low: float
    close: float
    traded: float | None = None


@dataclass(frozen=True, slots=True)
class StockSession:
    """
    One stock inside one session, on the scale of the case's prices.

    Attributes
    ----------
    symbol : str
    session : date
    since : date
        Day of the last close before; all moves are fractions of it.
    before : float
        That close, in the prices of the case.
    interval : int
        Minutes of a bar.
    ends : tuple of datetime
        Exchange time, oldest first.
    opening : float
        Move at the first price of the first bar.
    highs, lows, closes : tuple of float
        Moves, a bar each; the last close is that of the session.
    """

    symbol: str
    session: date
    since: date
    before: float
    interval: int
    ends: tuple[datetime, ...]
    opening: float
    highs: tuple[float, ...]
    lows: tuple[float, ...]
    closes: tuple[float, ...]

    @property
    def width(self) -> timedelta:
        """Time that a bar takes."""
        return timedelta(minutes=self.interval)

    @property
    def total(self) -> float:
        """Move of the whole session."""
        return self.closes[-1]


@dataclass(frozen=True, slots=True)
class StockMoment:
    """
    One stock at the moment of an event.

    Attributes
    ----------
    symbol : str
    known : datetime or None
        When the price then was made: the end of the last bar that had ended, or the
        opening; None before it, where that price is the close before.
    then : float
        Move at that price, fraction of the close before.
    bar : datetime or None
        End of the bar that contains the moment; None where none does.
    within : float or None
        Move at the end of that bar.
    total : float
        Move of the whole session.
    """

    symbol: str
    known: datetime | None
    then: float
    bar: datetime | None
    within: float | None
    total: float

    @property
    def inside(self) -> float:
        """What the bar that contains the moment added: before or after it, nobody can tell."""
        return 0.0 if self.within is None else self.within - self.then

    @property
    def after(self) -> float:
        """What came once that bar had ended, or else after the price then."""
        return self.total - (self.then if self.within is None else self.within)


@dataclass(frozen=True, slots=True)
class Passing:
    """The bar in which a stock first stood a way from the close before: (`start`, `end`]."""

    symbol: str
    start: datetime
    end: datetime


# One session --------------------------------------------------------------


def stock_session(
    bars: MinuteBars, row: DayRow, before: DayRow, sessions: Sessions
) -> StockSession | Undefined:
    """
    Moves of one stock inside one session, bar by bar.

    Parameters
    ----------
    bars : MinuteBars
        As traded; other days in them are ignored.
    row, before : DayRow
        The session in the prices of the case, and the last row before it.
    sessions : Sessions
        Whose clock tells days and times.

    Returns
    -------
    StockSession or Undefined
        Undefined without bars on that day, or where they are not those of the day's row:
        they have to end at its close as traded or, where only adjusted prices are known,
        lie as far from their last close as its high and low do.

    Notes
    -----
    Inside a session adjusting is one factor, so bars as traded are brought to the prices of
    the case by the ratio of the two closes.  Of additive adjustment that is right at the
    close, and elsewhere to the share that the later dividends are of the price.
    """
    held = rows_of(bars, row.day)
    if held.empty:
        return Undefined.of(NO_BARS, day=row.day)
    last = float(held["close"].iloc[-1])
    if not _fits(held, row):
        return Undefined.of(
            N_("The minute bars of this stock on {day} do not fit its prices of that day."),
            day=row.day,
        )
    scale = row.close / last / before.close
    moves = {
        name: tuple((held[name].to_numpy(dtype=float) * scale - 1).tolist())
        for name in ("high", "low", "close")
    }
    return StockSession(
        symbol=bars.note.symbol,
        session=row.day,
        since=before.day,
        before=before.close,
        interval=bars.note.interval,
        ends=clock(held["end"], sessions.timezone),
        opening=float(held["open"].iloc[0]) * scale - 1,
        highs=moves["high"],
        lows=moves["low"],
        closes=moves["close"],
    )


def rows_of(bars: MinuteBars, day: date) -> pd.DataFrame:
    """Bars of one day by the clock of their exchange."""
    held: pd.DataFrame = bars.rows.loc[bars.days == np.datetime64(day)]
    return held


def clock(ends: pd.Series[pd.Timestamp], timezone: str) -> tuple[datetime, ...]:
    """Ends of bars by the clock of an exchange."""
    local = pd.DatetimeIndex(ends).tz_localize("UTC").tz_convert(ZoneInfo(timezone))
    return tuple(local.to_pydatetime())


def _fits(held: pd.DataFrame, row: DayRow) -> bool:
    """Whether bars are those of a day: by its close as traded, else by how far it reached."""
    last = float(held["close"].iloc[-1])
    if row.traded is not None:
        return abs(last - row.traded) <= AS_TRADED
    reached = ((float(held["high"].max()), row.high), (float(held["low"].min()), row.low))
    return is_one_step([(last, bar, row.close, day) for bar, day in reached])


def is_one_step(steps: Iterable[tuple[float, float, float, float]]) -> bool:
    """
    Whether steps from one price to another are the same as traded and adjusted.

    Parameters
    ----------
    steps : iterable of (float, float, float, float)
        From and to as traded, from and to adjusted.  Either all differ by one sum or all by
        one factor, but for `ROUNDING`.

    Examples
    --------
    >>> is_one_step([(20.0, 22.0, 19.5, 21.5)]), is_one_step([(20.0, 22.0, 10.0, 11.0)])
    (True, True)
    >>> is_one_step([(20.0, 22.0, 10.0, 11.5)])
    False
    """
    held = tuple(steps)
    added = all(abs((to - start) - (end - begin)) <= ROUNDING for start, to, begin, end in held)
    times = all(abs(to / start * begin - end) <= ROUNDING for start, to, begin, end in held)
    return added or times


# One moment ---------------------------------------------------------------


def at_moment(stock: StockSession, when: Span, sessions: Sessions) -> StockMoment | Undefined:
    """
    How far a stock had moved when something became known in its session.

    Parameters
    ----------
    stock : StockSession
        Of the event's session 0.
    when : Span
        Time of the event; its time of day is known.
    sessions : Sessions

    Returns
    -------
    StockMoment or Undefined
        Before the opening, nothing of the session had moved.  From the opening on it is
        the opening's price until a bar has ended.  Undefined where the first bar begins
        after the opening and the event: it may be that nothing was traded until then, or
        that bars are missing.
    """
    ended = bisect_right(stock.ends, when.earliest)
    opens = sessions.open_time(stock.session)
    known: datetime | None
    if ended:
        known, then = stock.ends[ended - 1], stock.closes[ended - 1]
    elif when.earliest < opens:
        known, then = None, 0.0
    elif stock.ends[0] - stock.width <= opens:
        known, then = opens, stock.opening
    else:
        return Undefined.of(
            N_("The first minute bar of this stock on {day} ends at {time}, after the event."),
            day=stock.session,
            time=f"{stock.ends[0]:%H:%M}",
        )
    around = [
        at
        for at in range(ended, len(stock.ends))
        if known is not None and stock.ends[at] - stock.width < when.latest
    ]
    at = around[-1] if around else None
    return StockMoment(
        symbol=stock.symbol,
        known=known,
        then=then,
        bar=None if at is None else stock.ends[at],
        within=None if at is None else stock.closes[at],
        total=stock.total,
    )


def share(part: float, total: float) -> float | None:
    """Share of a session's move; None of one under `LEAST_MOVE`, where it would say nothing."""
    return part / total if abs(total) >= LEAST_MOVE else None


# Order inside the session -------------------------------------------------


def first_past(stock: StockSession, threshold: float = PASSED) -> Passing | None:
    """
    Bar in which a stock first stood `threshold` from the close before, on the side it closed.

    Touched counts, by the bar's high or low; None where it never stood there.
    """
    rises = stock.total >= 0
    for end, high, low in zip(stock.ends, stock.highs, stock.lows, strict=True):
        if (high if rises else -low) >= threshold - 1e-9:
            return Passing(stock.symbol, end - stock.width, end)
    return None


def ranked(passed: Iterable[Passing]) -> tuple[tuple[Passing, ...], ...]:
    """
    Put passings in order, those that cannot be told apart together.

    One rank came before the next when all its bars had ended as the first of the other's
    began: bars that share a minute leave the order open.
    """
    ranks: list[list[Passing]] = []
    for each in sorted(passed, key=lambda found: (found.start, found.end)):
        if ranks and each.start < max(found.end for found in ranks[-1]):
            ranks[-1].append(each)
        else:
            ranks.append([each])
    return tuple(tuple(rank) for rank in ranks)
