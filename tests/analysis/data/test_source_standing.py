"""Comparisons of two sources summed up, and what is said of a stored series."""

from datetime import date

import pandas as pd
import pytest

from dashboard.analysis.data.cross_check import CrossCheck, PriceDisagreement
from dashboard.analysis.data.source_standing import (
    SourceStatus,
    agreements,
    compared,
    frozen_series,
)
from dashboard.market.prices import Market, PriceNote
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.series_file import SeriesHead

DAYS = pd.to_datetime(["2025-02-05", "2025-02-06", "2025-02-07"])
BASE, LAST = date(2025, 2, 5), date(2025, 2, 7)


def series(source, closes, *, adjustment="none", factors=(1.0, 1.0, 1.0)):
    rows = pd.DataFrame({"date": DAYS, "close": closes, "volume": 1.0, "amount": 1.0})
    rows = rows.assign(open=closes, high=closes, low=closes, factor=factors)
    note = SeriesNote("300249.SZ", source, adjustment, "sina", "CNY", "", "", "", "")
    return PriceSeries(note, series_rows(rows))


def check(basis="close", *, sessions=6, largest=0.0, differences=()):
    return CrossCheck("X", ("tencent", "yahoo"), basis, sessions, largest, 1e-3, differences)


def held(adjustment="none", factor_source="sina"):
    note = SeriesNote("X", "tencent", adjustment, factor_source, "CNY", "", "", "", "")
    return SeriesHead(note, BASE, LAST, 3)


def test_closes_and_returns_are_summed_up_apart():
    apart = PriceDisagreement(LAST, 10.0, 10.01)
    found = agreements(
        [check(), check(largest=0.01, differences=(apart,)), check("return", largest=2e-4)]
    )

    closes, returns = found
    assert (2, 12, 0.01, 1, False) == (
        closes.series,
        closes.sessions,
        closes.largest,
        closes.differing,
        closes.agree,
    )
    assert (1, 6, 2e-4, True) == (
        returns.series,
        returns.sessions,
        returns.largest,
        returns.agree,
    )


def test_a_comparison_without_a_common_session_compares_nothing():
    lacking = tuple(PriceDisagreement(day.date(), 10.0, None) for day in DAYS)

    assert () == agreements([check(sessions=0, differences=lacking)])


def test_the_base_counts_with_its_close_and_not_with_its_return():
    closes = [10.0, 11.0, 12.1]
    traded = compared(series("a", closes), series("b", closes), base=BASE, last=LAST)
    adjusted = series("b", [5.0, 5.5, 6.05], adjustment="unknown")
    returned = compared(series("a", closes), adjusted, base=BASE, last=LAST)

    assert ("close", 3, True) == (traded.basis, traded.sessions, traded.agree)
    assert ("return", 2, True) == (returned.basis, returned.sessions, returned.agree)


@pytest.mark.parametrize(("adjustment", "basis"), [("none", "close"), ("forward", "return")])
def test_frozen_prices_are_compared_by_close_only_when_they_are_as_traded(adjustment, basis):
    rows = series("x", [10.0, 11.0, 12.1]).rows.assign(symbol="300249.SZ")
    table = rows[["symbol", "date", "open", "high", "low", "close", "volume"]]
    market = Market(table, PriceNote("quotes", adjustment, "2025-02-08", "shares"))
    kept = frozen_series(market, "300249.SZ")

    found = compared(kept, series("tencent", [10.0, 11.0, 12.1]), base=BASE, last=LAST)

    assert basis == found.basis
    assert found.agree
    assert frozen_series(market, "600000.SS") is None


@pytest.mark.parametrize(
    ("standing", "flags"),
    [
        (SourceStatus("X", None), ("missing",)),
        (SourceStatus("X", None, tried=RefreshRecord("", "", "failed")), ("missing", "failed")),
        (SourceStatus("X", held()), ("fresh",)),
        (SourceStatus("X", held(), stale_since=LAST), ("behind",)),
        (SourceStatus("X", held(), stale_since=LAST, covers=True), ("covers",)),
        (SourceStatus("X", held(factor_source="")), ("fresh", "no-dividends")),
        (SourceStatus("X", held("additive", ""), 1), ("fresh", "additive", "contradicted")),
        (SourceStatus("X", held("unknown", "")), ("fresh", "unknown-adjustment")),
    ],
)
def test_a_series_is_flagged_for_everything_that_is_wrong_with_it(standing, flags):
    assert flags == standing.flags
