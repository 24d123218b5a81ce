"""The timeline as tables: sessions with their events, the events, the order strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.analysis.window.timing import EventTime, OrderStrip
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.exhibits.columns import reason
from dashboard.exhibits.window_tables import build_up_table
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.market.prices import PriceNote
from dashboard.stats.result import Undefined

_TITLE: tuple[Column[EventTime], ...] = (
    Column(N_("title (en)"), lambda each: each.event.title.en),
    Column(N_("title (zh)"), lambda each: each.event.title.zh),
)

_PLACE: tuple[Column[EventTime], ...] = (
    Column(
        N_("session 0"),
        lambda each: "" if each.span.deadline else each.span.session.isoformat(),
    ),
    Column(N_("position"), lambda each: each.position),
    Column(N_("share of the gap before"), lambda each: each.share_before, FRACTION),
    Column(N_("remark"), lambda each: reason(each.share_before)),
)


def session_table(
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    note: PriceNote,
) -> Table[int]:
    """One row a session: the lines of the chart, and the numbers of the events there."""
    found: dict[date, list[int]] = {}
    for item in events:
        found.setdefault(item.span.session, []).append(numbered[item.event.id])
    lines = build_up_table(result, note)
    session, *others = lines.columns
    there = Column[int](N_("events"), lambda place: found.get(result.build_up.sessions[place], []))
    return Table((session, there, *others), lines.rows)


def event_table(
    case: Case, events: Sequence[EventTime], numbered: Mapping[str, int]
) -> Table[EventTime]:
    """One row an event, with its time as the source gives it and on the exchange's clock."""
    columns: tuple[Column[EventTime], ...] = (
        Column(N_("number"), lambda each: numbered[each.event.id]),
        Column(N_("id"), lambda each: each.event.id),
        *_TITLE,
        Column(N_("kind"), lambda each: each.event.kind),
        Column(N_("published"), _published),
        Column(N_("precision"), lambda each: each.event.published.precision),
        Column(N_("timezone"), lambda each: each.event.published.timezone),
        Column(N_("earliest (exchange time)"), lambda each: each.span.earliest.isoformat()),
        Column(N_("latest (exchange time)"), lambda each: each.span.latest.isoformat()),
        *_PLACE,
        *_at_minute(events),
        Column(N_("series"), lambda each: each.event.series),
        Column(N_("value"), lambda each: each.event.value),
        Column(N_("unit"), lambda each: each.event.unit),
        Column(N_("stories"), lambda each: each.event.stories),
        Column(N_("stocks"), lambda each: [case.stock(name).symbol for name in each.event.stocks]),
        Column(N_("source"), lambda each: each.event.source),
        Column("url", lambda each: each.event.url),
    )
    return Table(columns, events, stays=True)


def _at_minute(events: Sequence[EventTime]) -> tuple[Column[EventTime], ...]:
    """A column that stands only where minute bars fill it."""
    if all(each.share_then is None for each in events):
        return ()
    return (Column(N_("share of the gap at its minute"), lambda each: each.share_then, FRACTION),)


def _published(item: EventTime) -> str:
    published = item.event.published
    timed = published.precision in {"second", "minute"}
    return published.stamp.isoformat() if timed else published.stamp.date().isoformat()


def order_table(
    strip: OrderStrip, events: Sequence[EventTime], numbered: Mapping[str, int]
) -> Table[EventTime]:
    """One row an event: session 0, the share before it, and the share at each day's close."""
    number = Column[EventTime](N_("number"), lambda each: numbered[each.event.id])
    shares: Sequence[float | None] = [None] * len(strip.sessions)
    if not isinstance(strip.shares, Undefined):
        shares = strip.shares
    closes = (_share(day, share) for day, share in zip(strip.sessions, shares, strict=True))
    return Table((number, *_TITLE, *_PLACE, *closes), events, stays=True)


def _share(day: date, share: float | None) -> Column[EventTime]:
    return Column("", lambda _: share, FRACTION, whose=day.isoformat())
