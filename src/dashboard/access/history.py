"""Who changed what in a case: one line an action, added and never rewritten.

The history of a case is a file of the store, so that every process and replica that
shares the store writes into the same one.  It holds e-mail addresses of those who log in,
and nothing else about them.  That it cannot be written keeps nobody from working.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from dashboard.files import append_line, loads_finite, read_json, write_json

Action = Literal[
    "refresh-started",
    "refresh-stopped",
    "prices-imported",
    "themes-imported",
    "filing-added",
    "filings-asked",
    "edition-frozen",
    "case-changed",
    "case-saved",
    "case-made",
    "case-renamed",
    "case-archived",
    "case-deleted",
    "case-restored",
    "case-corrected",
    "note-added",
    "note-answered",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

COMMAND_LINE = {"by": "command line"}
"""Detail of what nobody's page did."""

LONGEST = 400  # characters of one detail: a line must be written in one piece
PATIENCE = 1.0  # seconds to wait for somebody who looks at the same change

_SUBJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # what may stand in a file name: slugs

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that somebody did.

    Attributes
    ----------
    when : datetime
        In UTC.
    who : str
        E-mail address or the provider's name for the account; empty where nobody logs
        in, and for what was done to the files by hand.
    action : str
        One of `ACTIONS`.
    details : tuple of (str, str)
        What belongs to it, such as the source asked or the files changed.
    """

    when: datetime
    who: str
    action: str
    details: tuple[tuple[str, str], ...] = ()


def record(
    folder: Path, slug: str, who: str, action: Action, details: Mapping[str, object] | None = None
) -> None:
    """
    Add a line to the history of a case.

    Parameters
    ----------
    folder : Path
        Folder of the store; it is made when missing.
    slug : str
        The case, or ``universe``.
    who : str
        Empty where no login is configured.
    action : str
    details : mapping, optional
    """
    found = {name: str(value)[:LONGEST] for name, value in (details or {}).items()}
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"when": when, "who": who[:LONGEST], "action": action, "details": found})
    file = _file(folder, slug)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        append_line(file, line.encode("ascii"))
    except OSError as error:
        _log.warning("The history of %s cannot be written: %s", slug, type(error).__name__)


def read(folder: Path, slug: str) -> tuple[Entry, ...]:
    """Everything recorded of a case, the latest first; lines that are damaged are left out."""
    try:
        lines = _file(folder, slug).read_bytes().splitlines()
    except OSError:
        return ()
    return tuple(reversed(list(_entries(lines))))


def _entries(lines: list[bytes]) -> Iterator[Entry]:
    for line in lines:
        try:
            found = loads_finite(line)
            when = datetime.fromisoformat(found["when"]).astimezone(UTC)
            details = tuple((str(k), str(v)) for k, v in found["details"].items())
            entry = Entry(when, str(found["who"]), str(found["action"]), details)
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ):
            continue
        if entry.action in ACTIONS:
            yield entry


# Changes by hand ------------------------------------------------------


def notice(folder: Path, slug: str, files: Mapping[str, str]) -> None:
    """
    Record that files of a case folder are not those that were read last.

    Parameters
    ----------
    folder : Path
        Folder of the store; looking at a case does not make one.
    slug : str
    files : mapping of str to str
        SHA-256 of every file by its name, as just read.  The first reading is kept and
        not recorded: nothing is known to have changed.
    """
    seen = folder / "history" / f"{_name(slug)}.seen.json"
    if not folder.is_dir() or read_json(seen) == dict(files):
        return
    import filelock  # noqa: PLC0415 - only where there is a change to tell

    try:
        seen.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(seen.with_suffix(".lock"), timeout=PATIENCE):
            before = read_json(seen)
            if before == dict(files):  # another process was quicker
                return
            write_json(seen, dict(files))
    except (OSError, filelock.Timeout) as error:
        _log.warning("What changed in %s cannot be kept: %s", slug, type(error).__name__)
        return
    if before:
        record(folder, slug, "", "case-changed", _changes(before, files))


def expect(folder: Path, slug: str, files: Mapping[str, str]) -> None:
    """
    Keep which files a case has after it was saved here: that is no change by hand.

    Parameters
    ----------
    folder : Path
    slug : str
    files : mapping of str to str
        SHA-256 of every file by its name.
    """
    seen = folder / "history" / f"{_name(slug)}.seen.json"
    try:
        write_json(seen, dict(files))
    except OSError as error:
        _log.warning("What changed in %s cannot be kept: %s", slug, type(error).__name__)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    kinds = {
        "changed": sorted(n for n in before.keys() & after.keys() if before[n] != after[n]),
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
    }
    return {kind: ", ".join(names) for kind, names in kinds.items() if names}


def _file(folder: Path, slug: str) -> Path:
    return folder / "history" / f"{_name(slug)}.jsonl"


def _name(slug: str) -> str:
    if not _SUBJECT.fullmatch(slug):
        message = f"not a slug: {slug!r}"
        raise ValueError(message)
    return slug
