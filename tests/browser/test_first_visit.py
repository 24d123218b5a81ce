"""The very first request after a start is somebody's shared link."""

from tests.browser.chromium import Reader

LINK = "/timeline?lang=zh&base=2025-01-24&last=2025-02-12"


def opens_exactly_that(tab):
    page = tab.page
    assert "/timeline" == tab.path
    assert {"lang": "zh", "base": "2025-01-24", "last": "2025-02-12"} == tab.query
    assert 1 == page.locator(".st-key-page_timeline").count()
    assert 0 == page.get_by_text("Page not found").count()
    assert 0 == page.get_by_role("dialog").count()
    assert "zh-CN" == page.evaluate("document.documentElement.lang")
    assert "2025-01-24" == tab.value("base")
    assert "2025-02-12" == tab.value("last")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in tab.headline)
    assert 0 == page.locator(".notice").count()
    assert [] == tab.errors


def test_a_shared_link_right_after_a_start_in_any_folder_opens_exactly_that_screen(
    new_tab, fresh_server, tmp_path
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with fresh_server(cwd=elsewhere) as server:
        tab = new_tab(Reader(scheme="dark"))
        tab.page.goto(server.url + LINK)
        tab.shows("timeline")

        opens_exactly_that(tab)
        paper = tab.page.evaluate(
            "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        )
        assert "rgb(20, 22, 26)" == paper
        assert "Traceback" not in server.output()
