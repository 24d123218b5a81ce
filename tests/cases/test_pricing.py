"""A case on the store's prices: scale, references, notes, and what is missing."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.answer.words import text as answer_text
from dashboard.analysis.data.health import case_health
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.window import window_result
from dashboard.cases.pricing import (
    first_needed,
    priced_symbols,
    store_market,
    stored_case,
    stored_series,
)
from dashboard.errors import PriceError
from dashboard.language.language import Language
from dashboard.market.prices import StatusSpan
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.store.store import Store

ORDER = ("tencent", "yahoo")


def note(symbol, *, source="tencent", adjustment="none", factor_source="sina"):
    return SeriesNote(
        symbol=symbol,
        source=source,
        adjustment=adjustment,
        factor_source=factor_source,
        currency="CNY",
        retrieved="2026-11-25T10:00:00Z",
        request="https://example.invalid/",
        asked_from="2024-01-02",
        asked_to="2025-04-30",
    )


def frozen_series(shipped, symbol, *, factor=1.0, **options):
    """Rows that the case keeps, as if a source had served them."""
    rows = shipped.market.prices.loc[shipped.market.prices["symbol"] == symbol].drop(
        columns="symbol"
    )
    lacking = float("nan") if options.get("factor_source", "sina") == "" else factor
    whole = series_rows(rows.assign(amount=float("nan"), factor=lacking))
    return PriceSeries(note(symbol, **options), whole)


def all_series(shipped, **options):
    return {
        symbol: frozen_series(shipped, symbol, **options) for symbol in priced_symbols(shipped.case)
    }


def short(symbol, closes, factor, **options):
    """Three sessions with closes of one's own."""
    rows = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(["2025-02-06", "2025-02-07", "2025-02-10"]),
            **dict.fromkeys(("open", "high", "low", "close"), closes),
            "volume": 1200.0,
            "amount": float("nan"),
            "factor": factor,
        }
    )
    return PriceSeries(note(symbol, **options), series_rows(rows))


def test_prices_with_a_factor_of_one_are_the_prices_as_traded(shipped):
    market = store_market(shipped.case, shipped.market, all_series(shipped))

    pd.testing.assert_frame_equal(
        shipped.market.prices.sort_values(["symbol", "date"], ignore_index=True),
        market.prices.sort_values(["symbol", "date"], ignore_index=True),
        check_dtype=False,
    )


def test_the_scale_of_the_factor_changes_no_number(shipped):
    """Sina counts from 1900, another source from its first row."""
    one = store_market(shipped.case, shipped.market, all_series(shipped, factor=1.0))
    other = store_market(shipped.case, shipped.market, all_series(shipped, factor=7.3))

    assert np.allclose(one.closes, other.closes, rtol=1e-12, atol=0, equal_nan=True)


def test_a_bonus_issue_is_taken_out_of_prices_and_of_volume(shipped):
    """6 for 5 before 10 Feb: 12.00 before it is 10.00 after it, 1,000 shares are 1,200."""
    made = short("300249.SZ", [12.0, 12.0, 10.5], [1.0, 1.0, 1.2])

    rows = store_market(shipped.case, shipped.market, {"300249.SZ": made}).prices

    assert [10.0, 10.0, 10.5] == pytest.approx(rows["close"].to_list(), rel=1e-12)
    assert [1440.0, 1440.0, 1200.0] == pytest.approx(rows["volume"].to_list(), rel=1e-12)


def test_price_times_volume_stays_the_value_traded(shipped):
    made = short("300249.SZ", [12.0, 12.0, 10.5], [1.0, 1.0, 1.2])

    rows = store_market(shipped.case, shipped.market, {"300249.SZ": made}).prices

    assert [14400.0, 14400.0, 12600.0] == pytest.approx((rows["close"] * rows["volume"]).to_list())


def test_limits_are_judged_on_prices_as_traded_and_the_ex_right_reference(shipped):
    made = short("300249.SZ", [12.0, 12.0, 10.5], [1.0, 1.0, 1.2])

    traded = store_market(shipped.case, shipped.market, {"300249.SZ": made}).unadjusted

    assert [12.0, 12.0, 10.5] == traded["close"].to_list()
    assert [12.0, 10.0] == traded["reference"].to_list()[1:]
    assert np.isnan(traded["reference"].iloc[0])


def test_a_series_without_factor_stays_as_traded_and_says_so(shipped):
    market = store_market(shipped.case, shipped.market, all_series(shipped, factor_source=""))

    assert "as traded, dividends unknown" == market.note.adjustment
    assert not market.note.is_adjusted


def test_additive_prices_are_named_and_count_as_rounded(shipped):
    market = store_market(
        shipped.case, shipped.market, all_series(shipped, adjustment="additive", factor_source="")
    )

    assert ("additive adjustment", True) == (market.note.adjustment, market.note.is_adjusted)
    assert market.unadjusted is None


def test_the_note_names_every_source_and_the_oldest_time(shipped):
    series = all_series(shipped)
    yahoo = frozen_series(shipped, "000300.SS", source="yahoo", factor_source="index")
    older = replace(yahoo.note, retrieved="2026-11-20T10:00:00Z")

    noted = store_market(
        shipped.case, shipped.market, series | {"000300.SS": replace(yahoo, note=older)}
    ).note

    assert ("Tencent, Yahoo Finance, Sina", "2026-11-20T10:00:00Z") == (
        noted.source,
        noted.retrieved,
    )
    assert "腾讯证券、雅虎财经、新浪财经" == noted.source_zh


def test_benchmark_and_universe_files_of_the_case_stay_in_use(shipped):
    market = store_market(shipped.case, shipped.market, all_series(shipped))

    assert shipped.market.benchmark_returns is market.benchmark_returns
    assert shipped.market.universe is market.universe


def test_a_symbol_without_series_has_no_rows_and_the_others_stand(shipped, xshg):
    series = all_series(shipped)
    del series["300249.SZ"]

    result = window_result(
        shipped.case,
        store_market(shipped.case, shipped.market, series),
        xshg,
        shipped.case.window,
        benchmark="equal-weight",
    )

    lacking = [stock.symbol for stock in result.stocks if not stock.has_return]
    assert ["300249.SZ"] == lacking


def test_a_store_without_any_series_is_one_sentence(shipped):
    with pytest.raises(PriceError, match="no prices for “liquid-cooling-2025” yet"):
        store_market(shipped.case, shipped.market, {})


def test_nothing_of_the_arguments_is_changed(shipped):
    series = all_series(shipped)
    before = {symbol: each.rows.copy() for symbol, each in series.items()}

    store_market(shipped.case, shipped.market, series)

    for symbol, rows in before.items():
        pd.testing.assert_frame_equal(rows, series[symbol].rows)


def test_the_first_day_needed_covers_estimation_window_and_past_returns(shipped, xshg):
    """120 sessions, a gap of 10, 70 sessions for past returns, one more for the base."""
    first = first_needed(shipped.case, xshg)

    assert 120 + 10 + 1 + 70 == xshg.count(first, date(2025, 2, 6))


@pytest.mark.slow
def test_a_stored_case_names_its_files_and_their_hashes(tmp_path, shipped):
    store = Store(tmp_path)
    for each in all_series(shipped).values():
        store.put(each)

    found = stored_case(shipped, store, ORDER)

    named = {each.name: each for each in found.files}
    assert "prices.csv" not in named
    assert 203 == named["series/300249.SZ/tencent.parquet"].rows
    assert shipped.digest != found.digest


@pytest.mark.slow
def test_the_digest_of_a_stored_case_changes_with_its_prices_alone(tmp_path, shipped):
    store = Store(tmp_path)
    for each in all_series(shipped).values():
        store.put(each)
    before = stored_case(shipped, store, ORDER).digest
    again = stored_case(shipped, store, ORDER).digest

    store.put(frozen_series(shipped, "300249.SZ", source="yahoo"))
    same = stored_case(shipped, store, ORDER).digest
    switched = stored_case(shipped, store, ("yahoo", "tencent")).digest

    assert before == again == same
    assert before != switched


def test_each_symbol_is_one_series_of_the_preferred_source_that_reaches_the_window(
    tmp_path, shipped
):
    store = Store(tmp_path)
    whole = frozen_series(shipped, "300249.SZ", source="yahoo")
    early = frozen_series(shipped, "300249.SZ")
    cut = early.rows.loc[early.rows["date"] < "2025-02-10"].reset_index(drop=True)
    store.put(whole)
    store.put(PriceSeries(early.note, cut))

    found = stored_series(shipped.case, store, ORDER)

    assert "yahoo" == found["300249.SZ"].note.source


def test_the_status_rows_of_its_own_stocks_come_along(tmp_path, shipped):
    from dashboard.store.listing_file import write_status  # noqa: PLC0415

    store = Store(tmp_path)
    store.put(frozen_series(shipped, "002418.SZ"))
    own = StatusSpan("002418.SZ", True, date(2025, 5, 6), None)
    write_status((own, StatusSpan("600001.SS", True, None, None)), tmp_path)

    assert (own,) == stored_case(shipped, store, ORDER).market.status


def false_factor(shipped, symbol, day="2025-02-11", step=50.0):
    """Series of a stock whose factor rises on a day without a drop in price."""
    series = frozen_series(shipped, symbol)
    rows = series.rows.assign(factor=1.0)
    rows.loc[rows["date"] >= day, "factor"] = step
    return PriceSeries(series.note, rows)


@pytest.mark.slow
def test_a_factor_that_no_price_bears_out_changes_no_return_and_is_said(shipped, xshg):
    series = all_series(shipped)
    right = store_market(shipped.case, shipped.market, series)

    false = store_market(
        shipped.case,
        shipped.market,
        series | {"300249.SZ": false_factor(shipped, "300249.SZ")},
    )

    assert np.allclose(right.closes, false.closes, rtol=1e-12, atol=0, equal_nan=True)
    (doubt,) = false.doubts
    assert ("factor", 50.0, date(2025, 2, 11)) == (doubt.kind, doubt.step, doubt.day)
    notes = case_health(shipped.case, false, xshg).data_notes
    assert ["warning"] == [each.severity for each in notes if each.kind == "doubtful-factor"]
    trial = Trial.of(replace(shipped, market=false))
    assert "moved more in a session than the exchange allows" in answer_text(
        trial.answer, Language()
    )


def test_a_step_that_a_second_source_has_too_is_used_and_said_all_the_same(tmp_path, shipped):
    store = Store(tmp_path)
    one = false_factor(shipped, "300249.SZ")
    store.put(one)
    note_ = replace(one.note, source="yahoo", factor_source="yahoo")
    store.put(PriceSeries(note_, one.rows))

    market = stored_case(shipped, store, ORDER).market

    assert [True] == [each.confirmed for each in market.doubts]
    own = market.prices.loc[market.prices["symbol"] == "300249.SZ", "close"]
    assert own.iloc[-1] / own.iloc[0] > 30


def test_a_price_that_jumps_beyond_its_board_is_said(shipped, xshg):
    """Prices kept with the case are looked at too."""
    prices = shipped.market.prices.copy()
    there = (prices["symbol"] == "300249.SZ") & (prices["date"] >= "2025-02-11")
    prices.loc[there, ["open", "high", "low", "close"]] *= 3

    notes = case_health(shipped.case, replace(shipped.market, prices=prices), xshg).data_notes

    assert ["300249.SZ"] == [each.subject for each in notes if each.kind == "beyond-limit"]
    assert [] == [
        each
        for each in case_health(shipped.case, shipped.market, xshg).data_notes
        if each.kind == "beyond-limit"
    ]


def test_rows_on_days_that_are_no_session_are_left_out_and_said(shipped, xshg):
    series = frozen_series(shipped, "300249.SZ")
    saturday = series.rows.iloc[[40]].assign(date=pd.Timestamp("2025-02-08"))
    rows = pd.concat([series.rows, saturday], ignore_index=True).sort_values(
        "date", ignore_index=True
    )

    market = store_market(
        shipped.case, shipped.market, {"300249.SZ": PriceSeries(series.note, rows)}
    )

    assert {"300249.SZ": (date(2025, 2, 8),)} == market.strays
    assert len(series.rows) == len(market.prices)
    notes = case_health(shipped.case, market, xshg).data_notes
    assert ["300249.SZ"] == [each.subject for each in notes if each.kind == "no-session"]
