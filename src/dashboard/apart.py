"""Work done in a process of its own, bounded in memory, time and what it may write."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    What a process may cost.

    Attributes
    ----------
    memory : int
        Bytes of addresses.
    seconds : float
        Of processor time, and of the clock for whoever waits.
    may_write : bool
        Whether it may write files.
    """

    memory: int
    seconds: float
    may_write: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """
    How a process ended: well, too late, or early for whatever reason.

    Attributes
    ----------
    answer : bytes
        What it wrote; of use only when it ended well.
    ending : {"well", "late", "early"}
    """

    answer: bytes
    ending: Literal["well", "late", "early"]


def ask_apart(module: str, question: bytes, bounds: Bounds) -> Done:
    """
    Run a module as a process that reads `question` from its standard input.

    Such a process ends when this one does; a worker of a pool would wait for ever.  What
    it prints as it fails goes to the log.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            # Nothing is imported from where it happens to start, nothing compiled is kept.
            [sys.executable, "-P", "-B", "-m", module],
            input=question,
            capture_output=True,
            timeout=bounds.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Done(b"", "late")
    except OSError as error:
        _log.exception("%s could not be started", module, exc_info=error)
        return Done(b"", "early")
    if done.returncode:
        printed = done.stderr.decode("utf-8", "replace")[-2000:]
        _log.error("%s ended with %d: %s", module, done.returncode, printed)
        return Done(b"", "early")
    return Done(done.stdout, "well")


def answer_apart(work: Callable[[bytes], bytes], bounds: Bounds) -> None:
    """Answer the question on standard input: what the process of `ask_apart` does."""
    bind(bounds)
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no part of the answer
    answer.write(work(sys.stdin.buffer.read()))
    answer.flush()


def bind(bounds: Bounds) -> None:
    """Let the system end this process when it takes more than it may."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    most = [(resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_CPU, round(bounds.seconds))]
    if not bounds.may_write:
        most += [(resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    for what, limit in most:
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or hard > limit:
            resource.setrlimit(what, (limit, hard))
