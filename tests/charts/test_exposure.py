"""Returns against grades by their numbers."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from dashboard.analysis.stories.direction import Direction, direction, finding_words, rank_sign
from dashboard.analysis.stories.exposure import exposure, ordinals
from dashboard.analysis.stories.fourfold import StoryPair, two_by_two
from dashboard.analysis.window.window import window_result
from dashboard.case import Text
from dashboard.charts.exposure import plot_returns
from dashboard.charts.theme import DARK, LIGHT, Look
from dashboard.exhibits.exposure.fourfold import title_two_by_two
from dashboard.exhibits.exposure.grades import describe_returns, note_returns, title_returns
from dashboard.language.language import Language, language
from dashboard.stats.rank import spearman

EN, ZH = language("en"), language("zh")
COOLING, DOCUMENTED, LABEL = "liquid-cooling", "alibaba-evidence", "alibaba-label"


def matrix_of(shipped, xshg, case=None, window=None, **settings):
    case = shipped.case if case is None else case
    window = window or case.window
    found = window_result(case, shipped.market, xshg, window, benchmark="equal-weight")
    returns = {stock.symbol: stock.value for stock in found.stocks}
    return exposure(case, xshg, window, returns=returns, **settings)


def dots(figure, story):
    """Symbol, grade, return and whether filled, of every dot of one story."""
    return {
        symbol: (place, value, fill == line)
        for trace in figure.data
        if trace.meta and trace.meta["story"] == story
        for symbol, place, value, fill, line in zip(
            trace.ids, trace.x, trace.y, trace.marker.color, trace.marker.line.color, strict=True
        )
    }


@pytest.fixture(scope="module")
def matrix(shipped, xshg):
    return matrix_of(shipped, xshg)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("lang", [EN, ZH])
def test_every_story_has_a_panel_with_every_stock(matrix, compact, lang, shipped):
    figure = plot_returns(shipped.case, matrix, look=Look(lang, compact=compact))
    for story in (COOLING, DOCUMENTED, LABEL):
        assert set(dots(figure, story)) == set(shipped.case.symbols)
    texts = [note.text for note in figure.layout.annotations]
    for stock in shipped.case.stocks:
        assert 3 == texts.count(lang.name(stock))
    assert figure.layout.showlegend is False
    assert figure.layout.dragmode == (False if compact else "zoom")


def test_a_dot_stands_at_its_grade_and_return(matrix, shipped):
    found = dots(plot_returns(shipped.case, matrix, look=Look(EN)), COOLING)
    assert (3, pytest.approx(0.0425, abs=1e-4), True) == found["300499.SZ"]
    assert (2, pytest.approx(0.0779, abs=1e-4), True) == found["301018.SZ"]
    assert (0, pytest.approx(0.4560, abs=1e-4), True) == found["300249.SZ"]


def test_not_assessed_is_hollow_at_nought(matrix, shipped):
    found = dots(plot_returns(shipped.case, matrix, look=Look(EN)), DOCUMENTED)
    hollow = {symbol for symbol, (_, _, filled) in found.items() if not filled}
    assert {"300499.SZ", "002837.SZ", "301018.SZ", "300602.SZ"} == hollow
    assert all(found[symbol][0] <= 0 for symbol in hollow)
    # None found is an answer: a filled dot at nought.
    assert (0, True) == found["002272.SZ"][::2]


def test_late_evidence_counts_only_in_a_window_that_ends_after_it(shipped, xshg):
    window = replace(shipped.case.window, last=date(2025, 2, 14))
    found = dots(
        plot_returns(shipped.case, matrix_of(shipped, xshg, window=window), look=Look(EN)),
        DOCUMENTED,
    )
    assert 2 == found["300499.SZ"][0]
    assert found["300499.SZ"][2]


def test_names_do_not_overlap(matrix, shipped):
    figure = plot_returns(shipped.case, matrix, look=Look(EN))
    names = {EN.name(stock) for stock in shipped.case.stocks}
    extent = figure.layout.yaxis.range[1] - figure.layout.yaxis.range[0]
    columns = {}
    for note in figure.layout.annotations:
        if note.text in names:
            columns.setdefault((note.xref, note.x), []).append(note.y * 250 / extent)
    for heights in columns.values():
        heights.sort()
        assert all(b - a >= 14.9 for a, b in pairwise(heights))


def test_a_stock_without_a_return_is_left_out(matrix, shipped):
    gone = replace(matrix, returns=(None, *matrix.returns[1:]))
    figure = plot_returns(shipped.case, gone, look=Look(EN))
    assert matrix.stocks[0] not in dots(figure, COOLING)
    assert 7 == len(dots(figure, COOLING))
    assert "–" in describe_returns(shipped.case, gone, EN)


def test_no_returns_at_all_still_draws(matrix, shipped):
    empty = replace(matrix, returns=(None,) * 8)
    assert not dots(plot_returns(shipped.case, empty, look=Look(EN)), COOLING)
    title = title_returns(shipped.case, empty, EN, stands=False)
    assert "Did stocks with higher grades do better?" == title


def test_a_highlighted_stock_stays_and_the_others_fade(matrix, shipped):
    figure = plot_returns(shipped.case, matrix, look=Look(EN), stock="300499.SZ")
    for trace in figure.data:
        for symbol, opacity in zip(trace.ids, trace.marker.opacity, strict=True):
            assert (opacity == 1) is (symbol == "300499.SZ")


def test_groups_keep_their_colours_in_light_and_dark(matrix, shipped):
    for look, palette in ((Look(EN), LIGHT), (Look(EN, dark=True), DARK)):
        figure = plot_returns(shipped.case, matrix, look=look)
        used = {line for trace in figure.data for line in trace.marker.line.color}
        assert used == set(palette.groups[:2])


def test_names_from_outside_stay_text(matrix, shipped):
    stocks = tuple(replace(one, name=Text("<b>x</b>", "")) for one in shipped.case.stocks)
    figure = plot_returns(replace(shipped.case, stocks=stocks), matrix, look=Look(EN))
    texts = [note.text for note in figure.layout.annotations]
    assert "&lt;b&gt;x&lt;/b&gt;" in texts
    assert "<b>x</b>" not in texts


# Words ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "values", "sign"),
    [
        ([0, 1, 2], [0.1, 0.2, 0.3], 1),
        ([0, 1, 2], [0.3, 0.2, 0.1], -1),
        ([0, 1, 0, 1], [1.0, 1.0, 2.0, 2.0], 0),
        ([1, 1], [0.1, 0.2], None),
        ([0, 1], [0.1, 0.1], None),
        ([], [], None),
    ],
)
def test_the_sign_is_that_of_the_rank_correlation(grades, values, sign):
    assert rank_sign(grades, values) == sign


def test_the_sign_agrees_with_the_rank_test(matrix):
    for story in matrix.stories:
        rho = spearman(ordinals(matrix, story).values, matrix.returns).statistic
        assert direction(matrix, story).everyone == (rho > 0) - (rho < 0)


def test_the_title_says_the_direction_and_nothing_more(matrix, shipped):
    title = title_returns(shipped.case, matrix, EN, stands=True)
    assert "Liquid-cooling business: the better documented stocks did worse" == title
    upside_down = replace(matrix, returns=tuple(-(value or 0) for value in matrix.returns))
    assert title_returns(shipped.case, upside_down, EN, stands=True).endswith("stocks did better")


def test_a_direction_that_the_verdict_does_not_carry_is_none_in_the_title(matrix, shipped):
    title = title_returns(shipped.case, matrix, EN, stands=False)
    assert "Liquid-cooling business: no direction clearer than chance" == title


def test_one_assessed_stock_is_no_better_documented_stocks(matrix, shipped):
    alone = tuple(
        cell if cell.stock == matrix.stocks[0] else replace(cell, ordinal=None)
        for cell in matrix.cells
    )
    title = title_returns(shipped.case, replace(matrix, cells=alone), EN, stands=True)
    assert "did" not in title.rpartition(": ")[2]


def test_the_note_says_that_hollow_dots_are_assumed(matrix):
    assert "Hollow" in note_returns(matrix, date(2025, 2, 6), EN)


def test_the_description_names_every_stock_in_every_story(matrix, shipped):
    text = describe_returns(shipped.case, matrix, EN)
    for stock in shipped.case.stocks:
        assert 3 == text.count(EN.name(stock))
    assert "grade not assessed" in text


def test_the_two_by_two_title_compares_means(matrix, shipped):
    found = two_by_two(shipped.case, matrix, StoryPair(DOCUMENTED, LABEL))
    title = title_two_by_two(found, EN)
    told = (
        "Rumoured and documented: +40.0% on average (2 stocks); rumoured alone: +23.0% on average"
    )
    assert f"{told} (2 stocks)" == title
    cooling = two_by_two(shipped.case, matrix, StoryPair(COOLING, LABEL))
    assert "Was it the documented link or the rumour?" == title_two_by_two(cooling, EN)


def test_the_directions_without_hollow_dots_are_told_when_they_differ():
    assert finding_words(Direction(1, -1), EN).endswith("without the hollow dots")
    assert ("higher grade, higher return") == finding_words(Direction(1, None), Language())
