"""The menu of a case, opened over the gallery: where it leads, and what is done with it."""

from __future__ import annotations

import streamlit as st

from dashboard.cases.entries import CaseEntry
from dashboard.errors import DashboardError
from dashboard.language.language import Language
from dashboard.ui import components, data, state
from dashboard.ui.gallery import actions, entry_links


def draw(t: Language) -> None:
    """Open the menu of the case that the link names; one that is gone has none."""
    slug = state.asked(entry_links.MENU)
    entry = next((each for each in data.cases() if each.slug == slug), None) if slug else None
    if entry is not None:
        title = t.pick(entry.title) or entry.slug
        st.dialog(_plain(title), on_dismiss=close)(_menu)(entry, t)


def close() -> None:
    """Take the menu out of the link; for callbacks."""
    state.put(entry_links.MENU, "")


def _plain(title: str) -> str:
    """Title without signs that would be set as Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|~:$" else sign for sign in title)


def _menu(entry: CaseEntry, t: Language) -> None:
    if not state.asked(entry_links.MENU):
        st.rerun()  # what was asked for was done; the gallery says so
    refused = st.session_state.pop(actions.REFUSED, None)
    with st.container(key="cardmenu"):
        if isinstance(refused, DashboardError):
            components.trouble(refused, t)
        entry_links.draw(entry, t)
        actions.menu(entry, t)
