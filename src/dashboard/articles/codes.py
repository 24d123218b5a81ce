"""Codes in an article: in brackets, with an exchange, in a table, or misprinted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.market.codes import ENDINGS, codes_in

# A six-digit number is a code for sure beside an exchange, in brackets, behind 代码.
_NAMED = re.compile(
    rf"(?:(?<![A-Za-z])(?:{'|'.join(sorted(ENDINGS, key=len, reverse=True))})\s?[:.]?|"
    rf"代码[:\s]*)\s?$",
    re.IGNORECASE,
)
_HONG_KONG = re.compile(
    r"(?=[\dh港])(?<![0-9A-Za-z.])(?:(?P<code>\d{3,5})\.HK|(?:HKEX|SEHK|HKG|HK|"
    r"港股代码)\s?[:.]?\s?(?P<behind>\d{3,5}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_UNITED_STATES = re.compile(
    r"(?:NASDAQ|NYSE|AMEX|纳斯达克|纽交所)\s?[:.]\s?(?P<code>[A-Z]{1,5})\b|"
    r"(?<![A-Za-z])(?P<behind>[A-Z]{1,5})\.(?:US|O|N)\b"
)
_MISPRINTED = re.compile(
    # Too few or too many digits, or an exchange that gives out no such code: 002413.SH.
    r"(?<=\()(?:(?:(?:SH|SZ|BJ)[:.]?)?(?:\d{5}|\d{7,8})(?:\.(?:SH|SS|SZ|BJ))?|\d{6}[.:](?:SH|SS|SZ|BJ))"
    r"(?=\))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """
    A code in the text.

    Attributes
    ----------
    start, end : int
    symbol : str
        Yahoo style; empty for a misprinted one.
    sure : bool
        Whether an exchange or brackets say that it is a code and no amount.
    """

    start: int
    end: int
    symbol: str
    sure: bool


def codes_in_article(plain: str) -> Iterator[FoundCode]:
    """Every code in a text in matching form, in its order."""
    found = [*_mainland(plain), *_abroad(plain)]
    read = {code.start for code in found}
    found += (
        FoundCode(match.start(), match.end(), "", sure=True)
        for match in _MISPRINTED.finditer(plain)
        if match.start() not in read
    )
    yield from sorted(found, key=lambda code: code.start)


def _mainland(plain: str) -> Iterator[FoundCode]:
    for each in codes_in(plain):
        if each.code is None:
            continue
        before, behind = (
            plain[max(0, each.start - 8) : each.start],
            plain[each.stop : each.stop + 1],
        )
        enclosed = before[-1:] in {"(", '"', "["} or behind in {")", '"', "]"}
        sure = enclosed or not each.text.isdigit() or bool(_NAMED.search(before))
        yield FoundCode(each.start, each.stop, each.code.symbol, sure)


def _abroad(plain: str) -> Iterator[FoundCode]:
    for match in _HONG_KONG.finditer(plain):
        code = match["code"] or match["behind"]
        symbol = f"{int(code):04d}.HK"
        yield FoundCode(match.start(), match.end(), symbol, sure=True)
    for match in _UNITED_STATES.finditer(plain):
        yield FoundCode(match.start(), match.end(), match["code"] or match["behind"], sure=True)
