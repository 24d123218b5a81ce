"""From a Plotly figure to the text of an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import plotly.graph_objects as go

from dashboard.charts.svg.annotations import annotation
from dashboard.charts.svg.axes import grid, labels, plots, read_axes
from dashboard.charts.svg.bars import bar, candlestick, heatmap, histogram
from dashboard.charts.svg.known import LAYOUT, TRACES, Spec, UnknownMarkError, check, needed, part
from dashboard.charts.svg.marks import scatter
from dashboard.charts.svg.scales import Area, Axes, area
from dashboard.charts.svg.shapes import shapes
from dashboard.charts.svg.writing import Inks, escaped, exact, group, number, rectangle


def draw(
    figure: go.Figure | Mapping[str, Any],
    *,
    width: float,
    height: float | None = None,
    alt: str = "",
    name: str = "",
    inks: Inks | None = None,
) -> str:
    """
    SVG of a figure, the same text for the same figure.

    Parameters
    ----------
    figure : Figure or mapping
        As our charts make it, or its JSON as a dictionary.
    width, height : float
        Pixels; the height of the layout where none is given.
    alt : str
        The figure in words, for those who cannot see it.
    name : str
        Start of the ids in it, which no other drawing of a page may have; one made of the
        words where none is given.
    inks : Inks or None
        Colours that are written by another name.

    Raises
    ------
    UnknownMarkError
        If the figure has something that this room cannot draw.
    """
    data, layout = _parts(figure)
    _check_layout(layout)
    tall = float(needed(layout, "height", "layout") if height is None else height)
    inside = area(layout, width, tall)
    axes = read_axes(layout, data, inside)
    colours = inks or Inks()
    name = name or f"c{crc32(alt.encode()):08x}"
    clips = _Clips(name, axes)
    content = _content(data, layout, axes, inside, clips, colours)
    size = f'width="{number(width)}" height="{number(tall)}"'
    view = f'viewBox="0 0 {number(width)} {number(tall)}"'
    type_ = (
        f' font-family="{escaped(str(needed(layout, "font.family", "layout")))}"'
        f' font-size="{exact(float(part(layout, "font.size", 12)))}"'
    )
    title = f'<title id="{escaped(name)}-title">{escaped(alt)}</title>' if alt else ""
    # Without words of its own it is a picture inside something that has them.
    named = f'role="img" aria-labelledby="{escaped(name)}-title"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} {named}{type_}>'
        f"{title}{clips.used_in(content)}{content}</svg>"
    )


def _parts(figure: go.Figure | Mapping[str, Any]) -> tuple[list[Spec], Spec]:
    """Traces and layout as plain dictionaries."""
    plain = figure.to_dict() if isinstance(figure, go.Figure) else figure
    return list(plain.get("data", [])), plain.get("layout", {})


def _check_layout(layout: Spec) -> None:
    own = {word: value for word, value in layout.items() if not word.startswith(("xaxis", "yaxis"))}
    check(own, LAYOUT, "layout")


def _content(
    data: Sequence[Spec], layout: Spec, axes: Axes, inside: Area, clips: _Clips, inks: Inks
) -> str:
    """Everything, from the paper up to the labels."""
    given = part(layout, "shapes", [])
    told = part(layout, "annotations", [])
    gap = float(part(layout, "bargap", 0.2))
    traces = [
        group(_trace(trace, axes, clips, inks, gap), f' class="trace t{place}"')
        for place, trace in enumerate(data)
    ]
    return "".join(
        [
            _paper(layout, inside, inks),
            group(shapes(given, "below", axes, inside, clips.between, inks), ' class="below"'),
            grid(axes, plots(axes, data), inks),
            *traces,
            labels(axes, inside, inks),
            group(shapes(given, "above", axes, inside, clips.between, inks), ' class="above"'),
            group(
                "".join(annotation(each, layout, axes, inside, inks) for each in told),
                ' class="labels"',
            ),
        ]
    )


def _paper(layout: Spec, inside: Area, inks: Inks) -> str:
    made = ""
    for word, edges in (
        ("paper_bgcolor", (0.0, 0.0, inside.width, inside.height)),
        ("plot_bgcolor", (inside.left, inside.top, inside.right, inside.bottom)),
    ):
        fill = inks.fill(str(needed(layout, word, "layout")))
        made += "" if fill == ' fill="none"' else rectangle(*edges, fill)
    return made


def _trace(trace: Spec, axes: Axes, clips: _Clips, inks: Inks, gap: float) -> str:
    kind = str(part(trace, "type", "scatter"))
    if kind not in TRACES:
        raise UnknownMarkError("trace", kind)
    check(trace, TRACES[kind], f"trace {kind}")
    clip = clips.between(str(part(trace, "xaxis", "x")), str(part(trace, "yaxis", "y")))
    if kind == "bar":
        return bar(trace, axes, clip, inks, gap)
    if kind == "histogram":
        return histogram(trace, axes, clip, inks, gap)
    if kind == "candlestick":
        return candlestick(trace, axes, clip, inks)
    if kind == "heatmap":
        return heatmap(trace, axes, clip)
    return scatter(trace, axes, clip, inks)


@dataclass(slots=True)
class _Clips:
    """
    Edges of the plots, each defined once.

    Attributes
    ----------
    name : str
        Start of their ids.
    axes : mapping of str to Axis
    made : dict
        Rectangle by the two axes it is between.
    """

    name: str
    axes: Axes
    made: dict[str, str] = field(default_factory=dict)

    def between(self, x: str, y: str) -> str:
        """Attribute of what ends at these axes; none for what refers to no axis."""
        held = [reference for reference in (x, y) if reference in self.axes]
        if not held:
            return ""
        label = f"{self.name}-{''.join(held)}"
        if label not in self.made:
            spans = {axis.letter: axis.span for axis in (self.axes[each] for each in held)}
            (left, right), (top, bottom) = (
                spans.get(letter, (-9999.0, 9999.0)) for letter in ("x", "y")
            )
            box = rectangle(left, top, right, bottom, "")
            self.made[label] = f'<clipPath id="{escaped(label)}">{box}</clipPath>'
        return f' clip-path="url(#{escaped(label)})"'

    def used_in(self, content: str) -> str:
        """Definitions of the edges that something of the drawing ends at."""
        used = [made for label, made in self.made.items() if f"#{escaped(label)})" in content]
        return f"<defs>{''.join(used)}</defs>" if used else ""
