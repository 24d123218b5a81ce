"""Symbols of mainland exchanges taken apart."""

import doctest

import pytest

from dashboard.errors import NotCoveredError
from dashboard.providers import symbols
from dashboard.providers.symbols import security_of


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [
        ("sz300249", "300249.SZ"),
        ("sh603881", "603881.SS"),
        ("sh688041", "688041.SS"),
        ("bj920599", "920599.BJ"),
        ("sh000300", "000300.SS"),
        ("sz399006", "399006.SZ"),
        ("sz300249", " 300249.sz "),
    ],
)
def test_the_exchange_of_the_suffix_stands_before_the_code(expected, symbol):
    assert expected == security_of(symbol, "tencent").prefixed


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [(True, "000001.SS"), (False, "000001.SZ"), (True, "399006.SZ"), (False, "603881.SS")],
)
def test_one_code_is_an_index_in_shanghai_and_a_stock_in_shenzhen(expected, symbol):
    assert expected is security_of(symbol, "tencent").is_index


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [("CNY", "603881.SS"), ("USD", "900901.SS"), ("HKD", "200012.SZ"), ("CNY", "000300.SS")],
)
def test_b_shares_have_the_currency_of_their_exchange(expected, symbol):
    assert expected == security_of(symbol, "eastmoney").currency


@pytest.mark.parametrize(
    "symbol", ["AAPL", "0700.HK", "603881", "603881.SH", "60388.SS", "６０３８８１.SS", "", "^GSPC"]
)
def test_anything_else_is_not_covered_and_the_sentence_names_it(symbol):
    with pytest.raises(NotCoveredError) as caught:
        security_of(symbol, "tencent")

    assert symbol in str(caught.value)
    assert str(caught.value).startswith("tencent ")


def test_the_example_in_the_docstring():
    assert 0 == doctest.testmod(symbols).failed
