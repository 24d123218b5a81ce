"""Under which names pages are served, and whose pages may act: without a server."""

import doctest

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.server import hosts
from dashboard.server.hosts import AllowedHosts, SameOrigin, is_allowed
from tests.replay.asgi import converse, request, run


async def accept(_scope, _receive, send):
    await send({"type": "websocket.accept"})


@pytest.fixture
def page():
    return Starlette(
        routes=[Route("/", lambda _: PlainTextResponse("page"), methods=["GET", "POST", "PUT"])]
    )


def test_the_examples_hold():
    assert 0 == doctest.testmod(hosts).failed


@pytest.mark.parametrize(
    "host",
    ["localhost:8501", "127.0.0.1", "[::1]:8501", "10.0.0.7:8501", "dev.localhost", "LOCALHOST."],
)
def test_loopback_and_numbers_are_ours_without_a_setting(page, host):
    assert 200 == request(AllowedHosts(page), "GET", "/", {"host": host}).status_code


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example:8501",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "user@localhost",
        "localhost/x",
        "localhost:99999",
        "localhost:x",
        "",
        "\xe9",
    ],
)
def test_another_name_is_served_neither_a_page_nor_a_websocket(page, host):
    """A name that was made to lead here: its origin is its host, so that nothing else tells."""
    headers = {"host": host, "origin": f"http://{host}"}

    answer = request(AllowedHosts(page), "GET", "/", headers)

    assert 421 == answer.status_code
    assert "page" not in answer.text
    assert ["websocket.close"] == run(
        converse(AllowedHosts(SameOrigin(accept)), "/_stcore/stream", headers)
    )


@pytest.mark.parametrize(
    ("setting", "host", "allowed"),
    [
        ("narrative.example", "narrative.example:443", True),
        ("narrative.example", "a.narrative.example", False),
        ("*.narrative.example, desk", "a.narrative.example", True),
        ("*.narrative.example, desk", "desk", True),
        ("*.narrative.example", "narrative.example", False),
        ("*", "anything.example", True),
    ],
)
def test_names_of_the_setting_are_served(monkeypatch, setting, host, allowed):
    monkeypatch.setenv("MARKET_NARRATIVE_ALLOWED_HOSTS", setting)

    assert allowed == is_allowed(host)


@pytest.mark.parametrize("setting", ["https://narrative.example", "a b:8501", "*.*", "*x"])
def test_a_setting_that_is_no_name_opens_no_door(monkeypatch, setting):
    monkeypatch.setenv("MARKET_NARRATIVE_ALLOWED_HOSTS", setting)

    assert not is_allowed("narrative.example")
    assert is_allowed("localhost")


def test_this_machine_s_own_name_is_served(monkeypatch):
    monkeypatch.setattr(hosts.socket, "gethostname", lambda: "Desk.Office")
    hosts._own_names.cache_clear()

    assert is_allowed("desk.office:8501")
    hosts._own_names.cache_clear()


def test_a_foreign_page_reads_as_everybody_and_changes_nothing(page):
    foreign = {"host": "127.0.0.1:8501", "origin": "http://evil.example"}
    own = {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}

    assert 200 == request(SameOrigin(page), "GET", "/", foreign).status_code
    assert 403 == request(SameOrigin(page), "PUT", "/", foreign).status_code
    assert 403 == request(SameOrigin(page), "POST", "/", foreign | {"origin": "null"}).status_code
    assert 200 == request(SameOrigin(page), "PUT", "/", own).status_code
