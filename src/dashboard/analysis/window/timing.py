"""What had already happened in the window when something became known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from dashboard.analysis.window.inside import SessionInside
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Event
from dashboard.errors import N_
from dashboard.market.sessions import Sessions, Span, span
from dashboard.stats.result import Undefined

Position: TypeAlias = Literal["before", "inside", "after"]

# Under one point a share of the difference says nothing: it is noise over noise.
LEAST_DIFFERENCE = 0.01


@dataclass(frozen=True, slots=True)
class EventTime:
    """
    An event on the time axis of a window.

    Attributes
    ----------
    event : Event
    span : Span
        When it can have been, in exchange time, and its session 0.
    share_before : float or Undefined
        Share of the window's headline difference that was built at the close
        before session 0 (1.0 is all of it; it can be negative or above 1).
    in_window : bool
        Whether session 0 is a session of the window.
    position : {"before", "inside", "after"}
        Where session 0 lies.
    share_then : float or None
        The same share at the last prices before the event itself, where minute bars have
        them: None without, and where no price of its session came before it.
    """

    event: Event
    span: Span
    share_before: float | Undefined
    in_window: bool
    position: Position
    share_then: float | None = None


@dataclass(frozen=True, slots=True)
class OrderStrip:
    """
    How much of the final difference stood at every close of the window.

    Attributes
    ----------
    sessions : tuple of date
        The base and the sessions of the window.
    shares : tuple of (float or None), or Undefined
        Share of the window's difference at each of these closes, 0 at the base
        and 1 at the end; None at a gap.
    events : tuple of EventTime
        Events whose session 0 is in the window, by time.
    """

    sessions: tuple[date, ...]
    shares: tuple[float | None, ...] | Undefined
    events: tuple[EventTime, ...]


def event_times(
    case: Case,
    sessions: Sessions,
    result: WindowResult,
    inside: Sequence[SessionInside] = (),
) -> tuple[EventTime, ...]:
    """
    Place the events of a case around a window.

    Parameters
    ----------
    case, sessions, result
        The case, its calendar, the returns of the window.
    inside : sequence of SessionInside
        Sessions that are known to the minute.

    Returns
    -------
    tuple of EventTime
        By earliest possible time, then by latest.

    Raises
    ------
    CalendarError
        If an event lies outside the calendar.
    """
    placed = [(event, span(event.published, sessions)) for event in case.events]
    placed.sort(key=lambda pair: (pair[1].earliest, pair[1].latest, pair[0].id))
    known = {each.session: each for each in inside}
    return tuple(
        _event_time(event, when, sessions, result, known.get(when.session))
        for event, when in placed
    )


def order_strip(events: Sequence[EventTime], result: WindowResult) -> OrderStrip:
    """Share of the window's difference by session, with the events inside the window."""
    days = (result.base, *result.sessions)
    shares = _no_share(result) or tuple(_share(result, day) for day in days)
    return OrderStrip(days, shares, tuple(event for event in events if event.in_window))


def _event_time(
    event: Event,
    when: Span,
    sessions: Sessions,
    result: WindowResult,
    inside: SessionInside | None,
) -> EventTime:
    position = _position(when.session, result)
    share: float | Undefined | None = _not_placed(event, when, position) or _no_share(result)
    if share is not None:
        return EventTime(event, when, share, position == "inside", position)
    share = _share_before(result, sessions.before(when.session))
    then = None if inside is None else _share_then(result, inside, event.id)
    return EventTime(event, when, share, position == "inside", position, then)


def _share_then(result: WindowResult, inside: SessionInside, event: str) -> float | None:
    """Share of the window's difference at the last prices before an event in its session."""
    found, headline = inside.event(event), result.headline
    if found is None or not found.is_open or headline is None:
        return None
    prices = {each.symbol: inside.before(each.symbol) * (1 + each.then) for each in found.stocks}
    means = []
    for group in (headline.a, headline.b):
        members = [stock for stock in result.members(group) if stock.has_return]
        moves = [
            prices[stock.symbol] / stock.base_close - 1
            for stock in members
            if stock.symbol in prices and stock.base_close
        ]
        if not moves or len(moves) < len(members):
            return None  # as of a close: without one of its stocks a group has no mean
        means.append(sum(moves) / len(moves))
    if isinstance(headline.value, Undefined):
        return None
    return (means[0] - means[1]) / headline.value


def _share_before(result: WindowResult, day: date) -> float | Undefined:
    share = _share(result, day)
    if share is not None:
        return share
    return Undefined.of(
        N_("A stock of the groups did not trade on {day}, the session before."), day=day
    )


def _position(session: date, result: WindowResult) -> Position:
    if session < result.window.first:
        return "before"
    return "inside" if session <= result.window.last else "after"


def _not_placed(event: Event, when: Span, position: Position) -> Undefined | None:
    if when.deadline:
        return Undefined.of(
            N_("Known no later than {day} only: it cannot be placed among the sessions."),
            day=event.published.stamp.date(),
        )
    if position == "before":
        return Undefined.of(
            N_("Session 0 is {day}, before the window starts."),
            day=when.session,
        )
    if position == "after":
        return Undefined.of(
            N_("Session 0 is {day}, after the window ends."),
            day=when.session,
        )
    return None


def _no_share(result: WindowResult) -> Undefined | None:
    headline = result.headline
    if headline is None:
        return Undefined.of(N_("The case has no groups to compare."))
    if isinstance(headline.value, Undefined):
        return headline.value
    if abs(headline.value) < LEAST_DIFFERENCE:
        return Undefined.of(
            N_("The difference over the window is under one percentage point: no share of it.")
        )
    return None


def _share(result: WindowResult, day: date) -> float | None:
    built = result.build_up.difference_at(day)
    headline = result.headline
    if built is None or headline is None or isinstance(headline.value, Undefined):
        return None
    return built / headline.value


def event_numbers(events: Sequence[EventTime]) -> dict[str, int]:
    """Number of each event, from 1, in order of time."""
    return {item.event.id: position for position, item in enumerate(events, 1)}


def is_placed(item: EventTime, days: Sequence[date]) -> bool:
    """Whether an event has a place on the axis: not a mere deadline, and session 0 is there."""
    return not item.span.deadline and item.span.session in days
