"""Drivers as curves: each close at its own instant, and what was known of it at each session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.analysis.window.drivers import DriverLine
from dashboard.charts.lanes import place
from dashboard.charts.price_curves import Curve
from dashboard.charts.theme import Look
from dashboard.market.sessions import Sessions

MOST = 4  # drivers beside a case: more of them nobody tells apart
DASHES = ("dash", "dashdot", "longdash", "longdashdot")
WIDTH = 2.0


@dataclass(frozen=True, slots=True)
class Beside:
    """
    What is drawn beside a case, with its names in the reader's language.

    Attributes
    ----------
    drivers : tuple of (str, DriverLine)
        Series with their names; they take the first colours and dashes.
    marks : tuple of str
        Ids of benchmarks of the case that are drawn as drivers are, after them.
    """

    drivers: tuple[tuple[str, DriverLine], ...] = ()
    marks: tuple[str, ...] = ()

    def stroke(self, at: int, groups: int, look: Look) -> dict[str, str]:
        """Colour and dash of a driver by its place among all of them."""
        # Colours go on where those of the groups end; the dash tells them apart without any.
        return {"colour": look.group(groups + at), "dash": DASHES[at % len(DASHES)]}


def driver_curves(
    beside: Beside, groups: int, days: Sequence[date], sessions: Sessions, look: Look
) -> list[Curve]:
    """One curve a driver; its values stand between the sessions where its exchange closed."""
    return [
        Curve(
            name=name,
            line=tuple(close.growth for close in line.closes),
            places=tuple(place(close.moment, days, sessions) for close in line.closes),
            width=WIDTH,
            **beside.stroke(at, groups, look),  # type: ignore[arg-type]
        )
        for at, (name, line) in enumerate(beside.drivers)
    ]


def as_known(
    beside: Beside, groups: int, days: Sequence[date], sessions: Sessions, look: Look
) -> list[Curve]:
    """The same by session: the last close that was there when the session closed."""
    found = []
    for at, (name, line) in enumerate(beside.drivers):
        last = [line.at(sessions.close_time(day)) for day in days]
        values = tuple(None if close is None else close.growth for close in last)
        stroke = beside.stroke(at, groups, look)
        found.append(Curve(name=name, line=values, width=WIDTH, **stroke))  # type: ignore[arg-type]
    return found
