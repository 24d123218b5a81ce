"""Numbers in a sentence: how percentages, counts, days and limits are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from babel.dates import get_day_names, get_month_names

from dashboard.analysis.typed_claims.roles import Kind, numbers, tens
from dashboard.analysis.typed_claims.values import (
    Boards,
    Count,
    Figure,
    LooseDay,
    Unit,
    decimal_of,
    half_of,
    numeral,
)

Maker = Callable[[re.Match[str]], object | None]
Pattern = tuple[Kind, re.Pattern[str], Maker]

_HAN = "[零〇一二两三四五六七八九十百]"
_N = rf"(?:[0-9]{{1,4}}|{_HAN}{{1,5}})"
_FIGURE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?<=[0-9])"
_HAN_FIGURE = rf"{_HAN}{{1,6}}(?:点[零〇一二三四五六七八九]{{1,4}})?"
_SIGN = r"(?<![0-9A-Za-z.%])[+-]"
_PERCENT = r"%|percent\b|per\s+cent\b|pct\b"
_POINTS = r"percentage\s+points?\b|pps?\b|个百分点|个点"
_YEAR = r"(?:19|20)[0-9]{2}"

# What doubles, halves: percent, side.
_TIMES: dict[str, tuple[int, str]] = {
    "doubled": (100, "up"),
    "tripled": (200, "up"),
    "quadrupled": (300, "up"),
    "halved": (50, "down"),
    "翻倍": (100, "up"),
    "翻番": (100, "up"),
    "翻一番": (100, "up"),
    "翻了一番": (100, "up"),
    "翻了一倍": (100, "up"),
    "翻两番": (300, "up"),
    "翻了两番": (300, "up"),
    "腰斩": (50, "down"),
}

_MANY, _DIGITS = Decimal(10**9), 9
"""Per cent from which on, and decimals beyond which, a figure is no percentage."""

_PARTS = {"half": 2, "halve": 2, "一半": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

_UNITS: tuple[tuple[str, Unit], ...] = (
    (r"(?:trading|business|market)[\s-]+(?:days?|sessions?)|sessions?|交易日", "session"),
    (r"calendar[\s-]+days?|自然日|日历日", "calendar-day"),
    (r"days?|天", "day"),
    (r"weeks?|周|星期|礼拜", "week"),
    (r"months?|月", "month"),
    (r"years?|年", "year"),
)


def _unit(text: str) -> Unit:
    return next(unit for form, unit in _UNITS if re.fullmatch(form, text, re.IGNORECASE))


# Makers: a match to its value, or None where it is none ----------------


def _figure(match: re.Match[str]) -> Figure | None:
    found = match.groupdict()
    number = decimal_of(found["n"] or "")
    if number is None or number >= _MANY or number.as_tuple().exponent < -_DIGITS:  # type: ignore[operator]
        return None
    unit = "points" if found.get("points") else ""
    sign = (found.get("sign") or "").strip()
    return Figure(number, sign, half_of(number), unit=unit)


def _english_figure(match: re.Match[str]) -> Figure | None:
    value = numeral(match["n"])
    return None if value is None else Figure(Decimal(value))


def _tenths(match: re.Match[str]) -> Figure | None:
    tens, ones = numeral(match["a"]), match["b"]
    if not tens or tens > 10:
        return None
    if ones is None:
        return Figure(Decimal(10 * tens), half=Decimal(5), unit="tenths")
    rest = 5 if ones == "半" else numeral(ones) or 0
    return Figure(Decimal(10 * tens + rest), unit="tenths")


def _share(match: re.Match[str]) -> Figure | None:
    """A half, two thirds, 三分之一: as coarse a figure as it is written."""
    found = match.groupdict()
    parts = _PARTS.get(found["of"].lower().rstrip("s")) or numeral(found["of"])
    n = numeral(found.get("n") or "") or 1
    if not parts or not 0 < n < parts:
        return None
    percent = (Decimal(100 * n) / parts).quantize(Decimal("0.1")).normalize()
    return Figure(percent, half=max(Decimal(1), percent / 10), unit="share")


def _times(match: re.Match[str]) -> Figure:
    percent, side = _TIMES[match[0].lower()]
    return Figure(Decimal(percent), side="up" if side == "up" else "down", bound="at-least")


def _count(match: re.Match[str]) -> Count | None:
    n = numeral(match["n"])
    return None if n is None else Count(n, _unit(match["unit"]))


def _boards(match: re.Match[str]) -> Boards | None:
    found = match.groupdict()
    closes, sessions = numeral(match["n"]), numeral(found.get("m") or "")
    is_down = (found.get("side") or "").lower() in {"跌停", "down"}
    return None if closes is None else Boards(closes, "down" if is_down else "up", sessions)


def _loose(match: re.Match[str]) -> LooseDay | None:
    """Date out of the groups y, m, d and month."""
    found = match.groupdict()
    month = found.get("m")
    number = _months().get(month.lower()) if month else None
    year = found.get("y")
    whole = numeral(year) if year else None
    if whole is not None and len(year or "") == 2:
        whole += 2000
    day = numeral(found["d"]) if found.get("d") else None
    return LooseDay(whole, (number or numeral(month)) if month else None, day)


def _weekday(match: re.Match[str]) -> int:
    return _weekdays()[match["w"].lower()]


def _article(match: re.Match[str]) -> Count:
    return Count(1, _unit(match["unit"].rpartition(" ")[2]), match["n"].lower())


@cache
def _months() -> dict[str, int]:
    names = {
        name.lower().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale="en").items()
    }
    return {**names, "sept": 9}


@cache
def _weekdays() -> dict[str, int]:
    names = {
        name.lower(): number
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale="en").items()
    }
    han = {sign: n for n, sign in enumerate("一二三四五六日")} | {"天": 6}
    return {**names, "tues": 1, "thur": 3, "thurs": 3, **han}


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted((word for word in words if word.isascii()), key=len, reverse=True))


# Forms -----------------------------------------------------------------

_WORD = rf"\b(?:{_alternatives(numbers())})"
_WORDS = rf"{_WORD}|\b(?:{_alternatives(tens())})(?:[\s-]+(?:{_alternatives(numbers())}))?"
_NAME = rf"(?P<m>{_alternatives(_months())})\b\.?"
_NTH = r"(?:st|nd|rd|th)?"
_NO_COUNT = r"(?!\s*%|[\s-]*(?:days?|sessions?))"  # “Feb 5 sessions” is no day
_BEHIND = rf"(?:,?\s*(?P<y>{_YEAR})(?![0-9]){_NO_COUNT})?"
_HAN_YEAR = r"(?:(?P<y>[0-9]{4}|[0-9]{2}|[零〇一二三四五六七八九]{4})\s*年\s*)?"
_HAN_MONTH = rf"{_HAN_YEAR}(?P<m>{_N})\s*月"
_ISO = r"(?P<y>[0-9]{4})\s*[-/.]\s*(?P<m>[0-9]{1,2})\s*[-/.]\s*(?P<d>[0-9]{1,2})(?![0-9])"
_FREE = r"(?=\s*(?:[-–—~至到,.;)]|$)|\s)"  # 2月7, without its 日
_TWICE = "|".join(sorted(_TIMES, key=len, reverse=True))
_ENGLISH_UNIT = "|".join(form for forms, _ in _UNITS for form in forms.split("|") if form.isascii())

_AMOUNTS: tuple[tuple[Kind, str, Maker], ...] = (
    (
        Kind.SIZE,
        rf"(?P<sign>{_SIGN}\s?)?(?P<n>{_FIGURE})\s*(?:{_PERCENT}|(?P<points>{_POINTS}))",
        _figure,
    ),
    (Kind.SIZE, rf"百分之\s*(?P<sign>[+-])?(?P<n>{_FIGURE}|{_HAN_FIGURE})", _figure),
    (Kind.SIZE, rf"(?P<n>{_HAN_FIGURE})\s*(?P<points>个百分点|个点)", _figure),
    (Kind.SIZE, rf"(?P<n>{_WORDS})[\s-]+(?:{_PERCENT})", _english_figure),
    (
        Kind.SIZE,
        r"(?P<a>[一二两三四五六七八九十0-9])\s*成(?P<b>[一二三四五六七八九0-9半])?",
        _tenths,
    ),
    (Kind.SIZE, rf"(?<![A-Za-z])(?:{_TWICE})(?![A-Za-z])", _times),
    (
        Kind.SIZE,
        rf"(?P<of>{_HAN}{{1,2}}|[0-9]{{1,2}})\s*分之\s*(?P<n>{_HAN}{{1,2}}|[0-9]{{1,2}})",
        _share,
    ),
    (Kind.SIZE, r"(?P<of>一半)", _share),
    (
        Kind.SIZE,
        (
            rf"\b(?:(?:an?|one|(?P<n>{_WORD}))[\s-]+)?(?P<of>half|thirds?|quarters?|fifths?|tenths?)\b"
            r"(?![\s-]+(?:of\s+)?(?:a\s+)?(?:per|pct|point|trading|session|days?|weeks?|months?|years?))"
            r"(?:\s+(?:of\s+)?(?:its|their)\s+value\b)?"
        ),
        _share,
    ),
    (Kind.BOARDS, rf"(?P<m>{_N})\s*[天日]\s*(?P<n>{_N})\s*板", _boards),
    (Kind.BOARDS, rf"(?P<n>{_N})\s*连板", _boards),
    (
        Kind.BOARDS,
        (
            rf"(?P<m>{_N})\s*(?:个?交易日|天|日)(?:之?[内里中])?(?:录得|收获|收出|斩获|拿下|收|出现)?了?"
            rf"(?P<n>{_N})\s*[个次度](?P<side>涨停|跌停)板?"
        ),
        _boards,
    ),
    (Kind.BOARDS, rf"连(?:收|拉|拿)了?(?P<n>{_N})\s*个?(?P<side>涨停|跌停)板?", _boards),
    (
        Kind.BOARDS,
        (
            rf"(?P<n>[0-9]+|{_WORD})\s+limit[\s-](?P<side>up|down)s?\s+(?:in|over|within)\s+"
            rf"(?:the\s+)?(?P<m>[0-9]+|{_WORD})\s+(?:trading\s+)?(?:sessions|days)\b"
        ),
        _boards,
    ),
    (
        Kind.BOARDS,
        (
            rf"limit[\s-](?P<side>up|down)\s+(?:for|on|in)\s+(?P<n>[0-9]+|{_WORD})\s+"
            r"(?:consecutive|straight|successive)\s+(?:trading\s+)?(?:sessions|days)\b"
        ),
        _boards,
    ),
    (
        Kind.BOARDS,
        (
            rf"limit[\s-](?P<side>up|down)\s+(?P<n>[0-9]+|{_WORD})\s+(?:trading\s+)?(?:sessions|days)"
            r"\s+(?:in\s+a\s+row|running)\b"
        ),
        _boards,
    ),
    (
        Kind.BOARDS,
        rf"连续\s*(?P<n>{_N})\s*(?:个?交易日|[天日个])?(?:收盘|收)?(?P<side>涨停|跌停)板?",
        _boards,
    ),
    (
        Kind.BOARDS,
        rf"(?P<n>[0-9]+|{_WORD})\s+(?:consecutive|straight)\s+limit[\s-](?P<side>up|down)s?\b",
        _boards,
    ),
)
_DATES: tuple[tuple[Kind, str, Maker], ...] = (
    (Kind.DAY, _ISO, _loose),
    (Kind.DAY, rf"(?P<y>{_YEAR})(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})(?![0-9])", _loose),
    (Kind.DAY, rf"{_HAN_MONTH}\s*(?P<d>{_N})\s*[日号]", _loose),
    (Kind.DAY, rf"{_HAN_MONTH}\s*(?P<d>[0-9]{{1,2}}){_FREE}", _loose),
    (Kind.DAY, rf"(?P<d>[0-9]{{1,2}}){_NTH}\s+(?:of\s+)?{_NAME}{_BEHIND}", _loose),
    (Kind.DAY, rf"\b{_NAME}\s*(?P<d>[0-9]{{1,2}}){_NTH}(?!\.?[0-9]){_NO_COUNT}{_BEHIND}", _loose),
    (Kind.MONTH, rf"{_HAN_MONTH}份?", _loose),
    (Kind.MONTH, rf"\b{_NAME}{_BEHIND}", _loose),
    (Kind.YEAR, rf"(?P<y>{_YEAR}|[零〇一二三四五六七八九]{{4}})\s*年", _loose),
    (Kind.YEAR, rf"(?P<y>{_YEAR})(?![0-9.%])", _loose),
    (Kind.WEEKDAY, rf"\b(?P<w>{_alternatives(_weekdays())})\b\.?", _weekday),
    (Kind.WEEKDAY, r"(?:周|星期|礼拜)(?P<w>[一二三四五六日天])", _weekday),
    (Kind.NTH, rf"(?P<d>{_N})\s*(?P<suffix>日|号)", _loose),
    (Kind.NTH, rf"(?P<d>[0-9]{{1,2}}){_NTH}(?!\.?[0-9]|[A-Za-z%]|,[0-9]{{1,3}}(?![0-9]))", _loose),
)
_COUNTS: tuple[tuple[Kind, str, Maker], ...] = (
    (
        Kind.COUNT,
        rf"(?P<n>[0-9]{{1,4}}|{_WORD})(?:\s*-\s*|\s+|(?<=[0-9]))(?P<unit>{_ENGLISH_UNIT})\b",
        _count,
    ),
    (
        Kind.COUNT,
        r"\b(?P<n>an?|the)\s+(?P<unit>(?:trading\s+)?(?:day|session)|week|month|year)\b(?!\s+of\b)",
        _article,
    ),
    (Kind.COUNT, rf"(?P<n>{_N})\s*个?\s*(?P<unit>交易日|自然日|日历日)", _count),
    (
        Kind.COUNT,
        rf"(?P<n>{_N})\s*个?\s*(?P<unit>周|星期|礼拜)(?![一二三四五六日天末])",
        _count,
    ),
    (Kind.COUNT, rf"(?P<n>{_N})\s*(?P<unit>天)", _count),
    (Kind.COUNT, rf"(?P<n>{_N})\s*个\s*(?P<unit>月)", _count),
    (Kind.COUNT, rf"(?P<n>[0-9]{{1,2}}|{_HAN}{{1,2}})\s*(?P<unit>年)", _count),
    (Kind.COUNT, "单日|单个交易日", lambda _: Count(1, "session")),
    (Kind.COUNT, "两日", lambda _: Count(2, "day")),  # of a date one says 二日
    (Kind.HEADS, rf"(?P<n>{_N})\s*(?:家|只|支)(?:公司|股票|个股)?", lambda hit: numeral(hit["n"])),
)


@cache
def patterns() -> tuple[Pattern, ...]:
    """
    Every pattern with what it makes.

    At one place the longest match counts; of equally long ones the first.
    """
    listed = (*_AMOUNTS, *_DATES, *_COUNTS)
    return tuple((kind, re.compile(form, re.IGNORECASE), make) for kind, form, make in listed)
