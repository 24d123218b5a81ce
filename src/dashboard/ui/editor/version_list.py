"""Versions of the case: who saved what and when; compared, and put back on the desk."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.cases.editing import versions
from dashboard.cases.editing.changes import changes
from dashboard.cases.editing.merging import aligned
from dashboard.cases.editing.sheets import Sheets, sheets_of
from dashboard.cases.editing.versions import Version
from dashboard.errors import DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components, data
from dashboard.ui.editor import bench
from dashboard.ui.editor.steps import told
from dashboard.ui.editor.workplace import Workplace

SHOWN = 30
OPENED = "edit_version"


def draw(desk: Workplace, t: Language) -> None:
    """Draw the list, the newest first."""
    found = versions.versions(data.store_folder(), desk.slug)
    st.html(el("h2", t("Versions of this case")))
    if not found:
        none = t("None yet: the first save keeps what stands here now, and the new version.")
        st.html(el("p.grey", none))
    for version in found[:SHOWN]:
        with st.container(
            key=f"edit_version_{version.number}", horizontal=True, vertical_alignment="center"
        ):
            st.html(el("p.changeline", el("b", _number(version, t)), " ", _what(version, t)))
            st.button(
                t("Compare"),
                key=f"edit_compare_{version.number}",
                type="tertiary",
                on_click=_look,
                args=(version.number,),
            )
            if desk.barred is None:
                st.button(
                    t("Put it on the desk"),
                    key=f"edit_restore_{version.number}",
                    type="tertiary",
                    on_click=bench.doing(desk, partial(restore, desk, version.number)),
                )
        if st.session_state.get(OPENED) == version.number:
            _compared(desk, version, t)


def _number(version: Version, t: Language) -> str:
    return t("Version {n}", n=version.number)


def _what(version: Version, t: Language) -> str:
    when = version.when.astimezone()
    parts = [t("{day}, {time}", day=t.long_day(when), time=f"{when:%H:%M}")]
    if version.by_hand:
        first = version.number == 1  # what stood there before anything was saved here
        parts.append(
            t("as it was before the first change here")
            if first
            else t("changed on the disk, not here")
        )
    elif version.who:
        parts.append(version.who)
    if version.what:
        parts.append(version.what)
    return " · ".join(parts)


def _look(number: int) -> None:
    st.session_state[OPENED] = None if st.session_state.get(OPENED) == number else number


def _compared(desk: Workplace, version: Version, t: Language) -> None:
    """What differs between a version and the desk."""
    try:
        before = at(desk, version.number)
    except DashboardError as error:
        components.trouble(error, t)
        return
    made = changes(before, desk.sheets)
    if not made:
        st.html(el("p.grey", t("The desk is this version.")))
        return
    note = t.plural(
        "{n} difference from this version to the desk",
        "{n} differences from this version to the desk",
        len(made),
    )
    lines = [told(before, desk.sheets, change, t) for change in made[:SHOWN]]
    st.html(el("div.versiondiff", el("p.grey", note), lines))


def at(desk: Workplace, number: int) -> Sheets:
    """
    Sheets of a version, its rows under the keys that the desk has for them.

    Raises
    ------
    DashboardError
        If it is not kept any more, or cannot be read.
    """
    kept = versions.content_at(data.store_folder(), desk.slug, number)
    return aligned(sheets_of(kept), desk.base)


def restore(desk: Workplace, number: int) -> None:
    """Put a version on the desk, as one step that can be undone."""
    desk.step(at(desk, number))
