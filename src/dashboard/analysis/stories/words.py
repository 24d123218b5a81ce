"""Numbers inside sentences of the story table, as the page prints them.

A sentence travels as a `Message`.  Its numbers are written when it is made, because both
languages write them alike; names, dates and parts of sentences wait for the reader.
"""

from __future__ import annotations

from dashboard.language.language import Language

_PLAIN = Language()


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
