"""A series as one columnar file.

The file is Parquet; the note stands in its schema's metadata, so that it cannot be
separated from the rows, under a hash of its own.  A file is read back and compared
with its hashes before it takes the place of another.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import N_, StoreError
from dashboard.files import loads_finite, replacing, writing
from dashboard.market.series import ROW_COLUMNS, PriceSeries, SeriesNote, digest

KEY = b"market-narrative.series"
SEAL = b"market-narrative.seal"  # SHA-256 of what stands under KEY
FORMAT = 1


class DamagedError(StoreError):
    """A file is not what was written: cut short, changed, or no series at all."""


@dataclass(frozen=True, slots=True)
class SeriesHead:
    """
    What a file says of its series without its rows being read.

    Attributes
    ----------
    note : SeriesNote
    first, last : date
        First and last session with a row.
    count : int
        Rows.
    """

    note: SeriesNote
    first: date
    last: date
    count: int


_Found = TypeVar("_Found", SeriesHead, PriceSeries)


def write_series(series: PriceSeries, file: Path) -> None:
    """
    Write a series beside its place, read it back, and move it there.

    Raises
    ------
    StoreError
        If the folder cannot be written or what was read back differs; what was there
        before stays.
    """
    write_checked(file, _table(series), read_series)


def read_series(file: Path) -> PriceSeries:
    """
    Read a series and hold its rows against their hash.

    The hash counts days: a date with a time of day, or a column of another type, is none
    that was written, so that no byte outside the hash can change a number.

    Raises
    ------
    DamagedError
        If the file is no series or its rows are not those that were written.
    StoreError
        If it cannot be read at all, or a newer version of this program wrote it.
    """
    # Read whole, by one opening: whoever replaces the file meanwhile does not mix with it.
    with _opening(file):
        content = pa.BufferReader(file.read_bytes())
    with _making_out(file):
        found = pq.ParquetFile(content)
        held = _facts(found, file)
        rows = found.read(use_threads=False).to_pandas()
        sound = (
            _are_days(rows["date"])
            and digest(rows) == held.note.sha256
            and (held.first, held.last)
            == (rows["date"].iloc[0].date(), rows["date"].iloc[-1].date())
        )
    if not sound:
        raise DamagedError(
            N_(
                "{file} is damaged, its rows do not have the hash they were stored with; refresh, "
                "and it is set aside."
            ),
            file=str(file),
        )
    return PriceSeries(held.note, rows)


def read_held(file: Path) -> SeriesHead:
    """Read what a file says of its series, from its foot alone; raises as `read_series`."""
    with _opening(file):
        source = file.open("rb")
    with source, _making_out(file):
        return _facts(pq.ParquetFile(source), file)


def in_place(found: _Found, file: Path) -> _Found:
    """Return what a file ``<symbol>/<source>.parquet`` holds, unless it holds another series."""
    if (found.note.symbol, found.note.source) == (file.parent.name, file.stem):
        return found
    raise DamagedError(
        N_(
            "{file} holds {symbol} from {source}, which is not its place; refresh, and it is set "
            "aside."
        ),
        file=str(file),
        symbol=found.note.symbol,
        source=found.note.source,
    )


def write_checked(file: Path, table: pa.Table, read: Callable[[Path], object]) -> None:
    """
    Write a table beside its place, read it back, and move it there.

    Parameters
    ----------
    file : Path
    table : Table
    read : callable
        Reads a file and holds it against its hash.

    Raises
    ------
    StoreError
        If the folder cannot be written or what was read back differs; what was there
        before stays.
    """
    try:
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(file, durable=True) as draft:
                pq.write_table(table, draft, compression="zstd")
                read(draft)
    except DamagedError as error:
        raise StoreError(
            N_("{file} did not read back as it was written; what was stored before stays."),
            file=str(file),
        ) from error


def _table(series: PriceSeries) -> pa.Table:
    facts = {
        "format": FORMAT,
        "first": series.first.isoformat(),
        "last": series.last.isoformat(),
        "count": len(series.rows),
        "note": _written(replace(series.note, sha256=digest(series.rows))),
    }
    text = json.dumps(facts).encode()
    table = pa.Table.from_pandas(series.rows[list(ROW_COLUMNS)], preserve_index=False)
    return table.replace_schema_metadata({KEY: text, SEAL: _seal(text)})


def _are_days(dates: pd.Series[pd.Timestamp]) -> bool:
    return bool((dates.dt.normalize() == dates).all())


def _seal(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def _facts(found: pq.ParquetFile, file: Path) -> SeriesHead:
    schema = found.schema_arrow
    text = (schema.metadata or {})[KEY]
    if schema.metadata[SEAL] != _seal(text) or not _has_columns(schema):
        raise _no_series(file)
    facts = loads_finite(text)
    if facts["format"] != FORMAT:
        raise StoreError(
            N_("{file} has format {format}, this version reads {known}; update the program."),
            file=str(file),
            format=facts["format"],
            known=FORMAT,
        )
    first, last = (date.fromisoformat(facts[name]) for name in ("first", "last"))
    # Files of earlier versions do not say how many rows they have.
    if facts.get("count", found.metadata.num_rows) != found.metadata.num_rows:
        raise _no_series(file)
    return SeriesHead(SeriesNote(**facts["note"]), first, last, found.metadata.num_rows)


def _written(note: SeriesNote) -> dict[str, object]:
    """Return a note as it is kept: with a title, which earlier versions do not know, if any."""
    facts = asdict(note)
    return facts if note.title else {name: v for name, v in facts.items() if name != "title"}


def _has_columns(schema: pa.Schema) -> bool:
    types = [field.type for field in schema]
    return bool(
        schema.names == list(ROW_COLUMNS)
        and pa.types.is_timestamp(types[0])
        and types[0].tz is None
        and all(pa.types.is_float64(kind) for kind in types[1:])
    )


@contextlib.contextmanager
def _opening(file: Path) -> Iterator[None]:
    """Say of a file that cannot be got at that it may be whole: nobody is to replace it."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            N_("{file} cannot be read ({reason}); check its rights."),
            file=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error


@contextlib.contextmanager
def _making_out(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException, AttributeError, KeyError, TypeError, ValueError) as error:
        raise _no_series(file) from error


def _no_series(file: Path) -> DamagedError:
    return DamagedError(
        N_("{file} is no whole price series of this store; refresh, and it is set aside."),
        file=str(file),
    )
