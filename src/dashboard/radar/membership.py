"""Stocks x themes on a day, as a sparse matrix in the order of the universe's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.market.theme_members import in_force
from dashboard.stats.result import Integers

Mode: TypeAlias = Literal["as-of", "restated"]
"""Whether the list is that of the day itself, or a later one laid over an earlier day."""


@dataclass(frozen=True, slots=True, order=True)
class Theme:
    """A theme of one source; the same name from two sources is two themes."""

    name: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """
    Who belongs to which theme on a day.

    Attributes
    ----------
    symbols : tuple of str
        Columns, as in the universe matrix.
    themes : tuple of Theme
        Rows, sorted.
    members : csr_array of float32, shape (themes, symbols)
        1 for a member; indices sorted, nothing else stored.
    day : date
        The day it is looked at for.
    listed_on : date
        The day whose list it is.
    unknown : tuple of str
        Listed stocks that are no column, sorted: without a price, they count nowhere.
    """

    symbols: tuple[str, ...]
    themes: tuple[Theme, ...]
    members: sparse.csr_array
    day: date
    listed_on: date
    unknown: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode:
        """As of the day, or restated with a later list."""
        return "as-of" if self.listed_on <= self.day else "restated"

    @property
    def sizes(self) -> Integers:
        """Members of each theme that have a column."""
        sizes: Integers = np.diff(self.members.indptr).astype(np.int64)
        return sizes

    def row(self, theme: Theme) -> int:
        """Row of a theme; raises KeyError where there is none."""
        try:
            return self.themes.index(theme)
        except ValueError as error:
            raise KeyError(theme) from error

    def columns(self, row: int) -> Integers:
        """Columns of the members of a theme, ascending."""
        start, stop = self.members.indptr[row : row + 2]
        columns: Integers = self.members.indices[start:stop].astype(np.int64)
        return columns


def membership(
    table: pd.DataFrame,
    symbols: Sequence[str],
    day: date,
    *,
    listed_on: date | None = None,
) -> Membership:
    """
    Membership on a day from a log of changes.

    Parameters
    ----------
    table : DataFrame
        `dashboard.market.theme_members.COLUMNS`.
    symbols : sequence of str
        Columns of the universe matrix.
    day : date
        The day to be scanned.
    listed_on : date, optional
        Day whose list is taken; `day` itself by default.  A later one makes the membership
        *restated*: it knows what the day did not.

    Examples
    --------
    >>> from dashboard.market.theme_members import COLUMNS
    >>> seen = {"B": "2025-02-01", "C": "2025-03-01"}
    >>> rows = [(stock, "ports", "a", "", first, None) for stock, first in seen.items()]
    >>> table = pd.DataFrame(rows, columns=COLUMNS)
    >>> found = membership(table, ("A", "B", "C"), date(2025, 2, 3))
    >>> found.members.toarray().tolist(), found.mode
    ([[0.0, 1.0, 0.0]], 'as-of')
    >>> membership(table, ("A", "B"), date(2025, 2, 3), listed_on=date(2025, 3, 2)).unknown
    ('C',)
    """
    taken = listed_on or day
    rows = in_force(table, taken)
    pairs = list(zip(rows["theme"].astype(str), rows["source"].astype(str), strict=True))
    themes = tuple(Theme(*pair) for pair in sorted(set(pairs)))
    place = {theme: at for at, theme in enumerate(themes)}
    column = {symbol: at for at, symbol in enumerate(symbols)}
    at_row = np.array([place[Theme(*pair)] for pair in pairs], dtype=np.int32)
    at_column = np.array([column.get(stock, -1) for stock in rows["stock"]], dtype=np.int32)
    known = at_column >= 0
    members = sparse.csr_array(
        (np.ones(int(known.sum()), dtype=np.float32), (at_row[known], at_column[known])),
        shape=(len(themes), len(symbols)),
    )
    members.sort_indices()
    unknown = tuple(sorted({str(stock) for stock in rows["stock"].to_numpy()[~known]}))
    return Membership(tuple(symbols), themes, members, day, taken, unknown)


def list_for(table: pd.DataFrame, day: date) -> date:
    """
    Day whose list an evening is scanned with: its own, or the first one after it.

    A later list makes the evening *restated*.
    """
    if not in_force(table, day).empty:
        return day
    later = pd.to_datetime(table["first_seen"])
    after = later[later > pd.Timestamp(day)]
    found: date = day if after.empty else after.min().date()
    return found
