"""The page of articles: paste, read, confirm, save."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.marks import rows_of
from dashboard.html import draft_rows
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import components, people_view, state
from dashboard.ui.article import (
    draft_view,
    finds_view,
    given,
    publication,
    saving,
    second_view,
    work,
)
from dashboard.ui.article.desk import forget, of_saved, of_work
from dashboard.ui.article.work import Work


def draw(t: Language) -> None:
    """Draw what this reader has in hand: a saved draft, an article that was read, or the form."""
    if not people_view.may_edit():
        _head(t("From an article to a case"), people_view.editors_only(t), t)
        return
    saved, found = state.asked("draft"), work.in_hand()
    if saved:
        _saved(saved, t)
    elif found is None:
        told = t(
            "Paste an article about a running theme. Rules of our own read it, without a language "
            "model; it stays on this machine. You see what was found, confirm it, and save a "
            "draft of a case."
        )
        _head(t("Put an article on trial"), told, t)
        barred = saving.read_only()
        if barred is not None:
            components.notice(t.error(barred))
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
    numbered, desk = found.numbered(t), of_work(found)
    title = t.plural("{n} find in the article", "{n} finds in the article", len(numbered))
    if desk is not None:
        title = _with_open(title, len(draft_rows.waiting(desk.content.marks)), t)
    told = second_view.sent_to(found, t) or t(
        "Read by rules alone, without a language model. The article stays on this machine; the "
        "case holds only short quotes of it."
    )
    _head(title, told, t)
    finds_view.notices(found.finds, t)
    asked = publication.is_asked(found)
    with st.container(key="article_again", horizontal=True, vertical_alignment="center"):
        st.button(
            t("Change the text, or read another article"),
            key="article_back",
            type="tertiary",
            on_click=forget,
        )
        if desk is not None:
            # On a phone a whole article stands before it.
            st.html(el("p.jump", inside_link("#draft", t("Go to the draft below"))))
        if not asked and found.finds.subjects:
            publication.offer(t)
    publication.field(found, t)
    name = found.finds.title if desk is None else t.pick(desk.content.case.title)
    below = finds_view.side_by_side(found.finds, name, numbered, _states(found), t)
    if desk is not None:
        with below:
            draft_view.window(desk, t)
    second_view.draw(found, t)
    draft_view.trouble(t)
    if desk is None:
        # Where the day alone is missing, the page has asked for it in its own words.
        if found.refusal is not None and not (asked and found.finds.published.day is None):
            components.notice(t.error(found.refusal))
        return
    draft_view.draft(desk, numbered, t)
    saving.save(desk, found, t)


def _with_open(finds: str, n: int, t: Language) -> str:
    """Count of finds with how much is left to confirm."""
    if not n:
        return t("{finds}, everything is confirmed", finds=finds)
    return t("{finds}, {n} entries wait for your yes", finds=finds, n=n)


def _states(found: Work) -> dict[int, str]:
    """By number of a find, what became of the entries of the draft that rest on it."""
    if found.draft is None or found.content is None:
        return {}
    left = {(mark.start, mark.end) for mark in found.content.marks}
    rows = rows_of(found.content.case)
    made = found.draft.content.marks
    kept = {(mark.start, mark.end) for mark in made if mark.row in rows[mark.file]}
    every = {(mark.start, mark.end) for mark in made}
    states = {}
    for number, places in found.places.items():
        if places & left:
            states[number] = "open"
        elif places & kept:
            states[number] = "settled"
        elif places & every:
            states[number] = "dropped"
    return states


def _saved(slug: str, t: Language) -> None:
    """Go on with a draft that was saved."""
    desk = of_saved(slug)
    case = desk.content.case
    told = (
        t("A draft. Every step is written into its folder at once.")
        if desk.content.marks
        else t("Everything is confirmed: this is a draft no longer.")
    )
    _head(t.pick(case.title), told, t)
    query = urlencode(state.link(case=slug))
    story = inside_link(f"./?{query}", t("Its Story page"))
    st.html(el("p.job", story))
    draft_view.trouble(t)
    if desk.content.marks:
        draft_view.draft(desk, (), t)
