"""The server answers before the first pages are prepared, and says when they are."""

import asyncio
import threading

import pytest

from dashboard.server import endpoints, options
from dashboard.ui import started, warm


@pytest.fixture
def held(monkeypatch):
    """Warm-up that waits to be let go."""
    go = threading.Event()
    monkeypatch.setattr(warm, "import_all", lambda: go.wait(10))
    monkeypatch.setattr(warm, "warm_up", lambda: None)
    monkeypatch.setattr(warm, "warm_reader", lambda: None)
    yield go
    go.set()
    endpoints.WARM.clear()


async def served(go, seen):
    async with options.OPTIONS["lifespan"](None):
        seen.append(endpoints.WARM.is_set() or started.IMPORTED.is_set())
        # Nobody else imports what that one thread does.
        assert (False, {"warm": False}) == endpoints.readiness()
        go.set()
        seen.append(await asyncio.to_thread(endpoints.WARM.wait, 10))
    seen.append(endpoints.WARM.is_set())


def test_pages_are_served_before_they_are_prepared(held):
    seen = []
    asyncio.run(served(held, seen))
    assert [False, True, False] == seen
    assert started.IMPORTED.is_set()


@pytest.mark.slow
def test_a_warm_up_that_fails_is_logged_and_the_server_goes_on_unready(held, monkeypatch, caplog):
    monkeypatch.setattr(warm, "warm_up", lambda: 1 / 0)
    held.set()

    async def lived():
        async with options.OPTIONS["lifespan"](None):
            return await asyncio.to_thread(endpoints.WARM.wait, 0.3)

    assert asyncio.run(lived()) is False
    assert started.IMPORTED.is_set()
    assert "could not be prepared" in caplog.text
