"""From an open theme to a case: a draft is saved, and the editor or its filings open on it."""

from __future__ import annotations

import streamlit as st

from dashboard.cases import folders, listing
from dashboard.errors import DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.radar.kept import Entry, KeptEvening
from dashboard.ui import data, frame, people_view, state
from dashboard.ui.article import saving
from dashboard.ui.components import trouble
from dashboard.ui.radar import filings_way

MADE, REFUSED = "radar_made", "radar_made_not"  # what was just saved, and where it opens; why not


def draw(entry: Entry, kept: KeptEvening, t: Language) -> None:
    """Draw the ways on from a theme: to a case of it, and to the documents of its stocks."""
    slug, page = st.session_state.pop(MADE, ("", ""))
    if slug:
        query = state.general_link() | {"case": slug}
        st.switch_page(frame.pages(t)[page], query_params=query)
    if entry.detail is None:
        return
    held = filings_way.at_hand(entry)
    barred = saving.read_only() if people_view.may_edit() else None
    refused = st.session_state.pop(REFUSED, None)
    if isinstance(refused, DashboardError):
        trouble(refused, t)
    if people_view.may_edit() and barred is None:
        told = t(
            "Saved as a draft, every entry marked; the groups are said to be named after the move."
        )
        _button(t("Open as a case"), "edit", told, entry, kept, t)
    if barred is not None:
        st.html(el("p.job", t.error(barred), role="note"))
    if held:
        st.html(filings_way.link(held, entry, t))
    elif people_view.may_edit() and barred is None:
        told = t("No case has this theme: the same draft is saved, and its Filings page opens.")
        told = t.sentences([told, filings_way.kept(entry, t)])
        _button(t("Look in the filings"), "filings", told, entry, kept, t)
    else:
        told = t("Filings are searched case by case, and no case has this theme yet.")
        st.html(el("p.job", told, role="note"))


def _button(label: str, page: str, told: str, entry: Entry, kept: KeptEvening, t: Language) -> None:
    """Save the draft, and open it on a page."""
    with st.container(key=f"radar_make_{page}", horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            key="radar_case" if page == "edit" else "radar_filings",
            type="primary" if page == "edit" else "secondary",
            on_click=lambda: _make(entry, kept, page, t),
        )
        st.html(el("p.grey", told))


def _make(entry: Entry, kept: KeptEvening, page: str, t: Language) -> None:
    from dashboard.radar.case_draft import draft_of, slug_of  # noqa: PLC0415 - for this moment alone

    try:
        people_view.refuse_readers()
        known = listing.list_cases()
        slug = slug_of(entry, kept, [each.slug for each in known])
        names = {symbol: each.name for symbol, each in data.known_stocks().items()}
        cases = [data.folder(each.slug).case for each in known if not each.faults]
        content = draft_of(entry, kept, slug, names, cases)
        folders.new_case(content, folders.own_directory() / slug)
    except DashboardError as error:
        st.session_state[REFUSED] = error
        return
    data.forget_cases()
    st.session_state[MADE] = (slug, page)
    saving.ask_for_prices(content.case, t)
