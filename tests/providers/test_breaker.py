"""A breaker leaves a failing source alone, and remembers it in a file."""

import json
import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    InputError,
    NotCoveredError,
    PausedError,
    RateLimitedError,
    UnreachableError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers.breaker import source_breaker, through
from dashboard.settings.loading import SourceSettings

SETTINGS = SourceSettings(failures=3, pause=300.0)


def breaker_in(folder, settings=SETTINGS):
    return source_breaker("tencent", settings, folder)


def failing(kind):
    def call():
        raise kind("{source} failed.", source="tencent")

    return call


def fail(breaker, kind=BlockedError, times=1):
    for _ in range(times):
        with pytest.raises(kind):
            through(breaker, failing(kind))


def is_open(breaker):
    """Whether a call is refused before it is made."""
    called = []
    try:
        through(breaker, lambda: called.append(1))
    except PausedError:
        return True
    return not called


def opened_ago(folder, seconds):
    """Move the moment at which the breaker opened back in time."""
    file = folder / "tencent.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["opened"] = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()
    file.write_text(json.dumps(content), encoding="utf-8")


def test_a_call_that_succeeds_gives_its_result_and_writes_nothing(tmp_path):
    folder = tmp_path / "breakers"

    assert 42 == through(breaker_in(folder), lambda: 42)
    assert not folder.exists()


@pytest.mark.parametrize(
    "kind", [BlockedError, RateLimitedError, UnreachableError, UnreadableError]
)
def test_it_opens_after_the_set_number_of_failures_in_a_row(tmp_path, kind):
    breaker = breaker_in(tmp_path)

    fail(breaker, kind, times=2)
    assert 2 == breaker.fail_counter
    fail(breaker, kind)

    assert is_open(breaker)


def test_an_open_breaker_says_for_how_long_and_calls_nothing(tmp_path):
    breaker = breaker_in(tmp_path)
    fail(breaker, times=3)

    with pytest.raises(PausedError) as caught:
        through(breaker, lambda: pytest.fail("was called"))

    assert (
        "tencent failed 3 times in a row and is left alone for 5 minutes after the last failure."
        == str(caught.value)
    )


def test_a_success_between_failures_starts_the_count_again(tmp_path):
    breaker = breaker_in(tmp_path)

    fail(breaker, times=2)
    through(breaker, lambda: 1)
    fail(breaker, times=2)

    assert not is_open(breaker)


@pytest.mark.parametrize("kind", [EmptyAnswerError, NotCoveredError, WrongSecurityError])
def test_an_answer_in_good_order_is_no_failure(tmp_path, kind):
    breaker = breaker_in(tmp_path)

    fail(breaker, times=2)
    fail(breaker, kind, times=5)
    fail(breaker, times=2)

    assert not is_open(breaker)


@pytest.mark.parametrize("kind", [InputError, KeyError, KeyboardInterrupt])
def test_a_fault_that_is_not_the_sources_does_not_pause_it(tmp_path, kind):
    breaker = breaker_in(tmp_path)

    def call():
        raise kind("ours")

    for _ in range(5):
        with pytest.raises(kind):
            through(breaker, call)

    assert not is_open(breaker)


def test_after_the_pause_one_call_goes_through_and_its_success_closes(tmp_path):
    breaker = breaker_in(tmp_path)
    fail(breaker, times=3)
    opened_ago(tmp_path, SETTINGS.pause + 1)

    assert 42 == through(breaker, lambda: 42)
    fail(breaker, times=2)

    assert not is_open(breaker)


def test_after_the_pause_one_failure_is_enough_to_open_again(tmp_path):
    breaker = breaker_in(tmp_path)
    fail(breaker, times=3)
    opened_ago(tmp_path, SETTINGS.pause + 1)

    fail(breaker)

    assert is_open(breaker)


def test_shortly_before_the_end_of_the_pause_it_is_still_open(tmp_path):
    breaker = breaker_in(tmp_path)
    fail(breaker, times=3)

    opened_ago(tmp_path, SETTINGS.pause - 30)

    assert is_open(breaker)


def test_failures_are_counted_across_processes(tmp_path):
    fail(breaker_in(tmp_path), times=2)
    fail(breaker_in(tmp_path))

    assert is_open(breaker_in(tmp_path))


def test_sources_have_a_breaker_each(tmp_path):
    fail(breaker_in(tmp_path), times=3)

    assert not is_open(source_breaker("yahoo", SETTINGS, tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "\x00\x00",
        "{}",
        '{"state": "ajar", "failures": 0, "successes": 0, "opened": null}',
        '{"state": ["open"], "failures": 0, "successes": 0, "opened": null}',
        '{"state": "open", "failures": "many", "successes": 0, "opened": null}',
        '{"state": "open", "failures": Infinity, "successes": 0, "opened": null}',
        '{"state": "open", "failures": 3, "successes": 0, "opened": "yesterday"}',
        '{"state": "open", "failures": 3, "successes": 0, "opened": 5}',
        '{"state": "open", "failures": 3, "successes": 0, "opened": "2999-01-01T00:00:00+00:00"}',
        '{"state": "open", "failures": 3, "successes": 0, "opened": "2025-01-01T00:00:00"}',
    ],
)
def test_a_state_that_cannot_be_made_out_counts_as_closed_and_is_written_anew(tmp_path, content):
    (tmp_path / "tencent.json").write_text(content, encoding="utf-8")
    breaker = breaker_in(tmp_path)

    assert not is_open(breaker)
    fail(breaker, times=3)
    assert is_open(breaker_in(tmp_path))


def test_where_nothing_can_be_written_the_breaker_remembers_by_itself(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    breaker = breaker_in(in_the_way / "breakers")

    fail(breaker, times=3)

    assert is_open(breaker)
    assert not is_open(breaker_in(in_the_way / "breakers"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs folder permissions")
def test_a_folder_without_permission_breaks_no_call(tmp_path):
    tmp_path.chmod(0o500)
    breaker = breaker_in(tmp_path)

    fail(breaker, times=3)

    assert is_open(breaker)


def test_what_could_not_be_written_counts_more_than_what_the_file_says(tmp_path, monkeypatch):
    breaker = breaker_in(tmp_path)
    fail(breaker)

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", _refuse)
        fail(breaker, times=2)
        assert is_open(breaker)
    opened_by_itself = is_open(breaker)

    assert opened_by_itself
    assert [tmp_path / "tencent.json"] == list(tmp_path.iterdir())


def _refuse(*_arguments):
    raise PermissionError


def test_when_the_folder_can_be_written_again_the_file_counts_again(tmp_path, monkeypatch):
    breaker = breaker_in(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", _refuse)
        fail(breaker)

    fail(breaker)

    assert 2 == breaker_in(tmp_path).fail_counter


def _fail_often(folder):
    breaker = source_breaker("tencent", SourceSettings(failures=10_000), folder)
    for _ in range(60):
        try:
            through(breaker, failing(BlockedError))
        except BlockedError:
            continue


@pytest.mark.slow
def test_several_processes_never_leave_a_torn_file(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fail_often, args=(tmp_path,)) for _ in range(3)]
    file = tmp_path / "tencent.json"

    for worker in workers:
        worker.start()
    torn, read = 0, 0
    while any(worker.is_alive() for worker in workers):
        try:
            json.loads(file.read_text(encoding="utf-8"))
            read += 1
        except FileNotFoundError:
            continue
        except ValueError:
            torn += 1
    for worker in workers:
        worker.join()

    assert [0, 0, 0] == [worker.exitcode for worker in workers]
    assert 0 == torn
    assert read > 0
    assert [file] == list(tmp_path.iterdir())


def test_several_threads_share_a_breaker(tmp_path):
    breaker = breaker_in(tmp_path, SourceSettings(failures=1_000))
    threads = [threading.Thread(target=fail, args=(breaker, BlockedError, 20)) for _ in range(5)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 100 == breaker.fail_counter
