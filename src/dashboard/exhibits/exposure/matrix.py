"""The stock x story matrix, and every statement behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from dashboard.analysis.stories import statement_words
from dashboard.analysis.trial import Trial
from dashboard.cases.confirmations import unread
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    whole,
)
from dashboard.exhibits.exposure.evidence_filter import CONTROLS, EvidenceFilter
from dashboard.html.elements import el, markup
from dashboard.html.evidence_list import evidence_list
from dashboard.html.links import Links
from dashboard.html.matrix import finding_shapes, matrix
from dashboard.html.statements import statements
from dashboard.language.columns import Table
from dashboard.language.language import Language


def _matrix_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.exposure
    if not any(cell.assessed for cell in found.cells):
        return []
    rows = statement_words.rows_of(found)
    late = sum(not found.publication(row.id).public_before_close for row in rows)
    return [
        whole(statement_words.matrix_title(found, t), t),
        t(
            "{late} of {n} statements became public only after the close of {last}.",
            late=late,
            n=len(rows),
            last=t.long_day(trial.window.last),
        ),
        *filter(None, [statement_words.reported_note(rows, t)]),
    ]


def _matrix_table(trial: Trial, _: Look) -> Table[Any] | None:
    if not trial.exposure.stories:
        return None
    return evidence_tables.matrix_table(trial.case, trial.exposure)


def _matrix(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.exposure
    if not found.stories:
        return Absent(t("Stocks and stories"), t("The case has no story that could be documented."))
    if not statement_words.rows_of(found):
        return Absent(statement_words.matrix_title(found, t), nobody_looked(t))
    note = (
        t(
            "Graded from documents public before the close of {day}; every statement stands below.",
            day=t.long_day(trial.window.last),
        )
        if reader.in_file
        else t(
            "Graded from what was public before the window’s last close. Open a cell for the "
            "statement, its document and its date; all of them are printed below."
        )
    )
    return Figure(
        title=statement_words.matrix_title(found, t),
        note=_with_reports(note, trial, t),
        body=lambda: _cells(trial, reader, opens=not reader.in_file) + finding_shapes(found, t),
        table=lambda: evidence_tables.matrix_table(case, found),
    )


def nobody_looked(t: Language) -> str:
    """Why there is nothing to grade."""
    return t("Nobody has looked yet: the case has no statement of evidence.")


def _with_reports(note: str, trial: Trial, t: Language) -> str:
    told = statement_words.reported_note(statement_words.rows_of(trial.exposure), t)
    return t.sentences([note, told])


def _cells(trial: Trial, reader: Reader, *, opens: bool, links: Links | None = None) -> Markup:
    return matrix(
        trial.case,
        trial.exposure,
        reader.t,
        opens=opens,
        rise_is_red=reader.look.rise_is_red,
        stock=reader.stock,
        links=links,
    )


MATRIX = Exhibit(
    "matrix",
    N_("Stocks and stories"),
    _matrix,
    finding=_matrix_finding,
    numbers=(NumbersOf("matrix", N_("Findings by stock and story"), _matrix_table),),
)


def _matrix_in_small(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.exposure
    if not found.stories:
        return None
    if not statement_words.rows_of(found):
        return Absent(t("What the documents say"), nobody_looked(t))
    return Figure(
        title=t("What the documents say"),
        note=_with_reports(
            t(
                "Graded from documents public before the close of {day}. The Exposure page opens "
                "every cell to its statement, document and date.",
                day=t.day(trial.window.last),
            ),
            trial,
            t,
        ),
        body=lambda: _cells(trial, reader, opens=False, links=reader.links),
        table=lambda: evidence_tables.matrix_table(trial.case, trial.exposure),
    )


IN_SMALL = Exhibit("exposure", N_("What the documents say"), _matrix_in_small, in_files=False)


# Statements -----------------------------------------------------------


def _statements(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.exposure
    every = statement_words.rows_of(found)
    if not every:
        return None
    if not reader.in_file:
        return _filtered(trial, reader, len(every))
    return Figure(
        title=t("Every statement, stock by stock"),
        note=t(
            "In the words of this case, each with its document and the time it became public; "
            "the close that counts is {close}.",
            close=f"{t.long_day(found.close)} {found.close:%H:%M}",
        ),
        body=lambda: statements(case, found, t, reader.links, rise_is_red=reader.look.rise_is_red),
        table=lambda: evidence_tables.evidence_table(case, found),
    )


def _filtered(trial: Trial, reader: Reader, n: int) -> Figure:
    """On the page: a table that is filtered and sorted, and below it the statements themselves."""
    t, case, found = reader.t, trial.case, trial.exposure
    wanted = EvidenceFilter.of(reader)
    rows = wanted.rows(trial)
    shown = {row.id for row in rows}
    return Figure(
        title=t.plural("{shown} of {n} statement", "{shown} of {n} statements", n, shown=len(rows))
        if wanted.is_on
        else t("Every statement")
        if wanted.sort
        else t("Every statement, stock by stock"),
        note=t(
            "In the words of this case, each with its document and the time it became public; "
            "the close that counts is {close}.",
            close=f"{t.long_day(found.close)} {found.close:%H:%M}",
        ),
        body=lambda: (
            markup(
                evidence_list(case, rows, {row.id for row in unread(case.evidence)}, t),
                statements(
                    case,
                    found,
                    t,
                    reader.links,
                    rise_is_red=reader.look.rise_is_red,
                    only=shown if wanted.is_on else None,
                ),
            )
            if rows
            else el("p.nothing", t("No statement fits these filters; drop them above."))
        ),
        table=lambda: evidence_tables.evidence_table(case, found, [row.id for row in rows]),
        options=wanted,
    )


STATEMENTS = Exhibit(
    "statements",
    N_("Every statement"),
    _statements,
    controls=CONTROLS,
    filters=True,
    numbers=(
        NumbersOf(
            "statements",
            N_("Statements of evidence"),
            lambda trial, _: evidence_tables.evidence_table(trial.case, trial.exposure),
        ),
    ),
)

EXHIBITS = (MATRIX,)
