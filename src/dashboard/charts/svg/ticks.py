"""Ticks of an axis: those it names, else round steps as Plotly takes them, and their labels."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from dashboard.charts.svg.known import UnknownMarkError, part
from dashboard.charts.svg.scales import Axis

_FORMAT = re.compile(r"(?P<sign>\+?)\.(?P<digits>\d)(?P<kind>[f%])")
_UNITS = {3: "k", 6: "M", 9: "B", 12: "T"}
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick: its coordinate on the axis and what stands at it."""

    coordinate: float
    text: str


def ticks(axis: Axis) -> list[Tick]:
    """Ticks of an axis that lie in its range, in the order of the layout."""
    values, texts = part(axis.spec, "tickvals"), part(axis.spec, "ticktext")
    if values is None:
        return _round_ticks(axis)
    if texts is None or len(texts) != len(values):
        raise UnknownMarkError(axis.title, "tickvals without as many ticktext")
    named = [
        Tick(axis.coordinate(float(value)), str(text))
        for value, text in zip(values, texts, strict=True)
    ]
    return [tick for tick in named if axis.holds(tick.coordinate, 1e-4)]


def _round_ticks(axis: Axis) -> list[Tick]:
    if axis.log:
        raise UnknownMarkError(axis.title, "a logarithmic axis without tickvals")
    low, high = min(axis.low, axis.high), max(axis.low, axis.high)
    dense = 40 if axis.letter == "y" else 80  # pixels from one tick to the next, at least
    length = abs(axis.end - axis.start)
    wanted = part(axis.spec, "nticks", 0) or min(max(length / dense, 4), 9) + 1
    step = round_step((high - low) / wanted)
    slack = (high - low) * 1e-4
    first, last = math.ceil((low - slack) / step), math.floor((high + slack) / step)
    places = [count * step for count in range(first, last + 1)]
    return [Tick(place, _label(place, axis, step)) for place in places]


def round_step(rough: float) -> float:
    """
    Step of two, five or ten times a power of ten, not below the one given.

    >>> round_step(0.17), round_step(3.0), round_step(60.0)
    (0.2, 5.0, 100.0)
    """
    power = 10.0 ** math.floor(math.log10(rough))
    times = next(each for each in (2, 5, 10) if each >= rough / power - 1e-12)
    # A step below one is a quotient: 0.2 is nearer to 2 / 10 than to 2 * 0.1.
    return times * power if power >= 1 else times / round(1 / power)


def _label(value: float, axis: Axis, step: float) -> str:
    pattern = part(axis.spec, "tickformat", "")
    text = formatted(value, pattern) if pattern else plain(value, axis, step)
    return str(part(axis.spec, "labelalias", {}).get(text, text))


def formatted(value: float, pattern: str) -> str:
    """
    Number by one of the patterns our charts use, all of d3's language.

    >>> formatted(-0.2, "+.0%"), formatted(0.25, ".0%"), formatted(10.0, "+.0f")
    ('−20%', '25%', '+10')
    """
    found = _FORMAT.fullmatch(pattern)
    if found is None:
        raise UnknownMarkError("tickformat", pattern)
    percent = found["kind"] == "%"
    shown = round(abs(value) * (100 if percent else 1), int(found["digits"]))
    sign = MINUS if value < 0 and shown else found["sign"]
    return f"{sign}{shown:.{found['digits']}f}{'%' if percent else ''}"


def plain(value: float, axis: Axis, step: float) -> str:
    """Number as Plotly writes it unasked: as many digits as the step has, large ones in units."""
    largest = max(abs(axis.low), abs(axis.high))
    power = math.floor(math.log10(largest) + 0.01) if largest else 0
    exponent = 3 * round((power - 1) / 3) if abs(power) > 3 else 0
    if exponent and exponent not in _UNITS:
        raise UnknownMarkError(axis.title, f"numbers of 1e{power}")
    digits = 2 - math.floor(math.log10(step) + 0.01) + exponent
    text = f"{abs(value) / 10.0**exponent:.{max(digits, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "0":
        return text
    whole, dot, fraction = text.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}"
    return f"{MINUS if value < 0 else ''}{whole}{dot}{fraction}{_UNITS.get(exponent, '')}"
