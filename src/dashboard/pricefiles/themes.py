"""A table of themes of the reader's own: what it lists, and everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import TypeVar

from dashboard.cases.cells import clean, narrow
from dashboard.cases.faults import shown
from dashboard.errors import N_, DashboardError, Fault, InputError
from dashboard.market.boards import board
from dashboard.market.codes import AMBIGUOUS, read_code
from dashboard.market.theme_names import MAX_NAME, tidy
from dashboard.message import Message
from dashboard.pricefiles.days import BEIJING, read_day
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.securities import NEVER_A_STOCK
from dashboard.pricefiles.theme_cells import Table, read_table
from dashboard.pricefiles.theme_headings import ThemeHeading, ThemeRole
from dashboard.store.theme_changes import DayList, Listed

MAX_BYTES = 200_000_000
_Value = TypeVar("_Value")

# One cell of a terminal's table may list every theme of a stock.
_SEVERAL = re.compile(r"[;；]")

NO_SOURCE = N_(
    "The file names no source: say whose list it is (--source on the command line), or add a "
    "column of sources."
)
ROW_WITHOUT = N_(
    "The row names no source: give it one, or say whose list it is (--source on the command line)."
)
NO_CODE = N_("The row has no code: a theme without a member is no row; give it one or delete it.")
NO_THEME = N_("The row names no theme; give it one or delete it.")
AN_INDEX = N_("{symbol} is an index, and no member of a theme.")
TOO_LONG = N_("The name of a theme has at most {limit} characters; this one has {n}.")
AFTER_TODAY = N_("This day is still to come.")
AFTER_LIST = N_("This day is after that of the list, {day}.")
BACKWARDS = N_("The last day is before the first, {day}.")
TWO_DAYS = N_("The file has a column of days: say no other day (--day on the command line).")


@dataclass(frozen=True, slots=True, eq=False)
class ThemePreview:
    """
    A table of themes as read, before anything is stored.

    Attributes
    ----------
    file : str
        Name of the file, without folders.
    format : str
        csv, xlsx or parquet; empty when it is none of them.
    headings : tuple of ThemeHeading
    rows : int
        Rows of the file.
    lists : tuple of DayList
        By source and day; empty when there are faults.
    notices : tuple of Message
        What was tolerated or worked out.
    faults : tuple of Fault
        Everything wrong with it; a file with one is not stored.
    """

    file: str
    format: str
    headings: tuple[ThemeHeading, ...]
    rows: int
    lists: tuple[DayList, ...]
    notices: tuple[Message, ...]
    faults: tuple[Fault, ...]


def read_theme_file(
    data: bytes,
    name: str,
    *,
    source: str,
    now: datetime,
    day: date | None = None,
    listing: Collection[str] = (),
) -> ThemePreview:
    """
    Read a CSV, XLSX or Parquet table of who is in which theme.

    Parameters
    ----------
    data : bytes
    name : str
        Name of the file; folders in it are ignored.
    source : str
        Whose list it is, for rows that do not say.
    now : datetime
        Aware; no later day is accepted.
    day : date, optional
        Day of the list where no column says it; today in Beijing by default.
    listing : collection of str
        Symbols that are known: of others the preview tells how many they are.
    """
    findings = Findings(shown(PurePath(name.replace("\\", "/")).name) or "file")
    today = now.astimezone(BEIJING).date()
    table = _table(data, findings)
    lists: tuple[DayList, ...] = ()
    if table is not None:
        reader = _Reader(table, findings, tidy(source), day, today)
        lists = reader.lists()
        reader.tell(listing)
    if table is not None and not len(findings) and not lists:
        findings.add(None, "", "", N_("The file has no row with a code and a theme."))
    return ThemePreview(
        file=findings.file,
        format=table.format if table else "",
        headings=table.headings if table else (),
        rows=len(table.rows) if table else 0,
        lists=() if len(findings) else lists,
        notices=tuple(findings.notices),
        faults=findings.faults(),
    )


def _table(data: bytes, findings: Findings) -> Table | None:
    if len(data) > MAX_BYTES:
        rule = N_("A table of themes has at most {limit} MB; this one has {n}. Split it.")
        values: dict[str, object] = {"limit": MAX_BYTES // 10**6, "n": len(data) // 10**6}
        findings.add(None, "", "", rule, values)
        return None
    return read_table(data, findings)


@dataclass(slots=True)
class _Reader:
    """Rows of one table, cell by cell; each distinct code and day is read once."""

    table: Table
    findings: Findings
    source: str
    day: date | None
    today: date
    codes: dict[str, str | DashboardError] = field(default_factory=dict)
    days: dict[str, date | DashboardError] = field(default_factory=dict)
    padded: set[str] = field(default_factory=set)
    several: int = 0

    def lists(self) -> tuple[DayList, ...]:
        at = {each.role: n for n, each in enumerate(self.table.headings) if each.role}
        if "source" not in at and not self.source:
            self.findings.add(None, "--source", "", NO_SOURCE)
        if "day" in at and self.day is not None:
            heading = self.table.headings[at["day"]]
            self.findings.add(None, heading.text, "", TWO_DAYS)
        elif self.day is not None and self.day > self.today:
            self.findings.add(None, "--day", self.day, AFTER_TODAY)
        found: dict[tuple[str, date], list[Listed]] = {}
        for line, cells in self.table.rows:
            row = _Row(line, {role: cells[n] for role, n in at.items()}, self)
            for key, listed in row.read():
                found.setdefault(key, []).append(listed)
        return tuple(
            DayList(source, day, tuple(rows), None if _is_list(rows, day) else frozenset())
            for (source, day), rows in sorted(found.items(), key=lambda each: each[0])
        )

    def tell(self, listing: Collection[str]) -> None:
        """Notices of what was tolerated."""
        if self.padded:
            template = N_(
                "{n} code(s) had lost their leading zeros; they were put back ({example})."
            )
            self.findings.notice(template, n=len(self.padded), example=min(self.padded))
        if self.several:
            template = N_("{n} cell(s) name several themes, parted by semicolons; each counts.")
            self.findings.notice(template, n=self.several)
        known = {code for code in self.codes.values() if isinstance(code, str)}
        strange = sorted(known - set(listing)) if listing else []
        if strange:
            template = N_(
                "{n} code(s) are in no list of codes at hand, such as {example}: delisted, of "
                "another market, or none; they stay in."
            )
            self.findings.notice(template, n=len(strange), example=strange[0])

    def symbol(self, cell: str) -> str:
        """Symbol of a cell; raises InputError."""
        return _once(self.codes, cell, self._symbol)

    def _symbol(self, cell: str) -> str:
        code = read_code(cell)
        if code.is_open and code.symbol[:6] in NEVER_A_STOCK:
            raise InputError(AMBIGUOUS, code=code.symbol[:6])
        if board(code.symbol) == "index":
            raise InputError(AN_INDEX, symbol=code.symbol)
        if code.padded:
            self.padded.add(code.symbol)
        return code.symbol

    def on(self, cell: str) -> date:
        """Day of a cell; raises InputError."""
        return _once(self.days, cell, self._day)

    def _day(self, cell: str) -> date:
        day = read_day(cell)
        if day > self.today:
            raise InputError(AFTER_TODAY)
        return day


def _once(
    known: dict[str, _Value | DashboardError], cell: str, read: Callable[[str], _Value]
) -> _Value:
    if cell not in known:
        try:
            known[cell] = read(cell)
        except InputError as error:
            known[cell] = error
    found = known[cell]
    if isinstance(found, DashboardError):
        raise found
    return found


def _is_list(rows: list[Listed], day: date) -> bool:
    """Whether rows are a list of who is in: stays that are all over say nothing of others."""
    return any(row.last is None or row.last >= day for row in rows)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row on its way; what is wrong with it is reported."""

    line: int
    cells: dict[ThemeRole, str]
    reader: _Reader

    def read(self) -> list[tuple[tuple[str, date], Listed]]:
        cells, told = self.cells, len(self.reader.findings)
        stock, themes = self._stock(), self._themes()
        source = tidy(cells.get("source", "")) or self.reader.source
        if not source and "source" in cells:  # said once where there is no column of them
            self._add("source", ROW_WITHOUT)
        day = self._day("day") or self.reader.day or self.reader.today
        first, last = self._day("first"), self._day("last")
        gone = self._day("gone")
        if last is None and gone is not None:  # the day on which it was not in any more
            last = gone - timedelta(days=1)
        if first is not None and first > day:
            self._add("first", AFTER_LIST, day=day)
        if first is not None and last is not None and last < first:
            self._add("last" if "last" in cells else "gone", BACKWARDS, day=first)
        if len(self.reader.findings) > told:
            return []
        reason = clean(cells.get("reason", "")).replace("\n", " ")
        return [((source, day), Listed(stock, theme, reason, first, last)) for theme in themes]

    def _stock(self) -> str:
        cell = self.cells["stock"]
        if not narrow(cell):
            self._add("stock", NO_CODE)
            return ""
        try:
            return self.reader.symbol(cell)
        except InputError as error:
            self._add("stock", error.template, **error.values)
            return ""

    def _themes(self) -> list[str]:
        names = [tidy(each) for each in _SEVERAL.split(self.cells["theme"])]
        names = [name for name in names if name]
        if not names:
            self._add("theme", NO_THEME)
        self.reader.several += len(names) > 1
        for name in names:
            if len(name) > MAX_NAME:
                self._add("theme", TOO_LONG, limit=MAX_NAME, n=len(name))
        return names

    def _day(self, role: ThemeRole) -> date | None:
        cell = self.cells.get(role, "")
        if narrow(cell).lower() in {"", "-", "--", "nan", "nat", "none", "null", "暂无"}:
            return None
        try:
            return self.reader.on(cell)
        except InputError as error:
            self._add(role, error.template, **error.values)
            return None

    def _add(self, role: ThemeRole, rule: str, /, **values: object) -> None:
        heading = next((e.text for e in self.reader.table.headings if e.role == role), role)
        cell = self.cells.get(role, "")
        self.reader.findings.add(self.line, heading, cell, rule, values)
