"""The link is the state: what a control does to it, and what it does to the page."""

from urllib.parse import urlencode

from tests.browser.driving import PAGES

OTHER = "2025-02-12"
_PAPER = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def test_another_last_session_changes_the_page_and_back_forward_and_reload_restore_it(visit):
    tab = visit("/?lang=en")
    headline, drawn = tab.head, tab.drawn

    tab.choose("last", OTHER)
    tab.wait_for_query(last=OTHER, lang="en")
    changed = tab.wait_for_head(headline)

    assert changed != headline
    drawn_anew = tab.draws_anew(drawn)

    tab.page.go_back()
    tab.wait_for_query(last=None)
    assert tab.wait_for_head(changed) == headline
    tab.draws(drawn)
    assert "2025-02-13" == tab.value("last")

    tab.page.go_forward()
    tab.wait_for_query(last=OTHER)
    assert tab.wait_for_head(headline) == changed

    tab.page.reload()
    tab.settle()
    assert changed == tab.draws(drawn_anew).head


def test_window_paper_and_language_go_along_from_page_to_page(visit):
    along = {"lang": "zh", "base": "2025-01-24", "last": OTHER, "theme": "dark"}
    tab = visit(f"/?{urlencode(along)}")
    for name in ["timeline", "exposure", "robustness", "claims", "data", "story", "prices"]:
        tab.turn_to(name)

        assert tab.path == PAGES[name]
        assert tab.query == along
        assert "rgb(20, 22, 26)" == tab.page.evaluate(_PAPER)
        # Pages that take the case whole, like Data, have no window to choose.
        if tab.page.locator(".st-key-base_control").count():
            assert (tab.value("base"), tab.value("last")) == ("2025-01-24", OTHER)

    # The language alone changes when it is switched.
    headline = tab.head
    assert "zh-CN" == tab.page.evaluate("document.documentElement.lang")
    tab.speak("EN")
    tab.wait_for_query(**along | {"lang": "en"})
    tab.wait_for_head(headline)

    assert "/prices" == tab.path
    assert "en" == tab.page.evaluate("document.documentElement.lang")
    assert (tab.value("base"), tab.value("last")) == ("2025-01-24", OTHER)


def test_an_address_that_is_no_page_leads_a_browser_in_chinese_to_the_story_in_chinese(
    new_tab, live_server
):
    tab = new_tab()
    browser = {"userAgent": tab.page.evaluate("navigator.userAgent"), "acceptLanguage": "zh-CN"}
    tab.page.context.new_cdp_session(tab.page).send("Emulation.setUserAgentOverride", browser)

    tab.open(f"{live_server.url}/no-such-page").shows("story")

    assert "zh-CN" == tab.page.evaluate("document.documentElement.lang")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in tab.headline)
    assert "Traceback" not in tab.text


CODE = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "![](https://example.com/a.png)[x](javascript:window.ran=1)",
]
PLAIN = {"base": "nonsense", "lang": "fr", "up": "blue"}


# Each of them alone, and more: `tests/ui/test_story_page.py`.
def test_bad_values_open_the_page_and_are_named_and_code_among_them_never_runs(visit):
    code = dict(zip(("stock", "bench", "case"), CODE, strict=True))
    tab = visit(f"/?{urlencode(PLAIN | code)}")
    notices = tab.page.locator(".notice")
    said = " ".join(notices.all_inner_texts())

    assert notices.count() >= len(PLAIN | code)
    assert [] == [value for value in (*PLAIN.values(), *CODE) if value[:30] not in said]
    assert ("2025-02-06", "2025-02-13") == (tab.value("base"), tab.value("last"))
    assert 0 == notices.locator("img, script, a").count()
    assert tab.page.evaluate("window.ran") is None
    assert [] == tab.dialogs
    assert [] == [url for url in tab.requests if url.startswith("https://example.com")]
    assert [] == tab.errors


def test_what_is_unfolded_stands_in_the_link_and_outlives_a_control_but_not_the_page(visit):
    tab = visit("/robustness?lang=en&open=expert,after,no-such")
    tab.page.locator("details.expert[open]").wait_for()
    tab.page.locator(".st-key-foot_after details[open]").wait_for()
    tab.page.locator("details.expert > summary").click()
    tab.wait_for_query(open="after,no-such")
    tab.page.locator("details.expert > summary").click()
    tab.wait_for_query(open="after,no-such,expert")

    tab.choose("last", OTHER)
    tab.wait_for_query(last=OTHER, open="after,no-such,expert")

    tab.turn_to("prices")
    assert {"lang": "en", "last": OTHER} == tab.query
    assert [] == tab.errors


def test_a_link_to_a_place_scrolls_there(visit):
    tab = visit("/claims?lang=en#claim-athub-link")

    tab.page.wait_for_function(
        "() => Math.abs("
        "document.querySelector('#claim-athub-link').getBoundingClientRect().top) < 400"
    )
