"""The local store of prices: one file a series, safe with several processes at once.

::

    store/
      series/<symbol>/<source>.parquet              the series in use
      series/<symbol>/<source>~<time>.parquet       an answer that contradicted it, or a
                                                    series that gave way to another
      series/<symbol>/<source>~<time>.damaged       a file that could not be made out
      tries/<symbol>.json                           how the last refresh went
      breakers/, jobs/, locks/                      state of sources, of refreshes
      history/, notes/                              who did what in a case; what readers noted
      themes/                                       who was in which theme when
      second-reader.json                            tokens that the second reader used today

A reader never waits: files are replaced whole, so that an open one stays what it was.
Writers of one symbol take turns by a lock that dies with its process.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from dashboard.errors import N_, InputError, StoreError
from dashboard.files import DRAFT, clear_drafts, unwritable
from dashboard.market.series import PriceSeries, digest
from dashboard.message import Message
from dashboard.store.merging import (
    Contradiction,
    accepted_remark,
    contradiction_remark,
    contradictions,
    covers,
    join,
    meet,
    same_kind,
)
from dashboard.store.refresh_records import RefreshRecord, read_record, write_record
from dashboard.store.series_file import (
    DamagedError,
    SeriesHead,
    in_place,
    read_held,
    read_series,
    write_series,
)

PATIENCE = 60.0  # seconds that a writer waits for another of the same symbol
SEVERAL = "~"  # between a source and the time of an answer that lies beside it
OWN = "file-"  # beginning of the ids of a reader's own files
RETRY_AFTER = timedelta(hours=6)  # a source that ended early is asked again after this
OVERLAP = 10  # sessions that a continuation shares with what is stored

# What may stand in a file name: symbols and ids of sources, nothing that climbs folders.
_SYMBOL = re.compile(r"\^?[A-Z0-9][A-Z0-9.=&-]{0,23}")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")

FetchAction = Literal["keep", "extend", "download"]
"""What to do about a series: nothing, ask for its end, or ask for all of it."""


def fetch_action(
    held: SeriesHead | None,
    *,
    first: date,
    last: date,
    now: datetime,
    wants_factor: bool = True,
) -> FetchAction:
    """
    Decide what to ask for; asks nothing itself.

    Parameters
    ----------
    held : SeriesHead or None
        What the store has of this symbol and source.
    first, last : date
        Earliest day wanted, and last session wanted that has closed.
    now : datetime
        Aware.
    wants_factor : bool
        Whether a series without dividends and splits is to be asked for whole again;
        not within `RETRY_AFTER`, as a series that ends early is not.

    Returns
    -------
    {"keep", "extend", "download"}

    Examples
    --------
    >>> fetch_action(None, first=date(2025, 1, 2), last=date(2025, 2, 13), now=datetime.now(UTC))
    'download'
    """
    if held is None or held.note.asked_from > first.isoformat():
        return "download"
    asked = held.note.asked_to >= last.isoformat()
    # A time ahead of the clock is as good as none: the clock was wrong then, or is now.
    if asked and abs(now - datetime.fromisoformat(held.note.retrieved)) < RETRY_AFTER:
        return "keep"
    if wants_factor and not held.note.factor_source and held.note.adjustment == "none":
        return "download"
    return "keep" if held.last >= last else "extend"


@dataclass(frozen=True, slots=True)
class Stored:
    """
    What came of storing an answer.

    Attributes
    ----------
    kind : {"new", "extended", "same", "contradicted"}
    added : int
        Sessions that were not there before.
    remark : Message or None
        The contradiction in a sentence.
    contradictions : tuple of Contradiction
    """

    kind: Literal["new", "extended", "same", "contradicted"]
    added: int = 0
    remark: Message | None = None
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """
    The store in one folder, which need not exist yet.

    Attributes
    ----------
    folder : Path
    """

    folder: Path

    # Series -----------------------------------------------------------

    def symbols(self) -> tuple[str, ...]:
        """Symbols that have a folder, which may hold damaged files only; sorted."""
        found = (path.name for path in _children(self.folder / "series"))
        return tuple(sorted(name for name in found if _SYMBOL.fullmatch(name)))

    def held(self, symbol: str) -> dict[str, SeriesHead]:
        """What is stored of a symbol by source; files that cannot be read are left out."""
        found = {}
        for file in sorted(_children(self.folder / "series" / safe_symbol(symbol))):
            if file.suffix == ".parquet" and _SOURCE.fullmatch(file.stem):
                # A file that is damaged or just vanished counts as not there: the next
                # refresh puts a whole one in its place.
                with contextlib.suppress(StoreError):
                    found[file.stem] = in_place(read_held(file), file)
        return found

    def read(self, symbol: str, source: str) -> PriceSeries | None:
        """
        Read one series, or None where there is none.

        Raises
        ------
        DamagedError
            If its file is not what was written, or is another series' file.
        StoreError
            If it cannot be read.
        """
        file = self.file(symbol, source)
        try:
            return in_place(read_series(file), file)
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                return None
            raise

    def file(self, symbol: str, source: str) -> Path:
        """Return where a series stands, or would."""
        return self.folder / "series" / safe_symbol(symbol) / f"{safe_source(source)}.parquet"

    def beside(self, symbol: str, source: str) -> tuple[Path, ...]:
        """Answers that contradicted a stored series, and series that gave way; oldest first."""
        folder = self.file(symbol, source).parent
        return tuple(sorted(folder.glob(f"{safe_source(source)}{SEVERAL}*.parquet")))

    def put(self, series: PriceSeries, *, accept: bool = False) -> Stored:
        """
        Store an answer: new, as the end of what is there, or beside what it contradicts.

        Parameters
        ----------
        series : PriceSeries
        accept : bool
            Put it in the place of a series that it contradicts, which then lies beside.

        Raises
        ------
        StoreError
            If the store cannot be written, another writer holds the symbol too long, or
            the answer can neither continue nor replace what is stored.
        """
        file = self.file(series.note.symbol, series.note.source)
        with self.alone(series.note.symbol):
            held = self._held_or_aside(file, series)
            if held is None:
                write_series(series, file)
                return Stored("new", len(series.rows))
            if same_kind(held.note, series.note):
                return self._continue(file, held, series, accept=accept)
            return self._replace(file, held, series, accept=accept)

    def _held_or_aside(self, file: Path, series: PriceSeries) -> PriceSeries | None:
        """Stored series; a damaged file cannot be continued and must not be lost."""
        try:
            return self.read(series.note.symbol, series.note.source)
        except DamagedError:
            file.replace(self._aside(file).with_suffix(".damaged"))
            return None

    def _continue(
        self, file: Path, held: PriceSeries, series: PriceSeries, *, accept: bool
    ) -> Stored:
        if accept and not meet(series, held):
            return self._take_place(file, held, series)
        joined = join(held, series)
        if joined.contradictions:
            return self._contradicted(file, held, series, joined.contradictions, accept=accept)
        # Written even without a new row: that it was asked again is news.
        write_series(joined.series, file)
        return Stored("extended" if joined.added else "same", joined.added)

    def _replace(
        self, file: Path, held: PriceSeries, series: PriceSeries, *, accept: bool
    ) -> Stored:
        """Take the place of a series of another kind, unless something would be lost by it."""
        if series.note.source.startswith(OWN):
            return self._take_place(file, held, series)
        if held.has_factor and not series.has_factor and not accept:
            raise StoreError(
                N_(
                    "The stored series of {symbol} from {source} has dividends and splits, the new "
                    "rows have none: the stored series stays."
                ),
                symbol=series.note.symbol,
                source=series.note.source,
            )
        one, other = held.note, series.note
        if (one.adjustment, one.currency) == (other.adjustment, other.currency):
            found = contradictions(held, series)
            if found:
                return self._contradicted(file, held, series, found, accept=accept)
        return self._take_place(file, held, series)

    def _contradicted(
        self,
        file: Path,
        held: PriceSeries,
        series: PriceSeries,
        found: tuple[Contradiction, ...],
        *,
        accept: bool,
    ) -> Stored:
        note = series.note
        if accept:
            stored = self._take_place(file, held, series)
            remark = accepted_remark(note.symbol, note.source, len(found))
            return replace(stored, remark=remark, contradictions=found)
        self._keep_answer(file, series)
        return Stored(
            "contradicted", 0, contradiction_remark(note.symbol, note.source, found), found
        )

    def _take_place(self, file: Path, held: PriceSeries, series: PriceSeries) -> Stored:
        """Put a series in the place of another, which goes beside."""
        if not series.note.source.startswith(OWN) and not covers(series.note, held.note):
            raise StoreError(
                N_(
                    "The new rows of {symbol} from {source} were asked for from {first} to {last} "
                    "only, the stored ones for more: the stored series stays."
                ),
                symbol=series.note.symbol,
                source=series.note.source,
                first=series.note.asked_from,
                last=series.note.asked_to,
            )
        self._keep_beside(file, held)
        write_series(series, file)
        return Stored("new", int((~series.rows["date"].isin(held.rows["date"])).sum()))

    def _keep_beside(self, file: Path, series: PriceSeries) -> None:
        """Keep a series that gives way, once."""
        wanted = digest(series.rows)
        for other in self.beside(series.note.symbol, series.note.source):
            with contextlib.suppress(StoreError):
                if read_held(other).note.sha256 == wanted:
                    return
        write_series(series, self._aside(file))

    def _keep_answer(self, file: Path, series: PriceSeries) -> None:
        """Keep a contradicting answer, by one file as long as it continues the one before."""
        for other in reversed(self.beside(series.note.symbol, series.note.source)):
            with contextlib.suppress(StoreError):
                joined = join(read_series(other), series)
                if not joined.contradictions:
                    if joined.added:
                        write_series(joined.series, other)
                    return
        write_series(series, self._aside(file))

    def _aside(self, file: Path) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        return file.with_name(f"{file.stem}{SEVERAL}{stamp}.parquet")

    @contextlib.contextmanager
    def alone(self, symbol: str) -> Iterator[None]:
        """Be the only writer of a symbol; clear what a killed one left half-written."""
        import filelock  # noqa: PLC0415 - readers need no locks

        lock = self.folder / "locks" / f"{safe_symbol(symbol)}.lock"
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(lock, timeout=PATIENCE):
                for draft in (self.folder / "series" / symbol).glob(f".*{DRAFT}"):
                    draft.unlink(missing_ok=True)
                yield
        except filelock.Timeout as error:
            raise StoreError(
                N_("Another process has held {symbol} for {seconds} s; try again."),
                symbol=symbol,
                seconds=f"{PATIENCE:g}",
            ) from error
        except OSError as error:
            raise unwritable(Path(error.filename or lock), error) from error

    # How the last refresh went ----------------------------------------

    def record_refresh(self, symbol: str, tried: RefreshRecord) -> None:
        """Remember how the last refresh of a symbol went; raises StoreError if it cannot."""
        file = self.folder / "tries" / f"{safe_symbol(symbol)}.json"
        with self.alone(symbol):
            clear_drafts(file)
            write_record(tried, file)

    def last_refresh(self, symbol: str) -> RefreshRecord | None:
        """How the last refresh of a symbol went; None before the first."""
        return read_record(self.folder / "tries" / f"{safe_symbol(symbol)}.json")


def choose(held: dict[str, SeriesHead], order: Sequence[str], last: date) -> str | None:
    """
    Source whose series is shown, of those that are stored.

    A reader's own files come first, because somebody chose them; then the order of
    preference, but a series that reaches `last` before one that does not.
    """
    if not held:
        return None
    rank = {name: place for place, name in enumerate(order)}

    def preference(name: str) -> tuple[bool, int, int, int, str]:
        enough = held[name].last >= last
        own = 0 if name.startswith(OWN) else 1
        # Among those that end early, the one that ends last.
        newest = 0 if enough else -held[name].last.toordinal()
        return (not enough, own, newest, rank.get(name, len(rank)), name)

    return min(held, key=preference)


# Parts ----------------------------------------------------------------


def _children(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return []


def safe_symbol(symbol: str) -> str:
    """Return a symbol that may stand in a file name, or raise InputError."""
    if not _SYMBOL.fullmatch(symbol):
        raise InputError(
            N_("“{symbol}” is no symbol: it is letters and digits, such as 300249.SZ or AAPL."),
            symbol=symbol[:40],
        )
    return symbol


def safe_source(source: str) -> str:
    """Return an id of a source that may stand in a file name, or raise InputError."""
    if not _SOURCE.fullmatch(source):
        raise InputError(
            N_("“{source}” is no name of a source: it is small letters, digits and hyphens."),
            source=source[:40],
        )
    return source
