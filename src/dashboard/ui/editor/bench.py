"""The desk of this session: taken up, listened to, kept at every change."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.cases.editing import autosave
from dashboard.cases.editing.autosave import Kept
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.folders import find_case
from dashboard.errors import DashboardError
from dashboard.html.elements import inside_link
from dashboard.language.language import Language
from dashboard.ui import data, people_view, state
from dashboard.ui.editor import news, saving
from dashboard.ui.editor.desk import Desk
from dashboard.ui.state import View

HEAD, WORK, BESIDE = "edit_head", "edit_work", "edit_beside"
"""Keys of the fragments of the page."""
LOOK = 4.0  # seconds between looks at the folder on the disk

_DESKS = "edit_desks"
_TOKEN = re.compile(r"[a-z0-9]{6,32}")


def token(slug: str) -> str:
    """Name of this reader's desk; it stands in the link."""
    asked = state.asked("desk")
    if _TOKEN.fullmatch(asked):
        return asked
    who = people_view.who()
    own = [each for each in autosave.desks(data.store_folder(), slug) if who and each.who == who]
    made = own[0].token if own else secrets.token_hex(6)
    state.put("desk", made)
    return made


def desk(view: View) -> Desk:
    """Desk of the case that the page shows, as this session or the store has it."""
    held: dict[tuple[str, str], Desk] = st.session_state.setdefault(_DESKS, {})
    key = (view.case.slug, token(view.case.slug))
    if key not in held:
        held.clear()  # one desk a session
        held[key] = _new(view, key[1])
    return held[key]


def _new(view: View, name: str) -> Desk:
    slug = view.case.slug
    found = data.folder(slug)
    sheets = sheets_of(found)
    made = Desk(
        slug=slug,
        token=name,
        folder=find_case(slug),
        saved=view.folder,
        read=found.digest,
        base=sheets,
        sheets=sheets,
    )
    made.listing = data.listing
    made.barred = saving.barred(made)
    _catch_up(made)
    return made


def _catch_up(at_work: Desk) -> None:
    """Take over what the store keeps of this desk: of before, or of another window of it."""
    kept = autosave.take_up(data.store_folder(), at_work.slug, at_work.token)
    if kept is None or kept.when == at_work.kept:
        return
    at_work.kept = kept.when
    at_work.base, at_work.read, at_work.sheets = kept.base, kept.digest, kept.sheets
    at_work.undo, at_work.redo = list(kept.undo), list(kept.redo)
    news.look(at_work)


def keep(at_work: Desk) -> None:
    """Keep the desk in the store, so that a reload, another window or a restart has it."""
    if not at_work.changes and not at_work.undo:
        return
    now = datetime.now(UTC)
    kept = Kept(
        digest=at_work.read,
        base=at_work.base,
        sheets=at_work.sheets,
        undo=tuple(at_work.undo),
        redo=tuple(at_work.redo),
        who=people_view.who(),
        when=now,
    )
    try:
        autosave.keep(data.store_folder(), at_work.slug, at_work.token, kept)
    except DashboardError as error:
        at_work.refusal = error
        return
    at_work.kept = now


def forget(at_work: Desk) -> None:
    """Drop what the store keeps of a desk that was saved."""
    autosave.forget(data.store_folder(), at_work.slug, at_work.token)
    at_work.kept = None


def listen(view: View) -> Callable[[str], None]:
    """What is done when the browser has said something through the grid of that key."""

    def heard(key: str) -> None:
        held: Any = st.session_state.get(key)
        said = None if held is None else held.get("said")
        if not said:
            return
        at_work = desk(view)
        at_work.barred = saving.barred(at_work)
        _catch_up(at_work)
        if at_work.hear(said):
            keep(at_work)

    return heard


def again() -> None:
    """Draw every part of the page that depends on the desk; for callbacks."""
    st.rerun([WORK, BESIDE, HEAD])


# Desks that were left -------------------------------------------------------


def others(at_work: Desk) -> list[autosave.Left]:
    """Desks of this case that were left unfinished, the latest first, without this one."""
    found = autosave.desks(data.store_folder(), at_work.slug)
    who = people_view.who()
    return [each for each in found if each.token != at_work.token and (not who or each.who == who)]


def link(left: autosave.Left, at_work: Desk, t: Language) -> Markup:
    """Link to a desk that was left."""
    when = left.when.astimezone()
    name = t("{day}, {time}", day=t.long_day(when), time=f"{when:%H:%M}")
    query = urlencode(state.link(case=at_work.slug) | {"desk": left.token})
    return inside_link(f"edit?{query}", name)
