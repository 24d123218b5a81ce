"""The desk of this session: taken up, listened to, kept at every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.case import Text
from dashboard.cases.editing import autosave
from dashboard.cases.editing.autosave import DeskNote
from dashboard.cases.editing.changes import Change, changes
from dashboard.cases.editing.desks import Desk
from dashboard.cases.editing.sheets import Sheets
from dashboard.cases.folders import find_case
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import data, people_view, state
from dashboard.ui.editor import news, rights
from dashboard.ui.editor.steps import line, said
from dashboard.ui.editor.workplace import Workplace
from dashboard.ui.state import View

MOST = 8  # desks listed
LOOK = 4.0  # seconds between looks at the folder on the disk

ELSEWHERE = N_(
    "This desk is open in another window too. Changed there and taken in here: {places}. Undo "
    "takes it back step by step; for a desk of your own open the editor from the Data page."
)
NAMED = 3  # places of another window's changes that are named

_DESKS = "edit_desks"


def token(slug: str) -> str:
    """Name of this reader's desk; it stands in the link."""
    asked = state.asked("desk")
    if autosave.is_token(asked):
        return asked
    who = people_view.who()
    own = [each for each in autosave.desks(data.store_folder(), slug) if who and each.who == who]
    made = own[0].token if own else autosave.new_token()
    state.put("desk", made)
    return made


def desk(view: View) -> Workplace:
    """Workplace of the case that the page shows, as this session or the store has it."""
    held: dict[tuple[str, str], Workplace] = st.session_state.setdefault(_DESKS, {})
    key = (view.case.slug, token(view.case.slug))
    if key not in held:
        held.clear()  # one desk a session
        held[key] = _new(view, key[1])
    return held[key]


def _new(view: View, name: str) -> Workplace:
    slug = view.case.slug
    made = Workplace(
        slug=slug,
        token=name,
        folder=find_case(slug),
        saved=view.whole,
        desk=Desk.of(data.folder(slug), people_view.who()),
    )
    made.listing = data.listing
    made.barred = rights.barred(made)
    if catch_up(made):
        made.elsewhere = None  # its own, of before
    return made


def catch_up(at_work: Workplace) -> bool:
    """
    Take over what the store keeps of this desk: of before, or of another window of it.

    Returns
    -------
    bool
        Whether another window of the same desk has changed something, which is said.
    """
    try:
        kept = autosave.take_up(data.store_folder(), at_work.slug, at_work.token)
    except DashboardError as error:
        at_work.refusal = error
        return False
    if kept is None or kept.when == at_work.kept:
        return False
    before, made = at_work.sheets, changes(at_work.sheets, kept.sheets)
    at_work.kept, at_work.desk = kept.when, kept
    news.look(at_work)
    if not made:
        return False
    places = tuple(_place(before, kept.sheets, each) for each in made[:NAMED])
    at_work.elsewhere = Message.of(ELSEWHERE, places=(*places, *_more(len(made) - NAMED)))
    return True


def _place(before: Sheets, after: Sheets, change: Change) -> Text:
    """Where another window changed something, and what stands in a cell now."""

    def told(t: Language) -> str:
        place = line(before, after, change, t)
        if change.kind != "cell" or not change.after:
            return place
        return t("{place} (“{value}”)", place=place, value=said(after, change, change.after, t))

    return Text(told(Language("en")), told(Language("zh")))


def _more(n: int) -> tuple[Text, ...]:
    if n <= 0:
        return ()
    return (Text(*(Language(code).plural("{n} more", "{n} more", n) for code in ("en", "zh"))),)


def keep(at_work: Workplace) -> None:
    """Keep the desk in the store, so that a reload, another window or a restart has it."""
    now = datetime.now(UTC)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as it is kept
    at_work.desk = replace(at_work.desk, who=people_view.who(), when=now)
    try:
        autosave.keep(data.store_folder(), at_work.slug, at_work.token, at_work.desk)
    except DashboardError as error:
        at_work.refusal = error
        return
    at_work.kept = now


def forget(at_work: Workplace) -> None:
    """Drop what the store keeps of a desk that was saved."""
    autosave.drop(data.store_folder(), at_work.slug, at_work.token)
    at_work.kept = None


def listen(view: View) -> Callable[[str], None]:
    """What is done when the browser has said something through the grid of that key."""

    def heard(key: str) -> None:
        held: Any = st.session_state.get(key)
        words = None if held is None else held.get("said")
        if not words:
            return
        at_work = desk(view)
        at_work.barred = rights.barred(at_work)
        at_work.elsewhere = None
        catch_up(at_work)
        if at_work.hear(words):
            keep(at_work)

    return heard


def doing(at_work: Workplace, deed: Callable[[], None]) -> Callable[[], None]:
    """Callback that does something to a desk, if its reader may, and keeps the desk."""

    def act() -> None:
        at_work.barred = rights.barred(at_work)
        if at_work.barred is not None:
            return
        at_work.hush()
        at_work.elsewhere = None
        catch_up(at_work)
        try:
            deed()
        except DashboardError as error:
            at_work.refusal = error
            return
        keep(at_work)

    return act


# Desks that were left -------------------------------------------------------


def others(at_work: Workplace) -> list[DeskNote]:
    """Desks of this case that were left unfinished, the latest first, without this one."""
    found = autosave.desks(data.store_folder(), at_work.slug)
    who = people_view.who()
    return [each for each in found if each.token != at_work.token and (not who or each.who == who)]


def left(at_work: Workplace, t: Language) -> None:
    """List desks of this case that were left unfinished, each with a way to it."""
    found = others(at_work)
    if found:
        told = el("p.grey", t("Left unfinished on other desks of this case:"))
        lines = [el("p.changeline", _link(each, at_work, t)) for each in found[:MOST]]
        st.html(el("div.desks", told, lines))


def _link(left: DeskNote, at_work: Workplace, t: Language) -> Markup:
    """Link to a desk that was left."""
    when = left.when.astimezone()
    name = t("{day}, {time}", day=t.long_day(when), time=f"{when:%H:%M}")
    query = urlencode(state.link(case=at_work.slug) | {"desk": left.token})
    return inside_link(f"edit?{query}", name)
