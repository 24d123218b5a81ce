"""Placebos: earlier windows, groups of other stocks, the best few of random stocks."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from dashboard.analysis.robustness.one_group import MISSES, OneGroup
from dashboard.analysis.robustness.placebos import (
    Hindsight,
    TimePlacebo,
    may_have_universe,
    universe_remark,
    universe_source,
)
from dashboard.analysis.robustness.robustness import MEASURED_SIZES
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.charts import robustness as charts
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    in_words,
)
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.language.words import NOTICEABLE, side_title, sides
from dashboard.stats.circular_shifts import NOISE
from dashboard.stats.hindsight import BestOf
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined


def title_placebo_time(case: Case, found: TimePlacebo, t: Language) -> str:
    """How many earlier windows put the side that is ahead as far ahead."""
    result = found.result
    if abs(result.statistic) < NOTICEABLE:
        return t("How often was the gap as wide before?")
    ahead, behind = sides(case, found.a, found.b, result.statistic, t)
    told = {"ahead": ahead, "behind": behind}
    n = t.number(result.n_overlapping)
    if found.count:
        return t(
            "{count} of {n} earlier windows as long put {ahead} as far ahead of {behind}",
            count=t.number(found.count),
            n=n,
            **told,
        )
    if result.n_overlapping == 1:
        return t(
            "The one earlier window as long did not put {ahead} as far ahead of {behind}", **told
        )
    return t(
        "None of the {n} earlier windows as long put {ahead} as far ahead of {behind}", n=n, **told
    )


def note_placebo_time(case: Case, found: TimePlacebo, t: Language) -> str:
    """What the histogram draws."""
    result = found.result
    if result.length == 1:
        text = t(
            "{a} less {b} in all {windows} earlier sessions from {first} to {last}, each ticked on "
            "the axis; {hits} of them go as far. The groups were not drawn at random: this says "
            "how rare it is and is no test.",
            a=side_title(case, found.a, t),
            b=side_title(case, found.b, t),
            windows=t.number(result.n_overlapping),
            first=t.long_day(found.ends[0]),
            last=t.long_day(found.ends[-1]),
            hits=t.number(found.count),
        )
        return t.sentences([text, shift_sentence(found, t)])
    text = t(
        "{a} less {b} in all {windows} earlier windows of {n} sessions from {first} to {last}. "
        "Neighbours overlap: {separate} of them, ticked on the axis, share no session; {hits} of "
        "those go as far. The groups were not drawn at random: this says how rare it is and is "
        "no test.",
        n=result.length,
        a=side_title(case, found.a, t),
        b=side_title(case, found.b, t),
        windows=t.number(result.n_overlapping),
        first=t.long_day(found.ends[0]),
        last=t.long_day(found.ends[-1]),
        separate=t.number(result.n_non_overlapping),
        hits=t.number(found.count_separate),
    )
    return t.sentences([text, shift_sentence(found, t)])


def shift_sentence(placebo: TimePlacebo, t: Language) -> str:
    """Test in time that keeps its level, with the level it was measured to keep."""
    found = placebo.result.shifts
    if isinstance(found, Undefined):
        return ""
    size = MEASURED_SIZES["placebo_time"]
    return t(
        "A test that keeps its level takes each session’s difference over the noise of the "
        "{noise} before and shifts the series in a circle: {count} of {total} shifts go as far. "
        "Where nothing is there, at 5% it has been measured to call {low} to {high} of the cases "
        "rare.",
        noise=NOISE,
        count=t.number(placebo.shifts),
        total=t.number(found.total),
        low=t.percent(size.low, 1, sign=False),
        high=t.percent(size.high, 1, sign=False),
    )


def one_group_sentence(case: Case, found: OneGroup | Undefined, t: Language) -> str:
    """Effect on a single group with its interval over time."""
    if isinstance(found, Undefined) or isinstance(found.effect, Undefined):
        return ""
    effect = found.effect
    return t(
        "Against what “{benchmark}” would let expect, the window brought {group} {value}, "
        "{coverage} interval {low} to {high} (daily returns added up; conformal, over {total} "
        "shifts of the sessions in a circle; such intervals have been measured to miss the truth "
        "in {least} to {most} of the cases).",
        group=side_title(case, found.group, t),
        benchmark=side_title(case, found.benchmark, t),
        value=t.points(effect.value, sign=True),
        coverage=t.percent(effect.coverage, 0, sign=False),
        low=t.points(effect.low, sign=True),
        high=t.points(effect.high, sign=True),
        total=effect.total,
        least=t.percent(MISSES[0], 0, sign=False),
        most=t.percent(MISSES[1], 0, sign=False),
    )


def describe_placebo_time(found: TimePlacebo, t: Language) -> str:
    """Range of the placebo differences beside the window's."""
    result = found.result
    return t(
        "Earlier windows: {n}; the differences run from {low} to {high}; the window in use has "
        "{value}.",
        n=t.number(result.n_overlapping),
        low=t.points(float(result.differences.min()), sign=True),
        high=t.points(float(result.differences.max()), sign=True),
        value=t.points(result.statistic, sign=True),
    )


def _placebo_time(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.placebo
    if isinstance(found, Undefined):
        return Absent(t("How often was the gap as wide before?"), t.complete(found))
    return Figure(
        title=title_placebo_time(trial.case, found, t),
        note=t.sentences(
            [
                note_placebo_time(trial.case, found, t),
                one_group_sentence(trial.case, trial.one_group, t),
            ]
        ),
        alt=describe_placebo_time(found, t),
        plot=lambda: charts.plot_placebo_time(found, look=reader.look),
        table=lambda: tables.placebo_time_table(found, trial.note),
    )


def _placebo_time_table(trial: Trial, _: Look) -> Table[Any] | None:
    found = trial.placebo
    return None if isinstance(found, Undefined) else tables.placebo_time_table(found, trial.note)


PLACEBO_TIME = Exhibit(
    "placebo-time",
    N_("Earlier windows"),
    _placebo_time,
    in_words(_placebo_time),
    numbers=(
        NumbersOf(
            "placebo-time", N_("The same difference in earlier windows"), _placebo_time_table
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


# Groups of other stocks ------------------------------------------------


def title_placebo_groups(found: PlaceboGroups, group: str, t: Language) -> str:
    """Share of other groups that did as well, or as badly, as one in so many."""
    count, total = found.others_on_its_side, found.n - (0 if found.exact else 1)
    told = {"did": _did(found.ahead, group, t)}
    if found.n_stocks == 1:
        return _title_of_one(count, total, told["did"], t)
    if not count:
        return t("None of the groups of other stocks {did}", **told)
    share = count / total
    if share > 0.1:
        return t(
            "{share} of the groups of other stocks {did}",
            share=t.percent(share, 0, sign=False),
            **told,
        )
    return t(
        "About one in {n} groups of other stocks {did}",
        n=t.number(rounded(1 / share)),
        **told,
    )


def _title_of_one(count: int, total: int, did: str, t: Language) -> str:
    """The same for a group of one: held against stocks, not against groups."""
    if not count:
        return t("None of the other stocks {did}", did=did)
    if count / total > 0.1:
        share = t.percent(count / total, 0, sign=False)
        return t("{share} of the other stocks {did}", share=share, did=did)
    return t("About one in {n} other stocks {did}", n=t.number(rounded(total / count)), did=did)


def _did(ahead: bool, group: str, t: Language) -> str:
    """What other stocks are counted for: on the side of the finding."""
    template = N_("did as well as {group}") if ahead else N_("did as badly as {group}")
    return t(template, group=group)


def rounded(value: float) -> float:
    """
    Two significant digits: what “about” may claim.

    >>> rounded(2524.9)
    2500.0
    """
    power = 10.0 ** (floor(log10(value)) - 1)
    return round(value / power) * power


def note_placebo_groups(
    found: PlaceboGroups, group: str, t: Language, *, chosen_after: bool
) -> str:
    """What was counted, and of what."""
    values = {
        "size": found.n_stocks,
        "universe": t.number(found.n_universe),
        "count": t.number(found.others_on_its_side),
        "n": t.number(found.n - (0 if found.exact else 1)),
        "did": _did(found.ahead, group, t),
    }
    if found.n_stocks == 1:
        text = t(
            "Return of every stock of the same board among the other listed ones in our data set: "
            "{count} of {n} {did}. Stocks that the data set leaves out, those since delisted above "
            "all, are not counted.",
            **values,
        )
    elif found.exact:
        text = t(
            "Mean return of every group of {size} with the same boards among {universe} other "
            "listed stocks in our data set: {count} of {n} {did}, counted exactly. Stocks that "
            "the data set leaves out, those since delisted above all, are not counted.",
            **values,
        )
    else:
        text = t(
            "Mean return of random groups of {size} with the same boards among {universe} other "
            "listed stocks in our data set: {count} of {n} {did}, seed {seed}. Stocks that the "
            "data set leaves out, those since delisted above all, are not counted.",
            seed=found.settings.seed,
            **values,
        )
    if chosen_after:
        text += t(" The group in question was chosen when its return was known.")
    return text


def describe_placebo_groups(found: PlaceboGroups, group: str, t: Language) -> str:
    """
    Mean and range of the placebo groups beside the group in question.

    Of groups drawn at random the range that any could have is not that of those drawn.
    """
    if not found.exact:
        return t(
            "Mean returns of groups of other stocks are {mean} on average; {group} has {value}.",
            mean=t.percent(found.mean),
            group=group,
            value=t.percent(found.statistic),
        )
    return t(
        "Mean returns of groups of other stocks run from {low} to {high}, {mean} on average; "
        "{group} has {value}.",
        low=t.percent(float(found.edges[0])),
        high=t.percent(float(found.edges[-1])),
        mean=t.percent(found.mean),
        group=group,
        value=t.percent(found.statistic),
    )


def _placebo_groups(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.placebo_groups
    if not may_have_universe(trial.case, trial.market):
        return None
    if isinstance(found, Undefined):
        if not trial.could_have_universe:
            return None
        return Absent(t("Would other groups of stocks have done as well?"), t.complete(found))
    group = trial.case.groups[0]
    first = t.pick(group.title)
    note = note_placebo_groups(found, first, t, chosen_after=group.chosen == "after")
    return Figure(
        title=title_placebo_groups(found, first, t),
        note=_with_universe(trial, note, t),
        alt=describe_placebo_groups(found, first, t),
        plot=lambda: charts.plot_placebo_groups(found, first, look=reader.look),
        table=lambda: tables.placebo_group_table(found, trial.note),
    )


def _with_universe(trial: Trial, note: str, t: Language) -> str:
    """Add to a note where the returns of the other stocks come from."""
    remark = trial.kept.keep(
        "universe remark", lambda: universe_remark(trial.case, trial.market, trial.result)
    )
    return note if remark is None else t.sentences([note, t.say(remark)])


def _placebo_groups_table(trial: Trial, _: Look) -> Table[Any] | None:
    found = trial.placebo_groups
    return None if isinstance(found, Undefined) else tables.placebo_group_table(found, trial.note)


PLACEBO_GROUPS = Exhibit(
    "placebo-groups",
    N_("Groups of other stocks"),
    _placebo_groups,
    in_words(_placebo_groups),
    numbers=(NumbersOf("placebo-groups", N_("Groups of other stocks"), _placebo_groups_table),),
    is_chart=True,
    waits=lambda trial: (  # a trillion groups take a moment
        universe_source(trial.case, trial.market, trial.window, trial.base) is not None
    ),
)


# Hindsight -------------------------------------------------------------


def title_hindsight(found: Hindsight, group: str, t: Language) -> str:
    """How often mere picking of winners, or of losers, does as well, for the largest K."""
    widest = found.yardsticks[-1]
    hits, draws = (widest.count or 1) - 1, widest.settings.n_resamples or 1
    told = {
        "kept": _kept(found, widest, t),
        "did": _did(not found.lowest, group, t),
    }
    if not hits:
        return t(
            "{kept}, picked afterwards, {did} in none of {n} draws",
            n=t.number(draws),
            **told,
        )
    share = hits / draws
    digits = 0 if share >= 0.1 else 1 if share >= 0.001 else 2
    return t(
        "{kept}, picked afterwards, {did} in {share} of the draws",
        share=t.percent(share, digits, sign=False),
        **told,
    )


def _kept(found: Hindsight, each: BestOf, t: Language) -> str:
    """Which of how many random stocks are kept."""
    if each.best == 1:
        alone = (
            N_("The worst of {pool} random stocks")
            if found.lowest
            else N_("The best of {pool} random stocks")
        )
        return t(alone, pool=each.pool)
    template = (
        N_("The worst {best} of {pool} random stocks")
        if found.lowest
        else N_("The best {best} of {pool} random stocks")
    )
    return t(template, best=each.best, pool=each.pool)


_NOTES = {
    (False, False): N_(
        "Mean return of the best {best} of K stocks drawn at random from {universe}: dot, the "
        "expectation; bar, the middle 90% of {n} draws, seed {seed}. A group named when its "
        "returns were known should be held against this, not against zero."
    ),
    (True, False): N_(
        "Mean return of the worst {best} of K stocks drawn at random from {universe}: dot, the "
        "expectation; bar, the middle 90% of {n} draws, seed {seed}. A group named when its "
        "returns were known should be held against this, not against zero."
    ),
    (False, True): N_(
        "Return of the best of K stocks drawn at random from {universe}: dot, the expectation; "
        "bar, the middle 90% of {n} draws, seed {seed}. A stock named when its return was known "
        "should be held against this, not against zero."
    ),
    (True, True): N_(
        "Return of the worst of K stocks drawn at random from {universe}: dot, the expectation; "
        "bar, the middle 90% of {n} draws, seed {seed}. A stock named when its return was known "
        "should be held against this, not against zero."
    ),
}
"""What the yardstick draws: of the lowest or not, of one stock or several."""


def note_hindsight(found: Hindsight, t: Language) -> str:
    """What the yardstick draws."""
    first = found.yardsticks[0]
    template = _NOTES[found.lowest, found.best == 1]
    return t(
        template,
        best=found.best,
        universe=t.number(first.n_universe),
        n=t.number(first.settings.n_resamples),
        seed=first.settings.seed,
    )


def describe_hindsight(found: Hindsight, group: str, t: Language) -> str:
    """Expectation for every K beside the group in question."""
    parts = [
        f"{name} {t.percent(each.expected)}"
        for name, each in zip(charts.pool_names(found, t), found.yardsticks, strict=True)
    ]
    return t(
        "Expected mean return: {parts}; {group} has {value}.",
        parts=t.listing(parts),
        group=group,
        value=t.percent(found.observed),
    )


def _hindsight(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.hindsight
    if not may_have_universe(trial.case, trial.market):
        return None
    if isinstance(found, Undefined):
        if not trial.could_have_universe:
            return None
        return Absent(t("How well do the best of random stocks do?"), t.complete(found))
    first = t.pick(trial.case.groups[0].title)
    return Figure(
        title=title_hindsight(found, first, t),
        note=_with_universe(trial, note_hindsight(found, t), t),
        alt=describe_hindsight(found, first, t),
        plot=lambda: charts.plot_hindsight(found, first, look=reader.look),
        table=lambda: tables.hindsight_table(found, trial.note),
    )


def _hindsight_table(trial: Trial, _: Look) -> Table[Any] | None:
    found = trial.hindsight
    return None if isinstance(found, Undefined) else tables.hindsight_table(found, trial.note)


HINDSIGHT = Exhibit(
    "hindsight",
    N_("The best few of random stocks"),
    _hindsight,
    in_words(_hindsight),
    numbers=(NumbersOf("hindsight", N_("The best few of random stocks"), _hindsight_table),),
    is_chart=True,
)


EXHIBITS = (PLACEBO_TIME, PLACEBO_GROUPS, HINDSIGHT)
