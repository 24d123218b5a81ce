"""Events as tidy tables: when, in which session, and what had been built before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.analysis.timing import EventTime, OrderStrip
from dashboard.exports.columns import reason, table

EVENT_COLUMNS = (
    "id",
    "title (en)",
    "title (zh)",
    "kind",
    "published",
    "precision",
    "timezone",
    "earliest (exchange time)",
    "latest (exchange time)",
    "session 0",
    "time of day known",
    "position",
    "share of the difference built before (fraction)",
    "reason",
    "series",
    "value",
    "unit",
    "stories",
    "stocks",
    "source",
    "url",
)


def event_table(events: Sequence[EventTime]) -> pd.DataFrame:
    """One row an event, by time, with its possible span and its session 0."""
    return table([_event_row(each) for each in events], EVENT_COLUMNS)


def order_table(strip: OrderStrip) -> pd.DataFrame:
    """One row a close from the base on: share of the final difference, events of the session."""
    happened: dict[object, list[str]] = {}
    for each in strip.events:
        happened.setdefault(each.span.session, []).append(each.event.id)
    rows = [
        {
            "session": session,
            "share of the difference built (fraction)": share,
            "events": ";".join(happened.get(session, [])),
            "reason": reason(strip.reason),
        }
        for session, share in zip(strip.sessions, strip.shares, strict=True)
    ]
    return table(rows)


def _event_row(each: EventTime) -> dict[str, object]:
    event, when = each.event, each.span
    values = (
        event.id,
        event.title.en,
        event.title.zh,
        event.kind,
        event.published.stamp.isoformat(),
        event.published.precision,
        event.published.timezone,
        # A deadline says nothing about the earliest time.
        "" if when.deadline else when.earliest.isoformat(),
        when.latest.isoformat(),
        when.session,
        when.time_known,
        each.position,
        each.share_before,
        reason(each.reason),
        event.series,
        event.value,
        event.unit,
        ";".join(event.stories),
        ";".join(event.stocks),
        event.source,
        event.url,
    )
    return dict(zip(EVENT_COLUMNS, values, strict=True))
