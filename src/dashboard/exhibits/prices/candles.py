"""Candles of one stock, and every price as a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Any

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.daily_bars import DailyBars, daily_bars
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import candles
from dashboard.charts.candles import unit_words
from dashboard.charts.theme import Look
from dashboard.errors import N_, NP_
from dashboard.exhibits import price_tables
from dashboard.exhibits.details import event_marks, stock_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Control,
    Exhibit,
    Figure,
    Made,
    Reader,
)
from dashboard.exhibits.prices import quoted
from dashboard.exhibits.prices.lines import SPAN_LABELS, labels_of, lines_over
from dashboard.exhibits.prices.quoted import Quote
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.market.as_traded import with_factor
from dashboard.market.prices import PriceNote


def title_candles(case: Case, bars: DailyBars, result: WindowResult, t: Language) -> str:
    """The stock's busiest session of the window against its usual volume."""
    name = t.name(case.stock(bars.symbol))
    usual = usual_volume(bars, result)
    inside = [bar for bar in bars.known if bar.volume and bar.date in result.sessions]
    if not usual or not inside:
        return t("{name}, session by session", name=name)
    busiest = max(inside, key=lambda bar: bar.volume or 0.0)
    return t(
        "{name} traded up to {x} times its usual volume, on {day}",
        name=name,
        x=t.number((busiest.volume or 0.0) / usual, 1),
        day=t.day(busiest.date),
    )


def usual_volume(bars: DailyBars, result: WindowResult) -> float | None:
    """Median volume of the sessions shown up to the base; None without any."""
    earlier = [bar.volume for bar in bars.known if bar.volume and bar.date <= result.base]
    return median(earlier) if earlier else None


def note_candles(
    case: Case, bars: DailyBars, result: WindowResult, note: PriceNote, look: Look
) -> str:
    """What is drawn, in one grey line."""
    t = look.language
    unit = unit_words(note.volume_unit, look)
    parts = [
        t(
            "{stock}. Hollow: closed above the open; filled: below.",
            stock=t.full_name(case.stock(bars.symbol)),
        )
    ]
    if any(bar.limits and bar.date in result.sessions for bar in bars.known):
        parts.append(
            t("Grey strokes: limit prices of the window’s sessions, from the close before.")
        )
    if any(bar.hit for bar in bars.known):
        parts.append(t("▲ ▼ closed at the daily limit, □ at one price all day."))
    parts.append(
        t(
            "Volume in {unit}; usual is the median of the sessions shown up to the base.",
            unit=unit,
        )
    )
    return t.sentences(parts)


def describe_candles(case: Case, bars: DailyBars, t: Language) -> str:
    """Text alternative: first and last close, lowest and highest price shown."""
    known = bars.known
    return t(
        "Candles of {stock} from {first} to {last}: first close {a}, last close {b}, lowest price "
        "{low}, highest {high}.",
        stock=t.full_name(case.stock(bars.symbol)),
        first=t.long_day(known[0].date),
        last=t.long_day(known[-1].date),
        a=t.number(known[0].close, 2),
        b=t.number(known[-1].close, 2),
        low=t.number(min(bar.low for bar in known), 2),
        high=t.number(max(bar.high for bar in known), 2),
    )


def _candle_stocks(trial: Trial, reader: Reader) -> Mapping[str, str]:
    if reader.stock:  # the highlighted one is drawn
        return {}
    return {stock.symbol: reader.t.name(stock) for stock in trial.case.stocks}


def _symbol(trial: Trial, reader: Reader) -> str:
    return reader.stock or reader.choice("candle") or trial.case.stocks[0].symbol


def _quotes(trial: Trial, reader: Reader) -> Mapping[str, str]:
    return quoted.choices(trial, reader, [_symbol(trial, reader)])


def _bars(trial: Trial, symbol: str, days: tuple[date, ...], quote: Quote) -> DailyBars:
    market = quoted.market_of(trial, quote)
    return trial.kept.keep(
        f"bars of {symbol}, {quote}, from {days[0]} to {days[-1]}",
        lambda: daily_bars(trial.case, market, trial.sessions, symbol, days),
    )


def _candles(trial: Trial, reader: Reader) -> Made:
    t, case = reader.t, trial.case
    symbol = _symbol(trial, reader)
    quote = quoted.quoted(trial, reader, "bars", [symbol])
    market = quoted.market_of(trial, quote)
    days = tuple(lines_over(trial, reader.choice("days")).sessions)
    bars, name = _bars(trial, symbol, days, quote), t.name(case.stock(symbol))
    if len(bars.known) < 2:  # one candle is no chart
        return Absent(t("{name}, session by session", name=name), too_few(bars, name, t))
    return Figure(
        title=title_candles(case, bars, trial.result, t),
        note=t.sentences(
            [
                note_candles(case, bars, trial.result, trial.note, reader.look),
                # Where no stock has a choice, the lines above have said why.
                quoted.told(trial, reader, quote, [symbol], days)
                if with_factor(trial.market, case.symbols)
                else "",
            ]
        ),
        alt=describe_candles(case, bars, t),
        plot=lambda: candles.plot_candles(
            bars,
            trial.events,
            base=trial.base,
            last=trial.window.last,
            calendar=case.calendar,
            volume_unit=trial.note.volume_unit,
            currency=case.currency,
            look=reader.look,
        ),
        table=lambda: price_tables.candle_table(
            case, market, trial.sessions, symbol, first=days[0], last=days[-1]
        ),
        days=days,
        marks=(*stock_marks([symbol]), *event_marks(trial.events, days)),
        note_of_prices=market.note_of(symbol),
        options=(symbol, days[0], days[-1], quote),
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
        Control(
            "days", NP_("range", "Sessions"), lambda _, reader: labels_of(SPAN_LABELS, reader.t)
        ),
        Control("bars", quoted.LABEL, _quotes),
    ),
)


def prices(trial: Trial, _: Look) -> Table[Any] | None:
    """Every price of the case; None where it has none."""
    found = price_tables.price_table(trial.case, trial.market)
    return found if found.rows else None


EXHIBITS = (CANDLES,)
