"""Moves that no board allows, and factors that no price bears out."""

from datetime import date

import numpy as np
import pytest

from dashboard.market.plausibility import confirmed_by, doubts, series_doubts, trusted_factor
from tests.replay.series_made import DAYS, SYMBOL, made_rows, made_series

FEBRUARY = np.array(
    ["2025-02-06", "2025-02-07", "2025-02-10", "2025-02-11", "2025-02-12"], dtype="datetime64[D]"
)
AUGUST_2020 = np.array(
    ["2020-08-20", "2020-08-21", "2020-08-24", "2020-08-25", "2020-08-26"], dtype="datetime64[D]"
)


def calm(step=50.0):
    """Rows of a quiet price whose factor rises by a false step on 10 February."""
    rows = made_rows(DAYS).assign(open=12.0, high=12.2, low=11.8, close=12.0)
    rows.loc[rows["date"] >= "2025-02-10", "factor"] *= step
    return rows


def kinds(found):
    return [(each.kind, each.day.isoformat()) for each in found]


def of(closes, factor=None, symbol="300249.SZ", days=FEBRUARY, **options):
    held = None if factor is None else np.array(factor, dtype=float)
    return doubts(symbol, days, np.array(closes, dtype=float), held, **options)


@pytest.mark.parametrize(
    ("expected", "closes", "factor"),
    [
        ([], [10, 12, 14.4, 17.28, 20.74], None),  # at the limit of ±20 % every day
        ([("move", "2025-02-07")], [10, 12.05, 12, 12, 12], None),
        ([("move", "2025-02-10")], [12, 12, 9.55, 9.5, 9.5], None),
        ([], [12, 12, 6.1, 6.1, 6.1], [1, 1, 2, 2, 2]),  # ten for ten, ex on the 10th
        ([("factor", "2025-02-10")], [12, 12, 12.1, 12, 12], [1, 1, 50, 50, 50]),
        ([("factor", "2025-02-10"), ("factor", "2025-02-11")], [12] * 5, [1, 1, 50, 1, 1]),
        ([("factor", "2025-02-10")], [12, 12, 12.1, 12, 12], [50, 50, 1, 1, 1]),
        # neither the factor nor the price: both are said
        ([("factor", "2025-02-10"), ("move", "2025-02-10")], [12, 12, 6, 6, 6], [1, 1, 20, 20, 20]),
        ([("move", "2025-02-10")], [12, 12, 6, 6, 6], [1, 1, 1, 1, 1]),  # a split is missing
    ],
)
def test_a_move_beyond_the_board_is_one_of_the_price_or_of_the_factor(expected, closes, factor):
    assert expected == kinds(of(closes, factor))


def test_what_has_no_board_has_no_limit():
    assert () == of([10, 20, 40, 80, 160], symbol="000300.SS")
    assert () == of([10, 20, 40, 80, 160], symbol="0700.HK")


def test_the_limits_of_missing_sessions_add_up():
    days = np.array(["2025-02-06", "2025-02-11", "2025-02-12"], dtype="datetime64[D]")

    assert () == of([10, 17.2, 17.2], days=days)
    assert [("move", "2025-02-11")] == kinds(of([10, 17.4, 17.4], days=days))


def test_the_first_sessions_of_a_listing_are_free_by_the_rule_of_its_day():
    """Listed on 21 August 2020: one free session, though from the 24th five would be."""
    closes = [10, 30, 30, 50, 50]
    days = AUGUST_2020

    assert [("move", "2020-08-25")] == kinds(of(closes, days=days, listed=date(2020, 8, 21)))


def test_additive_prices_are_in_doubt_only_beyond_what_later_dividends_can_do():
    """The limit is wider by rate x later dividends, of which nobody knows how many."""
    assert () == of([10, 13.9, 13.9, 13.9, 13.9], basis="additive")
    assert ["move"] == [kind for kind, _ in kinds(of([10, 14.2, 14, 14, 14], basis="additive"))]


def test_a_false_step_is_left_out_and_true_ones_stay():
    false, right = made_series(rows=calm()), made_series(rows=calm(step=1.0))

    found = series_doubts(false)

    assert [("factor", "2025-02-10")] == kinds(found)
    assert np.array_equal(right.rows["factor"], trusted_factor(right, series_doubts(right)))
    assert np.allclose(right.rows["factor"], trusted_factor(false, found), rtol=1e-12)


def test_a_second_source_confirms_a_step_that_it_has_too():
    yahoo = {"source": "yahoo", "factor_source": "yahoo"}
    (found,) = series_doubts(made_series(rows=calm()))

    assert confirmed_by(found, made_series(rows=calm(), **yahoo))
    assert not confirmed_by(found, made_series(rows=calm(step=1.0), **yahoo))


def test_a_series_that_begins_after_what_was_asked_begins_with_a_listing():
    rows = made_rows(DAYS[:8])
    rows.loc[1, ["open", "high", "low", "close"]] *= 3
    rows.loc[2:, ["open", "high", "low", "close"]] *= 4

    late = made_series(DAYS[:8], rows=rows, asked_from="2024-01-02")
    whole = made_series(DAYS[:8], rows=rows)

    assert SYMBOL == late.note.symbol
    assert [] == kinds(series_doubts(late))
    assert ["move", "move"] == [kind for kind, _ in kinds(series_doubts(whole))]
