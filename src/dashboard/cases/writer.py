"""The canonical bytes of every file of a case folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import pandas as pd

from dashboard.case import UNIVERSE_RETURNS, Case
from dashboard.cases.corrections import CORRECTIONS, corrections_file
from dashboard.cases.entry_cells import case_tables, mark_cells, number_cell
from dashboard.cases.marks import MARK_COLUMNS, MARKS, Mark
from dashboard.cases.outline import PRICES, PRICES_NOTE
from dashboard.cases.prices import NOTE_TEXTS
from dashboard.cases.table_files import csv_pieces, literal, own_files, toml_bytes
from dashboard.market.prices import COLUMNS, UNIVERSE_COLUMNS, Market, PriceNote


def case_files(case: Case, market: Market, marks: Sequence[Mark] = ()) -> dict[str, bytes]:
    r"""
    Content of every file by name: UTF-8, ``\n``, columns in the format's order.

    Reading the files and writing them again changes no byte.
    """
    found = {name: file.data for name, file in own_files(case_tables(case)).items()}
    if case.corrections:
        found[CORRECTIONS] = corrections_file(case.corrections)
    if marks:
        found[MARKS] = marks_file(marks)
    return found | market_files(case, market)


def marks_file(marks: Iterable[Mark]) -> bytes:
    """Content of draft.csv."""
    return "".join(csv_pieces(MARK_COLUMNS, map(mark_cells, marks))).encode()


def market_files(case: Case, market: Market) -> dict[str, bytes]:
    """Content of the files of prices, benchmark returns and window returns."""
    found: dict[str, bytes] = {}
    if market.note != PriceNote("", "", "", ""):
        found[PRICES_NOTE] = note_file(market.note)
        found[PRICES] = prices_file(market.prices)
    for mark in case.benchmarks:
        if mark.returns and mark.returns != UNIVERSE_RETURNS:
            returns = market.benchmark_returns[mark.id]
            found[mark.returns] = _returns(returns, market.benchmark_counts.get(mark.id))
    if case.universe is not None and market.universe is not None:
        found[case.universe.window_returns] = _universe(market.universe)
    return found


def note_file(note: PriceNote) -> bytes:
    """Content of the file that says where prices come from."""
    return toml_bytes(_note_lines(note))


def _note_lines(note: PriceNote) -> Iterator[str]:
    texts = {name: getattr(note, name) for name in ("note", *(f"{n}_zh" for n in NOTE_TEXTS))}
    yield f"source = {literal(note.source)}"
    yield f"adjustment = {literal(note.adjustment)}"
    yield f"retrieved = {_day_or_text(note.retrieved)}"
    yield f"volume_unit = {literal(note.volume_unit)}"
    yield from (f"{name} = {literal(text)}" for name, text in texts.items() if text)


def _day_or_text(text: str) -> str:
    # A bare date or time is TOML's own type; only ISO in full can stand bare.
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            if read(text).isoformat() == text:
                return text
        except ValueError:
            continue
    return literal(text)


def _frame(columns: Sequence[str], *series: Iterable[str]) -> bytes:
    # Symbols, dates and numbers need no quoting.
    lines = (",".join(row) for row in zip(*series, strict=True))
    return ("\n".join((",".join(columns), *lines)) + "\n").encode()


def _days(index: pd.DatetimeIndex) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in index]


def prices_file(prices: pd.DataFrame) -> bytes:
    """Content of prices.csv."""
    numbers = [map(number_cell, prices[name].tolist()) for name in COLUMNS[2:]]
    days = _days(pd.DatetimeIndex(prices["date"]))
    return _frame(COLUMNS, prices["symbol"].tolist(), days, *numbers)


def _returns(returns: pd.Series[float], counts: pd.Series[float] | None) -> bytes:
    days = _days(pd.DatetimeIndex(returns.index))
    cells = [days, map(number_cell, returns.tolist())]
    if counts is None:
        return _frame(["date", "mean_return"], *cells)
    return _frame(["date", "mean_return", "stocks"], *cells, map(number_cell, counts.tolist()))


def _universe(universe: pd.DataFrame) -> bytes:
    returns = map(number_cell, universe["window_return"].tolist())
    return _frame(UNIVERSE_COLUMNS, universe["code"].tolist(), universe["board"].tolist(), returns)
