"""Asking a source that breaks off, floods, or cannot be reached at all: a sentence of ours each."""

import socket
import traceback
import tracemalloc
import zlib

import pytest

from dashboard.errors import BlockedError, SourceError, UnreachableError, UnreadableError
from dashboard.providers import asking
from dashboard.providers.asking import Asker
from dashboard.settings.loading import SourceSettings
from tests.replay.replaying import CUT, Play, json_play

SECRET = "hunter2"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def asker_of(url, **changes):
    settings = {"base": url, "timeout": 5.0, "spacing": 0.0, "retries": 0} | changes
    return Asker("tencent", SourceSettings(**settings), sleep=lambda _seconds: None)


def refusal(server, play, **changes):
    """What an asker makes of an answer it must not take."""
    server.routes["/"] = play
    with pytest.raises(SourceError) as caught:
        asker_of(server.url, **changes).get("/x")
    return caught.value


# Broken answers ---------------------------------------------------------


def test_an_endless_answer_is_broken_off(replay, monkeypatch):
    monkeypatch.setattr(asking, "MAX_BYTES", 2_000_000)
    play = Play("x" * 65_536, endless=True, headers={"Content-Length": str(10**12)})

    refused = refusal(replay, play, timeout=30.0)

    assert "tencent sent more than 2 MB, which no answer of its kind has." == str(refused)


@pytest.mark.slow
def test_a_small_answer_that_unpacks_to_a_huge_one_is_broken_off(replay, monkeypatch):
    monkeypatch.setattr(asking, "MAX_BYTES", 1_000_000)
    bomb = zlib.compress(bytes(200_000_000), level=9)
    tracemalloc.start()

    refused = refusal(replay, Play(bomb, headers={"Content-Encoding": "deflate"}), timeout=30.0)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert UnreadableError is type(refused)
    assert most < 20_000_000


def test_the_endless_body_of_a_redirect_is_not_read(replay):
    headers = {"Location": "/y", "Content-Length": str(10**12)}
    play = Play("x" * 65_536, status=302, endless=True, headers=headers)

    assert BlockedError is type(refusal(replay, play, timeout=30.0))


@pytest.mark.parametrize(
    ("play", "kind", "sentence"),
    [
        (CUT, BlockedError, "closed the connection without an answer"),
        (
            Play("[1, 2", headers={"Content-Length": "500"}, close=True),
            UnreachableError,
            "broke off in the middle",
        ),
        (
            Play(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n[1, 2"),
            UnreachableError,
            "broke off in the middle",
        ),
        (
            Play(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\nrubbish\r\n"),
            UnreachableError,
            "broke off in the middle",
        ),
        (
            Play("plain text", headers={"Content-Encoding": "gzip"}),
            UnreadableError,
            "compression that cannot be undone",
        ),
        (Play(raw=b"220 mail.example.org ESMTP\r\n"), UnreadableError, "not HTTP"),
        (Play(raw=b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 300), UnreadableError, "not HTTP"),
        (
            Play(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"),
            UnreadableError,
            "not HTTP",
        ),
    ],
)
def test_a_broken_answer_has_its_outcome_and_its_sentence(replay, play, kind, sentence):
    refused = refusal(replay, play, timeout=5.0)

    assert kind is type(refused)
    assert sentence in str(refused)


@pytest.mark.parametrize("length", ["5, 6", "-3", "many"])
def test_a_length_that_is_no_length_is_no_traceback(replay, length):
    replay.routes["/x"] = Play(raw=HEAD + f"Content-Length: {length}\r\n\r\n[1]".encode())

    try:
        found = asker_of(replay.url).get("/x").json()
    except SourceError as error:
        found = error.outcome

    assert found in ([1], "unreachable", "unreadable")


# No connection -----------------------------------------------------------


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def no_answer(base, **changes):
    with pytest.raises(SourceError) as caught:
        asker_of(base, **changes).get("/x")
    return caught.value


def test_a_refused_connection_is_an_unreachable_source():
    refused = no_answer(f"http://127.0.0.1:{closed_port()}", retries=1)

    assert "tencent cannot be reached: no connection comes about." == str(refused)


def test_an_unknown_name_is_an_unreachable_source(monkeypatch):
    def unknown(*_arguments, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    refused = no_answer("http://localhost:1")

    assert "tencent cannot be reached: its name is unknown in this network." == str(refused)


def test_a_server_without_encryption_is_an_unreachable_source(replay):
    refused = no_answer(replay.url.replace("http:", "https:"), timeout=5.0)

    assert UnreachableError is type(refused)
    assert "no trusted encrypted connection" in str(refused)


def test_a_missing_list_of_authorities_is_an_unreachable_source(replay, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))

    assert UnreachableError is type(no_answer(replay.url.replace("http:", "https:")))


@pytest.mark.parametrize("base", ["", "tencent", "ftp://127.0.0.1", "http://", "http://[", "x:y:z"])
def test_a_base_address_that_is_none_is_an_unreachable_source(base):
    assert UnreachableError is type(no_answer(base))


# Proxies -----------------------------------------------------------------


def test_a_proxy_that_is_set_is_asked_and_wins_over_the_environment(replay, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    replay.routes["/x"] = json_play({"ok": True})

    reply = asker_of("http://source.invalid", proxy=replay.url).get("/x")

    assert {"ok": True} == reply.json()
    assert "source.invalid" == replay.asked[0].headers["host"]


def test_without_one_the_proxy_of_the_environment_is_asked(replay, monkeypatch):
    monkeypatch.setenv("http_proxy", replay.url)
    replay.routes["/x"] = json_play({"ok": True})

    assert {"ok": True} == asker_of("http://source.invalid").get("/x").json()


@pytest.mark.parametrize(
    "proxy",
    [
        "http://u:{secret}@127.0.0.1:{port}",
        "http://u:{secret}@[",
        "http://u:{secret}@127.0.0.1:port",
        "rubbish://u:{secret}@127.0.0.1:{port}",
        "u:{secret}@",
    ],
)
def test_a_proxy_that_does_not_work_is_an_unreachable_source_and_keeps_its_password(proxy):
    refused = no_answer(
        "http://source.invalid", proxy=proxy.format(secret=SECRET, port=closed_port())
    )

    assert UnreachableError is type(refused)
    assert SECRET not in str(refused)
    assert SECRET not in "".join(traceback.format_exception(refused))


def test_a_proxy_that_wants_a_password_is_an_unreachable_source(replay):
    replay.routes["/"] = Play(status=407)

    for base in ("http://source.invalid", "https://source.invalid"):
        refused = no_answer(base, proxy=replay.url)

        assert "the proxy does not let the request through" in str(refused)


def test_the_password_of_a_base_address_stays_out_of_the_address_of_the_answer(replay):
    replay.routes["/x"] = json_play({})
    base = replay.url.replace("http://", f"http://u:{SECRET}@")

    reply = asker_of(base).get("/x", {"q": 1})

    assert f"{replay.url}/x?q=1" == reply.url


def test_the_readers_passwords_for_hosts_are_sent_nowhere(replay, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"default login u password {SECRET}\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    replay.routes["/x"] = json_play({})

    asker_of(replay.url).get("/x")

    assert "authorization" not in replay.asked[0].headers
