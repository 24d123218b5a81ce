"""The range of an axis that names none: what is drawn along it, with Plotly's room around.

Only heights are found this way; our charts always say which sessions they show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dashboard.charts.svg.known import Spec, UnknownMarkError, each, needed, part
from dashboard.charts.svg.numbers import finite, series

ROOM = 0.05  # of the axis, at an end that is not zero
MARK = 1.6  # sizes of a mark for one of the room that is kept for it


def reach(
    traces: Sequence[Spec], name: str, mode: str, length: float
) -> tuple[float, float] | None:
    """
    Range of an axis upwards; None where nothing is drawn along it.

    Parameters
    ----------
    traces : sequence of mapping
        All of the figure.
    name : str
        The axis.
    mode : str
        Plotly's `rangemode`.
    length : float
        Pixels of the axis: marks take the room of their size.
    """
    own = [trace for trace in traces if part(trace, "yaxis", "y") == name]
    ends = {end for trace in own for end in _heights(trace) if finite(end[0])}
    if not ends:
        return None
    lows = [(value, room + ROOM * length) for value, room in ends]
    highs = list(lows)
    # A bar stands on zero, and there is no room between them.
    grounded = mode == "tozero" or any(trace["type"] in {"bar", "histogram"} for trace in own)
    if grounded and min(ends)[0] >= 0:
        lows = [(0.0, 0.0)]
    if grounded and max(ends)[0] <= 0:
        highs = [(0.0, 0.0)]
    unit, low, high = max(
        ((high[0] - low[0]) / (length - low[1] - high[1]), low, high)
        for low in _outer(lows, -1)
        for high in _outer(highs, 1)
    )
    if unit <= 0:
        return low[0] - 1.0, low[0] + 1.0
    return low[0] - unit * low[1], high[0] + unit * high[1]


End = tuple[float, float]
"""A value, and the pixels that what is drawn there takes beyond it."""


def _outer(ends: Sequence[End], sign: int) -> list[End]:
    """The outermost value of each room: no other can decide a range."""
    found: dict[float, End] = {}
    for end in ends:
        held = found.get(end[1])
        if held is None or sign * end[0] > sign * held[0]:
            found[end[1]] = end
    return list(found.values())


def _heights(trace: Spec) -> Iterator[End]:
    kind, where = trace["type"], f"trace {trace['type']}"
    if kind == "scatter":
        values = series(trace.get("y"), where)
        marks = "markers" in str(trace.get("mode"))
        sizes = each(part(trace, "marker.size", 6) if marks else 0, len(values))
        for value, size in zip(values, sizes, strict=True):
            yield value, float(size) / MARK
    elif kind == "bar":
        for pair in stems(trace):
            yield from ((value, 0.0) for value in pair)
    elif kind == "candlestick":
        for word in ("low", "high"):
            yield from ((value, 0.0) for value in series(trace.get(word), where))
    elif kind == "histogram":
        yield from ((float(count), 0.0) for _, count in bins(trace))
    else:
        raise UnknownMarkError(where, "no range")


def stems(trace: Spec) -> list[tuple[float, float]]:
    """Foot and head of each bar."""
    heights = series(trace.get("y"), "trace bar")
    feet = series(trace.get("base"), "trace bar") or [0.0] * len(heights)
    return [(foot, foot + height) for foot, height in zip(feet, heights, strict=True)]


def bins(trace: Spec) -> list[tuple[float, int]]:
    """Left edge of each bin of a histogram, and how many values lie in it."""
    start, end, size = (
        float(needed(trace, f"xbins.{word}", "histogram")) for word in ("start", "end", "size")
    )
    edges = [start]
    while edges[-1] < end:
        edges.append(start + size * len(edges))
    values = [value for value in series(trace.get("x"), "histogram") if finite(value)]
    # A value on an edge belongs to the bin on its right, also where division rounds it down.
    slack = size * 1e-9
    found = Counter(int((value - start + slack) // size) for value in values)
    return [(edge, found.get(place, 0)) for place, edge in enumerate(edges[:-1])]
