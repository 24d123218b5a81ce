"""What a typed claim is refused with: the words that were not understood, and a pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.analysis.typed_claims.tokens import Token
from dashboard.case import Case
from dashboard.errors import N_, InputError
from dashboard.message import Message

_HAN = re.compile(r"[\u3400-\u9fff]")

NOT_UNDERSTOOD = N_("“{word}” was not understood; type a statement such as “{example}”.")
_REASONS: dict[str, str] = {
    "intraday": N_("“{word}” is not checkable on daily closes."),
    "reports": N_(
        "“{word}” compares figures of a company’s reports; it is never a stock’s return."
    ),
    "rate": N_("“{word}” is a rate; what is checked is the return over the whole span."),
    "now": N_("“{word}” depends on the day it was written; name the date."),
    "each": N_(
        "“{word}” speaks of every single session; what is checked is the return over the whole "
        "span."
    ),
    "day-or-count": N_(
        "“{word}” can be a date or a count; write 2月5日 for a date, 5个交易日 for a count."
    ),
    "index": N_("“{word}” is not at hand here; the benchmarks of the case are: {known}."),
    "alone": N_("“{word}” speaks of a group, and the statement names one stock or index."),
    "limit": N_("“{word}” is checked of one stock, without a percentage beside it."),
    "twice": N_("“{word}” is said beside another word of its kind; say it once."),
}


class RefusedClaimError(InputError):
    """
    A typed claim that is not checked.

    Attributes
    ----------
    words : tuple of str
        What was not understood, as typed; empty where something is missing.
    """

    def __init__(self, template: str, /, *, words: Sequence[str] = (), **values: object) -> None:
        super().__init__(template, **values)
        self.words = tuple(words)


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
    words = _joined(tokens, text)
    reasons = {str(token.value or "") for token in tokens}
    template = _REASONS.get(reasons.pop(), NOT_UNDERSTOOD) if len(reasons) == 1 else NOT_UNDERSTOOD
    return RefusedClaimError(
        template,
        words=words,
        word="”, “".join(word[:40] for word in words),
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
