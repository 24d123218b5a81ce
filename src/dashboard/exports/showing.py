"""What a file shows of one figure: its words, its drawing and its table, or why it has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import Look
from dashboard.exports.imprint import Imprint

Page = Literal["story", "prices", "timeline", "exposure", "robustness", "claims", "data"]


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """
    One figure of a page, ready for a file.

    Attributes
    ----------
    name : str
        As the page, its download and its anchor call it.
    page : str
        Page it stands on.
    title, note, alt : str
        Finding or question, what is drawn, the figure in words.
    plot, table : callable
        Draw it; the table of exactly what it shows.
    listed : tuple of str
        The numbered events of the chart in words, a line each.
    """

    name: str
    page: Page
    title: str
    note: str
    alt: str
    plot: Callable[[], go.Figure]
    table: Callable[[], pd.DataFrame]
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """A figure that this case, window or benchmark does not have, and why."""

    name: str
    page: Page
    title: str
    reason: str


Shown: TypeAlias = Exhibit | Absent | None
"""None for a figure that nobody would look for, such as a group of a case without groups."""

Maker: TypeAlias = Callable[[Imprint, Look], Shown]
