"""Circular shifts: by a loop over rotations, exact level, noise before a session."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.circular_shifts import circular_sums, over_noise, shift_rank
from dashboard.stats.placebo_time import placebo_time
from dashboard.stats.result import Undefined


@pytest.mark.parametrize(("n", "length"), [(12, 1), (30, 5), (31, 7)])
def test_every_rotation_is_counted_once(n, length):
    series = np.random.default_rng(n).integers(-4, 5, n) / 100
    sums = [np.roll(series, shift)[-length:].sum() for shift in range(n)]
    found = shift_rank(series, length=length)
    assert pytest.approx(sums[0]) == found.statistic
    assert sum(s >= sums[0] - 1e-12 for s in sums) == found.count
    assert sum(s <= sums[0] + 1e-12 for s in sums) == found.count_other_side
    assert pytest.approx(sorted(sums)) == sorted(circular_sums(series, length).tolist())


def test_over_all_rotations_of_one_series_the_level_is_exact():
    """Each rotation is as likely: the shares of p at most 1/n, 2/n, ... are 1/n, 2/n, ..."""
    series = np.random.default_rng(2).normal(0, 1, 40)
    pvalues = [shift_rank(np.roll(series, shift), length=4).pvalue_one_sided for shift in range(40)]
    assert pytest.approx([k / 40 for k in range(1, 41)]) == sorted(pvalues)


def test_size_of_the_numbers_changes_nothing():
    series = np.random.default_rng(3).integers(-2, 3, 60) * 1.0
    assert shift_rank(series, length=5).count == shift_rank(series * 1e-14, length=5).count


def test_noise_ends_a_window_before_the_session():
    series = np.random.default_rng(4).normal(0, 1, 60)
    found = over_noise(series, length=5, noise=20)
    assert 60 - 5 - 20 + 1 == found.size
    assert pytest.approx(series[24] / np.sqrt((series[:20] ** 2).mean())) == found[0]
    assert pytest.approx(series[-1] / np.sqrt((series[-25:-5] ** 2).mean())) == found[-1]
    assert 0 == over_noise(series[:24], length=5, noise=20).size


def test_no_session_of_the_window_enters_a_noise_of_the_window():
    quiet = np.random.default_rng(5).normal(0, 1, 60)
    loud = quiet.copy()
    loud[-5:] += 50
    calm, wild = over_noise(quiet, length=5), over_noise(loud, length=5)
    assert calm[:-5].tolist() == wild[:-5].tolist()
    assert pytest.approx(50 * calm[-5:] / quiet[-5:]) == wild[-5:] - calm[-5:]


def test_too_short_a_series_and_no_window_say_so():
    assert isinstance(shift_rank([1.0, 2.0, 3.0], length=2), Undefined)
    with pytest.raises(InputError):
        shift_rank([1.0, 2.0], length=0)


def test_groups_that_never_part_have_no_test_in_time():
    prices = np.ones((60, 2))
    assert "does not move" in placebo_time(prices, prices, base=50, last=55).shifts.reason
    short = np.cumprod(1 + np.random.default_rng(6).normal(0, 0.01, (20, 2)), axis=0)
    found = placebo_time(short[:, :1], short[:, 1:], base=14, last=19)
    assert "takes 30 sessions" in found.shifts.reason
