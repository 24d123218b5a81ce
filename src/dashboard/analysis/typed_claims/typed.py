"""A claim typed by a reader: read, dated, checked like a claim of the article, and proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.analysis.claims.checks import ClaimInputs
from dashboard.analysis.claims.prover import PublishedReturn, WindowProof, prove_together
from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.typed_claims.checking import check_sentence
from dashboard.analysis.typed_claims.sentence import Sentence, read_sentence
from dashboard.analysis.typed_claims.sizes import Size
from dashboard.analysis.typed_claims.subjects import Subject
from dashboard.case import Case, Window
from dashboard.errors import N_
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message

READ = N_("Read as {first} to {last}, {n} sessions, from the close of {base}.")
READ_DAY = N_("Read as the session of {first}, from the close of {base}.")
THE_OTHER = N_(
    "Of the two closes that the words can mean as the base, that of {fits} fits; from that of "
    "{base} it would not."
)
NEITHER = N_("The words can also mean the close of {base} as the base; that does not fit either.")

_HELD = frozenset({"holds", "holds-within-rounding"})


@dataclass(frozen=True, slots=True)
class TypedClaim:
    """
    What became of a typed sentence.

    Attributes
    ----------
    said : str
        The sentence as typed.
    subject : Subject
    window : Window
        The span as understood.
    base : date
        The close before it.
    result : ClaimResult
        Checked like a claim of the article; its tolerance is half a unit of the last digit
        typed.
    understood : tuple of Message
        The span, then what was read into the sentence.
    proof : WindowProof or None
        Every base from which a stock's figure comes out; None where that says nothing.
    """

    said: str
    subject: Subject
    window: Window
    base: date
    result: ClaimResult
    understood: tuple[Message, ...]
    proof: WindowProof | None


def check_typed(
    text: str,
    case: Case,
    market: Market,
    sessions: Sessions,
    *,
    closes: pd.DataFrame | None = None,
    former: Mapping[str, tuple[str, ...]] | None = None,
) -> TypedClaim:
    """
    Check a sentence such as “300249.SZ fell 5 % between 2025-02-07 and 2025-02-13”.

    Parameters
    ----------
    text : str
        What the reader typed.
    case, market, sessions
        The case whose stocks, prices and calendar are at hand.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand already.
    former : mapping of str to tuple of str, optional
        Names that the case's stocks gave up, by symbol.

    Returns
    -------
    TypedClaim

    Raises
    ------
    InputError
        If the sentence is not understood, names a stock or days that are not at hand; a
        `RefusedClaimError` names the words.
    CalendarError
        If a date lies outside the calendar.
    """
    sentence = read_sentence(text, case, sessions, former)
    table = market.closes if closes is None else closes
    inputs = ClaimInputs(case, market, sessions, table)
    tried = [
        (window, check_sentence(text, sentence, window, inputs)) for window in sentence.span.windows
    ]
    place = next((n for n, (_, found) in enumerate(tried) if found.verdict in _HELD), 0)
    window, result = tried[place]
    bases = [sessions.before(each.first) for each, _ in tried]
    return TypedClaim(
        said=text.strip(),
        subject=sentence.subject,
        window=window,
        base=bases[place],
        result=result,
        understood=(
            _span_said(window, bases[place], sessions),
            *_bases_said(bases, place, result),
            *sentence.said,
            *sentence.span.said,
        ),
        proof=_proof(sentence, window, inputs),
    )


def _span_said(window: Window, base: date, sessions: Sessions) -> Message:
    if window.first == window.last:
        return Message.of(READ_DAY, first=window.first, base=base)
    n = sessions.count(window.first, window.last)
    return Message.of(READ, first=window.first, last=window.last, n=n, base=base)


def _bases_said(bases: list[date], place: int, result: ClaimResult) -> tuple[Message, ...]:
    """Which of two bases fits, where the words leave it open and it makes a difference."""
    if place:
        return (Message.of(THE_OTHER, fits=bases[place], base=bases[0]),)
    if len(bases) < 2 or result.verdict in _HELD:
        return ()
    return (Message.of(NEITHER, base=bases[1]),)


def _proof(sentence: Sentence, window: Window, inputs: ClaimInputs) -> WindowProof | None:
    size, symbol = sentence.size, sentence.subject.id
    if not isinstance(size, Size) or size.bound != "exactly" or sentence.part != "one":
        return None
    if symbol not in inputs.closes.columns:
        return None
    published = PublishedReturn(symbol, size.value, size.half, window)
    tables = {inputs.market.note.adjustment: inputs.closes}
    (proof,) = prove_together([published], tables, inputs.sessions)
    return proof
