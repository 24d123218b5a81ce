"""Figures of the Robustness page by their numbers, and their words against the numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.robustness.placebos import hindsight, placebo_groups, placebo_in_time
from dashboard.analysis.robustness.robustness import (
    leave_one_out,
    limit_outcome,
    model_pairs,
    specifications,
)
from dashboard.analysis.robustness.window_grid import after_cells, window_grid
from dashboard.analysis.stories.hold_out import hold_out
from dashboard.analysis.window.estimation import daily_panel
from dashboard.analysis.window.timing import event_times
from dashboard.analysis.window.window import base_window, window_result
from dashboard.charts import robustness, window_heatmap
from dashboard.charts.events import WIDTH
from dashboard.charts.lettering import text_width
from dashboard.charts.theme import Look
from dashboard.exhibits.robustness.hold_out import title_clock
from dashboard.exhibits.robustness.limits import title_limits
from dashboard.exhibits.robustness.opening import standfirst_page, title_page
from dashboard.exhibits.robustness.placebos import (
    note_hindsight,
    note_placebo_groups,
    note_placebo_time,
    title_placebo_groups,
    title_placebo_time,
)
from dashboard.exhibits.robustness.stocks import title_leave_one_out, title_specifications
from dashboard.exhibits.robustness.windows import (
    describe_after,
    describe_grid,
    joint_sentence,
    note_grid,
    title_after,
    title_grid,
)
from dashboard.language.language import Language
from tests.thoroughness import variants


@pytest.fixture(scope="module")
def own_panel(shipped, xshg):
    return daily_panel(shipped.case, shipped.market, xshg)


EN = Language("en")
DESK, PHONE = Look(EN), Look(EN, compact=True)
LOOKS = variants(
    [DESK, Look(Language("zh"), dark=True, compact=True)],
    PHONE,
    Look(EN, dark=True),
    Look(EN, dark=True, compact=True),
    Look(Language("zh")),
    Look(Language("zh"), compact=True),
    Look(Language("zh"), dark=True),
)


def grid_of(shipped, xshg, case=None, market=None, window=None):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    window = shipped.case.window if window is None else window
    return window_grid(case, market, xshg, window, benchmark="equal-weight")


@pytest.fixture(scope="module")
def grid(shipped, xshg):
    return grid_of(shipped, xshg)


@pytest.fixture(scope="module")
def result(shipped, xshg):
    return window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )


# Window grid -------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_the_chosen_cell_is_outlined_where_its_number_stands(grid, look):
    figure = window_heatmap.plot_grid(grid, look=look)
    (heat,) = (trace for trace in figure.data if trace.type == "heatmap")
    (box,) = figure.layout.shapes
    x, y = round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2)
    assert pytest.approx(0.2768, abs=5e-5) == heat.z[y][x]
    assert heat.text[y][x] == ("<b>28</b>" if look.compact else "<b>27.7</b>")
    assert "1/70" in heat.hovertext[y][x]


@pytest.mark.parametrize("look", LOOKS)
def test_ink_is_readable_on_the_strongest_cell(grid, look):
    heat = window_heatmap.plot_grid(grid, look=look).data[0]
    for _, colour in heat.colorscale:
        assert contrast(colour, look.palette.ink) >= 4.5


def contrast(first, second):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


def test_a_phone_has_bases_across_and_whole_points(grid):
    desk = window_heatmap.plot_grid(grid, look=DESK)
    phone = window_heatmap.plot_grid(grid, look=PHONE)
    assert len(desk.layout.xaxis.tickvals) == len(phone.layout.yaxis.tickvals) == 15
    assert len(desk.layout.yaxis.tickvals) == len(phone.layout.xaxis.tickvals) == 13
    assert "." not in "".join(text for row in phone.data[0].text for text in row)


def test_cells_without_prices_are_dashes_and_never_zero(shipped, xshg):
    market = replace(
        shipped.market,
        prices=shipped.market.prices.loc[shipped.market.prices["date"] <= "2025-02-13"],
    )
    figure = window_heatmap.plot_grid(grid_of(shipped, xshg, market=market), look=DESK)
    dashes = figure.data[1]
    assert {"–"} == set(dashes.text)
    assert 13 * 10 == len(dashes.x)


def test_words_of_the_grid_say_what_the_cells_say(grid, shipped, xshg):
    assert "183 of 185 neighbouring windows point the same way" == title_page(grid, EN)
    assert title_grid(shipped.case, grid, EN).startswith("In 123 of 185 neighbouring windows")
    turned = grid_of(shipped, xshg, replace(shipped.case, groups=shipped.case.groups[::-1]))
    # Whichever group the case lists first: the count is that of the side that is ahead.
    assert title_grid(shipped.case, turned, EN) == title_grid(shipped.case, grid, EN)
    assert title_page(turned, EN) == title_page(grid, EN)


def test_after_the_window_stands_the_last_cell(grid, shipped, xshg):
    figure = window_heatmap.plot_after(grid, look=DESK)
    line = figure.data[0]
    assert 16 == len(line.y)
    assert 0 == line.y[0]
    assert pytest.approx(0.2768, abs=5e-5) == line.y[5]
    told = "10 sessions later Newcomers was 17.0 points ahead of Established names"
    assert told == title_after(shipped.case, grid, EN)
    turned = grid_of(shipped, xshg, replace(shipped.case, groups=shipped.case.groups[::-1]))
    assert told == title_after(shipped.case, turned, EN)
    market = replace(
        shipped.market,
        prices=shipped.market.prices.loc[shipped.market.prices["date"] <= "2025-02-13"],
    )
    ended = grid_of(shipped, xshg, market=market)
    assert 6 == len(window_heatmap.plot_after(ended, look=DESK).data[0].y)
    assert "The prices at hand end with the window" == title_after(shipped.case, ended, EN)


def test_events_stand_on_what_came_after_at_their_session(grid, shipped, xshg):
    result = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    events = event_times(shipped.case, xshg, result)
    plain = window_heatmap.plot_after(grid, look=DESK)
    figure = window_heatmap.plot_after(grid, events, look=DESK)
    days = [grid.base, *(cell.last for cell in after_cells(grid))]
    shown = {note.name.partition(":")[2]: note.x for note in figure.layout.annotations if note.name}

    placed = [item for item in events if item.span.session in days]
    assert {item.event.id: days.index(item.span.session) for item in placed} == shown
    assert list(plain.data[0].hovertext) == list(figure.data[0].hovertext)
    plots = [f.layout.height - f.layout.margin.t for f in (plain, figure)]
    assert plots[0] == plots[1]


# Dots and histograms -------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_every_figure_draws_its_numbers(result, look, shipped, xshg, own_panel):
    left_out = leave_one_out(shipped.case, result)
    figure = robustness.plot_leave_one_out(shipped.case, left_out, 0.2768, look=look)
    assert pytest.approx(sorted(e.difference for e in left_out)) == sorted(figure.data[0].x)
    pairs = model_pairs(
        shipped.case, own_panel, xshg, shipped.case.window, benchmark="equal-weight"
    )
    figure = robustness.plot_model_pairs(shipped.case, pairs, look=look)
    assert list(figure.data[1].x) == [pair.fitted for pair in pairs]
    assert list(figure.data[2].x) == [pair.adjusted for pair in pairs]
    placebo = placebo_in_time(shipped.case, shipped.market, xshg, result)
    figure = robustness.plot_placebo_time(placebo, look=look)
    assert 140 == len(figure.data[0].x)
    assert 28 == len(figure.data[1].x)
    yardstick = hindsight(shipped.case, shipped.market, result)
    figure = robustness.plot_hindsight(yardstick, "Newcomers", look=look)
    assert [trace.x[0] for trace in figure.data] == [e.expected for e in yardstick.yardsticks]


@pytest.mark.slow
def test_placebo_groups_are_all_drawn_and_the_line_stands_at_the_group(result, shipped):
    found = placebo_groups(shipped.case, shipped.market, result)
    figure = robustness.plot_placebo_groups(found, "Newcomers", look=DESK)
    assert pytest.approx(1) == sum(figure.data[0].y)
    low, high = figure.layout.xaxis.range
    assert low < found.statistic < high
    assert figure.layout.shapes[0].x0 == found.statistic
    title = title_placebo_groups(found, "Newcomers", EN)
    assert "About one in 2,500 groups of other stocks did as well as Newcomers" == title
    note = note_placebo_groups(found, "Newcomers", EN, chosen_after=True)
    assert "502,206,511 of 1,268,026,643,520 did as well" in note
    assert "all A-shares" not in note


def test_titles_hold_to_the_numbers(result, shipped, xshg, own_panel):
    placebo = placebo_in_time(shipped.case, shipped.market, xshg, result)
    told = "None of the 140 earlier windows as long put Newcomers as far ahead of Established names"
    assert told == title_placebo_time(shipped.case, placebo, EN)
    found = limit_outcome(shipped.case, shipped.market, xshg, result)
    assert "7 of 20" in title_limits(shipped.case, found, EN)
    assert "Established names 0 of 20" in title_limits(shipped.case, found, EN)
    clocks = hold_out(shipped.case, own_panel, xshg, shipped.case.window)
    assert title_clock(clocks, EN).startswith("0 of 1 late statement ")
    spec = specifications(shipped.case, own_panel, xshg, shipped.case.window)
    assert title_specifications(shipped.case, spec, EN).startswith("Over 6 ways")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "values",
    [
        (0.1, 0.2, 0.33, 0.4, 0.33, 0.3, 0.36, 0.33, 0.32, 0.26, 0.24, 0.23, 0.19, 0.18, 0.23),
        (-0.1, -0.21, -0.27, -0.272, -0.21, -0.19, -0.19, -0.22, -0.25, -0.21, -0.23, -0.2),
        (0.09, 0.2, 0.36, 0.48, 0.52, 0.52, 0.66, 0.68, 0.64, 0.59, 0.58, 0.68, 0.58, 0.56, 0.59),
    ],
)
def test_no_value_is_struck_through_by_its_line(values, look, grid):
    row = [cell for cell in grid.cells if cell.base == grid.base][: len(values)]
    cells = tuple(replace(cell, difference=value) for cell, value in zip(row, values, strict=False))
    figure = window_heatmap.plot_after(replace(grid, cells=cells), look=look)

    line = figure.data[0]
    labels = figure.layout.annotations
    assert 2 == len(labels)
    (low, high), (start, end) = figure.layout.yaxis.range, figure.layout.xaxis.range
    tall = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    wide = WIDTH[look.compact] - figure.layout.margin.l - figure.layout.margin.r
    corners = np.linspace(0, len(line.y) - 1, 4000)
    drawn = [
        (x / (end - start) * wide, y / (high - low) * tall)
        for x, y in zip(corners, np.interp(corners, line.x, line.y), strict=True)
    ]
    for label in labels:
        width = text_width(label.text.removeprefix("<b>").removesuffix("</b>"))
        left = label.x / (end - start) * wide + label.xshift
        left -= width if label.xanchor == "right" else 0
        middle = label.y / (high - low) * tall + label.yshift
        assert not any(left < x < left + width and abs(y - middle) < 7 for x, y in drawn)


def test_two_stocks_are_not_counted_over_windows(grid):
    told = joint_sentence(grid, EN)

    assert "of the 70 splits of the stocks" in told
    few = replace(grid, joint=replace(grid.joint, attainable=0.5))
    assert "" == joint_sentence(few, EN)


def test_no_window_with_few_splits_is_said_without_a_nought(grid, shipped):
    cells = tuple(replace(cell, count=20, count_other_side=20) for cell in grid.cells)
    told = title_grid(shipped.case, replace(grid, cells=cells), EN)

    assert "In none of 185 neighbouring windows do 3 splits or fewer put Newcomers as far" in told


def test_the_best_of_one_stock_has_no_number(shipped, result):
    found = hindsight(shipped.case, shipped.market, result)

    assert "best 4 of 8" == robustness.pool_names(found, EN)[0]
    one = replace(found, best=1)
    assert "best of 8" == robustness.pool_names(one, EN)[0]
    assert note_hindsight(one, EN).startswith("Return of the best of K stocks")


@pytest.mark.slow
def test_one_stock_is_held_against_stocks_and_not_against_groups(shipped, result):
    found = placebo_groups(shipped.case, shipped.market, result)
    one = replace(found, n_stocks=1)

    assert "other stocks" in title_placebo_groups(one, "Yimikang", EN)
    assert "groups" not in title_placebo_groups(one, "Yimikang", EN)
    note = note_placebo_groups(one, "Yimikang", EN, chosen_after=False)
    assert note.startswith("Return of every stock of the same board")


def test_windows_of_one_session_are_not_said_to_overlap(shipped, xshg, result):
    found = placebo_in_time(shipped.case, shipped.market, xshg, result)
    assert "Neighbours overlap" in note_placebo_time(shipped.case, found, EN)
    one = replace(found, result=replace(found.result, length=1))
    assert "overlap" not in note_placebo_time(shipped.case, one, EN)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (0.20, "No single stock carries the gap of 27.7 points: without any one it is"),
        (0.13, "Yimikang carries most of the gap: without it 13.0 points of 27.7 points are left"),
        (-0.01, "The direction hangs on Yimikang"),
    ],
)
def test_a_stock_that_most_of_the_gap_is_gone_without_carries_it(left, told, result, shipped):
    found = list(leave_one_out(shipped.case, result))
    found[0] = replace(found[0], difference=left)
    assert title_leave_one_out(shipped.case, result, found, EN).startswith(told)


def test_no_words_claim_what_eight_stocks_cannot(grid, result, shipped, xshg):
    spoken = [
        title_page(grid, EN),
        note_grid(shipped.case, grid, EN),
        describe_grid(grid, EN),
        standfirst_page(
            shipped.case,
            result,
            leave_one_out(shipped.case, result),
            placebo_in_time(shipped.case, shipped.market, xshg, result),
            EN,
        ),
        note_hindsight(hindsight(shipped.case, shipped.market, result), EN),
    ]
    for word in ("prove", "caused", "significan", "all A-shares"):
        assert not any(word in text for text in spoken)


@pytest.mark.slow
@pytest.mark.parametrize("last", [date(2025, 2, 7), date(2025, 2, 28), date(2025, 4, 30)])
def test_figures_of_other_windows_draw(last, shipped, xshg):
    window = base_window(shipped.case, shipped.market, xshg, date(2025, 2, 6), last)
    grid = grid_of(shipped, xshg, window=window)
    for look in LOOKS:
        window_heatmap.plot_grid(grid, look=look)
        window_heatmap.plot_after(grid, look=look)
    assert describe_after(shipped.case, grid, EN)
    assert describe_grid(grid, EN)
