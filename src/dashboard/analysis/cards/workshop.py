"""Where the cards of all cases are at hand, and missing ones are worked out behind."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread

from dashboard.analysis.cards.card import Card, card_of_trouble, read_card
from dashboard.analysis.cards.work import card_key, kept_card, prices_version
from dashboard.cases.entries import CaseEntry

COMMAND = ("-m", "dashboard.analysis.cards.worker")
PAUSE = 60.0  # seconds before a process is started again that ended without any work

_log = logging.getLogger(__name__)


class Workshop:
    """Cards of one process: those it knows, and the process behind that works out the others."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Card]] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._not_before = 0.0

    def look(self, entries: Sequence[CaseEntry], store: Path) -> dict[Path, Card]:
        """
        Cards that are at hand, by folder; missing ones are begun in the order given.

        Parameters
        ----------
        entries : sequence of CaseEntry
            Refused ones and those without any prices have none, and none is begun.
        store : Path
        """
        found, missing = {}, []
        for entry in entries:
            if entry.faults or not has_prices(entry, store):
                continue
            card = self._card(entry, store)
            if card is None:
                missing.append(entry)
            else:
                found[entry.path] = card
        if missing:
            self._begin(missing, store)
        return found

    @property
    def is_working(self) -> bool:
        """Whether cards are being worked out."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self) -> None:
        """Wait until what was begun is done."""
        if self._thread is not None:
            self._thread.join()

    def _card(self, entry: CaseEntry, store: Path) -> Card | None:
        key, folder = card_key(entry, store), str(entry.path)
        known = self._known.get(folder)
        if known is not None and known[0] == key:
            return known[1]
        card = kept_card(entry, store)
        if card is not None:
            self._known[folder] = (key, card)
        return card

    def _begin(self, missing: Sequence[CaseEntry], store: Path) -> None:
        with self._lock:
            if self.is_working or time.monotonic() < self._not_before:
                return
            keys = {str(entry.path): card_key(entry, store) for entry in missing}
            self._thread = Thread(target=self._work, args=(keys, store), daemon=True)
            self._thread.start()

    def _work(self, keys: dict[str, str], store: Path) -> None:
        """Hear a process out that works on these folders; the one it ends on is in trouble."""
        begun = ""
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, *COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError:
            _log.exception("No process could be started for the cards.")
            self._not_before = time.monotonic() + PAUSE
            return
        with process, contextlib.suppress(OSError):
            asked = json.dumps({"store": str(store), "folders": list(keys)})
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(asked + "\n")
            process.stdin.close()
            for line in process.stdout:
                told = json.loads(line)
                begun = told["folder"]
                if "card" in told:
                    self._known[begun] = (told["key"], read_card(told["card"]))
                    begun = ""
        if process.returncode:
            _log.error("The process that works out cards ended with %d.", process.returncode)
            if begun:
                self._known[begun] = (keys[begun], card_of_trouble(None))
            else:
                self._not_before = time.monotonic() + PAUSE


def has_prices(entry: CaseEntry, store: Path) -> bool:
    """Whether the folder or the store has prices for a case."""
    return entry.priced or any(prices_version(entry, store).split("|"))
