"""Parquet: the same recognition on typed columns."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file

NOW = datetime(2025, 8, 25, tzinfo=UTC)
DAYS = [date(2025, 2, 6), date(2025, 2, 7)]


def table(**columns):
    prices = {name: [10.0, 10.0] for name in ("open", "high", "low", "close")}
    return {"date": DAYS, "code": ["300249", "300249"], **prices, "volume": [5.0, 6.0], **columns}


def read(columns, name="m.parquet"):
    sink = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), sink)
    hints = Hints(adjustment="none", volume_unit="lots")
    return read_price_file(sink.getvalue(), name, hints, now=NOW)


def places(preview):
    return [(fault.line, fault.field) for fault in preview.faults]


def at(*stamps, zone=None):
    return pa.array([datetime(*stamp) for stamp in stamps], pa.timestamp("ns", zone))


@pytest.mark.parametrize(
    "days",
    [
        pa.array(DAYS, pa.date32()),
        pa.array(DAYS, pa.date64()),
        pa.array([20250206, 20250207]),
        pa.array([20250206.0, 20250207.0]),
        pa.array(["2025-02-06", "2025/2/7"]),
        pa.array(["20250206", "20250207"]).dictionary_encode(),
        at((2025, 2, 6), (2025, 2, 7)),
        at((2025, 2, 6, 15), (2025, 2, 7, 9, 30)),
        at((2025, 2, 5, 16), (2025, 2, 6, 16), zone="UTC"),
        at((2025, 2, 5, 16), (2025, 2, 6, 16), zone="Asia/Shanghai"),
    ],
    ids=lambda days: str(days.type),
)
def test_a_day_is_read_from_every_type_that_can_hold_one(days):
    preview = read(table(date=days))

    assert () == preview.faults
    assert "2025-02-06 2025-02-07" == f"{preview.first} {preview.last}"


@pytest.mark.parametrize(
    "codes",
    [
        pa.array([300249, 300249]),
        pa.array([300249.0, 300249.0]),
        pa.array(["300249.SZ", "sz300249"]).dictionary_encode(),
        pa.array(["300249", "300249"], pa.large_string()),
    ],
    ids=lambda codes: str(codes.type),
)
def test_a_code_is_read_from_every_type_that_can_hold_one(codes):
    assert ["300249.SZ"] == [each.note.symbol for each in read(table(code=codes)).series]


@pytest.mark.parametrize(
    "volumes",
    [
        pa.array([5, 6]),
        pa.array([5, 6], pa.float32()),
        pa.array([Decimal("5.0"), Decimal("6.0")]),
        pa.array(["5", "6.0"]),
    ],
    ids=lambda volumes: str(volumes.type),
)
def test_a_number_is_read_from_every_type_that_can_hold_one(volumes):
    assert [500.0, 600.0] == read(table(volume=volumes)).series[0].rows["volume"].tolist()


def test_a_named_index_of_pandas_is_a_column():
    frame = pd.DataFrame(table()).rename(columns={"date": "Date"}).set_index("Date")

    assert () == read(pa.Table.from_pandas(frame)).faults


@pytest.mark.parametrize(
    ("place", "column", "values"),
    [
        ((2, "date"), "date", pa.array([DAYS[0], None])),
        ((2, "date"), "date", at((2025, 2, 6), (2025, 2, 7, 10, 31))),
        ((2, "date"), "date", pa.array(["2025-02-06", "soon"])),
        ((1, "date"), "date", pa.array([45694, 20250207])),
        ((2, "code"), "code", pa.array(["300249", None])),
        ((2, "code"), "code", pa.array(["300249", "=cmd()"])),
        ((2, "high"), "high", pa.array([10.0, float("inf")])),
        ((1, "low"), "low", pa.array([-1.0, 10.0])),
        ((2, "close"), "close", pa.array(["10", "nan"])),
        ((None, "close"), "close", pa.array([[1.0], [2.0]])),
        ((None, "open"), "open", pa.array([True, False])),
        ((None, "date"), "date", pa.array([1.5, 2.5])),
        ((None, "code"), "code", pa.array([True, False])),
    ],
)
def test_a_fault_names_the_row_and_the_column(place, column, values):
    preview = read(table(**{column: values}))

    assert place in places(preview)
    assert () == preview.series


def test_a_row_without_a_price_is_left_out_and_counted():
    preview = read(table(close=[10.0, None]))

    assert 1 == len(preview.series[0].rows)
    assert "1 row(s) without a price" in str(preview.notices[0])


def test_a_file_without_rows_is_a_fault():
    assert "no row" in str(read(pa.table(table()).slice(0, 0)).faults[0])


def test_a_wide_file_is_refused_in_one_sentence():
    wide = {"date": DAYS, "300249.SZ": [1.0, 2.0], "603881.SS": [1.0, 2.0]}

    assert [True] == ["wide tables are not read" in str(fault) for fault in read(wide).faults]


def test_a_file_that_would_unfold_into_too_many_rows_is_not_read(monkeypatch):
    monkeypatch.setattr("dashboard.pricefiles.columnar.MAX_ROWS", 1)

    assert "at most 1 rows" in str(read(table()).faults[0])


def test_two_columns_of_one_name_are_a_fault():
    columns = [pa.array(values) for values in table().values()]
    twice = pa.Table.from_arrays([*columns, columns[-1]], [*table(), "volume"])

    assert [(None, "volume")] == places(read(twice))


@pytest.mark.parametrize("keep", [10, 100, 400, -10])
def test_a_damaged_file_is_a_fault_never_a_traceback(keep):
    sink = io.BytesIO()
    pq.write_table(pa.table(table()), sink)

    preview = read_price_file(sink.getvalue()[:keep], "m.parquet", Hints(), now=NOW)

    assert "cannot be read as Parquet" in str(preview.faults[0])


@pytest.mark.slow
def test_bytes_changed_at_random_are_a_fault_or_a_table_never_a_traceback():
    sink = io.BytesIO()
    pq.write_table(pa.table(table()), sink)
    whole = sink.getvalue()

    for place in range(4, len(whole), 7):
        damaged = whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]
        preview = read_price_file(damaged, "m.parquet", Hints(), now=NOW)

        assert preview.faults
