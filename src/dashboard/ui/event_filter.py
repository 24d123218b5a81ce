"""Which events a reader wants to see: by kind, story, stock and text, all kept in the link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime
from dashboard.case import EVENT_KINDS, Case, Event, EventKind
from dashboard.errors import N_, InputError
from dashboard.language.language import Language
from dashboard.ui import frame, state
from dashboard.ui.state import View

LONGEST = 80  # letters of a text to look for


@dataclass(frozen=True, slots=True)
class EventFilter:
    """
    What the reader asked for; an empty field asks for nothing.

    Attributes
    ----------
    kind, story, about : str
        Kind of event, id of a story, symbol of a stock.
    q : str
        Words that must all occur in the title, the source or a name.
    """

    kind: str = ""
    story: str = ""
    about: str = ""
    q: str = ""

    def apply(self, case: Case, events: Sequence[EventTime]) -> tuple[EventTime, ...]:
        """Events that fit, in their order."""
        return tuple(item for item in events if self._fits(case, item.event))

    def _fits(self, case: Case, event: Event) -> bool:
        return (
            self.kind in {"", event.kind}
            and (not self.story or self.story in event.stories)
            and (not self.about or self.about in event.stocks)
            and _has_words(case, event, self.q)
        )


def _has_words(case: Case, event: Event, wanted: str) -> bool:
    names = [case.stock(symbol) for symbol in event.stocks]
    text = "\n".join(
        [
            event.title.en,
            event.title.zh,
            event.source,
            *(f"{stock.symbol} {stock.name.en} {stock.name.zh}" for stock in names),
        ]
    ).casefold()
    return all(word in text for word in wanted.casefold().split())


def kinds(case: Case) -> list[EventKind]:
    """Kinds of event that occur in the case, in the order of the lanes."""
    found = {event.kind for event in case.events}
    return [kind for kind in EVENT_KINDS if kind in found]


def asked_filter(view: View) -> EventFilter:
    """Read the filter from the link; a value that is not known is named and ignored."""
    case = view.case
    stories = [story.id for story in case.stories]
    return EventFilter(
        kind=_known("kind", list(kinds(case)), view.t),
        story=_known("story", stories, view.t),
        about=_known("about", list(case.symbols), view.t),
        q=state.asked("q")[:LONGEST],
    )


def _known(name: str, allowed: Sequence[str], t: Language) -> str:
    wanted = state.asked(name)
    if not wanted or wanted in allowed:
        return wanted
    error = InputError(
        N_("The link's “{name}={value}” was ignored: it can be {known}."),
        name=name,
        value=wanted[:40],
        known=", ".join(allowed),
    )
    frame.notice(t.error(error))
    return ""


def draw_filter(view: View, chosen: EventFilter) -> None:
    """One quiet line: kind, story, stock, text, and a way back to all events."""
    t, case = view.t, view.case
    by_kind: dict[str, str] = {kind: t(words.KINDS[kind]) for kind in kinds(case)}
    by_story = {story.id: t.pick(story.title) for story in case.stories}
    by_stock = {stock.symbol: t.name(stock) for stock in case.stocks}
    with st.container(key="controls_events", horizontal=True, vertical_alignment="bottom"):
        _choose("kind", t("Kind"), {"": t("All kinds"), **by_kind}, chosen.kind)
        _choose("story", t("Story on trial"), {"": t("All stories"), **by_story}, chosen.story)
        _choose("about", t("Stock"), {"": t("All stocks"), **by_stock}, chosen.about)
        key = "q_control"
        st.session_state[key] = chosen.q
        st.text_input(
            t("Text"),
            key=key,
            max_chars=LONGEST,
            placeholder=t("words in title or source"),
            on_change=lambda: state.put("q", str(st.session_state[key]).strip()),
        )
        if chosen != EventFilter():
            st.button(t("All events"), key="all_events", type="tertiary", on_click=_reset)


def _choose(name: str, label: str, labels: dict[str, str], current: str) -> None:
    key = f"{name}_control"
    st.session_state[key] = current
    st.selectbox(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        on_change=lambda: state.put(name, str(st.session_state[key])),
    )


def _reset() -> None:
    for name in ("kind", "story", "about", "q"):
        state.put(name, "")
