"""The desk of this session: taken up, listened to, kept at every change."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.folders import find_case
from dashboard.errors import DashboardError
from dashboard.ui import data, people_view, state
from dashboard.ui.editor.desk import Desk
from dashboard.ui.state import View

HEAD, WORK, BESIDE = "edit_head", "edit_work", "edit_beside"
"""Keys of the fragments of the page."""
LOOK = 4.0  # seconds between looks at the folder on the disk

_DESKS = "edit_desks"
_TOKEN = re.compile(r"[a-z0-9]{6,32}")


def token() -> str:
    """Name of this reader's desk; it stands in the link."""
    asked = state.asked("desk")
    if _TOKEN.fullmatch(asked):
        return asked
    made = secrets.token_hex(6)
    state.put("desk", made)
    return made


def desk(view: View) -> Desk:
    """Desk of the case that the page shows, as this session or the store has it."""
    held: dict[tuple[str, str], Desk] = st.session_state.setdefault(_DESKS, {})
    key = (view.case.slug, token())
    if key not in held:
        held.clear()  # one desk a session
        held[key] = _new(view, key[1])
    return held[key]


now = desk


def _new(view: View, name: str) -> Desk:
    folder = data.folder(view.case.slug)
    sheets = sheets_of(folder)
    return Desk(
        view.case.slug, name, find_case(view.case.slug), view.folder, folder.digest, sheets, sheets
    )


def listen(view: View) -> Callable[[str], None]:
    """What is done when the browser has said something through the grid of that key."""

    def heard(key: str) -> None:
        said: Any = st.session_state.get(key, {}).get("said")
        at_work = desk(view)
        try:
            people_view.refuse_readers()
        except DashboardError as error:
            at_work.barred = error
            return
        at_work.hear(said)

    return heard
