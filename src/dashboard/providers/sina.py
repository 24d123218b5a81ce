"""Sina: cumulative multiplicative factors of dividends and splits.

The price of a day times its factor has the total return of the stock, which no
additively adjusted series has.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.errors import N_, NotCoveredError, UnreadableError
from dashboard.providers.asking import AskedSource, Reply
from dashboard.providers.mainland import number, unwrapped, wrong_security
from dashboard.providers.symbols import security_of

PATH = "/realstock/company/{prefixed}/hfq.js"
HEADERS = {"Referer": "https://finance.sina.com.cn/"}
BEGINNING = "1900-01-01"  # date of the first factor of every file, long before any price


class SinaFactors(AskedSource):
    """Sina's files of factors."""

    id = "sina"

    def factors(self, symbol: str) -> pd.Series[float]:
        """
        Factors by ex-date, oldest first; each holds from its day until the next.

        Parameters
        ----------
        symbol : str
            Yahoo style; a stock, for an index see `index_factors`.

        Raises
        ------
        EmptyAnswerError
            If Sina has no file of it.
        SourceError
            Of the class that says why else nothing usable came.
        """
        security = security_of(symbol, self.id)
        if security.is_index:
            raise NotCoveredError(
                N_("{source} has factors of stocks only: the index {symbol} was not asked for."),
                source=self.id,
                symbol=symbol,
            )
        reply = self._asker.get(PATH.format(prefixed=security.prefixed), headers=HEADERS)
        return read_factors(reply, security.prefixed)

    def fill(self, rows: pd.DataFrame, symbol: str) -> pd.DataFrame:
        """
        Rows with their column `factor`; nothing is asked for an index.

        Raises
        ------
        SourceError
            As `factors` and `apply_factors`.
        """
        known = index_factors() if security_of(symbol, self.id).is_index else self.factors(symbol)
        return apply_factors(rows, known)


def index_factors() -> pd.Series[float]:
    """
    Factors of an index: 1 throughout.

    An index pays nothing and is never split.  A price index such as the CSI 300 leaves
    out the dividends of its members: its return is no total return, which a factor of
    1 does not mend.
    """
    return _series({BEGINNING: 1.0})


def read_factors(reply: Reply, prefixed: str) -> pd.Series[float]:
    """
    Read a file of factors.

    Parameters
    ----------
    reply : Reply
    prefixed : str
        Sina's way of writing the security asked for: ``sz300249``.

    Raises
    ------
    WrongSecurityError
        If the file is another security's.
    UnreadableError
        If it has no entry, an entry without a date or a positive number, or two
        factors for one day.
    """
    name, content = unwrapped(reply)
    if not isinstance(content, dict) or not isinstance(content.get("data"), list) or not name:
        raise reply.unreadable(content)
    if name != f"{prefixed}hfq":
        raise wrong_security(reply.source, prefixed, name)
    found: dict[str, float] = {}
    for entry in content["data"]:
        day, factor = _entry(entry, reply)
        if found.setdefault(day, factor) != factor:
            raise reply.unreadable(entry)
    if not found:
        raise reply.unreadable(content)
    return _series(found)


def _entry(entry: Any, reply: Reply) -> tuple[str, float]:
    try:
        day = date.fromisoformat(entry["d"])
        factor = number(entry["f"])
    except (KeyError, TypeError, ValueError) as error:
        raise reply.unreadable(entry) from error
    if math.isnan(factor) or factor <= 0:
        raise reply.unreadable(entry)
    return day.isoformat(), factor


def _series(found: dict[str, float]) -> pd.Series[float]:
    days = sorted(found)
    index = pd.DatetimeIndex(days, name="date").as_unit("us")
    return pd.Series([found[day] for day in days], index=index, name="factor", dtype="float64")


def apply_factors(rows: pd.DataFrame, factors: pd.Series[float]) -> pd.DataFrame:
    """
    Fill the column `factor` of rows.

    Parameters
    ----------
    rows : DataFrame
        With a column `date`; left as it is.
    factors : Series
        As `SinaFactors.factors` gives them.

    Raises
    ------
    UnreadableError
        If a row is older than the first factor: which one held then is not known.
    """
    days = rows["date"].to_numpy().astype("datetime64[us]")
    place = np.searchsorted(factors.index.to_numpy().astype("datetime64[us]"), days, "right") - 1
    if (place < 0).any():
        raise UnreadableError(
            N_("{source} has no factor for {day}: the first it has is of a later day."),
            source=SinaFactors.id,
            day=f"{pd.Timestamp(days.min()):%Y-%m-%d}",
        )
    return rows.assign(factor=factors.to_numpy()[place])
