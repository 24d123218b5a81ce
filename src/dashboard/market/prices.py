"""The price table's contract: what a table must be, and what travels with it.

A price table is long: one row a symbol and session, columns `COLUMNS`, dates
tz-naive at midnight, sorted by symbol and date.  A suspended session has no
row; nothing is ever filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from dashboard.errors import N_, PriceError
from dashboard.market.minutes import MinuteBars
from dashboard.market.series import SeriesNote
from dashboard.market.universe_matrix import UniverseMatrix

COLUMNS = ("symbol", "date", "open", "high", "low", "close", "volume")
UNADJUSTED_COLUMNS = (*COLUMNS, "reference")
UNIVERSE_COLUMNS = ("code", "board", "window_return")

_AS_TRADED = frozenset({"", "none", "raw", "unadjusted"})


@dataclass(frozen=True, slots=True)
class PriceNote:
    """
    Where prices come from.

    Attributes
    ----------
    source, adjustment : str
        As every chart and export prints them; never mixed within one table.
    retrieved : str
        ISO date or time.
    volume_unit, note : str
        Unit of the volume column; a caveat for the reader.
    sha256 : str
        Of the file the table was read from.
    exact : bool
        Prices as traded, times a factor at full precision: returns have no rounding
        interval, and limits are judged on the prices as traded.
    source_zh, adjustment_zh, volume_unit_zh, note_zh : str
        The same in Chinese, where the file has it.
    """

    source: str
    adjustment: str
    retrieved: str
    volume_unit: str
    note: str = ""
    sha256: str = ""
    exact: bool = False
    source_zh: str = ""
    adjustment_zh: str = ""
    volume_unit_zh: str = ""
    note_zh: str = ""

    @property
    def is_adjusted(self) -> bool:
        """Whether prices were changed after the fact (a limit price can be a tick off)."""
        return not self.exact and self.adjustment.strip().lower() not in _AS_TRADED


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """
    Whether a stock was under special treatment (ST, *ST) from one day to another.

    Attributes
    ----------
    symbol : str
    st : bool
    first, last : date or None
        Both included; None leaves that side open.
    """

    symbol: str
    st: bool
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    A move of a session beyond what its board allows on an ordinary day.

    Attributes
    ----------
    symbol : str
    day : date
    kind : {"factor", "move"}
        A step of the factor that the price does not bear out, which is not used; or the
        move of the price itself.
    move : float
        Return of the session, fraction, with the factor as given.
    traded : float
        The same from the prices alone.
    step : float
        Ratio of the factor to that of the row before; 1 without one.
    rate : float
        What the board allows.
    sessions : int
        Since the row before.
    confirmed : bool
        A second source has the same step: it is used, and named all the same.
    """

    symbol: str
    day: date
    kind: Literal["factor", "move"]
    move: float
    traded: float
    step: float
    rate: float
    sessions: int = 1
    confirmed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """
    Everything priced that belongs to one case.

    Attributes
    ----------
    prices : DataFrame
        The long price table (`COLUMNS`), in the case's currency.
    note : PriceNote
        Where the prices come from.
    benchmark_returns : dict of str to Series
        Daily mean simple returns (fractions) by benchmark id, for benchmarks that are
        files; indexed by session.
    benchmark_counts : dict of str to Series
        How many stocks stand behind each day's mean, where the file says so.
    universe : DataFrame or None
        `UNIVERSE_COLUMNS`; `window_return` is a fraction over the case's own window.
    unadjusted : DataFrame or None
        Prices as traded, for price limits only (`UNADJUSTED_COLUMNS`): the sessions of
        `prices` before adjustment, with the exchange's reference price of each, NaN on
        the first row of a symbol.  A symbol without rows is judged by `prices`.
    status : tuple of StatusSpan
        When stocks were under special treatment; where nothing is said, the mark of
        the name holds.
    series : dict of str to SeriesNote
        Where the rows of each symbol come from, when they come from the store.
    universe_matrix : UniverseMatrix or None
        Closes of the store's universe, where there is one: for windows that `universe`
        knows nothing of.
    listed : dict of str to date
        First session of a stock, where a list of the exchange has it.
    doubts : tuple of Doubt
        Moves of the store's series beyond what their board allows; the doubtful steps
        of a factor are left out of `prices`.
    strays : dict of str to tuple of date
        Rows of the store's series on days that are no session, left out of `prices`.
    minutes : dict of str to MinuteBars
        The store's minute bars by symbol, of the sessions that are looked at to the minute
        and the ones before them.
    """

    prices: pd.DataFrame
    note: PriceNote
    benchmark_returns: dict[str, pd.Series[float]] = field(default_factory=dict)
    universe: pd.DataFrame | None = None
    benchmark_counts: dict[str, pd.Series[float]] = field(default_factory=dict)
    unadjusted: pd.DataFrame | None = None
    status: tuple[StatusSpan, ...] = ()
    series: dict[str, SeriesNote] = field(default_factory=dict)
    notes: dict[str, PriceNote] = field(default_factory=dict)
    universe_matrix: UniverseMatrix | None = None
    listed: dict[str, date] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    strays: dict[str, tuple[date, ...]] = field(default_factory=dict)
    minutes: dict[str, MinuteBars] = field(default_factory=dict)

    def note_of(self, symbol: str) -> PriceNote:
        """Where the prices of one symbol come from."""
        return self.notes.get(symbol, self.note)

    def field(self, name: str) -> pd.DataFrame:
        """One column as sessions x symbols; a suspended session is NaN."""
        return pivot(self.prices, name)

    @property
    def closes(self) -> pd.DataFrame:
        """Closing prices, sessions x symbols."""
        return self.field("close")


def pivot(prices: pd.DataFrame, column: str) -> pd.DataFrame:
    """
    Turn one column of a long table into sessions x symbols.

    Raises
    ------
    PriceError
        If the table has no such column.
    """
    if column not in prices.columns:
        raise PriceError(N_("The price table has no column “{column}”."), column=column)
    wide = prices.pivot(index="date", columns="symbol", values=column)  # noqa: PD010 - no aggregation wanted
    return wide.sort_index()
