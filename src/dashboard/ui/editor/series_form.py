"""Readings of a series, such as downloads or mentions, put among the events as a table."""

from __future__ import annotations

import streamlit as st

from dashboard.case import EventKind, Text
from dashboard.cases.editing.series_pasting import Series, paste_series
from dashboard.errors import N_, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import fields
from dashboard.ui.editor import bench
from dashboard.ui.editor.workplace import Workplace, pasted_said

KINDS: tuple[EventKind, ...] = ("app-downloads", "attention")
NEEDED = N_("A series has a short name, a name for its readers, a unit and a source; fill them in.")
_TEXTS = ("id", "name", "unit", "source", "url", "table")


def draw(desk: Workplace, t: Language) -> None:
    """Draw the series that the case has, and the form for further readings."""
    st.html(el("h2.subhead", t("Readings of a series")))
    st.html(el("p.grey", t.sentences(_known(desk, t))))
    if desk.barred is not None:
        return
    with st.expander(t("Paste a table of readings: a column of days, one or more of values")):
        _form(desk, t)


def _known(desk: Workplace, t: Language) -> list[str]:
    found: dict[str, list[str]] = {}
    for row in desk.sheets.tables["events"]:
        if row.cells.get("series"):
            found.setdefault(row.cells["series"], []).append(row.cells.get("published", "")[:10])
    if not found:
        return [t("None yet: downloads, mentions, a search index, a place in a hot list.")]
    return [
        t(
            "{series}, {first} to {last}: {n}.",
            series=series,
            first=min(days),
            last=max(days),
            n=t.plural("{n} value", "{n} values", len(days)),
        )
        for series, days in found.items()
    ]


def _form(desk: Workplace, t: Language) -> None:
    with st.form("edit_series", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("Short name, as in search-index"), key=_key("id"), width=200)
            st.text_input(t("Name"), key=_key("name"), width=240)
            st.text_input(t("Unit"), key=_key("unit"), width=130)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t("Kind"),
                KINDS,
                key=_key("kind"),
                index=1,
                format_func=lambda kind: fields.word("kind", kind, t, table="events"),
                width=200,
            )
            st.text_input(t("Source"), key=_key("source"), width=240)
            st.text_input(t("Address (may stay empty)"), key=_key("url"), width=240)
        st.text_area(t("Days and values"), key=_key("table"), height=140)
        st.form_submit_button(
            t("Put them among the events"),
            type="primary",
            on_click=bench.doing(desk, lambda: put(desk, t.code)),
        )


def _key(name: str) -> str:
    return f"edit_series_{name}"


def put(desk: Workplace, code: str) -> None:
    """
    Put the readings of the form on the desk, as one step.

    Raises
    ------
    InputError
        If something is missing, or the table cannot be taken.
    """
    said = {name: str(st.session_state.get(_key(name)) or "").strip() for name in _TEXTS}
    if not all(said[name] for name in ("id", "name", "unit", "source")):
        raise InputError(NEEDED)
    kind: EventKind = KINDS[0] if st.session_state.get(_key("kind")) == KINDS[0] else KINDS[1]
    series = Series(
        said["id"],
        Text("", said["name"]) if code == "zh" else Text(said["name"], ""),
        said["unit"],
        said["source"],
        url=said["url"],
        kind=kind,
    )
    found = paste_series(desk.sheets, st.session_state.get(_key("table")) or "", series)
    desk.step(found.sheets)
    st.session_state[_key("table")] = ""
    desk.done = pasted_said(found, desk.judged)
