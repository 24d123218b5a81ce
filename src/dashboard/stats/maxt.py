"""Several stories, one set of stocks: step-down Westfall-Young max-T on Spearman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.arrangements import Levels, arrange
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import (
    TIE_TOLERANCE,
    Booleans,
    Floats,
    Integers,
    NullDistribution,
    TestSettings,
    Undefined,
    tabulate,
    vector,
)

Tail: TypeAlias = Literal["greater", "two-sided"]

Number = TypeVar("Number", int, float)

_CONSTANT = N_("undefined, because the {n} stock(s) all have the same value")


@dataclass(frozen=True, slots=True)
class MaxT:
    """Spearman correlations of several stories, p-values adjusted for looking at all of them.

    Every tuple has one entry a story, in the order given; a story without any
    variation is Undefined in all of them and takes no part.

    Attributes
    ----------
    statistic : tuple of float or Undefined
        Spearman's rho.
    pvalue : tuple of float or Undefined
        Not adjusted: that of the story alone.
    adjusted_pvalue : tuple of float or Undefined
        Step-down max-T; never below `pvalue`.
    count : tuple of int or Undefined
        Numerator of `adjusted_pvalue` over `n_permutations`.
    n_permutations : int
        Assignments of the outcomes to the stocks (exact), or draws plus the
        observed one (Monte Carlo).
    attainable : float
        Smallest adjusted p-value the best story could have here.
    n : int
        Number of stocks.
    n_stories : int
        Stories that took part.
    null : NullDistribution
        Of the largest statistic over all stories that took part.
    direction : {"greater", "two-sided"}
        rho in the predicted + sign, or its absolute value.
    settings : TestSettings
    """

    statistic: tuple[float | Undefined, ...]
    pvalue: tuple[float | Undefined, ...]
    adjusted_pvalue: tuple[float | Undefined, ...]
    count: tuple[int | Undefined, ...]
    n_permutations: int
    attainable: float
    n: int
    n_stories: int
    null: NullDistribution
    direction: Tail
    settings: TestSettings


def max_t(
    stories: ArrayLike,
    outcome: ArrayLike,
    *,
    direction: Tail = "greater",
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> MaxT | Undefined:
    """
    Step-down Westfall-Young max-T over stories, exact for up to nine stocks.

    If no story means anything, every assignment of the outcomes to the stocks
    was equally likely; assigning them to all stories at once keeps the
    dependence among the stories.

    Parameters
    ----------
    stories : array_like, shape (n_stories, n)
        Grade or measure of each stock under each story, each story's sign
        chosen so that it predicts a positive correlation.  NaN is refused.
    outcome : array_like, shape (n,)
        Outcome of each stock, e.g. window returns.  NaN is refused.
    direction : {"greater", "two-sided"}
        "greater" for stories that predict a sign, "two-sided" for measures
        that do not (the statistic is then |rho|).
    rng : numpy.random.Generator, optional
        Needed only when there are more than `arrangements.EXACT_ARRANGEMENTS`
        distinct assignments (ten stocks with ten different outcomes).
    seed : int, optional
        Seed of `rng`, recorded.
    n_resamples : int
        Random assignments to draw beyond that limit.

    Returns
    -------
    MaxT or Undefined
        Undefined with fewer than two stocks, or when the outcomes or all
        stories have no variation.

    Raises
    ------
    InputError
        If shapes differ, a value is not finite, or Monte Carlo is needed
        without `rng`.

    Notes
    -----
    With the stories sorted by falling statistic t_1 >= t_2 >= ..., story j has
    p_j = max over i <= j of P(max over k >= i of T*_k >= t_i) [1]_.  Tied
    outcomes are not told apart: n_permutations counts distinct assignments,
    n! without ties, and the p-values are those over all n!.

    References
    ----------
    .. [1] Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple
       Testing, algorithm 4.1.  Wiley.

    Examples
    --------
    >>> result = max_t([[1, 2, 3], [3, 1, 2]], [0.1, 0.2, 0.3])
    >>> result.pvalue, result.adjusted_pvalue, result.n_permutations
    ((0.16666666666666666, 0.8333333333333334), (0.3333333333333333, 0.8333333333333334), 6)
    """
    results = vector(outcome, "outcome")
    table = _story_table(stories, results.size)
    varies = np.ptp(table, axis=1) > 0 if results.size else np.zeros(len(table), dtype=np.bool_)
    if results.size < 2 or np.ptp(results) == 0 or not varies.any():
        return Undefined.of(_CONSTANT, n=results.size)
    levels = np.unique(results, return_inverse=True)[1].astype(np.int16)
    drawn = arrange(levels, rng=rng, seed=seed, n_resamples=n_resamples)
    weights = _unit_ranks(table[varies])
    level_scores = _level_scores(results, levels)
    null = level_scores[drawn.levels] @ weights.T
    observed = level_scores[levels] @ weights.T
    if drawn.settings.method == "monte-carlo":
        null = np.vstack((null, observed))
    if direction == "two-sided":
        null = np.abs(null)
    return _assemble(observed, null, varies, direction, settings=drawn.settings, n=results.size)


def _assemble(
    observed: Floats,
    null: Floats,
    varies: Booleans,
    direction: Tail,
    *,
    settings: TestSettings,
    n: int,
) -> MaxT:
    judged = np.abs(observed) if direction == "two-sided" else observed
    total = len(null)
    margins = np.full(judged.size, TIE_TOLERANCE)  # correlations
    alone = (null >= judged - margins).sum(axis=0) / total
    counts = _step_down(judged, null, margins)
    top = tabulate(null.max(axis=1))
    least = 1 if settings.method == "monte-carlo" else int(top.counts[-1])
    return MaxT(
        statistic=_by_story(observed.tolist(), varies, n),
        pvalue=_by_story(alone.tolist(), varies, n),
        adjusted_pvalue=_by_story((counts / total).tolist(), varies, n),
        count=_by_story(counts.tolist(), varies, n),
        n_permutations=total,
        attainable=least / total,
        n=n,
        n_stories=int(varies.sum()),
        null=top,
        direction=direction,
        settings=settings,
    )


def _by_story(
    numbers: Sequence[Number], varies: Booleans, n: int
) -> tuple[Number | Undefined, ...]:
    """Put the numbers of the stories that took part back into the order of all stories."""
    undefined = Undefined.of(_CONSTANT, n=n)
    place = np.cumsum(varies) - 1
    return tuple(
        numbers[at] if is_in else undefined for at, is_in in zip(place, varies, strict=True)
    )


def _step_down(judged: Floats, null: Floats, margins: Floats) -> Integers:
    """Numerators of the adjusted p-values, in the order of `judged`."""
    order = np.argsort(-judged, kind="stable")
    running_max = np.maximum.accumulate(null[:, order[::-1]], axis=1)[:, ::-1]
    reached = (running_max >= judged[order] - margins[order]).sum(axis=0)
    counts = np.empty(order.size, dtype=np.int64)
    counts[order] = np.maximum.accumulate(reached)
    return counts


def _story_table(stories: ArrayLike, n: int) -> Floats:
    table = np.asarray(stories, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != n:
        raise InputError(
            N_("The stories have the shape {shape}; it must be (stories, {n})."),
            shape=table.shape,
            n=n,
        )
    if not np.isfinite(table).all():
        raise InputError(
            N_("{n} value(s) of the stories are not finite."), n=int((~np.isfinite(table)).sum())
        )
    return table


def _unit_ranks(table: Floats) -> Floats:
    """Centred midranks of each row, scaled to length 1: products are correlations."""
    centred = average_ranks(table, axis=1) - (table.shape[1] + 1) / 2
    lengths = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    unit: Floats = centred / lengths
    return unit


def _level_scores(results: Floats, levels: Levels) -> Floats:
    unit = _unit_ranks(results[np.newaxis])[0]
    scores = np.zeros(int(levels.max()) + 1)
    scores[levels] = unit
    return scores
