"""From a pasted article to the Story page of its case, with a stopwatch, as a new user goes."""

import re
import time
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case
from dashboard.store.store import Store
from tests.articles.own import WHOLE
from tests.browser.chromium import Reader
from tests.browser.serving import serve
from tests.hostile.strings import MARKUP
from tests.replay.case_plays import case_routes, source_environment
from tests.replay.replaying import replaying
from tests.replay.store_plays import fill

SHARED = Path(__file__).parents[3] / "shared" / "articles" / "liquid-cooling-2025.zh.txt"
# Where that article is not at hand, one on the same stocks: prices are played for them.
PATIENCE = 120_000  # milliseconds until prices count as lost


@pytest.fixture(scope="module")
def article():
    return SHARED.read_text(encoding="utf-8") if SHARED.is_file() else WHOLE


@pytest.fixture(scope="module")
def content(shipped_case):
    return read_case(shipped_case)


class Stopwatch:
    """Seconds of each step, printed as they are taken."""

    def __init__(self):
        self.begun = self.last = time.monotonic()

    def split(self, step):
        now = time.monotonic()
        print(f"\n{step}: {now - self.last:.1f} s", end="")
        self.last = now


# As a paste does: typed sign for sign Chromium takes minutes for a long text.
_PASTE = """(area, text) => {
  area.focus();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(area, text);
  area.dispatchEvent(new Event('input', {bubbles: true}));
}"""


def read(tab, text, day=""):
    """Paste an article and press the button."""
    page = tab.page
    page.locator(".st-key-article_text textarea").evaluate(_PASTE, text)
    if day:
        page.locator(".st-key-article_published input").fill(day)
    page.locator(".st-key-article_read button").click()
    return page


@pytest.fixture
def opened(new_tab):
    """Open an address at a desk; the window may be narrow."""
    return lambda address, width=1440: new_tab(Reader(width, touch=False)).open(address)


@pytest.fixture(scope="module")
def desk(root, content, tmp_path_factory):
    """A dashboard for those who read articles and save nothing, prices of the case at hand."""
    folder = tmp_path_factory.mktemp("articles")
    fill(Store(folder / "store"), content)
    with serve(root, log=folder / "server.log", environment=environment(folder)) as server:
        yield f"{server.url}/article?lang=en"


def environment(tmp_path):
    return {
        "MARKET_NARRATIVE_CASES": str(tmp_path / "cases"),
        "MARKET_NARRATIVE_STORE": str(tmp_path / "store"),
    }


def test_a_pasted_article_becomes_a_case_with_prices_in_minutes(
    opened, fresh_server, content, article, tmp_path
):
    with replaying(case_routes(content)) as sources:
        settings = environment(tmp_path) | source_environment(sources, tmp_path / "store")
        with fresh_server(environment=settings) as server:
            watch = Stopwatch()
            tab = opened(f"{server.url}/article?lang=en")
            watch.split("page of articles")
            page = read(tab, article, "2025-02-13")
            page.locator(".found li").first.wait_for()
            tab.settle()
            watch.split("pasted and read")

            page.locator(".st-key-part_stocks summary").click()
            page.locator(".st-key-confirm_stocks button").click()
            page.locator(".st-key-part_stocks").wait_for(state="detached")
            watch.split("stocks confirmed, all of the part")
            page.locator(".st-key-part_claims summary").click()
            page.locator('[class*="st-key-yes_claims"] button').first.click()
            page.locator(".st-key-draft_undo").wait_for()
            tab.settle()
            watch.split("one claim confirmed")
            # The part that is worked at stays unfolded.
            assert page.locator('[class*="st-key-yes_claims"]').count() > 1

            page.locator(".st-key-save_slug input").fill("liquid-cooling-again")
            page.locator(".st-key-save_draft button").click()
            page.locator(".st-key-page_story").wait_for(timeout=PATIENCE)
            watch.split("saved, Story page")
            page.locator(".st-key-page_story .plot svg").first.wait_for(timeout=PATIENCE)
            page.locator(".progress").wait_for(state="detached", timeout=PATIENCE)
            tab.settle()
            watch.split("prices of the replayed source on it")

            shown, query, drawn = tab.text, tab.query, tab.drawn
            page.get_by_role("link", name="Go on confirming").click()
            page.locator(".st-key-confirm_all button").click()
            page.get_by_text("Everything is confirmed").wait_for()
            tab.settle()
            watch.split("everything else confirmed")
            print(f"\naltogether: {watch.last - watch.begun:.1f} s")
            errors = list(tab.errors)

    saved = read_case(tmp_path / "cases" / "liquid-cooling-again")
    assert "liquid-cooling-again" == query["case"]
    assert "entries still wait for a yes" in shown
    assert "+31.5%" in drawn  # between the two groups
    assert 8 == len(saved.case.stocks)
    assert () == saved.marks
    assert [] == errors
    assert "Traceback" not in server.output()


def test_with_prices_at_hand_the_base_is_borne_out_before_anything_is_saved(opened, desk, article):
    tab = opened(desk, width=390)
    page = read(tab, article, "2025-02-13")
    page.locator(".st-key-part_window summary").click()
    page.locator("table.proof").wait_for()
    proved = page.locator(".st-key-kind_window").inner_text()
    page.locator(".st-key-part_claims summary").click()
    page.locator(".waiting .check").first.wait_for()
    checked = page.locator(".st-key-kind_claims").inner_text()
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth")
    page.locator(".st-key-confirm_window button").click()
    page.locator(".st-key-draft_undo").wait_for()
    with page.expect_event("dialog"):  # what is not saved is not lost by a stray click
        page.close(run_before_unload=True)
    still = page.locator(".st-key-draft_undo").count()

    assert 1 == still
    assert "Only the close of 6 Feb 2025 fits all" in proved
    assert "holds" in checked
    assert wide <= 0


def test_hostile_articles_run_nothing_and_lead_from_find_to_place(opened, desk):
    text = "\n".join(
        f"依米康（300249.SZ）涨{n}.5%。{hostile}\u202e川润股份\u0007跌停。"
        for n, hostile in enumerate(MARKUP)
    )
    tab = opened(desk)
    page = read(tab, text, "2025-02-13")
    page.locator(".found li").first.wait_for()
    ran = page.evaluate("window.hostile")
    outside = [url for url in tab.requests if "hostile.invalid" in url]

    # By keyboard from a find to its place, and back from the place to the find.
    page.locator(".found a.no").nth(3).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#place-')")
    number = re.search(r"#place-(\d+)$", page.evaluate("location.href"))[1]
    place = page.locator(f"#place-{number}")
    seen = place.evaluate("e => e.matches(':target') && e.checkVisibility()")
    place.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#find-')")
    back = page.evaluate("location.hash")
    still = page.locator(".found li").count()

    assert ran is None
    assert [] == outside
    assert [] == tab.dialogs
    assert seen
    assert f"#find-{number}" == back
    assert still > 3


def test_two_hundred_thousand_signs_stay_usable(opened, desk, article):
    text = (article + "\n") * (200_000 // len(article))
    tab = opened(desk)
    read(tab, article, "2025-02-13").locator(".found li").first.wait_for()
    tab.page.locator(".st-key-article_back button").click()
    tab.page.locator(".st-key-article_text").wait_for()
    watch = Stopwatch()
    page = read(tab, text, "2025-02-13")
    page.locator(".st-key-article_part").wait_for(timeout=PATIENCE)
    page.locator(".found li").first.wait_for()
    tab.settle()
    watch.split("200,000 signs read and drawn")
    page.locator(".st-key-part_events summary").click()
    page.locator('[class*="st-key-yes_events"] button').first.click()
    page.locator(".st-key-draft_undo").wait_for()
    tab.settle()
    watch.split("an entry of it confirmed")
    nodes = page.evaluate("document.querySelectorAll('*').length")

    assert nodes < 8_000  # what makes a page answer; the seconds are printed
