"""Sina's factors: documented files, good and odd, over HTTP, and what they do to rows."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.market.series import series_rows
from dashboard.providers.asking import Asker
from dashboard.providers.sina import SinaFactors, apply_factors, index_factors
from dashboard.settings.loading import SourceSettings
from tests.replay.china_plays import SINA_PATH, sina_body, sina_factor_route
from tests.replay.replaying import BLOCK_PAGE, Play, replaying

STOCK = "300249.SZ"
FACTORS = {"1900-01-01": 1.0, "2024-06-14": 1.05, "2025-01-27": 1.1}


def factors_of(play, symbol=STOCK):
    with replaying({SINA_PATH: play}) as server:
        settings = SourceSettings(base=server.url, spacing=0.0, retries=0)
        return SinaFactors(Asker("sina", settings)).factors(symbol), server.asked


def rows_on(*days, close=10.0):
    closes = np.broadcast_to(close, len(days))
    table = pd.DataFrame({"date": pd.to_datetime(list(days)), "close": closes})
    return table.assign(
        open=closes, high=closes, low=closes, volume=1.0, amount=math.nan, factor=math.nan
    )


def series(factors):
    index = pd.DatetimeIndex(list(factors)).as_unit("us")
    return pd.Series(list(factors.values()), index=index, dtype="float64")


# The file


def test_factors_come_oldest_first_by_ex_date():
    found, asked = factors_of(sina_factor_route({STOCK: FACTORS}))

    assert "/realstock/company/sz300249/hfq.js" == asked[0].path
    assert "https://finance.sina.com.cn/" == asked[0].headers["referer"]
    assert list(FACTORS) == [f"{day:%Y-%m-%d}" for day in found.index]
    assert list(FACTORS.values()) == found.tolist()
    assert ("float64", "datetime64[us]") == (str(found.dtype), str(found.index.dtype))


def test_the_documented_file_is_read_as_it_is_documented():
    body = (
        'var sz300249hfq={"total":2,"data":[{"d":"2025-01-27","f":"1.1000000000000000"},'
        '{"d":"1900-01-01","f":"1.0"}]}\n/* 2025-02-14 16:00:00 */'
    )

    found, _ = factors_of(Play(body))

    assert [1.0, 1.1] == found.tolist()


def test_further_keys_of_funds_are_left():
    body = 'var sh510300hfq={"total":1,"data":[{"d":"1900-01-01","f":"1.0","s":"1","u":"0"}]}'

    found, _ = factors_of(Play(body), "510300.SS")

    assert [1.0] == found.tolist()


def test_a_stock_without_a_file_is_an_empty_answer():
    with pytest.raises(EmptyAnswerError, match="404"):
        factors_of(sina_factor_route({}))


@pytest.mark.parametrize("symbol", ["AAPL", "000300.SS", "399006.SZ"])
def test_an_index_or_a_foreign_security_is_not_covered_and_not_asked(symbol):
    with replaying({SINA_PATH: BLOCK_PAGE}) as server:
        source = SinaFactors(Asker("sina", SourceSettings(base=server.url)))

        with pytest.raises(NotCoveredError, match=symbol):
            source.factors(symbol)

        assert [] == server.asked


@pytest.mark.parametrize("other", ["603881.SS", "300250.SZ"])
def test_a_file_that_names_another_security_is_refused(other):
    with pytest.raises(WrongSecurityError, match=r"hfq when sz300249"):
        factors_of(Play(sina_body(other, FACTORS)))


def test_a_file_of_forward_factors_is_refused_since_they_divide():
    with pytest.raises(WrongSecurityError, match="sz300249qfq"):
        factors_of(Play(sina_body(STOCK, FACTORS, kind="qfq")))


@pytest.mark.parametrize(
    "data",
    [
        "[]",
        "{}",
        "null",
        '[{"d":"2025-01-27","f":"0.0"}]',
        '[{"d":"2025-01-27","f":"-1.1"}]',
        '[{"d":"2025-01-27","f":"NaN"}]',
        '[{"d":"2025-01-27","f":""}]',
        '[{"d":"2025-01-27","f":"inf"}]',
        '[{"d":"2025-01-27","f":"a"}]',
        '[{"d":"2025-01-27"}]',
        '[{"d":"2025-13-27","f":"1.1"}]',
        '[{"d":20250127,"f":"1.1"}]',
        '[["2025-01-27","1.1"]]',
        '[{"d":"2025-01-27","f":"1.1"},{"d":"2025-01-27","f":"1.2"}]',
    ],
)
def test_a_file_without_usable_factors_is_unreadable(data):
    with pytest.raises(UnreadableError, match="sina answered in a shape"):
        factors_of(Play(f'var sz300249hfq={{"total":1,"data":{data}}}'))


@pytest.mark.parametrize(
    ("error", "sentence", "play"),
    [
        (BlockedError, "456", Play("<html>拒绝访问</html>", status=456)),
        (BlockedError, "web page", BLOCK_PAGE),
        (BlockedError, "nothing at all", Play("")),
        (BlockedError, "closed the connection", Play(cut=True)),
        (UnreadableError, "shape", Play('var sz300249hfq={"total":2,"data":[{"d":"2025')),
        (UnreadableError, "shape", Play('{"total":1,"data":[{"d":"1900-01-01","f":"1"}]}')),
        (UnreadableError, "shape", Play("var sz300249hfq=[1]")),
        (
            UnreadableError,
            "not utf-8",
            Play(f"{sina_body(STOCK, FACTORS)}/* 复权 */".encode("gbk")),
        ),
    ],
    ids=["456", "page", "empty body", "cut", "half", "no name", "list", "gbk"],
)
def test_being_shut_out_and_other_shapes_are_sentences(error, sentence, play):
    with pytest.raises(error, match=sentence):
        factors_of(play)


def test_a_file_is_data_and_is_never_run():
    body = 'var sz300249hfq=__import__("os").abort()'

    with pytest.raises(UnreadableError):
        factors_of(Play(body))


# Factors on rows


def test_rows_are_filled_from_the_file_of_their_security():
    with replaying({SINA_PATH: sina_factor_route({STOCK: FACTORS})}) as server:
        source = SinaFactors(Asker("sina", SourceSettings(base=server.url, spacing=0.0)))

        found = source.fill(rows_on("2025-01-24", "2025-01-27"), STOCK)

    assert [1.05, 1.1] == found["factor"].tolist()


def test_an_index_is_filled_without_asking():
    with replaying({SINA_PATH: BLOCK_PAGE}) as server:
        source = SinaFactors(Asker("sina", SourceSettings(base=server.url)))

        found = source.fill(rows_on("2025-01-24"), "000300.SS")

        assert [1.0] == found["factor"].tolist()
        assert [] == server.asked


def test_a_factor_holds_from_its_day_until_the_next():
    rows = rows_on("2024-06-13", "2024-06-14", "2025-01-24", "2025-01-27", "2025-02-05")

    found = apply_factors(rows, series(FACTORS))

    assert [1.0, 1.05, 1.05, 1.1, 1.1] == found["factor"].tolist()


def test_the_rows_given_are_left_as_they_are():
    rows = rows_on("2025-01-24", "2025-01-27")
    before = rows.copy(deep=True)

    apply_factors(rows, series(FACTORS))

    pd.testing.assert_frame_equal(before, rows)


def test_a_bonus_issue_of_one_for_ten_with_an_unmoved_price_returns_nothing():
    # 11.00 before, 11.00 / 1.1 = 10.00 on the ex-date: the holder has neither won nor lost.
    rows = rows_on("2025-01-24", "2025-01-27", close=[11.0, 10.0])

    found = series_rows(apply_factors(rows, series({"1900-01-01": 1.0, "2025-01-27": 1.1})))

    total = (found["close"] * found["factor"]).pct_change().iloc[1]
    assert pytest.approx(0.0, abs=1e-12) == total


def test_rows_older_than_the_first_factor_are_refused():
    with pytest.raises(UnreadableError, match=r"sina has no factor for 2024-06-13"):
        apply_factors(rows_on("2024-06-14", "2024-06-13"), series({"2024-06-14": 1.05}))


def test_no_rows_stay_no_rows():
    assert apply_factors(rows_on(), series(FACTORS)).empty


def test_an_index_has_the_factor_one_from_the_beginning():
    found = apply_factors(rows_on("1990-12-19", "2026-11-20"), index_factors())

    assert [1.0, 1.0] == found["factor"].tolist()


@pytest.mark.slow
@settings(max_examples=50)
@given(
    st.dictionaries(st.dates(), st.floats(0.01, 1e4), min_size=1, max_size=8),
    st.lists(st.dates(), min_size=1, max_size=8),
)
def test_the_order_of_rows_does_not_matter_and_each_has_the_last_factor_not_after_it(factors, days):
    factors = dict(sorted(({pd.Timestamp("0001-01-01").date(): 1.0} | factors).items()))

    found = apply_factors(rows_on(*days), series(factors))

    expected = [[f for day, f in factors.items() if day <= row][-1] for row in days]
    assert expected == found["factor"].tolist()
