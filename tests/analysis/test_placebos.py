"""Placebos of the shipped case: known counts, invariants, and what cannot be asked."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.placebos import POOLS, hindsight, placebo_groups, placebo_in_time
from dashboard.analysis.window import base_window, window_result
from dashboard.casefile import read_case
from dashboard.sessions import load_sessions
from dashboard.stats.result import Undefined

SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "liquid-cooling-2025")
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


def test_without_a_universe_or_a_group_there_is_a_sentence(result):
    bare = replace(MARKET, universe=None)
    assert "no table" in placebo_groups(CASE, bare, result).reason
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
