"""What is looked for, and of whom: three controls whose truth is the link."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.folders import find_case
from dashboard.cases.shelf import is_shipped
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el, inside_link
from dashboard.message import Message
from dashboard.ui import components, people_view, state
from dashboard.ui.filings import desk
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.shelf import Asked
from dashboard.ui.state import View

LONGEST = 2_000
WORDS = "filings_words"
KEPT = N_("On your desk: the words of the story “{story}”. Save them as a version below.")


def draw(view: View, wanted: Asked) -> None:
    """Draw the words, the story that they belong to, and the stock."""
    t, case = view.t, view.case
    own = shelves.own_words(case, wanted.story)
    st.session_state[WORDS] = wanted.text
    with st.container(key="controls_filings", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("Words to look for: synonyms parted by commas, terms by semicolons"),
            key=WORDS,
            max_chars=LONGEST,
            placeholder="液冷, 冷板, 浸没; 阿里, 阿里巴巴, Alibaba",
            on_change=_put,
            args=(own,),
            width=520,
        )
        stories = {"": t("Words of all stories")}
        stories |= {each.id: t.pick(each.title) for each in case.stories if each.terms}
        if wanted.story:
            stories.setdefault(wanted.story, t.pick(case.story(wanted.story).title))
        if len(stories) > 1:
            components.link_select("story", t("Story"), stories, wanted.story, put=_turn, width=230)
        names = {"": t("All stocks")} | {each.symbol: t.name(each) for each in case.stocks}
        components.link_select("about", t("Stock"), names, wanted.about, put=_turn, width=200)
    _keep(view, wanted, own)
    if not own:
        way = inside_link(
            f"edit?{_table_of_stories(view)}", t("Write them into the stories of the case")
        )
        st.html(el("p.job", t("The case has no words of its own yet."), " ", way))


def _keep(view: View, wanted: Asked, own: str) -> None:
    """Offer to keep the words of the link in the story that they are looked for."""
    t = view.t
    if wanted.text in {"", own} or not wanted.story or not people_view.may_edit():
        return
    if is_shipped(find_case(view.case.slug)):
        return
    title = t.pick(view.case.story(wanted.story).title)
    st.button(
        t("Keep these words in the story “{story}”", story=title),
        key="filings_keep_words",
        type="tertiary",
        on_click=_write,
        args=(view, wanted, title),
    )


def _write(view: View, wanted: Asked, title: str) -> None:
    try:
        desk.put_terms(view, wanted.story, wanted.text, Message.of(KEPT, story=title))
    except DashboardError as error:
        st.session_state[desk.SAID] = error


def _put(own: str) -> None:
    text = str(st.session_state[WORDS]).strip()
    state.put("q", "" if text == own else text)
    _turn("term", "")


def _turn(name: str, value: str) -> None:
    """Write a filter into the link; the hit that was looked at was one of other words."""
    state.put(name, value)
    for other in ("hit", "term", "show"):
        if other != name:
            state.put(other, "")


def _table_of_stories(view: View) -> str:
    return urlencode(state.link(case=view.case.slug) | {"table": "stories"})
