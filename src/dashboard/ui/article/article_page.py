"""The page of articles: paste, read, confirm, save."""

from __future__ import annotations

import streamlit as st

from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components, people_view
from dashboard.ui.article import finds_view, given, second_view, work
from dashboard.ui.article.work import Work


def draw(t: Language) -> None:
    """Draw what this reader has in hand: an article that was read, or the form for one."""
    if not people_view.may_edit():
        _head(t("From an article to a case"), people_view.editors_only(t), t)
        return
    found = work.in_hand()
    if found is None:
        told = t(
            "Paste an article about a running theme. Rules of our own read it, without a language "
            "model; it stays on this machine. You see what was found, confirm it, and save a "
            "draft of a case."
        )
        _head(t("Put an article on trial"), told, t)
        given.form(t)
    else:
        _read(found, t)


def _head(title: str, standfirst: str, t: Language) -> None:
    st.html(
        el(
            "header.head",
            el("p.kicker", t("From an article to a case")),
            el("h1", title),
            el("p.standfirst", standfirst),
        )
    )


def _read(found: Work, t: Language) -> None:
    numbered = found.numbered(t)
    title = t.plural("{n} find in the article", "{n} finds in the article", len(numbered))
    told = second_view.sent_to(found, t) or t(
        "Read by rules alone, without a language model. The article stays on this machine; the "
        "case holds only short quotes of it."
    )
    _head(title, told, t)
    finds_view.notices(found.finds, t)
    with st.container(key="article_again", horizontal=True):
        st.button(
            t("Change the text, or read another article"),
            key="article_back",
            type="tertiary",
            on_click=work.put_down,
        )
    if found.refusal is not None:
        components.notice(t.error(found.refusal))
    title = found.finds.title if found.content is None else t.pick(found.content.case.title)
    finds_view.side_by_side(found.finds, title, numbered, {}, t)
    second_view.draw(found, t)
