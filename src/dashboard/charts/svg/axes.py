"""What an axis leaves on paper: its grid, the line at zero, and the labels of its ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.charts.svg.known import AXIS, Spec, UnknownMarkError, check, needed, part
from dashboard.charts.svg.lettering import LINE, MIDDLE, Type, lines, write
from dashboard.charts.svg.reach import reach
from dashboard.charts.svg.scales import Area, Axes, Axis, axis, key
from dashboard.charts.svg.ticks import Tick, ticks
from dashboard.charts.svg.writing import Inks, group, line, number

EMPTY = (-1.0, 4.0)  # heights of a plot that has nothing in it, as in Plotly
AWAY = 0.5  # pixels from the edge of the plot to the labels


def read_axes(layout: Spec, traces: Sequence[Spec], inside: Area) -> dict[str, Axis]:
    """Every axis that a trace is drawn over or the layout names, by its name."""
    named = {
        word.replace("axis", "")
        for word in layout
        if word.startswith(("xaxis", "yaxis")) and word[5:].isdigit() | (word[5:] == "")
    }
    used = {str(part(trace, f"{letter}axis", letter)) for trace in traces for letter in "xy"}
    found = {}
    for name in sorted(named | used, key=lambda each: (each[0], len(each), each)):
        spec = part(layout, key(name), {})
        wanted = None
        if name[0] == "y" and part(spec, "range") is None:
            low, high = part(spec, "domain", (0, 1))
            length = (inside.bottom - inside.top) * (high - low)
            wanted = reach(traces, name, part(spec, "rangemode", "normal"), length)
            if wanted is None and name in used:
                wanted = EMPTY
        if name not in used and wanted is None and part(spec, "range") is None:
            check(spec, AXIS, f"axis {name}")
            continue
        found[name] = axis(name, spec, inside, wanted)
    return found


def plots(axes: Axes, traces: Sequence[Spec]) -> list[tuple[Axis, Axis]]:
    """Pairs of axes that make a plot, in the order of the traces."""
    pairs = dict.fromkeys(
        (str(part(trace, "xaxis", "x")), str(part(trace, "yaxis", "y"))) for trace in traces
    )
    for name, one in axes.items():
        anchor = part(one.spec, "anchor")
        if anchor in axes:
            pairs.setdefault((name, anchor) if name[0] == "x" else (anchor, name))
    return [(axes[x], axes[y]) for x, y in pairs]


def grid(axes: Axes, pairs: Sequence[tuple[Axis, Axis]], inks: Inks) -> str:
    """Grid lines of all plots, then the lines at zero over them."""
    quiet, zero = [], []
    for one in axes.values():
        if not one.shown:
            continue
        across = [pair[one.letter == "x"] for pair in pairs if one in pair]
        at_zero = _zero(one)
        if part(one.spec, "showgrid", True):
            style = inks.stroke(needed(one.spec, "gridcolor", one.title), 1)
            for tick in ticks(one):
                at = one.along(tick.coordinate)
                if _inner(one, at) and (at_zero is None or abs(at - at_zero) > 1e-6):
                    quiet += [_ruler(one, other, at, style) for other in across]
        if at_zero is not None:
            colour = needed(one.spec, "zerolinecolor", one.title)
            style = inks.stroke(colour, part(one.spec, "zerolinewidth", 1))
            zero += [_ruler(one, other, at_zero, style) for other in across]
    return group("".join(quiet), ' class="grid"') + group("".join(zero), ' class="zero"')


def _zero(one: Axis) -> float | None:
    """Pixel of the line at zero, where the axis has one."""
    if not part(one.spec, "zeroline", True) or one.log or one.low * one.high > 0:
        return None
    return one.along(0.0)


def _inner(one: Axis, at: float) -> bool:
    low, high = one.span
    return low + 1 < at < high - 1


def _ruler(one: Axis, other: Axis, at: float, style: str) -> str:
    low, high = other.span
    if one.letter == "x":
        return line(at, low, at, high, style)
    return line(low, at, high, at, style)


# Labels ---------------------------------------------------------------


def labels(axes: Axes, inside: Area, inks: Inks) -> str:
    """Labels of all ticks."""
    made = []
    for one in axes.values():
        if not one.shown or not part(one.spec, "showticklabels", True):
            continue
        kind = Type(
            float(part(one.spec, "tickfont.size", 12)),
            needed(one.spec, "tickfont.color", one.title),
        )
        edge = _edge(one, axes, inside)
        write_one = _below if one.letter == "x" else _beside
        texts = "".join(write_one(one, tick, edge, kind, inks) for tick in ticks(one))
        made.append(group(texts, f' class="ticks {one.name}"'))
    return "".join(made)


def _edge(one: Axis, axes: Axes, inside: Area) -> float:
    """Pixel of the line that an axis stands on, from the top or from the left."""
    anchor = part(one.spec, "anchor", "y" if one.letter == "x" else "x")
    if anchor == "free":
        crossed: Iterable[float] = inside.ends(
            "y" if one.letter == "x" else "x", float(part(one.spec, "position", 0)), 1.0
        )
        return next(iter(crossed))
    if anchor not in axes:
        raise UnknownMarkError(one.title, f"anchor {anchor}")
    low, high = axes[anchor].span
    if one.letter == "x":
        return low if part(one.spec, "side", "bottom") == "top" else high
    return low


def _away(one: Axis, kind: Type) -> float:
    """Pixels that labels keep from the edge: more where ticks stand between."""
    if part(one.spec, "ticks", "") != "outside":
        return AWAY
    return AWAY + float(part(one.spec, "ticklen", 5)) + 0.2 * kind.size


def _beside(one: Axis, tick: Tick, edge: float, kind: Type, inks: Inks) -> str:
    told = lines(tick.text)
    rise = (len(told) - 1) * kind.size * LINE / 2
    foot = one.along(tick.coordinate) + kind.size * MIDDLE - rise
    return write(told, edge - _away(one, kind), foot, kind, inks, anchor="right")


def _below(one: Axis, tick: Tick, edge: float, kind: Type, inks: Inks) -> str:
    told, at, size = lines(tick.text), one.along(tick.coordinate), kind.size
    over = part(one.spec, "side", "bottom") == "top"
    away = _away(one, kind)
    if part(one.spec, "tickangle", 0) == -90:
        x, foot = at, (edge - away) if over else (edge + away)
        turned = f"rotate(-90 {number(x)} {number(foot)})"
        # Turned, the middle of the letters is on the tick, not their feet.
        side = "left" if over else "right"
        return write(
            told,
            x,
            foot,
            kind,
            inks,
            anchor=side,
            turned=f"translate({number(size * MIDDLE)} 0) {turned}",
        )
    rise = (len(told) - 1) * size * LINE
    foot = edge - away - 0.2 * size - rise if over else edge + away + size
    return write(told, at, foot, kind, inks, anchor="center")
