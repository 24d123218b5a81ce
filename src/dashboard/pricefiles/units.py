"""Units of volume and amount: by heading, by the reader, by the check, by a known download.

The check: amount over volume is the average price of the day, so on unadjusted rows it
lies between low and high.  The units it can tell apart differ by a factor of ten or
more, a day's prices by far less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from dashboard.errors import N_
from dashboard.pricefiles.adjusting import Adjusted
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats, Mask
from dashboard.pricefiles.headings import Export
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.judging import Rows
from dashboard.pricefiles.sheet import Sheet
from dashboard.pricefiles.ticks import average_price, told_unit

VOLUMES = (1.0, 100.0)
AMOUNTS = (1.0, 1_000.0, 10_000.0)
SLACK = 0.005  # volume in whole lots, amount in whole thousands: both are rounded
OFF_BY = (10.0, 100.0, 1e3, 1e4, 1e6, 0.1, 0.01, 1e-3, 1e-4, 1e-6)  # one unit for another
LATEST, FAR = 60, 30.0  # of adjusted prices the latest rows are nearest to those traded
ENOUGH = 0.9  # share of a security's rows that must fit; some days have block trades

FOUND = N_(
    "Amount over volume is a price of its day when one unit of volume is {volume} share(s) and "
    "one of amount {amount} in currency; these units were taken."
)
DOUBTED = N_(
    "The units stated do not fit: amount over volume is a price of its day when one unit of volume "
    "is {volume} share(s) and one of amount {amount} in currency. Mend the heading or what you say."
)
ROW_OFF = N_(
    "Amount over volume is {times} times the prices of this row: its volume or its amount is in "
    "another unit than the rest of the file. Mend it."
)
FAR_OFF = N_(
    "Amount over volume is {times} times the prices, more than any adjustment makes; check the "
    "units of volume and amount."
)
STRAY = N_(
    "Amount over volume is a price of {symbol} when one unit of volume is {volume} share(s) and "
    "one of amount {amount} in currency, unlike most securities of the file; split the file."
)
NO_VOLUME_UNIT = N_(
    "The unit of this column cannot be told; say whether it is shares or lots of 100."
)
NO_AMOUNT_UNIT = N_(
    "The unit of this column cannot be told; say whether it is yuan or 10,000 yuan."
)


@dataclass(frozen=True, slots=True)
class Units:
    """
    Shares in one unit of the column of volume, currency in one of the column of amount.

    1 where the file has no such column.
    """

    volume: float
    amount: float


def decide_units(
    prices: Adjusted, sheet: Sheet, hints: Hints, export: Export | None, findings: Findings
) -> Units:
    """
    Units of a file; one that nothing tells is a fault.

    Parameters
    ----------
    prices : Adjusted
        Rows with their adjustment: only of prices as traded the check is exact.
    sheet : Sheet
        The file.
    hints : Hints
        What the reader says.
    export : Export or None
        The known download that the file is.
    findings : Findings
    """
    rows, is_unadjusted = prices.rows, prices.adjustment in {"", "none"}
    told = _Told(
        told_unit(sheet, "volume", hints),
        told_unit(sheet, "amount", hints),
    )
    both = sheet.heading("volume") is not None and sheet.heading("amount") is not None
    found = _checked(rows, told, sheet, export, findings) if is_unadjusted and both else None
    volume = told.volume or (found.volume if found else export.volume if export else 0.0)
    amount = told.amount or (found.amount if found else export.amount if export else 0.0)
    if not volume:
        findings.add(None, sheet.column("volume"), "", NO_VOLUME_UNIT)
    if not amount:
        findings.add(None, sheet.column("amount"), "", NO_AMOUNT_UNIT)
    units = Units(volume or 1.0, amount or 1.0)
    if both and volume and amount:
        if is_unadjusted:
            _report_rows(units, rows, sheet, findings)
        elif not prices.is_backward:
            _report_far(units, rows, sheet, findings)
    return units


class _Told(NamedTuple):
    """Units in the heading or from the reader; 0 where neither says."""

    volume: float
    amount: float

    def allows(self, units: Units) -> bool:
        """Whether nothing told speaks against a pair of units."""
        return self.volume in {0.0, units.volume} and self.amount in {0.0, units.amount}


# The check ------------------------------------------------------------


def _checked(
    rows: Rows, told: _Told, sheet: Sheet, export: Export | None, findings: Findings
) -> Units | None:
    """Units that the check finds; None when it finds none, or not those that were told."""
    fits = _fits(rows, told)
    able = np.logical_or.reduce(list(fits.values()))
    agreed = [units for units, mask in fits.items() if able.any() and (mask == able).all()]
    found = next((units for units in agreed if told.allows(units)), None)
    if found is not None:
        if not all(told) and (export is None or found != Units(export.volume, export.amount)):
            findings.notice(FOUND, volume=f"{found.volume:g}", amount=f"{found.amount:g}")
    elif agreed:
        values: dict[str, object] = {
            "volume": f"{agreed[0].volume:g}",
            "amount": f"{agreed[0].amount:g}",
        }
        findings.add(None, sheet.column("volume"), "", DOUBTED, values)
    elif able.any():
        _report_strays(fits, rows, sheet, findings)
    return found


def _fits(rows: Rows, told: _Told) -> dict[Units, Mask]:
    """By pair of units: which securities it fits; none fits one that nothing can be said of."""
    numbers, average = rows.numbers, average_price(rows)
    usable = ~np.isnan(average)
    count = len(rows.symbols)
    total = np.bincount(rows.places[usable], minlength=count)
    volumes = dict.fromkeys(filter(None, (*VOLUMES, told.volume)))
    amounts = dict.fromkeys(filter(None, (*AMOUNTS, told.amount)))
    found: dict[Units, Mask] = {}
    for volume, amount in product(volumes, amounts):
        with np.errstate(all="ignore"):
            price: Floats = average * (amount / volume)
        inside = (price >= numbers["low"] * (1 - SLACK)) & (price <= numbers["high"] * (1 + SLACK))
        hits = np.bincount(rows.places[inside], minlength=count)
        found[Units(volume, amount)] = (total > 0) & (hits >= ENOUGH * total)
    return found


def _report_rows(units: Units, rows: Rows, sheet: Sheet, findings: Findings) -> None:
    """Report rows whose average price is off by a power of ten: their units are others."""
    price = average_price(rows) * (units.amount / units.volume)
    low, high = rows.numbers["low"] * (1 - SLACK), rows.numbers["high"] * (1 + SLACK)
    volume, column = rows.numbers["volume"], sheet.column("volume")
    off_by = np.zeros(len(price))
    for times in OFF_BY:
        with np.errstate(invalid="ignore"):
            off_by[(price / times >= low) & (price / times <= high)] = times

    def fields(place: int) -> dict[str, object]:
        return {"times": f"{off_by[place]:g}"}

    findings.add_rows(off_by > 0, rows.lines, column, volume, ROW_OFF, fields)


def _report_far(units: Units, rows: Rows, sheet: Sheet, findings: Findings) -> None:
    """Report units of adjusted prices that are off by more than adjusting explains."""
    with np.errstate(all="ignore"):
        ratio = average_price(rows) * (units.amount / units.volume) / rows.numbers["close"]
    last = [ratio[max(start, stop - LATEST) : stop] for start, stop in rows.bounds()]
    known = np.concatenate(last) if last else np.empty(0)
    known = known[np.isfinite(known) & (known > 0)]
    times = float(np.median(known)) if len(known) else 1.0
    if not 1 / FAR < times < FAR:
        findings.add(None, sheet.column("volume"), "", FAR_OFF, {"times": f"{times:.3g}"})


def _report_strays(fits: dict[Units, Mask], rows: Rows, sheet: Sheet, findings: Findings) -> None:
    """Report securities whose units are not those of most others."""
    usual = max(fits, key=lambda units: int(fits[units].sum()))
    for units, mask in fits.items():
        for at in np.flatnonzero(mask & ~fits[usual]):
            values: dict[str, object] = {
                "symbol": rows.symbols[at],
                "volume": f"{units.volume:g}",
                "amount": f"{units.amount:g}",
            }
            findings.add(None, sheet.column("volume"), rows.symbols[at], STRAY, values)
