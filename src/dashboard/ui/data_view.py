"""The parts of the Data page: tables, health, sessions, base proof, words, downloads."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import __version__
from dashboard.analysis.claims.prover import WindowProof, prove_all
from dashboard.analysis.data import health_words
from dashboard.analysis.data.concern import Concern
from dashboard.analysis.data.coverage import TableCoverage
from dashboard.analysis.data.health import HealthResult, case_health
from dashboard.case import Text
from dashboard.cases.folders import find_case
from dashboard.cases.writer import case_files
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import data_tables, health_tables
from dashboard.exhibits.exhibit import Opening
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.ui import components, data, proof_table, source_words, standings
from dashboard.ui.state import View

PREVIEW = 8  # rows of a table shown on demand

_HOLDS: dict[str, str] = {
    "prices.csv": N_("Open, high, low, close and volume of every stock and index, day by day."),
    "events.csv": N_("Dated events; each row names its own source."),
    "evidence.csv": N_("Graded statements; each row names its own document."),
    "claims.csv": N_("Checkable sentences of the article, in our own words."),
}


def health_of(view: View) -> HealthResult:
    """State of the case's data, worked out once for all readers."""
    listed = standings.listed_names(view)
    return data.computed(
        "health",
        (*view.key, tuple(listed.items())),
        lambda: case_health(
            view.case,
            view.folder.market,
            view.sessions,
            view.window,
            notices=view.folder.notices,
            files=view.folder.files,
            listed=listed,
        ),
    )


def opening(view: View) -> None:
    """Headline, source of the prices, version of product and data."""
    t, note = view.t, view.folder.market.note
    tables = health_of(view).tables
    counts = {"tables": len(tables), "rows": t.number(sum(each.rows for each in tables))}
    text = (
        t(
            "{tables} tables with {rows} rows. Prices: {source}; adjustment: {adjustment}; read "
            "{retrieved}.",
            **counts,
            source=t.pick(Text(note.source, note.source_zh)),
            adjustment=t.pick(Text(note.adjustment, note.adjustment_zh)),
            retrieved=source_words.aged(note.retrieved, t),
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
    components.head(view, Opening(t("Where every number comes from"), text, remark))


def guarded(view: View, draw: Callable[[View], None]) -> None:
    """Draw one part; when it fails, its sentence stands in its place and the others stay."""
    try:
        draw(view)
    except DashboardError as error:
        components.trouble(error, view.t)


# Tables ---------------------------------------------------------------


def tables(view: View) -> None:
    """List every table with its origin, its first rows and a download."""
    t, result = view.t, health_of(view)
    with st.container(key="fig_tables"):
        components.heading(
            t("Every table of the case, with its source and hash"),
            t(
                "The hash is SHA-256 over the file as read; two readers with the same hash have "
                "the same numbers. Downloads open in a spreadsheet as they are."
            ),
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
    shown = components.html_table(rows.head(PREVIEW), t)
    stem = each.table.removesuffix(".csv")
    more = t("First {n} of {total} rows", n=min(PREVIEW, len(rows)), total=t.number(len(rows)))
    with st.container(key=f"table_{each.table.replace('.', '_')}"):
        st.html(
            f'<section class="onetable"><h3>{html.escape(each.table)}</h3>'
            f"<p>{html.escape(_holds(view, each.table))}</p>{_origin(view, each)}"
            f'<details data-fold="{html.escape(stem, quote=True)}"><summary>{html.escape(more)}'
            f"</summary>{shown}</details></section>"
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


def _origin(view: View, each: TableCoverage) -> str:
    t, note = view.t, view.folder.market.note
    priced = each.table == "prices.csv"
    facts = [
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
    ]
    listed = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>"
        for name, value in facts
        if value
    )
    return f'<dl class="origin">{listed}{_hash(each.sha256)}</dl>'


def _hash(sha256: str) -> str:
    if not sha256:
        return ""
    return (
        f'<div><dt>SHA-256</dt><dd><code title="{html.escape(sha256, quote=True)}">'
        f"{html.escape(sha256[:12])}…</code></dd></div>"
    )


def _ends(view: View, each: TableCoverage) -> str:
    t = view.t
    if each.first is None or each.last is None:
        return ""
    return t("{first} to {last}", first=t.long_day(each.first), last=t.long_day(each.last))


def case_table(view: View, name: str) -> pd.DataFrame:
    """One table of the case, as its file has it."""
    content = _canonical(view)
    return data.computed(
        "case table", (view.folder.digest, name), lambda: data_tables.file_table(content[name])
    )


def _canonical(view: View) -> dict[str, bytes]:
    folder = view.folder
    return data.computed(
        "case files", folder.digest, lambda: case_files(folder.case, folder.market)
    )


def _archive(view: View) -> None:
    with st.container(key="archive", horizontal=True):
        st.download_button(
            _archive_label(view),
            data=lambda: data_tables.folder_zip(raw_files(view)),
            file_name=f"{view.case.slug}_{view.folder.digest[:8]}.zip",
            mime="application/zip",
            key="download_archive",
            on_click="ignore",
            type="tertiary",
        )
    tables = {each.table for each in health_of(view).tables}
    others = "".join(
        f"<div><dt>{html.escape(note.name)}</dt>"
        f'<dd><code title="{note.sha256}">{note.sha256[:12]}…</code></dd></div>'
        for note in view.folder.files
        if note.name not in tables
    )
    st.html(f'<dl class="origin">{others}</dl>')


def _archive_label(view: View) -> str:
    t = view.t
    if view.from_store:
        return t("The case with these prices in it, as a folder that works offline (zip)")
    return t(
        "All {n} files of the case as they are (zip, {size} kB before packing)",
        n=len(view.folder.files),
        size=t.number(sum(note.bytes for note in view.folder.files) / 1000),
    )


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
        return {note.name: (folder / note.name).read_bytes() for note in view.folder.files}
    except (OSError, DashboardError):
        return _canonical(view)


# Health ---------------------------------------------------------------


def health(view: View) -> None:
    """List what a reader should know before trusting a number, warnings first."""
    t, result = view.t, health_of(view)
    warnings = sum(each.severity == "warning" for each in result.concerns)
    notes = len(result.concerns) - warnings
    title = t(
        "{warnings} and {notes} on these data",
        warnings=t.plural("{n} warning", "{n} warnings", warnings),
        notes=t.plural("{n} note", "{n} notes", notes),
    )
    with st.container(key="fig_health"):
        components.heading(
            title if result.concerns else t("Nothing to warn of in these data"),
            t("A warning can change a number on a page; a note says how one came about."),
        )
        kinds = {"warning": t("Warning"), "note": t("Note")}
        items = "".join(
            f'<li class="{each.severity}"><b>{html.escape(kinds[each.severity])}</b> '
            f"<span>{html.escape(_sentence(view, each))}</span></li>"
            for each in result.concerns
        )
        st.html(f'<ul class="concerns">{items}</ul>')
        components.figure_foot(
            view, "health", badge=False, table=lambda: health_tables.concern_table(result, t)
        )


def _sentence(view: View, concern: Concern) -> str:
    return health_words.sentence(view.case, view.note, concern, view.t)


def sessions(view: View) -> None:
    """Show which series lack a price on which sessions."""
    t, result = view.t, health_of(view)
    lacking = sum(bool(each.missing) or each.first is None for each in result.symbols)
    with st.container(key="fig_sessions"):
        components.heading(
            t.plural(
                "{n} series lacks a price on some session",
                "{n} series lack a price on some session",
                lacking,
            )
            if lacking
            else t("Every series has a price on every session"),
            t(
                "Sessions of {calendar} from a series’ first price to the last of the table; a "
                "suspended day and a missing one look the same.",
                calendar=view.sessions.calendar,
            ),
        )
        st.html(components.html_table(_session_table(view, result), t))
        components.figure_foot(
            view, "sessions", badge=False, table=lambda: health_tables.session_table(result)
        )


def _session_table(view: View, result: HealthResult) -> pd.DataFrame:
    t, case = view.t, view.case
    names = {stock.symbol: t.name(stock) for stock in case.stocks}
    names |= {each.id: t.pick(each.title) for each in case.benchmarks}
    return pd.DataFrame(
        {
            t("Series"): [names[each.symbol] for each in result.symbols],
            t("Symbol"): [each.symbol for each in result.symbols],
            t("First"): [each.first and each.first.isoformat() for each in result.symbols],
            t("Last"): [each.last and each.last.isoformat() for each in result.symbols],
            t("Sessions in all"): [each.expected for each in result.symbols],
            t("With a price"): [each.present for each in result.symbols],
            t("Without"): [len(each.missing) for each in result.symbols],
        }
    )


# Base -----------------------------------------------------------------


def proofs_of(view: View) -> tuple[WindowProof, ...]:
    """Which bases reproduce the published returns, worked out once for all readers."""
    return data.computed(
        "proofs",
        view.folder.digest,
        lambda: prove_all(view.case, view.folder.market, view.sessions),
    )


def base(view: View) -> None:
    """How the base date was found: every base tried for every published return."""
    t = view.t
    proofs = proofs_of(view)
    with st.container(key="fig_base"):
        if not proofs:
            components.heading(t("How the base date was found"), anchor="base")
            st.html(
                f'<p class="grey">{html.escape(t("No claim of this case states a return."))}</p>'
            )
            return
        for proof in proofs:
            components.heading(
                proof_table.title(proof, t), proof_table.note(proof, t), anchor="base"
            )
            st.html(proof_table.proof_html(view.case, proof, t))
        components.figure_foot(view, "base", table=lambda: data_tables.proof_table(proofs))
