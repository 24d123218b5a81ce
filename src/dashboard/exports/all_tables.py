"""Every table that the pages show of a case over a window, by name, as they are made only here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dashboard.analysis.fourfold import story_pairs, two_by_two
from dashboard.charts.theme import Look
from dashboard.errors import N_, DashboardError
from dashboard.exports import (
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
from dashboard.exports import robustness_tables as robustness
from dashboard.exports.columns import provenance, table
from dashboard.exports.dossier import Dossier
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


Maker = Callable[[Dossier, Look], "pd.DataFrame | None"]


def all_tables(dossier: Dossier, look: Look) -> list[NamedTable]:
    """
    All tables of the case in the order of the pages; those it has nothing for are left out.

    Parameters
    ----------
    dossier : Dossier
        The case, its window and all its numbers.
    look : Look
        Language of names inside the tables; heads stay English in every language.
    """
    made = ((name, title, make(dossier, look)) for name, (title, make) in _MAKERS.items())
    return [
        NamedTable(name, title, table)
        for name, title, table in made
        if table is not None and len(table.columns)
    ]


def _changes(dossier: Dossier, _: Look) -> pd.DataFrame:
    rows = [
        {
            "change": each.kind,
            "day": each.day,
            "left out": each.symbol,
            "difference (fraction)": each.difference,
            **provenance(dossier.note),
        }
        for each in dossier.changes
    ]
    return table(rows)


def _prices(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    prices = price_tables.price_table(dossier.case, dossier.market)
    return prices if len(prices) else None


def _matrix(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    if not dossier.exposure.stories:
        return None
    return evidence_tables.matrix_table(dossier.case, dossier.exposure)


def _two_by_two(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    """One table for every pair of a documented and a rumoured story."""
    parts = []
    for pair in story_pairs(dossier.case):
        try:
            found = two_by_two(dossier.case, dossier.exposure, pair)
        except DashboardError:  # a pair whose groups the test refuses has no table
            continue
        if found is not None:
            parts.append(evidence_tables.two_by_two_table(found))
    return pd.concat(parts, ignore_index=True) if parts else None


def _grid(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    found = dossier.grid
    return (
        None if isinstance(found, Undefined) else robustness.grid_table(found.cells, dossier.note)
    )


def _placebo_time(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    found = dossier.placebo
    if isinstance(found, Undefined):
        return None
    return robustness.placebo_time_table(found, dossier.note)


def _placebo_groups(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    found = dossier.placebo_groups
    if isinstance(found, Undefined):
        return None
    return robustness.placebo_group_table(found, dossier.note)


def _hindsight(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    found = dossier.hindsight
    if isinstance(found, Undefined):
        return None
    return robustness.hindsight_table(found, dossier.note)


def _measures(dossier: Dossier, _: Look) -> pd.DataFrame | None:
    found = dossier.table.measures
    return None if found is None else story_tables.measure_table(found, dossier.note)


_MAKERS: dict[str, tuple[str, Maker]] = {
    "returns": (
        N_("Returns of the stocks"),
        lambda d, _: window_tables.stock_return_table(d.case, d.result, d.note),
    ),
    "groups": (
        N_("Returns of the groups"),
        lambda d, _: window_tables.group_return_table(d.case, d.result, d.note),
    ),
    "differences": (
        N_("Differences of groups, returns of benchmarks"),
        lambda d, _: window_tables.difference_table(d.result, d.note),
    ),
    "splits": (
        N_("Difference under every split of the stocks"),
        lambda d, _: story_tables.split_table(d.table.difference, d.note),
    ),
    "build-up": (
        N_("How the gap built up, session by session"),
        lambda d, _: window_tables.build_up_table(d.result, d.note),
    ),
    "story-table": (
        N_("Which story fits, cell by cell"),
        lambda d, _: story_tables.story_cells_table(d.table, d.note),
    ),
    "rank-tests": (
        N_("Rank tests of the stories"),
        lambda d, _: story_tables.rank_test_table(d.table, d.note),
    ),
    "measures": (N_("Measures of the market against the returns"), _measures),
    "changes": (N_("The gap with one setting moved by one step"), _changes),
    "window-returns": (
        N_("Stocks, groups and benchmarks over the window"),
        lambda d, _: line_tables.window_table(d.case, d.result, d.note, benchmark=d.benchmark),
    ),
    "lines": (
        N_("Return since the base, session by session"),
        lambda d, look: line_tables.line_table(
            d.case, d.lines, d.note, kind="stocks", highlight="", look=look
        ),
    ),
    "panels": (
        N_("Each stock beside its group, session by session"),
        lambda d, _: line_tables.panel_table(d.lines, d.note),
    ),
    "timeline": (
        N_("Sessions with their events"),
        lambda d, _: timeline_tables.session_table(d.result, d.events, d.numbered, d.note),
    ),
    "order": (
        N_("Share of the gap before each event"),
        lambda d, _: timeline_tables.order_table(d.strip, d.events, d.numbered),
    ),
    "events": (
        N_("Events"),
        lambda d, _: timeline_tables.event_table(d.case, d.events, d.numbered),
    ),
    "matrix": (N_("Findings by stock and story"), _matrix),
    "grades": (
        N_("Returns against grades"),
        lambda d, _: evidence_tables.points_table(d.exposure),
    ),
    "two-by-two": (N_("Documented against rumoured"), _two_by_two),
    "statements": (
        N_("Statements of evidence"),
        lambda d, _: evidence_tables.evidence_table(d.case, d.exposure),
    ),
    "window-grid": (N_("Difference and count of every window tried"), _grid),
    "leave-one-out": (
        N_("Difference without each stock"),
        lambda d, _: robustness.leave_one_out_table(d.left_out, d.note),
    ),
    "estimation": (
        N_("Abnormal returns by benchmark and estimation window"),
        lambda d, _: robustness.specification_table(d.case, d.specifications, d.note),
    ),
    "models": (
        N_("Abnormal returns under both models"),
        lambda d, _: robustness.model_pair_table(d.pairs, d.note),
    ),
    "placebo-time": (N_("The same difference in earlier windows"), _placebo_time),
    "placebo-groups": (N_("Groups of other stocks"), _placebo_groups),
    "hindsight": (N_("The best few of random stocks"), _hindsight),
    "limits": (
        N_("Closes at the daily limit"),
        lambda d, _: robustness.limit_table(d.limits, d.result, d.note),
    ),
    "hold-out": (
        N_("What came after late evidence"),
        lambda d, _: robustness.clock_table(d.clocks, d.note),
    ),
    "event-study": (
        N_("Textbook event-study tests"),
        lambda d, _: robustness.event_study_table(d.studies, d.note),
    ),
    "claims": (
        N_("Claims with their verdicts"),
        lambda d, _: claim_tables.claim_table(d.claims, d.claim_numbers),
    ),
    "base": (
        N_("Closes tried as a base for the published returns"),
        lambda d, _: data_tables.proof_table(d.proofs),
    ),
    "health": (
        N_("What to know of these data"),
        lambda d, look: health_tables.concern_table(d.health, look.language),
    ),
    "tables": (N_("Tables of the case"), lambda d, _: health_tables.coverage_table(d.health)),
    "sessions": (
        N_("Sessions with and without a price"),
        lambda d, _: health_tables.session_table(d.health),
    ),
    "prices": (N_("Prices"), _prices),
}
"""Tables by name: what each holds, and how it is made."""
