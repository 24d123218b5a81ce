"""The figures of the Story page: one dot a stock, and how the gap built up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.events import add_events, headroom, plain, shade_window, stacks
from dashboard.charts.lettering import label_spots, text_width, wrapped
from dashboard.charts.marks import label, points
from dashboard.charts.session_axis import set_sessions
from dashboard.charts.theme import (
    LIMIT_MARKS,
    Look,
    add_all,
    blank,
    percent_ticks,
    spread_labels,
    towards_middle,
)
from dashboard.errors import N_
from dashboard.stats.result import Undefined, known_number, or_nan

ROW = 118  # pixels of one group in the dot strip, while two lines of names are enough
LABEL = 17  # pixels from one line of names to the next
LINES = 6  # of names below a row's dots; more names than fit there stand in columns
TITLE = 17  # letters of a group's title beside its row, before it is broken
# Pixels of the whole strip that labels are laid out for, by compact: a narrow phone's, and the
# least that a desk's column has.
_WIDTH = {True: 358, False: 672}


def plot_strip(case: Case, result: WindowResult, *, look: Look, benchmark: str = "") -> go.Figure:
    """
    One dot a stock by group, with each group's mean and what the market did.

    The market is `benchmark`, where one is given and its return is known.  A triangle
    stands for a close at the daily limit on the window's last session, upright for the
    upper one.  Stocks without a return are left out; the table below the figure names them.
    """
    known = result.returned
    market = known_number(result.benchmark(benchmark).value) if benchmark else None
    reached = [*(or_nan(stock.value) for stock in known), 0.0, market or 0.0]
    pad = (max(reached) - min(reached) or 0.1) * 0.09
    ends = (min(reached) - pad, max(reached) + pad)
    titles = [_title_lines(look.language.pick(group.title), look) for group in case.groups]
    wide = max((text_width(line, bold=True) for lines in titles for line in lines), default=0)
    margin = {
        "l": 12 if look.compact else 26 + round(wide),
        "r": 16,
        "t": 8 if market is None else 28,
        "b": 28,
    }
    scale = (_WIDTH[look.compact] - margin["l"] - margin["r"]) / (ends[1] - ends[0])
    rows = [_row(case, group.id, known, ends, scale, look) for group in case.groups]
    heights, total = _heights(rows, look)
    figure = blank(look, round(total) + margin["t"] + margin["b"], margin=margin)
    figure.update_xaxes(range=ends, showgrid=True, **percent_ticks(*ends, look))
    figure.update_yaxes(visible=False, range=[-total / ROW, 0], fixedrange=True)
    for position, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _add_row(figure, case, row, height, look.group(position), look)
        _add_group_label(figure, titles[position], height, look.group(position), look)
    for summary, position in zip(result.groups, range(len(rows)), strict=True):
        if not isinstance(summary.mean, Undefined):
            _add_mean(figure, summary.mean, heights[position], look.group(position), look)
    if market is not None:
        _add_market(figure, market, look)
    return figure


def _title_lines(title: str, look: Look) -> list[str]:
    return [title] if look.compact else wrapped(title, TITLE, 3)


@dataclass(frozen=True, slots=True)
class _Row:
    """Stocks of a group by return; their names with shift and line below the dots."""

    stocks: Sequence[StockReturn]
    names: Sequence[str]
    spots: Sequence[tuple[float, int]]

    @property
    def below(self) -> float:
        """Pixels that the names need below the dots."""
        return 26.0 + LABEL * (max((line for _, line in self.spots), default=0) + 1)


def _row(
    case: Case,
    group: str,
    known: Sequence[StockReturn],
    ends: tuple[float, float],
    scale: float,
    look: Look,
) -> _Row:
    members = sorted((s for s in known if s.group == group), key=lambda s: or_nan(s.value))
    names = [look.language.name(case.stock(stock.symbol)) for stock in members]
    places = [(or_nan(stock.value) - ends[0]) * scale for stock in members]
    widths = [text_width(name) for name in names]
    spots = label_spots(places, widths, most=LINES, end=(ends[1] - ends[0]) * scale)
    return _Row(members, names, spots)


def _heights(rows: Sequence[_Row], look: Look) -> tuple[list[float], float]:
    """Height of each row's dots in units of `ROW`, downwards from 0; pixels of all."""
    above = 62.0 if look.compact else 44.0  # the mean's number, and the group's title
    heights: list[float] = []
    at = max(above, ROW / 2)
    for row in rows:
        heights.append(-at / ROW)
        at += max(float(ROW), row.below + above)
    # The last row needs room for its own names alone.
    last = max(ROW / 2, rows[-1].below) if rows else 0.0
    return heights, (-heights[-1] * ROW if heights else 0.0) + last


def _add_row(
    figure: go.Figure, case: Case, row: _Row, height: float, colour: str, look: Look
) -> None:
    if not row.stocks:
        return
    values = [or_nan(stock.value) for stock in row.stocks]
    figure.add_shape(
        type="line",
        x0=values[0],
        x1=values[-1],
        y0=height,
        y1=height,
        line={"color": colour, "width": 1},
        opacity=0.55,
        layer="below",
    )
    figure.add_scatter(
        x=values,
        y=[height] * len(values),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": [17 if stock.last_limit else 14 for stock in row.stocks],
            "color": colour,
            "opacity": 1,
            "symbol": [_symbol(stock) for stock in row.stocks],
            "line": {"width": 1, "color": look.palette.paper},
        },
        **points("stock", [stock.symbol for stock in row.stocks]),
        hovertext=[_stock_hover(case, stock, look) for stock in row.stocks],
        hoverinfo="text",
    )
    _add_names(figure, row, height, look)


def _add_names(figure: go.Figure, row: _Row, height: float, look: Look) -> None:
    """Names below their dots; lower ones hang on a thin line, which passes behind the others."""
    named = zip(row.stocks, row.names, row.spots, strict=True)
    labels = []
    for stock, name, (shift, line) in sorted(named, key=lambda each: -each[2][1]):
        down, hangs = 17 + LABEL * line, line > 0 or shift != 0
        leader = {"ax": shift, "ay": down, "arrowhead": 0, "arrowwidth": 0.7, "standoff": 7}
        labels.append(
            {
                "x": or_nan(stock.value),
                "y": height,
                "text": plain(name),
                "showarrow": hangs,
                "arrowcolor": look.palette.grey,
                "bgcolor": look.palette.paper,
                "borderpad": 0,
                "font": {"size": 13, "color": look.palette.ink},
                **(leader if hangs else {"yshift": -down}),
                **label("stock", stock.symbol),
            }
        )
    add_all(figure, annotations=labels)


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
        xanchor=towards_middle(figure, value),
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


def _add_group_label(
    figure: go.Figure, title: Sequence[str], row: float, colour: str, look: Look
) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        y=row,
        text="<br>".join(f"<b>{plain(line)}</b>" for line in title),
        showarrow=False,
        align="left" if look.compact else "right",
        xanchor="left" if look.compact else "right",
        xshift=0 if look.compact else -14,
        bgcolor=look.palette.paper if look.compact else None,
        borderpad=0,
        yshift=46 if look.compact else 0,
        font={"size": 13.5, "color": colour},
    )


def _add_mean(figure: go.Figure, mean: float, row: float, colour: str, look: Look) -> None:
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
    case: Case,
    result: WindowResult,
    events: Sequence[EventTime],
    *,
    look: Look,
    benchmark: str = "",
) -> go.Figure:
    """
    Mean return of each group since the base's close, with the window and the events.

    Weekends and holidays take no room on the axis; a session without a mean is a gap.
    The market is `benchmark`, where one is given and has a line.
    """
    build_up = result.build_up
    days = build_up.sessions
    stacked = stacks(days, events)
    names = [look.language.pick(group.title) for group in case.groups]
    market = build_up.benchmarks.get(benchmark, ())
    if any(value is not None for value in market):
        names.append(look.language("the market"))
    figure = blank(
        look,
        330 + headroom(stacked),
        margin={"l": 46, "r": label_room(names), "t": headroom(stacked) + 2, "b": 28},
    )
    shade_window(figure, days, result.base, result.window.last, look)
    inks = [look.group(position) for position in range(len(case.groups))]
    strokes = [{"color": ink, "width": 2.4} for ink in inks]
    # Dotted and grey, the market is told from the groups without its colour too.
    strokes.append({"color": look.palette.benchmark, "width": 1.8, "dash": "dot"})
    lines = [build_up.groups[group.id] for group in case.groups] + [market]
    ends: list[tuple[str, float, str]] = []
    for name, line, stroke in zip(names, lines, strokes, strict=False):
        _add_line(figure, name, line, stroke, days, look)
        known = [value for value in line if value is not None]
        if known:
            ends.append((name, known[-1], str(stroke["color"])))
    add_line_labels(figure, ends, len(days) - 1)
    figure.update_xaxes(range=[-0.4, len(days) - 1])
    low, high = _extent(figure)
    pad = (high - low or 0.02) * 0.06
    figure.update_yaxes(
        range=[low - pad, high + pad], **percent_ticks(low - pad, high + pad, look, 5)
    )
    add_events(figure, stacked, event_numbers(events), look)
    set_sessions(figure, case.calendar, days, look)
    return figure


def _add_line(
    figure: go.Figure,
    name: str,
    line: Sequence[float | None],
    stroke: Mapping[str, object],
    days: Sequence[date],
    look: Look,
) -> None:
    figure.add_scatter(
        x=list(range(len(days))),
        y=list(line),
        mode="lines",
        connectgaps=False,
        line=dict(stroke),
        hovertext=_line_hover(name, days, line, look),
        hoverinfo="text",
        cliponaxis=False,
    )


def label_room(names: Sequence[str]) -> int:
    """Pixels a chart needs on its right for bold names at the ends of its lines."""
    return 14 + round(max((text_width(name, bold=True) for name in names), default=0))


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
