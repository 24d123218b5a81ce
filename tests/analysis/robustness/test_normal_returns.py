"""Models of the normal return: against prices by hand, the reference numbers, each other."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.robustness.normal_returns import MODEL_NAMES, in_two_minds
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.estimation import estimation_days
from dashboard.exhibits.robustness.stocks import minds_sentence
from dashboard.language.language import Language
from dashboard.market.boards import board
from dashboard.stats.permutation import permutation_test
from dashboard.stats.result import Undefined


@pytest.fixture(scope="module")
def trial(shipped, xshg):
    return Trial(shipped, xshg, shipped.case.window, "000300.SS")


@pytest.fixture(scope="module")
def found(trial):
    return {each.model: each for each in trial.normal_returns}


def test_every_model_has_its_row_in_order(found):
    assert list(MODEL_NAMES) == list(found)


def test_the_two_models_of_the_market_are_those_of_the_reference(found):
    """CSI 300, newcomers: 27.0 % fitted against 23.8 % with alpha taken off or not."""
    both = sorted((found["market-model"].caar[0], found["market-adjusted"].caar[0]))
    assert pytest.approx([0.238, 0.270], abs=0.004) == both


def test_mean_adjusted_takes_each_stock_s_own_mean_off(trial, xshg, found):
    days = estimation_days(xshg, trial.window, length=120, gap=10)
    mean = trial.panel.of_stocks(days).mean(axis=0)
    inside = trial.panel.of_stocks(trial.result.sessions).sum(axis=0)
    assert pytest.approx((inside - 5 * mean).tolist()) == list(found["mean-adjusted"].stocks)


def test_the_basket_is_the_mean_of_the_other_stocks_of_the_board(trial, found):
    table = trial.market.universe
    own = {symbol.split(".")[0] for symbol in trial.case.symbols}
    others = table[~table["code"].astype(str).str.zfill(6).isin(own)]
    for stock, value in zip(trial.result.stocks, found["matched-basket"].stocks, strict=True):
        peers = others.loc[others["board"] == board(stock.symbol), "window_return"]
        assert pytest.approx(stock.value - peers.dropna().mean()) == value


def test_difference_and_splits_are_those_of_the_abnormal_returns(found):
    for each in found.values():
        values = np.array(each.stocks)
        test = permutation_test(values[:4], values[4:])
        assert pytest.approx(test.statistic) == each.difference
        assert test.pvalue_two_sided == each.test.pvalue_two_sided


def test_models_that_agree_are_not_spoken_of_and_others_are(found):
    t = Language("en")
    one = found["market-model"]
    alike = [one, replace(one, model="mean-adjusted")]
    assert ("", "") == (in_two_minds(alike), minds_sentence(alike, t))
    turned = [one, replace(one, model="mean-adjusted", difference=-0.02)]
    assert "direction hangs on" in minds_sentence(turned, t)
    weak = replace(one.test, pvalue_two_sided=0.1, count=3)
    unclear = [one, replace(one, model="mean-adjusted", test=weak)]
    assert "mean-adjusted p 6/70" in minds_sentence(unclear, t)


def test_without_a_universe_or_a_second_group_there_is_a_sentence(shipped, xshg):
    market = replace(shipped.market, universe=None, universe_matrix=None)
    folder = replace(shipped, market=market)
    basket = Trial(folder, xshg, shipped.case.window, "000300.SS").normal_returns[-1]
    assert "no table of other stocks" in basket.difference.reason
    alone = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    single = Trial(replace(shipped, case=alone), xshg, alone.window, "000300.SS").normal_returns
    assert all(isinstance(each.test, Undefined) for each in single)
    assert all(each.difference == each.caar[0] for each in single)
