"""Best of K: enumeration of small universes, plain sampling, bounds."""

from itertools import combinations

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.hindsight import best_of
from dashboard.stats.result import Undefined


def means_of_best(returns, best, pool):
    """Mean of the best few of every possible pool."""
    return np.array([np.mean(sorted(drawn)[-best:]) for drawn in combinations(returns, pool)])


@pytest.mark.parametrize(("best", "pool"), [(1, 2), (2, 3), (3, 3), (4, 6), (1, 8), (8, 8)])
def test_expectation_and_distribution_agree_with_every_pool(best, pool):
    returns = [0.3, -0.1, 0.05, 0.2, 0.2, -0.4, 0.0, 0.11]
    every = means_of_best(returns, best, pool)
    result = best_of(
        returns, best=best, pool=pool, rng=np.random.default_rng(1), n_resamples=20_000
    )

    assert pytest.approx(result.expected) == every.mean()
    for threshold in (-0.05, 0.1, 0.2, 0.25):
        share = (every >= threshold - 1e-12).mean()
        assert pytest.approx((result.means >= threshold - 1e-12).mean(), abs=0.015) == share


def test_best_of_three_by_hand():
    """Pairs of 0, 1, 2: the best is 1, 2, 2."""
    result = best_of([0.0, 1.0, 2.0], best=1, pool=2, rng=np.random.default_rng(0))

    assert pytest.approx(result.expected) == 5 / 3


def test_a_pool_of_the_group_itself_is_a_plain_mean():
    rng = np.random.default_rng(2)
    returns = rng.normal(size=500)

    assert pytest.approx(best_of(returns, best=4, pool=4, rng=rng).expected) == returns.mean()


def test_more_hindsight_gives_more():
    rng = np.random.default_rng(3)
    returns = rng.normal(size=500)
    expected = [best_of(returns, best=4, pool=k, rng=rng).expected for k in (4, 10, 40, 160, 500)]

    assert expected == sorted(expected)
    assert pytest.approx(expected[-1]) == np.sort(returns)[-4:].mean()


def test_large_universe_agrees_with_plain_sampling():
    rng = np.random.default_rng(5)
    returns = rng.normal(size=3300)
    result = best_of(returns, best=4, pool=40, rng=rng, n_resamples=4000)
    plain = [np.sort(rng.choice(returns, 40, replace=False))[-4:].mean() for _ in range(2000)]

    assert pytest.approx(result.means.mean(), abs=0.03) == np.mean(plain)
    assert pytest.approx(result.means.std(), abs=0.03) == np.std(plain)
    assert pytest.approx(result.means.mean(), abs=0.03) == result.expected


def test_observed_is_counted_among_the_draws_and_p_is_never_zero():
    rng = np.random.default_rng(1)
    result = best_of([0.0, 0.1, 0.2], best=1, pool=2, rng=rng, seed=1, n_resamples=99, observed=9.0)

    assert (1, 1 / 100, 1 / 100) == (result.count, result.pvalue, result.attainable)
    assert (1, 99) == (result.settings.seed, result.settings.n_resamples)


def test_the_same_seed_gives_the_same_draws():
    one, two = (
        best_of(np.arange(50.0), best=3, pool=9, rng=np.random.default_rng(4)) for _ in range(2)
    )

    assert one.means.tolist() == two.means.tolist()
    assert one.quantile(0.5) == two.quantile(0.5)


def test_a_universe_smaller_than_the_pool_is_undefined():
    result = best_of([0.1, 0.2], best=1, pool=3, rng=np.random.default_rng(0))

    assert isinstance(result, Undefined)
    assert "2 stocks are fewer than the 3" in result.reason


@pytest.mark.parametrize(("best", "pool"), [(0, 2), (3, 2)])
def test_best_must_lie_between_one_and_the_pool(best, pool):
    with pytest.raises(InputError, match="do not exist"):
        best_of([0.1, 0.2, 0.3], best=best, pool=pool, rng=np.random.default_rng(0))
