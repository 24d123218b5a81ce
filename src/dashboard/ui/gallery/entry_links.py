"""Where the entry of a case leads: its pages, its editor, its menu."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.entries import CaseEntry
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import data, state

MENU = "menu"  # parameter of the link: whose menu is open


def address(slug: str, general: Mapping[str, str], page: str = "./") -> str:
    """
    Relative address of a page of a case, on its own window.

    Parameters
    ----------
    slug : str
    general : mapping of str to str
        Parameters of the link that are about no case.
    page : str
    """
    return f"{page}?{urlencode({'case': slug, **general})}"


def menu_address(slug: str, general: Mapping[str, str]) -> str:
    """Relative address of the gallery with the menu of a case; the page opens it in place."""
    return f"cases?{urlencode({MENU: slug, **general})}"


def draw(entry: CaseEntry, t: Language) -> None:
    """Draw the links of an entry's menu."""
    links, general = [], state.general_link()
    if not entry.faults:
        links.append(inside_link(address(entry.slug, general), t("Open")))
    if (data.home() / "pages" / "edit.py").is_file():
        links.append(inside_link(address(entry.slug, general, "edit"), t("Edit")))
    if links:
        st.html(el("ul.menu", [el("li", link) for link in links]))
