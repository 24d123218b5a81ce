"""Time of the universe of 5,000 stocks and 1,600 sessions: loading it, and what it feeds.

python -m pytest tests/benchmarks/test_universe.py
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.robustness.placebos import hindsight, placebo_groups
from dashboard.analysis.window.window import base_window, window_result
from dashboard.cases.folders import read_case
from dashboard.cases.universe_returns import equal_weight, window_returns
from dashboard.market.boards import board
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.store.store import Store
from dashboard.store.universe import build_universe
from dashboard.store.universe_file import load_universe, matrix_digest, write_universe


@pytest.fixture(scope="module")
def own_days(xshg):
    return np.array(xshg.between(date(2018, 9, 3), date(2025, 6, 30))[-1600:], "datetime64[D]")


# As many stocks a board as there are listed, roughly.
COUNTS = {"60{:04}.SS": 1700, "00{:04}.SZ": 1500, "30{:04}.SZ": 1300, "688{:03}.SS": 500}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, own_days):
    symbols = tuple(sorted(form.format(n) for form, count in COUNTS.items() for n in range(count)))
    rng = np.random.default_rng(20250213)
    closes = 10 * np.exp(rng.normal(0, 0.025, (len(own_days), len(symbols))).cumsum(axis=0))
    closes[rng.random(closes.shape) < 0.02] = np.nan
    matrix = UniverseMatrix(
        symbols=symbols,
        boards=tuple(map(board, symbols)),
        days=own_days,
        closes=closes,
        sources=("tencent",) * len(symbols),
        adjustments=("factor",) * len(symbols),
        digest="",
        made="2025-07-01T00:00:00Z",
    )
    place = tmp_path_factory.mktemp("store")
    write_universe(replace(matrix, digest=matrix_digest(matrix)), place)
    return place


@pytest.fixture(scope="module")
def matrix(folder):
    return load_universe(folder)


def test_load(benchmark, folder):
    assert (1600, 5000) == benchmark(load_universe, folder).closes.shape


def test_load_and_hold_against_the_hash(benchmark, folder):
    matrix = load_universe(folder)
    assert matrix.digest == benchmark(lambda: matrix_digest(load_universe(folder)))


def test_window_of_all_stocks(benchmark, matrix):
    table = benchmark(window_returns, matrix, date(2025, 2, 7), date(2025, 2, 14))
    assert len(table) > 4500


def test_equal_weight_of_all_days(benchmark, matrix):
    means, _ = benchmark(equal_weight, matrix, matrix.first, matrix.last)
    assert 1599 == means.notna().sum()


@pytest.fixture(scope="module", params=[date(2025, 2, 14), date(2025, 4, 30)], ids=str)
def another_window(request, matrix, shipped_case, xshg):
    loaded = read_case(shipped_case)
    case, market = loaded.case, replace(loaded.market, universe_matrix=matrix)
    window = base_window(case, market, xshg, date(2025, 2, 7), request.param)
    benchmark_id = case.benchmarks[0].id
    return case, market, window_result(case, market, xshg, window, benchmark=benchmark_id)


def test_placebo_groups_of_another_window(benchmark, another_window):
    found = benchmark(placebo_groups, *another_window)
    assert found.n_universe > 4000


def test_hindsight_of_another_window(benchmark, another_window):
    assert benchmark(hindsight, *another_window).yardsticks


def test_build_from_series(benchmark, tmp_path, own_days):
    """300 of them; a whole market takes as many times longer as it has more."""
    store = Store(tmp_path)
    rng = np.random.default_rng(1)
    for n in range(300):
        closes = 10 * np.exp(rng.normal(0, 0.02, len(own_days)).cumsum())
        prices = dict.fromkeys(("open", "high", "low", "close"), closes)
        rows = {"date": own_days, **prices, "volume": 1.0, "amount": 1.0, "factor": 1.0}
        note = SeriesNote(
            f"00{n:04}.SZ", "tencent", "none", "sina", "CNY", "2025-07-01T00:00:00Z", "", "", ""
        )
        store.put(PriceSeries(note, series_rows(pd.DataFrame(rows))))

    assert (1600, 300) == benchmark.pedantic(build_universe, (store,), rounds=3).closes.shape
