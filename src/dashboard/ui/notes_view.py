"""Notes and disputes on the pages: attached by readers, answered by editors, listed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode

import streamlit as st

from dashboard.case import Case
from dashboard.cases.notes import (
    LONGEST,
    NOTE_KINDS,
    OUTCOMES,
    Note,
    Table,
    add_note,
    answer_note,
    read_notes,
)
from dashboard.errors import DashboardError, InputError, SettingsError
from dashboard.html.elements import el
from dashboard.html.notes import KIND_WORDS, OUTCOME_WORDS, note_list
from dashboard.language.language import Language
from dashboard.ui import components, data, people_view, state
from dashboard.ui.state import View

REFUSED = "notes_refused"
SHORT = 90  # letters of a row in the list of rows


def notes_of(view: View) -> tuple[Note, ...]:
    """Notes of the live case; an edition shows none, for they go on while it stays."""
    if view.edition is not None:
        return ()
    # Settings that cannot be used are said by the pages.
    with suppress(SettingsError):
        found = read_notes(data.store_folder(), view.case.slug)
        if people_view.login().is_on:
            return found
        # Where nobody logs in, nobody may read who once did.
        return tuple(_unnamed(each) for each in found)
    return ()


def section(view: View, table: Table | None = None) -> None:
    """
    Draw the notes of one table of the case with the form for a further one, or all of them.

    Parameters
    ----------
    view : View
    table : {"evidence", "claims", "events"}, optional
        Without one all notes are listed.
    """
    if view.edition is not None:
        return
    t, rows = view.t, _rows(view.case, table, view.t)
    found = [each for each in notes_of(view) if table in {None, each.table}]
    if not rows and not found:
        return
    with st.container(key="fig_notes"):
        refused = st.session_state.pop(REFUSED, None)
        if isinstance(refused, DashboardError):
            components.trouble(refused, t)
        label = t("Notes and disputes: {n}", n=len(found))
        box = st.expander(label, key="notes_box", on_change="rerun")
        if not box.open:
            return
        with box:
            if found:
                st.html(note_list(found, t, _address))
            else:
                st.html(el("p.nothing", t("Nobody has noted or disputed anything here yet.")))
            if rows:
                _form(view, table, rows, t)
            _answers(view, found, t)


def _address(page: str, anchor: str) -> str:
    return f"{page}?{urlencode(state.link())}#{anchor}"


def _rows(case: Case, table: Table | None, t: Language) -> dict[str, str]:
    """Rows of a table by id, in a few words."""
    match table:
        case "evidence":
            return {
                row.id: f"{t.name(case.stock(row.stock))}: {t.pick(row.statement)}"[:SHORT]
                for row in case.evidence
            }
        case "claims":
            return {claim.id: t.pick(claim.text)[:SHORT] for claim in case.claims}
        case "events":
            return {event.id: t.pick(event.title)[:SHORT] for event in case.events}
    return {}


def _form(view: View, table: Table | None, rows: dict[str, str], t: Language) -> None:
    st.selectbox(
        t("What it is about"), list(rows), key="note_row", format_func=lambda row: rows.get(row, "")
    )
    st.segmented_control(
        t("Kind"),
        list(NOTE_KINDS),
        default=NOTE_KINDS[0],
        key="note_kind",
        format_func=lambda kind: t(KIND_WORDS[kind]),
        required=True,
        label_visibility="collapsed",
    )
    st.text_area(t("In your words"), key="note_text", max_chars=LONGEST)
    st.button(
        t("Attach it"),
        key="note_add",
        on_click=_guarded,
        args=(lambda: _add(view.case, table),),
    )


def _answers(view: View, found: list[Note], t: Language) -> None:
    """Let an editor answer; a thing is changed by editing the case, and said here."""
    if not found or not people_view.may_edit():
        return
    known = {each.id: f"{each.row}: {each.text}"[:SHORT] for each in found}
    st.selectbox(
        t("Answer to"), list(known), key="reply_to", format_func=lambda each: known.get(each, "")
    )
    st.segmented_control(
        t("Outcome"),
        list(OUTCOMES),
        default=OUTCOMES[0],
        key="reply_outcome",
        format_func=lambda outcome: t(OUTCOME_WORDS[outcome]),
        required=True,
        label_visibility="collapsed",
    )
    st.text_area(t("Your answer"), key="reply_text", max_chars=LONGEST)
    st.button(
        t("Answer it"), key="reply_add", on_click=_guarded, args=(lambda: _reply(view.case.slug),)
    )


def _guarded(act: Callable[[], None]) -> None:
    try:
        act()
    except DashboardError as error:
        st.session_state[REFUSED] = error


def _add(case: Case, table: Table | None) -> None:
    if not people_view.may_read() or table is None:
        raise InputError(people_view.READERS_ONLY)
    given = st.session_state
    add_note(
        data.store_folder(),
        case,
        table,
        str(given["note_row"]),
        given["note_kind"],
        str(given["note_text"]),
        people_view.who(),
    )
    given["note_text"] = ""


def _reply(slug: str) -> None:
    people_view.refuse_readers()
    given = st.session_state
    answer_note(
        data.store_folder(),
        slug,
        str(given["reply_to"]),
        given["reply_outcome"],
        str(given["reply_text"]),
        people_view.who(),
    )
    given["reply_text"] = ""


def _unnamed(note: Note) -> Note:
    from dataclasses import replace  # noqa: PLC0415 - for this alone

    answers = tuple(replace(each, who="") for each in note.answers)
    return replace(note, who="", answers=answers)
