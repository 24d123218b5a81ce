"""What changed between two markets: series of prices, means of benchmarks, the universe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.cases.universe_returns import window_returns
from dashboard.market.prices import Market
from dashboard.stats.result import Floats

Kind = Literal["added", "removed", "changed", "source"]
"""Something is new, gone or different, or comes from elsewhere."""

Ends = tuple[date, date]

SAME = 1e-9
"""Relative; prices closer than this are the same, brought to the scale of another session."""

UNIVERSE = "universe"

_PRICES = ["open", "high", "low", "close", "volume"]


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """
    One way in which a series of prices or returns differs.

    Attributes
    ----------
    name : str
        Symbol, id of a benchmark, or ``universe``.
    kind : {"added", "removed", "changed", "source"}
        Rows are new, gone or different, or the series comes from elsewhere.
    count : int
        Sessions concerned; stocks for the universe.
    first : date or None
        The first of them.
    largest : float or None
        Largest change of a price or volume, as a fraction of what it was.
    largest_return : float or None
        Largest change of a daily return, of the window's return for the universe;
        fraction.
    before, after : str
        Source, adjustment and time of retrieval, where one of them differs.
    """

    name: str
    kind: Kind
    count: int = 0
    first: date | None = None
    largest: float | None = None
    largest_return: float | None = None
    before: str = ""
    after: str = ""


def series_changes(
    before: Market, after: Market, ends_before: Ends, ends_after: Ends
) -> Iterator[SeriesChange]:
    """
    Every series that differs between two markets, prices first.

    Parameters
    ----------
    before, after : Market
    ends_before, ends_after : (date, date)
        Base and last session of the window of each, over which the universe is compared.

    Notes
    -----
    Prices are compared as the pages use them, brought to one scale: after a dividend
    every earlier price of a series may be another and no return, which is why both
    changes are told.
    """
    yield from _prices(before, after)
    yield from _means(before, after)
    yield from _universe(before, after, ends_before, ends_after)


# Prices ---------------------------------------------------------------


def _prices(before: Market, after: Market) -> Iterator[SeriesChange]:
    rows = [dict(list(each.prices.groupby("symbol", sort=False))) for each in (before, after)]
    for name in map(str, {**rows[0], **rows[1]}):
        tables = [held[name].set_index("date")[_PRICES] if name in held else None for held in rows]
        yield from _table(name, *tables)
        sources = _source(before, name), _source(after, name)
        if sources[0] != sources[1] and all(name in held for held in rows):
            yield SeriesChange(name, "source", before=sources[0], after=sources[1])


def _table(
    name: str, before: pd.DataFrame | None, after: pd.DataFrame | None
) -> Iterator[SeriesChange]:
    if before is None or after is None:
        table = after if before is None else before
        if table is not None:
            kind: Kind = "added" if before is None else "removed"
            yield SeriesChange(name, kind, len(table), _first_day(table.index))
        return
    yield from _moved(name, before.index, after.index)
    days = before.index.intersection(after.index)
    was, now = (each.loc[days].to_numpy(dtype=np.float64) for each in (before, after))
    differ = ~np.isclose(was, now, rtol=SAME, atol=0, equal_nan=True).all(axis=1)
    if differ.any():
        yield SeriesChange(
            name,
            "changed",
            int(differ.sum()),
            _first_day(days[differ]),
            _largest(_relative(was, now)),
            _largest(_returns(after).loc[days] - _returns(before).loc[days]),
        )


def _returns(table: pd.DataFrame) -> pd.Series[float]:
    close = table["close"].sort_index()
    found: pd.Series[float] = close / close.shift(1) - 1
    return found


def _relative(was: Floats, now: Floats) -> Floats:
    """Change as a fraction of what was there; NaN where there was nothing to take it of."""
    found = np.full(was.shape, np.nan)
    np.divide(now - was, was, out=found, where=was != 0)
    return found


def _largest(changes: Floats | pd.Series[float]) -> float | None:
    values = np.abs(np.asarray(changes, dtype=np.float64))
    values = values[np.isfinite(values)]
    return float(values.max()) if values.size else None


def _moved(name: str, was: pd.Index, now: pd.Index) -> Iterator[SeriesChange]:
    """Sessions, or stocks of the universe, that only one of the two has."""
    new, gone = now.difference(was), was.difference(now)
    if len(new):
        yield SeriesChange(name, "added", len(new), _first_day(new))
    if len(gone):
        yield SeriesChange(name, "removed", len(gone), _first_day(gone))


def _first_day(keys: pd.Index) -> date | None:
    """First session of a series; None for the universe, whose keys are codes."""
    if not isinstance(keys, pd.DatetimeIndex):
        return None
    day: date = keys.min().date()
    return day


def _source(market: Market, name: str) -> str:
    note = market.series.get(name)
    if note is None:
        parts = [market.note.source, market.note.adjustment, market.note.retrieved]
    else:
        parts = [note.source, note.adjustment, note.factor_source, note.retrieved]
    return " · ".join(part for part in parts if part)


# Means of benchmarks, universe ----------------------------------------


def _means(before: Market, after: Market) -> Iterator[SeriesChange]:
    held = before.benchmark_returns, after.benchmark_returns
    none = pd.Series(index=pd.DatetimeIndex([]), dtype="float64")
    for name in {**held[0], **held[1]}:
        was, now = (each.get(name, none) for each in held)
        yield from _values(name, was.dropna(), now.dropna())


def _universe(
    before: Market, after: Market, ends_before: Ends, ends_after: Ends
) -> Iterator[SeriesChange]:
    was, now = _window_returns(before, ends_before), _window_returns(after, ends_after)
    yield from _values(UNIVERSE, was, now)


def _window_returns(market: Market, ends: Ends) -> pd.Series[float]:
    """Return of each other stock over the window: the case's table, else the store's universe."""
    table = market.universe
    if table is None and market.universe_matrix is not None:
        table = window_returns(market.universe_matrix, *ends)
    if table is None:
        return pd.Series(dtype="float64")
    returns = table.set_index("code")["window_return"].astype("float64").dropna()
    return returns.loc[~returns.index.duplicated()]


def _values(name: str, was: pd.Series[float], now: pd.Series[float]) -> Iterator[SeriesChange]:
    yield from _moved(name, was.index, now.index)
    keys = was.index.intersection(now.index)
    change: Floats = now.loc[keys].to_numpy(np.float64) - was.loc[keys].to_numpy(np.float64)
    differ: NDArray[np.bool_] = np.abs(change) > SAME
    if differ.any():
        yield SeriesChange(
            name,
            "changed",
            int(differ.sum()),
            _first_day(keys[differ]),
            largest_return=_largest(change),
        )
