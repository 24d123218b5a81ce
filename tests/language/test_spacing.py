"""Space between Chinese and Latin script in a filled sentence."""

import pytest
from markupsafe import Markup

from dashboard.html.elements import el, sentence
from dashboard.language.language import Language
from dashboard.language.spacing import filled


@pytest.mark.parametrize(
    ("template", "values", "told"),
    [
        ("{a}只只跑赢{b}", {"a": "Home", "b": "Apple"}, "Home 只只跑赢 Apple"),
        ("{a}只只跑赢{b}", {"a": "甲组", "b": "乙组"}, "甲组只只跑赢乙组"),
        ("去掉{stock}", {"stock": "TCL科技"}, "去掉 TCL科技"),
        ("差距在{low}到{high}之间", {"low": "−4.2", "high": "9%"}, "差距在 −4.2 到 9% 之间"),
        ("仍有 {low} 至 {high}", {"low": "3 个百分点", "high": "8%"}, "仍有 3 个百分点至 8%"),
        ("自 {day}收盘", {"day": "4月2日"}, "自4月2日收盘"),
        ("截至 {day} 的收盘", {"day": "2025年4月2日"}, "截至2025年4月2日的收盘"),
        ("价格截至{day}。", {"day": "2025-04-02"}, "价格截至 2025-04-02。"),
        ("“{story}”，{n} 只", {"story": "Dam", "n": 3}, "“Dam”，3 只"),
        ("{a}{b}", {"a": "甲", "b": "A"}, "甲 A"),
        ("{a}{b}", {"a": "甲", "b": ""}, "甲"),
        ("共 {n:.0f} 秒", {"n": 2.4}, "共 2 秒"),
    ],
)
def test_a_value_stands_apart_from_the_other_script_only(template, values, told):
    assert told == filled(template, values)


def test_an_element_is_spaced_by_the_text_that_is_seen():
    value = Markup("<b>Apple</b>")

    assert "甲和 <b>Apple</b> 相差" == filled("甲和{b}相差", {"b": value})


def test_markup_in_a_sentence_stays_escaped():
    told = sentence(Language("zh"), "{head} and {last}", head="<i>", last=el("b", "Home"))

    assert "&lt;i&gt;和 <b>Home</b>" == told


def test_english_is_left_as_it_is_written():
    assert "a和b" == Language("en").fill("{x}和{y}", {"x": "a", "y": "b"})
