"""The figures of the Timeline page: prices with events, the order strip, events in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.event_words import published
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.charts import order, timeline
from dashboard.charts import timeline_titles as titles
from dashboard.errors import N_
from dashboard.exhibits import timeline_tables
from dashboard.exhibits.details import event_marks
from dashboard.exhibits.event_filter import EventFilter
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Opening,
    Reader,
    whole,
)
from dashboard.exhibits.inside import INSIDE
from dashboard.html.events import full_list
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def opening(trial: Trial, reader: Reader) -> Opening:
    """Question, and the answer in two sentences."""
    t = reader.t
    return Opening(
        t("What happened when, and what had moved before it?"), t.sentences(_summary(trial, t))
    )


def _summary(trial: Trial, t: Language) -> tuple[str, ...]:
    return titles.summary(trial.events, trial.numbered, t) if trial.events else ()


def _shown(trial: Trial, reader: Reader) -> tuple[EventTime, ...]:
    return EventFilter.of(reader).apply(trial.case, trial.events)


def event_lines(
    trial: Trial, days: Sequence[date], t: Language, shown: Sequence[EventTime] | None = None
) -> tuple[str, ...]:
    """Numbered events that stand on an axis of these days, a line each; `shown`: a filter's."""
    return tuple(
        f"{trial.numbered[item.event.id]} · {published(item.event.published, t, year=False)} "
        f"{t.pick(item.event.title)}"
        for item in (trial.events if shown is None else shown)
        if is_placed(item, days)
    )


# Timeline -------------------------------------------------------------


def _timeline(trial: Trial, reader: Reader) -> Made:
    t, case, result = reader.t, trial.case, trial.result
    numbered, shown = trial.numbered, _shown(trial, reader)
    if not shown:
        return None
    return Figure(
        title=titles.title_timeline(
            result, shown, numbered, t, hidden=len(trial.events) - len(shown)
        ),
        note=titles.note_timeline(case, result, shown, numbered, t),
        alt=titles.describe_timeline(case, result, shown, numbered, t),
        plot=lambda: timeline.plot_timeline(
            case, trial.sessions, result, shown, numbered, look=reader.look
        ),
        table=lambda: timeline_tables.session_table(result, shown, numbered, trial.note),
        days=tuple(result.build_up.sessions),
        listed_on_page=True,
        marks=event_marks(shown, result.build_up.sessions),
        options=EventFilter.of(reader),
    )


TIMELINE = Exhibit(
    "timeline",
    N_("Timeline of prices and events"),
    _timeline,
    _summary,
    numbers=(
        NumbersOf(
            "timeline",
            N_("Sessions with their events"),
            lambda trial, _: timeline_tables.session_table(
                trial.result, trial.events, trial.numbered, trial.note
            ),
        ),
    ),
    is_chart=True,
    anchor="course",  # pages drop the name of what a browser's document has: its `timeline`
)


# Order ----------------------------------------------------------------


def _order(trial: Trial, reader: Reader) -> Made:
    t, numbered, shown = reader.t, trial.numbered, _shown(trial, reader)
    if not shown:
        return None
    if isinstance(trial.strip.shares, Undefined):
        return Absent(
            t("How much of the gap stood before each event?"), t.complete(trial.strip.shares)
        )
    return Figure(
        title=titles.title_order(
            trial.events, trial.strip, t, hidden=len(trial.events) - len(shown)
        ),
        note=titles.note_order(trial.result, t),
        alt=titles.describe_order(shown, numbered, t),
        plot=lambda: order.plot_order(
            trial.strip, shown, numbered, look=reader.look, calendar=trial.case.calendar
        ),
        table=lambda: timeline_tables.order_table(trial.strip, shown, numbered),
        marks=event_marks(shown),
        options=EventFilter.of(reader),
    )


def _order_finding(trial: Trial, t: Language) -> Iterable[str]:
    if not trial.events:
        return []
    if isinstance(trial.strip.shares, Undefined):
        return [t.complete(trial.strip.shares), *_summary(trial, t)[1:]]
    return [whole(titles.title_order(trial.events, trial.strip, t), t), *_summary(trial, t)[1:]]


ORDER = Exhibit(
    "order",
    N_("Share of the gap before each event"),
    _order,
    _order_finding,
    numbers=(
        NumbersOf(
            "order",
            N_("Share of the gap before each event"),
            lambda trial, _: timeline_tables.order_table(trial.strip, trial.events, trial.numbered),
        ),
    ),
    is_chart=True,
)


def _events(trial: Trial, reader: Reader) -> Made:
    t, case, numbered, shown = reader.t, trial.case, trial.numbered, _shown(trial, reader)
    if not shown:
        return None
    title = (
        t.plural("{n} event in words", "{n} events in words", len(shown))
        if len(shown) == len(trial.events)
        else t("{n} of {all} events in words", n=len(shown), all=len(trial.events))
    )
    return Figure(
        title=title,
        note=t(
            "Times as the sources give them, each in its own time zone. Session 0 is the first "
            "session whose close could price the event, taken at the middle of the time in "
            "which it can have been published."
        ),
        body=lambda: full_list(case, shown, numbered, t, reader.links),
        table=lambda: timeline_tables.event_table(case, shown, numbered),
        options=EventFilter.of(reader),
    )


EVENTS = Exhibit(
    "events",
    N_("Events in words"),
    _events,
    numbers=(
        NumbersOf(
            "events",
            N_("Events"),
            lambda trial, _: timeline_tables.event_table(trial.case, trial.events, trial.numbered),
        ),
    ),
)

EXHIBITS = (TIMELINE, ORDER, INSIDE, EVENTS)
