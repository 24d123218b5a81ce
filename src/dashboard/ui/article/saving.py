"""A draft goes into a folder of its own, its prices are asked for, its Story page opens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from dashboard.access import history
from dashboard.case import Case, Text
from dashboard.cases import folders, listing
from dashboard.cases.folders import CaseFolder
from dashboard.cases.outline import can_name_a_new_case
from dashboard.errors import N_, DashboardError, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components, data, frame, people_view, source_status, state
from dashboard.ui.article.desk import Desk, forget
from dashboard.ui.article.work import Work

SAVED, REFUSED = "article_saved", "article_refused"  # slug of what was just saved; why it was not

TAKEN = N_("There is a case “{slug}” already: choose another name.")
READ_ONLY = N_(
    "Cases cannot be saved here: {folder} cannot be written. Name a folder that can in "
    "MARKET_NARRATIVE_CASES and start again."
)


def read_only() -> InputError | None:
    """Why no case can be saved at all; None where one can."""
    folder = folders.own_directory()
    if folders.can_be_written(folder):
        return None
    return InputError(READ_ONLY, folder=str(folder))


def save(desk: Desk, found: Work, t: Language) -> None:
    """Draw title, name and the button that saves; open the Story page of what was saved."""
    slug = st.session_state.pop(SAVED, "")
    if slug:
        forget()
        st.switch_page(
            frame.pages(t)["story"], query_params=state.link(case=slug, base="", last="")
        )
    case = desk.content.case
    with st.container(key="fig_save"):
        note = (
            t("What is still open stays marked, and can be confirmed at any time later.")
            if desk.content.marks
            else t("Nothing is left to confirm.")
        )
        components.heading(t("Save as a draft"), note, anchor="save")
        barred = read_only()
        if barred is not None:
            st.html(el("p.job", t.error(barred), role="note"))
            return
        refused = st.session_state.pop(REFUSED, None)
        with st.container(key="controls_save", horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                t("Title of the case"),
                t.pick(case.title),
                key="save_title",
                max_chars=200,
                width=460,
            )
            st.text_input(
                t("Name in links: small letters, digits, hyphens"),
                case.slug,
                key="save_slug",
                max_chars=64,
                width=330,
            )
        st.button(
            t("Save as draft"),
            key="save_draft",
            type="primary",
            on_click=lambda: _save(found, t),
        )
        if isinstance(refused, DashboardError):
            components.trouble(refused, t)
        st.html(el("p.job", _then(case, t)))


def _then(case: Case, t: Language) -> str:
    if _without_prices(case):
        return t(
            "Its Story page opens; prices are asked for in the background and fill it as they come."
        )
    return t("Its Story page opens; the prices of all its stocks are in the store.")


def _save(found: Work, t: Language) -> None:
    try:
        people_view.refuse_readers()
        content = found.content
        if content is None:
            return
        slug = str(st.session_state["save_slug"]).strip()
        _check(slug)
        title = str(st.session_state["save_title"]).strip()
        case = replace(content.case, slug=slug, title=_titled(content.case.title, title, t))
        _write(replace(content, case=case))
    except DashboardError as error:
        st.session_state[REFUSED] = error
        return
    data.forget_cases()
    st.session_state[SAVED] = slug
    ask_for_prices(case, t)


def _write(content: CaseFolder) -> None:
    """Save, unless another page took the name since it was checked."""
    slug = content.case.slug
    folder = folders.own_directory() / slug
    try:
        folders.new_case(content, folder)
    except InputError as error:
        if folder.exists():
            raise InputError(TAKEN, slug=slug) from error
        raise


def _check(slug: str) -> None:
    if not can_name_a_new_case(slug):
        raise InputError(
            N_("“{slug}” cannot name a case: use small letters, digits and hyphens."),
            slug=slug[:64],
        )
    if any(each.slug == slug for each in listing.list_cases()):
        raise InputError(TAKEN, slug=slug)
    barred = read_only()
    if barred is not None:
        raise barred


def _titled(known: Text, title: str, t: Language) -> Text:
    """Title with the reader's wording in the language that it was shown in."""
    if not title or title == t.pick(known):
        return known
    shown_in_chinese = bool(known.zh) and (t.code == "zh" or not known.en)
    return replace(known, zh=title) if shown_in_chinese else replace(known, en=title)


def _without_prices(case: Case) -> list[str]:
    series = data.store_folder() / "series"
    return [symbol for symbol in source_status.priced(case) if not _has_series(series / symbol)]


def _has_series(folder: Path) -> bool:
    return any(folder.glob("[!.]*.parquet"))


def ask_for_prices(case: Case, t: Language) -> None:
    """Start a refresh where a series is missing; that it cannot start keeps nothing from a save."""
    if not _without_prices(case):
        return
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415 - locks, for this moment alone

    jobs = Jobs(data.store_folder())
    try:
        jobs.start(case.slug, ["--language", t.code])
    except DashboardError:  # the Story page says that there are none, and where to ask for them
        return
    history.record(jobs.folder, case.slug, people_view.who(), "refresh-started")
