"""From values to pixels: the axes of a figure, where they lie, and what they call a place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.charts.svg.known import AXIS, Spec, UnknownMarkError, check, needed, part

Letter = Literal["x", "y"]


@dataclass(frozen=True, slots=True)
class Axis:
    """
    One axis in the drawing.

    Attributes
    ----------
    name : str
        As traces call it: ``x``, ``y2``.
    spec : mapping
        Plotly's own words about it.
    start, end : float
        Pixels of its lower and upper end, from the left or from the top of the drawing.
    low, high : float
        Its range; exponents of ten on a logarithmic axis.
    """

    name: str
    spec: Spec
    start: float
    end: float
    low: float
    high: float

    @property
    def letter(self) -> str:
        """``x`` across, ``y`` upwards."""
        return self.name[0]

    @property
    def title(self) -> str:
        """What errors call it."""
        return f"axis {self.name}"

    @property
    def log(self) -> bool:
        """Whether its heights are logarithms."""
        return bool(part(self.spec, "type", "linear") == "log")

    @property
    def shown(self) -> bool:
        """Whether it has a grid and labels at all."""
        return bool(part(self.spec, "visible", True))

    @property
    def span(self) -> tuple[float, float]:
        """Its ends in pixels, the smaller one first."""
        return min(self.start, self.end), max(self.start, self.end)

    def coordinate(self, value: float) -> float:
        """Value as the axis measures it."""
        if not self.log:
            return value
        return math.log10(value) if value > 0 else math.nan

    def at(self, value: float) -> float:
        """Pixel of a value."""
        return self.along(self.coordinate(value))

    def along(self, coordinate: float) -> float:
        """Pixel of a coordinate: a value, or its logarithm on a logarithmic axis."""
        share = (coordinate - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def part(self, share: float) -> float:
        """Pixel of a share of its length."""
        return self.start + share * (self.end - self.start)

    def holds(self, coordinate: float, slack: float = 1e-9) -> bool:
        """Whether a coordinate is in its range."""
        low, high = min(self.low, self.high), max(self.low, self.high)
        room = (high - low) * slack
        return low - room <= coordinate <= high + room


@dataclass(frozen=True, slots=True)
class Area:
    """
    The whole drawing and the part of it that axes share.

    Attributes
    ----------
    width, height : float
        Pixels of the drawing.
    left, top, right, bottom : float
        Edges inside its margins, in pixels from the left and from the top.
    """

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float

    def ends(self, letter: str, low: float = 0.0, high: float = 1.0) -> tuple[float, float]:
        """Pixels of two shares of its width or height; heights grow upwards."""
        start, end = (self.left, self.right) if letter == "x" else (self.bottom, self.top)
        return start + low * (end - start), start + high * (end - start)


def area(layout: Spec, width: float, height: float) -> Area:
    """What the margins leave of the drawing."""
    margin = {side: float(part(layout, f"margin.{side}", 80)) for side in "lrtb"}
    return Area(width, height, margin["l"], margin["t"], width - margin["r"], height - margin["b"])


def axis(name: str, spec: Spec, inside: Area, reach: tuple[float, float] | None) -> Axis:
    """
    An axis of a layout.

    Parameters
    ----------
    name : str
        ``x``, ``y2``.
    spec : mapping
        Its part of the layout.
    inside : Area
    reach : (float, float) or None
        Range that its values ask for, where the layout names none.
    """
    where = f"axis {name}"
    check(spec, AXIS, where)
    if part(spec, "type", "-") not in {"-", "linear", "log"}:
        raise UnknownMarkError(where, f"type {spec['type']}")
    low, high = part(spec, "domain", (0, 1))
    start, end = inside.ends(name[0], float(low), float(high))
    bounds = part(spec, "range") or reach
    if bounds is None:
        raise UnknownMarkError(where, "no range")
    first, last = float(bounds[0]), float(bounds[1])
    # A range of one value is that value in the middle, as in Plotly.
    room = max(1.0, abs(first) * 1e-6) if first == last else 0.0
    return Axis(name, spec, start, end, first - room, last + room)


def key(name: str) -> str:
    """
    What a layout calls an axis.

    >>> key("x"), key("y7")
    ('xaxis', 'yaxis7')
    """
    return f"{name[0]}axis{name[1:]}"


Axes = Mapping[str, Axis]


def place(reference: str, value: Any, letter: Letter, axes: Axes, inside: Area) -> float:
    """
    Pixel of a point of a shape or label, measured by what it refers to.

    Parameters
    ----------
    reference : str
        ``paper``, an axis such as ``x2``, or ``x2 domain`` for a share of its length.
    value : float
    letter : {"x", "y"}
    axes : mapping of str to Axis
    inside : Area
    """
    if reference == "paper":
        start, end = inside.ends(letter)
        return start + float(value) * (end - start)
    name, _, domain = reference.partition(" ")
    if name not in axes or name[0] != letter:
        raise UnknownMarkError("reference", reference)
    return axes[name].part(float(value)) if domain else axes[name].along(float(value))


def pair(trace: Spec, axes: Axes) -> tuple[Axis, Axis]:
    """The two axes a trace is drawn over."""
    names = part(trace, "xaxis", "x"), part(trace, "yaxis", "y")
    for name in names:
        needed(axes, name, "trace")
    return axes[names[0]], axes[names[1]]
