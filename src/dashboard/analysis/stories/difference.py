"""The headline difference on trial: every split of its stocks, its interval, its shift."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dashboard.analysis.stories.rank_tests import SEED
from dashboard.analysis.window.window import WindowResult
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.stats.permutation import hodges_lehmann, permutation_test, shift_interval
from dashboard.stats.result import NullDistribution, PermutationResult, Undefined, or_nan


@dataclass(frozen=True, slots=True)
class SplitTest:
    """
    The difference among all splits of the stocks into groups of these sizes.

    Attributes
    ----------
    pvalue_one_sided, pvalue_other_side, pvalue_two_sided : float
        For a difference at least as large, at most as large, and twice the smaller
        of the two, at most 1.
    count, count_other_side : int
        Splits behind the one-sided p-values, the actual one among them.
    n_permutations : int
        All splits; with random ones, the draws and the actual split.
    smallest : float
        Smallest one-sided p-value this design can give.
    exact : bool
        Every split was counted; else random ones from `seed`.
    seed : int or None
    null : NullDistribution
        The differences of all splits.
    """

    pvalue_one_sided: float
    pvalue_other_side: float
    pvalue_two_sided: float
    count: int
    count_other_side: int
    n_permutations: int
    smallest: float
    exact: bool
    seed: int | None
    null: NullDistribution = field(compare=False, repr=False)

    @property
    def pairs(self) -> tuple[tuple[float, int], ...]:
        """Differences that a split can give, ascending, and how many splits give each."""
        null = self.null
        return tuple(zip(null.values.tolist(), null.counts.tolist(), strict=True))

    @property
    def ends(self) -> tuple[float, float]:
        """Least and largest difference that a split can give."""
        return float(self.null.values[0]), float(self.null.values[-1])


@dataclass(frozen=True, slots=True)
class Interval:
    """Shifts the permutation test does not reject, and how often such an interval covers."""

    low: float
    high: float
    coverage: float


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """
    The headline difference and how rare it is.

    Attributes
    ----------
    a, b : str
        Ids of its two sides; `b` is a benchmark for a case of one group.
    n_a, n_b : int
        Stocks counted on each side; 0 for a benchmark.
    without : tuple of str
        Stocks of the two sides without a return.
    value : float or Undefined
        Mean return of `a` less that of `b`; fraction.
    splits : SplitTest or Undefined
    interval : Interval or Undefined
    hodges_lehmann : float or Undefined
        Median of all pairwise differences.
    """

    a: str
    b: str
    n_a: int
    n_b: int
    without: tuple[str, ...]
    value: float | Undefined
    splits: SplitTest | Undefined
    interval: Interval | Undefined
    hodges_lehmann: float | Undefined

    @property
    def n(self) -> int:
        """Stocks on both sides."""
        return self.n_a + self.n_b


def difference_test(result: WindowResult) -> DifferenceTest | None:
    """
    Test the headline difference of a window by all splits of its stocks.

    Parameters
    ----------
    result : WindowResult
        Stocks without a return are left out and named.

    Returns
    -------
    DifferenceTest or None
        None for a case without groups.  A single group is held against a benchmark,
        which is no group of stocks: its difference has no splits, and says so.
    """
    headline = result.headline
    if headline is None:
        return None
    sides = [result.members(side) for side in (headline.a, headline.b)]
    first, second = (
        np.array([or_nan(stock.value) for stock in side if stock.has_return]) for side in sides
    )
    without = tuple(s.symbol for side in sides for s in side if isinstance(s.value, Undefined))
    is_pair = any(group.id == headline.b for group in result.groups)
    if not is_pair:
        missing = Undefined(
            N_("undefined, because a benchmark is no group of stocks that could be split anew")
        )
        return DifferenceTest(
            headline.a, headline.b, first.size, 0, without, headline.value, *(missing,) * 3
        )
    splits = permutation_test(first, second, rng=np.random.default_rng(SEED), seed=SEED)
    interval = shift_interval(first, second, rng=np.random.default_rng(SEED), seed=SEED)
    shift = hodges_lehmann(first, second)
    return DifferenceTest(
        a=headline.a,
        b=headline.b,
        n_a=first.size,
        n_b=second.size,
        without=without,
        value=headline.value,
        splits=splits if isinstance(splits, Undefined) else _numbers(splits),
        interval=interval
        if isinstance(interval, Undefined)
        else Interval(interval.low, interval.high, interval.coverage),
        hodges_lehmann=shift,
    )


def _numbers(found: PermutationResult) -> SplitTest:
    exact = found.settings.method == "exact"
    ends = int(min(found.null.counts[0], found.null.counts[-1]))
    return SplitTest(
        pvalue_one_sided=found.pvalue_one_sided,
        pvalue_other_side=found.pvalue_other_side,
        pvalue_two_sided=found.pvalue_two_sided,
        count=found.count,
        count_other_side=found.count_other_side,
        n_permutations=found.n_permutations,
        smallest=(ends if exact else 1) / found.n_permutations,
        exact=exact,
        seed=None if exact else found.settings.seed,
        null=found.null,
    )


def on_its_side(found: DifferenceTest, splits: SplitTest) -> int:
    """Splits at least as far on the side of the observed difference."""
    downward = not isinstance(found.value, Undefined) and found.value < 0
    return splits.count_other_side if downward else splits.count


def why_empty(found: DifferenceTest | None, t: Language) -> str:
    """Why there is no split to draw."""
    if found is None or not isinstance(found.splits, Undefined):
        return t("The case has no groups to split.")
    return t.say(found.splits)
