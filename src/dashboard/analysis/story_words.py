"""Sentences of the story table: numbers as the page prints them, names in the reader's language.

A sentence travels as a `Remark`.  Its numbers are written when it is made, because both
languages write them alike; names, dates and parts of sentences wait for the reader.
"""

from __future__ import annotations

from datetime import date

from dashboard.case import Stock, Text
from dashboard.language import Language
from dashboard.remark import Remark

_PLAIN = Language()


def speak(remark: Remark, t: Language) -> str:
    """
    Sentence in the reader's language, with the names inside it.

    Examples
    --------
    >>> speak(Remark.of("Hangs on {stocks}.", stocks=(Text("Crun"), Text("FRD"))), Language())
    'Hangs on Crun and FRD.'
    """
    values = {name: _spoken(value, t) for name, value in remark.values.items()}
    return t.say(Remark.of(remark.template, **values))


def _spoken(value: object, t: Language) -> object:
    match value:
        case Remark():
            return speak(value, t)
        case Stock():
            return t.name(value)
        case Text():
            return t.pick(value)
        case tuple():
            return t.listing([str(_spoken(part, t)) for part in value])
        case date():
            return t.long_day(value)
    return value


def signed(value: float, digits: int = 2) -> str:
    """
    Number with its sign, as correlations and points are written.

    >>> signed(-0.4694579)
    '−0.47'
    """
    return _PLAIN.number(value, digits, sign=True)


def plain(value: float, digits: int = 1) -> str:
    """Number without a plus sign."""
    return _PLAIN.number(value, digits)


def probability(pvalue: float, count: int, total: int, *, exact: bool) -> str:
    """
    P-value as the fraction that it is; one from random draws as a decimal.

    >>> probability(202 / 1680, 202, 1680, exact=True)
    '202/1680'
    """
    return f"{count}/{total}" if exact else decimal(pvalue)


def decimal(pvalue: float) -> str:
    """
    P-value with three decimals; a smaller one says so.

    >>> decimal(0.0583333), decimal(0.0001)
    ('0.058', '<0.001')
    """
    return "<0.001" if pvalue < 0.0005 else _PLAIN.number(pvalue, 3)
