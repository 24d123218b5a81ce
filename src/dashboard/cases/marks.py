"""draft.csv: what in a case nobody has confirmed yet, each with where it came from.

A folder with this file is a draft.  Taking a row out of it confirms what it names; without
rows the file goes, and the case is like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from dashboard.case import Case, Estimation, Story, Text
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE
from dashboard.cases.tables import FileRow, FileTable
from dashboard.errors import N_
from dashboard.message import Message

MARKS = "draft.csv"
MARK_COLUMNS = ("file", "row", "fields", "reason", "quote", "start", "end")
MARKED: tuple[str, ...] = (CASE_FILE, EVENTS, EVIDENCE, CLAIMS)

Reason: TypeAlias = Literal["read", "inferred", "proposed", "not-said", "unproved", "second"]
REASONS: tuple[Reason, ...] = get_args(Reason)

REASON_WORDS: dict[Reason, str] = {
    "read": N_("read in the article; compare with its words"),
    "inferred": N_("inferred from the article, which does not write it"),
    "proposed": N_("a proposal; judge it"),
    "not-said": N_("the article does not say; a default stands here"),
    "unproved": N_("no price has borne it out"),
    "second": N_(
        "found by the second reader, a language model; compare with the article’s words and judge"
    ),
}

_GONE = N_("{file}, line {line}: {row} is not in {where} any more; the mark counts as settled.")


ESTIMATION = Estimation(120, 10)
"""Sessions behind the market model of a draft, and the gap before its window."""

MARKET_STORY = Story(
    "market",
    "market",
    Text("Nothing but the market", "只是行情使然"),
    Text(
        "Beta, size of swings, momentum, price level or board rank the stocks as their returns do.",
        "按贝塔、波动、动量、股价高低或所属板块排序，就能得到与涨幅一样的次序。",
    ),
)
"""The dull explanation, which every draft begins with."""


@dataclass(frozen=True, slots=True)
class Mark:
    """
    Something of a case that waits for a reader's yes.

    Attributes
    ----------
    file : str
        One of `MARKED`.
    row : str
        Id of a row; in case.toml a table with the id of its entry (``stocks:300249.SZ``), or
        empty for the keys above all tables.
    fields : tuple of str
        Columns or keys; empty where the row as a whole is meant.
    reason : str
        One of `REASONS`.
    quote : str
        Words of the article that it rests on.
    start, end : int or None
        Where they stand: code points of the article as read.
    """

    file: str
    row: str
    fields: tuple[str, ...] = ()
    reason: Reason = "read"
    quote: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def place(self) -> str:
        """Where it is in the folder: ``evidence.csv, reading-1, finding``."""
        return ", ".join(part for part in (self.file, self.row, ";".join(self.fields)) if part)


def rows_of(case: Case) -> dict[str, frozenset[str]]:
    """What a mark can name, by file."""
    named = {
        "groups": [group.id for group in case.groups],
        "stocks": list(case.symbols),
        "benchmarks": [mark.id for mark in case.benchmarks],
        "stories": [story.id for story in case.stories],
    }
    tables = [f"{table}:{name}" for table, names in named.items() for name in names]
    return {
        CASE_FILE: frozenset(["", "source", "window", "estimation", *tables]),
        EVENTS: frozenset(event.id for event in case.events),
        EVIDENCE: frozenset(row.id for row in case.evidence),
        CLAIMS: frozenset(claim.id for claim in case.claims),
    }


def read_marks(table: FileTable, case: Case | None, notices: list[Message]) -> tuple[Mark, ...]:
    """
    Marks in file order; faults go where the table reports to.

    A mark whose row has been taken out of its file is settled: it is left out, with a notice.
    """
    rows = rows_of(case) if case is not None else None
    found = []
    for row in table.rows():
        mark = _mark(row)
        if rows is None or mark.row in rows[mark.file]:
            found.append(mark)
            continue
        gone = Message.of(_GONE, file=MARKS, line=row.line, row=mark.row or "—", where=mark.file)
        notices.append(gone)
    return tuple(found)


def _mark(row: FileRow) -> Mark:
    return Mark(
        row.word("file", MARKED),
        row.code("row"),
        row.codes("fields"),
        row.word("reason", REASONS),
        row.text("quote"),
        _count(row, "start"),
        _count(row, "end"),
    )


def _count(row: FileRow, column: str) -> int | None:
    number = row.number(column)
    if number is None:
        return None
    if number < 0 or number != int(number):
        row.report(column, N_("A place in the article is a whole number of signs from 0."))
        return None
    return int(number)


def draft_sentence(marks: Sequence[Mark]) -> Message | None:
    """Say that a case is a draft and how much of it is left to confirm; None when nothing is."""
    if not marks:
        return None
    return Message.of(
        N_(
            "A draft; entries still to be confirmed: {n}. market-narrative check lists them; "
            "market-narrative confirm, or deleting their lines in draft.csv, settles them."
        ),
        n=len(marks),
    )
