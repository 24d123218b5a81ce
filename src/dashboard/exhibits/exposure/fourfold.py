"""Documented against rumoured, two by two."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.stories.fourfold import TwoByTwo, story_pairs, two_by_two
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    NumbersOf,
)
from dashboard.language.language import Language


def title_two_by_two(found: TwoByTwo, t: Language) -> str:
    """Mean returns of the rumoured stocks with and without a documented link, or the question."""
    both = found.cell(documented=True, rumoured=True).mean
    alone = found.cell(documented=False, rumoured=True).mean
    if both is None or alone is None:
        return t("Was it the documented link or the rumour?")
    return t(
        "Rumoured and documented: {both} on average; rumoured alone: {alone}",
        both=t.percent(both),
        alone=t.percent(alone),
    )


def note_two_by_two(case: Case, found: TwoByTwo, t: Language) -> str:
    """Which two stories are crossed, and what counts as documented."""
    return t(
        "{documented}, crossed with {rumoured}: mean return of the stocks in each cell. Documented "
        "means stated by the company or better. Stocks that nobody has assessed stand apart and "
        "outside the mean.",
        documented=t.pick(case.story(found.pair.documented).title),
        rumoured=t.pick(case.story(found.pair.rumoured).title),
    )


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


EXHIBITS = (TWO_BY_TWO,)
