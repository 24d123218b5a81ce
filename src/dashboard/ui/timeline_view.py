"""The Timeline page: head, filtered figures, the list in words."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.analysis.window.timing import EventTime, event_numbers, order_strip
from dashboard.charts import order, timeline
from dashboard.charts import timeline_titles as titles
from dashboard.exhibits import timeline_tables as tables
from dashboard.ui import claims_view, components, event_list, frame
from dashboard.ui.event_filter import EventFilter, asked_filter, draw_filter
from dashboard.ui.state import View


def opening(view: View) -> None:
    """Question and the answer in two sentences."""
    t, events = view.t, view.events
    sentences = titles.summary(events, event_numbers(events), t) if events else ()
    frame.head(
        view,
        t("What happened when, and what had moved before it?"),
        html.escape(titles.join(sentences, t)),
    )


@st.fragment
def events_part(view: View) -> None:
    """Filter, figures and list; a filter redraws these and not the page."""
    t, everything = view.t, view.events
    if not everything:
        components.heading(t("The case names no events yet"))
        return
    chosen = asked_filter(view)
    draw_filter(view, chosen)
    shown = chosen.apply(view.case, everything)
    if not shown:
        st.html(f'<p class="nothing" role="status">{html.escape(_nothing(view, everything))}</p>')
        return
    _timeline(view, shown, chosen)
    _order(view, shown, chosen)
    _listing(view, shown, chosen)


def one_figure(view: View, name: str) -> None:
    """Draw one of the figures alone, filtered as the link says."""
    chosen, everything = asked_filter(view), view.events
    shown = chosen.apply(view.case, everything)
    if everything and not shown:
        components.heading(_nothing(view, everything))
    elif shown:
        _FIGURES[name](view, shown, chosen)


def _nothing(view: View, everything: tuple[EventTime, ...]) -> str:
    return view.t.plural(
        "The case has {n} event, and it does not match this choice; widen it above.",
        "None of the {n} events matches this choice; widen it above.",
        len(everything),
    )


def _timeline(view: View, shown: tuple[EventTime, ...], chosen: EventFilter) -> None:
    t, result, everything = view.t, view.result, view.events
    numbered = event_numbers(everything)
    components.figure(
        view,
        "timeline",
        title=titles.title_timeline(result, everything, numbered, t),
        note=titles.note_timeline(view.case, result, shown, numbered, t),
        plot=lambda: timeline.plot_timeline(
            view.case, view.sessions, result, shown, numbered, look=view.look
        ),
        table=lambda: tables.session_table(result, shown, numbered, view.note),
        alt=titles.describe_timeline(view.case, result, shown, numbered, t),
        options=chosen,
    )


def _order(view: View, shown: tuple[EventTime, ...], chosen: EventFilter) -> None:
    t, everything = view.t, view.events
    numbered = event_numbers(everything)
    strip = order_strip(everything, view.result)
    components.figure(
        view,
        "order",
        title=titles.title_order(everything, strip, t),
        note=titles.note_order(view.result, t),
        plot=lambda: order.plot_order(strip, shown, numbered, look=view.look),
        table=lambda: tables.order_table(strip, shown, numbered),
        alt=titles.describe_order(shown, numbered, t),
        options=chosen,
    )


def _listing(view: View, shown: tuple[EventTime, ...], chosen: EventFilter) -> None:
    t, everything = view.t, view.events
    numbered = event_numbers(everything)
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


_FIGURES = {"timeline": _timeline, "order": _order, "events": _listing}
