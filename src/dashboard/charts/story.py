"""The figures of the Story page: one dot a stock, and how the gap built up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.events import add_events, headroom, plain, shade_window, stacks
from dashboard.charts.theme import (
    LIMIT_MARKS,
    Look,
    blank,
    percent_ticks,
    session_ticks,
    spread_labels,
)
from dashboard.charts.zoom import name_days
from dashboard.errors import N_

ROW = 118  # pixels of one group in the dot strip
LABEL = 17  # pixels from one line of names to the next
_WIDTH = {True: 330.0, False: 600.0}  # pixels of the plot that labels are laid out for, by compact


def text_width(text: str) -> float:
    """Rough width in pixels at 13 px: a Chinese character is twice a Latin letter."""
    return sum(13.0 if ord(letter) > 0x2E80 else 7.2 for letter in text)


def label_rows(places: Sequence[float], widths: Sequence[float], gap: float = 8.0) -> list[int]:
    """
    Line of each label so that none overlaps another on its line.

    Parameters
    ----------
    places : sequence of float
        Centres in pixels, ascending.
    widths : sequence of float
        Widths in pixels.
    gap : float
        Smallest room between two labels.

    Examples
    --------
    >>> label_rows([0.0, 10.0, 100.0], [40.0, 40.0, 40.0])
    [0, 1, 0]
    """
    ends: list[float] = []
    rows = []
    for place, width in zip(places, widths, strict=True):
        start = place - width / 2
        row = next((i for i, end in enumerate(ends) if end + gap <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = place + width / 2
        rows.append(row)
    return rows


def plot_strip(case: Case, result: WindowResult, *, look: Look, benchmark: str = "") -> go.Figure:
    """
    One dot a stock by group, with each group's mean and what the market did.

    The market is `benchmark`, where one is given and its return is known.  A triangle
    stands for a close at the daily limit on the window's last session, upright for the
    upper one.  Stocks without a return are left out; the table below the figure names them.
    """
    rows = {group.id: -position for position, group in enumerate(case.groups)}
    known = [stock for stock in result.stocks if stock.value is not None]
    values = [stock.value or 0.0 for stock in known] or [0.0]
    market = result.benchmark(benchmark).value if benchmark else None
    reached = [*values, 0.0, market or 0.0]
    low, high = min(reached), max(reached)
    pad = (high - low or 0.1) * 0.09
    titles = [look.language.pick(group.title) for group in case.groups]
    left = 12 if look.compact else 26 + round(1.08 * max(map(text_width, titles), default=0))
    top = 8 if market is None else 28
    margin = {"l": left, "r": 16, "t": top, "b": 28}
    figure = blank(look, ROW * len(case.groups) + 28 + top, margin=margin)
    ends = (low - pad, high + pad)
    figure.update_xaxes(range=ends, showgrid=True, **percent_ticks(*ends, look))
    figure.update_yaxes(visible=False, range=[-len(case.groups) + 0.42, 0.55], fixedrange=True)
    scale = _WIDTH[look.compact] / (high - low + 2 * pad)
    for position, group in enumerate(case.groups):
        members = sorted((s for s in known if s.group == group.id), key=lambda s: s.value or 0.0)
        _add_row(figure, case, members, rows[group.id], look.group(position), scale, look)
        _add_group_label(
            figure, look.language.pick(group.title), rows[group.id], look.group(position), look
        )
    for summary in result.groups:
        if summary.mean is not None:
            position = -rows[summary.id]
            _add_mean(figure, summary.mean, rows[summary.id], look.group(position), look)
    if market is not None:
        _add_market(figure, market, look)
    return figure


def _add_row(
    figure: go.Figure,
    case: Case,
    members: Sequence[StockReturn],
    row: int,
    colour: str,
    scale: float,
    look: Look,
) -> None:
    if not members:
        return
    values = [stock.value or 0.0 for stock in members]
    names = [look.language.name(case.stock(stock.symbol)) for stock in members]
    figure.add_shape(
        type="line",
        x0=values[0],
        x1=values[-1],
        y0=row,
        y1=row,
        line={"color": colour, "width": 1},
        opacity=0.55,
        layer="below",
    )
    figure.add_scatter(
        x=values,
        y=[row] * len(values),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": [17 if stock.last_limit else 14 for stock in members],
            "color": colour,
            "opacity": 1,
            "symbol": [_symbol(stock) for stock in members],
            "line": {"width": 1, "color": look.palette.paper},
        },
        customdata=[[stock.symbol] for stock in members],
        hovertext=[_stock_hover(case, stock, look) for stock in members],
        hoverinfo="text",
    )
    lines = label_rows([value * scale for value in values], [text_width(name) for name in names])
    for value, name, line in zip(values, names, lines, strict=True):
        figure.add_annotation(
            x=value,
            y=row,
            text=plain(name),
            showarrow=False,
            yshift=-(17 + LABEL * line),
            font={"size": 13, "color": look.palette.ink},
        )


def _add_market(figure: go.Figure, value: float, look: Look) -> None:
    """Thin line of the market's return, its label on top."""
    line = {"color": look.palette.ink, "width": 1, "dash": "dot"}
    figure.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line=line, layer="below"
    )
    figure.add_annotation(
        x=value,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=plain(
            look.language("the market {value}", value=look.language.percent(value, sign=True))
        ),
        showarrow=False,
        font={"size": 12.5, "color": look.palette.grey},
    )


def _stock_hover(case: Case, stock: StockReturn, look: Look) -> str:
    t = look.language
    text = (
        f"<b>{plain(t.full_name(case.stock(stock.symbol)))}</b><br>{t.percent(stock.value, 2)} "
        f"({t.percent(stock.low, 2)} … {t.percent(stock.high, 2)})"
    )
    for said, days in (
        (N_("closed at limit-up on {days}"), stock.limit_up),
        (N_("closed at limit-down on {days}"), stock.limit_down),
    ):
        if days:
            text += "<br>" + t(said, days=t.listing([t.day(day) for day in days]))
    return text


def _symbol(stock: StockReturn) -> str:
    return "circle" if stock.last_limit is None else LIMIT_MARKS[stock.last_limit]


def _add_group_label(figure: go.Figure, title: str, row: int, colour: str, look: Look) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        y=row,
        text=f"<b>{plain(title)}</b>",
        showarrow=False,
        align="left",
        xanchor="left" if look.compact else "right",
        xshift=0 if look.compact else -14,
        yshift=46 if look.compact else 0,
        font={"size": 13.5, "color": colour},
    )


def _add_mean(figure: go.Figure, mean: float, row: int, colour: str, look: Look) -> None:
    figure.add_shape(
        type="line",
        x0=mean,
        x1=mean,
        y0=row - 0.13,
        y1=row + 0.13,
        line={"color": colour, "width": 2.5},
    )
    figure.add_annotation(
        x=mean,
        y=row,
        text=f"<b>{look.language.percent(mean)}</b>",
        showarrow=False,
        yshift=26,
        font={"size": 13.5, "color": colour},
    )


def plot_build_up(
    case: Case, result: WindowResult, events: Sequence[EventTime], *, look: Look
) -> go.Figure:
    """
    Mean return of each group since the base's close, with the window and the events.

    Weekends and holidays take no room on the axis; a session without a mean is a gap.
    """
    build_up = result.build_up
    days = build_up.sessions
    stacked = stacks(days, events)
    names = [look.language.pick(group.title) for group in case.groups]
    figure = blank(
        look,
        330 + headroom(stacked),
        margin={"l": 46, "r": label_room(names), "t": headroom(stacked) + 2, "b": 28},
    )
    shade_window(figure, days, result.base, result.window.last, look)
    ends: list[tuple[str, float, str]] = []
    for position, group in enumerate(case.groups):
        line = build_up.groups[group.id]
        figure.add_scatter(
            x=list(range(len(days))),
            y=list(line),
            mode="lines",
            connectgaps=False,
            line={"color": look.group(position), "width": 2.4},
            hovertext=_line_hover(look.language.pick(group.title), days, line, look),
            hoverinfo="text",
            cliponaxis=False,
        )
        known = [value for value in line if value is not None]
        if known:
            ends.append((look.language.pick(group.title), known[-1], look.group(position)))
    add_line_labels(figure, ends, len(days) - 1)
    positions, labels = session_ticks(days, look)
    figure.update_xaxes(tickvals=positions, ticktext=labels, range=[-0.4, len(days) - 1])
    name_days(figure, days)
    low, high = _extent(figure)
    pad = (high - low or 0.02) * 0.06
    figure.update_yaxes(
        range=[low - pad, high + pad], **percent_ticks(low - pad, high + pad, look, 5)
    )
    add_events(figure, stacked, event_numbers(events), look)
    return figure


def label_room(names: Sequence[str]) -> int:
    """Pixels a chart needs on its right for bold names at the ends of its lines."""
    return 14 + round(1.1 * max(map(text_width, names), default=0))


def add_line_labels(
    figure: go.Figure, ends: Sequence[tuple[str, float, str]], position: int
) -> None:
    """
    Write each line's name at its end, moved apart where they would overlap.

    Parameters
    ----------
    figure : Figure
        Must have room on its right.
    ends : sequence of (name, last value, colour)
        The lines.
    position : int
        Place of the last session on the axis.
    """
    if not ends:
        return
    lowest, highest = _extent(figure)
    plot_height = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    gap = (highest - lowest or 1.0) * 16 / plot_height
    for (name, _, colour), place in zip(
        ends, spread_labels([end[1] for end in ends], gap), strict=True
    ):
        figure.add_annotation(
            x=position,
            y=place,
            text=f"<b>{plain(name)}</b>",
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": 13, "color": colour},
        )


def _extent(figure: go.Figure) -> tuple[float, float]:
    values = [value for trace in figure.data for value in trace.y if value is not None]
    return min(values, default=0.0), max(values, default=0.0)


def _line_hover(
    name: str, days: Sequence[date], line: Sequence[float | None], look: Look
) -> list[str]:
    t = look.language
    return [
        f"{t.day(day)} · {plain(name)} {t.percent(value)}"
        for day, value in zip(days, line, strict=True)
    ]
