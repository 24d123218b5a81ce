"""Returns from prices: by hand, against the article, and what gaps do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.stats.result import Undefined
from dashboard.stats.returns import (
    build_up,
    daily_rebalanced,
    group_return,
    rounding_interval,
    simple_returns,
    window_returns,
)

NAN = np.nan

# Closes 2025-02-06, 07, 10, 11, 12, 13.
NEWCOMERS = np.array(
    [
        [12.50, 12.46, 13.55, 13.37, 16.04, 18.20],
        [8.74, 8.97, 9.35, 9.00, 9.90, 10.17],
        [19.18, 18.67, 20.54, 21.30, 23.43, 25.78],
        [2.91, 2.96, 3.08, 3.12, 3.43, 3.77],
    ]
).T
ESTABLISHED = np.array(
    [
        [17.19, 17.60, 17.95, 17.53, 18.59, 17.92],
        [29.49, 31.21, 31.57, 31.56, 32.30, 30.81],
        [37.11, 37.90, 39.86, 38.84, 41.29, 40.00],
        [20.61, 20.66, 20.79, 20.48, 20.90, 20.34],
    ]
).T


def test_returns_divide_by_the_earlier_price():
    """100, 110, 99 is +10 % and -10 %."""
    assert [0.1, -0.1] == pytest.approx(simple_returns([100, 110, 99]).tolist())


def test_a_gap_is_not_bridged():
    assert [True, True, False] == np.isnan(simple_returns([10, NAN, 11, 12])).tolist()


@pytest.mark.parametrize(
    ("prices", "stock", "stated"),
    [(NEWCOMERS, 0, 0.456), (NEWCOMERS, 1, 0.1636), (ESTABLISHED, 3, -0.0131)],
)
def test_the_articles_returns_reproduce(prices, stock, stated):
    """Three of the four printed returns hold to the digits printed."""
    ours = window_returns(prices, base=0, last=5).returns[stock]

    assert pytest.approx(ours, abs=6e-5) == stated


def test_the_fourth_lies_inside_the_rounding_interval():
    """Shenling: 7.788 % here, 7.81 % in the article, allowed 7.760 to 7.816."""
    low, high = rounding_interval([37.11], [40.00])

    assert (7.760, 7.816) == (round(100 * low[0], 3), round(100 * high[0], 3))
    assert low[0] <= 0.0781 <= high[0]


def test_rounding_interval_contains_the_return_and_grows_with_the_tick():
    low, high = rounding_interval([2.91], [3.77])
    wide_low, wide_high = rounding_interval([2.91], [3.77], tick=0.02)

    assert wide_low < low < 3.77 / 2.91 - 1 < high < wide_high


def test_group_means_of_the_case():
    """+31.48 % and +3.80 %, spreads 12.1 and 3.8 points."""
    first = group_return(window_returns(NEWCOMERS, base=0, last=5).returns)
    second = group_return(window_returns(ESTABLISHED, base=0, last=5).returns)

    assert (31.48, 12.1) == (round(100 * first.mean, 2), round(100 * first.sd, 1))
    assert (3.80, 3.8) == (round(100 * second.mean, 2), round(100 * second.sd, 1))


def test_build_up_ends_at_the_headline_and_steps_add_up():
    """23.9 of the 27.7 points came on the last two days."""
    result = build_up(NEWCOMERS, ESTABLISHED)

    assert 27.68 == round(100 * result.cumulative[-1], 2)
    assert 23.9 == round(100 * result.steps[-2:].sum(), 1)
    assert 0 == result.cumulative[0]
    assert pytest.approx(result.steps.sum()) == result.cumulative[-1]


def test_build_up_carries_a_suspended_stock():
    """10, missing, 12 counts as 10 on the day without a trade."""
    result = build_up([[10, 10], [NAN, 11], [12, 11]], [[5], [5], [5]])

    assert [0, 0.05, 0.15] == pytest.approx(result.cumulative.tolist())


def test_build_up_without_a_base_close_is_undefined():
    assert isinstance(build_up([[NAN], [11]], [[5], [5]]), Undefined)


def test_daily_rebalanced_differs_from_buy_and_hold():
    """(1 + 0.2)(1 - 0.1) - 1 = 0.08."""
    assert 0.08 == pytest.approx(daily_rebalanced([[0.1, 0.3], [0.0, -0.2]]))


@given(st.lists(st.floats(1, 100), min_size=2, max_size=6))
def test_one_stock_rebalanced_is_bought_and_held(prices):
    held = window_returns(prices, base=0, last=len(prices) - 1).returns[0]

    assert pytest.approx(daily_rebalanced(simple_returns(prices))) == held


def test_a_session_without_any_return_makes_rebalancing_undefined():
    result = daily_rebalanced([[0.1], [NAN]])

    assert isinstance(result, Undefined)
    assert "1 session(s)" in result.reason


def test_a_suspended_stock_uses_its_last_close_and_says_so():
    """Suspended at the base and at the end: earlier closes, both flagged."""
    prices = [[10, 10, 10], [NAN, 11, 11], [12, 12, NAN], [13, NAN, NAN]]
    result = window_returns(prices, base=1, last=3)

    assert pytest.approx(result.returns[:2].tolist()) == [0.3, 12 / 11 - 1]
    assert [True, False, False] == result.stale_base.tolist()
    assert [False, True, False] == result.stale_last.tolist()


@pytest.mark.parametrize(
    ("prices", "reason"),
    [
        ([NAN, NAN, 12.0], "no close up to the base session"),
        ([10.0, NAN, NAN], "did not trade in the window"),
    ],
)
def test_listed_later_or_suspended_throughout_is_undefined_not_zero(prices, reason):
    result = window_returns(prices, base=0, last=2)

    assert np.isnan(result.returns[0])
    assert reason in result.undefined[0].reason


def test_group_of_none_and_of_one():
    """No stock: no mean; one stock: a mean but no spread."""
    nobody, one = group_return([NAN]), group_return([0.1, NAN])

    assert isinstance(nobody.mean, Undefined)
    assert (0.1, 1) == (one.mean, one.n)
    assert isinstance(one.sd, Undefined)


@pytest.mark.parametrize("price", [0.0, -1.0])
def test_prices_must_be_positive(price):
    with pytest.raises(InputError, match="zero or negative"):
        simple_returns([1.0, price])


def test_rows_must_be_in_order():
    with pytest.raises(InputError, match="not in order"):
        window_returns([1.0, 2.0], base=1, last=1)


def test_a_base_price_must_exceed_half_a_tick():
    with pytest.raises(InputError, match="half a tick"):
        rounding_interval([0.005], [1.0])
