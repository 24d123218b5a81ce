"""Prices that the store has for a draft, and whether it has the whole market."""

from __future__ import annotations

from dashboard.articles.draft.draft import Prices
from dashboard.case import Case
from dashboard.cases.folders import CaseFolder
from dashboard.cases.prices import empty_prices
from dashboard.cases.pricing import stored_case
from dashboard.errors import PriceError
from dashboard.market.prices import Market, PriceNote
from dashboard.settings.loading import Settings
from dashboard.store.store import Store
from dashboard.store.universe_file import load_universe


def stored_prices(settings: Settings) -> Prices:
    """Prices of the store for the stocks of a case; none where it has no series of them."""

    def prices(case: Case) -> Market | None:
        bare = CaseFolder(case, Market(empty_prices(), PriceNote("", "", "", "")), (), ())
        order = settings.sources_for(case.calendar)
        try:
            market = stored_case(bare, Store(settings.store), order).market
        except PriceError:
            return None
        return market

    return prices


def has_universe(settings: Settings) -> bool:
    """Whether the store has the whole market, for a benchmark made of it."""
    return load_universe(settings.store) is not None
