"""The difference under every split of the stocks."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.analysis.stories.difference import DifferenceTest, on_its_side, why_empty
from dashboard.analysis.stories.difference_words import LEAST_SPLIT, effect_sentences
from dashboard.analysis.stories.words import decimal, probability
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.charts import stories
from dashboard.errors import N_
from dashboard.exhibits import story_tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.language.language import Language
from dashboard.language.words import left_out, side_title
from dashboard.stats.result import Undefined


def title_splits(found: DifferenceTest | None, t: Language) -> str:
    """How rare the split is, or the plain question."""
    if found is None or isinstance(found.splits, Undefined) or isinstance(found.value, Undefined):
        return t("How rare is this split?")
    splits = found.splits
    count = on_its_side(found, splits)
    if not splits.exact and count == 1:
        return t(
            "None of {draws} random splits parts the stocks as far in that direction",
            draws=t.number(splits.n_permutations - 1),
        )
    if not splits.exact:
        return t(
            "{others} of {draws} random splits part the stocks as far in that direction",
            others=t.number(count - 1),
            draws=t.number(splits.n_permutations - 1),
        )
    if count == 1:
        return t(
            "None of the other {others} splits parts the {n} stocks as far in that direction",
            others=t.number(splits.n_permutations - 1),
            n=found.n,
        )
    return t(
        "{count} of all {total} splits of the {n} stocks part them as far in that direction",
        count=t.number(count),
        total=t.number(splits.n_permutations),
        n=found.n,
    )


def note_splits(case: Case, found: DifferenceTest | None, t: Language) -> str:
    """What the strip draws, and the smallest p-value this design can give."""
    if found is None or isinstance(found.splits, Undefined):
        return t("Only groups of stocks can be split anew.")
    splits = found.splits
    smallest = probability(
        splits.smallest,
        round(splits.smallest * splits.n_permutations),
        splits.n_permutations,
        exact=splits.exact,
    )
    sizes = {
        "a": side_title(case, found.a, t),
        "b": side_title(case, found.b, t),
        "na": found.n_a,
        "nb": found.n_b,
        "smallest": smallest,
    }
    others = left_out(case, found.a, found.b, t)
    if splits.exact:
        text = t(
            "Difference of mean returns, {a} less {b}, for every way to split the stocks {na} to "
            "{nb}. The coloured mark is the actual split. Smallest one-sided p "
            "this design can give: {smallest}.",
            **sizes,
        )
        return t.sentences([text, others])
    text = t(
        "Difference of mean returns, {a} less {b}, for random ways to split the stocks {na} to "
        "{nb} (seed {seed}). The coloured mark is the actual split. Smallest one-sided p these "
        "draws can give: {smallest}.",
        seed=splits.seed,
        **sizes,
    )
    return t.sentences([text, others])


def describe_splits(case: Case, found: DifferenceTest | None, t: Language) -> str:
    """Strip in words: range of all splits, the actual difference, its p-values."""
    if found is None or isinstance(found.splits, Undefined) or isinstance(found.value, Undefined):
        return why_empty(found, t)
    splits = found.splits
    low, high = splits.ends
    return t(
        "Differences of {total} splits from {low} to {high}; the actual one, {a} less {b}, is "
        "{value}. One-sided p {p}, two-sided {p2}.",
        total=t.number(splits.n_permutations),
        low=t.points(low, sign=True),
        high=t.points(high, sign=True),
        a=side_title(case, found.a, t),
        b=side_title(case, found.b, t),
        value=t.points(found.value, sign=True),
        p=probability(
            splits.pvalue_one_sided if found.value >= 0 else splits.pvalue_other_side,
            on_its_side(found, splits),
            splits.n_permutations,
            exact=splits.exact,
        ),
        p2=decimal(splits.pvalue_two_sided),
    )


def _splits(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.difference
    if found is None or len(case.groups) < 2:
        return None
    if not isinstance(found.splits, Undefined) and found.n < LEAST_SPLIT:
        return Absent(
            t("How rare is this split?"),
            t("Two stocks can be split in one way only: there is nothing to count."),
        )
    return Figure(
        title=title_splits(found, t),
        note=note_splits(case, found, t),
        alt=describe_splits(case, found, t),
        plot=lambda: stories.plot_splits(case, found, look=reader.look),
        table=lambda: story_tables.split_table(found, trial.note),
    )


def _splits_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.difference
    if found is None:
        return []
    said = effect_sentences(trial.case, trial.result, found, trial.placebo_of_one)
    return [t.say(each) for each in said]


SPLITS = Exhibit(
    "splits",
    N_("All splits of the stocks"),
    _splits,
    _splits_finding,
    numbers=(
        NumbersOf(
            "splits",
            N_("Difference under every split of the stocks"),
            lambda trial, _: story_tables.split_table(trial.difference, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
    share=7,
)


EXHIBITS = (SPLITS,)
