"""How wide the reader's window is, as its script says: charts are laid out on the server.

The script sets a cookie before the page connects, so that the first chart is drawn right.
When the window crosses the width since, or its cookies are refused, the script presses a
hidden button.  No browser is judged by its name.
"""

from __future__ import annotations

import streamlit as st

COOKIE = "narrow"
"""Set by the script to 1 in a window up to 720 pixels wide, as in the style sheets, else to 0."""

_TOLD = "window_is_narrow"  # what a press of the button said in this session


def is_narrow() -> bool:
    """Whether charts are drawn for a phone's width."""
    told = st.session_state.get(_TOLD)
    return st.context.cookies.get(COOKIE) == "1" if told is None else bool(told)


def listen() -> None:
    """Put a hidden button on the page that the script presses when the other width is right."""
    narrow = is_narrow()
    with st.container(key="width_narrow" if narrow else "width_wide"):
        st.button("↔", key="width_other", on_click=_say, args=(not narrow,))


def _say(narrow: bool) -> None:
    st.session_state[_TOLD] = narrow
