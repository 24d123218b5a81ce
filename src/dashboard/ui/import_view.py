"""The import panel: a price file of the reader's own, shown as read before anything is stored."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import streamlit as st
from markupsafe import Markup

from dashboard.access import history
from dashboard.errors import N_, DashboardError, Fault
from dashboard.html.elements import el, markup
from dashboard.html.lists import bullets, terms
from dashboard.html.tables import data_table
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.market.series import SeriesNote
from dashboard.pricefiles.headings import ROLE_NAMES, Role
from dashboard.pricefiles.hints import Hints
from dashboard.ui import components, data, import_parts, people_view, source_status, source_words
from dashboard.ui.state import View

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from dashboard.message import Message
    from dashboard.pricefiles.minute_reading import MinutePreview
    from dashboard.pricefiles.reading import Preview
    from dashboard.store.series_file import SeriesHead
    from dashboard.ui.import_job import ImportJob

MEGABYTES = 190  # of Streamlit's, which are larger: below the limit of the reader of files
PACE = 1.0  # seconds between two looks at an import that runs
AT_ONCE = 1.0  # seconds that a small import may take to be answered without a second look
MOST = 100  # lines of one kind

_ADJUSTMENTS: dict[str, str] = {
    "": N_("As the file says"),
    "none": N_("As traded"),
    "additive": N_("Adjusted by adding"),
    "multiplicative": N_("Adjusted by a factor"),
    "unknown": N_("Adjusted, nobody said how"),
}
_VOLUMES: dict[str, str] = {
    "": N_("As the file says"),
    "shares": N_("Shares"),
    "lots": N_("Lots of 100"),
}
_AMOUNTS: dict[str, str] = {
    "": N_("As the file says"),
    "yuan": N_("Yuan"),
    "10k-yuan": N_("10,000 yuan"),
}
_PRICES: dict[str, str] = {
    "": N_("As the file says"),
    "yuan": N_("Yuan"),
    "fen": N_("Fen (hundredths)"),
}
_STAMPS: dict[str, str] = {
    "": N_("As the bars tell"),
    "start": N_("At its start"),
    "end": N_("At its end"),
}
_CONTROLS = {
    "adjustment": N_("Prices are"),
    "symbol": N_("Code, where the file has none"),
    "timezone": N_("Clock of the times"),
    "stamp": N_("A bar is stamped"),
}
"""Controls that answer for a field which no column of the file has."""

_FORMATS = {"csv": "CSV", "parquet": "Parquet", "xlsx": "XLSX"}

_CAME: dict[str, str] = {
    "new": N_("new"),
    "extended": N_("extended"),
    "same": N_("nothing new"),
    "contradicted": N_("contradicts the store"),
    "failed": N_("failed"),
}


def panel(view: View) -> None:
    """Draw the panel; uploading, hints and the import redraw it and not the page."""
    with st.container(key="import_panel"):
        _panel(view)


@st.fragment
def _panel(view: View) -> None:
    t = view.t
    with st.expander(t("Prices from a file of your own"), key="import_box"):
        try:
            _inside(view)
        except DashboardError as error:
            components.trouble(error, t)


def _inside(view: View) -> None:
    t = view.t
    import_parts.line(
        t(
            "Daily prices as CSV, TXT, TSV or Parquet, one row a security and day, or minute bars, "
            "as XLSX too; at most {n} MB. The file is shown as read; nothing is stored before you "
            "import it.",
            n=MEGABYTES,
        )
    )
    # Of any type: what a file is, its content says, and in the reader's language.
    given = st.file_uploader(
        t("Price file"), key="import_file", max_upload_size=MEGABYTES, width=560
    )
    # Drawn at every run: a control that is left out forgets what was said.
    hints = Hints() if given is None else _hints(view)
    below = st.container()
    job = _job()
    if job is not None and job.runs:
        # The fragment that looks every second exists only while there is something to see.
        st.fragment(run_every=PACE)(_running)(view, job)
        return
    if job is not None and not job.told:
        # What the rest of the page shows of the store is older than the import.
        job.told = True
        st.rerun()
    if given is None:
        st.session_state.pop("import_preview", None)
        if job is not None:
            _outcome(view, job)
        return
    key = (import_parts.digest(given, "import_digest"), given.name, hints)
    found, checks = _preview(view, given, hints, key)
    if found.is_minutes:
        with below:
            _minute_controls(view.t)
    _show(view, found, checks)
    if job is not None and job.key == key:
        _outcome(view, job)
        if job.of("contradicted"):
            _offer(view, found, key, again=True)
    else:
        _offer(view, found, key)


def _job() -> ImportJob | None:
    """Import of this session that runs, or ended last."""
    job: ImportJob | None = st.session_state.get("import_job")
    if job is not None:
        try:
            job.wait(AT_ONCE)
        except BaseException:
            # Said once, by the page; the panel is of use again.
            del st.session_state["import_job"]
            raise
    return job


# What the reader says, and what the file holds ------------------------


def _hints(view: View) -> Hints:
    t = view.t
    with st.container(key="controls_import", horizontal=True, vertical_alignment="bottom"):
        said: dict[str, Any] = {
            "adjustment": _choice(t(_CONTROLS["adjustment"]), "adjustment", _ADJUSTMENTS, t),
            "volume_unit": _choice(t("Unit of volume"), "volume", _VOLUMES, t),
            "amount_unit": _choice(t("Unit of amount"), "amount", _AMOUNTS, t),
            "price_unit": _choice(t("Unit of prices"), "price", _PRICES, t),
            "symbol": st.text_input(
                t(_CONTROLS["symbol"]),
                key="import_symbol",
                placeholder="300249.SZ",
                width=210,
            ),
            "title": st.text_input(t("Where it comes from"), key="import_title", width=210),
        }
        stocks = st.checkbox(
            t("Codes that begin with 000 are stocks"),
            key="import_stocks",
            help=t(
                "Without an exchange 000300 can be a stock of Shenzhen or an index of Shanghai."
            ),
        )
    # Their controls stand below, once the file is known to hold minutes.
    said |= {name: st.session_state.get(f"import_{name}", "") for name in ("timezone", "stamp")}
    return Hints(
        currency=view.case.currency, bare_codes="stocks" if stocks else "", **cast("Any", said)
    )


def _minute_controls(t: Language) -> None:
    """Draw what only minute bars leave open."""
    with st.container(key="controls_minutes", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t(_CONTROLS["timezone"]),
            key="import_timezone",
            placeholder="Asia/Shanghai",
            help=t("Left empty, the clock of the exchange, or UTC where only UTC fits its hours."),
            width=210,
        )
        _choice(t(_CONTROLS["stamp"]), "stamp", _STAMPS, t)


def _choice(label: str, name: str, words: dict[str, str], t: Language) -> str:
    return st.selectbox(
        label,
        list(words),
        key=f"import_{name}",
        format_func=lambda value: t(words[value]),
        width=210,
    )


def _preview(
    view: View, given: UploadedFile, hints: Hints, key: Hashable
) -> tuple[Preview | MinutePreview, Sequence[Message]]:
    """Return the file as read, once for the same content, name and hints; kept by the session."""
    kept = st.session_state.get("import_preview")
    if kept is not None and kept[0] == key:
        return cast("tuple[Preview | MinutePreview, Sequence[Message]]", kept[1:])
    # Imported for whoever has a file: Parquet costs a page's start a tenth of a second.
    from dashboard.pricefiles.worker import read_apart  # noqa: PLC0415

    # Two previews of a large file need not be in memory at once.
    st.session_state.pop("import_preview", None)
    with st.spinner(view.t("Reading the file…")):
        found = read_apart(given.getvalue(), given.name, hints, now=datetime.now(UTC))
    checks = _against_daily(found)
    st.session_state["import_preview"] = (key, found, checks)
    return found, checks


def _against_daily(found: Preview | MinutePreview) -> Sequence[Message]:
    """Sentences of the comparison of minute bars with the daily closes of the store."""
    from dashboard.pricefiles.minute_checks import check_daily  # noqa: PLC0415 - as above
    from dashboard.pricefiles.minute_reading import MinutePreview  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    if not isinstance(found, MinutePreview):
        return ()
    return [each.message() for each in check_daily(found.bars, Store(data.store_folder()))]


# Preview --------------------------------------------------------------


def _show(view: View, found: Preview | MinutePreview, checks: Sequence[Message]) -> None:
    t = view.t
    st.html(el("h3.subhead", t("The file as read")) + _facts(view, found))
    import_parts.faults([_by_control(fault, t) for fault in found.faults], t)
    st.html(bullets(map(t.say, [*found.notices, *checks[:MOST]])))
    import_parts.columns([(each.heading, _role(each.role, t)) for each in found.columns], t)
    if len(found.head):
        names = {name: _role(name, t) for name in map(str, found.head.columns)}
        shown = data_table(Table.of(found.head.rename(columns=names)), t)
        st.html(el("h3.subhead", t("First rows as they would be stored")) + shown)


def _role(role: str, t: Language) -> str:
    return t(ROLE_NAMES[cast("Role", role)]) if role in ROLE_NAMES else role


def _facts(view: View, found: Preview | MinutePreview) -> Markup:
    t = view.t
    span = ""
    if found.first is not None and found.last is not None:
        span = t("{first} to {last}", first=found.first.isoformat(), last=found.last.isoformat())
    # A comma among commas would be read as a misprint, and goes without saying.
    between = {"\t": t("tab"), ",": ""}.get(found.delimiter, found.delimiter)
    written = [_FORMATS.get(found.format, ""), found.encoding, between]
    facts = [
        (t("File"), found.file),
        (t("Where it comes from"), found.title if found.title != found.file else ""),
        (t("Format"), " · ".join(part for part in written if part)),
        (t("Rows"), t.number(found.rows)),
        (t("Securities"), t.number(found.securities)),
        (t("First and last date"), span),
        (t("Prices are"), _adjusted(found, t)),
        (t("Stored as"), found.source if found.series else ""),
        (t("Of this case"), _of_case(view, found) if found.series else ""),
    ]
    return terms(facts, kind="origin")


def _adjusted(found: Preview | MinutePreview, t: Language) -> str:
    if not found.series:
        return ""
    note = found.series[0].note
    if isinstance(note, SeriesNote):
        return source_words.adjustment(note, t)
    intervals = sorted(
        {each.note.interval for each in found.series if not isinstance(each.note, SeriesNote)}
    )
    return t("as traded, in bars of {n} min", n=t(", ").join(map(str, intervals)))


def _of_case(view: View, found: Preview | MinutePreview) -> str:
    """Which securities of the file the case looks at, and how many it would still lack."""
    t, priced = view.t, source_status.priced(view.case)
    inside = {each.note.symbol for each in found.series}
    titles = {stock.symbol: t.name(stock) for stock in view.case.stocks}
    titles |= {mark.id: t.pick(mark.title) for mark in view.case.benchmarks}
    known = [titles.get(symbol, symbol) for symbol in priced if symbol in inside]
    if not known:
        return t("none of its {n} securities", n=len(priced))
    if len(known) == len(priced):
        return t("all {n} securities", n=len(priced))
    return t(
        "{n} of {total} securities: {names}",
        n=len(known),
        total=len(priced),
        names=t(", ").join(known),
    )


def _by_control(fault: Fault, t: Language) -> Fault:
    """Return a fault that a control answers, under the name that the control has on the page."""
    if fault.line is not None or fault.field not in _CONTROLS:
        return fault
    value = t(_ADJUSTMENTS[fault.value]) if fault.value in _ADJUSTMENTS else fault.value
    return replace(fault, field=t(_CONTROLS[fault.field]), value=value if fault.value else "")


# Import ---------------------------------------------------------------


def _offer(
    view: View, found: Preview | MinutePreview, key: Hashable, *, again: bool = False
) -> None:
    """Draw the button that stores the file; again, in the place of what it contradicts."""
    t = view.t
    if not found.series:
        return
    if not people_view.may_edit():
        import_parts.line(people_view.editors_only(t))
        return
    label = (
        t("Replace the stored series by those of the file")
        if again
        else t("Import {n} series", n=len(found.series))
    )
    st.button(
        label,
        key="import_replace" if again else "import_start",
        on_click=lambda: _start(found, key, accept=again),
    )


def _start(found: Preview | MinutePreview, key: Hashable, *, accept: bool) -> None:
    from dashboard.store.store import Store  # noqa: PLC0415 - with the import, as above
    from dashboard.ui.import_job import start_import  # noqa: PLC0415

    if people_view.may_edit():
        store = Store(data.store_folder())
        st.session_state["import_job"] = start_import(found, key, store, accept=accept)
        told = {"file": found.file, "series": len(found.series)}
        if found.title != found.file:
            told["title"] = found.title
        history.record(store.folder, "universe", people_view.who(), "prices-imported", told)


def _running(view: View, job: ImportJob) -> None:
    """How far an import is; turns to its outcome when it ends."""
    if not job.runs:
        st.rerun()
    t, done, total = view.t, len(job.came), len(job.symbols)
    words = t("Importing {file}: {n} of {total} series", file=job.file, n=done, total=total)
    components.progress(t("Import"), done, total, words)


def _outcome(view: View, job: ImportJob) -> None:
    """Say what came of each series, the unpleasant first, and offer to look at them."""
    t = view.t
    counts = [(kind, len(job.of(kind))) for kind in _CAME]
    told = t(
        "Imported {file}: {counts}.",
        file=job.file,
        counts=t(", ").join(f"{t(_CAME[kind])} {n}" for kind, n in counts if n),
    )
    import_parts.line(told, role="status")
    came = sorted(job.came, key=lambda each: list(_CAME).index(each.kind), reverse=True)
    items = [
        markup(el("b", t(_CAME[each.kind])), " ", el("span", each.symbol, _because(each.remark, t)))
        for each in came[:MOST]
    ]
    if len(came) > MOST:
        items.append(el("span", t("and {n} more", n=len(came) - MOST)))
    st.html(bullets(items, kind="concerns"))
    _way(view, job)


def _because(remark: Any, t: Language) -> str:
    return "" if remark is None else f": {t.say(remark)}"


def _way(view: View, job: ImportJob) -> None:
    """Link to the pages on the store's prices."""
    t = view.t
    if job.is_minutes:
        import_parts.line(
            t(
                "Minute bars are kept beside the daily prices; the Timeline page looks with them "
                "into the sessions of events whose time of day is known."
            )
        )
        return
    inside = set(source_status.priced(view.case)) & set(job.symbols)
    for symbol, held in _outranked(view, job):
        import_parts.line(
            t(
                "{symbol}: pages go on showing {source}, which reaches {last}; a series that ends "
                "before the window does comes after one that does not.",
                symbol=symbol,
                source=t.source(held.note.source),
                last=t.long_day(held.last),
            )
        )
    if view.from_store:
        import_parts.line(t("These pages show the store’s prices, as the link says."))
    elif inside:
        label = t("Show the store’s prices on all pages")
        st.html(el("p.job", source_words.link("sources", label, prices="store")))


def _outranked(view: View, job: ImportJob) -> list[tuple[str, SeriesHead]]:
    """Imported series of the case in whose place another one is shown."""
    from dashboard.store.store import OWN  # noqa: PLC0415 - with the import, as above

    shown = {each.symbol: each.held for each in source_status.standings(view)}
    return [
        (symbol, held)
        for symbol in job.symbols
        if (held := shown.get(symbol)) is not None and not held.note.source.startswith(OWN)
    ]
