"""A series from elsewhere beside a case, on its own clock: where each close of it stands.

A close of New York comes when Shanghai sleeps.  It is neither moved to the Shanghai session of
the same date, which it could not have moved, nor to the next: it stands at its own instant, and
what says when the case's market could first know it is the as-of rule of every event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from dashboard.errors import N_, CalendarError
from dashboard.market.home import home_of
from dashboard.market.plausibility import series_doubts, trusted_factor
from dashboard.market.series import PriceSeries, SeriesNote
from dashboard.market.sessions import Sessions, load_sessions
from dashboard.stats.result import Undefined


@dataclass(frozen=True, slots=True)
class DriverClose:
    """
    One close of a driver.

    Attributes
    ----------
    day : date
        Session of its own exchange.
    moment : datetime
        When that session closed.
    known : date
        Session of the case whose close is the first that could price it.
    growth : float or None
        Since the driver's base; a fraction.  None where it did not trade.
    """

    day: date
    moment: datetime
    known: date
    growth: float | None


@dataclass(frozen=True, slots=True)
class DriverLine:
    """
    A series beside a case.

    Attributes
    ----------
    symbol : str
    timezone : str
        Of its exchange.
    base : date
        Its own session whose close was the last to be there at the close of the case's base.
    closes : tuple of DriverClose
        In order of time, as far as the axis of the case reaches.
    note : SeriesNote
        Where it comes from.
    same : bool
        It trades in the case's own sessions.
    traded : bool
        Its prices are as traded: no factor is used.
    """

    symbol: str
    timezone: str
    base: date
    closes: tuple[DriverClose, ...]
    note: SeriesNote
    same: bool
    traded: bool

    def at(self, moment: datetime) -> DriverClose | None:
        """Last close that was there at an instant."""
        there = (each for each in reversed(self.closes) if each.growth is not None)
        return next((each for each in there if each.moment <= moment), None)


def driver_line(
    series: PriceSeries,
    sessions: Sessions,
    days: Sequence[date],
    base: date,
    *,
    traded: bool = False,
) -> DriverLine | Undefined:
    """
    Closes of a series on the axis of a case.

    Parameters
    ----------
    series : PriceSeries
        Of a symbol whose exchange is known.
    sessions : Sessions
        The case's calendar.
    days : sequence of date
        Sessions of the axis, oldest first.
    base : date
        The case's base.
    traded : bool
        Leave dividends and splits out.

    Returns
    -------
    DriverLine or Undefined
        Undefined where it has no close that was there at the base, or none on the axis.
    """
    home = home_of(series.note.symbol)
    if home is None:
        return Undefined.of(N_("The clock of {symbol} is not known."), symbol=series.note.symbol)
    own = load_sessions(home.calendar, home.timezone)
    same = home.calendar == sessions.calendar
    start, end = sessions.close_time(days[0]), sessions.close_time(days[-1])
    known_by = sessions.close_time(base)
    levels = {
        day: level
        for day, level in zip(_days(series), _levels(series, traded=traded), strict=True)
        if _is_session(own, day)
    }
    own_base = max((day for day in levels if own.close_time(day) <= known_by), default=None)
    if own_base is None:
        return Undefined.of(
            N_("{symbol} has no close before that of {base} here."),
            symbol=series.note.symbol,
            base=base,
        )
    # Every session of its own is there: one without a price is a gap, which nothing bridges.
    moments = [(day, own.close_time(day)) for day in own.between(min(levels), max(levels))]
    closes = tuple(
        DriverClose(
            day,
            moment,
            day if same else sessions.session_at(moment),
            levels[day] / levels[own_base] - 1 if day in levels else None,
        )
        for day, moment in moments
        if start <= moment <= end
    )
    if not any(close.growth is not None for close in closes):
        return Undefined.of(
            N_("{symbol} has no close in the sessions shown."), symbol=series.note.symbol
        )
    return DriverLine(
        series.note.symbol, home.timezone, own_base, closes, series.note, same, traded
    )


def _is_session(own: Sessions, day: date) -> bool:
    try:
        return own.is_session(day)
    except CalendarError:
        return False


def _days(series: PriceSeries) -> list[date]:
    found: list[date] = series.rows["date"].dt.date.tolist()
    return found


def _levels(series: PriceSeries, *, traded: bool) -> list[float]:
    closes = series.rows["close"].to_numpy(dtype=np.float64)
    if series.has_factor and not traded:
        closes = closes * trusted_factor(series, series_doubts(series))
    levels: list[float] = closes.tolist()
    return levels
