"""Charts as a component of ours: drawn by the server first, alive and changed in place after.

Streamlit's own element loads Plotly before anything is seen, and mounts a chart anew whenever
its figure changes.  Here the page shows the server's drawing of the figure at once; the browser
loads Plotly when it has nothing else to do, puts the live chart in the drawing's place, and
hands every later figure to the same chart.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import plotly
import plotly.graph_objects as go
from plotly.io import to_json

from dashboard.charts.svg.drawing import draw
from dashboard.charts.svg.known import UnknownMarkError
from dashboard.ui import packing

if TYPE_CHECKING:
    from collections.abc import Mapping

PLOTLY_FILE = f"plotly-{plotly.__version__}.min.js"
"""Name of Plotly's program, which the server sends from the package; new with each version."""

_NAME = "plot"


def show(payload: bytes, *, key: str) -> None:
    """
    Put a chart on the page.

    Parameters
    ----------
    payload : bytes
        What `packed` made of a figure.
    key : str
        Keeps the chart in its place while its figure changes.
    """
    _component()(key=key, data=payload)


def packed(
    figure: go.Figure, *, name: str, width: float, alt: str, config: Mapping[str, Any]
) -> bytes:
    """
    Figure as the browser gets it: drawing, figure and words, packed, after a tag of all of them.

    Parameters
    ----------
    figure : Figure
    name : str
        Name of the figure, which no other of the page has.
    width : float
        Pixels it is drawn for; in a place of another width the drawing is scaled.
    alt : str
        The figure in words.
    config : mapping of str to object
        Plotly's settings.

    Notes
    -----
    A figure with marks that cannot be drawn here has no drawing: it stands when Plotly does.
    """
    try:
        drawing = draw(figure, width=width, name=f"plot-{name}")
    except UnknownMarkError:
        drawing = ""
    told = {
        "drawing": drawing,
        "figure": to_json(figure, validate=False),
        "alt": alt,
        "height": int(figure.layout.height),
        "config": dict(config),
    }
    whole = json.dumps(told, ensure_ascii=False).encode("utf-8")
    return packing.pack(whole)


def unpacked(payload: bytes) -> dict[str, Any]:
    """
    What stands in a payload, the figure read too.

    Returns
    -------
    dict
        ``drawing``, ``figure`` (``data`` and ``layout``), ``alt``, ``height``, ``config``.
    """
    told: dict[str, Any] = json.loads(packing.unpack(payload))
    return {**told, "figure": json.loads(told["figure"])}


@cache
def _component() -> Any:
    return packing.component(_NAME, PLOTLY_FILE=PLOTLY_FILE)
