"""What the reader says of a price file, or leaves to the file itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from dashboard.cases.cells import clean
from dashboard.errors import N_
from dashboard.market.series import ADJUSTMENTS, Adjustment
from dashboard.pricefiles.findings import Findings

VOLUME_UNITS = {"": 0.0, "shares": 1.0, "lots": 100.0}
PRICE_UNITS = ("", "yuan", "fen")
AMOUNT_UNITS = {"": 0.0, "yuan": 1.0, "10k-yuan": 10_000.0}

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hints:
    """
    What the reader says; an empty field is left to the file.

    Attributes
    ----------
    symbol : str
        Security of a file without a column of codes; any usual writing.
    adjustment : {"", "none", "additive", "multiplicative", "unknown"}
        What was done to the prices.
    volume_unit : {"", "shares", "lots"}
    amount_unit : {"", "yuan", "10k-yuan"}
    currency : str
        Of prices and amount, three letters.
    title : str
        Where the file comes from, for readers.
    price_unit : {"", "yuan", "fen"}
    bare_codes : {"", "stocks"}
        Whether codes without an exchange that begin with 000 are stocks of Shenzhen; an
        index of Shanghai has the same.
    timezone : str
        Whose clock stamps minute bars, an IANA name; empty for that of the exchange, or UTC
        where only UTC fits its hours.
    stamp : {"", "start", "end"}
        Where in a minute bar its stamp stands.
    """

    symbol: str = ""
    adjustment: Adjustment | Literal[""] = ""
    volume_unit: Literal["", "shares", "lots"] = ""
    amount_unit: Literal["", "yuan", "10k-yuan"] = ""
    currency: str = "CNY"
    title: str = ""
    bare_codes: Literal["", "stocks"] = ""
    price_unit: Literal["", "yuan", "fen"] = ""
    timezone: str = ""
    stamp: Literal["", "start", "end"] = ""


def check_hints(hints: Hints, findings: Findings) -> None:
    """Report what a form or a command line let through."""
    words: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("adjustment", hints.adjustment, ("", *ADJUSTMENTS)),
        ("volume_unit", hints.volume_unit, tuple(VOLUME_UNITS)),
        ("amount_unit", hints.amount_unit, tuple(AMOUNT_UNITS)),
        ("bare_codes", hints.bare_codes, ("", "stocks")),
        ("price_unit", hints.price_unit, PRICE_UNITS),
        ("stamp", hints.stamp, ("", "start", "end")),
    )
    for name, value, allowed in words:
        if value not in allowed:
            rule = N_("There is no such choice; leave it empty or take one of {allowed}.")
            findings.add(None, name, value, rule, {"allowed": ", ".join(allowed[1:])})
    if hints.timezone and not _is_zone(clean(hints.timezone)):
        rule = N_("There is no such time zone; use an IANA name such as Asia/Shanghai or UTC.")
        findings.add(None, "timezone", hints.timezone, rule)
    if not _CURRENCY.fullmatch(clean(hints.currency)):
        rule = N_("A currency has three capital letters, such as CNY.")
        findings.add(None, "currency", hints.currency, rule)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
