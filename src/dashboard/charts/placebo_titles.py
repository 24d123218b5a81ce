"""What the placebo figures say in words: earlier windows, other groups, random winners."""

from __future__ import annotations

from math import floor, log10

from dashboard.analysis.robustness.placebos import Hindsight, TimePlacebo
from dashboard.language.language import Language
from dashboard.stats.placebo_groups import PlaceboGroups


def title_placebo_time(found: TimePlacebo, t: Language) -> str:
    """Rank of the window among earlier ones."""
    result = found.result
    if result.count == 0:
        return t(
            "No earlier window of {length} sessions had a difference this high: 1 of {n}",
            length=result.length,
            n=result.n_overlapping + 1,
        )
    return t(
        "{count} earlier windows of {length} sessions had a difference as high: {rank} of {n}",
        count=result.count,
        length=result.length,
        rank=result.count + 1,
        n=result.n_overlapping + 1,
    )


def note_placebo_time(found: TimePlacebo, t: Language) -> str:
    """What the histogram draws."""
    result = found.result
    return t(
        "The same difference in all {n} earlier windows of {length} sessions from {first} to "
        "{last}. Neighbours overlap: {separate} of them, ticked on the axis, share no session; "
        "{hits} of those are as high. The groups were not drawn at random: this says how rare "
        "it is and is no test.",
        n=result.n_overlapping,
        length=result.length,
        first=t.long_day(found.ends[0]),
        last=t.long_day(found.ends[-1]),
        separate=result.n_non_overlapping,
        hits=result.count_separate,
    )


def title_placebo_groups(found: PlaceboGroups, t: Language) -> str:
    """Share of other groups that did as well, as one in so many."""
    if found.count == 0:
        return t("None of the groups of other stocks did as well")
    if found.pvalue > 0.1:
        return t(
            "{share} of the groups of other stocks did as well",
            share=t.percent(found.pvalue, 0, sign=False),
        )
    return t(
        "About one in {n} groups of other stocks did as well",
        n=t.number(rounded(1 / found.pvalue)),
    )


def rounded(value: float) -> float:
    """
    Two significant digits: what “about” may claim.

    >>> rounded(2524.9)
    2500.0
    """
    power = 10.0 ** (floor(log10(value)) - 1)
    return round(value / power) * power


def note_placebo_groups(found: PlaceboGroups, t: Language, *, chosen_after: bool) -> str:
    """What was counted, and of what."""
    values = {
        "size": found.n_stocks,
        "universe": t.number(found.n_universe),
        "count": t.number(found.count),
        "n": t.number(found.n),
    }
    if found.exact:
        text = t(
            "Mean return of every group of {size} with the same boards among {universe} other "
            "listed stocks in our data set: {count} of {n} groups, counted exactly. Stocks that "
            "the data set leaves out, those since delisted above all, are not counted.",
            **values,
        )
    else:
        text = t(
            "Mean return of random groups of {size} with the same boards among {universe} other "
            "listed stocks in our data set: {count} of {n}, seed {seed}. Stocks that the data set "
            "leaves out, those since delisted above all, are not counted.",
            seed=found.settings.seed,
            **values,
        )
    if chosen_after:
        text += t(" The group in question was chosen when its return was known.")
    return text


def title_hindsight(found: Hindsight, t: Language) -> str:
    """How often mere picking of winners does as well, for the largest K."""
    widest = found.yardsticks[-1]
    return t(
        "The best {best} of {pool} random stocks, picked afterwards, do as well in {share} of the "
        "draws",
        best=widest.best,
        pool=widest.pool,
        share=t.percent(widest.pvalue, 1 if (widest.pvalue or 0) < 0.1 else 0, sign=False),
    )


def note_hindsight(found: Hindsight, t: Language) -> str:
    """What the yardstick draws."""
    first = found.yardsticks[0]
    return t(
        "Mean return of the best {best} of K stocks drawn at random from {universe}: dot, the "
        "expectation; bar, the middle 90% of {n} draws, seed {seed}. A group named when its "
        "returns were known should be held against this, not against zero.",
        best=found.best,
        universe=t.number(first.n_universe),
        n=t.number(first.settings.n_resamples),
        seed=first.settings.seed,
    )


def describe_placebo_time(found: TimePlacebo, t: Language) -> str:
    """Range of the placebo differences beside the window's."""
    result = found.result
    return t(
        "{n} earlier windows; their differences run from {low} to {high}; the window in use has "
        "{value}.",
        n=result.n_overlapping,
        low=t.points(float(result.differences.min()), sign=True),
        high=t.points(float(result.differences.max()), sign=True),
        value=t.points(result.statistic, sign=True),
    )


def describe_placebo_groups(found: PlaceboGroups, group: str, t: Language) -> str:
    """Mean and range of the placebo groups beside the group in question."""
    return t(
        "Mean returns of groups of other stocks run from {low} to {high}, {mean} on average; "
        "{group} has {value}.",
        low=t.percent(float(found.edges[0])),
        high=t.percent(float(found.edges[-1])),
        mean=t.percent(found.mean),
        group=group,
        value=t.percent(found.statistic),
    )


def describe_hindsight(found: Hindsight, group: str, t: Language) -> str:
    """Expectation for every K beside the group in question."""
    parts = [
        t(
            "best {best} of {pool} {mean}",
            best=each.best,
            pool=each.pool,
            mean=t.percent(each.expected),
        )
        for each in found.yardsticks
    ]
    return t(
        "Expected mean return: {parts}; {group} has {value}.",
        parts=t.listing(parts),
        group=group,
        value=t.percent(found.observed),
    )
