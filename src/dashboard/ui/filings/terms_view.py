"""What is looked for, and of whom: three controls whose truth is the link."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.html.elements import el, inside_link
from dashboard.ui import components, state
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.shelf import Asked
from dashboard.ui.state import View

LONGEST = 2_000
WORDS = "filings_words"


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
    if not own:
        way = inside_link(
            f"edit?{_table_of_stories(view)}", t("Write them into the stories of the case")
        )
        st.html(el("p.job", t("The case has no words of its own yet."), " ", way))


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
