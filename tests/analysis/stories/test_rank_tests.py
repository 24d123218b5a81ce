"""Rank tests of the stories against the reference numbers and against hand-made grades."""

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations

import numpy as np
import pytest
import scipy

from dashboard.analysis.stories.rank_tests import rank_test, splits_as_groups, story_tests
from dashboard.analysis.window.window import window_result
from dashboard.case import Moment, Window
from dashboard.stats.result import Undefined


def rank_tests(shipped, xshg, case, market=None, window=None):
    market = shipped.market if market is None else market
    chosen = window or case.window
    result = window_result(case, market, xshg, chosen, benchmark=case.benchmarks[0].id)
    return {test.story: test for test in story_tests(case, xshg, result)}


@pytest.fixture(scope="module")
def shipped_tests(shipped, xshg):
    return rank_tests(shipped, xshg, shipped.case)


def test_liquid_cooling_has_the_numbers_of_the_reference(shipped_tests):
    test = shipped_tests["liquid-cooling"]
    assert [0, 1, 0, 1, 3, 2, 2, 0] == [grade for _, grade in test.ordinals]
    assert pytest.approx(test.spearman.statistic, abs=1e-9) == -0.469457900
    assert (1490, 202) == (test.spearman.count, test.spearman.count_other_side)
    assert 1680 == test.spearman.n_arrangements
    assert pytest.approx(test.spearman.pvalue_two_sided) == 404 / 1680
    assert () == test.assumed_zero
    assert test.assessed_only.spearman == test.spearman


def test_documented_alibaba_business_fits_at_2_of_56(shipped_tests):
    test = shipped_tests["alibaba-evidence"]
    assert pytest.approx(test.spearman.statistic, abs=5e-4) == 0.7326
    assert (2, 56) == (test.spearman.count, test.spearman.n_arrangements)
    assert 4 == len(test.assumed_zero)
    assert 4 == test.assessed_only.n
    assert (
        2,
        12,
    ) == (test.assessed_only.spearman.count, test.assessed_only.spearman.n_arrangements)


def test_the_label_is_the_grouping_and_its_p_is_that_of_the_groups(shipped_tests):
    test = shipped_tests["alibaba-label"]
    assert test.is_grouping
    assert (1, 70) == (test.spearman.count, test.spearman.n_arrangements)
    assert pytest.approx(test.spearman.pvalue_two_sided) == 2 / 70
    assert 4 == len(test.named_after)
    assert "same grade" in test.assessed_only.spearman.reason
    assert not shipped_tests["liquid-cooling"].is_grouping


@pytest.mark.slow
def test_adjusted_p_is_step_down_max_t_over_all_assignments(shipped_tests, shipped, xshg):
    stories = ["liquid-cooling", "alibaba-evidence", "alibaba-label"]
    symbols = shipped.case.symbols
    result = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    returns = np.array([result.stock(symbol).value for symbol in symbols])

    def unit(values):
        centred = scipy.stats.rankdata(values) - (len(values) + 1) / 2
        return centred / np.sqrt(centred @ centred)

    grades = np.array(
        [unit([grade for _, grade in shipped_tests[name].ordinals]) for name in stories]
    )
    own = grades @ unit(returns)
    null = np.array(list(permutations(unit(returns)))) @ grades.T
    order = np.argsort(-own)
    expected, highest = np.zeros(3), 0.0
    for place, story in enumerate(order):
        largest = null[:, order[place:]].max(axis=1)
        highest = max(highest, float((largest >= own[story] - 1e-12).mean()))
        expected[story] = highest
    found = [shipped_tests[name].adjusted_pvalue for name in stories]
    assert pytest.approx(found) == expected
    assert pytest.approx(shipped_tests["alibaba-evidence"].adjusted_pvalue) == 0.058333333


def test_the_market_story_has_no_grades(shipped_tests):
    assert "market" not in shipped_tests


def test_evidence_published_later_does_not_count(shipped, xshg):
    # With the window one session longer the answer of 13 February is public.
    longer = rank_tests(
        shipped, xshg, shipped.case, window=Window(date(2025, 2, 7), date(2025, 2, 14))
    )
    assert 2 == dict(longer["alibaba-evidence"].ordinals)["300499.SZ"]
    assert 3 == len(longer["alibaba-evidence"].assumed_zero)


def test_a_label_counts_whenever_it_was_reported(shipped, xshg):
    rows = tuple(
        replace(row, published=Moment(datetime(2025, 6, 1), "day", "Asia/Shanghai"))
        if row.story == "alibaba-label"
        else row
        for row in shipped.case.evidence
    )
    test = rank_tests(shipped, xshg, replace(shipped.case, evidence=rows))["alibaba-label"]
    assert 1 == test.spearman.count
    assert 4 == len(test.named_after)


def test_no_evidence_at_all_gives_a_sentence(shipped, xshg):
    test = rank_tests(shipped, xshg, replace(shipped.case, evidence=()))["liquid-cooling"]
    assert "all 8 stocks have the same grade" in test.spearman.reason
    assert test.spearman == test.adjusted_pvalue
    assert 0 == test.assessed_only.n
    assert "no stock with a return was assessed" in test.assessed_only.spearman.reason


def test_a_stock_without_a_return_is_left_out_and_named(shipped, xshg):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "300249.SZ") & (prices["date"] == "2025-02-13")
    test = rank_tests(shipped, xshg, shipped.case, replace(shipped.market, prices=prices[~gone]))[
        "liquid-cooling"
    ]
    assert ("300249.SZ",) == test.without_return
    assert 7 == test.spearman.n
    assert 8 == len(test.ordinals)


def test_one_stock_gives_a_sentence(shipped, xshg):
    stock = shipped.case.stocks[0]
    case = replace(shipped.case, stocks=(stock,), groups=shipped.case.groups[:1])
    test = rank_tests(shipped, xshg, case)["liquid-cooling"]
    assert "two stocks" in test.spearman.reason


def test_the_same_ranks_give_the_same_answer_in_any_order():
    first = rank_test([0, 1, 2, 0], [0.1, 0.4, 0.2, -0.3])
    again = rank_test([2, 0, 0, 1], [2.0, -3.0, 1.0, 4.0])
    assert first == again


def test_ties_in_returns_and_strata():
    tied = rank_test([0, 1, 0, 1], [0.1, 0.1, 0.2, 0.2], strata=["a", "a", "b", "b"])
    assert 4 == tied.n_arrangements
    assert pytest.approx(0) == tied.statistic
    assert isinstance(rank_test([1, 1], [0.1, 0.2]), Undefined)


def test_more_stocks_than_can_be_enumerated_are_drawn_with_a_seed():
    rng = np.random.default_rng(3)
    grades, returns = rng.integers(0, 4, 24).tolist(), rng.normal(size=24).tolist()
    found = rank_test(grades, returns)
    assert not found.exact
    assert 10_000 == found.n_arrangements
    assert found.pvalue_one_sided > 0
    assert found == rank_test(grades, returns)


def test_three_groups_of_three_grades_are_a_grouping_too():
    assert splits_as_groups([0, 0, 1, 2], ["a", "a", "b", "c"])
    assert not splits_as_groups([0, 0, 1, 1], ["a", "a", "b", "c"])
    assert not splits_as_groups([1, 1], ["a", "a"])
