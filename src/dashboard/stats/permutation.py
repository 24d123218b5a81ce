"""Two groups, every split: exact two-sample permutation, Mann-Whitney, shift interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, floor

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import (
    Booleans,
    Floats,
    PermutationResult,
    TestSettings,
    Undefined,
    judge,
    need_rng,
    tie_margin,
    vector,
)

EXACT_SPLITS = 3_000_000
"""Up to this many splits are enumerated (12 against 12 has 2,704,156); beyond, Monte Carlo."""

_EMPTY_GROUP = N_("undefined, because a group has no stock with a return in this window")


@dataclass(frozen=True, slots=True)
class ShiftInterval:
    """All shifts between two groups that the permutation test does not reject.

    Attributes
    ----------
    low, high : float
        Ends of the closed interval, in the unit of the data.
    coverage : float
        Its true coverage, e.g. 0.9714; ties in the data can only raise it.
    level : float
        Coverage asked for.  `coverage` is the smallest attainable one that
        reaches it, or the largest there is when the design cannot reach it.
    n_permutations : int
        Splits (exact) or draws plus one (Monte Carlo) behind the interval.
    n : int
        Number of stocks.
    settings : TestSettings
    """

    low: float
    high: float
    coverage: float
    level: float
    n_permutations: int
    n: int
    settings: TestSettings


@dataclass(frozen=True, slots=True)
class _Splits:
    """Sum of the first group and number of its own members kept, split by split."""

    sums: Floats
    kept: Floats
    settings: TestSettings


def permutation_test(
    first: ArrayLike,
    second: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> PermutationResult | Undefined:
    """
    Permutation test of the difference of two group means.

    If the grouping means nothing, every split of the pooled stocks into groups
    of these sizes was equally likely.

    Parameters
    ----------
    first, second : array_like, shape (k,) and (m,)
        One number a stock, e.g. window returns as fractions.  NaN is refused:
        the caller decides what a stock without a return means.
    rng : numpy.random.Generator, optional
        Needed only beyond `EXACT_SPLITS` splits.
    seed : int, optional
        Seed of `rng`, recorded.
    n_resamples : int
        Random splits to draw beyond `EXACT_SPLITS`.

    Returns
    -------
    PermutationResult or Undefined
        Statistic mean(first) - mean(second).  Undefined when a group is empty.

    Raises
    ------
    InputError
        If a value is not finite, or Monte Carlo is needed without `rng`.

    Notes
    -----
    With S* the sum of a split's first group and S the pooled sum, the statistic
    is S*/k - (S - S*)/m.  Comparing it with the observed value without the tie
    tolerance can lose the observed split itself to rounding.

    References
    ----------
    .. [1] Fisher, R. A. (1935). The Design of Experiments, section 21.
    .. [2] Pitman, E. J. G. (1937). Significance tests which may be applied to
       samples from any populations. JRSS Supplement 4, 119-130.

    Examples
    --------
    >>> result = permutation_test([3.0, 4.0], [1.0, 2.0])
    >>> result.statistic, result.count, result.n_permutations
    (2.0, 1, 6)
    """
    x, y = vector(first, "first"), vector(second, "second")
    if not (x.size and y.size):
        return Undefined(_EMPTY_GROUP)
    splits = _split_sums(x, y, rng=rng, seed=seed, n_resamples=n_resamples)
    pooled = float(x.sum() + y.sum())
    null = splits.sums / x.size - (pooled - splits.sums) / y.size
    observed = float(x.mean() - y.mean())
    return judge(
        "difference of means",
        observed,
        null,
        n=x.size + y.size,
        settings=splits.settings,
        margin=tie_margin(np.concatenate((x, y))),
    )


def split_differences(first: ArrayLike, second: ArrayLike) -> Floats:
    """
    Difference of means of every split, the observed one first.

    Same order as `split_membership`; shape (n_splits,).  For the picture of
    all splits; `permutation_test` has the p-values.
    """
    x, y = vector(first, "first"), vector(second, "second")
    _refuse_many(x.size + y.size, x.size)
    sums = subset_sums(np.concatenate((x, y)), x.size)
    pooled = float(x.sum() + y.sum())
    return sums / x.size - (pooled - sums) / y.size


def split_membership(n_first: int, n_second: int) -> Booleans:
    """
    Who is in the first group, split by split.

    Shape (n_splits, n_first + n_second); row 0 is the observed split.

    Examples
    --------
    >>> split_membership(1, 2).astype(int).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    n = n_first + n_second
    _refuse_many(n, n_first)
    masks = subset_sums(np.exp2(np.arange(n, dtype=np.float64)), n_first).astype(np.int64)
    bits: Booleans = (masks[:, np.newaxis] >> np.arange(n)) & 1 == 1
    return bits


def mann_whitney(
    first: ArrayLike,
    second: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> PermutationResult | Undefined:
    """
    Exact Mann-Whitney test: the permutation test on midranks.

    Parameters and errors as in `permutation_test`; ties get average ranks and
    the null distribution is that of the tied ranks themselves.

    Returns
    -------
    PermutationResult or Undefined
        Statistic U = R_1 - k(k + 1)/2, the number of pairs in which the stock of
        the first group is ahead, ties counted as half.

    References
    ----------
    .. [1] Mann, H. B. & Whitney, D. R. (1947). On a test of whether one of two
       random variables is stochastically larger than the other.
       Annals of Mathematical Statistics 18(1), 50-60.

    Examples
    --------
    >>> mann_whitney([3.0, 4.0], [1.0, 2.0]).null.counts.tolist()
    [1, 1, 2, 1, 1]
    """
    x, y = vector(first, "first"), vector(second, "second")
    if not (x.size and y.size):
        return Undefined(_EMPTY_GROUP)
    ranks = average_ranks(np.concatenate((x, y)))
    splits = _split_sums(
        ranks[: x.size], ranks[x.size :], rng=rng, seed=seed, n_resamples=n_resamples
    )
    smallest = x.size * (x.size + 1) / 2
    observed = float(ranks[: x.size].sum() - smallest)
    return judge(
        "Mann-Whitney U", observed, splits.sums - smallest, n=ranks.size, settings=splits.settings
    )


def hodges_lehmann(first: ArrayLike, second: ArrayLike) -> float | Undefined:
    """
    Median of all pairwise differences, first minus second: the shift between two groups.

    Hodges, J. L. & Lehmann, E. L. (1963). Estimates of location based on rank
    tests. Annals of Mathematical Statistics 34(2), 598-611.

    Examples
    --------
    >>> hodges_lehmann([3.0, 5.0], [1.0, 2.0])
    2.5
    """
    x, y = vector(first, "first"), vector(second, "second")
    if not (x.size and y.size):
        return Undefined(_EMPTY_GROUP)
    return float(np.median(np.subtract.outer(x, y)))


def shift_interval(
    first: ArrayLike,
    second: ArrayLike,
    *,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> ShiftInterval | Undefined:
    """
    Permutation interval of the shift between two groups, with its true coverage.

    The model is a pure shift: the first group's values less the shift and the
    second group's values are exchangeable.

    Parameters
    ----------
    first, second : array_like, shape (k,) and (m,)
        One number a stock; NaN is refused.
    level : float
        Coverage asked for, between 0 and 1.
    rng, seed, n_resamples
        As in `permutation_test`.

    Returns
    -------
    ShiftInterval or Undefined
        Undefined when a group is empty or when every shift, however large,
        would survive (one stock against one).

    Raises
    ------
    InputError
        If a value is not finite or `level` is not between 0 and 1.

    Notes
    -----
    A split that trades the stocks A of the first group for as many B of the
    second beats the observed one after a shift t exactly when
    t >= mean(A) - mean(B).  With the N - 1 numbers mean(A) - mean(B) sorted,
    the shifts whose two-sided p exceeds 2r/N are those between the r-th
    smallest and the r-th largest, and that interval covers with probability
    1 - 2r/N.  For four against four r = 1 gives 97.14 % and r = 2 94.29 %: a
    95 % interval does not exist, and the usual mistake is to print one.

    References
    ----------
    .. [1] Lehmann, E. L. & Romano, J. P. (2005). Testing Statistical
       Hypotheses, 3rd ed., chapter 5.  Springer.

    Examples
    --------
    >>> interval = shift_interval([3.0, 4.0], [1.0, 2.0], level=0.6)
    >>> interval.low, interval.high, round(interval.coverage, 4)
    (1.0, 3.0, 0.6667)
    """
    if not 0 < level < 1:
        raise InputError(N_("The level must be between 0 and 1, not {level}."), level=level)
    x, y = vector(first, "first"), vector(second, "second")
    if not (x.size and y.size):
        return Undefined(_EMPTY_GROUP)
    splits = _split_sums(x, y, rng=rng, seed=seed, n_resamples=n_resamples)
    traded = x.size - splits.kept
    moved = traded > 0
    shifts = np.sort((x.sum() - splits.sums[moved]) / traded[moved])
    total = splits.sums.size + (splits.settings.method == "monte-carlo")
    rank = max(1, floor((1 - level) * total / 2 + 1e-9))
    unmoved = total - shifts.size - 1  # random draws of the observed split itself
    if 2 * rank >= total or rank <= unmoved:
        return Undefined.of(
            N_("undefined, because {total} splits leave every shift possible"), total=total
        )
    at = rank - unmoved - 1
    return ShiftInterval(
        low=float(shifts[at]),
        high=float(shifts[-1 - at]),
        coverage=1 - 2 * rank / total,
        level=level,
        n_permutations=total,
        n=x.size + y.size,
        settings=splits.settings,
    )


def subset_sums(values: Floats, size: int) -> Floats:
    """
    Sum of every subset of `size` values, the subset of the first ones in front.

    One pass per value, each extending all smaller subsets at once: no loop per
    subset.  Shape (n choose size,).

    Examples
    --------
    >>> subset_sums(np.array([1.0, 2.0, 4.0]), 2).tolist()
    [3.0, 5.0, 6.0]
    """
    sums = [np.zeros(1)] + [np.empty(0)] * size
    for position, value in enumerate(values):
        still_to_come = values.size - position - 1
        for taken in range(min(position + 1, size), max(0, size - still_to_come - 1), -1):
            sums[taken] = np.concatenate((sums[taken], sums[taken - 1] + value))
    return sums[size]


def _split_sums(
    x: Floats, y: Floats, *, rng: np.random.Generator | None, seed: int | None, n_resamples: int
) -> _Splits:
    pooled = np.concatenate((x, y))
    own = np.concatenate((np.ones(x.size), np.zeros(y.size)))
    n_splits = comb(pooled.size, x.size)
    if n_splits <= EXACT_SPLITS:
        return _Splits(
            subset_sums(pooled, x.size), subset_sums(own, x.size), TestSettings(method="exact")
        )
    generator = need_rng(rng, size=n_splits, limit=EXACT_SPLITS)
    members = np.tile(np.arange(pooled.size), (n_resamples, 1))
    drawn = generator.permuted(members, axis=1)[:, : x.size]
    settings = TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)
    return _Splits(pooled[drawn].sum(axis=1), own[drawn].sum(axis=1), settings)


def _refuse_many(n: int, size: int) -> None:
    if comb(n, size) > EXACT_SPLITS:
        raise InputError(
            N_("{n} splits are too many to list; the limit is {limit}."),
            n=comb(n, size),
            limit=EXACT_SPLITS,
        )
