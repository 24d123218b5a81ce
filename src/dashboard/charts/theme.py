"""Colours, type and axes that every chart shares.

A chart is drawn for one reader: light or dark, English or Chinese, phone or
desk.  `Look` says which; charts take it and nothing else about the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.case import Case
from dashboard.language.language import Language

SANS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', sans-serif"
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; category colours are never red or green."""

    paper: str
    ink: str
    grey: str
    rule: str
    window: str
    faded: str
    groups: tuple[str, ...]
    benchmark: str
    red: str
    green: str


# The first two are the house's own; the rest follow Okabe and Ito's
# colour-blind-safe set and Paul Tol's muted one, less their reds and greens.
LIGHT = Palette(
    paper="#FBFAF6",
    ink="#1A1C1F",
    grey="#656970",
    rule="#E3E0D8",
    window="#EFEBDF",
    faded="#928F86",
    groups=(
        "#3546A6",
        "#9C5A00",
        "#0B757F",
        "#8E4A9E",
        "#4C6178",
        "#5A3E2B",
        "#1469B5",
        "#A0487A",
        "#6A55C2",
        "#6B6E1E",
    ),
    benchmark="#656970",
    red="#B3261E",
    green="#1D7944",
)
DARK = Palette(
    paper="#14161A",
    ink="#ECEAE4",
    grey="#9AA0A8",
    rule="#2C3036",
    window="#22252B",
    faded="#666C75",
    groups=(
        "#93A1FF",
        "#F0B457",
        "#5CC8D2",
        "#D39BE0",
        "#A3B8CC",
        "#C9A97A",
        "#7CC0F2",
        "#E39BC0",
        "#B4B6F0",
        "#D0CE7A",
    ),
    benchmark="#9AA0A8",
    red="#FF8A80",
    green="#6FCF97",
)


LIMIT_MARKS = {"up": "triangle-up", "down": "triangle-down"}
"""Plotly's symbols of closes at the daily limit, by the side."""

RED_IS_UP = frozenset({"XSHG", "XTAI", "XTKS", "XKRX"})
"""Calendars of markets where a rise is red: mainland China, Taiwan, Japan, Korea."""


@dataclass(frozen=True, slots=True)
class Look:
    """
    How this reader sees charts.

    Attributes
    ----------
    language : Language
        Labels, numbers and dates.
    dark : bool
        The dark theme is on.
    rise_is_red : bool
        Up is red and down is green, as in China; else the other way round.
    compact : bool
        One narrow column, as on a phone: a swipe scrolls the page, never the chart.
    """

    language: Language
    dark: bool = False
    rise_is_red: bool = True
    compact: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the theme in use."""
        return DARK if self.dark else LIGHT

    @property
    def up(self) -> str:
        """Colour of a rise."""
        return self.palette.red if self.rise_is_red else self.palette.green

    @property
    def down(self) -> str:
        """Colour of a fall."""
        return self.palette.green if self.rise_is_red else self.palette.red

    def group(self, position: int) -> str:
        """Colour of the group at that place of the case file."""
        return self.palette.groups[position % len(self.palette.groups)]


def blank(look: Look, height: int, **layout: Any) -> go.Figure:
    """
    Empty figure in the house style: no legend, no box, quiet grid, transparent paper.

    Parameters
    ----------
    look : Look
        The reader.
    height : int
        Pixels; fixed, so that nothing moves while a page loads.
    **layout
        Further Plotly layout settings.
    """
    colours = look.palette
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "gridcolor": colours.rule,
        "tickfont": {"color": colours.grey, "size": 12},
        "automargin": False,
        "tickangle": 0,
    }
    # Given at once the layout is checked once; an update checks it again for every word.
    figure = go.Figure(
        layout={
            "height": height,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": SANS, "size": 13, "color": colours.ink},
            "margin": {"l": 44, "r": 12, "t": 12, "b": 34},
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": colours.paper,
                "bordercolor": colours.rule,
                "font": {"family": SANS, "size": 13, "color": colours.ink},
                "align": "left",
            },
            "dragmode": False if look.compact else "zoom",
            "xaxis": axis,
            "yaxis": {**axis, "showgrid": True},
            "uirevision": "keep",
        }
    )
    # What is nothing has to be said afterwards: a layout that is given keeps Plotly's own.
    figure.update_layout(template=None, xaxis_title=None, yaxis_title=None)
    figure.update_layout(**layout)
    return figure


def add_all(
    figure: go.Figure,
    *,
    annotations: Sequence[Mapping[str, Any]] = (),
    shapes: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Add labels and shapes at once: one by one Plotly checks all of them again for each."""
    if annotations:
        figure.layout.annotations = [*figure.layout.annotations, *annotations]
    if shapes:
        figure.layout.shapes = [*figure.layout.shapes, *shapes]


def towards_middle(figure: go.Figure, value: float) -> str:
    """Anchor of words at a value of the axis across, so that they end before the figure does."""
    low, high = figure.layout.xaxis.range
    share = (value - low) / (high - low)
    return "left" if share < 0.2 else "right" if share > 0.8 else "center"


def config(look: Look, *, zoomed: bool = False) -> dict[str, Any]:
    """Plotly settings of every chart: no mode bar, no wheel zoom, double click resets."""
    # A chart that opens zoomed by its link goes back to all of its sessions.
    back = "autosize" if zoomed else "reset"
    return {
        "displayModeBar": False,
        "scrollZoom": False,
        "doubleClick": False if look.compact else back,
        "showTips": False,
        "responsive": True,
    }


def percent_ticks(low: float, high: float, look: Look, wanted: int = 6) -> dict[str, Any]:
    """
    Axis settings for returns from `low` to `high`: round steps, labels with their sign.

    Plotly's own format writes zero as +0%; here it has no sign.
    """
    wanted = max(2, wanted - 2) if look.compact else wanted
    rough = max(high - low, 1e-6) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    places = [i * step for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    digits = 0 if step >= 0.00999 and abs(step * 100 - round(step * 100)) < 1e-6 else 1
    return {
        "tickvals": places,
        "ticktext": [look.language.percent(place, digits) for place in places],
        "zeroline": True,
        "zerolinecolor": look.palette.grey,
        "zerolinewidth": 1,
    }


def spread_labels(positions: Sequence[float], gap: float) -> list[float]:
    """
    Move labels apart so that neighbours are at least `gap` from each other.

    Order is kept and the mean shift is small: overlapping labels become one block
    that is centred on its members, as in the pool-adjacent-violators method.

    Parameters
    ----------
    positions : sequence of float
        Where each label wants to be, in any order.
    gap : float
        Smallest distance, in the unit of the positions.

    Returns
    -------
    list of float
        New positions, in the order given.

    Examples
    --------
    >>> spread_labels([0.0, 0.1, 5.0], 1.0)
    [-0.45, 0.55, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    blocks: list[list[float]] = []  # start, size
    for rank in order:
        blocks.append([positions[rank], 1])
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] * gap > blocks[-1][0]:
            start, size = blocks.pop()
            before, count = blocks.pop()
            # Centres of both blocks, weighted by how many labels each holds.
            centre = (before * count + (start - count * gap) * size) / (count + size)
            blocks.append([centre, count + size])
    placed = [start + i * gap for start, size in blocks for i in range(int(size))]
    result = [0.0] * len(positions)
    for rank, value in zip(order, placed, strict=True):
        result[rank] = round(value, 9)
    return result


def within(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """
    Move spread labels between two ends, if all of them have room there.

    Parameters
    ----------
    positions : sequence of float
        As `spread_labels` gives them, at least `gap` from each other.
    gap : float
        Kept between neighbours.
    low, high : float
        Ends, in the unit of the positions.

    Examples
    --------
    >>> within([8.0, 9.5, 11.0], 1.5, 0.0, 10.0)
    [7.0, 8.5, 10.0]
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    found = list(positions)
    for above, place in enumerate(reversed(order)):
        found[place] = min(found[place], high - above * gap)
    for below, place in enumerate(order):
        found[place] = max(found[place], low + below * gap)
    return [round(value, 9) for value in found]


def home_look(case: Case, t: Language) -> Look:
    """Look of a file: on light paper, up in the colour of the case's home market."""
    return Look(t, rise_is_red=case.calendar in RED_IS_UP)
