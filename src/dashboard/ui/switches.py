"""Small things of the top bar: past it, through its pages, another language, another paper.

What they do in the browser is in the shell's script; a theme changes there at once and stands in
the link, which the server reads afterwards for the colours of its charts.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import state

THEME = "theme"  # parameter of the link; without it the paper is that of the reader's system


def skip_link(t: Language) -> Markup:
    """Link past the bar, seen when it has the focus: the first stop of whoever uses keys."""
    return el("a.skip", t("Skip to the content"), href="#content", target="_self")


def more_pages(t: Language, *, before: bool) -> None:
    """
    Draw the button that scrolls the pages on, shown where they do not fit beside each other.

    Parameters
    ----------
    t : Language
    before : bool
        The one back to the left; else to the right.
    """
    st.html(
        el(
            "button.morepages",
            "‹" if before else "›",
            type="button",
            aria_label=t("Pages to the left") if before else t("More pages"),
            title=t("Pages to the left") if before else t("More pages"),
            data_way=-1 if before else 1,
            # The script names the row of pages: a container of Streamlit has no words of its own.
            data_row=t("Pages"),
        ),
        width="content",
    )


def language(t: Language) -> None:
    """Draw the languages, each by its own name."""
    st.session_state["language_control"] = t.code
    st.segmented_control(
        t("Language"),
        ["en", "zh"],
        key="language_control",
        format_func={"en": "EN", "zh": "中文"}.__getitem__,
        label_visibility="collapsed",
        required=True,
        on_change=lambda: state.put("lang", st.session_state["language_control"]),
    )


def theme(t: Language) -> None:
    """Draw the choice of light or dark paper."""
    st.html(theme_html(t, state.asked(THEME)), width="content")


def theme_html(t: Language, chosen: str) -> Markup:
    """A list of the browser's own under a half-filled disc; the script follows it."""
    words = {"": t("Like your system"), "light": t("Light"), "dark": t("Dark")}
    options = [
        el("option", word, value=value, selected=value == chosen) for value, word in words.items()
    ]
    return el(
        "span.paperswitch",
        el("span.disc", aria_hidden="true"),
        el("select", options, name=THEME, aria_label=t("Paper"), title=t("Paper")),
    )
