"""What the first screen says, as facts: chosen by the verdict and by counts, before any words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashboard.analysis.answer.detectable import detectable_gap
from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.difference_words import effect_sentences
from dashboard.analysis.stories.market_measures import MEASURE_NAMES
from dashboard.analysis.stories.verdict import AHEAD, LEAST_RANKED, StoryVerdict, Verdict
from dashboard.case import Case, Stock, Text
from dashboard.cases.confirmations import statements
from dashboard.market.plausibility import market_doubts
from dashboard.message import Message
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined, known_number

AnswerKind: TypeAlias = Literal["yes", "rather", "other-way", "nothing-for-it", "cannot-tell"]

Reason: TypeAlias = Literal[
    "no-returns",
    "too-few",
    "all-alike",
    "nobody-looked",
    "looked-later",
    "cannot-be-tested",
    "grouping",
    "several",
    "not-clear",
    "little-looked",
    "no-gap",
    "nothing-stands-out",
]
"""Why the answer is “we cannot tell”; the first one that applies."""

LEAST_STOCKS = 4  # fewer are not split at random: there is too little to count


@dataclass(frozen=True, slots=True)
class Move:
    """
    What a group, or the market, did over the window.

    Attributes
    ----------
    title : Text
    n : int
        Stocks with a return; 0 for the market.
    value : float or Undefined
        Mean return, fraction.
    """

    title: Text
    n: int
    value: float | Undefined


@dataclass(frozen=True, slots=True)
class Chance:
    """
    How often random stocks differ at least as much, in the direction observed.

    Attributes
    ----------
    pvalue : float
        One-sided.
    n : int
        Stocks split, or drawn.
    pool : int
        Stocks they were drawn from; 0 where they were split.
    sides : tuple of Text
        The two groups, where the case has more.
    rose : bool
        The first side did better than the other; a single group, than other stocks do on
        average.
    """

    pvalue: float
    n: int
    pool: int
    sides: tuple[Text, ...]
    rose: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """
    How far somebody has looked at the companies for one story.

    Attributes
    ----------
    story : str
    assessed, stocks : int
        Companies with a statement that counts, and all.
    first_hand, statements : int
        Statements on the story that were read in the document here, and all; a report whose
        document was read counts once, as what was read.
    """

    story: str
    assessed: int
    stocks: int
    first_hand: int
    statements: int


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Everything that the answer's words are chosen from.

    Attributes
    ----------
    kind : str
    reason : str or None
        Of “we cannot tell”.
    asked : str or None
        Id of the story that the question is about.
    titles : tuple of (str, Text)
        Titles of the stories by id.
    verdict : Verdict
    sessions : int
        Of the window.
    groups : tuple of Move
    market : Move
    chance : Chance or None
    checked : tuple of Checked
        Of the story that is named and of the one that the question is about, as far as these
        rest on evidence.
    first_hand, statements : int
        Statements on all stories that were read in the document here, and all.
    falls : frozenset of str
        Stories that expect the stocks with more of it to fall.
    measure : (Message, bool) or None
        Strongest measure of the market, and whether stocks with more of it rose more.
    afterwards : int
        Groups chosen after the returns were known.
    gap : float or Undefined
        Gap, fraction, that the design would find half of the time.
    effect : tuple of Message
        The difference of the groups and how rare it is, in exact sentences.
    doubted : tuple of Stock
        Stocks whose price or factor moved beyond their board's limit within the window.
    """

    kind: AnswerKind
    reason: Reason | None
    asked: str | None
    titles: tuple[tuple[str, Text], ...]
    verdict: Verdict
    sessions: int
    groups: tuple[Move, ...]
    market: Move
    chance: Chance | None
    checked: tuple[Checked, ...]
    first_hand: int
    statements: int
    falls: frozenset[str]
    measure: tuple[Message, bool] | None
    afterwards: int
    gap: float | Undefined
    effect: tuple[Message, ...]
    doubted: tuple[Stock, ...] = ()

    @property
    def hindsight(self) -> bool:
        """Whether a group was chosen after the returns were known."""
        return self.afterwards > 0

    @property
    def detectable_gap(self) -> float | None:
        """The gap, None where there is none."""
        return known_number(self.gap)

    def title(self, story: str) -> Text:
        """Title of a story."""
        return dict(self.titles)[story]


def answer(
    inputs: StoryInputs,
    found: Verdict,
    difference: DifferenceTest | None,
    placebo: PlaceboGroups | Undefined | None = None,
) -> Answer:
    """
    Facts of the answer to a case's question over one window.

    Parameters
    ----------
    inputs : StoryInputs
    found : Verdict
        Of the same window.
    difference : DifferenceTest or None
        Of the groups; None for a case without groups.
    placebo : PlaceboGroups or Undefined, optional
        Of a case with a single group.
    """
    case, result = inputs.case, inputs.result
    asked = case.asked
    kind, reason = _kind(inputs, found, None if asked is None else asked.id)
    benchmark = case.benchmark(inputs.benchmark)
    return Answer(
        kind=kind,
        reason=reason,
        asked=None if asked is None else asked.id,
        titles=tuple((story.id, story.title) for story in case.stories),
        verdict=found,
        sessions=len(result.sessions),
        groups=tuple(
            Move(group.title, result.group(group.id).n, result.group(group.id).mean)
            for group in case.groups
        ),
        market=Move(benchmark.title, 0, inputs.result.benchmark(inputs.benchmark).value),
        chance=_chance(case, difference, placebo),
        checked=tuple(_checked(inputs, name) for name in _spoken_of(inputs, found)),
        first_hand=sum(not row.is_reported for row in case.evidence),
        statements=len(statements(case.evidence)),
        falls=frozenset(story.id for story in case.stories if story.expects == "fall"),
        measure=_measure(inputs) if any(s.kind == "market" for s in case.stories) else None,
        afterwards=sum(group.chosen == "after" for group in case.groups),
        gap=detectable_gap(inputs, found),
        effect=tuple(effect_sentences(case, result, difference, placebo)),
        doubted=_doubted(inputs),
    )


def _doubted(inputs: StoryInputs) -> tuple[Stock, ...]:
    window = inputs.window
    found = {
        each.symbol
        for each in market_doubts(inputs.market)
        if window.first <= each.day <= window.last
    }
    return tuple(stock for stock in inputs.case.stocks if stock.symbol in found)


def _kind(
    inputs: StoryInputs, found: Verdict, asked: str | None
) -> tuple[AnswerKind, Reason | None]:
    if found.status == "fits-best":
        return ("yes", None) if found.story == asked else ("rather", None)
    if not inputs.known or asked is None:
        return "cannot-tell", "no-returns"
    own = found.of(asked)
    if own.contradicted:
        return "other-way", None
    others = [each for each in found.standing if each.story != asked]
    if not isinstance(own.familywise_p, Undefined) and own.familywise_p > AHEAD and others:
        return "nothing-for-it", None
    return "cannot-tell", _reason(inputs, found, own)


def _reason(inputs: StoryInputs, found: Verdict, own: StoryVerdict) -> Reason:
    """Why nothing can be told: the first that applies."""
    market = inputs.case.story(own.story).kind == "market"
    assessed = inputs.assessed(own.story)
    untested = isinstance(own.familywise_p, Undefined)
    unseen = untested and not market and not assessed
    whole = market or len(assessed) == len(inputs.case.stocks)
    reasons: tuple[tuple[Reason, bool], ...] = (
        ("too-few", found.n < LEAST_RANKED),
        ("all-alike", len({stock.value for stock in inputs.known}) == 1),
        ("looked-later", unseen and any(row.story == own.story for row in inputs.case.evidence)),
        ("nobody-looked", unseen or not inputs.matrix.stories),
        ("cannot-be-tested", untested),
        ("several", len(found.standing) > 1),
        ("grouping", bool(found.standing) and own.stands and own.is_grouping),
        ("not-clear", bool(found.standing)),
        ("too-few", not own.nameable and (whole or found.n < LEAST_STOCKS)),
        ("little-looked", not own.nameable),
        ("no-gap", found.status == "no-gap"),
    )
    return next((reason for reason, applies in reasons if applies), "nothing-stands-out")


def _chance(
    case: Case, difference: DifferenceTest | None, placebo: PlaceboGroups | Undefined | None
) -> Chance | None:
    if difference is None or isinstance(difference.value, Undefined) or difference.value == 0:
        return None
    rose = difference.value > 0
    if not isinstance(difference.splits, Undefined) and difference.n >= LEAST_STOCKS:
        splits = difference.splits
        sides = (case.group(difference.a).title, case.group(difference.b).title)
        return Chance(
            splits.pvalue_one_sided if rose else splits.pvalue_other_side,
            difference.n,
            0,
            sides if len(case.groups) > 2 else (),
            rose,
        )
    if isinstance(placebo, PlaceboGroups):
        # Told on the side of the other stocks, as on the Robustness page.
        pvalue = placebo.count_on_its_side / placebo.n
        return Chance(pvalue, placebo.n_stocks, placebo.n_universe, (), placebo.ahead)
    return None


def _measure(inputs: StoryInputs) -> tuple[Message, bool] | None:
    strongest = inputs.measures.strongest
    if strongest is None or isinstance(strongest.spearman, Undefined):
        return None
    return Message.of(MEASURE_NAMES[strongest.id]), strongest.spearman > 0


def _spoken_of(inputs: StoryInputs, found: Verdict) -> list[str]:
    """Stories whose evidence the reader must know about: the one named, then the one asked."""
    asked = inputs.case.asked
    named = [found.story] if found.status == "fits-best" else []
    stories = dict.fromkeys([*named, None if asked is None else asked.id])
    return [name for name in stories if name and inputs.case.story(name).kind != "market"]


def _checked(inputs: StoryInputs, story: str) -> Checked:
    rows = [row for row in inputs.case.evidence if row.story == story]
    return Checked(
        story=story,
        assessed=len(inputs.assessed(story)),
        stocks=len(inputs.case.stocks),
        first_hand=sum(not row.is_reported for row in rows),
        statements=len(statements(rows)),
    )
