"""Documented against rumoured, two by two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.fourfold import TwoByTwo, story_pairs, two_by_two
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exhibit import (
    Control,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.html.fourfold import fourfold
from dashboard.language.columns import Table
from dashboard.language.language import Language


def title_two_by_two(found: TwoByTwo, t: Language) -> str:
    """Mean returns of the rumoured stocks with and without a documented link, or the question."""
    both = found.cell(documented=True, rumoured=True)
    alone = found.cell(documented=False, rumoured=True)
    if both.mean is None or alone.mean is None:
        return t("Was it the documented link or the rumour?")
    return t(
        "Rumoured and documented: {both}; rumoured alone: {alone}",
        both=_mean(both.mean, both.n, t),
        alone=_mean(alone.mean, alone.n, t),
    )


def _mean(value: float, n: int, t: Language) -> str:
    """Mean of a cell with its number of stocks: one is no average."""
    return t.plural(
        "{value} ({n} stock)", "{value} on average ({n} stocks)", n, value=t.percent(value)
    )


def note_two_by_two(case: Case, found: TwoByTwo, t: Language) -> str:
    """Which two stories are crossed, what counts as documented, and who read it."""
    rows = [row for row in case.evidence if row.story in tuple(found.pair)]
    note = t(
        "{documented}, crossed with {rumoured}: mean return of the stocks in each cell. Documented "
        "means stated by the company or better. Stocks that nobody has assessed stand apart and "
        "outside the mean.",
        documented=t.pick(case.story(found.pair.documented).title),
        rumoured=t.pick(case.story(found.pair.rumoured).title),
    )
    return t.sentences([note, statement_words.reported_note(rows, t)])


def _pairs_table(trial: Trial, _: Look) -> Table[Any] | None:
    """Every pair of a documented and a rumoured story, one after another."""
    parts = []
    for pair in story_pairs(trial.case):
        try:
            found = two_by_two(trial.case, trial.exposure, pair)
        except DashboardError:  # a pair whose groups the test refuses has no table
            continue
        if found is not None:
            parts.append(found)
    return evidence_tables.two_by_two_table(*parts) if parts else None


def _two_by_two(trial: Trial, reader: Reader) -> Made:
    t, case, pairs = reader.t, trial.case, story_pairs(trial.case)
    if not pairs:
        return None
    wanted = (reader.choice("doc"), reader.choice("rum"))
    pair = next((pair for pair in pairs if tuple(pair) == wanted), pairs[0])
    found = two_by_two(case, trial.exposure, pair)
    if found is None:
        return None
    return Figure(
        title=title_two_by_two(found, t),
        note=note_two_by_two(case, found, t),
        body=lambda: fourfold(case, found, t),
        table=lambda: evidence_tables.two_by_two_table(found),
        options=pair,
    )


def _stories(place: int) -> Callable[[Trial, Reader], Mapping[str, str]]:
    """Stories that stand at one place of the pairs."""

    def choices(trial: Trial, reader: Reader) -> Mapping[str, str]:
        ids = dict.fromkeys(pair[place] for pair in story_pairs(trial.case))
        return {story: reader.t.pick(trial.case.story(story).title) for story in ids}

    return choices


TWO_BY_TWO = Exhibit(
    "two-by-two",
    N_("Documented and rumoured"),
    _two_by_two,
    controls=(
        Control("doc", N_("Documented story"), _stories(0), width=340),
        Control("rum", N_("Label story"), _stories(1), width=340),
    ),
    numbers=(NumbersOf("two-by-two", N_("Documented against rumoured"), _pairs_table),),
)


EXHIBITS = (TWO_BY_TWO,)
