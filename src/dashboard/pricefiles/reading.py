"""A price file of the reader's own: what it holds, what is wrong with it, what would be stored."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import PurePath

import numpy as np
import pandas as pd

from dashboard.cases.cells import clean
from dashboard.cases.faults import shown
from dashboard.errors import N_, Fault
from dashboard.market.series import FILE, ROW_COLUMNS, PriceSeries, SeriesNote, digest
from dashboard.message import Message
from dashboard.pricefiles.adjusting import Adjusted, settle_adjustment
from dashboard.pricefiles.columnar import read_parquet
from dashboard.pricefiles.days import BEIJING
from dashboard.pricefiles.delimited import read_delimited
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.headings import Role, known_export
from dashboard.pricefiles.hints import Hints, check_hints
from dashboard.pricefiles.judging import Rows, judge
from dashboard.pricefiles.securities import name_securities
from dashboard.pricefiles.sheet import Sheet
from dashboard.pricefiles.ticks import in_yuan
from dashboard.pricefiles.units import decide_units

MAX_BYTES = 200_000_000
HEAD_ROWS = 10
MAX_SLUG = 50
MAX_TITLE = 200

_PARQUET = b"PAR1"
_NUMBERS: tuple[Role, ...] = ("open", "high", "low", "close", "volume", "amount", "factor")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """
    One column of a file and what it was recognised as.

    Attributes
    ----------
    heading : str
        As it stands in the file, fit to be shown.
    role : str
        One of `headings.ROLES`; empty when the column is not used.
    """

    heading: str
    role: str


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """
    A price file as read, before anything is stored.

    Attributes
    ----------
    file : str
        Name of the file, without folders.
    source : str
        Id under which its series would be stored, ``file-…``.
    title : str
        Where it comes from, as the reader says; else the name of the file.
    sha256 : str
        Of the file.
    format : str
        csv or parquet; empty when it is neither.
    encoding, delimiter : str
        Of a text file.
    columns : tuple of ColumnUse
        Every column of the file, in its order.
    rows : int
        Rows of the file, those to be left out included.
    securities : int
    first, last : date or None
        Securities and days that would be stored.
    head : DataFrame
        First rows as they would be stored: symbol and `dashboard.market.series.ROW_COLUMNS`.
        Beside faults, as far as they could be read.
    notices : tuple of Message
        What was tolerated, worked out or left out.
    faults : tuple of Fault
        Everything wrong with it; a file with one is not stored.  The line of a Parquet
        file is the number of the row.
    series : tuple of PriceSeries
        By symbol; empty when there are faults.
    """

    file: str
    source: str
    title: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    columns: tuple[ColumnUse, ...]
    rows: int
    securities: int
    first: date | None
    last: date | None
    head: pd.DataFrame
    notices: tuple[Message, ...]
    faults: tuple[Fault, ...]
    series: tuple[PriceSeries, ...]

    @property
    def is_minutes(self) -> bool:
        """Whether these are bars of some minutes, and not daily prices."""
        return False


def read_price_file(data: bytes, name: str, hints: Hints, *, now: datetime) -> Preview:
    """
    Read a CSV or Parquet file of daily prices.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        Its name; folders in it are ignored.
    hints : Hints
        What the reader says of the file.
    now : datetime
        Aware; the time of retrieval, and no later day is accepted.

    Returns
    -------
    Preview
        With the series to store, or with every fault that keeps them from being stored.
    """
    file = shown(PurePath(name.replace("\\", "/")).name) or "file"
    sha256 = hashlib.sha256(data).hexdigest()
    findings = Findings(file)
    check_hints(hints, findings)
    sheet = _sheet(data, findings)
    found = None if sheet is None else _settled(sheet, hints, now, findings)
    origin = _Origin(file, source_id(file, sha256), sha256, hints, now)
    series: tuple[PriceSeries, ...] = ()
    if found is not None and not len(findings):
        series = _series(found, origin)
    return _preview(origin, sheet, found, series, findings)


@dataclass(frozen=True, slots=True)
class _Origin:
    file: str
    source: str
    sha256: str
    hints: Hints
    now: datetime


def source_id(file: str, sha256: str) -> str:
    """
    Id of a file as a source: what its name has of plain letters and digits, else its hash.

    >>> source_id("ChiNext 行情 2025.csv", "0f" * 32), source_id("行情.csv", "0f" * 32)
    ('file-chinext-2025', 'file-0f0f0f0f')
    """
    plain = unicodedata.normalize("NFKC", PurePath(file).stem).lower()
    slug = _NO_SLUG.sub("-", plain).strip("-")[:MAX_SLUG].strip("-")
    return f"{FILE}{slug or sha256[:8]}"


def _sheet(data: bytes, findings: Findings) -> Sheet | None:
    if len(data) > MAX_BYTES:
        rule = N_("A price file has at most {limit} MB; this one has {n}. Split it.")
        values: dict[str, object] = {"limit": MAX_BYTES // 10**6, "n": len(data) // 10**6}
        findings.add(None, "", "", rule, values)
        return None
    is_parquet = data.startswith(_PARQUET)
    return read_parquet(data, findings) if is_parquet else read_delimited(data, findings)


def _settled(sheet: Sheet, hints: Hints, now: datetime, findings: Findings) -> Adjusted | None:
    """Rows in shares and currency, sorted; None where there are none to speak of."""
    grid = sheet.grid
    if grid is None:
        return None
    stocks_only = hints.bare_codes == "stocks"
    named = name_securities(grid, sheet, hints.symbol, findings, stocks_only=stocks_only)
    rows = judge(grid, named, sheet, now.astimezone(BEIJING).date(), findings)
    if not len(rows.lines):
        if not len(findings):
            findings.add(None, "", "", N_("The file has no row with a day, a code and prices."))
        return None
    before = len(findings)
    rows = in_yuan(rows, hints, sheet, findings)
    in_question = len(findings) > before
    export = known_export(sheet.headings, sheet.title)
    found = settle_adjustment(rows, sheet, hints, export, findings)
    if in_question:  # prices × 100 fit as well as lots and ten-thousands: nothing is concluded
        return found
    units = decide_units(found, sheet, hints, export, findings)
    if sheet.heading("volume") is None:
        findings.notice(N_("The file has no column of volume."))
    numbers = dict(found.rows.numbers)
    # 655544.31 lots are 65554431 shares, and not a hundred-millionth more.
    numbers["volume"] = np.round(numbers["volume"] * units.volume, 4)
    numbers["amount"] = np.round(numbers["amount"] * units.amount, 4)
    return replace(found, rows=replace(found.rows, numbers=numbers))


# What comes of it -----------------------------------------------------


def _table(rows: Rows, start: int, stop: int) -> pd.DataFrame:
    days = rows.days[start:stop].astype("datetime64[us]")
    numbers = {name: rows.numbers[name][start:stop] for name in _NUMBERS}
    return pd.DataFrame({"date": days, **numbers}, columns=list(ROW_COLUMNS))


def _series(found: Adjusted, origin: _Origin) -> tuple[PriceSeries, ...]:
    rows, source = found.rows, origin.source
    retrieved = origin.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    series: list[PriceSeries] = []
    for start, stop in rows.bounds():
        table = _table(rows, start, stop)
        at = int(rows.places[start])
        note = SeriesNote(
            symbol=rows.symbols[at],
            source=source,
            adjustment=found.adjustment or "unknown",
            factor_source=source if found.has_factor else "",
            currency=clean(origin.hints.currency),
            retrieved=retrieved,
            request=f"{origin.file} {origin.sha256[:16]}",
            asked_from=str(rows.days[start]),
            asked_to=str(rows.days[stop - 1]),
            name=rows.names[at],
            sha256=digest(table),
            title=clean(origin.hints.title)[:MAX_TITLE],
        )
        series.append(PriceSeries(note, table))
    return tuple(series)


def _head(found: Adjusted | None) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame({name: [] for name in ("symbol", *ROW_COLUMNS)})
    rows = found.rows
    table = _table(rows, 0, min(HEAD_ROWS, len(rows.lines)))
    symbols = [rows.symbols[at] for at in rows.places[:HEAD_ROWS]]
    table.insert(0, "symbol", symbols)
    return table


def _preview(
    origin: _Origin,
    sheet: Sheet | None,
    found: Adjusted | None,
    series: tuple[PriceSeries, ...],
    findings: Findings,
) -> Preview:
    grid = None if sheet is None else sheet.grid
    days = found.rows.days if found is not None else np.empty(0, "datetime64[D]")
    headings = sheet.headings if sheet is not None else ()
    return Preview(
        file=origin.file,
        source=origin.source,
        title=clean(origin.hints.title)[:MAX_TITLE] or origin.file,
        sha256=origin.sha256,
        format=sheet.format if sheet is not None else "",
        encoding=sheet.encoding if sheet is not None else "",
        delimiter=sheet.delimiter if sheet is not None else "",
        columns=tuple(ColumnUse(shown(clean(each.text)), each.role) for each in headings),
        rows=len(grid.lines) if grid is not None else 0,
        securities=len(set(found.rows.places.tolist())) if found is not None else 0,
        first=days.min().astype(object) if len(days) else None,
        last=days.max().astype(object) if len(days) else None,
        head=_head(found),
        notices=tuple(findings.notices),
        faults=findings.faults(),
        series=series,
    )
