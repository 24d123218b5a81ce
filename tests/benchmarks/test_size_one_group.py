"""How often the conformal interval of a single group misses where nothing is there.

Four simulated stocks against their benchmark over 120 sessions and a window; the mean of
their residuals has heavy tails, a memory, a changing variance, or a second factor.  A 95 %
interval should miss in 5 %.  Not timed.
"""

from math import sqrt

import numpy as np
import pytest

from dashboard.stats.conformal import window_effect

DRAWS = 2_000
ESTIMATION = 120
KINDS = ("heavy tails", "memory", "changing variance", "hidden factor")
CELLS = [(kind, length) for kind in KINDS for length in (1, 5, 10)]


def simulate(rng, kind, n):
    market = rng.normal(0, 0.012, n)
    shocks = rng.standard_t(5, (n, 4)) / sqrt(5 / 3)
    if kind == "memory":
        for at in range(1, n):
            shocks[at] += 0.15 * shocks[at - 1]
    if kind == "changing variance":
        level = np.zeros(n)
        for at in range(1, n):
            level[at] = 0.95 * level[at - 1] + 0.16 * rng.standard_normal()
        shocks *= np.exp(level)[:, None]
    if kind == "hidden factor":
        shocks += 0.8 * rng.normal(0, 1, n)[:, None]
    stocks = rng.uniform(0.5, 1.6, 4) * market[:, None] + 0.025 * shocks
    return stocks.mean(axis=1), market


@pytest.fixture(scope="module")
def misses():
    rng = np.random.default_rng(19)
    found = {}
    for kind, length in CELLS:
        missed = 0
        for _ in range(DRAWS):
            effect = window_effect(*simulate(rng, kind, ESTIMATION + length), length=length)
            missed += not effect.low <= 0 <= effect.high
        found[kind, length] = missed / DRAWS
    return found


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_the_interval_misses_as_often_as_it_says(misses, cell):
    print(cell, misses[cell])
    assert misses[cell] <= 0.05 + 3 * sqrt(0.05 * 0.95 / DRAWS)
