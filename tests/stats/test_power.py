"""Ceiling of the design: printed values and simulation."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.power import detectable_shift, separation_power, smallest_pvalue


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
