"""Tolerant of what spreadsheets, editors and input methods do to a file."""

import codecs
import csv
import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case

SMALL = Path(__file__).parents[1] / "data" / "small"


def same(small) -> None:
    """The spoilt folder reads as the clean one, without a notice."""
    clean, spoilt = read_case(SMALL), small.read()
    assert clean.case == spoilt.case
    assert clean.market.prices.equals(spoilt.market.prices)
    assert clean.market.universe.equals(spoilt.market.universe)
    assert () == spoilt.notices


FILES = sorted(path.name for path in SMALL.iterdir())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: codecs.BOM_UTF8 + data, id="byte order mark"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda data: data + b"\n\n", id="empty lines at the end"),
        pytest.param(lambda data: data.rstrip(b"\n"), id="no line break at the end"),
    ],
)
def test_what_editors_do_to_a_file_changes_nothing(small, name, change):
    same(small.bytes(name, change))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda row: [*row, "", " "], id="empty columns at the end"),
        pytest.param(lambda row: row[::-1], id="columns in another order"),
        pytest.param(lambda row: [f" {cell}\u3000" for cell in row], id="spaces around"),
    ],
)
def test_empty_columns_spaces_and_the_order_of_columns_change_nothing(small, name, change):
    with (small.path / name).open(encoding="utf-8", newline="") as lines:
        rows = [change(row) for row in csv.reader(lines)]
    with (small.path / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*rows, [""] * len(rows[0])])
    same(small)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("events.csv", "2025-02-11,day", "2025/2/11,day"),
        ("events.csv", "2025-02-11,day", "2025.2.11,day"),
        ("events.csv", "2025-02-11,day", "2025年2月11日,day"),
        ("events.csv", "2025-02-11,day", "２０２５－０２－１１,day"),
        ("events.csv", "2025-02-11,day", "2025/2/11 0:00,day"),
        ("events.csv", "2025-02-11,day", "20250211, Day "),
        ("events.csv", "2025-02-14T10:02:11", "2025/2/14 10:02:11"),
        ("events.csv", ",1600,", ',"1,600",'),
        ("events.csv", ",1600,", ",１，６００,"),
        ("events.csv", ",1600,", ",1.6e3,"),
        ("events.csv", "cooling;label", " cooling ；\u3000label ; "),
        ("events.csv", "report,2025", "\u3000report ,2025"),
        ("evidence.csv", "0.53,fraction", "53%,fraction"),
        ("evidence.csv", "0.53,fraction", "５３．０％,fraction"),
        ("evidence.csv", "a,300249.SZ", "a,３００２４９．ＳＺ"),
        ("claims.csv", "0.4560,fraction", "45.60%,fraction"),
        ("claims.csv", "new:300249.SZ", "new：300249.SZ"),
        ("claims.csv", "report;note", "report；note"),
        ("prices.csv", "2025-02-06,3800,3850.5", '2025/2/6,"3,800","３，８５０．５"'),
        ("case.toml", 'symbol = "300249.SZ"', 'symbol = "SZ300249"'),
        ("case.toml", '"000300.SS"', '"000300.SH"'),
        ("events.csv", "300249.SZ;300602.SZ", "300249;SZSE.300602"),
        ("evidence.csv", "b,300602.SZ", "b,300602.XSHE"),
        ("claims.csv", "ret,return,300249.SZ", "ret,return,sz300249"),
        ("claims.csv", "new:300249.SZ", "new:300249"),
        ("prices.csv", "000300.SS,2025-02-06", "000300.SH,2025-02-06"),
        ("mean_returns.csv", "-0.0025", "−0.25%"),
        ("mean_returns.csv", "-0.0025", "－0.0025"),
        ("prices.toml", "2025-08-22", '"2025-08-22"'),
    ],
)
def test_what_spreadsheets_and_input_methods_write_is_understood(small, name, old, new):
    same(small.edit(name, old, new))


def test_a_chinese_encoding_is_read_with_a_notice(small):
    small.bytes("evidence.csv", lambda data: data.decode().encode("gbk"))
    content = small.read()
    assert "占比 53%" == content.case.evidence[0].statement.zh
    (notice,) = content.notices
    assert "evidence.csv is in the Chinese encoding GB 18030" in str(notice)


def test_lost_leading_zeros_are_put_back_with_a_notice(small):
    content = small.edit("universe.csv", "000001", "1").read()
    assert "000001" == content.market.universe["code"][0]
    assert "1 code(s)" in str(content.notices[0])


def test_volumes_that_a_spreadsheet_wrote_short_are_noticed(small):
    content = small.edit("prices.csv", "12.24,900", "12.24,1.22E+08").read()

    (notice,) = content.notices
    assert "1 volume(s) were written short" in str(notice)
    assert "1.22E+08 in line 4" in str(notice)


def test_a_table_that_nobody_names_is_noticed(small):
    (small.path / "evnts.csv").write_text("id\n")
    (small.path / "README.md").write_text("Notes")
    (notice,) = small.read().notices
    assert "evnts.csv was not read" in str(notice)


def test_line_breaks_inside_a_cell_are_text(small):
    content = small.edit("events.csv", "First reading", '"First\r\nreading"').read()
    assert "First\nreading" == content.case.events[0].title.en


# Values ---------------------------------------------------------------


def test_values_arrive_as_the_model_defines_them():
    case = read_case(SMALL).case
    assert datetime(2025, 2, 14, 10, 2, 11) == case.event("note").published.stamp
    assert ("cooling", "label") == case.event("report").stories
    assert (1600.0, "downloads") == (case.event("first").value, case.event("first").unit)
    assert (date(2025, 2, 7), date(2025, 2, 13)) == (case.claims[0].first, case.claims[0].last)
    assert "0.4560" == case.claims[0].stated
    assert None is case.benchmark("000300.SS").returns


def test_prices_are_floats_and_days_and_keep_a_missing_volume_missing():
    market = read_case(SMALL).market
    assert "datetime64[us]" == str(market.prices["date"].dtype)
    assert 1 == market.prices["volume"].isna().sum()
    assert [0.01, -0.0025] == market.benchmark_returns["mean"].tolist()
    assert [3300, 3301] == market.benchmark_counts["mean"].tolist()
    assert "none" == market.note.adjustment
    assert 64 == len(market.note.sha256)


def test_a_folder_equals_its_copy_and_survives_pickling(small):
    content = read_case(SMALL)
    assert content == small.read() == pickle.loads(pickle.dumps(content))
    assert {content} == {content, small.read()}
    assert content.digest != small.edit("case.toml", "A paper", "Another paper").read().digest


def test_the_notes_of_the_files_name_rows_and_hash():
    notes = {note.name: note for note in read_case(SMALL).files}
    assert FILES == sorted(notes)
    assert (5, None) == (notes["prices.csv"].rows, notes["case.toml"].rows)
