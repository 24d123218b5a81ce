"""What the reader should know about a case's own data before trusting a number of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.analysis.data.coverage import (
    FileCoverage,
    SymbolCoverage,
    TableCoverage,
    symbol_coverage,
    table_coverage,
)
from dashboard.analysis.data.data_note import DataNote
from dashboard.analysis.data.doubt_health import doubt_concerns
from dashboard.analysis.data.evidence_health import evidence_concerns
from dashboard.analysis.data.price_health import price_concerns
from dashboard.analysis.data.source_health import source_concerns
from dashboard.analysis.stories.exposure import exposure
from dashboard.case import Case, Window
from dashboard.errors import N_
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message


class ReaderNotice(Protocol):
    """Something the reader of the case folder tolerated."""

    @property
    def template(self) -> str:
        """English sentence with fields; also the catalogue key."""

    @property
    def values(self) -> Mapping[str, object]:
        """What goes into the fields."""


@dataclass(frozen=True, slots=True)
class HealthResult:
    """
    The state of a case's data.

    Attributes
    ----------
    data_notes : tuple of DataNote
        Warnings first, each kind together.
    symbols : tuple of SymbolCoverage
        Sessions with and without a price.
    tables : tuple of TableCoverage
        Rows, dates, source and hash of each table.
    """

    data_notes: tuple[DataNote, ...]
    symbols: tuple[SymbolCoverage, ...]
    tables: tuple[TableCoverage, ...]


def case_health(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window | None = None,
    *,
    notices: Iterable[ReaderNotice] = (),
    files: Sequence[FileCoverage] = (),
    listed: Mapping[str, str] | None = None,
) -> HealthResult:
    """
    Go through a case's data for everything a reader should know.

    Parameters
    ----------
    case : Case
        The market story on trial.
    market : Market
        Its prices, benchmarks and universe.
    sessions : Sessions
        Calendar of its exchange.
    window : Window, optional
        The window shown; the case's own by default.
    notices : iterable of ReaderNotice, optional
        What the reader of the case folder tolerated.
    files : sequence of FileCoverage, optional
        Hashes by file name, as the reader of the folder noted them.
    listed : mapping of str to str, optional
        Short names of the exchange's list by symbol, where there is one at hand.

    Returns
    -------
    HealthResult
    """
    window = window or case.window
    symbols = symbol_coverage(case, market, sessions)
    concerns = [
        *price_concerns(case, market, sessions, window, symbols),
        *doubt_concerns(case, market, sessions, window),
        *source_concerns(case, market, listed),
        *_groups(case),
        *evidence_concerns(case, exposure(case, sessions, window)),
        *(
            DataNote("reader", "note", "", Message.of(each.template, **each.values), "data")
            for each in notices
        ),
    ]
    concerns.sort(key=lambda concern: concern.severity != "warning")
    return HealthResult(tuple(concerns), symbols, table_coverage(case, market, files))


def _groups(case: Case) -> Iterator[DataNote]:
    for group in case.groups:
        if group.chosen == "after":
            remark = Message.of(
                N_("The group “{group}” was named after its returns were known."), group=group.id
            )
            yield DataNote("chosen-after", "warning", group.id, remark, "story")
