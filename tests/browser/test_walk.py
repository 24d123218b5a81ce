"""Walk through all pages as a reader would, and see what leaves and what breaks."""

from urllib.parse import urlsplit

import pytest

from tests.browser.chromium import Reader
from tests.browser.driving import PAGES


def hosts(requests):
    """Hosts asked over the network; data: and blob: stay in the browser."""
    return {
        urlsplit(url).netloc for url in requests if urlsplit(url).scheme not in {"data", "blob"}
    }


@pytest.mark.parametrize(
    ("lang", "reader"),
    [("en", Reader()), ("zh", Reader(390, "dark", "zh-CN"))],
    ids=["desk", "phone"],
)
def test_a_walk_asks_no_other_host_and_logs_no_error(visit, live_server, lang, reader):
    tab = visit(f"/?lang={lang}", reader)
    for name in [*PAGES, "story"]:
        tab.turn_to(name)
        for summary in tab.page.locator("details.astable > summary:visible").all()[:2]:
            summary.click()
    tab.speak("中文" if lang == "en" else "EN")
    tab.wait_for_query(lang="zh" if lang == "en" else "en")
    tab.settle()

    assert hosts(tab.requests) == {urlsplit(live_server.url).netloc}
    assert [] == tab.errors
    assert [] == tab.dialogs
    assert "Traceback" not in live_server.output()


# The page of editions has nothing to hand out before something was frozen, that of articles never.
@pytest.mark.parametrize(
    "name", [name for name in PAGES if name not in {"editions", "article", "cases"}]
)
def test_a_link_opens_its_page_and_the_page_hands_out_its_tables(visit, name):
    tab = visit(f"{PAGES[name]}?lang=en&last=2025-02-12")

    assert 1 == tab.page.locator(f".st-key-page_{name}").count()
    assert {"lang": "en", "last": "2025-02-12"} == tab.query
    assert 0 == tab.page.get_by_role("dialog").count()

    with tab.page.expect_download() as caught:
        tab.page.locator('[data-testid="stDownloadButton"] button').first.click()
    path = caught.value.path()

    assert caught.value.suggested_filename.endswith(".csv")
    # Excel reads UTF-8 when the file says so with its first bytes.
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) >= 2


def test_an_address_that_is_no_page_still_leads_to_the_story(visit):
    tab = visit("/no-such-page?lang=en").shows("story")

    assert tab.headline
    assert "Traceback" not in tab.text
