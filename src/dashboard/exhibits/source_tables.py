"""The sources behind a case's prices as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from dashboard.analysis.data.cross_check import CrossCheck, PriceDisagreement
from dashboard.analysis.data.source_standing import SourceStatus
from dashboard.errors import N_, NP_
from dashboard.exhibits.columns import reason
from dashboard.language.columns import Column, Table, through
from dashboard.market.series import SeriesNote
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.series_file import SeriesHead

_NOTE: tuple[Column[SeriesNote], ...] = (
    Column(N_("source"), lambda note: note.source),
    Column(N_("dividends from"), lambda note: note.factor_source),
    Column(N_("adjustment"), lambda note: note.adjustment),
)

_HELD: tuple[Column[SeriesHead], ...] = (
    *through(attrgetter("note"), _NOTE),
    Column(N_("first"), lambda held: held.first),
    Column(N_("last"), lambda held: held.last),
    Column(N_("sessions"), lambda held: held.count),
    Column(N_("retrieved"), lambda held: held.note.retrieved),
)

_CHECK: tuple[Column[CrossCheck], ...] = (
    Column(N_("second source"), lambda check: check.sources[1]),
    Column(N_("compared"), lambda check: check.basis),
    Column(N_("days compared"), lambda check: check.sessions),
    Column(N_("largest difference"), lambda check: check.largest),
    Column(N_("days that differ"), lambda check: len(check.differences)),
)


def _refused(tried: RefreshRecord) -> str:
    return " ".join(
        f"{source} ({outcome}): {reason(said)}" for source, outcome, said in tried.refused
    )


_TRY: tuple[Column[RefreshRecord], ...] = (
    Column(N_("last try"), lambda tried: tried.at),
    Column(N_("refused"), _refused),
)

_FILE: tuple[Column[SeriesHead], ...] = (
    Column(N_("request"), lambda held: held.note.request),
    Column(N_("sha256"), lambda held: held.note.sha256),
)

_STANDING: tuple[Column[SourceStatus], ...] = (
    Column(N_("symbol"), lambda each: each.symbol),
    *through(attrgetter("held"), _HELD),
    Column(N_("state"), lambda each: each.flags),
    Column(N_("stale since"), lambda each: each.stale_since),
    *through(attrgetter("check"), _CHECK),
    *through(attrgetter("tried"), _TRY),
    *through(attrgetter("held"), _FILE),
)

_DIFFERENCE: tuple[Column[tuple[CrossCheck, PriceDisagreement]], ...] = (
    Column(N_("symbol"), lambda row: row[0].symbol),
    Column(N_("date"), lambda row: row[1].day),
    Column(N_("compared"), lambda row: row[0].basis),
    Column(N_("first source"), lambda row: row[0].sources[0]),
    Column(N_("first value"), lambda row: row[1].one),
    Column(N_("second source"), lambda row: row[0].sources[1]),
    Column(N_("second value"), lambda row: row[1].other),
    Column(NP_("of two sources", "difference"), lambda row: _apart(row[1])),
)


def standing_table(found: Sequence[SourceStatus]) -> Table[SourceStatus]:
    """One row a series of the case: what the store holds of it and what is wrong with it."""
    return Table(_STANDING, found)


def difference_table(checks: Iterable[CrossCheck]) -> Table[tuple[CrossCheck, PriceDisagreement]]:
    """One row a day on which two sources differ, or which one of them lacks."""
    rows = [(check, each) for check in checks for each in check.differences]
    return Table(_DIFFERENCE, rows, stays=True)


def _apart(found: PriceDisagreement) -> float | None:
    return None if found.one is None or found.other is None else found.one - found.other
