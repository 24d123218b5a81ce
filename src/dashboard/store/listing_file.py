"""The list of codes and the dated names as the store keeps them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import StoreError
from dashboard.files import loads_finite, plain, read_json, replacing, write_json
from dashboard.market.listing import Listing
from dashboard.market.listing_succession import succeed
from dashboard.market.listing_table import listing_from_table, listing_table
from dashboard.market.prices import StatusSpan
from dashboard.market.shipped_listing import shipped_listing

LISTING = "listing.parquet"
STATUS = "status.json"
KEY = b"market-narrative.listing"


def read_listing(folder: Path) -> Listing | None:
    """Return the stored list of codes, or None where there is none that can be read."""
    try:
        table, facts = _read(folder)
        return listing_from_table(table.to_pandas(), facts["source"], facts["retrieved"])
    except (OSError, pa.ArrowException, StoreError, KeyError, TypeError, ValueError):
        return None


def _read(folder: Path, columns: list[str] | None = None) -> tuple[pa.Table, dict[str, Any]]:
    """Columns of the stored list held against their hashes; earlier versions wrote none."""
    table = pq.read_table(folder / LISTING, columns=columns, partitioning=None)
    facts = loads_finite((table.schema.metadata or {})[KEY])
    hashes = facts.get("sha256")
    if hashes is not None and any(
        hashes[name] != _hash(table[name]) for name in table.column_names
    ):
        raise ValueError(LISTING)
    return table, facts


def _hash(column: pa.ChunkedArray) -> str:
    return hashlib.sha256(json.dumps(column.to_pylist(), default=str).encode()).hexdigest()


def known_listing(folder: Path) -> Listing:
    """
    Return the stored list with what the shipped one saw, or the shipped one alone.

    What a refresh wrote holds both already; a list of an earlier version does not.
    """
    stored, shipped = read_listing(folder), shipped_listing()
    if stored is None:
        return shipped
    if stored.as_of < shipped.as_of:
        return succeed(shipped, stored)
    return stored if any(entry.former for entry in stored.entries) else succeed(stored, shipped)


def read_first_sessions(folder: Path, symbols: Iterable[str]) -> dict[str, date]:
    """
    First sessions of some shares, as far as the stored list has them; reads no other column.

    An edition has no list, and keeps those of its own stocks beside their status.
    """
    wanted = set(symbols)
    if not (folder / LISTING).is_file():
        return {name: day for name, day in _kept(folder).items() if name in wanted}
    try:
        table, _ = _read(folder, ["symbol", "listed"])
        rows = zip(table["symbol"].to_pylist(), table["listed"].to_pylist(), strict=True)
        return {
            str(symbol): day.date()
            for symbol, day in rows
            if symbol in wanted and isinstance(day, datetime)
        }
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return {}


def write_listing(listing: Listing, folder: Path) -> None:
    """Replace the stored list of codes whole."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(listing_table(listing), preserve_index=False)
    hashes = {name: _hash(table[name]) for name in table.column_names}
    facts = json.dumps({"source": listing.source, "retrieved": listing.retrieved, "sha256": hashes})
    with replacing(folder / LISTING) as draft:
        pq.write_table(table.replace_schema_metadata({KEY: facts.encode()}), draft)


# Status ---------------------------------------------------------------


def read_status(folder: Path) -> tuple[StatusSpan, ...]:
    """When stocks were under special treatment, as far as dated names are stored whole."""
    held = read_json(folder / STATUS)
    rows = held.get("spans", [])
    if held.get("sha256", _status_hash(rows)) != _status_hash(rows):
        return ()
    try:
        return tuple(
            StatusSpan(str(row["symbol"]), bool(row["st"]), _day(row["first"]), _day(row["last"]))
            for row in rows
        )
    except (KeyError, TypeError, ValueError):
        return ()


def _kept(folder: Path) -> dict[str, date]:
    held = read_json(folder / STATUS).get("listed", {})
    try:
        return {str(symbol): date.fromisoformat(day) for symbol, day in held.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def write_status(
    spans: tuple[StatusSpan, ...], folder: Path, listed: Mapping[str, date] | None = None
) -> None:
    """Replace the stored status rows whole, and first sessions where they are given."""
    rows = plain([asdict(span) for span in spans])
    first = {"listed": plain(dict(listed))} if listed else {}
    write_json(folder / STATUS, {"sha256": _status_hash(rows), "spans": rows, **first})


def _status_hash(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
