"""From an open theme to a case: a draft is saved, and the editor opens on it."""

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

MADE, REFUSED = "radar_made", "radar_made_not"  # slug of what was just saved; why it was not


def draw(entry: Entry, kept: KeptEvening, t: Language) -> None:
    """Draw the button, for who may edit and where cases can be saved."""
    slug = st.session_state.pop(MADE, "")
    if slug:
        query = state.general_link() | {"case": slug}
        st.switch_page(frame.pages(t)["edit"], query_params=query)
    if entry.detail is None or not people_view.may_edit():
        return
    barred = saving.read_only()
    if barred is not None:
        st.html(el("p.job", t.error(barred), role="note"))
        return
    refused = st.session_state.pop(REFUSED, None)
    if isinstance(refused, DashboardError):
        trouble(refused, t)
    with st.container(key="radar_make", horizontal=True, vertical_alignment="center"):
        st.button(
            t("Open as a case"),
            key="radar_case",
            type="primary",
            on_click=lambda: _make(entry, kept, t),
        )
        told = t(
            "Saved as a draft, every entry marked; the groups are said to be named after the move."
        )
        st.html(el("p.grey", told))


def _make(entry: Entry, kept: KeptEvening, t: Language) -> None:
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
    st.session_state[MADE] = slug
    saving.ask_for_prices(content.case, t)
