"""A zoom over time that outlives a change of data: it is kept as two sessions.

A chart over sessions names its days in its own ``meta``.  The browser's script turns
a zoomed range into the first and last session inside it and writes them into the link;
here they become a range again, wherever those sessions now stand on the axis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.session_axis import zoom_sessions

_ENTRY = re.compile(r"(?P<chart>[a-z0-9-]+):(?P<first>\d{4}-\d\d-\d\d)~(?P<last>\d{4}-\d\d-\d\d)")
ROOM = 0.4  # sessions to the left and right of the first and last one shown


@dataclass(frozen=True, slots=True)
class Zoom:
    """First and last session shown."""

    first: date
    last: date


def read_zooms(text: str) -> dict[str, Zoom]:
    """
    Zooms by chart, from the link's own text; what cannot be read is left out.

    >>> read_zooms("lines:2025-02-05~2025-02-13,bad")["lines"].last
    datetime.date(2025, 2, 13)
    """
    found = {}
    for entry in text.split(","):
        hit = _ENTRY.fullmatch(entry.strip())
        if hit is None:
            continue
        try:
            zoom = Zoom(date.fromisoformat(hit["first"]), date.fromisoformat(hit["last"]))
        except ValueError:
            continue
        found[hit["chart"]] = zoom
    return found


def zoomed(figure: go.Figure, zoom: Zoom) -> go.Figure:
    """
    Return the figure showing these sessions only; as it was where it has too few of them.

    The figure given is not changed.
    """
    meta = figure.layout.meta
    days = [date.fromisoformat(day) for day in meta["days"]] if meta and "days" in meta else []
    inside = [place for place, day in enumerate(days) if zoom.first <= day <= zoom.last]
    if len(inside) < 2:
        return figure
    shown = go.Figure(figure)
    shown.update_layout(xaxis_range=[inside[0] - ROOM, inside[-1] + ROOM])
    zoom_sessions(shown, inside[0], inside[-1])
    return shown
