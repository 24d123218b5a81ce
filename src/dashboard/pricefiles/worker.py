"""A large price file read in a process of its own, so that nobody else's page waits for it."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import threading
from datetime import datetime
from typing import cast

from dashboard.errors import N_, InputError
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import Preview, read_price_file

SMALL = 5_000_000  # bytes of text; half a second of reading
PATIENCE = 600.0  # seconds
MEMORY = 8 * 2**30  # bytes of addresses; the longest file that is read takes half of it

_PARQUET = b"PAR1"
_log = logging.getLogger(__name__)

# Two files of the largest size at once would want some gigabytes.
_one_at_a_time = threading.Lock()


def is_small(data: bytes) -> bool:
    """
    Whether a file is read faster than a process starts.

    Parquet never is: a small file unfolds into any size, and what its reader does with a
    damaged one is no exception of ours.
    """
    return len(data) <= SMALL and not data.startswith(_PARQUET)


def read_apart(data: bytes, name: str, hints: Hints, *, now: datetime) -> Preview:
    """
    Do as `read_price_file` does, for a large file in a process of its own.

    Raises
    ------
    InputError
        If that process ends early or takes longer than `PATIENCE`.

    Notes
    -----
    The process reads the file from its standard input, so that it ends when this one
    does; a worker of a pool would wait for ever.
    """
    if is_small(data):
        return read_price_file(data, name, hints, now=now)
    with _one_at_a_time:
        return _read(pickle.dumps((data, name, hints, now)), name)


def _read(question: bytes, name: str) -> Preview:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.pricefiles.worker"],
            input=question,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            N_("“{file}” was not read within {minutes} minutes; split it."),
            file=name,
            minutes=round(PATIENCE / 60),
        ) from error
    except OSError as error:
        raise _ended_early(name) from error
    if done.returncode:
        printed = done.stderr.decode("utf-8", "replace")[-2000:]
        _log.error("Reading a price file ended with %d: %s", done.returncode, printed)
        raise _ended_early(name)
    return cast("Preview", pickle.loads(done.stdout))  # noqa: S301 - written by `main`


def _ended_early(name: str) -> InputError:
    return InputError(
        N_(
            "The process that read “{file}” ended early, most often for want of memory; split the "
            "file, or import it by market-narrative import."
        ),
        file=name,
    )


def _bound() -> None:
    """Let the system end what takes more memory or time than any file may."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, round(PATIENCE))):
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(what, (most, hard))


def main() -> None:
    """Read one file as the parent asks, and answer it, within what a file may cost."""
    _bound()
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no part of the answer
    data, name, hints, now = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - of `read_apart`
    answer.write(pickle.dumps(read_price_file(data, name, hints, now=now)))
    answer.flush()


if __name__ == "__main__":
    main()
