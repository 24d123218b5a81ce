"""The figures of the Story page: returns, splits, build-up, story table, what would change it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.analysis.stories.verdict import effect_sentences, verdict_text
from dashboard.analysis.trial import Trial
from dashboard.charts import stories, story
from dashboard.charts import story_titles as titles
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import story_tables, window_tables
from dashboard.exhibits.columns import provenance, table
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Opening,
    Page,
    Reader,
    whole,
)
from dashboard.language.language import Language


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline with the gap; without one the question, and why there is none."""
    t = reader.t
    question, found = t.pick(trial.case.question), trial.answer
    if found is None or found.difference is None:
        return Opening(question, _no_answer(trial, t))
    title = titles.title_answer(found, len(trial.result.sessions), t)
    return Opening(title, verdict_text(trial.table.verdict, t), question=question)


def _no_answer(trial: Trial, t: Language) -> str:
    headline = trial.result.headline
    if headline is None or headline.reason is None:
        return t("The case has no group whose return could be compared.")
    return t.say(headline.reason)


# Returns --------------------------------------------------------------


def _returns(trial: Trial, reader: Reader) -> Made:
    t, case, result = reader.t, trial.case, trial.result
    if not case.groups:
        return None
    return Figure(
        title=titles.title_strip(case, trial.answer, t),
        note=titles.note_strip(result, t),
        alt=titles.describe_strip(case, result, t),
        plot=lambda: story.plot_strip(case, result, look=reader.look),
        table=lambda: window_tables.stock_return_table(case, result, trial.note),
    )


def _returns_finding(trial: Trial, t: Language) -> Iterable[str]:
    """Mean of each group, and the most and the least of all stocks."""
    case, result = trial.case, trial.result
    means = [
        t("{group} {mean}", group=t.pick(case.group(group.id).title), mean=t.percent(group.mean))
        for group in result.groups
        if group.mean is not None
    ]
    known = sorted(
        (stock for stock in result.stocks if stock.value is not None),
        key=lambda stock: -(stock.value or 0.0),
    )
    if not means or not known:
        return
    yield t("Mean returns: {means}.", means=t.listing(means))
    if len(known) > 1:
        top, bottom = known[0], known[-1]
        yield t(
            "Of {n} stocks {top} returned the most, {x}, and {bottom} the least, {y}.",
            n=len(known),
            top=t.full_name(case.stock(top.symbol)),
            x=t.percent(top.value),
            bottom=t.full_name(case.stock(bottom.symbol)),
            y=t.percent(bottom.value),
        )


RETURNS = Exhibit(
    "returns",
    N_("Return of each stock"),
    _returns,
    _returns_finding,
    numbers=(
        NumbersOf(
            "returns",
            N_("Returns of the stocks"),
            lambda trial, _: window_tables.stock_return_table(trial.case, trial.result, trial.note),
        ),
        NumbersOf(
            "groups",
            N_("Returns of the groups"),
            lambda trial, _: window_tables.group_return_table(trial.case, trial.result, trial.note),
        ),
        NumbersOf(
            "differences",
            N_("Differences of groups, returns of benchmarks"),
            lambda trial, _: window_tables.difference_table(trial.result, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
    share=13,
)


# Splits ---------------------------------------------------------------


def _splits(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.table.difference
    if found is None:
        return None
    return Figure(
        title=stories.title_splits(found, t),
        note=stories.note_splits(case, found, t),
        alt=stories.describe_splits(case, found, t),
        plot=lambda: stories.plot_splits(case, found, look=reader.look),
        table=lambda: story_tables.split_table(found, trial.note),
    )


def _splits_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.table.difference
    if found is None:
        return []
    return [t.say(each) for each in effect_sentences(trial.case, trial.result, found)]


SPLITS = Exhibit(
    "splits",
    N_("All splits of the stocks"),
    _splits,
    _splits_finding,
    numbers=(
        NumbersOf(
            "splits",
            N_("Difference under every split of the stocks"),
            lambda trial, _: story_tables.split_table(trial.table.difference, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
    share=7,
)


# Build-up -------------------------------------------------------------


def _build_up(trial: Trial, reader: Reader) -> Made:
    t, case, result = reader.t, trial.case, trial.result
    return Figure(
        title=titles.title_build_up(trial.answer, t),
        note=titles.note_build_up(result, t),
        alt=titles.describe_build_up(case, result, t),
        plot=lambda: story.plot_build_up(case, result, trial.events, look=reader.look),
        table=lambda: window_tables.build_up_table(result, trial.note),
        days=tuple(result.build_up.sessions),
    )


def _build_up_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.answer
    if found is None or found.difference is None:
        return []
    return [whole(titles.title_answer(found, len(trial.result.sessions), t), t)]


BUILD_UP = Exhibit(
    "build-up",
    N_("How the gap built up"),
    _build_up,
    _build_up_finding,
    numbers=(
        NumbersOf(
            "build-up",
            N_("How the gap built up, session by session"),
            lambda trial, _: window_tables.build_up_table(trial.result, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


# Story table ----------------------------------------------------------


def _story_table_finding(trial: Trial, t: Language) -> Iterable[str]:
    return [verdict_text(trial.table.verdict, t)] if trial.table.stories else []


def _measures(trial: Trial, _: Look) -> pd.DataFrame | None:
    found = trial.table.measures
    return None if found is None else story_tables.measure_table(found, trial.note)


STORY_TABLE = Exhibit(
    "story-table",
    N_("Which story fits"),
    finding=_story_table_finding,
    numbers=(
        NumbersOf(
            "story-table",
            N_("Which story fits, cell by cell"),
            lambda trial, _: story_tables.story_cells_table(trial.table, trial.note),
        ),
        NumbersOf(
            "rank-tests",
            N_("Rank tests of the stories"),
            lambda trial, _: story_tables.rank_test_table(trial.table, trial.note),
        ),
        NumbersOf("measures", N_("Measures of the market against the returns"), _measures),
    ),
    anchor="stories",
)

EXPOSURE = Exhibit("exposure", N_("What the documents say"), in_files=False)


# What would change it -------------------------------------------------


def _changes_finding(trial: Trial, t: Language) -> Iterable[str]:
    headline = trial.result.headline
    known = [change for change in trial.changes if change.difference is not None]
    if headline is None or headline.value is None or not known:
        return []
    return [whole(titles.title_changes(headline.value, known, t), t)]


def _changes_table(trial: Trial, _: Look) -> pd.DataFrame:
    rows = [
        {
            "change": each.kind,
            "day": each.day,
            "left out": each.symbol,
            "difference (fraction)": each.difference,
            **provenance(trial.note),
        }
        for each in trial.changes
    ]
    return table(rows)


CHANGE = Exhibit(
    "change",
    N_("What would change the answer"),
    finding=_changes_finding,
    numbers=(
        NumbersOf("changes", N_("The gap with one setting moved by one step"), _changes_table),
    ),
    compares_groups=True,
)

PAGE = Page(
    "story",
    N_("Story"),
    opening,
    (RETURNS, SPLITS, BUILD_UP, STORY_TABLE, EXPOSURE, CHANGE),
)
