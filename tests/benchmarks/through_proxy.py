"""How many readers one and two replicas bear behind nginx, with TLS and on a subpath.

``python -m tests.benchmarks.through_proxy --one 60,80,100 --two 120,160``

Readers are those of `load_client`, through TLS and the subpath of `deploy/nginx.conf`; each
changes its window every two seconds.  What other programs take of the processors stands
beside every line: a figure is worth something when it is near nothing.
"""

import argparse
import asyncio
import itertools
import os
import ssl
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from websockets.asyncio.client import connect

from tests.benchmarks import load_client
from tests.benchmarks.processes import processor_seconds, resident
from tests.browser.proxying import BASE, Proxied, proxied

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("one", "two")
SECONDS = 20.0
HELD = 60


def opener(names: Iterator[str]) -> object:
    """What `load_client` opens sessions with: through the proxy, to the replicas in turn."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    def open_session(port: int) -> connect:
        return connect(
            f"wss://127.0.0.1:{port}{BASE}/_stcore/stream",
            ssl=trusting,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            open_timeout=load_client.RUN_LIMIT,
            additional_headers={"Cookie": f"narrative_replica={next(names)}"},
        )

    return open_session


def server(replica_pid: int) -> int:
    """Process of the server under a `market-narrative run`."""
    children = Path(f"/proc/{replica_pid}/task/{replica_pid}/children").read_text(encoding="utf-8")
    return int(children.split()[0])


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="utf-8").split():
            found += family(int(child))
    return found


def busy() -> tuple[float, float]:
    """Processor seconds of the whole machine, and of this run with all it started."""
    fields = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:]
    ticks = [int(field) for field in fields]
    whole = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    return whole, sum(processor_seconds(pid) for pid in family(os.getpid()))


async def step(site: Proxied, names: tuple[str, ...], sessions: int) -> float:
    """Let so many readers work and print what they felt; the 95th percentile."""
    load_client.open_session = opener(itertools.cycle(names))  # type: ignore[assignment]
    (whole, own), begin = busy(), time.perf_counter()
    load = await load_client.measure(site.port, "/", sessions, SECONDS)
    took = time.perf_counter() - begin
    all_after, own_after = busy()
    ours, others = own_after - own, all_after - whole - (own_after - own)
    memory = [resident(server(each.pid)) // 1024 for each in site.replicas]
    print(
        f"{len(names)} replica(s), {sessions:3} sessions: p50 {load.quantile(0.5):.2f} s, "
        f"p95 {load.quantile(0.95):.2f} s, {len(load.reruns)} reruns, {load.lost} lost; "
        f"cores: ours {ours / took:.2f}, others {others / took:.2f}; MB {memory}",
        flush=True,
    )
    return load.quantile(0.95)


async def run(site: Proxied, steps: dict[tuple[str, ...], list[int]]) -> None:
    """Warm both replicas, weigh idle sessions, then raise the number of readers."""
    for name in NAMES:
        load_client.open_session = opener(itertools.cycle([name]))  # type: ignore[assignment]
        await load_client.warm(site.port, "/")
    pid = server(site.replicas[1].pid)
    _, one, many = await load_client.hold(site.port, "/", pid, HELD)
    print(f"one session {one // 1024} MB, each further {(many - one) / HELD:.0f} kB", flush=True)
    for names, numbers in steps.items():
        for sessions in numbers:
            await step(site, names, sessions)


def main() -> None:
    """Measure with the numbers of sessions given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", default="40,60,80,100,120", help="sessions on one replica")
    parser.add_argument("--two", default="80,120,160,200", help="sessions on two replicas")
    given = parser.parse_args()
    steps = {
        NAMES[:1]: [int(n) for n in given.one.split(",")],
        NAMES: [int(n) for n in given.two.split(",")],
    }
    with tempfile.TemporaryDirectory() as folder, proxied(ROOT, Path(folder)) as site:
        asyncio.run(run(site, steps))


if __name__ == "__main__":
    main()
