"""The shards of a run on the workers of a Dask scheduler, on this machine or on many.

Needs the extra ``cluster`` (dask.distributed).  The matrix is not sent: every worker opens the
store's folder under the same path.  What is sent is small, and evenings come back as the content of
their files, so that workers write nothing.  The scheduler gives the shards of a worker that was
killed to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dashboard import __version__
from dashboard.errors import N_, DashboardError, InputError
from dashboard.radar.engines import CutShortError, Engine, Stopping, as_they_end
from dashboard.radar.shards import Made, Shard, Work, do_shard, opened

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 10.0  # seconds that a scheduler has to answer, and a first worker to be there
ALONE = 60.0  # seconds that a run waits for a worker where none is left: nannies restart them

MISSING = N_(
    "--engine dask needs the extra “cluster”, which is not installed: "
    "pip install 'market-narrative[cluster]'."
)


def on_cluster(address: str, *, alone: float = ALONE) -> Engine:
    """
    Engine of the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://host:8786``; ``tls://`` with certificates that Dask is configured with.
    alone : float
        Seconds after which a run without any worker is given up.

    Raises
    ------
    InputError
        If the extra is not installed.  Once it is asked: if the address is none, nobody answers,
        nobody works there, or a worker cannot do its part.
    CutShortError
        Once it is asked: if workers or the scheduler are lost.
    """
    if find_spec("distributed") is None:
        raise InputError(MISSING)

    def engine(work: Work, shards: Sequence[Shard], stopping: Stopping) -> Iterator[Made]:
        with _connected(address) as client:
            _check_workers(client, address, work)
            yield from _mapped(client, address, work, shards, stopping, alone)

    return engine


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    from distributed import Client  # noqa: PLC0415 - half a second

    _knock(address)
    client = Client(address, timeout=PATIENCE, set_as_default=False)
    try:
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError):  # of a scheduler that is gone
            client.close()


def _knock(address: str) -> None:
    """Shake hands and go: a client would wait for ever where something else listens."""
    from distributed.comm import connect  # noqa: PLC0415
    from distributed.security import Security  # noqa: PLC0415

    async def shake() -> None:
        known = Security().get_connection_args("client")
        # Where nobody listens its own time is over first, and it knows why.
        found = await asyncio.wait_for(connect(address, timeout=PATIENCE, **known), 2 * PATIENCE)
        found.abort()

    try:
        asyncio.run(shake())
    except ValueError as error:
        raise InputError(
            N_(
                "“{address}” is no address of a Dask scheduler ({reason}); write it as "
                "tcp://host:8786."
            ),
            address=address[:60],
            reason=str(error),
        ) from error
    except Exception as error:  # whatever listens there may answer anything
        raise InputError(
            N_(
                "No Dask scheduler answers at {address} ({reason}); check the address, and that "
                "“dask scheduler” runs there."
            ),
            address=address[:60],
            reason=_reason(error),
        ) from error


def _reason(error: BaseException) -> str:
    below = error.__cause__
    # Dask says that the time is over, and below it why.
    if isinstance(error, OSError) and isinstance(below, OSError):
        return str(below).rpartition(": ")[2] or type(below).__name__
    return str(error) or type(error).__name__


def _check_workers(client: Client, address: str, work: Work) -> None:
    """Ask every worker that is there whether it can do its part, before anything is begun."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise InputError(
            N_("The scheduler {address} has no workers; start some with “dask worker {address}”."),
            address=address,
        ) from error
    # Themes and cases are no part of the question.
    bare = replace(work, table=work.table.iloc[:0], cases=(), status=())
    for worker in client.ncores():
        try:
            client.run(_open, bare, workers=[worker])
        except DashboardError:
            raise
        except Exception as error:  # what cannot read the question says so in many ways
            raise _cannot(worker, error) from error


def _open(work: Work) -> None:
    opened(work)


def _cannot(worker: str, error: Exception) -> InputError:
    return InputError(
        N_(
            "The worker {worker} cannot run market-narrative {version} ({reason}); install the "
            "same version in the environment of every worker."
        ),
        worker=worker,
        version=__version__,
        reason=str(error),
    )


def _mapped(
    client: Client,
    address: str,
    work: Work,
    shards: Sequence[Shard],
    stopping: Stopping,
    alone: float,
) -> Iterator[Made]:
    alive = time.monotonic()

    def idle() -> None:
        nonlocal alive
        if client.status == "running" and client.ncores():
            alive = time.monotonic()
        elif time.monotonic() - alive > alone:
            raise CutShortError(
                N_(
                    "All workers of {address} are gone; the evenings done are kept: start workers "
                    "and run it again."
                ),
                address=address,
            )

    # What all shards share goes over the wire once a worker, and is a task of its own: data that
    # is only scattered would be lost with the workers that have it.  All get it now: half a
    # minute goes by before a worker believes that another, which it fetches from, is dead.
    held = client.submit(pickle.loads, pickle.dumps(work), pure=False)
    for _ in as_they_end([held], stopping, idle):  # to replicate waits for ever without a worker
        client.replicate(held)
    asked = {client.submit(do_shard, held, shard, pure=False): shard for shard in shards}
    try:
        for future in as_they_end([*asked], stopping, idle):
            # Forgotten here, an evening is forgotten by its worker too.
            yield _result(future, asked.pop(future), address)
    finally:
        with contextlib.suppress(OSError, TimeoutError):
            client.cancel([*asked])


def _result(future: Future[Any], shard: Shard, address: str) -> Made:
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        made: Made = future.result()
    except DashboardError:
        raise
    except KilledWorker as error:
        raise CutShortError(
            N_(
                "The evening {day} was begun {n} times, and each time its worker was ended, "
                "perhaps for want of memory; the evenings done are kept: see to the workers and "
                "run it again."
            ),
            day=shard.day,
            n=error.allowed_failures + 1,
        ) from error
    except (CancelledError, OSError) as error:
        raise CutShortError(
            N_(
                "The scheduler {address} was lost; the evenings done are kept: run it again when "
                "it is back."
            ),
            address=address,
        ) from error
    except ImportError as error:  # of a worker that came later
        raise _cannot(address, error) from error
    return made
