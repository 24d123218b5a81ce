"""Real prices and made-up lists of themes for what the radar is tried on."""

from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy import sparse

from dashboard.market.boards import board
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.membership import Membership, Theme

QUOTES = Path(__file__).parents[3] / "shared" / "market" / "ashare_daily.parquet"
THEMES = 1_000
SECTORS = 40
MEDIAN, SPREAD, SMALLEST, LARGEST = 25, 0.8, 5, 300
AT_HOME = 0.7  # share of a theme's members that are of its sector


def _places(column):
    """Sorted values of a column, and the place of each row's among them."""
    held = column.combine_chunks().dictionary_encode()
    values = held.dictionary.to_numpy(zero_copy_only=False)
    order = np.argsort(values)
    ranks = np.empty(order.size, dtype=np.intp)
    ranks[order] = np.arange(order.size)
    return values[order], ranks[held.indices.to_numpy()]


@cache
def real_market():
    """3,360 stocks of Shanghai and Shenzhen from 2019 to 2025."""
    table = pq.read_table(QUOTES, columns=["date", "code", "close"])
    codes, columns = _places(table["code"])
    days, rows = _places(table["date"])
    days = days.astype("datetime64[D]")
    closes = np.full((days.size, codes.size), np.nan)
    closes[rows, columns] = table["close"].to_numpy()
    symbols = tuple(f"{code}.{'SS' if code[0] == '6' else 'SZ'}" for code in map(str, codes))
    order = np.argsort(symbols)
    names = tuple(symbols[at] for at in order)
    n = len(names)
    return UniverseMatrix(
        symbols=names,
        boards=tuple(map(board, names)),
        days=days,
        closes=np.ascontiguousarray(closes[:, order]),
        sources=("shared",) * n,
        adjustments=("additive",) * n,
        digest="",
        made="",
    )


def random_lists(n_stocks, rng, n_themes=THEMES):
    """
    Themes as boolean rows that overlap as real ones do, and mean nothing.

    Stocks fall into sectors by lot; most members of a theme are of one sector, so that themes
    of a sector share many, and a stock is in about ten.
    """
    sector = rng.integers(0, SECTORS, n_stocks)
    sizes = np.clip(np.exp(rng.normal(np.log(MEDIAN), SPREAD, n_themes)), SMALLEST, LARGEST)
    held = np.zeros((n_themes, n_stocks), dtype=bool)
    for row, size in enumerate(sizes.astype(int)):
        home = np.flatnonzero(sector == rng.integers(0, SECTORS))
        own = min(round(AT_HOME * size), home.size)
        held[row, rng.choice(home, own, replace=False)] = True
        held[row, rng.choice(n_stocks, size - own, replace=False)] = True
    return held


def as_membership(symbols, held, day):
    """Membership of boolean rows; the names are their numbers."""
    themes = tuple(Theme(f"{row:04}", "made up") for row in range(len(held)))
    return Membership(symbols, themes, sparse.csr_array(held.astype(np.float32)), day, day)
