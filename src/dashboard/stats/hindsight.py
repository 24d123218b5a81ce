"""Hindsight yardstick: how well the best few of K random stocks do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats, TestSettings, Undefined, tie_margin, vector


@dataclass(frozen=True, slots=True)
class BestOf:
    """Mean return of the best few among K stocks drawn at random.

    Attributes
    ----------
    expected : float
        Exact expectation.
    lowest : bool
        The worst few are kept, not the best.
    means : ndarray, shape (n_resamples,)
        Mean of the best few in each draw, ascending: the null distribution.
    statistic : float or None
        Observed mean of the chosen group, if given.
    count : int or None
        Draws that did as well, plus one; of the worst few, as badly.
    pvalue : float or None
        count / (n_resamples + 1).
    attainable : float
        1 / (n_resamples + 1).
    best, pool, n_universe : int
        How many are kept, of how many drawn, from how many.
    settings : TestSettings
    """

    expected: float
    means: Floats
    statistic: float | None
    count: int | None
    pvalue: float | None
    attainable: float
    best: int
    pool: int
    n_universe: int
    settings: TestSettings
    lowest: bool = False

    def quantile(self, share: float) -> float:
        """Mean of the best few that this share of the draws does not exceed."""
        return float(np.quantile(self.means, share))


def best_of(
    returns: ArrayLike,
    *,
    best: int,
    pool: int,
    rng: np.random.Generator,
    seed: int | None = None,
    n_resamples: int = 9_999,
    observed: float | None = None,
    lowest: bool = False,
) -> BestOf | Undefined:
    """
    Draw `pool` stocks at random, keep the `best`, average them; many times.

    Who picks the winners of a theme after the fact should be compared with
    somebody who picks the winners of no theme.

    Parameters
    ----------
    returns : array_like, shape (n_universe,)
        Window returns of the universe, fractions; NaN is refused.
    best, pool : int
        How many of how many are kept, 1 <= best <= pool.
    rng : numpy.random.Generator
    seed : int, optional
        Seed of `rng`, recorded.
    n_resamples : int
        Draws.
    observed : float, optional
        Mean of the group in question.
    lowest : bool
        Keep the worst, for a group that was picked when it had fallen.

    Returns
    -------
    BestOf or Undefined
        Undefined when the universe is smaller than the pool.

    Raises
    ------
    InputError
        If a value is not finite or 1 <= best <= pool is broken.

    Notes
    -----
    Stocks are drawn without replacement, by their position in the sorted
    universe: of n stocks of which K are drawn, the first position drawn exceeds
    i with probability C(n - i, K)/C(n, K); given it, the rest is a draw of
    K - 1 from the stocks behind it.  Only `best` positions are drawn, each by
    inverting that probability.  The expectation sums returns times the
    probabilities of being the j-th best.

    References
    ----------
    .. [1] David, H. A. & Nagaraja, H. N. (2003). Order Statistics, 3rd ed.
       Wiley.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> round(best_of([0.0, 0.1, 0.2], best=1, pool=2, rng=rng).expected, 4)
    0.1667
    """
    # Who keeps the worst keeps the best of the returns turned round.
    sign = -1.0 if lowest else 1.0
    ordered = np.sort(sign * vector(returns, "returns"))[::-1]
    if not 1 <= best <= pool:
        raise InputError(N_("The best {best} of {pool} do not exist."), best=best, pool=pool)
    if ordered.size < pool:
        return Undefined.of(
            N_("undefined, because {n} stocks are fewer than the {pool} to be drawn"),
            n=ordered.size,
            pool=pool,
        )
    means = np.sort(
        ordered[_top_positions(ordered.size, best, pool, rng, n_resamples)].mean(axis=1)
    )
    count = None
    if observed is not None:
        count = 1 + int((means >= sign * observed - tie_margin(ordered)).sum())
    return BestOf(
        expected=sign * _expected(ordered, best, pool),
        means=np.sort(sign * means),
        statistic=observed,
        count=count,
        pvalue=None if count is None else count / (n_resamples + 1),
        attainable=1 / (n_resamples + 1),
        best=best,
        pool=pool,
        n_universe=ordered.size,
        settings=TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed),
        lowest=lowest,
    )


def _top_positions(
    n: int, best: int, pool: int, rng: np.random.Generator, n_draws: int
) -> NDArray[np.intp]:
    """Positions of the `best` highest of `pool` stocks drawn from n; shape (n_draws, best)."""
    behind = np.full(n_draws, n)
    positions = np.empty((n_draws, best), dtype=np.intp)
    for step in range(best):
        ways = _log_comb(np.arange(n + 1), pool - step)
        target = ways[behind] + np.log1p(-rng.random(n_draws))
        # the most stocks behind the next position with fewer ways than the target
        behind = np.minimum(np.searchsorted(ways, target, side="left"), behind) - 1
        positions[:, step] = n - behind - 1
    return positions


def _expected(ordered: Floats, best: int, pool: int) -> float:
    """Exact mean of the `best` highest of `pool`, `ordered` descending."""
    ahead = np.arange(ordered.size)
    weight = np.zeros(ordered.size)
    for place in range(best):
        log_weight = (
            _log_comb(ahead, place)
            + _log_comb(ordered.size - 1 - ahead, pool - place - 1)
            - _log_comb(np.array([ordered.size]), pool)
        )
        weight += np.exp(log_weight)
    return float(weight @ ordered / best)


def _log_comb(n: NDArray[np.intp], k: int) -> Floats:
    """Logarithm of n over k; minus infinity where k exceeds n."""
    possible = np.maximum(n, k)
    logs = gammaln(possible + 1) - gammaln(k + 1) - gammaln(possible - k + 1)
    return np.where(n >= k, logs, -np.inf)
