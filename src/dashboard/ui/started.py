"""Whether what pages import is imported: the scripts of the first readers wait for it.

A server answers before that.  Two threads that import the same packages at once, pandas and
Plotly among them, can see modules that are half made; so one thread imports them all, and the
script of a page waits for a second or two rather than to begin with the same.

This module imports nothing, and is set where no server has cleared it: in tests, in commands.
"""

from __future__ import annotations

import threading

LONGEST = 60.0  # seconds that a page waits: then it imports what it needs itself

IMPORTED = threading.Event()
"""Set but for the moment between a server's first answer and the end of its imports."""
IMPORTED.set()


def wait() -> None:
    """Wait until everything is imported; at once where it is."""
    IMPORTED.wait(LONGEST)
