"""All splits of the stocks in one strip, the real one marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.analysis.stories.difference import DifferenceTest, SplitTest, why_empty
from dashboard.case import Case
from dashboard.charts.events import plain
from dashboard.charts.theme import Look, blank, percent_ticks, towards_middle
from dashboard.stats.result import Undefined, or_nan

HEIGHT = 176
STEP = 13  # pixels from one dot to the next above it, while there is room
DOTS = 260  # more splits than this are drawn as bars: dots would no longer be told apart
_COLUMNS = {True: 34, False: 40}  # columns of dots or bars, by compact
_PLOT = {True: 300.0, False: 1020.0}  # pixels the strip is laid out for, by compact


def plot_splits(case: Case, found: DifferenceTest, *, look: Look) -> go.Figure:
    """
    Differences of all splits as stacked dots, or as bars when there are many.

    Without splits (one group against a benchmark) the figure says why it is empty.
    """
    figure = blank(look, HEIGHT, margin={"l": 12, "r": 12, "t": 18, "b": 30})
    splits = found.splits
    if isinstance(splits, Undefined) or isinstance(found.value, Undefined):
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        figure.add_annotation(
            x=0.5,
            y=0.5,
            xref="paper",
            yref="paper",
            text=plain(why_empty(found, look.language)),
            showarrow=False,
            font={"size": 14, "color": look.palette.grey},
        )
        return figure
    low, high = splits.ends
    pad = (high - low or 0.02) * 0.06
    ends = (low - pad, high + pad)
    columns = _columns(splits, ends, _COLUMNS[look.compact])
    figure.update_xaxes(range=ends, showgrid=True, **percent_ticks(*ends, look))
    top = max(count for _, count in columns)
    room = (HEIGHT - 48) / STEP if splits.n_permutations <= DOTS else 0.0
    figure.update_yaxes(visible=False, range=[0, max(top + 0.8, room)], fixedrange=True)
    own = _own_column(columns, found.value)
    colour = _colour(case, found, look)
    if splits.n_permutations <= DOTS:
        _add_dots(figure, columns, own, colour, look)
    else:
        _add_bars(figure, columns, found.value, colour, look)
    return figure


def _colour(case: Case, found: DifferenceTest, look: Look) -> str:
    ahead = found.b if or_nan(found.value) < 0 else found.a
    places = [group.id for group in case.groups]
    return look.group(places.index(ahead)) if ahead in places else look.palette.ink


def _columns(splits: SplitTest, ends: tuple[float, float], n: int) -> list[tuple[float, int]]:
    """Middle and number of splits of each column, empty ones left out."""
    width = (ends[1] - ends[0]) / n
    counts: dict[int, int] = {}
    for value, count in splits.pairs:
        place = min(n - 1, math.floor((value - ends[0]) / width))
        counts[place] = counts.get(place, 0) + count
    return [(ends[0] + (place + 0.5) * width, count) for place, count in sorted(counts.items())]


def _own_column(columns: Sequence[tuple[float, int]], value: float) -> int:
    return min(range(len(columns)), key=lambda place: abs(columns[place][0] - value))


def _add_dots(
    figure: go.Figure, columns: Sequence[tuple[float, int]], own: int, colour: str, look: Look
) -> None:
    top = max(count for _, count in columns)
    # Dots touch neither their neighbours beside them nor those above.
    beside = _PLOT[look.compact] / (_COLUMNS[look.compact] + 4)
    size = max(3.0, min(10.0, 0.86 * min(beside, STEP, (HEIGHT - 48) / (top + 0.8))))
    grey = [
        (x, level + 0.5)
        for place, (x, count) in enumerate(columns)
        for level in range(count - (place == own))
    ]
    figure.add_scatter(
        x=[x for x, _ in grey],
        y=[y for _, y in grey],
        mode="markers",
        marker={"size": size, "color": look.palette.faded},
        hoverinfo="skip",
    )
    x, count = columns[own]
    figure.add_scatter(
        x=[x],
        y=[count - 0.5],
        mode="markers",
        cliponaxis=False,
        marker={"size": size + 3, "color": colour},
        hovertext=[look.language("the actual split")],
        hoverinfo="text",
    )


def _add_bars(
    figure: go.Figure,
    columns: Sequence[tuple[float, int]],
    value: float,
    colour: str,
    look: Look,
) -> None:
    figure.add_bar(
        x=[x for x, _ in columns],
        y=[count for _, count in columns],
        marker={"color": look.palette.faded, "line": {"width": 0}},
        hoverinfo="skip",
    )
    figure.update_layout(bargap=0.12)
    figure.add_shape(
        type="line",
        x0=value,
        x1=value,
        y0=0,
        y1=0.96,
        yref="paper",
        line={"color": colour, "width": 2.5},
    )
    figure.add_annotation(
        x=value,
        y=1,
        yref="paper",
        text=plain(look.language("the actual split")),
        showarrow=False,
        yanchor="bottom",
        xanchor=towards_middle(figure, value),
        font={"size": 12.5, "color": colour},
    )
