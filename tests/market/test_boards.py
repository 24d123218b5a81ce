"""Boards, price limits by date, closes at the limit."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.boards import (
    LIMIT_RULES,
    StatusSpan,
    board,
    is_special_treatment,
    is_st,
    limit_prices,
    limit_rate,
    session_limits,
)

TEN, TWENTY = Decimal("0.10"), Decimal("0.20")
MONDAY = date(2025, 2, 10)  # followed by four sessions of the same week


def table(
    xshg,
    rows: list[tuple[float, float, float, float]],
    symbol: str = "600000.SS",
    days: list[date] | None = None,
) -> pd.DataFrame:
    """Rows of open, high, low, close from Monday 2025-02-10 on."""
    days = days or [xshg.offset(MONDAY, n) for n in range(len(rows))]
    frame = pd.DataFrame(rows, columns=["open", "high", "low", "close"])
    return frame.assign(symbol=symbol, date=pd.to_datetime(days), volume=1.0)


def limit_closes(*arguments, **options):
    """Closes at the limit alone."""
    return tuple(each.hit for each in session_limits(*arguments, **options) if each.hit)


# Boards


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [
        ("chinext", "300249.SZ"),
        ("chinext", "301018.SZ"),
        ("chinext", "302132.SZ"),
        ("main", "002272.SZ"),
        ("main", "000001.SZ"),
        ("main", "001979.SZ"),
        ("main", "004001.SZ"),
        ("main", "603881.SS"),
        ("main", "600519.SS"),
        ("star", "688981.SS"),
        ("star", "689009.SS"),
        ("bse", "920002.BJ"),
        ("bse", "830799.BJ"),
        ("bse", "889001.BJ"),
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


@pytest.mark.parametrize(
    "name",
    ["＊ＳＴ左江", "* ST 左江", "SST佳通", "S*ST佳通", "XDST康美", "DR*ST康", "NST新", "S佳通"],
)
def test_one_recogniser_knows_st_in_all_its_forms(name):
    assert is_special_treatment(name)


def test_an_s_alone_counts_from_its_day_on():
    days = [date(2007, 1, 5), date(2007, 1, 8)]

    assert [False, True] == [is_special_treatment("S佳通", day) for day in days]
    assert not is_special_treatment("N依米康")


def test_a_listing_is_free_by_the_rule_of_its_own_day():
    """Listed on the last day of the old rule, which has one free session."""
    last_of_old = date(2020, 8, 21)
    rates = [
        limit_rate("chinext", date(2020, 8, 24), sessions_listed=2, listed=day)
        for day in (last_of_old, None)
    ]

    assert [TWENTY, None] == rates


def test_no_limit_price_lies_on_the_near_side_of_a_close(xshg):
    """Additive prices lie below those traded: their limit is wider by rate x later dividends."""
    # Traded: 20.00 at the base, then 22.00 at the limit; later dividends of 4 a share.
    prices = table(xshg, [(16, 16, 16, 16), (17, 18, 17, 18), (18, 18.5, 17.5, 18)])
    found = session_limits(prices, "600000.SS", xshg, adjusted=True, additive=True)

    first, second = found
    assert (18.0, "up") == (first.up, first.hit.side)
    assert (True, None) == (second.down < second.close < second.up, second.hit)
    far = table(xshg, [(16, 16, 16, 16), (20, 22, 20, 22)])
    assert () == session_limits(far, "600000.SS", xshg, adjusted=True, additive=True)
    assert () == session_limits(far, "600000.SS", xshg, adjusted=False)


def test_an_st_mark_stands_at_the_start_of_the_chinese_name():
    marked = [
        name for name in ("ST康美", "*ST左江", "st三圣", "首开股份") if is_special_treatment(name)
    ]
    assert ["ST康美", "*ST左江", "st三圣"] == marked


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
        ("8.71", 7.92, TEN),  # 8.712
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


@pytest.mark.parametrize(
    ("down", "up", "close", "rate"),
    [
        ("0.03", "0.05", 0.04, TEN),  # 0.036 and 0.044 round to the close itself
        ("0.04", "0.06", 0.05, Decimal("0.05")),  # 0.0475 and 0.0525
        ("0.04", "0.06", 0.05, TEN),  # 0.045 rounds up to the close itself, 0.055 to 0.06
        ("0.09", "0.11", 0.10, TEN),
        ("0.01", "0.02", 0.01, TEN),  # a tick below would be nothing
    ],
)
def test_limits_stay_a_tick_away_and_never_fall_below_a_tick(down, up, close, rate):
    assert (Decimal(down), Decimal(up)) == limit_prices(close, rate)


@given(st.integers(2, 300_000), st.sampled_from([Decimal("0.05"), TEN, TWENTY, Decimal("0.30")]))
def test_limits_lie_on_ticks_on_either_side_of_the_close(cents, rate):
    close = Decimal(cents) / 100
    down, up = limit_prices(float(close), rate)
    assert down < close < up
    assert (down * 100) % 1 == (up * 100) % 1 == 0
    assert abs(up - close * (1 + rate)) <= max(Decimal("0.005"), Decimal("0.01") - close * rate)


# Closes at the limit


def test_unadjusted_the_close_equals_the_limit_price(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (10.5, 11, 10.4, 11), (11, 12.1, 11, 12.09)])
    found = limit_closes(prices, "600000.SS", xshg, adjusted=False)
    assert [(date(2025, 2, 11), "up", False, 11.0)] == [
        (hit.date, hit.side, hit.one_price, hit.limit_price) for hit in found
    ]


def test_adjusted_a_tick_off_counts_when_the_close_is_the_high(xshg):
    at_high = table(xshg, [(10, 10, 10, 10), (10.5, 10.99, 10.4, 10.99)])
    below_high = table(xshg, [(10, 10, 10, 10), (10.5, 11.0, 10.4, 10.99)])
    two_ticks = table(xshg, [(10, 10, 10, 10), (10.5, 10.98, 10.4, 10.98)])
    counts = [
        len(limit_closes(prices, "600000.SS", xshg, adjusted=True))
        for prices in (at_high, below_high, two_ticks)
    ]
    assert [1, 0, 0] == counts
    assert () == limit_closes(at_high, "600000.SS", xshg, adjusted=False)


def test_a_close_at_the_lower_limit_is_down(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (9.5, 9.6, 9, 9)])
    assert ["down"] == [hit.side for hit in limit_closes(prices, "600000.SS", xshg, adjusted=True)]


def test_a_day_of_one_price_is_marked(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)])
    assert [True] == [
        hit.one_price for hit in limit_closes(prices, "600000.SS", xshg, adjusted=False)
    ]


def test_after_a_gap_no_limit_is_claimed(xshg):
    days = [MONDAY, date(2025, 2, 12), date(2025, 2, 13)]
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11), (12.1, 12.1, 12.1, 12.1)], days=days)
    found = limit_closes(prices, "600000.SS", xshg, adjusted=False)
    assert [date(2025, 2, 13)] == [hit.date for hit in found]


def test_a_holiday_is_no_gap(xshg):
    days = [date(2025, 1, 27), date(2025, 2, 5)]
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)], days=days)
    assert 1 == len(limit_closes(prices, "600000.SS", xshg, adjusted=False))


def test_st_and_new_listings_have_limits_of_their_own(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (10.5, 10.5, 10.5, 10.5)])
    assert 1 == len(limit_closes(prices, "600000.SS", xshg, adjusted=False, st=True))
    assert () == limit_closes(prices, "600000.SS", xshg, adjusted=False)
    listed = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)])
    assert () == limit_closes(listed, "600000.SS", xshg, adjusted=False, listed=MONDAY)


def test_only_the_sessions_asked_for_are_looked_at(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11), (12.1, 12.1, 12.1, 12.1)])
    tuesday, wednesday = date(2025, 2, 11), date(2025, 2, 12)
    early = limit_closes(prices, "600000.SS", xshg, adjusted=False, last=tuesday)
    late = limit_closes(prices, "600000.SS", xshg, adjusted=False, first=wednesday)
    assert [tuesday] == [hit.date for hit in early]
    assert [wednesday] == [hit.date for hit in late]


@pytest.mark.parametrize("symbol", ["000300.SS", "AAPL", "600001.SS"])
def test_without_a_limit_or_without_rows_there_is_nothing_to_find(symbol, xshg):
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)], symbol=symbol)
    assert () == limit_closes(prices[prices["symbol"] != "600001.SS"], symbol, xshg, adjusted=False)


# References


def test_on_an_ex_date_the_limit_follows_from_the_reference(xshg):
    """10 转 2 派 5 元 at 10.00: reference 7.92, limits 7.13 (7.128) and 8.71 (8.712)."""
    prices = table(xshg, [(10, 10, 10, 10), (8.2, 8.71, 8.1, 8.71), (8.7, 9.2, 8.6, 9)])
    tuesday, wednesday = date(2025, 2, 11), date(2025, 2, 12)
    references = {tuesday: 7.92, wednesday: 8.71}

    known = session_limits(prices, "600000.SS", xshg, adjusted=False, references=references)
    blind = limit_closes(prices, "600000.SS", xshg, adjusted=False)

    assert [(tuesday, 7.13, 8.71), (wednesday, 7.84, 9.58)] == [
        (each.date, each.down, each.up) for each in known
    ]
    assert ["up", None] == [each.hit and each.hit.side for each in known]
    assert () == blind


def test_a_close_that_meets_only_the_limit_of_the_close_before_is_no_hit_on_an_ex_date(xshg):
    """Close 10.00, 0.50 in cash: the lower limit is 8.55, not 9.00."""
    prices = table(xshg, [(10, 10, 10, 10), (9.5, 9.6, 9, 9)])

    found = limit_closes(
        prices, "600000.SS", xshg, adjusted=False, references={date(2025, 2, 11): 9.5}
    )

    assert () == found


def test_after_a_suspension_a_known_reference_judges_the_session(xshg):
    days = [MONDAY, date(2025, 2, 13)]
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)], days=days)

    found = limit_closes(
        prices, "600000.SS", xshg, adjusted=False, references={date(2025, 2, 13): 10.0}
    )

    assert [(date(2025, 2, 13), 11.0)] == [(hit.date, hit.limit_price) for hit in found]


@pytest.mark.parametrize("references", [{}, {date(2025, 2, 11): float("nan")}])
def test_without_a_reference_the_close_before_judges_and_a_gap_is_left_alone(references, xshg):
    neighbours = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)])
    apart = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)], days=[MONDAY, date(2025, 2, 13)])

    found = [
        limit_closes(prices, "600000.SS", xshg, adjusted=False, references=references)
        for prices in (neighbours, apart)
    ]

    assert [1, 0] == [len(hits) for hits in found]


def test_a_reference_before_the_sessions_asked_for_judges_nothing(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11), (12, 12, 12, 12)])
    references = {MONDAY: 10.0, date(2025, 2, 11): 10.0, date(2025, 2, 12): 11.0}

    found = session_limits(
        prices,
        "600000.SS",
        xshg,
        adjusted=False,
        first=date(2025, 2, 12),
        references=references,
    )

    assert [date(2025, 2, 12)] == [each.date for each in found]


def test_references_with_adjusted_prices_are_a_mistake(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (11, 11, 11, 11)])

    with pytest.raises(ValueError, match="as traded"):
        limit_closes(prices, "600000.SS", xshg, adjusted=True, references={})


# Special treatment by date


def test_a_status_span_holds_on_both_its_ends_and_for_its_stock_only():
    span = StatusSpan("600000.SS", True, date(2025, 5, 6), date(2026, 5, 8))
    days = [date(2025, 5, 5), date(2025, 5, 6), date(2026, 5, 8), date(2026, 5, 9)]

    assert [None, True, True, None] == [is_st([span], "600000.SS", day) for day in days]
    assert is_st([span], "600001.SS", date(2025, 6, 3)) is None


def test_a_status_span_without_ends_holds_always():
    span = StatusSpan("600000.SS", False, None, None)

    assert is_st([span], "600000.SS", date(1999, 1, 4)) is False


def test_of_two_status_spans_the_one_that_began_last_holds():
    spans = [
        StatusSpan("600000.SS", True, date(2025, 5, 6), None),
        StatusSpan("600000.SS", False, None, None),
    ]

    found = [is_st(spans, "600000.SS", day) for day in (date(2025, 5, 5), date(2025, 5, 6))]

    assert [False, True] == found


def test_an_st_stock_of_a_main_board_has_five_percent_to_3_july_2026_and_ten_from_the_6th(xshg):
    days = [date(2026, 7, 2), date(2026, 7, 3), date(2026, 7, 6)]
    prices = table(
        xshg, [(10, 10, 10, 10), (10.5, 10.5, 10.5, 10.5), (11, 11.55, 11, 11.55)], days=days
    )
    always = [StatusSpan("600000.SS", True, date(2024, 5, 6), None)]

    found = session_limits(prices, "600000.SS", xshg, adjusted=False, status=always)

    assert [(9.5, 10.5), (9.45, 11.55)] == [(each.down, each.up) for each in found]
    assert all(each.hit for each in found)


def test_a_stock_put_under_special_treatment_has_ten_percent_before_and_five_after(xshg):
    """11.00 is 10 % on 10.00; from Wednesday 11.55 is 5 % on 11.00 and 12.13 on 11.55."""
    prices = table(
        xshg, [(10, 10, 10, 10), (11, 11, 11, 11), (11, 11.55, 11, 11.55), (12, 12.13, 12, 12.13)]
    )
    since = [StatusSpan("600000.SS", True, date(2025, 2, 12), None)]

    found = session_limits(prices, "600000.SS", xshg, adjusted=False, status=since)

    assert [(9, 11), (10.45, 11.55), (10.97, 12.13)] == [(each.down, each.up) for each in found]
    assert ["up", "up", "up"] == [each.hit.side for each in found]


def test_where_no_span_says_the_flag_for_all_sessions_holds(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (10, 10, 10, 10), (10, 10, 10, 10)])
    tuesday = [StatusSpan("600000.SS", False, date(2025, 2, 11), date(2025, 2, 11))]

    found = session_limits(prices, "600000.SS", xshg, adjusted=False, st=True, status=tuesday)

    assert [11.0, 10.5] == [each.up for each in found]


def test_special_treatment_does_not_narrow_the_limit_of_chinext(xshg):
    prices = table(xshg, [(10, 10, 10, 10), (12, 12, 12, 12)], symbol="300249.SZ")
    span = [StatusSpan("300249.SZ", True, date(2025, 1, 2), None)]

    assert 1 == len(limit_closes(prices, "300249.SZ", xshg, adjusted=False, status=span))
