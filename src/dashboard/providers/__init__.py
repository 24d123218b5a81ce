"""Sources outside: one file a source, the network part and the parsing part apart.

A price source has an id and one public method, `fetch`.  It turns an `Ask`
into an `FetchedPrices` or raises the `SourceError` that says why not.  What every answer must
stand up to (the right security, not empty, how far it reaches) is checked in one
place, `providers.checking`, not in each file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd
import pybreaker

from dashboard.errors import N_, EmptyAnswerError
from dashboard.market.minutes import MinuteBars
from dashboard.market.series import Adjustment


@dataclass(frozen=True, slots=True)
class Ask:
    """
    What is wanted of a source.

    Attributes
    ----------
    symbol : str
        Yahoo style.
    first, last : date
        Days, both included; `last` may lie in the future.
    name : str
        The security's Chinese short name as the case or the list of codes has it,
        empty when unknown: an answer under another name is for another security.
    """

    symbol: str
    first: date
    last: date
    name: str = ""

    def unanswered(self, source: str) -> EmptyAnswerError:
        """Error for an answer without a price of these days."""
        return EmptyAnswerError(
            N_("{source} has no price of {symbol} from {first} to {last}."),
            source=source,
            symbol=self.symbol,
            first=self.first,
            last=self.last,
        )


@dataclass(frozen=True, slots=True, eq=False)
class FetchedPrices:
    """
    What a source gave, in the units of `dashboard.market.series`.

    Attributes
    ----------
    rows : DataFrame
        `dashboard.market.series.ROW_COLUMNS`, oldest first, not yet validated: volume in
        shares, amount in currency, NaN where the source gives none.  Days without
        trading (null or zero-volume rows) are left out.
    adjustment : str
        What the source did to the prices.
    factor_source : str
        Id of the source of the column `factor`; empty when the column is NaN.
    currency : str
    name : str
        The security's name in the answer; empty when it has none.
    request : str
        Addresses asked, without secrets, separated by a space.
    nulls : int
        Rows the source served without a price, left out of `rows`.
    """

    rows: pd.DataFrame
    adjustment: Adjustment
    factor_source: str
    currency: str
    name: str
    request: str
    nulls: int = 0


class PriceSource(Protocol):
    """One source of daily prices."""

    @property
    def id(self) -> str:
        """Word for it in settings, files and links."""

    def fetch(self, ask: Ask) -> FetchedPrices:
        """
        Ask the source, once for every page its answer has.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """


class MinuteSource(Protocol):
    """One source of bars of some minutes."""

    @property
    def id(self) -> str:
        """Word for it in settings, files and links."""

    def minutes(self, ask: Ask, interval: int) -> MinuteBars:
        """
        Ask the source for bars of `interval` minutes, as traded.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """


class FactorSource(Protocol):
    """Cumulative factors for sources that serve prices as traded and nothing else."""

    @property
    def id(self) -> str:
        """Word for it in settings and files."""

    def fill(self, rows: pd.DataFrame, symbol: str) -> pd.DataFrame:
        """Return the rows with their factor, or raise SourceError."""


@dataclass(frozen=True, slots=True)
class Sources:
    """
    Whom to ask, in order.

    Attributes
    ----------
    prices : tuple of PriceSource
        The preferred first.
    factors : FactorSource or None
    breakers : mapping of str to CircuitBreaker
        By id, for every source above.
    """

    prices: tuple[PriceSource, ...]
    factors: FactorSource | None
    breakers: Mapping[str, pybreaker.CircuitBreaker]
