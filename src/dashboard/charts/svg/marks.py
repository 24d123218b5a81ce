"""Points and lines: the scatter traces of a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dashboard.charts.svg.known import Spec, UnknownMarkError, each, needed, part
from dashboard.charts.svg.lettering import LINE, MIDDLE, Type, lines, write
from dashboard.charts.svg.numbers import finite, series
from dashboard.charts.svg.scales import Axes, Axis, pair
from dashboard.charts.svg.writing import Inks, exact, group, number

Point = tuple[float, float]

WHERE = "trace scatter"
STROKE = 1.4  # a mark that is a stroke is that much longer than its size
_MODES = frozenset({"lines", "markers", "text"})


def scatter(trace: Spec, axes: Axes, clip: str, inks: Inks) -> str:
    """
    Surface, lines, markers and words of a trace, in that order.

    Parameters
    ----------
    trace : mapping
    axes : mapping of str to Axis
    clip : str
        Attribute that ends a drawing at the edges of its plot.
    inks : Inks
    """
    across, up = pair(trace, axes)
    points = placed(trace, across, up)
    modes = set(str(needed(trace, "mode", WHERE)).split("+"))
    if modes - _MODES:
        raise UnknownMarkError(WHERE, f"mode {trace['mode']}")
    opacity = float(part(trace, "opacity", 1))
    drawn = ""
    if part(trace, "fill"):
        drawn += _surface(trace, points, inks)
    if "lines" in modes:
        drawn += _lines(trace, points, inks)
    if drawn:
        drawn = group(drawn, clip)
    spots = [point for point in points if _inside(point, across, up)]
    chosen = [place for place, point in enumerate(points) if _inside(point, across, up)]
    marks = _markers(trace, chosen, spots, len(points), inks) if "markers" in modes else ""
    words = _words(trace, chosen, spots, len(points), inks) if "text" in modes else ""
    # What hangs over an edge is kept only where the chart says so.
    loose = group(marks + words, "" if part(trace, "cliponaxis", True) is False else clip)
    faint = "" if opacity == 1 else f' opacity="{exact(opacity)}"'
    return group(drawn + loose, faint) if faint else drawn + loose


def placed(trace: Spec, across: Axis, up: Axis) -> list[Point]:
    """Pixels of each point; no numbers where it has no value."""
    xs, ys = series(trace.get("x"), WHERE), series(trace.get("y"), WHERE)
    if len(xs) != len(ys):
        raise UnknownMarkError(WHERE, f"{len(xs)} x with {len(ys)} y")
    return [(across.at(x), up.at(y)) for x, y in zip(xs, ys, strict=True)]


def _inside(point: Point, across: Axis, up: Axis) -> bool:
    """Whether the middle of a mark is in the plot; a point without a value is nowhere."""
    (left, right), (top, bottom) = across.span, up.span
    return left - 0.05 <= point[0] <= right + 0.05 and top - 0.05 <= point[1] <= bottom + 0.05


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Points between two gaps: a gap is never bridged."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if finite(point[0]) and finite(point[1]):
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(run: Sequence[Point]) -> str:
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in run)


def _surface(trace: Spec, points: Sequence[Point], inks: Inks) -> str:
    shape = "".join(f"{_path(run)}Z" for run in _runs(points))
    return f'<path d="{shape}"{inks.fill(needed(trace, "fillcolor", WHERE))}/>' if shape else ""


def _lines(trace: Spec, points: Sequence[Point], inks: Inks) -> str:
    dash = part(trace, "line.dash", "solid")
    width = float(part(trace, "line.width", 2))
    stroke = inks.stroke(needed(trace, "line.color", WHERE), width, dash=dash) if width else ""
    # A line of one point has no length; what cannot be seen is not written.
    shape = "".join(_path(run) for run in _runs(points) if len(run) > 1)
    if not stroke or not shape:
        return ""
    return f'<path d="{shape}" fill="none"{stroke} stroke-linejoin="round"/>'


# Markers --------------------------------------------------------------


def _markers(trace: Spec, chosen: Sequence[int], spots: Sequence[Point], n: int, inks: Inks) -> str:
    """One mark a point; what all of them share is said once."""
    sized = part(trace, "marker.size", 6)
    # Plotly lets marks of many sizes show through unless told otherwise.
    clear = 0.7 if isinstance(sized, list | tuple) else 1.0
    words = {
        "size": sized,
        "symbol": part(trace, "marker.symbol", "circle"),
        "color": needed(trace, "marker.color", WHERE),
        "opacity": part(trace, "marker.opacity", clear),
        "width": part(trace, "marker.line.width", 0),
        "edge": part(trace, "marker.line.color", "#444444"),
    }
    values = {word: each(value, n) for word, value in words.items()}
    shapes, styles = [], []
    for place, (x, y) in zip(chosen, spots, strict=True):
        own = {word: several[place] for word, several in values.items()}
        shapes.append(_symbol(str(own["symbol"]), x, y, float(own["size"]) / 2))
        styles.append(_style(own, inks))
    if len(set(styles)) == 1:
        return group("".join(f"<{shape}/>" for shape in shapes), styles[0])
    return "".join(f"<{shape}{style}/>" for shape, style in zip(shapes, styles, strict=True))


def _symbol(symbol: str, x: float, y: float, half: float) -> str:
    """Element of a mark without its colours; sizes and shapes are Plotly's."""
    if symbol == "circle":
        return f'circle cx="{number(x)}" cy="{number(y)}" r="{exact(half)}"'
    if symbol in {"square", "square-open"}:
        corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    elif symbol in {"triangle-up", "triangle-down"}:
        side, tall = half * 2 / math.sqrt(3), half if symbol == "triangle-up" else -half
        corners = [(-side, tall / 2), (side, tall / 2), (0.0, -tall)]
    elif symbol == "line-ew-open":
        return f'path d="{_path([(x - half * STROKE, y), (x + half * STROKE, y)])}"'
    elif symbol == "line-ns-open":
        return f'path d="{_path([(x, y - half * STROKE), (x, y + half * STROKE)])}"'
    else:
        raise UnknownMarkError(WHERE, f"symbol {symbol}")
    return f'path d="{_path([(x + right, y + down) for right, down in corners])}Z"'


def _style(own: Spec, inks: Inks) -> str:
    opacity = float(own["opacity"])
    if str(own["symbol"]).endswith("-open"):
        stroke = inks.stroke(own["color"], float(own["width"]) or 1.0, opacity=opacity)
        return f' fill="none"{stroke}'
    edge = inks.stroke(own["edge"], float(own["width"]), opacity=opacity)
    return f"{inks.fill(own['color'], opacity)}{edge}"


# Words ----------------------------------------------------------------

_SIDES = {"middle center": ("center", 0), "middle left": ("right", -1), "middle right": ("left", 1)}


def _words(trace: Spec, chosen: Sequence[int], spots: Sequence[Point], n: int, inks: Inks) -> str:
    """Words at the points, beside the mark where they do not stand on it."""
    kind = Type(
        float(needed(trace, "textfont.size", WHERE)), needed(trace, "textfont.color", WHERE)
    )
    texts = each(part(trace, "text", ""), n)
    sides = each(part(trace, "textposition", "middle center"), n)
    sizes = each(part(trace, "marker.size", 0), n)
    made = []
    for place, (x, y) in zip(chosen, spots, strict=True):
        if sides[place] not in _SIDES:
            raise UnknownMarkError(WHERE, f"textposition {sides[place]}")
        anchor, side = _SIDES[sides[place]]
        told = lines(str(texts[place] or ""))
        away = side * (float(sizes[place]) / 2 + 3) if side else 0.0
        rise = (len(told) - 1) * kind.size * LINE / 2
        foot = y + kind.size * MIDDLE - rise
        made.append(write(told, x + away, foot, kind, inks, anchor=anchor))
    return "".join(made)
