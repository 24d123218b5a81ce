"""The difference of two groups and how rare it is, in exact words."""

from __future__ import annotations

from dashboard.analysis.stories.difference import DifferenceTest, Interval, SplitTest
from dashboard.analysis.stories.words import decimal, plain, probability
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Text
from dashboard.errors import N_
from dashboard.language.words import NOTICEABLE
from dashboard.message import Message
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined

LEAST_SPLIT = 3  # two stocks can be split in one way only: there is nothing to count


def effect_sentences(
    case: Case,
    result: WindowResult,
    difference: DifferenceTest | None,
    placebo: PlaceboGroups | Undefined | None = None,
) -> list[Message]:
    """
    Size of the difference with its interval, then how rare it is among all splits.

    A single group has no splits: groups of other stocks stand in their place, where there
    are any.  Groups beyond the two compared are said to be left out.
    """
    if difference is None:
        return [Message.of(N_("The case has no group whose return could be compared."))]
    if isinstance(difference.value, Undefined):
        return [difference.value]
    sentences = [_size(case, result, difference, difference.value)]
    others = tuple(g.title for g in case.groups if g.id not in {difference.a, difference.b})
    if others:
        sentences.append(Message.of(N_("Not in this comparison: {groups}."), groups=others))
    if len(case.groups) == 1:
        if isinstance(placebo, PlaceboGroups):
            sentences.append(_among_others(placebo))
        return sentences
    if difference.n and difference.n < LEAST_SPLIT:
        return sentences
    if isinstance(difference.splits, Undefined):
        sentences.append(Message.of(N_("Its p-value is {reason}."), reason=difference.splits))
    else:
        sentences.append(_rarity(difference, difference.splits, difference.value))
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
    if isinstance(found.interval, Undefined):
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


# Whether every group was counted, and whether the group in question is ahead of most.
_AMONG_OTHERS: dict[tuple[bool, bool], str] = {
    (True, True): N_(
        "Of all {n} groups of {size} other stocks with the same boards {count} did as well, p {p} "
        "one-sided."
    ),
    (True, False): N_(
        "Of all {n} groups of {size} other stocks with the same boards {count} did as badly, p {p} "
        "one-sided."
    ),
    (False, True): N_(
        "Of {n} random groups of {size} other stocks with the same boards {count} did as well, p "
        "{p} one-sided."
    ),
    (False, False): N_(
        "Of {n} random groups of {size} other stocks with the same boards {count} did as badly, p "
        "{p} one-sided."
    ),
}


def _among_others(found: PlaceboGroups) -> Message:
    """How many groups of other stocks did as well, or as badly."""
    template = _AMONG_OTHERS[found.exact, found.ahead]
    n = found.n - (0 if found.exact else 1)
    return Message.of(
        template,
        n=f"{n:,}",
        size=found.n_stocks,
        count=f"{found.others_on_its_side:,}",
        p=decimal(found.count_on_its_side / found.n),
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
        "total": f"{total:,}",
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
            draws=f"{total - 1:,}",
            others=f"{count - 1:,}",
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
        count=f"{count:,}",
        **known,
    )
