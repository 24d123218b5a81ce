"""The whole list of an evening as a file: every theme and span, also what did not stand out."""

from __future__ import annotations

import csv
import io
import math

from dashboard.radar.kept import COUNTS, NUMBERS, KeptEvening, agreements

HEADS = (
    *("day", "theme", "source", "span", "rank", "stands_out", "under"),
    *COUNTS,
    *NUMBERS,
    *("label", "label_kind", "p_after_all_labels", "labels_tried", "membership", "listed_on"),
    *("other_sources", "sources_agree"),
)

_agreed = {"alone": "", "yes": True, "no": False}


def list_csv(kept: KeptEvening) -> bytes:
    """
    CSV in UTF-8 with a mark that spreadsheets know; missing numbers are empty.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(HEADS)
    agreed = {span: agreements(kept, span) for span in kept.spans}
    for entry in kept.entries:
        detail = entry.detail
        best = None if detail is None else detail.best
        writer.writerow(
            [
                kept.day.isoformat(),
                safe(entry.theme.name),
                safe(entry.theme.source),
                entry.span,
                entry.rank or "",
                entry.stands_out,
                "" if entry.under is None else safe(entry.under.name),
                *[getattr(entry, name) for name in COUNTS],
                *[_cell(getattr(entry, name)) for name in NUMBERS],
                "" if best is None else safe(best.label.name),
                "" if best is None else best.label.kind,
                "" if best is None else best.adjusted,
                "" if detail is None else detail.tried,
                kept.mode,
                kept.listed_on.isoformat(),
                safe("; ".join(other.theme.source for other in entry.others)),
                _agreed[agreed[entry.span][entry.theme]],
            ]
        )
    return sink.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """
    Text that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("液冷")
    ("'=1+1", '液冷')
    """
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _cell(value: float) -> float | str:
    return value if math.isfinite(value) else ""
