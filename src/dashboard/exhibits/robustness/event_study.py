"""Textbook event-study tests, each with its measured size."""

from __future__ import annotations

from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.html.textbook import textbook_tests


def _event_study(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.studies
    return Figure(
        title=t("Textbook event-study tests, and how often they err with four stocks"),
        note=t(
            "For readers who expect them. A test at 5% should reject a true null in 5 of 100 "
            "cases; measured with four stocks a group most reject in more. The statistics of those "
            "are grey: no star belongs on them."
        ),
        body=lambda: textbook_tests(trial.case, found, trial.benchmark, t),
        table=lambda: tables.event_study_table(found, trial.note),
    )


EVENT_STUDY = Exhibit(
    "event-study",
    N_("Textbook tests"),
    _event_study,
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
