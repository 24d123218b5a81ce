"""The event layer that all charts over time share."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.case import Event, Moment, Text
from dashboard.charts.events import (
    CIRCLE,
    add_events,
    headroom,
    plain,
    shade_window,
    shifts,
    stacks,
)
from dashboard.charts.theme import Look, blank
from dashboard.language.language import language
from dashboard.market.sessions import Span

LOOK = Look(language("en"))
DAYS = tuple(date(2025, 2, day) for day in (10, 11, 12, 13, 14))


def item(name, day, title="a title"):
    zone = ZoneInfo("Asia/Shanghai")
    start = datetime(2025, 2, day, tzinfo=zone)
    return EventTime(
        Event(name, Moment(start.replace(tzinfo=None), "day", zone.key), "news", Text(title), "s"),
        Span(start, start.replace(hour=23), date(2025, 2, day), time_known=False),
        0.25,
        True,
        "inside",
    )


def test_numbers_follow_the_order_of_the_list():
    assert {"b": 1, "a": 2} == event_numbers([item("b", 11), item("a", 12)])


def test_events_of_one_session_are_stacked_and_strangers_left_out():
    found = stacks(DAYS, [item("a", 11), item("b", 11), item("c", 20)])
    assert {1: ["a", "b"]} == {place: [i.event.id for i in items] for place, items in found.items()}


def test_headroom_grows_with_the_tallest_stack():
    one, two = stacks(DAYS, [item("a", 11)]), stacks(DAYS, [item("a", 11), item("b", 11)])
    assert CIRCLE == headroom(two) - headroom(one)
    assert headroom({}) > 0


@pytest.mark.parametrize("scale", [3.0, 9.0, 30.0])
def test_neighbouring_circles_never_touch(scale):
    positions = [0, 7, 8, 9, 10, 30]
    placed = [
        p * scale + shift for p, shift in zip(positions, shifts(positions, scale), strict=True)
    ]
    assert all(right - left >= CIRCLE - 1e-6 for left, right in pairwise(placed))


def test_lone_circles_stay_above_their_session():
    assert [0.0, 0.0, 0.0] == shifts([0, 10, 20], 10.0)


def test_each_event_has_one_circle_with_its_number_at_its_session():
    events = [item("a", 11), item("b", 11), item("c", 13)]
    figure = blank(LOOK, 300, margin={"l": 0, "r": 0, "t": 60, "b": 0})
    figure.update_xaxes(range=[-0.4, 4])
    add_events(figure, stacks(DAYS, events), event_numbers(events), LOOK)
    circles = [shape for shape in figure.layout.shapes if shape.type == "circle"]
    assert [1, 1, 3] == sorted(shape.xanchor for shape in circles)
    assert {"<b>1</b>", "<b>2</b>", "<b>3</b>"} == {note.text for note in figure.layout.annotations}
    heights = {(shape.xanchor, shape.y0) for shape in circles}
    assert 3 == len(heights)
    assert max(shape.y1 for shape in circles) <= headroom(stacks(DAYS, events))


def test_text_from_outside_keeps_its_brackets():
    events = [item("a", 11, "<img src=x>&amp;")]
    figure = blank(LOOK, 300)
    add_events(figure, stacks(DAYS, events), event_numbers(events), LOOK)
    (note,) = figure.layout.annotations
    assert "&lt;img src=x&gt;&amp;amp;" in note.hovertext
    assert "&lt;a&gt;&amp;" == plain("<a>&")


def test_the_shade_runs_from_the_base_to_the_last_close():
    figure = blank(LOOK, 300)
    shade_window(figure, DAYS, DAYS[0], DAYS[3], LOOK)
    (shape,) = figure.layout.shapes
    assert (0, 3) == (shape.x0, shape.x1)
    shade_window(figure, DAYS, date(2024, 1, 2), DAYS[3], LOOK)
    assert 1 == len(figure.layout.shapes)
