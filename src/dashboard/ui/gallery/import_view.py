"""A case from elsewhere comes in as one zip, under a name that is free."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.cases.archives import UnpackedCase, unpacked_case
from dashboard.errors import N_, DashboardError
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import components, people_view
from dashboard.ui.gallery import actions

BOX, FILE, NAME = "import_case", "import_case_file", "import_case_slug"


def import_case(t: Language) -> None:
    """Draw where a zip is uploaded; nothing for readers who may not edit."""
    if not people_view.may_edit():
        return
    box = st.expander(t("Bring in a case from a zip"), key=BOX, on_change="rerun")
    if not box.open:
        return
    with box:
        given = st.file_uploader(
            t("Zip of one case, as the Data page or “cases export” makes it"),
            type="zip",
            key=FILE,
        )
        if given is not None:
            _found(given, t)


def _found(given: Any, t: Language) -> None:
    """Say what the zip holds, and ask for its name."""
    try:
        found = unpacked_case(given.getvalue())
    except DashboardError as error:
        components.trouble(error, t)
        return
    case, shelf = found.content.case, actions.shelf()
    free = shelf.free(case.slug)
    told = t(
        "“{title}”: {stocks} stocks, {events} events, {rows} rows of evidence, {claims} claims.",
        title=t.pick(case.title),
        stocks=len(case.stocks),
        events=len(case.events),
        rows=len(case.evidence),
        claims=len(case.claims),
    )
    taken = t("There is a case “{slug}” already; “{free}” is free.", slug=case.slug, free=free)
    st.caption(told if free == case.slug else t.sentences([told, taken]))
    st.text_input(
        t("Name in links: small letters, digits, hyphens"),
        free,
        key=f"{NAME}_{given.file_id}",
        max_chars=64,
    )
    st.button(
        t("Bring it in"),
        key="import_case_do",
        type="primary",
        on_click=_bring_in,
        args=(found, f"{NAME}_{given.file_id}"),
    )


def _bring_in(found: UnpackedCase, field: str) -> None:
    def act() -> actions.Done:
        slug = str(st.session_state[field]).strip()
        folder = actions.shelf().bring_in(found, slug)
        told = Message.of(N_("“{title}” was brought in."), title=found.content.case.title)
        return actions.Done(told, opens=folder.name)

    actions.guarded(act)
