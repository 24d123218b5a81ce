"""The Prices page: figures with controls of their own, each redrawn alone."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard.analysis.window.daily_bars import DailyBars, daily_bars
from dashboard.analysis.window.rebased import Rebased, rebased
from dashboard.charts import candles, multiples, price, price_titles
from dashboard.charts.price_curves import KINDS, Kind
from dashboard.errors import N_, InputError
from dashboard.exhibits import line_tables, price_tables
from dashboard.language.language import Language
from dashboard.ui import components, data, event_list, frame, returns_table, state
from dashboard.ui.state import View

# Sessions shown before the base and after the window's last; None is all there are.
SPANS: dict[str, tuple[int | None, int | None]] = {
    "window": (15, 15),
    "60": (60, None),
    "all": (None, None),
}
_SPAN_LABELS = {
    "window": N_("Around the window"),
    "60": N_("From 60 sessions before"),
    "all": N_("All"),
}
_KIND_LABELS: dict[str, str] = {
    "stocks": N_("Stocks and groups"),
    "groups": N_("Groups with spread"),
    "peers": N_("Stock less its peers"),
    "benchmark": N_("Stock less benchmark"),
}
_SCALE_LABELS = {"linear": N_("Linear"), "log": N_("Logarithmic")}


def opening(view: View) -> None:
    """Headline and standfirst, both made from the numbers."""
    t, after = view.t, any(group.chosen == "after" for group in view.case.groups)
    remark = t("The groups were named after the returns were known.") if after else ""
    frame.head(
        view,
        price_titles.title_page(view.case, view.result, t),
        html.escape(price_titles.standfirst_page(view.case, view.result, view.benchmark, t)),
        remark,
    )


def lines_of(view: View, span: str) -> Rebased:
    """Lines over one of the spans, computed once for all readers."""
    before, after = SPANS[span]
    return data.computed(
        "rebased",
        (*view.key, span),
        lambda: rebased(
            view.case,
            view.folder.market,
            view.sessions,
            view.window,
            benchmark=view.benchmark,
            before=before,
            after=after,
        ),
    )


# The line chart -----------------------------------------------------------


@st.fragment
def lines(view: View) -> None:
    """Line chart with its own controls; changing one redraws this figure alone."""
    t, case = view.t, view.case
    with st.container(key="controls_lines", horizontal=True, vertical_alignment="bottom"):
        kind = _kind(_choice("kind", t("Lines"), _KIND_LABELS, t))
        span = _choice("range", t("Sessions"), _SPAN_LABELS, t)
        # Points have no logarithm: the choice is shown only where it means something.
        log = (
            kind in {"stocks", "groups"} and _choice("scale", t("Scale"), _SCALE_LABELS, t) == "log"
        )
    shown = lines_of(view, span)
    if not any(value is not None for line in shown.stocks for value in line.growth):
        _nothing(t("Return since the base"), t("No stock of the case has a close on the base."))
        return
    events = view.events
    components.figure(
        view,
        "lines",
        title=price_titles.title_lines(case, shown, kind=kind, highlight=view.stock, t=t),
        note=price_titles.note_lines(case, shown, kind=kind, log=log, highlight=view.stock, t=t),
        plot=lambda: price.plot_lines(
            case,
            shown,
            events,
            kind=kind,
            scale="log" if log else "linear",
            highlight=view.stock,
            look=view.look,
        ),
        table=lambda: line_tables.line_table(
            case, shown, view.note, kind=kind, highlight=view.stock, look=view.look
        ),
        alt=price_titles.describe_lines(case, shown, kind=kind, t=t),
        options=(kind, span, log),
    )
    event_list.compact(view, events, days=shown.sessions)


def _kind(chosen: str) -> Kind:
    return next(kind for kind in KINDS if kind == chosen)


# Table and small panels -----------------------------------------------------


def window_returns(view: View) -> None:
    """Returns of stocks, groups and benchmarks in one table, sorted within the groups."""
    t = view.t
    components.heading(
        price_titles.title_returns(view.case, view.result, t),
        returns_table.note(view),
        anchor="returns",
    )
    st.html(returns_table.html_rows(view))
    components.figure_foot(
        view,
        "window-returns",
        table=lambda: line_tables.window_table(
            view.case, view.result, view.note, benchmark=view.benchmark
        ),
    )


def panels(view: View) -> None:
    """One small panel a stock."""
    t, case, shown = view.t, view.case, lines_of(view, "window")
    components.figure(
        replace(view, stock=""),  # the same figure whichever stock is highlighted
        "panels",
        title=price_titles.title_panels(view.result, t),
        note=price_titles.note_panels(view.result, t),
        plot=lambda: multiples.plot_multiples(case, shown, view.result, look=view.look),
        table=lambda: line_tables.panel_table(shown, view.note),
        alt=price_titles.describe_panels(case, view.result, t),
    )


# Candles --------------------------------------------------------------------


@st.fragment
def candle_chart(view: View) -> None:
    """Candles of the highlighted stock, or of the one chosen here."""
    t, case = view.t, view.case
    with st.container(key="controls_candles", horizontal=True, vertical_alignment="bottom"):
        names = {stock.symbol: t.name(stock) for stock in case.stocks}
        chosen = view.stock or _choice("candle", t("Candles of"), names, t)
        span = _choice("days", t("Sessions"), _SPAN_LABELS, t)
    days = lines_of(view, span).sessions
    bars = data.computed(
        "daily bars",
        (*view.key, chosen, span),
        lambda: daily_bars(case, view.folder.market, view.sessions, chosen, days),
    )
    if len(bars.known) < 2:  # one candle is no chart
        _nothing(
            t("{name}, session by session", name=names[chosen]), too_few(bars, names[chosen], t)
        )
        return
    events = view.events
    components.figure(
        replace(view, stock=chosen),
        "candles",
        title=price_titles.title_candles(case, bars, view.result, t),
        note=price_titles.note_candles(case, bars, view.note, view.look),
        plot=lambda: candles.plot_candles(
            bars,
            events,
            base=view.base,
            last=view.window.last,
            volume_unit=view.note.volume_unit,
            currency=case.currency,
            look=view.look,
        ),
        table=lambda: price_tables.candle_table(
            case, view.folder.market, view.sessions, chosen, first=days[0], last=days[-1]
        ),
        alt=price_titles.describe_candles(case, bars, t),
        options=(chosen, span),
    )
    event_list.compact(view, events, days=days)


def too_few(bars: DailyBars, name: str, t: Language) -> str:
    """Say why there are no candles."""
    if not bars.known:
        return t("{name} has no prices in these sessions.", name=name)
    only = bars.known[0]
    return t(
        "{name} has one session only, {day}, with a close of {close}.",
        name=name,
        day=t.long_day(only.date),
        close=t.number(only.close, 2),
    )


# Controls -------------------------------------------------------------------


def _choice(name: str, label: str, labels: Mapping[str, str], t: Language) -> str:
    """One quiet control kept in the link; an unknown value is named and the first taken."""
    known = list(labels)
    wanted = state.asked(name)
    if wanted and wanted not in known:
        error = InputError(
            N_("The link's “{name}={value}” was ignored: it can be {known}."),
            name=name,
            value=wanted[:40],
            known=", ".join(known),
        )
        frame.notice(t.error(error))
    key = f"{name}_control"
    # The link is the truth; the control follows it at every run.
    st.session_state[key] = wanted if wanted in known else known[0]
    return str(
        st.selectbox(
            label,
            known,
            key=key,
            format_func=lambda value: t(labels[value]),
            on_change=lambda: _put(name, known[0]),
            width=220,
        )
    )


def _put(name: str, default: str) -> None:
    chosen = str(st.session_state[f"{name}_control"])
    # The default stays out of the link, so that links are short.
    state.put(name, "" if chosen == default else chosen)


def _nothing(title: str, sentence: str) -> None:
    components.heading(title)
    st.html(f'<p class="empty">{html.escape(sentence)}</p>')
