"""What the top bar says of itself: the paper, the way past it and through its pages."""

import pytest
from lxml import html as parser

from dashboard.language.language import Language
from dashboard.server import first_html
from dashboard.ui import state, switches


def options(chosen, code="en"):
    tree = parser.fromstring(switches.theme_html(Language(code), chosen))
    return {each.get("value"): each for each in tree.xpath("//select[@name='theme']/option")}


@pytest.mark.parametrize("chosen", ["", *state.THEMES])
def test_the_paper_in_the_list_is_that_of_the_link(chosen):
    listed = options(chosen)

    assert ["", "light", "dark"] == list(listed)
    assert [chosen] == [value for value, each in listed.items() if "selected" in each.attrib]


def test_a_paper_that_is_none_chooses_nothing_and_is_not_written():
    listed = options('"><script>')

    assert not any("selected" in each.attrib for each in listed.values())
    assert "script" not in switches.theme_html(Language(), '"><script>')


def test_the_list_has_a_name_and_words_in_the_language_of_the_reader():
    (named,) = parser.fromstring(switches.theme_html(Language("zh"), "")).xpath(
        "//select/@aria-label"
    )

    assert "底色" == named
    assert ["跟随系统", "浅色", "深色"] == [each.text for each in options("", "zh").values()]


def test_the_first_html_knows_the_papers_of_the_link():
    assert state.THEMES == first_html.THEMES
