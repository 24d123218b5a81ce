"""The day of publication: asked for where it is missed, put right where it is wrong."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import Mark
from dashboard.cases.standing import entry
from dashboard.errors import N_, DashboardError, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import people_view
from dashboard.ui.article import work
from dashboard.ui.article.desk import TROUBLE
from dashboard.ui.article.work import Work

NO_DAY = N_("There is no day yet: write it as 2025-02-13.")
_FIELD, _OPENED = "article_day", "article_day_opened"
KEPT = "kept_article_published"  # what the form of the article shows when one goes back to it


def is_asked(found: Work) -> bool:
    """Whether the day is missed, and nothing is confirmed that rests on another."""
    known = found.finds.published
    missed = known.day is None or known.origin == "inferred"
    return missed and bool(found.finds.subjects) and not found.before


def offer(t: Language) -> None:
    """Offer to put the day right; for callbacks of `field` it stays open until it is read."""
    if not st.session_state.get(_OPENED):
        st.button(
            t("Put the day of publication right…"),
            key="article_day_open",
            type="tertiary",
            on_click=lambda: st.session_state.__setitem__(_OPENED, True),
        )


def field(found: Work, t: Language) -> None:
    """
    Ask for the day, where it is missed or a reader wants to; with it the article is read again.

    Parameters
    ----------
    found : Work
    t : Language
    """
    if not is_asked(found) and not st.session_state.get(_OPENED):
        return
    if found.before:
        told = t(
            "With another day the article is read again: what stays the same stays confirmed, what "
            "you changed by hand is read anew."
        )
        st.html(el("p.job", told, role="note"))
    with st.container(key="controls_day", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("Day of publication"),
            key=_FIELD,
            max_chars=40,
            placeholder=t("such as {example}", example="2025-02-13"),
            width=270,
        )
        st.button(
            t("Read again with this day"),
            key="article_day_read",
            on_click=lambda: _again(found),
        )


def _again(found: Work) -> None:
    written = str(st.session_state.get(_FIELD, ""))
    try:
        people_view.refuse_readers()
        day = work.read_day(written)
        if day is None:
            raise InputError(NO_DAY)
        anew = work.take_up(found.opened, day, found.title)
    except DashboardError as error:
        st.session_state[TROUBLE] = ("", error)
        return
    _keep_settled(found, anew)
    st.session_state[KEPT] = written
    st.session_state.pop(_OPENED, None)
    for name in ("save_title", "save_slug"):  # proposed anew: the name has the day in it
        st.session_state.pop(name, None)


def _keep_settled(before: Work, after: Work) -> None:
    """Leave confirmed in the new draft what was confirmed in the old one and says the same."""
    if before.draft is None or before.content is None or after.content is None:
        return
    open_still = set(before.content.marks)
    settled = {mark for mark in before.draft.content.marks if mark not in open_still}
    old, new = before.content, after.content
    left = tuple(mark for mark in new.marks if mark not in settled or _differs(old, new, mark))
    if left != new.marks:
        after.before.append(new)
        after.content = replace(new, marks=left)


def _differs(before: CaseFolder, after: CaseFolder, mark: Mark) -> bool:
    one, other = (entry(each.case, mark.file, mark.row) for each in (before, after))
    if mark.row == "":  # the case itself: the keys that are meant, not all its tables
        return any(getattr(one, name) != getattr(other, name) for name in mark.fields)
    return one != other
