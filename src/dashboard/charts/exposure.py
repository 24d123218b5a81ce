"""Returns against grades: one small panel a story, one dot a stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dashboard.analysis.stories.direction import direction, finding_words
from dashboard.analysis.stories.exposure import (
    ExposurePoint,
    ExposureResult,
    assessed_stories,
    exposure_points,
)
from dashboard.case import Case, Story
from dashboard.charts import marks
from dashboard.charts.events import plain
from dashboard.charts.lettering import wrapped
from dashboard.charts.theme import Look, add_all, blank, percent_ticks, spread_labels, within
from dashboard.errors import N_, NP_
from dashboard.language import words

PLOT = 250  # pixels of a panel's plot, while the names of a grade have room in it
_ABOVE, _BELOW = 64, 58  # pixels for its heading and for its grades
_LEFT, _RIGHT = 56, 6
_ACROSS = {True: 1, False: 3}  # panels side by side, by compact
_WIDTH = {True: 300.0, False: 1080.0}  # pixels that dots are set apart for
_LINE = 15  # pixels from one name to the next
_DOT = 11

# A grade's words stand under the axis, so a reader need not know the numbers.
_GRADES = (
    N_("none, mixed<br>or early"),
    N_("small"),
    NP_("finding", "stated"),
    N_("quantified,<br>established"),
)
_LABELS = (N_("not named"), N_("rumoured"))


class _Panel(NamedTuple):
    number: int  # from 1
    plot: int  # pixels
    left: float
    right: float
    bottom: float
    top: float

    @property
    def axis(self) -> str:
        return "" if self.number == 1 else str(self.number)


def plot_returns(case: Case, result: ExposureResult, *, look: Look, stock: str = "") -> go.Figure:
    """
    One panel a story, one dot a stock: its return over its grade; no line through them.

    Filled dots are assessed; hollow ones stand at 0 because nobody has looked.  Names
    stand beside their dots, moved apart where they would overlap.

    Parameters
    ----------
    case : Case
    result : ExposureResult
        With returns; a stock without one is left out.
    look : Look
    stock : str, optional
        Highlighted symbol: the others fade.
    """
    stories = assessed_stories(case, result)
    plot = _plot_height(result, stories)
    height, panels = _panels(len(stories), plot, look)
    figure = blank(look, height, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    values = [value for value in result.returns if value is not None] or [0.0]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    pad = (high - low or 0.1) * 0.07
    for story, panel in zip(stories, panels, strict=True):
        _add_axes(figure, story, panel, (low - pad, high + pad), look)
        _add_head(figure, story, panel, result, look)
        _add_stocks(figure, case, result, story, panel, (low - pad, high + pad), look, stock)
    return figure


def _plot_height(result: ExposureResult, stories: Sequence[Story]) -> int:
    """Pixels of a panel's plot, so that the names of its fullest grade fit beside their dots."""
    grades = (
        Counter(p.ordinal for p in exposure_points(result, story.id) if p.value is not None)
        for story in stories
    )
    fullest = max((max(found.values(), default=0) for found in grades), default=0)
    return max(PLOT, _LINE * (fullest + 2))


def _panels(n: int, plot: int, look: Look) -> tuple[int, list[_Panel]]:
    across = min(_ACROSS[look.compact], max(1, n))
    rows = -(-n // across) or 1
    each = _ABOVE + plot + _BELOW
    height, width = each * rows, _WIDTH[look.compact]
    panels = []
    for place in range(n):
        row, column = divmod(place, across)
        # Only the first of a row needs room for the axis's numbers.
        left = (column / across) + (_LEFT if column == 0 else 14) / width
        right = (column + 1) / across - _RIGHT / width
        top = 1 - (row * each + _ABOVE) / height
        panels.append(_Panel(place + 1, plot, left, right, top - plot / height, top))
    return height, panels


def _steps(story: Story) -> tuple[str, ...]:
    return _LABELS if story.kind == "label" else _GRADES


def _span(story: Story) -> tuple[float, float]:
    """Ends of the axis: room for a name right of the last grade."""
    return -0.3, len(_steps(story)) - 1 + (0.75 if story.kind == "label" else 0.95)


def _add_axes(
    figure: go.Figure, story: Story, panel: _Panel, ends: tuple[float, float], look: Look
) -> None:
    colours, t = look.palette, look.language
    ticks = percent_ticks(*ends, look)
    ticks["ticktext"] = [f"{text} " for text in ticks["ticktext"]]
    if panel.left > 0.2:
        ticks["showticklabels"] = False
    quiet = {"ticks": "", "tickfont": {"color": colours.grey, "size": 12}, "fixedrange": True}
    figure.update_layout(
        {
            f"xaxis{panel.axis}": {
                **quiet,
                "domain": [panel.left, panel.right],
                "anchor": f"y{panel.axis}",
                "range": list(_span(story)),
                "tickvals": list(range(len(_steps(story)))),
                "ticktext": [f"<b>{n}</b><br>{t(word)}" for n, word in enumerate(_steps(story))],
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
            },
            f"yaxis{panel.axis}": {
                **quiet,
                "domain": [panel.bottom, panel.top],
                "anchor": f"x{panel.axis}",
                "range": list(ends),
                "showgrid": True,
                "gridcolor": colours.rule,
                **ticks,
            },
        }
    )


def _add_head(
    figure: go.Figure, story: Story, panel: _Panel, result: ExposureResult, look: Look
) -> None:
    t = look.language
    letters = int((panel.right - panel.left) * _WIDTH[look.compact] / 6.8)
    found = wrapped(finding_words(direction(result, story.id), t), letters, 2)
    title = wrapped(t.pick(story.title), letters, 1)[0]
    lines = (
        (f"<b>{plain(title)}</b>", 8 + 15 * len(found), 13.5, look.palette.ink),
        ("<br>".join(map(plain, found)), 4, 12.5, look.palette.grey),
    )
    for text, shift, size, colour in lines:
        figure.add_annotation(
            text=text,
            x=panel.left,
            y=panel.top,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            align="left",
            yshift=shift,
            showarrow=False,
            font={"size": size, "color": colour},
        )


def _add_stocks(
    figure: go.Figure,
    case: Case,
    result: ExposureResult,
    story: Story,
    panel: _Panel,
    ends: tuple[float, float],
    look: Look,
    stock: str,
) -> None:
    points = [point for point in exposure_points(result, story.id) if point.value is not None]
    extent = ends[1] - ends[0]
    low, high = _span(story)
    unit = (panel.right - panel.left) * _WIDTH[look.compact] / (high - low)
    labels: list[dict[str, object]] = []
    for grade in sorted({point.ordinal for point in points}):
        column = sorted((p for p in points if p.ordinal == grade), key=lambda p: p.value or 0.0)
        values = [point.value or 0.0 for point in column]
        line = extent * _LINE / panel.plot
        names = within(spread_labels(values, line), line, ends[0] + line / 2, ends[1] - line / 2)
        places = _apart(values, grade, extent * (_DOT - 1) / panel.plot, _DOT / unit)
        _add_dots(figure, case, result, column, places, story, panel, look, stock)
        labels += [
            {
                "text": plain(look.language.name(case.stock(point.symbol))),
                "x": grade,
                "y": height,
                "xref": f"x{panel.axis}",
                "yref": f"y{panel.axis}",
                "xanchor": "left",
                "xshift": 9,
                "showarrow": False,
                "opacity": 0.35 if stock and stock != point.symbol else 1,
                "font": {"size": 12, "color": _colour(case, point.group, look)},
                **marks.label("stock", point.symbol),
            }
            for point, height in zip(column, names, strict=True)
        ]
    add_all(figure, annotations=labels)


def _apart(values: Sequence[float], grade: int, near: float, step: float) -> list[float]:
    """Places along the axis: a dot that would cover the one below it steps left."""
    places: list[float] = []
    for i, value in enumerate(values):
        crowded = i > 0 and value - values[i - 1] < near and places[-1] == grade
        places.append(grade - step if crowded else float(grade))
    return places


def _add_dots(
    figure: go.Figure,
    case: Case,
    result: ExposureResult,
    points: Sequence[ExposurePoint],
    places: Sequence[float],
    story: Story,
    panel: _Panel,
    look: Look,
    stock: str,
) -> None:
    colours = [_colour(case, point.group, look) for point in points]
    figure.add_scatter(
        x=list(places),
        y=[point.value or 0.0 for point in points],
        xaxis=f"x{panel.axis}",
        yaxis=f"y{panel.axis}",
        mode="markers",
        name=plain(look.language.pick(story.title)),
        cliponaxis=False,
        marker={
            "size": _DOT,
            "color": [
                colour if point.assessed else look.palette.paper
                for point, colour in zip(points, colours, strict=True)
            ],
            "line": {"width": 1.6, "color": colours},
            "opacity": [0.3 if stock and stock != point.symbol else 1 for point in points],
        },
        ids=[point.symbol for point in points],
        **marks.points("stock", [point.symbol for point in points], story=story.id),
        hovertext=[_hover(case, result, point, story, look) for point in points],
        hoverinfo="text",
    )


def _colour(case: Case, group: str, look: Look) -> str:
    return look.group([each.id for each in case.groups].index(group))


def _hover(
    case: Case, result: ExposureResult, point: ExposurePoint, story: Story, look: Look
) -> str:
    t = look.language
    state = result.cell(point.symbol, story.id).state
    return (
        f"<b>{plain(t.full_name(case.stock(point.symbol)))}</b><br>"
        f"{t.percent(point.value)} · {words.marked(state, t)}"
    )
