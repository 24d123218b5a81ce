"""What a spreadsheet copies: rows of cells, and its days and numbers in the format's writing."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

from dashboard.cases.cells import clean, narrow, read_date, read_number
from dashboard.errors import N_, InputError

MOST_CHARACTERS = 5_000_000
MOST_ROWS = 5000

NOTHING = N_("There is nothing to paste; copy cells in the spreadsheet first.")

_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000 and 2099, as spreadsheets count days
_EPOCH = date(1899, 12, 30)

_DAY_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_NAMED = re.compile(r"(\d{1,2})[- ]([a-z]{3})[a-z]*[- ](\d{4}|\d{2})", re.IGNORECASE)
_MONEY = re.compile(r"^[¥￥$€£]\s*|\s*元$")
_NEGATIVE = re.compile(r"\(([\d,.]+%?)\)")
_MARKS = ("\t", ",", ";", "，", "；")


def rows_of_text(text: str) -> list[list[str]]:
    """
    Rows of cells, without blank rows and without blank columns at the end.

    Tabs part the cells of what was copied from a spreadsheet, commas or semicolons those of a
    file; a cell in double quotes may hold any of them, and line breaks.

    Raises
    ------
    InputError
        If there is nothing in it, or more than anybody pastes.
    """
    _check_size(text)
    rows = [row for row in _parted(_plain(text)) if any(map(clean, row))]
    if not rows:
        raise InputError(NOTHING)
    _check_rows(len(rows))
    width = max(1 + at for row in rows for at, cell in enumerate(row) if clean(cell))
    return [[*row, *[""] * (width - len(row))][:width] for row in rows]


def block_of_text(text: str) -> list[list[str]]:
    """
    Cells as they lay in the spreadsheet, each row as wide as the widest; a blank row stays one.

    Raises
    ------
    InputError
        If there is nothing in it, or more than anybody pastes.
    """
    _check_size(text)
    rows = _parted(_plain(text).removesuffix("\n"), "\t")
    if not any(any(map(clean, row)) for row in rows):
        raise InputError(NOTHING)
    _check_rows(len(rows))
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _plain(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "")


def _check_size(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            N_("This is too much to paste: {size} characters, at most {limit}."),
            size=len(text),
            limit=MOST_CHARACTERS,
        )


def _check_rows(n: int) -> None:
    if n > MOST_ROWS:
        raise InputError(
            N_("This is too much to paste: {n} rows, at most {limit}."), n=n, limit=MOST_ROWS
        )


def _parted(text: str, mark: str = "") -> list[list[str]]:
    head = text.lstrip("\n").partition("\n")[0]
    mark = mark or ("\t" if "\t" in text else max(_MARKS, key=head.count))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        # Quotation marks that are text, as in a cell that begins with a title.
        return [line.split(mark) for line in text.split("\n")]


# Cells ----------------------------------------------------------------


def take_number(text: str) -> str:
    """Number without the sign of a currency; brackets around it are a minus."""
    plain = _MONEY.sub("", narrow(text))
    bracketed = _NEGATIVE.fullmatch(plain)
    plain = f"-{bracketed[1]}" if bracketed else plain
    try:
        number = read_number(plain, percent=plain.endswith("%"))
    except InputError:
        return text
    return plain if plain.endswith("%") else format(number, "f")


def take_day(text: str) -> str:
    """Day as spreadsheets write it, in the format's writing where it can be but one."""
    plain = narrow(text)
    plain = re.sub(r"[ T]0{1,2}:00(?::00)?$", "", plain)
    if plain.isdigit() and _FIRST_SERIAL <= int(plain) <= _LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(plain))).isoformat()
    try:
        return read_date(_year_first(plain)).isoformat()
    except InputError:
        return text


def _year_first(text: str) -> str:
    named = _DAY_NAMED.fullmatch(text)
    if named and named[2].lower() in _MONTHS:
        year = named[3] if len(named[3]) == 4 else f"20{named[3]}"
        return f"{year}-{1 + _MONTHS.index(named[2].lower())}-{named[1]}"
    found = _DAY_LAST.fullmatch(text)
    if found is None:
        return text
    one, other = int(found[1]), int(found[3])
    if one > 12 >= other:
        return f"{found[4]}-{other}-{one}"
    if other > 12 >= one or one == other:
        return f"{found[4]}-{one}-{other}"
    return text  # it can be two days: nobody guesses


def take_moment(text: str) -> str:
    """Day, or day with time."""
    head, _, time = narrow(text).replace("T", " ").partition(" ")
    day = take_day(head) if time and re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", time) else take_day(text)
    if day == text or not time or re.fullmatch(r"0{1,2}:00(:00)?", time):
        return day
    return f"{day}T{time.zfill(len(time) + (len(time.partition(':')[0]) == 1))}"
