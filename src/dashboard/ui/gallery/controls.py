"""Search, filters and order of the gallery, all of it kept in the link."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.analysis.answer.outcomes import OUTCOMES, WORDS
from dashboard.analysis.cards.finding import DUE, ORDER_WORDS, ORDERS, Wanted, counts
from dashboard.analysis.cards.glance import STANDINGS, Glance
from dashboard.analysis.cards.words import DUE_WORD, STANDING_WORDS
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.ui import state, width
from dashboard.ui.components import link_select
from dashboard.ui.gallery.board import LONGEST

LOOK_FOR = N_("stock, code, word of a question or an answer")

ALL = "all"  # stands in the control where the link says nothing


def drop_filters() -> None:
    """Show all answers and states again; for callbacks."""
    state.put("answer", "")
    state.put("status", "")


def labels(
    glances: Sequence[Glance], wanted: Wanted, t: Language
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Words of the answers, the states and the orders that can be chosen, with their counts."""
    answers, standings = counts(glances)
    all_words = N_("all")
    by_answer = {ALL: f"{t(all_words)} {len(glances)}"} | {
        each: f"{t(WORDS[each])} {answers[each]}"
        for each in OUTCOMES
        if answers[each] or each == wanted.answer
    }
    by_status = {ALL: t(all_words)} | {
        each: f"{t(STANDING_WORDS[each])} {standings[each]}"
        for each in STANDINGS
        if standings[each] or each == wanted.status
    }
    due = sum(bool(each.reasons) for each in glances)
    if due or wanted.status == DUE:
        by_status[DUE] = f"{t(DUE_WORD)} {due}"
    return by_answer, by_status, {each: t(ORDER_WORDS[each]) for each in ORDERS}


def draw(glances: Sequence[Glance], wanted: Wanted, t: Language) -> None:
    """Search, and two lines of words with their counts; on a phone three words to choose from."""
    by_answer, by_status, orders = labels(glances, wanted, t)
    narrow = width.is_narrow()
    with st.container(key="gallerytools"):
        _search(wanted.q, t)
        with st.container(key="galleryfilters_narrow" if narrow else "galleryfilters"):
            choose = _menu if narrow else _words
            choose("answer", t("Answer"), by_answer, wanted.answer or ALL)
            choose("status", t("Status"), by_status, wanted.status or ALL)
            _menu("sort", t("Sorted by"), orders, wanted.sort, default="window")


def _search(current: str, t: Language) -> None:
    key = "cases_search"
    # Set only where the link says otherwise: what is being typed is not to be overwritten.
    if st.session_state.get(key, "").strip()[:LONGEST] != current:
        st.session_state[key] = current
    st.text_input(
        t("Search"),
        key=key,
        placeholder=t(LOOK_FOR),
        label_visibility="collapsed",
        on_change=lambda: _put("q", str(st.session_state[key]).strip()[:LONGEST]),
    )


def _words(name: str, label: str, labels: dict[str, str], current: str) -> None:
    key = f"{name}_words"
    st.session_state[key] = current
    st.segmented_control(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        required=True,
        on_change=lambda: _put(name, _but(st.session_state[key], ALL)),
    )


def _menu(
    name: str, label: str, labels: dict[str, str], current: str, *, default: str = ALL
) -> None:
    link_select(
        name, label, labels, current, put=lambda name, value: _put(name, _but(value, default))
    )


def _but(value: object, default: str) -> str:
    return "" if value == default else str(value)


def _put(name: str, value: str) -> None:
    state.put(name, value)
    state.put("show", "")
