"""Gehan scores: Gehan's rule by hand, ranks where nothing is cut off, SciPy's log-rank cousins."""

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.permutation import mann_whitney, permutation_test
from dashboard.stats.ranking import gehan_scores


def by_hand(values, up, down):
    """+1, 0 or -1 for every pair, as Gehan writes it down."""
    scores = np.zeros(len(values))
    for i in range(len(values)):
        for j in range(len(values)):
            if i == j:
                continue
            low = -np.inf if down[i] else values[i]
            high = np.inf if up[j] else values[j]
            sure = low > high or (low == high and (up[i] or down[j]))
            scores[i] += sure
            scores[j] -= sure
    return scores


def test_nothing_cut_off_is_the_rank():
    values = np.random.default_rng(1).normal(0, 0.1, 9).round(2)
    none = np.zeros(9, dtype=bool)
    ranks = scipy.stats.rankdata(values)
    assert (2 * ranks - 10).tolist() == gehan_scores(values, at_least=none, at_most=none).tolist()


def test_a_rank_test_of_them_is_then_mann_whitney():
    values = np.random.default_rng(2).normal(0, 0.1, 8)
    none = np.zeros(8, dtype=bool)
    scores = gehan_scores(values, at_least=none, at_most=none)
    plain = mann_whitney(values[:4], values[4:])
    found = permutation_test(scores[:4], scores[4:])
    assert (plain.count, plain.count_other_side) == (found.count, found.count_other_side)


@pytest.mark.parametrize("seed", range(8))
def test_pairs_count_by_gehan_s_rule(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 6, 10) / 10
    side = rng.integers(0, 4, 10)
    up, down = side == 1, side == 2
    found = gehan_scores(values, at_least=up, at_most=down)
    assert by_hand(values, up, down).tolist() == found.tolist()
    assert 0 == found.sum()


def test_gehan_s_own_rule_for_right_censoring():
    """6+ against 6 is larger, against 7 unknown; 6+ against 6+ unknown."""
    scores = gehan_scores([6, 6, 7, 6], at_least=[1, 0, 0, 1], at_most=[0] * 4)
    assert [1, -3, 1, 1] == scores.tolist()


def test_cut_off_on_both_sides_is_refused():
    with pytest.raises(InputError):
        gehan_scores([1.0], at_least=[1], at_most=[1])
    with pytest.raises(InputError):
        gehan_scores([1.0, 2.0], at_least=[1], at_most=[0])
