"""Prices held against the tick: what was traded stands on it, what was adjusted rarely does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.errors import N_
from dashboard.market.boards import TICK, board
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats, Mask
from dashboard.pricefiles.headings import Role
from dashboard.pricefiles.hints import AMOUNT_UNITS, VOLUME_UNITS, Hints
from dashboard.pricefiles.judging import PRICES, Rows
from dashboard.pricefiles.sheet import Sheet

A_SHARES = frozenset({"main", "chinext", "star", "bse"})
MANY = 0.02  # share of rows off the tick that is no slip of the pen
WILD = 50.0  # times the close before: no limit, split or bonus issue goes so far
FEWEST = 3  # rows of whole prices that are no chance
BAND = 5.0
FEN = 100.0  # hundredths in a unit of currency; one yuan is the least of a price in them

STRAY = N_(
    "{n} of {total} rows have a price that is not on the tick of {tick} yuan, first in line {line} "
    "({price}); look at them."
)
TOO_FAR = N_(
    "This close is {times} times that of {day}, the row before; a decimal point, a unit or a row "
    "is wrong. Mend it."
)
IN_FEN = N_(
    "Every price of {symbol} is a whole number, as if in hundredths of a yuan: say whether the "
    "prices are in yuan or in fen."
)


def off_tick(rows: Rows) -> tuple[Mask, Mask]:
    """
    Rows of A shares with a price between two ticks, and rows of A shares.

    A price may have the rounding error of a single float.
    """
    mine = _of_a_shares(rows)
    found = np.zeros(len(mine), dtype=bool)
    for role in PRICES:
        scaled = rows.numbers[role] / float(TICK)
        with np.errstate(invalid="ignore"):
            found |= np.abs(scaled - np.round(scaled)) > 1e-3 + np.abs(scaled) * 2.5e-7
    return found & mine, mine


def are_adjusted(rows: Rows) -> bool:
    """Whether so many prices are off the tick that they are no prices as traded."""
    off, mine = off_tick(rows)
    return bool(off.sum() > MANY * mine.sum())


def first_off(rows: Rows) -> dict[str, object]:
    """Return what sentences say of the rows off the tick: how many, of how many, the first."""
    off, mine = off_tick(rows)
    place = int(np.flatnonzero(off)[np.argmin(rows.lines[off])])
    prices = [rows.numbers[role][place] for role in PRICES]
    price = max(prices, key=lambda value: abs(value * 100 - round(value * 100)))
    return {
        "n": int(off.sum()),
        "total": int(mine.sum()),
        "tick": str(TICK),
        "line": int(rows.lines[place]),
        "price": f"{price:.10g}",
    }


def notice_strays(rows: Rows, findings: Findings) -> None:
    """Notice the few rows off the tick of a file that is otherwise on it."""
    if off_tick(rows)[0].any():
        findings.notice(STRAY, **first_off(rows))


def report_moves(rows: Rows, sheet: Sheet, findings: Findings) -> None:
    """Report closes so far from the one before that a point or a unit must be wrong."""
    close = rows.numbers["close"]
    times = np.ones(len(close))
    with np.errstate(all="ignore"):
        times[1:] = close[1:] / close[:-1]
    inside = np.diff(rows.places, prepend=-1) == 0
    wild = inside & ((times >= WILD) | (times <= 1 / WILD))

    def fields(place: int) -> dict[str, object]:
        return {"times": f"{times[place]:.3g}", "day": rows.days[place - 1].astype(object)}

    findings.add_rows(wild, rows.lines, sheet.column("close"), close, TOO_FAR, fields)


def in_yuan(rows: Rows, hints: Hints, sheet: Sheet, findings: Findings) -> Rows:
    """
    Rows with prices in yuan: those in fen are divided, and what may be in fen is asked about.

    Parameters
    ----------
    rows : Rows
    hints : Hints
        What the reader says of prices, volume and amount.
    sheet : Sheet
    findings : Findings
        Receives the question where every price of an A share is a whole number from 100 on.
        Lots beside fen look like shares beside yuan, so no unit that is stated answers it;
        only one or two such rows may be chance.
    """
    if hints.price_unit == "fen":
        numbers = dict(rows.numbers)
        for role in (*PRICES, "adj-close"):
            numbers[role] = numbers[role] / FEN
        return replace(rows, numbers=numbers)
    if not hints.price_unit:
        volume, amount = told_unit(sheet, "volume", hints), told_unit(sheet, "amount", hints)
        for symbol in _whole(rows, amount / volume if volume and amount else 0.0):
            findings.add(None, sheet.column("close"), symbol, IN_FEN, {"symbol": symbol})
    return rows


def _whole(rows: Rows, per_share: float) -> list[str]:
    """A shares whose prices may be in fen: whole numbers from 100 on, some of them."""
    mine: Mask = _of_a_shares(rows)
    whole = mine.copy()
    for role in PRICES:
        values: Floats = rows.numbers[role]
        whole &= (values == np.round(values)) & (values >= FEN)
    average = average_price(rows) * (per_share or 1.0)
    with np.errstate(all="ignore"):
        ratio = average / rows.numbers["close"]
    # A wide band: adjusted prices lie beside those traded.
    as_yuan = (ratio > 1 / BAND) & (ratio < BAND) if per_share else np.zeros(len(mine), bool)
    found = []
    for start, stop in rows.bounds():
        own = slice(start, stop)
        in_doubt = np.isfinite(ratio[own]).any() and not as_yuan[own].any()
        if whole[own].all() and (stop - start >= FEWEST or in_doubt):
            found.append(rows.symbols[rows.places[start]])
    return found


def told_unit(sheet: Sheet, role: Role, hints: Hints) -> float:
    """Unit of a column as its heading or the reader says; 0 where neither does."""
    heading = sheet.heading(role)
    said = {
        "volume": VOLUME_UNITS.get(hints.volume_unit, 0.0),
        "amount": AMOUNT_UNITS.get(hints.amount_unit, 0.0),
    }
    return 1.0 if heading is None else heading.unit or said.get(role, 0.0)


def average_price(rows: Rows) -> Floats:
    """Amount over volume as they stand; NaN where that is no price."""
    numbers = rows.numbers
    usable = (numbers["volume"] > 0) & (numbers["amount"] > 0)
    # An index has the volume and amount of its members, and points for a price.
    shares = np.array([board(symbol) != "index" for symbol in rows.symbols], dtype=bool)
    usable &= shares[rows.places]
    with np.errstate(all="ignore"):
        average: Floats = np.where(usable, numbers["amount"] / numbers["volume"], np.nan)
    return average


def _of_a_shares(rows: Rows) -> Mask:
    mine = np.array([board(symbol) in A_SHARES for symbol in rows.symbols], dtype=bool)
    return mine[rows.places]
