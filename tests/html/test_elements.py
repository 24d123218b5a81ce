"""Elements: text is escaped, markup is not, links lead to the web alone."""

import pytest
from markupsafe import Markup

from dashboard.html.elements import el, inside_link, markup, number, outside_link, sentence
from dashboard.html.lists import bullets, terms
from dashboard.language.language import language

EVIL = "<script>\"&'"


def test_text_is_escaped_and_markup_is_not():
    assert "<p>&lt;script&gt;&#34;&amp;&#39;<b>x</b></p>" == el("p", EVIL, el("b", "x"))


def test_attributes_are_escaped():
    assert '<p title="&lt;script&gt;&#34;&amp;&#39;"></p>' == el("p", title=EVIL)


def test_attributes_without_a_value_are_left_out():
    assert "<details open></details>" == el("details", open=True, id=None, hidden=False)


def test_zero_is_a_value():
    assert '<i value="0">0</i>' == el("i", 0, value=0)


def test_children_may_be_nested_and_missing():
    assert "<ul><li>a</li><li>b</li></ul>" == el("ul", [el("li", "a"), [None, el("li", "b")]])


def test_void_elements_have_no_end():
    assert '<col style="width:1%">' == el("col", style="width:1%")


def test_only_what_says_something_is_parted():
    assert "a · b" == markup("a", "", None, Markup(), "b", by=" · ")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_link_stands_inside_a_translated_sentence(code):
    template = "Statements of {source}, in the words of this case."
    t, link = language(code), el("a", "<")

    assert t(template, source="<a>&lt;</a>") == sentence(t, template, source=link)


def test_a_sentence_escapes_what_is_no_markup():
    assert "Neither &lt;b&gt;." == sentence(language("en"), "Neither {x}.", x="<b>")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//evil.example", "ftp://x/y"]
)
def test_only_http_addresses_become_links(url):
    assert "&lt;b&gt;" == outside_link(url, "<b>")


def test_an_address_with_blanks_around_it_is_one():
    assert 'href="https://example.org/"' in outside_link(" https://example.org/\n", "x")


def test_a_link_inside_stays_in_the_window():
    assert '<a href="#a&amp;b" target="_self">x</a>' == inside_link("#a&b", "x")


def test_a_number_carries_its_full_value():
    assert '<data value="0.1234567">12%</data>' == number(0.1234567, "12%")
    assert "–" == number(float("nan"), "–") == number(None, "–")


def test_terms_without_a_value_are_left_out():
    assert "<dl><div><dt>a</dt><dd>1</dd></div></dl>" == terms([("a", "1"), ("b", "")])


def test_bullets_escape_their_sentences():
    assert '<ul class="plain"><li>&lt;b&gt;</li></ul>' == bullets(["<b>"])
