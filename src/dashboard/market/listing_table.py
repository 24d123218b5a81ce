"""The list of A shares as a table, for the store."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import cast

import pandas as pd

from dashboard.errors import N_, StoreError
from dashboard.market.boards import Board
from dashboard.market.former_names import FormerName
from dashboard.market.listing import Listed, Listing

COLUMNS = ("symbol", "name", "board", "pinyin", "listed", "delisted")
NEWER_COLUMNS = ("former", "seen")
"""Lacking in a list that an earlier version stored."""


def listing_table(listing: Listing) -> pd.DataFrame:
    """Entries as a table with `COLUMNS` and `NEWER_COLUMNS`, one row each."""
    table = pd.DataFrame(
        [[getattr(entry, name) for name in COLUMNS] for entry in listing.entries],
        columns=list(COLUMNS),
    )
    days = {name: pd.to_datetime(table[name]).astype("datetime64[us]") for name in COLUMNS[-2:]}
    former = [
        json.dumps([[each.name, str(each.seen), str(each.gone)] for each in entry.former])
        for entry in listing.entries
    ]
    seen = pd.to_datetime(pd.Series([entry.seen for entry in listing.entries], dtype=object))
    return table.assign(**days, former=former, seen=seen.astype("datetime64[us]"))


def listing_from_table(table: pd.DataFrame, source: str, retrieved: str) -> Listing:
    """
    Listing of a table made by `listing_table`, also by an earlier version.

    Raises
    ------
    StoreError
        If a column is missing.
    """
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise StoreError(
            N_("The list of codes lacks the column(s) {columns}."), columns=", ".join(missing)
        )
    newer = [
        table[name].tolist() if name in table.columns else [None] * len(table)
        for name in NEWER_COLUMNS
    ]
    entries = tuple(
        Listed(
            str(symbol),
            str(name),
            cast("Board", board_),
            "" if pinyin is None else str(pinyin),
            _day(first),
            _day(last),
            _former(former),
            _day(seen),
        )
        for symbol, name, board_, pinyin, first, last, former, seen in zip(
            *(table[column].tolist() for column in COLUMNS), *newer, strict=True
        )
    )
    return Listing(entries, source, retrieved)


def _former(text: object) -> tuple[FormerName, ...]:
    if not isinstance(text, str) or text == "[]":
        return ()
    return tuple(
        FormerName(date.fromisoformat(gone), date.fromisoformat(seen), str(name))
        for name, seen, gone in json.loads(text)
    )


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) and not pd.isna(value) else None
