"""What the heading of a column says."""

import pytest

from dashboard.pricefiles.headings import adjustment_word, is_wide, known_export, recognise, twice


def roles(*texts):
    return [heading.role for heading in recognise(texts)]


@pytest.mark.parametrize(
    ("role", "texts"),
    [
        ("date", "date Date DATE trade_date 日期 交易日期 时间 day Time"),
        ("symbol", "symbol Code ticker 代码 股票代码 证券代码 ts_code"),
        ("name", "name 名称 股票简称 证券简称"),
        ("open", "open 开盘 开盘价 今开 Ｏｐｅｎ 开盘价(元)"),
        ("high", "High 最高 最高价"),
        ("low", "low 最低 最低价"),
        ("close", "close 收盘 收盘价 close(CNY)"),
        ("volume", "volume Vol 成交量 成交量(手) 成交量（股） 总手"),
        ("amount", "amount turnover_value 成交额 成交金额 成交额(万元)"),
        ("factor", "factor adj_factor 复权因子 后复权因子"),
        ("adj-close", "adj_close AdjClose Adj-Close"),
        ("", "turnover 换手率 涨跌幅 preclose 前复权因子 memo =cmd()"),
    ],
)
def test_a_heading_is_recognised_in_either_language(role, texts):
    for text in texts.split():
        assert [role] == roles(text), text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (100, "成交量(手)"),
        (1, "成交量（股）"),
        (100, "成交量(单位:手)"),
        (1e4, "成交量(万股)"),
        (100, "Volume (lots)"),
        (1e4, "成交额(万元)"),
        (1e3, "amount [千元]"),
        (0, "成交量"),
        (0, "close(元)"),
    ],
)
def test_a_unit_in_brackets_is_read(unit, text):
    assert unit == recognise([text])[0].unit


def test_a_backward_adjusted_close_beside_the_close_is_its_adjusted_close():
    found = recognise(["日期", "收盘价", "收盘价(后复权)", "开盘价", "开盘价_后复权"])

    assert ["date", "close", "adj-close", "open", ""] == [heading.role for heading in found]


def test_an_adjusted_close_alone_is_the_close_and_says_so():
    found = recognise(["收盘价(前复权)"])[0]

    assert ("close", "forward") == (found.role, found.word)


def test_a_time_of_day_beside_the_date_is_not_used():
    assert ["date", ""] == roles("日期", "时间")


def test_two_columns_of_one_kind_are_told():
    assert {"close": 2} == {
        role: len(same) for role, same in twice(recognise(["close", "收盘"])).items()
    }


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("forward", "000977_qfq"),
        ("backward", "行情 后复权"),
        ("none", "日线 不复权"),
        ("", "前复权和后复权"),
        ("", "prices"),
    ],
)
def test_a_text_says_how_prices_were_adjusted_only_if_it_says_one_thing(word, text):
    assert word == adjustment_word(text)


def test_a_download_is_known_by_all_its_headings():
    yahoo = ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"]

    assert "Yahoo Finance" == known_export(recognise(yahoo)).title
    assert known_export(recognise(yahoo[:-1])) is None


def test_columns_that_are_codes_make_a_wide_table():
    assert is_wide(recognise(["date", "300249.SZ", "sh603881"]))
    assert is_wide(recognise(["('Close', '300249.SZ')", "('Close', '603881.SS')"]))
    assert not is_wide(recognise(["date", "close", "20250206"]))
