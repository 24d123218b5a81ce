"""Refreshes as jobs: one at a time for each subject, seen by every process and page.

A job is a process of its own, ``market-narrative refresh``, so that a page change, a
reload or a restart of the dashboard does not touch it.  It writes how far it is into
the store; that it lives is told by a lock, which dies with it, or by a mark that it was
just started.  A wish to stop is a file, which reaches it from any machine that shares
the store.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import filelock

from dashboard.errors import N_, InputError
from dashboard.files import clear_drafts, plain, read_json, write_json
from dashboard.settings.loading import PREFIX

UNIVERSE = "universe"

STARTING = 30.0  # seconds that a job may take from its start to its lock
# Whoever looks whether a job runs holds its lock for an instant: a second look and a job
# that begins have to outlast that.
GLANCE, BEGINNING = 0.02, 2.0  # seconds

_SUBJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # what may stand in a file name: slugs


@dataclass(frozen=True, slots=True)
class Job:
    """
    How far a refresh is, or how the last one ended.

    Attributes
    ----------
    subject : str
        What is refreshed: ``universe``, or the slug of a case.
    started, finished : str
        ISO times in UTC; `finished` is empty while it runs, and for ever when it
        was killed.
    total, done : int
        Series asked for, and through.
    current : str
        Symbol that was through last.
    counts : tuple of (str, int)
        What came of the series so far, by kind.
    code : int or None
        Exit code once finished.
    trouble : str
        Sentence in English when it could not begin.
    """

    subject: str
    started: str = ""
    finished: str = ""
    total: int = 0
    done: int = 0
    current: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    code: int | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Jobs:
    """
    Jobs of one store: its folder, which need not exist yet.

    Attributes
    ----------
    folder : Path
        Where how far they are is kept.
    command : tuple of str
        What they do, as words of ``market-narrative``.
    store : Path or None
        Store that they fill, where that is another folder.
    """

    folder: Path
    command: tuple[str, ...] = ("refresh", "--by-page")
    store: Path | None = None

    def last(self, subject: str) -> Job | None:
        """Job of a subject that runs, or ended last; None before the first."""
        found = read_json(self._file(subject))
        if not found:
            return None
        try:
            counts = tuple((str(kind), int(n)) for kind, n in found.pop("counts"))
            total, done = int(found.pop("total")), int(found.pop("done"))
            return Job(**found, total=total, done=done, counts=counts)
        except (KeyError, TypeError, ValueError):
            return None

    def runs(self, subject: str) -> bool:
        """Whether a job of the subject is alive or about to be, in whatever process."""
        lock = self._lock(subject)
        if self.is_starting(subject):
            return True
        if not lock.is_file():  # looking creates nothing
            return False
        try:
            with filelock.FileLock(lock).acquire(timeout=GLANCE, poll_interval=GLANCE / 4):
                return False
        except filelock.Timeout:
            return True
        except OSError:  # nobody may write the store: no job of ours either
            return False

    def stop(self, subject: str) -> None:
        """Ask the job that runs, if one does, to stop after the series in hand."""
        if self.runs(subject):
            with contextlib.suppress(OSError):
                self._wish(subject).touch()

    def is_stopping(self, subject: str) -> bool:
        """Whether the job that runs has been asked to stop."""
        return self._wish(subject).exists()

    def start(self, subject: str, options: Sequence[str] = ()) -> None:
        """
        Start a job as a process of its own.

        Raises
        ------
        InputError
            If one of the subject runs already, or the store cannot be written.
        """
        if self.runs(subject):
            raise _taken(subject)
        mark = self._mark(subject)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._wish(subject).unlink(missing_ok=True)
            mark.touch()
            begun = mark.stat().st_mtime_ns
            process = self._process(subject, options)
        except OSError as error:
            with contextlib.suppress(OSError):
                mark.unlink(missing_ok=True)
            raise self._cannot_start(error) from error

        def wait() -> None:
            # Somebody has to wait for a child, or it stays a zombie.
            process.wait()
            with contextlib.suppress(OSError):
                if mark.stat().st_mtime_ns == begun:  # not that of the next job
                    mark.unlink(missing_ok=True)

        threading.Thread(target=wait, daemon=True).start()

    def _process(self, subject: str, options: Sequence[str]) -> subprocess.Popen[bytes]:
        what = [*self.command, *(["--universe"] if subject == UNIVERSE else [subject])]
        store = {f"{PREFIX}STORE": str((self.store or self.folder).resolve())}
        with (self._folder / f"{subject}.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and command
                [sys.executable, "-m", "dashboard.commands.main", *what, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | store,
                start_new_session=True,
            )

    @contextlib.contextmanager
    def running(self, subject: str, total: int = 0) -> Iterator[Progress]:
        """
        Be the job of a subject until the block ends.

        Parameters
        ----------
        subject : str
        total : int
            Series asked for; 0 while that is not known, see `Progress.expect`.

        Raises
        ------
        InputError
            If another process is, or the store cannot be written.
        """
        lock = filelock.FileLock(self._lock(subject))
        wish, mark = self._wish(subject), self._mark(subject)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=BEGINNING)
        except filelock.Timeout as error:
            raise _taken(subject) from error
        except OSError as error:
            raise self._cannot_start(error) from error
        try:
            clear_drafts(self._file(subject))
            if not self.is_starting(subject):  # a wish since the start is meant for us
                wish.unlink(missing_ok=True)
            mark.unlink(missing_ok=True)
            yield Progress(self._file(subject), wish, Job(subject, _now(), total=total))
        finally:
            with contextlib.suppress(OSError):
                wish.unlink(missing_ok=True)
            lock.release()

    def is_starting(self, subject: str) -> bool:
        """Whether a page has just started one that is not at work yet."""
        try:
            age = time.time() - self._mark(subject).stat().st_mtime
        except OSError:
            return False
        return abs(age) < STARTING

    def _cannot_start(self, error: OSError) -> InputError:
        return InputError(
            N_("The refresh cannot start ({reason}); check the store’s folder {folder}."),
            reason=error.strerror or type(error).__name__,
            folder=str(self.folder),
        )

    @property
    def _folder(self) -> Path:
        return self.folder / "jobs"

    def _file(self, subject: str) -> Path:
        return self._place(subject, "json")

    def _wish(self, subject: str) -> Path:
        return self._place(subject, "stop")

    def _lock(self, subject: str) -> Path:
        return self._place(subject, "lock")

    def _mark(self, subject: str) -> Path:
        return self._place(subject, "starting")

    def _place(self, subject: str, ending: str) -> Path:
        if not _SUBJECT.fullmatch(subject):
            raise InputError(
                N_("“{subject}” is nothing to refresh: it is the slug of a case, or universe."),
                subject=subject[:40],
            )
        return self._folder / f"{subject}.{ending}"


class Progress:
    """What a running job writes of itself."""

    def __init__(self, file: Path, wish: Path, job: Job) -> None:
        self._file, self._wish = file, wish
        self.job = job
        self._write()

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._wish.exists()

    def expect(self, total: int) -> None:
        """Say how many series are asked for."""
        self.job = replace(self.job, total=total)
        self._write()

    def through(self, symbol: str, kind: str) -> None:
        """Say that a series is through, and what came of it."""
        counts = dict(self.job.counts)
        counts[kind] = counts.get(kind, 0) + 1
        done = self.job.done + 1
        self.job = replace(self.job, done=done, current=symbol, counts=tuple(counts.items()))
        self._write()

    def end(self, code: int, trouble: str = "") -> None:
        """Say how it ended."""
        self.job = replace(self.job, finished=_now(), current="", code=code, trouble=trouble)
        self._write()

    def _write(self) -> None:
        # That nobody can see how far it is is no reason to stop.
        with contextlib.suppress(OSError):
            write_json(self._file, plain(asdict(self.job)))


def _taken(subject: str) -> InputError:
    return InputError(
        N_("A refresh of “{subject}” is running already; wait for it, or stop it."), subject=subject
    )


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
