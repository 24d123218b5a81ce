"""Window returns of the shipped case, and of small cases worked by hand."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.window.window import base_window, window_result
from dashboard.case import Benchmark, Case, Estimation, Group, Source, Stock, Text, Window
from dashboard.errors import CalendarError, InputError, NotFoundError
from dashboard.market.prices import Market, PriceNote
from dashboard.stats.result import Undefined

# Base Friday 7 February; the window is the three sessions after it.
DAYS = tuple(date(2025, 2, day) for day in (7, 10, 11, 12))
WINDOW = Window(DAYS[1], DAYS[3])
GAP = None


def case_of(groups: dict[str, list[str]], benchmarks: tuple[Benchmark, ...] = ()) -> Case:
    text = Text("x", "x")
    return Case(
        slug="small",
        title=text,
        question=text,
        source=Source("x", "x", "", datetime(2025, 2, 14, tzinfo=UTC)),
        calendar="XSHG",
        timezone="Asia/Shanghai",
        currency="CNY",
        window=WINDOW,
        estimation=Estimation(20, 1),
        groups=tuple(Group(name, text, "before") for name in groups),
        stocks=tuple(
            Stock(symbol, text, name) for name, members in groups.items() for symbol in members
        ),
        benchmarks=benchmarks or (Benchmark("mean", text, "mean.csv"),),
        stories=(),
    )


def market_of(
    closes: dict[str, list[float | None]],
    *,
    days: tuple[date, ...] = DAYS,
    adjustment: str = "none",
    mean: list[float] | None = None,
) -> Market:
    rows = [
        (symbol, pd.Timestamp(day), close, close, close, close, 1.0)
        for symbol, values in closes.items()
        for day, close in zip(days, values, strict=True)
        if close is not None
    ]
    columns = ["symbol", "date", "open", "high", "low", "close", "volume"]
    series = pd.Series([0.0, 0.01, 0.02, -0.01] if mean is None else mean, pd.DatetimeIndex(days))
    prices = pd.DataFrame(rows, columns=columns).astype({"date": "datetime64[us]"})
    return Market(prices, PriceNote("test", adjustment, "2025-08-22", "lots"), {"mean": series})


def result_of(xshg, groups, closes, **settings):
    return window_result(
        case_of(groups), market_of(closes, **settings), xshg, WINDOW, benchmark="mean"
    )


@pytest.fixture(scope="module")
def shipped_result(shipped, xshg):
    return window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )


# The shipped case


@pytest.mark.parametrize(
    ("percent", "tolerance", "symbol"),
    [
        (45.60, 0.005, "300249.SZ"),
        (16.36, 0.005, "002272.SZ"),
        (34.41, 0.02, "603881.SS"),  # a later vintage of adjusted prices
        (29.55, 0.005, "002418.SZ"),
        (4.25, 0.005, "300499.SZ"),
        (4.48, 0.005, "002837.SZ"),
        (7.79, 0.005, "301018.SZ"),
        (-1.31, 0.005, "300602.SZ"),
    ],
)
def test_window_returns_are_those_of_the_case_facts(shipped_result, percent, tolerance, symbol):
    assert pytest.approx(100 * shipped_result.stock(symbol).value, abs=tolerance) == percent


def test_the_base_is_the_close_before_the_first_of_five_sessions(shipped_result):
    assert date(2025, 2, 6) == shipped_result.base
    assert tuple(date(2025, 2, day) for day in (7, 10, 11, 12, 13)) == shipped_result.sessions


def test_group_means_are_31_5_and_3_8_percent(shipped_result):
    means = [round(100 * group.mean, 1) for group in shipped_result.groups]
    assert [31.5, 3.8] == means
    assert (4, 4) == tuple(group.n for group in shipped_result.groups)


def test_the_headline_is_the_first_group_less_the_second(shipped_result):
    headline = shipped_result.headline
    assert ("newcomers", "established") == (headline.a, headline.b)
    assert (
        pytest.approx(shipped_result.groups[0].mean - shipped_result.groups[1].mean)
        == headline.value
    )


def test_benchmarks_return_2_88_and_1_62_percent(shipped_result):
    # statistics computed apart from this code: +2.8808 % and +1.6215 %
    assert pytest.approx(0.028808, abs=5e-6) == shipped_result.benchmark("equal-weight").value
    assert pytest.approx(0.016215, abs=5e-6) == shipped_result.benchmark("000300.SS").value


def test_the_published_7_81_percent_lies_in_the_rounding_interval_and_rounds_to_7_79(
    shipped_result,
):
    stock = shipped_result.stock("301018.SZ")
    assert stock.low < 0.0781 < stock.high
    assert (0.0776, 0.0782) == (round(stock.low, 4), round(stock.high, 4))


def test_newcomers_closed_at_the_limit_and_no_established_name_did(shipped_result):
    ups = {stock.symbol: [day.day for day in stock.limit_up] for stock in shipped_result.stocks}
    assert {
        "300249.SZ": [12],
        "002272.SZ": [12],
        "603881.SS": [10, 12, 13],
        "002418.SZ": [12, 13],
        "300499.SZ": [],
        "002837.SZ": [],
        "301018.SZ": [],
        "300602.SZ": [],
    } == ups
    assert not any(stock.limit_down for stock in shipped_result.stocks)


def test_one_price_days_and_returns_cut_off_at_the_limit_are_marked(shipped_result):
    one_price = {
        stock.symbol: stock.one_price for stock in shipped_result.stocks if stock.one_price
    }
    assert {"603881.SS": (date(2025, 2, 12),)} == one_price
    cut_off = [stock.symbol for stock in shipped_result.stocks if stock.last_limit]
    assert ["603881.SS", "002418.SZ"] == cut_off


def test_the_build_up_spans_fifteen_sessions_before_the_base_and_twelve_after(
    shipped_result, shipped
):
    days = shipped_result.build_up.sessions
    assert (15, 12) == (
        days.index(shipped_result.base),
        len(days) - 1 - days.index(shipped.case.window.last),
    )
    assert 0 == shipped_result.build_up.difference_at(shipped_result.base)
    assert pytest.approx(shipped_result.headline.value) == shipped_result.build_up.difference_at(
        shipped.case.window.last
    )
    assert pytest.approx(shipped_result.headline.value) == sum(shipped_result.build_up.steps)


def test_a_result_is_a_plain_value(shipped_result, shipped, xshg):
    again = window_result(
        shipped.case,
        shipped.market,
        xshg,
        shipped.case.window,
        benchmark="equal-weight",
        closes=shipped.market.closes,
    )
    assert shipped_result == again == pickle.loads(pickle.dumps(shipped_result))
    assert hash(shipped_result) == hash(again)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(1, 149), st.integers(1, 10))
def test_two_windows_that_meet_compound_to_the_whole(shipped, xshg, place, length):
    first = shipped.market.closes.index[place].date()
    meeting, last = xshg.offset(first, length), xshg.offset(first, length + 3)
    windows = [Window(first, xshg.before(meeting)), Window(meeting, last), Window(first, last)]
    results = [
        window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")
        for window in windows
    ]
    one, two, whole = (np.array([1 + stock.value for stock in found.stocks]) for found in results)
    np.testing.assert_allclose(one * two, whole)


# By hand


def test_a_case_worked_by_hand(xshg):
    closes = {"A": [10, 11, 12, 13], "B": [20, 20, 20, 18], "C": [5, 5, 6, 5.5]}
    result = result_of(xshg, {"one": ["A", "B"], "two": ["C"]}, closes)
    assert (0.3, -0.1, 0.1) == tuple(round(stock.value, 12) for stock in result.stocks)
    one, two = result.groups
    assert (0.1, 0.1) == (round(one.mean, 12), round(one.median, 12))
    assert pytest.approx(0.4 / 2**0.5) == one.sd
    assert (-0.1, 0.3) == (round(one.minimum, 12), round(one.maximum, 12))
    # (1 + 0.05)(1 + 1/22)(1 + (1/12 - 0.1)/2) - 1
    assert pytest.approx(1.05 * (1 + 1 / 22) * (1 + (1 / 12 - 0.1) / 2) - 1) == one.daily_rebalanced
    assert "one stock" in two.sd.reason
    assert pytest.approx(0.0) == result.headline.value
    assert pytest.approx((0, 0.05, -0.1, 0.0)) == result.build_up.difference
    assert pytest.approx((0.05, -0.15, 0.1)) == result.build_up.steps


def test_benchmark_returns_are_chained_both_ways_from_the_base(xshg):
    days = tuple(xshg.offset(DAYS[0], n) for n in range(-2, 4))
    closes = {"A": [10.0] * 6, "B": [10.0] * 6}
    market = market_of(closes, days=days, mean=[0.5, 0.25, 0.10, 0.01, 0.02, -0.01])
    case = case_of({"one": ["A"], "two": ["B"]})
    result = window_result(case, market, xshg, WINDOW, benchmark="mean")
    up = 1.01 * 1.02
    expected = (1 / 1.1 / 1.25 - 1, 1 / 1.1 - 1, 0, 0.01, up - 1, up * 0.99 - 1)
    assert pytest.approx(result.build_up.benchmarks["mean"]) == expected
    assert pytest.approx(up * 0.99 - 1) == result.benchmark("mean").value


def test_prices_as_traded_have_no_rounding_interval(xshg):
    stock = result_of(
        xshg, {"one": ["A"], "two": ["B"]}, {"A": [10, 10, 10, 11], "B": [1, 1, 1, 1]}
    )
    assert (0.1, 0.1) == (round(stock.stocks[0].low, 12), round(stock.stocks[0].high, 12))


def test_adjusted_prices_have_the_interval_of_half_a_tick(xshg):
    closes = {"A": [10, 10, 10, 11], "B": [1, 1, 1, 1]}
    result = result_of(xshg, {"one": ["A"], "two": ["B"]}, closes, adjustment="forward")
    stock = result.stocks[0]
    assert (10.995 / 10.005 - 1, 11.005 / 9.995 - 1) == (stock.low, stock.high)


def test_prices_that_are_not_on_the_tick_were_not_rounded_to_it(xshg):
    closes = {"A": [10.12345, 10, 10, 11.98765], "B": [1, 1, 1, 1]}
    result = result_of(xshg, {"one": ["A"], "two": ["B"]}, closes, adjustment="forward")
    assert result.stocks[0].low == result.stocks[0].value == result.stocks[0].high


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.floats(0.1, 1000), min_size=4, max_size=4), st.floats(0.01, 100))
def test_a_change_of_unit_changes_no_return(xshg, values, factor):
    groups = {"one": ["A"], "two": ["B"]}
    plain = result_of(xshg, groups, {"A": values, "B": [1.0] * 4})
    scaled = result_of(xshg, groups, {"A": [value * factor for value in values], "B": [1.0] * 4})
    assert pytest.approx(scaled.headline.value, rel=1e-9, abs=1e-12) == plain.headline.value


# Groups of other shapes


def test_one_group_is_held_against_the_benchmark(xshg):
    result = result_of(xshg, {"one": ["A", "B"]}, {"A": [10, 10, 10, 11], "B": [10, 10, 10, 10]})
    assert ("one", "mean") == (result.headline.a, result.headline.b)
    assert pytest.approx(0.05 - (1.01 * 1.02 * 0.99 - 1)) == result.headline.value
    assert pytest.approx(result.headline.value) == result.build_up.difference[-1]


def test_three_groups_give_every_pair_with_the_first_two_in_the_headline(xshg):
    closes = {name: [10, 10, 10, last] for name, last in zip("ABC", (13, 11, 10), strict=True)}
    result = result_of(xshg, {"one": ["A"], "two": ["B"], "three": ["C"]}, closes)
    found = [(pair.a, pair.b, round(pair.value, 12)) for pair in result.differences]
    assert [("one", "two", 0.2), ("one", "three", 0.3), ("two", "three", 0.1)] == found
    assert result.headline is result.differences[0]


def test_one_stock_alone_has_a_mean_and_no_spread(xshg):
    result = result_of(xshg, {"one": ["A"]}, {"A": [10, 10, 10, 11]})
    assert (1, True) == (result.groups[0].n, isinstance(result.groups[0].sd, Undefined))
    assert result.groups[0].mean == result.stocks[0].value


def test_a_group_without_stocks_gives_a_reason(xshg):
    result = result_of(xshg, {"one": ["A"], "none": []}, {"A": [10, 10, 10, 11]})
    assert 0 == result.groups[1].n
    assert "The group “none” has no stock." == result.groups[1].mean.reason
    assert result.groups[1].mean == result.headline.value
    assert {None} == set(result.build_up.difference)


# Missing prices


def test_a_stock_suspended_inside_the_window_keeps_its_return_and_leaves_a_gap(xshg):
    closes = {"A": [10, GAP, 12, 13], "B": [10, 10, 10, 10]}
    result = result_of(xshg, {"one": ["A"], "two": ["B"]}, closes)
    assert (DAYS[1],) == result.stocks[0].missing
    assert pytest.approx(0.3) == result.headline.value
    assert pytest.approx(result.build_up.difference) == (0, None, 0.2, 0.3)
    assert (None, None) == result.build_up.steps[:2]
    assert pytest.approx(0.1) == result.build_up.steps[2]
    assert "in 2 session(s) no stock" in result.groups[0].daily_rebalanced.reason


@pytest.mark.parametrize(
    ("sentence", "closes"),
    [
        (
            "A has no close on the base 2025-02-07: its prices start on 2025-02-10.",
            [GAP, 11, 12, 13],
        ),
        ("A has no close on 2025-02-12, the last session of the window.", [10, 11, 12, GAP]),
        ("A has no prices in this case.", [GAP, GAP, GAP, GAP]),
    ],
)
def test_a_missing_end_gives_a_reason_and_no_stale_close(sentence, closes, xshg):
    market = {"A": closes, "B": [10, 10, 10, 11], "C": [10, 10, 10, 10]}
    result = result_of(xshg, {"one": ["A", "B"], "two": ["C"]}, market)
    stock = result.stocks[0]
    assert sentence == stock.value.reason
    assert stock.value == stock.low == stock.high
    assert (1, ("A",)) == (result.groups[0].n, result.groups[0].without)
    assert pytest.approx(0.1) == result.headline.value


def test_a_stock_suspended_on_the_base_is_told_from_one_listed_later(xshg):
    days = (xshg.before(DAYS[0]), *DAYS)
    market = market_of({"A": [9, GAP, 11, 12, 13], "B": [1.0] * 5}, days=days, mean=[0.0] * 5)
    case = case_of({"one": ["A"], "two": ["B"]})
    result = window_result(case, market, xshg, WINDOW, benchmark="mean")
    assert "A has no close on the base 2025-02-07." == result.stocks[0].value.reason
    assert "None of the 1 stock(s)" in result.headline.value.reason


def test_a_base_on_the_first_row_at_hand_works_and_one_before_it_gives_reasons(xshg):
    closes = {"A": [10, 11, 12, 13], "B": [10, 10, 10, 10]}
    case, market = case_of({"one": ["A"], "two": ["B"]}), market_of(closes)
    assert (
        pytest.approx(0.3) == result_of(xshg, {"one": ["A"], "two": ["B"]}, closes).headline.value
    )
    early = Window(xshg.before(DAYS[0]), DAYS[3])
    result = window_result(case, market, xshg, early, benchmark="mean")
    assert not any(stock.has_return for stock in result.stocks)


def test_a_case_without_prices_gives_reasons_all_over(xshg):
    result = result_of(xshg, {"one": ["A"], "two": ["B"]}, {"A": [GAP] * 4, "B": [GAP] * 4})
    assert all(stock.value.reason.endswith("no prices in this case.") for stock in result.stocks)
    assert isinstance(result.headline.value, Undefined)
    assert isinstance(result.benchmark("mean").value, float)


def test_a_benchmark_with_a_missing_day_has_no_return_and_names_the_day(xshg):
    case = case_of({"one": ["A"]})
    market = market_of({"A": [10, 10, 10, 11]})
    held = market.benchmark_returns["mean"].drop(pd.Timestamp(DAYS[2]))
    result = window_result(
        case, replace(market, benchmark_returns={"mean": held}), xshg, WINDOW, benchmark="mean"
    )
    sentence = "The benchmark “mean” has no value on 2025-02-11."
    assert sentence == result.benchmarks[0].value.reason
    assert sentence == result.headline.value.reason


def test_a_benchmark_symbol_needs_its_two_ends_only(xshg):
    text = Text("x", "x")
    case = case_of({"one": ["A"]}, (Benchmark("I", text), Benchmark("J", text)))
    closes = {"A": [10, 10, 10, 11], "I": [10, GAP, 10, 12], "J": [GAP, 10, 10, 10]}
    result = window_result(case, market_of(closes), xshg, WINDOW, benchmark="I")
    assert pytest.approx(0.2) == result.benchmark("I").value
    assert "“J” has no value on 2025-02-07." in result.benchmark("J").value.reason


# Choosing a window


def test_base_and_last_make_a_window(shipped, xshg):
    chosen = base_window(shipped.case, shipped.market, xshg, date(2025, 2, 6), date(2025, 2, 13))
    assert chosen == shipped.case.window


@pytest.mark.parametrize(
    ("sentence", "base", "last"),
    [
        ("2025-02-08 is not a session", "2025-02-08", "2025-02-13"),
        ("2025-02-01 is not a session", "2025-01-27", "2025-02-01"),
        ("must come after the base", "2025-02-13", "2025-02-06"),
        ("must come after the base", "2025-02-06", "2025-02-06"),
        ("The prices of the case run from", "2015-02-06", "2025-02-13"),
        ("The prices of the case run from", "2025-02-06", "2026-12-31"),
        ("is not a session", "1980-01-01", "2025-02-13"),
    ],
)
def test_a_choice_that_breaks_a_rule_is_refused_in_one_sentence(
    sentence, base, last, shipped, xshg
):
    with pytest.raises(InputError, match=sentence):
        base_window(
            shipped.case,
            shipped.market,
            xshg,
            date.fromisoformat(base),
            date.fromisoformat(last),
        )


def test_no_window_can_be_chosen_without_prices(xshg):
    with pytest.raises(InputError, match="has no prices"):
        base_window(case_of({"one": ["A"]}), market_of({}), xshg, DAYS[0], DAYS[3])


def test_a_bad_window_or_benchmark_is_refused(shipped, xshg):
    case, market = shipped.case, shipped.market
    with pytest.raises(InputError, match="not a session"):
        window_result(
            case,
            market,
            xshg,
            Window(date(2025, 2, 8), date(2025, 2, 13)),
            benchmark="equal-weight",
        )
    with pytest.raises(NotFoundError, match="nothing called “gold”"):
        window_result(case, market, xshg, shipped.case.window, benchmark="gold")


def test_a_window_past_the_calendar_carries_its_warning(xshg):
    days = tuple(xshg.offset(date(2026, 12, 30), n) for n in range(4))
    market = market_of({"A": [10, 10, 10, 11], "B": [10, 10, 10, 10]}, days=days)
    case = case_of({"one": ["A"], "two": ["B"]})
    result = window_result(case, market, xshg, Window(days[1], days[3]), benchmark="mean")
    assert pytest.approx(0.1) == result.headline.value
    assert "known until 2026-12-31" in result.remarks[0].reason


def test_a_window_without_a_base_in_the_calendar_is_one_sentence(shipped, xshg):
    with pytest.raises((InputError, CalendarError), match="has no base"):
        window_result(
            shipped.case,
            shipped.market,
            xshg,
            Window(date(1990, 12, 19), date(1990, 12, 20)),
            benchmark="equal-weight",
        )
