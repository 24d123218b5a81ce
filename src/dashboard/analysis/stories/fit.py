"""What a story ranks the stocks by, and how well that fits their returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

import numpy as np

from dashboard.analysis.stories.market_measures import MEASURE_NAMES, MeasureId, measures_test
from dashboard.analysis.stories.rank_tests import SEED, rank_test
from dashboard.analysis.stories.words import decimal, probability
from dashboard.case import Expected
from dashboard.errors import N_
from dashboard.message import Message
from dashboard.stats.arrangements import arrange
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import Floats, Undefined

Mark: TypeAlias = Literal["fits", "other-way", "says-nothing", "cannot-be-tested"]
Strength: TypeAlias = Literal["strong", "weak", "none"]

STRONG = 0.05
WEAK = 0.20
"""Largest exact one-sided p-value, in the direction marked, of a strong and of a weak cell."""

HIGHEST_GRADE = 3


@dataclass(frozen=True, slots=True)
class RankFit:
    """
    How one ranking of the stocks goes with their returns.

    Attributes
    ----------
    value : float
        Spearman's rho; of the strongest measure for a market story.
    pvalue, pvalue_other : float
        For the predicted sign and for the other; a measure predicts none, so its
        p-value is two-sided and adjusted and the other one is 1.
    count, count_other, total : int
        The same as fractions.
    smallest : float
        Smallest p-value this design can give.
    n : int
        Stocks ranked.
    exact : bool
        Every arrangement was counted.
    measure : str
        Strongest measure of a market story; empty for grades.
    """

    value: float
    pvalue: float
    pvalue_other: float
    count: int
    count_other: int
    total: int
    smallest: float
    n: int
    exact: bool
    measure: MeasureId | Literal[""] = ""

    @property
    def mark(self) -> Mark:
        """Direction by the rule: a p-value of 0.20 or less on that side."""
        return mark_of(self.pvalue, self.pvalue_other)

    @property
    def strength(self) -> Strength:
        """Strength on the side marked."""
        return strength_of(min(self.pvalue, self.pvalue_other))

    def side(self, mark: Mark) -> tuple[float, int]:
        """P-value and its numerator on the side of a mark."""
        if mark == "other-way":
            return self.pvalue_other, self.count_other
        return self.pvalue, self.count

    def spoken(self, mark: Mark) -> str:
        """P-value on the side of a mark, as the page prints it."""
        pvalue, count = self.side(mark)
        if self.measure:
            return decimal(pvalue)
        return probability(pvalue, count, self.total, exact=self.exact)


def mark_of(pvalue: float, pvalue_other: float) -> Mark:
    """
    Direction that a one-sided p-value of 0.20 or less speaks for.

    >>> mark_of(0.2, 0.9), mark_of(0.9, 0.2), mark_of(0.6, 0.5)
    ('fits', 'other-way', 'says-nothing')
    """
    if pvalue <= WEAK:
        return "fits"
    return "other-way" if pvalue_other <= WEAK else "says-nothing"


def strength_of(pvalue: float) -> Strength:
    """
    Strength of a p-value in the direction it is for.

    >>> strength_of(1 / 20), strength_of(0.2), strength_of(0.21)
    ('strong', 'weak', 'none')
    """
    if pvalue <= STRONG:
        return "strong"
    return "weak" if pvalue <= WEAK else "none"


class Ranking(Protocol):
    """Something that ranks the stocks, and can be asked how well that fits."""

    @property
    def symbols(self) -> tuple[str, ...]:
        """Stocks ranked."""

    def fit(self, *, within: bool = False, without: str = "") -> RankFit | Undefined:
        """Fit over all stocks or without one; permuted inside the groups if `within`."""


@dataclass(frozen=True, slots=True)
class Grades:
    """
    Grades of a story beside the returns, stocks with a return only.

    Attributes
    ----------
    symbols, groups : tuple of str
    grades : tuple of int
    returns : tuple of float
    """

    symbols: tuple[str, ...]
    groups: tuple[str, ...]
    grades: tuple[int, ...]
    returns: tuple[float, ...]
    expects: Expected = "rise"

    def fit(self, *, within: bool = False, without: str = "") -> RankFit | Undefined:
        """Exact Spearman in the expected direction."""
        kept = [place for place, symbol in enumerate(self.symbols) if symbol != without]
        found = rank_test(
            [self.grades[place] for place in kept],
            [self.returns[place] for place in kept],
            strata=[self.groups[place] for place in kept] if within else None,
            expects=self.expects,
        )
        if isinstance(found, Undefined):
            return found
        return RankFit(
            value=found.statistic,
            pvalue=found.pvalue_one_sided,
            pvalue_other=found.pvalue_other_side,
            count=found.count,
            count_other=found.count_other_side,
            total=found.n_arrangements,
            smallest=found.smallest,
            n=found.n,
            exact=found.exact,
        )

    def moved(self, symbol: str, step: int) -> Grades | None:
        """Return the same with one grade moved by a step; None where the scale ends."""
        place = self.symbols.index(symbol)
        grade = self.grades[place] + step
        if not 0 <= grade <= HIGHEST_GRADE:
            return None
        return replace(self, grades=(*self.grades[:place], grade, *self.grades[place + 1 :]))


@dataclass(frozen=True, slots=True)
class Measured:
    """
    Measures of the market beside the returns, stocks that have all of them.

    Attributes
    ----------
    symbols, groups : tuple of str
    names : tuple of str
        Measures in use.
    values : tuple of tuple of float
        One row a measure.
    returns : tuple of float
    """

    symbols: tuple[str, ...]
    groups: tuple[str, ...]
    names: tuple[MeasureId, ...]
    values: tuple[tuple[float, ...], ...]
    returns: tuple[float, ...]

    def fit(self, *, within: bool = False, without: str = "") -> RankFit | Undefined:
        """Strongest measure, two-sided, adjusted for looking at all of them."""
        kept = [place for place, symbol in enumerate(self.symbols) if symbol != without]
        if not self.names or len(kept) < 2:
            return Undefined.of(
                N_("undefined, because of the stocks too few have every measure: {n}"), n=len(kept)
            )
        values = np.array(self.values)[:, kept]
        returns = np.array(self.returns)[kept]
        if within:
            return self._within(values, returns, [self.groups[place] for place in kept])
        found = measures_test(values, returns)
        if isinstance(found, Undefined):
            return found
        ranked = [
            (p, -abs(rho), place, rho, count)
            for place, (rho, p, count) in enumerate(
                zip(found.statistic, found.adjusted_pvalue, found.count, strict=True)
            )
            if not isinstance(rho, Undefined)
            and not isinstance(p, Undefined)
            and not isinstance(count, Undefined)
        ]
        pvalue, _, place, rho, count = min(ranked)
        return RankFit(
            value=rho,
            pvalue=pvalue,
            pvalue_other=1.0,
            count=count,
            count_other=found.n_permutations,
            total=found.n_permutations,
            smallest=found.attainable,
            n=found.n,
            exact=found.settings.method == "exact",
            measure=self.names[place],
        )

    def _within(
        self, values: Floats, returns: Floats, groups: Sequence[str]
    ) -> RankFit | Undefined:
        """Largest |rho| over the measures against that of returns permuted inside the groups."""
        varies = np.ptp(values, axis=1) > 0
        if not varies.any() or np.ptp(returns) == 0:
            return Undefined.of(
                N_("undefined, because the {n} stock(s) all have the same value"),
                n=returns.size,
            )
        levels, places = np.unique(returns, return_inverse=True)
        strata = np.unique(np.array(groups), return_inverse=True)[1]
        drawn = arrange(
            places.astype(np.int16), strata=strata, rng=np.random.default_rng(SEED), seed=SEED
        )
        scores = np.zeros(levels.size)
        scores[places] = _unit(returns)
        weights = np.array([_unit(row) for row in values[varies]])
        own = weights @ scores[places]
        null = np.abs(scores[drawn.levels] @ weights.T).max(axis=1)
        exact = drawn.settings.method == "exact"
        # A random draw counts the arrangement at hand as one more of its own.
        extra = 0 if exact else 1
        best = int(np.abs(own).argmax())
        count = int((null >= abs(own[best]) - 1e-12).sum()) + extra
        total = len(null) + extra
        top = int((null >= null.max() - 1e-12).sum()) if exact else 1
        return RankFit(
            value=float(own[best]),
            pvalue=count / total,
            pvalue_other=1.0,
            count=count,
            count_other=total,
            total=total,
            smallest=top / total,
            n=returns.size,
            exact=exact,
            measure=np.array(self.names)[varies][best],
        )


def measure_name(fit: RankFit) -> Message:
    """Name of a fit's strongest measure, for the inside of a sentence."""
    return Message.of(MEASURE_NAMES[fit.measure] if fit.measure else "")


def _unit(values: Floats) -> Floats:
    centred = average_ranks(values) - (values.size + 1) / 2
    unit: Floats = centred / np.sqrt(centred @ centred)
    return unit
