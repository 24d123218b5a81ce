"""The lines of the timeline's top panel: group means since the base, named at their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.events import plain
from dashboard.charts.lettering import text_width, wrapped
from dashboard.charts.theme import Look, spread_labels


def line_names(case: Case, result: WindowResult, look: Look) -> list[tuple[str, float, str]]:
    """Names of the lines, broken where a phone has no room, with last value and colour."""
    found = []
    for name, line, colour in _lines(case, result, look):
        known = [value for value in line if value is not None]
        if known:
            broken = wrapped(name, 12, 3) if look.compact else [name]
            found.append(("<br>".join(plain(part) for part in broken), known[-1], colour))
    return found


def _lines(
    case: Case, result: WindowResult, look: Look
) -> list[tuple[str, tuple[float | None, ...], str]]:
    """Name, values and colour of every group, and of the benchmark a single one is held against."""
    t, build_up = look.language, result.build_up
    found = [
        (t.pick(group.title), build_up.groups[group.id], look.group(place))
        for place, group in enumerate(case.groups)
    ]
    headline = result.headline
    if headline is not None and headline.b in build_up.benchmarks:
        title = t.pick(case.benchmark(headline.b).title)
        found.append((title, build_up.benchmarks[headline.b], look.palette.benchmark))
    return found


def names_width(names: Sequence[tuple[str, float, str]]) -> int:
    """Pixels the names need right of the plot."""
    parts = [part for name, _, _ in names for part in name.split("<br>")]
    # Bold letters are wider than those `text_width` knows.
    return round(max(map(text_width, parts), default=0.0) * 1.12) + 14


def add_lines(
    figure: go.Figure,
    case: Case,
    result: WindowResult,
    *,
    bottom: float,
    height: float,
    look: Look,
) -> None:
    """
    Draw the group means with their axis and names, and name the window.

    Parameters
    ----------
    figure : Figure
        With room on its right for `names_width`.
    case, result
        The case and its window.
    bottom : float
        Where the panel ends, as a share of the plot.
    height : float
        Of the panel, in pixels.
    look : Look
        The reader.
    """
    t, days = look.language, result.build_up.sessions
    values = [0.0]
    for name, line, colour in _lines(case, result, look):
        values += [value for value in line if value is not None]
        figure.add_scatter(
            x=list(range(len(line))),
            y=np.array([np.nan if value is None else value for value in line]),
            mode="lines",
            connectgaps=False,
            line={"color": colour, "width": 2.4},
            hovertext=[
                f"{t.day(day)} · {plain(name)} {t.percent(value)}"
                for day, value in zip(days, line, strict=True)
            ],
            hoverinfo="text",
        )
    low, high = min(values), max(values)
    pad = (high - low or 0.1) * 0.05
    ticks = percent_ticks(low, high, 4 if look.compact else 6)
    figure.update_yaxes(
        domain=[bottom, 1],
        range=[low - pad, high + pad],
        tickvals=ticks,
        ticktext=[t.percent(tick, 0) for tick in ticks],
        zeroline=True,
        zerolinecolor=look.palette.grey,
    )
    _add_names(figure, line_names(case, result, look), result, height)
    _add_window_label(figure, result, look)


def percent_ticks(low: float, high: float, wanted: int) -> list[float]:
    """
    Round fractions from `low` to `high`, zero among them, at most about `wanted`.

    >>> percent_ticks(-0.08, 0.5, 5)
    [0.0, 0.2, 0.4]
    """
    room = max(high - low, 0.01)
    step = next(
        (found for found in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if room / found <= wanted),
        float(np.ceil(room / wanted)),
    )
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [round(place * step, 6) for place in range(first, last + 1)]


def _add_names(
    figure: go.Figure,
    names: Sequence[tuple[str, float, str]],
    result: WindowResult,
    height: float,
) -> None:
    low, high = figure.layout.yaxis.range
    tallest = max((name.count("<br>") + 1 for name, _, _ in names), default=1)
    gap = (high - low) * (17 * tallest) / height
    spots = spread_labels([value for _, value, _ in names], gap)
    for (name, _, colour), spot in zip(names, spots, strict=True):
        figure.add_annotation(
            x=len(result.build_up.sessions) - 1,
            y=spot,
            text=f"<b>{name}</b>",
            showarrow=False,
            xanchor="left",
            align="left",
            xshift=10,
            font={"size": 13, "color": colour},
        )


def _add_window_label(figure: go.Figure, result: WindowResult, look: Look) -> None:
    t, days = look.language, result.build_up.sessions
    if result.base not in days or result.window.last not in days:
        return
    figure.add_annotation(
        x=(days.index(result.base) + days.index(result.window.last)) / 2,
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=t.plural("window: {n} session", "window: {n} sessions", len(result.sessions)),
        font={"size": 12, "color": look.palette.grey},
    )
