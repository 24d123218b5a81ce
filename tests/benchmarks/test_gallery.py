"""What a gallery of 300 cases costs: the look at its folders, and its page with kept cards.

Run with `python -m pytest -s tests/benchmarks/test_gallery.py`: prints the rows of docs/speed.md.
"""

import statistics
import time

import pytest

from dashboard.cases import listing
from dashboard.cases.listing import list_cases
from tests.browser import chromium
from tests.browser.chromium import Reader
from tests.browser.driving import new_visit
from tests.browser.serving import serve
from tests.many_cases import keep_cards, write_cases

CASES, LOOKS, LOADS = 300, 15, 7

# The cards stand in the first HTML: readable from its largest paint on, as the browser says.
_READABLE = """() => new Promise(done => new PerformanceObserver(list =>
  document.querySelectorAll('.card').length >= 9 && done(list.getEntries().at(-1).startTime)
).observe({type: 'largest-contentful-paint', buffered: true}))"""
_TAKEN_OVER = """() => document.querySelector('#root .legend')
  && !document.querySelector('#first') && performance.now()"""


def test_three_hundred_cases(root, tmp_path, monkeypatch):
    sync_api = pytest.importorskip("playwright.sync_api")
    write_cases(tmp_path / "cases", root, CASES)
    names = {
        "MARKET_NARRATIVE_CASES": str(tmp_path / "cases"),
        "MARKET_NARRATIVE_STORE": str(tmp_path / "store"),
        "MARKET_NARRATIVE_SETTINGS": str(tmp_path / "none.toml"),
    }
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    time.sleep(listing.FRESH)  # files written a moment ago are read again
    first, again = _seconds(list_cases), [_seconds(list_cases) for _ in range(LOOKS)]
    listing.KNOWN.clear()
    restarted = _seconds(list_cases)
    keep_cards(tmp_path / "store")
    print(f"| 300 folders, read for the first time | {first:.1f} s |")
    print(f"| looked at again | {1000 * statistics.median(again):.0f} ms |")
    print(f"| by a process that starts | {1000 * restarted:.0f} ms |")
    with (
        serve(root, log=tmp_path / "server.log", environment=names) as server,
        sync_api.sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.FLAGS)
        )
        for kind, times in _loads(browser, server).items():
            spread = f"{min(times):.2f}–{max(times):.2f}"
            print(f"| {kind} | {statistics.median(times):.2f} s ({spread}) |")
        browser.close()


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _loads(browser, server):
    """Seconds to the first screen of cards, in new browsers and in one that has been there."""
    found = {
        f"gallery {what}, {kind} browser": []
        for kind in ("cold", "warm")
        for what in ("readable", "taken over by its page")
    }
    warm = browser.new_context(**Reader().options())
    for load in range(LOADS + 1):
        for kind, context in (("cold", browser.new_context(**Reader().options())), ("warm", warm)):
            page = context.new_page()
            page.goto(f"{server.url}/?lang=en")
            seen = page.evaluate(_READABLE)
            whole = page.wait_for_function(_TAKEN_OVER).json_value()
            if load:  # the first ones find a server that nobody has visited
                found[f"gallery readable, {kind} browser"].append(seen / 1000)
                found[f"gallery taken over by its page, {kind} browser"].append(whole / 1000)
            page.close()
    new_visit(browser, Reader().options()).open(f"{server.url}/?lang=en").shows("cases")
    return found
