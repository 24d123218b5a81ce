"""A story in the reader's words: where the article told none, nothing could be answered."""

from __future__ import annotations

import streamlit as st

from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui.article.desk import TELLING, Desk

_WORDS = "telling_words"


def offer(desk: Desk, t: Language) -> None:
    """
    Offer to add a story; where there is none, say what that means.

    Parameters
    ----------
    desk : Desk
    t : Language
    """
    stories = desk.content.case.stories
    with st.container(key="telling"):
        if all(story.kind == "market" for story in stories):
            told = t(
                "No reason was read that is about the companies: without one there is no story to "
                "test. Say what is believed to have moved these stocks."
            )
            st.html(el("p.job", told, role="note"))
        if not st.session_state.get(TELLING):
            st.button(
                t("Add a story…"),
                key="telling_begin",
                type="tertiary",
                on_click=lambda: _open(True),
            )
            return
        _field(desk, t)


def _field(desk: Desk, t: Language) -> None:
    """The words of the reader, with what can be done with them."""
    with st.container(key="article_editor_telling"):
        st.text_input(t("What is believed to have moved the stocks"), key=_WORDS, max_chars=60)
        with st.container(key="editor_buttons_telling", horizontal=True):
            st.button(
                t("Put it on trial"),
                key="telling_add",
                on_click=lambda: desk.tell(str(st.session_state.get(_WORDS, "")), t.code),
            )
            st.button(
                t("Leave it as it is"),
                key="telling_close",
                type="tertiary",
                on_click=lambda: _open(False),
            )


def _open(wanted: bool) -> None:
    st.session_state[TELLING] = wanted
