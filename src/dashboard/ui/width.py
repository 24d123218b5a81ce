"""How wide the reader's window is, as its script says: charts are laid out on the server.

The script sets a cookie before the page connects, so that the first chart is drawn right.
When the window crosses the width since, or its cookies are refused, the script ticks a
hidden box.  No browser is judged by its name.
"""

from __future__ import annotations

import streamlit as st

COOKIE = "narrow"
"""Set by the script to 1 up to 1040 pixels, where figures stand below each other, else to 0."""
FRAME = "narrow_frame"
"""The same of a figure that stands alone, whose frame is no wider than its page lets it be."""

_TOLD, _BOX = "window_is_narrow", "width_other"  # what the box said in this session; the box


def is_narrow(*, alone: bool = False) -> bool:
    """
    Whether charts are drawn for one narrow column.

    Parameters
    ----------
    alone : bool
        One figure in a frame: narrow until its script has said that it is not.
    """
    told = st.session_state.get(_TOLD)
    if told is not None:
        return bool(told)
    cookies = st.context.cookies
    return cookies.get(FRAME) != "0" if alone else cookies.get(COOKIE) == "1"


def listen(*, alone: bool = False) -> None:
    """Put a hidden box on the page that the script ticks when the other width is right."""
    narrow = is_narrow(alone=alone)
    st.session_state[_BOX] = narrow
    with st.container(key="width_narrow" if narrow else "width_wide"):
        st.checkbox("↔", key=_BOX, on_change=_hear)


def _hear() -> None:
    st.session_state[_TOLD] = st.session_state[_BOX]
