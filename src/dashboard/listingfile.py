"""The list of codes and the dated names as the store keeps them; asked again after a week."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import N_, SourceError, StoreError, UnreadableError
from dashboard.listing import Listing, listing_from_table, listing_table
from dashboard.prices import StatusSpan
from dashboard.settings import Settings
from dashboard.statefile import DRAFT, plain, read_json, write_json

LISTING = "listing.parquet"
STATUS = "status.json"
KEY = b"market-narrative.listing"
SHRUNK = 0.9  # a list shorter than this share of the stored one is not the whole
AGE = timedelta(days=7)  # names and listings change by the day, but a few of thousands


def read_listing(folder: Path) -> Listing | None:
    """Return the stored list of codes, or None where there is none that can be read."""
    file = folder / LISTING
    try:
        table = pq.read_table(file, partitioning=None)
        facts = json.loads((table.schema.metadata or {})[KEY])
        return listing_from_table(table.to_pandas(), facts["source"], facts["retrieved"])
    except (OSError, pa.ArrowException, StoreError, KeyError, ValueError):
        return None


def write_listing(listing: Listing, folder: Path) -> None:
    """Replace the stored list of codes whole."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = json.dumps({"source": listing.source, "retrieved": listing.retrieved})
    table = pa.Table.from_pandas(listing_table(listing), preserve_index=False)
    draft = folder / f".listing.{uuid4().hex}{DRAFT}"
    try:
        pq.write_table(table.replace_schema_metadata({KEY: facts.encode()}), draft)
        draft.replace(folder / LISTING)
    finally:
        draft.unlink(missing_ok=True)


def current_listing(
    settings: Settings, now: datetime | None = None
) -> tuple[Listing, tuple[SourceError, ...]]:
    """
    List of codes, asked for when the stored one is older than `AGE`.

    Returns
    -------
    listing : Listing
    refused : tuple of SourceError
        Sources that were asked and gave nothing usable; the stored list, however old,
        stands in for them.

    Raises
    ------
    SourceError
        If nobody has a list and the store has none.
    """
    stored = read_listing(settings.store)
    moment = now or datetime.now(UTC)
    if stored is not None and moment - datetime.fromisoformat(stored.retrieved) < AGE:
        return stored, ()
    try:
        found, refused = _ask(settings)
    except SourceError as error:
        if stored is None:
            raise
        return stored, (error,)
    if stored is not None and len(found.entries) < SHRUNK * len(stored.entries):
        return stored, (*refused, _too_short(found, stored))
    write_listing(found, settings.store)
    return found, (*refused, *_refresh_status(settings))


def _too_short(found: Listing, stored: Listing) -> UnreadableError:
    return UnreadableError(
        N_(
            "{source} lists {n} codes where the stored list has {before}: too few to be the whole, "
            "so the stored list stays in use."
        ),
        source=found.source,
        n=len(found.entries),
        before=len(stored.entries),
    )


def _ask(settings: Settings) -> tuple[Listing, tuple[SourceError, ...]]:
    from dashboard.providers.exchanges import load_listing  # noqa: PLC0415 - reading asks nobody
    from dashboard.providers.registry import code_lists  # noqa: PLC0415

    return load_listing(*code_lists(settings))


# Status ---------------------------------------------------------------


def read_status(folder: Path) -> tuple[StatusSpan, ...]:
    """When stocks were under special treatment, as far as dated names are stored."""
    rows = read_json(folder / STATUS).get("spans", [])
    try:
        return tuple(
            StatusSpan(str(row["symbol"]), bool(row["st"]), _day(row["first"]), _day(row["last"]))
            for row in rows
        )
    except (KeyError, TypeError, ValueError):
        return ()


def write_status(spans: tuple[StatusSpan, ...], folder: Path) -> None:
    """Replace the stored status rows whole."""
    write_json(folder / STATUS, {"spans": plain([asdict(span) for span in spans])})


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _refresh_status(settings: Settings) -> tuple[SourceError, ...]:
    """Ask Shenzhen for its dated name changes; Shanghai's are published nowhere as rows."""
    from dashboard.name_history import status_spans  # noqa: PLC0415
    from dashboard.providers.asking import Asker  # noqa: PLC0415
    from dashboard.providers.exchanges import ShenzhenList  # noqa: PLC0415

    try:
        changes = ShenzhenList(Asker("szse", settings.szse)).name_changes()
    except SourceError as error:
        return (error,)
    write_status(status_spans(changes), settings.store)
    return ()
