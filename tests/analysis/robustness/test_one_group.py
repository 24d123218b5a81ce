"""A single group: its effect over time and its count among other stocks."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.trial import Trial
from dashboard.exhibits.robustness.placebos import one_group_sentence
from dashboard.language.language import Language


@pytest.fixture(scope="module")
def trial(shipped, xshg):
    case = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    return Trial(replace(shipped, case=case), xshg, case.window, "equal-weight")


@pytest.mark.slow
def test_the_effect_is_that_of_a_regression_with_a_dummy(trial, xshg):
    effect = trial.one_group.effect
    panel, window = trial.panel, trial.window
    days = [day for day in panel.sessions if day <= window.last]
    days = [*days[-135:-15], *days[-5:]]
    y = panel.of_stocks(days).mean(axis=1)
    x = panel.of_benchmark("equal-weight", days)
    dummy = np.r_[np.zeros(120), np.full(5, 0.2)]
    fitted = np.linalg.lstsq(np.column_stack((np.ones(125), x, dummy)), y, rcond=None)[0]
    assert pytest.approx(fitted[2]) == effect.value
    assert (125, 5) == (effect.total, effect.length)
    assert effect.low < effect.value < effect.high
    assert pytest.approx(1 - 6 / 125) == effect.coverage


@pytest.mark.slow
def test_the_count_is_that_of_the_groups_of_other_stocks(trial):
    assert trial.placebo_count == trial.one_group.placebo
    assert trial.one_group.placebo.exact


def test_two_groups_have_splits_instead(shipped, xshg):
    trial = Trial(shipped, xshg, shipped.case.window, "equal-weight")
    assert "has 2 groups" in trial.one_group.reason
    assert "" == one_group_sentence(trial.case, trial.one_group, Language("en"))


def test_the_page_says_value_interval_and_its_measured_error(trial):
    said = one_group_sentence(trial.case, trial.one_group, Language("en"))
    assert "125 shifts" in said
    assert "95% interval" in said
    assert "4% to 6%" in said


def test_a_benchmark_without_a_session_of_the_window_says_so(trial, shipped, xshg):
    held = shipped.market.benchmark_returns["equal-weight"]
    holed = held.drop(held.index[held.index == "2025-02-10"])
    market = replace(shipped.market, benchmark_returns={"equal-weight": holed})
    folder = replace(trial.folder, market=market)
    found = Trial(folder, xshg, trial.window, "equal-weight").one_group
    assert "in a session of the window" in found.effect.reason
