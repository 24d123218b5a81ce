"""The stock x story matrix, and every statement behind it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.analysis.stories import statement_words
from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    NumbersOf,
    whole,
)
from dashboard.language.language import Language


def _matrix_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.exposure
    if not any(cell.assessed for cell in found.cells):
        return []
    rows = [row for cell in found.cells for row in (*cell.evidence, *cell.late)]
    late = sum(not found.publication(row.id).public_before_close for row in rows)
    return [
        whole(statement_words.matrix_title(found, t), t),
        t(
            "{late} of {n} statements became public only after the close of {last}.",
            late=late,
            n=len(rows),
            last=t.long_day(trial.window.last),
        ),
    ]


def _matrix_table(trial: Trial, _: Look) -> pd.DataFrame | None:
    if not trial.exposure.stories:
        return None
    return evidence_tables.matrix_table(trial.case, trial.exposure)


MATRIX = Exhibit(
    "matrix",
    N_("Stocks and stories"),
    finding=_matrix_finding,
    numbers=(NumbersOf("matrix", N_("Findings by stock and story"), _matrix_table),),
)
STATEMENTS = Exhibit(
    "statements",
    N_("Every statement"),
    numbers=(
        NumbersOf(
            "statements",
            N_("Statements of evidence"),
            lambda trial, _: evidence_tables.evidence_table(trial.case, trial.exposure),
        ),
    ),
)

EXHIBITS = (MATRIX,)
