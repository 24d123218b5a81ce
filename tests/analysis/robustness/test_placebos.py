"""Placebos of the shipped case: known counts, invariants, and what cannot be asked."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.robustness.placebos import (
    POOLS,
    hindsight,
    placebo_groups,
    placebo_in_time,
    universe_remark,
    universe_source,
)
from dashboard.analysis.window.window import base_window, window_result
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.stats.result import Undefined

SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")
CASE, MARKET = SHIPPED.case, SHIPPED.market
XSHG = load_sessions("XSHG", "Asia/Shanghai")


def result_of(case=CASE, market=MARKET, window=CASE.window, benchmark="equal-weight"):
    return window_result(case, market, XSHG, window, benchmark=benchmark)


@pytest.fixture(scope="module")
def result():
    return result_of()


ALONE = replace(
    CASE, groups=CASE.groups[:1], stocks=tuple(s for s in CASE.stocks if s.group == "newcomers")
)


def test_exact_count_of_the_groups_on_the_same_boards(result):
    found = placebo_groups(CASE, MARKET, result)
    assert (found.count, found.n, found.exact) == (502_206_511, 1_268_026_643_520, True)
    assert found.pvalue == 502_206_511 / 1_268_026_643_520
    assert int(found.counts.sum()) == found.n
    assert found.n_universe == (2164 - 4) + (760 - 4)


def test_one_bin_gives_the_same_count(result):
    assert placebo_groups(CASE, MARKET, result, bins=1).count == 502_206_511


def test_another_window_has_no_placebo_groups():
    window = base_window(CASE, MARKET, XSHG, date(2025, 2, 6), date(2025, 2, 14))
    for ask in (placebo_groups, hindsight):
        found = ask(CASE, MARKET, result_of(window=window))
        assert "the case’s own window, 2025-02-07 to 2025-02-13" in found.reason
        assert "refresh --universe" in found.reason
    assert universe_remark(CASE, MARKET, result_of(window=window)) is None


def test_without_a_universe_or_a_group_there_is_a_sentence(result):
    bare = replace(MARKET, universe=None)
    reason = placebo_groups(CASE, bare, result).reason
    assert "no table" in reason
    assert "refresh --universe" in reason
    nobody = replace(CASE, groups=(), stocks=())
    assert "no group" in hindsight(nobody, MARKET, result_of(nobody)).reason


def test_a_universe_with_more_decimals_is_taken_on_the_grid(result):
    fine = replace(
        MARKET,
        universe=MARKET.universe.assign(window_return=MARKET.universe["window_return"] + 1e-9),
    )
    assert placebo_groups(CASE, fine, result, bins=1).count == 502_206_511


def test_placebo_in_time_ranks_first_of_141(result):
    found = placebo_in_time(CASE, MARKET, XSHG, result)
    assert (found.result.n_overlapping, found.result.n_non_overlapping) == (140, 28)
    assert found.result.count == 0
    assert found.result.statistic == pytest.approx(result.headline.value)
    assert (found.ends[0], found.ends[-1]) == (date(2024, 7, 8), date(2025, 2, 6))


@pytest.mark.parametrize("place", [0, 50, 139])
def test_a_placebo_window_is_a_window(result, place):
    found = placebo_in_time(CASE, MARKET, XSHG, result)
    end = found.ends[place]
    window = base_window(CASE, MARKET, XSHG, XSHG.offset(end, -5), end)
    assert found.result.differences[place] == pytest.approx(
        result_of(window=window).headline.value, abs=1e-12
    )


@pytest.mark.parametrize("yardstick", ["equal-weight", "000300.SS"])
def test_one_group_is_held_against_the_benchmark(yardstick):
    result = result_of(ALONE, benchmark=yardstick)
    found = placebo_in_time(ALONE, MARKET, XSHG, result)
    assert found.result.statistic == pytest.approx(result.headline.value, abs=1e-12)
    end = found.ends[7]
    window = base_window(ALONE, MARKET, XSHG, XSHG.offset(end, -5), end)
    assert found.result.differences[7] == pytest.approx(
        result_of(ALONE, window=window, benchmark=yardstick).headline.value, abs=1e-12
    )


def test_a_gap_in_the_benchmark_is_never_bridged():
    series = MARKET.benchmark_returns["equal-weight"]

    def market(day):
        return replace(MARKET, benchmark_returns={"equal-weight": series.drop(pd.Timestamp(day))})

    inside = market("2025-02-11")
    found = placebo_in_time(ALONE, inside, XSHG, result_of(ALONE, inside))
    assert isinstance(found, Undefined)
    before = market("2024-12-02")
    found = placebo_in_time(ALONE, before, XSHG, result_of(ALONE, before))
    # Windows start at the close of the gap's day or later.
    assert XSHG.offset(found.ends[0], -5) == date(2024, 12, 2)


def test_a_stock_listed_last_month_leaves_the_windows_since_then():
    prices = MARKET.prices
    gone = (prices["symbol"] == "300249.SZ") & (prices["date"] < pd.Timestamp("2025-01-06"))
    market = replace(MARKET, prices=prices.loc[~gone])
    found = placebo_in_time(CASE, market, XSHG, result_of(market=market))
    assert found.result.n_overlapping + found.result.n_left_out == 140
    assert XSHG.offset(found.ends[0], -5) == date(2025, 1, 6)


def test_a_stock_without_a_window_return_is_left_out_as_in_the_headline():
    prices = MARKET.prices
    gone = (prices["symbol"] == "300249.SZ") & prices["date"].isin(
        pd.DatetimeIndex(["2025-02-12", "2025-02-13"])
    )
    market = replace(MARKET, prices=prices.loc[~gone])
    result = result_of(market=market)
    found = placebo_in_time(CASE, market, XSHG, result)
    assert found.result.statistic == pytest.approx(result.headline.value)


def test_hindsight_grows_with_the_pool_and_repeats(result):
    found, again = (hindsight(CASE, MARKET, result) for _ in range(2))
    assert [each.pool for each in found.yardsticks] == list(POOLS)
    assert all(np.diff([each.expected for each in found.yardsticks]) > 0)
    assert [e.count for e in found.yardsticks] == [e.count for e in again.yardsticks]
    for each in found.yardsticks:
        assert each.expected == pytest.approx(each.means.mean(), abs=0.003)
        assert (each.best, each.n_universe) == (4, 3322 - 8)


# The store's universe -------------------------------------------------

BASE, LAST = CASE.window.first, date(2025, 2, 14)
BEFORE = XSHG.before(BASE)


def matrix_of(days, returns, *, adjustment="factor"):
    """A universe of the shipped table's stocks that move by `returns` from each day to the next."""
    rows = MARKET.universe
    symbols = [f"{code}.{'SS' if code.startswith('6') else 'SZ'}" for code in rows["code"].tolist()]
    growth = np.vstack([np.ones(len(rows)), *(1 + each for each in returns)])
    return UniverseMatrix(
        symbols=tuple(symbols),
        boards=tuple(rows["board"]),
        days=np.array(days, dtype="datetime64[D]"),
        closes=7.0 * growth.cumprod(axis=0),
        sources=("tencent",) * len(rows),
        adjustments=(adjustment,) * len(rows),
        digest="",
        made="",
    )


OWN = MARKET.universe["window_return"].to_numpy()
STILL = np.zeros(OWN.size)
# From the close of 2025-02-07 to that of 2025-02-14 each stock does what the shipped
# table has for the case's own window.
MATRIX = matrix_of([BEFORE, BASE, LAST], [STILL, OWN])
STORED = replace(MARKET, universe_matrix=MATRIX)
SHIFTED = base_window(CASE, MARKET, XSHG, BASE, LAST)


def test_another_window_is_counted_among_the_stocks_of_the_store():
    """The returns of the shipped table, held against another mean: the share above it."""
    result = result_of(CASE, STORED, SHIFTED)
    found = placebo_groups(CASE, STORED, result)

    own = {symbol[:6] for symbol in CASE.symbols}
    table = MARKET.universe.loc[~MARKET.universe["code"].isin(own)]
    file_for_it = replace(MARKET, universe=table)
    as_own = replace(CASE, window=SHIFTED)
    expected = placebo_groups(as_own, file_for_it, result_of(as_own, file_for_it, SHIFTED))
    assert (expected.count, expected.n, expected.n_universe) == (
        found.count,
        found.n,
        found.n_universe,
    )
    assert found.exact
    assert hindsight(CASE, STORED, result).yardsticks[0].n_universe == 3322 - 8


def test_the_own_window_is_counted_among_the_stocks_of_the_file(result):
    wild = replace(MARKET, universe_matrix=matrix_of([BEFORE, CASE.window.last], [OWN + 9]))

    assert placebo_groups(CASE, wild, result, bins=1).count == 502_206_511
    assert universe_source(CASE, wild, CASE.window, BEFORE) == "file"


def test_a_case_without_a_file_is_counted_among_the_stocks_of_the_store(result):
    """Same returns, same count as from the file."""
    matrix = matrix_of([BEFORE, CASE.window.last], [OWN])
    market = replace(MARKET, universe=None, universe_matrix=matrix)

    assert placebo_groups(CASE, market, result, bins=1).count == 502_206_511
    assert universe_source(CASE, market, CASE.window, BEFORE) == "store"


def test_a_result_says_whose_stocks_were_counted(result):
    remark = universe_remark(CASE, MARKET, result)
    assert "the case’s own table: 3,314 with a return from 2025-02-07" in remark.reason

    shifted = result_of(market=STORED, window=SHIFTED)
    remark = universe_remark(CASE, STORED, shifted)
    assert "the store’s universe, whose closes reach to 2025-02-14: 3,314" in remark.reason
    assert "not exact" not in remark.reason

    additive = matrix_of([BEFORE, BASE, LAST], [STILL, OWN], adjustment="additive")
    remark = universe_remark(CASE, replace(MARKET, universe_matrix=additive), shifted)
    assert "The returns of 3,322 of all 3,322 there are not exact" in remark.reason


def test_a_universe_that_ends_before_the_window_says_which_day_it_lacks():
    market = replace(MARKET, universe_matrix=matrix_of([BEFORE, BASE], [OWN]))

    found = placebo_groups(CASE, market, result_of(market=market, window=SHIFTED))

    assert found.reason.startswith("undefined, because the store’s universe, with closes from 2025")
    assert "has none on 2025-02-14;" in found.reason


def test_a_foreign_case_is_not_held_against_a_shares():
    foreign = replace(CASE, calendar="XHKG")

    found = placebo_groups(foreign, STORED, result_of(market=STORED, window=SHIFTED))

    assert "mainland A shares only" in found.reason
