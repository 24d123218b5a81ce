"""The day of publication asked for where it is missed: beside the finds that lack it."""

from __future__ import annotations

import streamlit as st

from dashboard.errors import N_, DashboardError, InputError
from dashboard.language.language import Language
from dashboard.ui import people_view
from dashboard.ui.article import work
from dashboard.ui.article.desk import TROUBLE
from dashboard.ui.article.work import Work

NO_DAY = N_("There is no day yet: write it as 2025-02-13.")
_FIELD = "article_day"
KEPT = "kept_article_published"  # what the form of the article shows when one goes back to it


def is_asked(found: Work) -> bool:
    """Whether the day is missed, and nothing is confirmed that a new reading would undo."""
    known = found.finds.published
    missed = known.day is None or known.origin == "inferred"
    return missed and bool(found.finds.subjects) and not found.before


def field(found: Work, t: Language) -> None:
    """
    Ask for the day; with it the article in hand is read again.

    Parameters
    ----------
    found : Work
    t : Language
    """
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
        work.take_up(found.opened, day, found.title)
    except DashboardError as error:
        st.session_state[TROUBLE] = ("", error)
        return
    st.session_state[KEPT] = written
    for name in ("save_title", "save_slug"):  # proposed anew: the name has the day in it
        st.session_state.pop(name, None)
