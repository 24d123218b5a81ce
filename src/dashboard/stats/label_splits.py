"""Many ways to part the same stocks in two: which parts them best, after all that were tried."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from dashboard.errors import N_, InputError
from dashboard.stats.arrangements import count_arrangements, distinct_arrangements
from dashboard.stats.permutation import subset_sums
from dashboard.stats.result import (
    Booleans,
    Floats,
    Integers,
    TestSettings,
    tie_margin,
    vector,
)

EXACT = 20_000
"""Up to this many rearrangements are counted one by one; beyond, they are drawn."""

DRAWS = 9_999

_AT_ONCE = 4_000_000
"""Statistics made at a time, so that a theme of hundreds needs little memory."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelSplits:
    """
    Every split that was tried, in the order given.

    Attributes
    ----------
    inside : ndarray of int, shape (splits,)
        Stocks that carry the label.
    difference : ndarray, shape (splits,)
        Mean inside less mean outside.
    pvalue : ndarray, shape (splits,)
        One-sided p-value of the split alone.
    adjusted : ndarray, shape (splits,)
        The same after all splits tried (max-T, step-down).
    n : int
        Stocks.
    n_permutations : int
        Rearrangements behind `adjusted`.
    attainable : float
        Smallest adjusted p-value that they can give.
    settings : TestSettings
        Of the shared rearrangements.
    """

    inside: Integers
    difference: Floats
    pvalue: Floats
    adjusted: Floats
    n: int
    n_permutations: int
    attainable: float
    settings: TestSettings

    @property
    def best(self) -> int:
        """Place of the split with the smallest adjusted p-value; the wider one of equals."""
        order = np.lexsort((-self.difference, self.pvalue, self.adjusted))
        return int(order[0])


def label_splits(values: ArrayLike, labels: ArrayLike, *, seed: int) -> LabelSplits:
    """
    Try every label as a split of the stocks, higher inside.

    Parameters
    ----------
    values : array_like, shape (n,)
        Abnormal return of each stock; finite.
    labels : array_like of bool, shape (splits, n)
        Who carries each label; some, not all.
    seed : int
        Of the draws, if they are needed.

    Raises
    ------
    InputError
        If shapes differ, a value is not finite, or a label is carried by all or none.

    Notes
    -----
    If no label means anything, every order of the returns over the stocks was equally likely.
    Splits of different sizes are made comparable by their standard deviation over all orders:
    T = difference x sqrt(k (n - k) / n), a constant apart.  All splits are read from the same
    rearrangements, so that labels that overlap are adjusted for what they are, and the
    adjusted p-value is that of the largest T over the splits not yet passed (step-down [1]_).
    Stocks with the same labels are interchangeable; where that leaves at most `EXACT`
    arrangements they are counted one by one.  A single split is counted exactly up to `EXACT`
    choices and read from the shared draws beyond, (count + 1)/(n + 1).

    References
    ----------
    .. [1] Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing,
       algorithm 4.1.  Wiley.

    Examples
    --------
    >>> found = label_splits([3.0, 4.0, 1.0, 2.0], [[1, 1, 0, 0], [0, 0, 0, 1]], seed=1)
    >>> found.difference.round(3).tolist(), found.pvalue.round(3).tolist()
    ([2.0, -0.667], [0.167, 0.75])
    >>> found.adjusted.round(3).tolist(), found.n_permutations
    ([0.167, 0.75], 12)
    """
    returns = vector(values, "values")
    carried = np.asarray(labels, dtype=np.bool_)
    if carried.ndim != 2 or carried.shape[1] != returns.size:
        raise InputError(
            N_("The labels have the shape {shape}; it must be (splits, {n})."),
            shape=carried.shape,
            n=returns.size,
        )
    inside = carried.sum(axis=1).astype(np.int64)
    if not len(carried) or (inside == 0).any() or (inside == returns.size).any():
        raise InputError(N_("A label that all or none of the stocks carry parts nothing."))
    distinct, place = np.unique(carried, axis=0, return_inverse=True)
    orders, settings = _orders(distinct, seed)
    sizes = distinct.sum(axis=1)
    weights = np.sqrt(returns.size / (sizes * (returns.size - sizes)))
    # The centred sum inside, times n / (k (n - k)), is the difference of means.
    less = returns - returns.mean()
    observed = (distinct @ less) * weights
    alone, adjusted, total, least = _counts(less, distinct, weights, orders, settings)
    single = np.where(
        [comb(returns.size, size) <= EXACT for size in sizes.tolist()],
        _exact(less, distinct),
        alone / total,
    )
    return LabelSplits(
        inside=inside,
        difference=(observed * weights)[place],
        pvalue=single[place],
        adjusted=(adjusted / total)[place],
        n=returns.size,
        n_permutations=total,
        attainable=least / total,
        settings=settings,
    )


def _orders(distinct: Booleans, seed: int) -> tuple[NDArray[np.intp], TestSettings]:
    """Rearrangements of the stocks, a row each: which stock's return goes to which place."""
    n = distinct.shape[1]
    _, kinds = np.unique(distinct, axis=1, return_inverse=True)
    levels = kinds.astype(np.int16)
    if count_arrangements(levels) <= EXACT:
        # An arrangement of the kinds over the returns, as an order of the returns over places.
        drawn = np.argsort(distinct_arrangements(levels), axis=1, kind="stable")
        orders = np.empty_like(drawn)
        orders[:, np.argsort(levels, kind="stable")] = drawn
        return orders, TestSettings(method="exact")
    generator = np.random.default_rng(seed)
    drawn = generator.permuted(np.tile(np.arange(n), (DRAWS, 1)), axis=1)
    return drawn, TestSettings(method="monte-carlo", n_resamples=DRAWS, seed=seed)


def _counts(
    less: Floats,
    distinct: Booleans,
    weights: Floats,
    orders: NDArray[np.intp],
    settings: TestSettings,
) -> tuple[Integers, Integers, int, int]:
    """Numerators of the single and the adjusted p-values, denominator, smallest numerator."""
    margin = tie_margin(less) * np.sqrt(less.size)
    observed = (distinct @ less) * weights
    order = np.argsort(-observed, kind="stable")
    # A sparse product adds in one order on one thread: the same to the last digit everywhere.
    falling = sparse.csr_array(distinct[order] * weights[order, np.newaxis])
    bounds = (observed[order] - margin)[:, np.newaxis]
    alone, reached = (np.zeros(order.size, dtype=np.int64) for _ in range(2))
    highest: list[Floats] = []
    step = max(1, _AT_ONCE // order.size)
    for start in range(0, len(orders), step):
        drawn = falling @ np.ascontiguousarray(less[orders[start : start + step]].T)
        alone += (drawn >= bounds).sum(axis=1)
        running = np.maximum.accumulate(drawn[::-1], axis=0)[::-1]
        reached += (running >= bounds).sum(axis=1)
        highest.append(running[0])
    exact = settings.method == "exact"
    top = np.concatenate(highest)
    least = int((top >= top.max() - margin).sum()) if exact else 1
    extra = 0 if exact else 1
    counts, adjusted = np.empty_like(alone), np.empty_like(reached)
    counts[order] = alone + extra
    adjusted[order] = np.maximum.accumulate(reached + extra)
    return counts, adjusted, len(orders) + extra, least


def _exact(less: Floats, distinct: Booleans) -> Floats:
    """Share of all choices of so many stocks with a sum as high; NaN beyond `EXACT` choices."""
    margin = tie_margin(less) * less.size
    sums = distinct @ less
    shares = np.full(sums.size, np.nan)
    sizes = distinct.sum(axis=1)
    for size in np.unique(sizes).tolist():
        if comb(less.size, size) <= EXACT:
            # The sum of the others is the negative: the smaller side is chosen.
            fewer = min(size, less.size - size)
            every = subset_sums(less, fewer)
            ordered = np.sort(every if fewer == size else -every)
            own = sizes == size
            below = np.searchsorted(ordered, sums[own] - margin, side="left")
            shares[own] = 1 - below / ordered.size
    return shares
