"""A list of themes of the reader's own: shown with what it changes before it is stored."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboard.access import history
from dashboard.errors import N_, DashboardError, Fault, InputError
from dashboard.html.elements import Child, el, markup
from dashboard.html.lists import bullets, terms
from dashboard.html.tables import data_table
from dashboard.html.theme_change_words import change_counts, change_lines
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.store.theme_changes import Change, DayList, Listed, by_source, take, weigh_all
from dashboard.store.themes import ThemeLog
from dashboard.ui import components, data, import_parts, people_view
from dashboard.ui.import_job import FAILED, Came, ImportJob, begin

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from dashboard.pricefiles.themes import ThemePreview

MEGABYTES = 20  # some half a million memberships; more by the command
PACE = 1.0  # seconds between two looks at an import that runs
AT_ONCE = 1.0  # seconds that a small import may take to be answered without a second look
FIRST = 10  # rows that are shown
LISTS = 20  # lists of one source whose changes are told
SLOT = "lists_preview"  # of the session: what was read, and of which file

_SOURCE, _DAY = N_("Whose list it is"), N_("Day of the list")
_CONTROLS = {"--source": _SOURCE, "--day": _DAY}
_CAME = {"stored": N_("stored"), "held": N_("held back"), FAILED: N_("failed")}
_FORMATS = {"csv": "CSV", "parquet": "Parquet", "xlsx": "XLSX"}

NO_DAY = N_("“{text}” is no day: write it as 2025-02-13.")


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader says of a file: whose list, of which day, and whether it is a part only."""

    source: str = ""
    day: date | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A file as read, its lists by source, and what each of them changes."""

    found: ThemePreview
    lists: tuple[tuple[DayList, ...], ...]
    changes: tuple[tuple[Change, ...], ...]

    @property
    def holds_back(self) -> bool:
        """Whether something vanishes at once and waits for somebody's word."""
        return any(each[-1].vanished or any(c.shrunk for c in each) for each in self.changes)


def panel(log: ThemeLog, t: Language) -> None:
    """Draw the panel; uploading and the import redraw it and not the page."""
    with st.container(key="lists_import"):
        told = t(
            "CSV, XLSX or Parquet, one row a stock and theme; at most {n} MB. The file is shown as "
            "read, with what it changes; nothing is stored before you say so.",
            n=MEGABYTES,
        )
        components.heading(t("A list from a file of your own"), told)
        if people_view.may_edit():
            st.fragment(_inside)(log, t)
        else:
            import_parts.line(people_view.editors_only(t))


def _inside(log: ThemeLog, t: Language) -> None:
    try:
        _steps(log, t)
    except DashboardError as error:
        components.trouble(error, t)


def _steps(log: ThemeLog, t: Language) -> None:
    # Of any type: what a file is, its content says, and in the reader's language.
    given = st.file_uploader(
        t("List of themes"), key="lists_file", max_upload_size=MEGABYTES, width=560
    )
    said = _said(t)
    job = _job()
    if job is not None and job.runs:
        st.fragment(run_every=PACE)(_running)(job, t)
        return
    if job is not None and not job.told:
        job.told = True  # the table above is older than the import
        st.rerun()
    if given is None:
        st.session_state.pop(SLOT, None)
        if job is not None:
            _outcome(job, t)
        return
    key = (import_parts.digest(given, "lists_digest"), given.name, said)
    done = job is not None and job.key == key
    weighed = _read(given, said, log, key, t, done=done)
    _show(weighed, t)
    if job is not None and done:
        _outcome(job, t)
        if job.of("held"):
            _offer(weighed, log, key, t, confirm=True)
    elif not weighed.found.faults:
        _offer(weighed, log, key, t)


def _said(t: Language) -> Said:
    """Controls for what the file may leave open; a day that is none is told."""
    with st.container(key="controls_lists", horizontal=True, vertical_alignment="bottom"):
        source = st.text_input(t(_SOURCE), key="lists_source", width=230)
        day = st.text_input(t(_DAY), key="lists_day", width=210, placeholder=t("today")).strip()
        is_part = st.checkbox(t("Only a part of the list"), key="lists_part")
    told = t(
        "Source and day are for rows that do not say them; without a day it is today in Beijing. A "
        "part of a list only adds rows: nobody leaves a theme by it."
    )
    st.html(el("p.under", told))
    try:
        return Said(source.strip(), date.fromisoformat(day) if day else None, is_part)
    except ValueError as error:
        raise InputError(NO_DAY, text=day[:40]) from error


# What the file holds, and what it changes -----------------------------


def _read(
    given: UploadedFile, said: Said, log: ThemeLog, key: Hashable, t: Language, *, done: bool
) -> Weighed:
    """Return the file as read and weighed, once for the same content, words and log."""
    kept, stamp = st.session_state.get(SLOT), log.stamp()
    # What was stored is shown as it was weighed then: the log has it now.
    if kept is not None and kept[0] == key and (done or kept[1] == stamp):
        return cast("Weighed", kept[2])
    # Imported for whoever has a file: Parquet costs a page's start a tenth of a second.
    from dashboard.pricefiles.worker import themes_apart  # noqa: PLC0415

    st.session_state.pop(SLOT, None)
    with st.spinner(t("Reading the file…")):
        found = themes_apart(
            given.getvalue(),
            given.name,
            source=said.source,
            now=datetime.now(UTC),
            day=said.day,
            listing=frozenset(data.known_stocks()),
        )
        weighed = weigh_file(found, log, is_part=said.is_part)
    st.session_state[SLOT] = (key, stamp, weighed)
    return weighed


def weigh_file(found: ThemePreview, log: ThemeLog, *, is_part: bool) -> Weighed:
    """
    Work out what a file changes in the log; writes nothing.

    Raises
    ------
    InputError
        If a list is of a day before the latest one on file.
    StoreError
        If the log is damaged.
    """
    whole = [replace(each, asked=frozenset()) if is_part else each for each in found.lists]
    lists = tuple(map(tuple, by_source(whole, log)))
    changes = tuple(weigh_all(log.log(each[0].source), each) for each in lists)
    return Weighed(found, lists, changes)


def _show(weighed: Weighed, t: Language) -> None:
    from dashboard.pricefiles.theme_headings import THEME_ROLE_NAMES  # noqa: PLC0415 - as above

    found = weighed.found
    facts = [
        (t("File"), found.file),
        (t("Format"), _FORMATS.get(found.format, "")),
        (t("Rows"), t.number(found.rows)),
        (t("Sources"), t.listing([each[0].source for each in weighed.lists])),
    ]
    st.html(el("h3.subhead", t("The file as read")) + terms(facts, kind="origin"))
    import_parts.faults([_by_control(fault, t) for fault in found.faults], t)
    st.html(bullets(map(t.say, found.notices)))
    uses = [(each.text, t(THEME_ROLE_NAMES[each.role])) for each in found.headings]
    import_parts.columns(uses, t)
    if weighed.lists:
        _changes(weighed, t)
        st.html(el("h3.subhead", t("First rows as they would be stored")) + _rows(weighed, t))


def _by_control(fault: Fault, t: Language) -> Fault:
    """Return a fault that a control answers under the name that the control has."""
    known = _CONTROLS.get(fault.field)
    return fault if known is None else replace(fault, field=t(known))


def _changes(weighed: Weighed, t: Language) -> None:
    """What would come, stay and leave, list by list, and what would be held back."""
    items: list[Child] = []
    for lists, changes in zip(weighed.lists, weighed.changes, strict=True):
        left = len(lists) - LISTS
        if left > 0:
            told = t.plural(
                "{source}: {n} earlier list",
                "{source}: {n} earlier lists",
                left,
                source=lists[0].source,
            )
            items.append(told)
        for each, change in list(zip(lists, changes, strict=True))[-LISTS:]:
            first, *more = change_lines(each, change, t)
            items.append(markup(first, [el("small", line) for line in more]))
    st.html(el("h3.subhead", t("What it changes")) + bullets(items))


def _rows(weighed: Weighed, t: Language) -> str:
    rows = [(each, row) for lists in weighed.lists for each in lists for row in each.rows[:FIRST]][
        :FIRST
    ]
    names = {symbol: each.name for symbol, each in data.known_stocks().items()}
    columns: tuple[Column[tuple[DayList, Listed]], ...] = (
        Column(N_("Day"), lambda pair: pair[0].day),
        Column(N_("Source"), lambda pair: pair[0].source),
        Column(N_("Stock"), lambda pair: pair[1].stock),
        Column(N_("Name"), lambda pair: names.get(pair[1].stock, "")),
        Column(N_("Theme"), lambda pair: pair[1].theme),
        Column(N_("stated reason"), lambda pair: pair[1].reason),
    )
    return data_table(Table(columns, rows), t)


# Import ---------------------------------------------------------------


def _offer(
    weighed: Weighed, log: ThemeLog, key: Hashable, t: Language, *, confirm: bool = False
) -> None:
    """Draw the button that stores the file; again, to let go what vanished at once."""
    label = t("Close what vanished at once too") if confirm else t("Store these changes")
    st.button(
        label,
        key="lists_confirm" if confirm else "lists_start",
        on_click=lambda: _start(weighed, log, key, confirm=confirm),
    )


def _start(weighed: Weighed, log: ThemeLog, key: Hashable, *, confirm: bool) -> None:
    if not people_view.may_edit():
        return
    sources = tuple(each[0].source for each in weighed.lists)
    job = ImportJob(key, weighed.found.file, sources)
    st.session_state["lists_job"] = begin(job, taken(log, weighed.lists, confirm=confirm))
    told = {"file": weighed.found.file, "sources": len(sources)}
    history.record(data.store_folder(), "universe", people_view.who(), "themes-imported", told)


def taken(
    log: ThemeLog, lists: Sequence[Sequence[DayList]], *, confirm: bool = False
) -> Iterator[Came]:
    """Take lists in, source by source, and say what came of each."""
    for each in lists:
        source = each[0].source
        try:
            changes = take(log, *each, confirm=confirm)
        except DashboardError as error:
            yield Came(source, FAILED, error.remark)
            continue
        held = not confirm and (changes[-1].vanished or any(c.shrunk for c in changes))
        at = next((n for n, c in enumerate(changes) if c.shrunk and not confirm), len(changes) - 1)
        told: Message = change_counts(each[at], changes[at])
        yield Came(source, "held" if held else "stored", told)


def _job() -> ImportJob | None:
    """Import of this session that runs, or ended last."""
    job: ImportJob | None = st.session_state.get("lists_job")
    if job is not None:
        try:
            job.wait(AT_ONCE)
        except BaseException:
            del st.session_state["lists_job"]  # said once; the panel is of use again
            raise
    return job


def _running(job: ImportJob, t: Language) -> None:
    if not job.runs:
        st.rerun()
    done, total = len(job.came), len(job.symbols)
    words = t("Importing {file}: {n} of {total} sources", file=job.file, n=done, total=total)
    components.progress(t("Import"), done, total, words)


def _outcome(job: ImportJob, t: Language) -> None:
    """Say what came of each source."""
    items = [
        markup(el("b", t(_CAME[each.kind])), " ", "" if each.remark is None else t.say(each.remark))
        for each in job.came
    ]
    told = el("p", t("Imported {file}:", file=job.file))
    st.html(el("div.job", told, bullets(items), role="status"))
