"""The Timeline page: a filter over its figures, and the list in words."""

from __future__ import annotations

import streamlit as st

from dashboard.exhibits import timeline_tables as tables
from dashboard.ui import claims_view, components, event_list, figures
from dashboard.ui.event_filter import asked_filter, choices, draw_filter
from dashboard.ui.state import View


@st.fragment
def events_part(view: View) -> None:
    """Filter and figures; a filter redraws these and not the page."""
    if not view.events:
        components.heading(view.t("The case names no events yet"))
        return
    chosen = asked_filter(view)
    draw_filter(view, chosen)
    if not chosen.apply(view.case, view.events):
        components.nothing(nothing_fits(view))
        return
    figures.draw_page(view, "timeline", choices(view))


def nothing_fits(view: View) -> str:
    """Say that no event matches the filter."""
    return view.t.plural(
        "The case has {n} event, and it does not match this choice; widen it above.",
        "None of the {n} events matches this choice; widen it above.",
        len(view.events),
    )


def listing(view: View) -> None:
    """All events that the filter leaves, in words."""
    t, everything, numbered = view.t, view.events, view.trial.numbered
    chosen = asked_filter(view)
    shown = chosen.apply(view.case, everything)
    if not shown:
        return
    title = (
        t.plural("{n} event in words", "{n} events in words", len(shown))
        if len(shown) == len(everything)
        else t("{n} of {all} events in words", n=len(shown), all=len(everything))
    )
    components.heading(
        title,
        t(
            "Times as the sources give them, each in its own time zone. Session 0 is the first "
            "session whose close could price the event, taken at the middle of the time in "
            "which it can have been published."
        ),
        anchor="events",
    )
    asides = {
        item.event.id: claims_view.links_to_claims(view, event=item.event.id) for item in shown
    }
    st.html(event_list.full_html(view.case, shown, t, numbered=numbered, asides=asides))
    components.figure_foot(
        view,
        "events",
        table=lambda: tables.event_table(view.case, shown, numbered),
        options=chosen,
    )
