"""A case that is hostile in every field, in a real browser: nothing runs, nothing leaves."""

from urllib.parse import quote

import pytest

from tests.browser.driving import PAGES
from tests.browser.serving import serve
from tests.hostile.hostile_case import TURNS, share, written
from tests.hostile.strings import ATTRIBUTES, MARKDOWN, MARKUP, TEMPLATES
from tests.thoroughness import variants

# What no page of ours has, and a text would bring with it.
_BROUGHT = """() => [...document.querySelectorAll(
  'iframe, frame, object, embed, applet, base, form, dialog[open], marquee, portal, plaintext, '
  + 'meta[http-equiv], [onclick], [onerror], [onload], [onfocus], [ontoggle], '
  + '[data-testid="stMain"] script, [data-testid="stMain"] link, [data-testid="stMain"] img, '
  + '[data-testid="stMain"] video, [data-testid="stMain"] audio'
)].map(each => each.outerHTML.slice(0, 120))"""
_BAD_LINKS = """() => [...document.querySelectorAll('a[href], area[href]')]
  .filter(each => !/^https?:$/.test(new URL(each.href, location).protocol))
  .map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def hostile_server(root, shipped, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    written(shipped, folder / "cases")
    environment = {"MARKET_NARRATIVE_CASES": str(folder / "cases")}
    with serve(root, log=folder / "server.log", environment=environment) as server:
        yield server


@pytest.fixture
def tab(new_tab):
    return new_tab(alive=True)


def harm(tab):
    """Everything that a text did in a tab."""
    page = tab.page
    found = [f"dialog: {message}" for message in tab.dialogs]
    found += ["a script ran"] if page.evaluate("window.hostile !== undefined") else []
    found += [f"asked: {url}" for url in tab.requests if not url.startswith(OURS)]
    found += [f"brought: {each}" for each in page.evaluate(_BROUGHT)]
    found += [f"link: {each}" for each in page.evaluate(_BAD_LINKS)]
    return found + tab.errors


OURS = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


# On the pages that are left the case is opened without a browser: tests/hostile/test_pages.py.
@pytest.mark.parametrize("turn", range(TURNS))
def test_a_case_that_is_hostile_everywhere_does_nothing(tab, hostile_server, turn):
    language = ["en", "zh"][turn % 2]
    pages = [name for name in PAGES if name in share(turn + 1)]
    tab.open(f"{hostile_server.url}{PAGES[pages[0]]}?case=hostile-{turn}&lang={language}")
    troubles, seen = {}, ""
    for name in pages:
        tab.turn_to(name)
        # What is folded is opened, what is pointed at shows itself.
        tab.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for chart in tab.page.locator(".plot.alive .nsewdrag").all()[:3]:
            chart.hover(force=True)
        troubles[name] = harm(tab)
        troubles[name] += ["our apology"] if "Something went wrong" in tab.text else []
        tab.requests.clear()
        seen += tab.text

    assert "window.hostile=1" in seen  # as text
    assert "{" in seen
    assert {name: [] for name in pages} == troubles


NAMES = ("bench", "stock", "zoom", "say", "verdict", "q", "kind")
TEXTS = [text for kind in (MARKUP, ATTRIBUTES, MARKDOWN, TEMPLATES) for text in kind[::12]]


# Without a browser every text stands in a link: tests/hostile/test_pages.py.
def test_hostile_links_do_nothing(tab, hostile_server):
    troubles = {}
    links = variants(
        [dict(zip(NAMES, part, strict=False)) for part in batched(TEXTS, len(NAMES))],
        *[dict.fromkeys(NAMES, text) for text in TEXTS],
    )
    for link in links:
        told = "&".join(f"{name}={quote(text)}" for name, text in link.items())
        tab.open(f"{hostile_server.url}/claims?lang=en&{told}")
        found = harm(tab)
        if found:
            troubles[told] = found

    assert {} == troubles


def batched(texts, n):
    return [texts[start : start + n] for start in range(0, len(texts), n)]


def test_the_suite_would_notice_a_script_that_runs(tab, hostile_server):
    tab.page.goto(f"{hostile_server.url}/healthz")
    tab.page.evaluate("window.hostile = 1; document.body.append(document.createElement('iframe'))")

    assert "a script ran" in harm(tab)
    assert any(each.startswith("brought: <iframe") for each in harm(tab))
