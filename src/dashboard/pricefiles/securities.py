"""Which security each row of a price file is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from dashboard.cases.cells import clean, narrow
from dashboard.cases.faults import shown
from dashboard.errors import N_, InputError
from dashboard.market.boards import board
from dashboard.market.codes import AMBIGUOUS, BEIJING_SWITCH, Code, codes_in, read_code
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats, Grid, Integers, Labels
from dashboard.pricefiles.sheet import Sheet

# No index of Shanghai has ever stood so low: the lowest close of its first one is
# 95.79 (1990-12-19), the others began at 100 or 1000.
BELOW_ANY_INDEX = 90.0
# The CSI 300 in its Shanghai dress; no stock of Shenzhen has this code.
NEVER_A_STOCK = {"000300"}
MANY_STOCKS = 20  # so many bare codes of stocks make a file one of stocks
MAX_NAME = 40
MAX_SECURITIES = 100_000

_INDEX_NAME = re.compile(r"指数|[上深]证|沪深|中证|\bindex\b|\bcsi\b|\bsse\b", re.IGNORECASE)


SUCCEEDED = N_(
    "{n} code(s) of Beijing are those of before {day}, such as {old}; the company is the same, so "
    "its rows stand under {symbol}, in one series."
)


@dataclass(frozen=True, slots=True, eq=False)
class FileSecurities:
    """
    Securities of a file.

    Attributes
    ----------
    symbols, names : tuple of str
        Yahoo style; the name as the file gives it, empty where it gives none.
    places : ndarray of int
        Position in `symbols` by row; -1 where the code was reported.
    """

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    places: Integers


def name_securities(
    grid: Grid, sheet: Sheet, hint: str, findings: Findings, *, stocks_only: bool
) -> FileSecurities:
    """
    Symbol of every row.

    Parameters
    ----------
    grid, sheet
        The file.
    hint : str
        The symbol as the reader gives it, for a file without a column for it.
    findings : Findings
        Receives codes that mean nothing or two things.
    stocks_only : bool
        Whether the reader says that codes without an exchange are stocks.
    """
    given = _given(hint, findings)
    if grid.codes is None:
        symbol: str = given or ("" if hint.strip() else _found(sheet, findings))
        places = np.full(len(grid.lines), 0 if symbol else -1, dtype=np.int64)
        symbols: tuple[str, ...] = (symbol,) if symbol else ()
    else:
        symbols, places = _of_column(grid, grid.codes, sheet, findings, stocks_only=stocks_only)
        others = [symbol for symbol in symbols if symbol != given]
        if given and others:
            rule = N_("The file has this security, not {symbol}; leave the symbol empty.")
            findings.add(None, sheet.column("symbol"), others[0], rule, {"symbol": given})
    return FileSecurities(symbols, _names(grid, len(symbols), places), places)


def _given(hint: str, findings: Findings) -> str:
    if not hint.strip():
        return ""
    try:
        code = read_code(hint)
    except InputError as error:
        findings.add_error(None, "symbol", hint, error)
        return ""
    if code.is_open:
        findings.add(None, "symbol", hint, AMBIGUOUS, {"code": code.symbol[:6]})
        return ""
    _tell_old([code], findings)
    return code.symbol


def _found(sheet: Sheet, findings: Findings) -> str:
    """Symbol in the title of the file or in its name, if there is exactly one."""
    if sheet.ticker:
        return _given(sheet.ticker, findings)
    for text in (sheet.title, PurePath(findings.file).stem):
        codes = {each.code.symbol: each.code for each in codes_in(narrow(text)) if each.code}
        if len(codes) == 1:
            code = next(iter(codes.values()))
            if code.is_open:
                findings.add(None, "symbol", text, AMBIGUOUS, {"code": code.symbol[:6]})
                return ""
            template = N_("The file has no column of codes; {symbol} was read from “{text}”.")
            findings.notice(template, symbol=code.symbol, text=shown(text))
            _tell_old([code], findings)
            return code.symbol
    rule = N_("The file has no column of codes; say which security it is about.")
    findings.add(None, "symbol", "", rule)
    return ""


def _of_column(
    grid: Grid, codes: Labels, sheet: Sheet, findings: Findings, *, stocks_only: bool
) -> tuple[tuple[str, ...], Integers]:
    column = sheet.column("symbol")
    missing = codes.places < 0
    rule = N_("The row has no code; give it one or delete it.")
    findings.add_rows(missing, grid.lines, column, np.full(len(missing), ""), rule)
    read: dict[int, Code] = {}
    wrong: dict[int, InputError] = {}
    distinct = np.unique(codes.places[~missing])
    if len(distinct) > MAX_SECURITIES:
        rule = N_("The column has {n} different codes, more than there are securities.")
        findings.add(None, column, "", rule, {"n": len(distinct)})
        distinct = distinct[:0]
    for at in distinct.tolist():
        try:
            read[at] = read_code(codes.cells[at])
        except InputError as error:
            wrong[at] = error
    for at in _still_open(read, codes, grid, findings, stocks_only=stocks_only):
        wrong[at] = InputError(AMBIGUOUS, code=read.pop(at).symbol[:6])
    findings.add_labels(wrong, codes.cells, codes.places, grid.lines, column)
    padded = [code.symbol for code in read.values() if code.padded]
    if padded:
        template = N_("{n} code(s) had lost their leading zeros; they were put back ({example}).")
        findings.notice(template, n=len(padded), example=padded[0])
    _tell_old(read.values(), findings)
    symbols = sorted({code.symbol for code in read.values()})
    place = {symbol: at for at, symbol in enumerate(symbols)}
    known = np.full(len(codes.cells) + 1, -1, dtype=np.int64)
    for at, code in read.items():
        known[at] = place[code.symbol]
    return tuple(symbols), known[codes.places]


def _tell_old(codes: Iterable[Code], findings: Findings) -> None:
    """Say which codes of before the switch in Beijing were read as those of today."""
    old = sorted({(code.old, code.symbol) for code in codes if code.old})
    if old:
        findings.notice(SUCCEEDED, n=len(old), old=old[0][0], symbol=old[0][1], day=BEIJING_SWITCH)


def _still_open(
    read: dict[int, Code],
    codes: Labels,
    grid: Grid,
    findings: Findings,
    *,
    stocks_only: bool,
) -> list[int]:
    """Codes of a Shenzhen stock or a Shanghai index of which nothing tells which."""
    unsure = [at for at, code in read.items() if code.is_open]
    if not unsure:
        return []
    highest = _highest(grid.numbers.get("close"), codes)
    names = _names(grid, len(codes.cells), codes.places)
    bare = [code for at, code in read.items() if codes.cells[at].strip().isdigit()]
    stocks = sum(not code.is_open and board(code.symbol) != "index" for code in bare)
    left = [
        at
        for at in unsure
        if read[at].symbol[:6] in NEVER_A_STOCK
        or not (
            stocks_only
            or highest[at] < BELOW_ANY_INDEX
            or (names[at] and not _INDEX_NAME.search(names[at]))
            or (not names[at] and stocks >= MANY_STOCKS)
        )
    ]
    if len(left) < len(unsure):
        findings.notice(
            N_(
                "{n} code(s) that begin with 000 were taken as stocks of Shenzhen, not indices of "
                "Shanghai: by their price, their name, the rest of the file or your word."
            ),
            n=len(unsure) - len(left),
        )
    return left


def _highest(close: Floats | None, codes: Labels) -> Floats:
    highest = np.full(len(codes.cells) + 1, -np.inf)
    if close is not None:
        np.fmax.at(highest, codes.places, close)
    return np.where(np.isfinite(highest), highest, np.inf)


def _names(grid: Grid, count: int, places: Integers) -> tuple[str, ...]:
    """Last name that the file gives each security."""
    if grid.names is None or not count:
        return ("",) * count
    last = np.full(count, -1, dtype=np.int64)
    named = (grid.names.places >= 0) & (places >= 0)
    last[places[named]] = grid.names.places[named]
    cells = grid.names.cells
    return tuple("" if at < 0 else clean(cells[at]).replace("\n", " ")[:MAX_NAME] for at in last)
