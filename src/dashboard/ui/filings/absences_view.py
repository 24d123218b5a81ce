"""What was searched without a hit, word for word; each can be recorded as evidence *none-found*."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboard.cases.folders import find_case
from dashboard.cases.shelf import is_shipped
from dashboard.errors import N_, DashboardError, InputError
from dashboard.filings.search import Absence, Found
from dashboard.html.elements import el
from dashboard.html.stocks import stock_name
from dashboard.message import Message
from dashboard.ui import components, people_view
from dashboard.ui.filings import desk
from dashboard.ui.filings.evidence_rows import absence_cells
from dashboard.ui.filings.shelf import Asked, Shelf
from dashboard.ui.state import View

STORY = "filings_absence_story"
RECORDED = N_("On your desk: none found, {symbol}, with what was searched. Save it as a version.")
INCOMPLETE = N_(
    "A document of {symbol} could not be searched: that is no “none found”. Bring it, or add it."
)


def draw(view: View, held: Shelf, wanted: Asked, found: Found) -> None:
    """
    List absences and stocks of which nothing is known; nothing where there is neither.

    Parameters
    ----------
    view : View
    held : Shelf
        Tells whether every document of a stock could be searched.
    wanted : Asked
        An absence is recorded when none of the words that are looked for was found.
    found : Found
    """
    t = view.t
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
    whole = [each for each in found.absences if len(each.terms) == len(wanted.terms)]
    stories = {s.id: t.pick(s.title) for s in view.case.stories if s.kind != "market"}
    may = bool(whole and stories) and people_view.may_edit()
    may = may and not is_shipped(find_case(view.case.slug))
    if may:
        _story(view, wanted, stories)
    for absence in found.absences:
        st.html(_line(view, "∅", absence.symbol, t.say(absence.message)))
        if absence not in whole or not may:
            continue
        if held.is_whole(absence.symbol):
            st.button(
                t("Record as none found"),
                key=f"filings_none_{absence.symbol}",
                on_click=_record,
                args=(view, held, absence),
            )
        else:
            told = t(INCOMPLETE, symbol=absence.symbol)
            st.html(el("p.absence.grey", told))
    for symbol in found.unsearched:
        told = t(
            "{symbol}: no document that can be searched, so nothing is known of it.", symbol=symbol
        )
        st.html(_line(view, "?", symbol, told))


def _line(view: View, mark: str, symbol: str, told: str) -> Markup:
    name = stock_name(view.case, symbol, view.t, with_symbol=False)
    return el("p.absence", el("span.mark", mark, aria_hidden="true"), name, " ", told)


def _story(view: View, wanted: Asked, stories: dict[str, str]) -> None:
    """For which story the words were looked for."""
    t = view.t
    if st.session_state.get(STORY) not in stories:
        st.session_state[STORY] = wanted.story if wanted.story in stories else next(iter(stories))
    st.selectbox(
        t("Story for which nothing was found"),
        list(stories),
        key=STORY,
        format_func=stories.__getitem__,
        width=300,
    )


def _record(view: View, held: Shelf, absence: Absence) -> None:
    """Put the row of an absence on the desk; for a callback."""
    try:
        if not held.is_whole(absence.symbol):
            raise InputError(INCOMPLETE, symbol=absence.symbol)
        cells = absence_cells(view.case, absence, str(st.session_state[STORY]))
        desk.put_row(view, cells, None, Message.of(RECORDED, symbol=absence.symbol))
    except DashboardError as error:
        st.session_state[desk.SAID] = error
