"""Minute bars in the store: ``minutes/<symbol>/<source>.parquet``, beside the daily series.

As with those a file is written beside its place, read back and held against its hash before
it is moved there, and writers of one symbol take turns.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import N_, DashboardError, StoreError
from dashboard.files import loads_finite
from dashboard.market.minutes import MINUTE_COLUMNS, MinuteBars, MinuteNote, minute_digest
from dashboard.message import Message
from dashboard.store.series_file import DamagedError, write_checked
from dashboard.store.store import SEVERAL, Store, Stored, safe_source, safe_symbol

KEY = b"market-narrative.minutes"
SEAL = b"market-narrative.seal"  # SHA-256 of what stands under KEY
FORMAT = 1

CONTRADICTS = N_(
    "{symbol}: {n} minute bar(s) of the file differ from those stored as {source}, the first at "
    "{moment} UTC; what is stored stays."
)


def minute_file(store: Store, symbol: str, source: str) -> Path:
    """Return where minute bars stand, or would."""
    return store.folder / "minutes" / safe_symbol(symbol) / f"{safe_source(source)}.parquet"


def minute_sources(store: Store, symbol: str) -> tuple[str, ...]:
    """Sources of which the store has minute bars of a symbol."""
    folder = store.folder / "minutes" / safe_symbol(symbol)
    found = (path.stem for path in folder.glob("*.parquet") if not path.name.startswith("."))
    return tuple(sorted(name for name in found if SEVERAL not in name))


def read_minutes(store: Store, symbol: str, source: str) -> MinuteBars | None:
    """
    Read bars and hold them against their hash; None where there are none.

    Raises
    ------
    DamagedError
        If the file is not what was written, or holds another security.
    StoreError
        If it cannot be read.
    """
    file = minute_file(store, symbol, source)
    if not file.is_file():
        return None
    found = _read(file)
    if (found.note.symbol, found.note.source) != (symbol, source):
        raise _damaged(file)
    return found


def put_minutes(store: Store, bars: MinuteBars, *, accept: bool = False) -> Stored:
    """
    Store bars: new, or joined to those of the same file that they agree with.

    Parameters
    ----------
    store : Store
    bars : MinuteBars
    accept : bool
        Put them in the place of stored ones that they contradict, which then lie beside.

    Raises
    ------
    StoreError
        If the store cannot be written or another writer holds the symbol too long.
    """
    note = bars.note
    file = minute_file(store, note.symbol, note.source)
    with store.alone(note.symbol):
        try:
            held = read_minutes(store, note.symbol, note.source)
        except DamagedError:
            file.replace(_aside(file).with_suffix(".damaged"))
            held = None
        if held is None:
            write_minutes(bars, file)
            return Stored("new", len(bars.rows))
        if _kind(held.note) != _kind(note):
            write_minutes(held, _aside(file))
            write_minutes(bars, file)
            return Stored("new", len(bars.rows))
        return _join(file, held, bars, accept=accept)


def _kind(note: MinuteNote) -> tuple[int, str, str]:
    return note.interval, note.timezone, note.currency


def _join(file: Path, held: MinuteBars, bars: MinuteBars, *, accept: bool) -> Stored:
    both = held.rows.merge(bars.rows, on="end", suffixes=("", "_new"))
    values, news = (both[[f"{name}{end}" for name in MINUTE_COLUMNS[1:]]] for end in ("", "_new"))
    same = (values.to_numpy() == news.to_numpy()) | (
        values.isna().to_numpy() & news.isna().to_numpy()
    )
    wrong = ~same.all(axis=1)
    if wrong.any():
        if not accept:
            remark = Message.of(
                CONTRADICTS,
                symbol=bars.note.symbol,
                n=int(wrong.sum()),
                source=bars.note.source,
                moment=f"{both['end'].iloc[int(wrong.argmax())]:%Y-%m-%d %H:%M}",
            )
            return Stored("contradicted", 0, remark)
        write_minutes(held, _aside(file))
        write_minutes(bars, file)
        return Stored("new", len(bars.rows))
    added = len(bars.rows) - len(both)
    rows = pd.concat([held.rows, bars.rows]).drop_duplicates("end").sort_values("end")
    write_minutes(MinuteBars(bars.note, rows.reset_index(drop=True)), file)
    return Stored("extended" if added else "same", added)


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.stem}{SEVERAL}{datetime.now(UTC):%Y%m%dT%H%M%S%f}.parquet")


def write_minutes(bars: MinuteBars, file: Path) -> None:
    """
    Write bars into a file, read them back and move them to their place.

    Raises
    ------
    StoreError
        If the folder cannot be written or what was read back differs.
    """
    note = replace(bars.note, sha256=minute_digest(bars.rows))
    text = json.dumps({"format": FORMAT, "note": asdict(note)}).encode()
    facts = {KEY: text, SEAL: _seal(text)}
    table = pa.Table.from_pandas(bars.rows[list(MINUTE_COLUMNS)], preserve_index=False)
    write_checked(file, table.replace_schema_metadata(facts), _read)


def _read(file: Path) -> MinuteBars:
    try:
        content = pa.BufferReader(file.read_bytes())
    except OSError as error:
        raise StoreError(
            N_("{file} cannot be read ({reason}); check its rights."),
            file=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error
    try:
        found = pq.ParquetFile(content)
        metadata = found.schema_arrow.metadata or {}
        if metadata[SEAL] != _seal(metadata[KEY]):
            raise _damaged(file)
        facts = loads_finite(metadata[KEY])
        note = MinuteNote(**facts["note"])
        rows = found.read(use_threads=False).to_pandas()
        whole = (rows["end"].dt.floor("min") == rows["end"]).all()
        sound = facts["format"] == FORMAT and whole and minute_digest(rows) == note.sha256
    except DashboardError:
        raise
    except (pa.ArrowException, AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(file) from error
    if not sound:
        raise _damaged(file)
    return MinuteBars(note, rows)


def _seal(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def _damaged(file: Path) -> DamagedError:
    return DamagedError(
        N_("{file} holds no whole minute bars as they were stored; import the file again."),
        file=str(file),
    )
