"""Rows of a price file held against the rules of a daily price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import numpy as np

from dashboard.cases.cells import narrow
from dashboard.cases.prices import NOT_POSITIVE
from dashboard.errors import N_, InputError
from dashboard.market.calendars import calendar_table
from dashboard.market.suspensions import NOTHING, untraded
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Days, Floats, Grid, Integers, Mask
from dashboard.pricefiles.headings import Role
from dashboard.pricefiles.securities import FileSecurities
from dashboard.pricefiles.sheet import Sheet

PRICES: tuple[Role, ...] = ("open", "high", "low", "close")
NUMBERS: tuple[Role, ...] = (*PRICES, "volume", "amount", "factor", "adj-close")

# Beyond anything traded: such a number is a mistake, and sums of it would overflow.
LARGEST: dict[Role, float] = {
    "open": 1e7,
    "high": 1e7,
    "low": 1e7,
    "close": 1e7,
    "adj-close": 1e7,
    "volume": 1e14,
    "amount": 1e17,
    "factor": 1e9,
}
FIRST = date(1900, 1, 1)  # long before any file of daily prices
CHINESE = (".SS", ".SZ", ".BJ")
CALENDAR = "XSHG"  # the sessions of Shanghai, Shenzhen and Beijing

TOO_LARGE = N_("This is more than anything traded ({limit}); mend the number.")
TOO_EARLY = N_("No price of a day before {first} is read; mend the date.")
NO_SESSION = N_("The exchange did not trade on this day; mend the date.")
FUTURE = N_("This day lies after {today}; mend the date.")
TWICE = N_("This security has the same day twice, first in line {line}; keep one row.")
HIGH_BELOW_LOW = N_("The high is below the low of the same day.")
OUTSIDE = N_("Open and close lie between the low and the high of the day; this one does not.")
NEGATIVE = N_("This must not be negative.")
SUSPENDED = N_(
    "{n} row(s) of suspended sessions were left out (first in line {line}): one price or none, and "
    "nothing traded."
)
NO_FLAG = N_("This column says 1 or 0, yes or no; mend the word or leave the column out.")
BOTH = N_("The row is called suspended and has trading; mend the one or the other.")

_TRUE = frozenset({"1", "1.0", "true", "t", "yes", "y", "是"})
_FALSE = frozenset({"0", "0.0", "false", "f", "no", "n", "否"})
_SUSPENDED = frozenset({"停牌", "停牌一天", "suspended"})
_TRADED = frozenset({"正常", "正常交易", "交易", "trading"})


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """
    Rows to be stored, by security and day.

    Attributes
    ----------
    lines : ndarray of int
    days : ndarray of datetime64[D]
    places : ndarray of int
        Position in `symbols` by row.
    symbols, names : tuple of str
    numbers : dict of str to ndarray
        Every one of `NUMBERS`; NaN throughout where the file has no such column.
    """

    lines: Integers
    days: Days
    places: Integers
    symbols: tuple[str, ...]
    names: tuple[str, ...]
    numbers: dict[Role, Floats]

    def at(self, chosen: Integers | Mask) -> Rows:
        """Return some of the rows, or all in another order."""
        if chosen.dtype == bool and chosen.all():
            return self
        numbers = {role: values[chosen] for role, values in self.numbers.items()}
        return Rows(
            self.lines[chosen],
            self.days[chosen],
            self.places[chosen],
            self.symbols,
            self.names,
            numbers,
        )

    def bounds(self) -> list[tuple[int, int]]:
        """First and one past the last row of each security that has rows; sorted rows only."""
        starts = np.flatnonzero(np.diff(self.places, prepend=-1))
        stops = np.append(starts[1:], len(self.places))
        return list(zip(starts.tolist(), stops.tolist(), strict=True)) if len(self.places) else []


def judge(grid: Grid, named: FileSecurities, sheet: Sheet, today: date, findings: Findings) -> Rows:
    """
    Rows to be stored, sorted; what no daily price can be is reported.

    Parameters
    ----------
    grid, named, sheet
        The file and its securities.
    today : date
        No later day is accepted.
    findings : Findings
        Receives faults, and how many rows were left out for lack of trading.
    """
    empty = np.full(len(grid.lines), np.nan)
    numbers = {
        role: _bounded(role, grid, sheet, findings) if role in grid.numbers else empty
        for role in NUMBERS
    }
    rows = Rows(grid.lines, grid.days, named.places, named.symbols, named.names, numbers)
    said = _said_suspended(grid, sheet, findings)
    order = np.lexsort((rows.days, rows.places))
    traded = np.empty(len(order), dtype=bool)
    traded[order] = _traded(rows.at(order), said[order], sheet, findings)
    rows = rows.at(traded)
    _report_numbers(rows, sheet, findings)
    rows = rows.at((rows.places >= 0) & ~np.isnat(rows.days))
    _report_days(rows, sheet, today, findings)
    rows = rows.at(np.lexsort((rows.lines, rows.days, rows.places)))
    _report_twice(rows, sheet, findings)
    return rows


def _bounded(role: Role, grid: Grid, sheet: Sheet, findings: Findings) -> Floats:
    """Numbers of a column; one beyond anything traded is reported and NaN."""
    values, limit = grid.numbers[role], LARGEST[role]
    wrong = np.abs(values) > limit
    if not wrong.any():
        return values
    said: dict[str, object] = {"limit": f"{limit:g}"}
    findings.add_rows(wrong, grid.lines, sheet.column(role), values, TOO_LARGE, lambda _: said)
    return np.where(wrong, np.nan, values)


def _said_suspended(grid: Grid, sheet: Sheet, findings: Findings) -> Mask:
    """Rows that a column of the file calls suspended."""
    found = np.zeros(len(grid.lines), dtype=bool)
    for role, suspended, traded in (
        ("traded", _FALSE | _SUSPENDED, _TRUE | _TRADED),
        ("paused", _TRUE | _SUSPENDED, _FALSE | _TRADED),
    ):
        flag = grid.flags.get(cast("Role", role))
        if flag is None:
            continue
        words = [narrow(cell).lower() for cell in flag.cells]
        said = np.array([word in suspended for word in words] + [False], dtype=bool)
        strange = {
            at: InputError(NO_FLAG)
            for at, word in enumerate(words)
            if word and word not in suspended | traded
        }
        column = sheet.column(cast("Role", role))
        findings.add_labels(strange, flag.cells, flag.places, grid.lines, column)
        found |= said[flag.places]
    return found


def _traded(rows: Rows, said: Mask, sheet: Sheet, findings: Findings) -> Mask:
    """Rows with prices and trading; NaN compares as false."""
    opened, high, low, close = (rows.numbers[role] for role in PRICES)
    lacking: Mask = np.isnan(opened + high + low + close)
    suspended = untraded({str(role): each for role, each in rows.numbers.items()}, rows.places)
    moved = said & (rows.numbers["volume"] >= NOTHING) & (high > low)
    findings.add_rows(moved, rows.lines, sheet.column("volume"), rows.numbers["volume"], BOTH)
    suspended = ~lacking & (suspended | (said & ~moved))
    if lacking.any() and not len(findings):
        findings.notice(N_("{n} row(s) without a price were left out."), n=int(lacking.sum()))
    if suspended.any():
        line = int(rows.lines[suspended].min())
        findings.notice(SUSPENDED, n=int(suspended.sum()), line=line)
    traded: Mask = ~lacking & ~suspended
    return traded


def _report_numbers(rows: Rows, sheet: Sheet, findings: Findings) -> None:
    for role in NUMBERS:
        values, column = rows.numbers[role], sheet.column(role)
        if role in {"volume", "amount"}:
            findings.add_rows(values < 0, rows.lines, column, values, NEGATIVE)
        elif role != "adj-close":
            findings.add_rows(values <= 0, rows.lines, column, values, NOT_POSITIVE)
    high, low = rows.numbers["high"], rows.numbers["low"]
    findings.add_rows(high < low, rows.lines, sheet.column("high"), high, HIGH_BELOW_LOW)
    for role in ("open", "close"):
        values = rows.numbers[role]
        outside = (low <= high) & (values > 0) & ((values > high) | (values < low))
        findings.add_rows(outside, rows.lines, sheet.column(role), values, OUTSIDE)


def _report_days(rows: Rows, sheet: Sheet, today: date, findings: Findings) -> None:
    column = sheet.column("date")
    chinese = np.array([symbol.endswith(CHINESE) for symbol in rows.symbols], dtype=bool)
    future = rows.days > np.datetime64(today, "D")
    early = rows.days < np.datetime64(FIRST, "D")
    weekend = (rows.days.astype(np.int64) + 3) % 7 >= 5  # 1970-01-01 was a Thursday
    closed = weekend | (chinese[rows.places] & ~_is_session(rows.days))
    findings.add_rows(future, rows.lines, column, rows.days, FUTURE, lambda _: {"today": today})
    findings.add_rows(early, rows.lines, column, rows.days, TOO_EARLY, lambda _: {"first": FIRST})
    findings.add_rows(closed & ~future & ~early, rows.lines, column, rows.days, NO_SESSION)


@cache
def _sessions() -> Days:
    return np.array(calendar_table(CALENDAR).days, dtype="datetime64[D]")


def _is_session(days: Days) -> Mask:
    if not len(days):
        return np.zeros(0, dtype=bool)
    sessions = _sessions()
    first = min(days.min(), sessions[0])
    known = np.zeros(int((max(days.max(), sessions[-1]) - first).astype(int)) + 1, dtype=bool)
    known[(sessions - first).astype(int)] = True
    found: Mask = known[(days - first).astype(int)]
    return found


def _report_twice(rows: Rows, sheet: Sheet, findings: Findings) -> None:
    again = np.zeros(len(rows.lines), dtype=bool)
    again[1:] = (rows.days[1:] == rows.days[:-1]) & (rows.places[1:] == rows.places[:-1])

    def first(place: int) -> dict[str, object]:
        while again[place]:
            place -= 1
        return {"line": int(rows.lines[place])}

    findings.add_rows(again, rows.lines, sheet.column("date"), rows.days, TWICE, first)
