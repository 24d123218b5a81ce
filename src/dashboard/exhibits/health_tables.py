"""The state of a case's data as tidy tables."""

from __future__ import annotations

from dashboard.analysis.data import health_words
from dashboard.analysis.data.coverage import SymbolCoverage, TableCoverage
from dashboard.analysis.data.data_note import DataNote
from dashboard.analysis.data.health import HealthResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote

_CONCERN: tuple[Column[DataNote], ...] = (
    Column(N_("severity"), lambda each: each.severity),
    Column(N_("kind"), lambda each: each.kind),
    Column(N_("subject"), lambda each: each.subject),
)

_TABLE: tuple[Column[TableCoverage], ...] = (
    Column(N_("table"), lambda each: each.table),
    Column(N_("rows"), lambda each: each.rows),
    Column(N_("first"), lambda each: each.first),
    Column(N_("last"), lambda each: each.last),
    Column(N_("source"), lambda each: each.source),
    Column(N_("adjustment"), lambda each: each.adjustment),
    Column(N_("retrieved"), lambda each: each.retrieved),
    Column(N_("sha256"), lambda each: each.sha256),
)

_SYMBOL: tuple[Column[SymbolCoverage], ...] = (
    Column(N_("symbol"), lambda each: each.symbol),
    Column(N_("first"), lambda each: each.first),
    Column(N_("last"), lambda each: each.last),
    Column(N_("sessions expected"), lambda each: each.expected),
    Column(N_("sessions with a price"), lambda each: each.present),
    Column(N_("sessions without a price"), lambda each: each.missing),
)


def data_note_table(
    case: Case, note: PriceNote, result: HealthResult, language: Language
) -> Table[DataNote]:
    """One row a warning or note; the sentence is in the reader's language."""
    sentence = Column[DataNote](
        N_("sentence"), lambda each: health_words.sentence(case, note, each, language)
    )
    return Table((*_CONCERN, sentence), result.data_notes, stays=True)


def coverage_table(result: HealthResult) -> Table[TableCoverage]:
    """One row a table of the case: rows, dates, source, adjustment, retrieval, hash."""
    return Table(_TABLE, result.tables)


def session_table(result: HealthResult) -> Table[SymbolCoverage]:
    """One row a symbol: sessions expected, present and missing."""
    return Table(_SYMBOL, result.symbols)
