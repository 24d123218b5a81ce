"""Evening, span, source and words of the radar, all of it kept in the link."""

from __future__ import annotations

import streamlit as st

from dashboard.html.elements import el
from dashboard.html.radar_sources import several
from dashboard.language.language import Language
from dashboard.radar.evening import SPANS
from dashboard.radar.kept import KeptEvening
from dashboard.ui import state
from dashboard.ui.components import link_select
from dashboard.ui.radar_link import LONGEST, USUAL, Wanted

MOST = 120  # evenings that can be chosen from


def draw(kept: KeptEvening, wanted: Wanted, t: Language) -> None:
    """
    Draw one line of controls.

    Parameters
    ----------
    kept : KeptEvening
        The evening that is shown: its sources can be chosen from.
    wanted : Wanted
    t : Language
    """
    sources = sorted({entry.theme.source for entry in kept.of_span(wanted.span)})
    spans = {str(n): t.plural("{n} session", "{n} sessions", n) for n in SPANS}
    days = {each.isoformat(): t.long_day(each) for each in wanted.days[:MOST]}
    days.setdefault(kept.day.isoformat(), t.long_day(kept.day))
    with st.container(
        key="controls_radar", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        link_select("day", t("Evening"), days, kept.day.isoformat(), put=_put, width=170)
        link_select("span", t("Move over"), spans, str(wanted.span), put=_put_span, width=150)
        if len(sources) > 1:
            known = {"": t("All sources")} | {each: t.source(each) for each in sources}
            link_select("source", t("Members from"), known, wanted.source, put=_put, width=190)
        if several(kept):
            choices = {"": t("All themes"), "yes": t("Sources agree"), "no": t("Sources differ")}
            label = t("Several sources")
            link_select("agree", label, choices, wanted.agree, put=_put, width=170)
        _search(wanted.q, t)
    if wanted.agree:
        st.html(el("p.under", _agreeing(t)))


def _agreeing(t: Language) -> str:
    return t(
        "Sources agree on a theme that at least two of them list, when their lists have half of "
        "all members in common or more, and it stands out in all of them or in none."
    )


def _put(name: str, value: str) -> None:
    state.put(name, value)
    state.put("show", "")


def _put_span(name: str, value: str) -> None:
    _put(name, "" if value == str(USUAL) else value)


def _search(current: str, t: Language) -> None:
    key = "radar_search"
    # Set only where the link says otherwise: what is being typed is not to be overwritten.
    if st.session_state.get(key, "").strip()[:LONGEST] != current:
        st.session_state[key] = current
    st.text_input(
        t("Search"),
        key=key,
        placeholder=t("theme or label"),
        on_change=lambda: _put("q", str(st.session_state[key]).strip()[:LONGEST]),
        width=220,
    )
