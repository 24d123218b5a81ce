"""Groups of other stocks of the same mix: moments of all of them, and redrawn whole lists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats, Integers

_STILL = 1e-9
"""Share of the largest value under which a standard deviation is rounding."""


def centred(values: ArrayLike, cells: ArrayLike) -> Floats:
    """
    Each value less the mean of its cell.

    Parameters
    ----------
    values : array_like, shape (n,)
        Finite.
    cells : array_like of int, shape (n,)
        0, 1, …: values of one cell are exchangeable.

    Examples
    --------
    >>> centred([1.0, 3.0, 10.0], [0, 0, 1]).tolist()
    [-1.0, 1.0, 0.0]
    """
    each, places = np.asarray(values, dtype=np.float64), np.asarray(cells, dtype=np.int64)
    counts = np.maximum(np.bincount(places), 1)
    less: Floats = each - (np.bincount(places, each) / counts)[places]
    return less


def by_cell(members: sparse.csr_array, cells: ArrayLike) -> Integers:
    """
    How many members of each group stand in each cell; shape (groups, cells).

    Examples
    --------
    >>> by_cell(sparse.csr_array([[1, 1, 0], [0, 1, 1]]), [0, 0, 1]).tolist()
    [[2, 0], [1, 1]]
    """
    places = np.asarray(cells, dtype=np.int64)
    rows = np.repeat(np.arange(members.shape[0]), np.diff(members.indptr))
    n_cells = int(places.max(initial=-1)) + 1
    flat = rows * n_cells + places[members.indices]
    counts = np.bincount(flat, minlength=members.shape[0] * n_cells)
    return counts.reshape(members.shape[0], n_cells).astype(np.int64)


def moments(values: Floats, cells: ArrayLike, counts: Integers) -> tuple[Floats, Floats]:
    """
    Standard deviation and skewness of the sum over all groups of a mix, exactly.

    Parameters
    ----------
    values : ndarray, shape (n,)
        As `centred` gives them, so that the mean of every sum is 0.
    cells : array_like of int, shape (n,)
    counts : ndarray of int, shape (groups, cells)
        As `by_cell` gives them.

    Returns
    -------
    deviation, skewness : ndarray, shape (groups,)
        NaN where all groups of that mix have one sum.

    Notes
    -----
    With k of the N stocks of a cell drawn without replacement, and the cell's central moments
    m2 and m3 (over N), the sum has the variance ``k (N - k) / (N - 1) m2`` and the third central
    moment ``k (N - k)(N - 2k) / ((N - 1)(N - 2)) m3`` [1]_.  Cells are drawn apart: both add up.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 2.15.  Wiley.
    """
    places = np.asarray(cells, dtype=np.int64)
    n_cells = counts.shape[1]
    total = np.bincount(places, minlength=n_cells).astype(np.float64)
    safe = np.maximum(total, 1)
    second = np.bincount(places, values**2, minlength=n_cells) / safe
    third = np.bincount(places, values**3, minlength=n_cells) / safe
    drawn = counts.astype(np.float64)
    rest = drawn * (total - drawn)
    variance = (rest * (second / np.maximum(total - 1, 1))).sum(axis=1)
    divisor = np.maximum((total - 1) * (total - 2), 1)
    cube = (rest * (total - 2 * drawn) * (third / divisor)).sum(axis=1)
    deviation = np.sqrt(np.maximum(variance, 0))
    still = deviation <= _STILL * float(np.abs(values).max(initial=0))
    deviation[still] = np.nan
    return deviation, cube / deviation**3


def redrawn(
    values: Floats, cells: ArrayLike, n: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """
    The values as they are, and n times shuffled within their cells.

    A list of groups that is applied to the columns is the whole list redrawn: every group
    becomes a random one of its own mix, and groups overlap as they did.

    Parameters
    ----------
    values : ndarray, shape (m,)
    cells : array_like of int, shape (m,)
        Ascending: the stocks of a cell stand together.
    n : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float32, shape (m, n + 1)
        Column 0 is not shuffled.

    Raises
    ------
    InputError
        If the cells do not ascend.

    Notes
    -----
    A shuffle is the order of random 64-bit keys whose lowest bits name the stock.
    """
    places = np.asarray(cells, dtype=np.int64)
    if (np.diff(places) < 0).any():
        raise InputError(N_("Stocks must stand cell by cell to be shuffled within their cells."))
    single = values.astype(np.float32)
    drawn = np.empty((single.size, n + 1), dtype=np.float32)
    drawn[:, 0] = single
    for start, stop in pairwise(np.flatnonzero(np.diff(places, prepend=-1, append=-1))):
        size = int(stop - start)
        bits = np.uint64((size - 1).bit_length())
        names = np.uint64((1 << int(bits)) - 1)
        keys = rng.bit_generator.random_raw(n * size).reshape(n, size)
        keys &= ~names
        keys |= np.arange(size, dtype=np.uint64)
        keys.sort(axis=1)
        keys &= names
        drawn[start:stop, 1:] = single[start:stop].take(keys.astype(np.intp)).T
    return drawn


def normal_scores(standardised: ArrayLike, skewness: ArrayLike) -> Floats:
    """
    Standardised sums as normal deviates, by three moments.

    A sum of few skewed returns is far out more often than one of many: the same number of
    standard deviations is not equally rare.  The sum is taken for a gamma variable with its
    skewness (Pearson's type III, [1]_), whose cube root is nearly normal [2]_.

    Parameters
    ----------
    standardised : array_like, shape (groups,) or (groups, draws)
    skewness : array_like, shape (groups,)

    Returns
    -------
    ndarray
        Rising with `standardised`; the same shape and type.

    References
    ----------
    .. [1] Mielke, P. W. & Berry, K. J. (2007). Permutation Methods: A Distance Function
       Approach, 2nd ed., section 2.3.  Springer.
    .. [2] Wilson, E. B. & Hilferty, M. M. (1931). The distribution of chi-square. PNAS 17(12),
       684-688.

    Examples
    --------
    >>> normal_scores([4.0, 4.0], [0.0, 1.0]).round(2).tolist()
    [4.0, 2.82]
    """
    sums = np.asarray(standardised)
    shape = (-1,) + (1,) * (sums.ndim - 1)
    kind = np.result_type(sums.dtype, np.float32)
    skew = np.asarray(skewness, dtype=kind).reshape(shape)
    skew = np.where(np.abs(skew) < 1e-3, np.copysign(kind.type(1e-3), skew), skew)
    inside = 1 + sums * (skew / 2)
    scores: Floats = (np.cbrt(inside) - 1 + skew**2 / 36) * (6 / skew)
    return scores
