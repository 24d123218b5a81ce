"""A zoom names sessions, and finds them again where the axis has moved."""

from datetime import date, timedelta

from dashboard.charts.session_axis import CLOSED, set_sessions
from dashboard.charts.theme import Look, blank
from dashboard.charts.zoom import ROOM, Zoom, read_zooms, zoomed
from dashboard.language.language import Language

FIRST = date(2025, 2, 3)
DAYS = [FIRST + timedelta(days=n) for n in range(5)]


def chart(days=DAYS, calendar="", code="en"):
    look = Look(Language(code))
    figure = blank(look, 300)
    figure.update_layout(xaxis_range=[-0.4, len(days) - 0.6])
    set_sessions(figure, calendar, days, look)
    return figure


def test_a_link_names_the_zoom_of_several_charts():
    found = read_zooms("lines:2025-02-04~2025-02-06,build-up:2025-01-20~2025-03-03")

    assert {"lines": Zoom(DAYS[1], DAYS[3])} == {"lines": found["lines"]}
    assert date(2025, 1, 20) == found["build-up"].first


def test_what_is_no_zoom_is_left_out():
    for text in ("", "lines", "lines:2025-02-04", "lines:2025-02-31~2025-03-01", "<b>:1~2"):
        assert {} == read_zooms(text)


def test_a_zoom_shows_its_sessions_with_a_little_room():
    shown = zoomed(chart(), Zoom(DAYS[1], DAYS[3]))

    assert (1 - ROOM, 3 + ROOM) == tuple(shown.layout.xaxis.range)


def test_a_zoom_follows_its_sessions_when_the_axis_moves():
    moved = chart([day + timedelta(days=1) for day in DAYS])

    assert (0 - ROOM, 2 + ROOM) == tuple(zoomed(moved, Zoom(DAYS[1], DAYS[3])).layout.xaxis.range)


def test_a_zoom_that_the_axis_no_longer_holds_changes_nothing():
    figure = chart()

    assert zoomed(figure, Zoom(date(2024, 1, 2), date(2024, 1, 5))) is figure


def test_the_figure_given_is_not_changed():
    figure = chart()
    zoomed(figure, Zoom(DAYS[1], DAYS[3]))

    assert (-0.4, 4.4) == tuple(figure.layout.xaxis.range)


def test_a_zoom_between_two_ticks_has_ticks_and_closures_of_its_own(xshg):
    """Three years show a tick every other month; a zoom to Spring Festival names its sessions."""
    days = xshg.between(date(2023, 1, 3), date(2025, 12, 31))
    figure = chart(days, "XSHG", "zh")
    wide = [note for note in figure.layout.annotations if note.name == CLOSED]
    shown = zoomed(figure, Zoom(date(2025, 1, 24), date(2025, 2, 7)))
    first = days.index(date(2025, 1, 24))
    names = [note.text for note in shown.layout.annotations if note.name == CLOSED]

    assert "2025年1月24日" not in figure.layout.xaxis.ticktext
    assert tuple(range(first, first + 5)) == shown.layout.xaxis.tickvals
    assert ("1月24日", "1月27日", "2月5日", "2月6日", "2月7日") == shown.layout.xaxis.ticktext
    assert ["春节"] == names
    assert "春节" in {note.text for note in wide}
