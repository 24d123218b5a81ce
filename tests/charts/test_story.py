"""The figures of the Story page by their numbers, and their words by the numbers too."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.analysis.window.effect import effect
from dashboard.analysis.window.sensitivity import Change
from dashboard.analysis.window.timing import event_times
from dashboard.analysis.window.window import base_window, window_result
from dashboard.charts.lettering import label_rows
from dashboard.charts.story import plot_build_up, plot_strip
from dashboard.charts.theme import LIGHT, Look
from dashboard.exhibits.story.build_up import gap_finding, market_of, note_build_up
from dashboard.exhibits.story.changes import title_changes
from dashboard.exhibits.story.returns import describe_strip, note_strip, title_strip
from dashboard.language.language import Language
from dashboard.market.boards import limit_prices
from tests.thoroughness import rounds

EN, ZH = Language("en"), Language("zh")


def shown_between(shipped, xshg, base=date(2025, 2, 6), last=date(2025, 2, 13)):
    window = base_window(shipped.case, shipped.market, xshg, base, last)
    result = window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")
    events = event_times(shipped.case, xshg, result)
    return result, events, effect(result, events)


@pytest.fixture(scope="module")
def shown(shipped, xshg):
    return shown_between(shipped, xshg)


@pytest.mark.parametrize("compact", [False, True])
def test_the_strip_draws_every_return_once(compact, shipped, shown):
    figure = plot_strip(shipped.case, shown[0], look=Look(EN, compact=compact))

    drawn = sorted(value for trace in figure.data for value in trace.x)
    assert sorted(stock.value for stock in shown[0].stocks) == drawn


def test_a_triangle_is_a_close_at_the_limit_on_the_last_session(shipped, shown):
    figure = plot_strip(shipped.case, shown[0], look=Look(EN))
    triangles = {
        point[0]
        for trace in figure.data
        for point, symbol in zip(trace.customdata, trace.marker.symbol, strict=True)
        if symbol == "triangle-up"
    }

    assert {"603881.SS", "002418.SZ"} == triangles


def test_a_close_at_limit_down_has_its_own_sign_and_words(shipped, xshg):
    """AtHub falls to its lower limit on the last session; Crun stays at its upper one."""
    fallen = replace(shipped, market=closing_at_limit_down(shipped.market, "603881.SS"))
    result = shown_between(fallen, xshg)[0]
    figure = plot_strip(shipped.case, result, look=Look(EN))
    symbols = {
        point[0]: symbol
        for trace in figure.data
        for point, symbol in zip(trace.customdata, trace.marker.symbol, strict=True)
    }
    hovers = [text for trace in figure.data for text in trace.hovertext]

    assert "down" == result.stock("603881.SS").last_limit
    assert ("triangle-down", "triangle-up") == (symbols["603881.SS"], symbols["002418.SZ"])
    assert "▼ at limit-down" in note_strip(result, EN)
    assert "▼ 收于跌停" in note_strip(result, ZH)
    assert "(closed at limit-down)" in describe_strip(shipped.case, result, "equal-weight", EN)
    assert any("closed at limit-down on 13 Feb" in text for text in hovers)


def closing_at_limit_down(market, symbol):
    """Prices in which a stock of the main board ends 13 February 2025 at its lower limit."""
    prices = market.prices.copy()
    own = prices["symbol"] == symbol
    before = float(prices.loc[own & (prices["date"] == "2025-02-12"), "close"].iloc[0])
    down = float(limit_prices(before, Decimal("0.10"))[0])
    prices.loc[own & (prices["date"] == "2025-02-13"), ["low", "close"]] = down
    return replace(market, prices=prices)


def test_labels_of_one_line_do_not_overlap():
    places, widths = [0.0, 12.0, 30.0, 31.0, 200.0], [40.0] * 5
    rows = label_rows(places, widths)

    for row in set(rows):
        own = [place for place, at in zip(places, rows, strict=True) if at == row]
        assert all(right - left >= 40 for left, right in itertools.pairwise(own))


def test_the_build_up_draws_the_analysis_s_own_lines(shipped, shown):
    figure = plot_build_up(shipped.case, shown[0], shown[1], look=Look(EN))

    assert [shown[0].build_up.groups[group.id] for group in shipped.case.groups] == [
        trace.y for trace in figure.data
    ]


def test_the_market_stands_in_the_gap_chart_as_the_analysis_has_it(shipped, shown):
    figure = plot_build_up(shipped.case, shown[0], shown[1], look=Look(EN), benchmark="000300.SS")
    market = figure.data[-1]

    assert shown[0].build_up.benchmarks["000300.SS"] == market.y
    assert ("dot", LIGHT.benchmark) == (market.line.dash, market.line.color)
    assert "<b>the market</b>" in {note.text for note in figure.layout.annotations}
    assert (
        "the market +1.3%" in market.hovertext[shown[0].build_up.sessions.index(date(2025, 2, 7))]
    )


def test_a_benchmark_without_a_line_is_no_market(shipped, xshg):
    gone = replace(shipped.market, benchmark_returns={})
    window = shipped.case.window
    result = window_result(shipped.case, gone, xshg, window, benchmark="equal-weight")
    figure = plot_build_up(shipped.case, result, (), look=Look(EN), benchmark="equal-weight")

    assert "" == market_of(result, "equal-weight")
    assert "000300.SS" == market_of(result, "000300.SS")
    assert len(shipped.case.groups) == len(figure.data)


def test_the_window_is_shaded_from_the_base_to_the_last_session(shipped, shown):
    figure = plot_build_up(shipped.case, shown[0], shown[1], look=Look(EN))
    days = shown[0].build_up.sessions
    shade = next(shape for shape in figure.layout.shapes if shape.type == "rect")

    assert (days.index(shown[0].base), days.index(shown[0].window.last)) == (shade.x0, shade.x1)


def test_a_chart_of_a_phone_never_takes_a_swipe(shipped, shown):
    for plot in (
        plot_strip(shipped.case, shown[0], look=Look(EN, compact=True)),
        plot_build_up(shipped.case, shown[0], shown[1], look=Look(EN, compact=True)),
    ):
        assert plot.layout.dragmode is False


def test_the_headline_gives_gap_share_and_days(shown):
    assert "A gap of 27.7 points in 5 sessions, 86% of it built from 12 Feb to 13 Feb" == (
        gap_finding(shown[2], 5, EN)
    )
    assert "27.7 个百分点" in gap_finding(shown[2], 5, ZH)


def test_the_strip_s_title_speaks_of_all_only_when_the_groups_part(shipped, xshg, shown):
    assert "Newcomers did better than Established names, every one of them" == (
        title_strip(shipped.case, *shown[::2], EN)
    )
    overlapping = shown_between(shipped, xshg, date(2025, 2, 5), date(2025, 2, 7))
    assert " overlap: not every stock" in title_strip(shipped.case, *overlapping[::2], EN)


@pytest.mark.slow
def test_many_windows_never_say_more_than_their_numbers(shipped, xshg):
    for base in xshg.between(date(2024, 11, 1), date(2025, 3, 31))[:: rounds(2, 1)]:
        result, _, found = shown_between(shipped, xshg, base, xshg.offset(base, 3))
        title = title_strip(shipped.case, result, found, EN)
        sides = [[s.value for s in result.members(g.id)] for g in shipped.case.groups]
        parted = min(sides[0]) > max(sides[1]) or max(sides[0]) < min(sides[1])
        assert parted == ("every one" in title)
        if parted and found.difference < 0:
            assert title.startswith("Established names")
        if found.run is not None:
            assert found.run.share >= 2 / 3
        assert ("No gap" in gap_finding(found, 3, EN)) == (abs(found.difference) < 0.01)


def test_the_changes_title_speaks_of_the_sign_only_when_it_holds():
    def change(value):
        return Change("without", None, "x", value)

    assert "never its direction" in title_changes(0.2, [change(0.1), change(0.3)], EN)
    assert "turn" in title_changes(0.2, [change(-0.1), change(0.3)], EN)
    assert "turn" in title_changes(0.2, [change(0.0)], EN)


def test_the_text_alternative_names_every_stock_with_its_return(shipped, shown):
    text = describe_strip(shipped.case, shown[0], "equal-weight", EN)

    for stock in shown[0].stocks:
        assert f"{EN.name(shipped.case.stock(stock.symbol))} {EN.percent(stock.value)}" in text


def test_the_market_is_a_line_at_its_return_with_its_label_on_top(shipped, shown):
    value = shown[0].benchmark("equal-weight").value
    figure = plot_strip(shipped.case, shown[0], look=Look(EN), benchmark="equal-weight")
    (line,) = [shape for shape in figure.layout.shapes if "dot" == shape.line.dash]
    assert (value, value) == (line.x0, line.x1)
    (label,) = [each for each in figure.layout.annotations if "the market" in each.text]
    assert (value, f"the market {EN.percent(value)}") == (label.x, label.text)


def test_one_group_is_counted_against_the_market_and_overlaps_with_nobody(shipped, xshg):
    stocks = tuple(s for s in shipped.case.stocks if "established" == s.group)
    case = replace(shipped.case, stocks=stocks, groups=shipped.case.groups[1:])
    window = case.window
    result = window_result(case, shipped.market, xshg, window, benchmark="equal-weight")
    found = effect(result, ())
    market = result.benchmark("equal-weight").value
    ahead = sum(stock.value > market for stock in result.stocks)
    assert f"{ahead} of 4 stocks did better than the market" == title_strip(case, result, found, EN)


def test_of_a_single_group_the_note_names_the_benchmark_that_is_not_drawn(shipped, xshg):
    case = shipped.case
    alone = replace(case, groups=case.groups[:1], stocks=case.stocks[:4])
    notes = [
        note_build_up(
            each,
            window_result(each, shipped.market, xshg, each.window, benchmark="equal-weight"),
            (),
            Language(),
        )
        for each in (case, alone)
    ]

    assert [False, True] == ["which is not drawn" in note for note in notes]
    drawn = window_result(alone, shipped.market, xshg, case.window, benchmark="equal-weight")
    told = note_build_up(alone, drawn, (), Language(), "equal-weight")
    assert (
        "Dotted: the market (Equal weight, about 3,320 stocks); the gap is the one to it." in told
    )
    assert "which is not drawn" not in told
