"""What maps the shards of a run: one after the other here, or several processes at once.

Whatever it is, it is asked in the same way, and what it gives back is the same bit for bit.
`dashboard.radar.cluster` is one more, on other machines.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeAlias, TypeVar

from dashboard.errors import N_, DashboardError
from dashboard.radar.shards import Made, Shard, Work, do_shard

Stopping: TypeAlias = Callable[[], bool]
"""Whether somebody asked to stop."""

Engine: TypeAlias = Callable[[Work, Sequence[Shard], Stopping], Iterator[Made]]
"""Does shards, gives each as it ends, in whatever order, and ends early when asked to stop."""


class CutShortError(DashboardError):
    """Whoever did the work was lost in the middle of it; what is done is kept, and goes on."""


TICK = 0.5  # seconds after which a wish to stop is looked for


class Future(Protocol):
    """What futures of `concurrent.futures` and of Dask have in common."""

    def add_done_callback(self, fn: Callable[[Any], object], /) -> object:
        """Call `fn` with this future once it ended, well or badly."""


F = TypeVar("F", bound=Future)


def in_turn(work: Work, shards: Sequence[Shard], stopping: Stopping) -> Iterator[Made]:
    """Do one shard after the other in this process."""
    for shard in shards:
        if stopping():
            return
        yield do_shard(work, shard)


def in_processes(n: int) -> Engine:
    """
    Engine of several processes of this machine.

    Parameters
    ----------
    n : int
    """

    def engine(work: Work, shards: Sequence[Shard], stopping: Stopping) -> Iterator[Made]:
        # Spawned, not forked: this process has threads.
        apart = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(min(n, len(shards)), apart, initializer=_belong)
        try:
            begun = (pool.submit(do_shard, work, shard) for shard in shards)
            for future in as_they_end([*begun], stopping):
                yield future.result()
        except BrokenProcessPool as error:
            raise CutShortError(
                N_(
                    "A process of the scan was ended from outside, perhaps for want of memory; the "
                    "evenings done are kept: run it again, with fewer --workers."
                )
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)

    return engine


def as_they_end(
    futures: Sequence[F], stopping: Stopping, idle: Callable[[], object] = lambda: None
) -> Iterator[F]:
    """
    Give futures as they end, until somebody asks to stop.

    Parameters
    ----------
    futures : sequence of Future
    stopping : callable
    idle : callable
        Called while nothing ends; it may raise.
    """
    ended: SimpleQueue[F] = SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    left = len(futures)
    del futures  # whoever looked at one and lets it go frees what came of it
    while left and not stopping():
        try:
            yield ended.get(timeout=TICK)
        except Empty:
            idle()
        else:
            left -= 1


def _belong() -> None:
    """Let this process leave Ctrl-C to its parent, and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        # A process of a pool waits for work for ever, also of a parent that was killed.
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
