"""Time and memory of the radar on 5,000 stocks, 1,600 sessions and 1,000 themes.

python -m pytest tests/benchmarks/test_radar.py
"""

import os
import time
from datetime import date

import numpy as np
import pytest

from dashboard.market.boards import board
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.cross_section import cross_section
from dashboard.radar.scan import scan
from dashboard.radar.splits import splits
from tests.benchmarks.processes import resident
from tests.benchmarks.radar_lists import as_membership, random_lists

# As many stocks a board as there are listed, roughly.
COUNTS = {"60{:04}.SS": 1700, "00{:04}.SZ": 1500, "30{:04}.SZ": 1300, "688{:03}.SS": 500}
EVENINGS, SURFACED = 5, 50


@pytest.fixture(scope="module")
def matrix(xshg):
    days = np.array(xshg.between(date(2018, 9, 3), date(2025, 6, 30))[-1600:], "datetime64[D]")
    symbols = tuple(sorted(form.format(n) for form, count in COUNTS.items() for n in range(count)))
    rng = np.random.default_rng(20250213)
    closes = 10 * np.exp(rng.normal(0, 0.025, (days.size, len(symbols))).cumsum(axis=0))
    closes[rng.random(closes.shape) < 0.02] = np.nan
    n = len(symbols)
    boards = tuple(map(board, symbols))
    return UniverseMatrix(symbols, boards, days, closes, ("a",) * n, ("factor",) * n, "", "")


@pytest.fixture(scope="module")
def held(matrix):
    return random_lists(len(matrix.symbols), np.random.default_rng(1))


def windows(matrix, held):
    """Five evenings of four spans: twenty windows, matched placebos and redrawn lists."""
    days = [day.item() for day in matrix.days[-EVENINGS:]]
    return [scan(matrix, as_membership(matrix.symbols, held, day), day) for day in days]


def test_twenty_windows(benchmark, matrix, held):
    found = benchmark.pedantic(windows, (matrix, held), rounds=3, warmup_rounds=1)

    assert (1000, 4) == found[0].numbers.score.shape
    # Beside the time of the wall, which a busy machine stretches.
    before = time.process_time()
    windows(matrix, held)
    benchmark.extra_info["processor seconds"] = round(time.process_time() - before, 2)
    benchmark.extra_info["resident MB"] = round(resident(os.getpid()) / 1e3)


def test_splits_of_fifty_themes(benchmark, matrix, held):
    """Apart from the scan: what the movers share, theme by theme."""
    day = matrix.days[-1].item()
    membership = as_membership(matrix.symbols, held, day)
    section = cross_section(matrix, day, 5)

    def every():
        return [splits(section, membership, theme) for theme in membership.themes[:SURFACED]]

    assert SURFACED == len(benchmark.pedantic(every, rounds=3, warmup_rounds=1))
