"""The figures of the Prices page: lines from one base, small panels, candles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.daily_bars import DailyBars, daily_bars
from dashboard.analysis.window.rebased import Rebased, rebased
from dashboard.charts import candles, multiples, price
from dashboard.charts import price_titles as titles
from dashboard.charts.price_curves import KINDS, Kind
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import line_tables, price_tables
from dashboard.exhibits.exhibit import (
    Absent,
    Control,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Opening,
    Page,
    Reader,
    in_words,
)
from dashboard.language.language import Language

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
_KIND_LABELS = {
    "stocks": N_("Stocks and groups"),
    "groups": N_("Groups with spread"),
    "peers": N_("Stock less its peers"),
    "benchmark": N_("Stock less benchmark"),
}
_SCALE_LABELS = {"linear": N_("Linear"), "log": N_("Logarithmic")}


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline and standfirst, both made from the numbers."""
    t, case, result = reader.t, trial.case, trial.result
    after = any(group.chosen == "after" for group in case.groups)
    return Opening(
        titles.title_page(case, result, t),
        titles.standfirst_page(case, result, trial.benchmark, t),
        remark=t("The groups were named after the returns were known.") if after else "",
    )


def _lines_over(trial: Trial, span: str) -> Rebased:
    """Lines over one of the spans, worked out once for all readers."""
    if span in {"", "window"}:
        return trial.lines
    before, after = SPANS[span]
    return trial.kept.keep(
        f"lines over {span}",
        lambda: rebased(
            trial.case,
            trial.market,
            trial.sessions,
            trial.window,
            benchmark=trial.benchmark,
            before=before,
            after=after,
        ),
    )


# Lines ----------------------------------------------------------------


def _kind(reader: Reader) -> Kind:
    return next((kind for kind in KINDS if kind == reader.choice("kind")), "stocks")


def _has_scale(reader: Reader) -> bool:
    # Points have no logarithm: the choice is there only where it means something.
    return _kind(reader) in {"stocks", "groups"}


def _labels(labels: Mapping[str, str], t: Language) -> dict[str, str]:
    return {value: t(label) for value, label in labels.items()}


def _lines(trial: Trial, reader: Reader) -> Made:
    t, case, highlight = reader.t, trial.case, reader.stock
    kind, span = _kind(reader), reader.choice("range")
    log = _has_scale(reader) and reader.choice("scale") == "log"
    lines = _lines_over(trial, span)
    if not any(value is not None for line in lines.stocks for value in line.growth):
        return Absent(
            t("Return since the base"), t("No stock of the case has a close on the base.")
        )
    return Figure(
        title=titles.title_lines(case, lines, kind=kind, highlight=highlight, t=t),
        note=titles.note_lines(case, lines, kind=kind, log=log, highlight=highlight, t=t),
        alt=titles.describe_lines(case, lines, kind=kind, t=t),
        plot=lambda: price.plot_lines(
            case,
            lines,
            trial.events,
            kind=kind,
            scale="log" if log else "linear",
            highlight=highlight,
            look=reader.look,
        ),
        table=lambda: line_tables.line_table(
            case, lines, trial.note, kind=kind, highlight=highlight, look=reader.look
        ),
        days=tuple(lines.sessions),
        options=(kind, span, log),
    )


def _lines_finding(trial: Trial, t: Language) -> Iterable[str]:
    if not any(stock.value is not None for stock in trial.result.stocks):
        return []
    return [titles.standfirst_page(trial.case, trial.result, trial.benchmark, t)]


LINES = Exhibit(
    "lines",
    N_("Return since the base"),
    _lines,
    _lines_finding,
    numbers=(
        NumbersOf(
            "lines",
            N_("Return since the base, session by session"),
            lambda trial, look: line_tables.line_table(
                trial.case, trial.lines, trial.note, kind="stocks", highlight="", look=look
            ),
        ),
    ),
    is_chart=True,
    controls=(
        Control("kind", N_("Lines"), lambda _, reader: _labels(_KIND_LABELS, reader.t)),
        Control("range", N_("Sessions"), lambda _, reader: _labels(_SPAN_LABELS, reader.t)),
        Control(
            "scale",
            N_("Scale"),
            lambda _, reader: _labels(_SCALE_LABELS, reader.t) if _has_scale(reader) else {},
        ),
    ),
)

WINDOW_RETURNS = Exhibit(
    "window-returns",
    N_("Returns over the window"),
    numbers=(
        NumbersOf(
            "window-returns",
            N_("Stocks, groups and benchmarks over the window"),
            lambda trial, _: line_tables.window_table(
                trial.case, trial.result, trial.note, benchmark=trial.benchmark
            ),
        ),
    ),
    anchor="returns",
)


# Panels ---------------------------------------------------------------


def _panels(trial: Trial, reader: Reader) -> Made:
    t, case, result, lines = reader.t, trial.case, trial.result, trial.lines
    if not case.stocks:
        return None
    return Figure(
        title=titles.title_panels(result, t),
        note=titles.note_panels(result, t),
        alt=titles.describe_panels(case, result, t),
        plot=lambda: multiples.plot_multiples(case, lines, result, look=reader.look),
        table=lambda: line_tables.panel_table(lines, trial.note),
    )


PANELS = Exhibit(
    "panels",
    N_("Each stock beside its group"),
    _panels,
    in_words(_panels),
    numbers=(
        NumbersOf(
            "panels",
            N_("Each stock beside its group, session by session"),
            lambda trial, _: line_tables.panel_table(trial.lines, trial.note),
        ),
    ),
    is_chart=True,
)


# Candles --------------------------------------------------------------


def _candle_stocks(trial: Trial, reader: Reader) -> Mapping[str, str]:
    if reader.stock:  # the highlighted one is drawn
        return {}
    return {stock.symbol: reader.t.name(stock) for stock in trial.case.stocks}


def _bars(trial: Trial, symbol: str, days: tuple[date, ...]) -> DailyBars:
    return trial.kept.keep(
        f"bars of {symbol} from {days[0]} to {days[-1]}",
        lambda: daily_bars(trial.case, trial.market, trial.sessions, symbol, days),
    )


def _candles(trial: Trial, reader: Reader) -> Made:
    t, case = reader.t, trial.case
    symbol = reader.stock or reader.choice("candle") or case.stocks[0].symbol
    days = tuple(_lines_over(trial, reader.choice("days")).sessions)
    bars, name = _bars(trial, symbol, days), t.name(case.stock(symbol))
    if len(bars.known) < 2:  # one candle is no chart
        return Absent(t("{name}, session by session", name=name), too_few(bars, name, t))
    return Figure(
        title=titles.title_candles(case, bars, trial.result, t),
        note=titles.note_candles(case, bars, trial.note, reader.look),
        alt=titles.describe_candles(case, bars, t),
        plot=lambda: candles.plot_candles(
            bars,
            trial.events,
            base=trial.base,
            last=trial.window.last,
            volume_unit=trial.note.volume_unit,
            currency=case.currency,
            look=reader.look,
        ),
        table=lambda: price_tables.candle_table(
            case, trial.market, trial.sessions, symbol, first=days[0], last=days[-1]
        ),
        days=days,
        options=(symbol, days[0], days[-1]),
    )


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


CANDLES = Exhibit(
    "candles",
    N_("Candles of one stock"),
    _candles,
    is_chart=True,
    in_files=False,
    controls=(
        Control("candle", N_("Candles of"), _candle_stocks),
        Control("days", N_("Sessions"), lambda _, reader: _labels(_SPAN_LABELS, reader.t)),
    ),
)


def prices(trial: Trial, _: Look) -> pd.DataFrame | None:
    """Every price of the case; None where it has none."""
    found = price_tables.price_table(trial.case, trial.market)
    return found if len(found) else None


PAGE = Page("prices", N_("Prices"), opening, (LINES, WINDOW_RETURNS, PANELS, CANDLES))
