"""The strip of all splits: each drawn once, the real one marked, no more said than counted."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.window.window import window_result
from dashboard.charts import stories
from dashboard.charts.theme import Look
from dashboard.exhibits.story.splits import describe_splits, note_splits, title_splits
from dashboard.language.language import Language

EN = Language()


def result_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    return window_result(case, shipped.market, xshg, case.window, benchmark="equal-weight")


@pytest.fixture(scope="module")
def shipped_difference(shipped, xshg):
    return difference_test(result_of(shipped, xshg))


@pytest.fixture(scope="module")
def many(shipped, xshg):
    """Fourteen stocks a group: too many splits to count."""
    result = result_of(shipped, xshg)
    rng = np.random.default_rng(0)
    stocks = tuple(
        replace(result.stocks[0], symbol=f"s{i}", group=group, value=float(value))
        for group, shift in (("newcomers", 0.1), ("established", 0.0))
        for i, value in enumerate(rng.normal(shift, 0.1, 14))
    )
    mean = np.mean([s.value for s in stocks[:14]]) - np.mean([s.value for s in stocks[14:]])
    headline = replace(result.headline, value=float(mean))
    return difference_test(replace(result, stocks=stocks, differences=(headline,)))


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_seventy_dots_one_of_them_marked(shipped_difference, compact, dark, shipped):
    look = Look(EN, dark=dark, compact=compact)
    figure = stories.plot_splits(shipped.case, shipped_difference, look=look)
    grey, own = figure.data
    assert 69 == len(grey.x)
    assert 1 == len(own.x)
    assert own.marker.color == look.group(0)
    assert own.x[0] > max(grey.x)
    assert pytest.approx(shipped_difference.value, abs=0.02) == own.x[0]


def test_the_mark_stands_on_the_side_of_the_group_that_is_ahead(shipped_difference, shipped, xshg):
    case = replace(shipped.case, groups=shipped.case.groups[::-1])
    found = difference_test(result_of(shipped, xshg, case))
    look = Look(EN)
    figure = stories.plot_splits(case, found, look=look)
    assert figure.data[1].x[0] < min(figure.data[0].x)
    assert figure.data[1].marker.color == look.group(1)
    assert "None of the other 69 splits" in title_splits(found, EN)


def test_many_splits_are_bars_with_a_line(many, shipped):
    figure = stories.plot_splits(shipped.case, many, look=Look(EN))
    assert "bar" == figure.data[0].type
    assert sum(figure.data[0].y) == many.splits.n_permutations
    assert figure.layout.shapes[0].x0 == many.value
    assert "random" in title_splits(many, EN)
    assert f"seed {many.splits.seed}" in note_splits(shipped.case, many, EN)


def test_without_splits_the_figure_says_why(shipped_difference, shipped, xshg):
    case = replace(shipped.case, groups=shipped.case.groups[:1], stocks=shipped.case.stocks[:4])
    found = difference_test(result_of(shipped, xshg, case))
    figure = stories.plot_splits(case, found, look=Look(EN))
    assert not figure.data
    assert "benchmark is no group" in figure.layout.annotations[0].text
    assert "How rare is this split?" == title_splits(found, EN)
    assert "benchmark" in describe_splits(case, found, EN)
    assert "The case has no groups to split." == describe_splits(case, None, EN)


def test_title_note_and_description_have_the_numbers(shipped_difference, shipped):
    assert (
        "None of the other 69 splits parts the 8 stocks as far in that direction"
    ) == title_splits(shipped_difference, EN)
    assert "1/70" in note_splits(shipped.case, shipped_difference, EN)
    told = describe_splits(shipped.case, shipped_difference, EN)
    for part in ("70 splits", "+27.7 points", "1/70", "0.029"):
        assert part in told


def test_a_split_that_others_reach_is_not_said_to_be_alone(shipped_difference):
    splits = replace(shipped_difference.splits, count=8)
    assert (
        "8 of all 70 splits of the 8 stocks part them as far in that direction"
    ) == title_splits(replace(shipped_difference, splits=splits), EN)


def test_equal_returns_draw_one_column(shipped, xshg):
    result = result_of(shipped, xshg)
    stocks = tuple(replace(stock, value=0.0) for stock in result.stocks)
    headline = replace(result.headline, value=0.0)
    found = difference_test(replace(result, stocks=stocks, differences=(headline,)))
    figure = stories.plot_splits(shipped.case, found, look=Look(EN))
    assert 69 == len(figure.data[0].x)
    assert "70 of all 70" in title_splits(found, EN)
