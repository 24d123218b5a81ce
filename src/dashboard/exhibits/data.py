"""The figures of the Data page: state of the data, sessions with a price."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.analysis.data.coverage import SymbolCoverage
from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits import health_tables
from dashboard.exhibits.claims import BASE
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Opening, Reader
from dashboard.exhibits.prices.candles import prices
from dashboard.html.health import data_notes
from dashboard.html.tables import data_table
from dashboard.language.columns import Column, Table


def opening(trial: Trial, reader: Reader) -> Opening:  # noqa: ARG001 - as every page's
    """Headline of the page; the rest of its head is as old as the store."""
    return Opening(reader.t("Where every number comes from"))


PANELS = {
    "sources": N_("Sources of the prices"),
    "differences": N_("Where two sources differ"),
    "tables": N_("Tables of the case"),
}


# Health ---------------------------------------------------------------


def _health(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.health.data_notes
    warnings = sum(each.severity == "warning" for each in found)
    title = t(
        "{warnings} and {notes} on these data",
        warnings=t.plural("{n} warning", "{n} warnings", warnings),
        notes=t.plural("{n} note", "{n} notes", len(found) - warnings),
    )
    return Figure(
        title=title if found else t("Nothing to warn of in these data"),
        note=t("A warning can change a number on a page; a note says how one came about."),
        body=lambda: data_notes(trial.case, trial.note, found, t),
        table=lambda: health_tables.data_note_table(trial.case, trial.note, trial.health, t),
        of_prices=False,
    )


HEALTH = Exhibit(
    "health",
    N_("State of the data"),
    _health,
    numbers=(
        NumbersOf(
            "health",
            N_("What to know of these data"),
            lambda trial, look: health_tables.data_note_table(
                trial.case, trial.note, trial.health, look.language
            ),
        ),
        NumbersOf(
            "tables",
            N_("Tables of the case"),
            lambda trial, _: health_tables.coverage_table(trial.health),
        ),
    ),
)


# Sessions -------------------------------------------------------------


def _sessions(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.health.symbols
    lacking = sum(bool(each.missing) or each.first is None for each in found)
    title = (
        t.plural(
            "{n} series lacks a price on some session",
            "{n} series lack a price on some session",
            lacking,
        )
        if lacking
        else t("Every series has a price on every session")
    )
    return Figure(
        title=title,
        note=t(
            "Sessions of {calendar} from a series’ first price to the last of the table; a "
            "suspended day and a missing one look the same.",
            calendar=t.calendar(trial.sessions.calendar),
        ),
        body=lambda: _session_rows(trial, reader),
        table=lambda: health_tables.session_table(trial.health),
        of_prices=False,
    )


def _session_rows(trial: Trial, reader: Reader) -> Markup:
    t, case = reader.t, trial.case
    names = {stock.symbol: t.name(stock) for stock in case.stocks}
    names |= {each.id: t.pick(each.title) for each in case.benchmarks}
    columns: tuple[Column[SymbolCoverage], ...] = (
        Column(N_("Series"), lambda each: names[each.symbol]),
        Column(N_("Symbol"), lambda each: each.symbol),
        Column(N_("First"), lambda each: each.first),
        Column(N_("Last"), lambda each: each.last),
        Column(N_("Sessions in all"), lambda each: each.expected),
        Column(N_("With a price"), lambda each: each.present),
        Column(N_("Without"), lambda each: len(each.missing)),
    )
    return data_table(Table(columns, trial.health.symbols), t)


SESSIONS = Exhibit(
    "sessions",
    N_("Sessions with a price"),
    _sessions,
    numbers=(
        NumbersOf(
            "sessions",
            N_("Sessions with and without a price"),
            lambda trial, _: health_tables.session_table(trial.health),
        ),
        NumbersOf("prices", N_("Prices"), prices),
    ),
)

EXHIBITS = (HEALTH, SESSIONS, BASE)
