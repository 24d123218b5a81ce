"""Claims that prices decide: returns, ranks inside a group, means of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from dashboard.analysis.claims.results import (
    CaseName,
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    DataUsed,
    NameList,
    Percent,
    named,
)
from dashboard.analysis.window.stock_returns import return_interval
from dashboard.case import Case, Claim, Text, Window
from dashboard.errors import N_, InputError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, validate_window
from dashboard.message import Message

NOISE = 1e-12  # floats that differ by less are equal, and an end belongs to its interval


@dataclass(frozen=True, slots=True, eq=False)
class ClaimInputs:
    """What claims are checked against: the case, its prices and its calendar."""

    case: Case
    market: Market
    sessions: Sessions
    closes: pd.DataFrame

    def symbol_name(self, symbol: str) -> CaseName:
        """Name of a stock or of a benchmark with prices; the symbol itself failing both."""
        for stock in self.case.stocks:
            if stock.symbol == symbol:
                return named(stock)
        titles = {bench.id: bench.title for bench in self.case.benchmarks}
        return CaseName(titles.get(symbol, Text(symbol, symbol)))


@dataclass(frozen=True, slots=True)
class Move:
    """Return of one symbol, and what the rounding of its two prices allows it to be."""

    symbol: str
    value: float
    low: float
    high: float


# Windows, moves, figures ----------------------------------------------


def window_of(claim: Claim, inputs: ClaimInputs) -> Window:
    """Window a claim speaks of, the case's own where it names no days."""
    own = inputs.case.window
    window = Window(claim.first or own.first, claim.last or own.last)
    return validate_window(window, inputs.sessions)


def move(symbol: str, window: Window, inputs: ClaimInputs) -> Move | Message:
    """Return from the base close to the last close, or why there is none."""
    base = inputs.sessions.before(window.first)
    if symbol not in inputs.closes.columns:
        return Message.of(N_("{symbol} has no prices in this case."), symbol=symbol)
    held = inputs.closes[symbol].dropna()
    prices = {stamp.date(): float(price) for stamp, price in held.items()}  # type: ignore[attr-defined]
    for day in (base, window.last):
        if day not in prices:
            return Message.of(
                N_("{stock} has no close on {day}; its prices run from {first} to {last}."),
                stock=inputs.symbol_name(symbol),
                day=day,
                first=min(prices),
                last=max(prices),
            )
    adjusted = inputs.market.note.is_adjusted
    low, high = return_interval(prices[base], prices[window.last], adjusted=adjusted)
    return Move(symbol, prices[window.last] / prices[base] - 1, low, high)


def figure(claim: Claim) -> tuple[float, float, int]:
    """Stated number, its tolerance and its decimals; without a tolerance, half its last digit."""
    number = Decimal(claim.stated)
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    half = half_of_last_digit(number)
    return float(number), half if claim.tolerance is None else claim.tolerance, decimals


def half_of_last_digit(number: Decimal) -> float:
    """
    How far a published number can be off by its rounding; a whole one by a half.

    >>> half_of_last_digit(Decimal("0.35")), half_of_last_digit(Decimal("880"))
    (0.005, 0.5)
    """
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return float(Decimal(5).scaleb(-decimals - 1))


def unchecked(claim: Claim, why: Message, data: DataUsed | None = None) -> ClaimResult:
    """Result of a claim that cannot be checked, with the reason as its sentence."""
    return ClaimResult(
        claim, "cannot-be-checked", why, stated=_plain(claim.stated), data=data or DataUsed()
    )


def _plain(stated: str) -> float | str | None:
    try:
        return float(stated)
    except ValueError:
        return stated or None


def _on_prices(window: Window, inputs: ClaimInputs, stock: str = "") -> tuple[ClaimLink, ...]:
    base = inputs.sessions.before(window.first)
    return (ClaimLink("prices", "returns", stock, base, window.last),)


# Return ---------------------------------------------------------------

_RETURN: dict[ClaimVerdict, str] = {
    "holds": N_(
        "{stock} returned {value} from the close of {base} to the close of {last}; stated is "
        "{stated}."
    ),
    "holds-within-rounding": N_(
        "{stock} returned {value} from the close of {base} to the close of {last}; stated is "
        "{stated}, which lies inside what the rounded prices allow: {low} to {high}."
    ),
    "does-not-hold": N_(
        "{stock} returned {value} from the close of {base} to the close of {last}; stated is "
        "{stated}, and the rounded prices allow {low} to {high} only."
    ),
}
_EXACTLY = N_(
    "{stock} returned {value} from the close of {base} to the close of {last}, on prices that are "
    "not rounded; stated is {stated}."
)
_NEARLY = N_(
    "Only with the rounding of the stated figure and that of the prices both at their ends could "
    "the two meet."
)


def check_return(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """
    Check a stated return: its tolerance first, then the rounding interval of the prices.

    The stated figure itself must lie in that interval.
    """
    window = window_of(claim, inputs)
    stated, tolerance, decimals = figure(claim)
    data = DataUsed((claim.subject,), inputs.sessions.before(window.first), window.last)
    found = move(claim.subject, window, inputs)
    if isinstance(found, Message):
        return unchecked(claim, found, data)
    if abs(found.value - stated) <= tolerance + NOISE:
        verdict: ClaimVerdict = "holds"
    elif found.low - NOISE <= stated <= found.high + NOISE:
        verdict = "holds-within-rounding"
    else:
        verdict = "does-not-hold"
    # The base-date prover lets both roundings work together; the verdict does not.
    meet = found.low - tolerance <= stated <= found.high + tolerance
    digits = max(2, decimals - 2)
    missed = verdict == "does-not-hold" and found.low == found.high
    sentence = Message.of(
        _EXACTLY if missed else _RETURN[verdict],
        stock=inputs.symbol_name(claim.subject),
        value=Percent(found.value, digits),
        base=data.base,
        last=window.last,
        stated=Percent(stated, max(0, decimals - 2)),
        low=Percent(found.low, digits + 1),
        high=Percent(found.high, digits + 1),
    )
    return ClaimResult(
        claim,
        verdict,
        sentence,
        computed=found.value,
        stated=stated,
        remarks=(Message.of(_NEARLY),) if verdict == "does-not-hold" and meet else (),
        data=data,
        targets=_on_prices(window, inputs, claim.subject),
        low=found.low,
        high=found.high,
    )


# Ranks inside a group -------------------------------------------------

_RANK: dict[tuple[str, str], str] = {
    ("rank-max", "first"): N_(
        "{stock} returned {value}, the highest of the {n} stocks of {group}; next comes {other} "
        "with {other_value}."
    ),
    ("rank-min", "first"): N_(
        "{stock} returned {value}, the lowest of the {n} stocks of {group}; next comes {other} "
        "with {other_value}."
    ),
    ("rank-max", "tied"): N_(
        "{stock} returned {value}, the highest of the {n} stocks of {group}, but shares it with "
        "{other}."
    ),
    ("rank-min", "tied"): N_(
        "{stock} returned {value}, the lowest of the {n} stocks of {group}, but shares it with "
        "{other}."
    ),
    ("rank-max", "close"): N_(
        "{stock} returned {value} and {other} {other_value}: more, but by less than the rounding "
        "of the prices."
    ),
    ("rank-min", "close"): N_(
        "{stock} returned {value} and {other} {other_value}: less, but by less than the rounding "
        "of the prices."
    ),
    ("rank-max", "beaten"): N_(
        "{stock} returned {value}; {other} returned {other_value}, the highest of the {n} stocks "
        "of {group}."
    ),
    ("rank-min", "beaten"): N_(
        "{stock} returned {value}; {other} returned {other_value}, the lowest of the {n} stocks "
        "of {group}."
    ),
}
_RANK_VERDICT: dict[str, ClaimVerdict] = {
    "first": "holds",
    "tied": "holds",
    "close": "holds-within-rounding",
    "beaten": "does-not-hold",
}
_ALONE = N_("{stock} returned {value}; it is the only stock of {group}.")


def check_rank(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check that a stock ranks first or last in its group; a tie holds and is said."""
    window = window_of(claim, inputs)
    group, _, symbol = (part.strip() for part in claim.subject.rpartition(":"))
    symbols = [stock.symbol for stock in inputs.case.members(group)]
    data = DataUsed(tuple(symbols), inputs.sessions.before(window.first), window.last)
    if symbol not in symbols:
        raise InputError(
            N_("{symbol} is no stock of the group “{group}”."), symbol=symbol, group=group
        )
    found = {each: move(each, window, inputs) for each in symbols}
    own = found[symbol]
    if isinstance(own, Message):
        return unchecked(claim, own, data)
    sign = 1.0 if claim.kind == "rank-max" else -1.0
    known = [each for each in found.values() if isinstance(each, Move)]
    others = sorted(
        (each for each in known if each.symbol != symbol), key=lambda each: -sign * each.value
    )
    standing = _standing(own, others, sign)
    lacking = [each for each in found.values() if isinstance(each, Message)]
    if lacking and standing != "beaten":
        # The stock without a return could have ranked before it.
        return unchecked(claim, lacking[0], data)
    tied = [each for each in others if abs(each.value - own.value) <= NOISE]
    return ClaimResult(
        claim,
        _RANK_VERDICT[standing],
        _rank_sentence(claim, own, tied or others[:1], len(known), group, standing, inputs),
        computed=symbol if standing in {"first", "tied"} else others[0].symbol,
        stated=symbol,
        parts=tuple(ClaimPart(each.symbol, None, each.value) for each in known),
        data=data,
        targets=_on_prices(window, inputs, symbol),
    )


def _standing(own: Move, others: Sequence[Move], sign: float) -> str:
    behind = [each for each in others if sign * (each.value - own.value) > NOISE]
    if not behind:
        tied = any(abs(each.value - own.value) <= NOISE for each in others)
        return "tied" if tied else "first"
    apart = [
        each
        for each in behind
        if (own.high < each.low - NOISE if sign > 0 else own.low > each.high + NOISE)
    ]
    return "beaten" if apart else "close"


def _rank_sentence(
    claim: Claim,
    own: Move,
    others: Sequence[Move],
    n: int,
    group: str,
    standing: str,
    inputs: ClaimInputs,
) -> Message:
    values: dict[str, object] = {
        "stock": inputs.symbol_name(own.symbol),
        "value": Percent(own.value),
        "group": CaseName(inputs.case.group(group).title),
    }
    if not others:
        return Message.of(_ALONE, **values)
    return Message.of(
        _RANK[claim.kind, standing],
        **values,
        n=n,
        other=NameList(tuple(inputs.symbol_name(each.symbol) for each in others)),
        other_value=Percent(others[0].value),
    )


# Mean of a group ------------------------------------------------------

_MEAN_IS = N_("The mean return of the {n} stocks of {group} is {value}; stated is {stated}.")
_MEAN: dict[tuple[str, bool], str] = {
    ("<=", True): N_(
        "The mean return of the {n} stocks of {group} is {value}, not above {stated}."
    ),
    ("<=", False): N_("The mean return of the {n} stocks of {group} is {value}, above {stated}."),
    (">=", True): N_(
        "The mean return of the {n} stocks of {group} is {value}, not below {stated}."
    ),
    (">=", False): N_("The mean return of the {n} stocks of {group} is {value}, below {stated}."),
    ("=", True): _MEAN_IS,
    ("=", False): _MEAN_IS,
}
_MEAN_READ_IS = N_(
    "The mean return of the {n} stocks of {group} is {value}; we read {stated} into the words."
)
_MEAN_READ: dict[tuple[str, bool], str] = {
    ("<=", True): N_(
        "The mean return of the {n} stocks of {group} is {value}, not above the {stated} that we "
        "read into it."
    ),
    ("<=", False): N_(
        "The mean return of the {n} stocks of {group} is {value}, above the {stated} that we read "
        "into it."
    ),
    (">=", True): N_(
        "The mean return of the {n} stocks of {group} is {value}, not below the {stated} that we "
        "read into it."
    ),
    (">=", False): N_(
        "The mean return of the {n} stocks of {group} is {value}, below the {stated} that we read "
        "into it."
    ),
    ("=", True): _MEAN_READ_IS,
    ("=", False): _MEAN_READ_IS,
}


def check_group_mean(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check the mean return of a group's stocks, or a bound on it."""
    window = window_of(claim, inputs)
    group = inputs.case.group(claim.subject)
    symbols = [stock.symbol for stock in inputs.case.members(group.id)]
    data = DataUsed(tuple(symbols), inputs.sessions.before(window.first), window.last)
    found = [move(each, window, inputs) for each in symbols]
    known = [each for each in found if isinstance(each, Move)]
    lacking = tuple(each for each in found if isinstance(each, Message))
    if not known:
        nobody = Message.of(N_("The group “{group}” has no stock."), group=group.id)
        return unchecked(claim, lacking[0] if lacking else nobody, data)
    mean, low, high = (
        sum(getattr(each, name) for each in known) / len(known) for name in ("value", "low", "high")
    )
    stated, tolerance, decimals = figure(claim)
    slack = (tolerance if claim.relation == "=" else claim.tolerance or 0.0) + NOISE
    not_above, not_below = mean <= stated + slack, mean >= stated - slack
    holds, near = {
        "<=": (not_above, low <= stated),
        ">=": (not_below, high >= stated),
        "=": (not_above and not_below, low - NOISE <= stated <= high + NOISE),
    }[claim.relation]
    # "partly" would say that it holds of some stocks; of a mean there is no such thing.
    verdict: ClaimVerdict = (
        "holds" if holds else "holds-within-rounding" if near else "does-not-hold"
    )
    return ClaimResult(
        claim,
        verdict,
        Message.of(
            (_MEAN_READ if claim.is_our_reading else _MEAN)[claim.relation, holds],
            n=len(known),
            group=CaseName(group.title),
            value=Percent(mean),
            stated=Percent(stated, max(0, decimals - 2)),
        ),
        computed=mean,
        stated=stated,
        remarks=lacking,
        parts=tuple(ClaimPart(each.symbol, None, each.value) for each in known),
        data=data,
        targets=_on_prices(window, inputs),
        low=low,
        high=high,
    )
