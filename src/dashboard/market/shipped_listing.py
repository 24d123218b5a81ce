"""The list of A shares that ships with the product: what names mean where no network is.

From cninfo's public list of stocks of 13 June 2026; names that differ from its list of
September 2021 are former ones.  Codes and names are facts; a refresh replaces the list.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources

from dashboard.market.boards import board
from dashboard.market.codes import read_code
from dashboard.market.former_names import FormerName
from dashboard.market.listing import Listed, Listing

AS_OF = date(2026, 6, 13)
BEFORE = date(2021, 9, 1)  # some day of that month; the earlier of the two lists
SOURCE = "cninfo"
FILE = "a_share_names.csv"


@cache
def shipped_listing() -> Listing:
    """
    List of A shares as of `AS_OF`, read when first asked for.

    One that left between the two lists has its name of then and `seen`.
    """
    return Listing(
        tuple(sorted(_entries(), key=lambda entry: entry.symbol)),
        SOURCE,
        f"{AS_OF.isoformat()}T00:00:00Z",
    )


def is_shipped(listing: Listing) -> bool:
    """Whether a list is the one that ships, as old as it is."""
    return listing.retrieved == f"{AS_OF.isoformat()}T00:00:00Z"


def _entries() -> Iterator[Listed]:
    file = resources.files("dashboard.market") / FILE
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        symbol, name, former = read_code(row["code"]).symbol, row["name"], row["former"]
        given_up = (FormerName(AS_OF, BEFORE, former),) if name and former else ()
        yield Listed(
            symbol,
            name or former,
            board(symbol),
            row["initials"],
            former=given_up,
            seen=None if name else BEFORE,
        )
