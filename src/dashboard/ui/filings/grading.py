"""From a hit to a row of evidence: a short form, its quote held against the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.analysis.stories import statement_words
from dashboard.case import FINDINGS, SOURCE_KINDS
from dashboard.cases.confirmations import COLUMNS as CONFIRMING
from dashboard.errors import N_, DashboardError, InputError
from dashboard.filings.figures import Figure, figures_near, sentence_around
from dashboard.filings.library import Library
from dashboard.filings.quoting import check_quote, quote_of
from dashboard.filings.search import Hit
from dashboard.html.elements import el
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import fields
from dashboard.ui.filings import desk, evidence_rows
from dashboard.ui.filings.place import Place
from dashboard.ui.filings.shelf import Asked
from dashboard.ui.state import View

DONE = N_(
    "On your desk: {name}, page {page}. The quote stands there word for word. Save it as a version "
    "below."
)
TEXTS = (
    *("value", "unit", "measure", "denominator", "period"),
    *("statement_zh", "statement_en", "quote"),
)
CHECKS = "checks"  # the reported row that is confirmed or contradicted
LONGEST = 600  # signs of a text


def draw(view: View, library: Library, place: Place, wanted: Asked) -> None:
    """Draw the form of the hit that is looked at."""
    t = view.t
    st.html(el("h3.subhead", t("Make it evidence")))
    if not desk.is_open(view):
        return
    desk.say(t)
    key = _key(place)
    _begin(view, library, place, wanted, key)
    _form(view, place, key)
    st.button(
        t("Put it on my desk"),
        key="filings_grade",
        type="primary",
        on_click=_put,
        args=(view, place, key),
    )
    st.html(
        el(
            "p.remark",
            t(
                "First hand: you read it on this page. Stock, document, page and publication are "
                "those of the document."
            ),
        )
    )


def _begin(view: View, library: Library, place: Place, wanted: Asked, key: str) -> None:
    """Fill the form of a hit that is looked at for the first time."""
    if f"{key}_quote" in st.session_state:
        return
    start, end = _sentence(place)
    quote = quote_of(library.pages(place.document), place.text, start, end)
    stories = _stories(view)
    asked = view.case.asked
    first = asked.id if asked is not None and asked.id in stories else next(iter(stories), "")
    defaults = {
        "story": wanted.story if wanted.story in stories else first,
        "finding": evidence_rows.proposed_finding(place.document, quote),
        "source_kind": evidence_rows.SOURCE_KINDS[place.document.kind],
        "period": place.document.period,
        "quote": quote,
        "statement_zh": quote,
        "unit_zh": "",
    }
    for name in ("story", "finding", "source_kind", *TEXTS, "unit_zh"):
        st.session_state[f"{key}_{name}"] = defaults.get(name, "")


def fill(
    view: View, library: Library, place: Place, wanted: Asked, cells: Mapping[str, str]
) -> None:
    """Fill the form of a place with what a table says there; for a callback."""
    key = _key(place)
    st.session_state.pop(f"{key}_quote", None)
    _begin(view, library, place, wanted, key)
    for name, text in cells.items():
        st.session_state[f"{key}_{name}"] = text


def _key(place: Place) -> str:
    return f"grade_{place.document.id}_{place.start}"


def _sentence(place: Place) -> tuple[int, int]:
    """Span of the sentence of a hit, as far as it stands on the hit's own page."""
    start, end = sentence_around(place.text.text, place.start, place.end)
    starts = (*place.text.starts, len(place.text.text))
    first, last = starts[place.page - 1], starts[place.page]
    return max(start, first), max(min(end, last), place.end)


def _stories(view: View) -> dict[str, str]:
    return {s.id: view.t.pick(s.title) for s in view.case.stories if s.kind != "market"}


def _form(view: View, place: Place, key: str) -> None:
    t = view.t
    # What is not drawn is forgotten: the unit's other language stands in no field.
    st.session_state[f"{key}_unit_zh"] = st.session_state.get(f"{key}_unit_zh", "")
    for name in ("story", "finding", "source_kind", *TEXTS):
        st.session_state[f"{key}_{name}"] = st.session_state.get(f"{key}_{name}", "")
    with st.container(key="filings_form"):
        with st.container(key="filings_choices", horizontal=True, vertical_alignment="bottom"):
            _select("story", _stories(view), key, t)
            _select("finding", {f: words.marked(f, t) for f in FINDINGS}, key, t)
        _checking(view, place, key)
        _proposals(view, place, key)
        with st.container(key="filings_numbers", horizontal=True, vertical_alignment="bottom"):
            for name, width in (("value", 90), ("unit", 130), ("measure", 150)):
                _text(name, key, t, width=width)
            for name, width in (("denominator", 150), ("period", 90)):
                _text(name, key, t, width=width)
        for name in ("quote", "statement_zh", "statement_en"):
            st.text_area(fields.name(name, t), key=f"{key}_{name}", max_chars=LONGEST, height=82)
        kinds: dict[str, str] = {kind: words.source_kind(kind, t) for kind in SOURCE_KINDS}
        _select("source_kind", kinds, key, t)


def _select(name: str, labels: dict[str, str], key: str, t: Language) -> None:
    st.selectbox(
        fields.name(name, t),
        list(labels),
        key=f"{key}_{name}",
        format_func=lambda value: labels.get(value, value),
        width=230,
    )


def _checking(view: View, place: Place, key: str) -> None:
    """Ask whether the document bears out what was reported of the stock for the story."""
    t, story = view.t, st.session_state[f"{key}_story"]
    told = [
        row
        for row in view.whole.case.evidence
        if row.is_reported and (row.stock, row.story) == (place.document.symbol, story)
    ]
    if not told:
        return
    labels = {"": t("nothing that was reported")}
    for column in CONFIRMING:
        for row in told:
            labels[f"{column}:{row.id}"] = t(
                "{what}: {reporter}, “{statement}”",
                what=fields.name(column, t),
                reporter=statement_words.reporter(row, t),
                statement=t.pick(row.statement),
            )
    at = f"{key}_{CHECKS}"
    if st.session_state.get(at) not in labels:
        st.session_state[at] = ""
    st.selectbox(
        t("It confirms or contradicts"), list(labels), key=at, format_func=labels.__getitem__
    )


def _text(name: str, key: str, t: Language, *, width: int) -> None:
    st.text_input(fields.name(name, t), key=f"{key}_{name}", max_chars=80, width=width)


def _proposals(view: View, place: Place, key: str) -> None:
    """Numbers of the sentence: one is taken by a click, none by itself."""
    t = view.t
    found = figures_near(_hit(place), place.text)
    if not found:
        return
    st.html(el("p.proposals", t("Numbers of this sentence, to be checked on the page:")))
    with st.container(key="filings_figures", horizontal=True, gap="small"):
        for n, figure in enumerate(found):
            told = figure.text
            if figure.denominator:
                told = t("{figure} of {whole}", figure=figure.text, whole=figure.denominator)
            elif figure.unit and figure.unit not in figure.text:
                told = f"{figure.text} {figure.unit}"
            st.button(told, key=f"{key}_figure_{n}", on_click=partial(_take, figure, key, t))


def _hit(place: Place) -> Hit:
    word = place.text.text[place.start : place.end]
    return Hit(place.document, place.page, word, word, word, 0, len(word), place.start)


def _take(figure: Figure, key: str, t: Language) -> None:
    """Write a number into the form; for a callback."""
    found = evidence_rows.measured(figure)
    told = {"value": found.value, "unit": found.unit, "unit_zh": found.unit_zh}
    told |= {"denominator": figure.denominator, "finding": "quantified"}
    if figure.denominator and not st.session_state.get(f"{key}_measure"):
        told["measure"] = t("share")
    for name, text in told.items():
        st.session_state[f"{key}_{name}"] = text


def _put(view: View, place: Place, key: str) -> None:
    """Check the quote and put the row on the desk; for a callback."""
    held = st.session_state
    try:
        names = ("story", "finding", "source_kind", *TEXTS, "unit_zh")
        cells = {name: str(held.get(f"{key}_{name}") or "").strip() for name in names}
        check_quote(place.text, cells["quote"], place.page)
        column, _, told = str(held.get(f"{key}_{CHECKS}") or "").partition(":")
        if told:
            cells[column] = told
        if not (cells["statement_en"] or cells["statement_zh"]):
            raise InputError(N_("Write the statement in English or Chinese, best in both."))
        if not cells["unit"]:
            cells["unit_zh"] = ""
        cells |= evidence_rows.document_cells(place.document, view.case.timezone)
        cells["page"] = str(place.page)
        done = Message.of(DONE, name=place.document.name, page=place.page)
        desk.put_row(view, cells, place.page, done)
    except DashboardError as error:
        held[desk.SAID] = error
