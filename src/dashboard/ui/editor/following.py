"""Parts of the page that are drawn anew, in their own time, once the reader pauses.

The grid says in the browser that nothing is on its way to the server any more; what hangs on it
then asks for its own fragment.  A keyed rerun would cut short whatever the script does just then.
"""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

SETTLED, WORKED = "editor-settled", "editor-worked"
"""What the grid, and the trial beside it, say in the browser."""

_SCRIPT = files("dashboard").joinpath("ui", "assets", "editor_follow.js").read_text("utf-8")
_mount = st.components.v2.component("case_follower", js=_SCRIPT, isolate_styles=False)


def follow(name: str, stamp: str, *, after: str, then: str = "") -> None:
    """
    Draw the fragment around this anew whenever something was said.

    Parameters
    ----------
    name : str
    stamp : str
        Changes with what the fragment shows.
    after : str
        What is waited for.
    then : str
        What is said when the stamp is another.
    """
    _mount(
        key=f"follow_{name}",
        data={"after": after, "then": then, "stamp": stamp},
        on_follow_change=_draw_anew,
    )


def _draw_anew() -> None:
    """Nothing is to be done: the fragment runs by itself."""
