"""Closes at the limit as bounds: the shipped case, and cases made to hang on them."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.robustness.censoring import CensoredTest, OneSided, censoring
from dashboard.analysis.robustness.robustness import limit_outcome
from dashboard.analysis.trial import Trial
from dashboard.case import Window
from dashboard.exhibits.robustness.limits import censored_sentence
from dashboard.language.language import Language


@pytest.fixture(scope="module")
def trial(shipped, xshg):
    return Trial(shipped, xshg, shipped.case.window, "equal-weight")


def test_two_stocks_of_the_shipped_case_close_at_the_limit(trial):
    found = trial.censoring
    assert {"002418.SZ": "up", "603881.SS": "up"} == dict(found.stocks)
    # Both are the first and third of the eight: every comparison with the second group stays.
    assert found.groups.plain == found.groups.censored
    assert pytest.approx(1 / 70) == found.groups.censored.pvalue


def test_stories_keep_their_direction_or_say_that_they_do_not(trial):
    for story, test in trial.censoring.stories.items():
        table = trial.table.test(story).spearman
        assert pytest.approx(table.pvalue_one_sided) == test.plain.pvalue
        assert isinstance(test.hangs, bool)


def test_a_window_without_a_last_close_at_a_limit_has_nothing_to_count(shipped, xshg):
    quiet = Window(date(2024, 9, 2), date(2024, 9, 6))
    trial = Trial(shipped, xshg, quiet, "equal-weight")
    assert {} == trial.limits.censored
    assert "no last close of the window is at a limit" in trial.censoring.reason


def test_a_limit_up_stock_of_the_lower_group_makes_the_answer_hang(trial):
    """The best of the second group cut off above may have beaten everybody."""
    found = limit_outcome(trial.case, trial.market, trial.sessions, trial.result)
    second = [s for s in trial.result.members("established") if s.has_return]
    best = max(second, key=lambda stock: stock.value).symbol
    faked = replace(found, censored={best: "up"})
    cut = censoring(faked, trial.result, trial.table.tests)
    assert {best: "up"} == dict(cut.stocks)
    assert cut.groups.censored.pvalue >= cut.groups.plain.pvalue


def test_the_page_says_so_only_when_the_strength_changes(trial):
    t = Language("en")
    same = CensoredTest(OneSided(0.01, 1.0), OneSided(0.04, 0.98))
    lost = CensoredTest(OneSided(0.04, 0.98), OneSided(0.12, 0.9))
    quiet = replace(trial.censoring, groups=same, stories={})
    assert "" == censored_sentence(trial.case, quiet, t)
    said = censored_sentence(trial.case, replace(quiet, groups=lost), t)
    assert "p 0.120 instead of 0.040" in said
