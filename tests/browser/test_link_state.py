"""The link is the state: what a control does to it, and what it does to the page."""

from urllib.parse import urlencode

from tests.browser.chromium import Reader
from tests.browser.driving import PAGES

OTHER = "2025-02-12"


def test_another_last_session_changes_link_headline_and_charts_and_back_restores_them(visit):
    tab = visit("/?lang=en")
    headline, drawn = tab.head, tab.drawn

    tab.choose("last", OTHER)
    tab.wait_for_query(last=OTHER, lang="en")
    changed = tab.wait_for_head(headline)

    assert changed != headline
    tab.draws_anew(drawn)

    tab.page.go_back()
    tab.wait_for_query(last=None)
    assert tab.wait_for_head(changed) == headline
    tab.draws(drawn)
    assert "2025-02-13" == tab.value("last")

    tab.page.go_forward()
    tab.wait_for_query(last=OTHER)
    assert tab.wait_for_head(headline) == changed


def test_a_reload_and_a_second_reader_see_the_same(visit):
    tab = visit(f"/?lang=en&base=2025-01-24&last={OTHER}")
    headline, drawn = tab.head, tab.drawn

    tab.page.reload()
    tab.settle()
    assert headline == tab.draws(drawn).head

    second = visit(f"/?lang=en&base=2025-01-24&last={OTHER}")
    assert headline == second.draws(drawn).head


def test_the_window_and_the_language_go_along_from_page_to_page(visit):
    tab = visit(f"/?lang=zh&base=2025-01-24&last={OTHER}")
    for name in ["prices", "timeline", "exposure", "robustness", "claims", "data", "story"]:
        tab.turn_to(name)

        assert tab.path == PAGES[name]
        assert tab.query == {"lang": "zh", "base": "2025-01-24", "last": OTHER}
        # Pages that take the case whole, like Data, have no window to choose.
        if tab.page.locator(".st-key-base_control").count():
            assert (tab.value("base"), tab.value("last")) == ("2025-01-24", OTHER)


def test_the_language_switch_keeps_the_window_and_the_page(visit):
    tab = visit(f"/prices?lang=en&base=2025-01-24&last={OTHER}")
    headline = tab.head

    tab.speak("中文")
    tab.wait_for_query(lang="zh", base="2025-01-24", last=OTHER)
    tab.wait_for_head(headline)

    assert "/prices" == tab.path
    assert "zh-CN" == tab.page.evaluate("document.documentElement.lang")
    assert (tab.value("base"), tab.value("last")) == ("2025-01-24", OTHER)


def test_a_browser_in_chinese_gets_chinese_without_being_asked(visit):
    tab = visit("/", Reader(locale="zh-CN"))

    assert "zh-CN" == tab.page.evaluate("document.documentElement.lang")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in tab.head)


# Each of them alone, and more: `tests/ui/test_story_page.py`.
def test_bad_values_open_the_page_and_are_named(visit):
    bad = ["base=nonsense", "bench=x", "stock=000001.SZ", "case=no-such", "lang=fr", "up=blue"]
    tab = visit(f"/?{'&'.join(bad)}")
    notices = " ".join(tab.page.locator(".notice").all_inner_texts())

    for setting in bad:
        assert setting.partition("=")[2] in notices
    assert ("2025-02-06", "2025-02-13") == (tab.value("base"), tab.value("last"))
    assert [] == tab.errors


CODE = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "![](https://example.com/a.png)[x](javascript:window.ran=1)",
]


def test_values_that_are_code_are_shown_as_text_and_never_run(visit):
    named = dict(zip(("stock", "bench", "case", "base", "up"), CODE * 2, strict=False))
    tab = visit(f"/?{urlencode(named)}")
    notices = tab.page.locator(".notice")
    said = " ".join(notices.all_inner_texts())

    assert notices.count() >= len(named)
    assert [] == [code for code in CODE if said.count(code[:30]) < 1]
    assert 0 == notices.locator("img, script, a").count()
    assert tab.page.evaluate("window.ran") is None
    assert [] == tab.dialogs
    assert [] == [url for url in tab.requests if url.startswith("https://example.com")]
    assert [] == tab.errors


def test_an_address_that_is_no_page_still_leads_to_the_story(visit):
    tab = visit("/no-such-page?lang=en").shows("story")

    assert tab.headline
    assert "Traceback" not in tab.text


def test_a_zoom_goes_into_the_link_survives_another_window_and_opens_again(visit):
    tab = visit("/?lang=en", alive=True)
    chart = ".st-key-plot_build-up"
    shown = f"document.querySelector('{chart} .js-plotly-plot').layout.xaxis.range"
    whole = tab.page.evaluate(shown)
    plot = tab.page.locator(f"{chart} .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    middle = box["y"] + box["height"] / 2
    tab.page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=6)
    tab.page.mouse.up()
    tab.page.wait_for_function("() => location.search.includes('zoom=build-up')")
    zoom = tab.query["zoom"]

    tab.choose("last", OTHER)
    tab.wait_for_query(last=OTHER, zoom=zoom)
    second = visit(f"/?lang=en&last={OTHER}&zoom={zoom}", alive=True)
    tab.settle()

    assert second.page.evaluate(shown) == tab.page.evaluate(shown)
    assert second.page.evaluate(shown) != whole


def test_what_is_unfolded_goes_into_the_link_and_outlives_a_control_but_not_the_page(visit):
    tab = visit("/robustness?lang=en")
    tab.page.locator("details.expert > summary").click()
    tab.wait_for_query(open="expert")
    tab.page.locator(".st-key-foot_after summary").click()
    tab.wait_for_query(open="expert,after")

    tab.choose("last", OTHER)
    tab.wait_for_query(last=OTHER, open="expert,after")
    second = visit(f"/robustness?lang=en&last={OTHER}&open=expert,after,no-such")
    second.page.locator("details.expert[open]").wait_for()
    second.page.locator(".st-key-foot_after details[open]").wait_for()
    second.page.locator("details.expert > summary").click()
    second.wait_for_query(open="after,no-such")

    tab.turn_to("prices")
    assert {"lang": "en", "last": OTHER} == tab.query
    assert [] == tab.errors + second.errors


def test_the_paper_of_the_link_goes_along_from_page_to_page(visit):
    tab = visit("/?lang=en&theme=dark")
    paper = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    before = tab.page.evaluate(paper)

    tab.turn_to("prices")

    assert "rgb(20, 22, 26)" == before == tab.page.evaluate(paper)
    assert {"lang": "en", "theme": "dark"} == tab.query


def test_a_link_to_a_place_scrolls_there(visit):
    tab = visit("/claims?lang=en#claim-athub-link")

    tab.page.wait_for_function(
        "() => Math.abs("
        "document.querySelector('#claim-athub-link').getBoundingClientRect().top) < 400"
    )
