"""The guided reading: every step stands on its page and says what its figure says."""

import html
from types import SimpleNamespace

import pytest

from dashboard.charts.theme import Look
from dashboard.exhibits import guided
from dashboard.exhibits.exhibit import Reader
from dashboard.language.language import language
from dashboard.ui import guide
from tests.shipped_cases import SHIPPED, shipped_trial
from tests.ui.reading import texts

PAGES = list(dict.fromkeys(step.page for step in guided.STEPS))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_step_has_words_of_its_own_and_a_place_on_its_page(code):
    reader, trial = Reader(Look(language(code))), shipped_trial()
    said = [guided.finding(step, trial, reader) for step in guided.STEPS]

    assert all(said)
    assert len(guided.STEPS) == len({step.title for step in guided.STEPS})
    assert all(step.anchor for step in guided.STEPS if step.exhibit)
    assert [reader.t(step.how) for step in guided.STEPS] != [""] * len(guided.STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_step_has_something_to_say_on_each_case_that_ships(slug):
    reader, trial = Reader(Look(language("zh"))), shipped_trial(slug)
    assert [] == [step.title for step in guided.STEPS if not guided.finding(step, trial, reader)]


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "page"), [("en", "story"), ("zh", "claims")])
def test_a_step_is_drawn_on_its_own_page_and_on_no_other(opened, lang, page):
    t = language(lang)
    n, step = next((n, s) for n, s in enumerate(guided.STEPS, start=1) if s.page == page)
    text = html.unescape(texts(opened(page, lang=lang, step=str(n))))

    assert t(step.title) in text
    assert guided.finding(step, shipped_trial(), Reader(Look(t))) in text
    assert t(step.how) not in html.unescape(texts(opened("prices", lang=lang, step=str(n))))


@pytest.mark.slow
def test_a_step_that_is_none_is_named_and_the_way_in_is_offered_again(opened):
    wrong = texts(opened("story", lang="en", step="99"))

    assert "step=99" in wrong
    assert "five minutes" in texts(opened("story", lang="en"))
    assert "five minutes" not in texts(opened("story", lang="en", step="1"))


def test_the_story_page_leads_to_the_editor_of_a_case_of_ones_own_alone(shipped, monkeypatch):
    view = SimpleNamespace(edition=None, case=shipped.case)
    assert not guide.is_own(view)  # ships with the product
    monkeypatch.setattr(guide, "is_shipped", lambda _: False)
    assert guide.is_own(view)
    assert not guide.is_own(SimpleNamespace(edition="frozen", case=shipped.case))
    monkeypatch.setattr(guide.people_view, "may_edit", lambda: False)
    assert not guide.is_own(view)
