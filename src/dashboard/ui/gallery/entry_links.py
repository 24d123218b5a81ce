"""Where the entry of a case leads: its pages, and its editor."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.entries import CaseEntry
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import data, state


def address(slug: str, page: str = "./") -> str:
    """Relative address of a page of a case, on its own window."""
    return f"{page}?{urlencode({'case': slug} | state.general_link())}"


def draw(entry: CaseEntry, t: Language) -> None:
    """Draw the links of an entry's menu."""
    links = []
    if not entry.faults:
        links.append(inside_link(address(entry.slug), t("Open")))
    if (data.home() / "pages" / "edit.py").is_file():
        links.append(inside_link(address(entry.slug, "edit"), t("Edit")))
    if links:
        st.html(el("ul.menu", [el("li", link) for link in links]))
