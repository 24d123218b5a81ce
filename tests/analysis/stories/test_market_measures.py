"""What has nothing to do with a story: measures, their units, their gaps."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from scipy.stats import spearmanr

from dashboard.analysis.stories.market_measures import MEASURES, market_measures
from dashboard.analysis.window.window import window_result
from dashboard.case import Estimation, Window
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions

XSHG = load_sessions("XSHG", "Asia/Shanghai")
SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")


def measured(case=SHIPPED.case, market=SHIPPED.market, window=None, benchmark="equal-weight"):
    result = window_result(case, market, XSHG, window or case.window, benchmark=benchmark)
    return market_measures(case, market, XSHG, result, benchmark=benchmark)


@pytest.fixture(scope="module")
def shipped():
    return measured()


def of(found, name):
    return next(measure for measure in found.measures if measure.id == name)


def test_the_estimation_window_is_that_of_the_case(shipped):
    assert (shipped.sessions[0], shipped.sessions[-1]) == (date(2024, 7, 22), date(2025, 1, 15))
    assert len(shipped.sessions) == shipped.asked == 120


def test_it_does_not_move_with_the_last_session(shipped):
    longer = measured(window=Window(date(2025, 2, 7), date(2025, 2, 20)))
    assert longer.sessions == shipped.sessions


def test_every_measure_is_ranked_on_all_eight(shipped):
    assert [measure.id for measure in shipped.measures] == list(MEASURES)
    assert len(shipped.ranked) == 6
    assert shipped.left_out == ()
    assert shipped.n_arrangements == 40_320


def test_limit_up_frequency_counts_closes_at_the_limit(shipped):
    values = dict(of(shipped, "limit-up-frequency").values)
    assert values["002272.SZ"] == pytest.approx(19 / 120)
    assert values["002418.SZ"] == pytest.approx(13 / 120)


def test_beta_depends_on_the_benchmark_and_price_level_does_not(shipped):
    other = measured(benchmark="000300.SS")
    # With the CSI 300 the reference has 1.535 for Yimikang.
    assert dict(of(other, "beta").values)["300249.SZ"] == pytest.approx(1.535, abs=2e-3)
    assert of(other, "beta").values != of(shipped, "beta").values
    assert of(other, "price-level").values == of(shipped, "price-level").values


def test_correlations_are_those_of_scipy(shipped):
    result = window_result(
        SHIPPED.case, SHIPPED.market, XSHG, SHIPPED.case.window, benchmark="equal-weight"
    )
    returns = [stock.value for stock in result.stocks]
    for measure in shipped.ranked:
        expected = spearmanr([value for _, value in measure.values], returns).statistic
        assert measure.spearman == pytest.approx(expected)
        assert measure.pvalue_two_sided <= measure.adjusted_pvalue <= 1


def test_the_unit_of_volume_is_said(shipped):
    assert "lots of 100 shares" in shipped.remarks[0].reason


def test_a_stock_listed_last_month_is_left_out_and_named():
    prices = SHIPPED.market.prices
    early = (prices["symbol"] == "300249.SZ") & (prices["date"] < "2025-01-10")
    found = measured(market=replace(SHIPPED.market, prices=prices[~early]))
    assert found.left_out == ("300249.SZ",)
    assert len(found.stocks) == 7
    assert found.n_arrangements == 5040


def test_fewer_sessions_than_asked_give_a_sentence():
    case = replace(SHIPPED.case, estimation=Estimation(250, 10))
    found = measured(case)
    assert len(found.sessions) < 250
    assert of(found, "beta").spearman is None
    assert "of the 250 sessions asked for" in of(found, "beta").reason.reason
    assert of(found, "price-level").spearman is not None
    assert any("instead of the 250" in remark.reason for remark in found.remarks)


def test_a_missing_benchmark_leaves_its_measures_out():
    market = replace(SHIPPED.market, benchmark_returns={})
    found = measured(market=market)
    assert of(found, "beta").spearman is None
    assert of(found, "residual-volatility").spearman is None
    assert of(found, "turnover").spearman is not None


def test_two_stocks_cannot_be_ranked():
    case = replace(SHIPPED.case, stocks=SHIPPED.case.stocks[:2])
    found = measured(case)
    assert found.ranked == ()
    assert found.strongest is None
    assert all(measure.reason is not None for measure in found.measures)
