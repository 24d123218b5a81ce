"""The dated log of corrections in the editor: what was put right, and a form for the next."""

from __future__ import annotations

from datetime import date
from typing import get_args

import streamlit as st

from dashboard.case import Text
from dashboard.cases.shelf import CaseShelf
from dashboard.errors import N_, InputError
from dashboard.html.elements import el, markup
from dashboard.language.language import Code, Language
from dashboard.message import Message
from dashboard.ui import data, people_view
from dashboard.ui.editor import bench, news
from dashboard.ui.editor.workplace import Workplace

LONGEST = 1000
_KEYS = ("day", "wrong", "now", "other_wrong", "other_now")

WROTE = N_("The correction is in the log, on the Story page and in the next edition.")
BOTH = N_("Say both: what was wrong, and what stands now.")


def draw(desk: Workplace, t: Language) -> None:
    """Draw the log of the case, the newest first, and the form where its reader may write."""
    found = sorted(desk.saved.case.corrections, key=lambda each: each.date, reverse=True)
    if not found:
        st.html(el("p.grey", t("Nothing was put right in this case yet.")))
    lines = [
        el(
            "li",
            el("span.when", markup(t.long_day(each.date), each.by, by=" · ")),
            el("p", t.pick(each.what)),
        )
        for each in found
    ]
    if lines:
        st.html(el("ul.plain.since", lines))
    if desk.barred is None:
        _form(desk, t)


def _form(desk: Workplace, t: Language) -> None:
    other = t("in Chinese") if t.code == "en" else t("in English")
    with st.form("edit_correction", border=False):
        st.html(el("h2", t("Write a correction")))
        st.date_input(t("Day"), value="today", key=_key("day"), width=180)
        left, right = st.columns(2)
        left.text_area(t("What was wrong"), key=_key("wrong"), max_chars=LONGEST, height=90)
        right.text_area(t("What stands now"), key=_key("now"), max_chars=LONGEST, height=90)
        left.text_area(
            t("{field}, {language} (may stay empty)", field=t("What was wrong"), language=other),
            key=_key("other_wrong"),
            max_chars=LONGEST,
            height=90,
        )
        right.text_area(
            t("{field}, {language} (may stay empty)", field=t("What stands now"), language=other),
            key=_key("other_now"),
            max_chars=LONGEST,
            height=90,
        )
        st.form_submit_button(
            t("Write into the log"),
            type="primary",
            on_click=bench.doing(desk, lambda: write(desk, t.code)),
        )


def _key(name: str) -> str:
    return f"edit_correction_{name}"


def write(desk: Workplace, code: str) -> None:
    """
    Write what the form holds at the end of the log, at once and without the rest of the desk.

    Raises
    ------
    InputError
        If half of it is missing.
    """
    people_view.refuse_readers()
    said = {name: str(st.session_state.get(_key(name)) or "").strip() for name in _KEYS[1:]}
    pairs = ((said["wrong"], said["now"]), (said["other_wrong"], said["other_now"]))
    if not any(map(all, pairs)) or any(bool(wrong) != bool(now) for wrong, now in pairs):
        raise InputError(BOTH)
    told = {
        each: sentence(*pairs[each != code], Language(each))
        for each in get_args(Code)
        if all(pairs[each != code])
    }
    day = st.session_state.get(_key("day"))
    shelf = CaseShelf(data.store_folder(), people_view.who())
    shelf.correct(
        desk.folder,
        Text(told.get("en", ""), told.get("zh", "")),
        day if isinstance(day, date) else date.today(),  # noqa: DTZ011 - the reader's own
        people_view.who(),
    )
    data.forget_cases()
    if news.look(desk) and desk.news is not None and not desk.news.taken:
        desk.news = None  # it was this
    for name in _KEYS[1:]:
        st.session_state[_key(name)] = ""
    desk.done = Message(WROTE)


def sentence(wrong: str, now: str, t: Language) -> str:
    """What was wrong and what stands now, as the log says it."""
    return t("Was: {wrong} Now: {now}", wrong=wrong, now=now)
