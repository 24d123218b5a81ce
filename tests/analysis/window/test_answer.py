"""The first screen's facts: how large the gap is, whether the groups part, when it opened."""

from datetime import date

import pytest

from dashboard.analysis.window.effect import effect
from dashboard.analysis.window.timing import event_times
from dashboard.analysis.window.window import base_window, window_result


def answered(shipped, xshg, base=date(2025, 2, 6), last=date(2025, 2, 13)):
    window = base_window(shipped.case, shipped.market, xshg, base, last)
    result = window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")
    return effect(result, event_times(shipped.case, xshg, result)), result


def test_the_gap_is_the_difference_of_the_group_means(shipped, xshg):
    found, result = answered(shipped, xshg)
    means = [group.mean for group in result.groups]

    assert 0.2768 == pytest.approx(found.difference, abs=5e-5)
    assert pytest.approx(found.difference, abs=1e-15) == means[0] - means[1]


def test_the_published_groups_part(shipped, xshg):
    assert answered(shipped, xshg)[0].parted


def test_groups_that_overlap_do_not_part(shipped, xshg):
    """From 5 to 7 February the best established name beats the worst newcomer."""
    found, result = answered(shipped, xshg, date(2025, 2, 5), date(2025, 2, 7))
    newcomers, established = (
        [stock.value for stock in result.members(group.id)] for group in result.groups
    )

    assert min(newcomers) < max(established)
    assert min(established) < max(newcomers)
    assert not found.parted


def test_the_run_is_the_shortest_that_built_two_thirds(shipped, xshg):
    found, _ = answered(shipped, xshg)

    assert (date(2025, 2, 12), date(2025, 2, 13)) == (found.run.first, found.run.last)
    assert 0.239 == pytest.approx(found.run.built, abs=5e-4)
    assert pytest.approx(found.run.share) == found.run.built / found.difference


def test_no_shorter_run_builds_as_much(shipped, xshg):
    found, result = answered(shipped, xshg)

    assert all(step / found.difference < 2 / 3 for step in result.build_up.steps)


def test_the_first_event_is_one_of_a_story_inside_the_window(shipped, xshg):
    found, _ = answered(shipped, xshg)

    assert "apple-alibaba-report" == found.first_event.event.id
    assert 0.137 == pytest.approx(found.first_event.share_before, abs=5e-4)


@pytest.mark.slow
def test_a_gap_under_a_point_is_not_cut_into_shares(shipped, xshg):
    """From 6 to 7 February the groups differ by less than a point or the run says so."""
    small = [
        (base, last)
        for base in xshg.between(date(2024, 9, 2), date(2024, 12, 31))
        for last in [xshg.offset(base, 2)]
        if abs(answered(shipped, xshg, base, last)[0].difference) < 0.01
    ]

    assert small
    assert [None] * len(small) == [answered(shipped, xshg, *window)[0].run for window in small]
