"""Returns some months after the window: one dot a stock, a row a group, a block a horizon."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.analysis.window.afterwards import Afterwards, Horizon
from dashboard.case import Case, Group
from dashboard.charts.events import plain
from dashboard.charts.lettering import text_width, wrapped
from dashboard.charts.theme import Look, add_all, blank, percent_ticks
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, known_number

HEAD = 34  # pixels of the line above a horizon's rows
ROW = {True: 62, False: 48}  # of a group's row, by compact
TITLE = 17  # letters of a group's title beside its row, before it is broken


def plot_afterwards(case: Case, found: Afterwards, *, look: Look, benchmark: str) -> go.Figure:
    """Draw every horizon with a return, the market's as a dotted line through its block."""
    blocks = found.reached
    values = [0.0]
    for block in blocks:
        each = (*block.stocks, block.benchmark(benchmark))
        values += [value for one in each if (value := known_number(one.value)) is not None]
    pad = (max(values) - min(values) or 0.1) * 0.09
    ends = (min(values) - pad, max(values) + pad)
    titles = [wrapped(look.language.pick(group.title), TITLE, 2) for group in case.groups]
    wide = max((text_width(line, bold=True) for lines in titles for line in lines), default=0)
    margin = {"l": 12 if look.compact else 26 + round(wide), "r": 16, "t": 4, "b": 28}
    height = len(blocks) * (HEAD + len(case.groups) * ROW[look.compact])
    figure = blank(look, height + margin["t"] + margin["b"], margin=margin)
    figure.update_xaxes(range=ends, showgrid=True, **percent_ticks(*ends, look))
    figure.update_yaxes(visible=False, range=[-height, 0], fixedrange=True)
    top = 0.0
    for block in blocks:
        _add_head(figure, block, top, benchmark, look)
        for place, group in enumerate(case.groups):
            at = top - HEAD - (place + 0.5) * ROW[look.compact]
            _add_row(figure, case, block, group, at, look.group(place), look)
        top -= HEAD + len(case.groups) * ROW[look.compact]
        _add_market(figure, block, benchmark, top, len(case.groups), look)
    return figure


def horizon_name(block: Horizon, t: Language) -> str:
    """Name of a horizon with its session: “1 month, to 13 Mar 2025”."""
    day = t.long_day(block.session or block.day)
    return t.plural("{n} month, to {day}", "{n} months, to {day}", block.months, day=day)


def _add_head(figure: go.Figure, block: Horizon, top: float, benchmark: str, look: Look) -> None:
    t, market = look.language, known_number(block.benchmark(benchmark).value)
    base: dict[str, Any] = {"xref": "paper", "y": top - HEAD / 2, "showarrow": False}
    base["bgcolor"] = look.palette.paper
    grey = {"size": 12.5, "color": look.palette.grey}
    notes = [{**base, "x": 0, "xanchor": "left", "text": plain(horizon_name(block, t))}]
    if market is not None:
        said = plain(t("the market {value}", value=t.percent(market)))
        notes.append({**base, "x": 1, "xanchor": "right", "text": said, "font": grey})
    add_all(figure, annotations=notes)


def _add_market(
    figure: go.Figure, block: Horizon, benchmark: str, bottom: float, rows: int, look: Look
) -> None:
    market = known_number(block.benchmark(benchmark).value)
    if market is None:
        return
    line = {"color": look.palette.ink, "width": 1, "dash": "dot"}
    ends = {"x0": market, "x1": market, "y0": bottom, "y1": bottom + rows * ROW[look.compact]}
    add_all(figure, shapes=[{"type": "line", **ends, "line": line, "layer": "below"}])


def _add_row(
    figure: go.Figure,
    case: Case,
    block: Horizon,
    group: Group,
    at: float,
    colour: str,
    look: Look,
) -> None:
    t = look.language
    own = [s for s in block.stocks if s.group == group.id and not isinstance(s.value, Undefined)]
    figure.add_scatter(
        x=[known_number(each.value) for each in own],
        y=[at] * len(own),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": 11,
            "color": colour,
            "line": {"width": 1, "color": look.palette.paper},
        },
        customdata=[[each.id] for each in own],
        hovertext=[
            f"<b>{plain(t.full_name(case.stock(each.id)))}</b><br>{t.percent(each.value, 2)}"
            for each in own
        ],
        hoverinfo="text",
    )
    _add_title(figure, t.pick(group.title), at, colour, look)
    mean = known_number(block.group(group.id).value)
    if mean is not None:
        _add_mean(figure, mean, at, colour, look)


def _add_title(figure: go.Figure, title: str, at: float, colour: str, look: Look) -> None:
    """Title of a group beside its row; above it where there is no room."""
    lines = [title] if look.compact else wrapped(title, TITLE, 2)
    side = "left" if look.compact else "right"
    note = {
        "x": 0,
        "xref": "paper",
        "y": at,
        "text": "<br>".join(f"<b>{plain(line)}</b>" for line in lines),
        "showarrow": False,
        "align": side,
        "xanchor": side,
        "xshift": 0 if look.compact else -14,
        "yshift": 22 if look.compact else 0,
        "bgcolor": look.palette.paper if look.compact else None,
        "borderpad": 0,
        "font": {"size": 13, "color": colour},
    }
    add_all(figure, annotations=[note])


def _add_mean(figure: go.Figure, mean: float, at: float, colour: str, look: Look) -> None:
    bar = {"x0": mean, "x1": mean, "y0": at - 10, "y1": at + 10}
    line = {"type": "line", **bar, "line": {"color": colour, "width": 2.5}}
    label = {
        "x": mean,
        "y": at,
        "text": f"<b>{look.language.percent(mean)}</b>",
        "showarrow": False,
        "yshift": 17,
        "font": {"size": 13, "color": colour},
    }
    add_all(figure, annotations=[label], shapes=[line])
