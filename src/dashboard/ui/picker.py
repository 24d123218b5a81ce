"""The picker of the top bar: another case by a few letters of its name or of its stocks."""

from __future__ import annotations

import streamlit as st

from dashboard.analysis.cards.finding import has_words, written
from dashboard.cases.entries import CaseEntry
from dashboard.errors import DashboardError
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import components, data, state
from dashboard.ui.gallery import entry_links

MOST = 12  # cases listed below the letters typed
LONGEST = 80


@st.fragment
def draw(t: Language, slug: str) -> None:
    """
    Name of the case that is looked at; a list to choose from is made when it is opened.

    Parameters
    ----------
    t : Language
    slug : str
        Of the case; empty on a page that is about none.
    """
    entries = data.cases()
    shown = next((entry for entry in entries if entry.slug == slug), None)
    label = t("Open a case") if shown is None else t.pick(shown.title)
    box = st.popover(label, key="case_picker", type="tertiary", on_change="rerun")
    if not box.open:
        return
    with box, st.container(key="pickerbox"):
        typed = st.text_input(
            t("Search"),
            key="picker_search",
            placeholder=t("title, stock or code"),
            label_visibility="collapsed",
        )
        try:
            _list(str(typed)[:LONGEST], slug, entries, t)
        except DashboardError as error:
            components.trouble(error, t)


def _list(typed: str, slug: str, entries: tuple[CaseEntry, ...], t: Language) -> None:
    words, listed = written(typed).split(), data.known_stocks()
    hits = [each for each in entries if not each.faults and has_words(each, words, listed)]
    if not hits:
        st.html(el("p.grey", t("No case has “{q}” in its title, question or stocks.", q=typed)))
        return
    general = state.general_link()
    rows = [
        el(
            "li",
            inside_link(entry_links.address(each.slug, general), t.pick(each.title)),
            aria_current="true" if each.slug == slug else None,
        )
        for each in hits[:MOST]
    ]
    st.html(el("ul.picked", rows))
    if len(hits) > MOST:
        told = t("{n} more; type a letter or two.", n=len(hits) - MOST)
        st.html(el("p.grey", told))
