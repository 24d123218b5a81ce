"""Effect beside rank: outcome per step of grade, with its exact permutation interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.arrangements import arrange
from dashboard.stats.result import (
    Floats,
    PermutationResult,
    TestSettings,
    Undefined,
    judge,
    tie_margin,
    vector,
)


@dataclass(frozen=True, slots=True)
class StepEffect:
    """
    Least-squares slope of an outcome on grades, and all slopes that are not rejected.

    Attributes
    ----------
    value : float
        Outcome per step of grade.
    low, high : float or Undefined
        Ends of the closed interval; Undefined where too few arrangements leave every slope
        possible.
    coverage : float or Undefined
        Its true coverage.
    level : float
        Coverage asked for.
    test : PermutationResult
        Of the slope against 0.
    n : int
        Stocks.
    settings : TestSettings
    """

    value: float
    low: float | Undefined
    high: float | Undefined
    coverage: float | Undefined
    level: float
    test: PermutationResult
    n: int
    settings: TestSettings


def step_effect(
    ordinal: ArrayLike,
    outcome: ArrayLike,
    *,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> StepEffect | Undefined:
    """
    Outcome per step of grade, by least squares, with its permutation interval.

    The model is a straight line: outcomes less the slope times the grade are exchangeable.

    Parameters
    ----------
    ordinal, outcome : array_like, shape (n,)
        Grade and outcome of each stock; NaN is refused.
    level : float
        Coverage asked for, between 0 and 1.
    rng, seed, n_resamples
        As in `rank.spearman`.

    Returns
    -------
    StepEffect or Undefined
        Undefined with fewer than two stocks or when all grades are the same.

    Raises
    ------
    InputError
        If shapes differ, a value is not finite, or Monte Carlo is needed without `rng`.

    Notes
    -----
    After a slope b is taken away, the arrangement p of the grades x fits at least as well as
    the observed one exactly when b >= sum r (x - x_p) / sum x (x - x_p); the denominator is
    never negative.  Between the r-th smallest and the r-th largest of these quotients lie
    the slopes whose two-sided p exceeds 2r/N.  With grades 0 and 1 this is
    `permutation.shift_interval`.

    References
    ----------
    .. [1] Lehmann, E. L. & Romano, J. P. (2005). Testing Statistical
       Hypotheses, 3rd ed., chapter 5.  Springer.

    Examples
    --------
    >>> found = step_effect([0, 1, 2], [0.0, 0.1, 0.2], level=0.6)
    >>> round(found.value, 12), found.test.count, found.test.n_permutations
    (0.1, 1, 6)
    """
    grades, results = vector(ordinal, "ordinal"), vector(outcome, "outcome")
    if grades.size != results.size:
        raise InputError(
            N_("{n} grades and {m} outcomes do not pair up."), n=grades.size, m=results.size
        )
    if not 0 < level < 1:
        raise InputError(N_("The level must be between 0 and 1, not {level}."), level=level)
    if grades.size < 2 or np.ptp(grades) == 0:
        return Undefined.of(
            N_("undefined, because all {n} stocks have the same grade"), n=grades.size
        )
    names, places = np.unique(grades, return_inverse=True)
    drawn = arrange(places.astype(np.int16), rng=rng, seed=seed, n_resamples=n_resamples)
    centred = results - results.mean()
    own = grades - grades.mean()
    moved = (names - grades.mean())[drawn.levels]
    spread = float(own @ own)
    test = judge(
        "slope",
        float(own @ centred) / spread,
        moved @ centred / spread,
        n=grades.size,
        settings=drawn.settings,
        margin=tie_margin(results) * float(np.abs(own).sum()) / spread,
    )
    low, high, coverage = _interval(own, moved, centred, level, drawn.settings)
    return StepEffect(test.statistic, low, high, coverage, level, test, grades.size, drawn.settings)


def _interval(
    own: Floats, moved: Floats, centred: Floats, level: float, settings: TestSettings
) -> tuple[float | Undefined, float | Undefined, float | Undefined]:
    below = own @ own - moved @ own
    changed = below > 1e-9 * (own @ own)
    slopes = np.sort((own @ centred - moved[changed] @ centred) / below[changed])
    total = len(moved) + (settings.method == "monte-carlo")
    rank = max(1, floor((1 - level) * total / 2 + 1e-9))
    unmoved = total - slopes.size - 1  # random draws of the grades as they are
    if 2 * rank >= total or rank <= unmoved:
        nothing = Undefined.of(
            N_("undefined, because {total} arrangements leave every slope possible"), total=total
        )
        return nothing, nothing, nothing
    at = rank - unmoved - 1
    return float(slopes[at]), float(slopes[-1 - at]), 1 - 2 * rank / total
