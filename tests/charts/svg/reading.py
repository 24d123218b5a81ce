"""Read a drawing back: marks, lines and labels in pixels, and the values they stand for.

The way back from pixels is worked out here from the layout alone, not by the drawer's axes.
"""

import base64
import math
import re

import numpy as np
from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
_POINT = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
_CORNERS = ("x", "y", "width", "height")


def parsed(text):
    """The drawing as a tree; a text that is no XML is an error."""
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))


def trace(tree, place):
    """Group of the trace at that place; none where nothing of it is drawn."""
    found = tree.findall(f"{SVG}g[@class='trace t{place}']")
    return found[0] if found else None


def path_points(element):
    return [(float(x), float(y)) for x, y in _POINT.findall(element.get("d"))]


def line_points(group):
    """Points of the lines of a trace, in their order."""
    paths = group.iter(f"{SVG}path") if group is not None else ()
    return [
        point
        for path in paths
        if path.get("stroke-linejoin") or path.get("fill-opacity")
        for point in path_points(path)
    ]


def mark_points(group):
    """Middles of the marks of a trace, in their order."""
    made = []
    for element in group.iter(f"{SVG}circle", f"{SVG}path") if group is not None else ():
        if element.tag == f"{SVG}circle":
            made.append((float(element.get("cx")), float(element.get("cy"))))
        elif not element.get("stroke-linejoin"):
            corners = path_points(element)
            # A triangle's middle is where Plotly puts it: halfway of its height's 1 to 2 parts.
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            if len(corners) == 3:
                made.append((xs[2], ys[2] + (ys[0] - ys[2]) * 2 / 3))
            else:
                made.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    return made


def boxes(group):
    """Rectangles of a trace: left, top, right, bottom."""
    made = []
    for element in group.iter(f"{SVG}rect") if group is not None else ():
        x, y, width, height = (float(element.get(name)) for name in _CORNERS)
        made.append((x, y, x + width, y + height))
    return made


def tick_labels(tree, axis):
    """Labels of an axis with the middle of each on it, in pixels."""
    group = tree.find(f"{SVG}g[@class='ticks {axis}']")
    made = []
    for element in group if group is not None else ():
        words = "".join(element.itertext())
        made.append((words, float(element.get("x")), float(element.get("y"))))
    return made


class Scale:
    """Pixels of one axis of a layout, there and back."""

    def __init__(self, layout, name, width, span=None):
        spec = layout.get(f"{name[0]}axis{name[1:]}", {})
        margin, low, high = layout["margin"], *spec.get("domain", (0, 1))
        first, last = (
            (margin["l"], width - margin["r"])
            if name[0] == "x"
            else (layout["height"] - margin["b"], margin["t"])
        )
        self.log = spec.get("type") == "log"
        self.start = first + low * (last - first)
        self.end = first + high * (last - first)
        self.low, self.high = span or spec["range"]

    @property
    def unit(self):
        """What a pixel is worth."""
        return abs((self.high - self.low) / (self.end - self.start))

    def coordinate(self, pixel):
        share = (pixel - self.start) / (self.end - self.start)
        return self.low + share * (self.high - self.low)

    def of(self, value):
        """A value as the axis measures it."""
        if not self.log:
            return value
        return math.log10(value) if value and value > 0 else math.nan

    def holds(self, coordinate):
        return min(self.low, self.high) <= coordinate <= max(self.low, self.high)


def numbers(values):
    """Numbers of a series of a figure's JSON; None where there is none."""
    if isinstance(values, dict):
        values = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return [None if v is None or math.isnan(v) else float(v) for v in values]
