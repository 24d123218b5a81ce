"""A claim typed by a reader: parsed, dated, checked like a claim of the article, and proved.

The grammar is that of `dashboard.analysis.claims.sentence`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.analysis.claims.checks import ClaimInputs
from dashboard.analysis.claims.ledger import check_claim
from dashboard.analysis.claims.prover import WindowProof, prove_together, typed_return
from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.claims.sentence import LooseDay, Sentence, take_apart
from dashboard.case import Case, Claim, Text, Window
from dashboard.errors import N_, InputError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message

TYPED = "typed"  # id of the claim; no claim of a case is looked up by it


@dataclass(frozen=True, slots=True)
class TypedClaim:
    """
    What became of a typed sentence.

    Attributes
    ----------
    said : str
        The sentence as typed.
    result : ClaimResult
        Checked like a return claim of the article; its tolerance is half a unit of the last
        digit typed.
    understood : tuple of Message
        What was filled in or moved: a year, a window, a day that is no session.
    proof : WindowProof
        Every base from which the figure comes out.
    """

    said: str
    result: ClaimResult
    understood: tuple[Message, ...]
    proof: WindowProof


def check_typed(
    text: str,
    case: Case,
    market: Market,
    sessions: Sessions,
    *,
    closes: pd.DataFrame | None = None,
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

    Returns
    -------
    TypedClaim

    Raises
    ------
    InputError
        If the sentence is not understood, names a stock or days that are not at hand.
    CalendarError
        If a date lies outside the calendar.
    """
    sentence = take_apart(text, case)
    window, understood = _window(sentence, case, sessions)
    table = market.closes if closes is None else closes
    published = typed_return(sentence.symbol, sentence.figure, window.first, window.last)
    claim = Claim(
        id=TYPED,
        kind="return",
        subject=sentence.symbol,
        relation="=",
        stated=format(Decimal(sentence.figure).scaleb(-2), "f"),
        unit="fraction",
        first=window.first,
        last=window.last,
        tolerance=published.half_width,
        text=Text(text.strip(), text.strip()),
    )
    result = check_claim(claim, ClaimInputs(case, market, sessions, table))
    (proof,) = prove_together([published], {market.note.adjustment: table}, sessions)
    return TypedClaim(text.strip(), result, understood, proof)


# Dates ----------------------------------------------------------------


def _window(
    sentence: Sentence, case: Case, sessions: Sessions
) -> tuple[Window, tuple[Message, ...]]:
    said: list[Message] = []
    if not sentence.days:
        own = case.window
        said.append(
            Message.of(
                N_("No dates given: taken as the case’s window, {first} to {last}."),
                first=own.first,
                last=own.last,
            )
        )
        return own, tuple(said)
    first, last = _dated(sentence.days, case, said)
    if last < first:
        raise InputError(
            N_("The last date {last} comes before the first, {first}."), first=first, last=last
        )
    start, end = sessions.on_or_after(first), sessions.on_or_before(last)
    if end < start:
        raise InputError(
            N_("There is no session of {calendar} from {first} to {last}."),
            calendar=sessions.calendar,
            first=first,
            last=last,
        )
    for typed, taken in ((first, start), (last, end)):
        if typed != taken:
            said.append(
                Message.of(N_("{day} is no session; taken as {session}."), day=typed, session=taken)
            )
    return Window(start, end), tuple(said)


def _dated(days: tuple[LooseDay, ...], case: Case, said: list[Message]) -> tuple[date, date]:
    """First and last date, what they leave out filled in from each other or the case."""
    first, last = _month_shared(days[0], days[-1])
    bare = first.year is None and last.year is None
    if bare:
        last = replace(last, year=_nearest_year(last, case.window.last))
    # From December to January the year turns; inside one month it never does.
    turns = (last.month or 0) < (first.month or 0)
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - turns)
    elif last.year is None and first.year is not None:
        last = replace(last, year=first.year + turns)
    found = _day(first), _day(last)
    if bare:
        said.append(
            Message.of(
                N_("No year given: taken as {first} to {last}, next to the case’s window."),
                first=found[0],
                last=found[1],
            )
        )
    return found


def _nearest_year(day: LooseDay, to: date) -> int:
    """Year that brings a day of the year closest to another date; that date's own failing all."""
    tried = {}
    for year in (to.year, to.year - 1, to.year + 1):
        with suppress(ValueError):
            tried[year] = abs(date(year, day.month or 0, day.day) - to)
    return min(tried, key=tried.__getitem__, default=to.year)


def _month_shared(first: LooseDay, last: LooseDay) -> tuple[LooseDay, LooseDay]:
    if first.month is None and last.month is None:
        raise InputError(
            N_("“{day}” is no date: name its month, as in 7 February or 2 月 7 日."), day=first.day
        )
    if first.month is None:
        first = replace(first, month=last.month)
    elif last.month is None:
        last = replace(last, month=first.month)
    return first, last


def _day(loose: LooseDay) -> date:
    try:
        return date(loose.year or 0, loose.month or 0, loose.day)
    except ValueError as error:
        raise InputError(
            N_("{year}-{month}-{day} is no date of the calendar."),
            year=loose.year,
            month=loose.month,
            day=loose.day,
        ) from error
