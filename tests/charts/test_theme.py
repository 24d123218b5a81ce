"""Axes, ticks, labels and colours that every chart shares."""

import itertools
from importlib.resources import files

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


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares]
    return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guideline():
    assert 21 == contrast("#000000", "#FFFFFF")
    assert 4.54 == round(contrast("#767676", "#FFFFFF"), 2)  # the lightest grey of AA on white


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_colour_of_a_word_can_be_read_on_paper_and_in_the_window(palette):
    words = (palette.ink, palette.grey, palette.benchmark, palette.red, palette.green)
    papers = (palette.paper, palette.window)
    faint = {
        (colour, paper): round(contrast(colour, paper), 2)
        for colour in (*words, *palette.groups)
        for paper in papers
        if contrast(colour, paper) < 4.5
    }

    assert {} == faint
    assert contrast(palette.faded, palette.paper) >= 3  # bars and lines without words


def test_the_style_sheets_have_the_colours_of_the_charts():
    assets = files("dashboard")
    page = assets.joinpath("ui", "assets", "style.css").read_text(encoding="utf-8")
    report = assets.joinpath("exports", "assets", "report.css").read_text(encoding="utf-8")
    for palette in (LIGHT, DARK):
        for place, colour in enumerate(palette.groups):
            assert f"--group{place}: {colour};" in page
        for name in ("paper", "ink", "grey", "rule", "window", "faded", "red", "green"):
            assert f"--{name}: {getattr(palette, name)};" in page
    assert all(f"--group{n}: {colour};" in report for n, colour in enumerate(LIGHT.groups))
    assert all(
        f".group{n} {{ color: {colour}; }}" in report for n, colour in enumerate(LIGHT.groups)
    )
