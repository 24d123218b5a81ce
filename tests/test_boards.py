"""Boards, price limits by date, closes at the limit."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.boards import (
    LIMIT_RULES,
    board,
    is_special_treatment,
    limit_closes,
    limit_prices,
    limit_rate,
)
from dashboard.sessions import load_sessions

TEN, TWENTY = Decimal("0.10"), Decimal("0.20")
XSHG = load_sessions("XSHG", "Asia/Shanghai")
MONDAY = date(2025, 2, 10)  # followed by four sessions of the same week


def table(
    rows: list[tuple[float, float, float, float]],
    symbol: str = "600000.SS",
    days: list[date] | None = None,
) -> pd.DataFrame:
    """Rows of open, high, low, close from Monday 2025-02-10 on."""
    days = days or [XSHG.offset(MONDAY, n) for n in range(len(rows))]
    frame = pd.DataFrame(rows, columns=["open", "high", "low", "close"])
    return frame.assign(symbol=symbol, date=pd.to_datetime(days), volume=1.0)


# Boards


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [
        ("chinext", "300249.SZ"),
        ("chinext", "301018.SZ"),
        ("chinext", "302132.SZ"),
        ("main", "002272.SZ"),
        ("main", "000001.SZ"),
        ("main", "603881.SS"),
        ("main", "600519.SS"),
        ("star", "688981.SS"),
        ("star", "689009.SS"),
        ("bse", "920002.BJ"),
        ("bse", "830799.BJ"),
        ("index", "000300.SS"),
        ("index", "000001.SS"),
        ("index", "399006.SZ"),
        ("index", "899050.BJ"),
        ("unknown", "510300.SS"),
        ("unknown", "900901.SS"),
        ("unknown", "200002.SZ"),
        ("unknown", "AAPL"),
        ("unknown", "0700.HK"),
        ("unknown", ""),
    ],
)
def test_the_code_tells_the_board(expected, symbol):
    assert expected == board(symbol)


def test_an_st_mark_stands_at_the_start_of_the_chinese_name():
    marked = [
        name for name in ("ST康美", "*ST左江", "st三圣", "首开股份") if is_special_treatment(name)
    ]
    assert marked == ["ST康美", "*ST左江", "st三圣"]


# Rates


@pytest.mark.parametrize(
    ("expected", "name", "day", "special"),
    [
        (TEN, "main", date(2025, 2, 13), False),
        (Decimal("0.05"), "main", date(2026, 7, 3), True),
        (TEN, "main", date(2026, 7, 6), True),
        (TEN, "chinext", date(2020, 8, 21), False),
        (TWENTY, "chinext", date(2020, 8, 24), False),
        (TWENTY, "chinext", date(2025, 2, 13), True),
        (TWENTY, "star", date(2019, 7, 22), False),
        (Decimal("0.30"), "bse", date(2021, 11, 15), False),
        (None, "bse", date(2021, 11, 12), False),
        (None, "star", date(2019, 7, 19), False),
        (None, "main", date(1996, 12, 13), False),
        (None, "index", date(2025, 2, 13), False),
        (None, "unknown", date(2025, 2, 13), False),
    ],
)
def test_the_rate_follows_board_status_and_day(expected, name, day, special):
    assert expected == limit_rate(name, day, st=special)


@pytest.mark.parametrize(
    ("free", "name", "day"),
    [
        (5, "main", date(2025, 2, 13)),
        (1, "main", date(2023, 4, 7)),
        (5, "chinext", date(2025, 2, 13)),
        (5, "star", date(2025, 2, 13)),
        (1, "bse", date(2025, 2, 13)),
    ],
)
def test_the_first_sessions_of_a_listing_have_no_limit(free, name, day):
    without = [n for n in range(1, 10) if limit_rate(name, day, sessions_listed=n) is None]
    assert list(range(1, free + 1)) == without


@settings(deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.sampled_from(["main", "chinext", "star", "bse"]),
    st.booleans(),
)
def test_no_day_falls_under_two_rules(day, name, special):
    in_force = [
        rule
        for rule in LIMIT_RULES
        if (rule.board, rule.st) == (name, special)
        and rule.first <= day
        and (rule.last is None or day <= rule.last)
    ]
    assert len(in_force) <= 1


# Limit prices


@pytest.mark.parametrize(
    ("up", "close", "rate"),
    [
        ("25.80", 23.45, TEN),  # 25.795
        ("20.55", 18.68, TEN),  # 20.548
        ("4.69", 4.26, TEN),  # 4.686
        ("16.04", 13.37, TWENTY),  # 16.044
        ("1.16", 1.05, TEN),  # 1.155, which is below the half as a binary fraction
        ("0.05", 0.04, TEN),  # 0.044 rounds to the close itself: one tick
    ],
)
def test_limit_prices_round_half_up_in_decimals(up, close, rate):
    assert Decimal(up) == limit_prices(close, rate)[1]


def test_the_lower_limit_stays_a_tick_away_and_never_below_a_tick():
    assert Decimal("0.03") == limit_prices(0.04, TEN)[0]
    assert Decimal("0.01") == limit_prices(0.01, TEN)[0]


@settings(deadline=None)
@given(st.integers(2, 300_000), st.sampled_from([Decimal("0.05"), TEN, TWENTY, Decimal("0.30")]))
def test_limits_lie_on_ticks_on_either_side_of_the_close(cents, rate):
    close = Decimal(cents) / 100
    down, up = limit_prices(float(close), rate)
    assert down < close < up
    assert (down * 100) % 1 == (up * 100) % 1 == 0
    assert abs(up - close * (1 + rate)) <= max(Decimal("0.005"), Decimal("0.01") - close * rate)


# Closes at the limit


def test_unadjusted_the_close_equals_the_limit_price():
    prices = table([(10, 10, 10, 10), (10.5, 11, 10.4, 11), (11, 12.1, 11, 12.09)])
    found = limit_closes(prices, "600000.SS", XSHG, adjusted=False)
    assert [(date(2025, 2, 11), "up", False, 11.0)] == [
        (hit.date, hit.side, hit.one_price, hit.limit_price) for hit in found
    ]


def test_adjusted_a_tick_off_counts_when_the_close_is_the_high():
    at_high = table([(10, 10, 10, 10), (10.5, 10.99, 10.4, 10.99)])
    below_high = table([(10, 10, 10, 10), (10.5, 11.0, 10.4, 10.99)])
    two_ticks = table([(10, 10, 10, 10), (10.5, 10.98, 10.4, 10.98)])
    counts = [
        len(limit_closes(prices, "600000.SS", XSHG, adjusted=True))
        for prices in (at_high, below_high, two_ticks)
    ]
    assert counts == [1, 0, 0]
    assert limit_closes(at_high, "600000.SS", XSHG, adjusted=False) == ()


def test_a_close_at_the_lower_limit_is_down():
    prices = table([(10, 10, 10, 10), (9.5, 9.6, 9, 9)])
    assert [hit.side for hit in limit_closes(prices, "600000.SS", XSHG, adjusted=True)] == ["down"]


def test_a_day_of_one_price_is_marked():
    prices = table([(10, 10, 10, 10), (11, 11, 11, 11)])
    assert [hit.one_price for hit in limit_closes(prices, "600000.SS", XSHG, adjusted=False)] == [
        True
    ]


def test_after_a_gap_no_limit_is_claimed():
    days = [MONDAY, date(2025, 2, 12), date(2025, 2, 13)]
    prices = table([(10, 10, 10, 10), (11, 11, 11, 11), (12.1, 12.1, 12.1, 12.1)], days=days)
    found = limit_closes(prices, "600000.SS", XSHG, adjusted=False)
    assert [date(2025, 2, 13)] == [hit.date for hit in found]


def test_a_holiday_is_no_gap():
    days = [date(2025, 1, 27), date(2025, 2, 5)]
    prices = table([(10, 10, 10, 10), (11, 11, 11, 11)], days=days)
    assert len(limit_closes(prices, "600000.SS", XSHG, adjusted=False)) == 1


def test_st_and_new_listings_have_limits_of_their_own():
    prices = table([(10, 10, 10, 10), (10.5, 10.5, 10.5, 10.5)])
    assert len(limit_closes(prices, "600000.SS", XSHG, adjusted=False, st=True)) == 1
    assert limit_closes(prices, "600000.SS", XSHG, adjusted=False) == ()
    listed = table([(10, 10, 10, 10), (11, 11, 11, 11)])
    assert limit_closes(listed, "600000.SS", XSHG, adjusted=False, listed=MONDAY) == ()


def test_only_the_sessions_asked_for_are_looked_at():
    prices = table([(10, 10, 10, 10), (11, 11, 11, 11), (12.1, 12.1, 12.1, 12.1)])
    tuesday, wednesday = date(2025, 2, 11), date(2025, 2, 12)
    early = limit_closes(prices, "600000.SS", XSHG, adjusted=False, last=tuesday)
    late = limit_closes(prices, "600000.SS", XSHG, adjusted=False, first=wednesday)
    assert [tuesday] == [hit.date for hit in early]
    assert [wednesday] == [hit.date for hit in late]


@pytest.mark.parametrize("symbol", ["000300.SS", "AAPL", "600001.SS"])
def test_without_a_limit_or_without_rows_there_is_nothing_to_find(symbol):
    prices = table([(10, 10, 10, 10), (11, 11, 11, 11)], symbol=symbol)
    assert limit_closes(prices[prices["symbol"] != "600001.SS"], symbol, XSHG, adjusted=False) == ()
