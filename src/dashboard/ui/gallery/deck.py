"""The cases of the gallery at this moment, each with its card as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.analysis.cards.glance import Glance, glance
from dashboard.analysis.cards.workshop import Workshop, has_prices
from dashboard.cases.entries import CaseEntry
from dashboard.ui import data, source_status

# Of all readers: a card is the same for each of them.
WORKSHOP = Workshop()


def glances() -> tuple[Glance, ...]:
    """Every case with its card; missing ones are begun, the newest windows first."""
    entries, store, now = data.cases(), data.store_folder(), source_status.now()
    cards = WORKSHOP.look(sorted(entries, key=_newest), store)
    return tuple(
        glance(entry, cards.get(entry.path), now, has_prices=has_prices(entry, store))
        for entry in entries
    )


def on_their_way(shown: Sequence[Glance]) -> int:
    """How many cards are being worked out."""
    return sum(each.wait == "working" for each in shown) if WORKSHOP.is_working else 0


def _newest(entry: CaseEntry) -> int:
    last = date.min if entry.window is None else entry.window.last
    return -last.toordinal()
