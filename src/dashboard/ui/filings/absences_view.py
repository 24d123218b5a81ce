"""What was searched without a hit, word for word, and what was not searched at all."""

from __future__ import annotations

import streamlit as st

from dashboard.filings.search import Found
from dashboard.html.elements import el
from dashboard.html.stocks import stock_name
from dashboard.ui import components
from dashboard.ui.filings.shelf import Shelf
from dashboard.ui.state import View


def draw(view: View, held: Shelf, found: Found) -> None:
    """
    List absences and stocks of which nothing is known; nothing where there is neither.

    Parameters
    ----------
    view : View
    held : Shelf
        Tells whether every document of a stock could be searched.
    found : Found
    """
    t, case = view.t, view.case
    if not (found.absences or found.unsearched):
        return
    components.heading(
        t("Searched without a hit"),
        t(
            "Nothing found is not that nothing exists: each line says which documents were "
            "searched, for which words, and how many pages nobody could search."
        ),
        anchor="absences",
    )
    for absence in found.absences:
        st.html(
            el(
                "p.absence",
                el("span.mark", "∅", aria_hidden="true"),
                stock_name(case, absence.symbol, t, with_symbol=False),
                el("span", " ", t.say(absence.message)),
                None
                if held.is_whole(absence.symbol)
                else el("span.grey", " ", t("Not every document of this stock could be searched.")),
            )
        )
    for symbol in found.unsearched:
        st.html(
            el(
                "p.absence",
                el("span.mark", "?", aria_hidden="true"),
                stock_name(case, symbol, t, with_symbol=False),
                el(
                    "span",
                    " ",
                    t(
                        "{symbol}: no document that can be searched, so nothing is known of it.",
                        symbol=symbol,
                    ),
                ),
            )
        )
