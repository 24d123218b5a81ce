"""What has nothing to do with a story: measures, their units, their gaps."""

from dataclasses import replace
from datetime import date

import pytest
import scipy

from dashboard.analysis.stories.market_measures import MEASURES, market_measures
from dashboard.analysis.window.window import window_result
from dashboard.case import Estimation, Window
from dashboard.stats.result import Undefined


def measured(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    result = window_result(case, market, xshg, window or case.window, benchmark=benchmark)
    return market_measures(case, market, xshg, result, benchmark=benchmark)


@pytest.fixture(scope="module")
def shipped_measures(shipped, xshg):
    return measured(shipped, xshg)


def of(found, name):
    return next(measure for measure in found.measures if measure.id == name)


def test_the_estimation_window_is_that_of_the_case(shipped_measures):
    assert (
        date(2024, 7, 22),
        date(2025, 1, 15),
    ) == (shipped_measures.sessions[0], shipped_measures.sessions[-1])
    assert len(shipped_measures.sessions) == shipped_measures.asked == 120


def test_it_does_not_move_with_the_last_session(shipped_measures, shipped, xshg):
    longer = measured(shipped, xshg, window=Window(date(2025, 2, 7), date(2025, 2, 20)))
    assert longer.sessions == shipped_measures.sessions


def test_every_measure_is_ranked_on_all_eight(shipped_measures):
    assert [measure.id for measure in shipped_measures.measures] == list(MEASURES)
    assert 5 == len(shipped_measures.ranked)
    assert () == shipped_measures.left_out
    assert 40_320 == shipped_measures.n_arrangements


def test_beta_depends_on_the_benchmark_and_price_level_does_not(shipped_measures, shipped, xshg):
    other = measured(shipped, xshg, benchmark="000300.SS")
    # With the CSI 300 the reference has 1.535 for Yimikang.
    assert pytest.approx(1.535, abs=2e-3) == dict(of(other, "beta").values)["300249.SZ"]
    assert of(other, "beta").values != of(shipped_measures, "beta").values
    assert of(other, "price-level").values == of(shipped_measures, "price-level").values


@pytest.mark.slow
def test_correlations_are_those_of_scipy(shipped_measures, shipped, xshg):
    result = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    returns = [stock.value for stock in result.stocks]
    for measure in shipped_measures.ranked:
        expected = scipy.stats.spearmanr([value for _, value in measure.values], returns).statistic
        assert pytest.approx(expected) == measure.spearman
        assert measure.pvalue_two_sided <= measure.adjusted_pvalue <= 1


def test_the_unit_of_volume_is_said(shipped_measures):
    assert "lots of 100 shares" in shipped_measures.remarks[0].reason


def test_a_stock_listed_last_month_is_left_out_and_named(shipped, xshg):
    prices = shipped.market.prices
    early = (prices["symbol"] == "300249.SZ") & (prices["date"] < "2025-01-10")
    found = measured(shipped, xshg, market=replace(shipped.market, prices=prices[~early]))
    assert ("300249.SZ",) == found.left_out
    assert 7 == len(found.stocks)
    assert 5040 == found.n_arrangements


def test_fewer_sessions_than_asked_give_a_sentence(shipped, xshg):
    case = replace(shipped.case, estimation=Estimation(250, 10))
    found = measured(shipped, xshg, case)
    assert len(found.sessions) < 250
    assert "of the 250 sessions asked for" in of(found, "beta").spearman.reason
    assert isinstance(of(found, "price-level").spearman, float)
    assert any("instead of the 250" in remark.reason for remark in found.remarks)


def test_a_missing_benchmark_leaves_its_measures_out(shipped, xshg):
    market = replace(shipped.market, benchmark_returns={})
    found = measured(shipped, xshg, market=market)
    assert isinstance(of(found, "beta").spearman, Undefined)
    assert isinstance(of(found, "residual-volatility").spearman, Undefined)
    assert isinstance(of(found, "turnover").spearman, float)


def test_two_stocks_cannot_be_ranked(shipped, xshg):
    case = replace(shipped.case, stocks=shipped.case.stocks[:2])
    found = measured(shipped, xshg, case)
    assert () == found.ranked
    assert found.strongest is None
    assert all(isinstance(measure.spearman, Undefined) for measure in found.measures)
