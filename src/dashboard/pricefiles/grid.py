"""The cells of a price file as typed columns that know their lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from dashboard.cases.cells import loses_digits, narrow, read_number
from dashboard.cases.faults import shown
from dashboard.errors import N_, InputError
from dashboard.market.codes import as_written
from dashboard.pricefiles.days import read_day
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.headings import Role

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Days = NDArray[np.datetime64]
Mask = NDArray[np.bool_]

SHORT = N_(
    "{n} cell(s) of “{column}” were written short ({example}): the last digits are lost. Export "
    "whole numbers where they matter."
)
MISSING_DAY = N_("The row has no date; give it one or delete it.")

# What exports write where there is no value.  “nan” is none of them: it is what a
# failed calculation writes.
_EMPTY = {"", "null", "-", "--", "—", "停牌"}
_KEPT_AS_TEXT = frozenset("=\"'’‘`")  # what makes a spreadsheet keep a cell as text
_TIMES = {
    mark: Decimal(number)
    for mark, number in {
        "K": 1_000,
        "千": 1_000,
        "万": 10_000,
        "百万": 1_000_000,
        "M": 1_000_000,
        "千万": 10_000_000,
        "亿": 100_000_000,
        "B": 1_000_000_000,
        "万亿": 1_000_000_000_000,
    }.items()
}
_SHORT = re.compile(
    rf"([+-]?[\d.,]+) *({'|'.join(sorted(_TIMES, key=len, reverse=True))})", re.IGNORECASE
)
# One pattern over a whole chunk: only unusual cells are read one by one.
_PLAIN = re.compile(r"(?: *-?\d{1,15}(?:\.\d{1,17})? *\n| *\n)*", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """
    A column of texts: each distinct one once, and which of them stands in each row.

    Attributes
    ----------
    cells : tuple of str
        Distinct cells as read.
    places : ndarray of int
        Position in `cells` by row; -1 where the cell is empty.
    """

    cells: tuple[str, ...]
    places: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """
    The recognised columns of a file.

    Attributes
    ----------
    lines : ndarray of int
        Line of each row as an editor counts it; in a Parquet file the row, from 1.
    days : ndarray of datetime64[D]
        NaT where a cell was reported.
    codes, names : Labels or None
        None where the file has no such column.
    numbers : dict of str to ndarray
        By role; NaN where a cell is empty or was reported.
    flags : dict of str to Labels
        Columns of words or figures that say something of their rows, by role.
    """

    lines: Integers
    days: Days
    codes: Labels | None
    names: Labels | None
    numbers: dict[Role, Floats]
    flags: dict[Role, Labels] = field(default_factory=dict)


class NumberColumn:
    """
    Numbers of one CSV column, chunk by chunk.

    Parameters
    ----------
    heading : str
    findings : Findings
    is_count : bool
        Whether its cells may say 万, 亿, K or M: volume and amount.
    """

    def __init__(self, heading: str, findings: Findings, *, is_count: bool = False) -> None:
        self._heading, self._findings, self._is_count = heading, findings, is_count
        self._parts: list[Floats] = []
        self._short: list[str] = []

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Read one chunk; a cell that is no number is reported and NaN."""
        if _PLAIN.fullmatch("\n".join(cells) + "\n"):
            self._parts.append(np.array([cell.strip() or "nan" for cell in cells], dtype=float))
            return
        values = np.full(len(cells), np.nan)
        for place, cell in enumerate(cells):
            try:
                values[place] = read_count(cell) if self._is_count else read_cell(cell)
            except InputError as error:
                self._findings.add_error(lines[place], self._heading, cell, error)
            if is_short(cell):
                self._short.append(cell)
        self._parts.append(values)

    def result(self) -> Floats:
        """Return the whole column; cells that were written short are noticed."""
        if self._short:
            self._findings.notice(
                SHORT,
                n=len(self._short),
                column=shown(self._heading),
                example=shown(self._short[0]),
            )
        return np.concatenate(self._parts) if self._parts else np.empty(0)


class DayColumn:
    """Days of one CSV column, chunk by chunk; each distinct cell is read once."""

    def __init__(self, heading: str, findings: Findings) -> None:
        self._heading, self._findings = heading, findings
        self._known: dict[str, date | None] = {}
        self._wrong: dict[str, InputError] = {}
        self._parts: list[Days] = []

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Read one chunk; a cell that is no day is reported and NaT."""
        for cell in dict.fromkeys(cells):
            if cell not in self._known:
                self._known[cell] = self._day(cell)
        if self._wrong:
            for line, cell in zip(lines, cells, strict=True):
                if cell in self._wrong:
                    self._findings.add_error(line, self._heading, cell, self._wrong[cell])
        self._parts.append(np.array([self._known[cell] for cell in cells], dtype="datetime64[D]"))

    def _day(self, cell: str) -> date | None:
        try:
            return day_of(cell)
        except InputError as error:
            self._wrong[cell] = error
            return None

    def result(self) -> Days:
        """Return the whole column."""
        return np.concatenate(self._parts) if self._parts else np.empty(0, "datetime64[D]")


class LabelColumn:
    """Texts of one CSV column, chunk by chunk."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._parts: list[Integers] = []

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:  # noqa: ARG002
        """Read one chunk."""
        known = self._known
        places = [known.setdefault(cell, len(known)) for cell in cells]
        self._parts.append(np.array(places, dtype=np.int64))

    def result(self) -> Labels:
        """Return the whole column."""
        places = np.concatenate(self._parts) if self._parts else np.empty(0, np.int64)
        return labels(tuple(self._known), places)


def labels(cells: tuple[str, ...], places: Integers) -> Labels:
    """Labels whose empty cells are -1."""
    empty = [at for at, cell in enumerate(cells) if narrow(cell).lower() in _EMPTY]
    return Labels(cells, np.where(np.isin(places, empty), -1, places) if empty else places)


def read_cell(cell: str) -> float:
    """Number of a cell; NaN where it is empty or says so."""
    plain = _plain(cell)
    return np.nan if plain.lower() in _EMPTY else float(read_number(plain))


def read_count(cell: str) -> float:
    """
    Number of a cell of volume or amount, which may be written short.

    >>> read_count("56.26万"), read_count("157.36M"), read_count("1,234")
    (562600.0, 157360000.0, 1234.0)
    """
    match = _SHORT.fullmatch(_plain(cell))
    if match is None:
        return read_cell(cell)
    return float(read_number(match[1]) * _TIMES[match[2].upper()])


def is_short(cell: str) -> bool:
    """Whether a cell says a number with fewer digits than it had."""
    return _SHORT.fullmatch(narrow(cell)) is not None or loses_digits(cell)


def _plain(cell: str) -> str:
    return as_written(cell) if cell[:1] in _KEPT_AS_TEXT else narrow(cell)


def day_of(cell: str) -> date:
    """Day of a cell, which must not be empty."""
    if not narrow(cell):
        raise InputError(MISSING_DAY)
    return read_day(_plain(cell))
