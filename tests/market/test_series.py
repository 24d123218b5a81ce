"""The contract of a daily series: what breaks it has a sentence, what keeps it one digest."""

import hashlib
import math
import struct
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import PriceError
from dashboard.market.series import (
    ADJUSTMENTS,
    ROW_COLUMNS,
    PriceSeries,
    SeriesNote,
    digest,
    of_one_origin,
    series_rows,
)

NAN = float("nan")

ROWS = [
    ("2025-01-24", 10.0, 10.5, 9.5, 10.2, 1000.0, 10200.0, 1.0),
    ("2025-01-27", 10.2, 10.4, 10.0, 10.1, 900.0, 9100.0, 1.0),
    ("2025-02-05", 10.1, 11.1, 10.1, 11.1, 5000.0, 54000.0, 1.01),
]


def table(rows=ROWS):
    frame = pd.DataFrame(rows, columns=list(ROW_COLUMNS))
    return frame.assign(date=pd.to_datetime(frame["date"]))


# Origin --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("file-a", ""), ("file-b", ""), True),
        (("file-a", "Wind"), ("file-b", ""), True),
        (("file-a", "Wind"), ("file-b", " wind"), True),
        (("file-a", "Wind"), ("file-b", "Choice"), False),
        (("file-a", ""), ("tencent", ""), False),
        (("file-a", "Tencent"), ("tencent", ""), True),
        (("tencent", ""), ("yahoo", ""), False),
        (("tencent", ""), ("tencent", ""), True),
    ],
)
def test_two_files_are_two_sources_only_when_their_titles_say_so(one, other, same):
    notes = [
        SeriesNote("300249.SZ", source, "none", "", "CNY", "", "", "", "", title=title)
        for source, title in (one, other)
    ]

    assert same == of_one_origin(*notes)


# The contract --------------------------------------------------------------


def test_rows_come_back_by_date_in_the_contracts_columns_and_types():
    given = table().iloc[::-1].assign(note="x")

    rows = series_rows(given)

    assert list(ROW_COLUMNS) == list(rows.columns)
    assert [0, 1, 2] == rows.index.tolist()
    assert ["2025-01-24", "2025-01-27", "2025-02-05"] == [f"{d:%Y-%m-%d}" for d in rows["date"]]
    assert ["datetime64[us]", *["float64"] * 7] == [str(kind) for kind in rows.dtypes]


def test_the_argument_is_left_as_it_was():
    given = table().iloc[::-1]

    series_rows(given)

    pd.testing.assert_frame_equal(table().iloc[::-1], given)


def test_numbers_as_text_and_whole_numbers_become_numbers():
    given = table().assign(close=["10.2", "10.1", "11.1"], volume=[1000, 900, 5000])

    pd.testing.assert_frame_equal(series_rows(table()), series_rows(given))


@pytest.mark.parametrize(
    "dates",
    [
        pd.DatetimeIndex(["2025-01-24 09:30", "2025-01-27 15:00", "2025-02-05 00:00"]),
        pd.DatetimeIndex(["2025-01-24", "2025-01-27", "2025-02-05"], tz="Asia/Shanghai"),
        [date(2025, 1, 24), date(2025, 1, 27), date(2025, 2, 5)],
        ["2025-01-24", "2025-01-27", "2025-02-05"],
    ],
    ids=["time of day", "time zone", "dates", "text"],
)
def test_days_may_come_in_any_form_and_keep_the_day_of_their_own_clock(dates):
    rows = series_rows(table().assign(date=dates))

    assert date(2025, 1, 24) == rows["date"].iloc[0].date()
    pd.testing.assert_frame_equal(series_rows(table()), rows)


def test_volume_and_amount_may_be_unknown():
    rows = series_rows(table().assign(volume=NAN, amount=NAN))

    assert rows[["volume", "amount"]].isna().all(axis=None)


def test_the_factor_may_be_unknown_throughout():
    assert series_rows(table().assign(factor=NAN))["factor"].isna().all()


def test_a_single_row_at_one_price_is_a_series():
    rows = series_rows(table([("2025-01-24", 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0)]))

    assert 1 == len(rows)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"close": 0.0, "low": 0.0}, "A price on 2025-01-27 is not a positive number."),
        ({"close": -1.0}, "A price on 2025-01-27 is not a positive number."),
        ({"open": NAN}, "A price on 2025-01-27 is not a positive number."),
        ({"high": math.inf}, "A price on 2025-01-27 is not a positive number."),
        ({"high": 9.0}, "On 2025-01-27 the high is below the low."),
        ({"open": 10.41}, "On 2025-01-27 open or close lies outside the day's range."),
        ({"open": 9.99}, "On 2025-01-27 open or close lies outside the day's range."),
        ({"close": 10.41}, "On 2025-01-27 open or close lies outside the day's range."),
        ({"close": 9.99}, "On 2025-01-27 open or close lies outside the day's range."),
        ({"volume": -1.0}, "On 2025-01-27 volume or amount is negative or infinite."),
        ({"amount": -0.01}, "On 2025-01-27 volume or amount is negative or infinite."),
        ({"volume": math.inf}, "On 2025-01-27 volume or amount is negative or infinite."),
        ({"amount": math.inf}, "On 2025-01-27 volume or amount is negative or infinite."),
        ({"factor": 0.0}, "On 2025-01-27 the factor is not a positive number."),
        ({"factor": -1.0}, "On 2025-01-27 the factor is not a positive number."),
        ({"factor": math.inf}, "On 2025-01-27 the factor is not a positive number."),
        (
            {"factor": NAN},
            "On 2025-01-27 the factor is missing, while other sessions have one.",
        ),
        ({"date": "2025-01-24"}, "The session 2025-01-24 stands twice."),
        ({"date": "2025-01-24 10:00"}, "The session 2025-01-24 stands twice."),
        ({"date": pd.NaT}, "A row of the price table has no date."),
        ({"date": None}, "A row of the price table has no date."),
        ({"date": "soon"}, "A row of the price table has no date."),
        ({"close": "-"}, "The column “close” of the price table holds what is no number."),
        ({"amount": [1]}, "The column “amount” of the price table holds what is no number."),
    ],
)
def test_what_breaks_the_contract_has_its_sentence(cells, sentence):
    frame = table()
    for name, value in cells.items():
        frame[name] = frame[name].astype(object)
        frame.at[1, name] = value  # noqa: PD008 - a list is one cell here

    with pytest.raises(PriceError) as caught:
        series_rows(frame)

    assert sentence == str(caught.value)


@pytest.mark.parametrize("name", ROW_COLUMNS)
def test_a_lacking_column_is_named(name):
    with pytest.raises(PriceError, match=rf"lacks the column\(s\) {name}\."):
        series_rows(table().drop(columns=name))


def test_a_table_without_rows_is_no_series():
    with pytest.raises(PriceError, match=r"has no row\."):
        series_rows(table([]))


# Note and series -------------------------------------------------------------


def series_of(**changes):
    values = {
        "symbol": "300249.SZ",
        "source": "tencent",
        "adjustment": "none",
        "factor_source": "sina",
        "currency": "CNY",
        "retrieved": "2025-02-07T07:00:00Z",
        "request": "https://a.example/x",
        "asked_from": "2025-01-20",
        "asked_to": "2025-02-05",
    }
    return PriceSeries(SeriesNote(**(values | changes)), series_rows(table()))


def test_a_series_knows_its_first_and_last_session():
    assert (date(2025, 1, 24), date(2025, 2, 5)) == (series_of().first, series_of().last)


def test_a_series_has_a_factor_when_its_note_names_the_source_of_one():
    assert (True, False) == (series_of().has_factor, series_of(factor_source="").has_factor)


def test_close_times_factor_has_the_total_return():
    rows = series_of().rows

    total = rows["close"] * rows["factor"]

    # By hand: 11.1 x 1.01 / (10.1 x 1.00) - 1.
    assert pytest.approx(0.11, abs=1e-12) == total.iloc[2] / total.iloc[1] - 1


def test_every_adjustment_is_one_of_four():
    assert ("none", "additive", "multiplicative", "unknown") == ADJUSTMENTS


# The digest ------------------------------------------------------------------


def test_the_digest_is_sha_256_over_days_and_columns_as_documented():
    # 2025-01-24 is day 20112 since 1970: 55 years with 14 leap days are 20089, and 23 more.
    days = struct.pack("<3q", 20112, 20115, 20124)
    columns = [struct.pack("<3d", *column) for column in list(zip(*ROWS, strict=True))[1:]]

    expected = hashlib.sha256(days + b"".join(columns)).hexdigest()

    assert expected == digest(series_rows(table()))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_the_digest_does_not_depend_on_the_unit_of_the_dates(unit):
    rows = series_rows(table())

    assert digest(rows) == digest(rows.assign(date=rows["date"].dt.as_unit(unit)))


def test_the_digest_does_not_depend_on_the_types_of_whole_numbers():
    rows = series_rows(table())

    assert digest(rows) == digest(rows.astype({"volume": "int64", "amount": "int32"}))


def test_the_digest_does_not_depend_on_the_order_of_the_columns():
    rows = series_rows(table())

    assert digest(rows) == digest(rows[list(ROW_COLUMNS)[::-1]])


def test_every_nan_counts_as_the_same_one():
    odd = struct.unpack("<d", struct.pack("<Q", 0xFFF8_0000_0000_1234))[0]
    rows = series_rows(table())
    one, other = rows.assign(amount=NAN), rows.assign(amount=np.full(3, odd))
    assert one["amount"].to_numpy().tobytes() != other["amount"].to_numpy().tobytes()

    assert digest(one) == digest(other)


def test_both_zeros_count_as_the_same_one():
    rows = series_rows(table())

    assert digest(rows.assign(volume=0.0)) == digest(rows.assign(volume=-0.0))


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("name", ROW_COLUMNS[1:])
def test_the_digest_differs_when_one_cell_differs_by_the_smallest_step(name, row):
    rows = series_rows(table())
    other = rows.copy()

    other.loc[row, name] = np.nextafter(other.loc[row, name], np.inf)

    assert digest(rows) != digest(other)


def test_the_digest_differs_when_a_day_differs():
    rows = series_rows(table())

    assert digest(rows) != digest(rows.assign(date=rows["date"] + pd.Timedelta(days=1)))


def test_the_digest_differs_when_a_value_is_missing():
    rows = series_rows(table())

    assert digest(rows) != digest(rows.assign(amount=NAN))


def test_taking_the_digest_leaves_the_rows_as_they_were():
    rows = series_rows(table().assign(volume=-0.0, amount=NAN))
    before = rows.copy()

    digest(rows)

    assert np.signbit(rows["volume"]).all()
    pd.testing.assert_frame_equal(before, rows)
