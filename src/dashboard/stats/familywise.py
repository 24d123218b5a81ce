"""Several stories over one set of returns: how good the best of them looks by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial, prod

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.arrangements import Levels, distinct_arrangements
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import (
    Booleans,
    Floats,
    Integers,
    TestSettings,
    Undefined,
    need_rng,
    vector,
)

EXACT_SHUFFLES = 50_000
"""Up to this many shuffles are enumerated (8! is 40,320); beyond, they are drawn."""

DECIMALS = 10  # correlations of ranks that agree so far are one value


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """
    One story as the shuffles see it.

    Attributes
    ----------
    values : ndarray, shape (n_measures, n)
        One row of grades, or several measures; NaN in a column leaves that stock out.
        Signs are chosen so that grades predict a positive correlation.
    either_sign : bool
        Measures, which predict no sign: their strength is the max-T p-value of the largest
        absolute correlation.  Grades are judged by their one-sided p-value.
    """

    values: Floats
    either_sign: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shuffles:
    """
    Returns shuffled over the stocks, the observed order among them.

    Attributes
    ----------
    values : ndarray, shape (n_shuffles, n)
        Returns of every stock in each shuffle.
    observed : int
        Row of the returns as they were.
    settings : TestSettings
        "exact" when every distinct order is there once; else the observed one and random ones.
    """

    values: Floats
    observed: int
    settings: TestSettings

    @property
    def total(self) -> int:
        """Number of shuffles, the observed order among them."""
        return len(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Familywise:
    """
    Familywise p-values of stories, in the data and in every shuffle of the returns.

    Every array has one column a story, in the order given.

    Attributes
    ----------
    counts, opposite : ndarray of int, shape (n_shuffles, n_stories)
        Numerators of the familywise p-values in each shuffle, in the predicted direction and
        against it.  Measures have nothing against them: theirs are `total`.
    observed : int
        Row of the data.
    total : int
        Denominator.
    settings : TestSettings
    """

    counts: Integers
    opposite: Integers
    observed: int
    total: int
    settings: TestSettings

    @property
    def pvalues(self) -> Floats:
        """Familywise p-values of the data, shape (n_stories,)."""
        own: Floats = self.counts[self.observed] / self.total
        return own

    @property
    def opposite_pvalues(self) -> Floats:
        """The same against the predicted direction."""
        own: Floats = self.opposite[self.observed] / self.total
        return own

    @property
    def reachable(self) -> Floats:
        """Smallest familywise p-value that any shuffle gives each story."""
        least: Floats = self.counts.min(axis=0) / self.total
        return least


def shuffles(
    outcome: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
    n_resamples: int = 9_999,
) -> Shuffles | Undefined:
    """
    Every order of the outcomes over the stocks, or random ones beyond `EXACT_SHUFFLES`.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Return of each stock.  NaN is refused.
    rng, seed, n_resamples
        For the draw; `seed` is recorded.

    Returns
    -------
    Shuffles or Undefined
        Undefined with fewer than two stocks or equal outcomes.  Equal outcomes are not told
        apart: every order that remains stands for as many of the n!.

    Examples
    --------
    >>> shuffles([0.1, 0.2, 0.2]).total
    3
    """
    values = vector(outcome, "outcome")
    if values.size < 2 or np.ptp(values) == 0:
        return Undefined.of(
            N_("undefined, because the {n} stock(s) all have the same value"), n=values.size
        )
    levels, places, ties = np.unique(values, return_inverse=True, return_counts=True)
    total = factorial(values.size) // prod(factorial(int(n)) for n in ties)
    if total <= EXACT_SHUFFLES:
        orders = _orders(tuple(places.tolist()))
        observed = int((orders == places).all(axis=1).argmax())
        return Shuffles(levels[orders], observed, TestSettings(method="exact"))
    generator = need_rng(rng, size=total, limit=EXACT_SHUFFLES)
    drawn = generator.permuted(np.tile(values, (n_resamples, 1)), axis=1)
    settings = TestSettings(method="monte-carlo", n_resamples=n_resamples, seed=seed)
    return Shuffles(np.vstack((values, drawn)), 0, settings)


def familywise(drawn: Shuffles, stories: Sequence[Ranked]) -> Familywise:
    """
    How often the best of all stories looks as good as each of them, by chance.

    The strength of a story is its one-sided permutation p-value (grades) or the max-T p-value
    of its measures in either sign.  If no story means anything, every order of the returns was
    equally likely; the familywise p-value of a story is the share of orders in which the
    smallest strength over all stories is at most its own (min-P, single step) [1]_.

    Parameters
    ----------
    drawn : Shuffles
    stories : sequence of Ranked
        Each with at least two stocks and something to rank by.

    Returns
    -------
    Familywise

    Notes
    -----
    Strengths and familywise p-values are read from the same orders, ties counted.  With a
    draw the observed order is one of them, which is (count + 1)/(n + 1) [2]_.  With one story
    the familywise p-value is its own.

    References
    ----------
    .. [1] Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing, section
       2.6: single-step adjustment by the smallest p-value.  Wiley.
    .. [2] Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero.
       Statistical Applications in Genetics and Molecular Biology 9(1).

    Examples
    --------
    >>> found = familywise(shuffles([0.1, 0.2, 0.3]), [Ranked(np.array([[1.0, 2.0, 3.0]]))])
    >>> found.pvalues.tolist(), found.opposite_pvalues.tolist(), found.total
    ([0.16666666666666666], [1.0], 6)
    """
    if not stories:
        raise InputError(N_("There is no story that could be tested."))
    statistics = np.column_stack([_statistic(drawn.values, each) for each in stories])
    tails = [_tails(column) for column in statistics.T]
    strengths = np.column_stack([up for up, _ in tails])
    against = np.column_stack([down for _, down in tails])
    graded: Booleans = np.array([not each.either_sign for each in stories])
    opposite = np.full_like(strengths, drawn.total)
    if graded.any():
        opposite[:, graded] = _at_most_of_least(against[:, graded])
    return Familywise(
        counts=_at_most_of_least(strengths),
        opposite=opposite,
        observed=drawn.observed,
        total=drawn.total,
        settings=drawn.settings,
    )


def group_pvalues(drawn: Shuffles, groups: ArrayLike) -> Floats:
    """
    Two-sided p-value of the groups' difference in every shuffle.

    Parameters
    ----------
    drawn : Shuffles
    groups : array_like of int, shape (n,)
        Number of each stock's group; at least two groups.

    Returns
    -------
    ndarray, shape (n_shuffles,)
        With two groups twice the smaller tail of the difference of means, at most 1; with more
        the max-T p-value over the raw differences of all pairs.

    Examples
    --------
    >>> group_pvalues(shuffles([0.1, 0.2, 0.3, 0.4]), [0, 0, 1, 1]).min().round(4)
    np.float64(0.3333)
    """
    numbers = np.asarray(groups)
    names = np.unique(numbers)
    means = np.column_stack([drawn.values[:, numbers == name].mean(axis=1) for name in names])
    if len(names) == 2:
        differences = np.round(means[:, 0] - means[:, 1], DECIMALS)
        both: Floats = np.minimum(1.0, 2 * np.minimum(*_tails(differences)) / drawn.total)
        return both
    largest: Floats = _tails(np.round(np.ptp(means, axis=1), DECIMALS))[0] / drawn.total
    return largest


def _statistic(values: Floats, story: Ranked) -> Floats:
    """Spearman's rho of grades, or the largest absolute one of measures, in every shuffle."""
    ranked = np.isfinite(story.values).all(axis=0)
    weights = _unit(average_ranks(story.values[:, ranked], axis=1))
    if ranked.all():
        # An order only moves the ranks about: they are worked out once.
        levels, places = np.unique(values[0], return_inverse=True)
        scores = np.zeros(levels.size)
        scores[places] = _unit(average_ranks(values[0][np.newaxis], axis=1))[0]
        orders = scores[np.searchsorted(levels, values)]
    else:
        orders = _unit(_row_ranks(values[:, ranked]))
    rho = orders @ weights.T
    found = np.abs(rho).max(axis=1) if story.either_sign else rho[:, 0]
    return np.round(found, DECIMALS)


def _unit(ranks: Floats) -> Floats:
    """Centred rows of length 1; a constant row stays 0 and correlates with nothing."""
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    lengths = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    unit: Floats = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0)
    return unit


def _row_ranks(values: Floats) -> Floats:
    """Midranks inside every row, by counting who is smaller: rows are short and many."""
    mine, others = values[:, :, np.newaxis], values[:, np.newaxis, :]
    smaller = (mine > others).sum(axis=2, dtype=np.int16)
    as_large = (mine >= others).sum(axis=2, dtype=np.int16)
    ranks: Floats = (smaller + as_large + 1) / 2
    return ranks


def _tails(values: Floats) -> tuple[Integers, Integers]:
    """How many of `values` are as large as each of them, and how many as small."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    upto = counts.cumsum()
    return (values.size - upto + counts)[places], upto[places]


def _at_most_of_least(strengths: Integers) -> Integers:
    """In how many shuffles the smallest strength is at most each of these."""
    reached: Integers = np.bincount(strengths.min(axis=1), minlength=len(strengths) + 1).cumsum()
    return reached[strengths]


@lru_cache(maxsize=8)
def _orders(places: tuple[int, ...]) -> Levels:
    return distinct_arrangements(np.array(places, dtype=np.int16))
