"""What the tables of a case cover: rows, dates, sources, and sessions without a price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from dashboard.case import UNIVERSE_RETURNS, Case
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions


class FileCoverage(Protocol):
    """What the reader of the case folder notes about a file."""

    @property
    def name(self) -> str:
        """File name inside the folder."""

    @property
    def sha256(self) -> str:
        """Hash of its bytes."""


@dataclass(frozen=True, slots=True)
class SymbolCoverage:
    """
    Sessions with and without a price of one symbol.

    Attributes
    ----------
    symbol : str
        A stock of the case, or a benchmark that is a symbol.
    first, last : date or None
        First and last session with a row; None without any.
    expected : int
        Sessions from `first` to the last session of the whole table.
    present : int
        Those with a row.
    missing : tuple of date
        Those without: suspended or not delivered, which a table cannot tell apart.
    """

    symbol: str
    first: date | None
    last: date | None
    expected: int
    present: int
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """
    One table of the case and where it comes from.

    Attributes
    ----------
    table : str
        File name in the case folder.
    rows : int
        Rows, header aside.
    first, last : date or None
        First and last date in it; None where the table has no dates.
    source, adjustment, retrieved : str
        As the case gives them; empty where it does not.
    sha256 : str
        Of the file as read; empty when it was not read from a file.
    """

    table: str
    rows: int
    first: date | None
    last: date | None
    source: str = ""
    adjustment: str = ""
    retrieved: str = ""
    sha256: str = ""


def symbol_coverage(case: Case, market: Market, sessions: Sessions) -> tuple[SymbolCoverage, ...]:
    """Coverage of each stock and each benchmark that is a symbol, in the case's order."""
    rows = {
        str(symbol): sorted(stamps.dt.date) for symbol, stamps in _dates_by_symbol(market.prices)
    }
    end = max((days[-1] for days in rows.values()), default=None)
    indices = [each.id for each in case.benchmarks if each.returns is None]
    return tuple(
        _symbol_coverage(symbol, rows.get(symbol, []), end, sessions)
        for symbol in (*case.symbols, *indices)
    )


def missing_benchmark_days(
    market: Market, benchmark: str, sessions: Sessions
) -> tuple[date, ...] | None:
    """Sessions of the price table without a return of a benchmark that is a file, or None."""
    returns = market.benchmark_returns.get(benchmark)
    if returns is None or market.prices.empty:
        return None
    known = {stamp.date() for stamp in pd.DatetimeIndex(returns.dropna().index)}
    first, last = market.prices["date"].min().date(), market.prices["date"].max().date()
    # The first session's return needs a close before it, which the table need not have.
    return tuple(day for day in sessions.between(first, last)[1:] if day not in known)


def table_coverage(
    case: Case, market: Market, files: Sequence[FileCoverage] = ()
) -> tuple[TableCoverage, ...]:
    """
    One row a table of the case folder.

    Parameters
    ----------
    case : Case
        The market story on trial.
    market : Market
        Its prices, benchmarks and universe.
    files : sequence of FileCoverage, optional
        Hashes by file name, as the reader of the folder noted them.
    """
    hashes = {note.name: note.sha256 for note in files}
    note = market.note
    priced = [stamp.date() for stamp in market.prices["date"]]
    prices = TableCoverage(
        "prices.csv",
        len(priced),
        *_ends(priced),
        source=note.source,
        adjustment=note.adjustment,
        retrieved=note.retrieved,
        sha256=hashes.get("prices.csv", note.sha256),
    )
    published = {
        "events.csv": [event.published.stamp.date() for event in case.events],
        "evidence.csv": [row.public.stamp.date() for row in case.evidence],
    }
    claimed = [day for claim in case.claims for day in (claim.first, claim.last) if day]
    return (
        prices,
        *_extra_tables(case, market, hashes),
        *(
            TableCoverage(name, len(days), *_ends(days), sha256=hashes.get(name, ""))
            for name, days in published.items()
        ),
        TableCoverage(
            "claims.csv", len(case.claims), *_ends(claimed), sha256=hashes.get("claims.csv", "")
        ),
    )


def _extra_tables(case: Case, market: Market, hashes: Mapping[str, str]) -> Iterable[TableCoverage]:
    for benchmark in case.benchmarks:
        returns = market.benchmark_returns.get(benchmark.id)
        # A benchmark that is the store's universe has no file to list.
        if benchmark.returns not in {None, UNIVERSE_RETURNS} and returns is not None:
            days = [stamp.date() for stamp in pd.DatetimeIndex(returns.index)]
            name = str(benchmark.returns)
            yield TableCoverage(name, len(days), *_ends(days), sha256=hashes.get(name, ""))
    if case.universe is not None and market.universe is not None:
        name = case.universe.window_returns
        rows = len(market.universe)
        # Its returns are those of the case's own window, and of no other.
        yield TableCoverage(
            name, rows, case.window.first, case.window.last, sha256=hashes.get(name, "")
        )


def _dates_by_symbol(prices: pd.DataFrame) -> Iterable[tuple[object, pd.Series[pd.Timestamp]]]:
    return iter(prices.groupby("symbol")["date"])


def _symbol_coverage(
    symbol: str, days: Sequence[date], end: date | None, sessions: Sessions
) -> SymbolCoverage:
    if not days or end is None:
        return SymbolCoverage(symbol, None, None, 0, 0, ())
    expected = sessions.between(days[0], end)
    present = set(days)
    missing = tuple(day for day in expected if day not in present)
    return SymbolCoverage(
        symbol, days[0], days[-1], len(expected), len(expected) - len(missing), missing
    )


def _ends(days: Sequence[date]) -> tuple[date | None, date | None]:
    return (min(days), max(days)) if days else (None, None)
