"""The series of one file on their way into the store, in a thread that outlives the page."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.errors import DashboardError
from dashboard.message import Message

if TYPE_CHECKING:
    from dashboard.market.minutes import MinuteBars
    from dashboard.market.series import PriceSeries
    from dashboard.pricefiles.minute_reading import MinutePreview
    from dashboard.pricefiles.reading import Preview
    from dashboard.store.store import Store

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Came:
    """
    What came of one series.

    Attributes
    ----------
    symbol : str
    kind : {"new", "extended", "same", "contradicted", "failed"}
    remark : Message or None
        The contradiction, or the reason.
    """

    symbol: str
    kind: str
    remark: Message | None = None


@dataclass(slots=True, eq=False)
class ImportJob:
    """
    An import of one session.

    A reader who leaves the page comes back to it; a server that ends in the middle
    leaves every series whole, stored or not.

    Attributes
    ----------
    key : hashable
        The file and what the reader said of it.
    file : str
        Its name.
    symbols : tuple of str
        Securities to be stored, or sources of lists, in their order.
    came : list of Came
        Those that are through; grows.
    finished : Future
        Done when all are through; holds what was not foreseen.
    told : bool
        Whether the pages were drawn anew since.
    is_minutes : bool
        Whether it stores minute bars, which no page shows in the place of daily prices.
    """

    key: Hashable
    file: str
    symbols: tuple[str, ...]
    came: list[Came] = field(default_factory=list)
    finished: Future[None] = field(default_factory=Future)
    told: bool = False
    is_minutes: bool = False

    @property
    def runs(self) -> bool:
        """Whether it is on its way."""
        return not self.finished.done()

    def of(self, kind: str) -> list[Came]:
        """Series of which this came."""
        return [each for each in self.came if each.kind == kind]

    def wait(self, seconds: float) -> None:
        """Wait for the end, for a while; whatever went wrong unforeseen is raised."""
        with suppress(TimeoutError):
            self.finished.result(seconds)


def start_import(
    found: Preview | MinutePreview, key: Hashable, store: Store, *, accept: bool = False
) -> ImportJob:
    """
    Begin to store the series of a file.

    Parameters
    ----------
    found : Preview or MinutePreview
        Without faults.
    key : hashable
        The file and what the reader said of it.
    store : Store
    accept : bool
        Put them in the place of stored ones that they contradict.
    """
    symbols = tuple(each.note.symbol for each in found.series)
    job = ImportJob(key, found.file, symbols, is_minutes=found.is_minutes)
    return begin(job, (_came(store, each, accept=accept) for each in found.series))


def begin(job: ImportJob, coming: Iterator[Came]) -> ImportJob:
    """Run through an import in a thread of its own; what comes, comes one by one."""

    def run() -> None:
        try:
            for each in coming:  # one by one: a page counts them while they come
                job.came.append(each)
        except BaseException as error:  # noqa: BLE001 - raised again in the page, which logs it
            job.finished.set_exception(error)
        else:
            job.finished.set_result(None)

    # A daemon: the end of the server does not wait for thousands of series.
    threading.Thread(target=run, name="import", daemon=True).start()
    return job


def _came(store: Store, each: PriceSeries | MinuteBars, *, accept: bool) -> Came:
    """Store one series and say what came of it."""
    # Imported with the first file: Parquet costs a tenth of a second.
    from dashboard.market.series import PriceSeries  # noqa: PLC0415
    from dashboard.store.minute_files import put_minutes  # noqa: PLC0415
    from dashboard.store.universe import import_series  # noqa: PLC0415

    symbol = each.note.symbol
    if isinstance(each, PriceSeries):
        done = import_series(store, [each], accept=accept)
        if done.failed:
            return Came(symbol, FAILED, done.failed[0][1])
        return Came(symbol, done.counts[0][0], next(iter(done.remarks), None))
    try:
        stored = put_minutes(store, each, accept=accept)
    except DashboardError as error:
        return Came(symbol, FAILED, error.remark)
    return Came(symbol, stored.kind, stored.remark)
