"""A desk becomes a version of the case; a case that cannot be changed is copied."""

from __future__ import annotations

import streamlit as st

from dashboard.cases.editing import versions
from dashboard.cases.editing.versions import ChangedError
from dashboard.cases.folders import find_case
from dashboard.cases.shelf import CaseShelf, is_shipped
from dashboard.errors import N_, DashboardError, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import data, frame, people_view, state
from dashboard.ui.editor import bench, news
from dashboard.ui.editor.desk import Desk

WHAT = "edit_what"
LONGEST = 200
COPIED = "edit_copied"

SHIPPED = N_(
    "This case ships with the product and stays as it is. Copy it, and change the copy: its "
    "tables are open here for reading."
)
WAITS = N_("Saving waits: a cell is wrong, or collides with somebody else’s.")
SAME = N_("Nothing had to be written: the folder holds all of it already.")
SAVED = N_("Saved as version {n}. It shows on every page of the case at once.")
MERGED = N_(
    "Nothing is written yet: somebody else has saved meanwhile. Look at what came in first."
)


def form(desk: Desk, t: Language) -> None:
    """Ask what was done, and save."""
    with st.container(key="edit_save_form", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("What was done, in one line (may stay empty)"),
            key=WHAT,
            max_chars=LONGEST,
            width=420,
        )
        st.button(
            t("Save as a new version"),
            key="edit_save_now",
            type="primary",
            on_click=save,
            args=(desk,),
        )


def save(desk: Desk) -> None:
    """Write the desk into the folder, unless somebody else was there; for a callback."""
    try:
        people_view.refuse_readers()
        if news.look(desk):
            raise InputError(MERGED)
        if desk.trouble is not None:
            raise desk.trouble
        if desk.judged.faults or desk.collisions:
            raise InputError(WAITS)
        _write(desk)
    except DashboardError as error:
        desk.refusal = error


def _write(desk: Desk) -> None:
    what = str(st.session_state.get(WHAT, "")).strip()
    try:
        saved = versions.save(
            data.store_folder(),
            desk.folder,
            desk.sheets,
            read=desk.read,
            who=people_view.who(),
            what=what,
        )
    except ChangedError as error:
        news.look(desk)
        raise InputError(MERGED) from error
    data.cases.clear()
    desk.base = desk.sheets = saved.sheets
    desk.read, desk.news, desk.collisions = saved.content.digest, None, ()
    desk.saved = news.with_prices(data.folder(desk.slug), desk.saved)
    desk.done = Message(SAME)
    if saved.version is not None:
        desk.done = Message.of(SAVED, n=saved.version.number)
    st.session_state.pop(WHAT, None)
    st.session_state["edit_panel_shown"] = ""
    bench.forget(desk)


# Cases that stay as they are ----------------------------------------------


def barred(desk: Desk) -> DashboardError | None:
    """Why a case cannot be changed here; None where it can."""
    if not people_view.may_edit():
        return InputError(
            people_view.READERS_ONLY if people_view.login().is_on else people_view.NOBODY
        )
    return InputError(SHIPPED) if is_shipped(desk.folder) else None


def offer_copy(desk: Desk, t: Language) -> None:
    """Offer to copy a case that ships, and open the copy."""
    copied = st.session_state.pop(COPIED, "")
    if copied:
        st.switch_page(
            frame.pages(t)["edit"],
            query_params=state.link(case=copied, base="", last="") | _table(),
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


def _table() -> dict[str, str]:
    asked = state.asked("table")
    return {"table": asked} if asked else {}


def _copy(desk: Desk) -> None:
    try:
        people_view.refuse_readers()
        shelf = CaseShelf(data.store_folder(), people_view.who())
        made = shelf.duplicate(find_case(desk.slug))
    except DashboardError as error:
        desk.refusal = error
        return
    data.cases.clear()
    st.session_state[COPIED] = made.name


def left(desk: Desk, t: Language) -> None:
    """List desks of this case that somebody left unfinished."""
    found = bench.others(desk)
    if not found:
        return
    lines = [el("p.changeline", bench.link(each, desk, t)) for each in found]
    st.html(el("div.desks", el("p.grey", t("Left unfinished on other desks of this case:")), lines))
