"""Ranks with ties, and Gehan scores: ranks of outcomes that a limit cuts off."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats, tie_margin, vector


def average_ranks(values: ArrayLike, *, axis: int = -1) -> Floats:
    """
    Rank values from 1; equal values share the mean of their places.

    The same as ``scipy.stats.rankdata(method="average", nan_policy="omit")``, whose
    module costs every start most of a second and 45 MB.

    Parameters
    ----------
    values : array_like
        Any shape.  NaN is left out of the ranking and stays NaN.
    axis : int
        Along which to rank.

    Returns
    -------
    ndarray
        Ranks in the shape of `values`.

    Examples
    --------
    >>> average_ranks([10.0, 20.0, 20.0, 5.0]).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    table = np.asarray(values, dtype=np.float64)
    ranks: Floats = np.apply_along_axis(_rank, axis, table)
    return ranks


def _rank(values: Floats) -> Floats:
    ranks = np.full(values.shape, np.nan)
    known = np.isfinite(values) | np.isinf(values)
    _, place, count = np.unique(values[known], return_inverse=True, return_counts=True)
    ranks[known] = (count.cumsum() - (count - 1) / 2)[place]
    return ranks


def gehan_scores(values: ArrayLike, *, at_least: ArrayLike, at_most: ArrayLike) -> Floats:
    """
    How many outcomes each one certainly exceeds, less how many certainly exceed it.

    Parameters
    ----------
    values : array_like, shape (n,)
        Outcomes as observed, e.g. window returns.
    at_least, at_most : array_like of bool, shape (n,)
        Where the true outcome is the observed one or more (a close at limit-up), or that or
        less (at limit-down).

    Returns
    -------
    ndarray, shape (n,)
        They sum to zero.  Without anything cut off they are 2 rank - n - 1, so that a rank
        test of them is the plain one.

    Raises
    ------
    InputError
        If the shapes differ, or an outcome is cut off on both sides.

    References
    ----------
    .. [1] Gehan, E. A. (1965). A generalized Wilcoxon test for comparing arbitrarily
       singly-censored samples. Biometrika 52(1/2), 203-223.

    Examples
    --------
    >>> gehan_scores([1.0, 2.0, 3.0], at_least=[0, 1, 0], at_most=[0, 0, 0]).tolist()
    [-2.0, 1.0, 1.0]
    """
    x = vector(values, "values")
    up, down = (np.asarray(each, dtype=np.bool_) for each in (at_least, at_most))
    if not x.shape == up.shape == down.shape or (up & down).any():
        raise InputError(N_("An outcome is cut off above, below, or not at all."))
    low, high = np.where(down, -np.inf, x), np.where(up, np.inf, x)
    margin = tie_margin(x)
    less = low[:, np.newaxis] - high[np.newaxis]
    touches = np.abs(less) <= margin
    cut = up[:, np.newaxis] | down[np.newaxis]
    above = (less > margin) | (touches & cut)
    np.fill_diagonal(above, val=False)
    scores: Floats = above.sum(axis=1).astype(np.float64) - above.sum(axis=0)
    return scores
