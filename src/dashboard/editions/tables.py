"""Editions, and what changed between two of them, as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.editions.diff import Nothing, ResultChange, RowChange
from dashboard.editions.series_changes import SeriesChange
from dashboard.errors import N_
from dashboard.exhibits.columns import table
from dashboard.language.language import Language

HEADS = (
    N_("change"),
    N_("field"),
    N_("sessions or stocks"),
    N_("first session"),
    N_("largest change of a price or volume"),
    N_("largest change of a return"),
    N_("first edition"),
    N_("second edition"),
    N_("setting"),
    N_("block"),
    N_("place"),
)

_KINDS: dict[str, str] = {
    "added": N_("added"),
    "removed": N_("removed"),
    "changed": N_("changed"),
    "source": N_("other source"),
}


def series_change_table(changes: Iterable[SeriesChange], language: Language) -> pd.DataFrame:
    """One row a change of a series; fractions of what was there before."""
    rows = [
        {
            "series": each.name,
            "change": language(_KINDS[each.kind]),
            "sessions or stocks": each.count or None,
            "first session": each.first,
            "largest change of a price or volume (fraction)": each.largest,
            "largest change of a return (fraction)": each.largest_return,
            "first edition": each.before,
            "second edition": each.after,
        }
        for each in changes
    ]
    return table(rows, ("series", "change"))


def row_change_table(changes: Iterable[RowChange], language: Language) -> pd.DataFrame:
    """One row a row of the case that is new or gone, and one a changed field."""
    rows = [
        {
            "table": each.table,
            "id": each.id,
            "change": language(_KINDS[each.kind]),
            "field": each.field,
            "first edition": each.before,
            "second edition": each.after,
        }
        for each in changes
    ]
    return table(rows, ("table", "id", "change"))


def setting_change_table(changes: Iterable[RowChange]) -> pd.DataFrame:
    """One row a setting or version that differs."""
    rows = [
        {"setting": each.id, "first edition": each.before, "second edition": each.after}
        for each in changes
    ]
    return table(rows, ("setting", "first edition", "second edition"))


def result_change_table(changes: Sequence[ResultChange]) -> pd.DataFrame:
    """One row a number or word of the results, at full precision."""
    rows = [
        {
            "block": each.block,
            "place": each.place,
            "first edition": plain(each.before),
            "second edition": plain(each.after),
        }
        for each in changes
    ]
    found = table(rows, ("block", "place", "first edition", "second edition"))
    # Numbers and words stand in one column, and each as what it is.
    return found.astype({"first edition": object, "second edition": object})


def plain(value: object) -> object:
    """Value of the results for a cell: what is null or not there says so."""
    if value is Nothing.ABSENT:
        return "absent"
    return "null" if value is None else value
