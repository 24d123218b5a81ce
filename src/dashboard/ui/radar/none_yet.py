"""The radar before the first evening is kept: what it needs, and a job that makes one."""

from __future__ import annotations

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.radar.kept import FOLDER, SCAN, kept_days
from dashboard.ui import data, people_view
from dashboard.ui.components import trouble

PACE = 2.0  # seconds between two looks at a job
REFUSED = "radar_refused"  # why a scan was not begun


def draw(t: Language) -> None:
    """Say that no evening is kept, and how one comes; who may edit can start a scan."""
    told = t(
        "No evening is kept yet. The radar needs prices of the whole market and a list of themes, "
        "both of them in the store."
    )
    st.html(
        el(
            "header.head",
            el("p.kicker", t("Radar")),
            el("h1", t("Which themes moved, and what their movers share")),
            el("p.standfirst", told),
        )
    )
    steps = [
        ("market-narrative refresh --universe", t("brings the prices of all stocks")),
        (t("market-narrative themes import FILE --source NAME"), t("brings a list of themes")),
        ("market-narrative radar", t("scans the last evening and keeps its list")),
    ]
    st.html(el("ol.steps", [el("li", el("code", step), " ", what) for step, what in steps]))
    if people_view.may_edit():
        st.fragment(run_every=PACE)(_job)(t)


def _job(t: Language) -> None:
    """Start a scan of the last evening, and follow it."""
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415 - locks, for this moment alone

    store = data.store_folder()
    jobs = Jobs(store / FOLDER, ("radar", "--by-page"), store)
    if kept_days(store):
        st.rerun()
    refused = st.session_state.pop(REFUSED, None)
    if isinstance(refused, DashboardError):
        trouble(refused, t)
    if jobs.runs(SCAN):
        st.html(el("p.job", t("The last evening is being scanned."), role="status"))
        return
    last = jobs.last(SCAN)
    if last is not None and last.trouble:
        st.html(el("p.job", t("The last scan ended: {why}", why=last.trouble), role="status"))

    def start() -> None:
        try:
            people_view.refuse_readers()
            jobs.start(SCAN, ["--language", t.code])
        except DashboardError as error:
            st.session_state[REFUSED] = error

    st.button(t("Scan the last evening"), key="radar_scan", type="primary", on_click=start)
