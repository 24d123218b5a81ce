"""Claims that the calendar and the events decide: counts, growth of a series, order."""

from __future__ import annotations

from datetime import date

from dashboard.analysis.claims.checks import NOISE, ClaimInputs, figure, unchecked, window_of
from dashboard.analysis.claims.results import (
    Amount,
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    DataUsed,
    verdict_of,
)
from dashboard.analysis.window.inside import inside_sessions
from dashboard.analysis.window.timing import EventTime, event_times
from dashboard.analysis.window.window import window_result
from dashboard.case import Claim, Event, Window
from dashboard.errors import N_
from dashboard.market.sessions import span
from dashboard.message import Message
from dashboard.stats.result import Undefined, known_number

# An event can be offered as a reason for a move that was still to come.  It may have had
# some of it behind it: the limit is that of the story table's row on order.
BEFORE_THE_MOVE = 1 / 3

# Counts and growth ----------------------------------------------------


_MULTIPLE = N_(
    "From {a} on {first} to {b} on {last} is a multiple of {value}; stated is {stated}, give or "
    "take {tolerance}."
)
_MULTIPLE_READ = N_(
    "From {a} on {first} to {b} on {last} is a multiple of {value}; we read {stated} into it, give "
    "or take {tolerance}."
)


def check_session_count(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check a number of trading days against the calendar; the days may be any days."""
    own = inputs.case.window
    first, last = claim.first or own.first, claim.last or own.last
    count = inputs.sessions.count(first, last)
    stated, tolerance, _ = figure(claim)
    warning = inputs.sessions.warning(last)
    return ClaimResult(
        claim,
        "holds" if abs(count - stated) <= tolerance + NOISE else "does-not-hold",
        Message.of(
            N_("The calendar of {calendar} counts {n} from {first} to {last}; stated is {stated}."),
            calendar=inputs.sessions.calendar,
            n=count,
            first=first,
            last=last,
            stated=Amount(stated),
        ),
        computed=count,
        stated=stated,
        remarks=() if warning is None else (warning,),
        data=DataUsed(base=first, last=last),
        targets=(ClaimLink("timeline"),),
    )


def check_series_growth(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check the last reading of a series over its first, between the claim's days."""
    readings = _readings(claim, inputs)
    data = DataUsed(base=claim.first, last=claim.last, events=tuple(event.id for event in readings))
    values = [event.value for event in readings if event.value is not None]
    if len(values) < 2 or values[0] == 0 or len({event.unit for event in readings}) > 1:
        return unchecked(
            claim,
            Message.of(
                N_(
                    "The series “{series}” has no two readings of one unit between these days that "
                    "could be divided."
                ),
                series=claim.subject,
            ),
            data,
        )
    growth = values[-1] / values[0]
    stated, tolerance, _ = figure(claim)
    holds = abs(growth - stated) <= tolerance + NOISE
    return ClaimResult(
        claim,
        "holds" if holds else "does-not-hold",
        Message.of(
            _MULTIPLE_READ if claim.is_our_reading else _MULTIPLE,
            a=Amount(values[0]),
            first=readings[0].published.stamp.date(),
            b=Amount(values[-1]),
            last=readings[-1].published.stamp.date(),
            value=Amount(growth),
            stated=Amount(stated),
            tolerance=Amount(tolerance, 4),
        ),
        computed=growth,
        stated=stated,
        data=data,
        targets=(ClaimLink("timeline", "events"),),
    )


def _readings(claim: Claim, inputs: ClaimInputs) -> list[Event]:
    case = inputs.case
    first, last = claim.first or date.min, claim.last or date.max
    found = [
        event
        for event in case.events
        if event.series == claim.subject
        and event.value is not None
        and first <= event.published.stamp.date() <= last
    ]
    return sorted(found, key=lambda event: span(event.published, inputs.sessions).earliest)


# Order ----------------------------------------------------------------

_NOT_OUT = N_("{n} of its {total} events came out after the day that is asked about.")

_ORDER: dict[ClaimVerdict, str] = {
    "holds": N_(
        "All {total} came before the move: at most a third of the gap between the groups stood "
        "at the close before each of them."
    ),
    "partly": N_(
        "{n} of {total} came before the move, with at most a third of the gap between the groups "
        "built; {later} came later than that."
    ),
    "does-not-hold": N_(
        "None of the {total} came before the move: more than a third of the gap between the "
        "groups stood already, or the window was over."
    ),
    "cannot-be-checked": N_(
        "None of the {total} can be placed in the window, or the gap between the groups is too "
        "small to be shared out."
    ),
}
_ORDER_TO_THE_MINUTE: dict[ClaimVerdict, str] = {
    "holds": N_(
        "All {total} came before the move: at most a third of the gap between the groups stood "
        "at the last prices before each of them, for {minutes} of them to the minute."
    ),
    "partly": N_(
        "{n} of {total} came before the move, with at most a third of the gap between the groups "
        "built; {later} came later than that. For {minutes} of them minute bars decide."
    ),
    "does-not-hold": N_(
        "None of the {total} came before the move: more than a third of the gap between the "
        "groups stood already, or the window was over. For {minutes} of them minute bars decide."
    ),
}


def check_order(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """
    Check that events came before the move they are offered as a reason for.

    The move is the window's difference between the groups.  An event came before it when its
    session 0 lies before the window, or when at most a third of the difference
    (`BEFORE_THE_MOVE`) stood at the close before its session 0; an event after the window did
    not.  Where minute bars have the last prices before the event itself, these decide instead:
    what its session had built by then is no effect of it either.  One that can be placed in
    none of these ways is not counted for the claim.
    """
    window = window_of(claim, inputs)
    names = [name.strip() for name in claim.subject.split(";") if name.strip()]
    known = {event.id: event for event in inputs.case.events}
    if later := [name for name in names if name not in known]:
        # Of a case as it could be known on a day; else the reader has refused the name.
        return unchecked(claim, Message.of(_NOT_OUT, n=len(later), total=len(names)))
    wanted = [known[name] for name in names]
    result = window_result(
        inputs.case,
        inputs.market,
        inputs.sessions,
        window,
        benchmark=inputs.case.benchmarks[0].id,
        closes=inputs.closes,
    )
    inside = inside_sessions(inputs.case, inputs.market, inputs.sessions)
    placed_all = event_times(inputs.case, inputs.sessions, result, inside)
    times = {item.event.id: item for item in placed_all}
    placed = [times[event.id] for event in wanted]
    parts = tuple(
        ClaimPart(item.event.id, _came_before(item, window), known_number(_share(item)))
        for item in placed
    )
    verdict = verdict_of(parts)
    minutes = sum(item.share_then is not None for item in placed)
    return ClaimResult(
        claim,
        verdict,
        Message.of(
            (_ORDER_TO_THE_MINUTE if minutes else _ORDER)[verdict],
            n=sum(part.holds is True for part in parts),
            later=sum(part.holds is False for part in parts),
            total=len(parts),
            **({"minutes": minutes} if minutes else {}),
        ),
        stated=claim.relation,
        remarks=tuple(
            item.share_before
            for item, part in zip(placed, parts, strict=True)
            if part.holds is None and isinstance(item.share_before, Undefined)
        ),
        parts=parts,
        data=DataUsed(
            inputs.case.symbols,
            result.base,
            window.last,
            events=tuple(event.id for event in wanted),
        ),
        targets=(ClaimLink("timeline", "events", "", result.base, window.last),),
    )


def _share(item: EventTime) -> float | Undefined:
    """Share of the gap that stood before an event, as closely as it is known."""
    return item.share_before if item.share_then is None else item.share_then


def _came_before(item: EventTime, window: Window) -> bool | None:
    share = _share(item)
    if not isinstance(share, Undefined):
        return share <= BEFORE_THE_MOVE + NOISE
    if item.position == "before":
        return True
    if item.span.deadline:
        return None  # published long before, perhaps
    if item.span.session == window.first:
        return True  # nothing of the window can have been built before its first session
    return False if item.position == "after" else None
