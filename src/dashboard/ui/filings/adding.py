"""A document added by hand: a file, and what is known of it, proposed from its name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.access import history
from dashboard.cases.cells import read_url
from dashboard.errors import N_, DashboardError, InputError
from dashboard.filings.document import Document, media_of
from dashboard.filings.library import Read
from dashboard.filings.reading import Known, put_document, read_document
from dashboard.filings.titles import Named, named, titled
from dashboard.filings.worker import MOST_BYTES, parse_apart
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.market.documents import KIND_WORDS, KINDS
from dashboard.message import Message
from dashboard.ui import components, data, people_view
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.documents_view import pages
from dashboard.ui.state import View

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

DONE = "filings_added"
TYPES = ("pdf", "html", "htm", "txt")

ADDED = N_("Kept and read: {document}, {pages} pages.")
ADDED_PART = N_("Kept and read: {document}, {pages} pages, {n} of them without text.")
UNREAD = N_("Kept, and cannot be searched: {document}. {reason}")
NO_FILE = N_("There is no file yet: choose one.")

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d)")


def panel(view: View) -> None:
    """Draw the form; a file that is chosen fills it."""
    t = view.t
    with st.container(key="filings_add"):
        components.heading(
            t("Add a document by hand"),
            t(
                "A report, a notice or an answer as PDF, HTML or text, at most {n} MB. It is read "
                "in a process of its own; nothing in it is run.",
                n=MOST_BYTES // 1_000_000,
            ),
            anchor="add",
        )
        if not people_view.may_edit():
            st.html(el("p.job", people_view.editors_only(t)))
            return
        _outcome(t)
        file = st.file_uploader(
            t("File of the document"),
            list(TYPES),
            key="filings_file",
            max_upload_size=MOST_BYTES // 1_000_000,
            width=560,
        )
        if file is not None:
            _form(view, file)


def _outcome(t: Language) -> None:
    done = st.session_state.pop(DONE, None)
    if isinstance(done, Message):
        st.html(el("p.job", t.say(done), role="status"))
    elif isinstance(done, DashboardError):
        components.trouble(done, t)


def _form(view: View, file: UploadedFile) -> None:
    t, key = view.t, file.file_id
    stem = PurePath(file.name).stem
    title, proposed = _proposed(file, stem, t)
    stock = proposed_stock(view, stem)
    with st.container(key="controls_filings_add", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Stock"),
            list(view.case.symbols),
            index=view.case.symbols.index(stock) if stock else None,
            key=f"add_stock_{key}",
            format_func=lambda symbol: t.name(view.case.stock(symbol)),
            placeholder=t("Whose document is it?"),
            width=230,
        )
        st.selectbox(
            t("Kind"),
            list(KINDS),
            index=KINDS.index(proposed.kind),
            key=f"add_kind_{key}",
            format_func=lambda kind: t(KIND_WORDS[kind]),
            width=230,
        )
        st.text_input(
            t("Period of a report: 2023, 2024H1, 2024Q3"),
            value=proposed.period,
            key=f"add_period_{key}",
            max_chars=10,
            width=250,
        )
        st.text_input(
            t("Published on"),
            value=proposed_day(stem),
            key=f"add_published_{key}",
            max_chars=30,
            placeholder="2024-04-22",
            width=150,
        )
        st.text_input(t("Title"), value=title, key=f"add_title_{key}", max_chars=200, width=390)
        st.text_input(
            t("Address, where it has one"),
            key=f"add_url_{key}",
            max_chars=2000,
            placeholder="https://",
            width=300,
        )
    st.button(
        t("Keep and read it"), key="filings_keep", type="primary", on_click=_keep, args=(view, file)
    )


def _proposed(file: UploadedFile, stem: str, t: Language) -> tuple[str, Named]:
    """Title, kind and period: of the file's name, or where that says nothing, of its first page."""
    proposed = named(stem)
    if proposed.kind != "notice":
        return stem, proposed
    with st.spinner(t("Looking at the first page…")):
        return data.computed("first page", file.file_id, lambda: _of_first_page(file, stem))


def _of_first_page(file: UploadedFile, stem: str) -> tuple[str, Named]:
    try:
        read = parse_apart(file.getvalue(), media_of(file.getvalue()), first=True)
    except DashboardError:  # what is no document is refused when it is kept
        return stem, named(stem)
    page = next((text for text, state in read.pages if state == "text"), "")
    return titled(page) or (stem, named(stem))


def proposed_stock(view: View, name: str) -> str:
    """Stock that a name of a file tells of by code or name; empty where none or several."""
    found = [
        stock.symbol
        for stock in view.case.stocks
        if stock.symbol.split(".")[0] in name
        or any(text and text in name for text in (stock.name.zh, stock.name.en))
    ]
    return found[0] if len(found) == 1 else ""


def proposed_day(name: str) -> str:
    """
    Day that a name of a file tells of; empty where none does.

    >>> proposed_day("300249_20240422_2023年年度报告"), proposed_day("2023年年度报告")
    ('2024-04-22', '')
    """
    match = _DAY.search(name)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def _keep(view: View, file: UploadedFile) -> None:
    """Keep and read the file; for a callback, which says what came of it."""
    held, key = st.session_state, file.file_id
    try:
        people_view.refuse_readers()
        symbol = held.get(f"add_stock_{key}")
        if not symbol:
            raise InputError(N_("Say whose document it is: choose a stock."))
        url = str(held[f"add_url_{key}"]).strip()
        known = Known(
            kind=held[f"add_kind_{key}"],
            title=str(held[f"add_title_{key}"]).strip() or PurePath(file.name).stem,
            published=str(held[f"add_published_{key}"]).strip(),
            period=str(held[f"add_period_{key}"]).strip(),
            url=read_url(url) if url else "",
        )
        library = shelves.library()
        document = put_document(library, symbol, file.getvalue(), known)
        with st.spinner(view.t("Reading…")):
            read = read_document(library, document)
    except DashboardError as error:
        held[DONE] = error
        return
    history.record(
        data.store_folder(),
        view.case.slug,
        people_view.who(),
        "filing-added",
        {"symbol": symbol, "document": document.id, "title": document.title[:80]},
    )
    held[DONE] = _told(document, read, view.t)


def _told(document: Document, read: Read, t: Language) -> Message:
    if read.text is None or read.text.unreadable == read.text.pages:
        return Message.of(UNREAD, document=document.name, reason=pages(read, t))
    told = ADDED_PART if read.text.unreadable else ADDED
    return Message.of(told, document=document.name, pages=read.text.pages, n=read.text.unreadable)
