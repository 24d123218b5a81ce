"""Two groups where the article was read as one: without a second, nothing is compared."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.case import Case, Text
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui.article.desk import PARTING, Desk

_STOCKS, _FIRST, _SECOND = "parting_stocks", "parting_first", "parting_second"


def offer(desk: Desk, t: Language) -> None:
    """Say that all stocks stand in one group, and offer to part it; nothing where they do not."""
    case = desk.content.case
    if len(case.groups) != 1 or len(case.stocks) < 2:
        st.session_state.pop(PARTING, None)
        return
    with st.container(key="parting"):
        told = t(
            "All stocks stand in one group, so that they are held against the market alone. Where "
            "the article sets some against the others, part them."
        )
        st.html(el("p.job", told, role="note"))
        if not st.session_state.get(PARTING):
            st.button(t("Make two groups…"), key="parting_begin", on_click=lambda: _open(True))
            return
        _fields(desk, case, t)


def _fields(desk: Desk, case: Case, t: Language) -> None:
    with st.container(key="article_editor_parting"):
        st.multiselect(
            t("Stocks of the second group"),
            case.symbols,
            set_apart(case),
            key=_STOCKS,
            format_func=lambda symbol: t.name(case.stock(symbol)),
            placeholder="",
        )
        st.text_input(t("Title of the second group"), key=_SECOND, max_chars=40)
        known = t.pick(case.groups[0].title)
        st.text_input(t("Title of the first group"), known, key=_FIRST, max_chars=40)
        with st.container(key="editor_buttons_parting", horizontal=True):
            st.button(
                t("Make the second group"), key="parting_make", on_click=lambda: _make(desk, t)
            )
            st.button(
                t("Leave it as it is"),
                key="parting_close",
                type="tertiary",
                on_click=lambda: _open(False),
            )


def set_apart(case: Case) -> Sequence[str]:
    """Stocks that the article tells of in its second sentence of returns, where it has just two."""
    told: dict[str, list[str]] = {}
    for claim in case.claims:
        if claim.kind == "return" and claim.subject in case.symbols:
            told.setdefault(claim.text.zh or claim.text.en, []).append(claim.subject)
    sentences = list(told.values())
    covered = {symbol for each in sentences for symbol in each}
    if len(sentences) != 2 or covered != set(case.symbols):
        return []
    return [symbol for symbol in case.symbols if symbol not in sentences[0]]


def _make(desk: Desk, t: Language) -> None:
    group = desk.content.case.groups[0]
    first = _typed(_FIRST, t)
    if t.pick(first) == t.pick(group.title):
        first = group.title
    desk.part(group.id, st.session_state.get(_STOCKS, ()), (first, _typed(_SECOND, t)))


def _typed(key: str, t: Language) -> Text:
    words = str(st.session_state.get(key, "")).strip()
    return Text(zh=words) if t.code == "zh" else Text(en=words)


def _open(wanted: bool) -> None:
    st.session_state[PARTING] = wanted
