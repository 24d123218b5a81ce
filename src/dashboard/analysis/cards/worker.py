"""Cards worked out in a process of its own, so that no page waits for one."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

from dashboard.analysis.cards.card import as_plain
from dashboard.analysis.cards.work import card_key, kept_card, work_out
from dashboard.cases.listing import entry_at


def main() -> None:
    """
    Work out the cards that standard input names, and say each on standard output.

    One line of JSON in: the store, and the folders in their order.  Two lines out for each:
    its folder before the work, then with its key and card, so that it is known which one
    ended the process if one does.
    """
    with contextlib.suppress(AttributeError, OSError):  # pages come first
        os.nice(10)
    asked = json.loads(sys.stdin.readline())
    answer, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no part of the answer
    store = Path(asked["store"])
    for folder in asked["folders"]:
        entry = entry_at(Path(folder))
        if entry.faults:  # or it is gone by now
            continue
        print(json.dumps({"folder": folder}), file=answer, flush=True)
        key = card_key(entry, store)
        card = kept_card(entry, store) or work_out(entry, store)
        told = {"folder": folder, "key": key, "card": as_plain(card)}
        print(json.dumps(told), file=answer, flush=True)


if __name__ == "__main__":
    main()
