"""The last day by which the law lets a listed company report on a period.

Mainland China: annual reports within four months of the year's end, half-year reports
within two months, reports on the first and the third quarter within one month
(Measures for the Administration of Information Disclosure by Listed Companies, art. 13).
"""

from __future__ import annotations

import re
from datetime import date

MAINLAND = frozenset({"XSHG", "XSHE", "XBSE"})
"""Calendars of the exchanges whose deadlines are known here."""

_PERIOD = re.compile(r"(\d{4})(H[12]|Q[1-4]|)")
_DEADLINES: dict[str, tuple[int, int, int]] = {
    "Q1": (0, 4, 30),
    "Q2": (0, 8, 31),
    "H1": (0, 8, 31),
    "Q3": (0, 10, 31),
    "Q4": (1, 4, 30),
    "H2": (1, 4, 30),
    "": (1, 4, 30),
}


def legal_deadline(period: str, calendar: str) -> date | None:
    """
    Legal deadline of the report on a period; of a span of periods, that on its last.

    >>> legal_deadline("2024H1", "XSHG"), legal_deadline("2022 to 2023", "XSHG")
    (datetime.date(2024, 8, 31), datetime.date(2024, 4, 30))

    None where the exchange's deadlines or such a period are not known here.
    """
    last = period.rpartition(" to ")[2].strip()
    found = _PERIOD.fullmatch(last)
    if found is None or calendar not in MAINLAND:
        return None
    later, month, day = _DEADLINES[found[2]]
    return date(int(found[1]) + later, month, day)
