"""Claims about a stock outside the case: which one is named, and what it is checked on."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from dashboard.analysis.typed_claims.outside import by_symbol, named_outside
from dashboard.analysis.typed_claims.refusals import UnknownStockError
from dashboard.analysis.typed_claims.sentence import read_sentence
from dashboard.analysis.typed_claims.typed import check_typed
from dashboard.analysis.window.window import window_result
from dashboard.cases.pricing import OUTSIDE, with_stock
from dashboard.errors import InputError
from dashboard.language.language import Language
from dashboard.market.listing import listing_of
from dashboard.market.series import PriceSeries, SeriesNote, digest, series_rows

ROWS = [
    ("600519", "贵州茅台", "gzmt"),
    ("000858", "五 粮 液", "wly"),
    ("000002", "万  科Ａ", "wka"),
    ("300024", "机器人", "jqr"),
    ("300249", "依米康", "ymk"),
    ("002118", "*ST紫鑫", "zxyy"),
    ("000001", "平安银行", "payh"),
    ("601318", "中国平安", "zgpa"),
]
LISTING = listing_of(
    ((code, name, pinyin, None, None) for code, name, pinyin in ROWS),
    "cninfo",
    datetime(2025, 2, 20, tzinfo=UTC),
)
DAYS = ["2025-02-06", "2025-02-07", "2025-02-10", "2025-02-11", "2025-02-12", "2025-02-13"]


def moutai(closes=(1400.0, 1410.0, 1420.0, 1430.0, 1440.0, 1444.8)):
    """1444.8 over 1400 is 3.2 % more, by hand."""
    table = {name: list(closes) for name in ("open", "high", "low", "close")}
    dates = pd.to_datetime(DAYS)
    rows = series_rows(
        pd.DataFrame({"date": dates, **table, "volume": 1.0, "amount": 1.0, "factor": 1.0})
    )
    note = SeriesNote(
        symbol="600519.SS",
        source="tencent",
        adjustment="none",
        factor_source="sina",
        currency="CNY",
        retrieved="2025-02-20T08:00:00Z",
        request="test",
        asked_from=DAYS[0],
        asked_to=DAYS[-1],
        sha256=digest(rows),
    )
    return PriceSeries(note, rows)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("贵州茅台 2月7日至13日涨 3.2%", "600519.SS"),
        ("600519 +3.2%", "600519.SS"),
        ("sh600519 涨3.2%", "600519.SS"),
        ("600519.SH rose 3.2%", "600519.SS"),
        ("６００５１９ 涨 ３．２％", "600519.SS"),
        ("600519 贵州茅台 涨3.2%", "600519.SS"),
        ("五粮液涨3.2%", "000858.SZ"),
        ("五 粮 液 涨3.2%", "000858.SZ"),
        ("万科A跌1%", "000002.SZ"),
        ("机器人涨2%", "300024.SZ"),
        ("*ST紫鑫跌5%", "002118.SZ"),
    ],
)
def test_codes_and_names_of_the_list_are_found_and_read_by_the_grammar(text, symbol, shipped, xshg):
    stock = named_outside(text, LISTING, shipped.case)

    assert symbol == stock.symbol
    series = moutai()
    note = replace(series.note, symbol=symbol)
    folder = with_stock(shipped, PriceSeries(note, series.rows), stock.name)
    assert symbol == read_sentence(by_symbol(text, stock), folder.case, xshg).subject.id


@pytest.mark.parametrize("text", ["rose 3.2%", "腾讯控股涨3%", "茅台涨3%", "123456 涨 3%", ""])
def test_what_is_not_on_the_list_is_no_stock(text, shipped):
    assert named_outside(text, LISTING, shipped.case) is None


def test_several_stocks_are_named(shipped):
    with pytest.raises(InputError) as caught:
        named_outside("贵州茅台和五粮液涨3%", LISTING, shipped.case)
    assert "贵州茅台 600519.SS and 五粮液 000858.SZ" in Language("en").error(caught.value)


def test_a_code_and_the_name_of_another_stock_are_two(shipped):
    with pytest.raises(InputError, match="2 others"):
        named_outside("600519 平安银行 涨3%", LISTING, shipped.case)


def test_the_longer_name_wins(shipped):
    assert "601318.SS" == named_outside("中国平安银行涨3%", LISTING, shipped.case).symbol


def test_stocks_of_the_case_are_not_outside_it(shipped):
    assert "600519.SS" == named_outside("600519 300249.SZ 涨3%", LISTING, shipped.case).symbol


def test_a_code_beside_a_stock_of_the_case_is_two_stocks(shipped, xshg):
    folder = with_stock(shipped, moutai(), "贵州茅台")

    with pytest.raises(InputError) as caught:
        read_sentence("600519 300249.SZ 涨3%", folder.case, xshg)
    assert "同时提到贵州茅台和依米康" in Language("zh").error(caught.value)


def test_only_a_sentence_without_a_stock_of_the_case_asks_for_another(shipped, xshg):
    with pytest.raises(UnknownStockError):
        read_sentence("贵州茅台涨3%", shipped.case, xshg)
    with pytest.raises(UnknownStockError):
        read_sentence("600519 涨3%", shipped.case, xshg)
    assert "300249.SZ" == read_sentence("依米康涨3%", shipped.case, xshg).subject.id


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("600519.SS 2月7日至13日涨 3.2%", "holds"),
        ("600519.SS 2月7日至13日涨 3.3%", "does-not-hold"),
        ("600519.SS fell 3.2% from 7 to 13 February", "does-not-hold"),
    ],
)
def test_the_claim_is_checked_like_one_on_a_stock_of_the_case(text, verdict, shipped, xshg):
    folder = with_stock(shipped, moutai(), "贵州茅台")

    found = check_typed(text, folder.case, folder.market, xshg)

    assert verdict == found.result.verdict
    assert 0.032 == pytest.approx(found.result.computed)


def test_the_case_itself_stays_as_it_is(shipped, xshg):
    before = shipped.digest
    returns = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )

    folder = with_stock(shipped, moutai(), "贵州茅台")

    after = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    assert before == shipped.digest
    assert before != folder.digest
    assert returns.stocks == after.stocks
    assert shipped.case.stocks == folder.case.stocks[:-1]
    assert OUTSIDE not in {group.id for group in shipped.case.groups}
    assert (folder.case.stocks[-1],) == folder.case.members(OUTSIDE)


def test_a_day_without_a_price_is_said(shipped, xshg):
    folder = with_stock(shipped, moutai(), "贵州茅台")

    found = check_typed("600519.SS rose 3% from 3 to 7 March", folder.case, folder.market, xshg)

    assert "cannot-be-checked" == found.result.verdict
