"""One layer of events for every chart over time: numbered circles on dotted lines.

The axis below counts sessions from 0.  An event stands at its session 0; events
of one session are stacked, so that none hides another.  The numbers are those of
the case's whole list in order of time, the same on every chart and below it in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.analysis.timing import EventTime
from dashboard.charts.theme import Look

CIRCLE = 20  # pixels, with the gap to the next


def numbers(events: Sequence[EventTime]) -> dict[str, int]:
    """Number of each event, from 1, in order of time."""
    return {item.event.id: position for position, item in enumerate(events, 1)}


def stacks(days: Sequence[date], events: Sequence[EventTime]) -> dict[int, list[EventTime]]:
    """Events by position of their session 0 among `days`; those outside are left out."""
    places = {day: position for position, day in enumerate(days)}
    found: dict[int, list[EventTime]] = {}
    for item in events:
        if item.span.session in places:
            found.setdefault(places[item.span.session], []).append(item)
    return found


def headroom(stacked: Mapping[int, Sequence[EventTime]]) -> int:
    """Pixels the tallest stack of circles needs above the plot."""
    return CIRCLE * max((len(items) for items in stacked.values()), default=0) + 4


def add_events(
    figure: go.Figure,
    stacked: Mapping[int, Sequence[EventTime]],
    numbered: Mapping[str, int],
    look: Look,
) -> None:
    """
    Draw the circles and their dotted lines above the figure's first plot.

    The figure must have a top margin of at least `headroom` pixels: circles are
    annotations measured in pixels from the top of the plot, so they keep their size.
    """
    colours = look.palette
    for position, items in stacked.items():
        figure.add_shape(
            type="line",
            x0=position,
            x1=position,
            y0=0,
            y1=1,
            xref="x",
            yref="paper",
            line={"color": colours.grey, "width": 1, "dash": "dot"},
            layer="below",
        )
        for level, item in enumerate(reversed(items)):
            # Circled text drawn by the browser's own font would not be round: an
            # annotation with a full-width border radius does not exist, so the
            # circle is a shape in pixels and the number an annotation on it.
            middle = CIRCLE / 2 + 2 + level * CIRCLE
            figure.add_shape(
                type="circle",
                xref="x",
                yref="paper",
                xsizemode="pixel",
                ysizemode="pixel",
                xanchor=position,
                yanchor=1,
                x0=-8.5,
                x1=8.5,
                y0=middle - 8.5,
                y1=middle + 8.5,
                line={"color": colours.ink, "width": 1.2},
                fillcolor=colours.paper,
            )
            figure.add_annotation(
                x=position,
                y=1,
                xref="x",
                yref="paper",
                yshift=middle,
                text=f"<b>{numbered[item.event.id]}</b>",
                showarrow=False,
                font={"size": 11, "color": colours.ink},
                hovertext=_hover(item, look),
                captureevents=True,
            )


def _hover(item: EventTime, look: Look) -> str:
    t = look.language
    return f"{t.day(item.span.session)} · {plain(t.pick(item.event.title))}"


def plain(text: str) -> str:
    """Text from outside for a Plotly label: its angle brackets stay characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shade_window(
    figure: go.Figure, days: Sequence[date], base: date, last: date, look: Look
) -> None:
    """Shade from the base's close to the window's last close."""
    places = {day: position for position, day in enumerate(days)}
    if base in places and last in places:
        figure.add_shape(
            type="rect",
            x0=places[base],
            x1=places[last],
            y0=0,
            y1=1,
            xref="x",
            yref="paper",
            fillcolor=look.palette.window,
            line={"width": 0},
            layer="below",
        )
