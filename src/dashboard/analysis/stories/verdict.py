"""The calibrated verdict: which story stands, and how often one would where nothing is there.

The rule is applied to the returns as they were and to every shuffle of them over the stocks;
the share of shuffles in which it names a story is the false-alarm rate of this very case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.rank_tests import SEED
from dashboard.errors import N_
from dashboard.stats.familywise import (
    Familywise,
    Ranked,
    Shuffles,
    familywise,
    group_pvalues,
    shuffles,
)
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Booleans, Floats, Integers, Undefined, or_nan

VerdictStatus: TypeAlias = Literal[
    "fits-best", "cannot-be-told-apart", "leads", "no-gap", "cannot-be-told"
]
STATUSES: tuple[VerdictStatus, ...] = get_args(VerdictStatus)

STANDS = 0.05
"""Largest familywise p-value of a story that stands."""
AHEAD = 0.20
"""Largest one of a story that leads, and of a difference between the groups that stands out."""
CLEAR = 4
"""Every other familywise p-value is at least so many times that of the story that fits best."""

UNSHUFFLED = Undefined(N_("undefined, because nothing could be shuffled"))
_NO_DIRECTION = Undefined(N_("undefined, because measures of the market expect no direction"))

LEAST_RANKED = 3
"""Fewer stocks are not ranked: two can only agree or not."""


@dataclass(frozen=True, slots=True)
class StoryVerdict:
    """
    One story among all stories of its case.

    Attributes
    ----------
    story : str
    familywise_p : float or Undefined
        Share of the shuffles whose strongest story is at least as strong as this one was.
    count, total : int
        The same as a fraction.
    opposite_p : float or Undefined
        Likewise against the expected direction; a market story expects none.
    contradicted : bool
        `opposite_p` is at most 0.05.
    reachable : float or Undefined
        Smallest familywise p-value that any shuffle gives it; above 0.05 it could not have
        been named here.
    is_grouping : bool
        Its grades are constant inside every group, and a group was chosen after the returns.
    """

    story: str
    familywise_p: float | Undefined
    opposite_p: float | Undefined
    reachable: float | Undefined
    count: int = 0
    total: int = 0
    contradicted: bool = False
    is_grouping: bool = False

    @property
    def stands(self) -> bool:
        """Whether its familywise p-value is at most 0.05."""
        return not isinstance(self.familywise_p, Undefined) and self.familywise_p <= STANDS

    @property
    def nameable(self) -> bool:
        """Whether any arrangement of the returns would have let it stand."""
        return not isinstance(self.reachable, Undefined) and self.reachable <= STANDS


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What one window amounts to.

    Attributes
    ----------
    status : str
        One of `STATUSES`.
    story : str or None
        The story that fits best or leads.
    stories : tuple of StoryVerdict
        In the order of the case.
    groups_pvalue : float or Undefined
        Two-sided p-value of the groups' own difference.
    false_alarm_rate, leads_rate : float or Undefined
        Share of the shuffles that end in fits-best and in leads.
    n : int
        Stocks with a return.
    exact : bool
        Every shuffle was counted; else random ones from a fixed seed.
    """

    status: VerdictStatus
    story: str | None
    stories: tuple[StoryVerdict, ...]
    groups_pvalue: float | Undefined
    false_alarm_rate: float | Undefined
    leads_rate: float | Undefined
    n: int
    exact: bool

    def of(self, story: str) -> StoryVerdict:
        """Verdict on that story."""
        return next(each for each in self.stories if each.story == story)

    @property
    def standing(self) -> tuple[StoryVerdict, ...]:
        """Stories with a familywise p-value of at most 0.05."""
        return tuple(each for each in self.stories if each.stands)

    @property
    def tested(self) -> tuple[StoryVerdict, ...]:
        """Stories that could be tested."""
        return tuple(each for each in self.stories if not isinstance(each.familywise_p, Undefined))


def verdict(
    inputs: StoryInputs,
    difference: DifferenceTest | None,
    placebo: PlaceboGroups | Undefined | None = None,
) -> Verdict:
    """
    Judge the stories of a case over one window.

    Parameters
    ----------
    inputs : StoryInputs
        Returns, grades and measures.
    difference : DifferenceTest or None
        Of the groups; None for a case without groups.
    placebo : PlaceboGroups or Undefined, optional
        Of a case with a single group: its own test.
    """
    returns = [or_nan(stock.value) for stock in inputs.known]
    drawn = shuffles(returns, rng=np.random.default_rng(SEED), seed=SEED)
    stories = inputs.case.stories
    ranked = {story.id: ranked_story(inputs, story.id) for story in stories}
    usable = {name: each for name, each in ranked.items() if isinstance(each, Ranked)}
    if isinstance(drawn, Undefined) or not usable:
        why = {n: e if isinstance(e, Undefined) else drawn for n, e in ranked.items()}
        return _untested(why, drawn, len(returns), _own_pvalue(difference, placebo))
    found = familywise(drawn, list(usable.values()))
    rules = _rules(inputs, list(usable))
    null = _group_null(inputs, drawn)
    observed = _own_pvalue(difference, placebo)
    if null is not None and len(np.unique(_groups(inputs))) > 2:
        observed = float(null[drawn.observed])
    shuffled = np.full(drawn.total, or_nan(observed))
    codes = judge(
        found.counts / found.total,
        found.opposite / found.total,
        shuffled if null is None else null,
        rules,
        can_part=_can_part(observed, null),
    )
    own = slice(drawn.observed, drawn.observed + 1)
    mine = judge(
        found.counts[own] / found.total,
        found.opposite[own] / found.total,
        np.array([or_nan(observed)]),
        rules,
        can_part=_can_part(observed, null),
    )
    status = STATUSES[int(mine.status[0])]
    named = list(usable)[int(mine.story[0])] if status in {"fits-best", "leads"} else None
    return Verdict(
        status=status,
        story=named,
        stories=_story_verdicts(ranked, list(usable), found, rules),
        groups_pvalue=observed,
        false_alarm_rate=float((codes.status == STATUSES.index("fits-best")).mean()),
        leads_rate=float((codes.status == STATUSES.index("leads")).mean()),
        n=len(returns),
        exact=drawn.settings.method == "exact",
    )


# The rule -------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What the rule must know of each story: arrays of shape (n_stories,)."""

    is_market: Booleans
    is_grouping: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Place in `STATUSES` and, for fits-best and leads, number of the story, by shuffle."""

    status: Integers
    story: Integers


def judge(
    pvalues: Floats, opposite: Floats, groups: Floats, rules: Rules, *, can_part: bool
) -> Judged:
    """
    Apply the rule to many rows of familywise p-values at once.

    Parameters
    ----------
    pvalues, opposite : ndarray, shape (n_rows, n_stories)
        Familywise p-values in the expected direction and against it.
    groups : ndarray, shape (n_rows,)
        Two-sided p-value of the groups; NaN where there is none.
    rules : Rules
    can_part : bool
        Some arrangement brings the groups' p-value to 0.20.
    """
    n_rows = len(pvalues)
    stands = pvalues <= STANDS
    contradicted = (opposite <= STANDS) & ~rules.is_market
    first = pvalues.argmin(axis=1)
    rows = np.arange(n_rows)
    others = pvalues.copy()
    others[rows, first] = np.inf
    rival = others.min(axis=1, initial=np.inf)
    best = pvalues[rows, first]
    one_stands = stands.sum(axis=1) == 1
    fits_best = (
        one_stands
        & ~contradicted[rows, first]
        & (rival >= CLEAR * best)
        & ~rules.is_grouping[first]
        & (groups <= AHEAD)
    )
    apart = (stands.sum(axis=1) > 1) | (one_stands & rules.is_grouping[first])
    ahead = ((pvalues <= AHEAD).sum(axis=1) == 1) | one_stands
    leads = ahead & ~rules.is_market[first] & ~contradicted[rows, first]
    no_gap = np.zeros(n_rows, dtype=np.bool_)
    if can_part and not rules.is_market.all():
        no_gap = (groups > AHEAD) & ~stands.any(axis=1)
    status = np.select(
        [fits_best, apart, leads, no_gap], range(len(STATUSES) - 1), len(STATUSES) - 1
    )
    return Judged(status.astype(np.int64), first)


def _rules(inputs: StoryInputs, stories: Sequence[str]) -> Rules:
    market = [inputs.case.story(story).kind == "market" for story in stories]
    return Rules(
        np.array(market),
        np.array([_is_grouping(inputs, story) for story in stories]),
    )


def _is_grouping(inputs: StoryInputs, story: str) -> bool:
    """Grades are constant inside every group, and some group was chosen after the returns."""
    case = inputs.case
    if case.story(story).kind == "market" or all(g.chosen == "before" for g in case.groups):
        return False
    grades = inputs.grades(story)
    pairs = set(zip(grades.grades, grades.groups, strict=True))
    return len(pairs) == len(set(grades.groups))


# Stories and groups as arrays -----------------------------------------


def ranked_story(inputs: StoryInputs, story: str) -> Ranked | Undefined:
    """Grades or measures of one story over the stocks with a return, or why there are none."""
    known = [stock.symbol for stock in inputs.known]
    if len(known) < LEAST_RANKED:
        return Undefined.of(N_("undefined, because {n} stock(s) cannot be ranked"), n=len(known))
    if inputs.case.story(story).kind == "market":
        measured = inputs.measured
        if not measured.names:
            return Undefined.of(
                N_("undefined, because of the stocks too few have every measure: {n}"),
                n=len(measured.symbols),
            )
        values = np.full((len(measured.names), len(known)), np.nan)
        places = [known.index(symbol) for symbol in measured.symbols]
        values[:, places] = measured.values
        return Ranked(values, either_sign=True)
    grades = inputs.grades(story)
    if len(set(grades.grades)) < 2:
        if not inputs.assessed(story):
            return Undefined.of(N_("undefined, because no company has been checked for it"))
        return Undefined.of(
            N_("undefined, because the {n} stock(s) all have the same value"), n=len(known)
        )
    sign = 1.0 if grades.expects == "rise" else -1.0
    return Ranked(sign * np.array([grades.grades], dtype=np.float64))


def _groups(inputs: StoryInputs) -> Integers:
    names = [group.id for group in inputs.case.groups]
    return np.array([names.index(stock.group) for stock in inputs.known], dtype=np.int64)


def _group_null(inputs: StoryInputs, drawn: Shuffles) -> Floats | None:
    groups = _groups(inputs)
    return group_pvalues(drawn, groups) if len(np.unique(groups)) > 1 else None


def _own_pvalue(
    difference: DifferenceTest | None, placebo: PlaceboGroups | Undefined | None
) -> float | Undefined:
    if difference is not None and not isinstance(difference.splits, Undefined):
        return difference.splits.pvalue_two_sided
    if isinstance(placebo, PlaceboGroups):
        # The lower tail, ties aside: all groups that are not above, and the one at hand.
        below = placebo.n - placebo.count + 1
        return min(1.0, 2 * min(placebo.count, below) / placebo.n)
    return UNSHUFFLED


def _can_part(observed: float | Undefined, null: Floats | None) -> bool:
    if null is not None:
        return bool(null.min() <= AHEAD)
    return not isinstance(observed, Undefined)


def _untested(
    reasons: Mapping[str, Undefined | Shuffles],
    drawn: Shuffles | Undefined,
    n: int,
    groups_pvalue: float | Undefined,
) -> Verdict:
    stories = tuple(
        _no_verdict(name, why if isinstance(why, Undefined) else UNSHUFFLED)
        for name, why in reasons.items()
    )
    exact = isinstance(drawn, Shuffles) and drawn.settings.method == "exact"
    return Verdict("cannot-be-told", None, stories, groups_pvalue, UNSHUFFLED, UNSHUFFLED, n, exact)


def _no_verdict(story: str, why: Undefined) -> StoryVerdict:
    return StoryVerdict(story, why, why, why)


def _story_verdicts(
    ranked: dict[str, Ranked | Undefined], tested: list[str], found: Familywise, rules: Rules
) -> tuple[StoryVerdict, ...]:
    made = []
    for name, each in ranked.items():
        if isinstance(each, Undefined):
            made.append(_no_verdict(name, each))
            continue
        place = tested.index(name)
        market = bool(rules.is_market[place])
        opposite = float(found.opposite_pvalues[place])
        made.append(
            StoryVerdict(
                story=name,
                familywise_p=float(found.pvalues[place]),
                count=int(found.counts[found.observed, place]),
                total=found.total,
                opposite_p=_NO_DIRECTION if market else opposite,
                contradicted=not market and opposite <= STANDS,
                reachable=float(found.reachable[place]),
                is_grouping=bool(rules.is_grouping[place]),
            )
        )
    return tuple(made)
