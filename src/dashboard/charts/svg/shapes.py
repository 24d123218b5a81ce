"""Shapes of a layout: lines, rectangles and circles, in values, shares or pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from dashboard.charts.svg.known import SHAPE, Spec, UnknownMarkError, check, needed, part
from dashboard.charts.svg.scales import Area, Axes, place
from dashboard.charts.svg.writing import Inks, exact, line, number, rectangle

WHERE = "shape"


def shapes(
    given: Sequence[Spec],
    layer: Literal["below", "above"],
    axes: Axes,
    inside: Area,
    clip: Callable[[str, str], str],
    inks: Inks,
) -> str:
    """
    Shapes of one layer, in the order of the layout.

    Parameters
    ----------
    given : sequence of mapping
        All shapes of the layout.
    layer : {"below", "above"}
        Under the grid, or over the traces.
    axes : mapping of str to Axis
    inside : Area
    clip : callable
        From the two references of a shape to the attribute that ends it at their plot.
    inks : Inks
    """
    return "".join(
        _shape(each, axes, inside, clip, inks)
        for each in given
        if part(each, "layer", "above") == layer
    )


def _shape(
    given: Spec, axes: Axes, inside: Area, clip: Callable[[str, str], str], inks: Inks
) -> str:
    check(given, SHAPE, WHERE)
    references = str(part(given, "xref", "x")), str(part(given, "yref", "y"))
    x0, x1 = _ends(given, "x", references[0], axes, inside)
    y0, y1 = _ends(given, "y", references[1], axes, inside)
    width = float(part(given, "line.width", 2))
    dash, colour = part(given, "line.dash", "solid"), part(given, "line.color")
    stroke = inks.stroke(needed(given, "line.color", WHERE), width, dash=dash) if width else ""
    opacity = float(part(given, "opacity", 1))
    style = stroke + ("" if opacity == 1 else f' opacity="{exact(opacity)}"')
    style += clip(*references)
    kind = given["type"]
    if kind == "line":
        return line(x0, y0, x1, y1, style) if colour and width else ""
    style = inks.fill(part(given, "fillcolor", "rgba(0,0,0,0)")) + style
    if kind == "rect":
        return rectangle(x0, y0, x1, y1, style)
    if kind == "circle":
        middle = f'cx="{number((x0 + x1) / 2)}" cy="{number((y0 + y1) / 2)}"'
        across, up = abs(x1 - x0) / 2, abs(y1 - y0) / 2
        if abs(across - up) < 0.05:
            return f'<circle {middle} r="{exact(across)}"{style}/>'
        return f'<ellipse {middle} rx="{exact(across)}" ry="{exact(up)}"{style}/>'
    raise UnknownMarkError(WHERE, f"type {kind}")


def _ends(
    given: Spec, letter: Literal["x", "y"], reference: str, axes: Axes, inside: Area
) -> tuple[float, float]:
    """Pixels of both ends of a shape along one direction."""
    low, high = given[f"{letter}0"], given[f"{letter}1"]
    if part(given, f"{letter}sizemode", "scaled") == "pixel":
        anchor = _at(reference, needed(given, f"{letter}anchor", WHERE), letter, axes, inside)
        # Pixels of a layout grow upwards.
        sign = 1 if letter == "x" else -1
        return anchor + sign * float(low), anchor + sign * float(high)
    return (
        _at(reference, low, letter, axes, inside),
        _at(reference, high, letter, axes, inside),
    )


def _at(reference: str, value: float, letter: Literal["x", "y"], axes: Axes, inside: Area) -> float:
    """A shape says values where a label says their logarithms."""
    if reference in axes:
        return axes[reference].at(float(value))
    return place(reference, value, letter, axes, inside)
