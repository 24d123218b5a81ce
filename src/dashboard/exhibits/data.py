"""The figures of the Data page: sources, tables, state of the data, sessions."""

from __future__ import annotations

from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits import health_tables
from dashboard.exhibits.claims import BASE
from dashboard.exhibits.exhibit import Exhibit, NumbersOf, Opening, Reader
from dashboard.exhibits.prices.candles import prices


def opening(trial: Trial, reader: Reader) -> Opening:  # noqa: ARG001 - every page has the same
    """Question of the page."""
    return Opening(reader.t("Where does every number come from?"))


SOURCES = Exhibit("sources", N_("Sources of the prices"), in_files=False)
DIFFERENCES = Exhibit("differences", N_("Where two sources differ"), in_files=False)

TABLES = Exhibit(
    "tables",
    N_("Tables of the case"),
    numbers=(
        NumbersOf(
            "tables",
            N_("Tables of the case"),
            lambda trial, _: health_tables.coverage_table(trial.health),
        ),
    ),
)

HEALTH = Exhibit(
    "health",
    N_("State of the data"),
    numbers=(
        NumbersOf(
            "health",
            N_("What to know of these data"),
            lambda trial, look: health_tables.concern_table(trial.health, look.language),
        ),
    ),
)

SESSIONS = Exhibit(
    "sessions",
    N_("Sessions with a price"),
    in_files=False,
    numbers=(
        NumbersOf(
            "sessions",
            N_("Sessions with and without a price"),
            lambda trial, _: health_tables.session_table(trial.health),
        ),
        NumbersOf("prices", N_("Prices"), prices),
    ),
)

EXHIBITS = (SOURCES, DIFFERENCES, TABLES, HEALTH, SESSIONS, BASE)
