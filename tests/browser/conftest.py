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
            # Two browsers and their servers share two cores with everything else: what fails
            # is tried once more, and the report says so.  A fault of ours fails twice.
            item.add_marker(pytest.mark.flaky(reruns=1))
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
def kept(tmp_path_factory):
    """
    A browser with a profile on disk, as a person has.

    What it has compiled of Streamlit and Plotly it keeps for the next page, which takes
    half the time of a page in a context without a profile.
    """
    path = chromium.find()
    if path is None:
        pytest.skip(f"no Chromium: install one or name it in {chromium.VARIABLE}")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=path,
            args=[*chromium.FLAGS, *chromium.ONE_PROCESS],
            **DESK.options(),
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(kept):
    """The same browser, for contexts that know nothing; pages take longer in them."""
    return kept.browser


@pytest.fixture(scope="session")
def contexts(browser):
    """Contexts by reader: the next tab of the same reader has a warm cache."""
    held = {}

    def context(reader):
        if reader not in held:
            held[reader] = browser.new_context(**reader.options())
        return held[reader]

    yield context
    for each in held.values():
        each.close()


@pytest.fixture
def new_tab(kept, contexts):
    """Open an empty tab as a reader, `alive` where charts answer; closes them after the test."""
    from tests.browser.driving import Visit  # noqa: PLC0415 - Playwright may be absent

    opened = []

    def tab(reader=DESK, *, alive=False):
        page = (kept if reader.plain else contexts(reader)).new_page()
        opened.append(page)
        if reader.plain:
            page.set_viewport_size(reader.options()["viewport"])
            page.emulate_media(color_scheme=reader.scheme, reduced_motion="reduce")
        return Visit(page, alive)

    yield tab
    for page in opened:
        page.close()


@pytest.fixture
def visit(new_tab, live_server):
    """Open a path of the shared server, its charts `alive` where a test touches them."""

    def open_path(path, reader=DESK, *, settle=True, alive=False):
        tab = new_tab(reader, alive=alive)
        if settle:
            return tab.open(live_server.url + path)
        tab.page.goto(live_server.url + path)
        return tab

    return open_path


@pytest.fixture
def fresh_server(root, tmp_path):
    """Start a server that nobody has visited; options go to `serve`."""
    return lambda **options: serve(root, log=tmp_path / "server.log", **options)
