"""What the columns of all exported tables have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard.market.prices import PriceNote
from dashboard.message import Message


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> pd.DataFrame:
    """Table of these rows; `columns` keep their place when there are none."""
    return pd.DataFrame(list(rows), columns=list(rows[0] if rows else columns))


def provenance(note: PriceNote) -> dict[str, str]:
    """Trailing columns of a table made from prices: source, adjustment, retrieval."""
    return {"source": note.source, "adjustment": note.adjustment, "retrieved": note.retrieved}


def days(found: Iterable[date]) -> str:
    """Dates in one cell: ``2025-02-10;2025-02-12``."""
    return ";".join(day.isoformat() for day in found)


def reason(remark: Message | None) -> str:
    """Why a number is missing, in English; empty when it is not."""
    return "" if remark is None else remark.reason
