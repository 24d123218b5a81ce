"""A link that was opened before, in the first HTML: read without scripts, handed over in place."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESK, Reader
from tests.thoroughness import variants

HEADED = (
    *("prices", "timeline", "exposure", "filings", "robustness", "claims"),
    *("data", "editions", "story"),
)
SHIFT = 0.02  # of the layout, when the page takes over (the browser's own measure)
_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) window.shifted += each.value;
  }).observe({type: "layout-shift", buffered: true});
"""
LINK = "/?case=liquid-cooling-2025&lang={}"
PLACES = ("h1", ".standfirst", ".guided", ".fighead h2", "svg")
MOST = 1.0  # pixels that a part may move

# Where the parts stand while the page starts, told before it takes the place of the first HTML.
_WATCH = """places => {
  window.seen = {};
  const look = () => {
    const first = document.getElementById("first");
    if (!first) return;
    for (const name of places) {
      const part = first.querySelector(name === "svg" ? ".drawing svg" : name);
      if (part) window.seen[name] = part.getBoundingClientRect().top;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


# The test below measures the other language as well, page by page.
@pytest.mark.parametrize("code", variants(["zh"], "en"))
def test_the_page_of_a_known_link_is_read_at_once_and_nothing_moves_when_it_starts(
    visit, new_tab, live_server, browser, code
):
    address = live_server.url + LINK.format(code)
    headline = visit(LINK.format(code)).headline

    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto(address)
    first = silent.locator("#first")
    assert headline.split() == first.locator("h1").inner_text().split()
    assert first.locator(".drawing svg circle, .drawing svg path").count() >= 8
    assert silent.title().startswith(first.locator("h1").inner_text().replace("\n", ""))
    silent.context.close()

    page = new_tab(alive=True).page
    page.goto(address, wait_until="commit")
    page.locator("#first h1").wait_for()
    page.evaluate(_WATCH, list(PLACES))
    expect(page.locator("#first")).to_have_count(0)
    for name in PLACES:
        place = "#root .plot" if name == "svg" else f"#root {name}"
        stands = page.locator(place).first.bounding_box()["y"]
        assert abs(stands - page.evaluate("name => window.seen[name]", name)) <= MOST, name


@pytest.mark.parametrize(("code", "reader"), [("en", DESK), ("zh", Reader(width=390))])
def test_every_page_is_read_without_scripts_once_it_was_opened_and_taken_over_in_place(
    visit, new_tab, live_server, browser, code, reader
):
    tab, heads = visit(LINK.format(code)), {}
    for page in HEADED:
        tab.turn_to(page)
        heads[tab.page.url] = tab.headline
    silent = browser.new_context(java_script_enabled=False).new_page()

    for address, headline in heads.items():
        silent.goto(address)
        first = silent.locator("#first")
        assert headline.split() == first.locator("h1").inner_text().split(), address
        assert first.locator("nav a").count() >= 8

    silent.goto(f"{live_server.url}/?case=no-such-case&lang={code}")
    assert 0 == silent.locator("#first").count()
    assert "JavaScript" in silent.locator("noscript").inner_text()
    silent.context.close()

    page = new_tab(reader, alive=True).page
    page.add_init_script(_SHIFTS)
    # Half of the pages in each language and width: a load costs seconds.
    for address in list(heads)[code == "zh" :: 2]:
        page.goto(address, wait_until="commit")
        page.locator("#first h1").wait_for()
        expect(page.locator("#first")).to_have_count(0)
        page.wait_for_timeout(300)
        assert page.evaluate("() => window.shifted") <= SHIFT, address
