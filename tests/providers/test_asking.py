"""Asking a source: every way it can fail is a sentence of ours, and none takes for ever."""

import gzip
import json
import threading

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    SourceError,
    UnreachableError,
    UnreadableError,
)
from dashboard.providers import asking
from dashboard.providers.asking import BROWSER, Asker, Reply
from dashboard.settings.loading import SourceSettings
from tests.replay.replaying import BAD_GATEWAY, BLOCK_PAGE, CUT, Play, json_play, replaying

SHORT = 0.3  # seconds; every slow answer below would take far longer
SECRET = "hunter2"
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


def reply_of(body):
    return Reply("tencent", "http://127.0.0.1/x", body, "application/json")


# A good answer ---------------------------------------------------------


def test_an_answer_comes_back_with_its_address_its_body_and_its_kind(replay):
    replay.routes["/x"] = json_play({"name": "依米康"})

    reply = asker_of(replay.url).get("/x", {"q": "sz300249", "n": 5})

    assert {"name": "依米康"} == reply.json()
    assert f"{replay.url}/x?q=sz300249&n=5" == reply.url
    assert "application/json" == reply.content_type
    assert {"q": "sz300249", "n": "5"} == replay.asked[0].query


def test_a_source_is_asked_as_a_browser_asks_and_with_the_headers_given(replay):
    replay.routes["/x"] = json_play({})

    asker_of(replay.url).get("/x", headers={"Referer": "https://www.sse.com.cn"})

    assert BROWSER == replay.asked[0].headers["user-agent"]
    assert "https://www.sse.com.cn" == replay.asked[0].headers["referer"]


def test_a_form_is_posted(replay):
    replay.routes["/x"] = json_play([])

    asker_of(replay.url).post("/x", {"page": 0, "typejb": "T"})

    assert ("POST", {"page": "0", "typejb": "T"}) == (replay.asked[0].method, replay.asked[0].form)


def test_a_base_address_may_end_with_a_slash(replay):
    replay.routes["/x"] = json_play({})

    asker_of(f"{replay.url}/").get("/x")

    assert ["/x"] == replay.paths()


def test_a_compressed_answer_is_undone(replay):
    replay.routes["/x"] = Play(gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})

    assert [1] == asker_of(replay.url).get("/x").json()


def test_line_breaks_in_parameters_make_no_header(replay):
    replay.routes["/x"] = json_play({})
    wicked = "a\r\nX-Wicked: 1"

    asker_of(replay.url).get("/x", {"q": wicked})

    assert wicked == replay.asked[0].query["q"]
    assert "x-wicked" not in replay.asked[0].headers


def test_line_breaks_in_the_path_make_no_header(replay):
    replay.routes["/"] = json_play({})

    asker_of(replay.url).get("/x\r\nX-Wicked: 1\r\n")

    assert "x-wicked" not in replay.asked[0].headers


def test_line_breaks_in_a_header_are_refused_as_a_source_error(replay):
    with pytest.raises(UnreachableError):
        asker_of(replay.url).get("/x", headers={"Referer": "a\r\nX-Wicked: 1"})

    assert [] == replay.asked


# Statuses --------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, BlockedError),
        (301, BlockedError),
        (400, BlockedError),
        (403, BlockedError),
        (404, EmptyAnswerError),
        (407, UnreachableError),
        (418, BlockedError),
        (429, RateLimitedError),
        (456, BlockedError),
        (500, UnreachableError),
        (501, UnreachableError),
        (502, UnreachableError),
        (503, UnreachableError),
        (504, UnreachableError),
    ],
)
def test_every_status_but_200_has_its_outcome(replay, status, kind):
    assert kind is type(refusal(replay, Play(status=status)))


@pytest.mark.parametrize("status", asking.PASSING)
def test_a_passing_fault_is_asked_about_again_as_often_as_set_and_then_given_up(replay, status):
    refused = refusal(replay, Play("gone", status=status), retries=2)

    assert f"tencent has a fault of its own ({status})." == str(refused)
    assert 3 == len(replay.asked)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_a_lasting_fault_is_not_asked_about_again(replay, status):
    refusal(replay, Play("no", status=status), retries=2)

    assert 1 == len(replay.asked)


def test_a_source_that_recovers_is_heard(replay):
    answers = iter([BAD_GATEWAY, CUT, json_play({"ok": True})])
    replay.routes["/x"] = lambda _asked: next(answers)

    assert {"ok": True} == asker_of(replay.url, retries=2).get("/x").json()


@pytest.mark.parametrize("status", [429, 503])
def test_no_source_can_make_us_sleep(replay, status):
    slept = []
    replay.routes["/"] = Play("later", status=status, headers={"Retry-After": "3600"})
    settings = SourceSettings(base=replay.url, timeout=5.0, spacing=0.0, retries=3)

    with pytest.raises(SourceError):
        Asker("tencent", settings, sleep=slept.append).get("/x")

    assert max(slept, default=0) <= settings.timeout


def test_the_pause_before_a_further_try_doubles_up_to_the_time_out(replay):
    slept = []
    replay.routes["/"] = BAD_GATEWAY
    settings = SourceSettings(base=replay.url, timeout=1.5, spacing=0.0, retries=4)

    with pytest.raises(UnreachableError):
        Asker("tencent", settings, sleep=slept.append).get("/x")

    assert [0.5, 1.0, 1.5, 1.5] == slept


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("http://wall.example.org/login", "wall.example.org"),
        ("/login", "127.0.0.1"),
        ("http://[", "?"),
        ("", "127.0.0.1"),
    ],
)
def test_no_redirect_is_followed_wherever_it_leads(replay, location, host):
    refused = refusal(replay, Play(status=302, headers={"Location": location}))

    assert BlockedError is type(refused)
    assert host == refused.values["host"]
    assert ["/x"] == replay.paths()


# Spacing -----------------------------------------------------------------


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_requests_start_as_far_apart_as_set_tries_included(replay):
    clock = Clock()
    replay.routes["/"] = json_play({})
    settings = SourceSettings(base=replay.url, spacing=2.0, retries=0)
    asker = Asker("tencent", settings, clock=clock, sleep=clock.sleep)

    for _ in range(3):
        asker.get("/x")

    assert [2.0, 2.0] == clock.slept


def test_a_second_try_keeps_the_spacing_too(replay):
    clock = Clock()
    replay.routes["/"] = BAD_GATEWAY
    settings = SourceSettings(base=replay.url, spacing=2.0, retries=1)

    with pytest.raises(UnreachableError):
        Asker("tencent", settings, clock=clock, sleep=clock.sleep).get("/x")

    assert 2.0 == sum(clock.slept)


def test_threads_share_one_asker_and_its_spacing(replay):
    clock = Clock()
    replay.routes["/"] = json_play({})
    asker = Asker(
        "tencent", SourceSettings(base=replay.url, spacing=1.0), clock=clock, sleep=clock.sleep
    )
    threads = [threading.Thread(target=asker.get, args=("/x",)) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [1.0] * 5 == clock.slept
    assert 6 == len(replay.asked)


# What a body says ----------------------------------------------------------


@pytest.mark.parametrize("body", [BLOCK_PAGE.body.encode(), b"\xef\xbb\xbf\r\n <html>", b"<a/>"])
def test_a_web_page_in_place_of_data_is_a_block(body):
    with pytest.raises(BlockedError):
        reply_of(body).json()


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_nothing_at_all_is_a_block(body):
    with pytest.raises(BlockedError):
        reply_of(body).json()


@pytest.mark.parametrize(
    "body", [b"{", b"jsonp({})", b"\xff\xfe", b"[" * 100_000, b'{"a": 1} trailing']
)
def test_what_is_no_json_is_unreadable(body):
    with pytest.raises(UnreadableError):
        reply_of(body).json()


def test_a_byte_order_mark_before_json_is_passed_over():
    assert {"a": 1} == reply_of(b"\xef\xbb\xbf" + json.dumps({"a": 1}).encode()).json()


def test_text_is_read_in_the_encoding_named():
    assert "依米康" == reply_of("依米康".encode("gb18030")).text("gb18030")


def test_bytes_of_another_encoding_are_unreadable_and_say_so():
    with pytest.raises(UnreadableError, match=r"bytes that are not utf-8 text"):
        reply_of("依米康".encode("gb18030")).text()


def test_an_unreadable_answer_shows_its_start_on_one_line_without_control_signs():
    error = reply_of(b"").unreadable("not\n\tfound\x1b[2J" + "x" * 500)

    assert "not found\ufffd[2J" + "x" * 47 == error.values["start"]


def test_two_servers_on_one_asker_class_do_not_share_connections(replay):
    replay.routes["/x"] = json_play({"who": 1})

    with replaying({"/x": json_play({"who": 2})}) as other:
        found = [asker_of(url).get("/x").json()["who"] for url in (replay.url, other.url)]

    assert [1, 2] == found
