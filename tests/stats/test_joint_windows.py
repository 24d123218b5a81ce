"""One p-value for many windows: against a loop over splits, SciPy, gaps, draws."""

from itertools import combinations

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.joint_windows import joint_windows
from dashboard.stats.permutation import permutation_test
from dashboard.stats.result import Undefined


def by_hand(returns, k):
    """Largest |pooled t| of SciPy over the windows, split by split; the observed one first."""
    n = returns.shape[1]
    found = []
    for first in combinations(range(n), k):
        rest = [at for at in range(n) if at not in first]
        t = scipy.stats.ttest_ind(returns[:, first], returns[:, rest], axis=1).statistic
        found.append(np.abs(t).max())
    return np.array(found)


@pytest.mark.parametrize(("k", "m"), [(2, 2), (3, 2), (4, 4)])
def test_it_counts_what_the_largest_pooled_t_of_scipy_counts(k, m):
    returns = np.random.default_rng(k).normal(0, 0.05, (12, k + m)).cumsum(axis=0)
    largest = by_hand(returns, k)
    found = joint_windows(returns, k)
    assert largest.size == found.total
    assert (largest >= largest[0] * (1 - 1e-9)).sum() == found.count
    t = scipy.stats.ttest_ind(returns[:, :k], returns[:, k:], axis=1).statistic
    assert np.argmax(np.abs(t)) == found.at
    assert np.sign(t[found.at]) == np.sign(found.statistic)


def test_one_window_is_the_two_sided_permutation_test():
    returns = np.random.default_rng(5).normal(0, 0.05, 8)
    alone = permutation_test(returns[:4], returns[4:])
    assert pytest.approx(alone.pvalue_two_sided) == joint_windows([returns], 4).pvalue


def test_a_separation_found_among_many_windows_is_no_longer_two_in_seventy():
    """Window 0 parts the groups fully; the others part some other split as well each."""
    noise = np.random.default_rng(6).normal(0, 0.05, (60, 8))
    noise[0] = [0.04, 0.05, 0.06, 0.07, 0.0, 0.01, 0.02, 0.03]
    assert 2 / 70 == joint_windows(noise[:1], 4).pvalue
    assert joint_windows(noise, 4).pvalue > 0.2


def test_scale_of_a_window_and_repeated_windows_change_nothing():
    returns = np.random.default_rng(7).normal(0, 0.05, (6, 8))
    found = joint_windows(returns, 4)
    scaled = joint_windows(returns * np.array([[1e-9], [1], [2], [5], [1e6], [3]]) + 1e-3, 4)
    twice = joint_windows(np.vstack((returns, returns)), 4)
    assert found.count == scaled.count == twice.count


def test_a_stock_without_a_return_moves_with_its_gap():
    """The split of three against two where one of the first has no return in window 1."""
    returns = np.array([[3.0, 4.0, 5.0, 1.0, 2.0], [np.nan, 1.0, 3.0, 2.0, 2.5]])
    found = joint_windows(returns, 3)

    def clearest(first):
        values = []
        for row in returns:
            a = [row[i] for i in first if np.isfinite(row[i])]
            b = [row[i] for i in range(5) if i not in first and np.isfinite(row[i])]
            spread = np.std(a + b, ddof=1) * np.sqrt(1 / len(a) + 1 / len(b))
            values.append(abs(np.mean(a) - np.mean(b)) / spread)
        return max(values)

    own = clearest((0, 1, 2))
    reached = sum(clearest(first) >= own - 1e-9 for first in combinations(range(5), 3))
    assert (reached, 10) == (found.count, found.total)


def test_stocks_without_any_return_are_left_out_and_nothing_to_split_says_so():
    returns = np.random.default_rng(8).normal(0, 0.05, (3, 8))
    returns[:, 7] = np.nan
    assert 35 == joint_windows(returns, 4).total
    assert isinstance(joint_windows([[1.0, 1.0, 1.0, 1.0]], 2), Undefined)
    assert isinstance(joint_windows([[1.0, 2.0, np.nan]], 2), Undefined)


def test_many_splits_are_drawn_with_a_seed():
    returns = np.random.default_rng(9).normal(0, 0.05, (20, 24))
    found = joint_windows(returns, 12, rng=np.random.default_rng(1), seed=1)
    assert (10_000, 1, "monte-carlo") == (found.total, found.settings.seed, found.settings.method)
    assert 1 <= found.count <= found.total
    with pytest.raises(InputError):
        joint_windows(returns, 12)
