"""The timeline as tables: sessions with their events, the events, the order strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.analysis.window.timing import EventTime, OrderStrip
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.exhibits.columns import reason, table
from dashboard.exhibits.window_tables import build_up_table
from dashboard.market.prices import PriceNote

EVENT_COLUMNS = (
    "number",
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
    "position",
    "share of the gap before (fraction)",
    "remark",
    "series",
    "value",
    "unit",
    "stories",
    "stocks",
    "source",
    "url",
)


def session_table(
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    note: PriceNote,
) -> pd.DataFrame:
    """One row a session: the lines of the chart, and the numbers of the events there."""
    found: dict[object, list[int]] = {}
    for item in events:
        found.setdefault(item.span.session, []).append(numbered[item.event.id])
    lines = build_up_table(result, note)
    cells = [";".join(map(str, found.get(day, []))) for day in result.build_up.sessions]
    lines.insert(1, "events", cells)
    return lines


def event_table(
    case: Case, events: Sequence[EventTime], numbered: Mapping[str, int]
) -> pd.DataFrame:
    """One row an event, with its time as the source gives it and on the exchange's clock."""
    return table([_event_row(case, item, numbered) for item in events], EVENT_COLUMNS)


def _event_row(case: Case, item: EventTime, numbered: Mapping[str, int]) -> dict[str, object]:
    event, when = item.event, item.span
    timed = event.published.precision in {"second", "minute"}
    stamp = event.published.stamp
    return {
        "number": numbered[event.id],
        "id": event.id,
        "title (en)": event.title.en,
        "title (zh)": event.title.zh,
        "kind": event.kind,
        "published": stamp.isoformat() if timed else stamp.date().isoformat(),
        "precision": event.published.precision,
        "timezone": event.published.timezone,
        "earliest (exchange time)": when.earliest.isoformat(),
        "latest (exchange time)": when.latest.isoformat(),
        "session 0": "" if when.deadline else when.session.isoformat(),
        "position": item.position,
        "share of the gap before (fraction)": item.share_before,
        "remark": reason(item.reason),
        "series": event.series,
        "value": event.value,
        "unit": event.unit,
        "stories": ";".join(event.stories),
        "stocks": ";".join(case.stock(symbol).symbol for symbol in event.stocks),
        "source": event.source,
        "url": event.url,
    }


def order_table(
    strip: OrderStrip, events: Sequence[EventTime], numbered: Mapping[str, int]
) -> pd.DataFrame:
    """One row an event: session 0, the share before it, and the share at each day's close."""
    shares = {
        f"{day.isoformat()} (fraction)": share
        for day, share in zip(strip.sessions, strip.shares, strict=True)
    }
    rows: list[dict[str, object]] = [
        {
            "number": numbered[item.event.id],
            "title (en)": item.event.title.en,
            "title (zh)": item.event.title.zh,
            "session 0": "" if item.span.deadline else item.span.session.isoformat(),
            "position": item.position,
            "share of the gap before (fraction)": item.share_before,
            "remark": reason(item.reason),
            **shares,
        }
        for item in events
    ]
    return table(rows, ("number", "title (en)", "title (zh)", "session 0", "position"))
