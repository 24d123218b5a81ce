"""What a number in a typed claim can be: a percentage, a count, a day, closes at the limit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from dashboard.analysis.typed_claims.roles import numbers, tens
from dashboard.language.numerals import HAN_DIGITS, han_numeral

Unit: TypeAlias = Literal["session", "day", "calendar-day", "week", "month", "year"]
Side: TypeAlias = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A percentage as typed.

    Attributes
    ----------
    percent : Decimal
        Without its sign, with the digits typed.
    sign : str
        "+", "-" or nothing.
    half : Decimal
        Half a unit of the last digit, in percent.
    side : {"up", "down"} or None
        Of a word that says both: doubled, 腰斩.
    bound : str
        Of such a word: to double is to rise by 100 % or more.
    unit : str
        Of one that needs to be said: "points", "tenths" (成) or "share" (half, 一半).
    """

    percent: Decimal
    sign: str = ""
    half: Decimal = Decimal("0.5")
    side: Side | None = None
    bound: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """So many sessions, days, weeks, months or years; `article` is "a" or "the" instead of one."""

    n: int
    unit: Unit
    article: str = ""


@dataclass(frozen=True, slots=True)
class LooseDay:
    """A day, a month or a year as written: what it leaves out is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Boards:
    """So many closes at a limit, in so many sessions; in as many, where None is said."""

    closes: int
    side: Side
    sessions: int | None = None


def numeral(text: str) -> int | None:
    """
    Whole number in digits, in Chinese or as an English word; None for what is none.

    >>> [numeral(word) for word in ("13", "十三", "二十", "两", "一百二十", "〇七", "forty-five")]
    [13, 13, 20, 2, 120, 7, 45]
    """
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    if text[:1].isascii():
        head, _, tail = re.sub(r"[\s-]+", " ", text.lower()).partition(" ")
        if head in tens() and (not tail or numbers().get(tail, 10) < 10):
            return tens()[head] + numbers().get(tail, 0)
        return numbers().get(text.lower())
    return han_numeral(text)


def decimal_of(text: str) -> Decimal | None:
    """
    Number with its decimals, in digits or in Chinese.

    >>> decimal_of("1,234.50"), decimal_of("四十五点六"), decimal_of("五"), decimal_of("..")
    (Decimal('1234.50'), Decimal('45.6'), Decimal('5'), None)
    """
    if re.fullmatch(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?", text) and text:
        return Decimal(text.replace(",", ""))
    whole, point, rest = text.partition("点")
    value = numeral(whole)
    if value is None or (point and not set(rest) <= set(HAN_DIGITS)) or (point and not rest):
        return None
    digits = "".join(str(HAN_DIGITS[sign]) for sign in rest)
    return Decimal(f"{value}.{digits}" if digits else value)


def half_of(number: Decimal) -> Decimal:
    """
    Half a unit of the last digit typed.

    >>> half_of(Decimal("45.6")), half_of(Decimal("46"))
    (Decimal('0.05'), Decimal('0.5'))
    """
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)
