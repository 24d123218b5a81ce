"""A large price file read in a process of its own, so that nobody else's page waits for it."""

from __future__ import annotations

import pickle
import threading
from datetime import datetime
from typing import cast

from dashboard.apart import Bounds, answer_apart, ask_apart
from dashboard.errors import N_, InputError
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.minute_reading import MinutePreview, read_minute_file
from dashboard.pricefiles.minute_sheet import WORKBOOK, is_minute_file
from dashboard.pricefiles.reading import Preview, read_price_file

SMALL = 5_000_000  # bytes of text; half a second of reading
# The longest file that is read takes half of the memory.
BOUNDS = Bounds(memory=8 * 2**30, seconds=600.0)

_PARQUET = b"PAR1"
_MODULE = "dashboard.pricefiles.worker"

# Two files of the largest size at once would want some gigabytes.
_one_at_a_time = threading.Lock()


def is_small(data: bytes) -> bool:
    """
    Whether a file is read faster than a process starts.

    Parquet and workbooks never are: a small file unfolds into any size, and what its reader
    does with a damaged one is no exception of ours.
    """
    return len(data) <= SMALL and not data.startswith((_PARQUET, WORKBOOK))


def read_any(
    data: bytes, name: str, hints: Hints, *, now: datetime, minutes: bool = False
) -> Preview | MinutePreview:
    """Read a file of daily prices, or of minute bars where its times or `minutes` say so."""
    if minutes or is_minute_file(data):
        return read_minute_file(data, name, hints, now=now)
    return read_price_file(data, name, hints, now=now)


def read_apart(data: bytes, name: str, hints: Hints, *, now: datetime) -> Preview | MinutePreview:
    """
    Do as `read_any` does, for a large file in a process of its own.

    Raises
    ------
    InputError
        If that process ends early or takes longer than `BOUNDS` say.

    Notes
    -----
    The process reads the file from its standard input, so that it ends when this one
    does; a worker of a pool would wait for ever.
    """
    if is_small(data):
        return read_any(data, name, hints, now=now)
    with _one_at_a_time:
        return _read(pickle.dumps((data, name, hints, now)), name)


def _read(question: bytes, name: str) -> Preview | MinutePreview:
    done = ask_apart(_MODULE, question, BOUNDS)
    if done.ending == "late":
        raise InputError(
            N_("“{file}” was not read within {minutes} minutes; split it."),
            file=name,
            minutes=round(BOUNDS.seconds / 60),
        )
    if done.ending == "early":
        raise _ended_early(name)
    return cast("Preview | MinutePreview", pickle.loads(done.answer))  # noqa: S301 - written by `_answer`


def _ended_early(name: str) -> InputError:
    return InputError(
        N_(
            "The process that read “{file}” ended early, most often for want of memory; split the "
            "file, or import it by market-narrative import."
        ),
        file=name,
    )


def _answer(question: bytes) -> bytes:
    data, name, hints, now = pickle.loads(question)  # noqa: S301 - of `read_apart`
    return pickle.dumps(read_any(data, name, hints, now=now))


if __name__ == "__main__":
    answer_apart(_answer, BOUNDS)
