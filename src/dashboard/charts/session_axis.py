"""An axis that counts sessions from 0: its ticks at every width and span, and its closures.

Weekends and holidays take no room on such an axis.  Ticks stand on sessions, on first
sessions of weeks, months, quarters or years: the finest of these whose labels have room.
Every label says at least the month, or the year where years alone have room, so that an
axis never is without one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.events import WIDTH
from dashboard.charts.lettering import text_width
from dashboard.charts.theme import Look, add_all
from dashboard.language.language import Language, language
from dashboard.market.closures import Closure, closures

GAP = 6  # pixels between two labels, at least
SIZE = 12  # of a tick's label
FEW = 9  # sessions, or pairs of them, that are named one by one
OVER = 8  # pixels by which a label may reach beyond the end of its axis
TICKS = 20  # pixels below the plot that the ticks take
NAME = 11  # size of a closure's name
ROW = 15  # pixels of the line of names below the ticks
CLOSED = "closure"  # what its marks are called, so that a zoom finds them

Unit = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class _Grain:
    """
    How often ticks stand: on every so many sessions, weeks, months or years.

    A week that a holiday cut may lose its label to its neighbour, nothing else may.
    """

    of: Literal["session", "week", "month", "year"]
    every: int

    @property
    def unit(self) -> Unit:
        """What a label says."""
        return "day" if self.of in {"session", "week"} else self.of  # type: ignore[return-value]

    def starts(self, days: Sequence[date]) -> list[int]:
        """Places where a new one begins; of weeks and more not the axis's own beginning."""
        if self.of == "session":
            # Neither weeks nor months say which sessions are left out, so few may be.
            return list(range(0, len(days), self.every)) if len(days) <= FEW * self.every else []
        counts = [self._count(day) // self.every for day in days]
        return [i for i in range(1, len(days)) if counts[i] != counts[i - 1]]

    def _count(self, day: date) -> int:
        if self.of == "week":
            return (day.toordinal() - 1) // 7
        return day.year * 12 + day.month - 1 if self.of == "month" else day.year


_GRAINS = (
    *(_Grain("session", n) for n in (1, 2, 3)),
    *(_Grain("week", n) for n in (1, 2, 3)),
    *(_Grain("month", n) for n in (1, 2, 3, 6)),
    *(_Grain("year", n) for n in (1, 2, 5, 10, 20)),
)
"""Finest first."""


def session_ticks(days: Sequence[date], look: Look, room: float) -> tuple[list[int], list[str]]:
    """
    Positions and labels of an axis's ticks, one at least, none over another.

    Parameters
    ----------
    days : sequence of date
        Sessions of the axis, oldest first.
    look : Look
        The reader.
    room : float
        Pixels of the axis, the fewest that it is drawn with.

    Examples
    --------
    >>> week = [date(2025, 2, 10 + n) for n in range(5)]
    >>> session_ticks(week, Look(Language()), 120.0)
    ([0, 2, 4], ['10 Feb', '12 Feb', '14 Feb'])
    """
    if not days:
        return [], []
    scale = room / len(days)
    single: list[int] = []
    unit: Unit = "day"
    for grain in _GRAINS:
        kept = _fitting(days, grain, look.language, scale)
        if len(kept) > 1:
            return kept, _labels(days, kept, grain.unit, look.language)
        if kept and not single:
            single, unit = kept, grain.unit
    # So short or so narrow that there is room for one: else the session in the middle.
    chosen = single or [len(days) // 2]
    return chosen, _labels(days, chosen, unit, look.language)


def _labels(days: Sequence[date], places: Sequence[int], unit: Unit, t: Language) -> list[str]:
    """The year stands where it changes, and on the first tick of an axis of months."""
    told = 0 if unit == "month" or days[0].year != days[-1].year else days[0].year
    years = [told, *(days[place].year for place in places)]
    return [
        _label(days[place], unit, days[place].year != before, t)
        for place, before in zip(places, years, strict=False)
    ]


@lru_cache(maxsize=4096)
def _label(day: date, unit: Unit, year: bool, t: Language) -> str:
    if unit == "year":
        return t.year(day)
    if unit == "month":
        return t.month(day, year=year)
    return t.long_day(day) if year else t.day(day)


def _fitting(days: Sequence[date], grain: _Grain, t: Language, scale: float) -> list[int]:
    """Ticks of a grain that stand clear of each other; none where it is too fine."""
    starts = grain.starts(days)
    kept = _inside(days, starts, grain.unit, t, scale)
    if grain.of == "week":
        clear = _clear(days, kept, grain.unit, t, scale)
        kept = clear if len(kept) - len(clear) <= max(1, len(starts) / 4) else []
    labels = _labels(days, kept, grain.unit, t)
    # A label that lost its neighbour may have gained a year: what is told is what is measured.
    apart = (
        (b - a) * scale >= (_width(one) + _width(other)) / 2 + GAP
        for (a, one), (b, other) in pairwise(zip(kept, labels, strict=True))
    )
    return kept if all(apart) else []


def _inside(
    days: Sequence[date], places: Sequence[int], unit: Unit, t: Language, scale: float
) -> list[int]:
    """Ticks whose labels the axis's ends do not cut: beside it stand other words."""
    kept = list(places)
    while kept:
        halves = [_width(label) / 2 for label in _labels(days, kept, unit, t)]
        if (kept[0] + 0.5) * scale < halves[0] - OVER:
            kept.pop(0)
        elif (len(days) - kept[-1] - 0.5) * scale < halves[-1] - OVER:
            kept.pop()
        else:
            break
    return kept


def _clear(
    days: Sequence[date], places: Sequence[int], unit: Unit, t: Language, scale: float
) -> list[int]:
    """Ticks without those that a cut week puts beside another."""
    halves = [_width(label) / 2 for label in _labels(days, places, unit, t)]
    kept: list[tuple[int, float]] = []
    for place, half in zip(places, halves, strict=True):
        if not kept or (place - kept[-1][0]) * scale >= half + kept[-1][1] + GAP:
            kept.append((place, half))
    return [place for place, _ in kept]


def _width(label: str) -> float:
    return text_width(label) * SIZE / 13


# The axis of a chart --------------------------------------------------


def set_sessions(
    figure: go.Figure,
    calendar: str,
    days: Sequence[date],
    look: Look,
    *,
    top: bool = False,
    share: float = 1.0,
) -> None:
    """
    Give a chart's first axis its ticks and the closures of the exchange.

    Parameters
    ----------
    figure : Figure
        With its height and margins; it grows by the line that the names of closures need.
    calendar : str
        exchange_calendars name; empty for an axis without closures.
    days : sequence of date
        Sessions of the axis, the first at 0.
    look : Look
    top : bool
        The ticks stand above the plot.
    share : float
        Of the plot's width that the sessions take.
    """
    sides = figure.layout.margin
    room = (WIDTH[look.compact] - sides.l - sides.r) * share
    positions, labels = session_ticks(days, look, room)
    figure.layout.xaxis.update(tickvals=positions, ticktext=labels, tickangle=0)
    told = {"lang": look.language.code, "dark": look.dark, "compact": look.compact}
    axis = {**told, "calendar": calendar, "room": room, "top": top}
    # The browser's script reads the days: a zoom goes into the link as two of them.
    figure.update_layout(meta={"days": [day.isoformat() for day in days], "axis": axis})
    found = closures(calendar, days) if calendar else {}
    if not found:
        return
    side = "t" if top else "b"
    figure.update_layout(
        height=figure.layout.height + ROW, margin={side: figure.layout.margin[side] + ROW}
    )
    strokes = [_stroke(place, look) for place in found]
    add_all(figure, annotations=_names(found, look, len(days), room, top=top), shapes=strokes)


def _names(
    found: Mapping[int, Closure], look: Look, n: int, room: float, *, top: bool, first: int = 0
) -> list[dict[str, Any]]:
    """
    Names that have room: where they would overlap those of the longest closures stand.

    The others keep their stroke.
    """
    t, scale = look.language, room / max(n, 1)
    taken: list[tuple[float, float]] = []
    labels = []
    for place in sorted(found, key=lambda place: (-found[place].weekdays, place)):
        name = closure_name(found[place], t)
        half = text_width(name) * NAME / 13 / 2
        middle = min(max(place * scale, half), max(room - half, half))
        if all(middle + half + GAP <= a or b + GAP <= middle - half for a, b in taken):
            taken.append((middle - half, middle + half))
            told, shift = closure_words(found[place], t), middle - place * scale
            labels.append(_named(first + place, name, shift, told, look, top=top))
    return labels


def closure_name(closure: Closure, t: Language) -> str:
    """Festivals of a closure; where nobody knows one, that the exchange was closed."""
    return t.listing([t(name) for name in closure.names]) or t("exchange closed")


def closure_words(closure: Closure, t: Language) -> str:
    """Closed days in words."""
    if closure.first == closure.last:
        return t(
            "{name}: no session on {day}",
            name=closure_name(closure, t),
            day=t.long_day(closure.first),
        )
    first, last = t.between(closure.first, closure.last)
    return t(
        "{name}: no session from {first} to {last}",
        name=closure_name(closure, t),
        first=first,
        last=last,
    )


def _stroke(place: int, look: Look) -> dict[str, Any]:
    return {
        "name": CLOSED,
        "type": "line",
        "x0": place - 0.5,
        "x1": place - 0.5,
        "y0": 0,
        "y1": 1,
        "xref": "x",
        "yref": "paper",
        "line": {"color": look.palette.faded, "width": 1},
        "layer": "below",
    }


def _named(
    place: int, name: str, shift: float, told: str, look: Look, *, top: bool
) -> dict[str, Any]:
    return {
        "name": CLOSED,
        "x": place - 0.5,
        "y": 1 if top else 0,
        "xref": "x",
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "bottom" if top else "top",
        "xshift": round(shift, 1),
        "yshift": TICKS if top else -TICKS,
        "text": name,
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": NAME, "color": look.palette.grey},
        "hovertext": told,
    }


# A zoom ---------------------------------------------------------------


def zoom_sessions(figure: go.Figure, first: int, last: int) -> None:
    """
    Ticks and names of closures anew for a part of the axis, by places of its sessions.

    The figure knows its sessions, calendar and reader.
    """
    known = figure.layout.meta
    if not known or "axis" not in known:
        return
    axis = known["axis"]
    look = Look(language(axis["lang"]), dark=axis["dark"], compact=axis["compact"])
    days = [date.fromisoformat(day) for day in known["days"][first : last + 1]]
    positions, labels = session_ticks(days, look, axis["room"])
    figure.layout.xaxis.update(tickvals=[first + each for each in positions], ticktext=labels)
    found = closures(axis["calendar"], days) if axis["calendar"] else {}
    names = _names(found, look, len(days), axis["room"], top=axis["top"], first=first)
    kept = [note for note in figure.layout.annotations if note.name != CLOSED]
    figure.layout.annotations = [*kept, *names]
