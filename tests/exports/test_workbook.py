"""The workbook: numbers as numbers with their unit, text as text, never a formula."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pytest

from dashboard.cases.cells import FORMULA_STARTS
from dashboard.exhibits import registry
from dashboard.exports.all_tables import all_tables
from dashboard.exports.workbook import LONGEST_NAME, LONGEST_TEXT, clean, sheet_name, workbook
from tests.slim_case import slim

pytestmark = pytest.mark.slow


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book(imprint, en):
    return opened(workbook(imprint, en))


@pytest.fixture(scope="module")
def tables(imprint, en):
    return {each.name: each.table.frame() for each in all_tables(imprint, en)}


def test_every_table_has_a_sheet_behind_the_first_about_it_all(book, tables):
    # The shipped case has a universe, claims and late evidence; no corrections,
    # no tags and no minute bars.
    lacking = {"corrections", "tags", "inside"}
    every = [each.name for each in registry.numbers() if each.name not in lacking]

    assert every == list(tables)
    assert ["About", *every] == book.sheetnames


def test_a_sheet_has_the_numbers_dates_and_texts_of_its_table(book, tables):
    for name, table in tables.items():
        rows = list(book[name].iter_rows(values_only=True))

        assert tuple(str(column) for column in table.columns) == rows[0], name
        assert len(table) == len(rows) - 1, name
        for row, shown in zip(table.astype(object).itertuples(index=False), rows[1:], strict=True):
            for value, cell in zip(row, shown, strict=True):
                assert_same(value, cell)


def assert_same(value, cell):
    if value is None or value is pd.NA or value is pd.NaT or value != value or value == "":
        assert cell is None
    elif isinstance(value, bool) or isinstance(cell, bool):
        assert (bool(value), True) == (cell, isinstance(cell, bool))
    elif isinstance(value, int | float) and abs(value) < 10**15:
        # The same double comes back, digit by digit.
        assert float(value) == float(cell)
    elif isinstance(value, datetime):
        assert value.to_pydatetime() == cell
    elif isinstance(value, date):
        assert value == cell.date()
    else:
        assert str(value) == str(cell)


def test_fractions_are_shown_as_percent_and_days_as_days(book):
    sheet = book["returns"]
    heads = {cell.value: cell.column for cell in sheet[1]}

    assert "0.00%" == sheet.cell(2, heads["return (fraction)"]).number_format
    assert "General" == sheet.cell(2, heads["last close (CNY)"]).number_format
    day = book["prices"].cell(2, 2)
    assert ("yyyy-mm-dd", True) == (day.number_format, day.is_date)


def test_heads_stay_in_sight_and_can_be_filtered(book):
    for sheet in book.worksheets[1:]:
        assert "A2" == sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])


def test_columns_are_as_wide_as_their_words_within_bounds(book):
    widths = [each.width for s in book.worksheets for each in s.column_dimensions.values()]

    assert 8 <= min(widths) <= max(widths) <= 110


def test_the_first_sheet_says_what_it_is(book, imprint):
    about = {row[0]: row[1] for row in book["About"].iter_rows(max_col=2, values_only=True)}

    assert date(2025, 2, 6) == about["Base (close of)"].date()
    assert "Equal weight, about 3,320 stocks" == about["Benchmark"]
    assert imprint.trial.folder.digest == about["Data (SHA-256)"]
    assert "2025-08-22" == about["Read on"]
    assert imprint.link == about["Link"]
    assert "belong to their sources" in about["Licence"]
    assert "Rank tests of the stories" == about["rank-tests"]


def test_a_chinese_reader_has_a_chinese_first_sheet_and_the_same_heads(
    shipped, make_imprint, zh, book
):
    chinese = opened(workbook(make_imprint(slim(shipped)), zh))

    assert "说明" == chinese.sheetnames[0]
    assert [c.value for c in book["returns"][1]] == [c.value for c in chinese["returns"][1]]


# Text from outside ----------------------------------------------------


@pytest.fixture(scope="module")
def hostile_content(hostile, en):
    return workbook(hostile, en)


@pytest.fixture(scope="module")
def hostile_book(hostile_content):
    return opened(hostile_content)


def test_no_cell_is_a_formula_an_error_or_a_link(hostile_book):
    for sheet in hostile_book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "b", "d"}
                assert cell.hyperlink is None


def test_the_file_itself_holds_no_formula_and_nothing_outside(hostile_content):
    with zipfile.ZipFile(io.BytesIO(hostile_content)) as parts:
        names = parts.namelist()
        sheets = [parts.read(name).decode() for name in names if "worksheets/sheet" in name]
        links = "".join(parts.read(name).decode() for name in names if name.endswith(".rels"))

    assert sheets
    assert [] == [each for each in sheets if re.search(r"<f[ >]", each)]
    assert "External" not in links
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]


def test_text_that_a_spreadsheet_would_run_is_marked_as_text(hostile_book):
    marked = 0
    for sheet in hostile_book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.lstrip().startswith(FORMULA_STARTS):
                    assert cell.quotePrefix
                    marked += 1

    assert 10 < marked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1fc", "abc"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\ud800lone", "lone"),
        ("_x0041_", "_x005F_x0041_"),
        ("a_b_x41_", "a_b_x41_"),
        ("依米康 \U0001f4c8", "依米康 \U0001f4c8"),
    ],
)
def test_what_xml_cannot_hold_is_taken_out_and_nothing_else(text, kept):
    assert kept == clean(text)


def test_a_text_too_long_for_a_cell_says_that_it_goes_on():
    assert (LONGEST_TEXT, "…") == (len(clean("x" * 40_000)), clean("x" * 40_000)[-1])


def test_names_of_sheets_are_short_and_different():
    taken = set()

    names = [sheet_name("a very long name of a table [of]: mine", taken) for _ in range(12)]

    assert 12 == len({name.casefold() for name in names})
    assert all(len(name) <= LONGEST_NAME and not set(name) & set("[]:*?/\\") for name in names)


def test_the_time_in_the_file_is_that_of_the_dossier(book, imprint):
    assert imprint.made == book.properties.created.replace(tzinfo=UTC)
