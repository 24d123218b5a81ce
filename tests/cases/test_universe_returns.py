"""Returns of the whole market: by hand, against pandas, and against the shipped case's files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.case import Benchmark, Text
from dashboard.cases.folders import read_case
from dashboard.cases.universe_returns import (
    BLOCK,
    MIN_STOCKS,
    equal_weight,
    universe_benchmark,
    window_returns,
)
from dashboard.market.boards import board
from dashboard.market.universe_matrix import UniverseMatrix

# Daily quotes beside the checkout, where somebody has them; they are no part of it.
QUOTES = Path(__file__).parents[3] / "shared" / "market" / "ashare_daily.parquet"


def matrix_of(closes, symbols=None, days=None):
    closes = np.array(closes, dtype=float)
    symbols = symbols or tuple(f"{code:06}.SZ" for code in range(1, closes.shape[1] + 1))
    if days is None:
        days = np.datetime64("2025-01-01") + np.arange(len(closes))
    return UniverseMatrix(
        symbols=tuple(symbols),
        boards=tuple(map(board, symbols)),
        days=days,
        closes=closes,
        sources=("test",) * len(symbols),
        adjustments=("factor",) * len(symbols),
        digest="",
        made="",
    )


NAN = float("nan")
FIRST, SECOND, THIRD = date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 3)


# Windows --------------------------------------------------------------


def test_a_window_return_is_the_last_close_over_the_base_close():
    matrix = matrix_of([[10, 4], [11, 5], [12, 3]], ("300001.SZ", "688001.SS"))

    table = window_returns(matrix, FIRST, THIRD)

    assert ["code", "board", "window_return"] == list(table.columns)
    assert [["300001", "chinext"], ["688001", "star"]] == table[
        ["code", "board"]
    ].to_numpy().tolist()
    assert [0.2, -0.25] == pytest.approx(table["window_return"])


def test_a_stock_without_a_close_on_either_day_is_not_in_the_window():
    matrix = matrix_of([[10, NAN, 5, 1], [NAN, 7, NAN, 1], [12, 8, NAN, 1]])

    table = window_returns(matrix, FIRST, THIRD)

    assert ["000001", "000004"] == table["code"].tolist()


@pytest.mark.parametrize("days", [(date(2024, 12, 31), FIRST), (FIRST, date(2025, 1, 9))])
def test_a_day_the_matrix_does_not_have_gives_an_empty_table(days):
    table = window_returns(matrix_of([[1.0], [2.0]]), *days)

    assert table.empty
    assert ["code", "board", "window_return"] == list(table.columns)


# Day by day -----------------------------------------------------------


def test_the_mean_is_that_of_simple_returns():
    """Twenty stocks up 10 %, ten down 10 %, and then all back where they were."""
    start = np.full(30, 100.0)
    moved = np.where(np.arange(30) < 20, 110.0, 90.0)

    means, counts = equal_weight(matrix_of([start, moved, start]), FIRST, THIRD)

    assert np.isnan(means.iloc[0])
    assert pytest.approx(means.iloc[1]) == (20 * 0.1 - 10 * 0.1) / 30
    assert pytest.approx(means.iloc[2]) == (20 * (100 / 110 - 1) + 10 * (100 / 90 - 1)) / 30
    assert [0, 30, 30] == counts.tolist()


def test_a_gap_is_not_bridged():
    """The stock that pauses counts neither on its day off nor on the day it is back."""
    closes = np.full((4, 31), 100.0)
    closes[1, 0], closes[2:, 0] = NAN, 200.0

    means, counts = equal_weight(matrix_of(closes), FIRST, date(2025, 1, 4))

    assert [0, 30, 30, 31] == counts.tolist()
    assert [0, 0, 0] == means.iloc[1:].tolist()


def test_fewer_than_thirty_stocks_have_no_mean():
    closes = np.full((3, MIN_STOCKS), 100.0)
    closes[2, 0] = NAN

    means, counts = equal_weight(matrix_of(closes), FIRST, THIRD)

    assert [30, 29] == counts.iloc[1:].tolist()
    assert [False, True] == means.iloc[1:].isna().tolist()


def test_what_is_excluded_takes_no_part():
    closes = np.full((2, 31), 100.0)
    closes[1, 4] = 900.0

    means, counts = equal_weight(matrix_of(closes), FIRST, SECOND, exclude=["000005.SZ"])

    assert 0 == means.iloc[1]
    assert 30 == counts.iloc[1]


@pytest.mark.parametrize(
    ("first", "last"),
    [(0, 2 * BLOCK + 40), (1, BLOCK), (BLOCK - 1, BLOCK + 1), (BLOCK, BLOCK), (40, 2 * BLOCK)],
)
def test_any_span_gives_what_pandas_gives(first, last):
    rng = np.random.default_rng(7)
    closes = np.exp(rng.normal(0, 0.02, (2 * BLOCK + 41, 60)).cumsum(axis=0))
    closes[rng.random(closes.shape) < 0.1] = NAN
    matrix = matrix_of(closes)
    days = pd.DatetimeIndex(matrix.days)
    returns = pd.DataFrame(closes, index=days).pct_change(fill_method=None)

    means, counts = equal_weight(matrix, days[first].date(), days[last].date())

    expected = returns.iloc[first : last + 1]
    np.testing.assert_allclose(means, expected.mean(axis=1), rtol=1e-12)
    assert expected.notna().sum(axis=1).tolist() == counts.tolist()
    assert days[first : last + 1].tolist() == means.index.tolist()


def test_a_span_outside_the_matrix_is_empty():
    means, counts = equal_weight(matrix_of([[1.0], [2.0]]), date(2026, 1, 1), date(2026, 2, 1))

    assert means.empty
    assert counts.empty


def test_the_closes_are_left_as_they_were():
    closes = np.full((3, 40), 100.0)
    matrix = matrix_of(closes.copy())
    matrix.closes.flags.writeable = False

    equal_weight(matrix, FIRST, THIRD)
    window_returns(matrix, FIRST, THIRD)

    np.testing.assert_array_equal(closes, matrix.closes)


# Benchmarks of a case -------------------------------------------------


def test_only_benchmarks_that_are_the_universe_get_its_mean(shipped_case):
    case = read_case(shipped_case).case
    asked = replace(case, benchmarks=(*case.benchmarks, Benchmark("all", Text("All"), "universe")))
    matrix = matrix_of(np.full((3, 30), 5.0))

    found = universe_benchmark(asked, matrix)

    assert ["all"] == list(found)
    means, counts = found["all"]
    assert [0, 30, 30] == counts.tolist()
    assert ("mean_return", "date") == (means.name, means.index.name)
    assert {} == universe_benchmark(case, matrix)
    assert {} == universe_benchmark(asked, None)


# The shipped case -----------------------------------------------------


@pytest.fixture(scope="module")
def quotes():
    if not QUOTES.is_file():
        pytest.skip("needs ashare_daily.parquet, which is not part of the project")
    table = pd.read_parquet(QUOTES, columns=["date", "code", "close"])
    table["date"] = pd.DatetimeIndex(table["date"])
    return table.sort_values(["code", "date"], ignore_index=True)


@pytest.fixture(scope="module")
def market(quotes):
    wide = quotes.pivot_table(index="date", columns="code", values="close")
    symbols = [f"{code}.{'SS' if code.startswith('6') else 'SZ'}" for code in wide.columns]
    days = wide.index.to_numpy().astype("datetime64[D]")
    return matrix_of(wide.to_numpy(), symbols, days)


@pytest.mark.slow
def test_the_window_returns_are_those_of_the_shipped_file(market, shipped_case):
    shipped = pd.read_csv(shipped_case / "universe_window_returns.csv", dtype={"code": str})

    table = window_returns(market, date(2025, 2, 6), date(2025, 2, 13)).round(6)

    pd.testing.assert_frame_equal(
        shipped.sort_values("code", ignore_index=True),
        table.sort_values("code", ignore_index=True),
        check_dtype=False,
        atol=1e-9,
        rtol=0,
    )


@pytest.mark.slow
def test_the_daily_means_are_those_of_the_shipped_file_but_for_stocks_that_came_back(
    quotes, market, shipped_case
):
    """
    The file takes a stock's return over a suspension into the mean of the day it is back;
    here that stock does not count.  With those returns added the two are the same.
    """
    shipped = pd.read_csv(
        shipped_case / "equal_weight_returns.csv", parse_dates=["date"], index_col="date"
    )
    means, counts = equal_weight(market, shipped.index[0].date(), shipped.index[-1].date())

    grouped = quotes.assign(at=pd.factorize(quotes["date"], sort=True)[0]).groupby("code")
    moves = quotes.assign(move=grouped["close"].pct_change(), gap=grouped["at"].diff())
    back = moves.loc[moves["gap"] > 1].groupby("date")["move"]
    added = back.sum().reindex(shipped.index, fill_value=0)
    more = back.count().reindex(shipped.index, fill_value=0)

    assert (counts + more).tolist() == shipped["stocks"].tolist()
    whole = (means * counts + added) / (counts + more)
    np.testing.assert_allclose(shipped["mean_return"], whole, atol=5.1e-9)
    same = (more == 0).to_numpy()
    assert 107 == np.count_nonzero(same)
    np.testing.assert_allclose(shipped["mean_return"][same], means[same], atol=5.1e-9)
