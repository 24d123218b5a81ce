"""A refresh seen from the pages: started, followed, stopped, and never waited for."""

import time
from dataclasses import replace

import pytest

from dashboard.cases.folders import read_case
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from tests.replay.case_plays import case_routes, source_environment
from tests.replay.china_plays import TENCENT_PATH
from tests.replay.replaying import BLOCK_PAGE, HANG, Play, replaying
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


@pytest.fixture
def reader(new_tab):
    """Open a reader's own tab."""
    return lambda address: new_tab().open(address)


def routes_of(trouble, content):
    """Routes of every source with one kind of trouble."""
    if trouble == "hung":
        return {"/": HANG}
    if trouble == "lying":
        return {"/": replace(BLOCK_PAGE, wait=1.0)}
    return {path: waiting(route, 30.0) for path, route in case_routes(content).items()}


# What a source that lies or is slow does to a refresh is tested without a browser as well.
@pytest.mark.parametrize("trouble", variants(["hung"], "slow", "lying"))
def test_no_page_waits_for_a_source_and_the_last_good_data_stay(
    reader, fresh_server, content, tmp_path, trouble
):
    folder = tmp_path / "store"
    fill(Store(folder), content)
    jobs = Jobs(folder)
    with replaying(routes_of(trouble, content)) as sources:
        settings = source_environment(sources, folder)
        settings |= {name: "45" for name in settings if name.endswith("_TIMEOUT")}
        with fresh_server(environment=settings) as server:
            tab = reader(f"{server.url}/data?lang=en&prices=store")
            tab.page.locator(START).click()
            tab.page.locator(".progress").wait_for()

            # Another reader, and another page: both open while the sources leave us waiting.
            other = reader(f"{server.url}/?lang=en&prices=store")
            shown, running = other.text, jobs.runs(SLUG)
            other.turn_to("data")
            other.page.locator(".progress").wait_for()
            follows = jobs.runs(SLUG)
            other.page.locator(STOP).click()
            other.page.get_by_text("Stopping after the series in hand…").wait_for()
            sources.close()
            until(lambda: not jobs.runs(SLUG), "the refresh did not end")

            other.page.locator(START).wait_for()
            other.settle()
            after = other.text

    assert running
    assert follows
    assert "closes to 2025-04-30 · read 2025-05-03 (" in shown
    assert "closes to 2025-04-30 · read 2025-05-03 (" in after
    assert tab.errors == other.errors == []
    assert "Traceback" not in server.output()


def test_a_refresh_is_followed_through_a_reload_and_its_prices_are_shown(
    reader, fresh_server, content, tmp_path
):
    routes = case_routes(content)
    routes[TENCENT_PATH] = waiting(routes[TENCENT_PATH], 0.6)
    with replaying(routes) as sources:
        settings = source_environment(sources, tmp_path / "store")
        with fresh_server(environment=settings) as server:
            tab = reader(f"{server.url}/data?lang=en")
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
            story, drawn, query = tab.text, tab.drawn, tab.query
            errors = list(tab.errors)  # once the server has gone, the page misses it

    assert "9 of 9 series. 9 new." in ended
    assert "store" == query["prices"]
    assert "Tencent, Sina · as traded, times a total-return factor · closes to 2025-04-30" in story
    # The returns are those of the frozen prices, but for rounding.
    assert "+31.5%" in drawn
    assert [] == errors
    assert "Traceback" not in server.output()
