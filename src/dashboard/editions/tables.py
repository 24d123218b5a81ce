"""Editions, and what changed between two of them, as tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.editions.diff import Nothing, ResultChange, RowChange
from dashboard.editions.series_changes import SeriesChange
from dashboard.errors import N_
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.language.language import Language

_KINDS: dict[str, str] = {
    "added": N_("added"),
    "removed": N_("removed"),
    "changed": N_("changed"),
    "source": N_("other source"),
}

_EDITIONS: tuple[Column[SeriesChange | RowChange], ...] = (
    Column(N_("first edition"), lambda each: each.before),
    Column(N_("second edition"), lambda each: each.after),
)


def series_change_table(changes: Sequence[SeriesChange], language: Language) -> Table[SeriesChange]:
    """One row a change of a series; fractions of what was there before."""
    columns: tuple[Column[SeriesChange], ...] = (
        Column(N_("series"), lambda each: each.name),
        Column(N_("change"), lambda each: language(_KINDS[each.kind])),
        Column(N_("sessions or stocks"), lambda each: each.count or None),
        Column(N_("first session"), lambda each: each.first),
        Column(N_("largest change of a price or volume"), lambda each: each.largest, FRACTION),
        Column(N_("largest change of a return"), lambda each: each.largest_return, FRACTION),
    )
    return Table((*columns, *_EDITIONS), changes)


def row_change_table(changes: Sequence[RowChange], language: Language) -> Table[RowChange]:
    """One row a row of the case that is new or gone, and one a changed field."""
    columns: tuple[Column[RowChange], ...] = (
        Column(N_("table"), lambda each: each.table),
        Column(N_("id"), lambda each: each.id),
        Column(N_("change"), lambda each: language(_KINDS[each.kind])),
        Column(N_("field"), lambda each: each.field),
    )
    return Table((*columns, *_EDITIONS), changes)


def setting_change_table(changes: Sequence[RowChange]) -> Table[RowChange]:
    """One row a setting or version that differs."""
    return Table((Column[RowChange](N_("setting"), lambda each: each.id), *_EDITIONS), changes)


# Numbers and words stand in one column, and each as what it is.
_RESULT: tuple[Column[ResultChange], ...] = (
    Column(N_("block"), lambda each: each.block),
    Column(N_("place"), lambda each: each.place),
    Column(N_("first edition"), lambda each: plain(each.before), dtype=object),
    Column(N_("second edition"), lambda each: plain(each.after), dtype=object),
)


def result_change_table(changes: Sequence[ResultChange]) -> Table[ResultChange]:
    """One row a number or word of the results, at full precision."""
    return Table(_RESULT, changes)


def rounded_table(changes: Sequence[ResultChange]) -> Table[ResultChange]:
    """The same for reading, under the title of their block."""
    rounded = [
        replace(each, before=_rounded(each.before), after=_rounded(each.after)) for each in changes
    ]
    return Table(_RESULT[1:], rounded)


def _rounded(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(plain(value))


def plain(value: object) -> object:
    """Value of the results for a cell: what is null or not there says so."""
    if value is Nothing.ABSENT:
        return "absent"
    return "null" if value is None else value
