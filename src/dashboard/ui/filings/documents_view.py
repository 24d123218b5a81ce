"""The documents there are, stock by stock: what each is, and how much of it can be searched."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from dashboard.errors import N_, DashboardError
from dashboard.filings.document import Document
from dashboard.filings.lacking import lacking_pages
from dashboard.filings.library import Read
from dashboard.filings.reading import read_documents
from dashboard.html.elements import el, outside_link
from dashboard.html.stocks import stock_name
from dashboard.html.tables import table
from dashboard.language.language import Language
from dashboard.language.words import period
from dashboard.market.documents import KIND_WORDS
from dashboard.ui import components, people_view
from dashboard.ui.filings import document_filter
from dashboard.ui.filings.document_filter import DocumentFilter
from dashboard.ui.filings.shelf import Shelf
from dashboard.ui.state import View

TROUBLE = "filings_trouble"


def draw(view: View, held: Shelf, wanted: DocumentFilter) -> None:
    """Draw one table; where none is left out, a stock without a document has its line too."""
    t = view.t
    listed = {
        symbol: tuple(each for each in several if wanted.fits(each[0]))
        for symbol, several in held.held.items()
    }
    n = sum(map(len, listed.values()))
    components.heading(t("The documents"), _note(held, wanted, n, t), anchor="documents")
    if held.documents:
        document_filter.draw(held, wanted, t)
    trouble = st.session_state.pop(TROUBLE, None)
    if isinstance(trouble, DashboardError):
        components.trouble(trouble, t)
    if wanted.is_on:
        listed = {symbol: several for symbol, several in listed.items() if several}
    if listed:
        _table(view, listed)
    _reading(held, t)


def _table(view: View, listed: Mapping[str, tuple[tuple[Document, Read | None], ...]]) -> None:
    t = view.t
    heads = [t("Stock"), t("Document"), t("Period"), t("Published"), t("Source"), t("Pages")]
    rows = [
        row
        for symbol, several in listed.items()
        for row in (_rows(view, symbol, several) if several else [_none(view, symbol)])
    ]
    st.html(table("data documents", heads, rows))


def _reading(held: Shelf, t: Language) -> None:
    """Offer to read what was not read yet."""
    if held.unread and people_view.may_edit():
        told = t.plural(
            "Read {n} document that was not read yet",
            "Read {n} documents that were not read yet",
            len(held.unread),
        )
        st.button(told, key="filings_read", on_click=_read, args=(held, t))


def _note(held: Shelf, wanted: DocumentFilter, n: int, t: Language) -> str:
    if wanted.is_on:
        told = N_(
            "Of this kind and period: {n} of {total} documents. The others are searched all the "
            "same."
        )
        return t(told, n=n, total=len(held.documents))
    lacking = [symbol for symbol, several in held.held.items() if not several]
    if not lacking:
        return t("Of every stock there is at least one document.")
    return t("Without any document: {n} of {total} stocks.", n=len(lacking), total=len(held.held))


def _rows(
    view: View, symbol: str, several: tuple[tuple[Document, Read | None], ...]
) -> list[Markup]:
    t = view.t
    rows = []
    for n, (document, read) in enumerate(several):
        name = stock_name(view.case, symbol, t) if n == 0 else ""
        title = outside_link(document.url, document.title) if document.url else document.title
        rows.append(
            el(
                "tr",
                el("th", name, scope="row"),
                el("td.title", el("b", t(KIND_WORDS[document.kind])), " ", el("span.grey", title)),
                el("td", period(document.period, t)),
                el("td", el("time", t.long_day(document.day))),
                el("td", source(document, t)),
                el("td.pages", pages(read, t)),
            )
        )
    return rows


def _none(view: View, symbol: str) -> Markup:
    told = view.t("No document is kept, so nothing can be searched.")
    return el(
        "tr",
        el("th", stock_name(view.case, symbol, view.t), scope="row"),
        el("td.grey", told, colspan=5),
    )


def source(document: Document, t: Language) -> str:
    """Who brought a document."""
    return t("by hand") if document.source == "upload" else t.source(document.source)


def pages(read: Read | None, t: Language) -> str:
    """How many pages there are and how many nobody could search, or why there is no text."""
    if read is None:
        return t("not read yet")
    if read.text is None:
        return t.say(read.refused) if read.refused is not None else ""
    told = t.number(read.text.pages)
    why = t("; ").join(map(t.say, lacking_pages(read.text.states)))
    if read.text.unreadable == read.text.pages:
        return t("{pages}, none with text that can be searched ({why})", pages=told, why=why)
    if read.text.unreadable:
        return t("{pages}, {n} without text: {why}", pages=told, n=read.text.unreadable, why=why)
    return told


def _read(held: Shelf, t: Language) -> None:
    """Read what was not read yet, each document in a process of its own; for a callback."""
    unread = held.unread
    try:
        people_view.refuse_readers()
        with st.spinner(t("Reading…")):
            for _ in read_documents(held.library, unread):
                pass
    except DashboardError as error:
        st.session_state[TROUBLE] = error
