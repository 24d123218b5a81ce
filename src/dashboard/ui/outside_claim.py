"""A typed claim checked on the case, or on one stock of the store that the case does not have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.analysis.claims.sentence import UnknownStockError
from dashboard.analysis.claims.typed import TypedClaim, check_typed
from dashboard.case import Case
from dashboard.errors import InputError
from dashboard.message import Message
from dashboard.settings.loading import load_settings
from dashboard.ui import data
from dashboard.ui.state import View

if TYPE_CHECKING:
    from dashboard.market.listing import Listing

CALENDAR = "XSHG"  # the list has A shares only


def check(view: View, said: str) -> tuple[TypedClaim, Case]:
    """
    Check a sentence; a stock outside the case is looked up in the store's list of codes.

    Returns
    -------
    found : TypedClaim
    case : Case
        That of the reader, with the one stock added where it had to be looked up.

    Raises
    ------
    DashboardError
        In one sentence: what was not understood, or what is not at hand.
    """
    try:
        return check_typed(said, view.case, view.folder.market, view.sessions), view.case
    except UnknownStockError:
        # What the store holds today is no part of what an edition froze.
        asks = view.case.calendar == CALENDAR and view.edition is None
        found = _outside(view, said) if asks else None
        if found is None:
            raise
        return found


def _outside(view: View, said: str) -> tuple[TypedClaim, Case] | None:
    from dashboard.analysis.claims import outside_stock  # noqa: PLC0415
    from dashboard.cases import pricing  # noqa: PLC0415 - Parquet costs a page's start a tenth of a second
    from dashboard.store.store import Store, choose  # noqa: PLC0415

    stock = outside_stock.named_outside(said, _listing(), view.case)
    if stock is None:
        return None
    store, order = Store(data.store_folder()), load_settings().sources_for(CALENDAR)
    source = choose(store.held(stock.symbol), order, view.case.window.last)
    series = None if source is None else store.read(stock.symbol, source)
    if series is None:
        raise InputError(outside_stock.NO_PRICES, name=stock.name, symbol=stock.symbol)
    folder = pricing.with_stock(view.folder, series, stock.name)
    text = outside_stock.by_symbol(said, stock)
    found = check_typed(text, folder.case, folder.market, view.sessions)
    note = series.note
    remark = Message.of(
        outside_stock.OUTSIDE,
        stock=stock.name,
        symbol=stock.symbol,
        source=note.source,
        day=note.retrieved[:10],
    )
    # No page of the case draws the stock.
    result = replace(found.result, targets=())
    understood = (remark, *found.understood)
    return replace(found, said=said.strip(), result=result, understood=understood), folder.case


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
