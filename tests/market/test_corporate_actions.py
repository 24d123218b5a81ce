"""Ex-right references and total-return factors, against examples worked by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.market.corporate_actions import (
    CorporateAction,
    chain_factor,
    ex_right_reference,
    factors_from_actions,
    references_from_factor,
)

MONDAY = date(2025, 6, 9)
NAN = float("nan")


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def rows(closes: list[float], days: list[date] | None = None) -> pd.DataFrame:
    days = days or [day(n) for n in range(len(closes))]
    return pd.DataFrame({"date": pd.to_datetime(days), "close": closes})


def total_returns(closes, factor):
    """Closes over what the close before is worth after an ex-date."""
    held, chained = np.asarray(closes, dtype=float), np.asarray(factor, dtype=float)
    return held[1:] / held[:-1] * (chained[1:] / chained[:-1]) - 1


# The reference price of an ex-date


@pytest.mark.parametrize(
    ("expected", "close", "action"),
    [
        (9.50, 10.00, {"cash": 0.5}),  # 10 派 5 元
        (7.92, 10.00, {"bonus": 0.2, "cash": 0.5}),  # 10 转 2 派 5 元: 9.50 / 1.2 = 7.9167
        (8.33, 10.00, {"bonus": 0.2}),  # 10 送 2: 8.3333
        (10.38, 12.00, {"rights": 0.3, "rights_price": 5.0}),  # 10 配 3: 13.50 / 1.3 = 10.3846
        (9.62, 12.00, {"rights": 0.3, "rights_price": 5.0, "cash": 1.0}),  # 12.50 / 1.3 = 9.6154
        (10.00, 10.00, {}),
    ],
)
def test_the_reference_is_the_close_less_cash_spread_over_the_new_shares(expected, close, action):
    reference = ex_right_reference(close, **action)

    assert expected == reference


@pytest.mark.parametrize(
    ("expected", "close", "action"),
    [
        (7.93, 10.01, {"bonus": 0.2, "cash": 0.5}),  # 9.51 / 1.2 = 7.925 exactly
        (1.01, 1.155, {"cash": 0.15}),  # 1.005, which is below the half as a binary fraction
    ],
)
def test_half_a_tick_rounds_up_in_decimals(expected, close, action):
    reference = ex_right_reference(close, **action)

    assert expected == reference


def test_without_a_tick_the_reference_is_not_rounded():
    reference = ex_right_reference(10.0, bonus=0.2, cash=0.5, tick=None)

    assert pytest.approx(reference, abs=1e-12) == 95 / 12


@pytest.mark.parametrize("name", ["cash", "bonus", "rights", "rights_price"])
@pytest.mark.parametrize("value", [-0.01, NAN, float("inf")])
def test_an_argument_below_zero_or_without_end_is_refused_by_name(name, value):
    with pytest.raises(InputError, match=name):
        ex_right_reference(10.0, **{name: value})


@pytest.mark.parametrize("cash", [10.0, 9.996, 12.0])
def test_a_dividend_that_leaves_nothing_of_the_price_is_refused(cash):
    with pytest.raises(InputError, match="leaves nothing"):
        ex_right_reference(10.0, cash=cash)


# The chained factor


def test_a_cash_dividend_is_part_of_the_return():
    """Close 10.00, 0.50 in cash, close 9.69: 9.69 / 9.50 - 1 = 2 %, not -3.1 %."""
    closes = np.array([10.00, 9.69])

    factor = factors_from_actions(rows([10.00, 9.69]), [CorporateAction(day(1), cash=0.5)])

    assert [1, 1.052631579] == pytest.approx(factor, abs=1e-9)
    assert 0.02 == pytest.approx(total_returns(closes, factor)[0], abs=1e-6)


def test_a_bonus_issue_with_cash_is_part_of_the_return():
    """10 转 2 派 5 元 at 10.00: reference 7.92; a close of 8.00 is +1.0101 %."""
    closes = [9.80, 10.00, 8.00, 8.08]
    action = CorporateAction(day(2), cash=0.5, bonus=0.2)

    factor = factors_from_actions(rows(closes), [action])

    assert [1, 1, 1.262626263, 1.262626263] == pytest.approx(factor, abs=1e-9)
    assert [0.020408163, 0.010101010, 0.01] == pytest.approx(
        total_returns(closes, factor), abs=1e-6
    )


def test_a_rights_issue_is_part_of_the_return():
    """10 配 3 at 5.00, close 12.00: reference 10.38; a close of 10.38 is no change."""
    action = CorporateAction(day(1), rights=0.3, rights_price=5.0)

    factor = factors_from_actions(rows([12.00, 10.38]), [action])

    assert 0 == pytest.approx(total_returns([12.00, 10.38], factor)[0], abs=1e-12)
    assert 1.156069364 == pytest.approx(factor[1], abs=1e-9)


def test_ordinary_sessions_leave_the_factor_alone_whether_their_reference_is_known_or_not():
    stated = chain_factor([10.0, 9.6, 9.9], [NAN, 9.5, 9.6])
    silent = chain_factor([10.0, 9.6, 9.9], [NAN, 9.5, NAN])

    assert stated.tolist() == silent.tolist()
    assert stated[1] == stated[2]


def test_an_ex_date_inside_a_suspension_takes_effect_on_the_next_row():
    table = rows([10.00, 9.69], [day(0), day(3)])

    factor = factors_from_actions(table, [CorporateAction(day(1), cash=0.5)])

    assert pytest.approx(factor, abs=1e-12) == [1, 10 / 9.5]


@pytest.mark.parametrize("n", [-5, 0, 2, 30])
def test_an_action_at_the_first_row_or_outside_the_rows_changes_nothing(n):
    factor = factors_from_actions(rows([10.0, 9.9]), [CorporateAction(day(n), cash=0.5)])

    assert [1, 1] == factor.tolist()


def test_actions_of_one_date_are_added_before_the_formula():
    apart = [
        CorporateAction(day(1), bonus=0.2),
        CorporateAction(day(1), cash=0.3),
        CorporateAction(day(1), cash=0.2),
    ]

    factor = factors_from_actions(rows([10.0, 8.0]), apart)

    assert pytest.approx(factor[1], abs=1e-12) == 10 / 7.92


def test_rights_of_one_date_are_added_with_what_they_cost():
    """(12 + 5 x 0.2 + 8 x 0.1) / 1.3 = 13.80 / 1.3 = 10.6154."""
    apart = [
        CorporateAction(day(1), rights=0.2, rights_price=5.0),
        CorporateAction(day(1), rights=0.1, rights_price=8.0),
    ]

    factor = factors_from_actions(rows([12.0, 10.0]), apart)

    assert pytest.approx(factor[1], abs=1e-12) == 12 / 10.62


def test_actions_of_two_dates_before_one_row_follow_each_other():
    """Cash first: 9.50, then / 1.2 = 7.92.  Shares first: 8.33, then less 0.50 = 7.83."""
    table = rows([10.0, 8.0], [day(0), day(7)])
    cash_first = [CorporateAction(day(2), bonus=0.2), CorporateAction(day(1), cash=0.5)]
    shares_first = [CorporateAction(day(1), bonus=0.2), CorporateAction(day(2), cash=0.5)]

    factors = [factors_from_actions(table, actions)[1] for actions in (cash_first, shares_first)]

    assert pytest.approx(factors, abs=1e-12) == [10 / 7.92, 10 / 7.83]


def test_the_order_in_which_actions_are_listed_is_of_no_account():
    actions = [CorporateAction(day(2), cash=0.1), CorporateAction(day(1), bonus=0.5)]
    table = rows([10.0, 6.7, 6.6])

    forth = factors_from_actions(table, actions)
    back = factors_from_actions(table, actions[::-1])

    assert forth.tolist() == back.tolist()


def test_an_additive_adjustment_gives_other_returns_than_the_stock_had():
    """Closes 9.00, 10.00, then 0.50 in cash and 9.60; vendors write 8.50, 9.50, 9.60.

    The ex-date itself agrees; every session before it, and so the whole, does not:
    10/9 x 9.60/9.50 - 1 = 12.28 % against 9.60/8.50 - 1 = 12.94 %.
    """
    closes = [9.00, 10.00, 9.60]
    factor = factors_from_actions(rows(closes), [CorporateAction(day(2), cash=0.5)])
    additive = np.array([8.50, 9.50, 9.60])

    own = total_returns(closes, factor)
    vendors = additive[1:] / additive[:-1] - 1

    assert [0.111111, 0.010526] == pytest.approx(own, abs=1e-6)
    assert [0.117647, 0.010526] == pytest.approx(vendors, abs=1e-6)
    assert 0.122807 == pytest.approx(np.prod(1 + own) - 1, abs=1e-6)
    assert 0.129412 == pytest.approx(np.prod(1 + vendors) - 1, abs=1e-6)


# References from a factor


def test_the_factor_gives_the_reference_back_on_the_tick():
    references = references_from_factor([10.0, 8.0, 8.2], [1, 10 / 7.92, 10 / 7.92])

    assert np.isnan(references[0])
    assert [7.92, 8.0] == references[1:].tolist()


def test_a_factor_of_few_digits_does_not_decide_a_price_between_ticks():
    """9.51 / 1.2 = 7.925; ten digits of 10.01 / 7.925 put it a hair below."""
    references = references_from_factor([10.01, 8.0], [1, 1.2630914827])

    assert 7.93 == references[1]


def test_without_a_tick_the_reference_of_a_factor_is_not_rounded():
    references = references_from_factor([10.0, 8.0], [1, 1.25], tick=None)
    off_tick = references_from_factor([10.0, 8.0], [1, 1.3], tick=None)

    assert 8.0 == references[1]
    assert pytest.approx(off_tick[1], abs=1e-12) == 10 / 1.3


@st.composite
def histories(draw):
    """Closes in cents and their references, some restated by up to a half."""
    closes = draw(st.lists(st.integers(100, 100_000), min_size=1, max_size=40))
    references = [NAN]
    for previous in closes[:-1]:
        restated = draw(st.integers(previous // 2, previous))
        references.append(draw(st.sampled_from([restated, previous])) / 100)
    return np.array(closes) / 100, np.array(references)


@pytest.mark.slow
@given(histories())
def test_references_survive_the_way_through_the_factor_and_back(history):
    closes, references = history

    found = references_from_factor(closes, chain_factor(closes, references))

    assert references[1:].tolist() == found[1:].tolist()


@pytest.mark.slow
@given(histories())
def test_the_factor_survives_the_way_through_the_references_and_back(history):
    closes, references = history
    factor = chain_factor(closes, references)

    found = chain_factor(closes, references_from_factor(closes, factor, tick=None))

    assert pytest.approx(factor, rel=1e-9) == found


@pytest.mark.slow
@given(histories())
def test_total_returns_are_closes_over_references(history):
    closes, references = history

    returns = total_returns(closes, chain_factor(closes, references))

    assert pytest.approx(returns, abs=1e-9) == closes[1:] / references[1:] - 1


@pytest.mark.slow
@given(histories(), st.floats(1e-3, 1e3))
def test_the_scale_of_a_factor_is_of_no_account(history, scale):
    closes, references = history
    factor = chain_factor(closes, references)

    assert pytest.approx(total_returns(closes, factor * scale), abs=1e-9) == total_returns(
        closes, factor
    )
    assert (
        references_from_factor(closes, factor)[1:].tolist()
        == references_from_factor(closes, factor * scale)[1:].tolist()
    )


# Refusals


@pytest.mark.parametrize("value", [0.0, -1.0, NAN, float("inf")])
def test_a_close_that_is_no_price_is_refused(value):
    for ask in (
        lambda: chain_factor([10.0, value], [NAN, 9.5]),
        lambda: factors_from_actions(rows([10.0, value]), []),
        lambda: references_from_factor([10.0, value], [1.0, 1.0]),
    ):
        with pytest.raises(InputError, match="closes"):
            ask()


@pytest.mark.parametrize("value", [0.0, -1.0, float("inf")])
def test_a_reference_that_is_no_price_is_refused(value):
    with pytest.raises(InputError, match="references"):
        chain_factor([10.0, 9.6], [NAN, value])


@pytest.mark.parametrize("value", [0.0, -1.0, NAN])
def test_a_factor_that_is_no_positive_number_is_refused(value):
    with pytest.raises(InputError, match="factor"):
        references_from_factor([10.0, 9.6], [1.0, value])


def test_arrays_of_different_length_are_refused():
    with pytest.raises(InputError, match="equally many"):
        chain_factor([10.0, 9.6], [NAN])
    with pytest.raises(InputError, match="equally many"):
        references_from_factor([10.0, 9.6], [1.0])


@pytest.mark.parametrize("days", [[day(1), day(0)], [day(0), day(0)]])
def test_dates_out_of_order_are_refused(days):
    with pytest.raises(InputError, match="ascend"):
        factors_from_actions(rows([10.0, 9.6], days), [])
