"""A refresh seen from the pages: started, followed, stopped, and never waited for."""

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from tests.browser.serving import serve
from tests.replay.case_plays import case_routes, source_environment
from tests.replay.china_plays import TENCENT_PATH
from tests.replay.replaying import BLOCK_PAGE, HANG, Play, Replay, replaying
from tests.replay.store_plays import fill
from tests.thoroughness import variants

SLUG = "liquid-cooling-2025"
STOP, START = f".st-key-stop_{SLUG} button", f".st-key-start_{SLUG} button"
PATIENCE = 90.0  # seconds until something counts as hung


@pytest.fixture(scope="module")
def content(shipped_case):
    """The case that ships."""
    return read_case(shipped_case)


def until(true, what):
    """Wait for something that no page shows."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def waiting(route, seconds):
    """Route whose answers take so long."""
    return lambda asked: replace(route if isinstance(route, Play) else route(asked), wait=seconds)


@dataclass
class Desk:
    """A dashboard, its store, and the sources it asks."""

    url: str
    log: Path
    store: Path
    sources: Replay


@pytest.fixture(scope="module")
def started(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("refresh")
    with replaying({}) as sources:
        settings = source_environment(sources, folder / "store")
        settings |= {name: "45" for name in settings if name.endswith("_TIMEOUT")}
        with serve(root, log=folder / "server.log", environment=settings) as server:
            yield Desk(server.url, server.log, folder / "store", sources)


@pytest.fixture
def desk(started):
    """The dashboard with an empty store and sources that answer."""
    shutil.rmtree(started.store, ignore_errors=True)
    started.sources.closing.clear()
    return started


@pytest.fixture
def reader(new_tab):
    """Open a reader's own tab."""
    return lambda address: new_tab().open(address)


def test_a_refresh_is_followed_through_a_reload_and_its_prices_are_shown(desk, reader, content):
    routes = case_routes(content)
    desk.sources.routes = routes | {TENCENT_PATH: waiting(routes[TENCENT_PATH], 0.6)}
    tab = reader(f"{desk.url}/data?lang=en")
    tab.page.locator(START).click()
    tab.page.locator(".progress").wait_for()
    tab.page.reload()
    tab.page.locator(".progress").wait_for()
    tab.page.get_by_text("of 9 series · last through").wait_for()
    tab.page.locator(START).wait_for(timeout=PATIENCE * 1000)
    tab.settle()
    ended = tab.text
    tab.page.locator(".st-key-show_store button").click()
    tab.wait_for_query(prices="store")
    tab.settle()
    tab.turn_to("story")
    story = tab.text

    assert "9 of 9 series. 9 new." in ended
    assert "store" == tab.query["prices"]
    assert "Tencent, Sina · as traded, times a total-return factor · closes to 2025-04-30" in story
    # The returns are those of the frozen prices, but for rounding.
    assert "+31.5%" in tab.drawn
    assert [] == tab.errors
    assert "Traceback" not in desk.log.read_text(encoding="utf-8")


def routes_of(trouble, content):
    """Routes of every source with one kind of trouble."""
    if trouble == "hung":
        return {"/": HANG}
    if trouble == "lying":
        return {"/": replace(BLOCK_PAGE, wait=1.0)}
    return {path: waiting(route, 30.0) for path, route in case_routes(content).items()}


# What a source that lies or is slow does to a refresh is tested without a browser as well.
@pytest.mark.parametrize("trouble", variants(["hung"], "slow", "lying"))
def test_no_page_waits_for_a_source_and_the_last_good_data_stay(desk, reader, content, trouble):
    fill(Store(desk.store), content)
    jobs = Jobs(desk.store)
    desk.sources.routes = routes_of(trouble, content)
    tab = reader(f"{desk.url}/data?lang=en&prices=store")
    tab.page.locator(START).click()
    tab.page.locator(".progress").wait_for()

    # Another reader, and another page: both open while the sources leave us waiting.
    other = reader(f"{desk.url}/?lang=en&prices=store")
    shown, running = other.text, jobs.runs(SLUG)
    other.turn_to("data")
    other.page.locator(".progress").wait_for()
    follows = jobs.runs(SLUG)
    other.page.locator(STOP).click()
    other.page.get_by_text("Stopping after the series in hand…").wait_for()
    desk.sources.closing.set()  # whoever still waits gets an answer
    until(lambda: not jobs.runs(SLUG), "the refresh did not end")

    other.page.locator(START).wait_for()
    other.settle()

    assert running
    assert follows
    assert "closes to 2025-04-30 · read 2025-05-03 (" in shown
    assert "closes to 2025-04-30 · read 2025-05-03 (" in other.text
    assert tab.errors == other.errors == []
    assert "Traceback" not in desk.log.read_text(encoding="utf-8")
