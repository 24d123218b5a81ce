"""One group over time: against a loop over shifts and effects, regression, invariants."""

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.conformal import window_effect
from dashboard.stats.result import Undefined


def series(seed=1, n=60, length=5, effect=0.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 0.012, n)
    y = 0.001 + 1.3 * x + 0.02 * rng.standard_t(5, n)
    y[-length:] += effect / length
    return y, x


def p_by_hand(y, x, length, effect):
    """P-value of an effect by refitting with SciPy and rolling the residuals."""
    held = y.copy()
    held[-length:] -= effect / length
    line = scipy.stats.linregress(x, held)
    u = held - line.intercept - line.slope * x
    sums = [abs(np.roll(u, shift)[-length:].sum()) for shift in range(y.size)]
    return np.mean([s >= sums[0] - 1e-12 for s in sums])


@pytest.mark.parametrize(("seed", "length"), [(1, 5), (2, 1), (3, 8)])
def test_p_and_interval_are_those_of_refitting_at_every_effect(seed, length):
    y, x = series(seed, length=length, effect=0.1)
    found = window_effect(y, x, length=length, level=0.9)
    assert pytest.approx(p_by_hand(y, x, length, 0)) == found.pvalue
    step = 1e-6
    for end, inward in ((found.low, step), (found.high, -step)):
        assert p_by_hand(y, x, length, end + inward) > 0.1
        assert p_by_hand(y, x, length, end - inward) <= 0.1
    assert pytest.approx(1) == p_by_hand(y, x, length, found.value)


def test_the_value_is_the_coefficient_of_a_dummy_for_the_window():
    y, x = series(4, effect=0.2)
    dummy = np.r_[np.zeros(55), np.full(5, 1 / 5)]
    design = np.column_stack((np.ones(60), x, dummy))
    fitted = np.linalg.lstsq(design, y, rcond=None)[0]
    assert pytest.approx(fitted[2]) == window_effect(y, x, length=5).value


def test_an_effect_moves_the_interval_with_it_and_a_trend_does_not():
    y, x = series(5)
    before = window_effect(y, x, length=5)
    moved = y.copy()
    moved[-5:] += 0.3 / 5
    after = window_effect(moved + 0.01 + 0.5 * x, x, length=5)
    assert pytest.approx([before.value + 0.3, before.low + 0.3, before.high + 0.3]) == [
        after.value,
        after.low,
        after.high,
    ]
    assert after.count <= before.count


def test_the_interval_leaves_out_zero_exactly_when_p_says_so():
    for seed in range(20):
        y, x = series(seed + 10, n=80, effect=0.08)
        found = window_effect(y, x, length=5)
        assert (found.low <= 0 <= found.high) == (found.pvalue > 1 - found.coverage)


def test_what_cannot_be_tested_says_so():
    y, x = series(6)
    assert "does not move" in window_effect(y, np.full(60, 0.001), length=5).reason
    assert isinstance(window_effect(y[:9], x[:9], length=5), Undefined)
    assert isinstance(window_effect(y[:15], x[:15], length=5), Undefined)
    with pytest.raises(InputError):
        window_effect(y, x[1:], length=5)
