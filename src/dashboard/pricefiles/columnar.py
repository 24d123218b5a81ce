"""Parquet: the recognised columns of a price file, whatever their types."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.errors import N_, InputError
from dashboard.pricefiles.days import INTRADAY, STAMPS
from dashboard.pricefiles.findings import MAX_FOUND, STOPPED, Findings
from dashboard.pricefiles.grid import (
    MISSING_DAY,
    Days,
    Floats,
    Grid,
    Integers,
    Labels,
    day_of,
    labels,
    read_cell,
)
from dashboard.pricefiles.headings import FLAGS, Heading, Role, recognise
from dashboard.pricefiles.sheet import MAX_ROWS, Sheet, is_usable, report_twice

WRONG_TYPE = N_("A column of this type holds no dates, codes or numbers; convert it and try again.")
_Value = TypeVar("_Value")

_MINUTES = tuple(int(stamp[:2]) * 60 + int(stamp[3:]) for stamp in STAMPS)


def read_parquet(data: bytes, findings: Findings) -> Sheet | None:
    """
    Read a Parquet file into a sheet; None when it cannot be opened.

    Only recognised columns are read, texts as their distinct values: a small file can
    unfold into far more than its size.
    """
    try:
        return _read(data, findings)
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        findings.add(
            None,
            "",
            type(error).__name__,
            N_("The file cannot be read as Parquet; write it again or export it as CSV."),
        )
        return None


def _read(data: bytes, findings: Findings) -> Sheet:
    schema = pq.read_schema(io.BytesIO(data))
    sheet = Sheet("parquet", "", "", recognise(schema.names), "", None)
    if not is_usable(sheet, findings) or report_twice(sheet, findings):
        return sheet
    texts = [name for name in schema.names if _is_text(schema.field(name).type)]
    with pq.ParquetFile(io.BytesIO(data), read_dictionary=texts) as file:
        if file.metadata.num_rows > MAX_ROWS:
            rule = N_("A price file has at most {limit} rows; this one has {n}.")
            findings.add(None, "", "", rule, {"limit": MAX_ROWS, "n": file.metadata.num_rows})
            return sheet
        wanted = {each.role: each for each in sheet.headings if each.role}
        table = file.read(columns=[each.text for each in wanted.values()])
    table.validate(full=True)  # a damaged dictionary lacks what its rows point to
    reader = _Reader(findings, np.arange(1, table.num_rows + 1, dtype=np.int64))
    columns = {role: table.column(each.text) for role, each in wanted.items()}
    texts_of = {
        role: reader.labels(columns[role], wanted[role])
        for role in ("symbol", "name", *FLAGS)
        if role in columns
    }
    numbers: dict[Role, Floats] = {
        role: reader.numbers(column, wanted[role])
        for role, column in columns.items()
        if role not in {"date", "symbol", "name", *FLAGS}
    }
    days = reader.days(columns["date"], wanted["date"])
    codes, names = texts_of.get("symbol"), texts_of.get("name")
    flags = {role: found for role in FLAGS if (found := texts_of.get(role)) is not None}
    return sheet.with_grid(Grid(reader.lines, days, codes, names, numbers, flags))


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


class _Reader:
    """Columns of one table, each by its type."""

    def __init__(self, findings: Findings, lines: Integers) -> None:
        self._findings, self.lines = findings, lines

    def _report_type(self, column: Any, heading: Heading) -> None:
        self._findings.add(None, heading.text, str(column.type), WRONG_TYPE)

    def labels(self, column: Any, heading: Heading) -> Labels | None:
        """Texts, or whole numbers as texts."""
        if not pa.types.is_dictionary(column.type):
            if pa.types.is_boolean(column.type) and heading.role in FLAGS:
                column = column.cast(pa.int8())
            kind = column.type
            if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or _is_text(kind)):
                self._report_type(column, heading)
                return None
            column = column.dictionary_encode()
        return _distinct(column)

    def numbers(self, column: Any, heading: Heading) -> Floats:
        """Floats; a text that is no number is reported and NaN."""
        kind = column.type
        if pa.types.is_dictionary(kind):
            return self._read_each(_distinct(column), heading)
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            values: Floats = column.cast(pa.float64(), safe=False).to_numpy()
            return values
        if not pa.types.is_null(kind):
            self._report_type(column, heading)
        return np.full(len(self.lines), np.nan)

    def days(self, column: Any, heading: Heading) -> Days:
        """Exchange days; what is none is reported and NaT."""
        if pa.types.is_floating(column.type) and pc.all(pc.equal(column, pc.floor(column))).as_py():
            column = column.cast(pa.int64())  # 20250207.0
        kind = column.type
        if pa.types.is_date(kind):
            days = column.cast(pa.date32()).to_numpy().astype("datetime64[D]")
        elif pa.types.is_timestamp(kind):
            return self._stamped(column, heading)
        elif pa.types.is_integer(kind) or pa.types.is_dictionary(kind):
            coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
            days = self._read_days(_distinct(coded), heading)
        else:
            self._report_type(column, heading)
            return np.full(len(self.lines), np.datetime64("NaT"), "datetime64[D]")
        missing = np.asarray(pc.is_null(column).to_numpy())
        self._findings.add_rows(
            missing, self.lines, heading.text, np.full(len(days), ""), MISSING_DAY
        )
        return np.asarray(days, dtype="datetime64[D]")

    def _stamped(self, column: Any, heading: Heading) -> Days:
        stamps = pd.DatetimeIndex(column.cast(pa.timestamp("us", column.type.tz)).to_pandas())
        minutes = (stamps.hour * 60 + stamps.minute).to_numpy()
        if column.type.tz is None:
            wrong = ~np.isin(minutes, _MINUTES) & ~np.asarray(stamps.isna())
            self._findings.add_rows(
                wrong,
                self.lines,
                heading.text,
                stamps.to_numpy(),
                INTRADAY,
                lambda place: {"time": f"{stamps[place]:%H:%M}"},
            )
        elif column.type.tz in {"UTC", "+00:00", "Etc/UTC"}:
            stamps = stamps.tz_convert("Asia/Shanghai")
        missing = np.asarray(stamps.isna())
        self._findings.add_rows(
            missing, self.lines, heading.text, np.full(len(stamps), ""), MISSING_DAY
        )
        return stamps.tz_localize(None).to_numpy().astype("datetime64[D]")

    def _read_days(self, found: Labels, heading: Heading) -> Days:
        known = np.full(len(found.cells) + 1, np.datetime64("NaT"), "datetime64[D]")
        for at, day in self._read_cells(found, heading, day_of):
            known[at] = np.datetime64(day, "D")
        return known[found.places]

    def _read_each(self, found: Labels, heading: Heading) -> Floats:
        known = np.full(len(found.cells) + 1, np.nan)
        for at, number in self._read_cells(found, heading, read_cell):
            known[at] = number
        return known[found.places]

    def _read_cells(
        self, found: Labels, heading: Heading, read: Callable[[str], _Value]
    ) -> Iterator[tuple[int, _Value]]:
        """Read each distinct text; what breaks a rule is reported for every row it stands in."""
        wrong: dict[int, InputError] = {}
        for at, cell in enumerate(found.cells):
            try:
                yield at, read(cell)
            except InputError as error:
                wrong[at] = error
            if len(wrong) > MAX_FOUND:
                self._findings.add(None, heading.text, cell, STOPPED)
                break
        self._findings.add_labels(wrong, found.cells, found.places, self.lines, heading.text)


def _distinct(column: Any) -> Labels:
    """Distinct cells of a dictionary column and their places; -1 where empty."""
    whole = column.unify_dictionaries()
    if whole.num_chunks == 0:
        return Labels((), np.empty(0, np.int64))
    cells = tuple(
        "" if cell is None else str(cell) for cell in whole.chunk(0).dictionary.to_pylist()
    )
    parts = [chunk.indices.cast(pa.int64()).fill_null(-1).to_numpy() for chunk in whole.chunks]
    return labels(cells, np.concatenate(parts))
