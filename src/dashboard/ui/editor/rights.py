"""Cases that cannot be changed here, and the copy that can."""

from __future__ import annotations

import streamlit as st

from dashboard.cases.folders import find_case
from dashboard.cases.shelf import CaseShelf, is_shipped
from dashboard.errors import N_, DashboardError, InputError
from dashboard.language.language import Language
from dashboard.ui import data, frame, people_view, state
from dashboard.ui.editor.workplace import Workplace

COPIED = "edit_copied"

SHIPPED = N_(
    "This case ships with the product and stays as it is. Copy it, and change the copy: its "
    "tables are open here for reading."
)


def barred(desk: Workplace) -> DashboardError | None:
    """Why a case cannot be changed here; None where it can."""
    if not people_view.may_edit():
        return InputError(
            people_view.READERS_ONLY if people_view.login().is_on else people_view.NOBODY
        )
    return InputError(SHIPPED) if is_shipped(desk.folder) else None


def offer_copy(desk: Workplace, t: Language) -> None:
    """Offer to copy a case that ships, and open the copy."""
    copied = st.session_state.pop(COPIED, "")
    if copied:
        st.switch_page(
            frame.pages(t)["edit"],
            query_params=state.link(case=copied, base="", last="") | _part(),
        )
    if not is_shipped(desk.folder) or not people_view.may_edit():
        return
    st.button(
        t("Copy this case and change the copy"),
        key="edit_copy",
        type="primary",
        on_click=_copy,
        args=(desk,),
    )


def _part() -> dict[str, str]:
    asked = state.asked("table")
    return {"table": asked} if asked else {}


def _copy(desk: Workplace) -> None:
    try:
        people_view.refuse_readers()
        shelf = CaseShelf(data.store_folder(), people_view.who())
        made = shelf.duplicate(find_case(desk.slug))
    except DashboardError as error:
        desk.refusal = error
        return
    data.forget_cases()
    st.session_state[COPIED] = made.name
