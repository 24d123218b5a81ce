"""What the mainland sources share: wrapped JSON, cells, units of volume."""

import doctest
import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import BlockedError, EmptyAnswerError, UnreadableError
from dashboard.providers import Ask, mainland
from dashboard.providers.asking import Reply
from dashboard.providers.mainland import bar, daily_rows, number, shares_a_unit, unwrapped
from dashboard.providers.symbols import security_of

ASK = Ask("300249.SZ", date(2025, 1, 1), date(2025, 12, 31))


def reply(body):
    return Reply("tencent", "http://127.0.0.1/x", body.encode(), "")


def rows_of(*bars, ask=ASK, usual=100.0):
    security = security_of(ask.symbol, "tencent")
    return daily_rows(bars, ask, security, source="tencent", usual_unit=usual)


# Wrapped JSON


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("", '{"a": 1}'),
        ("kline_day", 'kline_day={"a": 1}'),
        ("sz300249hfq", 'var sz300249hfq={"a": 1}\n/* written at 16:30 */'),
        ("jQuery35_17", 'jQuery35_17({"a": 1});'),
    ],
)
def test_json_is_read_behind_an_assignment_and_inside_a_call(name, body):
    assert (name, {"a": 1}) == unwrapped(reply(body))


@pytest.mark.parametrize(
    "body", ['a={"a": ', "a(b)", "var a = alert", "a=", "{", "nothing", "a(" + "[" * 100_000]
)
def test_what_is_no_json_is_unreadable(body):
    with pytest.raises(UnreadableError, match="not the documented one"):
        unwrapped(reply(body))


@pytest.mark.parametrize("n", ["1e999", "-1e999", "1" + "0" * 400, "9" * 20, "-9" + "9" * 18])
@pytest.mark.parametrize("wrapped", ["a={}", "{}"])
def test_numbers_that_nothing_counts_with_are_unreadable(n, wrapped):
    with pytest.raises(UnreadableError, match="not the documented one"):
        unwrapped(reply(wrapped.format(f'{{"data": [{{"f": {n}}}]}}')))


def test_nothing_at_all_is_a_block():
    with pytest.raises(BlockedError, match="nothing at all"):
        unwrapped(reply(" \n"))


# Cells


@pytest.mark.parametrize("cell", [None, "", " ", "-", "--", "null", "nan"])
def test_a_cell_without_a_number_is_missing(cell):
    assert math.isnan(number(cell))


@pytest.mark.parametrize("cell", ["abc", "1,000", "inf", [], {}, float("inf"), "1e999"])
def test_a_cell_that_is_no_number_is_refused(cell):
    with pytest.raises((ValueError, TypeError)):
        number(cell)


@pytest.mark.parametrize("day", [None, "", "2025-02-30", "20250230", 5, "yesterday"])
def test_a_day_that_is_no_date_is_refused(day):
    with pytest.raises((ValueError, TypeError)):
        bar(day, 1, 1, 1, 1, 1, 1)


# The unit of a volume


def table(*rows):
    return pd.DataFrame(rows, columns=["low", "high", "volume", "amount"], dtype="float64")


# Figures reported for these securities; the price is the close or a round of it.
BANK = (8.29, 8.29, 312_958, 259_659_811)  # 600000.SS on 2024-06-05: 312,958 lots
FUND = (4.70, 4.75, 6_859_530, 3_238_306_187)  # 510300.SS on 2026-08-14: lots too
STAR = (120.0, 123.0, 10_931_723, 1_327_404_280)  # 688691.SS on a day of 2026: shares


@pytest.mark.parametrize(("expected", "row"), [(100, BANK), (100, FUND), (1, STAR)])
def test_the_average_price_tells_lots_from_shares(expected, row):
    assert expected == shares_a_unit(table(row), usual=math.nan)


def test_one_odd_day_does_not_change_the_unit():
    assert 100 == shares_a_unit(table(BANK, BANK, (8.29, 8.29, 312_958, 9e9)), usual=1)


def test_small_days_tell_nothing_because_sources_round_them():
    small = (8.29, 8.29, 3, 0.0)

    assert 1 == shares_a_unit(table(small, (8.29, 8.29, 1, 10_000)), usual=1)
    assert 100 == shares_a_unit(table(small, small, BANK), usual=1)


def test_days_that_fit_neither_unit_tell_that_something_is_wrong():
    # Lowered by 1.35 yuan, as an additive adjustment does.
    adjusted = (BANK[0] - 1.35, BANK[1] - 1.35, *BANK[2:])

    assert shares_a_unit(table(adjusted), usual=100) is None


@pytest.mark.slow
@settings(max_examples=60)
@given(
    price=st.floats(0.5, 3000),
    shares=st.integers(3_000_000, 10**10),
    unit=st.sampled_from([1, 100]),
)
def test_the_unit_that_a_volume_was_written_in_is_found_again(price, shares, unit):
    amount = round(price * shares / 10_000) * 10_000.0

    found = shares_a_unit(table((price, price, shares / unit, amount)), usual=math.nan)

    assert unit == found


# Rows


def test_rows_are_sorted_cut_to_the_ask_and_a_day_that_comes_twice_is_the_later_one():
    rows, nulls = rows_of(
        bar("2025-02-06", 10, 10, 10, 10, 1, 1_000),
        bar("2025-02-05", 9, 9, 9, 9, 1, 900),
        bar("2024-12-31", 8, 8, 8, 8, 1, 800),
        bar("2025-02-06", 11, 11, 11, 11, 1, 1_100),
    )

    assert ["2025-02-05", "2025-02-06"] == [f"{day:%Y-%m-%d}" for day in rows["date"]]
    assert [9.0, 11.0] == rows["close"].tolist()
    assert 0 == nulls
    assert "datetime64[us]" == str(rows["date"].dtype)


def test_days_without_trading_or_without_a_price_are_left_out_and_counted():
    rows, nulls = rows_of(
        bar("2025-02-05", 10, 10, 10, 10, 5, 5_000),
        bar("2025-02-06", 10, 10, 10, 10, 0, 0),
        bar("2025-02-07", 10, 10, 10, 10, 0, ""),
        bar("2025-02-10", "", "", "", "", "", ""),
    )

    assert 1 == len(rows)
    assert 3 == nulls


def test_a_missing_volume_or_amount_stays_missing():
    rows, nulls = rows_of(bar("2025-02-05", 10, 10, 10, 10, "-", None))

    assert rows[["volume", "amount"]].isna().all(axis=None)
    assert 0 == nulls


def test_without_any_priced_day_the_answer_is_empty():
    with pytest.raises(EmptyAnswerError, match=r"300249\.SZ from 2025-01-01 to 2025-12-31"):
        rows_of(bar("2025-02-06", 10, 10, 10, 10, 0, 0))

    with pytest.raises(EmptyAnswerError):
        rows_of()


def test_the_volume_of_an_index_is_missing_even_where_a_unit_would_fit_its_level():
    ask = Ask("399006.SZ", ASK.first, ASK.last)
    # 10 million lots at 20 yuan: a lot costs 2,000 yuan, the level of the index.
    level = bar("2025-02-05", 2000, 2010, 1990, 2000, 10_000_000, 20_000_000_000)

    rows, _ = rows_of(level, ask=ask)

    assert rows["volume"].isna().all()
    assert [20_000_000_000.0] == rows["amount"].tolist()


def test_amounts_that_fit_no_unit_are_refused_with_a_sentence():
    with pytest.raises(UnreadableError, match="adjusted or a unit has changed"):
        rows_of(bar("2025-02-05", 10, 10, 10, 10, 1_000, 25_000_000))


def test_the_examples_in_the_docstrings():
    assert 0 == doctest.testmod(mainland).failed
