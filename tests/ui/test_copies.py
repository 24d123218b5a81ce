"""Copies under a figure: the words that a click copies stand in the page beforehand."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import Look
from dashboard.exhibits.event_filter import EventFilter
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import foot_lines
from dashboard.exports.paragraphs import paragraph
from dashboard.language.language import Language
from dashboard.ui import copies, copy_words, state
from tests.shipped_cases import SHIPPED
from tests.ui.reading import texts

FIGURE = "build-up"


@pytest.fixture(scope="module", params=["en", "zh"])
def view(request):
    found = state.of_folder(read_case(find_case("liquid-cooling-2025")))
    return replace(found, look=Look(Language(request.param)))


def rows(shown):
    return re.findall(r'<p class="copies".*?</p>', shown, re.DOTALL)


def held(row, name):
    found = re.search(f'data-{name}="([^"]*)"', row)
    return None if found is None else html.unescape(found[1])


def kinds(row):
    return re.findall(r'data-copy="([a-z]+)"', row)


def test_a_chart_offers_image_paragraph_citation_and_link(view):
    row = copies.row(view, FIGURE)
    trial = Trial.of(view.folder)

    assert ["image", "paragraph", "citation", "link"] == kinds(row)
    assert paragraph(Imprint(trial, datetime.now(UTC)), FIGURE, view.t) == held(row, "paragraph")
    assert "liquid-cooling-2025_build-up_2025-02-06_2025-02-13.png" == held(row, "name")


def test_every_button_has_a_name_in_the_language_of_the_reader(view):
    names = re.findall(r'aria-label="([^"]+)"', copies.row(view, FIGURE))

    assert {
        "en": ["Copy image", "Copy paragraph", "Copy citation", "Copy link"],
        "zh": ["复制图片", "复制段落", "复制引用", "复制链接"],
    }[view.t.code] == names


def test_a_figure_without_a_paragraph_offers_none(view):
    row = copies.row(view, "events")

    assert ["image", "citation", "link"] == kinds(row)
    assert held(row, "paragraph") is None


def test_numbered_events_stand_below_the_image_as_far_as_a_filter_leaves_them(view):
    days = view.result.build_up.sessions
    all_of_them = held(copies.row(view, FIGURE, days=days), "events").split("\n")
    news = [each for each in view.events if each.event.kind == "news"]
    left = held(copies.row(view, FIGURE, days=days, options=EventFilter(kind="news")), "events")

    assert 10 == len(all_of_them)
    assert [str(view.trial.numbered[each.event.id]) for each in news] == [
        line.split(" · ")[0] for line in left.split("\n")
    ]


def test_the_words_of_the_page_are_those_of_a_still_and_of_the_citation(view):
    address = "https://example.org/?case=liquid-cooling-2025"
    shown = copy_words.html(view, address)

    foot = held(shown, "foot").split("\n")
    assert foot_lines(copies.imprint(view, address), view.t) == foot
    assert foot[-1].endswith(address)
    assert held(shown, "citation").endswith(address)
    assert view.t.code == held(shown, "lang")


def test_without_prices_there_is_nothing_to_copy(view):
    market = replace(view.folder.market, prices=view.folder.market.prices.iloc[:0])

    assert "" == copies.row(replace(view, folder=replace(view.folder, market=market)), FIGURE)


def test_a_hostile_title_is_text(view):
    case = replace(view.case, title=Text('"><script>alert(1)</script>', ""))
    # Trials are kept by what they depend on; of the shipped case there is one already.
    hostile = replace(view, folder=replace(view.folder, case=case), listed={"x": "y"})

    assert "<script" not in copy_words.html(hostile, "")
    assert '"><script>alert(1)</script>' in held(copy_words.html(hostile, ""), "citation")


@pytest.mark.slow
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_figure_with_a_foot_can_be_copied_on_its_page(slug, opened):
    shown = texts(opened("robustness", case=slug))

    assert shown.count('<div class="figfoot">') == len(rows(shown)) > 0
    assert 1 == shown.count('class="copywords"')
    for row in rows(shown):
        assert {"image", "citation", "link"} <= set(kinds(row))
        assert ("paragraph" in kinds(row)) == bool(held(row, "paragraph"))
