"""Ceiling of the design: printed values and simulation."""

from itertools import combinations
from math import comb

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.power import (
    detectable_shift,
    half_power_mean,
    half_power_shift,
    separation_power,
    smallest_pvalue,
)


@pytest.mark.parametrize(
    ("k", "two_sided"), [(3, 0.1), (4, 0.0286), (5, 0.0079), (6, 0.0022), (8, 0.00016)]
)
def test_smallest_two_sided_p(k, two_sided):
    assert pytest.approx(smallest_pvalue(k, k)[1], rel=0.05) == two_sided


@pytest.mark.parametrize(
    ("shift", "power"), [(0, 0.0143), (1, 0.141), (2, 0.489), (3, 0.830), (4, 0.970)]
)
def test_power_of_complete_separation(shift, power):
    """Four against four, shift in spreads of a stock."""
    assert pytest.approx(separation_power(shift), abs=6e-4) == power


def test_without_a_shift_power_is_the_smallest_p():
    assert pytest.approx(separation_power(0, n_first=3, n_second=4)) == 1 / 35


def test_unequal_groups_agree_with_simulation():
    rng = np.random.default_rng(1)
    first, second = rng.normal(1.5, 1, (40_000, 3)), rng.normal(0, 1, (40_000, 5))
    share = (first.min(axis=1) > second.max(axis=1)).mean()

    assert pytest.approx(separation_power(1.5, n_first=3, n_second=5), abs=0.01) == share


def test_detectable_shift_inverts_power():
    assert 0.8 == pytest.approx(separation_power(detectable_shift(power=0.8)))


def test_bad_arguments_are_refused():
    with pytest.raises(InputError, match="cannot be separated"):
        separation_power(1.0, n_first=0)
    with pytest.raises(InputError, match="between 0 and 1"):
        detectable_shift(power=1.0)


@pytest.mark.parametrize(("n_first", "n_second"), [(4, 4), (5, 4), (6, 6)])
def test_the_half_power_shift_is_found_half_of_the_time(n_first, n_second):
    rng = np.random.default_rng(7)
    shift, n, draws = half_power_shift(n_first, n_second), n_first + n_second, 1_500
    splits = np.zeros((comb(n, n_first), n))
    for row, chosen in enumerate(combinations(range(n), n_first)):
        splits[row, list(chosen)] = 1
    weights = splits / n_first - (1 - splits) / n_second
    values = rng.normal(size=(draws, n))
    values[:, :n_first] += shift
    null = values @ weights.T
    own = null[:, [0]]
    tail = np.minimum((null >= own - 1e-12).sum(axis=1), (null <= own + 1e-12).sum(axis=1))
    power = (2 * tail / len(splits) <= 0.05).mean()
    assert abs(power - 0.5) < 0.06


def test_no_shift_is_found_where_no_arrangement_reaches_the_level():
    assert half_power_shift(3, 3) is None
    assert half_power_shift(1, 1) is None
    assert half_power_shift(4, 4, groups=3, n=12) is None
    assert half_power_shift(15, 15) < half_power_shift(6, 6) < half_power_shift(4, 4)


def test_one_group_is_found_at_its_normal_critical_value():
    assert pytest.approx(1.96 / 3, abs=1e-3) == half_power_mean(9)


@pytest.mark.parametrize(("shift", "k", "m"), [(0.0, 4, 4), (2.0, 3, 5), (-1.5, 1, 6), (6.0, 9, 2)])
def test_the_integral_is_that_of_scipy(shift, k, m):
    def density(x):
        lowest = k * scipy.stats.norm.pdf(x - shift) * scipy.stats.norm.sf(x - shift) ** (k - 1)
        return lowest * scipy.stats.norm.cdf(x) ** m

    expected = scipy.integrate.quad(density, shift - 10, shift + 10, epsabs=1e-13)[0]
    assert pytest.approx(expected, abs=1e-11) == separation_power(shift, n_first=k, n_second=m)
