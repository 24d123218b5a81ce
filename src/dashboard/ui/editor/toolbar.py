"""What stands above the grid: undo, redo, the comparison, how saving stands."""

from __future__ import annotations

import streamlit as st

from dashboard.cases.editing.changes import changes
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui.editor.desk import Desk
from dashboard.ui.editor.steps import step


def draw(desk: Desk, t: Language) -> None:
    """Draw the line above the grid."""
    with st.container(key="edit_bar", horizontal=True, vertical_alignment="center"):
        st.button(
            _undo(desk, t),
            key="edit_undo",
            type="tertiary",
            disabled=not desk.undo,
            on_click=desk.undo_step,
        )
        st.button(
            t("Redo"),
            key="edit_redo",
            type="tertiary",
            disabled=not desk.redo,
            on_click=desk.redo_step,
        )
        st.html(el("p.standing", standing(desk, t), role="status"))


def _undo(desk: Desk, t: Language) -> str:
    if not desk.undo:
        return t("Undo")
    before = desk.undo[-1]
    made = changes(before, desk.sheets)
    return t("Undo: {step}", step=step(before, desk.sheets, made, t)) if made else t("Undo")


def standing(desk: Desk, t: Language) -> str:
    """How many changes there are, and what saving waits for."""
    n, wrong, against = len(desk.changes), len(desk.judged.faults), len(desk.collisions)
    parts = [t.plural("{n} change", "{n} changes", n)] if n else [t("nothing is changed")]
    if wrong:
        parts.append(t.plural("{n} wrong", "{n} wrong", wrong))
    if against:
        parts.append(t.plural("{n} collides", "{n} collide", against))
    told = t(", ").join(parts)
    return t("{standing}: saving waits", standing=told) if wrong or against else told
