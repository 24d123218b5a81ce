"""One refresh of a subject at a time, seen and stopped from any process."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import filelock
import pytest

from dashboard.errors import InputError
from dashboard.files import draft_of, read_json, write_json
from dashboard.refresh import jobs as jobs_module
from dashboard.refresh.jobs import STARTING, UNIVERSE, Job, Jobs
from tests.replay.refreshing import SYMBOLS

CASE = "liquid-cooling-2025"


@pytest.fixture
def jobs(tmp_path):
    return Jobs(tmp_path / "store")


@pytest.fixture
def elsewhere(root, jobs):
    """A job of the case in another process, one series through of five."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.replay.refreshing", "job", str(jobs.folder), CASE],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert b"runs\n" == process.stdout.readline()
        yield process
        process.kill()


class FakeProcess:
    """What Popen gives, without a process."""

    def __init__(self):
        self.ended = False

    def wait(self):
        while not self.ended:
            time.sleep(0.005)
        return 0


@pytest.fixture
def started(monkeypatch):
    """Commands and options of every process that was started."""
    calls = []

    def popen(command, **options):
        calls.append((command, options, FakeProcess()))
        return calls[-1][2]

    monkeypatch.setattr(subprocess, "Popen", popen)
    yield calls
    for _, _, process in calls:
        process.ended = True


def test_looking_at_a_store_that_is_not_there_gives_nothing_and_makes_nothing(jobs):
    assert jobs.last(CASE) is None
    assert not jobs.runs(CASE)
    jobs.stop(CASE)
    assert not jobs.folder.exists()


@pytest.mark.parametrize(
    "subject", ["../x", "", "a/b", "A", "--help", "a.b", "-x", "a\n", "x" * 65]
)
def test_a_subject_is_a_slug_and_nothing_else(jobs, started, subject):
    for call in (jobs.last, jobs.runs, jobs.stop, jobs.start):
        with pytest.raises(InputError, match="is nothing to refresh"):
            call(subject)
    with pytest.raises(InputError, match="is nothing to refresh"), jobs.running(subject, 1):
        pass
    assert [] == started
    assert not jobs.folder.exists()


def test_a_job_says_how_far_it_is_and_how_it_ended(jobs):
    with jobs.running(CASE, total=3) as progress:
        begun = jobs.last(CASE)
        progress.through("300249.SZ", "new")
        progress.through("603881.SS", "new")
        progress.through("000300.SS", "failed")
        under_way = jobs.last(CASE)
        progress.end(3)

    assert (0, 3, None, "") == (begun.done, begun.total, begun.code, begun.finished)
    assert (3, "000300.SS", (("new", 2), ("failed", 1))) == (
        under_way.done,
        under_way.current,
        under_way.counts,
    )
    ended = jobs.last(CASE)
    assert (3, 3, "") == (ended.code, ended.done, ended.current)
    assert ended.started <= ended.finished


def test_jobs_of_two_subjects_run_side_by_side(jobs):
    with jobs.running(CASE, 1), jobs.running(UNIVERSE, 1):
        assert jobs.runs(CASE)
        assert jobs.runs(UNIVERSE)
    assert not jobs.runs(CASE)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_job_of_another_process_is_seen_here_and_a_second_one_refused(
    jobs, elsewhere, started, monkeypatch
):
    monkeypatch.setattr(jobs_module, "BEGINNING", 0.05)

    assert jobs.runs(CASE)
    assert (1, 5, SYMBOLS[0]) == (
        jobs.last(CASE).done,
        jobs.last(CASE).total,
        jobs.last(CASE).current,
    )
    with pytest.raises(InputError, match="is running already; wait for it, or stop it"):
        jobs.start(CASE)
    with (
        pytest.raises(InputError, match="is running already; wait for it, or stop it"),
        jobs.running(CASE, 1),
    ):
        pass
    assert [] == started
    assert 1 == jobs.last(CASE).done


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_killed_job_does_not_run_and_its_file_tells_how_far_it_was(jobs, elsewhere):
    elsewhere.kill()
    elsewhere.wait()

    assert not jobs.runs(CASE)
    job = jobs.last(CASE)
    assert (1, 5, (("new", 1),)) == (job.done, job.total, job.counts)
    assert ("", None) == (job.finished, job.code)
    with jobs.running(CASE, 2):
        assert 0 == jobs.last(CASE).done


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_wish_to_stop_reaches_a_job_in_another_process(jobs, elsewhere):
    jobs.stop(CASE)

    assert 0 == elsewhere.wait()
    assert 6 == jobs.last(CASE).code
    assert not jobs.runs(CASE)


def test_a_wish_to_stop_is_honoured_between_two_series_and_does_not_outlive_the_job(jobs):
    with jobs.running(CASE, 2) as progress:
        assert not progress.is_asked_to_stop
        jobs.stop(CASE)
        assert progress.is_asked_to_stop

    with jobs.running(CASE, 2) as progress:
        assert not progress.is_asked_to_stop


def test_a_wish_left_by_a_killed_job_does_not_stop_the_next_one(jobs):
    with jobs.running(CASE, 2):
        jobs.stop(CASE)
        wish = next(jobs.folder.rglob("*.stop"))
        left = wish.read_bytes()
    wish.write_bytes(left)

    with jobs.running(CASE, 2) as progress:
        assert not progress.is_asked_to_stop


def test_drafts_of_a_killed_job_are_cleared_by_the_next_one(jobs):
    file = jobs.folder / "jobs" / f"{CASE}.json"
    draft = draft_of(file)
    draft.parent.mkdir(parents=True)
    draft.touch()

    with jobs.running(CASE, 1):
        assert not draft.exists()


@pytest.fixture
def looked_at(jobs):
    """Somebody who looks whether a job runs, and holds its lock for a moment by that."""
    lock = filelock.FileLock(jobs.folder / "jobs" / f"{CASE}.lock", thread_local=False)
    with jobs.running(CASE, 1):
        pass
    lock.acquire()
    timer = threading.Timer(0.1, lock.release)
    timer.start()
    yield
    timer.join()


@pytest.mark.slow
def test_two_who_look_at_once_do_not_see_a_job_that_is_not_there(jobs, looked_at, monkeypatch):
    monkeypatch.setattr(jobs_module, "GLANCE", 1.0)

    assert not jobs.runs(CASE)


def test_a_job_begins_though_somebody_looks_at_that_moment(jobs, looked_at):
    with jobs.running(CASE, 1) as progress:
        progress.through("300249.SZ", "new")

    assert 1 == jobs.last(CASE).done


# Starting --------------------------------------------------------------


def test_a_case_is_started_as_a_process_of_its_own_on_this_store(jobs, started):
    jobs.start(CASE, ["--check"])

    ((command, options, _),) = started
    assert [
        sys.executable,
        "-m",
        "dashboard.commands.main",
        "refresh",
        "--by-page",
        CASE,
        "--check",
    ] == command
    assert options["start_new_session"]
    assert subprocess.DEVNULL == options["stdin"]
    assert str(jobs.folder.resolve()) == options["env"]["MARKET_NARRATIVE_STORE"]
    assert os.environ["PATH"] == options["env"]["PATH"]


def test_the_universe_is_started_by_its_option(jobs, started):
    jobs.start(UNIVERSE)

    command = started[0][0]
    assert ["refresh", "--by-page", "--universe"] == command[3:]


def test_what_a_job_prints_is_kept_in_a_log(jobs, started):
    jobs.start(CASE)

    _, options, _ = started[0]
    assert str(jobs.folder / "jobs" / f"{CASE}.log") == options["stdout"].name
    assert subprocess.STDOUT == options["stderr"]


def test_a_job_counts_as_running_from_its_start_and_is_not_started_twice(jobs, started):
    jobs.start(CASE)

    assert jobs.runs(CASE)
    with pytest.raises(InputError, match="is running already"):
        jobs.start(CASE)
    assert 1 == len(started)


def test_a_job_may_begin_that_was_started_and_then_only_its_lock_tells(jobs, started):
    jobs.start(CASE)

    with jobs.running(CASE, 1):
        assert jobs.runs(CASE)
    assert not jobs.runs(CASE)


def test_a_wish_to_stop_before_a_started_job_begins_is_meant_for_it(jobs, started):
    jobs.start(CASE)
    jobs.stop(CASE)

    with jobs.running(CASE, 1) as progress:
        assert progress.is_asked_to_stop


@pytest.mark.timeout(20)
def test_a_job_that_ends_before_it_begins_does_not_count_as_running(jobs, started):
    jobs.start(CASE)
    started[0][2].ended = True

    while jobs.runs(CASE):
        time.sleep(0.01)
    assert jobs.last(CASE) is None


def test_the_mark_of_a_start_fades_when_whoever_made_it_is_gone(jobs, started):
    jobs.start(CASE)
    mark = jobs.folder / "jobs" / f"{CASE}.starting"
    old = time.time() - STARTING - 1
    os.utime(mark, (old, old))

    assert not jobs.runs(CASE)


def test_a_process_that_cannot_be_started_is_said_and_leaves_no_mark(jobs, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(InputError, match=r"cannot start \(Resource temporarily unavailable\)"):
        jobs.start(CASE)

    assert not jobs.runs(CASE)


def test_a_store_that_cannot_be_written_is_said_and_starts_nothing(tmp_path, started):
    (tmp_path / "store").write_text("a file")
    jobs = Jobs(tmp_path / "store")

    with pytest.raises(InputError, match="The refresh cannot start"):
        jobs.start(CASE)
    with pytest.raises(InputError, match="The refresh cannot start"), jobs.running(CASE, 1):
        pass

    assert [] == started
    assert not jobs.runs(CASE)
    assert jobs.last(CASE) is None


def test_a_full_disk_stops_the_telling_and_not_the_job(jobs, monkeypatch):
    def full(self, *arguments, **options):
        raise OSError(28, "No space left on device")

    with jobs.running(CASE, 2) as progress:
        monkeypatch.setattr(Path, "write_text", full)
        progress.through("300249.SZ", "new")
        monkeypatch.undo()
        told = jobs.last(CASE)
        progress.through("603881.SS", "new")

    assert 0 == told.done
    assert 2 == jobs.last(CASE).done


@pytest.mark.parametrize(
    "content",
    [
        {"subject": CASE},
        {"subject": CASE, "counts": 3, "total": 1, "done": 0},
        {"subject": CASE, "counts": [["new"]], "total": 1, "done": 0},
        {"subject": CASE, "counts": [], "total": "many", "done": 0},
        {"subject": CASE, "counts": [], "total": 1, "done": 0, "of a newer version": 1},
    ],
)
def test_a_file_that_cannot_be_made_out_counts_as_no_job(jobs, content):
    write_json(jobs.folder / "jobs" / f"{CASE}.json", content)

    assert jobs.last(CASE) is None


def test_a_job_is_what_its_file_says(jobs):
    with jobs.running(CASE, 2) as progress:
        progress.through("300249.SZ", "new")

    assert "300249.SZ" == read_json(jobs.folder / "jobs" / f"{CASE}.json")["current"]
    assert progress.job == jobs.last(CASE)
    assert isinstance(jobs.last(CASE), Job)


def test_jobs_of_another_command_fill_the_store_that_they_name(tmp_path, started):
    Jobs(tmp_path / "filings", ("filings", "bring"), tmp_path).start("a-case")

    ((command, options, _),) = started
    assert ["filings", "bring", "a-case"] == command[-3:]
    assert str(tmp_path.resolve()) == options["env"]["MARKET_NARRATIVE_STORE"]
