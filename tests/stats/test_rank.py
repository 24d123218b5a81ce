"""Rank correlation: the case's liquid-cooling grades, printed tables, SciPy, brute force."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.stats import arrangements
from dashboard.stats.permutation import permutation_test
from dashboard.stats.rank import kendall, spearman
from dashboard.stats.result import Undefined

BASE = np.array([12.50, 8.74, 19.18, 2.91, 17.19, 29.49, 37.11, 20.61])
LAST = np.array([18.20, 10.17, 25.78, 3.77, 17.92, 30.81, 40.00, 20.34])
RETURNS = LAST / BASE - 1
LIQUID_COOLING = [0, 1, 0, 1, 3, 2, 2, 0]
LABEL = [1, 1, 1, 1, 0, 0, 0, 0]

MAHONIAN_8 = [
    1, 7, 27, 76, 174, 343, 602, 961, 1415, 1940, 2493, 3017, 3450, 3736, 3836,
    3736, 3450, 3017, 2493, 1940, 1415, 961, 602, 343, 174, 76, 27, 7, 1,
]  # fmt: skip

grades = st.lists(st.integers(0, 2), min_size=3, max_size=5)


def test_liquid_cooling_points_the_other_way():
    """Spearman -0.469457900 over 1,680 arrangements: 1490 for +, 202 for -, 404 two-sided."""
    result = spearman(LIQUID_COOLING, RETURNS)

    assert -0.469457900 == pytest.approx(result.statistic, abs=1e-9)
    assert 1680 == result.n_permutations
    assert (1490, 202) == (result.count, result.count_other_side)
    assert 404 / 1680 == result.pvalue_two_sided
    assert "exact" == result.settings.method


def test_the_label_story_is_the_permutation_test():
    """A story identical to the groups has no test of its own: 1/70 and 2/70 again."""
    for test in (spearman, kendall):
        result = test(LABEL, RETURNS)

        assert (1, 70) == (result.count, result.n_permutations)
        assert 2 / 70 == result.pvalue_two_sided
    assert 1 / 70 == permutation_test(RETURNS[:4], RETURNS[4:]).pvalue_one_sided


@pytest.mark.parametrize(
    ("ordinal", "arrangements_"),
    [
        ([3, 3, 0, 0, 0, 0, 1, 0], 168),
        (LIQUID_COOLING, 1680),
        ([1, 1, 1, 0, 0, 0, 0, 0], 56),
        (LABEL, 70),
    ],
)
def test_distinct_arrangements_are_counted_once(ordinal, arrangements_):
    assert arrangements_ == spearman(ordinal, RETURNS).n_permutations


def test_kendall_null_is_mahonian_row_8():
    """Inversions of 8 things, Mahonian numbers T(8, k)."""
    result = kendall(range(8), RETURNS)

    assert MAHONIAN_8 == result.null.counts.tolist()
    assert factorial(8) == result.n_permutations


def test_spearman_null_for_eight_is_the_printed_table():
    """Counts of sum d^2 = 0, 2, 4, ... and the critical values of printed tables."""
    null = spearman(range(8), RETURNS).null
    sum_d2 = np.rint((1 - null.values[::-1]) * 8 * 63 / 6).astype(int)
    table = dict(zip(sum_d2.tolist(), null.counts[::-1].tolist(), strict=True))

    assert {0: 1, 2: 7, 4: 15, 6: 22, 8: 47, 10: 54} == {d: table[d] for d in range(0, 12, 2)}
    for critical, pvalue in ((0.643, 0.0481), (0.738, 0.0229), (0.833, 0.0077), (0.881, 0.0036)):
        at = null.values[np.argmin(np.abs(null.values - critical))]
        assert pvalue == round(null.at_least(float(at)) / null.total, 4)


def test_hand_worked_three_stocks():
    """Grades 0, 0, 1: rho is 0.866, 0 or -0.866, each in one arrangement of three."""
    result = spearman([0, 0, 1], [0.1, 0.2, 0.3])

    assert [-0.8660, 0, 0.8660] == result.null.values.round(4).tolist()
    assert [1, 1, 1] == result.null.counts.tolist()


@pytest.mark.slow
@given(grades)
@settings(max_examples=25)
def test_agrees_with_scipy_and_with_brute_force(ordinal):
    """Statistic as SciPy's; p as the share of all n! permutations, ties in both variables."""
    outcome = np.array([0.1, 0.4, 0.1, -0.2, 0.3])[: len(ordinal)]
    for test, scipy_test in ((spearman, scipy.stats.spearmanr), (kendall, scipy.stats.kendalltau)):
        ours = test(ordinal, outcome)
        if isinstance(ours, Undefined):
            assert 1 == len(set(ordinal))
            continue
        brute = np.array([scipy_test(p, outcome).statistic for p in permutations(ordinal)])

        assert pytest.approx(ours.statistic) == scipy_test(ordinal, outcome).statistic
        assert pytest.approx(ours.pvalue_one_sided) == (brute >= ours.statistic - 1e-9).mean()
        assert pytest.approx(ours.pvalue_other_side) == (brute <= ours.statistic + 1e-9).mean()


def test_turning_the_grades_around_swaps_the_sides():
    turned = [3 - grade for grade in LIQUID_COOLING]
    for test in (spearman, kendall):
        ours, other = test(LIQUID_COOLING, RETURNS), test(turned, RETURNS)

        assert pytest.approx(other.statistic) == -ours.statistic
        assert (ours.count, ours.count_other_side) == (other.count_other_side, other.count)


def test_within_groups_only_grades_of_the_same_group_move():
    """6 x 12 arrangements of the case; against brute force over both groups."""
    ours = spearman(LIQUID_COOLING, RETURNS, strata=LABEL)
    brute = [
        scipy.stats.spearmanr(first + second, RETURNS).statistic
        for first in set(permutations(LIQUID_COOLING[:4]))
        for second in set(permutations(LIQUID_COOLING[4:]))
    ]

    assert 72 == len(brute) == ours.n_permutations
    assert pytest.approx(ours.null.expand().tolist()) == sorted(brute)
    assert sum(rho >= ours.statistic - 1e-9 for rho in brute) == ours.count
    assert 72 == kendall(LIQUID_COOLING, RETURNS, strata=LABEL).n_permutations


def test_a_story_identical_to_the_strata_cannot_be_tested_inside_them():
    """Nothing can move: one arrangement, smallest p 1."""
    result = spearman(LABEL, RETURNS, strata=LABEL)

    assert (1, 1.0) == (result.n_permutations, result.attainable_one_sided)


def test_exact_p_lies_in_the_monte_carlo_band(monkeypatch):
    exact = spearman(LIQUID_COOLING, RETURNS)
    monkeypatch.setattr(arrangements, "EXACT_ARRANGEMENTS", 100)
    drawn = spearman(
        LIQUID_COOLING, RETURNS, rng=np.random.default_rng(7), seed=7, n_resamples=20_000
    )
    p = exact.pvalue_one_sided

    assert pytest.approx(drawn.pvalue_one_sided, abs=3.3 * np.sqrt(p * (1 - p) / 20_000)) == p
    assert ("monte-carlo", 7, 20_001) == (
        drawn.settings.method,
        drawn.settings.seed,
        drawn.n_permutations,
    )


def test_monte_carlo_moves_grades_within_strata_only(monkeypatch):
    monkeypatch.setattr(arrangements, "EXACT_ARRANGEMENTS", 10)
    exact = 32 / 72
    drawn = spearman(
        LIQUID_COOLING, RETURNS, strata=LABEL, rng=np.random.default_rng(1), n_resamples=20_000
    )

    assert pytest.approx(drawn.pvalue_one_sided, abs=0.012) == exact


@pytest.mark.parametrize("test", [spearman, kendall])
@pytest.mark.parametrize(
    ("ordinal", "outcome", "reason"),
    [
        ([1], [0.1], "needs two stocks and there are 1"),
        ([], [], "needs two stocks and there are 0"),
        ([2, 2, 2], [0.1, 0.2, 0.3], "all 3 stocks have the same grade"),
        ([0, 1, 2], [0.1, 0.1, 0.1], "all 3 stocks have the same outcome"),
    ],
)
def test_no_variation_is_undefined_with_a_reason(test, ordinal, outcome, reason):
    result = test(ordinal, outcome)

    assert isinstance(result, Undefined)
    assert result.reason.startswith("undefined, because")
    assert reason in result.reason


def test_grades_and_outcomes_must_pair_up():
    with pytest.raises(InputError, match="2 grades, 3 outcomes"):
        spearman([0, 1], [0.1, 0.2, 0.3])


def test_arrangements_are_whole_each_time_and_whoever_spoils_them_spoils_no_others():
    levels = np.array([0, 0, 1, 1, 1, 2], dtype=np.int16)
    expected = sorted(set(permutations(levels.tolist())))

    arrangements.arrange(levels).levels[:] = 9

    assert expected == sorted(map(tuple, arrangements.arrange(levels).levels.tolist()))
