"""The parts of the Data page: tables, health, sessions, base proof, words, downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard import __version__
from dashboard.analysis.data.coverage import TableCoverage
from dashboard.case import Text
from dashboard.cases.archives import folder_zip
from dashboard.cases.folders import find_case
from dashboard.cases.held import FileNote
from dashboard.cases.writer import case_files
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import data_tables, health_tables
from dashboard.exhibits.exhibit import Opening
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.html.elements import Child, el, inside_link
from dashboard.html.lists import terms
from dashboard.html.tables import data_table
from dashboard.language.columns import Table
from dashboard.ui import components, data, figures, source_words, state
from dashboard.ui.state import View

PREVIEW = 8  # rows of a table shown on demand

_HOLDS: dict[str, str] = {
    "prices.csv": N_("Open, high, low, close and volume of every stock and index, day by day."),
    "events.csv": N_("Dated events; each row names its own source."),
    "evidence.csv": N_("Graded statements; each row names its document, and who reported it."),
    "claims.csv": N_("Checkable statements of the article, in the words of this case."),
}


def opening(view: View) -> None:
    """Draw the head of the page, and the way to the editor."""
    head = figures.kept_opening(view, "data", lambda: _opening(view), rests_on(view))
    components.head(view, head)
    if view.edition is None:
        query = urlencode(state.link(case=view.case.slug))
        st.html(el("p.job", inside_link(f"edit?{query}", view.t("Edit the case"))))


def rests_on(view: View) -> str:
    """What the head depends on besides the view: how old the prices are, in words."""
    return source_words.aged(view.folder.market.note.retrieved, view.t)


def _opening(view: View) -> Opening:
    """Headline, source of the prices, version of product and data."""
    t, note = view.t, view.folder.market.note
    tables = view.trial.health.tables
    counts = {"tables": len(tables), "rows": t.number(sum(each.rows for each in tables))}
    text = (
        t(
            "{tables} tables with {rows} rows. Prices: {source}; adjustment: {adjustment}; read "
            "{retrieved}.",
            **counts,
            source=t.pick(Text(note.source, note.source_zh)),
            adjustment=t.pick(Text(note.adjustment, note.adjustment_zh)),
            retrieved=rests_on(view),
        )
        if len(view.folder.market.prices)
        else t("{tables} tables with {rows} rows, and no prices yet.", **counts)
    )
    remark = t(
        "market-narrative {version} · case format {format} · data {digest}",
        version=__version__,
        format=view.case.format,
        digest=view.folder.digest[:12],
    )
    return Opening(t("Where every number comes from"), text, remark)


def guarded(view: View, draw: Callable[[View], None]) -> None:
    """Draw one part; when it fails, its sentence stands in its place and the others stay."""
    try:
        draw(view)
    except DashboardError as error:
        components.trouble(error, view.t)


# Tables ---------------------------------------------------------------


def tables(view: View) -> None:
    """List every table with its origin, its first rows and a download."""
    t, result = view.t, view.trial.health
    with st.container(key="fig_tables"):
        components.heading(
            t("Every table of the case, with its source and hash"),
            t(
                "The hash is SHA-256 over the file as read; two readers with the same hash have "
                "the same numbers. Downloads open in a spreadsheet as they are."
            ),
            anchor="tables",
        )
        for each in result.tables:
            if each.table not in _canonical(view):  # prices that the case does not keep
                continue
            guarded(view, partial(_table, each=each))
        components.figure_foot(
            view, "tables", badge=False, table=lambda: health_tables.coverage_table(result)
        )
    _archive(view)


def _table(view: View, *, each: TableCoverage) -> None:
    t = view.t
    rows = case_table(view, each.table)
    n = len(rows.rows)
    shown = data_table(rows.first(PREVIEW), t)
    stem = each.table.removesuffix(".csv")
    more = t("First {n} of {total} rows", n=min(PREVIEW, n), total=t.number(n))
    with st.container(key=f"table_{each.table.replace('.', '_')}"):
        st.html(
            el(
                "section.onetable",
                el("h3", each.table),
                el("p", _holds(view, each.table)),
                _origin(view, each),
                el("details", el("summary", more), shown, data_fold=stem) if n else None,
            )
        )
        st.download_button(
            t("Download"),
            data=lambda: csv_bytes(rows),
            file_name=file_name(view.case.slug, stem),
            mime="text/csv",
            key=f"download_table_{stem}",
            on_click="ignore",
            type="tertiary",
        )


def _holds(view: View, name: str) -> str:
    t = view.t
    for benchmark in view.case.benchmarks:
        if benchmark.returns == name:
            return t(
                "Daily mean return of the benchmark “{benchmark}”.",
                benchmark=t.pick(benchmark.title),
            )
    if name in _HOLDS:
        return t(_HOLDS[name])
    return t(
        "Return of each stock of the universe from the close of {base} to that of {last}.",
        base=t.day(view.sessions.before(view.case.window.first)),
        last=t.long_day(view.case.window.last),
    )


def _origin(view: View, each: TableCoverage) -> Markup:
    t, note = view.t, view.folder.market.note
    priced = each.table == "prices.csv"
    facts: list[tuple[str, Child]] = [
        (t("Rows"), t.number(each.rows)),
        (t("First and last date"), _ends(view, each)),
        (t("Source"), t.pick(Text(each.source, note.source_zh if priced else ""))),
        (t("Adjustment"), t.pick(Text(each.adjustment, note.adjustment_zh if priced else ""))),
        (t("Read on"), each.retrieved),
        (
            t("Unit of volume"),
            t.pick(Text(note.volume_unit, note.volume_unit_zh)) if priced else "",
        ),
        (t("Note"), t.pick(Text(note.note, note.note_zh)) if priced else ""),
        ("SHA-256", _hash(each.sha256)),
    ]
    return terms(facts, kind="origin")


def _hash(sha256: str) -> Markup:
    return el("code", sha256[:12], "…", title=sha256) if sha256 else Markup()


def _ends(view: View, each: TableCoverage) -> str:
    t = view.t
    if each.first is None or each.last is None:
        return ""
    if each.first == each.last:
        return t.long_day(each.first)
    return t("{first} to {last}", first=t.long_day(each.first), last=t.long_day(each.last))


def case_table(view: View, name: str) -> Table[Any]:
    """One table of the case, as its file has it."""
    content = _canonical(view)
    return data.computed(
        "case table", (view.whole.digest, name), lambda: data_tables.file_table(content[name])
    )


def _canonical(view: View) -> dict[str, bytes]:
    folder = view.whole
    return data.computed(
        "case files", folder.digest, lambda: case_files(folder.case, folder.market, folder.marks)
    )


def _archive(view: View) -> None:
    with st.container(key="archive", horizontal=True):
        st.download_button(
            _archive_label(view),
            data=lambda: folder_zip(raw_files(view)),
            file_name=f"{view.case.slug}_{view.folder.digest[:8]}.zip",
            mime="application/zip",
            key="download_archive",
            on_click="ignore",
            type="tertiary",
        )
    tables = {each.table for each in view.trial.health.tables}
    others = (
        (note.name, _hash(note.sha256)) for note in view.folder.files if note.name not in tables
    )
    st.html(terms(others, kind="origin"))


def _archive_label(view: View) -> str:
    t = view.t
    if view.from_store:
        return t("The case with these prices in it, as a folder that works offline (zip)")
    own = _own_files(view)
    return t(
        "All {n} files of the case as they are (zip, {size} kB before packing)",
        n=len(own),
        size=t.number(sum(note.bytes for note in own) / 1000),
    )


def _own_files(view: View) -> list[FileNote]:
    """Files of the case's folder; those of the store, which stand beside them, are none."""
    return [note for note in view.folder.files if "/" not in note.name]


def raw_files(view: View) -> dict[str, bytes]:
    """
    Files of the case folder, byte for byte.

    A download cannot show an error, so a folder that vanished since it was read
    gives the same content in the format's own spelling; so do prices of the store
    and editions, which are no files of the folder.
    """
    if view.from_store or view.edition is not None:
        return _canonical(view)
    try:
        folder = find_case(view.case.slug)
        return {note.name: (folder / note.name).read_bytes() for note in _own_files(view)}
    except (OSError, DashboardError):
        return _canonical(view)
