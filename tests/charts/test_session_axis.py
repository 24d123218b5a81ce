"""The axis of sessions: ticks that never vanish or meet, closures by their names."""

from datetime import date
from itertools import pairwise

import pytest

from dashboard.charts.events import WIDTH
from dashboard.charts.lettering import text_width
from dashboard.charts.session_axis import CLOSED, NAME, ROW, SIZE, session_ticks, set_sessions
from dashboard.charts.theme import Look, blank
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions
from tests.thoroughness import THOROUGH

EN, ZH = Language("en"), Language("zh")
SPANS = (5, 6, 8, 9, 12, 16, 22, 31, 46, 61, 75, 91, 124, 187, 250, 380, 500, 640, 750)
ROOMS = (212, 290, 330, 646, 790, 1040, 1180)  # pixels of plots between 390 and 1440


def axis_of(days, calendar="XSHG", look=None):
    look = look or Look(EN)
    figure = blank(look, 300)
    set_sessions(figure, calendar, days, look)
    return figure


def closed(figure):
    return [note for note in figure.layout.annotations if note.name == CLOSED]


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("room", ROOMS)
def test_an_axis_has_a_tick_with_its_month_and_no_two_meet(room, t, xshg):
    """Every span of five sessions to three years, ended on days all over a year."""
    days = xshg.between(date(2021, 6, 1), date(2026, 3, 31))
    ends = range(len(days) - 240, len(days), 43)
    for at, n in enumerate(SPANS):
        for end in ends if THOROUGH else ends[at % 2 :: 2]:
            shown = days[end - n : end]
            places, labels = session_ticks(shown, Look(t), room)
            halves = [text_width(label) * SIZE / 13 / 2 for label in labels]
            spots = [(place + 0.5) * room / n for place in places]

            assert places, (n, end)
            for place, label in zip(places, labels, strict=True):
                named = (t.day(shown[place]), t.month(shown[place]), t.year(shown[place]))
                assert any(each in label for each in named), label
            for (a, one), (b, other) in pairwise(zip(spots, halves, strict=True)):
                assert b - a >= one + other, (n, labels)


@pytest.mark.parametrize("n", [40, 250, 750])
def test_an_axis_over_several_years_says_each_of_them(n, xshg):
    days = xshg.between(date(2021, 6, 1), date(2026, 1, 23))[-n:]
    for room in ROOMS:
        _, labels = session_ticks(days, Look(EN), room)
        told = [label for label in labels if label[-4:].isdigit()]

        assert labels[0] in told
        assert len(told) == len({label[-4:] for label in told})


def test_a_quarter_is_told_in_weeks_and_a_cut_week_gives_way(xshg):
    """27 January and 5 February are neighbouring week starts, two sessions apart."""
    days = xshg.between(date(2025, 1, 6), date(2025, 3, 6))
    places, labels = session_ticks(days, Look(EN), 520)

    assert ["13 Jan", "20 Jan", "27 Jan", "10 Feb", "17 Feb", "24 Feb", "3 Mar"] == labels
    assert days.index(date(2025, 2, 10)) == places[3]


def test_three_years_are_told_in_months(xshg):
    days = xshg.between(date(2023, 2, 1), date(2026, 1, 30))

    assert ["Apr 2023", "Jul", "Oct", "Jan 2024", "Apr"] == (
        session_ticks(days, Look(EN), 646)[1][:5]
    )
    assert ["2024年", "2025年"] == session_ticks(days, Look(ZH), 212)[1]


def test_an_axis_of_one_session_and_of_none():
    assert ([0], ["6 Feb"]) == session_ticks([date(2025, 2, 6)], Look(EN), 200)
    assert ([], []) == session_ticks([], Look(EN), 200)


# Closures ---------------------------------------------------------------


def test_spring_festival_stands_between_its_sessions_with_its_days(xshg):
    days = xshg.between(date(2025, 1, 20), date(2025, 2, 14))
    figure = axis_of(days)
    (note,) = closed(figure)
    strokes = [shape for shape in figure.layout.shapes if shape.name == CLOSED]

    assert "Spring Festival" == note.text
    assert "Spring Festival: no session from 28 Jan to 4 Feb 2025" == note.hovertext
    assert days.index(date(2025, 2, 5)) - 0.5 == note.x
    assert [note.x] == [shape.x0 for shape in strokes]


def test_an_axis_with_a_closure_is_higher_by_a_line_and_its_plot_is_not(xshg):
    plain = axis_of(xshg.between(date(2025, 2, 5), date(2025, 3, 14)))
    named = axis_of(xshg.between(date(2025, 1, 20), date(2025, 3, 14)))
    grown = named.layout.height - plain.layout.height

    assert (ROW, ROW) == (grown, named.layout.margin.b - plain.layout.margin.b)
    assert not closed(plain)


def test_where_names_would_meet_the_longest_closure_keeps_its_own(xshg):
    days = xshg.between(date(2025, 1, 2), date(2025, 12, 31))
    for compact in (False, True):
        look = Look(ZH, compact=compact)
        figure = axis_of(days, look=look)
        scale = (WIDTH[compact] - 56) / len(days)
        spots = sorted(
            ((note.x + 0.5) * scale + note.xshift, text_width(note.text) * NAME / 13 / 2)
            for note in closed(figure)
        )

        assert {"春节", "国庆节和中秋节"} <= {note.text for note in closed(figure)}
        assert all(b - a >= one + other for (a, one), (b, other) in pairwise(spots))
        strokes = [shape for shape in figure.layout.shapes if shape.name == CLOSED]
        assert 5 == len(strokes)


def test_a_closure_that_nobody_names_is_called_closed():
    """Taiwan's typhoon of July 2024: two weekdays, no word for it in the library."""
    taipei = load_sessions("XTAI", "Asia/Taipei")
    figure = axis_of(taipei.between(date(2024, 7, 15), date(2024, 8, 2)), "XTAI")

    assert ["exchange closed"] == [note.text for note in closed(figure)]
