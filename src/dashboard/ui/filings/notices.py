"""Notices of abnormal movement, clarifications, answers that deny: proposed as events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st
from markupsafe import Markup

from dashboard.case import Event, EventKind
from dashboard.cases.folders import find_case
from dashboard.cases.shelf import is_shipped
from dashboard.cases.terms import read_terms
from dashboard.errors import N_, DashboardError
from dashboard.filings.denials import denials
from dashboard.filings.document import Document
from dashboard.filings.library import Library, Read
from dashboard.filings.quoting import quote_of
from dashboard.filings.terms import Term, terms_of
from dashboard.html.elements import el, outside_link
from dashboard.html.stocks import stock_name
from dashboard.language.language import Language
from dashboard.market.documents import KIND_WORDS, Kind
from dashboard.message import Message
from dashboard.ui import components, people_view
from dashboard.ui.filings import desk
from dashboard.ui.filings.evidence_rows import moment
from dashboard.ui.filings.shelf import Shelf, own_words
from dashboard.ui.state import View

KINDS: frozenset[Kind] = frozenset({"abnormal-movement", "clarification"})
ANSWERS: frozenset[Kind] = frozenset({"answer", "investor-relations"})
LANE: EventKind = "company-response"
"""What such a notice is among the events: it has a lane of its own on the timeline."""
AROUND = timedelta(days=31)  # before the window's first session and after its last

LONGEST = 80  # signs of a denial that become the title of its event

DONE = N_("On your desk: {name} as an event. Save it as a version below.")


@dataclass(frozen=True, slots=True)
class Notice:
    """
    What a company said about the move or the story.

    Attributes
    ----------
    document : Document
    said : str
        Sentence of an answer that denies; empty for a notice, whose title says what it is.
    """

    document: Document
    said: str = ""

    @property
    def title(self) -> str:
        """What it says, in the words of the document."""
        said = self.said or self.document.title
        return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def draw(view: View, held: Shelf) -> None:
    """List notices that are no event of the case yet; nothing where there are none."""
    t, found = view.t, proposed(view, held)
    if not found:
        return
    components.heading(
        t("What the companies said of it themselves"),
        t(
            "Notices of abnormal movement, clarifications and answers that deny, from a month "
            "before the window to a month after it, that are no event of this case yet. Nothing is "
            "taken by itself."
        ),
        anchor="notices",
    )
    may = people_view.may_edit() and not is_shipped(find_case(view.case.slug))
    for notice in found:
        document = notice.document
        with st.container(
            key=f"filings_notice_line_{document.id}", horizontal=True, vertical_alignment="center"
        ):
            st.html(_line(view, notice), width="content")
            if may:
                st.button(
                    t("Put it on the timeline"),
                    key=f"filings_notice_{document.id}",
                    on_click=_put,
                    args=(view, notice),
                )
    if not may:
        st.html(el("p.grey", t("They can be taken over in a case of your own: copy this one.")))


def proposed(view: View, held: Shelf) -> tuple[Notice, ...]:
    """Notices and denials around the window that the case has no event of, oldest first."""
    window = view.own_window
    first, last = window.first - AROUND, window.last + AROUND
    terms = terms_of(read_terms(own_words(view.case, "")))
    found = (
        Notice(document, denied)
        for document, read in held.documents
        if first <= document.day <= last
        and ((denied := _denied(held.library, document, read, terms)) or document.kind in KINDS)
        and not is_event(document, view.case.events)
    )
    return tuple(sorted(found, key=lambda each: (each.document.published, each.document.symbol)))


def _denied(
    library: Library, document: Document, read: Read | None, terms: tuple[Term, ...]
) -> str:
    """Sentence of an answer that denies what one of the stories is about; empty without one."""
    if document.kind not in ANSWERS or read is None or read.text is None:
        return ""
    place = next(denials(read.text, terms), None)
    if place is None:
        return ""
    return quote_of(library.pages(document), read.text, *place).strip()


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


def event_cells(notice: Notice, timezone: str, company: Mapping[str, str]) -> dict[str, str]:
    """
    Row of events.csv of a notice.

    Parameters
    ----------
    notice : Notice
    timezone : str
        Of the case.
    company : mapping of str to str
        Its name by language.
    """
    document, english = notice.document, Language()
    told = english.say(Message.of(N_("{name}: {kind}"), name=company["en"], kind=_kind(document)))
    return {
        **moment(document, timezone),
        "kind": LANE,
        "stocks": document.symbol,
        "title_en": told,
        "title_zh": notice.title,
        "source": company["en"],
        "source_zh": company["zh"],
        "url": document.url,
    }


def _kind(document: Document) -> Message:
    return Message.of(KIND_WORDS[document.kind])


def _line(view: View, notice: Notice) -> Markup:
    t, document = view.t, notice.document
    title = outside_link(document.url, notice.title) if document.url else notice.title
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


def _put(view: View, notice: Notice) -> None:
    """Put the event on the desk; for a callback."""
    document = notice.document
    stock = view.case.stock(document.symbol)
    names = {"en": stock.name.en or stock.name.zh, "zh": stock.name.zh or stock.name.en}
    try:
        desk.put_event(
            view,
            event_cells(notice, view.case.timezone, names),
            Message.of(DONE, name=document.name),
        )
    except DashboardError as error:
        st.session_state[desk.SAID] = error
