"""What can be found, read once of each case: known as long as no file of the case changes.

Folders are read behind the pages, one after another, by one thread for all readers; a search
looks through what is known by then and says how many cases are still to come.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock, Thread

from dashboard.analysis.everything.rows import Shelf, shelf_of
from dashboard.cases.entries import CaseEntry
from dashboard.cases.folders import read_case
from dashboard.errors import DashboardError
from dashboard.market.listing import Listed
from dashboard.ui import data

AT_ONCE = 24  # cases that are read before anybody searches
REST = 0.02  # seconds between two folders, in which pages come first
PATIENCE = 0.05  # seconds that a search waits for what is being read

_Known = tuple[str, Mapping[str, Listed], Shelf | None]

_lock = Lock()
_known: dict[Path, _Known] = {}  # by folder: its digest, the exchange's list, what was found
_threads: list[Thread] = []  # the one that reads, if any


def shelves() -> tuple[list[Shelf], int]:
    """
    What is known of the cases at hand, and how many are yet to be read.

    A case that was archived, deleted or refused is not at hand, and none of it is found.
    """
    entries, listed = _entries(), data.known_stocks()
    if _unread(entries, listed):
        _read_behind(entries, listed)
        _threads[0].join(PATIENCE)
    found = [_known[each.path] for each in entries if _is_known(each, listed)]
    return [shelf for _, _, shelf in found if shelf is not None], len(_unread(entries, listed))


def prepare() -> None:
    """Read what there is before anybody searches, unless that takes long."""
    entries, listed = _entries(), data.known_stocks()
    if len(entries) <= AT_ONCE and _unread(entries, listed):
        _read_behind(entries, listed)


def wait() -> None:
    """Wait until all is read."""
    for each in _threads:
        each.join()


def _entries() -> list[CaseEntry]:
    return [entry for entry in data.cases() if not entry.faults]


def _is_known(entry: CaseEntry, listed: Mapping[str, Listed]) -> bool:
    held = _known.get(entry.path)
    return held is not None and held[0] == entry.digest and held[1] is listed


def _unread(entries: Sequence[CaseEntry], listed: Mapping[str, Listed]) -> list[CaseEntry]:
    return [entry for entry in entries if not _is_known(entry, listed)]


def _read_behind(entries: Sequence[CaseEntry], listed: Mapping[str, Listed]) -> None:
    """Let one thread read what is unknown, unless it does already."""
    with _lock:
        if not any(each.is_alive() for each in _threads):
            _threads[:] = [Thread(target=_read, args=(entries, listed), daemon=True)]
            _threads[0].start()


def _read(entries: Sequence[CaseEntry], listed: Mapping[str, Listed]) -> None:
    at_hand = {entry.path for entry in entries}
    for gone in set(_known) - at_hand:
        _known.pop(gone, None)
    for entry in _unread(entries, listed):
        try:
            shelf = shelf_of(read_case(entry.path).case, listed)
        except (DashboardError, OSError):  # changed since it was listed: the list will say what
            shelf = None
        _known[entry.path] = (entry.digest, listed, shelf)
        time.sleep(REST)
