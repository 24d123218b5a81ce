"""One stock less, placebos, hindsight, two models: the small figures of the Robustness page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.analysis.robustness.placebos import Hindsight, TimePlacebo
from dashboard.analysis.robustness.robustness import LeftOut, ModelPair
from dashboard.case import Case
from dashboard.charts.events import WIDTH, plain
from dashboard.charts.lettering import shorten, text_width
from dashboard.charts.marks import points
from dashboard.charts.theme import Look, blank, percent_ticks
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import known_number

ROW = 28  # pixels of a row of dots


# Rows of dots ----------------------------------------------------------------


def _rows_of(labels: Sequence[str], values: Sequence[float], look: Look) -> go.Figure:
    """Empty rows with names at the left and a percentage axis that holds all values and 0."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    pad = (high - low or 0.1) * 0.08
    left = min(24 + round(max(map(text_width, labels), default=0)), 150 if look.compact else 260)
    labels = [shorten(label, left - 14) for label in labels]
    figure = blank(look, ROW * len(labels) + 46, margin={"l": left, "r": 16, "t": 14, "b": 30})
    ends = (low - pad, high + pad)
    # Numbers beside the dots widen the axis later on: a phone has room for few steps.
    steps = percent_ticks(*ends, look, 4 if look.compact else 6)
    figure.update_xaxes(range=ends, showgrid=True, fixedrange=True, **steps)
    figure.update_yaxes(
        tickvals=[-row for row in range(len(labels))],
        ticktext=[plain(label) for label in labels],
        range=[-len(labels) + 0.4, 0.6],
        showgrid=False,
        fixedrange=True,
        tickfont={"size": 13, "color": look.palette.ink},
    )
    return figure


def plot_leave_one_out(
    case: Case, found: Sequence[LeftOut], difference: float | None, *, look: Look
) -> go.Figure:
    """One row a stock left out: the difference that remains, and its exact p-value."""
    t = look.language
    known = [
        (each, value) for each in found if (value := known_number(each.difference)) is not None
    ]
    known.sort(key=lambda pair: -pair[1])
    colours = {group.id: look.group(place) for place, group in enumerate(case.groups)}
    labels = [t("without {stock}", stock=t.name(case.stock(e.symbol))) for e, _ in known]
    values = [value for _, value in known]
    figure = _rows_of(labels, values if difference is None else [*values, difference], look)
    low, high = figure.layout.xaxis.range
    # The numbers stand beside their dots, on the side away from the line for all stocks.
    right = [difference is not None and value >= difference for value in values]
    texts = [
        t.number(value * 100, 1, sign=True) if look.compact else t.points(value, sign=True)
        for value in values
    ]
    plot = WIDTH[look.compact] - figure.layout.margin.l - figure.layout.margin.r
    words = max(map(text_width, texts), default=0.0) + 14
    room = words / (plot - 2 * words) * (high - low)
    figure.update_xaxes(
        range=[
            low - (0.04 * (high - low) if all(right) else room),
            high + (room if any(right) else 0.04 * (high - low)),
        ]
    )
    if difference is not None:
        _add_mark_line(
            figure, difference, t("all: {gap}", gap=t.points(difference, sign=True)), look
        )
    figure.add_scatter(
        x=[value for _, value in known],
        y=[-row for row in range(len(known))],
        mode="markers+text",
        marker={"size": 11, "color": [colours.get(e.group, look.palette.grey) for e, _ in known]},
        text=texts,
        textposition=["middle right" if each else "middle left" for each in right],
        textfont={"size": 12, "color": look.palette.ink},
        cliponaxis=False,
        **points("stock", [each.symbol for each, _ in known]),
        hovertext=[
            f"{label}: {t.points(v, sign=True)}"
            for label, (_, v) in zip(labels, known, strict=True)
        ],
        hoverinfo="text",
    )
    return figure


def _add_mark_line(figure: go.Figure, value: float, text: str, look: Look) -> None:
    figure.add_shape(
        type="line",
        x0=value,
        x1=value,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": look.palette.ink, "width": 1.5},
    )
    ends = figure.layout.xaxis.range
    right = ends is not None and value > (ends[0] + ends[1]) / 2
    figure.add_annotation(
        x=value,
        y=1,
        yref="paper",
        text=f"<b>{plain(text)}</b>",
        showarrow=False,
        xanchor="right" if right else "left",
        xshift=-5 if right else 5,
        yanchor="bottom",
        yshift=-2,
        font={"size": 12, "color": look.palette.ink},
    )


def plot_model_pairs(case: Case, pairs: Sequence[ModelPair], *, look: Look) -> go.Figure:
    """One row a stock: abnormal return fitted (filled) and merely market-adjusted (hollow)."""
    t = look.language
    known = [
        (pair, fitted, adjusted)
        for pair in pairs
        if (fitted := known_number(pair.fitted)) is not None
        and (adjusted := known_number(pair.adjusted)) is not None
    ]
    labels = [t.name(case.stock(pair.symbol)) for pair, _, _ in known]
    values = [value for _, *both in known for value in both]
    figure = _rows_of(labels, values, look)
    colours = {group.id: look.group(place) for place, group in enumerate(case.groups)}
    rows = [-row for row in range(len(known))]
    shades = [colours.get(pair.group, look.palette.grey) for pair, _, _ in known]
    # One trace of short lines, broken by gaps, is drawn far faster than one a stock.
    figure.add_scatter(
        x=[x for _, fitted, adjusted in known for x in (fitted, adjusted, np.nan)],
        y=[y for row in rows for y in (row, row, np.nan)],
        mode="lines",
        line={"color": look.palette.grey, "width": 1.5},
        hoverinfo="skip",
    )
    for place, word, hollow in (
        (1, t("market model"), False),
        (2, t("market-adjusted"), True),
    ):
        figure.add_scatter(
            x=[each[place] for each in known],
            y=rows,
            mode="markers",
            marker={
                "size": 11,
                "color": look.palette.paper if hollow else shades,
                "line": {"width": 2, "color": shades},
            },
            **points("stock", [pair.symbol for pair, _, _ in known]),
            hovertext=[
                f"{plain(label)} · {word} {t.percent(each[place])}"  # type: ignore[arg-type]
                for label, each in zip(labels, known, strict=True)
            ],
            hoverinfo="text",
        )
    return figure


def pool_names(found: Hindsight, t: Language) -> list[str]:
    """Which of how many random stocks each row keeps."""
    if found.best == 1:
        alone = N_("worst of {pool}") if found.lowest else N_("best of {pool}")
        return [t(alone, pool=each.pool) for each in found.yardsticks]
    several = N_("worst {best} of {pool}") if found.lowest else N_("best {best} of {pool}")
    return [t(several, best=found.best, pool=each.pool) for each in found.yardsticks]


def plot_hindsight(found: Hindsight, group: str, *, look: Look) -> go.Figure:
    """One row a K: mean of the best few of K random stocks, middle 90 % and expectation."""
    t = look.language
    labels = pool_names(found, t)
    spans = [(each.quantile(0.05), each.quantile(0.95)) for each in found.yardsticks]
    values = [found.observed, *(end for pair in spans for end in pair)]
    figure = _rows_of(labels, values, look)
    for row, (each, (low, high)) in enumerate(zip(found.yardsticks, spans, strict=True)):
        figure.add_shape(
            type="line",
            x0=low,
            x1=high,
            y0=-row,
            y1=-row,
            line={"color": look.palette.faded, "width": 7},
            layer="below",
        )
        figure.add_scatter(
            x=[each.expected],
            y=[-row],
            mode="markers",
            marker={"size": 11, "color": look.palette.grey},
            hovertext=[f"{labels[row]}: {t.percent(each.expected)}"],
            hoverinfo="text",
        )
    _add_mark_line(figure, found.observed, f"{group} {t.percent(found.observed)}", look)
    return figure


# Histograms ------------------------------------------------------------------


def plot_placebo_time(found: TimePlacebo, *, look: Look) -> go.Figure:
    """Histogram of the difference in all earlier windows; windows without overlap as ticks."""
    result = found.result
    values = result.differences
    low, high = (
        min(float(values.min()), result.statistic),
        max(float(values.max()), result.statistic),
    )
    pad = (high - low) * 0.05 or 0.01
    figure = blank(look, 250, margin={"l": 40, "r": 14, "t": 22, "b": 32}, bargap=0.06)
    ends = (low - pad, high + pad)
    figure.update_xaxes(
        range=ends,
        fixedrange=True,
        ticks="outside",  # room for the marks that reach below the axis
        ticklen=7,
        tickcolor="rgba(0,0,0,0)",
        **_clear_of_corner(ends, look),
    )
    figure.update_yaxes(fixedrange=True, nticks=5, rangemode="tozero")
    figure.add_histogram(
        x=values.tolist(),
        xbins={"start": low - pad, "end": high + pad, "size": (high - low + 2 * pad) / 40},
        marker={"color": look.palette.faded},
        hoverinfo="y",
    )
    figure.add_scatter(
        x=values[result.separate].tolist(),
        y=[0] * int(result.separate.sum()),
        mode="markers",
        marker={
            "symbol": "line-ns-open",
            "size": 9,
            "line": {"width": 1.4, "color": look.palette.ink},
            "color": look.palette.ink,
        },
        cliponaxis=False,
        hoverinfo="skip",
    )
    t = look.language
    _add_mark_line(
        figure,
        result.statistic,
        t("this window {gap}", gap=t.points(result.statistic, sign=True)),
        look,
    )
    return figure


def _clear_of_corner(ends: tuple[float, float], look: Look) -> dict[str, Any]:
    """Ticks of an axis of returns, less one that would lie on the zero of the axis beside it."""
    ticks = percent_ticks(*ends, look)
    clear = ends[0] + (0.07 if look.compact else 0.025) * (ends[1] - ends[0])
    kept = [
        pair for pair in zip(ticks["tickvals"], ticks["ticktext"], strict=True) if pair[0] > clear
    ]
    return {
        **ticks,
        "tickvals": [place for place, _ in kept],
        "ticktext": [text for _, text in kept],
    }


def plot_placebo_groups(found: PlaceboGroups, group: str, *, look: Look) -> go.Figure:
    """Histogram of the mean return of every group of other stocks with the same boards."""
    t = look.language
    shares = found.counts / found.counts.sum()
    centres = (found.edges[:-1] + found.edges[1:]) / 2
    width = float(found.edges[1] - found.edges[0])
    # The tails hold next to nothing: the axis ends where a millionth of the groups is left.
    kept = centres[shares > 1e-6]
    low, high = min(float(kept.min()), found.statistic), max(float(kept.max()), found.statistic)
    figure = blank(look, 250, margin={"l": 48, "r": 14, "t": 22, "b": 32}, bargap=0.06)
    ends = (low - width, high + width)
    figure.update_xaxes(range=ends, fixedrange=True, **_clear_of_corner(ends, look))
    figure.update_yaxes(fixedrange=True, nticks=5, tickformat=".0%", rangemode="tozero")
    figure.add_bar(
        x=centres.tolist(),
        y=shares.tolist(),
        width=[width * 0.94] * len(centres),
        marker={"color": look.palette.faded, "line": {"width": 0}},
        hovertext=[
            f"{t.percent(centre)}: {t.percent(share, 3, sign=False)}"
            for centre, share in zip(centres.tolist(), shares.tolist(), strict=True)
        ],
        hoverinfo="text",
    )
    _add_mark_line(figure, found.statistic, f"{group} {t.percent(found.statistic)}", look)
    return figure
