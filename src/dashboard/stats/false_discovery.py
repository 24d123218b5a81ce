"""How much of a ranked list chance alone would show: false-discovery rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.stats.result import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """
    Expected over observed, place by place of a list.

    Attributes
    ----------
    expected : ndarray
        How many entries of a redrawn list are at least as far out, on average; the observed
        list is one of the lists, so that it is never 0.
    observed : ndarray of int
        How many of the list itself are.
    rate : ndarray
        Smallest expected/observed at this place or any lower one, at most 1: the rate at which
        the entry joins the findings.
    yekutieli : ndarray
        Rate that holds under any dependence of the entries.
    n_lists : int
        Redrawn lists.
    n : int
        Entries that have a score.
    """

    expected: Floats
    observed: Integers
    rate: Floats
    yekutieli: Floats
    n_lists: int
    n: int


def tail_counts(thresholds: ArrayLike, scores: ArrayLike) -> Integers:
    """
    How many of the scores reach each threshold; NaN reaches none, and is reached by none.

    Examples
    --------
    >>> tail_counts([2.0, float("nan"), 1.0], [3.0, 1.0, float("nan")]).tolist()
    [1, 0, 2]
    """
    values = np.asarray(scores).ravel()
    bounds = np.asarray(thresholds, dtype=values.dtype)
    ordered = np.sort(values[~np.isnan(values)])
    reached: Integers = ordered.size - np.searchsorted(ordered, bounds, side="left")
    return np.where(np.isnan(bounds), 0, reached)


def redraw_rates(scores: ArrayLike, redrawn: ArrayLike, n_lists: int) -> Rates:
    """
    False-discovery rate of every entry from lists redrawn as a whole.

    Parameters
    ----------
    scores : array_like
        Any shape; NaN for an entry that could not be scored.  Higher is further out.
    redrawn : array_like of int, the same shape
        Over all redrawn lists, the entries that reach each score (`tail_counts`).
    n_lists : int
        How many lists were redrawn.

    Notes
    -----
    The estimate of [1]_ and [2]_ with all entries taken for null: cautious.  `yekutieli` is
    [3]_ on the p-values ``expected / n``: the rate times 1 + 1/2 + … + 1/n.

    References
    ----------
    .. [1] Storey, J. D. & Tibshirani, R. (2003). Statistical significance for genomewide
       studies. PNAS 100(16), 9440-9445.
    .. [2] Tusher, V. G., Tibshirani, R. & Chu, G. (2001). Significance analysis of microarrays
       applied to the ionizing radiation response. PNAS 98(9), 5116-5121.
    .. [3] Benjamini, Y. & Yekutieli, D. (2001). The control of the false discovery rate in
       multiple testing under dependency. Annals of Statistics 29(4), 1165-1188.

    Examples
    --------
    >>> found = redraw_rates([3.0, 1.0], [0, 9], 9)
    >>> found.expected.tolist(), found.rate.tolist()
    ([0.1, 1.1], [0.1, 0.55])
    """
    own = np.asarray(scores, dtype=np.float64)
    known = np.isfinite(own)
    observed = tail_counts(own, own)
    expected = np.where(known, (np.asarray(redrawn) + observed) / (n_lists + 1), np.nan)
    n = int(known.sum())
    rate = np.full(own.shape, np.nan)
    rate[known] = _monotone(own[known], expected[known] / observed[known])
    harmonic = float((1 / np.arange(1, n + 1)).sum())
    return Rates(
        expected=expected,
        observed=observed,
        rate=np.minimum(rate, 1),
        yekutieli=np.minimum(rate * harmonic, 1),
        n_lists=n_lists,
        n=n,
    )


def _monotone(scores: Floats, raw: Floats) -> Floats:
    """Smallest raw rate among entries as far out or less."""
    order = np.argsort(scores, kind="stable")
    least = np.empty_like(raw)
    least[order] = np.minimum.accumulate(raw[order])
    # Entries of one score share one rate.
    _, place = np.unique(scores, return_inverse=True)
    shared = np.full(int(place.max(initial=-1)) + 1, np.inf)
    np.minimum.at(shared, place, least)
    tied: Floats = shared[place]
    return tied


def yekutieli(pvalues: ArrayLike) -> Floats:
    """
    Adjusted p-values of Benjamini and Yekutieli, in the order of the p-values.

    Examples
    --------
    >>> yekutieli([0.01, 0.5]).round(3).tolist()
    [0.03, 0.75]
    """
    each = np.asarray(pvalues, dtype=np.float64)
    n = each.size
    order = np.argsort(-each, kind="stable")
    factor = n * (1 / np.arange(1, n + 1)).sum() / np.arange(n, 0, -1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.minimum.accumulate(each[order] * factor), 1)
    return adjusted
