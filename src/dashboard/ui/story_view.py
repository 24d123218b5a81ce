"""How the numbers of the Story page were made."""

from __future__ import annotations

import streamlit as st

from dashboard.exports.method_words import method
from dashboard.html.lists import bullets
from dashboard.ui import components
from dashboard.ui.state import View


def how_it_was_made(view: View) -> None:
    """Say the method in plain sentences."""
    components.heading(view.t("How this was made"), anchor="how-made")
    st.html(bullets(method(view.case, view.base, view.window.last, view.note, view.t)))
