"""Outcome per step of grade: SciPy's slope, the two-group interval, a loop over arrangements."""

from itertools import permutations

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.permutation import permutation_test, shift_interval
from dashboard.stats.result import Undefined
from dashboard.stats.step_effect import step_effect

GRADES = [0, 1, 0, 1, 3, 2, 2, 0]


@pytest.fixture
def returns():
    return np.random.default_rng(1).normal(0, 0.1, 8)


def test_the_slope_is_scipy_s(returns):
    assert pytest.approx(scipy.stats.linregress(GRADES, returns).slope) == (
        step_effect(GRADES, returns).value
    )


def test_two_grades_are_two_groups(returns):
    split = [1, 1, 1, 1, 0, 0, 0, 0]
    found = step_effect(split, returns)
    test = permutation_test(returns[:4], returns[4:])
    interval = shift_interval(returns[:4], returns[4:])
    assert (test.count, test.n_permutations) == (found.test.count, found.test.n_permutations)
    assert pytest.approx((interval.low, interval.high, interval.coverage)) == (
        found.low,
        found.high,
        found.coverage,
    )


def test_ends_are_where_a_loop_over_arrangements_stops_rejecting(returns):
    found = step_effect(GRADES, returns, level=0.9)
    rows = np.array(sorted(set(permutations(GRADES))))
    assert 1680 == len(rows) == found.test.n_permutations

    def two_sided(slope):
        held = returns - slope * np.array(GRADES)
        null = rows @ held
        own = np.array(GRADES) @ held
        sides = [(null >= own - 1e-12).mean(), (null <= own + 1e-12).mean()]
        return 2 * min(sides)

    allowed = 1 - found.coverage
    for end, inward in ((found.low, 1e-6), (found.high, -1e-6)):
        assert two_sided(end + inward) > allowed + 1e-9
        assert two_sided(end - inward) <= allowed + 1e-9


def test_a_steeper_line_moves_the_interval_with_it(returns):
    before = step_effect(GRADES, returns)
    after = step_effect(GRADES, returns + 0.05 * np.array(GRADES) + 0.3)
    assert pytest.approx([before.value + 0.05, before.low + 0.05, before.high + 0.05]) == [
        after.value,
        after.low,
        after.high,
    ]


def test_few_stocks_have_a_slope_without_an_interval():
    found = step_effect([0, 1], [0.1, 0.3])
    assert pytest.approx(0.2) == found.value
    assert "leave every slope possible" in found.low.reason
    assert isinstance(step_effect([1, 1], [0.1, 0.3]), Undefined)


def test_many_stocks_are_drawn_with_a_seed():
    rng = np.random.default_rng(2)
    grades, outcome = rng.integers(0, 4, 30), rng.normal(0, 0.1, 30)
    found = step_effect(grades, outcome, rng=np.random.default_rng(1), seed=1)
    assert ("monte-carlo", 10_000) == (found.settings.method, found.test.n_permutations)
    assert found.low < found.value < found.high
    with pytest.raises(InputError):
        step_effect(grades, outcome)
    with pytest.raises(InputError):
        step_effect([0, 1], [0.1])
