"""Files of a case that are no table of the editor: prices, benchmark, universe; replaced whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.case import Text
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.sheets import Sheets
from dashboard.cases.folders import CaseFolder
from dashboard.cases.held import FileNote
from dashboard.cases.outline import PRICES, PRICES_NOTE
from dashboard.cases.reading import MAX_BYTES
from dashboard.cases.table_files import FILE_OF
from dashboard.cases.writer import market_files
from dashboard.errors import N_, Fault, InputError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import data
from dashboard.ui.editor import bench, prices_form
from dashboard.ui.editor.workplace import Workplace

MOST = 30  # faults listed
FAULTS = "edit_file_faults"

TAKEN = N_("{file} is on the desk, {n} rows. Nothing is written before you save.")
REFUSED = N_("{file} is not taken, and the case stays as it is; faults, each named below: {n}.")
TOO_LARGE = N_("The file has {size} bytes; a file of a case has at most {limit}.")


def draw(desk: Workplace, t: Language) -> None:
    """List every such file with what it holds, take it along, put another in its place."""
    others = _others(desk.saved)
    if not others:
        st.html(
            el("p.grey", t("This case has no files of its own: its prices come from the store."))
        )
    for n, note in enumerate((*others, *_new(desk, others))):
        with st.container(key=f"edit_file_{n}"):
            _one(desk, note, t)
    if desk.barred is None and not prices_form.has_prices(desk):
        with st.container(key="edit_file_first"):
            prices_form.draw(desk, t, take_file)
            _faults(PRICES, t)


def _new(desk: Workplace, others: Sequence[FileNote]) -> list[FileNote]:
    """Files that are on the desk alone."""
    known = {note.name for note in others}
    on_desk = _others(desk.judged.content) if desk.judged.content else []
    return [note for note in on_desk if note.name not in known]


def _others(content: CaseFolder) -> list[FileNote]:
    named = {mark.returns for mark in content.case.benchmarks}
    universe = content.case.universe
    named |= {PRICES, PRICES_NOTE, universe.window_returns if universe else ""}
    return [note for note in content.files if note.name in named and note.name not in FILE_OF]


def _one(desk: Workplace, note: FileNote, t: Language) -> None:
    now = desk.sheets.carried.files.get(note.name)
    rows = t.plural("{n} row", "{n} rows", note.rows) if note.rows is not None else ""
    size = t("{n} KB", n=t.number(max(1, note.bytes // 1000)))
    is_saved = note in desk.saved.files
    content = desk.saved if is_saved or desk.judged.content is None else desk.judged.content
    facts = " · ".join(filter(None, (rows, size, origin(content, note.name, t))))
    st.html(el("h2", note.name) + el("p.grey", facts))
    if now is not None and is_saved:
        st.html(el("p.remark", t("Another file is on the desk in its place, not saved yet.")))
    elif now is not None:
        st.html(el("p.remark", t("New on the desk, not saved yet.")))
    with st.container(key=f"edit_file_deeds_{note.name}", horizontal=True):
        st.download_button(
            t("Download"),
            partial(content_of, desk, note.name),
            file_name=note.name,
            mime="text/csv",
            key=f"edit_down_{note.name}",
            on_click="ignore",
        )
        if desk.barred is None:
            _upload(desk, note.name, t)
    _faults(note.name, t)


def _faults(name: str, t: Language) -> None:
    faults: tuple[str, tuple[Fault, ...]] = st.session_state.get(FAULTS, ("", ()))
    if faults[0] == name:
        lines = [el("li", fault_said(fault, t)) for fault in faults[1][:MOST]]
        st.html(el("ul.filefaults", lines, role="status"))


def _upload(desk: Workplace, name: str, t: Language) -> None:
    key = f"edit_up_{name}_{st.session_state.get('edit_up_turn', 0)}"
    st.file_uploader(
        t("Put another file in its place"),
        [name.rpartition(".")[2]],
        key=key,
        width=420,
        max_upload_size=MAX_BYTES // 1_000_000,
        on_change=bench.doing(desk, partial(_given, desk, name, key)),
    )


def _given(desk: Workplace, name: str, key: str) -> None:
    held = st.session_state.get(key)
    if held is None:
        return
    st.session_state["edit_up_turn"] = st.session_state.get("edit_up_turn", 0) + 1
    replace_file(desk, name, held.getvalue())


def replace_file(desk: Workplace, name: str, content: bytes) -> None:
    """
    Put another file on the desk, as one step; one with faults is refused with all of them.

    Raises
    ------
    InputError
        If the reader of the folder refuses it.
    """
    take_file(desk, desk.sheets, name, content)


def take_file(desk: Workplace, sheets: Sheets, name: str, content: bytes) -> None:
    """
    Put sheets with one more file on the desk, as one step.

    Raises
    ------
    InputError
        If the reader of the folder refuses it.
    """
    st.session_state[FAULTS] = ("", ())
    if len(content) > MAX_BYTES:
        raise InputError(TOO_LARGE, size=len(content), limit=MAX_BYTES)
    after = sheets.with_file(name, content)
    known = {str(hit.fault) for hit in desk.judged.faults}
    judged = judge(after, desk.saved)
    found = tuple(hit.fault for hit in judged.faults if str(hit.fault) not in known)
    if found:
        st.session_state[FAULTS] = (name, found)
        raise InputError(REFUSED, file=name, n=len(found))
    desk.step(after)
    notes = judged.content.files if judged.content else ()
    rows = next((note.rows for note in notes if note.name == name and note.rows), 0)
    desk.done = Message.of(TAKEN, file=name, n=rows)


def fault_said(fault: Fault, t: Language) -> str:
    """Fault of a file: its line, its column, the value as read, and the rule."""
    rule = t.rule(fault)
    if fault.line is None:
        return rule
    where = t("line {n}, {column}", n=fault.line, column=fault.field)
    return t("{place}: {value}.", place=where, value=fault.value) + " " + rule


def origin(content: CaseFolder, name: str, t: Language) -> str:
    """What a file holds, and where that came from."""
    if name in {PRICES, PRICES_NOTE}:
        note = content.market.note
        told = t("prices of the stocks") if name == PRICES else t("what the prices are")
        return " · ".join(
            filter(None, (told, t.pick(Text(note.source, note.source_zh)), note.retrieved))
        )
    for mark in content.case.benchmarks:
        if mark.returns == name:
            return t("daily returns of the benchmark “{name}”", name=t.pick(mark.title))
    return t("returns of the universe over the window")


def content_of(desk: Workplace, name: str) -> bytes:
    """Content of a file: as it stands on the desk, else in the folder, else as it was read."""
    held = desk.sheets.carried.files.get(name)
    if held is not None:
        return held
    try:
        return (desk.folder / name).read_bytes()
    except OSError:
        return market_files(desk.saved.case, data.folder(desk.slug).market)[name]
