"""
What every test hands back: p-values, null distribution, settings, or why there is no number.

A result that may not exist is ``X | Undefined``, and the `Undefined` is the sentence that says
why.  Where a whole object is missing by nature (a case without groups has no headline) it is
``X | None``; inside arrays a missing number is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import N_, InputError
from dashboard.message import Message

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]
Method: TypeAlias = Literal["exact", "monte-carlo", "parametric"]

TIE_TOLERANCE = 1e-10
"""Values of a statistic closer than this share of the data's magnitude count as one value."""


@dataclass(frozen=True, slots=True)
class Undefined(Message):
    """
    A number that does not exist for these data: the sentence says why.

    Examples
    --------
    >>> Undefined.of("undefined, because only {n} stock is left", n=1).reason
    'undefined, because only 1 stock is left'
    """


def or_nan(value: float | Undefined) -> float:
    """Return the number as it goes into an array, where a missing one is NaN."""
    return float("nan") if isinstance(value, Undefined) else value


@dataclass(frozen=True, slots=True)
class TestSettings:
    """What made a result, so that a reader can make it again.

    Attributes
    ----------
    method : {"exact", "monte-carlo", "parametric"}
        Full enumeration, random draws, or a textbook distribution.
    n_resamples : int or None
        Draws made; None unless `method` is "monte-carlo".
    seed : int or None
        Seed of the generator that made the draws, as told by the caller.
    alternative : {"greater"}
        Direction of the one-sided p-value: the statistic is large under the
        alternative.  ``pvalue_other_side`` is the p-value of the other direction.
    options : mapping
        Further choices by name, e.g. degrees of freedom or tick size.
    """

    method: Method
    n_resamples: int | None = None
    seed: int | None = None
    alternative: Literal["greater"] = "greater"
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """A null distribution as a table of its distinct values.

    Attributes
    ----------
    values : ndarray, shape (m,)
        Distinct values of the statistic, ascending; values within `margin` of
        their neighbour are one value.
    counts : ndarray of int, shape (m,)
        How often each value occurs.
    margin : float
        Distance within which two values tie.
    """

    values: Floats
    counts: Integers
    margin: float

    @property
    def total(self) -> int:
        """Number of arrangements, splits or draws in the table."""
        return int(self.counts.sum())

    def at_least(self, value: float) -> int:
        """How many are `value` or more, ties included."""
        start = np.searchsorted(self.values, value - self.margin, side="left")
        return int(self.counts[start:].sum())

    def at_most(self, value: float) -> int:
        """How many are `value` or less, ties included."""
        stop = np.searchsorted(self.values, value + self.margin, side="right")
        return int(self.counts[:stop].sum())

    def expand(self) -> Floats:
        """Every single value, ascending: shape (total,)."""
        return np.repeat(self.values, self.counts)


@dataclass(frozen=True, slots=True)
class PermutationResult:
    """A test by rearrangement: its statistic, its p-values and its whole null.

    Attributes
    ----------
    name : str
        Which statistic.
    statistic : float
        As observed.
    pvalue_one_sided : float
        Share of the null at or above `statistic`.
    pvalue_other_side : float
        Share of the null at or below `statistic`.
    pvalue_two_sided : float
        Twice the smaller of the two, at most 1.
    count, count_other_side : int
        Numerators of the one-sided p-values.
    n_permutations : int
        Their denominator.  Exact: all distinct splits or arrangements, the
        observed one among them.  Monte Carlo: the draws plus the observed one,
        so that the p-value is (count + 1)/(n + 1) and never 0.
    attainable_one_sided, attainable_two_sided : float
        Smallest p-values that these stocks, sizes and ties allow.
    n : int
        Number of stocks.
    null : NullDistribution
    settings : TestSettings
    """

    name: str
    statistic: float
    pvalue_one_sided: float
    pvalue_other_side: float
    pvalue_two_sided: float
    count: int
    count_other_side: int
    n_permutations: int
    attainable_one_sided: float
    attainable_two_sided: float
    n: int
    null: NullDistribution
    settings: TestSettings


def known_number(value: float | Undefined | None) -> float | None:
    """Return the number, or None where there is none."""
    return None if value is None or isinstance(value, Undefined) else float(value)


def tie_margin(data: ArrayLike) -> float:
    """
    Distance within which two values of a statistic tie, from the data it is made of.

    Rounding is a share of the numbers that were added, not of their sum, which may be
    nearly zero, and not of 1: returns of a thousandth tie as returns of a half do.
    """
    known = np.abs(np.asarray(data, dtype=np.float64))
    return TIE_TOLERANCE * float(np.max(known, initial=0.0, where=np.isfinite(known)))


def tabulate(values: Floats, *, margin: float | None = None) -> NullDistribution:
    """
    Table of distinct values of a null distribution, ties merged.

    Parameters
    ----------
    values : ndarray, shape (n,)
    margin : float, optional
        Distance within which two values tie; `tie_margin` of the values themselves where
        the data behind them are not larger.
    """
    ordered = np.sort(values)
    distance = tie_margin(values) if margin is None else margin
    first = np.flatnonzero(np.concatenate(([True], np.diff(ordered) > distance)))
    counts = np.diff(np.append(first, ordered.size))
    return NullDistribution(ordered[first], counts.astype(np.int64), distance)


def judge(
    name: str,
    observed: float,
    null_values: Floats,
    *,
    n: int,
    settings: TestSettings,
    margin: float | None = None,
) -> PermutationResult:
    """Place an observed statistic in its null distribution.

    Parameters
    ----------
    name : str
        Which statistic.
    observed : float
        Its observed value.
    null_values : ndarray, shape (n_permutations,)
        Exact: the statistic of every rearrangement, the observed one included.
        Monte Carlo: of every random draw; the observed value is added here.
    n : int
        Number of stocks.
    settings : TestSettings
        `settings.method` decides between the two.
    margin : float, optional
        Distance within which two values tie; as in `tabulate`.

    Returns
    -------
    PermutationResult

    Notes
    -----
    The exact p-value is count / n_permutations; the Monte Carlo one is
    (count + 1)/(n + 1) [1]_.  Two-sided is twice the smaller side: it agrees
    with counting |T| for equal group sizes and does not reward unequal ones.

    References
    ----------
    .. [1] Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never
       be zero. Statistical Applications in Genetics and Molecular Biology 9(1).
    """
    exact = settings.method == "exact"
    null = tabulate(null_values if exact else np.append(null_values, observed), margin=margin)
    total = null.total
    count, other = null.at_least(observed), null.at_most(observed)
    top, bottom = (int(null.counts[-1]), int(null.counts[0])) if exact else (1, 1)
    return PermutationResult(
        name=name,
        statistic=observed,
        pvalue_one_sided=count / total,
        pvalue_other_side=other / total,
        pvalue_two_sided=min(1.0, 2 * min(count, other) / total),
        count=count,
        count_other_side=other,
        n_permutations=total,
        attainable_one_sided=top / total,
        attainable_two_sided=min(1.0, 2 * min(top, bottom) / total),
        n=n,
        null=null,
        settings=settings,
    )


def vector(values: ArrayLike, name: str) -> Floats:
    """Return `values` as a finite one-dimensional array, or refuse them."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise InputError(
            N_("{name} must be one-dimensional, but has {n} dimensions."), name=name, n=array.ndim
        )
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise InputError(
            N_("{n} of the {total} values of {name} are not finite, the first at position {at}."),
            n=bad.size,
            total=array.size,
            name=name,
            at=int(bad[0]),
        )
    return array


def matrix(values: ArrayLike, name: str) -> Floats:
    """Return `values` as (sessions, stocks); NaN stays, infinity is refused."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2:
        raise InputError(
            N_("{name} must have the shape (sessions, stocks), but has {n} dimensions."),
            name=name,
            n=array.ndim,
        )
    if np.isinf(array).any():
        raise InputError(N_("{name} contains an infinite value."), name=name)
    return array


def need_rng(rng: np.random.Generator | None, *, size: int, limit: int) -> np.random.Generator:
    """Return the generator for Monte Carlo, or say why one is needed."""
    if rng is None:
        raise InputError(
            N_(
                "{size} rearrangements are more than the {limit} that are counted one by one: "
                "pass a random generator."
            ),
            size=size,
            limit=limit,
        )
    return rng
