"""One cell of a case folder: text, number, date, moment or address.

Tolerant of what spreadsheets and Chinese input methods do to a cell, strict
about what it means.  Every function raises InputError with the rule it broke.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

from dashboard.case import Precision
from dashboard.errors import N_, InputError

MAX_URL = 2000  # browsers and proxies cut longer addresses

# Tab and line breaks are text.  Direction marks are not: they make one address
# look like another.  U+FFFD is what an editor leaves where it could not read.
NOT_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff\ud800-\udfff]"
)
_EDGES = " \t\r\n\u00a0\u2009\u2028\u2029\u3000\u200b\ufeff"
_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-"})
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?([eE][+-]?\d{1,3})?(\s*%)?")
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d\d)(\d\d))")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ID = re.compile(r"\w[\w.-]{0,63}")


def clean(text: str) -> str:
    r"""
    Text without surrounding space; line breaks inside are ``\n``.

    >>> clean(" 依米康\u3000")
    '依米康'
    """
    text = text.strip(_EDGES)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


# A spreadsheet runs a cell that begins with one of these as a formula.  Titles and
# statements come from outside, so such text is led by an apostrophe, which spreadsheets
# take as "this is text".  The full-width forms are formulas in East Asian versions.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """
    Cell of a case file that no spreadsheet runs; `unled` gives back the text.

    Numbers, and the relation of a claim, stay what they are.

    >>> [harmless(cell) for cell in ("=1+1", "-0.05", "=", "'=1", "依米康")]
    ["'=1+1", '-0.05', '=', "''=1", '依米康']
    """
    plain = text.lstrip("'")
    if not plain.startswith(FORMULA_STARTS) or plain == "=" or _is_number(plain):
        return text
    return f"'{text}"


def unled(text: str) -> str:
    """
    Text of a cell without the apostrophe that `harmless` put before it.

    >>> [unled(cell) for cell in ("'=1+1", "''=1", "'quoted'", "-0.05")]
    ['=1+1', "'=1", "'quoted'", '-0.05']
    """
    plain = text.lstrip("'")
    led = plain != text and plain.startswith(FORMULA_STARTS)
    return text[1:] if led and plain != "=" and not _is_number(plain) else text


def _is_number(text: str) -> bool:
    found = _NUMBER.fullmatch(text)
    return found is not None and any(sign.isdigit() for sign in text)


def narrow(text: str) -> str:
    """
    Code, number or date in half-width characters.

    >>> narrow("３００２４９．ＳＺ")
    '300249.SZ'
    """
    text = clean(text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def check_text(text: str) -> str:
    """Return the text, or say which character makes it no text."""
    hit = NOT_TEXT.search(text)
    if hit is None:
        return text
    if hit[0] == "\ufffd":
        raise InputError(
            N_("Bytes here could not be read as text; save the file as UTF-8 and type it again.")
        )
    raise InputError(
        N_("The control character U+{code} is not text; delete it."), code=f"{ord(hit[0]):04X}"
    )


def read_id(text: str) -> str:
    """Identifier: it goes into addresses and lists, so it has no space, ``;`` or ``:``."""
    text = narrow(text)
    if not _ID.fullmatch(text):
        raise InputError(
            N_(
                "An identifier is at most 64 letters, digits, dots, hyphens or underscores "
                "and begins with a letter or digit."
            )
        )
    return text


LARGEST = 10**18  # more than anything that is counted, and few enough for a float


@lru_cache(maxsize=4096)
def read_number(text: str, *, percent: bool = False) -> Decimal:
    """
    Number as a person or a spreadsheet writes it.

    A percent sign divides by 100, and keeps the digits that were published.

    >>> read_number("１，８００，０００"), read_number("45.60%", percent=True)
    (Decimal('1800000'), Decimal('0.4560'))
    """
    plain = narrow(text).translate(_MINUS)
    match = _NUMBER.fullmatch(plain)
    if match is None or not (match[2] or (match[3] and match[3] != ".")):
        raise InputError(
            N_("This is not a number; write digits with a decimal point, such as 1800000 or 0.456.")
        )
    if match[5] and not percent:
        raise InputError(
            N_("A percent sign has no meaning here; write a fraction with the unit “fraction”.")
        )
    number = Decimal("".join(part or "" for part in match.groups()[:4]).replace(",", ""))
    if not abs(number) <= LARGEST:
        raise InputError(N_("This number is too large to be computed with."))
    return number.scaleb(-2) if match[5] else number


_EXPONENT = re.compile(r"[+-]?\d(?:[.](\d*))?[eE]\+?(\d{1,3})", re.ASCII)


def loses_digits(text: str) -> bool:
    """
    Whether a spreadsheet wrote a large number short: its last digits are gone.

    >>> loses_digits("1.22E+08"), loses_digits("1.22345678E+08"), loses_digits("122345678")
    (True, False, False)
    """
    match = _EXPONENT.fullmatch(narrow(text))
    return match is not None and len(match[1] or "") < int(match[2])


@lru_cache(maxsize=4096)
def read_date(text: str) -> date:
    """
    Day as a person or a spreadsheet writes it, year first.

    >>> read_date("2025年2月7日"), read_date("2025/2/7")
    (datetime.date(2025, 2, 7), datetime.date(2025, 2, 7))
    """
    match = _DAY.fullmatch(narrow(text))
    if match is None:
        raise InputError(N_("This is not a date; write it as 2025-02-07, year first."))
    year, *rest = (int(part) for part in match.groups() if part and part.isdigit())
    try:
        return date(year, *rest)
    except ValueError as error:
        raise InputError(N_("The calendar has no such day; write it as 2025-02-07.")) from error


def read_moment(text: str, precision: Precision) -> datetime:
    """
    Local time of a publication, exactly as precise as its precision says.

    >>> read_moment("2025/2/14 10:02:11", "second")
    datetime.datetime(2025, 2, 14, 10, 2, 11)
    """
    day, time = _split_time(narrow(text))
    stamp = datetime.combine(read_date(day), datetime.min.time())
    if precision not in {"second", "minute"}:
        # Spreadsheets add a midnight to a day; any other time contradicts the precision.
        if time.replace("0", "").strip(":"):
            raise InputError(
                N_("The precision “{precision}” takes a date without a time of day."),
                precision=precision,
            )
        return stamp
    return _timed(stamp, time, precision)


def read_stamp(text: str) -> tuple[datetime, Precision]:
    """
    Local time of a publication whose precision is what is written: day, minute or second.

    >>> read_stamp("2025-02-14 10:02")
    (datetime.datetime(2025, 2, 14, 10, 2), 'minute')
    """
    _, time = _split_time(narrow(text))
    precision: Precision = "day"
    if time.replace("0", "").strip(":"):  # a spreadsheet adds a midnight to a day
        precision = "second" if time.count(":") > 1 else "minute"
    return read_moment(text, precision), precision


def _split_time(text: str) -> tuple[str, str]:
    head, mark, tail = text.partition("T")
    if not mark:
        head, _, tail = text.partition(" ")
    return clean(head), clean(tail)


def _timed(stamp: datetime, time: str, precision: Precision) -> datetime:
    match = _TIME.fullmatch(time)
    if match is None:
        raise InputError(
            N_(
                "The precision “{precision}” needs local time such as 2025-02-14T10:02:11, without "
                "an offset; the time zone has its own column."
            ),
            precision=precision,
        )
    hour, minute, second = (int(part or 0) for part in match.groups())
    if (precision == "second") != (match[3] is not None) and (precision == "second" or second):
        raise InputError(
            N_("Seconds do not match the precision “{precision}”; change the one or the other."),
            precision=precision,
        )
    try:
        return stamp.replace(hour=hour, minute=minute, second=second)
    except ValueError as error:
        raise InputError(N_("The clock has no such time; hours go from 0 to 23.")) from error


def read_url(text: str) -> str:
    """Address that a page may link to: http or https, a host, nothing hidden in it."""
    text = clean(text)
    if len(text) > MAX_URL:
        raise InputError(N_("An address has at most {limit} characters."), limit=MAX_URL)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme.lower() not in {"http", "https"} or re.search(r"[\s<>\"\\]", text):
        raise InputError(N_("An address begins with http:// or https:// and names a host."))
    if "@" in parts.netloc:
        raise InputError(N_("An address must not carry a user name or password."))
    return text


def plain_number(value: float | Decimal) -> str:
    """
    Shortest decimal writing that reads back as the same number; never an exponent.

    >>> plain_number(0.00005), plain_number(1600.0)
    ('0.00005', '1600')
    """
    number = Decimal(repr(float(value))).normalize()
    return format(number or abs(number), "f")
