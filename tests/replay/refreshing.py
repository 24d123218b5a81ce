"""Refreshes of made-up symbols in real processes, to be killed, raced and read meanwhile.

::

    python -m tests.replay.refreshing fork STORE
        refresh in a fork for every line read, and wait for it when another line is read
    python -m tests.replay.refreshing refresh STORE SEED
        refresh again and again, to the end
    python -m tests.replay.refreshing read STORE
        read everything until the input ends
    python -m tests.replay.refreshing job STORE SUBJECT
        be a job until a line is read or it is stopped
"""

import json
import os
import random
import sys
import time
from pathlib import Path

from dashboard.market.sessions import load_sessions
from dashboard.refresh.jobs import Jobs
from dashboard.refresh.refreshing import RefreshRequest, exit_code, load_prices
from dashboard.store.store import Store
from tests.replay.series_made import (
    DAYS,
    FakeFactors,
    FakeSource,
    after_close,
    made_sources,
)
from tests.thoroughness import rounds

SYMBOLS = tuple(f"{600000 + n}.SS" for n in range(24))
FIRST = 30  # sessions that the first refresh gets; every later one gets another
ROUNDS = rounds(3, 5)  # of a process that refreshes again and again
LONGEST_PAUSE = 0.01  # seconds that a source thinks


def refresh(folder, sessions, seed):
    """Refresh all symbols as on the evening of the `sessions`-th day; returns the outcomes."""
    chance = random.Random(seed)

    def think():
        time.sleep(chance.random() * LONGEST_PAUSE)

    sources = made_sources(
        folder / "breakers", FakeSource("tencent", pause=think), factors=FakeFactors()
    )
    evening, xshg = after_close(DAYS[sessions - 1]), load_sessions("XSHG", "Asia/Shanghai")
    names = dict.fromkeys(SYMBOLS, "")
    return list(
        load_prices(
            Store(folder), sources, xshg, names, RefreshRequest(DAYS[0]), now=lambda: evening
        )
    )


def _fork(folder):
    for line in iter(sys.stdin.readline, ""):
        sessions, seed = map(int, line.split())
        child = os.fork()
        if child == 0:
            os._exit(exit_code(refresh(folder, sessions, seed)))
        print(child, flush=True)
        sys.stdin.readline()  # until then the number stays the child's, even if it has ended
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _refresh(folder, seed):
    outcomes = []
    for sessions in range(FIRST, FIRST + ROUNDS):
        outcomes += refresh(folder, sessions, int(seed) + sessions)
    sys.exit(exit_code(outcomes))


def _read(folder):
    import select  # noqa: PLC0415

    store, reads, seen, torn = Store(folder), 0, {}, []
    while not select.select([sys.stdin], [], [], 0)[0]:
        for symbol in SYMBOLS:
            series = store.read(symbol, "tencent")
            held = store.held(symbol).get("tencent")
            length = 0 if series is None else len(series.rows)
            if length < seen.get(symbol, 0) or (length and held is None):
                torn.append(symbol)
            seen[symbol] = length
            reads += bool(length)
    print(json.dumps({"reads": reads, "torn": torn}))


def _job(folder, subject):
    import select  # noqa: PLC0415

    with Jobs(folder).running(subject, total=5) as progress:
        progress.through(SYMBOLS[0], "new")
        print("runs", flush=True)
        while not progress.is_asked_to_stop and not select.select([sys.stdin], [], [], 0.01)[0]:
            pass
        progress.end(6 if progress.is_asked_to_stop else 0)


if __name__ == "__main__":
    {"fork": _fork, "refresh": _refresh, "read": _read, "job": _job}[sys.argv[1]](
        Path(sys.argv[2]), *sys.argv[3:]
    )
