"""A table as a CSV file that opens right in Excel and in pandas."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd

# A spreadsheet runs a cell that begins with one of these as a formula.  Titles and
# statements come from outside, so such text is led by an apostrophe, which spreadsheets
# take as "this is text".  The full-width forms are formulas in East Asian versions.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""
    CSV of a table: UTF-8 with a byte order mark, CRLF, full precision, ISO dates.

    Missing values are empty, numbers stay numbers, and text that a spreadsheet would
    run as a formula is led by an apostrophe.  The index is left out.

    Parameters
    ----------
    table : DataFrame
        A tidy table; the argument is untouched.

    Returns
    -------
    bytes

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"name": ["=1+1"], "return (fraction)": [-0.1]}))
    b"\xef\xbb\xbfname,return (fraction)\r\n'=1+1,-0.1\r\n"
    """
    plain = pd.DataFrame(
        {place: _plain(table.iloc[:, place]) for place in range(table.shape[1])},
        index=table.index,
    )
    plain.columns = pd.Index([_harmless(str(name)) for name in table.columns])
    text = plain.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def file_name(
    slug: str,
    table: str,
    *,
    base: date | None = None,
    last: date | None = None,
    extension: str = "csv",
) -> str:
    """
    Name of a download: case, table, base and last session.

    >>> file_name("chips-2024", "returns", base=date(2024, 2, 6), last=date(2024, 2, 13))
    'chips-2024_returns_2024-02-06_2024-02-13.csv'
    """
    parts = [slug, table, *(day.isoformat() for day in (base, last) if day is not None)]
    # Leading and trailing dots hide a file or are dropped by Windows.
    stem = "_".join(_NOT_IN_A_FILE_NAME.sub("-", part).strip("-.") for part in parts)
    return f"{stem}.{extension}"


def _plain(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _iso(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return column.astype(object).map(_plain_value, na_action="ignore")


def _iso(column: pd.Series) -> pd.Series:
    known = column.dropna()
    zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
    days_only = not zoned and bool((known == known.dt.normalize()).all())
    return column.astype(object).map(
        lambda stamp: stamp.date().isoformat() if days_only else stamp.isoformat(),
        na_action="ignore",
    )


def _plain_value(value: object) -> object:
    match value:
        case str():
            return _harmless(value)
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return _harmless(";".join(str(_plain_value(item)) for item in value))
        case _:
            return value


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
