"""Claims that their own arithmetic decides, or holds against a document: shares and growth.

A part and its share imply a whole; a figure and a growth per year imply a level in the first
year, another one for each way of reading the figure.  What the rounding of the two allows is
an interval, and a document that gives the implied figure decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal, TypeAlias

from dashboard.analysis.claims.checks import (
    NOISE,
    ClaimInputs,
    figure,
    half_of_last_digit,
    unchecked,
)
from dashboard.analysis.claims.results import (
    CaseName,
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    Percent,
    Quantity,
)
from dashboard.case import Claim, Text
from dashboard.errors import N_
from dashboard.message import Message

Reading: TypeAlias = Literal["first-year", "last-year", "sum"]


@dataclass(frozen=True, slots=True)
class Implied:
    """A figure that others imply, and what their rounding allows it to be."""

    value: float
    low: float
    high: float

    def meets(self, known: float, half: float) -> bool:
        """Whether a figure that is rounded too can be this one."""
        slack = NOISE * max(1.0, abs(known))
        return self.low - half - slack <= known <= self.high + half + slack


@dataclass(frozen=True, slots=True)
class GrowthReading:
    """
    One way of reading a figure that grows: what it is the level or the sum of.

    Attributes
    ----------
    reading : str
        Level of the first year, level of the last year, or sum of all years, both included.
    first, last : Implied
        Levels of the first and the last year.
    """

    reading: Reading
    first: Implied
    last: Implied


def implied_whole(part: float, half: float, share: float, half_share: float) -> Implied:
    """
    Whole of which a part is this share; `half` of the last digit of either may be off.

    >>> found = implied_whole(880, 5, 0.35, 0.005)
    >>> round(found.value), round(found.low), round(found.high)
    (2514, 2465, 2565)
    """
    return Implied(
        part / share, (part - half) / (share + half_share), (part + half) / (share - half_share)
    )


def growth_readings(
    stated: float, half: float, rate: float, half_rate: float, years: int
) -> tuple[GrowthReading, ...]:
    """
    Levels that a figure and its growth per year imply, by reading.

    >>> first, last, total = growth_readings(68.2, 0.05, 0.56, 0.005, 5)
    >>> [round(each.first.value, 2) for each in (first, last, total)]
    [68.2, 7.38, 2.85]
    >>> [round(each.last.value, 1) for each in (first, last, total)]
    [630.1, 68.2, 26.3]
    """
    slow, mid, fast = (1 + each for each in (rate - half_rate, rate, rate + half_rate))
    ends = (stated, stated - half, stated + half)

    def over(years_of: Sequence[float]) -> Implied:
        """The figure, divided by a number that grows with the rate."""
        value, low, high = ends
        by_slow, by_mid, by_fast = years_of
        return Implied(value / by_mid, low / by_fast, high / by_slow)

    def times(factors: Sequence[float]) -> Implied:
        """The figure, times a number that grows with the rate."""
        value, low, high = ends
        by_slow, by_mid, by_fast = factors
        return Implied(value * by_mid, low * by_slow, high * by_fast)

    growth = [each**years for each in (slow, mid, fast)]
    sums = [sum(each**year for year in range(years + 1)) for each in (slow, mid, fast)]
    back = [sum(each**-year for year in range(years + 1)) for each in (slow, mid, fast)]
    # Seen from the last year, the sum shrinks as the rate grows.
    lasts = [1 / each for each in back]
    own = Implied(*ends)
    return (
        GrowthReading("first-year", own, times(growth)),
        GrowthReading("last-year", over(growth), own),
        GrowthReading("sum", over(sums), times(lasts)),
    )


# A part of a whole ----------------------------------------------------

_WHOLE = N_("{part} as {share} implies a whole of {whole}; by their rounding {low} to {high}.")
_AGAINST = N_("It could be held against {document}, which was not read here.")
_NO_DOCUMENT = N_("The claim names no document against which it could be held.")
_HELD: dict[ClaimVerdict, str] = {
    "holds": N_("{document} gives {known}: the part is {found} of it."),
    "holds-within-rounding": N_(
        "{document} gives {known}: the part is {found} of it, within what the rounding allows."
    ),
    "does-not-hold": N_("{document} gives {known}: the part is {found} of it, and not {share}."),
}


def check_part(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check a part with its share: the whole they imply, held against a document that gives it."""
    part, half, _ = figure(claim)
    rate = Decimal(claim.rate)
    share, half_share = float(rate), half_of_last_digit(rate)
    whole = implied_whole(part, half, share, half_share)
    if not isfinite(whole.high):
        return unchecked(claim, Message.of(_TOO_LARGE))
    shown = Percent(share, _decimals(rate), sign=False)
    said = Message.of(
        _WHOLE,
        part=Quantity(part, claim.unit),
        share=shown,
        whole=Quantity(whole.value, claim.unit),
        low=Quantity(whole.low, claim.unit),
        high=Quantity(whole.high, claim.unit),
    )
    verdict: ClaimVerdict = "cannot-be-checked"
    remark = _open(claim)
    if claim.known:
        known = float(claim.known)
        if abs(part / known - share) <= half_share + NOISE:
            verdict = "holds"
        else:
            near = whole.meets(known, half_of_last_digit(Decimal(claim.known)))
            verdict = "holds-within-rounding" if near else "does-not-hold"
        remark = Message.of(
            _HELD[verdict],
            document=_document(claim),
            known=Quantity(known, claim.unit),
            found=Percent(part / known, _decimals(rate) + 1, sign=False),
            share=shown,
        )
    return ClaimResult(
        claim,
        verdict,
        said,
        computed=whole.value,
        stated=part,
        remarks=(remark,),
        targets=_exposure(claim, inputs),
        low=whole.low,
        high=whole.high,
    )


def _exposure(claim: Claim, inputs: ClaimInputs) -> tuple[ClaimLink, ...]:
    """What is on file about the stock."""
    if claim.subject not in inputs.case.symbols:
        return ()
    return (ClaimLink("exposure", f"stock-{claim.subject.replace('.', '-')}", claim.subject),)


# Growth over years ----------------------------------------------------

_GROWTH = N_(
    "At {rate} a year {stated} can be three things: as the level of {first} it comes to {up} in "
    "{last}; as the level of {last} it starts from {down} in {first}; as the sum of the {n} years "
    "it runs from {low} to {high}."
)
_FITS: dict[Reading, str] = {
    "first-year": N_(
        "{document} gives {known} for {first}: the figure fits as the level of {first}."
    ),
    "last-year": N_(
        "{document} gives {known} for {first}: the figure fits as the level of {last}."
    ),
    "sum": N_(
        "{document} gives {known} for {first}: the figure fits as the sum of {first} to {last}."
    ),
}
_FITS_NONE = N_("{document} gives {known} for {first}: that fits none of the three readings.")
_TOO_LARGE = N_("The numbers are too large to reckon with.")


def check_growth(claim: Claim, inputs: ClaimInputs) -> ClaimResult:  # noqa: ARG001 - one signature for all
    """
    Check a figure with a growth per year: what each reading of it implies.

    A document that gives the level of the first year decides which of them it can be.
    """
    stated, half, _ = figure(claim)
    rate = Decimal(claim.rate)
    if claim.first is None or claim.last is None:
        return unchecked(claim, Message.of(N_("Growth needs a first and a last year.")))
    first, last = claim.first.year, claim.last.year
    found = growth_readings(stated, half, float(rate), half_of_last_digit(rate), last - first)
    if not all(isfinite(each.last.high) and isfinite(each.first.high) for each in found):
        return unchecked(claim, Message.of(_TOO_LARGE))
    as_first, as_last, as_sum = found
    said = Message.of(
        _GROWTH,
        rate=Percent(float(rate), _decimals(rate), sign=False),
        stated=Quantity(stated, claim.unit),
        **_years(claim),
        up=Quantity(as_first.last.value, claim.unit),
        down=Quantity(as_last.first.value, claim.unit),
        n=last - first + 1,
        low=Quantity(as_sum.first.value, claim.unit),
        high=Quantity(as_sum.last.value, claim.unit),
    )
    holding: dict[Reading, bool] = {}
    verdict: ClaimVerdict = "cannot-be-checked"
    remarks: tuple[Message, ...] = (_open(claim),)
    if claim.known:
        known, digits = float(claim.known), half_of_last_digit(Decimal(claim.known))
        holding = {each.reading: each.first.meets(known, digits) for each in found}
        verdict = "holds" if any(holding.values()) else "does-not-hold"
        remarks = _fitting(claim, known, holding)
    return ClaimResult(
        claim,
        verdict,
        said,
        stated=stated,
        remarks=remarks,
        parts=tuple(
            ClaimPart(each.reading, holding.get(each.reading), each.first.value) for each in found
        ),
    )


def _fitting(claim: Claim, known: float, holding: dict[Reading, bool]) -> tuple[Message, ...]:
    """The readings that a known level leaves, each in a sentence."""
    told = [_FITS[reading] for reading, holds in holding.items() if holds] or [_FITS_NONE]
    values: dict[str, object] = {
        "document": _document(claim),
        "known": Quantity(known, claim.unit),
        **_years(claim),
    }
    return tuple(Message.of(template, **values) for template in told)


def _years(claim: Claim) -> dict[str, str]:
    ends = {"first": claim.first, "last": claim.last}
    return {name: str(day.year) for name, day in ends.items() if day is not None}


# Both -----------------------------------------------------------------


def _open(claim: Claim) -> Message:
    """Against which document it could be held."""
    if not claim.document and not claim.document_zh:
        return Message.of(_NO_DOCUMENT)
    return Message.of(_AGAINST, document=_document(claim))


def _document(claim: Claim) -> CaseName:
    return CaseName(Text(claim.document, claim.document_zh))


def _decimals(rate: Decimal) -> int:
    """Decimals of a fraction's percent."""
    exponent = rate.as_tuple().exponent
    return max(0, -exponent - 2) if isinstance(exponent, int) else 0
