"""The Timeline page: a filter over its figures, and the list in words."""

from __future__ import annotations

import streamlit as st

from dashboard.analysis.window.timing import EventTime
from dashboard.ui import components, figures
from dashboard.ui.event_filter import asked_filter, choices, draw_filter
from dashboard.ui.state import View


@st.fragment
def events_part(view: View) -> None:
    """Filter and figures; a filter redraws these and not the page."""
    if not view.events:
        components.heading(view.t("The case names no events yet"))
        return
    draw_filter(view, asked_filter(view))
    if not shown(view):
        components.nothing(nothing_fits(view))
        return
    figures.draw_page(view, "timeline", choices(view))


def shown(view: View) -> tuple[EventTime, ...]:
    """Events that the filter leaves."""
    return asked_filter(view).apply(view.case, view.events)


def nothing_fits(view: View) -> str:
    """Say that no event matches the filter."""
    return view.t.plural(
        "The case has {n} event, and it does not match this choice; widen it above.",
        "None of the {n} events matches this choice; widen it above.",
        len(view.events),
    )
