"""Folders of cases are read behind the pages where there are more than a page waits for.

After an update of the software, or with a directory that is new, nothing is known of hundreds
of folders.  What is read is kept by `cases.listing` for this process and in the store, so that
one thread is enough for all readers, and a second process finds most of it read.
"""

from __future__ import annotations

import time
from threading import Lock, Thread

from dashboard.cases.listing import list_within

STEP = 0.1  # seconds of reading at a time: a page waits for no more
REST = 0.05  # seconds in which pages come first

_lock = Lock()
_threads: list[Thread] = []  # the one that reads, if any
_left = [0]  # folders that are yet to be read


def left() -> int:
    """How many folders are yet to be read."""
    return _left[0]


def is_reading() -> bool:
    """Whether folders are being read at this moment."""
    return any(each.is_alive() for each in _threads)


def follow(unread: int) -> None:
    """Keep how many folders are unread, and read them behind, unless somebody does."""
    with _lock:
        _left[0] = unread
        if unread and not is_reading():
            _threads[:] = [Thread(target=_read, daemon=True)]
            _threads[0].start()


def wait() -> None:
    """Wait until all is read."""
    for each in _threads:
        each.join()


def _read() -> None:
    while unread := list_within(STEP, at_least=1).unread:
        with _lock:
            _left[0] = unread
        time.sleep(REST)
    with _lock:
        _left[0] = 0
