"""A chart as an image: title on top, source, date and link below, Chinese glyphs in it."""

import io
import re
import struct
from dataclasses import replace
from itertools import cycle
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from dashboard.errors import ExportError, InputError
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.exposure.numbers import OVER_TIME
from dashboard.exhibits.inside import INSIDE
from dashboard.exhibits.registry import chart, charts
from dashboard.exports import pixels
from dashboard.exports.preview.fonts import FontFile, can_write
from dashboard.exports.still import EDGE, WIDTH, compose, image, wrap

pytestmark = pytest.mark.slow

# No stock of the shipped case has a share of two periods, and there are no minute bars of it.
SVG = "http://www.w3.org/2000/svg"
NAMES = tuple(name for name in charts() if name not in {OVER_TIME.name, INSIDE.name})
needs_fonts = pytest.mark.skipif(not can_write("zh"), reason="no Chinese font here")


def words(figure):
    return [each["text"] for each in figure["layout"]["annotations"] if each.get("name") == "still"]


# Composition ----------------------------------------------------------


@pytest.fixture(scope="module", params=NAMES)
def composed(request, imprint, zh):
    """A chart for Chinese readers, and the drawing made of it, which nobody changes."""
    found = chart(imprint.trial, zh, request.param)
    return found, compose(found, imprint, zh)


def test_title_note_source_date_and_link_are_in_the_drawing(imprint, composed):
    found, figure = composed

    text = "".join(words(figure)).replace(" ", "")

    assert found.title.replace(" ", "") in re.sub(r"</?b>", "", text)
    assert found.note.replace(" ", "") in text
    assert imprint.trial.folder.digest[:8] in text
    assert "2026-11-25" in text
    assert imprint.link.replace("&", "&amp;") in text


def test_the_plot_keeps_its_size_and_all_words_stand_inside_the_image(composed):
    found, figure = composed
    drawn = found.draw().layout
    layout, margin = figure["layout"], figure["layout"]["margin"]

    plot = layout["height"] - margin["t"] - margin["b"]
    assert drawn.height - drawn.margin.t - drawn.margin.b == plot
    for each in layout["annotations"]:
        if each.get("name") == "still":
            top = margin["t"] - each["yshift"] + plot * (1 - each["y"])
            assert 0 <= top <= layout["height"] - EDGE
            assert EDGE <= margin["l"] + each["xshift"] <= WIDTH - EDGE


def test_an_svg_says_everything_in_words(imprint, composed):
    found, figure = composed

    root = ET.fromstring(image(figure, "svg"))

    told = "".join(root.itertext()).replace(" ", "")
    assert found.title.replace(" ", "") in told
    assert found.note.replace(" ", "") in told
    assert found.alt.replace(" ", "") in told
    assert imprint.link in told
    assert f"0 0 {WIDTH} {figure['layout']['height']}" == root.get("viewBox")


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


@pytest.fixture(scope="module")
def spoilt(hostile, en, zh):
    """Drawings of the hostile case, for readers of both languages in turn."""
    looks = dict(zip(NAMES, cycle((en, zh)), strict=False))
    made = [
        (charts()[name].make(hostile.trial, Reader(look)), look) for name, look in looks.items()
    ]
    return [compose(each, hostile, look) for each, look in made if isinstance(each, Figure)]


def test_hostile_words_are_no_markup_of_the_drawing(spoilt):
    for figure in spoilt:
        for text in words(figure):
            assert not re.search(r"<(?!/?b>)", text)


def test_an_unknown_figure_names_those_there_are(imprint, en):
    with pytest.raises(InputError, match="no figure “candles”; it can be returns"):
        chart(imprint.trial, en, "candles")


def test_a_figure_that_cannot_be_drawn_says_why(shipped, make_imprint, en):
    none = replace(shipped.case, events=())

    with pytest.raises(InputError, match="“order” cannot be drawn: the case has nothing to draw"):
        chart(make_imprint(replace(shipped, case=none)).trial, en, "order")


# Drawing --------------------------------------------------------------


@needs_fonts
def test_a_png_has_the_size_of_the_drawing_twice(imprint, zh):
    figure = compose(chart(imprint.trial, zh, "returns"), imprint, zh)

    content = image(figure, "png")

    assert b"\x89PNG\r\n\x1a\n" == content[:8]
    size = struct.unpack(">II", content[16:24])
    assert (2 * figure["layout"]["width"], 2 * figure["layout"]["height"]) == size


@needs_fonts
def test_chinese_glyphs_are_drawn_and_are_not_one_box_for_all(imprint, zh):
    """Two different characters of equal width must not look the same, as empty boxes would."""
    shapes = {letter: ink(image(_page_of(letter), "png")) for letter in "涨跌"}

    assert min(map(len, shapes.values())) > 40
    assert shapes["涨"] != shapes["跌"]


def _page_of(letter):
    font = {"size": 40, "color": "#000000"}
    note = {"text": letter, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    layout = {"width": 80, "height": 80, "font": font | {"family": "serif"}}
    layout |= {"paper_bgcolor": "#FFFFFF", "plot_bgcolor": "#FFFFFF"}
    layout["annotations"] = [note | {"showarrow": False, "font": font}]
    return {"data": [], "layout": layout, "code": "zh"}


def ink(png):
    """Places of the dark pixels of a PNG."""
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    return set(zip(*np.nonzero(grey < 120), strict=True))


@needs_fonts
@pytest.mark.parametrize("name", ["returns", "panels", "window-grid"])
def test_a_png_shows_the_lines_and_bars_of_the_drawing(imprint, en, name):
    """Each colour of the drawing is found among the pixels, where the paper is not alone."""
    figure = compose(chart(imprint.trial, en, name), imprint, en)
    drawing, png = image(figure, "svg").decode(), image(figure, "png")

    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    seen = {f"#{each:06X}" for each in np.unique(pixels @ (65536, 256, 1))}
    plain = re.sub(r"<[^>]*-opacity=[^>]*>", "", drawing)
    # Whatever is drawn at full strength; thin grid lines may be mixed with the paper.
    wanted = set(re.findall(r'<(?:circle|rect)[^>]* fill="(#[0-9A-F]{6})"', plain))
    assert wanted
    assert wanted <= seen


@needs_fonts
def test_a_han_sign_in_english_words_is_the_simplified_one(monkeypatch):
    """Without its own family, what paints takes the first face that has it: a Japanese one."""
    faces = [FontFile("latin.ttf"), FontFile("han.ttc", 2, han=True)]
    monkeypatch.setattr(pixels, "_family", {faces[0]: "Latin", faces[1]: "Han SC"}.get)
    drawing = f"<svg xmlns='{SVG}'><text>A 直骨 (b), <tspan>门</tspan>：c</text></svg>"

    made = ET.fromstring(pixels._spelt(drawing, faces, "en"))

    assert "A 直骨 (b), 门：c" == "".join(made.itertext())
    runs = [each.text for each in made.iter() if each.get("font-family") == "Han SC"]
    assert ["直骨", "门", "："] == runs


@pytest.mark.parametrize(("code", "expected"), [("en", ["“", "”", "·"]), ("zh", [])])
def test_wide_marks_stand_in_chinese_words_alone(monkeypatch, code, expected):
    faces = [FontFile("han.ttc", 2, han=True), FontFile("latin.ttf")]
    monkeypatch.setattr(pixels, "_family", {faces[0]: "Han SC", faces[1]: "Latin"}.get)
    drawing = f"<svg xmlns='{SVG}'><text>1 “x” · 2</text></svg>"

    made = ET.fromstring(pixels._spelt(drawing, faces, code))

    assert "1 “x” · 2" == "".join(made.itertext())
    assert expected == [each.text for each in made.iter() if each.get("font-family")]


def test_without_a_font_for_the_words_there_is_a_sentence_and_no_empty_image(
    imprint, zh, monkeypatch
):
    monkeypatch.setattr(pixels, "can_write", lambda _: False)
    figure = compose(chart(imprint.trial, zh, "returns"), imprint, zh)

    with pytest.raises(ExportError, match="no font for the words of this image"):
        image(figure, "png")


def test_an_svg_holds_its_words_and_nothing_that_runs(hostile, imprint, zh):
    root = ET.fromstring(image(compose(chart(imprint.trial, zh, "splits"), imprint, zh), "svg"))
    text = "".join(root.itertext())

    assert "其余 69 种分法" in text or "分法" in text
    assert imprint.link in text
    bad = ET.fromstring(image(compose(chart(hostile.trial, zh, "splits"), hostile, zh), "svg"))
    tags = {each.tag.rpartition("}")[2] for each in bad.iter()}
    assert tags.isdisjoint({"script", "foreignObject", "a", "iframe"})
    assert [] == [name for each in bad.iter() for name in each.attrib if name.startswith("on")]


DRAWN = {
    *("svg", "title", "defs", "clipPath", "g", "text", "tspan"),
    *("line", "rect", "path", "circle", "ellipse"),
}


def test_a_title_from_outside_is_a_title(spoilt):
    for figure in spoilt:
        root = ET.fromstring(image(figure, "svg"))
        assert DRAWN >= {each.tag.rpartition("}")[2] for each in root.iter()}
