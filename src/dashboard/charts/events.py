"""One layer of events for every chart over time: numbered circles on dotted lines.

The axis below counts sessions from 0.  An event stands at its session 0; events
of one session are stacked and neighbours moved apart, so that none hides another.
The numbers are those of the case's whole list in order of time, the same on every
chart and below it in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.charts.lettering import shorten, text_width
from dashboard.charts.marks import label, points
from dashboard.charts.theme import Look, add_all, spread_labels
from dashboard.language.language import Language

CIRCLE = 20  # pixels, with the gap to the next
LONGEST = 330  # pixels of a title where several stand in one label
LEADER = 7  # pixels between the plot and the lowest circle, for slanted lines

# Pixels of a whole figure that circles are laid out for, by compact: the narrowest
# screens of each kind, since the figure's own width is known to the browser alone.
WIDTH = {True: 350.0, False: 860.0}


def stacks(days: Sequence[date], events: Sequence[EventTime]) -> dict[int, list[EventTime]]:
    """Events by position of their session 0 among `days`; those without a place are left out."""
    places = {day: position for position, day in enumerate(days)}
    found: dict[int, list[EventTime]] = {}
    for item in events:
        if is_placed(item, days):
            found.setdefault(places[item.span.session], []).append(item)
    return found


def headroom(stacked: Mapping[int, Sequence[EventTime]]) -> int:
    """Pixels the tallest stack of circles needs above the plot."""
    tallest = max((len(items) for items in stacked.values()), default=0)
    return CIRCLE * tallest + LEADER + 4


def shifts(positions: Sequence[int], scale: float) -> list[float]:
    """
    Pixels by which each stack moves sideways so that circles do not touch.

    Parameters
    ----------
    positions : sequence of int
        Places of the stacks on the axis.
    scale : float
        Pixels from one session to the next.

    Examples
    --------
    >>> shifts([0, 10, 11, 12], 10.0)
    [0.0, -10.0, 0.0, 10.0]
    """
    placed = spread_labels([position * scale for position in positions], CIRCLE)
    return [
        round(place - position * scale, 2)
        for position, place in zip(positions, placed, strict=True)
    ]


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
    positions = sorted(stacked)
    moved = shifts(positions, _scale(figure, positions, look))
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for position, shift in zip(positions, moved, strict=True):
        shapes += _lines(position, shift, look)
        for level, item in enumerate(reversed(stacked[position])):
            middle = LEADER + CIRCLE / 2 + level * CIRCLE
            shapes.append(_circle(position, shift, middle, look))
            labels.append(_number(position, shift, middle, item, numbered[item.event.id], look))
    add_all(figure, annotations=labels, shapes=shapes)


def _scale(figure: go.Figure, positions: Sequence[int], look: Look) -> float:
    extent = figure.layout.xaxis.range or (0.0, max([*positions, 1]))
    margin = figure.layout.margin
    width = WIDTH[look.compact] - (margin.l or 0) - (margin.r or 0)
    return float(width / max(extent[1] - extent[0], 1.0))


def _lines(position: int, shift: float, look: Look) -> list[dict[str, Any]]:
    line = {"color": look.palette.grey, "width": 1, "dash": "dot"}
    down = {
        "type": "line",
        "x0": position,
        "x1": position,
        "y0": 0,
        "y1": 1,
        "xref": "x",
        "yref": "paper",
        "line": line,
        "layer": "below",
    }
    leader = {"type": "line", "x0": 0, "x1": shift, "y0": 0, "y1": LEADER, "line": line}
    return [down, {**leader, **_above(position)}]


def _above(position: int) -> dict[str, Any]:
    """Place of a shape measured in pixels from the top of the plot."""
    return {
        "xref": "x",
        "yref": "paper",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": position,
        "yanchor": 1,
    }


def _circle(position: int, shift: float, middle: float, look: Look) -> dict[str, Any]:
    # A marker would need an axis above the plot: the circle is a shape in pixels
    # and the number an annotation on it.
    return {
        "type": "circle",
        **_above(position),
        "x0": shift - 8.5,
        "x1": shift + 8.5,
        "y0": middle - 8.5,
        "y1": middle + 8.5,
        "line": {"color": look.palette.ink, "width": 1.2},
        "fillcolor": look.palette.paper,
    }


def _number(
    position: int, shift: float, middle: float, item: EventTime, number: int, look: Look
) -> dict[str, Any]:
    return {
        "x": position,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        # Left to itself Plotly hangs a label at the top edge by its upper side.
        "xanchor": "center",
        "yanchor": "middle",
        "xshift": shift,
        "yshift": middle,
        "text": f"<b>{number}</b>",
        "showarrow": False,
        "font": {"size": 11, "color": look.palette.ink},
        "hovertext": hover(item, look),
        **label("event", item.event.id),
    }


def add_marks(
    figure: go.Figure,
    places: Sequence[tuple[float, float]],
    items: Sequence[EventTime],
    numbered: Mapping[str, int],
    look: Look,
    *,
    yaxis: str,
) -> None:
    """
    Draw the same circles inside a plot, at x and y of one of its axes.

    They are markers, never joined: what lies between two events is not known.
    """
    figure.add_scatter(
        x=[place[0] for place in places],
        y=[place[1] for place in places],
        yaxis=yaxis,
        mode="markers+text",
        marker={
            "size": 17,
            "symbol": "circle",
            "color": look.palette.paper,
            "opacity": 1,
            "line": {"width": 1.2, "color": look.palette.ink},
        },
        text=[f"<b>{numbered[item.event.id]}</b>" for item in items],
        textposition="middle center",
        textfont={"size": 11, "color": look.palette.ink},
        **points("event", [item.event.id for item in items]),
        hovertext=[hover(item, look) for item in items],
        hoverinfo="text",
        cliponaxis=False,
    )


@dataclass(frozen=True, slots=True)
class Cluster:
    """Events so close on a small axis that they share one label."""

    positions: tuple[int, ...]
    items: tuple[EventTime, ...]

    @property
    def middle(self) -> float:
        """Where the label stands."""
        return (self.positions[0] + self.positions[-1]) / 2


def clusters(
    stacked: Mapping[int, Sequence[EventTime]],
    numbered: Mapping[str, int],
    scale: float,
    t: Language,
) -> list[Cluster]:
    """
    Events of a small panel, neighbours drawn together until their labels are apart.

    Parameters
    ----------
    stacked : mapping of int to sequence of EventTime
        Events by position on the axis.
    numbered : mapping of str to int
        Numbers by event id.
    scale : float
        Pixels from one session to the next.
    t : Language
    """
    found: list[Cluster] = []
    for position in sorted(stacked):
        new = Cluster((position,), tuple(stacked[position]))
        while found and _touch(found[-1], new, numbered, scale, t):
            before = found.pop()
            new = Cluster(before.positions + new.positions, before.items + new.items)
        found.append(new)
    return found


def _touch(
    left: Cluster, right: Cluster, numbered: Mapping[str, int], scale: float, t: Language
) -> bool:
    wide = sum(text_width(numbers_of(each, numbered, t), bold=True) for each in (left, right)) / 2
    return (right.middle - left.middle) * scale < wide + 4


def numbers_of(cluster: Cluster, numbered: Mapping[str, int], t: Language) -> str:
    """Label of a cluster: 3, or 4–6."""
    return words.number_list([numbered[item.event.id] for item in cluster.items], t)


@dataclass(frozen=True, slots=True)
class StemLabel:
    """Numbers at the head of dotted lines: where, which, what a touch shows, whose details."""

    place: float
    numbers: str
    hover: str
    event: str


def add_stems(
    figure: go.Figure,
    axes: Mapping[str, str],
    stems: Sequence[float],
    labels: Sequence[StemLabel],
    heights: tuple[float, float, float],
    look: Look,
    *,
    size: float = 10.5,
    width: float = 1,
) -> None:
    """
    Draw dotted lines in one panel of several, with numbers above all else: two traces.

    Parameters
    ----------
    figure : Figure
    axes : mapping of str to str
        Which axes of the figure are the panel's.
    stems : sequence of float
        Places of the lines.
    labels : sequence of StemLabel
        One where numbers would touch.
    heights : (float, float, float)
        Foot and head of the lines, and middle of the numbers.
    look : Look
    size, width : float
        Of the numbers and of the lines, pixels.
    """
    foot, head, middle = heights
    figure.add_scatter(
        **axes,
        x=[place for each in stems for place in (each,) * 3],
        y=[foot, head, None] * len(stems),
        mode="lines",
        connectgaps=False,
        line={"color": look.palette.grey, "width": width, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        **axes,
        x=[each.place for each in labels],
        y=[middle] * len(labels),
        mode="text",
        text=[f"<b>{each.numbers}</b>" for each in labels],
        textfont={"size": size, "color": look.palette.ink},
        hovertext=[each.hover for each in labels],
        hoverinfo="text",
        cliponaxis=False,
        **points("event", [each.event for each in labels]),
    )


def hover_all(cluster: Cluster, numbered: Mapping[str, int], look: Look) -> str:
    """Every event of a cluster with its number, a line each."""
    t = look.language
    if len(cluster.items) == 1:
        return hover(cluster.items[0], look)
    return "<br>".join(
        f"<b>{numbered[item.event.id]}</b> {t.day(item.span.session)} · "
        f"{plain(shorten(t.pick(item.event.title), LONGEST))}"
        for item in cluster.items
    )


def hover(item: EventTime, look: Look) -> str:
    """Day of session 0, title, and what had moved before, for a label that shows on touch."""
    t = look.language
    title = plain(t.pick(item.event.title))
    return f"{t.day(item.span.session)} · {title}<br>{plain(words.before_text(item, t))}"


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
