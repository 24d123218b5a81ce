"""What the first screen says: the size of the gap, how the groups part, when it opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.analysis.window.timing import EventTime
from dashboard.analysis.window.window import WindowResult
from dashboard.stats.result import Undefined, known_number, or_nan

MOST = 2 / 3  # the share that lets a story’s order be called the other way
SMALL = 0.01  # a gap under one point is not cut into shares


@dataclass(frozen=True, slots=True)
class Run:
    """
    The shortest run of sessions that built at least two thirds of the gap.

    Attributes
    ----------
    first, last : date
        Sessions, both included.
    built : float
        Part of the gap built in them, in the gap's own unit (fraction).
    share : float
        The same as a share of the whole gap.
    """

    first: date
    last: date
    built: float
    share: float


@dataclass(frozen=True, slots=True)
class Effect:
    """
    Effect and order of one window.

    Attributes
    ----------
    a, b : str
        Ids of the two sides of the headline difference (`b` may be a benchmark).
    difference : float or Undefined
        Mean return of `a` less that of `b`; fraction.
    parted : bool
        Every stock of the higher side beat every stock of the lower one.
    run : Run or None
        When most of the gap opened; None for a gap under one point, where a session of the
        window has no difference, and where it took the whole window.
    first_event : EventTime or None
        The earliest event of any story inside the window.
    """

    a: str
    b: str
    difference: float | Undefined
    parted: bool
    run: Run | None
    first_event: EventTime | None


def effect(result: WindowResult, events: Sequence[EventTime]) -> Effect | None:
    """
    Effect and order, from the window's numbers and the events' sessions.

    None for a case without groups.  Readings of a series and events that belong to no
    story are left out of the order.
    """
    headline = result.headline
    if headline is None:
        return None
    inside = [
        item for item in events if item.in_window and item.event.stories and not item.event.series
    ]
    return Effect(
        a=headline.a,
        b=headline.b,
        difference=headline.value,
        parted=_parted(result, headline.a, headline.b),
        run=_shortest_run(result),
        first_event=min(inside, key=lambda item: item.span.session, default=None),
    )


def _parted(result: WindowResult, a: str, b: str) -> bool:
    sides = [
        [or_nan(stock.value) for stock in result.members(side) if stock.has_return]
        for side in (a, b)
    ]
    if not all(sides):
        return False
    left, right = sides
    return min(left) > max(right) or max(left) < min(right)


def _shortest_run(result: WindowResult) -> Run | None:
    total = known_number(result.headline.value) if result.headline else None
    steps = [step for step in result.build_up.steps if step is not None]
    # With a gap in the lines the steps do not add up to the difference.
    if total is None or abs(total) < SMALL or len(steps) < len(result.sessions):
        return None
    runs = [
        Run(result.sessions[i], result.sessions[j], built, built / total)
        for i in range(len(steps))
        for j in range(i, len(steps))
        if (built := sum(steps[i : j + 1])) / total >= MOST
    ]
    # Shortest first; of equally long ones the one that built most.
    found = min(runs, key=lambda run: (_length(result, run), -run.share), default=None)
    if found is None or _length(result, found) == len(result.sessions) - 1:
        return None  # that it took the whole window is no news
    return found


def _length(result: WindowResult, run: Run) -> int:
    return result.sessions.index(run.last) - result.sessions.index(run.first)
