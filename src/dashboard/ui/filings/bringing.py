"""Documents brought in the background: started here, followed here, never fetched by a page."""

from __future__ import annotations

import streamlit as st

from dashboard.access import history
from dashboard.errors import N_, DashboardError
from dashboard.filings.library import FOLDER
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.refresh.jobs import Job, Jobs
from dashboard.ui import components, data, people_view, source_words
from dashboard.ui.state import View

PACE = 1.0  # seconds between two looks at a job that runs
NONE_CAME, STOPPED = 4, 6  # exit codes: nothing could be had; asked to stop
TROUBLE = "filings_bring_trouble"

_CAME: dict[str, str] = {
    "new": N_("{n} new"),
    "kept": N_("{n} there already"),
    "failed": N_("{n} not to be had"),
    "none": N_("{n} lists without such a document"),
}


def jobs() -> Jobs:
    """Jobs that bring documents into the store of this server."""
    store = data.store_folder()
    return Jobs(store / FOLDER, command=("filings", "bring"), store=store)


def panel(view: View) -> None:
    """Draw how far the job of this case is, or the button that starts it."""
    t = view.t
    with st.container(key="filings_bring"):
        components.heading(
            t("Bring filings"),
            t(
                "Asks the exchanges and their disclosure sites in the background for reports, "
                "notices of abnormal movement, clarifications, answers and records of investor "
                "relations of the last three years. It goes on when you leave this page, and loses "
                "nothing when it is stopped."
            ),
            anchor="bring",
        )
        trouble = st.session_state.pop(TROUBLE, None)
        if isinstance(trouble, DashboardError):
            components.trouble(trouble, t)
        if jobs().runs(view.case.slug):
            # The fragment that looks every second exists only while there is something to see.
            st.fragment(run_every=PACE)(_running)(view)
        else:
            _idle(view)


def _running(view: View) -> None:
    t, slug, held = view.t, view.case.slug, jobs()
    if not held.runs(slug):
        st.rerun()
    job = held.last(slug)
    if job is None or job.finished:
        components.progress(t("Bring filings"), 0, 1, t("Starting…"))
    else:
        parts = [t("{n} of {total} documents", n=job.done, total=max(job.total, job.done))]
        parts += [t("last through: {symbol}", symbol=job.current)] if job.current else []
        parts += [_counts(job, t)] if job.counts else []
        parts.append(t("started {when}", when=source_words.clock(job.started, t)))
        components.progress(t("Bring filings"), job.done, max(job.total, 1), " · ".join(parts))
    if people_view.may_edit():
        stopping = held.is_stopping(slug)
        st.button(
            t("Stopping after the document in hand…") if stopping else t("Stop"),
            key="filings_stop",
            disabled=stopping,
            on_click=_stop,
            args=(slug,),
        )


def _idle(view: View) -> None:
    t, slug = view.t, view.case.slug
    job = jobs().last(slug)
    if job is not None:
        st.html(el("p.job", ending(job, t), role="status"))
    if not people_view.may_edit():
        st.html(el("p.job", people_view.editors_only(t)))
        return
    st.button(t("Bring filings"), key="filings_start", on_click=_start, args=(slug, t.code))


def _start(slug: str, language: str) -> None:
    try:
        people_view.refuse_readers()
        jobs().start(slug, ["--language", language])
    except DashboardError as error:
        st.session_state[TROUBLE] = error
        return
    history.record(data.store_folder(), slug, people_view.who(), "filings-asked")


def _stop(slug: str) -> None:
    try:
        people_view.refuse_readers()
        jobs().stop(slug)
    except DashboardError as error:
        st.session_state[TROUBLE] = error


def _counts(job: Job, t: Language) -> str:
    return t(", ").join(t(_CAME[kind], n=n) for kind, n in job.counts if n and kind in _CAME)


def ending(job: Job, t: Language) -> str:
    """How a job ended, in a sentence or two."""
    counts = _counts(job, t) or t("nothing")
    if not job.finished:
        return t(
            "The job begun {when} ended without an end of its own ({counts}); start it again to "
            "go on.",
            when=source_words.clock(job.started, t),
            counts=counts,
        )
    when = source_words.clock(job.finished, t)
    if job.code == STOPPED:
        return t("Stopped on request {when}: {counts}. Nothing is lost.", when=when, counts=counts)
    if job.code == NONE_CAME:
        return t(
            "Nothing could be brought {when} ({counts}): the sources could not be reached, or "
            "refused. Try again later, or add the files by hand.",
            when=when,
            counts=counts,
        )
    return t("Brought {when}: {counts}.", when=when, counts=counts)
