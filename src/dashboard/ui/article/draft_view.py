"""The draft: its parts with what waits for a yes, entry by entry or all of a kind."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dashboard.analysis.claims.results import ClaimResult
from dashboard.case import Case
from dashboard.cases.folders import CaseFolder
from dashboard.cases.held import FileNote
from dashboard.errors import DashboardError
from dashboard.exhibits.registry import exhibits
from dashboard.html import draft_rows, proof
from dashboard.html.article_entries import Entry
from dashboard.html.draft_rows import SECTIONS, Waiting
from dashboard.html.elements import el
from dashboard.html.lists import bullets
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings
from dashboard.ui import components, data, figures, state
from dashboard.ui.article import parting, story_field
from dashboard.ui.article.desk import OPENED, TROUBLE, Desk
from dashboard.ui.article.row_editor import editor

_FIGURE, _PAGE = "build-up", "story"  # drawn of the window
AT_ONCE = 25  # entries of a part that are drawn; the others follow when these are settled


def draft(desk: Desk, entries: Sequence[Entry], t: Language) -> None:
    """
    Draw the parts of a draft.

    Parameters
    ----------
    desk : Desk
    entries : sequence of Entry
        Finds of the article with their numbers; empty where it is not at hand.
    t : Language
    """
    content = desk.content
    left = draft_rows.waiting(content.marks)
    title = t.plural("{n} entry waits for your yes", "{n} entries wait for your yes", len(left))
    with st.container(key="fig_draft"):
        components.heading(
            title if left else t("Everything is confirmed"), _facts(content.case, t), anchor="draft"
        )
        parting.offer(desk, t)
        story_field.offer(desk, t)
        if left:
            _head_buttons(desk, left, t)
        for name, heading in SECTIONS.items():
            of_kind = [one for one in left if one.section == name]
            if of_kind:
                _section(desk, name, t(heading), of_kind, entries, t)
        if desk.work is not None and desk.work.draft is not None:
            _aside(desk, t)


def _facts(case: Case, t: Language) -> str:
    counts = (
        t.plural("{n} stock", "{n} stocks", len(case.stocks)),
        t.plural("{n} group", "{n} groups", len(case.groups)),
        t.plural("{n} story", "{n} stories", len(case.stories)),
        t.plural("{n} claim", "{n} claims", len(case.claims)),
        t.plural("{n} event", "{n} events", len(case.events)),
        t.plural("{n} row of evidence", "{n} rows of evidence", len(case.evidence)),
    )
    return t("In the draft: {counts}.", counts=t.listing(counts))


def _head_buttons(desk: Desk, left: Sequence[Waiting], t: Language) -> None:
    with st.container(key="draft_all", horizontal=True):
        st.button(
            t("Confirm all {n}", n=len(left)),
            key="confirm_all",
            on_click=lambda: desk.confirm(left),
        )
        if desk.work is not None and desk.work.before:
            st.button(
                t("Take the last step back"), key="draft_undo", type="tertiary", on_click=desk.undo
            )


# One part --------------------------------------------------------------


def _section(
    desk: Desk,
    name: str,
    heading: str,
    of_kind: Sequence[Waiting],
    entries: Sequence[Entry],
    t: Language,
) -> None:
    short = name.partition(".")[0]
    with st.container(key=f"kind_{short}"):
        st.html(el("p.count", t("{n} to confirm", n=len(of_kind))))
        # The count is no part of the label: with another label the part would fold again.
        box = st.expander(heading, key=f"part_{short}", on_change="rerun")
    # Buttons of a closed part would be hundreds that nobody sees.
    if not box.open:
        return
    with box:
        st.button(
            t("Confirm all of this part ({n})", n=len(of_kind)),
            key=f"confirm_{short}",
            on_click=lambda: desk.confirm(of_kind),
        )
        if name == "window":
            _proofs(desk, t)
        numbers = {
            (place.start, place.end): each.number for each in entries for place in each.places
        }
        results = _first_check(desk)
        for one in of_kind[:AT_ONCE]:
            _row(desk, one, numbers, results, t)
        if len(of_kind) > AT_ONCE:
            st.html(el("p.job", t("and {n} more", n=len(of_kind) - AT_ONCE)))


def _first_check(desk: Desk) -> dict[str, ClaimResult]:
    made = None if desk.work is None else desk.work.draft
    return {} if made is None else {each.claim.id: each for each in made.first_check}


def _row(
    desk: Desk,
    one: Waiting,
    numbers: Mapping[tuple[int, int], int],
    results: Mapping[str, ClaimResult],
    t: Language,
) -> None:
    case = desk.content.case
    sessions = data.sessions(case)
    base = t("from the close of {base}", base=t.day(sessions.before(case.window.first)))
    with st.container(key=f"wait_{one.key}", horizontal=True):
        st.html(draft_rows.line(case, one, t, numbers=numbers, results=results, base=base))
        with st.container(key=f"waitbuttons_{one.key}", horizontal=True, width="content"):
            st.button(t("Confirm"), key=f"yes_{one.key}", on_click=lambda: desk.confirm([one]))
            st.button(
                t("Change…"),
                key=f"change_{one.key}",
                type="tertiary",
                on_click=lambda: st.session_state.__setitem__(OPENED, one.key),
            )
    fault = st.session_state.get(TROUBLE)
    if fault is not None and fault[0] == one.key:
        st.session_state.pop(TROUBLE)
        components.trouble(fault[1], t)
    if st.session_state.get(OPENED) == one.key:
        editor(desk, one, t)


# The window -----------------------------------------------------------


def window(desk: Desk, t: Language) -> None:
    """Draw the groups over the draft's window; nothing where the store has no prices of them."""
    priced = _priced(desk.content)
    if priced is None:
        return
    try:
        view = state.of_folder(priced)
    except DashboardError as error:
        components.trouble(error, t)
        return
    figures.draw(view, exhibits(_PAGE)[_FIGURE], _PAGE)


def _priced(content: CaseFolder) -> CaseFolder | None:
    """Draft on the store's prices, with files of its own: no two drafts are one to the caches."""
    case = content.case
    changes = f"{case!r} {data.store_version(case)}"
    digest = hashlib.sha256(changes.encode("utf-8", "surrogatepass")).hexdigest()

    def priced() -> CaseFolder | None:
        from dashboard.articles.draft.draft import stored_prices  # noqa: PLC0415 - as in `work`

        market = stored_prices(load_settings())(case)
        if market is None:
            return None
        return replace(content, market=market, files=(FileNote("draft", None, digest, 0),))

    return data.computed("draft with prices", digest, priced)


# What stands beside ----------------------------------------------------


def _proofs(desk: Desk, t: Language) -> None:
    """Say from which close the stated returns come out, where prices are at hand."""
    made = None if desk.work is None else desk.work.draft
    if made is None:
        return
    if not made.proofs:
        told = t(
            "No prices are at hand yet, so nothing has borne out the base. They are fetched when "
            "the draft is saved."
        )
        st.html(el("p.job", told, role="note"))
    for each in made.proofs:
        st.html(el("h3.subhead", proof.title(each, t)))
        st.html(proof.proof_table(made.content.case, each, t))


def _aside(desk: Desk, t: Language) -> None:
    """Say what the article says and the draft has not."""
    made = None if desk.work is None else desk.work.draft
    if made is None or not made.left_out:
        return
    with st.expander(t("Left out of the draft: {n}", n=len(made.left_out)), key="part_left_out"):
        st.html(bullets(map(t.say, made.left_out)))


def trouble(t: Language) -> None:
    """Say what went wrong with the draft as a whole."""
    fault = st.session_state.get(TROUBLE)
    if fault is not None and not fault[0] and isinstance(fault[1], DashboardError):
        st.session_state.pop(TROUBLE)
        components.trouble(fault[1], t)
