"""One small panel a stock, all on one scale, in the order of the groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.analysis.window.rebased import Rebased, StockLine
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import marks
from dashboard.charts.events import (
    Cluster,
    StemLabel,
    add_stems,
    clusters,
    hover_all,
    numbers_of,
    plain,
    stacks,
)
from dashboard.charts.theme import LIMIT_MARKS, Look, add_all, blank, percent_ticks
from dashboard.language.words import LIMIT_SIGNS
from dashboard.stats.result import known_number

COLUMNS = {False: 4, True: 2}  # panels side by side, by compact
PANEL = {False: 168, True: 132}  # pixels of one panel's plot
HEAD, FOOT = 44, 26  # pixels above a panel for its name and return; below for the dates
NUMBERS = 15  # pixels at the top of a plot for the numbers of the events
EDGE = 44  # pixels left of the first panel for the scale
_WIDE = {False: 1180, True: 358}  # pixels of the whole figure that gaps are laid out for
_GAP = {False: 18, True: 12}


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one stock's panel stands: its number from 1 and its place in the grid."""

    line: StockLine
    number: int
    row: int
    column: int


def panels(case: Case, lines: Rebased, *, columns: int) -> list[Panel]:
    """Panels in the order of the groups; every group starts a row of its own."""
    found: list[Panel] = []
    row = 0
    for group in case.groups:
        members = [line for line in lines.stocks if line.group == group.id]
        for place, line in enumerate(members):
            found.append(Panel(line, len(found) + 1, row + place // columns, place % columns))
        row += -(-len(members) // columns)
    return found


def plot_multiples(
    case: Case,
    lines: Rebased,
    result: WindowResult,
    events: Sequence[EventTime] = (),
    *,
    look: Look,
) -> go.Figure:
    """
    Draw one panel a stock on one common scale, the mean of its group behind it.

    Gaps stay gaps.  Events are dotted lines with their numbers at the top of every panel;
    where there is no room for each, neighbours share a label.  A highlighted stock changes
    nothing here, every panel has its name: the figure need not be drawn again.
    """
    columns = COLUMNS[look.compact]
    found = panels(case, lines, columns=columns)
    rows = max((panel.row for panel in found), default=0) + 1
    step = HEAD + PANEL[look.compact] + FOOT
    figure = blank(look, rows * step, margin={"l": EDGE, "r": 6, "t": 0, "b": 0})
    stacked = stacks(lines.sessions, events)
    room = (PANEL[look.compact], NUMBERS if stacked else 0)
    extent = _extent(lines, *room)
    ticks = _ticks(extent, *room, look)
    shared = clusters(stacked, event_numbers(events), _scale(lines, look), look.language)
    axes = (_axes(panel, rows, columns, extent, ticks, lines, look) for panel in found)
    figure.update_layout({name: axis for own in axes for name, axis in own.items()})
    for panel in found:
        _add_events(figure, panel, shared, event_numbers(events), extent, look)
        _add_panel(figure, case, panel, lines, look)
    add_all(
        figure,
        annotations=[note for panel in found for note in _heads(case, panel, result, look)],
        shapes=[_window(panel, lines, look) for panel in found],
    )
    return figure


def _extent(lines: Rebased, plot: int, above: int) -> tuple[float, float]:
    """Ends of the common scale, with so many pixels above all lines for the events' numbers."""
    known = [value for line in lines.stocks for value in line.growth if value is not None]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    pad = (high - low or 0.1) * 0.06
    low, high = low - pad, high + pad
    return low, low + (high - low) * plot / (plot - above)


def _ticks(extent: tuple[float, float], plot: int, above: int, look: Look) -> dict[str, Any]:
    """Ticks of the common scale, none of them behind the numbers of the events."""
    low, high = extent
    return percent_ticks(low, high - (high - low) * above / plot, look, 4)


def _scale(lines: Rebased, look: Look) -> float:
    """Pixels from one session to the next."""
    columns = COLUMNS[look.compact]
    plots = _WIDE[look.compact] - EDGE - 6 - _GAP[look.compact] * (columns - 1)
    return plots / columns / max(len(lines.sessions), 1)


def _suffix(panel: Panel) -> str:
    return "" if panel.number == 1 else str(panel.number)


def _axes(
    panel: Panel,
    rows: int,
    columns: int,
    extent: tuple[float, float],
    ticks: dict[str, Any],
    lines: Rebased,
    look: Look,
) -> dict[str, dict[str, object]]:
    across, upwards = _domains(panel, rows, columns, look)
    ends = lines.sessions.index(lines.base), lines.sessions.index(lines.last)
    span = f"{look.language.day(lines.base)} – {look.language.day(lines.last)}"
    axis = {
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": look.palette.grey, "size": 11},
        "fixedrange": True,
        "ticks": "",
    }
    return {
        f"xaxis{_suffix(panel)}": {
            **axis,
            "domain": across,
            "anchor": f"y{_suffix(panel)}",
            "range": [-0.5, len(lines.sessions) - 0.5],
            "tickvals": [sum(ends) / 2],
            "ticktext": [span],
            "tickangle": 0,
        },
        f"yaxis{_suffix(panel)}": {
            **axis,
            "domain": upwards,
            "anchor": f"x{_suffix(panel)}",
            "range": list(extent),
            "showgrid": True,
            "gridcolor": look.palette.rule,
            **ticks,
            "showticklabels": panel.column == 0,
            "zeroline": True,
            "zerolinecolor": look.palette.grey,
            "zerolinewidth": 1,
        },
    }


def _domains(panel: Panel, rows: int, columns: int, look: Look) -> tuple[list[float], list[float]]:
    """Left to right and bottom to top of a panel's plot, as fractions of the figure."""
    gap = _GAP[look.compact] / (_WIDE[look.compact] - EDGE - 6)
    width = (1 - gap * (columns - 1)) / columns
    left = panel.column * (width + gap)
    step = HEAD + PANEL[look.compact] + FOOT
    top = 1 - (panel.row * step + HEAD) / (rows * step)
    bottom = 1 - (panel.row * step + HEAD + PANEL[look.compact]) / (rows * step)
    return [left, left + width], [bottom, top]


def _window(panel: Panel, lines: Rebased, look: Look) -> dict[str, object]:
    """Shade from the base's close to the window's last."""
    return {
        "type": "rect",
        "x0": lines.sessions.index(lines.base),
        "x1": lines.sessions.index(lines.last),
        "y0": 0,
        "y1": 1,
        "xref": f"x{_suffix(panel)}",
        "yref": f"y{_suffix(panel)} domain",
        "fillcolor": look.palette.window,
        "line": {"width": 0},
        "layer": "below",
    }


def _add_events(
    figure: go.Figure,
    panel: Panel,
    shared: Sequence[Cluster],
    numbered: Mapping[str, int],
    extent: tuple[float, float],
    look: Look,
) -> None:
    """Dotted lines up to the numbers, which stand above all lines: two traces a panel."""
    if not shared:
        return
    axes = {"xaxis": f"x{_suffix(panel)}", "yaxis": f"y{_suffix(panel)}"}
    low, high = extent
    pixel = (high - low) / PANEL[look.compact]
    add_stems(
        figure,
        axes,
        [position for each in shared for position in each.positions],
        [
            StemLabel(
                each.middle,
                numbers_of(each, numbered, look.language),
                hover_all(each, numbered, look),
                each.items[0].event.id,
            )
            for each in shared
        ],
        (low, high - NUMBERS * pixel, high - NUMBERS / 2 * pixel),
        look,
    )


def _add_panel(figure: go.Figure, case: Case, panel: Panel, lines: Rebased, look: Look) -> None:
    x, y = f"x{_suffix(panel)}", f"y{_suffix(panel)}"
    position = [group.id for group in case.groups].index(panel.line.group)
    colour = look.group(position)
    axes = {"xaxis": x, "yaxis": y, "x": list(range(len(lines.sessions)))}
    mean = next(group.mean for group in lines.groups if group.id == panel.line.group)
    figure.add_scatter(
        **axes,
        y=list(mean),
        mode="lines",
        connectgaps=False,
        line={"color": look.palette.faded, "width": 1.2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        **axes,
        y=list(panel.line.growth),
        mode="lines",
        connectgaps=False,
        line={"color": colour, "width": 1.9},
        hovertext=_hover(panel.line, mean, lines, look),
        hoverinfo="text",
        **marks.whole("stock", panel.line.symbol),
    )
    _add_marks(figure, panel, lines, colour, look)


def _hover(line: StockLine, mean: Sequence[float | None], lines: Rebased, look: Look) -> list[str]:
    t = look.language
    signs = {hit.date: f" {LIMIT_SIGNS[hit.side]}" for hit in line.limits}
    return [
        f"<b>{t.day(day)}</b> {t.percent(line.growth[place])}{signs.get(day, '')}<br>"
        + t("group mean {value}", value=t.percent(mean[place]))
        for place, day in enumerate(lines.sessions)
    ]


def _add_marks(figure: go.Figure, panel: Panel, lines: Rebased, colour: str, look: Look) -> None:
    places = {day: place for place, day in enumerate(lines.sessions)}
    hits = [hit for hit in panel.line.limits if panel.line.growth[places[hit.date]] is not None]
    if not hits:
        return
    at = [places[hit.date] for hit in hits]
    for chosen, symbols, size in (
        (hits, [LIMIT_MARKS[hit.side] for hit in hits], 8),
        ([hit for hit in hits if hit.one_price], "square-open", 13),
    ):
        kept = [place for place, hit in zip(at, hits, strict=True) if hit in chosen]
        figure.add_scatter(
            xaxis=f"x{_suffix(panel)}",
            yaxis=f"y{_suffix(panel)}",
            x=kept,
            y=[panel.line.growth[place] for place in kept],
            mode="markers",
            marker={
                "symbol": symbols,
                "size": size,
                "color": colour,
                "line": {"width": 1, "color": colour if size > 8 else look.palette.paper},
            },
            hoverinfo="skip",
        )


def _heads(case: Case, panel: Panel, result: WindowResult, look: Look) -> list[dict[str, object]]:
    """Name left and window return right above the panel, the return in the colour of its sign."""
    value = known_number(result.stock(panel.line.symbol).value)
    colour = look.palette.grey
    if value:
        colour = look.up if value > 0 else look.down
    position = [group.id for group in case.groups].index(panel.line.group)
    name = plain(look.language.name(case.stock(panel.line.symbol)))
    return [
        {
            "text": f"<b>{text}</b>",
            "x": x,
            "y": 1,
            "xref": f"x{_suffix(panel)} domain",
            "yref": f"y{_suffix(panel)} domain",
            "xanchor": anchor,
            "yanchor": "bottom",
            "yshift": 4,
            "borderpad": 0,
            "showarrow": False,
            "font": {"size": 12.5 if look.compact else 14, "color": ink},
            **marks.label("stock", panel.line.symbol),
        }
        for text, x, anchor, ink in (
            (name, 0, "left", look.group(position)),
            (look.language.percent(value), 1, "right", colour),
        )
    ]
