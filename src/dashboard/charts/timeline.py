"""The timeline: group means on top, the events in lanes by kind under the same axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import plotly.graph_objects as go

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Text
from dashboard.charts.events import CIRCLE, WIDTH, add_marks, plain, shade_window
from dashboard.charts.lanes import Lane, LaneBar, lanes
from dashboard.charts.mean_lines import add_lines, line_names, names_width
from dashboard.charts.session_axis import set_sessions
from dashboard.charts.theme import Look, blank
from dashboard.market.sessions import Sessions

PRICES = {True: 190, False: 240}  # pixels of the price panel, by compact
SERIES = 120  # pixels of a panel of readings
ROW = CIRCLE + 6  # pixels of one row of circles in a lane
UNDER = 12  # pixels from the middle of a circle down to its bar
PAD = 10  # pixels between two lanes
LABEL = 18  # pixels of a lane's label, where it stands above the lane
TOP, BOTTOM = 24, 30
GUTTER = {True: 42, False: 156}  # pixels left of the plot: lane labels and ticks


@dataclass(frozen=True, slots=True)
class _Panel:
    """A lane with its place: pixels from the top of the plot."""

    lane: Lane
    top: float
    height: float


@dataclass(slots=True)
class _Layout:
    """Pixels of all panels, and how they become shares of the plot's height."""

    prices: float
    panels: list[_Panel] = field(default_factory=list)
    height: float = 0.0

    def share(self, pixels: float) -> float:
        """Height above the bottom of the plot as a share, from pixels below its top."""
        return min(1.0, max(0.0, 1 - pixels / self.height))


def plot_timeline(
    case: Case,
    sessions: Sessions,
    result: WindowResult,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    *,
    look: Look,
) -> go.Figure:
    """
    Group means since the base's close, and under them when each event can have been.

    Parameters
    ----------
    case, sessions, result
        The case, its calendar and its window.
    events : sequence of EventTime
        What to draw; events off the axis are left out and belong in the note.
    numbered : mapping of str to int
        Numbers of the case's whole list.
    look : Look
        The reader.
    """
    days = result.build_up.sessions
    margins = {
        "l": GUTTER[look.compact],
        "r": names_width(line_names(case, result, look)),
    }
    scale = (WIDTH[look.compact] - margins["l"] - margins["r"]) / len(days)
    radius = CIRCLE / 2 / scale
    layout = _layout(lanes(days, sessions, events, look.language, radius=radius), look)
    pixels = round(layout.height) + TOP + BOTTOM
    figure = blank(look, pixels, margin={**margins, "t": TOP, "b": BOTTOM})
    shade_window(figure, days, result.base, result.window.last, look)
    add_lines(
        figure,
        case,
        result,
        bottom=layout.share(layout.prices),
        height=layout.prices,
        look=look,
    )
    figure.update_xaxes(
        range=[-0.6, len(days) - 0.4],
        anchor="free",
        position=0,
    )
    figure.update_layout(
        yaxis2={
            "domain": [0, layout.share(layout.prices)],
            "range": [layout.height, layout.prices],
            "visible": False,
            "fixedrange": True,
        }
    )
    lowest: dict[int, float] = {}
    for count, panel in enumerate(layout.panels, 3):
        _add_lane_label(figure, panel, layout, look)
        if panel.lane.series:
            heights = _add_readings(figure, panel, layout, numbered, look, axis=count)
        else:
            heights = _add_lane(figure, panel, layout, numbered, look)
        for bar, height in zip(panel.lane.bars, heights, strict=True):
            lowest[bar.place] = min(height, lowest.get(bar.place, 1.0))
    _add_dotted(figure, lowest, look)
    set_sessions(figure, case.calendar, days, look)
    return figure


def _layout(found: Sequence[Lane], look: Look) -> _Layout:
    layout = _Layout(prices=PRICES[look.compact])
    top = layout.prices + PAD
    for lane in found:
        label = LABEL if look.compact else 0
        inner = SERIES if lane.series else lane.rows * ROW
        layout.panels.append(_Panel(lane, top + label, inner))
        top += label + inner + PAD
    layout.height = max(top, layout.prices + 1)
    return layout


def _add_lane_label(figure: go.Figure, panel: _Panel, layout: _Layout, look: Look) -> None:
    rule = panel.top - PAD / 2 - (LABEL if look.compact else 0)
    figure.add_shape(
        type="line",
        xref="paper",
        yref="paper",
        x0=0,
        x1=1,
        y0=layout.share(rule),
        y1=layout.share(rule),
        line={"color": look.palette.rule, "width": 1},
        layer="below",
    )
    beside = panel.top + CIRCLE / 2
    figure.add_annotation(
        x=0,
        xref="paper",
        y=layout.share(panel.top - LABEL / 2 if look.compact else beside),
        yref="paper",
        yanchor="middle",
        text=plain(panel.lane.title),
        showarrow=False,
        xanchor="left",
        xshift=-GUTTER[look.compact],
        font={"size": 12.5, "color": look.palette.ink},
    )


def _add_lane(
    figure: go.Figure, panel: _Panel, layout: _Layout, numbered: Mapping[str, int], look: Look
) -> list[float]:
    bars = panel.lane.bars
    heights = [panel.top + bar.row * ROW + CIRCLE / 2 for bar in bars]
    for bar, height in zip(bars, heights, strict=True):
        _add_span(figure, bar, height + UNDER, "y2", look)
    spots = [(float(bar.place), height) for bar, height in zip(bars, heights, strict=True)]
    add_marks(figure, spots, [bar.item for bar in bars], numbered, look, yaxis="y2")
    return [layout.share(height) for height in heights]


def _add_dotted(figure: go.Figure, lowest: Mapping[int, float], look: Look) -> None:
    # One line a session: several would lie on each other out of step and look solid.
    for position, share in lowest.items():
        figure.add_shape(
            type="line",
            x0=position,
            x1=position,
            y0=share,
            y1=1,
            yref="paper",
            line={"color": look.palette.grey, "width": 1, "dash": "dot"},
            layer="below",
        )


def _add_span(figure: go.Figure, bar: LaneBar, under: float, axis: str, look: Look) -> None:
    # Under the circle, which would hide it.
    start, end = max(bar.start, -0.6), bar.end
    if bar.item.span.latest - bar.item.span.earliest <= timedelta(minutes=1):
        start, end = start - 0.04, end + 0.04  # a moment, wide enough to be seen
    pieces = [(start, end, 4.0)]
    if not start <= bar.place <= end:
        pieces.append((min(end, bar.place), max(start, bar.place), 1.0))
    for x0, x1, width in pieces:
        figure.add_shape(
            type="line",
            x0=x0,
            x1=x1,
            y0=under,
            y1=under,
            yref=axis,
            line={"color": look.palette.grey, "width": width},
        )


def _add_readings(
    figure: go.Figure,
    panel: _Panel,
    layout: _Layout,
    numbered: Mapping[str, int],
    look: Look,
    *,
    axis: int,
) -> list[float]:
    bars, name = panel.lane.bars, f"y{axis}"
    values = [bar.item.event.value or 1.0 for bar in bars]
    low, high = float(np.log10(min(values))), float(np.log10(max(values)))
    bottom, top = low - 0.35 * max(high - low, 1), high + 0.35 * max(high - low, 1)
    domain = [layout.share(panel.top + panel.height), layout.share(panel.top)]
    figure.update_layout(
        {
            f"yaxis{axis}": {
                **_log_axis(look, bottom, top),
                "type": "log",
                "domain": domain,
                "range": [bottom, top],
            }
        }
    )
    heights = [
        domain[0] + (float(np.log10(value)) - bottom) / (top - bottom) * (domain[1] - domain[0])
        for value in values
    ]
    under = 10 ** (UNDER / panel.height * (top - bottom))
    for bar, value in zip(bars, values, strict=True):
        _add_span(figure, bar, value / under, name, look)
        _add_value(figure, bar, name, look)
    spots = [(float(bar.place), value) for bar, value in zip(bars, values, strict=True)]
    add_marks(figure, spots, [bar.item for bar in bars], numbered, look, yaxis=name)
    return heights


def _add_value(figure: go.Figure, bar: LaneBar, axis: str, look: Look) -> None:
    event = bar.item.event
    value = event.value or 1.0
    text = (
        words.value_text(value, look.language)
        if look.compact
        else words.reading_text(
            value, look.language.pick(Text(event.unit, event.unit_zh)), look.language
        )
    )
    figure.add_annotation(
        x=bar.place,
        y=float(np.log10(value)),  # annotations on a log axis are placed by exponent
        yref=axis,
        xanchor="left",
        xshift=14,
        yshift=13,
        text=f"<b>{plain(text)}</b>",
        showarrow=False,
        font={"size": 12.5, "color": look.palette.ink},
    )


def _log_axis(look: Look, bottom: float, top: float) -> dict[str, object]:
    powers = range(int(np.ceil(bottom)), int(np.floor(top)) + 1)
    step = max(1, -(-len(powers) // 4))
    return {
        "tickvals": [10.0**power for power in powers][::step],
        "ticktext": [words.value_text(10.0**power, look.language) for power in powers][::step],
        "showgrid": True,
        "gridcolor": look.palette.rule,
        "tickfont": {"size": 11, "color": look.palette.grey},
        "fixedrange": True,
        "zeroline": False,
    }
