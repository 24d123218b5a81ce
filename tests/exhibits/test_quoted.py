"""Prices as traded or adjusted on the Prices page: the same sessions, two returns, one verdict."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.pricing import store_market
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language
from dashboard.market.as_traded import as_traded, ex_days, with_factor
from dashboard.market.series import INDEX
from tests.replay.store_plays import stored

YIMIKANG, ATHUB, INDEX_300 = "300249.SZ", "603881.SS", "000300.SS"
EX_DATE = date(2025, 2, 11)
STEP = 1.02  # a dividend of two hundredths of the price


def with_step(series):
    rows = series.rows.copy()
    rows["factor"] = np.where(rows["date"].dt.date >= EX_DATE, STEP, 1.0)
    return replace(series, rows=rows)


@pytest.fixture(scope="module")
def trial(shipped):
    """The shipped prices as traded, Yimikang with a dividend inside the window."""
    series = {symbol: stored(shipped, symbol) for symbol in shipped.case.symbols}
    series[YIMIKANG] = with_step(series[YIMIKANG])
    series[ATHUB] = stored(shipped, ATHUB, "tencent", factor_source="")
    series[INDEX_300] = stored(shipped, INDEX_300, "tencent", factor_source=INDEX)
    return Trial.of(replace(shipped, market=store_market(shipped.case, shipped.market, series)))


def made(trial, name, code="en", **choices):
    reader = Reader(Look(Language(code)), choices=tuple(choices.items()))
    return exhibits("prices")[name].make(trial, reader)


def column(figure, head):
    table = figure.table()
    (found,) = [each for each in table.columns if each.file_head.startswith(head)]
    return [found.value(row) for row in table.rows]


def test_the_factor_is_known_of_a_stock_with_one_and_of_no_index(trial, shipped):
    known = with_factor(trial.market, [*shipped.case.symbols, INDEX_300])

    assert set(shipped.case.symbols) - {ATHUB} == set(known)
    assert () == with_factor(shipped.market, shipped.case.symbols)
    assert as_traded(shipped.market) is shipped.market


def test_a_line_as_traded_lacks_the_dividend_and_the_adjusted_one_has_it(trial, shipped):
    """The shipped case's own +45.60 % is the price's; two per cent of dividend come on top."""
    place = trial.lines.sessions.index(trial.window.last)
    adjusted, traded = (
        column(made(trial, "lines", quote=quote), "Yimikang")[place]
        for quote in ("adjusted", "traded")
    )

    assert 0.4560 == pytest.approx(traded, abs=5e-5)
    assert pytest.approx(adjusted, abs=1e-4) == 1.4560 * STEP - 1


def test_a_candle_as_traded_is_the_price_of_the_tape(trial, shipped):
    rows = shipped.market.prices
    day = (rows["symbol"] == YIMIKANG) & (rows["date"] == "2025-02-10")
    close = float(rows.loc[day, "close"].iloc[0])
    figures = [
        made(trial, "candles", candle=YIMIKANG, bars=each) for each in ("adjusted", "traded")
    ]
    told = [
        dict(zip(column(figure, "date"), column(figure, "close"), strict=True))
        for figure in (replace_heads(each) for each in figures)
    ]
    stamp = rows.loc[day, "date"].iloc[0]

    assert [pytest.approx(close / STEP), close] == [each[stamp] for each in told]


def replace_heads(figure):
    """Only the columns a test reads: two of them begin with the same word."""
    table = figure.table()
    kept = [each for each in table.columns if each.name in {"date", "close"}]
    return replace(figure, table=lambda: replace(table, columns=kept))


@pytest.mark.parametrize("name", ["lines", "candles"])
def test_note_table_and_source_line_say_which(name, trial):
    control = {"lines": "quote", "candles": "bars"}[name]
    adjusted, traded = (made(trial, name, **{control: each}) for each in ("adjusted", "traded"))

    assert "Prices as traded: a dividend or a split moves them" in traded.note
    assert "Ex-dates: Yimikang on 11 Feb 2025." in traded.note
    assert "Prices as traded" not in adjusted.note
    assert traded.note_of_prices.adjustment.startswith("as traded")
    assert "as traded, times a total-return factor" in adjusted.note_of_prices.adjustment
    assert column(traded, "adjustment")[0].startswith("as traded")
    assert column(traded, "adjustment") != column(adjusted, "adjustment")
    assert adjusted.options != traded.options


def test_a_stock_without_a_factor_is_named(trial):
    assert (
        "No factor is known of AtHub: shown as stored." in made(trial, "lines", quote="traded").note
    )
    assert "数据港没有已知的复权因子" in made(trial, "lines", "zh", quote="traded").note


def test_the_choice_is_there_only_where_a_factor_is_known(trial, shipped):
    """A case on the prices of its folder says why there is none; a file says nothing of choices."""
    lines, own = exhibits("prices")["lines"], Trial.of(shipped)
    (control,) = [each for each in lines.controls if each.name == "quote"]
    reader = Reader(Look(Language("en")))

    assert {"adjusted": "Adjusted", "traded": "As traded"} == control.choices(trial, reader)
    assert {"adjusted": "Adjusted"} == control.choices(own, reader)
    assert (
        "No factor of dividends and splits is known here" in made(own, "lines", quote="traded").note
    )
    assert "No factor" not in made(own, "candles").note
    assert "No factor" not in lines.make(own, replace(reader, in_file=True)).note


def test_no_verdict_rests_on_prices_as_traded(trial):
    before = trial.result
    made(trial, "lines", quote="traded")

    assert before is trial.result
    assert pytest.approx(trial.result.stock(YIMIKANG).value, abs=1e-4) == 1.4560 * STEP - 1


def test_an_ex_date_counts_among_the_sessions_after_the_first(trial):
    assert (EX_DATE,) == ex_days(trial.market, YIMIKANG, date(2025, 2, 6), date(2025, 2, 13))
    assert () == ex_days(trial.market, YIMIKANG, EX_DATE, date(2025, 2, 13))
    assert () == ex_days(trial.market, ATHUB, date(2025, 2, 6), date(2025, 2, 13))
