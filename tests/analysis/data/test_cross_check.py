"""Two sources held against each other, by closes as traded or by returns."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.analysis.data.cross_check import PriceDisagreement, cross_check
from dashboard.market.series import PriceSeries, SeriesNote

DAYS = ("2025-02-06", "2025-02-07", "2025-02-10", "2025-02-11")
FIRST, LAST = date(2025, 2, 6), date(2025, 2, 11)


def series(closes, *, source="tencent", adjustment="none", days=DAYS, factor=1.0):
    values = pd.Series(closes, dtype="float64")
    rows = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(days).as_unit("us"),
            **dict.fromkeys(("open", "high", "low", "close"), values),
            "volume": 100.0,
            "amount": float("nan"),
            "factor": factor,
        }
    )
    note = SeriesNote(
        "300249.SZ",
        source,
        adjustment,
        "sina",
        "CNY",
        "2025-03-01T00:00:00Z",
        "",
        DAYS[0],
        DAYS[-1],
    )
    return PriceSeries(note, rows)


def test_equal_closes_agree_within_nothing():
    found = cross_check(
        series([10, 11, 12, 13]), series([10, 11, 12, 13], source="yahoo"), first=FIRST, last=LAST
    )

    assert (True, "close", 4, 0.0) == (found.agree, found.basis, found.sessions, found.largest)
    assert ("tencent", "yahoo") == found.sources


def test_a_close_one_tick_off_is_listed_with_its_day_and_both_values():
    found = cross_check(
        series([10, 11, 12, 13]), series([10, 11.01, 12, 13]), first=FIRST, last=LAST
    )

    assert (PriceDisagreement(date(2025, 2, 7), 11.0, 11.01),) == found.differences
    assert 0.01 == pytest.approx(found.largest)
    assert not found.agree


def test_the_noise_of_binary_fractions_is_no_difference():
    found = cross_check(
        series([10.1, 11.2, 12.3, 13.4]),
        series([10.1 + 1e-9, 11.2, 12.3 - 1e-8, 13.4]),
        first=FIRST,
        last=LAST,
    )

    assert found.agree


def test_a_session_that_one_source_lacks_is_a_difference():
    found = cross_check(
        series([10, 11, 12, 13]),
        series([10, 12, 13], days=(DAYS[0], *DAYS[2:])),
        first=FIRST,
        last=LAST,
    )

    assert (PriceDisagreement(date(2025, 2, 7), 11.0, None),) == found.differences
    assert (3, 0.0) == (found.sessions, found.largest)


def test_only_the_days_asked_for_are_compared():
    found = cross_check(
        series([10, 11, 12, 13]),
        series([99, 11, 12, 99]),
        first=date(2025, 2, 7),
        last=date(2025, 2, 10),
    )

    assert (True, 2) == (found.agree, found.sessions)


def test_an_adjusted_series_is_compared_by_its_returns():
    """Half the prices, the same returns: 10 % and so on."""
    found = cross_check(
        series([10, 11, 12.1, 13.31]),
        series([5, 5.5, 6.05, 6.655], adjustment="multiplicative"),
        first=FIRST,
        last=LAST,
    )

    assert ("return", 3, True) == (found.basis, found.sessions, found.agree)


def test_the_factor_is_part_of_the_return():
    """A 6:5 bonus issue before the third session: 12 becomes 10, which is no loss."""
    found = cross_check(
        series([12, 12, 10, 10], factor=[1, 1, 1.2, 1.2]),
        series([10, 10, 10, 10], adjustment="multiplicative"),
        first=FIRST,
        last=LAST,
    )

    assert (True, 0.0) == (found.agree, pytest.approx(found.largest, abs=1e-12))


def test_additive_prices_differ_across_a_dividend_far_from_it():
    """12 to 13 is 8.3 %; with one yuan taken off both it is 9.1 %."""
    found = cross_check(
        series([12, 13, 13, 13]),
        series([11, 12, 12, 12], adjustment="additive"),
        first=FIRST,
        last=LAST,
    )

    assert pytest.approx(found.largest) == 12 / 11 - 13 / 12
    assert [date(2025, 2, 7)] == [each.day for each in found.differences]


def test_without_a_common_session_nothing_agrees():
    found = cross_check(
        series([10, 11], days=DAYS[:2]), series([12, 13], days=DAYS[2:]), first=FIRST, last=LAST
    )

    assert (0, False, 4) == (found.sessions, found.agree, len(found.differences))


def test_one_price_and_two_factors_are_a_difference_of_returns():
    """A bonus of one in ten that only one of the sources knows of."""
    one = series([10, 11, 12, 13], factor=[1.0, 1.0, 1.1, 1.1])
    other = series([10, 11, 12, 13], source="yahoo")
    other = PriceSeries(replace(other.note, factor_source="yahoo"), other.rows)

    found = cross_check(one, other, first=FIRST, last=LAST)

    assert ("return", False) == (found.basis, found.agree)
    assert [date(2025, 2, 10)] == [each.day for each in found.differences]
