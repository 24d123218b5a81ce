"""The sources behind a case's prices as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.analysis.data.cross_check import CrossCheck
from dashboard.analysis.data.source_standing import Standing
from dashboard.exhibits.columns import reason, table
from dashboard.message import Message


def standing_table(found: Sequence[Standing]) -> pd.DataFrame:
    """One row a series of the case: what the store holds of it and what is wrong with it."""
    return table([_standing(each) for each in found])


def _standing(each: Standing) -> dict[str, object]:
    held, check, tried = each.held, each.check, each.tried
    note = None if held is None else held.note
    return {
        "symbol": each.symbol,
        "source": note and note.source,
        "dividends from": note and note.factor_source,
        "adjustment": note and note.adjustment,
        "first": held and held.first,
        "last": held and held.last,
        "sessions": held and held.count,
        "retrieved": note and note.retrieved,
        "state": ";".join(each.flags),
        "stale since": each.stale_since,
        "second source": check and check.sources[1],
        "compared": check and check.basis,
        "days compared": check and check.sessions,
        "largest difference": check and check.largest,
        "days that differ": check and len(check.differences),
        "last try": tried and tried.at,
        "refused": "" if tried is None else _refused(tried.refused),
        "request": note and note.request,
        "sha256": note and note.sha256,
    }


def _refused(found: Iterable[tuple[str, str, Message]]) -> str:
    return " ".join(f"{source} ({outcome}): {reason(said)}" for source, outcome, said in found)


def difference_table(checks: Iterable[CrossCheck]) -> pd.DataFrame:
    """One row a day on which two sources differ, or which one of them lacks."""
    rows = [
        {
            "symbol": check.symbol,
            "date": each.day,
            "compared": check.basis,
            "first source": check.sources[0],
            "first value": each.one,
            "second source": check.sources[1],
            "second value": each.other,
            "difference": None if each.one is None or each.other is None else each.one - each.other,
        }
        for check in checks
        for each in check.differences
    ]
    columns = ("symbol", "date", "compared", "first source", "first value")
    return table(rows, (*columns, "second source", "second value", "difference"))
