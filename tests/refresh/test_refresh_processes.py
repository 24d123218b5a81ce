"""Refreshes in real processes: killed at any moment, two at once, read meanwhile."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from dashboard.store.store import Store
from tests.replay.refreshing import FIRST, ROUNDS, SYMBOLS
from tests.replay.series_made import DAYS, made_rows
from tests.thoroughness import rounds

pytestmark = pytest.mark.slow

KILLS = rounds(12, 50)
LONGEST = 0.3  # seconds of work before a kill; a refresh that ends before does not count


@contextlib.contextmanager
def process(root, *arguments):
    """`tests.replay.refreshing` as a process that is not left behind."""
    command = [sys.executable, "-m", "tests.replay.refreshing"]
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def lengths(store):
    """Rows of every series by symbol; each must be the truth up to some day."""
    found = {}
    for symbol in store.symbols():
        series = store.read(symbol, "tencent")
        if series is not None:
            found[symbol] = len(series.rows)
            pd.testing.assert_frame_equal(made_rows(DAYS[: found[symbol]]), series.rows)
    return found


@pytest.mark.timeout(150)
def test_a_refresh_killed_at_many_moments_loses_nothing_and_its_rerun_completes(root, tmp_path):
    store, chance = Store(tmp_path / "store"), random.Random(4)
    before, killed = {}, 0

    with process(root, "fork", store.folder) as refreshes:

        def begin(sessions, seed):
            print(sessions, seed, file=refreshes.stdin, flush=True)
            return int(refreshes.stdout.readline())

        def end():
            print(file=refreshes.stdin, flush=True)
            return int(refreshes.stdout.readline())

        for turn in range(2 * KILLS):
            if killed == KILLS:
                break
            child = begin(FIRST + turn, turn)
            time.sleep(chance.random() * LONGEST)
            os.kill(child, signal.SIGKILL)  # when it has ended it is still to be waited for
            killed += end() == -signal.SIGKILL
            after = lengths(store)
            assert before.keys() <= after.keys()
            assert all(after[symbol] >= rows for symbol, rows in before.items())
            before = after
        begin(FIRST + turn, turn)
        code = end()

    assert 0 == code
    assert KILLS == killed
    assert dict.fromkeys(SYMBOLS, FIRST + turn) == lengths(store)
    assert [] == [path for path in store.folder.rglob("*") if path.name.endswith(".tmp")]
    assert [] == [path for path in store.folder.rglob("*") if "~" in path.name]


@pytest.mark.timeout(120)
def test_two_refreshes_and_a_reader_at_once_do_not_disturb_each_other(root, tmp_path):
    store = Store(tmp_path / "store")

    with (
        process(root, "read", store.folder) as reader,
        process(root, "refresh", store.folder, 1) as one,
        process(root, "refresh", store.folder, 2) as other,
    ):
        codes = [one.wait(), other.wait()]
        told, _ = reader.communicate("enough\n")
        codes.append(reader.returncode)

    assert [0, 0, 0] == codes
    assert [] == json.loads(told)["torn"]
    assert len(SYMBOLS) < json.loads(told)["reads"]
    assert dict.fromkeys(SYMBOLS, FIRST + ROUNDS - 1) == lengths(store)
    assert [] == [path for path in store.folder.rglob("*") if "~" in path.name]
