"""The first prices of a case that keeps none: a file, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from dashboard.cases.editing.sheets import Sheets
from dashboard.cases.outline import PRICES, PRICES_NOTE
from dashboard.cases.reading import MAX_BYTES
from dashboard.cases.writer import note_file
from dashboard.errors import N_, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote
from dashboard.ui.editor import bench
from dashboard.ui.editor.workplace import Workplace

NEEDED = N_("Choose a file, and say where its prices come from: every chart names the source.")
ADJUSTMENTS: dict[str, str] = {
    "none": N_("as traded"),
    "additive": N_("adjusted by adding"),
    "multiplicative": N_("adjusted by a factor"),
    "unknown": N_("adjusted, nobody said how"),
}
UNITS: dict[str, str] = {"shares": N_("shares"), "lots": N_("lots of 100 shares")}

Take = Callable[[Workplace, Sheets, str, bytes], None]
"""Puts sheets with one more file on the desk, or refuses it."""


def has_prices(desk: Workplace) -> bool:
    """Whether the case keeps prices of its own, on the disk or on the desk."""
    return PRICES in desk.sheets.carried.files or any(
        note.name == PRICES for note in desk.saved.files
    )


def draw(desk: Workplace, t: Language, take: Take) -> None:
    """Ask for a file of prices, and for what stands under every chart that is made of them."""
    told = t(
        "A file with the columns symbol, date, open, high, low, close and volume makes the case "
        "work without the store."
    )
    st.html(el("h2", t("Prices of its own")) + el("p.grey", told))
    with st.form("edit_prices", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("Source"), key=_key("source"), width=280)
            st.date_input(t("Retrieved on"), key=_key("retrieved"), value=_today(), width=150)
            for name, label, words in (
                ("adjustment", t("Prices are"), ADJUSTMENTS),
                ("unit", t("Volumes are in"), UNITS),
            ):
                said = {word: t(text) for word, text in words.items()}
                st.selectbox(
                    label, list(said), key=_key(name), format_func=said.__getitem__, width=210
                )
        limit = MAX_BYTES // 1_000_000
        st.file_uploader("prices.csv", ["csv"], key=_key("file"), width=420, max_upload_size=limit)
        st.form_submit_button(
            t("Put the prices on the desk"),
            type="primary",
            on_click=bench.doing(desk, lambda: _given(desk, take)),
        )


def _key(name: str) -> str:
    return f"edit_prices_{name}"


def _today() -> date:
    return datetime.now(UTC).date()


def _given(desk: Workplace, take: Take) -> None:
    said = {name: st.session_state.get(_key(name)) for name in ("source", "retrieved", "file")}
    source = str(said["source"] or "").strip()
    if said["file"] is None or not source:
        raise InputError(NEEDED)
    adjustment = str(st.session_state.get(_key("adjustment")) or "none")
    unit = str(st.session_state.get(_key("unit")) or "shares")
    note = noted(source, said["retrieved"] or _today(), adjustment, unit)
    put(desk, said["file"].getvalue(), note, take)


def noted(source: str, retrieved: date, adjustment: str, unit: str) -> PriceNote:
    """What has to be said of prices, in both languages where it is one of our words."""
    english, chinese = Language("en"), Language("zh")
    how, volume = ADJUSTMENTS[adjustment], UNITS[unit]
    return PriceNote(
        source,
        "none" if adjustment == "none" else english(how),  # the word for it in a file
        retrieved.isoformat(),
        english(volume),
        adjustment_zh=chinese(how),
        volume_unit_zh=chinese(volume),
    )


def put(desk: Workplace, content: bytes, note: PriceNote, take: Take) -> None:
    """
    Put prices and what is said of them on the desk, as one step.

    Raises
    ------
    InputError
        If the reader of the folder refuses them.
    """
    take(desk, desk.sheets.with_file(PRICES_NOTE, note_file(note)), PRICES, content)
