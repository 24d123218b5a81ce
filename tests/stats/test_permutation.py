"""Splits of two groups: worked by hand, against SciPy and printed tables, and by invariants."""

from itertools import combinations
from math import comb

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.stats import permutation
from dashboard.stats.permutation import (
    hodges_lehmann,
    mann_whitney,
    permutation_test,
    shift_interval,
    split_differences,
    split_membership,
)
from dashboard.stats.result import Undefined

# Closes of 2025-02-06 and 2025-02-13: Yimikang, Crun, AtHub, Kangsheng | Goaland, Envicool,
# Shenling, FRD.
BASE = np.array([12.50, 8.74, 19.18, 2.91, 17.19, 29.49, 37.11, 20.61])
LAST = np.array([18.20, 10.17, 25.78, 3.77, 17.92, 30.81, 40.00, 20.34])
RETURNS = LAST / BASE - 1
NEWCOMERS, ESTABLISHED = RETURNS[:4], RETURNS[4:]

group = st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=5)


def test_headline_difference_and_fraction():
    """The case's eight: 27.68 points, no split of 70 separates more."""
    result = permutation_test(NEWCOMERS, ESTABLISHED)

    assert 27.68 == round(100 * result.statistic, 2)
    assert (1, 70) == (result.count, result.n_permutations)
    assert 1 / 70 == result.pvalue_one_sided
    assert 2 / 70 == result.pvalue_two_sided
    assert 1.0 == result.pvalue_other_side
    assert (1 / 70, 2 / 70) == (result.attainable_one_sided, result.attainable_two_sided)
    assert (8, "exact", None) == (result.n, result.settings.method, result.settings.seed)
    assert 70 == result.null.total


def test_headline_interval_prints_its_true_coverage():
    """No 95 % interval exists for four against four: the next one is 97.14 %."""
    interval = shift_interval(NEWCOMERS, ESTABLISHED, level=0.95)

    assert (8.6, 46.9) == (round(100 * interval.low, 1), round(100 * interval.high, 1))
    assert 97.14 == round(100 * interval.coverage, 2)


def test_interval_ends_are_ordered_pairwise_differences():
    """At 2/70 the ends are the extreme pairwise differences, at 4/70 the second ones."""
    pairs = np.sort(np.subtract.outer(NEWCOMERS, ESTABLISHED).ravel())
    narrow = shift_interval(NEWCOMERS, ESTABLISHED, level=0.94)
    wide = shift_interval(NEWCOMERS, ESTABLISHED, level=0.97)

    assert pytest.approx((wide.low, wide.high), abs=1e-15) == (pairs[0], pairs[-1])
    assert pytest.approx((narrow.low, narrow.high), abs=1e-15) == (pairs[1], pairs[-2])
    assert 94.29 == round(100 * narrow.coverage, 2)


@pytest.mark.parametrize(("sizes", "level"), [((4, 4), 0.8), ((3, 5), 0.7), ((2, 4), 0.6)])
def test_interval_is_the_inverted_test(sizes, level):
    """Shifts inside are not rejected at 1 - coverage, shifts outside are; unequal sizes too."""
    rng = np.random.default_rng(20250207)
    x, y = rng.normal(1, 1, sizes[0]), rng.normal(0, 1, sizes[1])
    interval = shift_interval(x, y, level=level)
    rejected = 1 - interval.coverage + 1e-9

    for shift in (interval.low + 1e-6, interval.high - 1e-6):
        assert permutation_test(x - shift, y).pvalue_two_sided > rejected
    for shift in (interval.low - 1e-6, interval.high + 1e-6):
        assert permutation_test(x - shift, y).pvalue_two_sided <= rejected


@pytest.mark.slow
def test_interval_coverage_is_real():
    """Under a pure shift the interval covers as often as it says (2,000 draws, 3 v 4)."""
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(2000):
        x, y = rng.exponential(size=3) + 2, rng.exponential(size=4)
        interval = shift_interval(x, y, level=0.8)
        hits += interval.low <= 2 <= interval.high
    expected = interval.coverage

    assert pytest.approx(hits / 2000, abs=4 * np.sqrt(expected * (1 - expected) / 2000)) == expected


def test_interval_with_ties_is_defined_and_contains_the_estimate():
    x, y = [1.0, 1.0, 2.0, 3.0], [0.0, 0.0, 1.0, 1.0]
    interval = shift_interval(x, y)

    assert (0.0, 3.0) == (interval.low, interval.high)
    assert interval.low <= hodges_lehmann(x, y) <= interval.high


def test_two_stocks_allow_every_shift():
    """One against one: the interval has a reason instead of ends."""
    result = shift_interval([0.1], [0.0])

    assert isinstance(result, Undefined)
    assert "undefined, because 2 splits leave every shift possible" == result.reason


@pytest.mark.parametrize(
    ("drop", "one_sided", "two_sided"), [(0, 1 / 35, 2 / 35), (5, 1 / 35, 2 / 35)]
)
def test_unequal_groups_double_the_smaller_side(drop, one_sided, two_sided):
    """Three against four: 1/35 and 2/35, not 1/35 twice."""
    keep = np.arange(8) != drop
    result = permutation_test(RETURNS[:4][keep[:4]], RETURNS[4:][keep[4:]])

    assert (one_sided, two_sided) == (result.pvalue_one_sided, result.pvalue_two_sided)


@pytest.mark.parametrize(
    ("hit", "spared"), [([1, 1, 1, 1], [0, 0, 0, 0]), ([1, 1, 0], [0, 1, 0, 0])]
)
def test_on_yes_or_no_it_is_fishers_exact_test(hit, spared):
    """Stocks that closed at the limit: 4 of 4 against 0 of 4 is 1/70."""
    table = [[sum(hit), len(hit) - sum(hit)], [sum(spared), len(spared) - sum(spared)]]

    assert (
        pytest.approx(permutation_test(hit, spared).pvalue_one_sided)
        == scipy.stats.fisher_exact(table, alternative="greater").pvalue
    )


def test_hand_worked_two_against_two():
    """{3, 4} against {1, 2}: differences 2, 1, 0, 0, -1, -2."""
    assert [-2, -1, 0, 1, 2] == permutation_test([3, 4], [1, 2]).null.values.tolist()
    assert [1, 1, 2, 1, 1] == permutation_test([3, 4], [1, 2]).null.counts.tolist()


def test_rounding_does_not_lose_the_observed_split():
    """0.1 + 0.2 against 0.3 + 0.0 ties with its mirror although the floats differ."""
    result = permutation_test([0.1, 0.2], [0.3, 0.0])

    assert 0.0 == pytest.approx(result.statistic)
    assert (4, 6) == (result.count, result.n_permutations)


@pytest.mark.parametrize("sizes", [(4, 4), (3, 4), (2, 6)])
@pytest.mark.parametrize("alternative", ["greater", "less", "two-sided"])
def test_agrees_with_scipy_permutation_test(sizes, alternative):
    rng = np.random.default_rng(sum(sizes))
    x, y = rng.normal(0.5, 1, sizes[0]), rng.normal(0, 1, sizes[1])
    theirs = scipy.stats.permutation_test(
        (x, y),
        lambda a, b, axis: a.mean(axis) - b.mean(axis),
        vectorized=True,
        n_resamples=np.inf,
        alternative=alternative,
    )
    ours = permutation_test(x, y)
    pvalues = {
        "greater": ours.pvalue_one_sided,
        "less": ours.pvalue_other_side,
        "two-sided": ours.pvalue_two_sided,
    }

    assert pytest.approx(pvalues[alternative], abs=1e-12) == theirs.pvalue
    assert pytest.approx(ours.null.expand(), abs=1e-12) == np.sort(theirs.null_distribution)


def test_mann_whitney_null_table():
    """Printed table for 4 and 4: U = 0..16."""
    result = mann_whitney(NEWCOMERS, ESTABLISHED)

    assert [1, 1, 2, 3, 5, 5, 7, 7, 8, 7, 7, 5, 5, 3, 2, 1, 1] == result.null.counts.tolist()
    assert list(range(17)) == result.null.values.tolist()
    assert 16 == result.statistic
    assert 2 / 70 == result.pvalue_two_sided


@pytest.mark.parametrize("alternative", ["greater", "less", "two-sided"])
def test_mann_whitney_agrees_with_scipy_without_ties(alternative):
    x, y = [0.3, 1.2, 4.5, 2.2, 0.9], [0.1, 2.0, -1.0]
    theirs = scipy.stats.mannwhitneyu(x, y, method="exact", alternative=alternative)
    ours = mann_whitney(x, y)
    pvalues = {
        "greater": ours.pvalue_one_sided,
        "less": ours.pvalue_other_side,
        "two-sided": ours.pvalue_two_sided,
    }

    assert theirs.statistic == ours.statistic
    assert pytest.approx(pvalues[alternative]) == theirs.pvalue


def test_mann_whitney_with_ties_enumerates_the_tied_ranks():
    """Against brute force over all 35 splits; ties count half."""
    x, y = np.array([1.0, 2.0, 2.0]), np.array([2.0, 0.0, 1.0, 1.0])
    pooled = np.concatenate((x, y))

    def u_statistic(members):
        rest = np.delete(pooled, members)
        return sum((pooled[i] > rest).sum() + 0.5 * (pooled[i] == rest).sum() for i in members)

    brute = [u_statistic(list(members)) for members in combinations(range(7), 3)]
    result = mann_whitney(x, y)

    assert sorted(brute) == result.null.expand().tolist()
    assert sum(u >= brute[0] for u in brute) == result.count


def test_hodges_lehmann_is_the_median_of_pairs():
    assert 2.5 == hodges_lehmann([3, 5], [1, 2])


def test_splits_are_listed_in_the_order_of_their_differences():
    """The strip can name who is in each split; the observed one comes first."""
    members, differences = split_membership(4, 4), split_differences(NEWCOMERS, ESTABLISHED)
    direct = [RETURNS[row].mean() - RETURNS[~row].mean() for row in members]

    assert (70, 8) == members.shape
    assert [True] * 4 + [False] * 4 == members[0].tolist()
    assert 70 == len({tuple(row) for row in members.tolist()})
    assert pytest.approx(differences.tolist(), abs=1e-14) == direct


@pytest.mark.slow
@given(group, group)
def test_p_is_a_whole_number_of_splits_and_swapping_swaps_sides(x, y):
    ours, swapped = permutation_test(x, y), permutation_test(y, x)

    assert comb(len(x) + len(y), len(x)) == ours.n_permutations
    assert ours.count / ours.n_permutations == ours.pvalue_one_sided
    assert ours.count >= 1
    assert ours.pvalue_one_sided == swapped.pvalue_other_side
    assert ours.pvalue_two_sided == swapped.pvalue_two_sided
    assert ours.pvalue_one_sided >= ours.attainable_one_sided


@pytest.mark.slow
@given(group, group, st.integers(-50, 50))
def test_a_constant_added_to_all_changes_nothing(x, y, constant):
    ours = permutation_test(x, y)
    shifted = permutation_test(np.add(x, constant), np.add(y, constant))

    assert pytest.approx(shifted.statistic) == ours.statistic
    assert (ours.count, ours.count_other_side) == (shifted.count, shifted.count_other_side)


def test_exact_p_lies_in_the_monte_carlo_band(monkeypatch):
    """Monte Carlo agrees within 99.9 %, counts the observed split and is never 0."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(0.8, 1, 7), rng.normal(0, 1, 7)
    exact = permutation_test(x, y).pvalue_one_sided
    interval = shift_interval(x, y)
    monkeypatch.setattr(permutation, "EXACT_SPLITS", 10)
    drawn = permutation_test(x, y, rng=np.random.default_rng(11), seed=11, n_resamples=20_000)
    rough = shift_interval(x, y, rng=np.random.default_rng(11), seed=11, n_resamples=20_000)

    assert (
        pytest.approx(drawn.pvalue_one_sided, abs=3.3 * np.sqrt(exact * (1 - exact) / 20_000))
        == exact
    )
    assert ("monte-carlo", 20_000, 11) == (
        drawn.settings.method,
        drawn.settings.n_resamples,
        drawn.settings.seed,
    )
    assert 20_001 == drawn.n_permutations
    assert 1 / 20_001 == drawn.attainable_one_sided
    assert pytest.approx((rough.low, rough.high), abs=0.1) == (interval.low, interval.high)


def test_monte_carlo_p_is_never_zero(monkeypatch):
    monkeypatch.setattr(permutation, "EXACT_SPLITS", 10)
    result = permutation_test(
        np.arange(100, 120), np.arange(20), rng=np.random.default_rng(0), n_resamples=99
    )

    assert 1 / 100 == result.pvalue_one_sided


def test_monte_carlo_needs_a_generator(monkeypatch):
    monkeypatch.setattr(permutation, "EXACT_SPLITS", 10)

    with pytest.raises(InputError, match="pass a random generator"):
        permutation_test([1, 2, 3], [4, 5, 6])


@pytest.mark.parametrize("test", [permutation_test, mann_whitney, shift_interval, hodges_lehmann])
def test_an_empty_group_is_undefined_with_a_reason(test):
    result = test([], [0.1, 0.2])

    assert isinstance(result, Undefined)
    assert result.reason.startswith("undefined, because a group has no stock")


def test_one_stock_against_one_is_a_number():
    """Two splits: the smallest p is one half, two-sided 1."""
    result = permutation_test([0.2], [0.1])

    assert (1 / 2, 1.0) == (result.pvalue_one_sided, result.pvalue_two_sided)


def test_all_equal_returns_give_p_one():
    result = permutation_test([0.1, 0.1], [0.1, 0.1])

    assert (1.0, 1.0, 1.0) == (
        result.pvalue_one_sided,
        result.pvalue_two_sided,
        result.attainable_one_sided,
    )


def test_missing_values_are_refused_not_filled():
    with pytest.raises(InputError, match="1 of the 2 values of first are not finite"):
        permutation_test([0.1, np.nan], [0.2])


def test_a_level_outside_0_1_is_refused():
    with pytest.raises(InputError, match="between 0 and 1"):
        shift_interval([1], [2], level=95)
