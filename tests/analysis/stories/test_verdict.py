"""The calibrated verdict: its rule row by row, the shipped case, and what must turn it round."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.verdict import STATUSES, UNSHUFFLED, Rules, judge, verdict
from dashboard.case import Group


def inputs_of(shipped, xshg, case=None):
    case = case or shipped.case
    return StoryInputs(case, shipped.market, xshg, case.window, benchmark="equal-weight")


def verdict_of(shipped, xshg, case=None):
    inputs = inputs_of(shipped, xshg, case)
    return verdict(inputs, difference_test(inputs.result))


@pytest.fixture(scope="module")
def shipped_verdict(shipped, xshg):
    return verdict_of(shipped, xshg)


# The rule -----------------------------------------------------------------

PLAIN = ("", "")


def status_of(pvalues, opposite=None, groups=0.1, kinds=PLAIN, *, can_part=True):
    rules = Rules(
        np.array([kind == "market" for kind in kinds]),
        np.array([kind == "grouping" for kind in kinds]),
    )
    against = np.ones(len(pvalues)) if opposite is None else np.array(opposite)
    found = judge(
        np.array([pvalues]), against[np.newaxis], np.array([groups]), rules, can_part=can_part
    )
    return STATUSES[found.status[0]], int(found.story[0])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"pvalues": [0.04, 0.2]}, "fits-best"),
        ({"pvalues": [0.05, 0.2]}, "fits-best"),
        # Not four times its own; not contradicted; not the grouping; the groups must part.
        ({"pvalues": [0.04, 0.15]}, "leads"),
        ({"pvalues": [0.04, 0.9], "opposite": [0.05, 1.0]}, "cannot-be-told"),
        ({"pvalues": [0.04, 0.9], "kinds": ("grouping", "")}, "cannot-be-told-apart"),
        ({"pvalues": [0.04, 0.9], "groups": 0.21}, "leads"),
        ({"pvalues": [0.04, 0.9], "groups": np.nan}, "leads"),
        ({"pvalues": [0.04, 0.9], "kinds": ("market", "")}, "fits-best"),
        ({"pvalues": [0.04, 0.15], "kinds": ("market", "")}, "cannot-be-told"),
        ({"pvalues": [0.01, 0.05]}, "cannot-be-told-apart"),
        ({"pvalues": [0.2, 0.21]}, "leads"),
        ({"pvalues": [0.2, 0.2]}, "cannot-be-told"),
        ({"pvalues": [0.2, 0.9], "kinds": ("market", "")}, "cannot-be-told"),
        ({"pvalues": [0.5, 0.9], "groups": 0.21}, "no-gap"),
        ({"pvalues": [0.5, 0.9], "groups": 0.2}, "cannot-be-told"),
        ({"pvalues": [0.5, 0.9], "groups": 0.21, "can_part": False}, "cannot-be-told"),
        ({"pvalues": [0.5, 0.9], "groups": np.nan}, "cannot-be-told"),
        ({"pvalues": [0.5, 0.9], "groups": 0.9, "kinds": ("market", "market")}, "cannot-be-told"),
        ({"pvalues": [0.3], "kinds": ("",)}, "cannot-be-told"),
        ({"pvalues": [0.03], "kinds": ("",)}, "fits-best"),
    ],
)
def test_the_first_row_that_applies_counts(asked, status):
    assert status == status_of(**asked)[0]


def test_the_story_named_is_the_strongest():
    assert 1 == status_of([0.9, 0.01])[1]


# The shipped case ---------------------------------------------------------


def test_the_shipped_case_cannot_tell_the_label_from_the_groups(shipped_verdict):
    found = shipped_verdict
    assert "cannot-be-told-apart" == found.status
    assert found.story is None
    assert ["alibaba-label"] == [each.story for each in found.standing]
    assert found.of("alibaba-label").is_grouping
    assert not found.of("alibaba-evidence").nameable
    assert "expect no direction" in found.of("market").opposite_p.reason
    assert pytest.approx(2 / 70) == found.groups_pvalue
    assert found.exact
    assert 8 == found.n


def test_no_more_shuffles_name_a_story_than_the_level_allows(shipped_verdict):
    assert 0 < shipped_verdict.false_alarm_rate <= 0.05
    assert 0 < shipped_verdict.leads_rate


def test_the_status_is_that_of_its_own_row_among_all_shuffles(shipped, xshg, shipped_verdict):
    again = verdict_of(shipped, xshg)
    assert shipped_verdict == again


# What turns it ------------------------------------------------------------


def test_a_grouping_chosen_before_the_returns_may_be_named(shipped, xshg):
    before = tuple(replace(group, chosen="before") for group in shipped.case.groups)
    found = verdict_of(shipped, xshg, replace(shipped.case, groups=before))
    assert not found.of("alibaba-label").is_grouping
    own = found.of("alibaba-label").familywise_p
    rivals = [each.familywise_p for each in found.stories if each.story != "alibaba-label"]
    assert ("fits-best" == found.status) == (min(rivals) >= 4 * own)


def test_a_story_that_expects_a_fall_is_contradicted_by_a_rise(shipped, xshg, shipped_verdict):
    stories = tuple(replace(story, expects="fall") for story in shipped.case.stories)
    found = verdict_of(shipped, xshg, replace(shipped.case, stories=stories))
    for name in ("liquid-cooling", "alibaba-evidence", "alibaba-label"):
        turned, own = found.of(name), shipped_verdict.of(name)
        # Alone with the others turned too, what spoke for it now speaks against it.
        assert (turned.opposite_p < turned.familywise_p) == (own.familywise_p < own.opposite_p)
    assert found.of("alibaba-label").contradicted


def test_a_constant_grade_and_a_story_nobody_looked_at_drop_out(shipped, xshg):
    rows = tuple(row for row in shipped.case.evidence if row.story != "liquid-cooling")
    found = verdict_of(shipped, xshg, replace(shipped.case, evidence=rows))
    dropped = found.of("liquid-cooling")
    assert "no company has been checked" in dropped.familywise_p.reason
    assert 3 == len(found.tested)


def test_a_case_without_groups_has_no_group_test(shipped, xshg):
    case = replace(shipped.case, groups=(Group("newcomers", shipped.case.title, "after"),))
    case = replace(case, stocks=tuple(replace(s, group="newcomers") for s in case.stocks))
    found = verdict_of(shipped, xshg, case)
    assert UNSHUFFLED == found.groups_pvalue
    assert found.status in {"leads", "cannot-be-told"}


def test_stories_that_cannot_be_tested_leave_no_rates(shipped, xshg):
    case = replace(shipped.case, evidence=(), stories=shipped.case.stories[:2])
    found = verdict_of(shipped, xshg, case)
    assert "cannot-be-told" == found.status
    assert UNSHUFFLED == found.false_alarm_rate
    assert UNSHUFFLED == found.leads_rate
    assert () == found.tested
