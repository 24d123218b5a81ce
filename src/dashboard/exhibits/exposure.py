"""The figures of the Exposure page: matrix, returns against grades, two by two, statements."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.fourfold import story_pairs, two_by_two
from dashboard.analysis.stories.words import probability, signed
from dashboard.analysis.trial import Trial
from dashboard.charts import exposure
from dashboard.charts import exposure_titles as titles
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import evidence_tables
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
    """Question, and how many statements are late or have no address."""
    t, result = reader.t, trial.exposure
    rows = [row for cell in result.cells for row in (*cell.evidence, *cell.late)]
    late = sum(not result.publication(row.id).public_before_close for row in rows)
    bare = sum(not row.url for row in rows)
    sentences = [
        t.plural(
            "{n} statement about {stocks} stocks and {stories} stories is on file.",
            "{n} statements about {stocks} stocks and {stories} stories are on file.",
            len(rows),
            stocks=len(result.stocks),
            stories=len(result.stories),
        ),
        t(
            "{late} of them became public only after the close of {last}; {bare} have no address.",
            late=late,
            bare=bare,
            last=t.long_day(trial.window.last),
        ),
    ]
    remark = t(
        "A statement without address or quote has not been held against the document it names."
    )
    return Opening(
        t("Who is linked to the story, and how well is it documented?"),
        t.sentences(sentences),
        remark=remark if any(not row.url and not row.quote for row in rows) else "",
    )


# Matrix ---------------------------------------------------------------


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


# Returns against grades -----------------------------------------------


def _grades(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.exposure
    if not found.stories:
        return None
    return Figure(
        title=titles.title_returns(case, found, t),
        note=titles.note_returns(found, trial.base, t),
        alt=titles.describe_returns(case, found, t),
        plot=lambda: exposure.plot_returns(case, found, look=reader.look, stock=reader.stock),
        table=lambda: evidence_tables.points_table(found),
    )


def _grades_finding(trial: Trial, t: Language) -> Iterable[str]:
    """Rank correlation of grades and returns, story by story, with its exact p-value."""
    for test in trial.table.tests:
        found = test.spearman
        if found is None:
            continue
        up = found.statistic >= 0
        yield t(
            "“{story}”: rank correlation of grade and return ρ {rho} over {n} stocks, p {p} on "
            "that side.",
            story=t.pick(trial.case.story(test.story).title),
            rho=signed(found.statistic),
            n=found.n,
            p=probability(
                found.pvalue_one_sided if up else found.pvalue_other_side,
                found.count if up else found.count_other_side,
                found.n_arrangements,
                exact=found.exact,
            ),
        )


GRADES = Exhibit(
    "grades",
    N_("Returns against grades"),
    _grades,
    _grades_finding,
    numbers=(
        NumbersOf(
            "grades",
            N_("Returns against grades"),
            lambda trial, _: evidence_tables.points_table(trial.exposure),
        ),
    ),
    is_chart=True,
)


# Two by two -----------------------------------------------------------


def _pair_tables(trial: Trial, _: Look) -> pd.DataFrame | None:
    """One table for every pair of a documented and a rumoured story."""
    parts = []
    for pair in story_pairs(trial.case):
        try:
            found = two_by_two(trial.case, trial.exposure, pair)
        except DashboardError:  # a pair whose groups the test refuses has no table
            continue
        if found is not None:
            parts.append(evidence_tables.two_by_two_table(found))
    return pd.concat(parts, ignore_index=True) if parts else None


TWO_BY_TWO = Exhibit(
    "two-by-two",
    N_("Documented and rumoured"),
    numbers=(NumbersOf("two-by-two", N_("Documented against rumoured"), _pair_tables),),
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

PAGE = Page("exposure", N_("Exposure"), opening, (MATRIX, GRADES, TWO_BY_TWO, STATEMENTS))
