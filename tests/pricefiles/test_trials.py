"""Real files of the trade and what is right for each; where the trials are at hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case
from dashboard.errors import CaseError
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file

TRIALS = Path(__file__).parents[3] / "shared" / "trials"
FILES, EDITS = TRIALS / "price-files", TRIALS / "case-edits"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
CLOSES = {"2025-02-06": 12.5, "2025-02-13": 18.2, "2025-02-14": 18.75}

needs_trials = pytest.mark.skipif(
    not FILES.is_dir(), reason="needs the trial files, which are not part of the project"
)


def read(name, **said):
    said = {"adjustment": "none"} | said
    return read_price_file((FILES / name).read_bytes(), name, Hints(**said), now=NOW)


def words(found):
    return " ".join(str(each) for each in (*found.notices, *found.faults))


@needs_trials
@pytest.mark.parametrize(
    ("name", "said", "rows"),
    [
        ("300249_bars_unadj_bfq.csv", {}, 14),
        ("mootdx_300249_bfq.csv", {}, 14),
        ("choice.csv", {}, 14),
        ("codes_apostrophe.csv", {}, 13),
        ("codes_equals.xls", {}, 14),
        ("codes_gm.csv", {}, 14),
        ("codes_jq.csv", {}, 12),
        ("codes_vnpy_SZSE.csv", {"volume_unit": "shares"}, 14),
        ("codes_vnpy_XSHE.csv", {"volume_unit": "shares"}, 14),
        ("csmar.csv", {}, 14),
        ("dates_float.csv", {}, 14),
        ("investing_zh.csv", {"symbol": "300249", "volume_unit": "shares"}, 14),
        ("prices_in_fen.csv", {"symbol": "300249", "price_unit": "fen"}, 14),
        ("pytdx_suspended.csv", {"symbol": "300249"}, 11),
        ("tongdaxin_gbk.txt", {"adjustment": ""}, 14),
        ("units_in_cells.txt", {}, 14),
    ],
)
def test_a_file_of_the_trade_is_read_as_the_stock_it_is_about(name, said, rows):
    found = read(name, **said)

    assert () == found.faults
    (series,) = found.series
    table = series.rows.set_index(series.rows["date"].dt.strftime("%Y-%m-%d"))
    assert ("300249.SZ", rows) == (series.note.symbol, len(table))
    held = {day: close for day, close in CLOSES.items() if day in table.index}
    assert held == {day: pytest.approx(table["close"][day]) for day in held}
    assert 157_359_177 == pytest.approx(table["volume"]["2025-02-14"], rel=1e-4)
    if table["amount"].notna().all() and name != "tongdaxin_gbk.txt":
        assert 2_860_003_042 == pytest.approx(table["amount"]["2025-02-14"], rel=1e-3)


@needs_trials
@pytest.mark.parametrize(
    ("name", "said", "sentences"),
    [
        ("mootdx_300249_bfq.csv", {}, ["columns vol, volume are equal"]),
        ("pytdx_suspended.csv", {"symbol": "300249"}, ["3 row(s) of suspended sessions"]),
        ("codes_jq.csv", {}, ["2 row(s) of suspended sessions"]),
        ("units_in_cells.txt", {}, ["written short (56.26万)", "written short (7.59亿)"]),
        ("tongdaxin_gbk.txt", {"adjustment": ""}, ["calls its prices adjusted"]),
        ("tongdaxin_gbk.txt", {}, ["calls its prices adjusted, and you say"]),
        ("prices_in_fen.csv", {"symbol": "300249"}, ["in yuan or in fen"]),
        (
            "baostock_adjflag2_a.csv",
            {},
            ["adjustflag calls the prices adjusted (2)", "on the tick"],
        ),
        ("baostock_adjflag2_b.csv", {}, ["adjustflag calls the prices adjusted (2)"]),
        ("investing_zh.csv", {"symbol": "300249"}, ["cannot be told; say whether it is shares"]),
        ("beijing_code_change.csv", {}, ["such as 835185", "stand under 920185.BJ"]),
    ],
)
def test_what_the_reader_has_to_know_of_a_file_is_said(name, said, sentences):
    told = words(read(name, **said))

    assert [] == [sentence for sentence in sentences if sentence not in told]


@needs_trials
@pytest.mark.parametrize(
    "name", ["prices_in_fen.csv", "baostock_adjflag2_a.csv", "baostock_adjflag2_b.csv"]
)
@pytest.mark.parametrize("units", [{}, {"volume_unit": "shares", "amount_unit": "yuan"}])
def test_what_contradicts_itself_is_not_stored(name, units):
    assert () == read(name, symbol="300249", **units).series


@needs_trials
def test_rows_in_lots_inside_a_file_in_shares_are_named():
    found = read("mixed_units.csv")

    assert [7, 22, 32, 42] == [fault.line for fault in found.faults]
    assert () == found.series


@needs_trials
def test_a_company_of_beijing_has_one_series_across_its_change_of_code():
    (series,) = read("beijing_code_change.csv").series

    assert ("920185.BJ", 4) == (series.note.symbol, len(series.rows))
    assert "贝特瑞" == series.note.name


@needs_trials
def test_filled_sessions_of_a_case_folder_are_named_by_line():
    with pytest.raises(CaseError) as refused:
        read_case(EDITS / "suspended-filled")

    found = [(fault.file, fault.line, fault.field) for fault in refused.value.faults]
    assert [("prices.csv", line, "volume") for line in (1366, 1367, 1368)] == found


@needs_trials
def test_lost_digits_of_a_case_folder_are_noticed():
    (notice,) = read_case(EDITS / "excel-digits-lost").notices

    assert "184 volume(s) were written short" in str(notice)


# The project's own ----------------------------------------------------

PRICES = "13.44,13.8,13.2,13.3"


def own(text, name="prices.csv", **said):
    said = {"adjustment": "none", "volume_unit": "shares"} | said
    return read_price_file(text.encode(), name, Hints(**said), now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        f"datetime,symbol,open,high,low,close,volume\n2025-01-20,300249.SZSE,{PRICES},5",
        f"date,symbol,open,high,low,close,volume\n2025-01-20 15:00:00+08:00,SZSE.300249,{PRICES},5",
        f"日期,代码,开盘,高,低,收盘,交易量\n2025-1-20,'300249,{PRICES},5",
        f'日期,代码,开盘,最高,最低,收盘,成交量\n2025-1-20,="300249",{PRICES},5',
        f"证券代码,交易时间,开盘价,最高价,最低价,收盘价,成交量\n300249.XSHE,2025-01-20,{PRICES},5",
        f"ts_code,trade_date,open,high,low,close,vol\n300249.SZ,20250120.0,{PRICES},5",
        f"code,datetime,open,high,low,close,vol,year,month,day\nsz300249,2025-01-20,{PRICES},5,2025,1,20",
        (
            f"Stkcd,Trddt,Opnprc,Hiprc,Loprc,Clsprc,Dnshrtrd\n证券代码,交易日期,日开盘价,日最高价,日最低价,日收盘价,"
            f"日个股交易股数\n没有单位,没有单位,元/股,元/股,元/股,元/股,没有单位\n300249,2025-01-20,{PRICES},5"
        ),
        (
            "Price,Open,High,Low,Close,Volume\nTicker,300249.SZ,300249.SZ,300249.SZ,300249.SZ,300249.SZ\n"
            f"Date,,,,,\n2025-01-20,{PRICES},5"
        ),
        f",code,open,high,low,close,volume\n2025-01-20,300249,{PRICES},5",
    ],
    ids=[
        "vnpy",
        "gm",
        "investing",
        "export",
        "choice",
        "tushare",
        "mootdx",
        "csmar",
        "yfinance",
        "index",
    ],
)
def test_a_small_file_of_each_trade_is_read(text):
    found = own(text)

    assert () == found.faults
    (series,) = found.series
    assert ("300249.SZ", "2025-01-20") == (series.note.symbol, str(series.first))
    assert [13.44, 13.8, 13.2, 13.3, 5] == series.rows.iloc[0, 1:6].tolist()


def test_several_tickers_of_yfinance_are_a_wide_table():
    text = "Price,Close,Close,Open,Open\nTicker,300249.SZ,603881.SS,300249.SZ,603881.SS\nDate,,,,\n"

    assert "wide tables are not read" in words(own(text + "2025-01-20,1,2,1,2\n"))


@pytest.mark.parametrize("second", ["6", "5.5"])
def test_two_columns_of_one_thing_are_one_only_when_they_are_equal(second):
    text = f"date,code,open,high,low,close,vol,volume\n2025-01-20,300249,{PRICES},5,{second}"

    assert "Another column holds the same thing" in words(own(text))
    assert () == own(text.replace(f",{second}", ",5")).faults


@pytest.mark.parametrize("code", ["300249.CN", "835185.NQ"])
def test_codes_that_name_no_exchange_are_refused_by_name_and_not_stored_as_foreign(code):
    found = own(f"date,code,open,high,low,close,volume\n2025-01-20,{code},{PRICES},5")

    assert (2, "code", code) == (found.faults[0].line, found.faults[0].field, found.faults[0].value)
    assert () == found.series
