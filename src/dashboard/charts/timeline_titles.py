"""The words of the timeline: findings as titles, what is drawn, text alternatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import (
    LEAST_DIFFERENCE,
    EventTime,
    OrderStrip,
    Position,
    is_placed,
)
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

HALF = 0.5


def title_timeline(
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    t: Language,
    *,
    hidden: int = 0,
) -> str:
    """
    Session on which the gap widened most, and the events whose session 0 it is.

    Events that a filter hides are not named; of none is spoken where one may be hidden.
    """
    widest = _widest(result)
    if widest is None:
        return t("What happened when, and how the groups moved")
    day, step = widest
    found = [numbered[item.event.id] for item in events if is_placed(item, [day])]
    values = {
        "day": t.day(day),
        "points": t.points(step),
        "numbers": words.number_list(found, t),
    }
    if not found and hidden:
        return t("The gap widened most on {day}, by {points}", **values)
    if not found:
        return t("The gap widened most on {day}, by {points}: session 0 of no event", **values)
    return t.plural(
        "The gap widened most on {day}, by {points}: session 0 of event {numbers}",
        "The gap widened most on {day}, by {points}: session 0 of events {numbers}",
        len(found),
        **values,
    )


def _widest(result: WindowResult) -> tuple[date, float] | None:
    headline = result.headline
    if (
        headline is None
        or isinstance(headline.value, Undefined)
        or abs(headline.value) < LEAST_DIFFERENCE
    ):
        return None
    sign = 1.0 if headline.value > 0 else -1.0
    steps = [
        (step * sign, day)
        for day, step in zip(result.sessions, result.build_up.steps, strict=True)
        if step is not None
    ]
    # Where a session is not known it may have been the widest; of one nothing is the most.
    if len(steps) < len(result.sessions) or len(steps) < 2:
        return None
    step, day = max(steps)
    return (day, step) if step > 0 else None


def note_timeline(
    case: Case,
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    t: Language,
) -> str:
    """What the lines, circles and bars are, and which events are not on the chart."""
    sentences = [
        t(
            "Mean return of each group since the close of {day}; shaded: the window. A circle "
            "stands at an event’s session 0, the first close that could price it; its bar is the "
            "whole time in which it can have been published, on the clock of {place}.",
            day=t.long_day(result.base),
            place=words.place_name(case.timezone, t),
        )
    ]
    off = [
        numbered[item.event.id] for item in events if not is_placed(item, result.build_up.sessions)
    ]
    if off:
        listed = words.number_list(off, t)
        sentences.append(
            t.plural(
                "Off this chart, in the list below: event {numbers}.",
                "Off this chart, in the list below: events {numbers}.",
                len(off),
                numbers=listed,
            )
        )
    return t.sentences(sentences)


def describe_timeline(
    case: Case,
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    t: Language,
) -> str:
    """Text alternative: the group means at the window's end, and the events by session."""
    means = [
        t("{group} {value}", group=t.pick(group.title), value=t.percent(found.mean))
        for group, found in zip(case.groups, result.groups, strict=True)
    ]
    by_day: dict[date, list[int]] = {}
    for item in events:
        if not item.span.deadline:
            by_day.setdefault(item.span.session, []).append(numbered[item.event.id])
    placed = [
        t("{day}: {numbers}", day=t.day(day), numbers=words.number_list(found, t))
        for day, found in by_day.items()
    ]
    return t(
        "Group means from {base} to {last}: {means}. Numbered events by session 0: {events}.",
        base=t.long_day(result.base),
        last=t.long_day(result.window.last),
        means=t.listing(means),
        events=t("; ").join(placed),
    )


def title_order(
    events: Sequence[EventTime], strip: OrderStrip, t: Language, *, hidden: int = 0
) -> str:
    """
    How much of the gap had already been built before the events inside the window.

    A question where a filter hides some of them: what is said of all is not seen then.
    """
    if isinstance(strip.shares, Undefined):
        return t("How much of the gap stood before each event?")
    if hidden:
        return t("How much of the gap had been built before the events chosen?")
    inside = [item for item in events if item.position == "inside"]
    if not inside:
        return t("No event has its session 0 inside the window")
    shares = [item.share_before for item in inside if not isinstance(item.share_before, Undefined)]
    if not shares or len(shares) < len([item for item in inside if not item.span.deadline]):
        return t("What had moved before each event?")
    return _order_finding(shares, t)


def _order_finding(shares: Sequence[float], t: Language) -> str:
    if max(shares) <= 0:
        return t("None of the gap had been built before any event inside the window")
    if max(shares) < HALF:
        return t("Less than half of the gap had been built before any event inside the window")
    if min(shares) >= HALF:
        return t("At least half of the gap had already been built before every event in the window")
    return t(
        "At least half of the gap had already been built before {late} of the {n} events "
        "inside the window",
        late=sum(share >= HALF for share in shares),
        n=len(shares),
    )


def note_order(result: WindowResult, t: Language) -> str:
    """What the bars of the order strip are."""
    headline = result.headline
    gap = (
        t.points(abs(headline.value))
        if headline and not isinstance(headline.value, Undefined)
        else "–"
    )
    return t(
        "Bars: share of the window’s gap of {gap} that stood at each close; strong before the "
        "event’s session 0, faint from then on. What came first need not be the reason.",
        gap=gap,
    )


def describe_order(events: Sequence[EventTime], numbered: Mapping[str, int], t: Language) -> str:
    """Text alternative: every event with what had moved before it."""
    rows = [
        t(
            "event {number}: {words}",
            number=numbered[item.event.id],
            words=words.before_text(item, t),
        )
        for item in events
    ]
    return t("; ").join(rows)


_LIE: dict[Position, str] = {
    "before": N_("{n} before the window"),
    "inside": N_("{n} inside the window"),
    "after": N_("{n} after the window"),
}


def summary(
    events: Sequence[EventTime], numbered: Mapping[str, int], t: Language
) -> tuple[str, ...]:
    """Sentences for the head of the page: where the events lie, what stood before them."""
    lie = t(", ").join(
        t(template, n=n)
        for position, template in _LIE.items()
        if (n := sum(item.position == position for item in events))
    )
    sentences = [t("Events in the case: {parts}.", parts=lie or t("none so far"))]
    by_share: dict[float, list[int]] = {}
    for item in events:
        if not isinstance(item.share_before, Undefined):
            by_share.setdefault(round(item.share_before, 2), []).append(numbered[item.event.id])
    parts = [
        # A gap that pointed the other way was not there yet.
        t.plural(
            "nothing was there before event {numbers}",
            "nothing was there before events {numbers}",
            len(found),
            numbers=words.number_list(found, t),
        )
        if share <= 0
        else t.plural(
            "{share} was there before event {numbers}",
            "{share} was there before events {numbers}",
            len(found),
            share=t.percent(share, 0, sign=False),
            numbers=words.number_list(found, t),
        )
        for share, found in by_share.items()
    ]
    if parts and len(parts) <= 4:
        sentences.append(t("Of the window’s gap, {parts}.", parts=t(", ").join(parts)))
    return tuple(sentences)


def join(sentences: Sequence[str], t: Language) -> str:
    """Sentences in a row; Chinese ones follow each other without a space."""
    return t.sentences(sentences)
