"""Events placed on an axis of sessions, in lanes by kind, rows and readings of series.

The close of session i stands at i, and a moment between two closes stands between
them in proportion.  Nights, weekends and holidays thus take no more room than one
step, and a bar that ends left of a close was over before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.case import EVENT_KINDS, EventKind
from dashboard.language.language import Language
from dashboard.market.sessions import Sessions


@dataclass(frozen=True, slots=True)
class LaneBar:
    """
    An event on the axis.

    Attributes
    ----------
    item : EventTime
    place : int
        Where its circle stands: session 0.
    start, end : float
        The span of possible publication.
    row : int
        Row inside its lane, from 0.
    """

    item: EventTime
    place: int
    start: float
    end: float
    row: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """Events of one kind, or the readings of one series, and the pixels they take."""

    title: str
    bars: tuple[LaneBar, ...]
    series: str = ""

    @property
    def rows(self) -> int:
        """Rows of circles."""
        return 1 + max(bar.row for bar in self.bars)


def place(moment: datetime, days: Sequence[date], sessions: Sessions) -> float:
    """
    Place of a moment on the axis: between two closes in proportion to the time.

    Parameters
    ----------
    moment : datetime
        Aware.
    days : sequence of date
        Sessions of the axis; the close of the first is at 0.
    sessions : Sessions
        The calendar.

    Returns
    -------
    float
        From -1 (one close before the axis) to ``len(days)``, not beyond.
    """
    around = (sessions.before(days[0]), *days, sessions.after(days[-1]))
    closes = [sessions.close_time(day).timestamp() for day in around]
    return float(np.interp(moment.timestamp(), closes, np.arange(-1.0, len(days) + 1)))


def lanes(
    days: Sequence[date],
    sessions: Sessions,
    events: Sequence[EventTime],
    t: Language,
    *,
    radius: float = 0.4,
) -> tuple[Lane, ...]:
    """
    Lanes of the events whose session 0 is on the axis: only kinds that occur, readings last.

    Parameters
    ----------
    days : sequence of date
        Sessions of the axis.
    sessions : Sessions
        The calendar.
    events : sequence of EventTime
        In order of time.
    t : Language
        Of the lanes' titles.
    radius : float
        Of a circle, in sessions: overlapping events of one kind take rows of their own.
    """
    places = {day: position for position, day in enumerate(days)}
    bars = [
        LaneBar(
            item,
            places[item.span.session],
            place(item.span.earliest, days, sessions),
            place(item.span.latest, days, sessions),
        )
        for item in events
        if is_placed(item, days)
    ]
    found: list[Lane] = []
    for kind in EVENT_KINDS:
        members = [bar for bar in bars if bar.item.event.kind == kind and not _is_reading(bar.item)]
        if members:
            found.append(Lane(t(words.KINDS[kind]), _rows(members, radius)))
    series = list(dict.fromkeys(bar.item.event.series for bar in bars if _is_reading(bar.item)))
    for name in series:
        readings = [bar for bar in bars if _is_reading(bar.item) and bar.item.event.series == name]
        title = _series_title(name, readings[0].item.event.kind, len(series), t)
        found.append(Lane(title, tuple(readings), name))
    return tuple(found)


def _series_title(name: str, kind: EventKind, count: int, t: Language) -> str:
    """Label of a series: its kind in words, and its own name where there are several."""
    title = t(words.KINDS[kind])
    return title if count == 1 else f"{title} ({name})"


def _is_reading(item: EventTime) -> bool:
    # A reading of zero has no place on a log axis: it stays an event in its lane.
    return bool(item.event.series) and (item.event.value or 0.0) > 0


def _rows(bars: Sequence[LaneBar], radius: float) -> tuple[LaneBar, ...]:
    ends: list[float] = []
    placed = []
    for bar in bars:
        start, end = min(bar.start, bar.place - radius), max(bar.end, bar.place + radius)
        row = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = end
        placed.append(replace(bar, row=row))
    return tuple(placed)
