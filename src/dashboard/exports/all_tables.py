"""Every table that the pages show of a case over a window, by name, as they are made only here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dashboard.analysis.stories.fourfold import story_pairs, two_by_two
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import (
    claim_tables,
    data_tables,
    evidence_tables,
    health_tables,
    line_tables,
    price_tables,
    story_tables,
    timeline_tables,
    window_tables,
)
from dashboard.exhibits import robustness_tables as robustness
from dashboard.exhibits.columns import provenance, table
from dashboard.exports.imprint import Imprint
from dashboard.stats.result import Undefined


@dataclass(frozen=True, slots=True, eq=False)
class NamedTable:
    """
    One table under the name of its download.

    Attributes
    ----------
    name : str
        Short, lower case, the same in every language.
    title : str
        What it holds; a catalogue key.
    table : DataFrame
    """

    name: str
    title: str
    table: pd.DataFrame


Maker = Callable[[Imprint, Look], "pd.DataFrame | None"]


def all_tables(imprint: Imprint, look: Look) -> list[NamedTable]:
    """
    All tables of the case in the order of the pages; those it has nothing for are left out.

    Parameters
    ----------
    imprint : Imprint
        The case, its window and all its numbers.
    look : Look
        Language of names inside the tables; heads stay English in every language.
    """
    made = ((name, title, make(imprint, look)) for name, (title, make) in _MAKERS.items())
    return [
        NamedTable(name, title, table)
        for name, title, table in made
        if table is not None and len(table.columns)
    ]


def _changes(imprint: Imprint, _: Look) -> pd.DataFrame:
    rows = [
        {
            "change": each.kind,
            "day": each.day,
            "left out": each.symbol,
            "difference (fraction)": each.difference,
            **provenance(imprint.trial.note),
        }
        for each in imprint.trial.changes
    ]
    return table(rows)


def _prices(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    prices = price_tables.price_table(imprint.trial.case, imprint.trial.market)
    return prices if len(prices) else None


def _matrix(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    if not imprint.trial.exposure.stories:
        return None
    return evidence_tables.matrix_table(imprint.trial.case, imprint.trial.exposure)


def _two_by_two(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    """One table for every pair of a documented and a rumoured story."""
    parts = []
    for pair in story_pairs(imprint.trial.case):
        try:
            found = two_by_two(imprint.trial.case, imprint.trial.exposure, pair)
        except DashboardError:  # a pair whose groups the test refuses has no table
            continue
        if found is not None:
            parts.append(evidence_tables.two_by_two_table(found))
    return pd.concat(parts, ignore_index=True) if parts else None


def _grid(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    found = imprint.trial.grid
    return (
        None
        if isinstance(found, Undefined)
        else robustness.grid_table(found.cells, imprint.trial.note)
    )


def _placebo_time(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    found = imprint.trial.placebo
    if isinstance(found, Undefined):
        return None
    return robustness.placebo_time_table(found, imprint.trial.note)


def _placebo_groups(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    found = imprint.trial.placebo_groups
    if isinstance(found, Undefined):
        return None
    return robustness.placebo_group_table(found, imprint.trial.note)


def _hindsight(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    found = imprint.trial.hindsight
    if isinstance(found, Undefined):
        return None
    return robustness.hindsight_table(found, imprint.trial.note)


def _measures(imprint: Imprint, _: Look) -> pd.DataFrame | None:
    found = imprint.trial.table.measures
    return None if found is None else story_tables.measure_table(found, imprint.trial.note)


_MAKERS: dict[str, tuple[str, Maker]] = {
    "returns": (
        N_("Returns of the stocks"),
        lambda d, _: window_tables.stock_return_table(d.trial.case, d.trial.result, d.trial.note),
    ),
    "groups": (
        N_("Returns of the groups"),
        lambda d, _: window_tables.group_return_table(d.trial.case, d.trial.result, d.trial.note),
    ),
    "differences": (
        N_("Differences of groups, returns of benchmarks"),
        lambda d, _: window_tables.difference_table(d.trial.result, d.trial.note),
    ),
    "splits": (
        N_("Difference under every split of the stocks"),
        lambda d, _: story_tables.split_table(d.trial.table.difference, d.trial.note),
    ),
    "build-up": (
        N_("How the gap built up, session by session"),
        lambda d, _: window_tables.build_up_table(d.trial.result, d.trial.note),
    ),
    "story-table": (
        N_("Which story fits, cell by cell"),
        lambda d, _: story_tables.story_cells_table(d.trial.table, d.trial.note),
    ),
    "rank-tests": (
        N_("Rank tests of the stories"),
        lambda d, _: story_tables.rank_test_table(d.trial.table, d.trial.note),
    ),
    "measures": (N_("Measures of the market against the returns"), _measures),
    "changes": (N_("The gap with one setting moved by one step"), _changes),
    "window-returns": (
        N_("Stocks, groups and benchmarks over the window"),
        lambda d, _: line_tables.window_table(
            d.trial.case, d.trial.result, d.trial.note, benchmark=d.trial.benchmark
        ),
    ),
    "lines": (
        N_("Return since the base, session by session"),
        lambda d, look: line_tables.line_table(
            d.trial.case, d.trial.lines, d.trial.note, kind="stocks", highlight="", look=look
        ),
    ),
    "panels": (
        N_("Each stock beside its group, session by session"),
        lambda d, _: line_tables.panel_table(d.trial.lines, d.trial.note),
    ),
    "timeline": (
        N_("Sessions with their events"),
        lambda d, _: timeline_tables.session_table(
            d.trial.result, d.trial.events, d.trial.numbered, d.trial.note
        ),
    ),
    "order": (
        N_("Share of the gap before each event"),
        lambda d, _: timeline_tables.order_table(d.trial.strip, d.trial.events, d.trial.numbered),
    ),
    "events": (
        N_("Events"),
        lambda d, _: timeline_tables.event_table(d.trial.case, d.trial.events, d.trial.numbered),
    ),
    "matrix": (N_("Findings by stock and story"), _matrix),
    "grades": (
        N_("Returns against grades"),
        lambda d, _: evidence_tables.points_table(d.trial.exposure),
    ),
    "two-by-two": (N_("Documented against rumoured"), _two_by_two),
    "statements": (
        N_("Statements of evidence"),
        lambda d, _: evidence_tables.evidence_table(d.trial.case, d.trial.exposure),
    ),
    "window-grid": (N_("Difference and count of every window tried"), _grid),
    "leave-one-out": (
        N_("Difference without each stock"),
        lambda d, _: robustness.leave_one_out_table(d.trial.left_out, d.trial.note),
    ),
    "estimation": (
        N_("Abnormal returns by benchmark and estimation window"),
        lambda d, _: robustness.specification_table(
            d.trial.case, d.trial.specifications, d.trial.note
        ),
    ),
    "models": (
        N_("Abnormal returns under both models"),
        lambda d, _: robustness.model_pair_table(d.trial.pairs, d.trial.note),
    ),
    "placebo-time": (N_("The same difference in earlier windows"), _placebo_time),
    "placebo-groups": (N_("Groups of other stocks"), _placebo_groups),
    "hindsight": (N_("The best few of random stocks"), _hindsight),
    "limits": (
        N_("Closes at the daily limit"),
        lambda d, _: robustness.limit_table(d.trial.limits, d.trial.result, d.trial.note),
    ),
    "hold-out": (
        N_("What came after late evidence"),
        lambda d, _: robustness.clock_table(d.trial.clocks, d.trial.note),
    ),
    "event-study": (
        N_("Textbook event-study tests"),
        lambda d, _: robustness.event_study_table(d.trial.studies, d.trial.note),
    ),
    "claims": (
        N_("Claims with their verdicts"),
        lambda d, _: claim_tables.claim_table(d.trial.claims, d.trial.claim_numbers),
    ),
    "base": (
        N_("Closes tried as a base for the published returns"),
        lambda d, _: data_tables.proof_table(d.trial.proofs),
    ),
    "health": (
        N_("What to know of these data"),
        lambda d, look: health_tables.concern_table(d.trial.health, look.language),
    ),
    "tables": (N_("Tables of the case"), lambda d, _: health_tables.coverage_table(d.trial.health)),
    "sessions": (
        N_("Sessions with and without a price"),
        lambda d, _: health_tables.session_table(d.trial.health),
    ),
    "prices": (N_("Prices"), _prices),
}
"""Tables by name: what each holds, and how it is made."""
