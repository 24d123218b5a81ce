"""A desk becomes a version of the case."""

from __future__ import annotations

import streamlit as st

from dashboard.cases.editing import versions
from dashboard.cases.editing.versions import ChangedError
from dashboard.cases.listing import entry_at
from dashboard.errors import N_, DashboardError, InputError
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import data, people_view
from dashboard.ui.editor import bench, news
from dashboard.ui.editor.workplace import Workplace
from dashboard.ui.gallery.deck import WORKSHOP

WHAT = "edit_what"
LONGEST = 200

WAITS = N_("Saving waits: a cell is wrong, or collides with somebody else’s.")
SAME = N_("Nothing had to be written: the folder holds all of it already.")
SAVED = N_("Saved as version {n}. It shows on every page of the case at once.")
MERGED = N_(
    "Nothing is written yet: somebody else has saved meanwhile. Look at what came in first."
)


def form(desk: Workplace, t: Language) -> None:
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


def save(desk: Workplace) -> None:
    """Write the desk into the folder, unless somebody else was there; for a callback."""
    desk.hush()
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


def _write(desk: Workplace) -> None:
    what = str(st.session_state.get(WHAT, "")).strip()
    try:
        saved = versions.save(
            data.store_folder(),
            desk.folder,
            desk.sheets,
            read=desk.desk.digest,
            who=people_view.who(),
            what=what,
        )
    except ChangedError as error:
        news.look(desk)
        raise InputError(MERGED) from error
    data.forget_cases()
    if saved.version is not None:
        # Worked out behind: the gallery has it then, and the feeds hear of a verdict that turned.
        WORKSHOP.look([entry_at(desk.folder)], data.store_folder())
    desk.desk = desk.desk.on(saved.content, saved.sheets)
    desk.news, desk.collisions = None, ()
    desk.saved = news.with_prices(data.folder(desk.slug), desk.saved)
    desk.done = Message(SAME)
    if saved.version is not None:
        desk.done = Message.of(SAVED, n=saved.version.number)
    st.session_state.pop(WHAT, None)
    st.session_state["edit_panel_shown"] = ""
    bench.forget(desk)
