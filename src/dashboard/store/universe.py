"""The universe of the store: every A-share series as one matrix that loads in a blink."""

from __future__ import annotations

import contextlib
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import reduce

import numpy as np

from dashboard.errors import N_, DashboardError, StoreError
from dashboard.files import writing
from dashboard.market.boards import board
from dashboard.market.plausibility import series_doubts, trusted_factor
from dashboard.market.series import PriceSeries, SeriesNote
from dashboard.market.sessions import load_sessions
from dashboard.market.universe_matrix import Days, UniverseMatrix
from dashboard.message import Message
from dashboard.stats.result import Floats
from dashboard.store.listing_file import read_first_sessions
from dashboard.store.series_file import SeriesHead
from dashboard.store.store import Store, choose
from dashboard.store.universe_file import (
    matrix_digest,
    open_universe,
    write_universe,
)

BOARDS = ("main", "chinext", "star", "bse")
PATIENCE = 300.0  # seconds that a builder waits for another

Progress = Callable[[int, int], None]
"""Told how many series are through, and of how many; 0 where nobody knows."""


# Building -------------------------------------------------------------


def build_universe(
    store: Store, order: Sequence[str] = (), *, progress: Progress | None = None
) -> UniverseMatrix:
    """
    Make the matrix of every A-share series in the store, and put it into use.

    Parameters
    ----------
    store : Store
    order : sequence of str
        Ids of the price sources, the preferred first, for stocks with several series.
    progress : callable, optional

    Raises
    ------
    StoreError
        If the store has no series of an A share, cannot be written, or another build
        takes too long.

    Notes
    -----
    A series that cannot be read is left out and named in `UniverseMatrix.left_out`.
    Rows on days that are no session of XSHG are left out too: one of them would part
    the sessions around it for every other stock.
    """
    with _alone(store):
        columns, lost = _read_columns(store, order, progress or (lambda _done, _total: None))
        matrix = _matrix(columns, lost) if columns else None
        if matrix is None or not matrix.days.size:
            raise StoreError(
                N_(
                    "The store {folder} has no series of an A share; run market-narrative refresh "
                    "--universe, or import a file of prices."
                ),
                folder=str(store.folder),
            )
        del columns
        write_universe(matrix, store.folder)
        # From the file, so that the copy in memory can go.
        return open_universe(store.folder, matrix.digest)


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    symbol: str
    source: str
    adjustment: str
    days: Days
    closes: Floats
    doubted: bool


def _read_columns(
    store: Store, order: Sequence[str], progress: Progress
) -> tuple[list[_Column], tuple[str, ...]]:
    """Closes of each A share from its preferred series; symbols that have none readable."""
    shares = [symbol for symbol in store.symbols() if board(symbol) in BOARDS]
    held = {symbol: store.held(symbol) for symbol in shares}
    ends = [each.last for found in held.values() for each in found.values()]
    last = max(ends, default=date.min)
    listed = read_first_sessions(store.folder, shares)
    columns: list[_Column] = []
    lost: list[str] = []
    for done, symbol in enumerate(shares):
        progress(done, len(shares))
        series = _readable(store, symbol, held.pop(symbol), order, last)
        if series is None:
            lost.append(symbol)
        else:
            columns.append(_column(series, listed.get(symbol)))
    progress(len(shares), len(shares))
    return columns, tuple(lost)


def _readable(
    store: Store, symbol: str, held: dict[str, SeriesHead], order: Sequence[str], last: date
) -> PriceSeries | None:
    while held:
        source = choose(held, order, last)
        if source is None:
            break
        # Damaged: the next best is better than none.
        with contextlib.suppress(StoreError):
            series = store.read(symbol, source)
            if series is not None:
                return series
        del held[source]
    return None


def _column(series: PriceSeries, listed: date | None) -> _Column:
    days: Days = series.rows["date"].to_numpy().astype("datetime64[D]")
    # A copy: a view would keep the other columns of every series in memory.
    closes: Floats = series.rows["close"].to_numpy(dtype=np.float64, copy=True)
    doubted = False
    if series.has_factor:
        found = series_doubts(series, listed)
        doubted = any(each.kind == "factor" for each in found)
        closes = closes * trusted_factor(series, found)
    note = series.note
    return _Column(note.symbol, note.source, _adjustment(note), days, closes, doubted)


def _adjustment(note: SeriesNote) -> str:
    return "factor" if note.factor_source else note.adjustment


def _matrix(columns: list[_Column], lost: tuple[str, ...]) -> UniverseMatrix:
    days = _sessions_among(reduce(np.union1d, (column.days for column in columns)))
    closes = np.full((days.size, len(columns)), np.nan)
    strays = 0
    for at, column in enumerate(columns):
        rows = np.searchsorted(days, column.days)
        known = rows < days.size
        known[known] = days[rows[known]] == column.days[known]
        closes[rows[known], at] = column.closes[known]
        strays += int(np.count_nonzero(~known))
    symbols = tuple(column.symbol for column in columns)
    matrix = UniverseMatrix(
        symbols=symbols,
        boards=tuple(map(board, symbols)),
        days=days,
        closes=closes,
        sources=tuple(column.source for column in columns),
        adjustments=tuple(column.adjustment for column in columns),
        digest="",
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        left_out=lost,
        strays=strays,
        doubted=tuple(column.symbol for column in columns if column.doubted),
    )
    return replace(matrix, digest=matrix_digest(matrix))


def _sessions_among(days: Days) -> Days:
    # Shenzhen and Beijing keep Shanghai's calendar.
    sessions = load_sessions("XSHG", "Asia/Shanghai")
    return days[[sessions.is_session(day) for day in days.tolist()]]


@contextlib.contextmanager
def _alone(store: Store) -> Iterator[None]:
    """Be the only builder."""
    import filelock  # noqa: PLC0415 - readers need no locks

    lock = store.folder / "locks" / "universe.lock"
    with writing(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = filelock.FileLock(lock)
        try:
            held.acquire(timeout=PATIENCE)
        except filelock.Timeout as error:
            raise StoreError(
                N_(
                    "Another process has been building the universe for {seconds:.0f} s; try again."
                ),
                seconds=PATIENCE,
            ) from error
    try:
        yield
    finally:
        held.release()


# Importing ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Imported:
    """
    What came of importing many series.

    Attributes
    ----------
    counts : tuple of (str, int)
        Series by what came of each: new, extended, same, contradicted.
    remarks : tuple of Message
        Contradictions, each of which lies beside the stored series.
    failed : tuple of (str, Message)
        Symbols that could not be stored, with the reason.
    """

    counts: tuple[tuple[str, int], ...]
    remarks: tuple[Message, ...]
    failed: tuple[tuple[str, Message], ...]


def import_series(
    store: Store,
    series: Iterable[PriceSeries],
    *,
    accept: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """
    Store many series; one that cannot be stored does not stop the others.

    Parameters
    ----------
    store : Store
    series : iterable of PriceSeries
        Consumed one by one, so that a whole market need not fit into memory.
    accept : bool
        Put a series in the place of a stored one that it contradicts.
    progress : callable, optional
        Told of the series stored, and of how many there are, 0 where nobody knows.
    """
    total = operator.length_hint(series)
    counts: Counter[str] = Counter()
    remarks: list[Message] = []
    failed: list[tuple[str, Message]] = []
    for done, each in enumerate(series, start=1):
        try:
            stored = store.put(each, accept=accept)
        except DashboardError as error:
            failed.append((each.note.symbol, error.remark))
        else:
            counts[stored.kind] += 1
            remarks += [] if stored.remark is None else [stored.remark]
        if progress is not None:
            progress(done, max(total, done) if total else 0)
    return Imported(tuple(counts.items()), tuple(remarks), tuple(failed))
