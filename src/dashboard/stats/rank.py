"""Rank correlation of few stocks: Spearman and Kendall by enumeration, ties and strata included."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.arrangements import Arrangements, Levels, arrange
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import Floats, PermutationResult, Undefined, judge, vector


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Grades and outcomes of the same stocks, checked; and the null's arrangements."""

    levels: Levels
    level_ranks: Floats
    outcome: Floats
    arrangements: Arrangements


def spearman(
    ordinal: ArrayLike,
    outcome: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> PermutationResult | Undefined:
    """
    Spearman rank correlation with its exact permutation null.

    If the grades mean nothing, every distinct arrangement of them over the
    stocks (over the stocks of the same stratum) was equally likely.

    Parameters
    ----------
    ordinal, outcome : array_like, shape (n,)
        Grade and outcome of each stock, e.g. strength of evidence and window
        return.  Both may have ties (average ranks).  NaN is refused.
    strata : array_like of int, shape (n,), optional
        Group of each stock; grades are then permuted within groups only, and
        the statistic stays that of all stocks.
    rng : numpy.random.Generator, optional
        Needed only beyond `arrangements.EXACT_ARRANGEMENTS` arrangements.
    seed : int, optional
        Seed of `rng`, recorded.
    n_resamples : int
        Random arrangements to draw beyond that limit.

    Returns
    -------
    PermutationResult or Undefined
        One-sided for the predicted + sign; `pvalue_other_side` for -.
        Undefined with fewer than two stocks, or when all grades or all
        outcomes are the same.

    Raises
    ------
    InputError
        If shapes differ, a value is not finite, or Monte Carlo is needed
        without `rng`.

    Notes
    -----
    The correlation of midranks.  Twice a midrank is an integer, so sums of
    products are exact and ties in the null are true ties.  The usual mistake
    is the t approximation: on a grade that is the split of four against four
    `scipy.stats.spearmanr` prints 0.0047 where the exact two-sided value is 2/70.

    References
    ----------
    .. [1] Spearman, C. (1904). The proof and measurement of association between
       two things. American Journal of Psychology 15(1), 72-101.

    Examples
    --------
    >>> result = spearman([0, 0, 1], [0.1, 0.2, 0.3])
    >>> round(result.statistic, 4), result.count, result.n_permutations
    (0.866, 1, 3)
    """
    pairing = _pair(ordinal, outcome, strata, rng=rng, seed=seed, n_resamples=n_resamples)
    if isinstance(pairing, Undefined):
        return pairing
    score = _doubled_centred(pairing.outcome)
    level_score = _level_scores(pairing)
    own = level_score[pairing.levels]
    scale = float(np.sqrt((own @ own) * (score @ score)))
    null = level_score[pairing.arrangements.levels] @ score / scale
    return judge(
        "Spearman rho",
        float(own @ score) / scale,
        null,
        n=score.size,
        settings=pairing.arrangements.settings,
    )


def kendall(
    ordinal: ArrayLike,
    outcome: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> PermutationResult | Undefined:
    """
    Kendall tau-b with its exact permutation null, ties in both variables allowed.

    Parameters, undefined cases and errors as in `spearman`.

    Returns
    -------
    PermutationResult or Undefined

    Notes
    -----
    tau_b = sum over pairs of sign(o_i - o_j) sign(x_i - x_j), over the root of
    the numbers of pairs not tied in o and not tied in x.  The root is the same
    in every arrangement.  `scipy.stats.kendalltau(method="exact")` refuses ties.

    References
    ----------
    .. [1] Kendall, M. G. (1945). The treatment of ties in ranking problems.
       Biometrika 33(3), 239-251.

    Examples
    --------
    >>> kendall([0, 1, 2], [0.1, 0.3, 0.2]).null.counts.tolist()
    [1, 2, 2, 1]
    """
    pairing = _pair(ordinal, outcome, strata, rng=rng, seed=seed, n_resamples=n_resamples)
    if isinstance(pairing, Undefined):
        return pairing
    i, j = np.array(list(combinations(range(pairing.levels.size), 2)), dtype=np.intp).T
    outcome_sign = np.sign(pairing.outcome[i] - pairing.outcome[j])
    own_sign = np.sign(pairing.levels[i] - pairing.levels[j]).astype(np.float64)
    scale = float(np.sqrt(np.count_nonzero(own_sign) * np.count_nonzero(outcome_sign)))
    rows = pairing.arrangements.levels
    null = np.zeros(len(rows))
    for left, right, sign in zip(i, j, outcome_sign, strict=True):
        null += np.sign(rows[:, left] - rows[:, right]) * sign
    return judge(
        "Kendall tau-b",
        float(own_sign @ outcome_sign) / scale,
        null / scale,
        n=pairing.levels.size,
        settings=pairing.arrangements.settings,
    )


def _pair(
    ordinal: ArrayLike,
    outcome: ArrayLike,
    strata: ArrayLike | None,
    *,
    rng: np.random.Generator | None,
    seed: int | None,
    n_resamples: int,
) -> _Pairing | Undefined:
    grades, results = vector(ordinal, "ordinal"), vector(outcome, "outcome")
    groups = None if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    _check_sizes(grades.size, results.size, grades.size if groups is None else groups.size)
    reason = _degenerate(grades, results)
    if reason is not None:
        return reason
    levels = np.unique(grades, return_inverse=True)[1].astype(np.int16)
    arrangements = arrange(levels, strata=groups, rng=rng, seed=seed, n_resamples=n_resamples)
    return _Pairing(levels, average_ranks(grades), results, arrangements)


def _check_sizes(n_grades: int, n_outcomes: int, n_strata: int) -> None:
    if not n_grades == n_outcomes == n_strata:
        raise InputError(
            N_("{grades} grades, {outcomes} outcomes and {strata} strata do not pair up."),
            grades=n_grades,
            outcomes=n_outcomes,
            strata=n_strata,
        )
    if n_grades > np.iinfo(np.int16).max:
        raise InputError(
            N_("{n} stocks are more than the {limit} a rank test takes."),
            n=n_grades,
            limit=np.iinfo(np.int16).max,
        )


def _degenerate(grades: Floats, results: Floats) -> Undefined | None:
    if grades.size < 2:
        return Undefined.of(
            N_("undefined, because a rank correlation needs two stocks and there are {n}"),
            n=grades.size,
        )
    if np.ptp(grades) == 0:
        return Undefined.of(
            N_("undefined, because all {n} stocks have the same grade"), n=grades.size
        )
    if np.ptp(results) == 0:
        return Undefined.of(
            N_("undefined, because all {n} stocks have the same outcome"), n=grades.size
        )
    return None


def _doubled_centred(values: Floats) -> Floats:
    """Twice the midranks less their mean: integers, so that sums of products are exact."""
    return 2 * average_ranks(values) - (values.size + 1)


def _level_scores(pairing: _Pairing) -> Floats:
    """Doubled centred midrank of each level, by level number."""
    scores = np.zeros(int(pairing.levels.max()) + 1)
    scores[pairing.levels] = 2 * pairing.level_ranks - (pairing.levels.size + 1)
    return scores
