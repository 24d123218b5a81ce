"""The rank tests of a case's stories: grades of evidence against the returns of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from dashboard.analysis.stories.exposure import ExposureResult, exposure, ordinals
from dashboard.analysis.stories.reporting import by_article, first_hand
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Expected, Story, StoryKind
from dashboard.errors import N_
from dashboard.market.sessions import Sessions, span
from dashboard.stats.maxt import max_t
from dashboard.stats.rank import kendall, spearman
from dashboard.stats.ranking import average_ranks
from dashboard.stats.result import PermutationResult, Undefined, or_nan
from dashboard.stats.step_effect import StepEffect, step_effect

SEED = 20_250_213
"""Of the random arrangements, where there are too many to count one by one."""


@dataclass(frozen=True, slots=True)
class RankTest:
    """
    One rank correlation with its permutation p-values.

    Attributes
    ----------
    statistic : float
    pvalue_one_sided, pvalue_other_side, pvalue_two_sided : float
        For the predicted sign +, for -, and twice the smaller of the two, at most 1.
    count, count_other_side : int
        Numerators of the one-sided p-values.
    n_arrangements : int
        Their denominator.
    smallest : float
        Smallest one-sided p-value these grades and returns can give, on either side.
    n : int
        Stocks tested.
    exact : bool
        All distinct arrangements were counted; else random ones from `SEED`.
    """

    statistic: float
    pvalue_one_sided: float
    pvalue_other_side: float
    pvalue_two_sided: float
    count: int
    count_other_side: int
    n_arrangements: int
    smallest: float
    n: int
    exact: bool


@dataclass(frozen=True, slots=True)
class AssessedOnly:
    """The rank test on the stocks that were assessed, or why there is none."""

    n: int
    spearman: RankTest | Undefined


@dataclass(frozen=True, slots=True)
class FirstHandOnly:
    """
    The rank test on the evidence alone that was read here, or why there is none.

    Attributes
    ----------
    assessed : tuple of str
        Stocks with such a row that counts; the others count as 0, as in the main test.
    reported : tuple of str
        Stocks whose grade in the main test rests on a reported row.
    by_article : bool
        Whether the case's own article reports one of these rows.
    after_move : bool
        Whether one of these rows was reported only after the window's last close: who was
        written about was chosen by somebody who knew the returns.
    spearman : RankTest or Undefined
    """

    assessed: tuple[str, ...]
    reported: tuple[str, ...]
    by_article: bool
    after_move: bool
    spearman: RankTest | Undefined


@dataclass(frozen=True, slots=True)
class StoryTest:
    """
    One evidence or label story against the returns of the window.

    Attributes
    ----------
    story, kind : str
        Id and kind of the story.
    ordinals : tuple of (str, int)
        Grade of every stock of the case, in its order; not assessed is 0.
    assumed_zero : tuple of str
        Stocks whose 0 is an assumption.
    without_return : tuple of str
        Stocks that the tests leave out, because they have no return.
    named_after : tuple of str
        Stocks that got the label only after the window.
    is_grouping : bool
        The grades split the tested stocks exactly as the groups do.
    spearman, kendall : RankTest or Undefined
    adjusted_pvalue : float or Undefined
        Step-down max-T over all evidence and label stories, predicted sign.
    n_stories : int
        Stories that adjustment is over.
    assessed_only : AssessedOnly
    first_hand : FirstHandOnly
    """

    story: str
    kind: StoryKind
    ordinals: tuple[tuple[str, int], ...]
    assumed_zero: tuple[str, ...]
    without_return: tuple[str, ...]
    named_after: tuple[str, ...]
    is_grouping: bool
    spearman: RankTest | Undefined
    kendall: RankTest | Undefined
    adjusted_pvalue: float | Undefined
    n_stories: int
    assessed_only: AssessedOnly
    first_hand: FirstHandOnly


def story_tests(
    case: Case,
    sessions: Sessions,
    result: WindowResult,
    *,
    matrix: ExposureResult | None = None,
) -> tuple[StoryTest, ...]:
    """
    Rank tests of every evidence and label story of a case.

    Parameters
    ----------
    case, sessions
        The case and its calendar.
    result : WindowResult
        Returns of the window; a stock without one is left out and named.
    matrix : ExposureResult, optional
        The exposure matrix of the same window, for a caller that has it.

    Returns
    -------
    tuple of StoryTest
        In the order of the case.
    """
    held = exposure(case, sessions, result.window) if matrix is None else matrix
    stories = tested_stories(case)
    adjusted = _adjusted(stories, held, result)
    # With nothing reported the matrix of first-hand evidence is the same one.
    reported = any(row.is_reported for row in case.evidence)
    read = exposure(first_hand(case), sessions, result.window) if reported else held
    return tuple(
        _story_test(
            story,
            held,
            result,
            adjusted,
            _first_hand(story.id, case, held, read, result, sessions),
        )
        for story in stories
    )


def tested_stories(case: Case) -> tuple[Story, ...]:
    """Stories with grades: those of evidence and of labels."""
    return tuple(story for story in case.stories if story.kind != "market")


def grades_of(matrix: ExposureResult, story: str) -> dict[str, int]:
    """Grade of every stock under one story; not assessed is 0."""
    return dict(zip(matrix.stocks, ordinals(matrix, story).values, strict=True))


def rank_test(
    grades: Sequence[int],
    returns: Sequence[float],
    *,
    strata: Sequence[str] | None = None,
    expects: Expected = "rise",
) -> RankTest | Undefined:
    """
    Exact Spearman of grades and returns; random arrangements beyond enumeration.

    The one-sided p-value is that of the expected direction, whichever sign rho has.

    Leaving out one of two stocks of the same grade, or moving one of them, often asks
    the same question again: the answer depends on ranks alone and is kept by them.
    """
    ranks = average_ranks(returns)
    order = np.argsort(ranks, kind="stable")
    groups = np.zeros(ranks.size, dtype=np.intp)
    if strata is not None:
        groups = np.unique(np.asarray(strata), return_inverse=True)[1]
    found = _ranked(
        tuple(grades[place] for place in order),
        tuple(ranks[order].tolist()),
        None if strata is None else tuple(groups[order].tolist()),
    )
    return found if isinstance(found, Undefined) or expects == "rise" else _turned(found)


@lru_cache(maxsize=4096)
def _ranked(
    grades: tuple[int, ...], ranks: tuple[float, ...], strata: tuple[int, ...] | None
) -> RankTest | Undefined:
    found = spearman(grades, ranks, strata=strata, rng=np.random.default_rng(SEED), seed=SEED)
    return found if isinstance(found, Undefined) else _numbers(found)


def _turned(found: RankTest) -> RankTest:
    """Return the same test for a story that expects the higher graded to fall."""
    return replace(
        found,
        pvalue_one_sided=found.pvalue_other_side,
        pvalue_other_side=found.pvalue_one_sided,
        count=found.count_other_side,
        count_other_side=found.count,
    )


def _numbers(found: PermutationResult) -> RankTest:
    total = found.n_permutations
    ends = int(min(found.null.counts[0], found.null.counts[-1]))
    exact = found.settings.method == "exact"
    return RankTest(
        statistic=found.statistic,
        pvalue_one_sided=found.pvalue_one_sided,
        pvalue_other_side=found.pvalue_other_side,
        pvalue_two_sided=found.pvalue_two_sided,
        count=found.count,
        count_other_side=found.count_other_side,
        n_arrangements=total,
        smallest=(ends if exact else 1) / total,
        n=found.n,
        exact=exact,
    )


def step_effects(
    tests: Sequence[StoryTest], result: WindowResult
) -> dict[str, StepEffect | Undefined]:
    """
    Return per step of grade under every evidence and label story, by its id.

    The stocks are those of the rank test: all with a return, not assessed as grade 0.
    """
    known = result.returned
    returns = [or_nan(stock.value) for stock in known]
    found = {}
    for test in tests:
        grades = dict(test.ordinals)
        found[test.story] = step_effect(
            [grades[stock.symbol] for stock in known],
            returns,
            rng=np.random.default_rng(SEED),
            seed=SEED,
        )
    return found


def _story_test(
    story: Story,
    matrix: ExposureResult,
    result: WindowResult,
    adjusted: Mapping[str, float],
    read: FirstHandOnly,
) -> StoryTest:
    graded = ordinals(matrix, story.id)
    grades = dict(zip(matrix.stocks, graded.values, strict=True))
    known = result.returned
    values = [grades[stock.symbol] for stock in known]
    returns = [or_nan(stock.value) for stock in known]
    main = rank_test(values, returns, expects=story.expects)
    tau = _kendall(values, returns, story.expects)
    summary = matrix.summary(story.id)
    return StoryTest(
        story=story.id,
        kind=story.kind,
        ordinals=tuple((stock.symbol, grades[stock.symbol]) for stock in result.stocks),
        assumed_zero=graded.assumed_zero,
        without_return=tuple(s.symbol for s in result.stocks if isinstance(s.value, Undefined)),
        named_after=summary.named_after,
        is_grouping=splits_as_groups(values, [stock.group for stock in known]),
        spearman=main,
        kendall=tau,
        adjusted_pvalue=main if isinstance(main, Undefined) else adjusted[story.id],
        n_stories=len(adjusted),
        assessed_only=_assessed_only(grades, graded.assessed, result, story.expects),
        first_hand=read,
    )


def splits_as_groups(grades: Sequence[int], groups: Sequence[str]) -> bool:
    """Whether grades part the stocks exactly as the groups do, with two groups or more."""
    pairs = set(zip(grades, groups, strict=True))
    return len(set(groups)) > 1 and len(pairs) == len(set(grades)) == len(set(groups))


def _kendall(
    values: Sequence[int], returns: Sequence[float], expects: Expected
) -> RankTest | Undefined:
    found = kendall(values, returns, rng=np.random.default_rng(SEED), seed=SEED)
    if isinstance(found, Undefined):
        return found
    return _numbers(found) if expects == "rise" else _turned(_numbers(found))


def _assessed_only(
    grades: dict[str, int], assessed: Sequence[str], result: WindowResult, expects: Expected
) -> AssessedOnly:
    known = [stock for stock in result.returned if stock.symbol in assessed]
    if not known:
        return AssessedOnly(
            0, Undefined(N_("undefined, because no stock with a return was assessed"))
        )
    values = [grades[stock.symbol] for stock in known]
    returns = [or_nan(stock.value) for stock in known]
    return AssessedOnly(len(known), rank_test(values, returns, expects=expects))


def _first_hand(
    story: str,
    case: Case,
    held: ExposureResult,
    read: ExposureResult,
    result: WindowResult,
    sessions: Sessions,
) -> FirstHandOnly:
    """The same test on the rows of `read`, and what the grades of `held` rest on."""
    reported = [cell.strongest for cell in held.column(story) if cell.strongest and cell.is_unread]
    times = [row.via_published for row in reported if row.via_published]
    graded = ordinals(read, story)
    grades = dict(zip(read.stocks, graded.values, strict=True))
    found = _rank_fit(grades, result, case.story(story).expects)
    if not graded.assessed:
        found = Undefined.of(
            N_("undefined, because no evidence on this story that counts was read first hand")
        )
    return FirstHandOnly(
        assessed=graded.assessed,
        reported=tuple(row.stock for row in reported),
        by_article=any(by_article(row, case) for row in reported),
        after_move=any(span(time, sessions).latest > held.close for time in times),
        spearman=found,
    )


def _rank_fit(
    grades: dict[str, int], result: WindowResult, expects: Expected
) -> RankTest | Undefined:
    known = result.returned
    returns = [or_nan(stock.value) for stock in known]
    return rank_test([grades[stock.symbol] for stock in known], returns, expects=expects)


def _adjusted(
    stories: Sequence[Story], matrix: ExposureResult, result: WindowResult
) -> dict[str, float]:
    """Adjusted p-values of the stories whose grades differ at all."""
    known = result.returned
    if not stories or not known:
        return {}
    table = [
        [sign * grades[stock.symbol] for stock in known]
        for sign, grades in (
            (1 if story.expects == "rise" else -1, grades_of(matrix, story.id)) for story in stories
        )
    ]
    found = max_t(
        table,
        [or_nan(stock.value) for stock in known],
        rng=np.random.default_rng(SEED),
        seed=SEED,
    )
    if isinstance(found, Undefined):
        return {}
    pairs = zip(stories, found.adjusted_pvalue, strict=True)
    return {story.id: p for story, p in pairs if not isinstance(p, Undefined)}
