"""A read sentence held against the prices of one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard.analysis.claims.checks import NOISE, ClaimInputs, Move, check_return, move, unchecked
from dashboard.analysis.claims.results import (
    CaseName,
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    DataUsed,
    NameList,
    Percent,
    verdict_of,
)
from dashboard.analysis.typed_claims.limits import check_limit
from dashboard.analysis.typed_claims.sentence import Sentence
from dashboard.analysis.typed_claims.sizes import Size
from dashboard.analysis.typed_claims.values import Boards
from dashboard.case import Benchmark, Claim, Text, Window
from dashboard.errors import N_, DashboardError
from dashboard.message import Message

TYPED = "typed"  # id of the claim; no claim of a case is looked up by it

RETURNED = N_(
    "{subject} returned {value} from the close of {base} to the close of {last}; stated is "
    "{stated}."
)
MEAN = N_(
    "The mean return of the {n} stocks of {subject} is {value} from the close of {base} to the "
    "close of {last}; stated is {stated}."
)
EACH = N_(
    "{n} of the {total} stocks of {subject} agree with the statement, {stated}; the tightest, "
    "{stock}, returned {value} from the close of {base} to the close of {last}."
)
ROUNDING = N_("That is inside what the rounded prices allow: {low} to {high}.")
GAP = N_("The benchmark “{benchmark}” has no value on {days}.")


def check_sentence(
    text: str, sentence: Sentence, window: Window, inputs: ClaimInputs
) -> ClaimResult:
    """
    Check what a sentence says of one window.

    Where the data cannot decide, the verdict is *cannot be checked* with its reason.
    """
    claim = _claim(text, sentence, window)
    try:
        if isinstance(sentence.size, Boards):
            return _limit(claim, sentence.size, window, inputs)
        if sentence.part == "all":
            return _each(claim, sentence.size, window, inputs)
        if sentence.subject.kind == "stock" and sentence.size.bound == "exactly":
            return check_return(claim, inputs)
        return _one(claim, sentence, sentence.size, window, inputs)
    except DashboardError as error:
        return unchecked(claim, error.message)


def _claim(text: str, sentence: Sentence, window: Window) -> Claim:
    size = sentence.size
    is_limit = isinstance(size, Boards)
    stated = Decimal(size.closes) if isinstance(size, Boards) else Decimal(repr(size.value))
    if not isinstance(size, Boards):
        # As many decimals as were typed, so that the sentence shows no more of them.
        stated = stated.quantize(Decimal(1).scaleb(-size.digits - 2))
    return Claim(
        id=TYPED,
        kind="session-count"
        if is_limit
        else ("group-mean" if sentence.part == "mean" else "return"),
        subject=sentence.subject.id,
        relation="=",
        stated=format(stated, "f"),
        unit="sessions" if is_limit else "fraction",
        first=window.first,
        last=window.last,
        tolerance=0.0 if isinstance(size, Boards) else size.half,
        text=Text(text.strip(), text.strip()),
    )


def _limit(claim: Claim, boards: Boards, window: Window, inputs: ClaimInputs) -> ClaimResult:
    stock = inputs.case.stock(claim.subject)
    verdict, sentence, closes, remarks = check_limit(
        boards, stock, window, inputs.market, inputs.sessions
    )
    base = inputs.sessions.before(window.first)
    return ClaimResult(
        claim,
        verdict,
        sentence,
        computed=closes,
        stated=boards.closes,
        remarks=remarks,
        data=DataUsed((claim.subject,), base, window.last),
        targets=(ClaimLink("prices", "returns", claim.subject, base, window.last),),
    )


# Returns ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Measured:
    """Return of what is spoken of, and what the rounding of its prices allows it to be."""

    value: float
    low: float
    high: float


def _verdict(size: Size, found: Move | _Measured) -> ClaimVerdict:
    smallest, largest = size.allows
    ends = sorted((size.side * found.low, size.side * found.high))
    value = size.side * found.value
    strict = size.bound in {"more", "less"}
    noise = -NOISE if strict else NOISE
    if smallest - noise <= value <= largest + noise:
        return "holds"
    if ends[0] <= largest + noise and smallest - noise <= ends[1] and ends[0] < ends[1]:
        return "holds-within-rounding"
    return "does-not-hold"


def _one(
    claim: Claim, sentence: Sentence, size: Size, window: Window, inputs: ClaimInputs
) -> ClaimResult:
    """A stock with a bound, a benchmark, the mean of a group."""
    base = inputs.sessions.before(window.first)
    symbols, found, lacking = _measured(sentence, window, inputs)
    data = DataUsed(symbols, base, window.last)
    if found is None:
        return unchecked(claim, lacking[0], data)
    verdict = _verdict(size, found)
    digits = max(2, size.digits)
    values: dict[str, object] = {
        "subject": _name(sentence, inputs),
        "value": Percent(found.value, digits),
        "base": base,
        "last": window.last,
        "stated": size.stated,
    }
    said = (
        Message.of(MEAN, n=len(symbols) - len(lacking), **values)
        if sentence.part == "mean"
        else Message.of(RETURNED, **values)
    )
    rounding = Message.of(
        ROUNDING, low=Percent(found.low, digits + 1), high=Percent(found.high, digits + 1)
    )
    stock = claim.subject if sentence.subject.kind == "stock" else ""
    return ClaimResult(
        claim,
        verdict,
        said,
        computed=found.value,
        stated=size.value,
        remarks=(*((rounding,) if verdict == "holds-within-rounding" else ()), *lacking),
        data=data,
        targets=(ClaimLink("prices", "returns", stock, base, window.last),),
        low=found.low,
        high=found.high,
    )


def _measured(
    sentence: Sentence, window: Window, inputs: ClaimInputs
) -> tuple[tuple[str, ...], Move | _Measured | None, tuple[Message, ...]]:
    """Symbols looked at, their return, and why some have none."""
    subject, case = sentence.subject, inputs.case
    if subject.kind == "benchmark" and case.benchmark(subject.id).returns is not None:
        found = _chained(case.benchmark(subject.id), window, inputs)
        return ((), None, (found,)) if isinstance(found, Message) else ((), found, ())
    if subject.kind != "group":
        own = move(subject.id, window, inputs)
        return (
            ((subject.id,), None, (own,)) if isinstance(own, Message) else ((subject.id,), own, ())
        )
    symbols = tuple(stock.symbol for stock in case.members(subject.id))
    moves = [move(symbol, window, inputs) for symbol in symbols]
    known = [each for each in moves if isinstance(each, Move)]
    lacking = tuple(each for each in moves if isinstance(each, Message))
    return symbols, _mean(known) if known else None, lacking


def _mean(known: Sequence[Move]) -> _Measured:
    n = len(known)
    return _Measured(
        sum(each.value for each in known) / n,
        sum(each.low for each in known) / n,
        sum(each.high for each in known) / n,
    )


def _chained(mark: Benchmark, window: Window, inputs: ClaimInputs) -> _Measured | Message:
    """Return of a benchmark of daily mean returns: they follow each other, none may be missing."""
    days = inputs.sessions.between(window.first, window.last)
    held = inputs.market.benchmark_returns.get(mark.id, pd.Series(dtype="float64"))
    daily = held.reindex(pd.DatetimeIndex(days)).to_numpy(dtype=np.float64)
    lacking = [str(day) for day, value in zip(days, daily, strict=True) if not np.isfinite(value)]
    if lacking:
        shown = ", ".join(lacking[:5]) + (" …" if len(lacking) > 5 else "")
        return Message.of(GAP, benchmark=mark.id, days=shown)
    value = float(np.prod(1 + daily) - 1)
    return _Measured(value, value, value)


def _name(sentence: Sentence, inputs: ClaimInputs) -> CaseName:
    subject = sentence.subject
    if subject.kind == "group":
        return CaseName(inputs.case.group(subject.id).title)
    if subject.kind == "benchmark":
        return CaseName(inputs.case.benchmark(subject.id).title)
    return inputs.symbol_name(subject.id)


# Every stock of a group ------------------------------------------------


def _each(claim: Claim, size: Size, window: Window, inputs: ClaimInputs) -> ClaimResult:
    """What is said of all stocks of a group, of each of them."""
    group, base = inputs.case.group(claim.subject), inputs.sessions.before(window.first)
    symbols = tuple(stock.symbol for stock in inputs.case.members(group.id))
    moves = {symbol: move(symbol, window, inputs) for symbol in symbols}
    known = [each for each in moves.values() if isinstance(each, Move)]
    lacking = tuple(each for each in moves.values() if isinstance(each, Message))
    data = DataUsed(symbols, base, window.last)
    if not known:
        return unchecked(claim, lacking[0], data)
    verdicts = {each.symbol: _verdict(size, each) for each in known}
    parts = tuple(
        ClaimPart(symbol, verdicts[symbol] != "does-not-hold", found.value)
        if isinstance(found, Move)
        else ClaimPart(symbol, None)
        for symbol, found in moves.items()
    )
    verdict = verdict_of(parts)
    if verdict == "holds" and "holds-within-rounding" in verdicts.values():
        verdict = "holds-within-rounding"
    edge = min(known, key=lambda each: _room(size, each))
    return ClaimResult(
        claim,
        verdict,
        Message.of(
            EACH,
            n=sum(part.holds is True for part in parts),
            total=len(parts),
            subject=CaseName(group.title),
            stated=size.stated,
            stock=NameList((inputs.symbol_name(edge.symbol),)),
            value=Percent(edge.value, max(2, size.digits)),
            base=base,
            last=window.last,
        ),
        computed=edge.value,
        stated=size.value,
        remarks=lacking,
        parts=parts,
        data=data,
        targets=(ClaimLink("prices", "returns", "", base, window.last),),
    )


def _room(size: Size, found: Move) -> float:
    """How far inside the bounds a return lies; negative outside them."""
    smallest, largest = size.allows
    value = size.side * found.value
    return min(value - smallest, largest - value)
