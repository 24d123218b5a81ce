"""The parts of the Editions page: freeze what is looked at, list, compare two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.editions import tables
from dashboard.editions.diff import EditionDiff, ResultChange
from dashboard.editions.telling import BLOCKS, SENTENCE
from dashboard.errors import DashboardError
from dashboard.exhibits.exhibit import Opening
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.html.elements import el, inside_link, markup, sentence
from dashboard.html.lists import terms
from dashboard.html.tables import data_table
from dashboard.language.columns import Table
from dashboard.language.language import MISSING, Language
from dashboard.ui import components, edition_data, figures, people_view, state
from dashboard.ui.edition_banner import live
from dashboard.ui.state import View

if TYPE_CHECKING:
    from dashboard.editions.folder import Edition

SHOWN = 50  # editions listed on the page; the newest
MOST_ROWS = 200  # of one table of changes; the download has all

# What a link to an edition leaves behind: its own settings are to hold.
_LEFT = ("case", "prices", "base", "last", "bench", "stock")


def opening(view: View) -> None:
    """Draw the head of the page, and what cannot be read."""
    n = rests_on(view)
    components.head(view, figures.kept_opening(view, "editions", lambda: _opening(n, view.t), n))
    for path in edition_data.unreadable(view.case.slug):
        components.notice(
            view.t(
                "The edition {id} cannot be read; import its zip again, or bring it back from a "
                "backup.",
                id=path.name,
            )
        )


def rests_on(view: View) -> int:
    """What the head depends on besides the view: how many editions there are."""
    return len(edition_data.listed(view.case.slug))


def _opening(n: int, t: Language) -> Opening:
    """Headline: how many editions there are, and what one is."""
    title = (
        t.plural("{n} edition of this case", "{n} editions of this case", n)
        if n
        else t("No edition of this case yet")
    )
    text = t(
        "An edition is a frozen copy of case, prices and results: its link shows the same numbers "
        "for good, whatever happens to the live case."
    )
    return Opening(title, text)


# Freezing -------------------------------------------------------------


def freezing(view: View) -> None:
    """Offer to freeze what the reader looks at."""
    t = view.t
    with st.container(key="fig_freeze"):
        components.heading(
            t("Freeze this view"),
            t(
                "Close of {base} to {last}, benchmark “{benchmark}”, prices {prices}.",
                base=t.long_day(view.base),
                last=t.long_day(view.window.last),
                benchmark=t.pick(view.case.benchmark(view.benchmark).title),
                prices=t("from the store") if view.from_store else t("kept with the case"),
            ),
            anchor="freeze",
        )
        refused = _refusal(view)
        if refused:
            st.html(el("p.nothing", refused, role="status"))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(t("Your name (optional)"), key="freeze_by", max_chars=80, width=220)
            st.text_input(t("Why (optional)"), key="freeze_note", max_chars=400, width=420)
            st.button(
                t("Freeze this view"),
                key="freeze",
                disabled=bool(refused),
                on_click=lambda: _freeze(view),
            )
        _outcome(view)


def _refusal(view: View) -> str:
    """Why nothing can be frozen; empty when it can."""
    t = view.t
    if not people_view.may_edit():
        return people_view.editors_only(t)
    if view.edition is not None:
        way = inside_link(live(view), t("live case"))
        return sentence(t, "This is an edition already: the {link} can be frozen.", link=way)
    return edition_data.refusal(t)


def _freeze(view: View) -> None:
    by, note = (str(st.session_state.get(name) or "") for name in ("freeze_by", "freeze_note"))
    try:
        st.session_state["freeze_outcome"] = edition_data.freeze(view, by, note)
    except DashboardError as error:
        st.session_state["freeze_outcome"] = error


def _outcome(view: View) -> None:
    """Say once what came of freezing."""
    t, found = view.t, st.session_state.pop("freeze_outcome", None)
    if isinstance(found, DashboardError):
        components.trouble(found, t)
    elif found is not None:
        way = inside_link(_address(found.id), found.id)
        said = (
            sentence(t, "Frozen as {link}; the link shows these numbers for good.", link=way)
            if found.is_new
            else sentence(t, "The same was frozen before, as {link}.", link=way)
        )
        st.html(el("p.notice", said, role="status"))


def _address(edition: str) -> str:
    """Address of an edition's first page, in the reader's language."""
    query = state.link(edition=edition, **dict.fromkeys(_LEFT, ""))
    return f"./?{urlencode(query)}"


# Listing --------------------------------------------------------------


def listing(view: View) -> None:
    """List the editions, newest first."""
    t, found = view.t, edition_data.listed(view.case.slug)
    if not found:
        told = t("Freeze this view, and its link will stand here.")
        st.html(el("p.nothing", told))
        return
    with st.container(key="fig_editions"):
        components.heading(t("Editions, the newest first"))
        for edition in found[:SHOWN]:
            _entry(view, edition)
        if len(found) > SHOWN:
            more = t(
                "{n} older ones are listed by “market-narrative editions {slug}”.",
                n=len(found) - SHOWN,
                slug=view.case.slug,
            )
            st.html(el("p.note", more))


def _entry(view: View, edition: Edition) -> None:
    t = view.t
    with st.container(key=f"edition_{edition.id}"):
        way = inside_link(_address(edition.id), edition.id)
        st.html(
            el(
                "section.onetable",
                el("h3", when(edition), " · ", way),
                _facts(view, edition),
                el(
                    "details",
                    el("summary", t("Verdict")),
                    el("p", t.pick(edition.manifest.verdict)),
                ),
            )
        )
        st.download_button(
            t("Download zip"),
            data=lambda: edition_data.packed(edition),
            file_name=f"{edition.slug}_{edition.id}.zip",
            mime="application/zip",
            key=f"download_edition_{edition.id}",
            on_click="ignore",
            type="tertiary",
        )


def when(edition: Edition) -> str:
    """Moment of freezing, the same in every language: 2026-11-25 18:31 UTC."""
    at = edition.made.at
    return f"{at[:10]} {at[11:16]} UTC" if at else MISSING


def _facts(view: View, edition: Edition) -> Markup:
    t, settings = view.t, edition.manifest.settings
    titles = {mark.id: t.pick(mark.title) for mark in view.case.benchmarks}
    facts = [
        (t("By"), edition.made.by),
        (
            t("Window"),
            t(
                "close of {base} to {last}",
                base=t.long_day(settings.base),
                last=t.long_day(settings.window.last),
            ),
        ),
        (t("Benchmark"), titles.get(settings.benchmark, settings.benchmark)),
        (
            t("Prices"),
            t("from the store") if settings.prices == "store" else t("kept with the case"),
        ),
        (t("Source"), t.pick(edition.manifest.source)),
        (t("Read on"), edition.manifest.retrieved),
        (t("Note"), edition.made.note),
    ]
    return terms(facts, kind="origin")


# Comparing ------------------------------------------------------------


def comparison(view: View) -> None:
    """Choose two editions, and show what changed from one to the other."""
    t, found = view.t, edition_data.listed(view.case.slug)
    if len(found) < 2:
        return
    with st.container(key="fig_compare"):
        components.heading(
            t("What changed from one edition to another"),
            t("Numbers that differ by less than a part in a billion count as the same."),
            anchor="compare",
        )
        labels = {each.id: f"{when(each)} · {each.id}" for each in found}
        with st.container(key="controls_compare", horizontal=True, gap="small"):
            before = _choice("a", t("From"), labels, found[1].id)
            after = _choice("b", t("To"), labels, found[0].id)
        try:
            diff = edition_data.compared(before, after)
        except DashboardError as error:
            components.trouble(error, t)
            return
        _changes(view, diff, f"{before}_{after}")


def _choice(name: str, label: str, labels: dict[str, str], own: str) -> str:
    """One edition, as the link names it."""
    wanted = state.asked(name)
    key = f"{name}_control"
    st.session_state[key] = wanted if wanted in labels else own
    chosen: str = st.selectbox(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        on_change=lambda: state.put(name, str(st.session_state[key])),
        width=420,
    )
    return chosen


def _changes(view: View, diff: EditionDiff, pair: str) -> None:
    t = view.t
    if diff.nothing:
        st.html(el("p.nothing", t("Nothing differs between the two.")))
        return
    st.html(el("ul.told", [el("li", t.say(each)) for each in diff.told]))
    _sentences(view, diff.results)
    parts: list[tuple[str, str, Sequence[object], Callable[[], Table[Any]]]] = [
        (
            "data",
            t("Prices and returns"),
            diff.data,
            lambda: tables.series_change_table(diff.data, t),
        ),
        (
            "case",
            t("Evidence, events, claims and the rest of the case"),
            diff.rows,
            lambda: tables.row_change_table(diff.rows, t),
        ),
        (
            "settings",
            t("Settings and versions"),
            diff.settings,
            lambda: tables.setting_change_table(diff.settings),
        ),
    ]
    for name, title, changes, table in parts:
        _part(view, name, title, len(changes), table, pair)
    _results(view, diff.results, pair)


def _sentences(view: View, changes: Sequence[ResultChange]) -> None:
    """The verdict in both editions, when it reads differently."""
    t = view.t
    place = f"{SENTENCE}/{t.code}"
    for change in changes:
        if change.place == place:
            st.html(
                el(
                    "dl.verdicts",
                    el("dt", t("Verdict before")),
                    el("dd", str(change.before)),
                    el("dt", t("Verdict after")),
                    el("dd", str(change.after)),
                )
            )


def _part(
    view: View, name: str, title: str, n: int, table: Callable[[], Table[Any]], pair: str
) -> None:
    """One table of changes with its download; a sentence where nothing changed."""
    t = view.t
    with st.container(key=f"changes_{name}"):
        if not n:
            none = t("{what}: nothing changed.", what=title)
            st.html(el("p.nothing", none))
            return
        shown = data_table(table().first(MOST_ROWS), t)
        st.html(markup(el("h3", title), _more(view, n), shown))
        _download(view, name, table, pair)


def _results(view: View, changes: Sequence[ResultChange], pair: str) -> None:
    """Numbers of the results that changed, block by block, folded up but for the first."""
    t = view.t
    numbers = [change for change in changes if not change.place.startswith(SENTENCE)]
    with st.container(key="changes_results"):
        if not numbers:
            none = t("{what}: nothing changed.", what=t("Results"))
            st.html(el("p.nothing", none))
            return
        blocks: list[Markup] = []
        for block, group in groupby(numbers, key=lambda change: change.block):
            found = list(group)
            name = t(BLOCKS[block]) if block in BLOCKS else block
            head = t("{block}: {n}", block=name, n=len(found))
            shown = data_table(tables.rounded_table(found[:MOST_ROWS]), t)
            blocks.append(
                el(
                    "details",
                    el("summary", head),
                    _more(view, len(found)),
                    shown,
                    open=not blocks,
                )
            )
        title = t.plural("{n} number of the results", "{n} numbers of the results", len(numbers))
        st.html(el("section.onetable", el("h3", title), blocks))
        _download(view, "results", lambda: tables.result_change_table(changes), pair)


def _more(view: View, n: int) -> Markup | None:
    if n <= MOST_ROWS:
        return None
    told = view.t("The first {n} of {total}; the download has all.", n=MOST_ROWS, total=n)
    return el("p", told)


def _download(view: View, name: str, table: Callable[[], Table[Any]], pair: str) -> None:
    st.download_button(
        view.t("Download"),
        data=lambda: csv_bytes(table()),
        file_name=file_name(view.case.slug, f"changes-{name}_{pair}"),
        mime="text/csv",
        key=f"download_changes_{name}",
        on_click="ignore",
        type="tertiary",
    )
