"""Labels of a layout: words at a point, with paper behind them and a leader to what they name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dashboard.charts.svg.known import ANNOTATION, Spec, UnknownMarkError, check, needed, part
from dashboard.charts.svg.lettering import LINE, MIDDLE, SHARES, Run, Type, lines, width, write
from dashboard.charts.svg.scales import Area, Axes, place
from dashboard.charts.svg.writing import Inks, line, rectangle

WHERE = "annotation"
_ANCHORS = {"x": ("left", "center", "right"), "y": ("top", "middle", "bottom")}


def annotation(given: Spec, layout: Spec, axes: Axes, inside: Area, inks: Inks) -> str:
    """
    One label, its leader first.

    Parameters
    ----------
    given, layout : mapping
        The label, and the layout whose type it has where it names none.
    axes : mapping of str to Axis
    inside : Area
    inks : Inks
    """
    check(given, ANNOTATION, WHERE)
    if not _in_range(given, axes):
        return ""
    kind = Type(
        float(part(given, "font.size", part(layout, "font.size", 12))),
        part(given, "font.color") or needed(layout, "font.color", WHERE),
        str(part(given, "font.family", "")),
        float(part(given, "opacity", 1)),
    )
    told = lines(str(part(given, "text", "")))
    box = _box(given, told, kind.size, axes, inside)
    behind = part(given, "bgcolor")
    paper = ""
    if behind is not None:
        surface = inks.fill(behind, kind.opacity)
        paper = "" if surface == ' fill="none"' else rectangle(*box.edges, surface)
    return _leader(given, box, inks) + paper + _words(given, told, box, kind, inks)


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a label lies: its edges, the point it names, the end of its leader, its border."""

    edges: tuple[float, float, float, float]
    head: tuple[float, float]
    tail: tuple[float, float]
    border: float


def _in_range(given: Spec, axes: Axes) -> bool:
    """Whether the point that a label names is shown; one beyond the range has no place."""
    for letter in ("x", "y"):
        reference = str(part(given, f"{letter}ref", letter))
        if reference in axes and not axes[reference].holds(float(given[letter]), 1e-6):
            return False
    return True


def _box(given: Spec, told: list[list[Run]], size: float, axes: Axes, inside: Area) -> _Box:
    border = float(part(given, "borderpad", 1)) + 1.0
    sizes = (
        max(width(line, size) for line in told) + 2 * border,
        len(told) * size * LINE + 2 * border,
    )
    hangs = part(given, "showarrow", True)
    head, tail, starts = [], [], []
    for letter, length in zip(("x", "y"), sizes, strict=True):
        at = _head(given, letter, axes, inside)  # type: ignore[arg-type]
        end = at + (float(part(given, f"a{letter}", 0)) if hangs else 0.0)
        share = _share(given, letter, hangs=hangs)
        head.append(at)
        tail.append(end)
        starts.append(end - share * length)
    edges = (starts[0], starts[1], starts[0] + sizes[0], starts[1] + sizes[1])
    return _Box(edges, (head[0], head[1]), (tail[0], tail[1]), border)


def _head(given: Spec, letter: Literal["x", "y"], axes: Axes, inside: Area) -> float:
    reference = str(part(given, f"{letter}ref", letter))
    shift = float(part(given, f"{letter}shift", 0))
    at = place(reference, given[letter], letter, axes, inside)
    # Shifts of a layout grow upwards.
    return at + (shift if letter == "x" else -shift)


def _share(given: Spec, letter: str, *, hangs: bool) -> float:
    """Part of a label before its point: as it says, else by where it stands on the paper."""
    anchor = str(part(given, f"{letter}anchor", "auto"))
    if anchor != "auto":
        if anchor not in _ANCHORS[letter]:
            raise UnknownMarkError(WHERE, f"{letter}anchor {anchor}")
        return SHARES[anchor]
    reference = str(part(given, f"{letter}ref", letter))
    if hangs or not (reference == "paper" or reference.endswith(" domain")):
        return 0.5
    third = int(min(max(float(given[letter]) * 3, 0), 2.999))
    # A label at the upper edge hangs below it, as words at the right edge end there.
    return (0.0, 0.5, 1.0)[third] if letter == "x" else (1.0, 0.5, 0.0)[third]


def _words(given: Spec, told: list[list[Run]], box: _Box, kind: Type, inks: Inks) -> str:
    left, top, right, _ = box.edges
    # A single line stands by the side it hangs on, so that a face of another width does no harm.
    side = str(part(given, "align", "center")) if len(told) > 1 else _side(given)
    if side not in {"left", "center", "right"}:
        raise UnknownMarkError(WHERE, f"align {side}")
    across = {
        "left": left + box.border,
        "center": (left + right) / 2,
        "right": right - box.border,
    }[side]
    foot = top + box.border + kind.size * (LINE / 2 + MIDDLE)
    return write(told, across, foot, kind, inks, anchor=side)


def _side(given: Spec) -> str:
    share = _share(given, "x", hangs=bool(part(given, "showarrow", True)))
    return "left" if share == 0 else "right" if share == 1 else "center"


def _leader(given: Spec, box: _Box, inks: Inks) -> str:
    """Line from the edge of a label to the point it names, ending a little before it."""
    if not part(given, "showarrow", True):
        return ""
    needed(given, "arrowhead", WHERE)  # a head is drawn by nobody here
    (x, y), (left, top, right, bottom) = box.head, box.edges
    if left <= x <= right and top <= y <= bottom:
        return ""
    start = _leaving(box)
    length = math.dist(start, box.head)
    away = float(part(given, "standoff", 0))
    if length <= away:
        return ""
    kept = (length - away) / length
    end = start[0] + (x - start[0]) * kept, start[1] + (y - start[1]) * kept
    thick = float(part(given, "arrowwidth", 1))
    opacity = float(part(given, "opacity", 1))
    return line(
        *start, *end, inks.stroke(needed(given, "arrowcolor", WHERE), thick, opacity=opacity)
    )


def _leaving(box: _Box) -> tuple[float, float]:
    """Point where the line from a label's hold to its head leaves the label."""
    (x, y), (to_x, to_y), (left, top, right, bottom) = box.tail, box.head, box.edges
    shares = [0.0]
    for start, run, low, high in ((x, to_x - x, left, right), (y, to_y - y, top, bottom)):
        if run:
            edge = high if run > 0 else low
            shares.append((edge - start) / run)
        else:
            shares.append(math.inf)
    share = min(max(0.0, each) for each in shares[1:])
    share = 0.0 if not math.isfinite(share) else min(share, 1.0)
    return x + (to_x - x) * share, y + (to_y - y) * share
