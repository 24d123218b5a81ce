"""The claim ledger as a table: one row a claim, with all that its verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.analysis.claims.ledger import ClaimResult, Part
from dashboard.exhibits.columns import table

CLAIM_COLUMNS = (
    "number",
    "id",
    "kind",
    "statement (en)",
    "statement (zh)",
    "verdict",
    "stated",
    "computed",
    "unit",
    "lowest by rounding",
    "highest by rounding",
    "why",
    "remarks",
    "base or first day",
    "last day",
    "symbols",
    "events",
    "statements on file",
    "of these with address or quote",
    "in tension with",
)


def claim_table(results: Sequence[ClaimResult], numbered: dict[str, int]) -> pd.DataFrame:
    """One row a claim; fractions stay fractions, sentences are English."""
    return table([_row(result, numbered[result.claim.id]) for result in results], CLAIM_COLUMNS)


def _row(result: ClaimResult, number: int) -> dict[str, object]:
    claim, used = result.claim, result.data
    values = (
        number,
        claim.id,
        claim.kind,
        claim.text.en,
        claim.text.zh,
        result.verdict,
        _text(result.stated),
        ";".join(map(_part, result.parts)) if result.computed is None else _text(result.computed),
        claim.unit,
        result.low,
        result.high,
        result.sentence.reason,
        " ".join(remark.reason for remark in result.remarks),
        "" if used.base is None else used.base.isoformat(),
        "" if used.last is None else used.last.isoformat(),
        ";".join(used.symbols),
        ";".join(used.events),
        ";".join(used.evidence),
        ";".join(used.addressed),
        ";".join(tension.claim for tension in result.tensions),
    )
    return dict(zip(CLAIM_COLUMNS, values, strict=True))


def _part(part: Part) -> str:
    value = _text(part.value)
    return f"{part.name}={value}" if value else part.name


def _text(value: float | str | None) -> str:
    # Stated and computed are numbers, symbols and findings in one column: all as text,
    # numbers with every digit they have.
    return "" if value is None else value if isinstance(value, str) else repr(value)
