"""The Refresh panel: starts a process of its own, and shows how far it is until it ends.

How far a refresh is stands in the store, so that it survives a change of page, a reload
and a restart, and every reader sees the same.  A source is never asked in this process,
and nothing is asked of the store every second unless a refresh runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.access import history
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.settings.loading import Settings, load_settings
from dashboard.ui import components, data, people_view, source_words, state
from dashboard.ui.state import View

if TYPE_CHECKING:
    from dashboard.refresh.jobs import Job, Jobs

PACE = 1.0  # seconds between two looks at a refresh that runs
UNIVERSE = "universe"
MANY = 5400  # A shares, where the store has no list of them yet
CALENDAR = "XSHG"  # of the whole market
STOPPED = 6  # exit code of a refresh that was asked to stop

_CAME: dict[str, str] = {
    "kept": N_("{n} up to date"),
    "new": N_("{n} new"),
    "extended": N_("{n} extended"),
    "same": N_("{n} with nothing new"),
    "contradicted": N_("{n} contradicting the store"),
    "failed": N_("{n} failed"),
}


def panels(view: View) -> None:
    """Draw the panel of the case and that of the whole market."""
    t = view.t
    with st.container(key="fig_refresh"):
        components.heading(
            t("Refresh prices"),
            t(
                "A refresh asks the sources in the background and goes on when you leave this "
                "page; until it ends the pages show what is there."
            ),
            anchor="refresh",
        )
        trouble = st.session_state.pop("refresh_trouble", None)
        if isinstance(trouble, DashboardError):
            _line(t.error(trouble), role="alert")
        with st.container(key="refresh_case"):
            _panel(view, view.case.slug)
        with st.container(key="refresh_universe"):
            _panel(view, UNIVERSE)


def runs(subject: str) -> bool:
    """Whether a refresh of a case runs, or is about to."""
    return _jobs().runs(subject)


def last_ending(view: View) -> str:
    """How the last refresh of a case ended, in a sentence or two; empty where there was none."""
    job = _jobs().last(view.case.slug)
    return "" if job is None else ending(job, view.t)


def on_their_way(view: View) -> None:
    """
    Show above a page how far the refresh of its case is; the page follows every series.

    Nothing stands there when none runs.
    """
    if runs(view.case.slug):
        job = _jobs().last(view.case.slug)
        done = 0 if job is None or job.finished else job.done
        st.fragment(run_every=PACE)(_following)(view, done)
    elif _more_has_come(view):
        st.rerun()


def _more_has_come(view: View) -> bool:
    """Whether the store changed between its reading for this page and the end of a refresh."""
    if state.asked("prices") == "case":
        return False
    try:
        return data.stored(view.case.slug) is not view.whole
    except DashboardError:  # still none, which the page says
        return False


def _following(view: View, known: int) -> None:
    jobs, subject = _jobs(), view.case.slug
    if not jobs.runs(subject):
        st.rerun()
    job = jobs.last(subject)
    begun = job if job is not None and not job.finished else None
    _progress(view, subject, begun)
    if begun is not None and begun.done != known:
        st.rerun()


def show(prices: str) -> None:
    """Turn all pages to the case's own prices or to the store's; for callbacks."""
    # The case's own are the default and need no mention in the link.
    state.put("prices", "" if prices == "case" else prices)


def _jobs() -> Jobs:
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415 - locks, for this page alone

    return Jobs(data.store_folder())


def _panel(view: View, subject: str) -> None:
    jobs = _jobs()
    if jobs.runs(subject):
        # The fragment that looks every second exists only while there is something to see.
        st.fragment(run_every=PACE)(_running)(view, subject)
    elif subject == UNIVERSE:
        _idle_universe(view, jobs)
    else:
        _idle(view, jobs)


# While it runs --------------------------------------------------------


def _running(view: View, subject: str) -> None:
    """How far a refresh is, and a way to stop it; turns to the result when it ends."""
    jobs = _jobs()
    if not jobs.runs(subject):
        st.rerun()
    t, job = view.t, jobs.last(subject)
    begun = job is not None and not job.finished
    _progress(view, subject, job if begun else None)
    stopping = jobs.is_stopping(subject)
    if not people_view.may_edit():
        return
    st.button(
        t("Stopping after the series in hand…") if stopping else t("Stop"),
        key=f"stop_{subject}",
        disabled=stopping,
        on_click=lambda: _stop(jobs, subject),
    )


def _progress(view: View, subject: str, job: Job | None) -> None:
    t = view.t
    what = t("The whole market") if subject == UNIVERSE else t("This case")
    if job is None:
        words, done, total = t("{what}: starting…", what=what), 0, 1
    else:
        done, total = job.done, max(job.total, 1)
        parts = [t("{what}: {n} of {total} series", what=what, n=done, total=job.total)]
        parts += [t("last through: {symbol}", symbol=job.current)] if job.current else []
        parts += [_counts(job, t)] if job.counts else []
        parts.append(t("started {when}", when=source_words.clock(job.started, t)))
        words = " · ".join(parts)
    components.progress(what, done, total, words)


def _counts(job: Job, t: Language) -> str:
    return t(", ").join(
        t(_CAME[kind], n=n) if kind in _CAME else f"{n} {kind}" for kind, n in job.counts if n
    )


# When it does not run -------------------------------------------------


def _idle(view: View, jobs: Jobs) -> None:
    t, slug = view.t, view.case.slug
    settings = load_settings()
    _outcome(view, jobs, slug)
    if not people_view.may_edit():
        _line(people_view.editors_only(t))
        _way(view)
        return
    own = settings.sources_for(view.case.calendar)
    with st.container(key="controls_refresh", horizontal=True, vertical_alignment="bottom"):
        labels = {"": t("Automatic: {sources}", sources=_order(own, t))}
        labels |= {name: t("{source} only", source=t.source(name)) for name in own}
        st.selectbox(
            t("Source"),
            list(labels),
            key="refresh_source",
            format_func=lambda name: labels.get(name, name),
            width=390,
        )
        st.checkbox(t("Ask a second source and compare"), key="refresh_check")
        st.button(
            t("Refresh prices"),
            key=f"start_{slug}",
            on_click=lambda: _start(jobs, slug, _options(t)),
            disabled=not own,
        )
    if not own:
        _line(t("No source is enabled for this calendar: enable one in the settings."))
    _way(view)


def _order(names: Sequence[str], t: Language) -> str:
    return t(", ").join(t.source(name) for name in names)


def _options(t: Language) -> list[str]:
    source = str(st.session_state.get("refresh_source") or "")
    chosen = ["--source", source] if source else []
    check = ["--check"] if st.session_state.get("refresh_check") else []
    return [*chosen, *check, "--language", t.code]


def _start(jobs: Jobs, subject: str, options: Sequence[str]) -> None:
    try:
        people_view.refuse_readers()
        jobs.start(subject, options)
    except DashboardError as error:
        st.session_state["refresh_trouble"] = error
        return
    asked = " ".join(options[:-2])  # without the reader's language
    details = {"options": asked} if asked else {}
    history.record(jobs.folder, subject, people_view.who(), "refresh-started", details)


def _stop(jobs: Jobs, subject: str) -> None:
    try:
        people_view.refuse_readers()
    except DashboardError as error:
        st.session_state["refresh_trouble"] = error
        return
    jobs.stop(subject)
    history.record(jobs.folder, subject, people_view.who(), "refresh-stopped")


def _way(view: View) -> None:
    """Offer the refreshed prices, or the way back to those kept with the case."""
    t = view.t
    if view.from_store:
        if not data.folder(view.case.slug).market.prices.empty:
            st.button(
                t("Back to the prices kept with the case"),
                key="show_case",
                type="tertiary",
                on_click=lambda: show("case"),
            )
    elif data.store_version(view.case) and not view.folder.market.prices.empty:
        st.button(
            t("Show the store’s prices on all pages"),
            key="show_store",
            type="tertiary",
            on_click=lambda: show("store"),
        )


def _outcome(view: View, jobs: Jobs, subject: str) -> None:
    """Say how the last refresh ended, if there was one."""
    job, failed = jobs.last(subject), _printed_error(jobs.folder, subject)
    if failed and (job is None or _begun(job) < failed[1]):
        told = view.t("The refresh could not go on: {sentence}", sentence=failed[0])
        _line(told, role="alert")
    elif job is not None:
        _line(ending(job, view.t), role="status")


def _begun(job: Job) -> float:
    try:
        return datetime.fromisoformat(job.started).timestamp()
    except ValueError:  # a file that somebody else wrote
        return 0.0


def ending(job: Job, t: Language) -> str:
    """How a refresh ended, in a sentence or two."""
    counts = _counts(job, t)
    if not job.finished:
        return t(
            "The refresh begun {when} stopped without ending after {n} of {total} series; start it "
            "again to go on.",
            when=source_words.clock(job.started, t),
            n=job.done,
            total=job.total,
        )
    when = source_words.clock(job.finished, t)
    values = {"when": when, "n": job.done, "total": job.total}
    if job.trouble:
        told = t("The refresh of {when} could not go on: {trouble}", when=when, trouble=job.trouble)
    elif job.code == STOPPED:
        told = t(
            "Stopped on request {when} after {n} of {total} series; nothing is lost.", **values
        )
    elif dict(job.counts).get("failed") == job.done and job.done:
        told = t(
            "Refreshed {when}: all {total} series failed and keep the data they had.", **values
        )
        counts = ""
    else:
        told = t("Refreshed {when}: {n} of {total} series.", **values)
    return t("{told} {counts}.", told=told, counts=counts) if counts else told


def _printed_error(folder: Path, subject: str) -> tuple[str, float] | None:
    """Error that the last process printed instead of beginning, and when."""
    log = folder / "jobs" / f"{subject}.log"
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        written = log.stat().st_mtime
    except OSError:
        return None
    told = [line.removeprefix("Error:").strip() for line in lines if line.startswith("Error:")]
    return (told[-1][:400], written) if told else None


def _line(sentence: str, *, role: str = "note") -> None:
    st.html(el("p.job", sentence, role=role))


# The whole market -----------------------------------------------------


def _idle_universe(view: View, jobs: Jobs) -> None:
    t, settings = view.t, load_settings()
    _line(_matrix(view, settings.store))
    _outcome(view, jobs, UNIVERSE)
    if not people_view.may_edit():  # said once, by the panel of the case
        return
    with st.expander(t("Refresh the whole market")):
        codes, known = _codes(settings.store)
        told = t(
            "About {n} stocks, asked one after the other and politely: {minutes} minutes or more "
            "at the set spacing. It can be stopped at any time with nothing lost, and goes on "
            "where it was.",
            n=t.number(codes),
            minutes=t.number(minutes(settings, codes)),
        )
        _line(told if known else f"{told} {t('The list of codes itself is asked for first.')}")
        st.button(
            t("Refresh the whole market"),
            key=f"start_{UNIVERSE}",
            on_click=lambda: _start(jobs, UNIVERSE, ["--language", t.code]),
            disabled=not settings.sources_for(CALENDAR),
        )


def minutes(settings: Settings, codes: int) -> int:
    """Minutes that asking for every code takes at least, at the set spacing."""
    names = [*settings.sources_for(CALENDAR)[:1], "sina"]
    # Each stock is asked for once at the first source and once for its factors.
    apart = max(settings.source(name).spacing for name in names if settings.source(name).enabled)
    return max(1, round(codes * apart / 60))


def _codes(store: Path) -> tuple[int, bool]:
    """Number of listed stocks, and whether the store knows it."""
    file = store / "listing.parquet"
    if not file.is_file():
        return MANY, False

    def count() -> int:
        from dashboard.store.listing_file import read_listing  # noqa: PLC0415

        listing = read_listing(store)
        return 0 if listing is None else sum(each.is_traded for each in listing.entries)

    found = data.computed("codes", (str(file), file.stat().st_mtime_ns), count)
    return (found, True) if found else (MANY, False)


def _matrix(view: View, store: Path) -> str:
    t, current = view.t, store / "universe" / "current.json"
    if not current.is_file():
        return t("Whole market: not in the store yet.")

    def read() -> tuple[int, int, str]:
        from dashboard.store.universe_file import load_universe  # noqa: PLC0415

        matrix = load_universe(store)
        if matrix is None:
            return 0, 0, ""
        return len(matrix.symbols), len(matrix.days), matrix.last.isoformat()

    try:
        stocks, days, last = data.computed(
            "matrix facts", (str(current), current.stat().st_mtime_ns), read
        )
    except (DashboardError, OSError) as error:
        return t.error(error) if isinstance(error, DashboardError) else str(error.strerror)
    return t(
        "Whole market in the store: {stocks} stocks over {days} sessions, to {last}.",
        stocks=t.number(stocks),
        days=t.number(days),
        last=last,
    )
