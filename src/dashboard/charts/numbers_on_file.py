"""Stated shares over the periods they are about: one line a stock, measure and whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.analysis.stories.numbers_on_file import NumberSeries
from dashboard.case import Case
from dashboard.charts.lettering import shorten
from dashboard.charts.marks import points
from dashboard.charts.theme import Look, add_all, blank, percent_ticks, within

_HEIGHT = 300
_LEFT, _BOTTOM, _TOP = 44, 34, 14
_RIGHT = {True: 96, False: 180}  # room for the names, by compact
_LINE = 16  # pixels from one name to the next


def plot_over_time(
    case: Case, series: Sequence[NumberSeries], *, look: Look, stock: str = ""
) -> go.Figure:
    """
    Draw a line a series with a dot a statement; hollow ones came out after the window.

    Parameters
    ----------
    case : Case
    series : sequence of NumberSeries
        At least one.
    look : Look
    stock : str, optional
        Highlighted symbol: the others fade.
    """
    colours, t = look.palette, look.language
    right = _RIGHT[look.compact]
    figure = blank(look, _HEIGHT, margin={"l": _LEFT, "r": right, "t": _TOP, "b": _BOTTOM})
    days = sorted({point.day for each in series for point in each.points})
    top = max((point.share or 0.0) for each in series for point in each.points)
    high = top * 1.08 or 1.0
    ticks = percent_ticks(0.0, high, look)
    figure.update_yaxes(range=[0, high], fixedrange=True, **ticks)
    pad = (days[-1] - days[0]) * 0.03
    figure.update_xaxes(
        range=[days[0] - pad, days[-1] + pad],
        tickvals=days,
        ticktext=[_period(series, day) for day in days],
        fixedrange=True,
    )
    names, groups = [], [group.id for group in case.groups]
    for each in series:
        faded = stock not in {"", each.stock}
        place = groups.index(case.stock(each.stock).group)
        colour = colours.faded if faded else look.group(place)
        name = t.name(case.stock(each.stock))
        figure.add_scatter(
            x=[point.day for point in each.points],
            y=[point.share for point in each.points],
            mode="lines+markers",
            line={"color": colour, "width": 1.6},
            marker={
                "size": 9,
                "color": [colours.paper if point.late else colour for point in each.points],
                "line": {"color": colour, "width": 1.6},
            },
            hovertext=[
                f"{name} · {point.row.period}<br>{t.percent(point.share, sign=False)}"
                for point in each.points
            ],
            hoverinfo="text",
            name=each.stock,
            **points("evidence", [point.row.id for point in each.points]),
        )
        names.append((each.points[-1].share or 0.0, name, colour))
    _add_names(figure, names, high, right)
    return figure


def _add_names(
    figure: go.Figure, names: list[tuple[float, str, str]], high: float, right: int
) -> None:
    """Write the stocks beside their last dots, moved apart where they would overlap."""
    plot = _HEIGHT - _TOP - _BOTTOM
    names.sort()
    places = within([value / high * plot for value, _, _ in names], _LINE, 0.0, plot)
    add_all(
        figure,
        annotations=[
            {
                "xref": "paper",
                "x": 1,
                "xanchor": "left",
                "xshift": 6,
                "y": place / plot * high,
                "yanchor": "middle",
                "text": shorten(name, right - 12),
                "showarrow": False,
                "font": {"color": colour, "size": 13},
            }
            for place, (_, name, colour) in zip(places, names, strict=True)
        ],
    )


def _period(series: Sequence[NumberSeries], day: date) -> str:
    return next(
        point.row.period or day.isoformat()
        for each in series
        for point in each.points
        if point.day == day
    )
