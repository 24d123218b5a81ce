"""Every chart of every shipped case as an SVG: its marks are the figure's numbers."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml.etree import tostring

from dashboard.charts.svg.drawing import draw
from dashboard.charts.svg.writing import Inks
from dashboard.charts.theme import DARK, LIGHT, home_look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language
from tests.charts.svg.reading import (
    SVG,
    Scale,
    boxes,
    line_points,
    mark_points,
    numbers,
    parsed,
    tick_labels,
    trace,
)
from tests.shipped_cases import FIRST, SHIPPED, shipped_trial

pytestmark = pytest.mark.slow

WIDTHS = {False: 1000, True: 358}
HALF = 0.0501  # pixels: what is written to a tenth may be off by half of it


@pytest.fixture(scope="module", params=SHIPPED)
def drawn(request):
    """Figure as JSON, drawing and width of each chart, for a desk in English and a phone."""
    trial = shipped_trial(request.param)
    found = {}
    looks = (("en", False, False), ("zh", True, True))
    for code, dark, compact in looks if request.param == FIRST else looks[:1]:
        look = replace(home_look(trial.case, Language(code)), dark=dark, compact=compact)
        for name, each in exhibits().items():
            if not each.is_chart:
                continue
            for choice, reader in _readers(
                each, trial, Reader(look), every=not compact and request.param == FIRST
            ):
                made = each.make(trial, reader)
                if isinstance(made, Figure) and made.plot is not None:
                    figure, width = made.draw().to_dict(), WIDTHS[compact]
                    text = draw(figure, width=width, alt=made.alt, name=name)
                    found[name, code, choice] = figure, parsed(text), width, made.alt
    return found


def _readers(exhibit, trial, reader, *, every):
    """A reader for the first choice of each control, and for every other one."""
    yield "", reader
    for control in exhibit.controls if every else ():
        # Stocks and long windows draw what the first ones do.
        for value in [*control.choices(trial, reader)][1:3]:
            yield f"{control.name}={value}", replace(reader, choices=((control.name, value),))


def scales(figure, each, width):
    layout = figure["layout"]
    return [
        Scale(layout, each.get(f"{letter}axis", letter), width)
        if "range" in layout[f"{letter}axis{each.get(f'{letter}axis', letter)[1:]}"]
        else None
        for letter in "xy"
    ]


def close(expected, found, across, up):
    """Whether pixels say the values, to what a tenth of a pixel can say."""
    assert len(expected) == len(found)
    for (x, y), (to_x, to_y) in zip(expected, found, strict=True):
        assert pytest.approx(across.of(x), abs=across.unit * HALF) == across.coordinate(to_x)
        assert pytest.approx(up.of(y), abs=up.unit * HALF) == up.coordinate(to_y)


def known(each):
    pairs = zip(numbers(each["x"]), numbers(each["y"]), strict=True)
    return [(x, y) for x, y in pairs if x is not None and y is not None]


def test_lines_and_marks_stand_for_the_numbers_of_the_figure(drawn):
    seen = 0
    for figure, tree, width, _ in drawn.values():
        for place, each in enumerate(figure["data"]):
            across, up = scales(figure, each, width) if each["type"] == "scatter" else (None, None)
            if across is None or up is None:
                continue
            inside = [
                point
                for point in known(each)
                if across.holds(across.of(point[0])) and up.holds(up.of(point[1]))
            ]
            if "markers" in each["mode"]:
                close(inside, mark_points(trace(tree, place)), across, up)
                seen += len(inside)
            line = each.get("line", {})
            if "lines" in each["mode"] and line.get("color") != "rgba(0,0,0,0)":
                found = line_points(trace(tree, place))
                # A value between two gaps has no line to be on.
                assert set(_near(found)) <= set(_near(_pixels(known(each), across, up), 1))
                seen += len(found)

    assert 1000 < seen


def _pixels(points, across, up):
    return [
        (
            across.start
            + (across.of(x) - across.low)
            / (across.high - across.low)
            * (across.end - across.start),
            up.start + (up.of(y) - up.low) / (up.high - up.low) * (up.end - up.start),
        )
        for x, y in points
    ]


def _near(points, digits=1):
    return [(float(f"{x:.{digits}f}"), float(f"{y:.{digits}f}")) for x, y in points]


def test_bars_stand_for_the_numbers_of_the_figure(drawn):
    seen = 0
    for figure, tree, width, _ in drawn.values():
        for place, each in enumerate(figure["data"]):
            if each["type"] != "bar" or scales(figure, each, width)[1] is None:
                continue
            across, up = scales(figure, each, width)
            feet = numbers(each.get("base", [0] * len(each["y"])))
            bars = zip(numbers(each["x"]), numbers(each["y"]), feet, strict=True)
            expected = [(x, foot, foot + y) for x, y, foot in bars if y]
            found = boxes(trace(tree, place))
            close(
                [(x, end) for x, *ends in expected for end in sorted(ends)],
                [
                    ((left + right) / 2, end)
                    for left, top, right, bottom in found
                    for end in ((bottom, top) if up.low < up.high else (top, bottom))
                ],
                across,
                up,
            )
            seen += len(found)

    assert 30 < seen


def test_candles_stand_for_the_prices_of_each_session(drawn):
    figure, tree, width, _ = drawn["candles", "en", ""]
    place, each = next((p, t) for p, t in enumerate(figure["data"]) if t["type"] == "candlestick")
    rows = [numbers(each[name]) for name in ("x", "open", "high", "low", "close")]
    days = [row for row in zip(*rows, strict=True) if None not in row]
    # The axis says no range: two of its labels do.
    (low, _, y0), (high, _, y1) = tick_labels(tree, "y")[:: len(tick_labels(tree, "y")) - 1]
    price = (float(high) - float(low)) / (y1 - y0)
    shift = 12 * 0.35  # from the middle of a label to the foot of its letters
    across = Scale(figure["layout"], "x", width)

    bodies = sorted(boxes(trace(tree, place)))
    assert len(days) == len(bodies)
    for (x, opened, _, _, closed), (left, top, right, bottom) in zip(days, bodies, strict=True):
        found = sorted(float(low) + (end - y0 + shift) * price for end in (top, bottom))
        assert pytest.approx(x, abs=across.unit * 0.06) == across.coordinate((left + right) / 2)
        assert pytest.approx(sorted((opened, closed)), abs=abs(price) * 0.2) == found
    ends = [
        (float(low) + (float(line.get(name)) - y0 + shift) * price)
        for line in trace(tree, place).iter(f"{SVG}line")
        for name in ("y1", "y2")
    ]
    assert pytest.approx(max(row[2] for row in days), abs=abs(price) * 0.2) == max(ends)
    assert pytest.approx(min(row[3] for row in days), abs=abs(price) * 0.2) == min(ends)


def test_ticks_are_those_the_figure_names(drawn):
    seen = 0
    for figure, tree, width, _ in drawn.values():
        for word, spec in figure["layout"].items():
            if word[1:5] != "axis" or "tickvals" not in spec or "range" not in spec:
                continue
            name, visible = word.replace("axis", ""), spec.get("visible", True)
            if not visible or spec.get("showticklabels") is False:
                continue
            scale = Scale(figure["layout"], name, width)
            named = zip(numbers(spec["tickvals"]), spec["ticktext"], strict=True)
            inside = [(value, told) for value, told in named if scale.holds(scale.of(value))]
            found = tick_labels(tree, name)
            plain = [_plain(told) for _, told in inside]
            assert plain == [told for told, *_ in found]
            if word[0] == "x" and spec.get("tickangle") == 0:
                values = [scale.coordinate(x) for _, x, _ in found]
                assert pytest.approx([v for v, _ in inside], abs=scale.unit * HALF) == values
            seen += len(found)

    assert 100 < seen


def _plain(text):
    for tag in ("<b>", "</b>", "<br>"):
        text = text.replace(tag, "")
    return text


@pytest.mark.parametrize("name", ["lines", "placebo-groups", "candles"])
def test_unnamed_ticks_are_round_and_evenly_spaced(drawn, name):
    labels = tick_labels(drawn[name, "en", ""][1], "y")
    values = [float(told.replace("−", "-").strip("%+")) for told, *_ in labels]
    steps = {round(b - a, 9) for a, b in pairwise(values)}
    places = [b[2] - a[2] for a, b in pairwise(labels)]

    assert 3 <= len(values)
    assert 1 == len(steps)
    assert {"1", "2", "5"} & {f"{steps.pop():e}"[0]}
    assert max(places) - min(places) <= 0.101


def test_nothing_of_a_trace_is_seen_outside_its_plot(drawn):
    for figure, tree, width, _ in drawn.values():
        for place, each in enumerate(figure["data"]):
            axes = [each.get(f"{letter}axis", letter) for letter in "xy"]
            ends = [Scale(figure["layout"], axis, width, (0, 1)) for axis in axes]
            spans = [sorted((scale.start, scale.end)) for scale in ends]
            group = trace(tree, place)
            for point in mark_points(group) if "markers" in each.get("mode", "") else []:
                for pixel, (low, high) in zip(point, spans, strict=True):
                    assert low - 0.06 <= pixel <= high + 0.06
            if boxes(group):
                for found, span in zip(_ends_at(tree, group), spans, strict=True):
                    assert pytest.approx(span, abs=0.06) == found


def _ends_at(tree, group):
    """Edges of the plot that a trace with surfaces ends at."""
    label = group[0].get("clip-path").removeprefix("url(#").removesuffix(")")
    edges = tree.find(f"{SVG}defs/{SVG}clipPath[@id='{label}']/{SVG}rect")
    x, y, wide, tall = (float(edges.get(name)) for name in ("x", "y", "width", "height"))
    return [[x, x + wide], [y, y + tall]]


def test_all_words_begin_or_end_inside_the_drawing(drawn):
    for key, (figure, tree, width, _) in drawn.items():
        for element in tree.iter(f"{SVG}text"):
            assert 0 <= float(element.get("x")) <= width, (key, element.text)
            assert 0 <= float(element.get("y")) <= figure["layout"]["height"], (key, element.text)


def test_each_says_what_it_shows_and_how_large_it_is(drawn):
    for (name, *_), (figure, tree, width, alt) in drawn.items():
        height = figure["layout"]["height"]

        assert "img" == tree.get("role")
        assert f"0 0 {width} {height}" == tree.get("viewBox")
        assert (str(width), str(height)) == (tree.get("width"), tree.get("height"))
        assert alt == tree.findtext(f"{SVG}title")
        assert tree.find(f"{SVG}title").get("id") == tree.get("aria-labelledby")
        assert f"{name}-title" == tree.get("aria-labelledby")


def test_the_same_figure_is_the_same_text(drawn):
    for (name, *_), (figure, tree, width, alt) in drawn.items():
        again = parsed(draw(figure, width=width, alt=alt, name=name))
        assert tostring(tree) == tostring(again)


def test_every_edge_that_is_used_is_defined_once(drawn):
    for _, tree, *_ in drawn.values():
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        used = {element.get("clip-path") for element in tree.iter() if element.get("clip-path")}

        assert len(ids) == len(set(ids))
        assert used == {f"url(#{label})" for label in ids if not label.endswith("-title")}


def test_coordinates_are_short(drawn):
    for _, tree, *_ in drawn.values():
        for element in tree.iter(f"{SVG}line", f"{SVG}rect"):
            for name in ("x", "y", "x1", "y1", "x2", "y2", "width", "height"):
                value = element.get(name) or "0"
                assert len(value.partition(".")[2]) <= 1, value


def test_all_colours_but_those_of_a_heat_map_have_a_name_of_the_theme(drawn):
    for (name, code, _), (figure, *_) in drawn.items():
        if name == "window-grid":
            continue
        text = draw(figure, width=1000, inks=Inks.of(LIGHT if code == "en" else DARK))
        assert [] == re.findall(r'="#[0-9A-F]{6}"', text), name
