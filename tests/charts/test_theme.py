"""Axes, ticks, labels and colours that every chart shares."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.theme import (
    DARK,
    LIGHT,
    Look,
    blank,
    percent_ticks,
    spread_labels,
)
from dashboard.language.language import Language

LOOK = Look(Language("en"))


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=12), st.floats(0.1, 3))
def test_spread_labels_keep_their_order_and_their_distance(places, gap):
    moved = spread_labels(places, gap)
    order = sorted(range(len(places)), key=lambda i: places[i])
    placed = [moved[i] for i in order]

    assert all(b - a >= gap - 1e-6 for a, b in itertools.pairwise(placed))


def test_labels_with_room_stay_where_they_are():
    assert [0.0, 5.0, 2.0] == spread_labels([0.0, 5.0, 2.0], 1.0)


def test_zero_has_no_sign_on_a_percent_axis():
    ticks = percent_ticks(-0.1, 0.5, LOOK)

    assert "0%" in ticks["ticktext"]
    assert {"−10%", "+10%"} & set(ticks["ticktext"])


@given(st.floats(-0.9, 0), st.floats(0.001, 9))
def test_ticks_lie_inside_the_axis_and_are_few(low, width):
    ticks = percent_ticks(low, low + width, LOOK)

    assert all(low - 1e-9 <= tick <= low + width + 1e-9 for tick in ticks["tickvals"])
    assert len(ticks["tickvals"]) <= 9


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_group_colours_are_ten_and_differ(palette):
    assert 10 == len(set(palette.groups))
    assert not {palette.red, palette.green} & set(palette.groups)


def test_up_is_red_in_china_and_green_elsewhere():
    assert LIGHT.red == Look(Language("en"), rise_is_red=True).up
    assert LIGHT.green == Look(Language("en"), rise_is_red=False).up


def test_a_figure_has_its_height_and_no_legend():
    figure = blank(LOOK, 321)

    assert (321, False) == (figure.layout.height, figure.layout.showlegend)
