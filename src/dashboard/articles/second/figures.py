"""Numbers of a proposal: each stands in its quotation, with the unit and direction of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dashboard.articles.finds import Operator, Unit
from dashboard.articles.numbers import MAGNITUDES, NUMBER, operator_of
from dashboard.articles.verbs import DOWN, DOWN_EN, UP, UP_EN

_FIGURE = re.compile(rf"(?P<sign>[-+]?)(?<![\d.])(?P<n>{NUMBER})(?![\d])")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per\s?cent\b|pct\b|个点)")
_MONEY = re.compile(
    r"\s?(?P<mag>万亿|千亿|百亿|十亿|亿|千万|百万|万|thousand|million|billion|trillion|bn|m)?"
    r"\s?(?P<u>元|人民币|美元|港元|yuan|US dollars?|dollars?|HK dollars?)",
    re.IGNORECASE,
)
_CURRENCIES: dict[str, Unit] = {"元": "CNY", "人民币": "CNY", "yuan": "CNY", "港元": "HKD"}
_GROWTH = re.compile(
    r"同比|环比|较上年|较去年|比上年|year[- ](?:on|over)[- ]year|yoy|from a year", re.IGNORECASE
)
_PART = re.compile(r"占|比例|比重|account|represent|made up|contribut|\bof (?:its|the|total)\b")
_UP = re.compile(rf"{UP}|{UP_EN}|增", re.IGNORECASE)
_DOWN = re.compile(rf"{DOWN}|{DOWN_EN}|跌|减|滑|收窄", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A number in a quotation.

    Attributes
    ----------
    start, end : int
        In the text in matching form, which is as long as the text.
    size : Decimal
        Without its sign.
    sign : str
        As written before it: ``-``, ``+`` or nothing.
    """

    start: int
    end: int
    size: Decimal
    sign: str


def said_number(value: object) -> Decimal | None:
    """Number of a proposal, sign and unit left out; None where it is none in digits."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    plain = str(value).strip().removesuffix("%").replace(",", "").lstrip("+-−")
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,10})?", plain, re.ASCII):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern lets none through
        return None


def figures_in(plain: str, start: int, end: int) -> list[Figure]:
    """Numbers that stand whole in a stretch."""
    return [
        Figure(
            match.start("n"), match.end("n"), Decimal(match["n"].replace(",", "")), match["sign"]
        )
        for match in _FIGURE.finditer(plain, start, end)
    ]


def is_percent(plain: str, figure: Figure) -> bool:
    """Whether a percent sign, and no “percentage points”, stands behind a number."""
    return bool(_PERCENT.match(plain, figure.end))


def is_growth(plain: str, start: int, end: int) -> bool:
    """Whether a stretch compares with an earlier period of the same thing."""
    return bool(_GROWTH.search(plain, start, end))


def is_part(plain: str, start: int, figure: Figure) -> bool:
    """Whether the words before a number make it a part of something."""
    return bool(_PART.search(plain, start, figure.start))


def direction_of(plain: str, start: int, figure_start: int, end: int) -> str:
    """
    Direction by the words of a stretch: the last one before the number, else those behind it.

    Empty where no word says it, or those behind disagree.
    """
    found = [(match.start(), "up") for match in _UP.finditer(plain, start, end)]
    found += [(match.start(), "down") for match in _DOWN.finditer(plain, start, end)]
    before = [each for each in found if each[0] < figure_start]
    if before:
        return max(before)[1]
    ways = {way for _, way in found}
    return ways.pop() if len(ways) == 1 else ""


def operator_at(plain: str, start: int, figure: Figure) -> Operator:
    """Operator by the words around a number: 超, 近, 约."""
    behind = plain[figure.end : figure.end + 6].lstrip("%")
    return operator_of(plain[max(start, figure.start - 6) : figure.start], behind)


def share_of(plain: str, start: int, end: int, figure: Figure) -> tuple[float, Unit] | None:
    """Value and unit of a number with a denominator, or of a sum; None where it is neither."""
    size = float(figure.size)
    growth = is_growth(plain, start, end)
    down = direction_of(plain, start, figure.start, end) == "down"
    if plain[figure.end : figure.end + 2].strip().startswith("倍"):
        return (size, "growth") if growth and "增" in plain[start:end] else (size, "times")
    if is_percent(plain, figure):
        if growth:
            return round(-size / 100 if down else size / 100, 9), "growth"
        return (round(size / 100, 9), "fraction") if _PART.search(plain, start, end) else None
    money = _MONEY.match(plain, figure.end)
    if money is None:
        return None
    word = money["u"].lower()
    unit: Unit = _CURRENCIES.get(word) or ("HKD" if word.startswith("hk") else "USD")
    return round(size * MAGNITUDES[(money["mag"] or "").lower()], 6), unit
