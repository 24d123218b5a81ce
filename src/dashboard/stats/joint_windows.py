"""Many windows, one p-value: the largest studentised difference over splits of the stocks."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_
from dashboard.stats.permutation import split_membership
from dashboard.stats.result import (
    TIE_TOLERANCE,
    Booleans,
    Floats,
    TestSettings,
    Undefined,
    matrix,
    need_rng,
)

EXACT_SPLITS = 50_000
"""Up to this many splits are counted; beyond, random ones with a seed."""

_NOTHING = N_("undefined, because in no window the returns of two sides differ at all")
_AT_ONCE = 4_000_000  # differences held in memory at a time


@dataclass(frozen=True, slots=True)
class JointWindows:
    """
    The clearest difference of many windows, and how often splits bring one as clear in any.

    Attributes
    ----------
    statistic : float
        Studentised difference of the clearest window, with its sign.
    at : int
        Row of that window.
    pvalue : float
        Two-sided: share of the splits whose clearest window, in either direction, is at
        least as clear.
    count, total : int
        Its numerator and denominator; with random splits the observed one is in both.
    attainable : float
        Smallest p-value these returns can have.
    n_windows : int
        Windows that took part.
    settings : TestSettings
    """

    statistic: float
    at: int
    pvalue: float
    count: int
    total: int
    attainable: float
    n_windows: int
    settings: TestSettings


def joint_windows(
    returns: ArrayLike,
    n_first: int,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> JointWindows | Undefined:
    """
    One p-value for the difference of two groups over many windows, however they overlap.

    Parameters
    ----------
    returns : array_like, shape (windows, stocks)
        Returns of the same stocks over each window, those of the first group in the first
        `n_first` columns; NaN where a stock has none.
    n_first : int
        Stocks of the first group.
    rng, seed, n_resamples
        For the draw beyond `EXACT_SPLITS` splits.

    Returns
    -------
    JointWindows or Undefined
        Undefined when no window has a difference that splits could change.

    Notes
    -----
    A difference is divided by the standard deviation that it has over the splits of its own
    window, s (1/k + 1/m)^1/2 with s over all stocks; inside one window that orders the splits
    as the difference and as the pooled t do.  Every split is the same for all windows, so
    that what they share stays shared, and the largest absolute value over the windows is
    compared with that of every split [1]_.  A stock without a return in a window moves with
    its gap.

    References
    ----------
    .. [1] Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple
       Testing, section 2.3.  Wiley.

    Examples
    --------
    >>> found = joint_windows([[3.0, 4.0, 1.0, 2.0], [1.0, 2.0, 2.0, 1.0]], 2)
    >>> found.count, found.total, found.at
    (4, 6, 0)
    """
    every = matrix(returns, "returns")
    kept: Booleans = np.asarray(np.isfinite(every).any(axis=0))
    k, m = int(kept[:n_first].sum()), int(kept[n_first:].sum())
    table = every[:, kept]
    known = np.isfinite(table)
    if not (k and m):
        return Undefined(_NOTHING)
    spread = _spread(table, known)
    sided = known[:, :k].any(axis=1) & known[:, k:].any(axis=1)
    used = np.flatnonzero(sided & (spread > TIE_TOLERANCE * _size(table, known)))
    if not used.size:
        return Undefined(_NOTHING)
    members, settings = _members(k, m, rng, seed, n_resamples)
    filled = np.where(known, table, 0.0)[used]
    own = np.zeros((1, k + m), dtype=np.bool_)
    own[0, :k] = True
    observed = _studentised(filled, known[used], spread[used], own)[:, 0]
    best = int(np.argmax(np.abs(observed)))
    largest = np.concatenate(
        [
            np.abs(_studentised(filled, known[used], spread[used], part)).max(axis=0)
            for part in np.array_split(members, max(1, len(members) * used.size // _AT_ONCE))
        ]
    )
    exact = settings.method == "exact"
    value = float(np.abs(observed[best]))
    count = int((largest >= value * (1 - TIE_TOLERANCE)).sum()) + (not exact)
    total = len(members) + (not exact)
    top = int((largest >= largest.max() * (1 - TIE_TOLERANCE)).sum()) if exact else 1
    return JointWindows(
        statistic=float(observed[best]),
        at=int(used[best]),
        pvalue=count / total,
        count=count,
        total=total,
        attainable=top / total,
        n_windows=used.size,
        settings=settings,
    )


def _members(
    k: int, m: int, rng: np.random.Generator | None, seed: int | None, n_resamples: int
) -> tuple[Booleans, TestSettings]:
    splits = comb(k + m, k)
    if splits <= EXACT_SPLITS:
        return split_membership(k, m), TestSettings(method="exact")
    generator = need_rng(rng, size=splits, limit=EXACT_SPLITS)
    places = np.tile(np.arange(k + m), (n_resamples, 1))
    drawn: Booleans = generator.permuted(places, axis=1) < k
    return drawn, TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)


def _studentised(filled: Floats, known: Booleans, spread: Floats, members: Booleans) -> Floats:
    """Difference over its spread, (windows, splits); 0 where a split leaves a side empty."""
    chosen = members.T.astype(np.float64)
    n = known.sum(axis=1, keepdims=True)
    whole = known.all()
    first = members.sum(axis=1)[np.newaxis] if whole else known.astype(np.float64) @ chosen
    second = n - first
    both = (first > 0) & (second > 0)
    first, second = np.maximum(first, 1), np.maximum(second, 1)
    sums = filled @ chosen
    difference = sums / first - (filled.sum(axis=1, keepdims=True) - sums) / second
    scale = spread[:, np.newaxis] * np.sqrt(1 / first + 1 / second)
    ratio: Floats = np.where(both, difference / scale, 0.0)
    return ratio


def _spread(table: Floats, known: Booleans) -> Floats:
    """Standard deviation over the stocks with a return, n - 1; 0 where fewer than two."""
    n = known.sum(axis=1)
    mean = np.where(known, table, 0.0).sum(axis=1) / np.maximum(n, 1)
    squares = (np.where(known, table - mean[:, np.newaxis], 0.0) ** 2).sum(axis=1)
    spread: Floats = np.sqrt(squares / np.maximum(n - 1, 1))
    return spread


def _size(table: Floats, known: Booleans) -> Floats:
    size: Floats = np.where(known, np.abs(table), 0.0).max(axis=1)
    return size
