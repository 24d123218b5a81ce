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
from dashboard.market.boards import board
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats, Mask
from dashboard.pricefiles.headings import Export, Role
from dashboard.pricefiles.hints import AMOUNT_UNITS, VOLUME_UNITS, Hints
from dashboard.pricefiles.judging import Rows
from dashboard.pricefiles.sheet import Sheet

VOLUMES = (1.0, 100.0)
AMOUNTS = (1.0, 1_000.0, 10_000.0)
SLACK = 0.005  # volume in whole lots, amount in whole thousands: both are rounded
ENOUGH = 0.9  # share of a security's rows that must fit; some days have block trades

FOUND = N_(
    "Amount over volume is a price of its day when one unit of volume is {volume} share(s) and "
    "one of amount {amount} in currency; these units were taken."
)
DOUBTED = N_(
    "The units are those stated, but amount over volume is a price of its day when one unit of "
    "volume is {volume} share(s) and one of amount {amount} in currency; check them."
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
    rows: Rows,
    sheet: Sheet,
    hints: Hints,
    export: Export | None,
    findings: Findings,
    *,
    is_unadjusted: bool,
) -> Units:
    """
    Units of a file; one that nothing tells is a fault.

    Parameters
    ----------
    rows, sheet
        The file.
    hints : Hints
        What the reader says.
    export : Export or None
        The known download that the file is.
    findings : Findings
    is_unadjusted : bool
        Whether prices are as traded: only then does the check mean something.
    """
    told = _Told(
        _told(sheet, "volume", VOLUME_UNITS.get(hints.volume_unit, 0.0)),
        _told(sheet, "amount", AMOUNT_UNITS.get(hints.amount_unit, 0.0)),
    )
    both = sheet.heading("volume") is not None and sheet.heading("amount") is not None
    found = _checked(rows, told, sheet, export, findings) if is_unadjusted and both else None
    volume = told.volume or (found.volume if found else export.volume if export else 0.0)
    amount = told.amount or (found.amount if found else export.amount if export else 0.0)
    if not volume:
        findings.add(None, sheet.column("volume"), "", NO_VOLUME_UNIT)
    if not amount:
        findings.add(None, sheet.column("amount"), "", NO_AMOUNT_UNIT)
    return Units(volume or 1.0, amount or 1.0)


class _Told(NamedTuple):
    """Units in the heading or from the reader; 0 where neither says."""

    volume: float
    amount: float

    def allows(self, units: Units) -> bool:
        """Whether nothing told speaks against a pair of units."""
        return self.volume in {0.0, units.volume} and self.amount in {0.0, units.amount}


def _told(sheet: Sheet, role: Role, hint: float) -> float:
    heading = sheet.heading(role)
    return 1.0 if heading is None else heading.unit or hint


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
        findings.notice(DOUBTED, volume=f"{agreed[0].volume:g}", amount=f"{agreed[0].amount:g}")
    elif able.any():
        _report_strays(fits, rows, sheet, findings)
    return found


def _fits(rows: Rows, told: _Told) -> dict[Units, Mask]:
    """By pair of units: which securities it fits; none fits one that nothing can be said of."""
    numbers = rows.numbers
    usable = (numbers["volume"] > 0) & (numbers["amount"] > 0)
    # An index has the volume and amount of its members, and points for a price.
    shares = np.array([board(symbol) != "index" for symbol in rows.symbols], dtype=bool)
    usable &= shares[rows.places]
    with np.errstate(all="ignore"):
        average = np.where(usable, numbers["amount"] / numbers["volume"], np.nan)
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
