"""Returns some months after the window: one dot a stock, a row a group, a block a horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.analysis.window.afterwards import Afterwards, Horizon
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case, Group
from dashboard.charts.events import (
    CIRCLE,
    WIDTH,
    Cluster,
    hover,
    hover_all,
    numbers_of,
    plain,
)
from dashboard.charts.lettering import text_width, wrapped
from dashboard.charts.marks import label, points
from dashboard.charts.theme import Look, add_all, blank, percent_ticks
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, known_number

HEAD = 34  # pixels of the line above a horizon's rows
LINE = 20  # of another one for its events, where they have no room beside its name
ROW = {True: 62, False: 48}  # of a group's row, by compact
TITLE = 17  # letters of a group's title beside its row, before it is broken


def plot_afterwards(
    case: Case,
    found: Afterwards,
    numbered: Mapping[str, int] | None = None,
    *,
    look: Look,
    benchmark: str,
) -> go.Figure:
    """
    Draw every horizon with a return, the market's as a dotted line through its block.

    Beside the name of a horizon stand the events that came since the one before.

    Parameters
    ----------
    case : Case
    found : Afterwards
    numbered : mapping of str to int, optional
        Numbers of the case's whole list of events.
    look : Look
    benchmark : str
        Id of the benchmark that stands for the market.
    """
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
    came = came_by(found)
    own_line = look.compact and any(came.values())
    head = HEAD + LINE * own_line
    height = len(blocks) * (head + len(case.groups) * ROW[look.compact])
    figure = blank(look, height + margin["t"] + margin["b"], margin=margin)
    figure.update_xaxes(range=ends, showgrid=True, **percent_ticks(*ends, look))
    figure.update_yaxes(visible=False, range=[-height, 0], fixedrange=True)
    top = 0.0
    for block in blocks:
        taken = _add_head(figure, block, top, benchmark, look)
        line, beside = (top - LINE, (0.0, 0.0)) if own_line else (top, taken)
        _add_events(figure, came[block.months], numbered or {}, line, beside, look)
        for place, group in enumerate(case.groups):
            at = top - head - (place + 0.5) * ROW[look.compact]
            _add_row(figure, case, block, group, at, look.group(place), look)
        top -= head + len(case.groups) * ROW[look.compact]
        _add_market(figure, block, benchmark, top, len(case.groups), look)
    return figure


def came_by(found: Afterwards) -> dict[int, list[EventTime]]:
    """Events that came out by each horizon and not by the one before, by its months."""
    known: set[str] = set()
    shown: dict[int, list[EventTime]] = {}
    for block in found.reached:
        last = block.session or block.day
        new = [e for e in found.events if e.span.session <= last and e.event.id not in known]
        known |= {item.event.id for item in new}
        shown[block.months] = new
    return shown


def horizon_name(block: Horizon, t: Language) -> str:
    """Name of a horizon with its session: “1 month, to 13 Mar 2025”."""
    day = t.long_day(block.session or block.day)
    return t.plural("{n} month, to {day}", "{n} months, to {day}", block.months, day=day)


def _add_head(
    figure: go.Figure, block: Horizon, top: float, benchmark: str, look: Look
) -> tuple[float, float]:
    """Name of a horizon and the market's return; pixels that both take at the left and right."""
    t, market = look.language, known_number(block.benchmark(benchmark).value)
    base: dict[str, Any] = {"xref": "paper", "y": top - HEAD / 2, "showarrow": False}
    base["bgcolor"] = look.palette.paper
    grey = {"size": 12.5, "color": look.palette.grey}
    name, said = horizon_name(block, t), ""
    notes = [{**base, "x": 0, "xanchor": "left", "text": plain(name)}]
    if market is not None:
        said = t("the market {value}", value=t.percent(market))
        notes.append({**base, "x": 1, "xanchor": "right", "text": plain(said), "font": grey})
    add_all(figure, annotations=notes)
    return text_width(name), text_width(said)


def _add_events(
    figure: go.Figure,
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    top: float,
    taken: tuple[float, float],
    look: Look,
) -> None:
    """Circles with the numbers of events after a horizon's name; one label where room is scarce."""
    shown = [item for item in events if item.event.id in numbered]
    if not shown:
        return
    left, right = taken
    margin = figure.layout.margin
    room = WIDTH[look.compact] - margin.l - margin.r - left - right - 24
    place: dict[str, Any] = {"x": 0, "xref": "paper", "y": top - HEAD / 2, "showarrow": False}
    ink = {"size": 11, "color": look.palette.ink}
    if room < CIRCLE * len(shown):
        whole = Cluster((0,), tuple(shown))
        note = {
            **place,
            "xanchor": "left",
            "xshift": left + 8,
            "text": f"<b>{numbers_of(whole, numbered, look.language)}</b>",
            "font": ink,
            "hovertext": hover_all(whole, numbered, look),
            **label("event", shown[0].event.id),
        }
        add_all(figure, annotations=[note])
        return
    notes, rings = [], []
    for count, item in enumerate(shown):
        shift = left + 12 + CIRCLE * (count + 0.5)
        rings.append(_ring(shift, top - HEAD / 2, look))
        notes.append(
            {
                **place,
                "xanchor": "center",
                "xshift": shift,
                "text": f"<b>{numbered[item.event.id]}</b>",
                "font": ink,
                "hovertext": hover(item, look),
                **label("event", item.event.id),
            }
        )
    add_all(figure, annotations=notes, shapes=rings)


def _ring(shift: float, at: float, look: Look) -> dict[str, Any]:
    ends = {"x0": shift - 8.5, "x1": shift + 8.5, "y0": -8.5, "y1": 8.5}
    anchors = {"xref": "paper", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0}
    line = {"color": look.palette.ink, "width": 1.2}
    fill = look.palette.paper
    return {"type": "circle", **ends, **anchors, "yanchor": at, "line": line, "fillcolor": fill}


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
        **points("stock", [each.id for each in own]),
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
