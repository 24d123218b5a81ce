"""The list of codes, asked for again when the stored one is older than a week."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

from dashboard.errors import N_, SourceError, UnreadableError
from dashboard.market.codes import codes_in
from dashboard.market.listing import Listing
from dashboard.market.listing_succession import succeed, with_dated_names
from dashboard.market.name_history import NameSpan
from dashboard.settings.loading import Settings
from dashboard.store.listing_file import (
    known_listing,
    read_listing,
    write_listing,
    write_status,
)

SHRUNK = 0.9  # a list shorter than this share of the stored one is not the whole
AGE = timedelta(days=7)  # names and listings change by the day, but a few of thousands


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

    Notes
    -----
    A list that comes replaces the one before and keeps what it saw: names given up since,
    with their days where a source has them, and who left.
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
    if stored is not None and len(found.entries) < SHRUNK * _count(stored):
        return stored, (*refused, _too_short(found, stored))
    names, unasked = _refresh_status(settings)
    found = with_dated_names(succeed(found, known_listing(settings.store)), names)
    write_listing(found, settings.store)
    return found, (*refused, *unasked)


def listing_at_hand(
    settings: Settings, text: str, now: datetime | None = None
) -> tuple[Listing, tuple[SourceError, ...]]:
    """
    List that knows a code or name: the one at hand, stored or shipped, before anybody is asked.

    Only for what that one does not know, and when it is older than `AGE`, sources are
    asked; `current_listing` says what is returned.
    """
    at_hand = known_listing(settings.store)
    old = (now or datetime.now(UTC)) - datetime.fromisoformat(at_hand.retrieved) >= AGE
    misspelt = any(found.error for found in codes_in(unicodedata.normalize("NFKC", text)))
    if not old or misspelt or at_hand.recognise(text):
        return at_hand, ()
    try:
        return current_listing(settings, now)
    except SourceError as error:
        return at_hand, (error,)


def _count(listing: Listing) -> int:
    return sum(entry.seen is None for entry in listing.entries)


def _too_short(found: Listing, stored: Listing) -> UnreadableError:
    return UnreadableError(
        N_(
            "{source} lists {n} codes where the stored list has {before}: too few to be the whole, "
            "so the stored list stays in use."
        ),
        source=found.source,
        n=len(found.entries),
        before=_count(stored),
    )


def _ask(settings: Settings) -> tuple[Listing, tuple[SourceError, ...]]:
    from dashboard.providers.exchanges import load_listing  # noqa: PLC0415 - reading asks nobody
    from dashboard.providers.registry import code_lists  # noqa: PLC0415

    return load_listing(*code_lists(settings))


def _refresh_status(
    settings: Settings,
) -> tuple[tuple[NameSpan, ...], tuple[SourceError, ...]]:
    """Ask Shenzhen for its dated name changes; Shanghai's are published nowhere as rows."""
    from dashboard.market.name_history import status_spans  # noqa: PLC0415
    from dashboard.providers.asking import Asker  # noqa: PLC0415
    from dashboard.providers.exchanges import ShenzhenList  # noqa: PLC0415

    try:
        changes = ShenzhenList(Asker("szse", settings.szse)).name_changes()
    except SourceError as error:
        return (), (error,)
    write_status(status_spans(changes), settings.store)
    return changes, ()
