"""What the previews of imported files share: faults, columns as read, first rows, one line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.errors import N_, Fault
from dashboard.html.elements import el
from dashboard.html.lists import bullets
from dashboard.html.tables import data_table
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

Use = tuple[str, str]
"""Heading of a column, and what it is read as."""


def digest(given: UploadedFile, slot: str) -> str:
    """Hash of an uploaded file, worked out once; kept by the session under a name."""
    kept = st.session_state.get(slot)
    if kept is None or kept[0] != given.file_id:
        kept = (given.file_id, hashlib.sha256(given.getbuffer()).hexdigest())
        st.session_state[slot] = kept
    return str(kept[1])


def faults(found: Sequence[Fault], t: Language) -> None:
    """Everything that is wrong with a file, by line; nothing where nothing is."""
    if not found:
        return
    told = t.plural(
        "The file has {n} fault; mend it, or say above what the file does not.",
        "The file has {n} faults; mend them, or say above what the file does not.",
        len(found),
    )
    listing = bullets(map(t.error, found), kind="")
    st.html(el("div.importfaults", el("p", told), listing, role="alert"))


def columns(uses: Iterable[Use], t: Language) -> None:
    """Which column is read as what; nothing without any."""
    listed = tuple(uses)
    if not listed:
        return
    heads: tuple[Column[Use], ...] = (
        Column(N_("Column of the file"), lambda each: each[0]),
        Column(N_("Read as"), lambda each: each[1]),
    )
    st.html(el("div.columnuse", data_table(Table(heads, listed), t)))


def line(sentence: str, *, role: str = "note") -> None:
    """One sentence of the panel."""
    st.html(el("p.job", sentence, role=role))
