"""Every row of the story table and every mark, on cases small enough to work out by hand."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.analysis.stories.fit import Grades, Measured, RankFit, strength_of
from dashboard.analysis.stories.hold_out import LateResult
from dashboard.analysis.stories.later import after_cell, late_cell
from dashboard.analysis.stories.rows import leave_one_out_cell, order_cell, rank_cell
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Event, Evidence, Moment, Stock, Text
from dashboard.language.language import Language
from dashboard.market.sessions import Span
from dashboard.message import Message
from dashboard.stats.placebo_time import time_rank
from dashboard.stats.result import Undefined

EN = Language()
ZONE = ZoneInfo("Asia/Shanghai")
TITLES = {"x": Text("X"), "y": Text("Y")}


def stock(symbol):
    return Stock(symbol, Text(symbol), "a")


def graded(grades, returns=None, groups=None):
    n = len(grades)
    return Grades(
        symbols=tuple(f"s{i}" for i in range(n)),
        groups=tuple(groups or ["a"] * n),
        grades=tuple(grades),
        returns=tuple(returns or range(n)),
    )


def names(ranking):
    return {symbol: stock(symbol) for symbol in ranking.symbols}


# Order ------------------------------------------------------------------


def event(name, day, stories, *, share=None, position="inside", series="", deadline=False):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    return EventTime(
        event=Event(
            name,
            Moment(noon.replace(tzinfo=None), "day", "Asia/Shanghai"),
            "news",
            Text(name),
            "source",
            series=series,
            stories=stories,
        ),
        span=Span(noon, noon, day, time_known=False, deadline=deadline),
        share_before=Undefined("no share") if share is None else share,
        in_window=position == "inside",
        position=position,
    )


TENTH, TWELFTH = date(2025, 2, 10), date(2025, 2, 12)


@pytest.mark.parametrize(
    ("share", "mark"),
    [
        (-0.2, "fits"),
        (0.0, "fits"),
        (1 / 3, "fits"),
        (0.34, "says-nothing"),
        (0.66, "says-nothing"),
        (2 / 3, "other-way"),
        (1.4, "other-way"),
    ],
)
def test_order_goes_by_the_share_built_before_the_first_event(share, mark):
    cell = order_cell("x", [event("e", TWELFTH, ("x",), share=share)], TITLES)
    assert cell.mark == mark
    assert "none" == cell.strength
    assert cell.value == share
    assert cell.pvalue is None


def test_order_answers_for_rivals_of_the_same_session_and_tells_for_none_of_them():
    events = [event("e", TWELFTH, ("x",), share=0.1), event("f", TWELFTH, ("y",), share=0.1)]
    cell = order_cell("x", events, TITLES)
    assert "fits" == cell.mark
    assert cell.shared
    assert "10% of the difference" in EN.say(cell.remark)
    assert "“Y” has the same session: the order tells for none of them" in EN.say(cell.notes[0])
    assert not order_cell("x", events[:1], TITLES).shared


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (-0.4, "pointed the other way before the session of its first event"),
        (-0.001, "0% of the difference"),
        (1.3, "More than the whole difference"),
    ],
)
def test_order_has_words_for_shares_outside_nothing_and_all(share, said):
    assert said in EN.say(
        order_cell("x", [event("e", TWELFTH, ("x",), share=share)], TITLES).remark
    )


def test_order_takes_the_first_event_and_leaves_readings_and_deadlines_aside():
    events = [
        event("reading", TENTH, ("x",), share=0.0, series="downloads"),
        event("deadline", TENTH, ("x",), share=0.0, deadline=True),
        event("news", TWELFTH, ("x",), share=0.9),
    ]
    assert "other-way" == order_cell("x", events, TITLES).mark


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "no dated event"),
        ([event("e", TENTH, ("x",), position="before")], "before the window"),
        ([event("e", TENTH, ("x",), position="after")], "after the window"),
        ([event("e", TENTH, ("x",))], "no share"),
        (
            [
                event("e", TENTH, ("x",), position="before"),
                event("f", TWELFTH, ("x",), share=0.1),
            ],
            "before the window",
        ),
    ],
)
def test_order_cannot_be_tested_without_a_first_event_inside_the_window(events, said):
    cell = order_cell("x", events, TITLES)
    assert "cannot-be-tested" == cell.mark
    assert said in EN.say(cell.remark)


# Rank fit and inside the groups ----------------------------------------


def test_strength_has_its_ends_included():
    assert [
        "strong",
        "weak",
        "weak",
        "none",
    ] == [strength_of(p) for p in (0.05, 0.0500001, 0.20, 0.2000001)]


def test_rank_fit_strong_weak_and_the_other_way():
    strong = rank_cell(graded([0, 0, 0, 1, 1, 1]).fit())  # 1 of 20 is 0.05
    assert ("fits", "strong", 1, 20) == (strong.mark, strong.strength, strong.count, strong.total)
    weak = rank_cell(graded([0, 1, 1, 1]).fit())  # no more than 1/4 possible
    assert ("says-nothing", 0.25) == (weak.mark, weak.pvalue)
    weak = rank_cell(graded([0, 0, 1, 1]).fit())  # 1 of 6
    assert ("fits", "weak") == (weak.mark, weak.strength)
    other = rank_cell(graded([1, 1, 1, 0, 0, 0]).fit())
    assert ("other-way", "strong", 0.05) == (other.mark, other.strength, other.pvalue)
    assert "lower returns" in EN.say(other.remark)


def test_rank_fit_that_says_nothing_says_with_how_many_stocks():
    cell = rank_cell(graded([0, 1, 0, 1]).fit())
    assert "says-nothing" == cell.mark
    assert "none" == cell.strength
    assert "cannot tell with 4 stocks" in EN.say(cell.remark)


def test_rank_fit_of_equal_grades_cannot_be_tested():
    assert "cannot-be-tested" == rank_cell(graded([1, 1, 1]).fit()).mark


def test_inside_groups_permutes_within_the_groups_only():
    ranking = graded([0, 0, 1, 1, 0, 1], groups=["a", "a", "a", "a", "b", "b"])
    cell = rank_cell(ranking.fit(within=True), inside=True)
    assert (1, 12) == (cell.count, cell.total)
    assert ("fits", "weak") == (cell.mark, cell.strength)


def test_inside_groups_the_other_way():
    ranking = graded([1, 1, 0, 0, 1, 0], groups=["a", "a", "a", "a", "b", "b"])
    cell = rank_cell(ranking.fit(within=True), inside=True)
    assert ("other-way", 1, 12) == (cell.mark, cell.count, cell.total)


def test_inside_groups_cannot_be_tested_when_its_smallest_p_is_too_large():
    ranking = graded([0, 1, 0, 1], groups=["a", "a", "b", "b"])  # 1/4 at best
    cell = rank_cell(ranking.fit(within=True), inside=True)
    assert "cannot-be-tested" == cell.mark
    assert 0.25 == cell.smallest
    grouping = graded([0, 0, 1, 1], groups=["a", "a", "b", "b"])
    cell = rank_cell(grouping.fit(within=True), inside=True)
    assert "cannot-be-tested" == cell.mark
    assert "nothing to rank" in EN.say(cell.remark)


# The market story -------------------------------------------------------


def measured(*rows, groups=None):
    n = len(rows[0])
    return Measured(
        symbols=tuple(f"s{i}" for i in range(n)),
        groups=tuple(groups or ["a"] * n),
        names=("beta", "price-level", "turnover")[: len(rows)],
        values=tuple(tuple(map(float, row)) for row in rows),
        returns=tuple(float(i) for i in range(n)),
    )


def test_the_market_fits_by_its_strongest_measure_in_either_direction():
    cell = rank_cell(measured([6, 5, 4, 3, 2, 1], [1, 3, 2, 6, 4, 5]).fit())
    assert ("fits", "strong") == (cell.mark, cell.strength)
    assert pytest.approx(-1) == cell.value
    assert "beta" in EN.say(cell.remark)


def test_the_market_says_nothing_and_never_points_the_other_way():
    cell = rank_cell(measured([2, 1, 4, 3], [3, 1, 2, 4]).fit())
    assert "says-nothing" == cell.mark


def test_the_market_inside_the_groups_is_the_largest_of_all_measures():
    # Two measures that mirror each other are one: their joint p is that of one, two-sided.
    groups = ["a"] * 4 + ["b"] * 4
    one = measured([1, 2, 3, 4, 5, 6, 7, 8], groups=groups).fit(within=True)
    two = measured([1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1], groups=groups).fit(
        within=True
    )
    assert one.total == two.total == 576
    assert one.count == two.count


# Leave one out ----------------------------------------------------------


def left_out(ranking):
    return leave_one_out_cell(ranking.fit(), ranking, names(ranking))


def test_leave_one_out_stays():
    cell = left_out(graded([0, 0, 0, 0, 1, 1, 1, 1]))
    assert ("fits", "strong") == (cell.mark, cell.strength)
    assert (1, 35) == (cell.count, cell.total)


def test_leave_one_out_of_a_contradiction_that_stays_points_the_other_way():
    cell = left_out(graded([1, 1, 1, 1, 0, 0, 0, 0]))
    assert ("other-way", "strong") == (cell.mark, cell.strength)


def test_leave_one_out_names_what_the_fit_hangs_on():
    cell = left_out(graded([0, 0, 0, 1, 1, 1]))  # 1/20 becomes 1/10 without any one
    assert "says-nothing" == cell.mark
    assert "none" == cell.strength
    assert EN.say(cell.remark).startswith("Hangs on s0, s1, s2, s3, s4 and s5")


def test_leave_one_out_hangs_on_the_only_graded_stock():
    cell = left_out(graded([0, 0, 0, 0, 0, 1]))  # 1/6 is weak; without s5 nothing is left
    assert "says-nothing" == cell.mark
    assert "s5" in EN.say(cell.remark)


def test_leave_one_out_without_a_direction_says_nothing():
    assert "says-nothing" == left_out(graded([0, 1, 0, 1])).mark


def test_leave_one_out_of_nothing_cannot_be_tested():
    assert "cannot-be-tested" == left_out(graded([1, 1, 1, 1])).mark


# Late evidence ----------------------------------------------------------


def late(before, after):
    return late_cell(graded(before).fit(), graded(after).fit(), (stock("s0"),))


def test_late_evidence_stays_loses_strength_and_turns():
    eight = [0, 0, 0, 0, 1, 1, 1, 1]
    assert ("fits", "strong") == (late(eight, eight).mark, late(eight, eight).strength)
    weaker = late(eight, [2, 0, 0, 0, 1, 1, 1, 1])
    assert ("says-nothing", "none") == (weaker.mark, weaker.strength)
    turned = late(eight, [3, 3, 3, 3, 1, 1, 1, 1])
    assert ("other-way", "strong") == (turned.mark, turned.strength)


def test_late_evidence_that_turns_a_little_points_the_other_way_without_strength():
    cell = late([0, 0, 1, 1], [2, 1, 1, 1])  # 1/4 on the other side
    assert ("other-way", "none", 0.25) == (cell.mark, cell.strength, cell.pvalue)


def test_late_evidence_on_a_contradiction():
    against = [1, 1, 1, 1, 0, 0, 0, 0]
    assert "other-way" == late(against, against).mark
    assert "says-nothing" == late(against, [1, 1, 1, 1, 3, 3, 3, 3]).mark


def test_late_evidence_without_a_direction_to_keep_or_a_fit_to_compare():
    assert "says-nothing" == late([0, 1, 0, 1], [0, 0, 1, 1]).mark
    assert "cannot-be-tested" == late([0, 0, 0, 0], [0, 0, 1, 1]).mark
    assert "cannot-be-tested" == late([0, 0, 1, 1], [1, 1, 1, 1]).mark


# After the window -------------------------------------------------------

NOTHING = Message.of("nothing came later")


def came(symbol, excess, history, day=TENTH):
    row = Evidence(
        id=symbol,
        stock=symbol,
        story="x",
        finding="stated",
        document="d",
        source_kind="press",
        published=Moment(datetime(2025, 2, 10), "day", "Asia/Shanghai"),
        statement=Text("said"),
    )
    rank = time_rank(excess, history) if isinstance(excess, float) else excess
    return LateResult(row, day, excess, 0.0, excess, rank, np.asarray(history, dtype=float))


def after(*results):
    return after_cell(results, NOTHING, {name: stock(name) for name in ("s0", "s1")})


def test_after_the_window_by_sign_and_rank_among_earlier_sessions():
    calm = np.linspace(-0.01, 0.01, 39)
    strong = after(came("s0", 0.05, calm))
    assert ("fits", "strong", 1, 40) == (strong.mark, strong.strength, strong.count, strong.total)
    against = after(came("s0", -0.05, calm))
    assert ("other-way", "strong", 1 / 40) == (against.mark, against.strength, against.pvalue)
    weak = after(came("s0", 0.0078, calm))
    assert ("fits", "weak") == (weak.mark, weak.strength)
    nothing = after(came("s0", 0.001, calm))
    assert ("says-nothing", "none") == (nothing.mark, nothing.strength)


def test_after_the_window_several_stocks_must_agree():
    calm = np.linspace(-0.01, 0.01, 39)
    assert "fits" == after(came("s0", 0.05, calm), came("s1", 0.04, calm)).mark
    assert "says-nothing" == after(came("s0", 0.05, calm), came("s1", -0.01, calm)).mark


def test_after_the_window_draws_each_session_on_its_own():
    """Two of one pair: their excesses of one day cancel, those of different days do not."""
    swing = np.linspace(-0.01, 0.01, 39)
    apart = after(came("s0", 0.004, swing), came("s1", 0.004, -swing, day=TWELFTH))
    assert 1600 == apart.total
    # Of 40 x 40 draws the mean is 0.004 or more in about (1 - 0.4)^2 / 2 = 0.18.
    assert pytest.approx(0.18, abs=0.02) == apart.pvalue
    assert "weak" == apart.strength
    together = after(came("s0", 0.004, swing), came("s1", 0.004, swing))
    assert 40 == together.total


def test_a_whole_group_in_one_session_cannot_beat_its_own_mean():
    swing = np.linspace(-0.01, 0.01, 39)
    assert "says-nothing" == after(came("s0", 0.02, swing), came("s1", -0.02, -swing)).mark


def test_after_the_window_counts_the_first_statement_of_a_stock():
    calm = np.linspace(-0.01, 0.01, 39)
    later = came("s0", -0.05, calm, day=TWELFTH)
    assert "fits" == after(later, came("s0", 0.05, calm)).mark


def test_after_the_window_without_prices_or_evidence():
    assert "cannot-be-tested" == after().mark
    missing = came("s0", Undefined("undefined, because the prices end"), [0.0])
    cell = after(missing)
    assert "cannot-be-tested" == cell.mark
    assert "prices end" in EN.say(cell.remark)
    assert "cannot-be-tested" == after(came("s0", 0.01, [np.nan])).mark


def test_a_fit_tells_its_side():
    fit = RankFit(0.5, 0.1, 0.95, 2, 19, 20, 0.05, 6, exact=True)
    assert "2/20" == fit.spoken("fits")
    assert "19/20" == fit.spoken("other-way")
    assert "0.100" == replace(fit, exact=False).spoken("fits")
