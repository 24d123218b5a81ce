"""The charts of the Prices page by their numbers."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from dashboard.analysis.window.daily_bars import daily_bars
from dashboard.analysis.window.rebased import rebased
from dashboard.analysis.window.timing import event_numbers, event_times
from dashboard.analysis.window.window import window_result
from dashboard.charts.candles import plot_candles
from dashboard.charts.lettering import text_width
from dashboard.charts.multiples import panels, plot_multiples
from dashboard.charts.price import plot_lines, relative_ticks, shorten
from dashboard.charts.price_curves import KINDS, curves, runs
from dashboard.charts.theme import LIGHT, Look
from dashboard.exhibits.line_tables import line_table, panel_table, window_table
from dashboard.exhibits.prices.lines import title_lines
from dashboard.exhibits.prices.opening import title_page
from dashboard.exhibits.prices.panels import title_panels
from dashboard.language.language import Language

LOOK = Look(Language("en"))
YIMIKANG, ATHUB, FRD = "300249.SZ", "603881.SS", "300602.SZ"
HALTED = date(2025, 2, 11)


def lines_of(shipped, xshg, market=None, **settings):
    market = shipped.market if market is None else market
    return rebased(
        shipped.case, market, xshg, shipped.case.window, benchmark="equal-weight", **settings
    )


def halted(shipped):
    prices = shipped.market.prices
    gone = (prices["symbol"] == YIMIKANG) & (prices["date"].dt.date == HALTED)
    return replace(shipped.market, prices=prices[~gone])


def figure_of(shipped, lines, kind="stocks", scale="linear", highlight="", look=LOOK, events=()):
    return plot_lines(
        shipped.case, lines, events, kind=kind, scale=scale, highlight=highlight, look=look
    )


def trace(figure, name):
    return next(found for found in figure.data if found.name == name)


@pytest.fixture(scope="module")
def lines(shipped, xshg):
    return lines_of(shipped, xshg)


@pytest.fixture(scope="module")
def result(shipped, xshg):
    return window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )


@pytest.fixture(scope="module")
def events(result, shipped, xshg):
    return event_times(shipped.case, xshg, result)


# Lines --------------------------------------------------------------------


def test_curves_are_the_analysis(lines, shipped):
    figure = figure_of(shipped, lines)

    assert list(lines.stock(YIMIKANG).growth) == list(trace(figure, "Yimikang").y)
    assert list(lines.groups[0].mean) == list(trace(figure, "Newcomers").y)
    assert list(lines.benchmarks[1].growth) == list(trace(figure, "CSI 300").y)


def test_differences_are_told_in_points(lines, shipped):
    peers = figure_of(shipped, lines, "peers")
    excess = figure_of(shipped, lines, "benchmark")

    assert [v * 100 for v in lines.stock(FRD).less_peers] == list(trace(peers, "FRD").y)
    assert [v * 100 for v in lines.stock(FRD).less_benchmark] == list(trace(excess, "FRD").y)


def test_the_log_axis_has_price_relatives_and_ticks_in_percent(lines, shipped):
    figure = figure_of(shipped, lines, scale="log")

    assert "log" == figure.layout.yaxis.type
    assert [1 + v for v in lines.stock(FRD).growth] == list(trace(figure, "FRD").y)
    assert "0%" in figure.layout.yaxis.ticktext
    assert 1.0 == figure.layout.yaxis.tickvals[figure.layout.yaxis.ticktext.index("0%")]


def test_differences_have_no_log_axis(lines, shipped):
    assert figure_of(shipped, lines, "peers", "log").layout.yaxis.type != "log"


def test_a_gap_stays_a_gap(shipped, xshg):
    lines = lines_of(shipped, xshg, halted(shipped))
    figure = figure_of(shipped, lines)
    own = trace(figure, "Yimikang")

    assert own.y[lines.sessions.index(HALTED)] is None
    assert not own.connectgaps
    assert (
        "no value: Yimikang and Newcomers"
        in trace(figure, "readings").hovertext[lines.sessions.index(HALTED)]
    )


def test_a_band_spans_the_group_and_stops_at_a_gap(shipped, xshg):
    lines = lines_of(shipped, xshg, halted(shipped))
    bands = [found for found in figure_of(shipped, lines, "groups").data if found.fill == "toself"]

    # The newcomers' band is in two pieces, the established names' in one.
    assert 3 == len(bands)
    half = len(bands[-1].y) // 2
    assert list(lines.groups[1].low) == list(bands[-1].y[:half])
    assert list(lines.groups[1].high) == list(reversed(bands[-1].y[half:]))


def test_closes_at_the_limit_stand_on_the_line(lines, shipped):
    """AtHub: up on the 10th, 12th (one price) and 13th; down on the 18th."""
    figure = figure_of(shipped, lines, highlight=ATHUB)
    marks = [found for found in figure.data if found.mode == "markers"]
    places = {
        lines.sessions[x]: symbol
        for x, symbol in zip(marks[0].x, marks[0].marker.symbol, strict=True)
    }

    assert "triangle-up" == places[date(2025, 2, 13)]
    assert "triangle-down" == places[date(2025, 2, 18)]
    assert ("square-open",) * 2 == tuple(marks[1].marker.symbol)
    assert date(2025, 2, 12) in {lines.sessions[x] for x in marks[1].x}


def test_highlighting_one_stock_fades_the_others_and_keeps_its_name(lines, shipped):
    figure = figure_of(shipped, lines, highlight=YIMIKANG)
    names = {note.text for note in figure.layout.annotations}

    assert LIGHT.faded == trace(figure, "Crun").line.color
    assert LOOK.group(0) == trace(figure, "Yimikang").line.color
    assert trace(figure, "Yimikang").line.width > trace(figure, "Newcomers").line.width
    assert "<b>Yimikang</b>" in names
    assert "Crun" not in names


def test_names_at_the_ends_do_not_overlap(lines, shipped):
    figure = figure_of(shipped, lines)
    low, high = figure.layout.yaxis.range
    names = [note for note in figure.layout.annotations if note.xanchor == "left"]
    heights = sorted((note.y - low) / (high - low) * 440 - note.ay for note in names)

    assert 12 == len(names)
    assert all(b - a >= 15.9 for a, b in pairwise(heights))


def test_hover_tells_the_date_and_every_value_from_high_to_low(lines, shipped):
    reading = trace(figure_of(shipped, lines), "readings").hovertext[
        lines.sessions.index(lines.last)
    ]

    assert reading.startswith("<b>13 Feb 2025 Thu</b><br>+45.6% Yimikang<br>+34.4% AtHub ▲<br>")
    assert reading.endswith("−1.3% FRD")
    assert 13 == len(reading.split("<br>"))


def test_names_of_the_case_are_text_not_markup(lines, shipped):
    stock = replace(shipped.case.stocks[0], name=replace(shipped.case.stocks[0].name, en="<b>A&B"))
    case = replace(shipped.case, stocks=(stock, *shipped.case.stocks[1:]))
    figure = plot_lines(case, lines, (), kind="stocks", scale="linear", highlight="", look=LOOK)

    assert "&lt;b&gt;A&amp;B" in {note.text for note in figure.layout.annotations}


def test_events_and_window_are_drawn(lines, events, shipped):
    figure = figure_of(shipped, lines, events=events)
    window = next(shape for shape in figure.layout.shapes if shape.type == "rect")

    assert lines.sessions.index(lines.base) == window.x0
    assert lines.sessions.index(lines.last) == window.x1
    assert "<b>3</b>" in {note.text for note in figure.layout.annotations}


def test_no_prices_draw_the_same_axes(shipped, xshg):
    empty = lines_of(shipped, xshg, replace(shipped.market, prices=shipped.market.prices.iloc[:0]))

    for kind in KINDS:
        figure = figure_of(shipped, empty, kind, "log")
        name = "Newcomers" if kind == "groups" else "Yimikang"
        assert {None} == set(trace(figure, name).y)
        assert figure.layout.yaxis.range[0] < figure.layout.yaxis.range[1]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(-0.1, 0.1, [-0.1, -0.05, 0.0, 0.05, 0.1]), (0.0, 2.0, [0.0, 0.5, 1.0, 1.5, 2.0])],
)
def test_ticks_of_the_log_axis_are_round(low, high, ticks):
    assert ticks == relative_ticks(low, high)


def test_a_name_is_cut_where_a_word_ends():
    long = "Equal-weight mean of about 3,320 stocks"

    assert "Equal-weight mean…" == shorten(long, 150)
    assert long == shorten(long, 400)
    assert text_width(shorten("沪深约 3,320 只股票等权平均", 100)) <= 100


def test_runs_are_the_stretches_between_gaps():
    assert [range(1, 3), range(4, 5)] == runs([None, 1.0, 2.0, None, 3.0])
    assert [] == runs([None, None])


# Small panels ---------------------------------------------------------------


def test_panels_follow_the_groups_and_start_a_row_with_each(lines, shipped):
    places = [(panel.row, panel.column) for panel in panels(shipped.case, lines, columns=3)]

    assert [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1), (2, 2), (3, 0)] == places


@pytest.mark.slow
def test_panels_share_one_scale_and_show_the_analysis(lines, result, shipped):
    figure = plot_multiples(shipped.case, lines, result, look=LOOK)
    axes = [figure.layout[f"yaxis{n or ''}"].range for n in ("", 2, 8)]
    drawn = [found for found in figure.data if found.hovertext is not None]

    assert axes[0] == axes[1] == axes[2]
    assert [list(line.growth) for line in lines.stocks] == [list(found.y) for found in drawn]
    assert "<b>+45.6%</b>" in {note.text for note in figure.layout.annotations}


@pytest.mark.slow
def test_every_panel_has_all_events_of_the_axis_above_its_lines(lines, result, events, shipped):
    """On a phone neighbours share a label, on a desk as well where a week is 50 pixels wide."""
    numbered = event_numbers(events)
    for compact in (False, True):
        look = replace(LOOK, compact=compact)
        figure = plot_multiples(shipped.case, lines, result, events, look=look)
        rows = [trace for trace in figure.data if trace.mode == "text"]
        told = [_numbers(label) for label in rows[0].text]

        assert len(shipped.case.stocks) == len(rows)
        assert sorted(numbered.values()) == [number for label in told for number in label]
        assert [numbered[each[0]] for each in rows[0].customdata] == [label[0] for label in told]
        highest = max(value for line in lines.stocks for value in line.growth if value is not None)
        assert highest < rows[0].y[0] < figure.layout.yaxis.range[1]
        assert figure.layout.yaxis.tickvals[-1] < rows[0].y[0]


def _numbers(label):
    """Numbers that a label such as 3, 5–7 stands for."""
    found = []
    for part in label.removeprefix("<b>").removesuffix("</b>").split(", "):
        first, _, last = part.partition("–")
        found += range(int(first), int(last or first) + 1)
    return found


# Candles --------------------------------------------------------------------


def candles_of(shipped, bars, look=LOOK):
    return plot_candles(
        bars,
        (),
        base=date(2025, 2, 6),
        last=shipped.case.window.last,
        calendar="XSHG",
        volume_unit="lots of 100 shares",
        currency="CNY",
        look=look,
    )


def test_candles_show_every_bar_and_leave_gaps(lines, shipped, xshg):
    bars = daily_bars(shipped.case, halted(shipped), xshg, YIMIKANG, lines.sessions)
    figure = candles_of(shipped, bars)
    candle = next(found for found in figure.data if found.type == "candlestick")
    place = lines.sessions.index(HALTED)

    assert [None if b is None else b.close for b in bars.bars] == list(candle.close)
    assert candle.close[place] is None
    assert trace(figure, "volume").y[place] is None


def test_rising_candles_are_hollow_in_the_colour_of_a_rise(lines, shipped, xshg):
    bars = daily_bars(shipped.case, shipped.market, xshg, YIMIKANG, lines.sessions)
    chinese, western = (
        next(
            f
            for f in candles_of(shipped, bars, replace(LOOK, rise_is_red=red)).data
            if f.type == "candlestick"
        )
        for red in (True, False)
    )

    assert LIGHT.red == chinese.increasing.line.color == western.decreasing.line.color
    assert LIGHT.paper == chinese.increasing.fillcolor == western.increasing.fillcolor
    assert LIGHT.green == chinese.decreasing.fillcolor


def test_limit_prices_are_those_of_the_windows_sessions(lines, shipped, xshg):
    figure = candles_of(
        shipped, daily_bars(shipped.case, shipped.market, xshg, ATHUB, lines.sessions)
    )
    strokes = trace(figure, "limits")
    shown = {lines.sessions[x] for x in strokes.x}

    assert set(xshg.between(shipped.case.window.first, shipped.case.window.last)) == shown
    assert 23.43 in strokes.y


# Words ------------------------------------------------------------------------


def test_titles_are_computed(lines, result, shipped):
    t = LOOK.language
    said = [title_lines(shipped.case, lines, kind=kind, highlight="", t=t) for kind in KINDS]

    assert "Newcomers +31.5%, Established names +3.8%" == title_page(shipped.case, result, t)
    assert [
        "5 sessions: Yimikang +45.6%, FRD −1.3%",
        "Newcomers ended the window 27.7 points ahead of Established names",
        "Furthest from its peers in the window: Crun, −20.2 points",
        "7 of 8 stocks beat the benchmark in the window",
    ] == said
    assert "4 of 8 stocks closed at limit-up at least once in the window" == title_panels(
        shipped.case, result, t
    )


def test_titles_speak_of_the_highlighted_stock(lines, shipped):
    t = LOOK.language
    said = title_lines(shipped.case, lines, kind="stocks", highlight=YIMIKANG, t=t)

    assert "Yimikang +45.6% in the window, +18.8 points against its peers" == said


def test_without_prices_titles_claim_nothing(shipped, xshg):
    t = LOOK.language
    market = replace(shipped.market, prices=shipped.market.prices.iloc[:0])
    lines = lines_of(shipped, xshg, market)
    result = window_result(
        shipped.case, market, xshg, shipped.case.window, benchmark="equal-weight"
    )

    assert "What moved?" == title_page(shipped.case, result, t)
    assert "No stock has a return" in title_lines(
        shipped.case, lines, kind="stocks", highlight="", t=t
    )
    assert "No stock closed" in title_panels(shipped.case, result, t)


# Tables -----------------------------------------------------------------------


def test_the_table_of_the_lines_is_what_is_drawn(lines, shipped):
    table = line_table(
        shipped.case, lines, shipped.market.note, kind="stocks", highlight="", look=LOOK
    ).frame()
    drawn = curves(shipped.case, lines, kind="stocks", highlight="", look=LOOK)

    assert len(lines.sessions) == len(table)
    assert list(drawn[0].line) == table[f"{drawn[0].name} (fraction)"].tolist()


def test_the_table_of_the_panels_has_a_row_a_stock_and_session(lines, shipped):
    table = panel_table(lines, shipped.market.note).frame()

    assert 8 * len(lines.sessions) == len(table)
    assert 2 == table.loc[table["symbol"] == ATHUB, "one price all day"].sum()


def test_the_table_of_returns_has_stocks_groups_and_benchmarks(result, shipped):
    table = window_table(
        shipped.case, result, shipped.market.note, benchmark="equal-weight"
    ).frame()
    own = table[table["symbol"] == YIMIKANG].iloc[0]

    assert [8, 2, 2] == [int((table["level"] == n).sum()) for n in ("stock", "group", "benchmark")]
    assert (
        pytest.approx(own["return less benchmark (fraction)"])
        == own["return (fraction)"] - result.benchmark("equal-weight").value
    )
    assert ["source", "adjustment", "retrieved"] == list(table.columns[-3:])
