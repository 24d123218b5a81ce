"""The screen before the pages, and the line under the top bar that says who is logged in."""

from __future__ import annotations

import streamlit as st

from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components, frame, people_view, state
from dashboard.ui.people_view import DEFAULT

LONGEST_TIMER = 86_400.0  # seconds; browsers take no timers of a month


def admitted(t: Language) -> bool:
    """
    Whether this reader may see the pages; draws what they see instead where not.

    To be asked before any page runs.
    """
    error = people_view.barred()
    if error is not None:
        components.trouble(error, t)
        return False
    if not people_view.may_read():
        _screen(t)
        return False
    if people_view.login().is_on:
        _watch(people_view.seconds_left())
    return True


def _screen(t: Language) -> None:
    frame.top_bar({}, t)
    refused = people_view.refused()
    reason = el("p.notice", t.say(refused), role="alert") if refused else None
    told = t(
        "The dashboard is open to those who may log in; you come back to the page you asked for."
    )
    head = el("h1", t("Log in to read on"))
    st.html(el("header.head", head, el("p.standfirst", told), reason))
    providers = people_view.login().clients
    with st.container(key="login", horizontal=True, gap="small"):
        for name in providers:
            label = t("Log in") if len(providers) == 1 else t("Log in with {name}", name=name)
            st.button(
                label,
                key=f"login_{name}",
                on_click=st.login,
                args=(None if name == DEFAULT else name,),
            )


def _watch(seconds: float) -> None:
    """Run the page again when the login ends, so that an open one does not outlive it."""

    @st.fragment(run_every=min(seconds, LONGEST_TIMER) + 1)
    def _over() -> None:
        if not people_view.may_read():
            st.rerun()

    _over()


def line(t: Language) -> None:
    """Draw who is logged in, as what, and the way out; nothing where no login is configured."""
    found = people_view.person()
    if found is None or state.only():  # one figure stands alone
        return
    role = t("editor") if people_view.may_edit() else t("reader")
    shown = found.address or t("logged in")
    with st.container(
        key="who", horizontal=True, horizontal_alignment="right", vertical_alignment="center"
    ):
        st.html(el("p.who", shown, " · ", role), width="content")
        st.button(t("Log out"), key="logout", on_click=st.logout, type="tertiary")
