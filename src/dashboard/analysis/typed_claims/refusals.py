"""What a typed claim is refused with: the words that were not understood, and a pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.analysis.typed_claims.tokens import CONTEXT, Token
from dashboard.case import Case
from dashboard.cases.faults import shown
from dashboard.errors import N_, InputError
from dashboard.message import Message

_HAN = re.compile(r"[\u3400-\u9fff]")

NOT_UNDERSTOOD = N_("Not understood: {words}; type a statement such as “{example}”.")
_REASONS: dict[str, str] = {
    "intraday": N_("Not checkable on daily closes: {words}."),
    "reports": N_("Compares figures of a company’s reports, never a stock’s return: {words}."),
    "rate": N_("A rate, where what is checked is the return over the whole span: {words}."),
    "now": N_("Depends on the day it was written; name the date: {words}."),
    "elsewhere": N_("Points to a span that is named elsewhere; name its dates: {words}."),
    "each": N_(
        "Speaks of every single session, where what is checked is the return over the whole span: "
        "{words}."
    ),
    "day-or-count": N_(
        "A date or a count; write 2月5日 for a date, 5个交易日 for a count: {words}."
    ),
    "index": N_("Not at hand here: {words}; the benchmarks of the case are: {known}."),
    "alone": N_("Speaks of a group, where the statement names one stock or index: {words}."),
    "limit": N_("A close at the limit is checked of one stock, without a percentage: {words}."),
    "twice": N_("Said beside another word of its kind; say it once: {words}."),
    "each-or-mean": N_(
        "Can mean each of the stocks or their mean; write 全部 for each, 平均 for the mean: "
        "{words}."
    ),
    "share": N_("A share of a whole counts as a return only behind rose or fell: {words}."),
}


class RefusedClaimError(InputError):
    """
    A typed claim that is not checked.

    Attributes
    ----------
    refused : tuple of str
        What was not understood, as typed; empty where something is missing.
    """

    def __init__(self, template: str, /, *, refused: Sequence[str] = (), **values: object) -> None:
        super().__init__(template, **values)
        self.refused = tuple(refused)


class UnknownStockError(RefusedClaimError):
    """A typed claim names none of the stocks at hand, or the code of another."""


def example(case: Case, text: str = "") -> Message | str:
    """
    Return a sentence of the grammar about the first stock of the case.

    In Chinese for a Chinese text, otherwise in the language of whoever reads it.
    """
    stock = case.stocks[0] if case.stocks else None
    first, last = case.window.first, case.window.last
    if _HAN.search(text):
        name = stock.name.zh or stock.symbol if stock else "300249.SZ"
        days = (f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
        return f"{name}{'至'.join(days)}涨5%"
    return Message.of(
        N_("{stock} rose 5% from {first} to {last}"),
        stock=stock.name if stock else "300249.SZ",
        first=first,
        last=last,
    )


def refuse(tokens: Sequence[Token], case: Case, text: str) -> RefusedClaimError:
    """RefusedClaimError of these words, all by name; with their reason where they share one."""
    # A word that only its neighbours leave without a meaning is not what is in the way.
    blamed = [token for token in tokens if token.value != CONTEXT] or tokens
    reasons = {str(token.value or "") for token in blamed}
    template = _REASONS.get(reasons.pop(), NOT_UNDERSTOOD) if len(reasons) == 1 else NOT_UNDERSTOOD
    return RefusedClaimError(
        template,
        refused=_joined(tokens, text),
        words=tuple(f"“{shown(word[:40])}”" for word in dict.fromkeys(_joined(blamed, text))),
        example=example(case, text),
        known=tuple(mark.title for mark in case.benchmarks),
    )


def _joined(tokens: Sequence[Token], text: str) -> list[str]:
    """Words as typed; neighbours without a blank between them are one."""
    found: list[str] = []
    stop = -1
    for token in sorted(tokens, key=lambda each: each.start):
        if token.start == stop:
            found[-1] += text[token.start : token.stop]
        else:
            found.append(text[token.start : token.stop])
        stop = token.stop
    return found
