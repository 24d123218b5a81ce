"""Familywise p-values against SciPy, against every permutation by hand, and against themselves."""

from itertools import permutations

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.familywise import Ranked, familywise, group_pvalues, shuffles
from dashboard.stats.result import Undefined


def rho(grades, returns):
    return round(float(scipy.stats.spearmanr(grades, returns).statistic), 10)


def by_hand(grades, returns):
    """Smallest p over the stories in every permutation, by loops over SciPy's correlations."""
    orders = list(permutations(returns))
    table = np.array([[rho(each, order) for each in grades] for order in orders])
    strengths = np.array(
        [[(table[:, j] >= value).mean() for j, value in enumerate(row)] for row in table]
    )
    least = strengths.min(axis=1)
    own = strengths[orders.index(tuple(returns))]
    return [float((least <= value + 1e-12).mean()) for value in own]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_every_permutation_by_hand_gives_the_same(seed):
    rng = np.random.default_rng(seed)
    returns = rng.choice([-0.1, 0.0, 0.1, 0.2, 0.3], 5, replace=seed % 2 == 0).tolist()
    grades = [[3, 1, 0, 0, 2], [0, 0, 1, 1, 0], [2, 0, 2, 0, 1]]
    stories = [Ranked(np.array([each], dtype=float)) for each in grades]
    found = familywise(shuffles(returns), stories)
    assert pytest.approx(by_hand(grades, returns)) == found.pvalues.tolist()
    turned = [[-value for value in each] for each in grades]
    assert pytest.approx(by_hand(turned, returns)) == found.opposite_pvalues.tolist()


@pytest.mark.slow
def test_one_story_has_its_own_permutation_p():
    grades, returns = [0, 1, 0, 2, 3, 1, 0], [0.1, 0.3, 0.2, 0.25, 0.5, -0.1, 0.0]
    found = familywise(shuffles(returns), [Ranked(np.array([grades], dtype=float))])
    oracle = scipy.stats.permutation_test(
        (returns,),
        lambda order: scipy.stats.spearmanr(grades, order).statistic,
        permutation_type="pairings",
        n_resamples=np.inf,
        alternative="greater",
    )
    assert pytest.approx(oracle.pvalue) == found.pvalues[0]


def test_a_draw_agrees_with_the_count_of_all(monkeypatch):
    rng = np.random.default_rng(3)
    returns = rng.normal(size=7)
    stories = [
        Ranked(np.array([[3.0, 1, 0, 0, 2, 1, 0]])),
        Ranked(rng.normal(size=(4, 7)), either_sign=True),
    ]
    exact = familywise(shuffles(returns), stories)
    monkeypatch.setattr("dashboard.stats.familywise.EXACT_SHUFFLES", 10)
    drawn = shuffles(returns, rng=np.random.default_rng(1), seed=1)
    assert 10_000 == drawn.total
    found = familywise(drawn, stories)
    spread = np.sqrt(exact.pvalues * (1 - exact.pvalues) / 9_999)
    assert (np.abs(found.pvalues - exact.pvalues) <= 4.5 * spread + 2e-4).all()
    with pytest.raises(InputError, match="random generator"):
        shuffles(returns)


@pytest.mark.slow
def test_measures_are_judged_by_max_t_in_either_sign():
    rng = np.random.default_rng(5)
    values, returns = rng.normal(size=(3, 6)), rng.normal(size=6)
    found = familywise(shuffles(returns), [Ranked(values, either_sign=True)])
    largest = max(abs(rho(row, returns)) for row in values)
    null = [max(abs(rho(row, order)) for row in values) for order in permutations(returns.tolist())]
    assert pytest.approx(np.mean(np.array(null) >= largest - 1e-9)) == found.pvalues[0]
    assert 1.0 == found.opposite_pvalues[0]
    mirrored = familywise(shuffles(returns), [Ranked(-values, either_sign=True)])
    assert mirrored.pvalues[0] == found.pvalues[0]


def test_a_stock_without_a_measure_leaves_that_story_alone():
    returns = [0.1, 0.4, 0.2, 0.3, 0.0]
    values = np.array([[1.0, 3.0, np.nan, 2.0, 0.0]])
    found = familywise(shuffles(returns), [Ranked(values, either_sign=True)])
    # Four stocks are left in perfect order: 2 of the 24 orders of any four are as good.
    assert pytest.approx(2 / 24) == found.pvalues[0]


def test_a_story_can_only_lose_by_company():
    rng = np.random.default_rng(8)
    returns = rng.normal(size=6)
    first, second = (
        Ranked(np.array([[0.0, 1, 1, 2, 3, 0]])),
        Ranked(np.array([[1.0, 0, 0, 0, 0, 2]])),
    )
    alone = familywise(shuffles(returns), [first]).pvalues[0]
    together = familywise(shuffles(returns), [first, second])
    assert together.pvalues[0] >= alone
    assert (together.reachable <= together.pvalues).all()


def test_under_the_null_every_level_is_kept():
    rng = np.random.default_rng(11)
    stories = [
        Ranked(rng.integers(0, 4, (1, 6)).astype(float)),
        Ranked(rng.normal(size=(3, 6)), either_sign=True),
    ]
    found = familywise(shuffles(rng.normal(size=6)), stories)
    least = found.counts.min(axis=1) / found.total
    for level in (0.01, 0.05, 0.2, 0.5):
        assert (least <= level).mean() <= level + 1e-12


def test_two_groups_have_the_two_sided_p_of_all_splits():
    rng = np.random.default_rng(2)
    returns = rng.normal(size=7)
    drawn = shuffles(returns)
    own = group_pvalues(drawn, [0, 0, 0, 1, 1, 1, 1])[drawn.observed]
    oracle = scipy.stats.permutation_test(
        (returns[:3], returns[3:]), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf
    )
    assert pytest.approx(oracle.pvalue) == own


def test_three_groups_are_judged_by_their_widest_pair():
    returns = [0.9, 0.8, 0.1, 0.2, 0.3, 0.25]
    drawn, groups = shuffles(returns), np.array([0, 0, 1, 1, 2, 2])
    own = group_pvalues(drawn, groups)[drawn.observed]
    null = []
    for order in permutations(returns):
        means = [np.mean(np.array(order)[groups == g]) for g in range(3)]
        null.append(max(means) - min(means))
    assert pytest.approx(np.mean(np.array(null) >= 0.7 - 1e-9)) == own


@pytest.mark.parametrize("returns", [[], [0.1], [0.2, 0.2, 0.2]])
def test_returns_that_cannot_be_shuffled_say_so(returns):
    found = shuffles(returns)
    assert isinstance(found, Undefined)
    assert "the same value" in found.reason


def test_without_a_story_there_is_nothing_to_test():
    with pytest.raises(InputError, match="no story"):
        familywise(shuffles([0.1, 0.2]), [])
