"""The closes of a whole market as one table, sessions x stocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dashboard.stats.result import Floats

Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class UniverseMatrix:
    """
    Closes of every A-share stock of the store, for scans of the whole market.

    Attributes
    ----------
    symbols : tuple of str
        Columns of `closes`, sorted.
    boards : tuple of str
        Board of each symbol: main, chinext, star, bse.
    days : ndarray of datetime64[D], shape (days,)
        Sessions in which at least one of them traded, oldest first.
    closes : ndarray, shape (days, symbols)
        Close x factor, on a scale of each stock's own; the close alone where its
        series has no factor.  NaN where a stock has no row.  Mapped from a file, read
        only: what nobody looks at is not read, and processes share what they read.
    sources : tuple of str
        Source of each symbol's series.
    adjustments : tuple of str
        What its closes are: ``factor`` for total-return closes; else, without a
        factor, the word of `dashboard.market.series.SeriesNote` for its prices.
    digest : str
        SHA-256 of all the others but `made`.
    made : str
        ISO time in UTC.
    left_out : tuple of str
        Symbols whose series could not be read.
    strays : int
        Rows on days that are no session, which are left out.
    doubted : tuple of str
        Symbols whose factor has steps that no price bears out; these are left out.
    """

    symbols: tuple[str, ...]
    boards: tuple[str, ...]
    days: Days
    closes: Floats
    sources: tuple[str, ...]
    adjustments: tuple[str, ...]
    digest: str
    made: str
    left_out: tuple[str, ...] = ()
    strays: int = 0
    doubted: tuple[str, ...] = ()

    @property
    def first(self) -> date:
        """First session."""
        day: date = self.days[0].item()
        return day

    @property
    def last(self) -> date:
        """Last session."""
        day: date = self.days[-1].item()
        return day

    def row(self, day: date) -> int | None:
        """Row of a session; None where no stock traded."""
        place = int(np.searchsorted(self.days, np.datetime64(day)))
        found = place < self.days.size and self.days[place] == np.datetime64(day)
        return place if found else None

    def covers(self, days: Sequence[date]) -> bool:
        """Whether it has a row for each of these days."""
        return all(self.row(day) is not None for day in days)

    @property
    def adjustment_counts(self) -> Counter[str]:
        """Stocks by what their closes are."""
        return Counter(self.adjustments)

    @property
    def without_dividends(self) -> int:
        """Stocks whose returns are wrong, or may be, across a dividend or a split."""
        counts = self.adjustment_counts
        return counts.total() - counts["factor"] - counts["multiplicative"]
