"""A scan of many evenings cut into calls that travel: each one plain, each one alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.market.boards import is_st
from dashboard.market.prices import StatusSpan
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.evening import SPANS, Evening
from dashboard.radar.membership import membership
from dashboard.radar.scan import DRAWS, LISTS, SEED, scan
from dashboard.store.universe_file import open_universe


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """
    Some evenings to be scanned, and where the matrix stands: picklable and small.

    Attributes
    ----------
    folder : Path
        Folder of the store, the same for all that do the work.
    digest : str
        Which matrix of it: a new one built meanwhile changes nothing.
    table : DataFrame
        Membership as a log of changes (`dashboard.market.theme_members.COLUMNS`).
    days : tuple of date
        Sessions.
    spans : tuple of int
    listed_on : date or None
        Day whose list is taken for all days; each day's own where None.
    status : tuple of StatusSpan
        When stocks were under special treatment: each evening takes its own.
    draws, lists, seed : int
        As in `dashboard.radar.scan.scan`.
    """

    folder: Path
    digest: str
    table: pd.DataFrame
    days: tuple[date, ...]
    spans: tuple[int, ...] = SPANS
    listed_on: date | None = None
    status: tuple[StatusSpan, ...] = ()
    draws: int = DRAWS
    lists: int = LISTS
    seed: int = SEED


def shards(whole: Shard, days_each: int) -> Iterator[Shard]:
    """
    Cut a shard into shards of so many evenings, in order.

    Parameters
    ----------
    whole : Shard
    days_each : int
        The last one may have fewer.
    """
    for start in range(0, len(whole.days), days_each):
        yield replace(whole, days=whole.days[start : start + days_each])


def shard(task: Shard) -> tuple[Evening, ...]:
    """
    Do one shard: a function of its argument alone, for whatever maps it.

    Parameters
    ----------
    task : Shard

    Returns
    -------
    tuple of Evening
        One a day, in order: the same numbers, bit for bit, however the days were cut.

    Raises
    ------
    FileNotFoundError
        If the store no longer has that matrix.
    StoreError, InputError
        As `open_universe` and `scan` do.
    """
    matrix = open_universe(task.folder, task.digest)
    return tuple(evenings(matrix, task))


def evenings(matrix: UniverseMatrix, task: Shard) -> Iterator[Evening]:
    """Scan the evenings of a shard on a matrix that is at hand, one after the other."""
    for day in task.days:
        yield scan(
            matrix,
            membership(task.table, matrix.symbols, day, listed_on=task.listed_on),
            day,
            task.spans,
            special=special_on(task.status, day),
            draws=task.draws,
            lists=task.lists,
            seed=task.seed,
        )


def special_on(status: Iterable[StatusSpan], day: date) -> frozenset[str]:
    """
    Symbols under special treatment on a day, by dated spans.

    >>> spans = [StatusSpan("600000.SS", True, date(2025, 5, 6), None)]
    >>> special_on(spans, date(2025, 5, 5)), special_on(spans, date(2025, 5, 6))
    (frozenset(), frozenset({'600000.SS'}))
    """
    own: dict[str, list[StatusSpan]] = {}
    for span in status:
        own.setdefault(span.symbol, []).append(span)
    return frozenset(symbol for symbol, spans in own.items() if is_st(spans, symbol, day))


def sessions_between(matrix: UniverseMatrix, first: date, last: date) -> Sequence[date]:
    """Sessions of the matrix from one day to another, both included."""
    return [day.item() for day in matrix.days if first <= day.item() <= last]
