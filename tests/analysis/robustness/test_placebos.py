"""Placebos of the shipped case: known counts, invariants, and what cannot be asked."""

from dataclasses import replace
from datetime import date

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
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.stats.result import Undefined


def result_of(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    window = shipped.case.window if window is None else window
    return window_result(case, market, xshg, window, benchmark=benchmark)


@pytest.fixture(scope="module")
def result(shipped, xshg):
    return result_of(shipped, xshg)


@pytest.fixture(scope="module")
def alone(shipped):
    return replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )


def test_exact_count_of_the_groups_on_the_same_boards(result, shipped):
    found = placebo_groups(shipped.case, shipped.market, result)
    assert (502_206_511, 1_268_026_643_520, True) == (found.count, found.n, found.exact)
    assert 502_206_511 / 1_268_026_643_520 == found.pvalue
    assert int(found.counts.sum()) == found.n
    assert (2164 - 4) + (760 - 4) == found.n_universe


def test_one_bin_gives_the_same_count(result, shipped):
    assert 502_206_511 == placebo_groups(shipped.case, shipped.market, result, bins=1).count


def test_another_window_has_no_placebo_groups(shipped, xshg):
    window = base_window(shipped.case, shipped.market, xshg, date(2025, 2, 6), date(2025, 2, 14))
    for ask in (placebo_groups, hindsight):
        found = ask(shipped.case, shipped.market, result_of(shipped, xshg, window=window))
        assert "the case’s own window, 2025-02-07 to 2025-02-13" in found.reason
        assert "refresh --universe" in found.reason
    assert (
        universe_remark(shipped.case, shipped.market, result_of(shipped, xshg, window=window))
        is None
    )


def test_without_a_universe_or_a_group_there_is_a_sentence(result, shipped, xshg):
    bare = replace(shipped.market, universe=None)
    reason = placebo_groups(shipped.case, bare, result).reason
    assert "no table" in reason
    assert "refresh --universe" in reason
    nobody = replace(shipped.case, groups=(), stocks=())
    assert "no group" in hindsight(nobody, shipped.market, result_of(shipped, xshg, nobody)).reason


def test_a_universe_with_more_decimals_is_taken_on_the_grid(result, shipped):
    fine = replace(
        shipped.market,
        universe=shipped.market.universe.assign(
            window_return=shipped.market.universe["window_return"] + 1e-9
        ),
    )
    assert 502_206_511 == placebo_groups(shipped.case, fine, result, bins=1).count


def test_placebo_in_time_ranks_first_of_141(result, shipped, xshg):
    found = placebo_in_time(shipped.case, shipped.market, xshg, result)
    assert (140, 28) == (found.result.n_overlapping, found.result.n_non_overlapping)
    assert 0 == found.result.count
    assert pytest.approx(result.headline.value) == found.result.statistic
    assert (date(2024, 7, 8), date(2025, 2, 6)) == (found.ends[0], found.ends[-1])


@pytest.mark.parametrize("place", [0, 50, 139])
def test_a_placebo_window_is_a_window(result, place, shipped, xshg):
    found = placebo_in_time(shipped.case, shipped.market, xshg, result)
    end = found.ends[place]
    window = base_window(shipped.case, shipped.market, xshg, xshg.offset(end, -5), end)
    assert (
        pytest.approx(result_of(shipped, xshg, window=window).headline.value, abs=1e-12)
        == found.result.differences[place]
    )


@pytest.mark.parametrize("yardstick", ["equal-weight", "000300.SS"])
def test_one_group_is_held_against_the_benchmark(yardstick, shipped, xshg, alone):
    result = result_of(shipped, xshg, alone, benchmark=yardstick)
    found = placebo_in_time(alone, shipped.market, xshg, result)
    assert pytest.approx(result.headline.value, abs=1e-12) == found.result.statistic
    end = found.ends[7]
    window = base_window(alone, shipped.market, xshg, xshg.offset(end, -5), end)
    assert (
        pytest.approx(
            result_of(shipped, xshg, alone, window=window, benchmark=yardstick).headline.value,
            abs=1e-12,
        )
        == found.result.differences[7]
    )


def test_a_gap_in_the_benchmark_is_never_bridged(shipped, xshg, alone):
    series = shipped.market.benchmark_returns["equal-weight"]

    def market(day):
        return replace(
            shipped.market, benchmark_returns={"equal-weight": series.drop(pd.Timestamp(day))}
        )

    inside = market("2025-02-11")
    found = placebo_in_time(alone, inside, xshg, result_of(shipped, xshg, alone, inside))
    assert isinstance(found, Undefined)
    before = market("2024-12-02")
    found = placebo_in_time(alone, before, xshg, result_of(shipped, xshg, alone, before))
    # Windows start at the close of the gap's day or later.
    assert date(2024, 12, 2) == xshg.offset(found.ends[0], -5)


def test_a_stock_listed_last_month_leaves_the_windows_since_then(shipped, xshg):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "300249.SZ") & (prices["date"] < pd.Timestamp("2025-01-06"))
    market = replace(shipped.market, prices=prices.loc[~gone])
    found = placebo_in_time(shipped.case, market, xshg, result_of(shipped, xshg, market=market))
    assert 140 == found.result.n_overlapping + found.result.n_left_out
    assert date(2025, 1, 6) == xshg.offset(found.ends[0], -5)


def test_a_stock_without_a_window_return_is_left_out_as_in_the_headline(shipped, xshg):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "300249.SZ") & prices["date"].isin(
        pd.DatetimeIndex(["2025-02-12", "2025-02-13"])
    )
    market = replace(shipped.market, prices=prices.loc[~gone])
    result = result_of(shipped, xshg, market=market)
    found = placebo_in_time(shipped.case, market, xshg, result)
    assert pytest.approx(result.headline.value) == found.result.statistic


def test_hindsight_grows_with_the_pool_and_repeats(result, shipped):
    found, again = (hindsight(shipped.case, shipped.market, result) for _ in range(2))
    assert [each.pool for each in found.yardsticks] == list(POOLS)
    assert all(np.diff([each.expected for each in found.yardsticks]) > 0)
    assert [e.count for e in found.yardsticks] == [e.count for e in again.yardsticks]
    for each in found.yardsticks:
        assert pytest.approx(each.means.mean(), abs=0.003) == each.expected
        assert (4, 3322 - 8) == (each.best, each.n_universe)


# The store's universe -------------------------------------------------

BEFORE, BASE, LAST = date(2025, 2, 6), date(2025, 2, 7), date(2025, 2, 14)
STILL = np.zeros(3322)


def matrix_of(shipped, days, returns, *, adjustment="factor"):
    """A universe of the shipped table's stocks that move by `returns` from each day to the next."""
    rows = shipped.market.universe
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


@pytest.fixture(scope="module")
def own_returns(shipped):
    return shipped.market.universe["window_return"].to_numpy()


@pytest.fixture(scope="module")
def week_matrix(shipped, own_returns):
    # From the close of 2025-02-07 to that of 2025-02-14 each stock does what the shipped
    # table has for the case's own window.
    return matrix_of(shipped, [BEFORE, BASE, LAST], [STILL, own_returns])


@pytest.fixture(scope="module")
def stored(shipped, week_matrix):
    return replace(shipped.market, universe_matrix=week_matrix)


@pytest.fixture(scope="module")
def shifted(shipped, xshg):
    return base_window(shipped.case, shipped.market, xshg, BASE, LAST)


@pytest.mark.slow
def test_another_window_is_counted_among_the_stocks_of_the_store(shipped, xshg, stored, shifted):
    """The returns of the shipped table, held against another mean: the share above it."""
    result = result_of(shipped, xshg, shipped.case, stored, shifted)
    found = placebo_groups(shipped.case, stored, result)

    own = {symbol[:6] for symbol in shipped.case.symbols}
    table = shipped.market.universe.loc[~shipped.market.universe["code"].isin(own)]
    file_for_it = replace(shipped.market, universe=table)
    as_own = replace(shipped.case, window=shifted)
    expected = placebo_groups(
        as_own, file_for_it, result_of(shipped, xshg, as_own, file_for_it, shifted)
    )
    assert (expected.count, expected.n, expected.n_universe) == (
        found.count,
        found.n,
        found.n_universe,
    )
    assert found.exact
    assert 3322 - 8 == hindsight(shipped.case, stored, result).yardsticks[0].n_universe


@pytest.mark.slow
def test_the_own_window_is_counted_among_the_stocks_of_the_file(result, shipped, own_returns):
    wild = replace(
        shipped.market,
        universe_matrix=matrix_of(shipped, [BEFORE, shipped.case.window.last], [own_returns + 9]),
    )

    assert 502_206_511 == placebo_groups(shipped.case, wild, result, bins=1).count
    assert "file" == universe_source(shipped.case, wild, shipped.case.window, BEFORE)


@pytest.mark.slow
def test_a_case_without_a_file_is_counted_among_the_stocks_of_the_store(
    result, shipped, own_returns
):
    """Same returns, same count as from the file."""
    matrix = matrix_of(shipped, [BEFORE, shipped.case.window.last], [own_returns])
    market = replace(shipped.market, universe=None, universe_matrix=matrix)

    assert 502_206_511 == placebo_groups(shipped.case, market, result, bins=1).count
    assert "store" == universe_source(shipped.case, market, shipped.case.window, BEFORE)


def test_a_result_says_whose_stocks_were_counted(
    result, shipped, xshg, own_returns, stored, shifted
):
    remark = universe_remark(shipped.case, shipped.market, result)
    assert "the case’s own table: 3,314 with a return from 2025-02-07" in remark.reason

    week = result_of(shipped, xshg, market=stored, window=shifted)
    remark = universe_remark(shipped.case, stored, week)
    assert "the store’s universe, whose closes reach to 2025-02-14: 3,314" in remark.reason
    assert "not exact" not in remark.reason

    additive = matrix_of(shipped, [BEFORE, BASE, LAST], [STILL, own_returns], adjustment="additive")
    remark = universe_remark(shipped.case, replace(shipped.market, universe_matrix=additive), week)
    assert "No return there is exact across a dividend or a split." in remark.reason


def test_a_universe_that_ends_before_the_window_says_which_day_it_lacks(
    shipped, xshg, own_returns, shifted
):
    market = replace(
        shipped.market, universe_matrix=matrix_of(shipped, [BEFORE, BASE], [own_returns])
    )

    found = placebo_groups(
        shipped.case, market, result_of(shipped, xshg, market=market, window=shifted)
    )

    assert found.reason.startswith("undefined, because the store’s universe, with closes from 2025")
    assert "has none on 2025-02-14;" in found.reason


def test_a_foreign_case_is_not_held_against_a_shares(shipped, xshg, stored, shifted):
    foreign = replace(shipped.case, calendar="XHKG")

    found = placebo_groups(foreign, stored, result_of(shipped, xshg, market=stored, window=shifted))

    assert "mainland A shares only" in found.reason
