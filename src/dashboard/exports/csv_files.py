"""A table as a CSV file that opens right in Excel and in pandas."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard.cases.cells import FORMULA_STARTS
from dashboard.language.columns import Table

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")


def csv_bytes(table: Table[Any]) -> bytes:
    r"""
    CSV of a table: UTF-8 with a byte order mark, CRLF, full precision, ISO dates.

    Missing values are empty, numbers stay numbers, and text that a spreadsheet would
    run as a formula is led by an apostrophe.

    Examples
    --------
    >>> from dashboard.language.columns import Column
    >>> csv_bytes(Table([Column("name", str), Column("length", len, "letters")], ["=1+1"]))
    b"\xef\xbb\xbfname,length (letters)\r\n'=1+1,4\r\n"
    """
    frame = table.frame()
    plain = pd.DataFrame({n: _plain(frame.iloc[:, n]) for n in range(frame.shape[1])})
    heads = [_harmless(name) for name in frame.columns]
    text = plain.to_csv(index=False, header=heads, lineterminator="\r\n")
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
        case _:
            return value


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
