"""Base-date prover: from which close, and on which prices, a published return comes out.

A published return names its days loosely ("7 to 13 February") and never its
base.  Every base session and every adjustment at hand is tried.  A candidate is
*exact* when its return rounds to the published figure, and *within rounding*
when the two rounding intervals overlap: that of the published figure and that
of prices which were rounded after their adjustment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

import pandas as pd

from dashboard.analysis.window.stock_returns import return_interval
from dashboard.case import Case, Claim, Window
from dashboard.errors import N_, DashboardError, InputError
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import Sessions, validate_window
from dashboard.message import Message

Fit: TypeAlias = Literal["exact", "within-rounding"]

EARLIER = 8  # bases tried before the published first session: about a week and a half
_FLOAT_NOISE = 1e-12  # a figure at the very end of an interval belongs to it


@dataclass(frozen=True, slots=True)
class PublishedReturn:
    """
    A return as somebody printed it.

    Attributes
    ----------
    symbol : str
    value : float
        Fraction.
    half_width : float
        Half a unit of the last printed digit, as a fraction: 45.6 % is 0.0005.
    window : Window
        The sessions it is said to cover.
    claim : str
        Id of the claim it stands in; empty for one typed by a reader.
    """

    symbol: str
    value: float
    half_width: float
    window: Window
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    The return from one base to one last session on one kind of prices.

    Attributes
    ----------
    base, last : date
    adjustment : str
        Label of the prices.
    value, low, high : float
        Return and the interval that the rounding of its prices allows; fractions.
    fit : {"exact", "within-rounding"} or None
        None when it does not reproduce the published figure.
    """

    base: date
    last: date
    adjustment: str
    value: float
    low: float
    high: float
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class Proof:
    """
    All candidates for one published return.

    Attributes
    ----------
    published : PublishedReturn
    candidates : tuple of Candidate
        Whatever was tried, by adjustment, last session and base.
    without_close : tuple of date
        Sessions that could not serve, because the stock has no close there.
    reason : Message or None
        Why there is no candidate.
    """

    published: PublishedReturn
    candidates: tuple[Candidate, ...]
    without_close: tuple[date, ...] = ()
    reason: Message | None = None

    @property
    def fits(self) -> tuple[Candidate, ...]:
        """Candidates that reproduce the published return."""
        return tuple(found for found in self.candidates if found.fit)


@dataclass(frozen=True, slots=True)
class CommonBase:
    """A base, last session and adjustment that reproduce every return of a window."""

    base: date
    last: date
    adjustment: str
    exact: tuple[str, ...]
    within_rounding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WindowProof:
    """
    The published returns of one window together.

    Attributes
    ----------
    window : Window
    proofs : tuple of Proof
        One for each return, in the order of the claims.
    common : tuple of CommonBase
        What fits all of them; `exact` and `within_rounding` name symbols.
    """

    window: Window
    proofs: tuple[Proof, ...]
    common: tuple[CommonBase, ...]


def typed_return(symbol: str, text: str, first: date, last: date) -> PublishedReturn:
    """
    A return as a reader types it, in percent; its digits give its rounding.

    Raises
    ------
    InputError
        If the text is no number.

    Examples
    --------
    >>> typed_return("300249.SZ", "45.6 %", date(2025, 2, 7), date(2025, 2, 13)).half_width
    0.0005
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"[\s%]", "", plain)
    value, half_width = _figure(plain, text)
    return PublishedReturn(symbol, value / 100, half_width / 100, Window(first, last))


def claimed_return(claim: Claim) -> PublishedReturn | None:
    """
    The published return of a claim; None when it is not of the kind ``return`` or has no dates.

    Its rounding is the claim's tolerance, or else half a unit of its last digit.
    """
    if claim.kind != "return" or claim.first is None or claim.last is None:
        return None
    value, half_width = _figure(claim.stated, claim.stated)
    half_width = half_width if claim.tolerance is None else claim.tolerance
    scale = 100 if claim.unit in {"percent", "%"} else 1
    return PublishedReturn(
        claim.subject,
        value / scale,
        half_width / scale,
        Window(claim.first, claim.last),
        claim.id,
    )


def prove(
    published: PublishedReturn,
    closes: Mapping[str, pd.DataFrame],
    sessions: Sessions,
    *,
    earlier: int = EARLIER,
    ends: int = 0,
) -> Proof:
    """
    Try every base for a published return.

    Parameters
    ----------
    published : PublishedReturn
        The return and the sessions it is said to cover.
    closes : mapping of str to DataFrame
        Closes as sessions x symbols by the label of their adjustment; "raw" or
        "none" are prices as traded, which have no rounding interval.
    sessions : Sessions
        The calendar.
    earlier : int
        Bases tried before the published first session; the later ones run to
        the session before the last.
    ends : int
        Also try last sessions up to this many earlier or later.

    Returns
    -------
    Proof

    Raises
    ------
    InputError
        If the published sessions are none or out of order.
    """
    validate_window(published.window, sessions)
    held = {
        label: table[published.symbol].dropna()
        for label, table in closes.items()
        if published.symbol in table.columns
    }
    lasts = [sessions.offset(published.window.last, shift) for shift in range(-ends, ends + 1)]
    earliest = sessions.offset(published.window.first, -earlier)
    days = sessions.between(earliest, lasts[-1])
    candidates: list[Candidate] = []
    lacking: set[date] = set()
    for label, series in held.items():
        prices = {stamp.date(): float(price) for stamp, price in series.items()}  # type: ignore[attr-defined]
        lacking.update(day for day in days if day not in prices)
        pairs = [(base, last) for last in lasts for base in days if base < last]
        candidates += [
            _candidate(published, base, last, label, prices)
            for base, last in pairs
            if base in prices and last in prices
        ]
    reason = None if candidates else _nothing_tried(published, held)
    return Proof(published, tuple(candidates), tuple(sorted(lacking)), reason)


def prove_together(
    published: Sequence[PublishedReturn],
    closes: Mapping[str, pd.DataFrame],
    sessions: Sessions,
    *,
    earlier: int = EARLIER,
    ends: int = 0,
) -> tuple[WindowProof, ...]:
    """
    Prove several published returns, those of one window against each other.

    A window that cannot be proved gives proofs with a reason instead of an error.
    """
    windows = dict.fromkeys(one.window for one in published)
    found = []
    for window in windows:
        together = [one for one in published if one.window == window]
        try:
            proofs = [prove(one, closes, sessions, earlier=earlier, ends=ends) for one in together]
        except DashboardError as error:
            # One claim with impossible dates must not take the others with it.
            reason = error.message
            proofs = [Proof(one, (), (), reason) for one in together]
        found.append(WindowProof(window, tuple(proofs), _common(proofs)))
    return tuple(found)


def prove_all(case: Case, market: Market, sessions: Sessions) -> tuple[WindowProof, ...]:
    """
    Prove the published returns of a case on its own prices.

    Returns
    -------
    tuple of WindowProof
        One for each window that the case's claims name; empty without such claims.
    """
    claimed = (claimed_return(claim) for claim in case.claims)
    published = [one for one in claimed if one is not None]
    return prove_together(published, {market.note.adjustment: market.closes}, sessions)


def _figure(plain: str, shown: str) -> tuple[float, float]:
    """Value and half a unit of its last digit."""
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise InputError(
            N_("“{text}” is not a return: write a number such as 45.6."), text=shown
        ) from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise InputError(N_("“{text}” is not a return: write a number such as 45.6."), text=shown)
    return float(number), float(Decimal(5).scaleb(exponent - 1))


def _candidate(
    published: PublishedReturn, base: date, last: date, label: str, prices: Mapping[date, float]
) -> Candidate:
    value = prices[last] / prices[base] - 1
    low, high = return_interval(prices[base], prices[last], adjusted=_is_adjusted(label))
    return Candidate(base, last, label, value, low, high, _fit(published, value, low, high))


def _fit(published: PublishedReturn, value: float, low: float, high: float) -> Fit | None:
    reach = published.half_width + _FLOAT_NOISE
    if abs(value - published.value) <= reach:
        return "exact"
    if low <= published.value + reach and published.value - reach <= high:
        return "within-rounding"
    return None


def _is_adjusted(label: str) -> bool:
    return PriceNote(source="", adjustment=label, retrieved="", volume_unit="").is_adjusted


def _nothing_tried(published: PublishedReturn, held: Mapping[str, pd.Series]) -> Message:
    if not held:
        return Message.of(N_("{symbol} has no prices in this case."), symbol=published.symbol)
    return Message.of(
        N_("{symbol} has no two closes around {first} to {last}."),
        symbol=published.symbol,
        first=published.window.first,
        last=published.window.last,
    )


def _common(proofs: Sequence[Proof]) -> tuple[CommonBase, ...]:
    fits = [
        {(found.base, found.last, found.adjustment): found.fit for found in proof.fits}
        for proof in proofs
    ]
    shared = [key for key in fits[0] if all(key in other for other in fits)]
    return tuple(
        CommonBase(
            *key,
            exact=_named(proofs, [found[key] == "exact" for found in fits]),
            within_rounding=_named(proofs, [found[key] != "exact" for found in fits]),
        )
        for key in shared
    )


def _named(proofs: Sequence[Proof], chosen: Sequence[bool]) -> tuple[str, ...]:
    return tuple(proof.published.symbol for proof, yes in zip(proofs, chosen, strict=True) if yes)
