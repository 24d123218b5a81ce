"""One small panel a stock, all on one scale, in the order of the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.analysis.window.rebased import Rebased, StockLine
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.events import plain
from dashboard.charts.theme import LIMIT_MARKS, Look, add_all, blank
from dashboard.language.words import LIMIT_SIGNS
from dashboard.stats.result import known_number

COLUMNS = {False: 4, True: 2}  # panels side by side, by compact
PANEL = {False: 168, True: 132}  # pixels of one panel's plot
HEAD, FOOT = 44, 26  # pixels above a panel for its name and return; below for the dates
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


def plot_multiples(case: Case, lines: Rebased, result: WindowResult, *, look: Look) -> go.Figure:
    """
    Draw one panel a stock on one common scale, the mean of its group behind it.

    Gaps stay gaps.  A highlighted stock changes nothing here, every panel has its name:
    the figure need not be drawn again.
    """
    columns = COLUMNS[look.compact]
    found = panels(case, lines, columns=columns)
    rows = max((panel.row for panel in found), default=0) + 1
    step = HEAD + PANEL[look.compact] + FOOT
    figure = blank(look, rows * step, margin={"l": EDGE, "r": 6, "t": 0, "b": 0})
    extent = _extent(lines)
    axes = (_axes(panel, rows, columns, extent, lines, look) for panel in found)
    figure.update_layout({name: axis for own in axes for name, axis in own.items()})
    for panel in found:
        _add_panel(figure, case, panel, lines, look)
    add_all(
        figure,
        annotations=[note for panel in found for note in _heads(case, panel, result, look)],
        shapes=[_window(panel, lines, look) for panel in found],
    )
    return figure


def _extent(lines: Rebased) -> tuple[float, float]:
    known = [value for line in lines.stocks for value in line.growth if value is not None]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    pad = (high - low or 0.1) * 0.06
    return low - pad, high + pad


def _suffix(panel: Panel) -> str:
    return "" if panel.number == 1 else str(panel.number)


def _axes(
    panel: Panel,
    rows: int,
    columns: int,
    extent: tuple[float, float],
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
            "tickformat": "+.0%",
            "labelalias": {"+0%": "0%"},
            "nticks": 5,
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
        }
        for text, x, anchor, ink in (
            (name, 0, "left", look.group(position)),
            (look.language.percent(value), 1, "right", colour),
        )
    ]
