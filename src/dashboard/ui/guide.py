"""The guided reading along the bottom of the pages: one step at a time, kept in the link."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import StreamlitPage

from dashboard.cases.folders import find_case
from dashboard.cases.shelf import is_shipped
from dashboard.errors import DashboardError
from dashboard.exhibits import guided
from dashboard.exhibits.guided import STEPS
from dashboard.html.elements import el, inside_link
from dashboard.ui import figures, people_view, state
from dashboard.ui.state import View


def offer(view: View) -> None:
    """Lead into the guided reading, where nobody is on it, and a case's owner into the editor."""
    if not (state.asked(state.STEP) or state.only()):
        st.html(offer_html(view, may_change=is_own(view)))


def offer_html(view: View, *, may_change: bool) -> Markup:
    """Ways into the guided reading and, for who may change the case, into the editor."""
    query = urlencode(state.link() | {state.STEP: "1"})
    label = view.t("Read this case step by step, in five minutes")
    links = [inside_link(f"./?{query}", label)]
    if may_change:
        address = f"edit?{urlencode(state.link(case=view.case.slug))}"
        links.append(inside_link(address, view.t("Edit the case")))
    return el("p.guided", Markup(" ").join(links))


def is_own(view: View) -> bool:
    """Whether the case can be changed here: no edition, none that ships, by who may."""
    if view.edition is not None or not people_view.may_edit():
        return False
    with contextlib.suppress(DashboardError):  # gone from the disk meanwhile
        return not is_shipped(find_case(view.case.slug))
    return False


def bar(view: View, page: str, pages: Mapping[str, StreamlitPage]) -> None:
    """
    Draw the step that the link names, with the ways on and back.

    Parameters
    ----------
    view : View
    page : str
        Where the reader is; a step of another page is not drawn.
    pages : mapping of str to StreamlitPage
        Pages by name, for the ways on and back.
    """
    wanted = state.asked(state.STEP)
    if not wanted:
        return
    n = at_step(wanted)
    if n is None:
        return
    step = STEPS[n - 1]
    if step.page != page:
        return
    t = view.t
    with st.container(key="guide"):
        st.html(
            el(
                "div.guide",
                el("p.kicker", t("Step {n} of {total}", n=n, total=len(STEPS))),
                el("h2", t(step.title)),
                el("p", t(step.how)),
                _here(view, n),
                data_at=step.anchor or "top",
            )
        )
        with st.container(key="guide_ways", horizontal=True, vertical_alignment="center"):
            if n > 1:
                _way(page, pages, n - 1, t("Back"), "back")
            if n < len(STEPS):
                _way(page, pages, n + 1, t("Next: {title}", title=t(STEPS[n].title)), "next")
            with st.container(key="guide_end", width="content"):
                st.button(
                    t("End the reading"),
                    key="guide_to_end",
                    type="tertiary",
                    on_click=lambda: state.put(state.STEP, ""),
                )


def numbers() -> list[str]:
    """Numbers of the steps as links write them."""
    return [str(n) for n in range(1, len(STEPS) + 1)]


def at_step(wanted: str) -> int | None:
    """Step that a link names; None for one that there is not."""
    return int(wanted) if wanted in numbers() else None


def _here(view: View, n: int) -> Markup:
    """What the step says of this case."""
    step = STEPS[n - 1]
    try:
        said = guided.finding(step, view.trial, figures.reader(view, step.page))
    except DashboardError as error:
        said = view.t.error(error)
    if not said:
        said = view.t("This case has nothing to show in this figure.")
    return el("p.here", el("b", view.t("Here:")), " ", said)


def _way(page: str, pages: Mapping[str, StreamlitPage], n: int, label: str, name: str) -> None:
    aim = STEPS[n - 1].page
    with st.container(key=f"guide_{name}", width="content"):
        if aim == page:
            # A link to the page one is on would leave the address as it is.
            st.button(
                label,
                key=f"guide_to_{n}",
                type="tertiary",
                on_click=lambda: state.put(state.STEP, str(n)),
            )
        else:
            query = state.link() | {state.STEP: str(n)}
            st.page_link(pages[aim], label=label, query_params=query)
