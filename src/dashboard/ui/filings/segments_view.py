"""Revenue by segment as the tables of a report have it; a row becomes a filled form of evidence."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

from dashboard.errors import N_, DashboardError, InputError
from dashboard.filings.document import Document
from dashboard.filings.folding import fold
from dashboard.filings.library import Library
from dashboard.filings.page_text import DocumentText
from dashboard.filings.quoting import quote_of
from dashboard.filings.segments import VIEW_WORDS, Segment, SegmentTable, reported_segments
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.language.words import period
from dashboard.ui import components, people_view, state
from dashboard.ui.filings import grading
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.place import Place
from dashboard.ui.filings.shelf import Shelf
from dashboard.ui.state import View

HELD = "filings_segments"  # the document whose tables were read, and what they gave
CHOICE = "filings_segments_of"
FILLED = "filings_segment"  # the row that fills the form
REPORTS = frozenset({"annual-report", "half-year-report"})
NEAR = 160  # signs behind a label within which its amount stands

NOT_THERE = N_(
    "“{label}” does not stand in the text of page {page} as the table has it: look for it among "
    "the words above, and grade the hit."
)


def draw(view: View, held: Shelf) -> None:
    """Draw the choice of a report and what its tables gave; nothing without a report."""
    t = view.t
    reports = {
        document.id: document
        for document, read in held.read
        if read.text is not None and document.media == "pdf" and document.kind in REPORTS
    }
    if not reports:
        return
    components.heading(
        t("Revenue by segment"),
        t(
            "From the tables of a report: industry, product, region. Rows that do not sum to their "
            "total are refused. Proposals, to be checked on the page."
        ),
        anchor="segments",
    )
    labels = {name: _called(view, document) for name, document in reports.items()}
    if st.session_state.get(CHOICE) not in labels:
        st.session_state[CHOICE] = next(reversed(labels))
    with st.container(key="controls_segments", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Report"), list(labels), key=CHOICE, format_func=labels.__getitem__, width=420
        )
        st.button(
            t("Read its tables"),
            key="filings_segments_read",
            on_click=_read,
            args=(held.library, reports, t),
        )
    name, found = st.session_state.get(HELD, ("", None))
    if name not in reports:
        return
    if isinstance(found, DashboardError):
        components.trouble(found, t)
    elif isinstance(found, tuple):
        _tables(view, held, reports[name], found)


def _called(view: View, document: Document) -> str:
    t = view.t
    name = t.name(view.case.stock(document.symbol))
    return t("{stock}, {document}", stock=name, document=t.say(document.name))


def _read(library: Library, reports: dict[str, Document], t: Language) -> None:
    """Read the tables of the report that was chosen; for a callback."""
    name = st.session_state[CHOICE]
    try:
        with st.spinner(t("Reading the tables…")):
            found: object = reported_segments(library, reports[name])
    except DashboardError as error:
        found = error
    st.session_state[HELD] = (name, found)


def _tables(view: View, held: Shelf, document: Document, found: tuple[SegmentTable, ...]) -> None:
    t = view.t
    if not found:
        components.nothing(t("No page of this report names a table of revenue by segment."))
    may = people_view.may_edit()
    for n, table in enumerate(found):
        st.html(_head(table, document, t))
        if table.refused is not None:
            st.html(el("p.absence.grey", t.say(table.refused)))
        for k, segment in enumerate(table.segments):
            key = f"filings_segment_line_{n}_{k}"
            with st.container(key=key, horizontal=True, vertical_alignment="center"):
                st.html(_line(table, segment, t), width="content")
                if may:
                    st.button(
                        t("Make it evidence"),
                        key=f"filings_segment_{n}_{k}",
                        on_click=_take,
                        args=(view, held, document, table, segment),
                    )
                if st.session_state.get(FILLED) == (document.id, segment):
                    way = inside_link("#page", t("The form above is filled: look at it"))
                    st.html(el("p.job", way, role="status"), width="content")


def _head(table: SegmentTable, document: Document, t: Language) -> Markup:
    parts = [
        t(VIEW_WORDS[table.view]),
        t("of {whole}", whole=table.denominator),
        period(document.period, t) or table.period,
    ]
    return el("h3.subhead", " · ".join(filter(None, parts)))


def _line(table: SegmentTable, segment: Segment, t: Language) -> Markup:
    part = t("thereof") + " " if segment.part_of else ""
    amount = f"{t.number(segment.revenue, 2)} {table.unit}".strip()
    return el(
        "p.absence",
        part,
        el("b", segment.label),
        " ",
        t.percent(segment.share, 2, sign=False),
        " ",
        el("span.grey", t("{amount}, page {page}", amount=amount, page=segment.page)),
    )


def _take(
    view: View, held: Shelf, document: Document, table: SegmentTable, segment: Segment
) -> None:
    """Open the page of a row with the form filled; for a callback."""
    t = view.t
    read = held.library.read(document)
    try:
        if read is None or read.text is None:
            raise InputError(NOT_THERE, label=segment.label, page=segment.page)
        start, end, quoted = place_of(read.text, segment)
    except DashboardError as error:
        st.session_state[HELD] = (document.id, error)
        return
    place = Place(document, read.text, start, end)
    quote = quote_of(held.library.pages(document), read.text, start, quoted)
    cells = {
        "finding": "quantified",
        "value": f"{segment.share:.6f}".rstrip("0").rstrip("."),
        "unit": "fraction",
        "measure": t("share"),
        "denominator": table.denominator,
        "period": document.period or table.period,
        "quote": quote,
        "statement_zh": quote,
    }
    st.session_state[FILLED] = (document.id, segment)
    grading.fill(view, held.library, place, shelves.asked(view.case), cells)
    state.put("hit", f"{document.symbol}~{document.id}~{start}~{end - start}")


def place_of(text: DocumentText, segment: Segment) -> tuple[int, int, int]:
    """
    Span of a row's label on its page, and where the amount behind it ends.

    Raises
    ------
    InputError
        If the label does not stand there.
    """
    starts = (*text.starts, len(text.text))
    first, last = starts[segment.page - 1], starts[segment.page]
    page, label = text.text[first:last], fold(segment.label)
    printed = "|".join(
        re.escape(form)
        for form in (f"{segment.revenue:,.2f}", f"{segment.revenue:.2f}", f"{segment.revenue:,.0f}")
    )
    row = re.search(
        rf"({re.escape(label)})(?:.{{0,{NEAR}}}?(?:{printed})(?: ?[0-9.]+%)?)", page, re.DOTALL
    )
    found = row or re.search(f"({re.escape(label)})", page)
    if found is None:
        raise InputError(NOT_THERE, label=segment.label, page=segment.page)
    return first + found.start(1), first + found.end(1), first + found.end()
