"""corrections.csv: what was put right in a case, day by day; part of the case and its editions.

The file is optional and grows at its end.  It says what was wrong and is right now; the tables
hold only what is right.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.case import Correction
from dashboard.cases.table_files import csv_pieces
from dashboard.cases.tables import FileTable
from dashboard.errors import N_

CORRECTIONS = "corrections.csv"
CORRECTION_COLUMNS = ("date", "what_en", "what_zh", "by")


def read_corrections(table: FileTable) -> tuple[Correction, ...]:
    """Corrections in file order; faults go where the table reports to."""
    found = []
    for row in table.rows():
        day, what = row.day("date"), row.both("what")
        if day is None:
            if not row.text("date"):
                row.report("date", N_("A correction has a day; write it as 2025-02-14."))
            continue
        found.append(Correction(day, what, row.text("by")))
    return tuple(found)


def corrections_file(corrections: Iterable[Correction]) -> bytes:
    """Content of corrections.csv."""
    rows = (
        {
            "date": each.date.isoformat(),
            "what_en": each.what.en,
            "what_zh": each.what.zh,
            "by": each.by,
        }
        for each in corrections
    )
    return "".join(csv_pieces(CORRECTION_COLUMNS, rows)).encode()
