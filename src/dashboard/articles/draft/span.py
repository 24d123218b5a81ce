"""Which sessions are on trial, and from which close: prices decide where they are at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.analysis.claims.prover import (
    CommonBase,
    PublishedReturn,
    WindowProof,
    prove_together,
)
from dashboard.articles.draft.wording import Wording, written_digits
from dashboard.articles.finds import FoundReturn, Place
from dashboard.case import Window
from dashboard.cases.marks import Reason
from dashboard.errors import N_, CalendarError, InputError
from dashboard.market.sessions import Sessions

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Spanned:
    """
    Windows that an article speaks of.

    Attributes
    ----------
    window : Window
        On trial; the base is the close before its first session.
    reason : str
        What a reader has to confirm of it.
    place : Place or None
    windows : dict of (date, date) to Window
        For each span of the article, with the base that its returns come out from.
    proofs : dict of (date, date) to WindowProof
        What the prover found; empty without prices.
    """

    window: Window
    reason: Reason
    place: Place | None
    windows: Mapping[Days, Window]
    proofs: Mapping[Days, WindowProof]


def exact_returns(wording: Wording) -> Iterator[FoundReturn]:
    """Returns from close to close that state one number over known sessions."""
    for found in wording.finds.returns:
        if found.kind == "return" and found.value is not None and found.first and found.last:
            yield found


def spanned(
    wording: Wording,
    sessions: Sessions,
    symbols: Sequence[str],
    closes: Mapping[str, pd.DataFrame],
) -> Spanned:
    """
    Windows of an article, each from the base that reproduces its returns.

    Raises
    ------
    InputError
        If the article names no session and no day of its own publication is known.
    """
    known = frozenset(symbols)
    stated: dict[Days, list[FoundReturn]] = {}
    for found in exact_returns(wording):
        if found.symbol in known and found.first is not None and found.last is not None:
            stated.setdefault((found.first, found.last), []).append(found)
    proofs: dict[Days, WindowProof] = {}
    windows: dict[Days, Window] = {}
    for days, told in stated.items():
        window = _sessions_of(days, sessions)
        if window is None:
            continue
        proof = _proof(told, window, sessions, closes)
        if proof is not None:
            proofs[days] = proof
        windows[days] = _window(window, told, proof, sessions)
    days, place = _on_trial(wording, sessions)
    window = windows.get(days) or _sessions_of(days, sessions) or Window(*days)
    return Spanned(window, _reason(days, place, proofs), place, windows, proofs)


def _sessions_of(days: Days, sessions: Sessions) -> Window | None:
    """Days as sessions of the calendar: the reader counted on the mainland's."""
    try:
        first, last = sessions.on_or_after(days[0]), sessions.on_or_before(days[1])
    except CalendarError:
        return None
    return Window(first, last) if first <= last else None


def _on_trial(wording: Wording, sessions: Sessions) -> tuple[Days, Place | None]:
    """Span that most returns count over; without one the session of the publication."""
    span = wording.finds.window
    if span is not None:
        return (span.first, span.last), span.place
    day = wording.finds.published.day
    if day is None:
        raise InputError(
            N_("The article names no session and no day of its own: give its day of publication.")
        )
    last = sessions.on_or_before(day)
    return (last, last), None


def _reason(days: Days, place: Place | None, proofs: Mapping[Days, WindowProof]) -> Reason:
    if place is None:
        return "not-said"
    proof = proofs.get(days)
    return "read" if proof is not None and proof.common else "unproved"


def _proof(
    told: Sequence[FoundReturn],
    window: Window,
    sessions: Sessions,
    closes: Mapping[str, pd.DataFrame],
) -> WindowProof | None:
    """What the prover says of the returns that state a number and no bound."""
    published = []
    for found in told:
        if found.operator != "is" or found.value is None:
            continue
        digits = written_digits(found.quote, found.value)
        half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
        published.append(PublishedReturn(found.symbol, float(digits), half, window))
    held = [one for one in published if any(one.symbol in table for table in closes.values())]
    if not held:
        return None
    return prove_together(held, closes, sessions)[0]


def _window(
    window: Window,
    told: Sequence[FoundReturn],
    proof: WindowProof | None,
    sessions: Sessions,
) -> Window:
    """Window whose base is the proved one; without a proof the article's own convention."""
    prior = sessions.before(window.first)
    if proof is not None:
        same_end = [each for each in proof.common if each.last == window.last]
        if same_end:
            best = min(same_end, key=lambda each: _distance(each, prior, window.first))
            return Window(sessions.after(best.base), window.last)
    if window.first < window.last and all(each.base_rule == "first-close" for each in told):
        return Window(sessions.after(window.first), window.last)
    return window


def _distance(found: CommonBase, prior: date, first: date) -> tuple[int, int]:
    """Order of bases that all fit: the close before, that of the first day, the nearest other."""
    order = {prior: 0, first: 1}
    return order.get(found.base, 2), abs((found.base - prior).days)
