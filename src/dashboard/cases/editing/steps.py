"""One step of an edit, to be taken back and done again: the rows that it changed, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.cases.editing.sheets import TABLES, Carried, Row, Sheets


@dataclass(frozen=True, slots=True)
class TableStep:
    """
    What a step did to one table.

    Attributes
    ----------
    table : str
    before, after : tuple of Row
        Rows that are not the same on both sides.
    order_before, order_after : tuple of str
        Keys in their order; empty where it is the same.
    """

    table: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    order_before: tuple[str, ...] = ()
    order_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """
    One edit.

    Attributes
    ----------
    what : str
        What it was, for the words beside “undo”: kept as the page gave it.
    tables : tuple of TableStep
    carried : tuple of Carried
        Marks and files before and after; empty where they are the same.
    """

    what: str
    tables: tuple[TableStep, ...]
    carried: tuple[Carried, ...] = ()


def step_between(before: Sheets, after: Sheets, what: str) -> Step | None:
    """The step from one state to another; None where they are the same."""
    found = []
    for table in TABLES:
        old, new = before.tables[table], after.tables[table]
        if old != new:
            found.append(_table_step(table, old, new))
    carried = () if before.carried == after.carried else (before.carried, after.carried)
    return Step(what, tuple(found), carried) if found or carried else None


def _table_step(table: str, old: Sequence[Row], new: Sequence[Row]) -> TableStep:
    there, here = {row.key: row for row in old}, {row.key: row for row in new}
    order_before, order_after = tuple(there), tuple(here)
    if order_before == order_after:
        order_before = order_after = ()
    return TableStep(
        table,
        tuple(row for key, row in there.items() if here.get(key) != row),
        tuple(row for key, row in here.items() if there.get(key) != row),
        order_before,
        order_after,
    )


def taken_back(sheets: Sheets, step: Step) -> Sheets:
    """Sheets as they were before a step, which has to be the last one."""
    back = tuple(
        TableStep(each.table, each.after, each.before, each.order_after, each.order_before)
        for each in step.tables
    )
    return done_again(sheets, replace(step, tables=back, carried=step.carried[::-1]))


def done_again(sheets: Sheets, step: Step) -> Sheets:
    """Sheets as they were after a step that was taken back."""
    for each in step.tables:
        rows = {row.key: row for row in sheets.tables[each.table]}
        rows.update((row.key, row) for row in each.after)
        gone = {row.key for row in each.before} - {row.key for row in each.after}
        order = each.order_after or tuple(row.key for row in sheets.tables[each.table])
        left = (rows[key] for key in order if key in rows and key not in gone)
        sheets = sheets.with_table(each.table, left)
    return replace(sheets, carried=step.carried[1]) if step.carried else sheets
