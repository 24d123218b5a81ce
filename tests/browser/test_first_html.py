"""A link that was opened before, in the first HTML: read without scripts, handed over in place."""

import pytest

from tests.browser.chromium import DESK, Reader

HEADED = (
    *("prices", "timeline", "exposure", "filings", "robustness", "claims"),
    *("data", "editions", "story"),
)
SHIFT = 0.02  # of the layout, when the page takes over (the browser's own measure)
MOST = 1.0  # pixels that a part may move
LINK = "/?case=liquid-cooling-2025&lang={}"

# What the first HTML says and where its parts stand, looked at in every frame until the page has
# taken its place: a tab that is quick has taken it before anybody could ask for it.
_WATCH = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) window.shifted += each.value;
  }).observe({type: "layout-shift", buffered: true});

  const places = {
    "h1": "h1", ".standfirst": ".standfirst", ".guided": ".guided",
    ".fighead h2": ".fighead h2", ".plot": ".drawing svg",
  };
  window.first = null;
  (function look() {
    const first = document.getElementById("first");
    if (!first && window.first) return;
    if (first?.querySelector("h1")) {
      const tops = Object.entries(places)
        .map(([name, part]) => [name, first.querySelector(part)?.getBoundingClientRect().top])
        .filter(([, top]) => top !== undefined);
      const links = first.querySelectorAll("nav a").length;
      window.first = {headline: first.querySelector("h1").innerText, links, tops};
    }
    requestAnimationFrame(look);
  })();
"""
_MOVED = f"""() => window.first.tops
  .map(([name, top]) => [
    name, Math.abs(document.querySelector("#root " + name).getBoundingClientRect().top - top)])
  .filter(([, pixels]) => pixels > {MOST})"""


@pytest.mark.parametrize(("code", "reader"), [("en", DESK), ("zh", Reader(width=390))])
def test_the_page_of_a_known_link_is_read_without_scripts_and_taken_over_in_place(
    visit, new_tab, live_server, browser, code, reader
):
    tab, heads = visit(LINK.format(code)), {}
    is_read_without_scripts(browser, live_server, code, tab.headline)
    # Half of the pages in each language and width: a load costs seconds.
    for name in HEADED[code == "zh" :: 2]:
        tab.turn_to(name)
        heads[tab.page.url] = tab.headline.split()

    page = new_tab(reader, alive=True).page
    page.add_init_script(_WATCH)
    for address, headline in heads.items():
        page.goto(address)
        page.wait_for_function("() => window.first && !document.getElementById('first')")
        first = page.evaluate("window.first")
        assert headline == first["headline"].split(), address
        assert first["links"] >= 8
        assert [] == page.evaluate(_MOVED), address
        page.wait_for_timeout(300)
        assert page.evaluate("window.shifted") <= SHIFT, address


def is_read_without_scripts(browser, server, code, headline):
    """The story is whole in a browser that runs nothing; what was never opened says so."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + LINK.format(code))
    first = page.locator("#first")
    assert headline.split() == first.locator("h1").inner_text().split()
    assert first.locator(".drawing svg circle, .drawing svg path").count() >= 8
    assert page.title().startswith(first.locator("h1").inner_text().replace("\n", ""))

    page.goto(f"{server.url}/?case=no-such-case&lang={code}")
    assert 0 == page.locator("#first").count()
    assert "JavaScript" in page.locator("noscript").inner_text()
    context.close()
