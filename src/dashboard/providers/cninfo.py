"""cninfo: the list of all A shares with names and initials, delisted ones among them."""

from __future__ import annotations

from typing import Any

from dashboard.errors import N_, BlockedError, EmptyAnswerError
from dashboard.market.listing import Listing, listing_of
from dashboard.providers.asking import AskedSource, Reply

PATH = "/new/data/szse_stock.json"  # of all three exchanges, in spite of its name


class Cninfo(AskedSource):
    """The disclosure site that the regulator names for all exchanges."""

    id = "cninfo"

    def listing(self) -> Listing:
        """
        Ask for the list, in one request.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        return read_list(self._asker.get(PATH))


def read_list(reply: Reply) -> Listing:
    """Read the answer; no dates in it, and rows of a shape of their own are counted."""
    rows = rows_of(reply, reply.json(), "stockList")
    found = listing_of(
        ((row.get("code"), row.get("zwjc"), row.get("pinyin"), None, None) for row in rows),
        reply.source,
    )
    return filled(reply, found, rows)


def rows_of(reply: Reply, content: object, key: str) -> list[dict[str, Any]]:
    """
    Rows under a key of an answer; one that is no object becomes an empty one.

    Raises
    ------
    BlockedError
        If the key is missing or null: the source withholds what it has.
    EmptyAnswerError
        If there is no row.
    UnreadableError
        If the answer is no object or the rows are no list.
    """
    if not isinstance(content, dict):
        raise reply.unreadable(content)
    rows = content.get(key)
    if rows is None:
        raise BlockedError(
            N_("{source} answered without its list of codes: it shuts this client out."),
            source=reply.source,
        )
    if not isinstance(rows, list):
        raise reply.unreadable(rows)
    if not rows:
        raise EmptyAnswerError(N_("{source} answered with an empty list."), source=reply.source)
    return [row if isinstance(row, dict) else {} for row in rows]


def filled(reply: Reply, listing: Listing, rows: object) -> Listing:
    """Return the listing, or raise UnreadableError when its rows hold no A share."""
    if not listing.entries:
        raise reply.unreadable(rows)
    return listing
