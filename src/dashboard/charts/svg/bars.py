"""Surfaces over an axis: bars, histograms, candles and the cells of a heat map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dashboard.charts.svg.known import Spec, UnknownMarkError, each, needed, part
from dashboard.charts.svg.lettering import MIDDLE, Type, lines, write
from dashboard.charts.svg.numbers import finite, grid, series, unpacked
from dashboard.charts.svg.reach import bins, stems
from dashboard.charts.svg.scales import Axes, Axis, pair
from dashboard.charts.svg.writing import Inks, exact, group, line, parsed, rectangle

BODY = 0.49  # of the distance between two candles, as Plotly draws them


def bar(trace: Spec, axes: Axes, clip: str, inks: Inks, gap: float) -> str:
    """Bars that stand on their foot, each as wide as the trace says."""
    where = "trace bar"
    across, up = pair(trace, axes)
    places = series(trace.get("x"), where)
    wide = part(trace, "width")
    widths = each(_step(places) * (1 - gap) if wide is None else wide, len(places))
    colours = each(needed(trace, "marker.color", where), len(places))
    edges = each(part(trace, "marker.line.color", "#444444"), len(places))
    thick = float(part(trace, "marker.line.width", 0))
    shapes, styles = [], []
    for place, (foot, head) in enumerate(stems(trace)):
        at, half = places[place], float(widths[place]) / 2
        # A bar without height is no bar.
        if finite(at) and finite(head) and head != foot:
            style = inks.fill(colours[place]) + inks.stroke(edges[place], thick)
            shapes.append((across.at(at - half), up.at(foot), across.at(at + half), up.at(head)))
            styles.append(style)
    return _trace(trace, _same(shapes, styles), clip)


def histogram(trace: Spec, axes: Axes, clip: str, inks: Inks, gap: float) -> str:
    """Bars over the bins of a trace, as high as values lie in them."""
    across, up = pair(trace, axes)
    size = float(needed(trace, "xbins.size", "histogram"))
    style = inks.fill(needed(trace, "marker.color", "histogram"))
    shapes = [
        (
            across.at(edge + size * gap / 2),
            up.at(0),
            across.at(edge + size * (1 - gap / 2)),
            up.at(n),
        )
        for edge, n in bins(trace)
        if n
    ]
    return _trace(trace, _same(shapes, [style] * len(shapes)), clip)


Corners = tuple[float, float, float, float]


def _same(shapes: Sequence[Corners], styles: Sequence[str]) -> str:
    """Rectangles, with what all of them share said once."""
    if len(set(styles)) == 1:
        return group("".join(rectangle(*shape, "") for shape in shapes), styles[0])
    return "".join(rectangle(*shape, style) for shape, style in zip(shapes, styles, strict=True))


def _trace(trace: Spec, content: str, clip: str) -> str:
    opacity = float(part(trace, "opacity", 1))
    faint = "" if opacity == 1 else f' opacity="{exact(opacity)}"'
    return group(content, f"{clip}{faint}")


def _step(places: Sequence[float]) -> float:
    """Smallest distance between two places; one where there are not two."""
    ordered = sorted({place for place in places if finite(place)})
    steps = [after - before for before, after in pairwise(ordered)]
    return min(steps, default=1.0)


# Candles --------------------------------------------------------------


def candlestick(trace: Spec, axes: Axes, clip: str, inks: Inks) -> str:
    """A body from open to close and a stroke to either end of the day."""
    across, up = pair(trace, axes)
    half = _step(series(trace.get("x"), "trace candlestick")) * BODY / 2
    styles = {side: _candle_style(trace, side, inks) for side in ("increasing", "decreasing")}
    drawn: dict[str, list[str]] = {side: [] for side in styles}
    for x, opened, high, low, closed, rises in days(trace):
        at = across.at(x)
        top, bottom = up.at(max(opened, closed)), up.at(min(opened, closed))
        body = rectangle(across.at(x - half), top, across.at(x + half), bottom, "")
        strokes = [
            line(at, end, at, edge, "")
            for end, edge in ((up.at(high), top), (bottom, up.at(low)))
            if end != edge
        ]
        drawn["increasing" if rises else "decreasing"].append("".join([*strokes, body]))
    content = "".join(group("".join(drawn[side]), styles[side]) for side in styles)
    return _trace(trace, content, clip)


def days(trace: Spec) -> Iterator[tuple[float, float, float, float, float, bool]]:
    """
    Place, open, high, low, close of each day with a candle, and whether it rises.

    A day that ends where it began has the side of its close against the one before, and where
    that is the same too, the side of the day before.
    """
    names = ("x", "open", "high", "low", "close")
    columns = [series(trace.get(name), "trace candlestick") for name in names]
    rises, before = True, None
    for x, opened, high, low, closed in zip(*columns, strict=True):
        if not all(map(finite, (x, opened, high, low, closed))):
            continue
        if closed != opened:
            rises = closed > opened
        elif before is not None and closed != before:
            rises = closed > before
        before = closed
        yield x, opened, high, low, closed, rises


def _candle_style(trace: Spec, side: str, inks: Inks) -> str:
    where = "trace candlestick"
    fill = inks.fill(needed(trace, f"{side}.fillcolor", where))
    thick = float(part(trace, f"{side}.line.width", 2))
    return fill + inks.stroke(needed(trace, f"{side}.line.color", where), thick)


# Heat map -------------------------------------------------------------


def heatmap(trace: Spec, axes: Axes, clip: str) -> str:
    """Cells in the colours of a scale, with their words; cells without a value stay empty."""
    where = "trace heatmap"
    # A colour between two others has no name: the words on it keep the colour that suits it.
    inks = Inks()
    across, up = pair(trace, axes)
    rows = grid(trace["z"], where)
    low, high = (float(needed(trace, word, where)) for word in ("zmin", "zmax"))
    scale = [
        (float(share), parsed(str(colour))[0])
        for share, colour in needed(trace, "colorscale", where)
    ]
    gaps = float(part(trace, "xgap", 0)) / 2, float(part(trace, "ygap", 0)) / 2
    cells = "".join(
        rectangle(*_cell(across, up, i, j, gaps), inks.fill(mixed((z - low) / (high - low), scale)))
        for j, row in enumerate(rows)
        for i, z in enumerate(row)
        if finite(z)
    )
    return _trace(trace, cells + _cell_words(trace, rows, across, up, inks), clip)


def _cell(across: Axis, up: Axis, i: int, j: int, gaps: tuple[float, float]) -> Corners:
    (left, right), (top, bottom) = (
        sorted((axis.at(n - 0.5), axis.at(n + 0.5))) for axis, n in ((across, i), (up, j))
    )
    return left + gaps[0], top + gaps[1], right - gaps[0], bottom - gaps[1]


def mixed(share: float, scale: Sequence[tuple[float, str]]) -> str:
    """
    Colour at a share of a scale, straight between the two it names on either side.

    >>> mixed(0.25, [(0.0, "#000000"), (0.5, "#FF8000"), (1.0, "#FF0000")])
    '#804000'
    """
    share = min(max(share, 0.0), 1.0)
    for (low, first), (high, second) in pairwise(scale):
        if share <= high:
            way = (share - low) / (high - low)
            pairs = [(int(first[k : k + 2], 16), int(second[k : k + 2], 16)) for k in (1, 3, 5)]
            return "#" + "".join(f"{round(a + (b - a) * way):02X}" for a, b in pairs)
    raise UnknownMarkError("trace heatmap", f"colorscale {scale}")


def _cell_words(
    trace: Spec, rows: Sequence[Sequence[float]], across: Axis, up: Axis, inks: Inks
) -> str:
    if part(trace, "texttemplate") is None:
        return ""
    where = "trace heatmap"
    kind = Type(
        float(needed(trace, "textfont.size", where)), needed(trace, "textfont.color", where)
    )
    return "".join(
        write(
            lines(str(text)),
            across.at(i),
            up.at(j) + kind.size * MIDDLE,
            kind,
            inks,
            anchor="center",
        )
        for j, row in enumerate(unpacked(part(trace, "text", [])))
        for i, text in enumerate(row)
        if text and finite(rows[j][i])
    )
