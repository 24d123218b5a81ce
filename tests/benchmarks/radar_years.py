"""Every evening of two years: one process, two, and two Dask workers, one killed in the middle.

python tests/benchmarks/radar_years.py [--last DAY] FOLDER [turn] [processes] [dask]

Real prices, 1,000 made-up themes, the command as it is typed.  Each way has a store of its own in
FOLDER, so that one may be run today and the next tomorrow, and a run that was stopped goes on; in
the end the evenings that two of them have are held against each other, number by number.
"""

import argparse
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
from distributed import Client

from dashboard.radar.kept import kept_days, load_evening
from dashboard.store.theme_changes import DayList, Listed, take
from dashboard.store.themes import ThemeLog
from dashboard.store.universe_file import matrix_digest, write_universe
from tests.benchmarks.processes import peak, processor_seconds
from tests.benchmarks.radar_lists import random_lists, real_market

FIRST = date(2024, 1, 1)
WORKERS = 2
PATIENCE = 60  # seconds that a scheduler and its workers have to come up
LOOK = 0.5  # seconds between two looks at a run
# Dask's nannies tell their workers to give every freed block back to the system, which costs these
# arrays half their time; and a profiler looks at the workers a hundred times a second.
SPARING = {
    "MALLOC_TRIM_THRESHOLD_": "134217728",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}


def made(store):
    """Store with the prices and a log of a thousand themes, all listed before the first evening."""
    if not (store / "universe").is_dir():
        market = real_market()
        digest = matrix_digest(market)
        write_universe(replace(market, digest=digest, made="2025-09-01T00:00:00Z"), store)
        held = random_lists(len(market.symbols), np.random.default_rng(1))
        rows = tuple(
            Listed(market.symbols[at], f"{row:04}")
            for row, own in enumerate(held)
            for at in np.flatnonzero(own)
        )
        take(ThemeLog(store / "themes"), DayList("made up", date(2023, 12, 29), rows))
    return store


def run(store, last, *options, during=lambda: None):
    """Run the command; what it took, with all processes that it started."""
    command = (
        sys.executable,
        "-m",
        "dashboard.commands.main",
        "radar",
        f"--since={FIRST}",
        f"--day={last}",
    )
    loads, most, begun = [], 0, time.monotonic()
    with (store / "lines.txt").open("w", encoding="utf-8") as lines:
        environment = os.environ | {"MARKET_NARRATIVE_STORE": str(store)}
        child = subprocess.Popen([*command, *options], stderr=lines, stdout=lines, env=environment)
        while True:
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            loads.append(os.getloadavg()[0])
            # What the system says of it at its end counts what this process had before.
            with suppress(OSError, RuntimeError):
                most = max(most, *map(peak, family(child.pid)))
            during()
            time.sleep(LOOK)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {
        "exit code": child.returncode,
        "seconds on the wall": round(time.monotonic() - begun),
        "processor seconds of the command": round(usage.ru_utime + usage.ru_stime),
        "peak MB of its largest process": round(most / 1e3),
        "load of the machine": round(statistics.median(loads), 1),
    }


def family(pid):
    """A process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [pid, *map(int, children.split())]


@contextmanager
def serving(*module):
    """Run a module for as long as the block lasts."""
    child = subprocess.Popen(
        [sys.executable, "-m", *module],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | SPARING,
    )
    try:
        yield child.pid
    finally:
        child.terminate()
        child.wait()


class Workers:
    """Workers of a scheduler, one of which is killed in the middle of what is left to do."""

    def __init__(self, address, store, half):
        self.address, self.store, self.half = address, store, half
        self.killed, self.used = None, 0.0

    def pids(self):
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=PATIENCE)
            return sorted(client.run(os.getpid).values())

    def kill_one_in_the_middle(self):
        if self.killed is None and len(kept_days(self.store)) >= self.half:
            self.killed = self.pids()[0]
            self.used = processor_seconds(self.killed)
            os.kill(self.killed, signal.SIGKILL)

    def figures(self):
        alive = self.pids()
        return {
            "killed": self.killed not in alive and self.killed is not None,
            "processor seconds of the workers": round(
                self.used + sum(processor_seconds(pid) for pid in alive)
            ),
            "peak MB of the largest worker": round(max(peak(pid) for pid in alive) / 1e3),
        }


def on_dask(store, last):
    """Two workers, as `dask worker` starts them; their nannies bring back what is killed."""
    address = f"tcp://127.0.0.1:{free_port()}"
    cli = "distributed.cli"
    quiet = ("--no-dashboard", "--host", "127.0.0.1")
    days = real_market().days
    asked = np.count_nonzero((np.datetime64(FIRST) <= days) & (days <= np.datetime64(last)))
    half = (len(kept_days(store)) + asked) // 2
    with ExitStack() as stack:
        port = address.rpartition(":")[2]
        stack.enter_context(serving(f"{cli}.dask_scheduler", "--port", port, *quiet))
        for _ in range(WORKERS):
            stack.enter_context(serving(f"{cli}.dask_worker", address, "--nthreads", "1", *quiet))
        workers = Workers(address, store, half)
        workers.pids()
        options = ("--engine", "dask", "--scheduler", address)
        return run(store, last, *options, during=workers.kill_one_in_the_middle) | workers.figures()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


WAYS = {
    "turn": run,
    "processes": lambda store, last: run(store, last, "--workers", str(WORKERS)),
    "dask": on_dask,
}


def hashes(store):
    """Every number of every evening with all its digits, but for the time of its making."""
    return {
        day: sha256(repr(replace(load_evening(store, day), made="")).encode()).digest()
        for day in kept_days(store)
    }


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("ways", nargs="*", metavar="|".join(WAYS))
    asked.add_argument("--last", type=date.fromisoformat, default=real_market().days[-1].item())
    given = asked.parse_args()
    for way in given.ways:
        print(way, WAYS[way](made(given.folder / way), given.last), flush=True)
    found = {way: hashes(given.folder / way) for way in WAYS if (given.folder / way).is_dir()}
    print("evenings", {way: len(days) for way, days in found.items()})
    for one, other in itertools.combinations(found, 2):
        both = found[one].keys() & found[other].keys()
        differ = [day for day in sorted(both) if found[one][day] != found[other][day]]
        print(f"{one} and {other}: {len(both)} evenings in both, {len(differ)} differ", differ[:5])


if __name__ == "__main__":
    main()
