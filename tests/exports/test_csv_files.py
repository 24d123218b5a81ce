"""Downloads open in Excel, survive a round trip and never run as a formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports import csv_files
from dashboard.exports.csv_files import file_name
from dashboard.language.columns import Table


def csv_bytes(frame):
    return csv_files.csv_bytes(Table.of(frame))


def lines(frame):
    return csv_bytes(frame).decode("utf-8-sig").split("\r\n")


def test_a_byte_order_mark_tells_excel_that_the_file_is_utf8():
    data = csv_bytes(pd.DataFrame({"名称": ["依米康"]}))
    assert data.startswith(b"\xef\xbb\xbf")
    assert "依米康" in data.decode("utf-8")


def test_lines_end_as_windows_expects():
    assert b"\xef\xbb\xbfn\r\n1\r\n2\r\n" == csv_bytes(pd.DataFrame({"n": [1, 2]}))


def test_numbers_keep_every_digit():
    value = 0.1 + 0.2
    back = pd.read_csv(io.BytesIO(csv_bytes(pd.DataFrame({"x": [value, -value / 3]}))))
    assert [value, -value / 3] == back["x"].tolist()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(start):
    text = f"{start}HYPERLINK(0)"
    back = pd.read_csv(io.BytesIO(csv_bytes(pd.DataFrame({"t": [text]}))), keep_default_na=False)
    assert back["t"][0].startswith("'")


def test_a_column_name_from_a_case_is_made_harmless_too():
    assert lines(pd.DataFrame({"=cmd|' /C calc'!A0": [1]}))[0].startswith("'=cmd")


@pytest.mark.parametrize("value", [-0.0131, -3, Decimal("-1.50")])
def test_a_negative_number_is_a_number_and_not_a_formula(value):
    assert str(value) == lines(pd.DataFrame({"x": pd.Series([value], dtype=object)}))[1]


def test_text_that_is_harmless_is_left_alone():
    assert [
        "a=b",
        "'quoted",
        "−1.3 %",
    ] == lines(pd.DataFrame({"t": ["a=b", "'quoted", "−1.3 %"]}))[1:4]


def test_dates_are_iso_and_times_keep_their_zone():
    aware = datetime(2025, 2, 13, 7, tzinfo=UTC)
    table = pd.DataFrame(
        {
            "session": pd.to_datetime(["2025-02-07"]),
            "day": [date(2025, 2, 7)],
            "time": pd.Series([aware]),
            "clock": pd.to_datetime(["2025-02-07 10:02:11"]),
        }
    )
    assert ("2025-02-07,2025-02-07,2025-02-13T07:00:00+00:00,2025-02-07T10:02:11") == lines(table)[
        1
    ]


def test_missing_is_empty():
    table = pd.DataFrame(
        {
            "x": [1.5, None],
            "t": ["a", None],
            "d": pd.to_datetime(["2025-02-07", None]),
            "n": pd.array([1, None], dtype="Int64"),
        }
    )
    assert ",,," == lines(table)[2]


def test_several_values_in_one_cell_are_separated_by_semicolons():
    table = pd.DataFrame({"days": [(date(2025, 2, 10), date(2025, 2, 12)), ()]})
    assert "2025-02-10;2025-02-12" == lines(table)[1]


def test_two_columns_of_one_name_both_arrive():
    table = pd.DataFrame([[1, "=x"]], columns=["a", "a"])
    assert ["a,a", "1,'=x"] == lines(table)[:2]


def test_a_table_without_rows_keeps_its_header():
    assert "a,b" == lines(pd.DataFrame({"a": [], "b": []}))[0]


def test_the_argument_is_untouched():
    table = pd.DataFrame({"t": ["=1"], "d": [date(2025, 2, 7)]})
    before = table.copy()
    csv_bytes(table)
    pd.testing.assert_frame_equal(before, table)


@pytest.mark.slow
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_any_number_comes_back_as_it_was(values):
    back = pd.read_csv(io.BytesIO(csv_bytes(pd.DataFrame({"x": values}))))
    assert values == back["x"].tolist()


@pytest.mark.slow
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_any_text_comes_back_as_it_was_but_for_the_apostrophe(texts):
    back = pd.read_csv(
        io.BytesIO(csv_bytes(pd.DataFrame({"t": texts, "end": 1}))),
        keep_default_na=False,
        na_values=[],
        dtype=str,
    )
    assert [t.lstrip("'") for t in texts] == [t.lstrip("'") for t in back["t"]]


def test_the_file_name_says_case_table_and_window():
    expected = "liquid-cooling-2025_window-returns_2025-02-06_2025-02-13.csv"
    assert expected == file_name(
        "liquid-cooling-2025", "window-returns", base=date(2025, 2, 6), last=date(2025, 2, 13)
    )
    assert "a_health.xlsx" == file_name("a", "health", extension="xlsx")


def test_a_file_name_has_no_way_out_of_the_folder():
    assert "etc_pass-wd.csv" == file_name("../../etc", "pass wd")
