"""The scan of the last evening as a job: started from a page, followed there, run elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.radar.kept import FOLDER, SCAN, kept_days
from dashboard.ui import data, people_view
from dashboard.ui.components import trouble

if TYPE_CHECKING:
    from dashboard.refresh.jobs import Jobs

PACE = 2.0  # seconds between two looks at a job
REFUSED = "radar_refused"  # why a scan was not begun


def draw(t: Language) -> None:
    """Draw the button of a scan, or how far the one is that runs; for who may edit."""
    if not people_view.may_edit():
        return
    jobs = _jobs()
    refused = st.session_state.pop(REFUSED, None)
    if isinstance(refused, DashboardError):
        trouble(refused, t)
    if jobs.runs(SCAN):
        # The fragment that looks every other second exists only while there is something to see.
        st.fragment(run_every=PACE)(_running)(t)
        return
    last = jobs.last(SCAN)
    if last is not None and last.trouble:
        st.html(el("p.job", t("The last scan ended: {why}", why=last.trouble), role="status"))
    latest = next(iter(kept_days(data.store_folder())), None)
    if latest is not None:
        told = t("The latest evening kept is {day}.", day=t.long_day(latest))
        st.html(el("p.job", told, role="status"))
    st.button(
        t("Scan the last evening"),
        key="radar_scan",
        type="primary" if latest is None else "secondary",
        on_click=_start,
        args=(t.code,),
    )


def _jobs() -> Jobs:
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415 - locks, for this moment alone

    store = data.store_folder()
    return Jobs(store / FOLDER, ("radar", "--by-page"), store)


def _running(t: Language) -> None:
    if not _jobs().runs(SCAN):
        st.rerun()  # the page shows what the scan has kept
    st.html(el("p.job", t("The last evening is being scanned."), role="status"))


def _start(language: str) -> None:
    try:
        people_view.refuse_readers()
        _jobs().start(SCAN, ["--language", language])
    except DashboardError as error:
        st.session_state[REFUSED] = error
