"""Closes at the limit on the last session: what the answer is when they count as cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.robustness.robustness import LimitOutcome
from dashboard.analysis.stories.fit import Mark, Strength, mark_of, strength_of
from dashboard.analysis.stories.rank_tests import StoryTest, rank_test
from dashboard.analysis.window.window import WindowResult
from dashboard.errors import N_
from dashboard.market.boards import Side
from dashboard.stats.permutation import mann_whitney, permutation_test
from dashboard.stats.ranking import gehan_scores
from dashboard.stats.result import Floats, Undefined

SEED = 20250213

_NONE = N_("undefined, because no last close of the window is at a limit")


@dataclass(frozen=True, slots=True)
class OneSided:
    """A test by its two one-sided p-values, as the story table marks it."""

    pvalue: float
    pvalue_other: float

    @property
    def mark(self) -> Mark:
        """Direction that a p-value of 0.20 or less speaks for."""
        return mark_of(self.pvalue, self.pvalue_other)

    @property
    def strength(self) -> Strength:
        """Strength in that direction."""
        return strength_of(min(self.pvalue, self.pvalue_other))


@dataclass(frozen=True, slots=True)
class CensoredTest:
    """A rank test on the returns as they stand, and with the cut-off ones as bounds."""

    plain: OneSided
    censored: OneSided

    @property
    def hangs(self) -> bool:
        """Whether the closes at a limit decide how strong the answer is, or which way it goes."""
        return (self.plain.mark, self.plain.strength) != (
            self.censored.mark,
            self.censored.strength,
        )


@dataclass(frozen=True, slots=True)
class Censoring:
    """
    Rank tests with the last closes at a limit counted as cut off.

    Attributes
    ----------
    stocks : mapping of str to {"up", "down"}
        Whose last close of the window is at which limit.
    groups : CensoredTest or Undefined
        Mann-Whitney of the two groups; first group ahead, and behind.
    stories : mapping of str to (CensoredTest or Undefined)
        Spearman of every evidence and label story; predicted sign +, and -.
    """

    stocks: Mapping[str, Side]
    groups: CensoredTest | Undefined
    stories: Mapping[str, CensoredTest | Undefined]


def censoring(
    limits: LimitOutcome, result: WindowResult, tests: Sequence[StoryTest]
) -> Censoring | Undefined:
    """
    Rank tests of groups and stories with Gehan scores beside the plain ones.

    A close at limit-up says that the return is the observed one *or more*, one at
    limit-down that or less; Gehan's score counts only the comparisons that are certain.

    Parameters
    ----------
    limits : LimitOutcome
        Which closes of the window are at a limit.
    result : WindowResult
        Returns of the window.
    tests : sequence of StoryTest
        Grades of the stories.

    Returns
    -------
    Censoring or Undefined
        Undefined when no last close is at a limit.
    """
    cut = limits.censored
    known = result.returned
    if not any(stock.symbol in cut for stock in known):
        return Undefined(_NONE)
    returns = np.array([stock.value for stock in known], dtype=np.float64)
    scores = gehan_scores(
        returns,
        at_least=[cut.get(stock.symbol) == "up" for stock in known],
        at_most=[cut.get(stock.symbol) == "down" for stock in known],
    )
    stories: dict[str, CensoredTest | Undefined] = {}
    for test in tests:
        grades = dict(test.ordinals)
        ranked = [grades[stock.symbol] for stock in known]
        stories[test.story] = _both(_ranked(ranked, returns), _ranked(ranked, scores))
    return Censoring(cut, _groups(result, [s.group for s in known], returns, scores), stories)


def _groups(
    result: WindowResult, groups: Sequence[str], returns: Floats, scores: Floats
) -> CensoredTest | Undefined:
    ids = [group.id for group in result.groups][:2]
    if len(ids) < 2:
        return Undefined(N_("undefined, because a single group cannot be split against another"))
    first, second = (np.array([group == each for group in groups]) for each in ids)
    rng = np.random.default_rng(SEED)
    plain = mann_whitney(returns[first], returns[second], rng=rng, seed=SEED)
    rng = np.random.default_rng(SEED)
    censored = permutation_test(scores[first], scores[second], rng=rng, seed=SEED)
    return _both(
        *(
            found
            if isinstance(found, Undefined)
            else OneSided(found.pvalue_one_sided, found.pvalue_other_side)
            for found in (plain, censored)
        )
    )


def _ranked(grades: Sequence[int], outcome: Floats) -> OneSided | Undefined:
    found = rank_test(grades, outcome.tolist())
    if isinstance(found, Undefined):
        return found
    return OneSided(found.pvalue_one_sided, found.pvalue_other_side)


def _both(plain: OneSided | Undefined, censored: OneSided | Undefined) -> CensoredTest | Undefined:
    if isinstance(plain, Undefined):
        return plain
    return censored if isinstance(censored, Undefined) else CensoredTest(plain, censored)
