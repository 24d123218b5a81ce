"""The filter of the Timeline page, all of it kept in the link."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from dashboard.analysis.window import event_words as words
from dashboard.case import EVENT_KINDS, Case, EventKind
from dashboard.errors import DashboardError
from dashboard.exhibits.event_filter import EventFilter
from dashboard.ui import state
from dashboard.ui.components import link_select
from dashboard.ui.state import View

LONGEST = 80  # letters of a text to look for
N_LINES = 2  # that the filter takes on a phone


def kinds(case: Case) -> list[EventKind]:
    """Kinds of event that occur in the case, in the order of the lanes."""
    found = {event.kind for event in case.events}
    return [kind for kind in EVENT_KINDS if kind in found]


def asked_filter(view: View) -> EventFilter:
    """Read the filter from the link; a value that is not known counts as none."""
    known = _allowed(view.case)
    asked = {name: state.asked(name) for name in known}
    return EventFilter(
        **{name: value if value in known[name] else "" for name, value in asked.items()},
        q=state.asked("q")[:LONGEST],
    )


def bad_values(view: View) -> list[DashboardError]:
    """Values of the link that the filter cannot use."""
    return [
        state.not_known(name, value, known)
        for name, known in _allowed(view.case).items()
        if (value := state.asked(name)) and value not in known
    ]


def _allowed(case: Case) -> dict[str, list[str]]:
    return {
        "kind": list(kinds(case)),
        "story": [story.id for story in case.stories],
        "about": list(case.symbols),
    }


def choices(view: View) -> tuple[tuple[str, str], ...]:
    """The filter as the choices of a reader."""
    return tuple(asdict(asked_filter(view)).items())


def draw_filter(view: View, chosen: EventFilter) -> None:
    """One quiet line: kind, story, stock, text, and a way back to all events."""
    t, case = view.t, view.case
    by_kind: dict[str, str] = {kind: t(words.KINDS[kind]) for kind in kinds(case)}
    by_story = {story.id: t.pick(story.title) for story in case.stories}
    by_stock = {stock.symbol: t.name(stock) for stock in case.stocks}
    with st.container(key="controls_events", horizontal=True, vertical_alignment="bottom"):
        link_select("kind", t("Kind"), {"": t("All kinds"), **by_kind}, chosen.kind)
        link_select("story", t("Story on trial"), {"": t("All stories"), **by_story}, chosen.story)
        link_select("about", t("Stock"), {"": t("All stocks"), **by_stock}, chosen.about)
        key = "q_control"
        st.session_state[key] = chosen.q
        st.text_input(
            t("Text"),
            key=key,
            placeholder=t("words in title or source"),
            on_change=lambda: state.put("q", str(st.session_state[key]).strip()[:LONGEST]),
        )
        if chosen != EventFilter():
            st.button(t("All events"), key="all_events", type="tertiary", on_click=_reset)


def _reset() -> None:
    for name in ("kind", "story", "about", "q"):
        state.put(name, "")
