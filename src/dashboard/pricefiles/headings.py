"""What the heading of a column says: what the column holds, its unit, how prices were adjusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from dashboard.cases.cells import narrow
from dashboard.errors import N_, InputError
from dashboard.market.codes import as_written, codes_in
from dashboard.pricefiles.days import read_day

Role: TypeAlias = Literal[
    "date",
    "time",
    "symbol",
    "name",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "amount",
    "factor",
    "adj-close",
    "traded",
    "paused",
    "adjust-flag",
]
ROLES: tuple[Role, ...] = get_args(Role)
FLAGS: tuple[Role, ...] = ("traded", "paused", "adjust-flag")
NEEDED: tuple[Role, ...] = ("date", "open", "high", "low", "close")

HeadingWord: TypeAlias = Literal["", "none", "forward", "backward"]
"""How prices were adjusted, as a heading, a title or a file name says it."""

ROLE_NAMES: dict[Role | Literal[""], str] = {
    "date": N_("day"),
    "time": N_("time of day"),
    "symbol": N_("code"),
    "name": N_("name"),
    "open": N_("opening price"),
    "high": N_("highest price"),
    "low": N_("lowest price"),
    "close": N_("closing price"),
    "volume": N_("volume"),
    "amount": N_("amount traded"),
    "factor": N_("adjustment factor"),
    "adj-close": N_("adjusted closing price"),
    "traded": N_("whether it traded"),
    "paused": N_("whether it was suspended"),
    "adjust-flag": N_("kind of adjustment"),
    "": N_("not used"),
}
"""What a column holds, for readers."""

MAX_COLUMNS = 200

# Without spaces, hyphens, underscores and dots, in small letters.
_ALIASES: dict[Role, str] = {
    "date": "date 日期 交易日期 交易日 交易时间 时间 tradedate trddt day time datetime",
    "symbol": "symbol code ticker 代码 股票代码 证券代码 tscode secid secucode stockcode stkcd",
    "name": "name 名称 简称 股票名称 股票简称 证券名称 证券简称 stockname shortname",
    "open": "open openprice 开盘 开盘价 今开 开 日开盘价 opnprc",
    "high": "high highprice 最高 最高价 高 日最高价 hiprc",
    "low": "low lowprice 最低 最低价 低 日最低价 loprc",
    "close": "close closeprice 收盘 收盘价 收 日收盘价 clsprc",
    "volume": "volume vol 成交量 交易量 总手 成交股数 成交手数 日个股交易股数 dnshrtrd",
    "amount": "amount amt turnovervalue money 成交额 成交金额 交易额 金额 日个股交易金额 dnvaltrd",
    "factor": "factor adjfactor adjustfactor 复权因子 后复权因子",
    "adj-close": "adjclose adjustedclose closeadj",
    "traded": "tradestatus 交易状态",
    "paused": "paused ispaused suspendflag suspended 停牌 是否停牌",
    "adjust-flag": "adjustflag 复权状态 复权类型",
}
_ROLE_OF = {alias: role for role, names in _ALIASES.items() for alias in names.split()}
# Whether a factor of forward adjustment multiplies or divides differs by vendor.
_UNUSED = {"前复权因子", "qfqfactor", "foreadjustfactor"}
_LATER_CHOICE = {"时间", "time", "datetime"}  # beside a date they are the time of day
_PARTS = {"year", "month"}  # beside them a column called day is a part of a date
_UNNAMED = re.compile(r"|unnamed: ?\d+|index", re.IGNORECASE)

_VOLUME_UNITS = {
    "shares": 1.0,
    "share": 1.0,
    "股": 1.0,
    "lots": 100.0,
    "lot": 100.0,
    "手": 100.0,
    "百股": 100.0,
    "千股": 1e3,
    "万股": 1e4,
    "万手": 1e6,
}
_AMOUNT_UNITS = {
    "yuan": 1.0,
    "cny": 1.0,
    "rmb": 1.0,
    "元": 1.0,
    "千元": 1e3,
    "万元": 1e4,
    "万": 1e4,
    "百万元": 1e6,
    "亿元": 1e8,
    "亿": 1e8,
}
_NAMED_UNITS = {
    "总手": 100.0,
    "成交手数": 100.0,
    "成交股数": 1.0,
    # The database writes shares and yuan, its handbook says.
    "dnshrtrd": 1.0,
    "日个股交易股数": 1.0,
    "dnvaltrd": 1.0,
    "日个股交易金额": 1.0,
}

_BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
_JOINTS = re.compile(r"[\s_.\-]+")
_WORDS: tuple[tuple[re.Pattern[str], HeadingWord], ...] = (
    (re.compile(r"前复权|(?<![a-z])qfq(?![a-z])|forward.?adj\w*"), "forward"),
    (re.compile(r"后复权|(?<![a-z])hfq(?![a-z])|back(?:ward)?.?adj\w*"), "backward"),
    (re.compile(r"不复权|未复权|除权|unadjusted|(?<![a-z])bfq(?![a-z])"), "none"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """
    One column of a file.

    Attributes
    ----------
    text : str
        The heading as it stands in the file.
    role : str
        What the column was recognised as; empty when it is not used.
    unit : float
        Shares or currency units in one unit of the column, where the heading says so;
        else 0.
    word : {"", "none", "forward", "backward"}
        How the heading says that prices were adjusted.
    """

    text: str
    role: Role | Literal[""] = ""
    unit: float = 0.0
    word: HeadingWord = ""


@dataclass(frozen=True, slots=True)
class Export:
    """
    A download of a known shape.

    Attributes
    ----------
    title : str
        Where such files come from.
    keys : frozenset of str
        Headings that together give it away.
    volume, amount : float
        Shares in a unit of volume and currency in one of amount; 0 where it has none.
    above : pattern or None
        What stands above the heading, where the headings alone do not give it away.
    """

    title: str
    keys: frozenset[str]
    volume: float
    amount: float
    above: re.Pattern[str] | None = None


YAHOO = Export(
    "Yahoo Finance",
    frozenset({"date", "open", "high", "low", "close", "adjclose", "volume"}),
    1.0,
    0.0,
)
EXPORTS = (
    YAHOO,
    Export(
        "Eastmoney",
        frozenset({"日期", "开盘", "收盘", "最高", "最低", "成交量", "成交额", "振幅", "换手率"}),
        100.0,
        1.0,
    ),
    Export(
        "通达信",
        frozenset({"日期", "开盘", "最高", "最低", "收盘", "成交量", "成交额"}),
        1.0,
        1.0,
        re.compile(r"\d{6} +\S.* +日线"),
    ),
    Export(
        "Tushare",
        frozenset({"tscode", "tradedate", "open", "high", "low", "close", "vol", "amount"}),
        100.0,
        1000.0,
    ),
)


def key(text: str) -> str:
    """
    Heading without case, width, joints and what stands in brackets.

    >>> key("Adj Close"), key("成交量（手）"), key("trade_date")
    ('adjclose', '成交量', 'tradedate')
    """
    return _JOINTS.sub("", _BRACKETS.sub("", narrow(text).lower()))


def aliases(role: Role) -> tuple[str, ...]:
    """
    Headings by which a column is recognised, as `key` leaves them.

    >>> "股票代码" in aliases("symbol")
    True
    """
    return tuple(_ALIASES[role].split())


def adjustment_word(text: str) -> HeadingWord:
    """
    How prices were adjusted, if a text says so in one way only.

    >>> adjustment_word("收盘价(前复权)"), adjustment_word("300249 依米康 日线 不复权")
    ('forward', 'none')
    """
    plain = narrow(text).lower()
    found = {word for pattern, word in _WORDS if pattern.search(plain)}
    return found.pop() if len(found) == 1 else ""


def recognise(texts: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> tuple[Heading, ...]:
    """
    What each column of a file holds.

    Of columns that hold the same thing the unadjusted one counts; a backward-adjusted
    close beside it is its adjusted close, and other adjusted columns are not used.

    Parameters
    ----------
    texts : sequence of str
        The headings.
    sample : sequence of sequences of str
        Some rows: of two columns of dates the one that holds days counts, and a column
        of days without a name is the date where no other is.
    """
    headings = [_heading(text) for text in texts]
    _choose_date(headings, sample)
    for role in ROLES:
        same = [place for place, heading in enumerate(headings) if heading.role == role]
        plain = [place for place in same if not headings[place].word]
        if len(same) > 1 and plain:
            _drop(headings, [place for place in same if place not in plain])
    _adopt_adjusted_close(headings)
    return tuple(headings)


def twice(headings: Sequence[Heading]) -> dict[Role, list[Heading]]:
    """Columns that hold the same thing as another."""
    found = {role: [each for each in headings if each.role == role] for role in ROLES}
    return {role: same for role, same in found.items() if len(same) > 1}


def known_export(headings: Sequence[Heading], title: str = "") -> Export | None:
    """Return the known download whose headings, and title above them, these are."""
    keys = {key(heading.text) for heading in headings}
    fitting = (export for export in EXPORTS if export.keys <= keys)
    return next((each for each in fitting if not each.above or each.above.search(title)), None)


def is_wide(headings: Sequence[Heading]) -> bool:
    """Whether the columns are securities instead of prices."""
    return sum(any(found.code for found in codes_in(narrow(each.text))) for each in headings) >= 2


@lru_cache(maxsize=1024)
def _heading(text: str) -> Heading:
    name = key(text)
    word = adjustment_word(text)
    if name in _UNUSED:
        return Heading(text)
    role = _ROLE_OF.get(name)
    if role is None and word:
        for pattern, _ in _WORDS:
            name = pattern.sub("", name)
        role = _ROLE_OF.get(name)
    return Heading(text, role or "", _unit(text, name, role), "" if role == "factor" else word)


def _unit(text: str, name: str, role: Role | None) -> float:
    units = {"volume": _VOLUME_UNITS, "amount": _AMOUNT_UNITS}.get(role or "", {})
    for inside in _BRACKETS.findall(narrow(text).lower()):
        said = inside.removeprefix("单位").strip(": ")
        if said in units:
            return units[said]
    return _NAMED_UNITS.get(name, 0.0)


def _choose_date(headings: list[Heading], sample: Sequence[Sequence[str]]) -> None:
    """Leave one column of dates where the headings and some rows tell which it is."""
    dates = [place for place, heading in enumerate(headings) if heading.role == "date"]
    if not dates:
        nameless = [at for at, each in enumerate(headings) if _UNNAMED.fullmatch(each.text.strip())]
        for place in (at for at in nameless if sample and _days(sample, at) == len(sample)):
            headings[place] = replace(headings[place], role="date")
            return
    if len(dates) > 1 and {key(each.text) for each in headings} >= _PARTS:
        _drop(headings, [place for place in dates if key(headings[place].text) == "day"])
    held = {place: _days(sample, place) for place in dates if headings[place].role}
    if len(held) > 1:
        most = max(held.values())
        _drop(headings, [place for place, days in held.items() if days < most])
        best = [place for place, days in held.items() if days == most]
        later = [place for place in best if key(headings[place].text) in _LATER_CHOICE]
        if len(later) < len(best):
            _drop(headings, later)


def _days(sample: Sequence[Sequence[str]], place: int) -> int:
    """Count the rows that hold a day in a column."""
    found = 0
    for cells in sample:
        with suppress(InputError, IndexError):
            read_day(as_written(cells[place]))
            found += 1
    return found


def _drop(headings: list[Heading], places: Sequence[int]) -> None:
    for place in places:
        headings[place] = replace(headings[place], role="")


def _adopt_adjusted_close(headings: list[Heading]) -> None:
    roles = {heading.role for heading in headings}
    if "close" not in roles or "adj-close" in roles:
        return
    for place, heading in enumerate(headings):
        if not heading.role and _heading(heading.text).role == "close":
            headings[place] = replace(heading, role="adj-close")
            return
