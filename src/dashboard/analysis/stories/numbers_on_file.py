"""The numbers that evidence states, each with its denominator and period, and those over time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.case import Case, Evidence

_SHARES = {"fraction": 1.0, "percent": 100.0}
_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-?(?P<part>H[12]|Q[1-4]))?")
_ENDS = {"Q1": (3, 31), "H1": (6, 30), "Q2": (6, 30), "Q3": (9, 30)}


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """
    One number that a statement has.

    Attributes
    ----------
    row : Evidence
        With a value.
    day : date
        End of the period it is about; of one that is not known the day it was published.
    late : bool
        Whether it came out only after the window's last close.
    """

    row: Evidence
    day: date
    late: bool

    @property
    def share(self) -> float | None:
        """The number as a fraction where it is a share; None for amounts and counts."""
        whole = _SHARES.get(self.row.unit)
        return None if whole is None or self.row.value is None else self.row.value / whole


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """Shares of one stock that are the same measure of the same whole, in order of time."""

    stock: str
    story: str
    points: tuple[StatedNumber, ...]


def numbers_on_file(case: Case, found: ExposureResult) -> tuple[StatedNumber, ...]:
    """Numbers of all statements, by story, stock and time."""
    late = {row.id for cell in found.cells for row in cell.late}
    stories = [story.id for story in case.stories]
    held = [
        StatedNumber(row, period_end(row.period) or row.public.stamp.date(), row.id in late)
        for row in case.evidence
        if row.value is not None and row.stock in case.symbols and row.story in stories
    ]
    order = {symbol: place for place, symbol in enumerate(found.stocks)}
    last = len(order)
    return tuple(
        sorted(
            held,
            key=lambda each: (
                stories.index(each.row.story),
                order.get(each.row.stock, last),
                each.day,
            ),
        )
    )


def period_end(period: str) -> date | None:
    """
    Last day of a reporting period; None where it is not written as one.

    >>> period_end("2024H1"), period_end("2023"), period_end("since 2020")
    (datetime.date(2024, 6, 30), datetime.date(2023, 12, 31), None)
    """
    match = _PERIOD.fullmatch(period.strip())
    if match is None:
        return None
    month, day = _ENDS.get(match["part"] or "", (12, 31))
    return date(int(match["year"]), month, day)


def over_time(numbers: Iterable[StatedNumber]) -> tuple[NumberSeries, ...]:
    """Series of at least two periods; shares of different wholes are never one series."""
    series: dict[tuple[str, str, str, str], dict[date, StatedNumber]] = {}
    for each in numbers:
        row = each.row
        if each.share is not None:
            key = (row.stock, row.story, row.measure, row.denominator)
            series.setdefault(key, {})[each.day] = each  # the later statement of a period
    return tuple(
        NumberSeries(stock, story, tuple(points[day] for day in sorted(points)))
        for (stock, story, _, _), points in series.items()
        if len(points) > 1
    )
