"""The verdict on a window: order of the stories, which fits best, and the sentence that says so.

The sentence never says more than the numbers: every part of it is chosen by a count or
a mark, and what the design cannot tell is said to be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from dashboard.analysis.stories.difference import DifferenceTest, Interval, SplitTest
from dashboard.analysis.stories.rows import ROW_TITLES, StoryCell, quoted
from dashboard.analysis.stories.words import plain, probability, signed
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Text
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.message import Message

Status: TypeAlias = Literal["fits-best", "cannot-be-told-apart", "none-fits"]

NOTICEABLE = 0.0005
"""A difference under this rounds to 0.0 points: neither side is said to be ahead."""


class TestedStory(Protocol):
    """One story of the table, as the verdict needs it."""

    @property
    def story(self) -> str:
        """Id."""

    @property
    def is_grouping(self) -> bool:
        """Whether its grades are the groups."""

    @property
    def cells(self) -> tuple[StoryCell, ...]:
        """Cells of its column."""

    @property
    def strong_fits(self) -> int:
        """Strong fits."""

    @property
    def strong_contradictions(self) -> int:
        """Strong contradictions."""

    @property
    def contradictions(self) -> int:
        """Contradictions of any strength."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the table amounts to.

    Attributes
    ----------
    status : {"fits-best", "cannot-be-told-apart", "none-fits"}
    fits_best : str or None
        The one story with a strong fit, nothing against it and more strong fits than
        every other, unless its grades are the groups themselves.
    leaders : tuple of str
        Stories with a strong fit and nothing against them.
    sentences : tuple of Message
        Effect, how rare it is, the stories, what points the other way, how the groups
        came about.
    """

    status: Status
    fits_best: str | None
    leaders: tuple[str, ...]
    sentences: tuple[Message, ...]


def verdict(
    case: Case,
    result: WindowResult,
    difference: DifferenceTest | None,
    tried: Sequence[TestedStory],
) -> Verdict:
    """
    Judge a story table.

    Parameters
    ----------
    case : Case
    result : WindowResult
        Of the window.
    difference : DifferenceTest or None
        None for a case without groups.
    tried : sequence
        The stories with their cells.

    Returns
    -------
    Verdict
    """
    leaders = [each for each in tried if each.strong_fits and not each.contradictions]
    best = _best(leaders, tried)
    status: Status = "none-fits"
    if best is not None:
        status = "fits-best"
    elif leaders:
        status = "cannot-be-told-apart"
    titles = {story.id: story.title for story in case.stories}
    n = sum(stock.value is not None for stock in result.stocks)
    sentences = [
        *effect_sentences(case, result, difference),
        _stories_sentence(best, leaders, titles, n),
        *(_against(each, titles) for each in tried if each.contradictions),
    ]
    if any(group.chosen == "after" for group in case.groups):
        sentences.append(
            Message.of(
                N_(
                    "The groups were named after the returns were known: this describes a "
                    "pattern and confirms nothing."
                )
            )
        )
    return Verdict(
        status=status,
        fits_best=None if best is None else best.story,
        leaders=tuple(each.story for each in leaders),
        sentences=tuple(sentences),
    )


def verdict_text(found: Verdict, t: Language) -> str:
    """Whole verdict in the reader's language."""
    # Chinese sentences follow each other without a space.
    return t.sentences(t.say(part) for part in found.sentences)


def ranked(tried: Sequence[TestedStory]) -> list[int]:
    """Places of the stories, fewest strong contradictions first, then most strong fits."""
    return sorted(
        range(len(tried)),
        key=lambda place: (tried[place].strong_contradictions, -tried[place].strong_fits),
    )


def _best(leaders: Sequence[TestedStory], tried: Sequence[TestedStory]) -> TestedStory | None:
    if not leaders:
        return None
    first = max(leaders, key=lambda each: each.strong_fits)
    rivals = [each for each in tried if each is not first]
    if first.is_grouping or any(each.strong_fits >= first.strong_fits for each in rivals):
        return None
    return first


# Effect ---------------------------------------------------------------


def effect_sentences(
    case: Case, result: WindowResult, difference: DifferenceTest | None
) -> list[Message]:
    """Size of the difference with its interval, then how rare it is among all splits."""
    if difference is None:
        return [Message.of(N_("The case has no group whose return could be compared."))]
    if difference.value is None:
        reason = difference.reason("value")
        return [reason or Message.of(N_("The difference over this window does not exist."))]
    sentences = [_size(case, result, difference, difference.value)]
    if difference.splits is not None:
        sentences.append(_rarity(difference, difference.splits, difference.value))
    elif (reason := difference.reason("splits")) is not None:
        sentences.append(Message.of(N_("Its p-value is {reason}."), reason=reason))
    return sentences


def _size(case: Case, result: WindowResult, found: DifferenceTest, value: float) -> Message:
    a, b = _side(case, found.a), _side(case, found.b)
    ends = {"base": result.base, "last": result.window.last}
    if abs(value) < NOTICEABLE:
        return Message.of(
            N_("From the close of {base} to that of {last}, {a} and {b} returned the same."),
            a=a,
            b=b,
            **ends,
        )
    ahead, behind = (a, b) if value > 0 else (b, a)
    known = {**ends, "ahead": ahead, "behind": behind, "points": plain(abs(value) * 100)}
    if found.interval is None:
        return Message.of(
            N_(
                "From the close of {base} to that of {last}, {ahead} returned {points} points "
                "more than {behind}."
            ),
            **known,
        )
    low, high = _turned(found.interval, value)
    return Message.of(
        N_(
            "From the close of {base} to that of {last}, {ahead} returned {points} points more "
            "than {behind} ({coverage}% interval {low} to {high})."
        ),
        coverage=plain(found.interval.coverage * 100),
        low=plain(low * 100),
        high=plain(high * 100),
        **known,
    )


def _turned(interval: Interval, value: float) -> tuple[float, float]:
    """Ends of the interval, in the direction in which the difference is told."""
    return (interval.low, interval.high) if value > 0 else (-interval.high, -interval.low)


def _side(case: Case, side: str) -> Text:
    titles = {group.id: group.title for group in case.groups}
    return titles[side] if side in titles else case.benchmark(side).title


def _rarity(found: DifferenceTest, splits: SplitTest, value: float) -> Message:
    count = splits.count if value >= 0 else splits.count_other_side
    pvalue = splits.pvalue_one_sided if value >= 0 else splits.pvalue_other_side
    total = splits.n_permutations
    two_sided = min(total, 2 * min(splits.count, splits.count_other_side))
    known = {
        "total": total,
        "n": found.n,
        "p": probability(pvalue, count, total, exact=splits.exact),
        "p2": probability(splits.pvalue_two_sided, two_sided, total, exact=splits.exact),
    }
    if not splits.exact:
        return Message.of(
            N_(
                "Among {draws} random ways to split these {n} stocks, {others} part them as far in "
                "that direction: p {p} one-sided, {p2} two-sided."
            ),
            draws=total - 1,
            others=count - 1,
            **{name: known[name] for name in ("n", "p", "p2")},
        )
    if count == 1:
        return Message.of(
            N_(
                "Of all {total} ways to split these {n} stocks none parts them more in that "
                "direction, which is the most this design can show: p {p} one-sided, {p2} "
                "two-sided."
            ),
            **known,
        )
    return Message.of(
        N_(
            "Of all {total} ways to split these {n} stocks {count}, the actual one among them, "
            "part them at least as far in that direction: p {p} one-sided, {p2} two-sided."
        ),
        count=count,
        **known,
    )


# Stories --------------------------------------------------------------


def _stories_sentence(
    best: TestedStory | None, leaders: Sequence[TestedStory], titles: dict[str, Text], n: int
) -> Message:
    if best is not None:
        return Message.of(
            N_(
                "“{story}” fits best: {fits} strong fit(s), nothing against it, fewer for every "
                "other story."
            ),
            story=titles[best.story],
            fits=best.strong_fits,
        )
    if not leaders:
        return Message.of(
            N_("No story has a strong fit with nothing against it: {n} stocks cannot tell."), n=n
        )
    stories = tuple(titles[each.story] for each in leaders)
    grouping = tuple(titles[each.story] for each in leaders if each.is_grouping)
    if len(leaders) == 1 and grouping:
        return Message.of(
            N_(
                "“{story}” is consistent with the returns, but its grades are the groups "
                "themselves: the two cannot be told apart."
            ),
            story=stories[0],
        )
    if len(leaders) == 1:
        return Message.of(
            N_(
                "“{story}” is consistent with the returns, but another story has as many strong "
                "fits: {n} stocks cannot tell them apart."
            ),
            story=stories[0],
            n=n,
        )
    if grouping:
        return Message.of(
            N_(
                "Consistent with the returns are {stories}; the grades of {grouping} are the "
                "groups themselves, and {n} stocks cannot tell these stories apart."
            ),
            stories=quoted(stories),
            grouping=quoted(grouping),
            n=n,
        )
    return Message.of(
        N_("Consistent with the returns are {stories}; {n} stocks cannot tell them apart."),
        stories=quoted(stories),
        n=n,
    )


def _against(each: TestedStory, titles: dict[str, Text]) -> Message:
    against = [cell for cell in each.cells if cell.mark == "other-way"]
    rank = next((cell for cell in against if cell.row == "rank-fit"), None)
    if rank is None or rank.value is None or rank.pvalue is None:
        return Message.of(
            N_("Against “{story}” stands: {rows}."),
            story=titles[each.story],
            rows=tuple(Message.of(ROW_TITLES[cell.row]) for cell in against),
        )
    template = (
        N_("“{story}” points the other way: ρ {rho}, p {p} on that side.")
        if rank.strength == "strong"
        else N_("“{story}” points the other way, weakly: ρ {rho}, p {p} on that side.")
    )
    return Message.of(
        template,
        story=titles[each.story],
        rho=signed(rank.value),
        p=probability(rank.pvalue, rank.count or 0, rank.total or 0, exact=bool(rank.total)),
    )
