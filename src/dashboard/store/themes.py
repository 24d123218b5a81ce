"""The log of who was in which theme when: one Parquet file a source, beside the prices.

::

    store/themes/
      <source>.parquet      stays of stocks in the themes of one source
      locks/                whose turn it is to write

A reader never waits: files are replaced whole.  Writers of one source take turns by a lock that
dies with its process.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import N_, StoreError
from dashboard.files import clear_drafts, loads_finite, replacing, writing
from dashboard.market.theme_members import COLUMNS

FOLDER = "themes"
KEY = b"market-narrative.themes"
FORMAT = 1
PATIENCE = 60.0  # seconds that a writer waits for another of the same source

# `listed` tells a stay that lasts from one that ended: both have the last day they were seen.
_SCHEMA = pa.schema(
    [
        ("stock", pa.string()),
        ("theme", pa.string()),
        ("reason", pa.string()),
        ("first_seen", pa.date32()),
        ("last_seen", pa.date32()),
        ("listed", pa.bool_()),
    ]
)
HELD = tuple(_SCHEMA.names)
"""Columns of one source's file."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, eq=False)
class SourceLog:
    """
    What is on file of one source.

    Attributes
    ----------
    source : str
    last : date or None
        Day of the latest list taken in; None before the first.
    rows : DataFrame
        `HELD`: days as `datetime.date`, one row a stay.
    """

    source: str
    last: date | None
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ThemeLog:
    """
    The log in one folder, which need not exist yet.

    Attributes
    ----------
    folder : Path
        ``themes`` of the store.
    """

    folder: Path

    def sources(self) -> tuple[str, ...]:
        """Names of the sources on file, sorted; raises StoreError where a file is damaged."""
        return tuple(each.source for each in self.logs())

    def logs(self) -> tuple[SourceLog, ...]:
        """What is on file, by source; raises StoreError where a file is damaged."""
        found = (_read(file) for file in self._files())
        return tuple(sorted((log for log in found if log), key=lambda log: log.source))

    def log(self, source: str) -> SourceLog:
        """What is on file of a source, an empty log where nothing is; raises StoreError."""
        return _read(self.file(source)) or SourceLog(source, None, no_stays())

    def table(self) -> pd.DataFrame:
        """
        Stays of all sources, as `dashboard.market.theme_members` reads them.

        Returns
        -------
        DataFrame
            `COLUMNS`: days as timestamps; `last_seen` is empty (NaT) while the stay lasts.
            Sorted by source, theme, stock and first day.  Without a row where nothing is on file.

        Raises
        ------
        StoreError
            If a file is damaged: a list with a source left out would be another list.
        """
        parts = [log.rows.assign(source=log.source) for log in self.logs()]
        rows = pd.concat(parts, ignore_index=True) if parts else no_stays().assign(source="")
        for name in ("first_seen", "last_seen"):
            rows[name] = pd.to_datetime(rows[name])
        rows["last_seen"] = rows["last_seen"].mask(rows["listed"].astype(bool))
        rows = rows.sort_values(["source", "theme", "stock", "first_seen"], ignore_index=True)
        return rows[list(COLUMNS)]

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """Name, size and time of every file: changes when the log does; reads none."""
        found = []
        for file in self._files():
            with contextlib.suppress(FileNotFoundError):
                state = file.stat()
                found.append((file.name, state.st_size, state.st_mtime_ns))
        return tuple(found)

    def file(self, source: str) -> Path:
        """Return where the stays of a source stand, or would."""
        # Two names that differ in case or width only must not share a file anywhere.
        plain = _NOT_PLAIN.sub("-", source.lower()).strip("-")[:24]
        mark = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return self.folder / f"{plain}-{mark}.parquet".lstrip("-")

    def write(self, log: SourceLog) -> None:
        """Replace what is on file of a source; for whoever holds `alone`; raises StoreError."""
        file = self.file(log.source)
        table = pa.Table.from_pandas(log.rows[list(HELD)], schema=_SCHEMA, preserve_index=False)
        facts = {
            "format": FORMAT,
            "source": log.source,
            "last": log.last.isoformat() if log.last else None,
            "sha256": _hash(table),
        }
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(file, durable=True) as draft:
                pq.write_table(table.replace_schema_metadata({KEY: json.dumps(facts)}), draft)

    @contextlib.contextmanager
    def alone(self, source: str) -> Iterator[None]:
        """Be the only writer of a source; clear what a killed one left half-written."""
        import filelock  # noqa: PLC0415 - readers need no locks

        file = self.file(source)
        lock = self.folder / "locks" / f"{file.stem}.lock"
        with writing(lock, but=(TimeoutError,)):
            lock.parent.mkdir(parents=True, exist_ok=True)
        held = filelock.FileLock(lock)
        try:
            with writing(lock, but=(TimeoutError,)):
                held.acquire(timeout=PATIENCE)
        except filelock.Timeout as error:
            raise StoreError(
                N_("Another process has held the themes of {source} for {seconds} s; try again."),
                source=source,
                seconds=f"{PATIENCE:g}",
            ) from error
        try:
            clear_drafts(file)
            yield
        finally:
            held.release()

    def _files(self) -> list[Path]:
        return sorted(each for each in self.folder.glob("*.parquet") if each.name[0] != ".")


def no_stays() -> pd.DataFrame:
    """Rows of a source of which nothing is on file."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in HELD})


def _read(file: Path) -> SourceLog | None:
    """Return what a file holds against its hash, or None where there is none."""
    try:
        table = pq.read_table(file, partitioning=None)
        facts: dict[str, Any] = loads_finite((table.schema.metadata or {})[KEY])
        table = table.replace_schema_metadata(None)
        last = facts["last"]
        sound = table.schema.equals(_SCHEMA) and facts["sha256"] == _hash(table)
        found = SourceLog(
            str(facts["source"]),
            None if last is None else date.fromisoformat(last),
            table.to_pandas(date_as_object=True),
        )
    except FileNotFoundError:
        return None
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise _damaged(file) from error
    if not sound or facts.get("format") != FORMAT:
        raise _damaged(file)
    return found


def _hash(table: pa.Table) -> str:
    found = hashlib.sha256()
    for name in HELD:
        found.update(json.dumps(table[name].to_pylist(), default=str).encode())
    return found.hexdigest()


def _damaged(file: Path) -> StoreError:
    return StoreError(
        N_("{file} is no log of themes; restore it from a backup, or remove it and import again."),
        file=str(file),
    )
