"""Textbook event-study tests, each with its measured size."""

from __future__ import annotations

from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    NumbersOf,
)

EVENT_STUDY = Exhibit(
    "event-study",
    N_("Textbook tests"),
    numbers=(
        NumbersOf(
            "event-study",
            N_("Textbook event-study tests"),
            lambda trial, _: tables.event_study_table(trial.studies, trial.note),
        ),
    ),
    anchor="expert",
)


EXHIBITS = (EVENT_STUDY,)
