"""A daily price series: one security from one source, as the store keeps it.

Prices are as the source serves them; `SeriesNote.adjustment` says what was done to
them.  Wherever a source allows it they are unadjusted, and the column `factor`
carries dividends and splits: the cumulative multiplicative total-return factor,
constant but for ex-dates, so that close x factor has the total return of the stock.
Two series are never joined unless source and adjustment are the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

from dashboard.errors import N_, PriceError

Adjustment = Literal["none", "additive", "multiplicative", "unknown"]
ADJUSTMENTS: tuple[Adjustment, ...] = get_args(Adjustment)

INDEX = "index"
"""Factor source of an index: it has no dividends of its own."""

FILE = "file-"
"""How the ids of readers' own files as sources begin."""

ROW_COLUMNS = ("date", "open", "high", "low", "close", "volume", "amount", "factor")


@dataclass(frozen=True, slots=True)
class SeriesNote:
    """
    What travels with a series.

    Attributes
    ----------
    symbol : str
        Yahoo style (300249.SZ, 000300.SS).
    source : str
        Id of the source: yahoo, tencent, eastmoney, or ``file-…`` for a reader's own.
    adjustment : {"none", "additive", "multiplicative", "unknown"}
        What the source did to the price columns.  Returns of additive prices are
        wrong across dividends; they are flagged wherever they are used.
    factor_source : str
        Where the column `factor` comes from; empty when there is none and every
        value of the column is NaN.
    currency : str
        Of prices and amount.
    retrieved : str
        ISO time in UTC, to the second.
    request : str
        What was asked: addresses without secrets, or the name of the file.
    asked_from, asked_to : str
        ISO dates of the earliest day ever asked for, and of the last session asked for
        that had closed; without a row near either end there was no trading, or the
        source had none.
    name : str
        The security's name as the source gives it; empty when it gives none.
    sha256 : str
        Of the rows, see `digest`.
    title : str
        Where a reader's own file comes from, in the words of who imported it; else empty.
    """

    symbol: str
    source: str
    adjustment: Adjustment
    factor_source: str
    currency: str
    retrieved: str
    request: str
    asked_from: str
    asked_to: str
    name: str = ""
    sha256: str = ""
    title: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it comes from a file of a reader's own."""
        return self.source.startswith(FILE)


def of_one_origin(one: SeriesNote, other: SeriesNote) -> bool:
    """
    Whether two series cannot be held to come from two sources.

    Two files are two sources only where their readers gave them different titles; a file
    whose title is a source's own id is that source's.

    >>> facts = {"adjustment": "none", "factor_source": "", "currency": "CNY", "retrieved": ""}
    >>> facts |= {"request": "", "asked_from": "", "asked_to": ""}
    >>> files = [SeriesNote("300249.SZ", f"file-{name}", **facts) for name in "ab"]
    >>> of_one_origin(*files)
    True
    """
    if one.source == other.source:
        return True
    if one.is_file and other.is_file:
        titles = {_folded(one.title), _folded(other.title)}
        return len(titles) < 2 or "" in titles
    return any(_folded(a.title) == _folded(b.source) for a, b in ((one, other), (other, one)))


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


@dataclass(frozen=True, slots=True, eq=False)
class PriceSeries:
    """
    Rows of one security from one source, and their note.

    Attributes
    ----------
    note : SeriesNote
    rows : DataFrame
        `ROW_COLUMNS`, one row a session that traded, oldest first.  Prices in the
        note's currency, volume in shares, amount in currency (NaN where the source
        gives none), factor a positive number or NaN throughout.
    """

    note: SeriesNote
    rows: pd.DataFrame

    @property
    def first(self) -> date:
        """First session with a row."""
        day: date = self.rows["date"].iloc[0].date()
        return day

    @property
    def last(self) -> date:
        """Last session with a row."""
        day: date = self.rows["date"].iloc[-1].date()
        return day

    @property
    def has_factor(self) -> bool:
        """Whether dividends and splits are known."""
        return bool(self.note.factor_source)


def series_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return rows in the contract's order and types, or say what breaks it.

    Parameters
    ----------
    rows : DataFrame
        At least `ROW_COLUMNS`; any order.

    Returns
    -------
    DataFrame
        Only `ROW_COLUMNS`, sorted by date, index reset; the argument is untouched.

    Raises
    ------
    PriceError
        If a column is missing or holds what is no number, there is no row, a date is
        missing or stands twice, a price is not a positive number, a high is below a low,
        open or close lie outside the day's range, volume or amount is negative or
        infinite, or a factor is not positive or only partly there.
    """
    missing = [name for name in ROW_COLUMNS if name not in rows.columns]
    if missing:
        raise PriceError(
            N_("The price table lacks the column(s) {columns}."), columns=", ".join(missing)
        )
    if rows.empty:
        raise PriceError(N_("The price table has no row."))
    table = _typed(rows.loc[:, list(ROW_COLUMNS)]).sort_values("date", kind="stable")
    table = table.reset_index(drop=True)
    for wrong, template in _breaches(table):
        if wrong.any():
            day = table["date"].iloc[int(wrong.argmax())]
            raise PriceError(template, day=f"{day:%Y-%m-%d}")
    return table


def days_of(dates: pd.Series | pd.DatetimeIndex) -> pd.DatetimeIndex:
    """
    Days of timestamps as their own clock has them, without time of day and zone.

    Raises
    ------
    PriceError
        If one is missing or is no date.
    """
    try:
        days = pd.DatetimeIndex(dates).tz_localize(None).normalize().as_unit("us")
    except (TypeError, ValueError, OverflowError) as error:
        raise PriceError(N_("A row of the price table has no date.")) from error
    if days.hasnans:
        raise PriceError(N_("A row of the price table has no date."))
    return days


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.assign(date=days_of(rows["date"]))
    for name in ROW_COLUMNS[1:]:
        try:
            table[name] = rows[name].astype("float64")
        except (TypeError, ValueError) as error:
            raise PriceError(
                N_("The column “{column}” of the price table holds what is no number."),
                column=name,
            ) from error
    return table


def _breaches(table: pd.DataFrame) -> list[tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], str]]:
    prices = table[["open", "high", "low", "close"]].to_numpy()
    opened, high, low, close = prices.T
    volume, amount, factor = (table[name].to_numpy() for name in ROW_COLUMNS[5:])
    lacking = np.isnan(factor)
    return [
        (table["date"].duplicated().to_numpy(), N_("The session {day} stands twice.")),
        (
            ~(np.isfinite(prices) & (prices > 0)).all(axis=1),
            N_("A price on {day} is not a positive number."),
        ),
        (high < low, N_("On {day} the high is below the low.")),
        (
            (np.maximum(opened, close) > high) | (np.minimum(opened, close) < low),
            N_("On {day} open or close lies outside the day's range."),
        ),
        (
            (volume < 0) | (amount < 0) | np.isinf(volume) | np.isinf(amount),
            N_("On {day} volume or amount is negative or infinite."),
        ),
        (
            ~lacking & ~((factor > 0) & np.isfinite(factor)),
            N_("On {day} the factor is not a positive number."),
        ),
        (
            lacking & ~lacking.all(),
            N_("On {day} the factor is missing, while other sessions have one."),
        ),
    ]


def digest(rows: pd.DataFrame) -> str:
    """
    SHA-256 over the rows: days since 1970 as int64, then each column as float64.

    Little-endian, in the order of `ROW_COLUMNS`; every NaN counts as the same one, and
    so do the two zeros.  Whoever reads rows from outside refuses dates that are not whole
    days: the time of day is not under the hash.
    """
    found = hashlib.sha256(rows["date"].to_numpy().astype("datetime64[D]").astype("<i8").tobytes())
    for name in ROW_COLUMNS[1:]:
        values = rows[name].to_numpy(dtype="<f8", copy=True) + 0.0  # -0.0 becomes 0.0
        values[np.isnan(values)] = np.nan
        found.update(values.tobytes())
    return found.hexdigest()
