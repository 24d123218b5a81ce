"""Codes in an article: in brackets, with an exchange, in a table, or misprinted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EXCHANGES = {"SH": "SS", "SS": "SS", "SSE": "SS", "SHA": "SS", "SHSE": "SS", "XSHG": "SS"}
_EXCHANGES |= {"SZ": "SZ", "SZSE": "SZ", "SHE": "SZ", "XSHE": "SZ", "BJ": "BJ", "BSE": "BJ"}
_ENDS = "|".join(sorted(_EXCHANGES, key=len, reverse=True))
# A mainland code with or without its exchange, in either order.
_MAINLAND = re.compile(
    rf"(?<![0-9A-Za-z.])(?:(?P<before>{_ENDS})\s?[:.]?\s?)?(?P<code>\d{{6}})"
    rf"(?:[.:]?(?P<behind>{_ENDS}))?(?![0-9A-Za-z]|\.\d|\s?%)",
    re.ASCII | re.IGNORECASE,
)
_HONG_KONG = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?P<code>\d{3,5})\.HK|(?:HKEX|SEHK|HKG|HK|港股代码)\s?[:.]?\s?(?P<behind>\d{3,5}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_UNITED_STATES = re.compile(
    r"(?:NASDAQ|NYSE|AMEX|纳斯达克|纽交所)\s?[:.]\s?(?P<code>[A-Z]{1,5})\b|(?<![A-Za-z])(?P<behind>[A-Z]{1,5})\.(?:US|O|N)\b"
)
_MISPRINTED = re.compile(
    rf"(?<=\()(?:(?:{_ENDS})[:.]?)?(?P<code>\d{{5}}|\d{{7,8}})(?:\.(?:{_ENDS}))?(?=\))",
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
    for match in _MISPRINTED.finditer(plain):
        found.append(FoundCode(match.start(), match.end(), "", sure=True))
    yield from sorted(found, key=lambda code: code.start)


def _mainland(plain: str) -> Iterator[FoundCode]:
    for match in _MAINLAND.finditer(plain):
        named = match["before"] or match["behind"]
        before, behind = plain[max(0, match.start() - 1) : match.start()], plain[match.end() :][:1]
        enclosed = before in {"(", '"', "["} or behind in {")", '"', "]"}
        yield FoundCode(
            match.start(), match.end(), _symbol(match["code"], named), bool(named) or enclosed
        )


def _symbol(code: str, named: str | None) -> str:
    if named:
        return f"{code}.{_EXCHANGES[named.upper()]}"
    ending = "SS" if code[0] in "69" and code[:2] != "92" else "BJ" if code[0] in "489" else "SZ"
    return f"{code}.{ending}"


def _abroad(plain: str) -> Iterator[FoundCode]:
    for match in _HONG_KONG.finditer(plain):
        code = match["code"] or match["behind"]
        symbol = f"{int(code):04d}.HK"
        yield FoundCode(match.start(), match.end(), symbol, sure=True)
    for match in _UNITED_STATES.finditer(plain):
        yield FoundCode(match.start(), match.end(), match["code"] or match["behind"], sure=True)
