"""A price file of the reader's own becomes series, or a list of everything wrong with it."""

import hashlib
import io
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.market.series import ROW_COLUMNS, digest, series_rows
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import MAX_BYTES, ColumnUse, read_price_file, source_id
from tests.thoroughness import rounds

NOW = datetime(2025, 8, 25, 3, 4, 5, tzinfo=UTC)
HEADER = "date,code,open,high,low,close,volume"
STATED = Hints(adjustment="none", volume_unit="shares")
MARKET = Path(__file__).parents[3] / "shared" / "market" / "ashare_daily.parquet"


def read(text, name="prices.csv", hints=STATED, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_price_file(data, name, hints, now=NOW)


def rows(*lines, header=HEADER):
    return "\n".join([header, *lines]) + "\n"


def column(preview, name, place=0):
    return preview.series[place].rows[name].tolist()


def rules(preview):
    return {(fault.line, fault.field): fault.rule.template for fault in preview.faults}


def said(preview):
    return " ".join(str(notice) for notice in preview.notices)


GOOD = rows(
    "2025-02-07,300249,10.2,10.6,10.1,10.4,120000",
    "2025-02-06,300249,10.0,10.5,9.9,10.2,110000",
    "2025-02-06,603881,20.0,20.5,19.9,20.2,50000",
)


# What comes of a good file --------------------------------------------


def test_a_file_becomes_one_series_a_security_in_the_contract_of_series():
    preview = read(GOOD)

    assert () == preview.faults
    assert ["300249.SZ", "603881.SS"] == [each.note.symbol for each in preview.series]
    assert [10.2, 10.4] == column(preview, "close")
    for each in preview.series:
        pd.testing.assert_frame_equal(series_rows(each.rows), each.rows)


def test_the_note_says_file_hash_time_and_days():
    preview = read(GOOD, "Prices (Feb).csv")
    note = preview.series[0].note

    assert "file-prices-feb" == note.source == preview.source
    assert hashlib.sha256(GOOD.encode()).hexdigest() == preview.sha256
    assert f"Prices (Feb).csv {preview.sha256[:16]}" == note.request
    assert "2025-08-25T03:04:05Z" == note.retrieved
    assert ("2025-02-06", "2025-02-07") == (note.asked_from, note.asked_to)
    assert ("none", "", "CNY") == (note.adjustment, note.factor_source, note.currency)
    assert digest(preview.series[0].rows) == note.sha256


def test_the_preview_shows_columns_span_and_first_rows_as_stored():
    preview = read(GOOD.replace("close,volume", "close,volume,memo").replace("0\n", "0,x\n"))

    assert ColumnUse("date", "date") == preview.columns[0]
    assert ColumnUse("memo", "") == preview.columns[-1]
    assert ("csv", "utf-8", ",") == (preview.format, preview.encoding, preview.delimiter)
    assert (3, 2) == (preview.rows, preview.securities)
    assert (date(2025, 2, 6), date(2025, 2, 7)) == (preview.first, preview.last)
    assert ["symbol", *ROW_COLUMNS] == preview.head.columns.tolist()
    assert ["300249.SZ", "300249.SZ", "603881.SS"] == preview.head["symbol"].tolist()


def test_the_title_is_the_reader_s_or_the_name_of_the_file():
    assert "prices.csv" == read(GOOD).title
    assert "A terminal" == read(GOOD, hints=Hints(title=" A terminal ")).title


@pytest.mark.parametrize("name", ["../../etc/x.csv", "C:\\up\\x.csv", "x.csv"])
def test_folders_in_a_name_are_ignored(name):
    assert "x.csv" == read(GOOD, name).file


def test_a_source_id_is_plain_letters_digits_and_hyphens_whatever_the_name():
    assert "file-0f0f0f0f" == source_id("行情.csv", "0f" * 32)
    assert "file-a-1" == source_id("=A_1;.csv", "0f" * 32)
    assert 60 >= len(source_id("x" * 500, "0f" * 32))


def test_a_bom_crlf_full_width_digits_and_chinese_dates_are_read():
    text = rows("2025年2月6日,３００２４９,10.0,10.5,9.9,10.2,“1”").replace("“1”", '"1,100"')
    preview = read("\ufeff" + text.replace("\n", "\r\n"))

    assert () == preview.faults
    assert [1100.0] == column(preview, "volume")
    assert date(2025, 2, 6) == preview.series[0].first


# Known downloads ------------------------------------------------------

YAHOO = """Date,Open,High,Low,Close,Adj Close,Volume
2025-02-06,10.00,10.50,9.90,10.20,9.690000,110000
2025-02-07,10.20,10.60,10.10,10.40,9.880000,120000
2025-02-10,10.20,10.60,10.10,10.40,10.400000,130000
2025-02-11,null,null,null,null,null,null
"""


def test_yahoo_s_adjusted_close_becomes_a_factor_that_changes_on_the_ex_date_only():
    preview = read(YAHOO, "300249.SZ.csv", Hints())
    series = preview.series[0]

    # 9.69 / 10.20 = 9.88 / 10.40 = 0.95: a dividend of 5 % went ex on 10 February.
    assert [1.0, 1.0, pytest.approx(1 / 0.95)] == column(preview, "factor")
    assert ("300249.SZ", "multiplicative") == (series.note.symbol, series.note.adjustment)
    assert "file-300249-sz" == series.note.factor_source
    assert [110000.0, 120000.0, 130000.0] == column(preview, "volume")
    assert "adjusted for splits" in said(preview)
    assert "1 row(s) without a price" in said(preview)


def test_an_eastmoney_table_counts_lots_and_yuan():
    header = "日期,股票代码,开盘,收盘,最高,最低,成交量,成交额,振幅,涨跌幅,涨跌额,换手率"
    text = rows("2025-02-06,300249,10.0,10.2,10.5,9.9,1100,1120000.0,1,1,1,1", header=header)

    preview = read(text, hints=Hints(adjustment="additive"))

    assert ([110000.0], [1120000.0]) == (column(preview, "volume"), column(preview, "amount"))
    assert ([10.5], [10.2]) == (column(preview, "high"), column(preview, "close"))


def test_a_tushare_table_counts_lots_and_thousands():
    # The sample row of Tushare's page on `daily`.
    text = rows(
        "000001.SZ,20180718,8.75,8.85,8.69,8.70,8.72,-0.02,-0.23,525152.77,460697.377",
        header="ts_code,trade_date,open,high,low,close,pre_close,change,pct_chg,vol,amount",
    )

    preview = read(text, hints=Hints(adjustment="none"))

    assert [pytest.approx(52_515_277)] == column(preview, "volume")
    assert [pytest.approx(460_697_377)] == column(preview, "amount")
    assert () == preview.notices


def test_a_terminal_s_text_with_title_and_footer_is_read():
    text = (
        "300249 依米康 日线 不复权\r\n"
        "      日期\t    开盘\t    最高\t    最低\t    收盘\t    成交量\t    成交额\t\r\n"
        "2025/02/06\t10.00\t10.50\t9.90\t10.20\t110000\t1120000.00\t\r\n"
        "数据来源:通达信\r\n"
    )

    preview = read(text, "SZ#300249.txt", Hints(), "gb18030")

    assert () == preview.faults
    assert ("gb18030", "\t") == (preview.encoding, preview.delimiter)
    assert ("300249.SZ", "none") == (
        preview.series[0].note.symbol,
        preview.series[0].note.adjustment,
    )
    assert "Line 4" in said(preview)
    assert [110000.0] == column(preview, "volume")


def test_a_table_with_weekdays_and_total_lots_is_read():
    text = (
        "时间\t开盘\t最高\t最低\t收盘\t涨幅\t总手\t金额\n"
        "2025-02-06,四\t10.00\t10.50\t9.90\t10.20\t1.00%\t1,100\t1,120,000\n"
    )

    preview = read(text, "Table.xls", Hints(symbol="SH603881", adjustment="none"), "gb18030")

    assert () == preview.faults
    assert "603881.SS" == preview.series[0].note.symbol
    assert [110000.0] == column(preview, "volume")


# Faults ---------------------------------------------------------------


def test_every_fault_is_reported_at_once_with_its_line_and_nothing_is_stored():
    preview = read(
        rows(
            "2025-02-06,300249,=cmd(),10.5,9.9,10.2,5",
            "2025-02-07,300249,10,9,11,10,5",
            "2025-02-08,300249,10,11,9,10,5",
            "2025-02-10,300249,-1,11,0,10,5",
            "2025-02-11,300249,nan,inf,9,10,5",
            "2025-02-12,300249,10,11,9,12,5",
            "2025-02-13,300249,10,11,9,10,-5",
            "45694,300249,10,11,9,10,5",
            "2025-02-14,300249,10,11,9,10,5",
            "2025-02-14,300249,10,11,9,10,5",
            "2025-08-26,300249,10,11,9,10,5",
            ",300249,10,11,9,10,5",
            "2025-02-17,x y,10,11,9,10,5",
            "2025-02-17,,10,11,9,10,5",
        )
    )

    assert () == preview.series
    assert {
        (2, "open"),
        (3, "high"),
        (4, "date"),
        (5, "open"),
        (5, "low"),
        (6, "open"),
        (6, "high"),
        (7, "close"),
        (8, "volume"),
        (9, "date"),
        (11, "date"),
        (12, "date"),
        (13, "date"),
        (14, "code"),
        (15, "code"),
    } == set(rules(preview))
    assert "=cmd()" == next(fault.value for fault in preview.faults if fault.line == 2)
    assert "day number" in rules(preview)[9, "date"]
    assert "line 10" in str(next(fault for fault in preview.faults if fault.line == 11))


def test_twenty_faults_of_a_kind_are_listed_and_the_rest_counted():
    preview = read(rows(*["2025-02-06,300249,x,11,9,10,5"] * 50))
    of_the_cell = [fault for fault in preview.faults if fault.field == "open"]

    assert 21 == len(of_the_cell)
    assert "30 further row(s)" in str(of_the_cell[-1])


def test_a_holiday_is_a_fault_for_a_chinese_security_and_none_for_another():
    text = rows("2025-01-28,{},10,11,9,10,5")  # New Year's eve of the lunar calendar

    assert [(2, "date")] == list(rules(read(text.format("300249"))))
    assert () == read(text.format("AAPL")).faults


def test_suspended_and_empty_rows_are_left_out_and_counted():
    preview = read(
        rows(
            "2025-02-06,300249,10,11,9,10,5",
            "2025-02-07,300249,10,10,10,10,0",
            "2025-02-08,300249,10,10,10,10,0",
            "2025-02-10,300249,0,0,0,10,0",
            "2025-02-11,300249,,,,,",
            "2025-02-12,300249,10,11,,10,5",
        )
    )

    assert () == preview.faults
    assert 1 == len(preview.series[0].rows)
    assert "3 row(s) of suspended sessions" in said(preview)
    assert "2 row(s) without a price" in said(preview)


def test_one_price_with_volume_is_a_row_like_any_other():
    assert 1 == len(read(rows("2025-02-06,300249,10,10,10,10,5")).series[0].rows)


def test_missing_columns_are_named_with_examples():
    preview = read(rows("2025-02-06,10", header="date,close"))

    assert ["open", "high", "low"] == [fault.field for fault in preview.faults]
    assert "开盘" in str(preview.faults[0])


def test_a_wide_table_is_refused_in_one_sentence():
    preview = read(rows("2025-02-06,10,20", header="date,300249.SZ,603881.SS"))

    assert [True] == ["wide tables are not read" in str(fault) for fault in preview.faults]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said_of_it", "data"),
    [
        ("empty", b""),
        ("empty", b"\xef\xbb\xbf \r\n"),
        ("web page", b"<html><table><tr><td>date</td></tr></table>"),
        ("control character", HEADER.encode() + b"\n2025-02-06,3002\x0049,1,1,1,1,1\n"),
        ("workbook", b"PK\x03\x04"),
        ("Parquet", b"PAR1 and no more"),
        ("None of the first", b"a,b,c\n1,2,3\n"),
        ("empty", b"\n" * 1000),
        ("valid CSV", (HEADER + '\n"2025-02-06,1\n').encode()),
        ("characters", (HEADER + "\n" + "x" * 100_000).encode()),
        ("None of the first", ("date,open," * 100_000).encode()),
        ("at most 200 columns", ("date,open,high,low,close," + "x," * 999 + "x\n").encode()),
        ("too large", rows("2025-02-06,300249,10,1e999,9,10,5").encode()),
        ("more than anything", rows("2025-02-06,300249,10,1e9,9,10,5").encode()),
        ("cells where the heading", rows("2025-02-06,300249," + "9," * 500).encode()),
        ("no row of prices", rows("see below", "2025-02-06,300249,10,11,9,10,5").encode()),
        ("different codes", rows(*(f"2025-02-06,a{n},1,1,1,1,1" for n in range(100_001))).encode()),
        ("Reading stopped", rows(*["x,300249,1,1,1,1,1"] * 50_000).encode()),
    ],
)
def test_hostile_content_is_a_fault_never_a_traceback(said_of_it, data):
    preview = read(data)

    assert () == preview.series
    assert said_of_it in " ".join(str(fault) for fault in preview.faults)


PIECES = (
    '"', ",", "\n", "\t", ";", "=cmd|'/c calc'!A0", "nan", "inf", "-", "1e308", "1e-308", "9" * 400,
    "\x00", "{x}", "%s", "２", "年", "\u200b", "-1", "2025-02-30", "0001-01-01", "9999-12-31",
    "45694", "前复权", "Adj Close", "000300", "T25:00Z",
)  # fmt: skip


@pytest.mark.slow
def test_edits_at_random_give_faults_or_rows_that_keep_the_contract():
    draw = random.Random(4)
    text = rows(
        *(f"{day},300249,10.0,10.5,9.9,10.2,11,1.1,1.0" for day in ("2025-02-06", "2025-02-07")),
        header="date,code,open,high,low,close,成交量(万股),成交额(百万元),factor",
    )

    for _ in range(400):
        edited = text
        for _ in range(draw.randint(0, 3)):
            at = draw.randrange(len(edited))
            edited = edited[:at] + draw.choice(PIECES) + edited[at + draw.choice((0, 0, 3)) :]
        preview = read(edited, hints=Hints())

        assert bool(preview.faults) != bool(preview.series)
        assert all(str(each) for each in (*preview.faults, *preview.notices))
        for each in preview.series:
            pd.testing.assert_frame_equal(series_rows(each.rows), each.rows)


def test_a_file_beyond_the_limit_is_not_read(monkeypatch):
    monkeypatch.setattr("dashboard.pricefiles.reading.MAX_BYTES", 10)

    assert 200_000_000 == MAX_BYTES
    assert "at most" in str(read(GOOD).faults[0])


def test_a_formula_as_a_name_stays_text():
    text = rows(
        "2025-02-06,=1+1,300249,10,11,9,10,5", header="date,name,code,open,high,low,close,vol"
    )

    assert "=1+1" == read(text).series[0].note.name


@pytest.mark.parametrize(
    ("field", "hints"),
    [
        ("currency", Hints(adjustment="none", volume_unit="shares", currency="yuan")),
        ("adjustment", Hints(adjustment="maybe", volume_unit="shares")),
        ("volume_unit", Hints(adjustment="none", volume_unit="boxes")),
        ("symbol", Hints(adjustment="none", volume_unit="shares", symbol="???")),
    ],
)
def test_a_hint_that_means_nothing_is_a_fault(field, hints):
    assert field in [fault.field for fault in read(GOOD, hints=hints).faults]


# A whole market -------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(
    not MARKET.exists(), reason="the file of the whole market lies outside the project"
)
def test_a_market_is_read_in_one_go():
    codes = sorted(set(pq.read_table(MARKET, columns=["code"])["code"].unique().to_pylist()))
    part = codes[:: rounds(8, 1)]
    file = io.BytesIO()
    pq.write_table(pq.read_table(MARKET, filters=[("code", "in", part)]), file)

    hints = Hints(adjustment="additive", volume_unit="lots")
    preview = read(file.getvalue(), "m.parquet", hints)

    assert 3360 == len(codes)
    assert () == preview.faults
    assert preview.rows == sum(len(each.rows) for each in preview.series)
    assert len(part) == len(preview.series) == preview.securities
