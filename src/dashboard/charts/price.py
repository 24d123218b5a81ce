"""The line chart of the Prices page: everything since the base's close, on one axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import plotly.graph_objects as go

from dashboard.analysis.window.rebased import Rebased
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.case import Case
from dashboard.charts import marks
from dashboard.charts.drivers import WIDTH as DRIVER
from dashboard.charts.drivers import Beside, as_known, driver_curves
from dashboard.charts.events import add_events, headroom, plain, shade_window, stacks
from dashboard.charts.lettering import shorten
from dashboard.charts.price_curves import Curve, Kind, curves, is_difference, runs
from dashboard.charts.session_axis import set_sessions
from dashboard.charts.theme import (
    LIMIT_MARKS,
    Look,
    add_all,
    blank,
    spread_labels,
    within,
)
from dashboard.language.words import LIMIT_SIGNS
from dashboard.market.boards import LimitClose
from dashboard.market.sessions import Sessions

Scale = Literal["linear", "log"]
SCALES: tuple[Scale, ...] = ("linear", "log")

NOTHING = Beside()
HEIGHT = {False: 440, True: 400}  # pixels of the plot, by compact
LABEL = 16  # pixels from one name at the lines' ends to the next
ROOM = {False: 168, True: 92}  # pixels for those names


def plot_lines(
    case: Case,
    lines: Rebased,
    events: Sequence[EventTime],
    *,
    kind: Kind,
    scale: Scale,
    highlight: str,
    look: Look,
    beside: Beside = NOTHING,
    sessions: Sessions | None = None,
) -> go.Figure:
    """
    Draw returns since the base's close, or differences of returns.

    Drivers are drawn beside returns, not beside differences; `sessions`, the case's calendar,
    says where their closes stand.  A gap is never bridged.  On the log axis the height is
    the logarithm of the price relative and the ticks are still returns; differences are in
    points and have no logarithm.
    """
    scale = "linear" if is_difference(kind) else scale
    own = curves(case, lines, kind=kind, highlight=highlight, look=look)
    drawn, read = _beside(own, case, lines, beside, sessions, look)
    heights = _heights(kind, scale)
    stacked = stacks(lines.sessions, events)
    top = headroom(stacked) + 6
    plot = plot_height(drawn, look)
    figure = blank(
        look,
        plot + top + 28,
        margin={"l": 46, "r": ROOM[look.compact], "t": top, "b": 28},
        hovermode="x",
    )
    shade_window(figure, lines.sessions, lines.base, lines.last, look)
    for curve in drawn:
        if curve.band:
            _add_band(figure, curve, heights)
    for curve in drawn:
        _add_curve(figure, curve, lines.sessions, heights, look)
    _add_readings(figure, read, lines.sessions, heights, kind, look)
    low, high = _extent(drawn, heights, scale)
    _set_axes(figure, lines.sessions, low, high, kind, scale, look)
    _add_names(figure, drawn, (low, high), plot, heights, scale, look)
    add_events(figure, stacked, event_numbers(events), look)
    set_sessions(figure, case.calendar, lines.sessions, look)
    return figure


def _beside(
    own: list[Curve],
    case: Case,
    lines: Rebased,
    beside: Beside,
    sessions: Sessions | None,
    look: Look,
) -> tuple[list[Curve], list[Curve]]:
    """Curves that are drawn, and those that are read session by session, drivers among them."""
    groups, given = len(case.groups), len(beside.drivers)
    marks = {mark: beside.stroke(given + at, groups, look) for at, mark in enumerate(beside.marks)}
    own = [
        replace(curve, width=DRIVER, **marks[curve.mark]) if curve.mark in marks else curve  # type: ignore[arg-type]
        for curve in own
    ]
    if sessions is None or not given:
        return own, own
    told = (beside, groups, lines.sessions, sessions, look)
    return [*driver_curves(*told), *own], [*as_known(*told), *own]


def plot_height(drawn: Sequence[Curve], look: Look) -> int:
    """Pixels of the plot: more where the names at the ends of many lines need them."""
    return max(HEIGHT[look.compact], LABEL * (sum(curve.labelled for curve in drawn) + 1))


def _heights(kind: Kind, scale: Scale) -> Callable[[float | None], float | None]:
    """How a fraction becomes a height: points, price relative, or itself."""
    if is_difference(kind):
        return lambda value: None if value is None else value * 100
    if scale == "log":
        return lambda value: None if value is None else 1 + value
    return lambda value: value


def _add_band(
    figure: go.Figure, curve: Curve, heights: Callable[[float | None], float | None]
) -> None:
    low, high = curve.band or ((), ())
    for run in runs(low):
        figure.add_scatter(
            x=[*run, *reversed(run)],
            y=[heights(low[i]) for i in run] + [heights(high[i]) for i in reversed(run)],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=_transparent(curve.colour, 0.13),
            hoverinfo="skip",
        )


def _transparent(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def _add_curve(
    figure: go.Figure,
    curve: Curve,
    days: Sequence[date],
    heights: Callable[[float | None], float | None],
    look: Look,
) -> None:
    figure.add_scatter(
        name=plain(curve.name),
        x=list(curve.places) or list(range(len(days))),
        y=[heights(value) for value in curve.line],
        mode="lines",
        connectgaps=False,
        line={"color": curve.colour, "width": curve.width, "dash": curve.dash},
        opacity=curve.opacity,
        hoverinfo="skip",
        cliponaxis=True,
        **marks.whole("stock", curve.stock),
    )
    _add_limits(figure, curve, days, heights, look)


def _add_limits(
    figure: go.Figure,
    curve: Curve,
    days: Sequence[date],
    heights: Callable[[float | None], float | None],
    look: Look,
) -> None:
    places = {day: place for place, day in enumerate(days)}
    marks = [
        (places[hit.date], heights(curve.line[places[hit.date]]), hit)
        for hit in curve.limits
        if curve.line[places[hit.date]] is not None
    ]
    # Many sessions or a phone leave little room between two of them.
    size = 7 if look.compact or len(days) > 60 else 9
    for one_price in (False, True):
        chosen = [mark for mark in marks if mark[2].one_price or not one_price]
        if not chosen:
            continue
        # A frame around the triangle says that the session knew one price only.
        symbols = ["square-open" if one_price else LIMIT_MARKS[hit.side] for _, _, hit in chosen]
        figure.add_scatter(
            x=[place for place, _, _ in chosen],
            y=[height for _, height, _ in chosen],
            mode="markers",
            marker={
                "symbol": symbols,
                "size": size + 6 if one_price else size,
                "color": curve.colour,
                "line": {"width": 1.2, "color": curve.colour if one_price else look.palette.paper},
            },
            hoverinfo="skip",
        )


def _add_readings(
    figure: go.Figure,
    drawn: Sequence[Curve],
    days: Sequence[date],
    heights: Callable[[float | None], float | None],
    kind: Kind,
    look: Look,
) -> None:
    """One invisible trace carries the hover text of all: a date and every value, sorted."""
    texts, middles = [], []
    for place, day in enumerate(days):
        known = [curve for curve in drawn if curve.line[place] is not None]
        values = [heights(curve.line[place]) or 0.0 for curve in known]
        middles.append((min(values) + max(values)) / 2 if values else None)
        texts.append(_reading(drawn, place, day, kind, look))
    figure.add_scatter(
        name="readings",
        x=list(range(len(days))),
        y=middles,
        mode="lines",
        line={"color": "rgba(0,0,0,0)", "width": 1},
        hovertext=texts,
        hoverinfo="text",
    )


def _reading(drawn: Sequence[Curve], place: int, day: date, kind: Kind, look: Look) -> str:
    t = look.language
    known = [curve for curve in drawn if curve.line[place] is not None]
    known.sort(key=lambda curve: -(curve.line[place] or 0.0))
    rows = [f"<b>{t.long_day(day)} {t.weekday(day)}</b>"]
    for curve in known:
        value = curve.line[place]
        told = t.number(value * 100, 1, sign=True) if is_difference(kind) else t.percent(value)  # type: ignore[operator]
        text = f"{told} {plain(shorten(curve.name, 190))}{_sign(curve.limits, day)}"
        rows.append(f"<b>{text}</b>" if curve.bold else text)
    silent = [plain(curve.name) for curve in drawn if curve.line[place] is None]
    if silent:
        rows.append(t("no value: {names}", names=t.listing(silent)))
    return "<br>".join(rows)


def _sign(limits: Sequence[LimitClose], day: date) -> str:
    return next((f" {LIMIT_SIGNS[hit.side]}" for hit in limits if hit.date == day), "")


# Axes -----------------------------------------------------------------


def _extent(
    drawn: Sequence[Curve], heights: Callable[[float | None], float | None], scale: Scale
) -> tuple[float, float]:
    """Range of the axis in its own coordinates, with room; logarithms on the log axis."""
    lines = [line for curve in drawn for line in (curve.line, *(curve.band or ()))]
    values = [heights(value) for line in lines for value in line]
    known = [_coordinate(value, scale) for value in values if value is not None]
    zero = _coordinate(heights(0.0) or 0.0, scale)
    low, high = min([*known, zero]), max([*known, zero])
    pad = (high - low or 0.1) * 0.04
    return low - pad, high + pad


def _coordinate(height: float, scale: Scale) -> float:
    return math.log10(height) if scale == "log" else height


def _set_axes(
    figure: go.Figure,
    days: Sequence[date],
    low: float,
    high: float,
    kind: Kind,
    scale: Scale,
    look: Look,
) -> None:
    figure.update_xaxes(
        range=[-0.4, len(days) - 0.8],
        showspikes=True,
        spikemode="across",
        spikethickness=1,
        spikedash="solid",
        spikecolor=look.palette.grey,
        spikesnap="hovered data",
    )
    figure.update_yaxes(range=[low, high])
    if scale == "log":
        ticks = relative_ticks(10**low - 1, 10**high - 1)
        # Fixed ticks do not follow a zoom, so the log axis zooms over time alone.
        figure.update_yaxes(
            type="log",
            tickvals=[1 + tick for tick in ticks],
            ticktext=[look.language.percent(tick, 0) for tick in ticks],
            fixedrange=True,
        )
    else:
        figure.update_yaxes(
            tickformat="+.0f" if is_difference(kind) else "+.0%",
            labelalias={"+0": "0", "+0%": "0%", "−0": "0", "−0%": "0%"},
            nticks=8,
        )
    figure.add_hline(
        y=1 if scale == "log" else 0,
        line={"color": look.palette.grey, "width": 1},
        layer="below",
    )


def relative_ticks(low: float, high: float, wanted: int = 7) -> list[float]:
    """
    Round returns between two returns, for an axis whose heights are price relatives.

    >>> relative_ticks(-0.12, 0.48)
    [-0.1, 0.0, 0.1, 0.2, 0.3, 0.4]
    """
    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
    step = next((step for step in steps if (high - low) / step <= wanted), steps[-1])
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(i * step, 6) for i in range(first, last + 1)]


# Names at the ends ------------------------------------------------------


def _add_names(
    figure: go.Figure,
    drawn: Sequence[Curve],
    extent: tuple[float, float],
    plot: int,
    heights: Callable[[float | None], float | None],
    scale: Scale,
    look: Look,
) -> None:
    """Each labelled line's name right of its last value, moved apart, with a leader."""
    ends = []
    for curve in drawn:
        places = [place for place, value in enumerate(curve.line) if value is not None]
        if curve.labelled and places:
            height = heights(curve.line[places[-1]]) or 0.0
            ends.append((curve, curve.place(places[-1]), _coordinate(height, scale)))
    low, high = extent
    pixels = [(end - low) / (high - low) * plot for _, _, end in ends]
    moved = within(spread_labels(pixels, LABEL), LABEL, LABEL / 2, plot - LABEL / 2)
    size = 11.5 if look.compact else 13
    room = ROOM[look.compact] - 18
    labels = []
    for (curve, place, end), true, wanted in zip(ends, pixels, moved, strict=True):
        name = plain(shorten(curve.name, room * 13 / size / (1.12 if curve.bold else 1)))
        labels.append(
            {
                "x": place,
                "y": end,
                "ax": 14,
                "ay": true - wanted,
                "text": f"<b>{name}</b>" if curve.bold else name,
                "xanchor": "left",
                "showarrow": True,
                "arrowhead": 0,
                "arrowwidth": 0.8,
                "arrowcolor": curve.colour,
                "standoff": 3,
                "borderpad": 1,
                "font": {"size": size, "color": curve.colour},
                **marks.label("stock", curve.stock),
            }
        )
    add_all(figure, annotations=labels)
