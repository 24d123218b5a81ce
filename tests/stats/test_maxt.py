"""Step-down max-T: brute force, one story, duplicates, ordering."""

from itertools import permutations

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats import arrangements
from dashboard.stats.maxt import max_t
from dashboard.stats.rank import spearman
from dashboard.stats.result import Undefined

BASE = np.array([12.50, 8.74, 19.18, 2.91, 17.19, 29.49, 37.11, 20.61])
LAST = np.array([18.20, 10.17, 25.78, 3.77, 17.92, 30.81, 40.00, 20.34])
RETURNS = LAST / BASE - 1
LIQUID_COOLING = [0, 1, 0, 1, 3, 2, 2, 0]
EVIDENCE = [3, 0, 3, 0, 0, 0, 0, 0]
LABEL = [1, 1, 1, 1, 0, 0, 0, 0]
STORIES = [LIQUID_COOLING, EVIDENCE, LABEL]


def brute_force(stories, outcome, magnitude=lambda rho: rho):
    """Westfall and Young's algorithm by plain loops over all n! assignments."""
    observed = [magnitude(scipy.stats.spearmanr(s, outcome).statistic) for s in stories]
    null = np.array(
        [
            [magnitude(scipy.stats.spearmanr(s, p).statistic) for s in stories]
            for p in permutations(outcome)
        ]
    )
    order = np.argsort(observed)[::-1]
    adjusted, largest = np.empty(len(stories)), 0.0
    for step, story in enumerate(order):
        share = (null[:, order[step:]].max(axis=1) >= observed[story] - 1e-9).mean()
        largest = max(largest, share)
        adjusted[story] = largest
    return adjusted


@pytest.mark.parametrize(("direction", "magnitude"), [("greater", float), ("two-sided", abs)])
def test_agrees_with_plain_loops_over_all_assignments(direction, magnitude):
    stories = [[0, 1, 0, 2, 2], [3, 1, 1, 0, 0], [5, 4, 1, 2, 3]]
    outcome = [0.5, 0.2, 0.4, 0.1, 0.3]
    result = max_t(stories, outcome, direction=direction)

    assert 120 == result.n_permutations
    assert pytest.approx(result.adjusted_pvalue) == brute_force(stories, outcome, magnitude)


def test_hand_worked_two_stories_of_three_stocks():
    """Two of six assignments put a rho of 1 on one of the two stories."""
    result = max_t([[1, 2, 3], [3, 1, 2]], [0.1, 0.2, 0.3])

    assert (1 / 6, 2 / 6) == (result.pvalue[0], result.adjusted_pvalue[0])


def test_all_assignments_of_the_case_are_counted():
    """8! = 40,320; raw p-values are those of the rank test, adjusted ones never smaller."""
    result = max_t(STORIES, RETURNS)

    assert 40_320 == result.n_permutations
    for story, rho, raw, adjusted in zip(
        STORIES, result.statistic, result.pvalue, result.adjusted_pvalue, strict=True
    ):
        alone = spearman(story, RETURNS)
        assert pytest.approx(rho) == alone.statistic
        assert pytest.approx(raw, abs=1e-12) == alone.pvalue_one_sided
        assert adjusted >= raw
    assert 40_320 == result.null.total


def test_one_story_needs_no_adjustment():
    result = max_t([LIQUID_COOLING], RETURNS)

    assert pytest.approx(result.adjusted_pvalue[0]) == 1490 / 1680


def test_the_same_story_twice_costs_nothing():
    """The dependence among stories is kept: Bonferroni would double the p-value."""
    result = max_t([LABEL, LABEL], RETURNS)

    assert pytest.approx(result.adjusted_pvalue) == (1 / 70, 1 / 70)


def test_order_of_stories_does_not_matter():
    forward, backward = max_t(STORIES, RETURNS), max_t(STORIES[::-1], RETURNS)

    assert pytest.approx(backward.adjusted_pvalue[::-1]) == forward.adjusted_pvalue


def test_a_story_without_variation_is_undefined_and_takes_no_part():
    result = max_t([LABEL, [0] * 8], RETURNS)

    assert pytest.approx(result.adjusted_pvalue[0]) == 1 / 70
    assert isinstance(result.adjusted_pvalue[1], Undefined)
    assert 1 == result.n_stories


@pytest.mark.parametrize(
    ("stories", "outcome"), [([[1]], [0.1]), ([[0, 1]], [0.1, 0.1]), ([[1, 1]], [0.1, 0.2])]
)
def test_nothing_to_compare_is_undefined(stories, outcome):
    assert isinstance(max_t(stories, outcome), Undefined)


def test_exact_p_lies_in_the_monte_carlo_band(monkeypatch):
    exact = max_t(STORIES, RETURNS).adjusted_pvalue
    monkeypatch.setattr(arrangements, "EXACT_ARRANGEMENTS", 100)
    drawn = max_t(STORIES, RETURNS, rng=np.random.default_rng(2), seed=2, n_resamples=20_000)

    for p, approximate in zip(exact, drawn.adjusted_pvalue, strict=True):
        assert pytest.approx(approximate, abs=3.3 * np.sqrt(p * (1 - p) / 20_000)) == p
    assert (20_001, 2) == (drawn.n_permutations, drawn.settings.seed)


def test_shapes_must_agree():
    with pytest.raises(InputError, match="must be"):
        max_t([[1, 2]], [0.1, 0.2, 0.3])
