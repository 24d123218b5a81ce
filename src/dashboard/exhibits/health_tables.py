"""The state of a case's data as tidy tables."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.data.health import HealthResult
from dashboard.exhibits.columns import days, table
from dashboard.language.language import Language


def concern_table(result: HealthResult, language: Language) -> pd.DataFrame:
    """One row a warning or note; the sentence is in the reader's language."""
    rows = [
        {
            "severity": each.severity,
            "kind": each.kind,
            "subject": each.subject,
            "sentence": language(each.remark.template, **each.remark.values),
        }
        for each in result.concerns
    ]
    return table(rows, ("severity", "kind", "subject", "sentence"))


def coverage_table(result: HealthResult) -> pd.DataFrame:
    """One row a table of the case: rows, dates, source, adjustment, retrieval, hash."""
    rows = [
        {
            "table": each.table,
            "rows": each.rows,
            "first": each.first,
            "last": each.last,
            "source": each.source,
            "adjustment": each.adjustment,
            "retrieved": each.retrieved,
            "sha256": each.sha256,
        }
        for each in result.tables
    ]
    return table(rows)


def session_table(result: HealthResult) -> pd.DataFrame:
    """One row a symbol: sessions expected, present and missing."""
    rows = [
        {
            "symbol": each.symbol,
            "first": each.first,
            "last": each.last,
            "sessions expected": each.expected,
            "sessions with a price": each.present,
            "sessions without a price": days(each.missing),
        }
        for each in result.symbols
    ]
    return table(rows)
