"""The grammar of a typed claim: one stock, one percentage, one direction, up to two dates.

A sentence is taken apart piece by piece; each piece found is removed, and what is left may
only be filler.  Anything else is refused by name, because a word that was not understood
("not", "almost", "more than") can turn the claim into another one.

======================  ==============================================================
stock                   symbol, six-digit code, or a name of the case in either language
percentage              ``12 %``, ``12 percent``, ``百分之12``, with or without a sign
direction               rose, gained, climbed, up … / fell, lost, dropped, down …;
                        涨, 上涨, 升 … / 跌, 下跌, 降 …; or the sign of the number
dates                   2025-02-07, 7 Feb 2025, February 7, 2 月 7 日; ranges may leave
                        out what they share (``3 to 7 March``, ``2月7-13日``); the year
                        may be missing in all of them
======================  ==============================================================

Width does not matter: full-width digits and signs are read as the plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names

from dashboard.case import Case
from dashboard.errors import N_, InputError

LONGEST = 200  # letters of a typed claim

UP = (
    *("rose", "risen", "rise", "rises", "gained", "gains", "climbed", "jumped", "advanced"),
    *("added", "increased", "up"),
    *("上涨", "涨幅", "上升", "涨", "升"),
)
DOWN = (
    *("fell", "fallen", "fall", "falls", "lost", "loses", "dropped", "declined", "slid"),
    *("decreased", "down"),
    *("下跌", "跌幅", "下降", "跌", "降"),
)
EITHER = ("returned", "moved", "changed", "涨跌幅", "变动", "收益率")

_FILLER_EN = (
    "a the of in on over from between and to through until till by its it has have was is were "
    "share shares stock stocks price prices return close closing closes sessions session days day "
    "trading two three four five six seven eight nine ten period during for with total this that"
)
_FILLER_ZH = (
    *("五个交易日", "个交易日", "交易日", "股价", "股票", "收盘价", "收盘", "累计", "合计", "期间"),
    *("一共", "区间", "这段时间", "的", "在", "从", "自", "至", "到", "为", "了", "共", "内", "间"),
    *("由", "起", "止", "和", "与", "，", "。", "、"),
)


class UnknownStockError(InputError):
    """A typed claim names none of the stocks at hand, or the code of another."""


@dataclass(frozen=True, slots=True)
class LooseDay:
    """A date as written: what it leaves out is None."""

    year: int | None
    month: int | None
    day: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A typed claim, taken apart.

    Attributes
    ----------
    symbol : str
        The stock.
    figure : str
        The percentage as typed, with its sign, without the percent sign.
    days : tuple of LooseDay
        None, one or two, in the order of the sentence.
    """

    symbol: str
    figure: str
    days: tuple[LooseDay, ...]


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names = {
        name.lower().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale="en").items()
    }
    return {**names, "sept": 9}


@lru_cache(maxsize=1)
def _dates() -> re.Pattern[str]:
    names = "|".join(sorted(_months(), key=len, reverse=True))
    nth = r"(?:st|nd|rd|th)?"
    year = r"(?:,?\s*(?P<{}>\d{{4}}))?(?!\d)"
    return re.compile(
        r"(?P<y1>\d{4})\s*[-/.]\s*(?P<m1>\d{1,2})\s*[-/.]\s*(?P<d1>\d{1,2})(?!\d)"
        r"|(?:(?P<y2>\d{4})\s*年\s*)?(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})(?!\d)\s*[日号]?"
        rf"|(?P<d3>\d{{1,2}}){nth}\s+(?:of\s+)?(?P<m3>{names})\b\.?{year.format('y3')}"
        rf"|\b(?P<m4>{names})\b\.?\s*(?P<d4>\d{{1,2}}){nth}(?!\d){year.format('y4')}"
        r"|(?<![\d.])(?P<d5>\d{1,2})(?:st|nd|rd|th|\s*[日号])?(?![\d.])",
        re.IGNORECASE,
    )


_PERCENT = re.compile(
    r"(?:百分之\s*(?P<cn>[+-]?\d+(?:\.\d+)?))"
    r"|(?P<n>[+-]?\s*\d+(?:\.\d+)?)\s*(?:%|percent\b|per\s+cent\b|pct\b)",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"(?<![\d.])(\d{6})(?:\.([A-Za-z]{2}))?(?![\d%])")


def take_apart(text: str, case: Case) -> Sentence:
    """
    Stock, percentage, direction and dates of a typed claim.

    Raises
    ------
    UnknownStockError
        If no stock is named, or the code of one that is not at hand.
    InputError
        In one sentence: what is missing, what is there twice, or what was not understood.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[\N{MINUS SIGN}\N{FIGURE DASH}]", "-", plain)
    if not plain:
        raise InputError(N_("Type a statement such as “{example}”."), example=example(case))
    if len(plain) > LONGEST:
        raise InputError(
            N_("A statement has {n} characters at most; this one has {long}."),
            n=LONGEST,
            long=len(plain),
        )
    symbol, rest = _stock(plain, case)
    figure, rest = _figure(rest, case)
    sign, rest = _direction(rest, figure)
    days, rest = _days(rest)
    _nothing_left(rest, case)
    return Sentence(symbol, sign + figure.lstrip("+-"), days)


def example(case: Case) -> str:
    """Return a sentence of the grammar about the first stock of the case."""
    stock = case.stocks[0] if case.stocks else None
    first, last = case.window.first.isoformat(), case.window.last.isoformat()
    return f"{stock.symbol if stock else '300249.SZ'} +5.0% {first} to {last}"


def at_hand(case: Case) -> dict[str, tuple[str, ...]]:
    """Names by symbol: the stocks of the case and its benchmarks that have prices."""
    found = {
        stock.symbol: tuple(name for name in (stock.name.en, stock.name.zh) if name)
        for stock in case.stocks
    }
    for bench in case.benchmarks:
        if bench.returns is None:
            names = (bench.title.en, bench.title.zh)
            found[bench.id] = tuple(name for name in names if name)
    return found


# Pieces ---------------------------------------------------------------


def _stock(text: str, case: Case) -> tuple[str, str]:
    known = at_hand(case)
    found: dict[str, None] = {}
    rest = text
    for hit in _SYMBOL.finditer(text):
        matching = [symbol for symbol in known if _same_symbol(symbol, hit)]
        if not matching:
            raise UnknownStockError(
                N_("“{name}” is not among the stocks at hand: {known}."),
                name=hit.group(0),
                known=_listed(case),
            )
        found[matching[0]] = None
        rest = rest.replace(hit.group(0), " ", 1)
    names = [(name, symbol) for symbol, all_of in known.items() for name in all_of]
    for name, symbol in sorted(names, key=lambda pair: -len(pair[0])):
        # 沪深 300 and 沪深300 are one name.
        letters = re.escape(unicodedata.normalize("NFKC", name)).replace(r"\ ", r"\s*")
        pattern = rf"(?<![A-Za-z0-9]){letters}(?:'s)?(?![A-Za-z])"
        rest, times = re.subn(pattern, " ", rest, flags=re.IGNORECASE)
        if times:
            found[symbol] = None
    if not found:
        raise UnknownStockError(
            N_("The statement names none of the stocks at hand: {known}."), known=_listed(case)
        )
    if len(found) > 1:
        raise InputError(
            N_("The statement names {n} stocks ({names}); type one at a time."),
            n=len(found),
            names=", ".join(found),
        )
    return next(iter(found)), rest


def _same_symbol(symbol: str, hit: re.Match[str]) -> bool:
    code, _, market = symbol.partition(".")
    typed = (hit.group(2) or "").upper()
    typed = {"SH": "SS", "SHA": "SS"}.get(typed, typed)
    return code == hit.group(1) and typed in {"", market.upper()}


def _listed(case: Case) -> str:
    return ", ".join(
        " ".join([*dict.fromkeys([*reversed(names)]), symbol])
        for symbol, names in at_hand(case).items()
    )


def _figure(text: str, case: Case) -> tuple[str, str]:
    hits = list(_PERCENT.finditer(text))
    if len(hits) != 1:
        template = (
            N_("The statement has no percentage; type one such as “{example}”.")
            if not hits
            else N_("The statement has {n} percentages; type one at a time, as in “{example}”.")
        )
        raise InputError(template, n=len(hits), example=example(case))
    (hit,) = hits
    number = re.sub(r"\s", "", hit.group("cn") or hit.group("n"))
    return number, f"{text[: hit.start()]} {text[hit.end() :]}"


def _direction(text: str, figure: str) -> tuple[str, str]:
    text, neutral = _strike(text, EITHER)
    text, up = _strike(text, UP)
    text, down = _strike(text, DOWN)
    signed = figure[0] in "+-"
    if (up and down) or (signed and (up or down)):
        raise InputError(
            N_("Say the direction once: by a word such as rose or fell, or by the sign.")
        )
    if not (up or down or neutral or signed):
        raise InputError(N_("Say the direction: rose or fell, 涨 or 跌, or a sign."))
    return ("-" if down or figure[0] == "-" else ""), text


def _strike(text: str, words: tuple[str, ...]) -> tuple[str, bool]:
    latin = "|".join(word for word in words if word.isascii())
    other = "|".join(word for word in words if not word.isascii())
    rest, times = re.subn(rf"\b(?:{latin})\b|{other}", " ", text, flags=re.IGNORECASE)
    return rest, bool(times)


def _days(text: str) -> tuple[tuple[LooseDay, ...], str]:
    # "5 sessions" counts and is no date; the calendar counts for itself.
    text = re.sub(
        r"\d+\s*(?:-\s*)?(?:trading\s+)?(?:sessions?|days?)\b", " ", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\d+\s*个?\s*交易日", " ", text)
    found = []
    for hit in _dates().finditer(text):
        part = {name: value for name, value in hit.groupdict().items() if value}
        values = {name[0]: value for name, value in part.items()}
        month = values.get("m")
        found.append(
            LooseDay(
                int(values["y"]) if "y" in values else None,
                None if month is None else _months().get(month.lower()) or int(month),
                int(values["d"]),
            )
        )
    if len(found) > 2:
        raise InputError(
            N_("The statement has {n} dates; it takes a first and a last one."), n=len(found)
        )
    return tuple(found), _dates().sub(" ", text)


def _nothing_left(rest: str, case: Case) -> None:
    for word in _FILLER_ZH:
        rest = rest.replace(word, " ")
    words = re.sub(r"[\s,.;:'\"“”‘’()\-–—~/+]+", " ", rest).split()
    strange = [word for word in words if word.lower() not in _FILLER_EN.split()]
    if strange:
        raise InputError(
            N_("“{word}” was not understood; type a statement such as “{example}”."),
            word=strange[0][:40],
            example=example(case),
        )
