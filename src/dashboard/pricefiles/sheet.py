"""A price file before its prices are judged: how it is written, and its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dashboard.cases.faults import shown
from dashboard.errors import N_
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Grid
from dashboard.pricefiles.headings import (
    MAX_COLUMNS,
    NEEDED,
    Heading,
    Role,
    is_wide,
    twice,
)

MAX_ROWS = 10_000_000  # forty years of 1,000 securities; some gigabytes of memory

Format = Literal["csv", "parquet"]

SAME_THING = N_("Another column holds the same thing: {columns}. Keep one.")
EXAMPLES: dict[Role, str] = {
    "date": "date, 日期",
    "open": "open, 开盘",
    "high": "high, 最高",
    "low": "low, 最低",
    "close": "close, 收盘",
}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    What a file holds, as read.

    Attributes
    ----------
    format : {"csv", "parquet"}
    encoding, delimiter : str
        Of a text file; empty for Parquet.
    headings : tuple of Heading
        One a column of the file.
    title : str
        What stands before the heading.
    grid : Grid or None
        None when the columns cannot be used.
    ticker : str
        Code of the one security that the heading itself names.
    """

    format: Format
    encoding: str
    delimiter: str
    headings: tuple[Heading, ...]
    title: str
    grid: Grid | None
    ticker: str = ""

    def with_grid(self, grid: Grid) -> Sheet:
        """Return the same with its rows."""
        return replace(self, grid=grid)

    def heading(self, role: Role) -> Heading | None:
        """Column of a role."""
        return next((each for each in self.headings if each.role == role), None)

    def column(self, role: Role) -> str:
        """Name by which faults call the column of a role."""
        found = self.heading(role)
        return role if found is None else found.text


def is_usable(sheet: Sheet, findings: Findings) -> bool:
    """Whether the columns are those of daily prices; what they lack is reported."""
    before = len(findings)
    headings: Sequence[Heading] = sheet.headings
    lacking = [role for role in NEEDED if sheet.heading(role) is None]
    if len(headings) > MAX_COLUMNS:
        rule = N_("A price file has at most {limit} columns; keep those of the prices.")
        findings.add(None, "", "", rule, {"limit": MAX_COLUMNS})
    elif lacking and is_wide(headings):
        rule = N_(
            "The columns are securities; wide tables are not read. Give one row a security "
            "and day, with a column for its code."
        )
        findings.add(None, "", ", ".join(each.text for each in headings[:8]), rule)
    else:
        for role in lacking:
            rule = N_("No column was recognised as this; name it in the heading: {examples}.")
            findings.add(None, role, "", rule, {"examples": EXAMPLES[role]})
    return len(findings) == before


def report_twice(sheet: Sheet, findings: Findings) -> bool:
    """Report columns that hold the same thing as another; whether there are any."""
    found = twice(sheet.headings)
    for same in found.values():
        names = ", ".join(shown(each.text) for each in same)
        findings.add(None, same[-1].text, "", SAME_THING, {"columns": names})
    return bool(found)
