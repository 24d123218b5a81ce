"""The order strip: one row an event, how much of the gap stood at the close before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime, OrderStrip
from dashboard.charts.events import WIDTH, add_marks, plain
from dashboard.charts.lettering import wrapped
from dashboard.charts.session_axis import set_sessions
from dashboard.charts.theme import Look, blank
from dashboard.stats.result import Undefined

ROW = {True: 82, False: 62}  # pixels of one row, by compact
BARS = 26  # pixels of a bar that stands for the whole gap
TITLE = 18  # pixels of the title above the bars, on a phone
TOP, BOTTOM = 26, 6
TICK = 50  # pixels a date needs


def columns(strip: OrderStrip, events: Sequence[EventTime]) -> dict[str, int]:
    """
    Column of each event: its session 0 from 0; -1 and n for before and after the window.

    Events of which only a deadline is known have none.
    """
    days = strip.sessions[1:]
    outside = {"before": -1, "after": len(days)}
    return {
        item.event.id: days.index(item.span.session)
        if item.position == "inside"
        else outside[item.position]
        for item in events
        if not item.span.deadline
    }


def plot_order(
    strip: OrderStrip,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    *,
    look: Look,
    calendar: str = "",
) -> go.Figure:
    """
    One row an event: bars for the share of the gap at each close, strong before session 0.

    Parameters
    ----------
    strip : OrderStrip
        Shares by session.
    events : sequence of EventTime
        The rows, in order of time; those outside the window stand beside its columns.
    numbered : mapping of str to int
        Numbers of the case's whole list.
    look : Look
        The reader.
    calendar : str
        exchange_calendars name, for closures between the columns; empty leaves them out.
    """
    row = ROW[look.compact]
    height = row * len(events)
    spots = columns(strip, events)
    count = len(strip.sessions) - 1
    margins = {"l": 4, "r": 4} if look.compact else {"l": 300, "r": 230}
    figure = blank(look, height + TOP + BOTTOM, margin={**margins, "t": TOP, "b": BOTTOM})
    figure.update_yaxes(visible=False, range=[height, 0], fixedrange=True)
    _add_columns(figure, strip, spots, calendar, look)
    floors = [position * row + row - 10 for position in range(len(events))]
    if not isinstance(strip.shares, Undefined):
        _add_bars(figure, strip, strip.shares[1:], events, floors, spots, look)
    for item, floor in zip(events, floors, strict=True):
        _add_baseline(figure, floor, count, look)
        _add_title(figure, item, floor, numbered[item.event.id], look)
        _add_words(figure, item, floor, look)
    # Above its column, so that the bar of session 0 can be read; beside them at half height.
    places = [
        (
            float(spots[item.event.id]),
            floor - (BARS + 11 if item.position == "inside" else BARS / 2),
        )
        for item, floor in zip(events, floors, strict=True)
        if item.event.id in spots
    ]
    marked = [item for item in events if item.event.id in spots]
    add_marks(figure, places, marked, numbered, look, yaxis="y")
    return figure


def _add_columns(
    figure: go.Figure, strip: OrderStrip, spots: Mapping[str, int], calendar: str, look: Look
) -> None:
    t, days = look.language, strip.sessions[1:]
    low, high = -0.6, len(days) - 0.4
    before, after = -1 in spots.values(), len(days) in spots.values()
    low, high = low - before, high + after
    if look.compact:
        high += 0.42 * (high - low)  # room for the words at the right, which say "before", too
    figure.update_xaxes(range=[low, high], side="top", fixedrange=True)
    set_sessions(figure, calendar, days, look, top=True, share=len(days) / (high - low))
    if look.compact:
        return
    axis, margin = figure.layout.xaxis, figure.layout.margin
    scale = (WIDTH[False] - margin.l - margin.r) / (high - low)
    ends = [(-1, t("before"))] * before + [(len(days), t("after"))] * after
    kept = [
        (place, label)
        for place, label in zip(axis.tickvals, axis.ticktext, strict=True)
        if all(abs(place - end) * scale >= TICK for end, _ in ends)
    ]
    ticks = sorted([*kept, *ends])
    axis.update(tickvals=[place for place, _ in ticks], ticktext=[label for _, label in ticks])


def _add_bars(
    figure: go.Figure,
    strip: OrderStrip,
    shares: Sequence[float | None],
    events: Sequence[EventTime],
    floors: Sequence[float],
    spots: Mapping[str, int],
    look: Look,
) -> None:
    known = [share for share in shares if share is not None]
    scale = BARS / max([1.0, *known, *(-share for share in known)])
    for early, colour in ((True, look.palette.ink), (False, look.palette.faded)):
        cells = [
            (place, share, floor, item.event.id)
            for item, floor in zip(events, floors, strict=True)
            for place, share in enumerate(shares)
            if share is not None and (place < spots.get(item.event.id, 0)) == early
        ]
        figure.add_bar(
            x=[cell[0] for cell in cells],
            y=[-cell[1] * scale for cell in cells],
            base=[cell[2] for cell in cells],
            # A window of two sessions would have bars like walls.
            width=0.62 * min(1.0, len(shares) / 5),
            marker={"color": colour, "line": {"width": 0}},
            meta={"mark": "event"},
            customdata=[[cell[3], cell[1]] for cell in cells],
            hovertext=[
                look.language(
                    "{day}: {share} of the gap at the close",
                    day=look.language.day(strip.sessions[cell[0] + 1]),
                    share=look.language.percent(cell[1], 0, sign=False),
                )
                for cell in cells
            ],
            hoverinfo="text",
        )
    figure.update_layout(barmode="overlay")


def _add_baseline(figure: go.Figure, floor: float, count: int, look: Look) -> None:
    figure.add_shape(
        type="line",
        x0=-0.5,
        x1=count - 0.5,
        y0=floor,
        y1=floor,
        line={"color": look.palette.grey, "width": 1},
        layer="below",
    )


def _add_title(figure: go.Figure, item: EventTime, floor: float, number: int, look: Look) -> None:
    title = look.language.pick(item.event.title)
    lines = wrapped(title, 46, 1) if look.compact else wrapped(title, 46, 2)
    text = "<br>".join(plain(line) for line in lines)
    figure.add_annotation(
        x=0,
        xref="paper",
        y=floor - BARS - TITLE - 16 if look.compact else floor - 20,
        yanchor="middle",
        xanchor="left",
        align="left",
        xshift=0 if look.compact else -296,
        text=f"<b>{number}</b>  {text}" if look.compact else text,
        showarrow=False,
        font={"size": 12.5, "color": look.palette.ink},
    )


def _add_words(figure: go.Figure, item: EventTime, floor: float, look: Look) -> None:
    t = look.language
    if look.compact:
        text = short_words(item, look)
    else:
        text = "<br>".join(plain(line) for line in wrapped(words.before_text(item, t), 34, 2))
    figure.add_annotation(
        x=1,
        xref="paper",
        y=floor - BARS / 2,
        yanchor="middle",
        xanchor="right" if look.compact else "left",
        align="right" if look.compact else "left",
        xshift=0 if look.compact else 12,
        text=text,
        showarrow=False,
        font={"size": 12.5, "color": look.palette.ink},
    )


def short_words(item: EventTime, look: Look) -> str:
    """What had moved before, in the two or three words a phone has room for."""
    t = look.language
    if not isinstance(item.share_before, Undefined):
        return t("{share} before", share=t.percent(item.share_before, 0, sign=False))
    return {
        "before": t("before the window"),
        "after": t("after the window"),
        "inside": t("cannot be told"),
    }[item.position]
