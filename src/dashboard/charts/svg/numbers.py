"""Values of a trace as numbers: lists, arrays and the packed arrays that Plotly's JSON holds."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dashboard.charts.svg.known import UnknownMarkError

_KINDS = frozenset({"f8", "f4", "i8", "i4", "i2", "i1", "u4", "u2", "u1"})


def unpacked(value: Any) -> Any:
    """
    A packed array as an array, anything else as it is.

    >>> unpacked({"dtype": "f8", "bdata": "AAAAAAAA8D8="}), unpacked([1])
    (array([1.]), [1])
    """
    if not isinstance(value, Mapping) or "bdata" not in value:
        return value
    kind = str(value.get("dtype"))
    if kind not in _KINDS:
        raise UnknownMarkError("array", f"dtype {kind}")
    found = np.frombuffer(base64.b64decode(value["bdata"]), dtype=f"<{kind}")
    shape = value.get("shape")
    if shape is None:
        return found
    sizes = [int(size) for size in (shape.split(",") if isinstance(shape, str) else [shape])]
    return found.reshape(sizes)


def series(value: Any, where: str) -> list[float]:
    """
    Numbers of a series, in its order; a value that is missing is not a number.

    Raises
    ------
    UnknownMarkError
        If it holds words or days: our axes count sessions.
    """
    value = unpacked(value)
    if value is None:
        return []
    try:
        return [float("nan") if each is None else float(each) for each in value]
    except (TypeError, ValueError):
        raise UnknownMarkError(where, "an axis that is no number") from None


def grid(value: Any, where: str) -> Sequence[Sequence[float]]:
    """Numbers of a table, row by row."""
    return [series(row, where) for row in unpacked(value)]


def finite(value: float) -> bool:
    """Whether there is a value at all, and one that has a place."""
    return value - value == 0
