"""A large file read in a process of its own, so that nobody else's page waits for it."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, cast

from dashboard.apart import Bounds, answer_apart, ask_apart
from dashboard.errors import N_, InputError
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.minute_reading import MinutePreview, read_minute_file
from dashboard.pricefiles.minute_sheet import WORKBOOK, is_minute_file
from dashboard.pricefiles.reading import Preview, read_price_file
from dashboard.pricefiles.themes import ThemePreview, read_theme_file

SMALL = 5_000_000  # bytes of text; half a second of reading
SMALL_LIST = 500_000  # the same of a table of themes, of which every cell is looked at
# The longest file that is read takes half of the memory.
BOUNDS = Bounds(memory=8 * 2**30, seconds=600.0)

_PARQUET = b"PAR1"
_COMMANDS = {"prices": "market-narrative import", "themes": "market-narrative themes import"}
_MODULE = "dashboard.pricefiles.worker"

# Two files of the largest size at once would want some gigabytes.
_one_at_a_time = threading.Lock()


def is_small(data: bytes, most: int | None = None) -> bool:
    """
    Whether a file is read about as fast as a process starts.

    Parquet and workbooks never are: a small file unfolds into any size, and what its reader
    does with a damaged one is no exception of ours.
    """
    return len(data) <= (SMALL if most is None else most) and not data.startswith(
        (_PARQUET, WORKBOOK)
    )


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
    return cast("Preview | MinutePreview", _read("prices", name, data, name, hints, now=now))


def themes_apart(
    data: bytes,
    name: str,
    *,
    source: str,
    now: datetime,
    day: date | None = None,
    listing: Collection[str] = (),
) -> ThemePreview:
    """
    Do as `dashboard.pricefiles.themes.read_theme_file` does, as `read_apart` for prices.

    Raises
    ------
    InputError
        As `read_apart`.
    """
    given: dict[str, Any] = {"source": source, "now": now, "day": day, "listing": listing}
    if is_small(data, SMALL_LIST):
        return read_theme_file(data, name, **given)
    return cast("ThemePreview", _read("themes", name, data, name, **given))


_READERS: Mapping[str, Callable[..., object]] = {"prices": read_any, "themes": read_theme_file}


def _read(kind: str, name: str, /, *values: object, **given: object) -> object:
    with _one_at_a_time:
        done = ask_apart(_MODULE, pickle.dumps((kind, values, given)), BOUNDS)
    if done.ending == "late":
        raise InputError(
            N_("“{file}” was not read within {minutes} minutes; split it."),
            file=name,
            minutes=round(BOUNDS.seconds / 60),
        )
    if done.ending == "early":
        raise _ended_early(name, _COMMANDS[kind])
    return pickle.loads(done.answer)  # noqa: S301 - written by `_answer`


def _ended_early(name: str, command: str = _COMMANDS["prices"]) -> InputError:
    return InputError(
        N_(
            "The process that read “{file}” ended early, most often for want of memory; split the "
            "file, or import it by {command}."
        ),
        file=name,
        command=command,
    )


def _answer(question: bytes) -> bytes:
    kind, values, given = pickle.loads(question)  # noqa: S301 - of `_read`
    return pickle.dumps(_READERS[kind](*values, **given))


if __name__ == "__main__":
    answer_apart(_answer, BOUNDS)
