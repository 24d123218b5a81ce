"""What stands in a case where a mark is: the values that a reader says yes or no to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from dashboard.case import Case, Claim, Event, Evidence, Text
from dashboard.cases.cells import plain_number
from dashboard.cases.marks import Mark
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE

Pick = Callable[[Text], str]
"""Which of two languages a reader sees."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def standing(case: Case, mark: Mark, pick: Pick) -> str:
    """
    Values at a mark: those of its fields, else what the row as a whole says.

    Empty where nothing stands there, such as an address that the article does not give.
    """
    row = entry(case, mark.file, mark.row)
    if row is None:
        return ""
    if mark.fields:
        return _joined((getattr(row, name, "") for name in mark.fields), pick)
    return _whole(mark, row, pick)


def entry(case: Case, file: str, row: str) -> object | None:
    """Row, table or entry that a mark names; None where it is gone."""
    tables: dict[str, Sequence[_Named]] = {
        EVENTS: case.events,
        EVIDENCE: case.evidence,
        CLAIMS: case.claims,
    }
    if file in tables:
        return next((each for each in tables[file] if each.id == row), None)
    if file != CASE_FILE:
        return None
    alone = {
        "": case,
        "source": case.source,
        "window": case.window,
        "estimation": case.estimation,
    }
    if row in alone:
        return alone[row]
    table, _, name = row.partition(":")
    if table == "stocks":
        return next((stock for stock in case.stocks if stock.symbol == name), None)
    entries: dict[str, Sequence[_Named]] = {
        "groups": case.groups,
        "benchmarks": case.benchmarks,
        "stories": case.stories,
    }
    return next((each for each in entries.get(table, ()) if each.id == name), None)


def _whole(mark: Mark, row: object, pick: Pick) -> str:
    if isinstance(row, Event):
        return _joined([row.published.stamp.date(), row.kind, row.title], pick)
    if isinstance(row, Evidence):
        return _joined([row.stock, row.story, row.finding, row.statement], pick)
    if isinstance(row, Claim):
        span = [each for each in (row.first, row.last) if each is not None]
        said = [row.subject, row.stated, *span] if row.subject or row.stated else [row.text]
        return _joined([row.kind, *said], pick)
    names = {
        "window": ("first", "last"),
        "estimation": ("sessions", "gap"),
        "source": ("title", "publisher", "published"),
        "stocks": ("symbol", "name", "group"),
        "groups": ("title", "chosen"),
        "stories": ("kind", "title"),
        "benchmarks": ("title",),
    }
    table = mark.row.partition(":")[0]
    return _joined((getattr(row, name, "") for name in names.get(table, ("title",))), pick)


def _joined(values: Iterable[object], pick: Pick) -> str:
    shown = (_shown(value, pick) for value in values)
    return "; ".join(text for text in shown if text)


def _shown(value: object, pick: Pick) -> str:
    if isinstance(value, Text):
        return pick(value)
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
