"""Sessions on which a security did not trade, in every way that files write them.

A suspended session has no row.  Files write one all the same: the last close in all four
prices with a volume of nothing, of zero, or of a denormal float; zeros for open, high and
low; the whole row before with no volume.  One rule for price files and case folders.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Far below one share in any unit: what a file of single floats writes for nothing is 5.9e-39.
NOTHING = 1e-6


def untraded(numbers: Mapping[str, Floats], group: Integers) -> Mask:
    """
    Rows of sessions without trading.

    Parameters
    ----------
    numbers : mapping of str to ndarray
        open, high, low, close, volume and, where there is one, amount; NaN where empty.
    group : ndarray of int
        Which security each row belongs to.  Rows of one stand together, oldest first, when
        a row is to be known as a copy of the one before.

    Returns
    -------
    ndarray of bool
        Rows without a price are not among them: they say nothing.

    Notes
    -----
    An empty volume counts as none only for a security that has volumes otherwise: indices
    and some exports have none at all.
    """
    opened, high, low, close = (numbers[name] for name in ("open", "high", "low", "close"))
    volume, amount = numbers["volume"], numbers.get("amount", np.full(len(close), np.nan))
    idle_amount = np.isnan(amount) | (np.abs(amount) < NOTHING)
    zero, empty = np.abs(volume) < NOTHING, np.isnan(volume)
    flat = (opened == high) & (high == low) & (low == close)
    blank = (opened == 0) & (high == 0) & (low == 0)
    idle = (zero | (empty & _usually_trades(volume, group))) & idle_amount
    found: Mask = idle & (flat | blank | (_copies(opened, high, low, close, group) & ~empty))
    return found


def _usually_trades(volume: Floats, group: Integers) -> Mask:
    """Rows of securities of which at least half of the rows have a volume."""
    if not len(group):
        return np.zeros(0, dtype=bool)
    places = group - group.min()
    rows = np.bincount(places)
    with_volume = np.bincount(places, weights=volume >= NOTHING)
    usual: Mask = (2 * with_volume >= rows)[places]
    return usual


def _copies(opened: Floats, high: Floats, low: Floats, close: Floats, group: Integers) -> Mask:
    """Rows whose prices are those of the row before of the same security."""
    found = np.zeros(len(group), dtype=bool)
    same = group[1:] == group[:-1]
    for values in (opened, high, low, close):
        same &= values[1:] == values[:-1]
    found[1:] = same
    return found
