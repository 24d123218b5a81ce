"""The guided reading walked from its first step, or from a link, to its last."""

import pytest

from dashboard.exhibits.guided import STEPS
from dashboard.language.language import language
from tests.browser.chromium import Reader
from tests.thoroughness import variants

MIDDLE = len(STEPS) // 2


# All of it by default, its second half in the other language and on a phone.
@pytest.mark.parametrize(
    ("lang", "reader", "begin"),
    variants(
        [("en", Reader(), 1), ("zh", Reader(390, "dark", "zh-CN"), MIDDLE)],
        ("zh", Reader(390, "dark", "zh-CN"), 1),
    ),
)
def test_the_guided_reading_leads_from_step_to_step_and_ends(visit, lang, reader, begin):
    t = language(lang)
    if begin == 1:
        tab = visit(f"/?lang={lang}", reader)
        tab.page.locator("p.guided a").click()
    else:
        tab = visit(f"/{STEPS[begin - 1].page}?lang={lang}&step={begin}", reader)
    for n, step in enumerate(STEPS[begin - 1 :], start=begin):
        tab.page.locator(".guide h2", has_text=t(step.title)).wait_for()
        tab.wait_for_query(step=str(n), lang=lang)
        tab.shows(step.page)
        if step.anchor:
            place = tab.page.locator(f"#{step.anchor}")
            place.wait_for()
            tab.page.wait_for_function(
                "name => { const box = document.getElementById(name).getBoundingClientRect();"
                " return box.top >= 0 && box.top < innerHeight * 0.55; }",
                arg=step.anchor,
            )
        if n < len(STEPS):
            tab.page.locator(".st-key-guide_next").locator("a, button").click()
    tab.page.locator(".st-key-guide_end button").click()
    tab.page.locator(".guide").wait_for(state="detached")
    tab.wait_for_query(step=None, lang=lang)

    assert "/data" == tab.path
    assert [] == tab.errors
