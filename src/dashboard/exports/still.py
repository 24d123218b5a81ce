"""One chart as an image that stands alone: title on top, source, date and link below.

The words are part of the drawing (annotations in its margins), so that wherever the
image is made, here or in a browser, they are on it; the glyphs of a PNG come from the fonts
of the machine that draws, those of an SVG from its reader's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.events import plain
from dashboard.charts.lettering import text_width
from dashboard.charts.svg.drawing import draw
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Figure
from dashboard.exhibits.timeline import event_lines
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import foot_lines
from dashboard.exports.pixels import painted

WIDTH = 1000  # pixels; charts are laid out for a desk
EDGE = 24  # pixels round the whole image
SERIF = "Georgia, 'Songti SC', 'Noto Serif CJK SC', SimSun, serif"
TITLE, NOTE, FOOT = 22, 14, 12  # pixels of the type
BOLD = 25  # pixels of a type as wide as the bold title
GAP = 10  # pixels between the words and the chart

# Pieces that a line may break after: a Chinese character, or a word with its space.
_PIECE = re.compile(r"[\u2E80-\uFFEF][，。：；、！？）”’」》]*|[^\s\u2E80-\uFFEF]+\s*|\s+")


def wrap(text: str, width: float, size: float) -> list[str]:
    """
    Lines of a text in type of that size, none wider than `width` pixels.

    >>> wrap("one two three", 60.0, 13.0), wrap("涨跌停板", 30.0, 13.0)
    (['one two', 'three'], ['涨跌', '停板'])
    """
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and text_width((line + piece).rstrip()) * size / 13 > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What a still adds to its chart.

    Attributes
    ----------
    layout : dict
        Size, margins and paper of the whole image.
    annotations : list of dict
        Title, note, numbered events, source, date and link, in the margins.
    """

    layout: dict[str, Any]
    annotations: list[dict[str, Any]]


def frame(shown: Figure, drawn: go.Figure, imprint: Imprint, look: Look) -> Frame:
    """Words around a drawn chart; the plot itself stays as it is on the page."""
    margin, inner = drawn.layout.margin, WIDTH - 2 * EDGE
    left, right, top, bottom = (int(side or 0) for side in (margin.l, margin.r, margin.t, margin.b))
    ink, grey = look.palette.ink, look.palette.grey
    head = [_Line(line, TITLE, ink, serif=True) for line in wrap(shown.title, inner, BOLD)]
    head += [_Line(line, NOTE, grey) for line in wrap(shown.note, inner, NOTE)]
    below = [
        _Line(line, FOOT, colour)
        for colour, told in (
            (ink, event_lines(imprint.trial, shown.days, look.language)),
            (grey, foot_lines(imprint, look.language)),
        )
        for text in told
        for line in wrap(text, inner, FOOT)
    ]
    above_plot = EDGE + sum(line.height for line in head) + GAP
    under_plot = GAP + sum(line.height for line in below) + EDGE
    sides = {"l": left + EDGE, "r": right + EDGE, "t": top + above_plot, "b": bottom + under_plot}
    return Frame(
        layout={
            "width": WIDTH,
            "height": int(drawn.layout.height) + above_plot + under_plot,
            "margin": sides,
            "paper_bgcolor": look.palette.paper,
        },
        annotations=[
            *_placed(head, 1, top + above_plot - EDGE, -left),
            *_placed(below, 0, -bottom - GAP, -left),
        ],
    )


def compose(shown: Figure, imprint: Imprint, look: Look) -> dict[str, Any]:
    """Chart with its title, note, numbered events, source, date and link drawn into it."""
    drawn = shown.draw()
    added = frame(shown, drawn, imprint, look)
    # As plain JSON: checking every annotation again takes Plotly half a second.
    figure: dict[str, Any] = json.loads(str(drawn.to_json()))
    layout = figure["layout"] | added.layout
    layout["annotations"] = [*figure["layout"].get("annotations", []), *added.annotations]
    return figure | {"layout": layout, "alt": shown.alt, "code": look.language.code}


class _Line:
    """One line of type in the margin."""

    def __init__(self, text: str, size: int, colour: str, *, serif: bool = False) -> None:
        self.text, self.size, self.colour, self.serif = text, size, colour, serif
        self.height = round(size * 1.45)

    def annotation(self, edge: int, down: int, across: int) -> dict[str, Any]:
        font: dict[str, Any] = {"size": self.size, "color": self.colour}
        if self.serif:
            font |= {"family": SERIF}
        text = plain(self.text)
        return {
            "name": "still",
            "text": f"<b>{text}</b>" if self.serif else text,
            "x": 0,
            "y": edge,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "top",
            "xshift": across,
            "yshift": down,
            "showarrow": False,
            "borderpad": 0,
            "align": "left",
            "font": font,
        }


def _placed(lines: Sequence[_Line], edge: int, start: int, across: int) -> list[dict[str, Any]]:
    """Lines under each other; `start` is in pixels above that edge of the plot."""
    placed, down = [], start
    for line in lines:
        placed.append(line.annotation(edge, down, across))
        down -= line.height
    return placed


# Image ----------------------------------------------------------------

Kind = Literal["png", "svg"]


def image(figure: Mapping[str, Any], kind: Kind) -> bytes:
    """
    PNG or SVG of a composed figure; neither needs a browser.

    Raises
    ------
    ExportError
        If a PNG is wanted and no font of this machine can write its words.
    """
    drawing = draw(figure, width=figure["layout"]["width"], alt=figure.get("alt", ""))
    if kind == "svg":
        return drawing.encode("utf-8")
    return painted(drawing, figure.get("code", "en"))
