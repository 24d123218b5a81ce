import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import EmptyAnswerError, UnreadableError
from dashboard.market.series import ROW_COLUMNS, series_rows
from dashboard.providers import Ask, yahoo_chart
from dashboard.providers.asking import Reply
from dashboard.providers.yahoo import Yahoo
from dashboard.settings.loading import SourceSettings
from tests.replay.replaying import replaying
from tests.replay.yahoo_plays import chart, noisy, opening, yahoo_routes

SYMBOL = "300249.SZ"
DAYS = [date(2025, 1, 23), date(2025, 1, 24), date(2025, 1, 27), date(2025, 2, 5)]


@pytest.fixture(scope="session")
def yahoo_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("yahoo")


@pytest.fixture
def fetch(yahoo_folder):
    """Let yfinance fetch an answer of the server and hand on what came of it."""

    def fetched(content, symbol=SYMBOL, last=DAYS[-1]):
        with replaying(yahoo_routes(**{symbol.replace(".", "_"): content})) as server:
            settings = SourceSettings(base=server.url, timeout=5.0, spacing=0.0)
            return Yahoo(settings, yahoo_folder).fetch(Ask(symbol, date(2025, 1, 20), last))

    return fetched


def returns_of(answer):
    """Total returns, of the second row on."""
    return (answer.rows["close"] * answer.rows["factor"]).pct_change().tolist()[1:]


def test_cash_and_bonus_of_one_day_give_the_return_worked_by_hand(fetch):
    # 10 转 2 派 5 元 on a close of 10.00: (10.00 - 0.50) / 1.2 = 7.9167, so 7.92.
    # Yahoo: 10.00 / 1.2 = 8.3333 before, 0.50 / 1.2 = 0.416667 in cash.
    answer = fetch(
        chart(
            SYMBOL,
            DAYS[:3],
            [9.90 / 1.2, 10.00 / 1.2, 8.00],
            dividends=[(DAYS[2], 0.416667)],
            splits=[(DAYS[2], 6, 5)],
        )
    )

    assert [9.90, 10.00, 8.00] == answer.rows["close"].tolist()
    assert [1.0, 1.0, pytest.approx(10.00 / 7.92, abs=1e-12)] == answer.rows["factor"].tolist()
    assert pytest.approx(returns_of(answer)[0], abs=1e-12) == 10.00 / 9.90 - 1
    assert pytest.approx(returns_of(answer)[1], abs=1e-12) == 8.00 / 7.92 - 1
    assert "yahoo" == answer.factor_source


def test_volume_before_a_split_is_that_of_the_shares_then(fetch):
    answer = fetch(
        chart(SYMBOL, DAYS[:2], [5.0, 5.1], volumes=[1_200_000, 900_000], splits=[(DAYS[1], 2, 1)])
    )

    assert [600_000, 900_000] == answer.rows["volume"].tolist()


def test_a_dividend_before_a_later_split_is_restated_too(fetch):
    # 0.30 paid on the second day, 2:1 on the last: Yahoo shows 0.15.
    answer = fetch(
        chart(
            SYMBOL,
            DAYS,
            [5.00, 4.90, 4.95, 5.05],
            dividends=[(DAYS[1], 0.15)],
            splits=[(DAYS[3], 2, 1)],
        )
    )

    assert [10.00, 9.80, 9.90, 5.05] == answer.rows["close"].tolist()
    assert [
        pytest.approx(9.80 / (10.00 - 0.30) - 1, abs=1e-12),
        pytest.approx(9.90 / 9.80 - 1, abs=1e-12),
        pytest.approx(5.05 / 4.95 - 1, abs=1e-12),
    ] == returns_of(answer)


def test_a_split_after_the_last_day_wanted_is_undone(fetch):
    answer = fetch(
        chart(SYMBOL, DAYS, [4.00, 4.10, 4.20, 4.30], splits=[(DAYS[3], 5, 2)]), last=DAYS[1]
    )

    assert [10.00, 10.25, 10.50, 4.30] == answer.rows["close"].tolist()


def test_an_ex_date_without_a_row_acts_on_the_next_row(fetch):
    # Suspended on the ex-date; yfinance's table would move both to the row before.
    answer = fetch(
        chart(
            SYMBOL,
            [DAYS[0], DAYS[1], DAYS[3]],
            [9.90 / 1.2, 10.00 / 1.2, 8.00],
            dividends=[(DAYS[2], 0.416667)],
            splits=[(DAYS[2], 6, 5)],
        )
    )

    assert [9.90, 10.00, 8.00] == answer.rows["close"].tolist()
    assert pytest.approx(returns_of(answer)[1], abs=1e-12) == 8.00 / 7.92 - 1


def test_an_ex_date_on_a_row_without_a_price_acts_on_the_next_row(fetch):
    answer = fetch(chart(SYMBOL, DAYS[:3], [10.00, None, 9.90], dividends=[(DAYS[1], 0.50)]))

    assert [10.00, 9.90] == answer.rows["close"].tolist()
    assert pytest.approx(returns_of(answer)[0], abs=1e-12) == 9.90 / 9.50 - 1


def test_events_of_the_first_row_change_nothing(fetch):
    answer = fetch(
        chart(SYMBOL, DAYS[:2], [8.00, 8.10], dividends=[(DAYS[0], 0.5)], splits=[(DAYS[0], 6, 5)])
    )

    assert [8.00, 8.10] == answer.rows["close"].tolist()
    assert [1.0, 1.0] == answer.rows["factor"].tolist()


def test_a_consolidation_is_no_return(fetch):
    # 1:10 on the third day: 0.50 as traded before it, 5.00 in Yahoo's units.
    answer = fetch(
        chart(
            "ABCD",
            DAYS,
            [5.00, 5.10, 5.20, 5.30],
            dividends=[(DAYS[1], 0.20), (DAYS[3], 0.10)],
            splits=[(DAYS[2], 1, 10)],
            currency="USD",
            exchangeTimezoneName="America/New_York",
        ),
        symbol="ABCD",
    )

    assert [0.50, 0.51, 5.20, 5.30] == answer.rows["close"].tolist()
    assert [12_000_000, 12_000_000, 1_200_000, 1_200_000] == answer.rows["volume"].tolist()
    assert 1.0 == answer.rows["factor"].iloc[0]
    assert [
        pytest.approx(5.10 / 4.80 - 1, abs=1e-12),
        pytest.approx(5.20 / 5.10 - 1, abs=1e-12),
        pytest.approx(5.30 / 5.10 - 1, abs=1e-12),
    ] == returns_of(answer)


def test_the_reference_is_rounded_to_a_cent_on_the_mainland_only(fetch):
    # (10.00 - 0.125) = 9.875: 9.88 half up in Shenzhen, as it is elsewhere.
    cash = {"dividends": [(DAYS[1], 0.125)]}
    here = fetch(chart(SYMBOL, DAYS[:2], [10.00, 10.00], **cash))
    fund = fetch(chart("159915.SZ", DAYS[:2], [10.00, 10.00], **cash), symbol="159915.SZ")
    there = fetch(chart("0700.HK", DAYS[:2], [10.00, 10.00], **cash), symbol="0700.HK")

    assert pytest.approx(here.rows["factor"].iloc[1], abs=1e-12) == 10 / 9.88
    assert pytest.approx(fund.rows["factor"].iloc[1], abs=1e-12) == 10 / 9.875
    assert pytest.approx(there.rows["factor"].iloc[1], abs=1e-12) == 10 / 9.875


def test_a_dividend_in_another_currency_leaves_the_factor_unknown(fetch):
    content = chart(SYMBOL, DAYS[:2], [10.0, 10.1], dividends=[(DAYS[1], 0.5)])
    paid = content["chart"]["result"][0]["events"]["dividends"]
    paid[str(opening(DAYS[1]))]["currency"] = "HKD"

    answer = fetch(content)

    assert "" == answer.factor_source
    assert answer.rows["factor"].isna().all()


def test_a_dividend_above_the_price_is_refused(fetch):
    with pytest.raises(UnreadableError, match=r"impossible dividends or splits of 300249\.SZ"):
        fetch(chart(SYMBOL, DAYS[:2], [10.0, 10.1], dividends=[(DAYS[1], 10.5)]))


@pytest.mark.parametrize("parts", [(0, 1), (1, 0), (-6, 5)])
def test_a_split_that_is_none_is_refused(parts):
    content = chart(SYMBOL, DAYS[:2], [10.0, 10.1], splits=[(DAYS[1], *parts)])
    reply = Reply("yahoo", "http://127.0.0.1/", json.dumps(content).encode(), "application/json")

    with pytest.raises(UnreadableError, match="documented"):
        yahoo_chart.read_chart(pd.DataFrame(), reply, Ask(SYMBOL, DAYS[0], DAYS[-1]))


@pytest.mark.parametrize("symbol", ["000300.SS", "399006.SZ", "^HSI"])
def test_an_index_has_no_events_and_keeps_rows_without_volume(fetch, symbol):
    content = chart(
        symbol,
        DAYS[:2],
        [3812.34, 3800.00],
        volumes=[0, 0],
        flat=True,
        dividends=[(DAYS[1], 1.0)],
        splits=[(DAYS[1], 2, 1)],
    )
    answer = fetch(content, symbol=symbol)

    assert [3812.34, 3800.00] == answer.rows["close"].tolist()
    assert [1.0, 1.0] == answer.rows["factor"].tolist()
    assert "index" == answer.factor_source


def test_prices_lose_the_noise_of_32_bits():
    frame = pd.DataFrame(
        {name: [noisy(10.2), noisy(1700.01)] for name in yahoo_chart.PRICES} | {"Volume": [1, 1]},
        index=pd.DatetimeIndex(["2025-01-23", "2025-01-24"], tz="Asia/Shanghai"),
    )

    rows = yahoo_chart.as_traded(frame, [], digits=2, idle=True)

    assert noisy(10.2) != 10.2
    assert [10.2, 1700.01] == rows["close"].tolist()


@pytest.mark.parametrize(
    ("value", "digits"),
    [(10.2, 4), (3812.34, 4), (28750.15, 4), (512000.5, 4), (0.000012, 6), (9999.999, 3)],
)
def test_a_price_has_no_more_digits_than_32_bits_hold(value, digits):
    assert value == yahoo_chart._rounded(np.array([noisy(value)]), digits)[0]


@pytest.mark.parametrize(
    ("symbol", "hint", "digits"),
    [
        ("300249.SZ", 4, 2),
        ("510300.SS", 2, 3),
        ("159915.SZ", 2, 3),
        ("900901.SS", 2, 3),
        ("920599.BJ", 2, 2),
        ("AAPL", 2, 4),
        ("SHIB-USD", 6, 6),
        ("AAPL", None, 4),
        ("AAPL", 400, 8),
    ],
)
def test_a_price_has_the_decimals_of_its_tick_or_of_yahoos_hint(symbol, hint, digits):
    assert digits == yahoo_chart._digits(symbol, hint)


def test_a_flat_row_without_volume_is_a_suspension_and_counted(fetch):
    answer = fetch(chart(SYMBOL, DAYS[:3], [10.0, 10.0, 10.2], volumes=[5, 0, 5], flat=True))

    assert [10.0, 10.2] == answer.rows["close"].tolist()
    assert 1 == answer.nulls


def test_a_row_without_volume_that_moved_is_kept(fetch):
    answer = fetch(chart(SYMBOL, DAYS[:2], [10.0, 10.1], volumes=[5, None]))

    assert [10.0, 10.1] == answer.rows["close"].tolist()
    assert 0 == answer.nulls


def test_a_flat_row_with_volume_is_a_session_at_the_limit(fetch):
    answer = fetch(chart(SYMBOL, DAYS[:2], [10.0, 12.0], flat=True))

    assert [10.0, 12.0] == answer.rows["high"].tolist()


@pytest.mark.parametrize("field", ["open", "high", "low", "close"])
@pytest.mark.parametrize("value", [None, 0.0])
def test_a_row_that_lacks_one_price_is_left_out(fetch, field, value):
    content = chart(SYMBOL, DAYS[:3], [10.0, 10.1, 10.2])
    content["chart"]["result"][0]["indicators"]["quote"][0][field][1] = value

    answer = fetch(content)

    assert [10.0, 10.2] == answer.rows["close"].tolist()
    assert 1 == answer.nulls


def test_an_answer_without_any_price_is_empty(fetch):
    with pytest.raises(EmptyAnswerError, match=r"no price of 300249\.SZ from 2025-01-20"):
        fetch(chart(SYMBOL, DAYS[:2], [None, None]))


def test_the_days_are_those_of_the_exchange(fetch):
    answer = fetch(
        chart(
            "ABCD", DAYS[:2], [10.0, 10.1], currency="USD", exchangeTimezoneName="America/New_York"
        ),
        symbol="ABCD",
    )

    assert [str(day) for day in DAYS[:2]] == answer.rows["date"].astype(str).tolist()
    assert "USD" == answer.currency


def test_the_rows_keep_the_contract_of_a_series(fetch):
    rows = fetch(chart(SYMBOL, DAYS, [8.3333, 8.5, 8.0, 8.1], splits=[(DAYS[2], 6, 5)])).rows

    assert set(ROW_COLUMNS) == set(rows.columns)
    assert len(DAYS) == len(series_rows(rows))
