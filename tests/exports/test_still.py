"""A chart as an image: title on top, source, date and link below, Chinese glyphs in it."""

import re
import struct
import zlib
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from dashboard.errors import ExportError, InputError
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.exposure.numbers import OVER_TIME
from dashboard.exhibits.registry import chart, charts
from dashboard.exports import chromium
from dashboard.exports.still import EDGE, WIDTH, compose, image, wrap

pytestmark = pytest.mark.slow

# No stock of the shipped case has a share of two periods.
NAMES = tuple(name for name in charts() if name != OVER_TIME.name)
needs_browser = pytest.mark.skipif(chromium.find_chromium() is None, reason="no Chromium here")


def words(figure):
    return [each["text"] for each in figure["layout"]["annotations"] if each.get("name") == "still"]


# Composition ----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_title_note_source_date_and_link_are_in_the_drawing(imprint, zh, name):
    found = chart(imprint.trial, zh, name)

    text = "".join(words(compose(found, imprint, zh))).replace(" ", "")

    assert found.title.replace(" ", "") in re.sub(r"</?b>", "", text)
    assert found.note.replace(" ", "") in text
    assert imprint.trial.folder.digest[:8] in text
    assert "2026-11-25" in text
    assert imprint.link.replace("&", "&amp;") in text


@pytest.mark.parametrize("name", NAMES)
def test_the_plot_keeps_its_size_and_all_words_stand_inside_the_image(imprint, en, name):
    found = chart(imprint.trial, en, name)
    drawn, figure = found.plot().layout, compose(found, imprint, en)
    layout, margin = figure["layout"], figure["layout"]["margin"]

    plot = layout["height"] - margin["t"] - margin["b"]
    assert drawn.height - drawn.margin.t - drawn.margin.b == plot
    for each in layout["annotations"]:
        if each.get("name") == "still":
            top = margin["t"] - each["yshift"] + plot * (1 - each["y"])
            assert 0 <= top <= layout["height"] - EDGE
            assert EDGE <= margin["l"] + each["xshift"] <= WIDTH - EDGE


def test_the_numbered_events_of_a_chart_are_listed_under_it(imprint, en):
    text = " ".join(words(compose(chart(imprint.trial, en, "build-up"), imprint, en)))

    for number in range(1, 11):
        assert f"{number} · " in text


def test_an_edition_is_named_on_the_image(imprint, en):
    named = replace(imprint, edition="0123456789abcdef")

    text = " ".join(words(compose(chart(named.trial, en, "returns"), named, en)))

    assert "edition 0123456789abcdef" in text


def test_the_page_keeps_its_own_figure(imprint, en):
    found = chart(imprint.trial, en, "returns")
    before = found.plot().to_json()

    compose(found, imprint, en)

    assert before == found.plot().to_json()


@pytest.mark.parametrize(
    "text", ["one two three four", "涨跌停板，一字板。", "依米康 300249.SZ 涨停"]
)
def test_wrapped_lines_hold_the_whole_text(text):
    lines = wrap(text, 60.0, 13.0)

    assert 1 < len(lines)
    assert text.replace(" ", "") == "".join(lines).replace(" ", "")


def test_no_line_begins_with_a_stop():
    assert not [line for line in wrap("涨跌，停板。" * 20, 100.0, 13.0) if line[0] in "，。"]


def test_hostile_words_are_no_markup_of_the_drawing(hostile, en):
    for name in NAMES:
        made = charts()[name].make(hostile.trial, Reader(en))
        if isinstance(made, Figure):
            for text in words(compose(made, hostile, en)):
                assert not re.search(r"<(?!/?b>)", text)


def test_an_unknown_figure_names_those_there_are(imprint, en):
    with pytest.raises(InputError, match="no figure “candles”; it can be returns"):
        chart(imprint.trial, en, "candles")


def test_a_figure_that_cannot_be_drawn_says_why(shipped, make_imprint, en):
    none = replace(shipped.case, events=())

    with pytest.raises(InputError, match="“order” cannot be drawn: the case has nothing to draw"):
        chart(make_imprint(replace(shipped, case=none)).trial, en, "order")


# Drawing --------------------------------------------------------------


@needs_browser
def test_a_png_has_the_size_of_the_drawing_twice(imprint, zh):
    figure = compose(chart(imprint.trial, zh, "returns"), imprint, zh)

    content = image(figure, "png")

    assert b"\x89PNG\r\n\x1a\n" == content[:8]
    size = struct.unpack(">II", content[16:24])
    assert (2 * figure["layout"]["width"], 2 * figure["layout"]["height"]) == size


@needs_browser
def test_chinese_glyphs_are_drawn_and_are_not_one_box_for_all(imprint, zh):
    """Two different characters of equal width must not look the same, as empty boxes would."""
    shapes = {letter: ink(image(_page_of(letter), "png")) for letter in "涨跌"}

    assert min(map(len, shapes.values())) > 40
    assert shapes["涨"] != shapes["跌"]


def _page_of(letter):
    note = {"text": letter, "x": 0.5, "y": 0.5, "showarrow": False, "font": {"size": 40}}
    axis = {"visible": False}
    layout = {"width": 80, "height": 80, "annotations": [note], "xaxis": axis, "yaxis": axis}
    return {"data": [], "layout": layout}


def ink(png):
    """Places of the dark pixels of a PNG with eight bits a channel."""
    place, packed, width, channels = 8, b"", 0, 4
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        packed += body if kind == b"IDAT" else b""
        place += 12 + length
    return _dark(zlib.decompress(packed), width, channels)


def _dark(raw, width, channels):
    step, found, above = width * channels, set(), bytearray(width * channels)
    for y in range(len(raw) // (step + 1)):
        start = y * (step + 1)
        line = bytearray(raw[start + 1 : start + 1 + step])
        _unfilter(raw[start], line, above, channels)
        found |= {(x, y) for x in range(width) if max(line[x * channels : x * channels + 3]) < 120}
        above = line
    return found


def _unfilter(kind, line, above, size):
    for i in range(len(line)):
        left = line[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        line[i] = (line[i] + _predicted(kind, left, above[i], corner)) & 255


def _predicted(kind, left, up, corner):
    if kind < 3:
        return (0, left, up)[kind]
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


def test_an_svg_holds_its_words_and_nothing_that_runs(hostile, imprint, zh):
    root = ET.fromstring(image(compose(chart(imprint.trial, zh, "splits"), imprint, zh), "svg"))
    text = "".join(root.itertext())

    assert "其余 69 种分法" in text or "分法" in text
    assert imprint.link in text
    bad = ET.fromstring(image(compose(chart(hostile.trial, zh, "splits"), hostile, zh), "svg"))
    tags = {each.tag.rpartition("}")[2] for each in bad.iter()}
    assert tags.isdisjoint({"script", "foreignObject", "a", "iframe"})
    assert [] == [name for each in bad.iter() for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_an_svg_needs_no_chromium(imprint, zh, name, monkeypatch):
    monkeypatch.setenv(chromium.VARIABLE, "none")
    found = chart(imprint.trial, zh, name)
    figure = compose(found, imprint, zh)

    root = ET.fromstring(image(figure, "svg"))

    told = "".join(root.itertext()).replace(" ", "")
    assert found.title.replace(" ", "") in told
    assert found.note.replace(" ", "") in told
    assert found.alt.replace(" ", "") in told
    assert imprint.link in told
    assert f"0 0 {WIDTH} {figure['layout']['height']}" == root.get("viewBox")
    with pytest.raises(ExportError, match="no Chromium"):
        image(figure, "png")


DRAWN = {
    *("svg", "title", "defs", "clipPath", "g", "text", "tspan"),
    *("line", "rect", "path", "circle", "ellipse"),
}


def test_a_title_from_outside_is_a_title(hostile, zh):
    for name in NAMES:
        made = charts()[name].make(hostile.trial, Reader(zh))
        if isinstance(made, Figure):
            root = ET.fromstring(image(compose(made, hostile, zh), "svg"))
            assert DRAWN >= {each.tag.rpartition("}")[2] for each in root.iter()}
