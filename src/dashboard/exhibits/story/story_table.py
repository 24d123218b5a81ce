"""Which story fits, cell by cell, and the documents in small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.analysis.answer import words
from dashboard.analysis.stories import story_labels as labels
from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import story_tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.html import stories
from dashboard.language.columns import Table
from dashboard.language.language import Language


def _story_table_finding(trial: Trial, t: Language) -> Iterable[str]:
    return [words.text(trial.answer, t)] if trial.case.stories else []


def _measures(trial: Trial, _: Look) -> Table[Any] | None:
    found = trial.table.measures
    return None if found is None else story_tables.measure_table(found, trial.note)


def _story_table(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.table
    if not found.stories:
        return None
    return Figure(
        title=labels.title(case, trial.verdict, t),
        note=labels.note(t),
        body=lambda: (
            stories.story_table(case, found, t, reader.links) + stories.measures(found.measures, t)
        ),
        table=lambda: story_tables.story_cells_table(found, trial.note),
    )


STORY_TABLE = Exhibit(
    "story-table",
    N_("Which story fits"),
    _story_table,
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


EXHIBITS = (STORY_TABLE,)
