"""Fields of one entry of a draft, each in the form of its value."""

from __future__ import annotations

import streamlit as st

from dashboard.case import Case, Text
from dashboard.cases.amending import Field, can_drop, fields_of
from dashboard.cases.cells import plain_number
from dashboard.errors import N_, InputError
from dashboard.html.draft_rows import Waiting
from dashboard.language.language import Language
from dashboard.ui import fields
from dashboard.ui.article import work
from dashboard.ui.article.desk import OPENED, TROUBLE, Desk


def editor(desk: Desk, one: Waiting, t: Language) -> None:
    """Draw the fields of an entry with what can be done with it."""
    case = desk.content.case
    with st.container(key="article_editor"):
        for field in fields_of(case, one.file, one.row):
            _control(case, field, t)
        with st.container(key="editor_buttons", horizontal=True):
            st.button(t("Keep these values"), key="editor_keep", on_click=lambda: _keep(desk, one))
            if can_drop(one.file, one.row):
                st.button(
                    t("Take it out of the draft"),
                    key="editor_drop",
                    on_click=lambda: desk.drop(one),
                )
            st.button(
                t("Leave it as it is"),
                key="editor_close",
                type="tertiary",
                on_click=lambda: st.session_state.pop(OPENED, None),
            )


def _control(case: Case, field: Field, t: Language) -> None:
    label, value = t(fields.NAMES[field.name]), field.value
    key = _key(field)
    if field.kind == "text" and isinstance(value, Text):
        for code, template in fields.LANGUAGES.items():
            st.text_input(
                t(template, name=label),
                getattr(value, code),
                key=f"{key}_{code}",
                max_chars=2000,
            )
    elif field.kind == "word":
        place = field.options.index(str(value)) if value in field.options else None
        st.selectbox(
            label,
            field.options,
            place,
            key=key,
            format_func=lambda word: _word(case, field.name, word, t),
            placeholder="",
        )
    elif field.kind == "words":
        st.multiselect(
            label,
            field.options,
            [each for each in field.options if isinstance(value, tuple) and each in value],
            key=key,
            format_func=lambda word: _word(case, field.name, word, t),
            placeholder="",
        )
    else:
        written = plain_number(value) if isinstance(value, float) else _plain(value)
        st.text_input(label, written, key=key, max_chars=2000)


def _key(field: Field) -> str:
    return f"edit_{field.name}"


def _word(case: Case, name: str, word: str, t: Language) -> str:
    """Return a word of the format as readers know it."""
    titles = {story.id: t.pick(story.title) for story in case.stories}
    titles |= {group.id: t.pick(group.title) for group in case.groups}
    if name in {"story", "stories", "asks", "group"}:
        return titles.get(word, word)
    return fields.word(name, word, t)


def _keep(desk: Desk, one: Waiting) -> None:
    values: dict[str, object] = {}
    try:
        for field in fields_of(desk.content.case, one.file, one.row):
            new = _typed(field)
            if new != field.value:
                values[field.name] = new
    except InputError as error:
        st.session_state[TROUBLE] = (one.key, error)
        return
    desk.change(one, values)


def _typed(field: Field) -> object:
    """Value that a control holds, in the form of the case."""
    key = _key(field)
    if field.kind == "text":
        return Text(
            en=str(st.session_state.get(f"{key}_en", "")).strip(),
            zh=str(st.session_state.get(f"{key}_zh", "")).strip(),
        )
    held = st.session_state.get(key)
    if field.kind == "words":
        return tuple(held or ())
    written = str(held or "").strip()
    if field.kind == "day":
        day = work.read_day(written)
        return day if day is None or not hasattr(day, "date") else day.date()
    if field.kind in {"number", "count"}:
        return _number(written, whole=field.kind == "count")
    return written


def _number(written: str, *, whole: bool) -> float | int | None:
    if not written and not whole:
        return None
    try:
        return int(written) if whole else float(written)
    except ValueError as error:
        raise InputError(
            N_("“{written}” is no number: write it as 0.53 or 5."), written=written[:40]
        ) from error


def _plain(value: object) -> str:
    return "" if value is None else str(value)
