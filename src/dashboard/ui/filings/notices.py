"""Notices of abnormal movement and clarifications around the window, proposed as events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import streamlit as st
from markupsafe import Markup

from dashboard.case import Event, EventKind
from dashboard.cases.folders import find_case
from dashboard.cases.shelf import is_shipped
from dashboard.errors import N_, DashboardError
from dashboard.filings.document import Document
from dashboard.html.elements import el, outside_link
from dashboard.html.stocks import stock_name
from dashboard.language.language import Language
from dashboard.market.documents import KIND_WORDS, Kind
from dashboard.message import Message
from dashboard.ui import components, people_view
from dashboard.ui.filings import desk
from dashboard.ui.filings.evidence_rows import moment
from dashboard.ui.filings.shelf import Shelf
from dashboard.ui.state import View

KINDS: frozenset[Kind] = frozenset({"abnormal-movement", "clarification"})
LANE: EventKind = "company-response"
"""What such a notice is among the events: it has a lane of its own on the timeline."""
AROUND = timedelta(days=31)  # before the window's first session and after its last

DONE = N_("On your desk: {name} as an event. Save it as a version below.")


def draw(view: View, held: Shelf) -> None:
    """List notices that are no event of the case yet; nothing where there are none."""
    t, found = view.t, proposed(view, held)
    if not found:
        return
    components.heading(
        t("What the companies said of it themselves"),
        t(
            "Notices of abnormal movement and clarifications from a month before the window to a "
            "month after it that are no event of this case yet. Nothing is taken by itself."
        ),
        anchor="notices",
    )
    may = people_view.may_edit() and not is_shipped(find_case(view.case.slug))
    for document in found:
        with st.container(
            key=f"filings_notice_line_{document.id}", horizontal=True, vertical_alignment="center"
        ):
            st.html(_line(view, document), width="content")
            if may:
                st.button(
                    t("Put it on the timeline"),
                    key=f"filings_notice_{document.id}",
                    on_click=_put,
                    args=(view, document),
                )
    if not may:
        st.html(el("p.grey", t("They can be taken over in a case of your own: copy this one.")))


def proposed(view: View, held: Shelf) -> tuple[Document, ...]:
    """Notices around the window that the case has no event of, oldest first."""
    window = view.own_window
    first, last = window.first - AROUND, window.last + AROUND
    found = (
        document
        for document, _ in held.documents
        if document.kind in KINDS
        and first <= document.day <= last
        and not is_event(document, view.case.events)
    )
    return tuple(sorted(found, key=lambda each: (each.published, each.symbol)))


def is_event(document: Document, events: Iterable[Event]) -> bool:
    """Whether an event has the document's address, or says the same of the stock on its day."""
    return any(
        (event.url and event.url == document.url)
        or (
            document.symbol in event.stocks
            and event.published.stamp.date() == document.day
            and document.title in (event.title.zh, event.title.en)
        )
        for event in events
    )


def event_cells(document: Document, timezone: str, company: Mapping[str, str]) -> dict[str, str]:
    """
    Row of events.csv of a notice.

    Parameters
    ----------
    document : Document
    timezone : str
        Of the case.
    company : mapping of str to str
        Its name by language.
    """
    english = Language()
    told = english.say(Message.of(N_("{name}: {kind}"), name=company["en"], kind=_kind(document)))
    return {
        **moment(document, timezone),
        "kind": LANE,
        "stocks": document.symbol,
        "title_en": told,
        "title_zh": document.title,
        "source": company["en"],
        "source_zh": company["zh"],
        "url": document.url,
    }


def _kind(document: Document) -> Message:
    return Message.of(KIND_WORDS[document.kind])


def _line(view: View, document: Document) -> Markup:
    t = view.t
    title = outside_link(document.url, document.title) if document.url else document.title
    return el(
        "p.absence",
        el("time", t.long_day(document.day)),
        " ",
        stock_name(view.case, document.symbol, t, with_symbol=False),
        " ",
        el("b", t(KIND_WORDS[document.kind])),
        " ",
        el("span.grey", title),
    )


def _put(view: View, document: Document) -> None:
    """Put the event on the desk; for a callback."""
    stock = view.case.stock(document.symbol)
    names = {"en": stock.name.en or stock.name.zh, "zh": stock.name.zh or stock.name.en}
    try:
        desk.put_event(
            view,
            event_cells(document, view.case.timezone, names),
            Message.of(DONE, name=document.name),
        )
    except DashboardError as error:
        st.session_state[desk.SAID] = error
