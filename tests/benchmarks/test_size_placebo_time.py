"""How often the placebo in time calls a quiet window rare at a nominal 5 %.

Two groups of four simulated stocks; the difference of their daily means has heavy tails, a
memory, a changing variance, or twice the spread in its last month.  Nothing happens in the
window.  The rank among overlapping earlier windows rejects too often, the longer the window
the more; circular shifts of differences over their noise do not.  Not timed.
"""

from math import sqrt

import numpy as np
import pytest

from dashboard.stats.placebo_time import placebo_time

DRAWS = 1_500
BEFORE = 145  # sessions of the shipped case before its window
KINDS = ("heavy tails", "memory", "changing variance", "wild month")
CELLS = [(kind, length) for kind in KINDS for length in (5, 10)]


def noise(rng, kind, n):
    """Daily noise of one stock a column; (n, 8)."""
    shocks = rng.standard_t(5, (n, 8)) / sqrt(5 / 3)
    if kind == "memory":
        for at in range(1, n):
            shocks[at] += 0.15 * shocks[at - 1]
    if kind == "changing variance":
        level = np.zeros(n)
        for at in range(1, n):
            level[at] = 0.95 * level[at - 1] + 0.16 * rng.standard_normal()
        shocks *= np.exp(level)[:, None]
    if kind == "wild month":
        shocks[-30:] *= 2
    return 0.02 * shocks


def rejected(rng, kind, length):
    """Rejections: old one-sided, old two-sided, shifts one-sided, shifts two-sided."""
    daily = rng.normal(0, 0.012, BEFORE + length)[:, None] + noise(rng, kind, BEFORE + length)
    prices = np.vstack((np.ones(8), np.cumprod(1 + np.maximum(daily, -0.5), axis=0)))
    found = placebo_time(prices[:, :4], prices[:, 4:], base=BEFORE, last=BEFORE + length)
    below = int((found.differences <= found.statistic).sum())
    sides = min(found.count, below) + 1
    return np.array(
        [
            found.pvalue <= 0.05,
            2 * sides / (found.n_overlapping + 1) <= 0.05,
            found.shifts.pvalue_one_sided <= 0.05,
            found.shifts.pvalue_two_sided <= 0.05,
        ]
    )


@pytest.fixture(scope="module")
def shares():
    rng = np.random.default_rng(17)
    return {cell: sum(rejected(rng, *cell) for _ in range(DRAWS)) / DRAWS for cell in CELLS}


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_circular_shifts_keep_their_level(shares, cell):
    print(cell, "rank", shares[cell][:2], "shifts", shares[cell][2:])
    assert max(shares[cell][2:]) <= 0.05 + 3 * sqrt(0.05 * 0.95 / DRAWS)


def test_the_rank_among_overlapping_windows_does_not(shares):
    assert max(found[1] for found in shares.values()) > 0.08
