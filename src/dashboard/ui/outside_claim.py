"""A typed claim of the page: with what else is known on this machine, the store and its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.analysis.typed_claims.outside import Outside, answer_typed
from dashboard.analysis.typed_claims.typed import TypedClaim
from dashboard.case import Case
from dashboard.settings.loading import load_settings
from dashboard.ui import data
from dashboard.ui.state import View

if TYPE_CHECKING:
    from dashboard.market.listing import Listing


def check(view: View, said: str) -> tuple[TypedClaim, Case]:
    """
    Check a sentence; a stock outside the case is looked up in the store's list of codes.

    Returns and raises what `answer_typed` does.
    """
    from dashboard.store.store import Store  # noqa: PLC0415 - Parquet costs a page's start a tenth of a second

    outside = None
    if view.edition is None:
        order = load_settings().sources_for(view.case.calendar)
        outside = Outside(_listing, Store(data.store_folder()), order)
    return answer_typed(said, view.folder, view.sessions, outside)


def _listing() -> Listing:
    """Return the list of codes at hand, read once for all readers until it changes."""
    file = data.store_folder() / "listing.parquet"
    try:
        stamp = file.stat().st_mtime_ns
    except OSError:
        stamp = 0

    def read() -> Listing:
        from dashboard.store.listing_file import known_listing  # noqa: PLC0415

        return known_listing(file.parent)

    return data.computed("listing", (str(file), stamp), read)
