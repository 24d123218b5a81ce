"""Codes of securities in every usual writing, and the symbols they mean: the one reader of codes.

Price files, typed claims, case files and `find` read codes here and nowhere else.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

from dashboard.errors import N_, InputError

# By the exchanges themselves, ISO 10383, Reuters, terminals, trading platforms, Google.
_SHANGHAI = ("XSHG", "SHSE", "SSE", "SHA", "SHG", "SH", "SS")
_SHENZHEN = ("XSHE", "SZSE", "SZA", "SHE", "SZ")
_BEIJING = ("BJSE", "BSE", "BJ")
ENDINGS: Mapping[str, str] = {
    **dict.fromkeys(_SHANGHAI, "SS"),
    **dict.fromkeys(_SHENZHEN, "SZ"),
    **dict.fromkeys(_BEIJING, "BJ"),
}
"""What stands before or behind a code, and the ending of the symbol that it means."""

# Eastmoney: 1 is Shanghai, 0 Shenzhen and Beijing, 2 the indices of CSI.
_SECIDS = {"1": ("SS",), "0": ("SZ", "BJ"), "2": ("SS",)}

# Which exchange gives out codes of these beginnings; 000 is both a stock of Shenzhen
# and an index of Shanghai.
_HOMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("000", ("SZ", "SS")),
    ("001", ("SZ",)),
    ("002", ("SZ",)),
    ("003", ("SZ",)),
    ("004", ("SZ",)),
    ("200", ("SZ",)),
    ("399", ("SZ",)),
    ("30", ("SZ",)),
    ("15", ("SZ",)),
    ("16", ("SZ",)),
    ("60", ("SS",)),
    ("68", ("SS",)),
    ("900", ("SS",)),
    ("93", ("SS",)),
    ("51", ("SS",)),
    ("56", ("SS",)),
    ("58", ("SS",)),
    ("92", ("BJ",)),
    ("43", ("BJ",)),
    ("83", ("BJ",)),
    ("87", ("BJ",)),
    ("88", ("BJ",)),
    ("899", ("BJ",)),
)

BEIJING_SWITCH = date(2025, 10, 9)
"""First session on which Beijing's stocks of before had their codes of today (920…)."""

_ANY = "|".join(sorted(ENDINGS, key=len, reverse=True))
_BARE = re.compile(r"\d{1,6}", re.ASCII)
_FLOAT = re.compile(r"(\d{1,6})\.0", re.ASCII)
_SUFFIXED = re.compile(rf"(\d{{6}})[.@:_ ]?({_ANY})", re.ASCII)
_PREFIXED = re.compile(rf"({_ANY})[.#:_ ]?(\d{{6}})", re.ASCII)
_SECID = re.compile(r"([012])\.(\d{6})", re.ASCII)
_FOREIGN = re.compile(
    rf"(?!(?:{_ANY}|CN|NQ|OC)[.#:_ ]?\d)\^?[A-Z](?!.*\d{{6}})[A-Z0-9]{{0,9}}(?:[.-][A-Z]{{1,4}})?"
    r"|\d{4,6}\.(?:HK|KS|KQ|T|TW|TWO)",
    re.ASCII,
)
_ELSEWHERE = re.compile(
    r"(?P<before>[A-Z]{1,6})[.#:_ ]?(?P<behind>\d{6})|"
    r"(?P<code>\d{6})[.@:_ ]?(?P<ending>[A-Z]{1,6})",
    re.ASCII,
)
# A cell that a spreadsheet is told to keep as text: '300249, ="300249".
_AS_TEXT = re.compile(r"=\s*\"([^\"]*)\"|['’‘`]+(.*)|\"([^\"]*)\"")
# In a sentence a code may touch Chinese but no letter, digit, decimal or percentage.
_IN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z.])(?:(?:{_ANY}|CN|NQ)[.#:_]?\d{{6}}|[012]\.\d{{6}}"
    rf"|\d{{6}}(?:[.@:]?(?:{_ANY}|CN|NQ))?)"
    r"(?!\.?[0-9A-Za-z]|\s?[%％])",
    re.ASCII | re.IGNORECASE,
)

AMBIGUOUS = N_(
    "This code is a stock of Shenzhen or an index of Shanghai; write {code}.SZ or {code}.SS."
)
NO_CODE = N_(
    "“{code}” is no code of a security; write it as 300249, 300249.SZ, SZ300249 or 0.300249."
)
COUNTRY = N_(
    "“{ending}” names the country and not the exchange; write {code} with .SZ, .SS or .BJ."
)
THIRD_BOARD = N_(
    "“{ending}” is the New Third Board, whose securities are not read here; a company that moved "
    "to Beijing has a code with .BJ."
)
NO_EXCHANGE = N_(
    "“{ending}” is no exchange known here; write the code with .SZ, .SS or .BJ, such as 300249.SZ."
)
ELSEWHERE = N_("The code {code} belongs to {home}, not to {given}; mend the one or the other.")


@dataclass(frozen=True, slots=True)
class Code:
    """
    A code as read.

    Attributes
    ----------
    symbol : str
        Yahoo style; of an open code the Shenzhen stock.
    padded : bool
        Whether it had lost its leading zeros.
    is_open : bool
        Whether it can also be an index of Shanghai.
    old : str
        The code as written when it is one that Beijing gave up for that of `symbol`.
    """

    symbol: str
    padded: bool = False
    is_open: bool = False
    old: str = ""


def read_code(text: str) -> Code:
    """
    Security that a code means.

    Raises
    ------
    InputError
        If it is no code, or of no exchange that has such codes.

    Examples
    --------
    >>> [read_code(text).symbol for text in ("300249", "SH603881", "1.603881", "sz.300249", "2230")]
    ['300249.SZ', '603881.SS', '603881.SS', '300249.SZ', '002230.SZ']
    >>> [read_code(text).symbol for text in ("300249.XSHE", "SHSE.603881", '="300249"', "835185")]
    ['300249.SZ', '603881.SS', '300249.SZ', '920185.BJ']
    """
    plain = as_written(text).upper()
    plain = match[1] if (match := _FLOAT.fullmatch(plain)) else plain
    if _BARE.fullmatch(plain):
        return _bare(plain)
    if match := _SUFFIXED.fullmatch(plain):
        return _at(match[1], (ENDINGS[match[2]],), match[2])
    if match := _PREFIXED.fullmatch(plain):
        return _at(match[2], (ENDINGS[match[1]],), match[1])
    if match := _SECID.fullmatch(plain):
        return _at(match[2], _SECIDS[match[1]], match[1])
    if _FOREIGN.fullmatch(plain):
        return Code(plain)
    raise _refused(plain)


class CodeInText(NamedTuple):
    """A code in a sentence: where it stands, as written, and what it means or why nothing."""

    start: int
    stop: int
    text: str
    code: Code | None
    error: InputError | None


def codes_in(text: str) -> Iterator[CodeInText]:
    """
    Every mainland code in a sentence or a title, in its order.

    Parameters
    ----------
    text : str
        In half width (NFKC); the places are those of this text.

    Examples
    --------
    >>> [each.code.symbol for each in codes_in("依米康(300249)与SH603881涨12.345678%")]
    ['300249.SZ', '603881.SS']
    """
    for match in _IN_TEXT.finditer(text):
        code, error = None, None
        try:
            code = read_code(match[0])
        except InputError as refused:
            error = refused
        yield CodeInText(match.start(), match.end(), match[0], code, error)


def as_written(text: str) -> str:
    """
    Code in half width, without blanks around it and without what makes a spreadsheet keep it.

    >>> as_written("'300249"), as_written('="300249"')
    ('300249', '300249')
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("\u200b\ufeff")
    match = _AS_TEXT.fullmatch(plain)
    return plain if match is None else next(part for part in match.groups() if part is not None)


def _refused(plain: str) -> InputError:
    match = _ELSEWHERE.fullmatch(plain)
    if match is None:
        return InputError(NO_CODE, code=plain[:40])
    ending, code = match["before"] or match["ending"], match["behind"] or match["code"]
    if ending in {"CN", "CH", "CHN"}:
        return InputError(COUNTRY, ending=ending, code=code)
    return InputError(THIRD_BOARD if ending in {"NQ", "OC"} else NO_EXCHANGE, ending=ending)


def _homes(code: str) -> tuple[str, ...]:
    return next((homes for start, homes in _HOMES if code.startswith(start)), ())


def _bare(plain: str) -> Code:
    # A spreadsheet turns 000700 into 700; a zero in front says that none was lost, as
    # in the five digits of a Hong Kong stock.
    if len(plain) < 6 and plain.startswith("0"):
        raise InputError(
            N_("A code has six digits; this one has {n} and begins with 0. Write its exchange."),
            n=len(plain),
        )
    code = plain.zfill(6)
    homes = _homes(code)
    if not homes:
        raise InputError(
            N_("No exchange is known for the code {code}; write it with one, such as {code}.SZ."),
            code=code,
        )
    return _of_today(code, homes[0], padded=len(plain) < 6, is_open=len(homes) > 1)


def _at(code: str, given: tuple[str, ...], written: str) -> Code:
    homes = _homes(code)
    fitting = [exchange for exchange in given if exchange in homes]
    if homes and not fitting:
        raise InputError(ELSEWHERE, code=code, home=homes[0], given=written)
    return _of_today(code, (fitting or given)[0])


# Beijing's old codes --------------------------------------------------


def _of_today(code: str, exchange: str, *, padded: bool = False, is_open: bool = False) -> Code:
    today = successors().get(code) if exchange == "BJ" and code[0] in "48" else None
    if today is None:
        return Code(f"{code}.{exchange}", padded, is_open)
    return Code(f"{today}.{exchange}", padded, is_open, old=code)


@cache
def successors() -> Mapping[str, str]:
    """
    Codes of Beijing's stocks since `BEIJING_SWITCH` by those of before.

    Three companies that had left for another exchange by then have none.
    """
    file = resources.files("dashboard.market") / "beijing_codes.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["old"]: row["new"] for row in rows}


@cache
def old_codes() -> Mapping[str, str]:
    """Codes of Beijing's stocks before `BEIJING_SWITCH` by those of today."""
    return {new: old for old, new in successors().items()}
