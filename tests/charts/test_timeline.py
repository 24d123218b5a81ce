"""The timeline's charts by their numbers, on the shipped case."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import event_numbers, event_times, order_strip
from dashboard.analysis.window.window import window_result
from dashboard.case import Event, Moment, Text, Window
from dashboard.charts import order, timeline
from dashboard.charts import timeline_titles as titles
from dashboard.charts.lanes import lanes, place
from dashboard.charts.lettering import wrapped
from dashboard.charts.mean_lines import percent_ticks
from dashboard.charts.order import columns, plot_order
from dashboard.charts.theme import Look
from dashboard.charts.timeline import plot_timeline
from dashboard.exhibits import timeline_tables as tables
from dashboard.language.language import language
from dashboard.stats.result import Undefined
from tests.thoroughness import variants

NO_SHARE = Undefined("no share")
EN, ZH = language("en"), language("zh")
LOOK = Look(EN)
OWN = Window(date(2025, 2, 7), date(2025, 2, 13))
HOSTILE = "<img src=x onerror=alert(1)><b>& more"


@pytest.fixture(scope="module")
def world(shipped, xshg):
    """The shipped case over a window, with more events; made once for each."""

    @lru_cache(maxsize=8)
    def made(window=OWN, extra=()):
        case = replace(shipped.case, events=shipped.case.events + extra)
        result = window_result(case, shipped.market, xshg, window, benchmark=case.benchmarks[0].id)
        return case, xshg, result, event_times(case, xshg, result)

    return made


def event(name, stamp, precision="day", zone="Asia/Shanghai", **fields):
    return Event(
        name,
        Moment(datetime.fromisoformat(stamp), precision, zone),
        fields.pop("kind", "news"),
        Text(fields.pop("title", name), ""),
        "a source",
        **fields,
    )


def drawn(world, look=LOOK, window=OWN, extra=()):
    case, sessions, result, events = world(window, extra)
    return plot_timeline(case, sessions, result, events, event_numbers(events), look=look)


def marks(figure):
    """Place of each circle on the session axis, by event id."""
    return {
        cell[0]: (x, y, trace)
        for trace in figure.data
        if trace.type == "scatter" and trace.mode == "markers+text"
        for x, y, cell in zip(trace.x, trace.y, trace.customdata, strict=True)
    }


# The axis -------------------------------------------------------------


def test_a_close_stands_at_its_session_and_time_between_closes_in_proportion(xshg):
    days = xshg.between(date(2025, 2, 10), date(2025, 2, 13))
    close = xshg.close_time(days[1])
    assert pytest.approx(1.0) == place(close, days, xshg)
    midnight = datetime(2025, 2, 11, 16, tzinfo=UTC)  # 12 Feb 00:00 in Shanghai
    assert pytest.approx(1 + 9 / 24) == place(midnight, days, xshg)


def test_a_weekend_takes_no_more_room_than_a_night(xshg):
    days = xshg.between(date(2025, 2, 7), date(2025, 2, 10))
    sunday_noon = datetime(2025, 2, 9, 4, tzinfo=UTC)
    assert 0 < place(sunday_noon, days, xshg) < 1


def test_far_moments_stop_one_session_off_the_axis(xshg):
    days = xshg.between(date(2025, 2, 7), date(2025, 2, 13))
    assert -1 == place(datetime(2020, 1, 1, tzinfo=UTC), days, xshg)
    assert place(datetime(2030, 1, 1, tzinfo=UTC), days, xshg) == len(days)


def test_percent_ticks_are_round_and_include_zero():
    assert [0.0, 0.1, 0.2, 0.3, 0.4, 0.5] == percent_ticks(-0.08, 0.5, 6)
    assert len(percent_ticks(-3.0, 40.0, 6)) <= 8
    assert 0.0 in percent_ticks(0.0, 0.0, 6)


# Circles and spans ----------------------------------------------------


def test_every_circle_stands_at_session_zero(world):
    _, _, result, events = world()
    days = result.build_up.sessions
    found = marks(drawn(world))
    assert {name: days[int(mark[0])] for name, mark in found.items()} == {
        item.event.id: item.span.session for item in events
    }
    assert date(2025, 2, 12) == days[int(found["apple-alibaba-report"][0])]
    assert date(2025, 2, 14) == days[int(found["goaland-answer"][0])]


def test_a_new_york_day_spans_two_afternoons_in_shanghai(world):
    _, sessions, result, events = world()
    days = result.build_up.sessions
    bar = next(
        bar
        for lane in lanes(days, sessions, events, EN)
        for bar in lane.bars
        if bar.item.event.id == "apple-alibaba-report"
    )
    # 13:00 in Shanghai is two hours of twenty-four before the close.
    assert pytest.approx(days.index(date(2025, 2, 11)) - 2 / 24) == bar.start
    assert pytest.approx(days.index(date(2025, 2, 12)) - 2 / 24) == bar.end


def test_an_answer_after_the_close_ends_before_its_session(world):
    _, sessions, result, events = world()
    days = result.build_up.sessions
    bars = {
        bar.item.event.id: bar for lane in lanes(days, sessions, events, EN) for bar in lane.bars
    }
    answer = bars["goaland-answer"]
    assert (answer.start, answer.place) == (days.index(date(2025, 2, 13)), answer.place)
    assert pytest.approx(answer.start + 9 / 24) == answer.end
    assert answer.place == answer.start + 1


def test_every_span_is_a_bar_in_the_figure(world):
    _, sessions, result, events = world()
    figure = drawn(world)
    bars = [
        bar for lane in lanes(result.build_up.sessions, sessions, events, EN) for bar in lane.bars
    ]
    shapes = {(round(s.x0, 6), round(s.x1, 6)) for s in figure.layout.shapes if s.line.width == 4}
    whole_days = [bar for bar in bars if bar.end - bar.start > 0.1]
    assert {(round(bar.start, 6), round(bar.end, 6)) for bar in whole_days} <= shapes


def test_one_dotted_line_a_session_from_its_lowest_circle_to_the_top(world):
    _, _, result, events = world()
    dotted = [shape for shape in drawn(world).layout.shapes if shape.line.dash == "dot"]
    days = result.build_up.sessions
    assert sorted(shape.x0 for shape in dotted) == sorted(
        {days.index(item.span.session) for item in events}
    )
    assert {1} == {shape.y1 for shape in dotted}


@pytest.mark.slow
def test_no_two_circles_of_a_lane_overlap(world):
    for look in (LOOK, Look(EN, compact=True)):
        figure = drawn(world, look)
        for trace in figure.data:
            if trace.mode == "markers+text" and trace.yaxis == "y2":
                spots = list(zip(trace.x, trace.y, strict=True))
                assert len(set(spots)) == len(spots)
                by_row = {}
                for x, y in spots:
                    by_row.setdefault(y, []).append(x)
                width = 1.0 if not look.compact else 2.0
                for row in by_row.values():
                    row.sort()
                    assert all(b - a >= width for a, b in pairwise(row))


def test_only_kinds_that_occur_have_a_lane_and_readings_come_last(world):
    _, sessions, result, events = world()
    found = lanes(result.build_up.sessions, sessions, events, EN)
    assert [
        "Product",
        "News",
        "Broker report",
        "Investor Q&A",
        "App downloads",
    ] == [lane.title for lane in found]
    assert ["", "", "", "", "deepseek-downloads"] == [lane.series for lane in found]


def test_readings_are_points_on_a_log_axis_without_a_line(world):
    figure = drawn(world)
    readings = [t for t in figure.data if t.mode == "markers+text" and t.yaxis == "y7"]
    assert [[1600.0, 1800000.0]] == [list(trace.y) for trace in readings]
    assert "log" == figure.layout.yaxis7.type
    assert all("lines" not in trace.mode for trace in readings)
    assert {"lines", "markers+text"} == {trace.mode for trace in figure.data}
    texts = [note.text for note in figure.layout.annotations]
    assert "<b>1,600 downloads</b>" in texts
    assert "<b>1.8M downloads</b>" in texts


def test_a_reading_of_zero_stays_an_event_in_its_lane(world):
    zero = event("none", "2025-02-10", kind="app-downloads", series="deepseek-downloads", value=0.0)
    _, sessions, result, events = world(extra=(zero,))
    found = lanes(result.build_up.sessions, sessions, events, EN)
    assert [1, 2] == [len(lane.bars) for lane in found if lane.title == "App downloads"]
    drawn(world, extra=(zero,))


def test_an_event_off_the_axis_is_named_in_the_note(world):
    early = event("early", "2024-03-05")
    case, _, result, events = world(extra=(early,))
    assert "early" not in marks(drawn(world, extra=(early,)))
    note = titles.note_timeline(case, result, events, event_numbers(events), EN)
    assert "Off this chart, in the list below: event 1." in note


def test_the_lines_are_the_group_means_and_gaps_stay_gaps(world):
    case, _, result, _ = world()
    lines = [trace for trace in drawn(world).data if trace.mode == "lines"]
    assert len(lines) == len(case.groups)
    assert not any(trace.connectgaps for trace in lines)
    for group, trace in zip(case.groups, lines, strict=True):
        want = [np.nan if v is None else v for v in result.build_up.groups[group.id]]
        np.testing.assert_array_equal(trace.y, want)


@pytest.mark.slow
def test_a_hostile_title_stays_text_in_every_label(world):
    bad = event("bad", "2025-02-10", title=HOSTILE, unit="<i>", series="s", value=3.0)
    _, _, result, events = world(extra=(bad,))
    figure = drawn(world, extra=(bad,))
    strip = order_strip(events, result)
    rows = plot_order(strip, events, event_numbers(events), look=LOOK)
    for json in (figure.to_json(), rows.to_json()):
        text = json.replace("\\u003c", "<").replace("\\u003e", ">")
        assert "<img" not in text
        assert "<i>" not in text


# Order strip ----------------------------------------------------------


def test_each_row_has_the_shares_of_the_gap_at_every_close(world):
    _, _, result, events = world()
    strip = order_strip(events, result)
    figure = plot_order(strip, events, event_numbers(events), look=LOOK)
    early, late = (trace for trace in figure.data if trace.type == "bar")
    for item in events:
        shares = {
            x: cell[1]
            for trace in (early, late)
            for x, cell in zip(trace.x, trace.customdata, strict=True)
            if cell[0] == item.event.id
        }
        assert pytest.approx(list(strip.shares[1:])) == [shares[x] for x in range(5)]


def test_strong_bars_end_before_session_zero(world):
    _, _, result, events = world()
    strip = order_strip(events, result)
    figure = plot_order(strip, events, event_numbers(events), look=LOOK)
    early = next(trace for trace in figure.data if trace.type == "bar")
    dark = [
        x for x, cell in zip(early.x, early.customdata, strict=True) if cell[0] == "gtja-report"
    ]
    assert [0, 1, 2] == dark  # 7, 10 and 11 February; session 0 is the 12th
    before = [x for x, c in zip(early.x, early.customdata, strict=True) if c[0] == "r1-release"]
    assert [] == before


def test_events_outside_the_window_stand_beside_its_columns(world):
    _, _, result, events = world()
    found = columns(order_strip(events, result), events)
    assert (-1, 3, 5) == (found["r1-release"], found["gtja-report"], found["article"])


def test_the_words_say_what_was_there_before(world):
    _, _, _, events = world()
    said = {item.event.id: words.before_text(item, EN) for item in events}
    assert "14% of the gap was there before" == said["apple-alibaba-report"]
    assert "46% of the gap was there before" == said["minsheng-report"]
    assert said["r1-release"].startswith("before the window")
    assert said["goaland-answer"].startswith("after the window")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "none of the gap was there before"),
        (-0.2, "the gap pointed the other way before (−20%)"),
        (1.1, "more than the whole gap was there before (110%)"),
        (0.23, "23% of the gap was there before"),
    ],
)
def test_the_share_in_words(share, text, world):
    item = next(item for item in world()[3] if item.event.id == "gtja-report")
    assert words.before_text(replace(item, share_before=share), EN) == text


def test_a_gap_under_one_point_has_no_bars_and_says_so(xshg, world):
    _, _, result, _ = world()
    flat = replace(result, differences=(replace(result.differences[0], value=0.004),))
    case = world()[0]
    events = event_times(case, xshg, flat)
    strip = order_strip(events, flat)
    figure = plot_order(strip, events, event_numbers(events), look=LOOK)
    assert not [trace for trace in figure.data if trace.type == "bar"]
    assert "How much of the gap stood before each event?" == titles.title_order(events, strip, EN)
    assert ("What happened when, and how the groups moved") == titles.title_timeline(
        flat, events, event_numbers(events), EN
    )


@pytest.mark.slow
def test_a_deadline_cannot_be_placed_in_words(world):
    late = event("report", "2025-02-12", "by", kind="filing")
    item = next(i for i in world(extra=(late,))[3] if i.event.id == "report")
    assert "published no later than this day: it cannot be placed" == words.before_text(item, EN)
    case, _, result, events = world(extra=(late,))
    strip, numbered = order_strip(events, result), event_numbers(events)
    assert "report" not in marks(drawn(world, extra=(late,)))
    assert "report" not in marks(plot_order(strip, events, numbered, look=LOOK))
    assert "Off this chart" in titles.note_timeline(case, result, events, numbered, EN)


def test_titles_are_findings_from_the_numbers(world):
    _, _, result, events = world()
    numbered, strip = event_numbers(events), order_strip(events, result)
    assert (
        "The gap widened most on 13 Feb, by 14.9 points: session 0 of events 5–8"
    ) == titles.title_timeline(result, events, numbered, EN)
    assert (
        "Less than half of the gap had been built before any event inside the window"
    ) == titles.title_order(events, strip, EN)
    summary = titles.join(titles.summary(events, numbered, EN), EN)
    assert "2 before the window, 6 inside the window, 2 after the window." in summary
    assert "14% was there before events 3–4, 46% was there before events 5–8" in summary


@pytest.mark.parametrize(
    ("shares", "start"),
    [
        ((0.0, -0.1), "None of the gap"),
        ((0.2, 0.4), "Less than half"),
        ((0.5, 0.9), "At least half of the gap had already been built before every"),
        ((0.2, 0.9), "At least half of the gap had already been built before 1 of the 2"),
        ((NO_SHARE, NO_SHARE), "What had moved"),
    ],
)
def test_the_order_title_follows_the_shares(shares, start, world):
    _, _, result, events = world()
    inside = [item for item in events if item.in_window][:2]
    made = [replace(item, share_before=s) for item, s in zip(inside, shares, strict=True)]
    assert titles.title_order(made, order_strip(events, result), EN).startswith(start)


def test_the_summary_counts_only_where_events_are_and_calls_nothing_nothing(world):
    _, _, _, events = world()
    inside = next(item for item in events if item.in_window)

    alone = titles.summary([replace(inside, share_before=0.0)], {inside.event.id: 1}, EN)

    assert (
        "Events in the case: 1 inside the window.",
        "Of the window’s gap, nothing was there before event 1.",
    ) == alone
    assert ("Events in the case: none so far.",) == titles.summary([], {}, EN)


def test_no_event_inside_the_window_has_a_title_of_its_own(world):
    _, _, result, events = world()
    outside = [item for item in events if not item.in_window]
    assert "No event" in titles.title_order(outside, order_strip(events, result), EN)


def test_long_titles_are_cut_with_an_ellipsis():
    assert ["one two", "three…"] == wrapped("one two three four", 9, 2)
    assert ["国泰君安", "研报降…"] == wrapped("国泰君安研报降本激发", 8, 2)
    assert [""] == wrapped("", 8, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("t", "compact"), variants([(EN, False), (ZH, True)], (EN, True), (ZH, False))
)
def test_both_figures_draw_for_every_reader_and_window(t, compact, world):
    look = Look(t, compact=compact, dark=compact)
    for window in (
        OWN,
        Window(date(2025, 2, 13), date(2025, 2, 13)),
        Window(date(2025, 1, 6), date(2025, 2, 24)),
    ):
        case, sessions, result, events = world(window)
        figure = timeline.plot_timeline(
            case, sessions, result, events, event_numbers(events), look=look
        )
        strip = order_strip(events, result)
        rows = order.plot_order(strip, events, event_numbers(events), look=look)
        assert figure.layout.height > 300
        assert rows.layout.height > 300
        assert figure.layout.dragmode == (False if compact else "zoom")


# Words and tables -----------------------------------------------------


def test_one_moment_on_two_clocks(world):
    item = next(i for i in world()[3] if i.event.id == "apple-alibaba-report")
    text = words.elsewhere_text(item.event.published, item.span, "Asia/Shanghai", EN)
    assert "11 Feb New York = 11 Feb 13:00 to 12 Feb 13:00 in Shanghai" == text
    at_home = next(i for i in world()[3] if i.event.id == "gtja-report")
    assert "" == words.elsewhere_text(at_home.event.published, at_home.span, "Asia/Shanghai", EN)


def test_an_exact_time_elsewhere_is_one_time_here(world):
    exact = event("exact", "2025-02-11T09:30", "minute", "America/New_York")
    item = next(i for i in world(extra=(exact,))[3] if i.event.id == "exact")
    text = words.elsewhere_text(item.event.published, item.span, "Asia/Shanghai", EN)
    assert "11 Feb 09:30 New York = 11 Feb 22:30 in Shanghai" == text


def test_the_tables_hold_what_the_figures_show(shipped, world):
    case, _, result, events = world()
    numbered = event_numbers(events)
    note = shipped.market.note
    by_session = tables.session_table(result, events, numbered, note).frame().set_index("session")
    assert "5;6;7;8" == by_session.loc[date(2025, 2, 13), "events"]
    by_event = tables.event_table(case, events, numbered).frame().set_index("id")
    assert "2025-02-12" == by_event.loc["apple-alibaba-report", "session 0"]
    assert by_event.loc["apple-alibaba-report", "earliest (exchange time)"].startswith(
        "2025-02-11T13"
    )
    strip = order_strip(events, result)
    by_row = tables.order_table(strip, events, numbered).frame()
    assert pytest.approx([strip.shares[4]] * 10) == by_row["2025-02-12 (fraction)"].tolist()
