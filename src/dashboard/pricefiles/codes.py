"""Codes of securities as files write them, and the symbols they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.cases.cells import narrow
from dashboard.errors import N_, InputError

_SUFFIXES = {"SH": "SS", "SS": "SS", "SZ": "SZ", "BJ": "BJ"}
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
    ("899", ("BJ",)),
)

_BARE = re.compile(r"\d{1,6}", re.ASCII)
_FLOAT = re.compile(r"(\d{1,6})\.0", re.ASCII)
_SUFFIXED = re.compile(r"(\d{6})[.@ ]?(SH|SS|SZ|BJ)", re.ASCII)
_PREFIXED = re.compile(r"(SH|SS|SZ|BJ)[.#_]?(\d{6})", re.ASCII)
_SECID = re.compile(r"([012])\.(\d{6})", re.ASCII)
_FOREIGN = re.compile(
    r"(?!(?:SH|SS|SZ|BJ)\d)\^?[A-Z][A-Z0-9]{0,9}(?:[.-][A-Z]{1,4})?|\d{4,6}\.(?:HK|KS|KQ|T|TW|TWO)",
    re.ASCII,
)

AMBIGUOUS = N_(
    "This code is a stock of Shenzhen or an index of Shanghai; write {code}.SZ or {code}.SS."
)


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
    """

    symbol: str
    padded: bool = False
    is_open: bool = False


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
    """
    plain = narrow(text).upper()
    plain = match[1] if (match := _FLOAT.fullmatch(plain)) else plain
    if _BARE.fullmatch(plain):
        return _bare(plain)
    if match := _SUFFIXED.fullmatch(plain):
        return Code(_at(match[1], (_SUFFIXES[match[2]],)))
    if match := _PREFIXED.fullmatch(plain):
        return Code(_at(match[2], (_SUFFIXES[match[1]],)))
    if match := _SECID.fullmatch(plain):
        return Code(_at(match[2], _SECIDS[match[1]]))
    if _FOREIGN.fullmatch(plain):
        return Code(plain)
    raise InputError(
        N_("This is no code of a security; write it as 300249, 300249.SZ, SZ300249 or 0.300249.")
    )


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
    return Code(f"{code}.{homes[0]}", len(plain) < 6, len(homes) > 1)


def _at(code: str, given: tuple[str, ...]) -> str:
    homes = _homes(code)
    fitting = [exchange for exchange in given if exchange in homes]
    if fitting:
        return f"{code}.{fitting[0]}"
    if homes:
        raise InputError(
            N_("The code {code} belongs to {home}, not to {given}; mend the one or the other."),
            code=code,
            home=homes[0],
            given=given[0],
        )
    return f"{code}.{given[0]}"
