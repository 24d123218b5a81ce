"""Placebo in time: by hand, against the headline, gaps."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.placebo_time import placebo_time, time_rank, window_sums
from dashboard.stats.result import Undefined
from dashboard.stats.returns import build_up, group_return, window_returns


@pytest.fixture
def walk():
    """Forty sessions of three and two random prices."""
    rng = np.random.default_rng(9)
    return 10 * np.exp(np.cumsum(rng.normal(0, 0.02, (40, 5)), axis=0))


def test_windows_by_hand():
    """Prices 1, 1, 1.1 | 2.2 against a flat stock: two windows, 0 and 10 %."""
    result = placebo_time([[1.0], [1.0], [1.1], [2.2]], [[1.0]] * 4, base=2, last=3)

    assert [0, 0.1] == pytest.approx(result.differences.tolist())
    assert pytest.approx((result.statistic, result.count, result.pvalue, result.attainable)) == (
        1.0,
        0,
        1 / 3,
        1 / 3,
    )
    assert [1, 2] == result.ends.tolist()


def test_every_window_is_the_difference_of_buy_and_hold_means(walk):
    """Window by window the same as returns.window_returns and build_up."""
    first, second = walk[:, :3], walk[:, 3:]
    result = placebo_time(first, second, base=30, last=35)
    for end, difference in zip(result.ends, result.differences, strict=True):
        means = [
            group_return(window_returns(g, base=end - 5, last=end).returns).mean
            for g in (first, second)
        ]
        assert pytest.approx(difference, abs=1e-12) == means[0] - means[1]
    assert pytest.approx(result.statistic) == build_up(first[30:36], second[30:36]).cumulative[-1]


def test_windows_are_counted_overlapping_and_not(walk):
    """Base in row 30, five sessions: ends 5..30 overlap, ends 5, 10, ..., 30 do not."""
    result = placebo_time(walk[:, :3], walk[:, 3:], base=30, last=35)

    assert (26, 6) == (result.n_overlapping, result.n_non_overlapping)
    assert [5, 10, 15, 20, 25, 30] == result.ends[result.separate].tolist()
    assert (result.differences >= result.statistic).sum() == result.count
    assert pytest.approx(result.mean) == result.differences.mean()
    assert pytest.approx(result.sd) == result.differences.std(ddof=1)


def test_the_case_has_no_earlier_window_like_it(panel):
    """145 sessions before the window: 141 closes pairs end at or before the base."""
    base, last = panel.dates.index("2025-02-06"), panel.dates.index("2025-02-13")
    result = placebo_time(panel.prices[:, :4], panel.prices[:, 4:], base=base, last=last)

    assert 27.68 == round(100 * result.statistic, 2)
    assert (base - 4, base // 5) == (result.n_overlapping, result.n_non_overlapping)
    assert 1 / (result.n_overlapping + 1) <= result.pvalue <= 1


def test_swapping_the_groups_turns_every_sign(walk):
    forward = placebo_time(walk[:, :3], walk[:, 3:], base=30, last=35)
    backward = placebo_time(walk[:, 3:], walk[:, :3], base=30, last=35)

    assert pytest.approx((-backward.differences).tolist()) == forward.differences.tolist()


def test_a_suspended_stock_keeps_its_last_close(walk):
    """Missing at a window's end: the close before; the same as window_returns."""
    gappy = walk.copy()
    gappy[12, 0] = np.nan
    result = placebo_time(gappy[:, :3], gappy[:, 3:], base=30, last=35)
    at = result.ends.tolist().index(12)
    held = window_returns(gappy[:, :3], base=7, last=12).returns.mean()
    other = window_returns(gappy[:, 3:], base=7, last=12).returns.mean()

    assert pytest.approx(result.differences[at]) == held - other
    assert 0 == result.n_left_out


def test_windows_before_a_listing_are_left_out_and_counted(walk):
    late = walk.copy()
    late[:10, 4] = np.nan
    result = placebo_time(late[:, :3], late[:, 3:], base=30, last=35)

    assert 10 == result.n_left_out
    assert 16 == result.n_overlapping
    assert 15 == result.ends[0]


@pytest.mark.parametrize(
    ("base", "last", "reason"),
    [(3, 8, "no earlier window of 5 sessions"), (0, 1, "no earlier window of 1 sessions")],
)
def test_without_earlier_windows_it_is_undefined(walk, base, last, reason):
    result = placebo_time(walk[:, :3], walk[:, 3:], base=base, last=last)

    assert isinstance(result, Undefined)
    assert reason in result.reason


def test_one_earlier_window_has_no_spread(walk):
    result = placebo_time(walk[:, :3], walk[:, 3:], base=5, last=10)

    assert isinstance(result.sd, Undefined)
    assert 1 == result.n_overlapping


def test_a_stock_suspended_in_the_window_makes_it_undefined(walk):
    gone = walk.copy()
    gone[31:, 0] = np.nan
    result = placebo_time(gone[:, :3], gone[:, 3:], base=30, last=35)

    assert isinstance(result, Undefined)
    assert "no return in the window" in result.reason


@pytest.mark.parametrize(("base", "last"), [(-1, 3), (3, 3), (3, 40)])
def test_rows_must_be_in_order(walk, base, last):
    with pytest.raises(InputError, match="in order"):
        placebo_time(walk[:, :3], walk[:, 3:], base=base, last=last)


def test_prices_must_be_positive():
    with pytest.raises(InputError, match="zero or negative"):
        placebo_time([[0.0], [1.0], [1.0]], [[1.0]] * 3, base=1, last=2)


def test_rank_of_one_day_among_others():
    """0.3 against 0.1, 0.2, 0.4: second of four."""
    result = time_rank(0.3, [0.1, 0.2, np.nan, 0.4])

    assert (2 / 4, 3 / 4, 1.0, 1 / 4) == (
        result.pvalue_one_sided,
        result.pvalue_other_side,
        result.pvalue_two_sided,
        result.attainable,
    )
    assert 3 == result.n


@pytest.mark.parametrize(("value", "history"), [(0.1, []), (np.nan, [0.1]), (0.1, [np.nan])])
def test_nothing_to_rank_is_undefined(value, history):
    assert isinstance(time_rank(value, history), Undefined)


def test_window_sums_by_hand():
    assert [3, 6] == window_sums([1, 2, 4], length=2).tolist()
    assert 0 == window_sums([1, 2], length=3).size
