"""No answer takes longer than the time-out of the whole, wherever it hangs or drips."""

import socket
import time

import pytest

from dashboard.errors import SourceError, UnreachableError
from dashboard.providers.asking import Asker
from dashboard.providers.deadline import Deadline
from dashboard.settings.loading import SourceSettings
from tests.replay.replaying import HANG, Play, json_play

SHORT = 0.3  # seconds; every slow answer below would take far longer
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def asker_of(url, **changes):
    settings = {"base": url, "timeout": SHORT, "spacing": 0.0, "retries": 0} | changes
    return Asker("tencent", SourceSettings(**settings), sleep=lambda _seconds: None)


def refusal(server, play, **changes):
    """What an asker makes of an answer it must not take."""
    server.routes["/"] = play
    with pytest.raises(SourceError) as caught:
        asker_of(server.url, **changes).get("/x")
    return caught.value


@pytest.mark.slow
@pytest.mark.parametrize(
    "play",
    [
        HANG,
        Play('{"name": "' + "x" * 500 + '"}', drip=0.05),
        Play(raw=HEAD + b"X-Pad: 1\r\n" * 80, drip=0.05),
        Play(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 80, drip=0.05),
        Play(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 500, drip=0.02),
        Play(raw=HEAD + b"Content-Length: 9\r\n\r\n[1", wait=0.01, drip=0.02),
        Play("[1", headers={"Content-Length": "9"}),
        Play("", headers={"Content-Length": "0", "X-Pad": "1"}, wait=30),
    ],
    ids=[
        "hangs before the head",
        "drips its body",
        "drips its head",
        "says continue for ever",
        "drips the size of a chunk",
        "drips and stops",
        "promises more than it sends",
        "waits and has nothing",
    ],
)
@pytest.mark.timeout(20)
def test_a_slow_answer_ends_with_the_time_out_of_the_whole(replay, play):
    refused = refusal(replay, play)

    assert UnreachableError is type(refused)
    assert "tencent gave no whole answer within 0.3 s." == str(refused)


@pytest.mark.timeout(20)
def test_the_body_of_a_fault_is_not_waited_for(replay):
    refused = refusal(replay, Play("busy" * 400, status=503, drip=0.05), retries=2, timeout=30.0)

    assert "tencent has a fault of its own (503)." == str(refused)


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_a_time_out_names_its_length_and_is_asked_about_again(replay):
    refused = refusal(replay, HANG, retries=1, timeout=0.25)

    assert "tencent gave no whole answer within 0.25 s." == str(refused)
    assert 2 == len(replay.asked)


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_a_compressed_answer_that_drips_and_yields_nothing_ends_too(replay):
    # The name of a file inside a gzip head has no length: nothing comes out of it.
    named = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03" + b"n" * 900
    play = Play(named, headers={"Content-Encoding": "gzip"}, drip=0.02)

    assert "tencent gave no whole answer within 0.3 s." == str(refusal(replay, play))


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_a_connection_shut_for_its_slowness_harms_no_later_question(replay):
    replay.routes["/"] = HANG
    replay.routes["/good"] = json_play({"ok": True})
    asker = asker_of(replay.url)
    asker.get("/good")

    with pytest.raises(UnreachableError):
        asker.get("/slow")

    assert {"ok": True} == asker.get("/good").json()


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_an_answer_that_drips_through_a_proxy_ends_too(replay):
    replay.routes["/x"] = Play(raw=HEAD + b"X-Pad: 1\r\n" * 80, drip=0.05)

    with pytest.raises(UnreachableError, match=r"gave no whole answer within 0\.3 s"):
        asker_of("http://source.invalid", proxy=replay.url).get("/x")


@pytest.fixture
def pair():
    """Two ends of a connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.timeout(20)
def test_a_deadline_wakes_whoever_reads_from_its_socket(pair):
    with Deadline(0.05) as deadline:
        deadline.hold(pair[0])

        assert b"" == pair[0].recv(1)

    assert deadline.passed


@pytest.mark.timeout(20)
def test_a_socket_that_comes_after_the_deadline_is_shut_at_once(pair):
    with Deadline(0.0) as deadline:
        while not deadline.passed:
            time.sleep(0.001)
        deadline.hold(pair[0])

        assert b"" == pair[0].recv(1)


def test_a_deadline_that_was_kept_shuts_nothing_later(pair):
    with Deadline(3600.0) as deadline:
        deadline.hold(pair[0])

    deadline._pass()  # the timer, fired at the moment it was cancelled

    assert not deadline.passed
    pair[1].sendall(b"x")
    assert b"x" == pair[0].recv(1)


def test_a_deadline_without_a_socket_does_no_harm():
    with Deadline(0.0) as deadline:
        while not deadline.passed:
            time.sleep(0.001)
        deadline.hold(None)

    assert deadline.passed
