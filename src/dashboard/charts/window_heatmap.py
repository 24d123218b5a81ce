"""The window grid as a heat-map, and its own row as a line: what came after the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import plotly.graph_objects as go

from dashboard.analysis.robustness.window_grid import GridCell, WindowGrid, after_cells
from dashboard.analysis.robustness.words import fraction
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.charts.events import WIDTH, add_events, headroom, stacks
from dashboard.charts.lettering import clear_spot, text_width
from dashboard.charts.marks import points, window_id
from dashboard.charts.theme import Look, blank, percent_ticks
from dashboard.stats.result import known_number

CELL = {True: 25, False: 29}  # pixels of a row of the grid, by compact
THIN = 9  # pixels of a row without numbers
MOST = {True: 14, False: 34}  # columns that have room for numbers, by compact
ROWS = 32  # rows with numbers; more of them are longer than a screen
TINT = {True: 0.42, False: 0.50}  # share of the group's colour in the strongest cell, by dark


def blend(colour: str, paper: str, share: float) -> str:
    """
    Mix a colour into the paper; ink stays readable on it up to a share of one half.

    >>> blend("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    parts = [
        round(int(colour[i : i + 2], 16) * share + int(paper[i : i + 2], 16) * (1 - share))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


# Window grid -----------------------------------------------------------------


def plot_grid(grid: WindowGrid, *, look: Look) -> go.Figure:
    """
    Difference by base and end; colour by size and sign, the window in use outlined.

    Bases are rows; on a phone they are columns, so that cells keep their size.
    """
    cells = grid.neighbours
    bases = sorted({cell.base for cell in cells}, reverse=not look.compact)
    lasts = sorted({cell.last for cell in cells}, reverse=look.compact)
    across, down = (bases, lasts) if look.compact else (lasts, bases)
    told = has_numbers(grid, compact=look.compact)
    height = (CELL[look.compact] if told or len(down) <= ROWS else THIN) * len(down)
    margin = {"l": 58, "r": 4, "t": 62, "b": 4} if look.compact else _desk_margin(look)
    figure = blank(look, height + margin["t"] + margin["b"], margin=margin)
    places = {(cell.base, cell.last): cell for cell in cells}
    rows = [[places.get((x, y) if look.compact else (y, x)) for x in across] for y in down]
    _add_cells(figure, grid, rows, look, told=told)
    t = look.language
    step = 1 + len(across) // (24 if t.code == "en" else 19)  # Chinese dates are wider
    columns = _thinned(len(across), 1 if look.compact else step)
    if len(columns) < len(across):
        # The first date would lie on the word beside it.
        columns = [place for place in columns if place > len(across) / 40]
    figure.update_xaxes(
        tickvals=columns,
        ticktext=[t.day(across[place]) for place in columns],
        side="top",
        tickangle=-90 if look.compact else 0,
        range=[-0.5, len(across) - 0.5],
        fixedrange=True,
        tickfont={"size": 10.5 if look.compact else 11.5, "color": look.palette.grey},
    )
    lines = _thinned(len(down), 1 if len(down) <= ROWS else 2)
    figure.update_yaxes(
        tickvals=lines,
        ticktext=[t.day(down[place]) for place in lines],
        range=[-0.5, len(down) - 0.5],
        showgrid=False,
        fixedrange=True,
        tickfont={"size": 10.5 if look.compact else 11.5, "color": look.palette.grey},
    )
    _add_axis_words(figure, look)
    chosen = (grid.base, grid.last) if look.compact else (grid.last, grid.base)
    if chosen[0] in across and chosen[1] in down:
        _outline(figure, across.index(chosen[0]), down.index(chosen[1]), look)
    return figure


def has_numbers(grid: WindowGrid, *, compact: bool) -> bool:
    """Whether the cells are wide enough for their numbers."""
    bases = len({cell.base for cell in grid.neighbours})
    lasts = len({cell.last for cell in grid.neighbours})
    across, down = (bases, lasts) if compact else (lasts, bases)
    return across <= MOST[compact] and down <= ROWS


def _thinned(n: int, step: int) -> list[int]:
    """Every so many places, the last one among them."""
    return [place for place in range(n) if (n - 1 - place) % step == 0]


def _desk_margin(look: Look) -> dict[str, int]:
    return {"l": 76 if look.language.code == "en" else 84, "r": 4, "t": 46, "b": 4}


def _add_cells(
    figure: go.Figure,
    grid: WindowGrid,
    rows: Sequence[Sequence[GridCell | None]],
    look: Look,
    *,
    told: bool,
) -> None:
    t, colours = look.language, look.palette
    values = np.array([[_value(cell) for cell in row] for row in rows], dtype=np.float64)
    seen = np.abs(values[np.isfinite(values)])
    widest = float(seen.max()) if seen.size and seen.max() > 0 else 0.01
    tint = TINT[look.dark]
    figure.add_heatmap(
        z=values,
        zmin=-widest,
        zmax=widest,
        colorscale=[
            (0.0, blend(look.group(1), colours.paper, tint)),
            (0.5, colours.paper),
            (1.0, blend(look.group(0), colours.paper, tint)),
        ],
        showscale=False,
        xgap=1 if told else 0.5,
        ygap=1 if told else 0.5,
        text=None if not told else [[_cell_text(grid, cell, look) for cell in row] for row in rows],
        texttemplate="%{text}" if told else None,
        textfont={"size": 9 if look.compact else 12, "color": colours.ink},
        meta={"mark": "window"},
        customdata=[[_cell_id(cell) for cell in row] for row in rows],
        hovertext=[[_cell_hover(grid, cell, look) for cell in row] for row in rows],
        hoverinfo="text",
        hoverongaps=False,
    )
    missing = [
        (x, y)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell is not None and known_number(cell.difference) is None
    ]
    if missing:
        figure.add_scatter(
            x=[x for x, _ in missing],
            y=[y for _, y in missing],
            mode="text",
            text=["–"] * len(missing),
            textfont={"size": 12, "color": colours.grey},
            hovertext=[t("no return")] * len(missing),
            hoverinfo="text",
        )


def _cell_text(grid: WindowGrid, cell: GridCell | None, look: Look) -> str:
    value = None if cell is None else known_number(cell.difference)
    if cell is None or value is None:
        return ""
    shown = look.language.number(value * 100, 0 if look.compact else 1)
    return f"<b>{shown}</b>" if grid.has_few(cell) else shown


def _cell_hover(grid: WindowGrid, cell: GridCell | None, look: Look) -> str:
    if cell is None:
        return ""
    t = look.language
    head = t("{base} to {last}", base=t.day(cell.base), last=t.day(cell.last))
    value = known_number(cell.difference)
    count = fraction(grid.count(cell), cell.n_permutations)
    return f"<b>{head}</b><br>{t.points(value, sign=True)}<br>{count}"


def _cell_id(cell: GridCell | None) -> str:
    return "" if cell is None else window_id(cell.base, cell.last)


def _value(cell: GridCell | None) -> float:
    """Difference of a cell; NaN leaves it blank."""
    value = None if cell is None else known_number(cell.difference)
    return np.nan if value is None else value


def _add_axis_words(figure: go.Figure, look: Look) -> None:
    t = look.language
    words = (t("Base"), t("Last session")) if look.compact else (t("Last session"), t("Base"))
    # Both words stand in the line above the dates of a phone, where the left margin is narrow.
    right = {"xanchor": "left", "xshift": 34 if look.compact else 0}
    down = (
        {"xanchor": "left", "xshift": -58} if look.compact else {"xanchor": "right", "xshift": -6}
    )
    for text, place, height in (
        (f"{words[0]} →", right, 46 if look.compact else 28),
        (f"{words[1]} ↓", down, 46 if look.compact else 0),
    ):
        figure.add_annotation(
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            text=text,
            showarrow=False,
            yanchor="bottom",
            yshift=height,
            font={"size": 11.5, "color": look.palette.grey},
            **place,
        )


def _outline(figure: go.Figure, x: int, y: int, look: Look) -> None:
    figure.add_shape(
        type="rect",
        x0=x - 0.5,
        x1=x + 0.5,
        y0=y - 0.5,
        y1=y + 0.5,
        line={"color": look.palette.ink, "width": 2.5},
    )


# What came after ---------------------------------------------------------------


def plot_after(grid: WindowGrid, events: Sequence[EventTime] = (), *, look: Look) -> go.Figure:
    """Difference since the base at every close from the base to the grid's last end."""
    t = look.language
    cells = after_cells(grid)
    days: list[date] = [grid.base, *(cell.last for cell in cells)]
    values = [0.0, *(known_number(cell.difference) for cell in cells)]
    seen = [value for value in values if value is not None]
    low, high = min(seen), max(seen)
    pad = (high - low or 0.1) * 0.12
    stacked = stacks(days, events)
    top = 16 + (headroom(stacked) if stacked else 0)
    figure = blank(look, 254 + top, margin={"l": 52, "r": 18, "t": top, "b": 32})
    ends = (low - pad, high + pad * 1.6)
    figure.update_yaxes(range=ends, fixedrange=True, **percent_ticks(*ends, look, 6))
    step = max(4, -(-len(days) // 6)) if look.compact else max(2, -(-len(days) // 20))
    between = range(days.index(grid.last) % step, len(days), step)
    end = len(days) - 1
    shown = [0, *(place for place in between if step <= place <= end - step), end]
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[t.day(days[place]) for place in shown],
        range=[-0.5, len(days) - 0.5],
        fixedrange=True,
    )
    figure.add_shape(
        type="rect",
        x0=0,
        x1=days.index(grid.last),
        y0=0,
        y1=1,
        yref="paper",
        fillcolor=look.palette.window,
        line={"width": 0},
        layer="below",
    )
    figure.add_scatter(
        x=list(range(len(days))),
        y=np.array(values, dtype=np.float64),
        mode="lines+markers",
        line={"color": look.palette.ink, "width": 2},
        marker={"size": 6, "color": look.palette.ink},
        connectgaps=False,
        hovertext=[
            t("base {day}", day=t.day(grid.base)),
            *(_cell_hover(grid, cell, look) for cell in cells),
        ],
        hoverinfo="text",
        **points("window", ["", *map(_cell_id, cells)]),
    )
    _add_after_labels(figure, days, values, grid, look)
    add_events(figure, stacked, event_numbers(events), look)
    return figure


def _add_after_labels(
    figure: go.Figure,
    days: Sequence[date],
    values: Sequence[float | None],
    grid: WindowGrid,
    look: Look,
) -> None:
    """Values of the window and of the last close, where the line does not run through them."""
    t = look.language
    ends = days.index(grid.last), len(days) - 1
    first, last = (values[place] or 0.0 for place in ends)
    across, down = _pixels(figure, look)
    line = [(across(x), down(value)) for x, value in enumerate(values) if value is not None]
    taken: list[tuple[float, float, float, float]] = []
    for place in dict.fromkeys(ends):
        value = values[place]
        if value is None:
            continue
        text = t.points(value, sign=True)
        # Away from each other, which a phone has side by side.
        below = (place == ends[1]) == (last < first) and ends[0] != ends[1]
        spots = _spots(place, below=below, early=place < len(days) / 3, end=len(days) - 1)
        width = text_width(text, bold=True) * 12.5 / 13
        boxes = []
        for anchor, x, y in spots:
            left = across(place) + x - (0 if anchor == "left" else width)
            middle = down(value) + y
            boxes.append((left, middle - 8, left + width, middle + 8))
        best = clear_spot(boxes, line, taken)
        taken.append(boxes[best])
        anchor, x, y = spots[best]
        figure.add_annotation(
            x=place,
            y=value,
            text=f"<b>{text}</b>",
            showarrow=False,
            yshift=-y,
            xanchor=anchor,
            xshift=x,
            font={"size": 12.5, "color": look.palette.ink},
        )


def _spots(place: int, *, below: bool, early: bool, end: int) -> list[tuple[str, int, int]]:
    """Places of a label around its point, the best first: anchor, pixels right and down."""
    heights = [15, -15, 28, -28, 42, -42] if below else [-15, 15, -28, 28, -42, 42]
    if place == end:
        return [("right", 12, height) for height in heights]
    sides = [("left", 4), ("right", -4)]  # at the start there is no room on the left
    return [
        (anchor, x, height)
        for height in heights
        for anchor, x in (sides if early else reversed(sides))
    ]


def _pixels(
    figure: go.Figure, look: Look
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Where a place across and a value stand, in pixels of the plot from its left and top."""
    layout = figure.layout
    width = WIDTH[look.compact] - layout.margin.l - layout.margin.r
    height = layout.height - layout.margin.t - layout.margin.b
    (left, right), (low, high) = layout.xaxis.range, layout.yaxis.range
    return (
        lambda x: (x - left) / (right - left) * width,
        lambda y: (high - y) / (high - low) * height,
    )
