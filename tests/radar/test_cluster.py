"""Shards on Dask: the same numbers, whoever is killed; and what a cluster may lack."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import InputError, StoreError
from dashboard.market.theme_members import COLUMNS
from dashboard.radar import cluster
from dashboard.radar.engines import CutShortError
from dashboard.radar.nightly import do_evenings, inputs
from dashboard.radar.shards import Shard, Work, versions
from dashboard.store.universe_file import matrix_digest, write_universe
from tests.radar.evenings import evenings_of, in_full

pytest.importorskip("distributed")
from distributed import Client, LocalCluster


def never():
    return False


@pytest.fixture(scope="module")
def given(tmp_path_factory, market, random_themes, shipped):
    """Store with a market and its themes, and a case that has evidence."""
    folder = tmp_path_factory.mktemp("store")
    write_universe(replace(market, digest=matrix_digest(market), made="2024-05-01T00:00Z"), folder)
    rows = [
        (market.symbols[at], name, "a", "", "2024-01-01", None)
        for name, columns in random_themes(n=4).items()
        for at in columns
    ]
    return inputs(folder, pd.DataFrame(rows, columns=COLUMNS), [shipped.case])


@pytest.fixture(scope="module")
def days(market):
    return [day.item() for day in market.days[-6:]]


@pytest.fixture(scope="module")
def work(given):
    return Work(given.store, given.matrix.digest, given.table)


@pytest.fixture
def empty():
    """Scheduler without workers."""
    with LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1") as found:
        yield found


@pytest.fixture
def two(empty, root):
    """Two workers of it, as `dask worker` starts them; nobody brings back what is killed."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", empty.scheduler_address]
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    path = {"PYTHONPATH": str(root / "src")}
    with ExitStack() as stack:
        for _ in range(2):
            child = subprocess.Popen(
                [*command, *options], env=os.environ | path, stderr=subprocess.DEVNULL
            )
            stack.enter_context(child)
            stack.callback(child.kill)
        empty.wait_for_workers(2, timeout=120)
        yield empty


def killing(engine, local):
    """The engine, and the end of a worker that has work in hand once a first evening came."""

    def mapping(*asked):
        made = engine(*asked)
        yield next(made)
        busy = next(state for state in local.scheduler.workers.values() if state.processing)
        with Client(local.scheduler_address, set_as_default=False) as client:
            (pid,) = client.run(os.getpid, workers=[busy.address]).values()
        os.kill(pid, signal.SIGKILL)
        yield from made

    return mapping


@pytest.mark.slow
def test_evenings_are_equal_bit_for_bit_though_a_worker_is_killed(given, days, work, two):
    engine = cluster.on_cluster(two.scheduler_address)
    elsewhere = replace(work, folder=Path("/nowhere"))
    older = replace(work, versions=(("market-narrative", "0.0.1"), *versions()[1:]))

    with pytest.raises(StoreError, match=f"prices {work.digest[:12]} of this run in /nowhere"):
        list(engine(elsewhere, [Shard(days[0])], never))
    with pytest.raises(InputError, match=r"this run with market-narrative 0\.0\.1, numpy"):
        list(engine(older, [Shard(days[0])], never))
    apart = evenings_of(given, days, killing(engine, two))
    assert in_full(evenings_of(given, days)) == in_full(apart)

    assert 1 == len(two.scheduler.workers)
    two.scheduler.allowed_failures = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "do_shard", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(CutShortError, match=f"evening {days[0]} was begun 1 times"):
            list(engine(work, [Shard(days[0])], never))


@pytest.mark.slow
def test_a_scheduler_without_workers_is_said(given, days, work, empty, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(InputError, match=f"dask worker {empty.scheduler_address}"):
        list(do_evenings(given, days, cluster.on_cluster(empty.scheduler_address)))

    monkeypatch.setattr(cluster, "_check_workers", lambda *_: None)
    with pytest.raises(CutShortError, match=f"workers of {empty.scheduler_address} are gone"):
        list(do_evenings(given, days, cluster.on_cluster(empty.scheduler_address, alone=0)))
    with ExitStack() as stack:
        client = stack.enter_context(Client(empty.scheduler_address, set_as_default=False))
        waiting = client.submit(cluster.do_shard, work, Shard(days[0]))
        client.cancel(waiting)  # as a client does with all when its scheduler is gone
        with pytest.raises(CutShortError, match="was lost"):
            cluster._result(waiting, Shard(days[0]), empty.scheduler_address)


@pytest.mark.slow
def test_a_wish_to_stop_is_heard_while_nothing_ends(given, days, empty, monkeypatch):
    monkeypatch.setattr(cluster, "_check_workers", lambda *_: None)
    looks = chain([False, False], repeat(True))

    engine = cluster.on_cluster(empty.scheduler_address)

    assert [] == list(do_evenings(given, days, engine, stopping=lambda: next(looks)))


@pytest.fixture
def page():
    """A server that is no scheduler."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("somewhere", "“somewhere” is no address of a Dask scheduler"),
        ("smtp://host:25", "unknown address scheme 'smtp'"),
        # A busy machine may not even be refused within a tenth of a second.
        ("tcp://127.0.0.1:{free}", r"answers at .*(Connection refused|TimeoutError)\)"),
        ("127.0.0.1:{page}", "No Dask scheduler answers at 127.0.0.1:{page}"),
        ("tls://127.0.0.1:{free}", "check your TLS configuration"),
    ],
)
def test_an_address_without_a_scheduler_is_said(given, days, page, address, told, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    named = address.format(free=free, page=page)

    with pytest.raises(InputError, match=told.format(page=page)):
        list(do_evenings(given, days, cluster.on_cluster(named)))
