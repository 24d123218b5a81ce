"""The picture that a link unfolds with: what stands where, and that nothing leaves it."""

import io
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dashboard.analysis.cards.card import Card, Dot, Row, card_of
from dashboard.analysis.cards.glance import glance
from dashboard.case import Text, Window
from dashboard.cases.entries import CaseEntry, entry_of
from dashboard.charts.theme import LIGHT
from dashboard.exports.preview import fonts
from dashboard.exports.preview.drawing import drawn, preview
from dashboard.exports.preview.layout import HEIGHT, LEFT, MOST_ROWS, RIGHT, WIDTH, plan_of
from dashboard.exports.preview.lines import Hand, broken, clean
from dashboard.language.language import Language
from tests.shipped_cases import shipped_trial

EN, ZH = Language(), Language("zh")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = Window(date(2025, 2, 7), date(2025, 2, 13))

needs_latin = pytest.mark.skipif(not fonts.can_write("en"), reason="no font with Latin letters")
needs_han = pytest.mark.skipif(not fonts.can_write("zh"), reason="no font with Han signs")
pytestmark = needs_latin


def shown(  # a case in a few words
    headline="Yes", title="A case", question="Was it that?", groups=(("One", (0.1, 0.2)),), **card
):
    def both(text):
        return Text(text, text)

    rows = tuple(
        Row(
            both(name),
            sum(values) / len(values) if values else None,
            tuple(Dot(both("Stock"), value) for value in values),
        )
        for name, values in groups
    )
    told = {"kind": "yes", "headline": both(headline), "rows": rows, "through": WINDOW.last}
    entry = CaseEntry("case", both(title), Path("case"), (), WINDOW, both(question))
    return glance(entry, Card(**told | card), NOW, has_prices=True)


def opened(picture):
    return Image.open(io.BytesIO(picture)).convert("RGB")


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def extent(words):
    return words.x, words.x + words.hand.width(words.text)


@pytest.fixture(scope="module")
def case(shipped):
    card = card_of(shipped_trial())
    return glance(entry_of(shipped, Path("case")), card, NOW, has_prices=True)


# What stands where ----------------------------------------------------


@pytest.mark.slow
def test_the_same_case_is_the_same_bytes_of_the_size_that_chats_expect(case):
    first = preview(case, EN)

    assert (WIDTH, HEIGHT) == opened(first).size == (1200, 630)
    assert first == preview(case, EN)


def test_a_picture_is_small_enough_for_any_chat(case):
    assert 300_000 > len(preview(case, EN))


def test_every_stock_is_a_dot_at_its_return_in_the_colour_of_its_group(case):
    plan = plan_of(case, EN)
    picture = opened(drawn(plan))
    rows = [sorted(dot.value for dot in row.dots) for row in case.card.rows]
    values = [value for row in rows for value in row]
    zero = next(line.x0 for line in plan.lines if line.colour == LIGHT.grey and not line.dotted)
    furthest = max(dot.x for dot in plan.dots)

    assert 8 == len(plan.dots) == len(values)
    for value, dot in zip(values, plan.dots, strict=True):
        assert pytest.approx(zero + (furthest - zero) * value / max(values)) == dot.x
    # Between the ends no column of a row has colour but span, mean and dots: seen on the picture.
    for place, row in enumerate(rows):
        dots = [dot for dot in plan.dots if dot.colour == LIGHT.groups[place]]
        above = round(dots[0].y) - 5  # over the span, still inside a dot
        means = [bar.x0 for bar in plan.bars if bar.colour == LIGHT.groups[place]]
        coloured = [
            x
            for x in range(round(min(dot.x for dot in dots)) - 12, RIGHT - 100)
            if picture.getpixel((x, above)) == rgb(LIGHT.groups[place])
        ]
        assert coloured
        assert all(
            any(abs(x - at) <= 9 for at in [*means, *(dot.x for dot in dots)]) for x in coloured
        )
        for dot in dots:
            assert rgb(LIGHT.groups[place]) == picture.getpixel((round(dot.x), round(dot.y)))
        assert len(row) == len(dots)


def test_names_means_market_window_and_headline_stand_in_it_as_words(case):
    told = " ".join(words.text for words in plan_of(case, EN).words)

    for expected in (
        "LIQUID COOLING, FEBRUARY 2025",
        "Was it liquid cooling",
        "Nothing here speaks for “Liquid-cooling business”",
        "Newcomers",
        "+31.5%",
        "the market +2.9%",
        "7–13 Feb 2025",
    ):
        assert expected in told


def test_the_market_is_a_dotted_line_at_its_return():
    plan = plan_of(shown(groups=(("One", (0.0, 0.4)),), market=0.1), EN)
    low, high = sorted(dot.x for dot in plan.dots)

    (market,) = [line for line in plan.lines if line.dotted]
    assert pytest.approx(market.x0) == low + (high - low) / 4


def test_what_is_not_final_is_hollow():
    whole, cut = shown(), shown(through=date(2025, 2, 11))

    assert not any(dot.hollow for dot in plan_of(whole, EN).dots)
    assert all(dot.hollow for dot in plan_of(cut, EN).dots)


def test_stocks_of_many_groups_are_all_there_the_last_ones_in_one_row():
    many = shown(groups=[(f"Group {n}", (n / 100, 0.3)) for n in range(30)])
    plan = plan_of(many, EN)

    assert 60 == len(plan.dots)
    assert MOST_ROWS == len({dot.y for dot in plan.dots})
    assert "23 more groups" in [words.text for words in plan.words]


def test_a_case_without_returns_has_its_words_alone():
    plan = plan_of(shown(groups=(("One", ()),), kind=None, headline="", through=None), EN)

    assert [] == plan.dots
    assert "there are no prices" in " ".join(words.text for words in plan.words)


# Words ----------------------------------------------------------------

WILD = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("Wi 案。“”\u202e\n\0😀")),
    max_size=300,
)


@given(WILD, WILD, WILD, st.lists(WILD, min_size=1, max_size=12), st.sampled_from([EN, ZH]))
@settings(max_examples=25)
def test_no_text_leaves_the_picture(headline, title, question, names, t):
    groups = [(name or "–", (place / 9, -0.2)) for place, name in enumerate(names)]
    plan = plan_of(shown(headline, title, question, groups), t)

    for words in plan.words:
        start, end = extent(words)
        assert start >= LEFT - words.hand.size / 2
        assert end <= RIGHT + 1
        assert words.hand.size <= words.y <= HEIGHT - 20
    assert all(LEFT < dot.x < RIGHT for dot in plan.dots)


@pytest.mark.slow
def test_the_margins_stay_empty_whatever_stands_in_a_case():
    wild = shown("W" * 400, "T" * 400, "Q " * 200, [("G" * 400, (9.9, -0.9))], market=-4.0)
    picture = opened(preview(wild, EN))

    for box in ((0, 0, LEFT - 10, HEIGHT), (RIGHT + 6, 0, WIDTH, HEIGHT)):
        assert [((box[2] - box[0]) * HEIGHT, rgb(LIGHT.paper))] == (picture.crop(box).getcolors())


def test_a_long_headline_is_smaller_and_has_three_lines_at_most():
    def written(text):
        words = [each for each in plan_of(shown(text), EN).words if each.hand.style == "serif bold"]
        return len(words), words[0].hand.size

    assert (1, 66) == written("Yes")
    assert 2 == written("Yes, as far as fourteen stocks can say: liquid cooling")[0]
    n, size = written("word " * 200)
    assert (3, True) == (n, size < 40)


def test_a_cut_text_says_so():
    lines = broken("word " * 50, Hand("sans", 20, "en"), 300, 2)

    assert 2 == len(lines)
    assert lines[1].endswith("…")


@needs_han
def test_quotation_marks_are_wide_in_chinese_and_narrow_in_english():
    english, chinese = (Hand("serif bold", 40, code) for code in ("en", "zh"))

    assert 25 > english.width("“") > 5
    assert chinese.width("“") >= english.width("“")
    parts = sum(english.width(each) for each in ("“", "Yes", "”"))
    assert pytest.approx(parts) == english.width("“Yes”")


@needs_han
def test_chinese_lines_neither_begin_nor_end_with_the_wrong_sign():
    hand = Hand("serif bold", 40, "zh")
    for room in range(120, 400, 20):
        lines = broken("目前看不出来，“液冷业务”（新）和别的说法。", hand, room, 30)
        assert not any(line[0] in "，”）。" or line[-1] in "“（" for line in lines)


def test_signs_that_are_never_written_are_taken_out():
    assert "a bc" == clean(" a\n\t b\u202ec\0 ")


# Fonts ----------------------------------------------------------------


@pytest.fixture
def font_folder(tmp_path, monkeypatch):
    """Folder of the only fonts that are found."""
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path,))
    return tmp_path


def test_without_a_font_there_is_no_picture(font_folder):
    assert not fonts.can_write("en")
    assert not fonts.can_write("zh")


def test_without_a_font_of_han_signs_there_is_no_chinese_picture(font_folder):
    latin = next(Path("/usr/share/fonts").rglob("DejaVuSerif.ttf"), None)
    if latin is None:
        pytest.skip("DejaVu Serif is not at hand")
    shutil.copy(latin, font_folder)

    assert fonts.can_write("en", ["Was it?"])
    assert not fonts.can_write("en", ["依米康"])
    assert not fonts.can_write("zh")


def test_a_file_that_is_no_font_counts_as_none(font_folder):
    (font_folder / "Georgia.ttf").write_bytes(b"no font")

    assert () == fonts.faces_of("serif", "en")


@needs_han
def test_of_a_collection_the_simplified_signs_are_used():
    face = fonts.faces_of("serif bold", "zh")[0]

    family = fonts.load_face(face, 20).getname()[0]
    if face.path.endswith(".ttc"):
        assert {"SC", "GB"} & set(family.split()) or "CJK" not in family
