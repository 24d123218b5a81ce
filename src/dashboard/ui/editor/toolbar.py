"""What stands above the grid: undo, redo, what is changed, how saving stands, versions."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.cases.editing.changes import changes
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components
from dashboard.ui.editor import bench, saving, version_list
from dashboard.ui.editor.steps import step, told
from dashboard.ui.editor.workplace import Workplace

COMPARE, SAVE, VERSIONS = "compare", "save", "versions"
PANEL = "edit_panel_shown"
MOST = 40  # changes listed


def draw(desk: Workplace, t: Language) -> None:
    """Draw the line above the grid, and what it unfolds."""
    if desk.barred is not None:
        with st.container(key="edit_bar", horizontal=True, vertical_alignment="center"):
            _toggle(VERSIONS, t("Saved versions"))
            st.html(el("p.standing", t("read only"), role="status"))
    else:
        _bar(desk, t)
    if desk.refusal is not None:
        components.trouble(desk.refusal, t)
    if desk.done is not None:
        st.html(el("p.done", t.say(desk.done), role="status"))
    panel = st.session_state.get(PANEL, "")
    if panel == COMPARE:
        with st.container(key="edit_panel_compare"):
            _comparison(desk, t)
    elif panel == SAVE and desk.changes:
        with st.container(key="edit_panel_save"):
            saving.form(desk, t)
    elif panel == VERSIONS:
        with st.container(key="edit_panel_versions"):
            version_list.draw(desk, t)


def _bar(desk: Workplace, t: Language) -> None:
    with st.container(key="edit_bar", horizontal=True, vertical_alignment="center"):
        st.button(
            _undo(desk, t),
            key="edit_undo",
            type="tertiary",
            disabled=not desk.desk.undo,
            on_click=bench.doing(desk, desk.undo_step),
        )
        st.button(
            t("Redo"),
            key="edit_redo",
            type="tertiary",
            disabled=not desk.desk.redo,
            on_click=bench.doing(desk, desk.redo_step),
        )
        _toggle(COMPARE, t("Compare with saved"), disabled=not desk.changes)
        _toggle(VERSIONS, t("Saved versions"))
        st.html(el("p.standing", standing(desk, t), role="status"))
        st.button(
            t("Save"),
            key="edit_save",
            type="primary",
            disabled=not desk.changes or waits(desk),
            on_click=_open,
            args=(_other(SAVE),),
        )


def _toggle(panel: str, label: str, *, disabled: bool = False) -> None:
    st.button(
        label,
        key=f"edit_{panel}",
        type="tertiary",
        disabled=disabled,
        on_click=_open,
        args=(_other(panel),),
    )


def _other(panel: str) -> str:
    """Panel that a click shows: the one meant, or none where it is open."""
    return "" if st.session_state.get(PANEL, "") == panel else panel


def _open(panel: str) -> None:
    st.session_state[PANEL] = panel


def _undo(desk: Workplace, t: Language) -> str:
    made = changes(desk.desk.undone().sheets, desk.sheets)
    return t("Undo: {step}", step=step(desk.sheets, made, t)) if made else t("Undo")


def waits(desk: Workplace) -> bool:
    """Whether saving has to wait for a cell."""
    return bool(desk.judged.faults) or bool(desk.collisions)


def standing(desk: Workplace, t: Language) -> str:
    """How many changes there are, and what saving waits for."""
    n, wrong, against = len(desk.changes), len(desk.judged.faults), len(desk.collisions)
    parts = [t.plural("{n} change", "{n} changes", n)] if n else [t("nothing is changed")]
    if wrong:
        parts.append(t.plural("{n} wrong", "{n} wrong", wrong))
    if against:
        parts.append(t.plural("{n} collides", "{n} collide", against))
    said = t(", ").join(parts)
    return t("{standing}: saving waits", standing=said) if wrong or against else said


# Comparison -------------------------------------------------------------


def _comparison(desk: Workplace, t: Language) -> None:
    st.html(el("h2", t("What differs from the case as saved")))
    if not desk.changes:
        st.html(el("p.grey", t("Nothing any more.")))
        return
    for n, change in enumerate(desk.changes[:MOST]):
        with st.container(key=f"edit_change_{n}", horizontal=True, vertical_alignment="center"):
            st.html(told(desk.base, desk.sheets, change, t))
            st.button(
                t("Take back"),
                key=f"edit_back_{n}",
                type="tertiary",
                on_click=bench.doing(desk, partial(desk.take_back, change)),
            )
    more = len(desk.changes) - MOST
    if more > 0:
        st.html(el("p.grey", t.plural("And {n} more.", "And {n} more.", more)))
