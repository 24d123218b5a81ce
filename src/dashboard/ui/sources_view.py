"""Where the prices come from and how old they are, series by series, and where two differ."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.data.coverage import SymbolCoverage, symbol_coverage
from dashboard.analysis.data.cross_check import CrossCheck, PriceDisagreement
from dashboard.analysis.data.source_standing import Flag, SourceStatus
from dashboard.case import Text
from dashboard.errors import N_, NP_, DashboardError
from dashboard.exhibits import source_tables
from dashboard.html.elements import Child, el, markup
from dashboard.html.lists import bullets
from dashboard.language.language import MISSING
from dashboard.ui import components, data, refresh_view, source_status, source_words
from dashboard.ui.state import View

SHOWN = 40  # days that differ, listed on the page; the download has all

_MARKS: dict[Flag, str] = {"fresh": "✔", "covers": "✔"}
_SAID: dict[Flag, str] = {
    "fresh": N_("to the last closed session"),
    "covers": N_("covers the window"),
    "behind": N_("ends early, stale since {day}"),
    "missing": N_("not in the store"),
    "no-dividends": N_("without dividends and splits"),
    "additive": N_("adjusted by adding: returns across dividends are off"),
    "unknown-adjustment": N_("adjustment unknown: returns across dividends may be off"),
    "failed": N_("the last try failed"),
}


def sources(view: View) -> None:
    """Draw where the prices of each series come from, the switch, the refresh panel."""
    found = standing_part(view)
    if found is not None:
        refresh_view.panels(view)
        _differences(view, found)


def differences(view: View) -> None:
    """List where two sources differ, without all that stands above it."""
    _differences(view, source_status.standings(view))


def standing_part(view: View) -> Sequence[SourceStatus] | None:
    """Draw the table of the series; None where settings or store cannot be read."""
    t = view.t
    with st.container(key="fig_sources"):
        components.heading(
            t("Prices: where they come from and how old they are"), _note(view), anchor="sources"
        )
        _switch(view)
        try:
            found = source_status.standings(view)
        except DashboardError as error:  # settings or a store that cannot be read
            st.html(el("p.nothing", t.error(error), role="alert"))
            return None
        st.html(markup(_table(view, found), _met(view, found)))
        components.figure_foot(
            view,
            "sources",
            table=lambda: source_tables.standing_table(found),
            options=source_status.standings_key(view),
            badge=False,
        )
    return found


def _note(view: View) -> str:
    t, note = view.t, view.note
    if view.folder.market.prices.empty:
        return t(
            "This case keeps no prices of its own and the store has none yet: refresh them below."
        )
    if view.from_store:
        return t(
            "These pages show the store’s prices. Each series is one source’s, whole: sources and "
            "adjustments are never mixed within one."
        )
    return t(
        "These pages show the prices kept with the case, which never change: {source}; "
        "{adjustment}; read {read}. What the store holds stands below each.",
        source=t.pick(Text(note.source, note.source_zh)),
        adjustment=t.pick(Text(note.adjustment, note.adjustment_zh)),
        read=source_words.aged(note.retrieved, t),
    )


def _switch(view: View) -> None:
    """Choose between the case's own prices and the store's, where there are both."""
    t, own = view.t, data.folder(view.case.slug).market.prices
    if own.empty or not (source_status.mark_of_store(view) or view.from_store):
        return
    key = "prices_control"
    labels = {"case": t("Kept with the case"), "store": t("From the store")}
    st.session_state[key] = "store" if view.from_store else "case"
    with st.container(key="controls_prices", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("Prices shown"),
            list(labels),
            key=key,
            format_func=labels.__getitem__,
            required=True,
            on_change=lambda: refresh_view.show(str(st.session_state[key])),
        )


# Table ----------------------------------------------------------------


def _table(view: View, found: Sequence[SourceStatus]) -> Markup:
    t = view.t
    frozen = {} if view.from_store else _frozen(view)
    names = {stock.symbol: t.name(stock) for stock in view.case.stocks}
    names |= {mark.id: t.pick(mark.title) for mark in view.case.benchmarks}
    heads = (
        t("Series"),
        t("Served by"),
        t("Prices are"),
        t("Sessions"),
        t("Read"),
        t("State"),
        t("Second source"),
    )
    bodies = [
        _rows(view, each, names.get(each.symbol, each.symbol), frozen.get(each.symbol))
        for each in found
    ]
    head = el("thead", el("tr", [el("th", text, scope="col") for text in heads]))
    return el("div.scroll", el("table.data.sources", head, bodies), tabindex=0)


def _frozen(view: View) -> dict[str, SymbolCoverage]:
    if view.folder.market.prices.empty:
        return {}
    case, market = view.case, view.folder.market
    covered = data.computed(
        "coverage", view.folder.digest, lambda: symbol_coverage(case, market, view.sessions)
    )
    return {each.symbol: each for each in covered if each.first is not None}


def _rows(view: View, each: SourceStatus, name: str, kept: SymbolCoverage | None) -> Markup:
    """Rows of one series: what is shown first, what the store has beside it second."""
    symbol = None if name == each.symbol else el("span.symbol", each.symbol)
    label = el("th", name, " ", symbol, scope="row")
    check = el("td", _check(view, each))
    if kept is None:
        return el("tbody", el("tr", label, _stored(view, each), check))
    shown = [label, _kept(view, kept), check]
    if each.held is None and each.flags == ("missing",):
        return el("tbody", el("tr", shown))
    beside = el("tr.beside", el("td", view.t("in the store")), _stored(view, each), el("td"))
    return el("tbody", el("tr.shown", shown), beside)


def _kept(view: View, kept: SymbolCoverage) -> list[Markup]:
    t = view.t
    return _cells(
        t("kept with the case"),
        source_words.plain_adjustment(view),
        f"{kept.first} – {kept.last} · {t.number(kept.present)}",
        source_words.aged(view.note.retrieved, t),
        _state("✔", t("frozen, never changes")),
    )


def _stored(view: View, each: SourceStatus) -> list[Markup]:
    t, held = view.t, each.held
    if held is None:
        return _cells(MISSING, MISSING, MISSING, MISSING, _states(view, each))
    return _cells(
        source_words.served(held.note, t),
        source_words.adjustment(held.note, t),
        f"{held.first} – {held.last} · {t.number(held.count)}",
        source_words.aged(held.note.retrieved, t),
        _states(view, each),
    )


def _cells(*contents: Child) -> list[Markup]:
    return [el("td", content) for content in contents]


def _states(view: View, each: SourceStatus) -> list[Markup]:
    t = view.t
    day = "" if each.stale_since is None else t.long_day(each.stale_since)
    said = []
    for flag in each.flags:
        if flag == "contradicted":
            text = t.plural(
                "{n} answer that contradicts it lies beside it",
                "{n} answers that contradict it lie beside it",
                each.beside,
            )
        else:
            text = t(_SAID[flag], day=day)
        said.append(_state(_MARKS.get(flag, "!"), text))
    return said


def _state(mark: str, text: str) -> Markup:
    return el("span.state", el("span.mark", mark, aria_hidden="true"), text)


def _check(view: View, each: SourceStatus) -> Child:
    check, t = each.check, view.t
    if check is None or not check.sessions:
        return MISSING
    source = source_words.title(check.sources[1], t)
    if not check.agree:
        days = t.plural("{n} day differs", "{n} days differ", len(check.differences))
        return _state("≠", t("{source}: {words}", source=source, words=days))
    if check.basis == "close":
        amount = source_words.money(check.largest, view)
        words = t("within {amount}, {n} closes", amount=amount, n=check.sessions)
    else:
        points = t.points(check.largest, 2)
        words = t("within {amount}, {n} returns", amount=points, n=check.sessions)
    return _state("=", t("{source}: {words}", source=source, words=words))


# What the last refresh met --------------------------------------------


def _met(view: View, found: Sequence[SourceStatus]) -> Markup | None:
    """Sentences of the last refresh: sources that gave nothing, and what was odd."""
    t = view.t
    items = []
    for each in found:
        tried = each.tried
        if tried is None:
            continue
        said = [t.say(remark) for _, _, remark in tried.refused]
        said += [t.say(tried.remark)] if tried.remark is not None else []
        if said:
            when = el("span.grey", source_words.clock(tried.at, t))
            items.append(markup(el("b", each.symbol), " ", el("span", when, " ", " ".join(said))))
    if not items:
        return None
    head = t.plural(
        "What the last refresh met: {n} series",
        "What the last refresh met: {n} series",
        len(items),
    )
    listing = bullets(items, kind="concerns")
    return el("details.met", el("summary", head), listing, data_fold="met")


# Differences ----------------------------------------------------------


def _differences(view: View, found: Sequence[SourceStatus]) -> None:
    """List by day where two sources differ over the window, or say that they agree."""
    t = view.t
    checks = [each.check for each in found if each.check is not None and each.check.sessions]
    if not checks:
        return
    total = sum(len(check.differences) for check in checks)
    with st.container(key="fig_differences"):
        components.heading(
            t.plural(
                "Two sources differ in {n} place over the window",
                "Two sources differ in {n} places over the window",
                total,
            )
            if total
            else t("Two sources agree on every session of the window"),
            t(
                "From the close of {base} to that of {last}. Closes as traded must be the same to "
                "the tick; where one of the two is adjusted, daily returns are compared.",
                base=t.long_day(view.base),
                last=t.long_day(view.window.last),
            ),
            anchor="differences",
        )
        if total:
            st.html(_difference_html(view, checks))
        components.figure_foot(
            view,
            "differences",
            table=lambda: source_tables.difference_table(checks),
            options=source_status.standings_key(view),
            badge=False,
        )


def _difference_html(view: View, checks: Sequence[CrossCheck]) -> Markup:
    t = view.t
    heads = (
        t("Symbol"),
        t("Day"),
        t("Shown"),
        t("Second source"),
        t(NP_("of two sources", "Difference")),
    )
    tops = [
        el("th", text, class_="num" if place > 1 else "", scope="col")
        for place, text in enumerate(heads)
    ]
    listed = [(check, each) for check in checks for each in check.differences]
    rows = [_difference(view, check, each) for check, each in listed[:SHOWN]]
    table = el("table.data.differences", el("thead", el("tr", tops)), el("tbody", rows))
    more = None
    if len(listed) > SHOWN:
        told = t("The first {n} of {total}; the download has all.", n=SHOWN, total=len(listed))
        more = el("p.grey", told)
    return markup(el("div.scroll", table, tabindex=0), more)


def _difference(view: View, check: CrossCheck, each: PriceDisagreement) -> Markup:
    t = view.t

    def value(number: float | None) -> str:
        if number is None:
            return t("no row")
        return t.number(number, 2) if check.basis == "close" else t.percent(number, 2)

    def by(place: int, number: float | None) -> Markup:
        source = source_words.title(check.sources[place], t)
        return el("td.num", value(number), " ", el("span.symbol", source))

    gap = MISSING
    if each.one is not None and each.other is not None:
        gap = value(each.one - each.other)
    return el(
        "tr",
        el("th", check.symbol, scope="row"),
        el("td", each.day.isoformat()),
        by(0, each.one),
        by(1, each.other),
        el("td.num", gap),
    )
