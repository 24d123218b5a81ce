"""One browser a run, one server for the tests that only read, a context for each reader."""

import pytest

from tests.browser import chromium
from tests.browser.chromium import DESK
from tests.browser.serving import serve


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what drives a browser, before -m looks for the mark, and let it come last."""
    for item in items:
        if _drives(item):
            item.add_marker(pytest.mark.browser)
    # Playwright leaves an event loop running in this thread until the end of the run:
    # a test after it could start none of its own.
    items.sort(key=_drives)


def _drives(item):
    return "/tests/browser/" in item.path.as_posix()


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    """Keep tests from the store and the settings of whoever runs them."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "own-store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "no-settings.toml"))


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if path is None:
        pytest.skip(f"no Chromium: install one or name it in {chromium.VARIABLE}")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """Contexts by reader: the next tab of the same reader has a warm cache."""
    kept = {}

    def context(reader):
        if reader not in kept:
            kept[reader] = browser.new_context(**reader.options())
        return kept[reader]

    yield context
    for held in kept.values():
        held.close()


@pytest.fixture
def visit(contexts, live_server):
    """Open a path of the shared server; closes its tabs after the test."""
    from tests.browser.driving import Visit  # noqa: PLC0415 - Playwright may be absent

    opened = []

    def open_path(path, reader=DESK, *, settle=True):
        tab = Visit(contexts(reader).new_page())
        opened.append(tab)
        if settle:
            return tab.open(live_server.url + path)
        tab.page.goto(live_server.url + path)
        return tab

    yield open_path
    for tab in opened:
        tab.page.close()


@pytest.fixture
def fresh_server(root, tmp_path):
    """Start a server that nobody has visited; options go to `serve`."""
    return lambda **options: serve(root, log=tmp_path / "server.log", **options)
