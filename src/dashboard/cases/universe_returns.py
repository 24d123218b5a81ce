"""Returns of the whole market from the store's universe: over a window, and day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from dashboard.case import UNIVERSE_RETURNS, Case
from dashboard.market.prices import UNIVERSE_COLUMNS
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.stats.result import Floats, Integers

MIN_STOCKS = 30  # a mean of fewer is no mean of a market
BLOCK = 128  # sessions at a time, so that a scan needs little memory


def window_returns(matrix: UniverseMatrix, base: date, last: date) -> pd.DataFrame:
    """
    Return of every stock from one close to another.

    Parameters
    ----------
    matrix : UniverseMatrix
    base, last : date
        Sessions whose closes are compared.

    Returns
    -------
    DataFrame
        `dashboard.market.prices.UNIVERSE_COLUMNS`, returns as fractions; only stocks with a
        close on both days, none when the matrix has no such session.
    """
    rows = matrix.row(base), matrix.row(last)
    returns = np.full(len(matrix.symbols), np.nan)
    if rows[0] is not None and rows[1] is not None:
        returns = matrix.closes[rows[1]] / matrix.closes[rows[0]] - 1
    kept = np.flatnonzero(np.isfinite(returns)).tolist()
    columns = (
        [matrix.symbols[at].partition(".")[0] for at in kept],
        [matrix.boards[at] for at in kept],
        returns[kept],
    )
    return pd.DataFrame(dict(zip(UNIVERSE_COLUMNS, columns, strict=True)))


def equal_weight(
    matrix: UniverseMatrix, first: date, last: date, *, exclude: Iterable[str] = ()
) -> tuple[pd.Series[float], pd.Series[float]]:
    """
    Mean simple return of all stocks by session, and how many stand behind each.

    Parameters
    ----------
    matrix : UniverseMatrix
    first, last : date
        Sessions from one to the other, both included, as far as the matrix has them.
    exclude : iterable of str
        Symbols left out.

    Returns
    -------
    mean_return, stocks : Series
        Fractions, and numbers of stocks, by session.  A stock counts with closes on
        both the session and the one before; nothing is bridged, so that the first
        session after a suspension does not count.  Fewer than `MIN_STOCKS` give NaN.
    """
    gone = set(exclude)
    columns = np.array([symbol not in gone for symbol in matrix.symbols])
    begin = int(np.searchsorted(matrix.days, np.datetime64(first)))
    end = int(np.searchsorted(matrix.days, np.datetime64(last), side="right"))
    sums, counts = np.zeros(max(end - begin, 0)), np.zeros(max(end - begin, 0), dtype=np.int64)
    for start in range(max(begin, 1), end, BLOCK):
        stop = min(start + BLOCK, end)
        block = slice(start - begin, stop - begin)
        sums[block], counts[block] = _sums(matrix.closes[start - 1 : stop, columns])
    means = np.full(sums.size, np.nan)
    np.divide(sums, counts, out=means, where=counts >= MIN_STOCKS)
    index = pd.DatetimeIndex(matrix.days[begin:end], name="date").as_unit("us")
    return (
        pd.Series(means, index=index, name="mean_return"),
        pd.Series(counts.astype(np.float64), index=index, name="stocks"),
    )


def _sums(closes: Floats) -> tuple[Floats, Integers]:
    """Sum and number of the returns of each row on the one before."""
    returns = closes[1:] / closes[:-1]
    returns -= 1
    known = np.isfinite(returns)
    returns[~known] = 0
    return returns.sum(axis=1), known.sum(axis=1)


def universe_benchmark(
    case: Case, matrix: UniverseMatrix | None
) -> dict[str, tuple[pd.Series[float], pd.Series[float]]]:
    """
    Daily means and their counts for the benchmarks of a case that are the universe.

    They go into `Market.benchmark_returns` and `Market.benchmark_counts` under the same
    ids.  Empty when the case has no such benchmark or the store no universe.
    """
    wanted = [mark.id for mark in case.benchmarks if mark.returns == UNIVERSE_RETURNS]
    if matrix is None or not wanted:
        return {}
    found = equal_weight(matrix, matrix.first, matrix.last)
    return dict.fromkeys(wanted, found)
