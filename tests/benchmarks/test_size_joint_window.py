"""How often the clearest of 185 windows is called rare where nothing is there.

Eight simulated stocks with a market, a second factor and heavy-tailed noise, split four
against four at random, over the grid of the Robustness page: 13 bases, every end up to ten
sessions after a window of five.  Counted window by window the best reaches 2/70 more often
than not; the joint p-value keeps 5 %.  Not timed.
"""

from itertools import product

import numpy as np
import pytest

from dashboard.stats.joint_windows import joint_windows

DRAWS = 2_000
HOME, ENDS = 8, 24  # row of the base, rows of closes


def windows():
    return [(a, b) for a, b in product(range(ENDS), repeat=2) if a < b and a <= 12 and b > HOME]


def growth(rng, pairs):
    sessions = ENDS - 1
    common = rng.normal(0, 0.012, sessions)[:, None] * rng.uniform(0.5, 1.6, 8)
    hidden = rng.normal(0, 0.009, sessions)[:, None]
    spread = rng.uniform(0.015, 0.035, 8)
    daily = common + hidden + spread * rng.standard_t(5, (sessions, 8)) / np.sqrt(5 / 3)
    level = np.vstack((np.ones(8), np.cumprod(1 + daily, axis=0)))
    starts, ends = np.array(pairs).T
    return level[ends] / level[starts] - 1


@pytest.fixture(scope="module")
def shares():
    """Share of draws with (some window at 2/70 two-sided, joint p at most 5 %)."""
    rng, pairs = np.random.default_rng(13), windows()
    picked = joint = 0
    for _ in range(DRAWS):
        returns = growth(rng, pairs)
        separate = returns[:, :4].min(axis=1) > returns[:, 4:].max(axis=1)
        separate |= returns[:, :4].max(axis=1) < returns[:, 4:].min(axis=1)
        picked += bool(separate.any())
        joint += joint_windows(returns, 4).pvalue <= 0.05
    return picked / DRAWS, joint / DRAWS


def test_the_grid_has_185_windows():
    assert 185 == len(windows())


def test_the_best_of_all_windows_is_no_test(shares):
    print("best window at 2/70:", shares[0])
    assert shares[0] > 0.25


def test_the_joint_p_value_keeps_its_level(shares):
    print("joint p at 5 %:", shares[1])
    assert shares[1] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / DRAWS)
