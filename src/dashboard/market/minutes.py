"""Bars of some minutes: one security from one file, as the store keeps them.

A bar is known by the moment at which it ends.  Whether a file stamps bars at their start or
their end is settled when it is read, so that nothing here has to be guessed: what a bar says
is known from its end on, and not before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MINUTE_COLUMNS = ("end", "open", "high", "low", "close", "volume", "amount")
INTERVALS = (1, 5, 10, 15, 30, 60)
"""Minutes that a bar may take."""


@dataclass(frozen=True, slots=True)
class MinuteNote:
    """
    What travels with bars.

    Attributes
    ----------
    symbol : str
        Yahoo style.
    source : str
        ``file-…``, the id of the reader's file.
    interval : int
        Minutes of one bar.
    timezone : str
        IANA name of the exchange's time, by which days are told.
    currency : str
    retrieved : str
        ISO time in UTC, to the second.
    request : str
        Name of the file and the beginning of its hash.
    name, title : str
        The security's name as the file gives it; where the file comes from, as the reader says.
    sha256 : str
        Of the rows, see `minute_digest`.
    """

    symbol: str
    source: str
    interval: int
    timezone: str
    currency: str
    retrieved: str
    request: str
    name: str = ""
    title: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MinuteBars:
    """
    Bars of one security from one file, and their note.

    Attributes
    ----------
    note : MinuteNote
    rows : DataFrame
        `MINUTE_COLUMNS`, oldest first, each end once: in UTC without a zone, whole minutes.
        Prices as traded, volume and amount as the file has them, NaN where it has none.
    """

    note: MinuteNote
    rows: pd.DataFrame

    @property
    def local_ends(self) -> pd.DatetimeIndex:
        """Ends of the bars by the clock of the exchange, without a zone."""
        ends = pd.DatetimeIndex(self.rows["end"]).tz_localize("UTC")
        return ends.tz_convert(ZoneInfo(self.note.timezone)).tz_localize(None)

    @property
    def days(self) -> NDArray[np.datetime64]:
        """Day of each bar by the clock of the exchange."""
        return self.local_ends.to_numpy().astype("datetime64[D]")

    @property
    def first(self) -> date:
        """First day with a bar."""
        day: date = self.days[0].astype(object)
        return day

    @property
    def last(self) -> date:
        """Last day with a bar."""
        day: date = self.days[-1].astype(object)
        return day

    def closes(self) -> dict[date, float]:
        """Close of the last bar of each day."""
        prices = self.rows["close"].to_numpy()
        return {
            day: float(price)
            for day, price in zip(self.days.astype(object).tolist(), prices, strict=True)
        }


def minute_digest(rows: pd.DataFrame) -> str:
    """SHA-256 over the rows: minutes since 1970 as int64, then each column as float64."""
    ends = rows["end"].to_numpy().astype("datetime64[m]").astype("<i8")
    found = hashlib.sha256(ends.tobytes())
    for name in MINUTE_COLUMNS[1:]:
        values = rows[name].to_numpy(dtype="<f8", copy=True) + 0.0  # -0.0 becomes 0.0
        values[np.isnan(values)] = np.nan
        found.update(values.tobytes())
    return found.hexdigest()
