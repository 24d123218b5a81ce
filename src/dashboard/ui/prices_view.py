"""The table of the Prices page."""

from __future__ import annotations

import streamlit as st

from dashboard.exhibits import line_tables
from dashboard.exhibits.prices.panels import title_returns
from dashboard.ui import components, returns_table
from dashboard.ui.state import View


def window_returns(view: View) -> None:
    """Returns of stocks, groups and benchmarks in one table, sorted within the groups."""
    t = view.t
    components.heading(
        title_returns(view.case, view.result, t),
        returns_table.note(view),
        anchor="returns",
    )
    st.html(returns_table.html_rows(view))
    components.figure_foot(
        view,
        "window-returns",
        table=lambda: line_tables.window_table(
            view.case, view.result, view.note, benchmark=view.benchmark
        ),
    )
