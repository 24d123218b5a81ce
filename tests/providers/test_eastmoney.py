"""Eastmoney: documented answers, good and odd, over HTTP."""

import json
from datetime import date

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers import Ask
from dashboard.providers.asking import Asker
from dashboard.providers.eastmoney import Eastmoney, market
from dashboard.providers.symbols import security_of
from dashboard.settings.loading import SourceSettings
from tests.replay.china_plays import (
    EASTMONEY_PATH,
    EASTMONEY_UNKNOWN,
    Day,
    eastmoney_content,
    eastmoney_line,
    eastmoney_route,
)
from tests.replay.replaying import BLOCK_PAGE, CUT, Play, json_play, replaying

STOCK = "603881.SS"
ASK = Ask(STOCK, date(2025, 1, 20), date(2025, 2, 14))
DAYS = [
    Day("2025-01-24", 10.0, 10.3, 9.9, 10.2, 1_100_000, 11_110_000),
    Day("2025-01-27", 10.2, 10.3, 10.0, 10.1, 900_000, 9_135_000),
    Day("2025-02-05", 10.1, 10.6, 10.05, 10.5, 1_500_000, 15_525_000),
]
LINES = [eastmoney_line(day) for day in DAYS]


def fetched(play, ask=ASK):
    with replaying({EASTMONEY_PATH: play}) as server:
        settings = SourceSettings(base=server.url, spacing=0.0, retries=0)
        return Eastmoney(Asker("eastmoney", settings)).fetch(ask), server.asked


def served(content, ask=ASK):
    return fetched(json_play(content), ask)[0]


# What is asked


def test_one_request_for_unadjusted_days_between_two_dates():
    answer, asked = fetched(eastmoney_route({STOCK: DAYS}))

    assert 1 == len(asked)
    assert {
        "secid": "1.603881",
        "klt": "101",
        "fqt": "0",
        "beg": "20250120",
        "end": "20250214",
    }.items() <= asked[0].query.items()
    assert "f51,f52,f53,f54,f55,f56,f57" == asked[0].query["fields2"][:27]
    assert "https://quote.eastmoney.com/" == asked[0].headers["referer"]
    assert "secid=1.603881" in answer.request


@pytest.mark.parametrize(
    ("expected", "symbol"),
    [
        (0, "300249.SZ"),
        (1, "603881.SS"),
        (1, "688041.SS"),
        (0, "920599.BJ"),
        (1, "000300.SS"),
        (0, "399006.SZ"),
        (1, "900901.SS"),
        (0, "200012.SZ"),
        (2, "932000.SS"),
    ],
)
def test_the_market_digit_follows_the_exchange_not_the_first_digit(expected, symbol):
    assert expected == market(security_of(symbol, "eastmoney"))


def test_foreign_securities_are_not_covered_and_not_asked():
    with replaying({EASTMONEY_PATH: BLOCK_PAGE}) as server:
        source = Eastmoney(Asker("eastmoney", SourceSettings(base=server.url)))

        with pytest.raises(NotCoveredError, match="AAPL"):
            source.fetch(Ask("AAPL", ASK.first, ASK.last))

        assert [] == server.asked


# What a good answer gives


def test_the_close_stands_before_the_high_and_units_are_shares_and_yuan():
    # Values of the documented positions, written out by hand.
    line = "2025-01-24,10.00,10.20,10.30,9.90,11000,11110000.00,4.00,2.00,0.20,2.50"

    answer = served(eastmoney_content(STOCK, [line], name="数据港"))

    assert ["10.0 10.3 9.9 10.2 1100000.0 11110000.0"] == [
        " ".join(map(str, row))
        for row in answer.rows[["open", "high", "low", "close", "volume", "amount"]].to_numpy()
    ]
    assert ("none", "", "CNY", "数据港") == (
        answer.adjustment,
        answer.factor_source,
        answer.currency,
        answer.name,
    )


def test_beijing_is_served():
    answer, _ = fetched(eastmoney_route({"920599.BJ": DAYS}), Ask("920599.BJ", ASK.first, ASK.last))

    assert [10.2, 10.1, 10.5] == answer.rows["close"].tolist()


def test_b_shares_are_priced_in_their_own_currency():
    answer, _ = fetched(eastmoney_route({"900901.SS": DAYS}), Ask("900901.SS", ASK.first, ASK.last))

    assert "USD" == answer.currency


def test_volume_that_comes_in_shares_is_noticed():
    lines = [eastmoney_line(day._replace(volume=day.volume * 100)) for day in DAYS]

    answer = served(eastmoney_content(STOCK, lines))

    assert [1_100_000, 900_000, 1_500_000] == answer.rows["volume"].tolist()


def test_an_index_has_levels_and_amounts_and_no_volume():
    day = Day("2025-02-05", 3817.08, 3822.5, 3771.15, 3795.08, 12_182_977_000, 230_000_000_000)

    answer, asked = fetched(
        eastmoney_route({"000300.SS": [day]}), Ask("000300.SS", ASK.first, ASK.last)
    )

    assert "1.000300" == asked[0].query["secid"]
    assert [3795.08] == answer.rows["close"].tolist()
    assert [230_000_000_000.0] == answer.rows["amount"].tolist()
    assert answer.rows["volume"].isna().all()


# Documented oddities


def test_a_callback_round_the_json_is_taken_off():
    body = f"jQuery3510_17({json.dumps(eastmoney_content(STOCK, LINES))});"

    answer, _ = fetched(Play(body, headers={"Content-Type": "application/javascript"}))

    assert 3 == len(answer.rows)


@pytest.mark.parametrize("amount", ["-", "", "None"])
def test_a_missing_amount_is_missing(amount):
    line = f"2025-01-24,10.00,10.20,10.30,9.90,11000,{amount},4.00"

    answer = served(eastmoney_content(STOCK, [line]))

    assert answer.rows["amount"].isna().all()
    assert [1_100_000.0] == answer.rows["volume"].tolist()


@pytest.mark.parametrize("close", ["-", "", "None"])
def test_a_line_without_a_price_is_left_out_and_counted(close):
    line = f"2025-01-28,10.00,{close},10.30,9.90,11000,11110000.00"

    answer = served(eastmoney_content(STOCK, [*LINES, line]))

    assert (3, 1) == (len(answer.rows), answer.nulls)


def test_a_suspended_day_that_comes_as_zeros_is_left_out_and_counted():
    line = "2025-01-28,10.10,10.10,10.10,10.10,0,0.00"

    answer = served(eastmoney_content(STOCK, [*LINES, line]))

    assert (3, 1) == (len(answer.rows), answer.nulls)


@pytest.mark.parametrize(
    "content",
    [EASTMONEY_UNKNOWN, EASTMONEY_UNKNOWN | {"rc": 0}, eastmoney_content(STOCK, [])],
    ids=["rc 102", "data null", "no klines"],
)
def test_what_eastmoney_does_not_know_is_an_empty_answer(content):
    with pytest.raises(EmptyAnswerError, match=r"eastmoney has no price of 603881\.SS"):
        served(content)


@pytest.mark.parametrize(
    ("given", "change"),
    [
        (r"1\.600519", {"code": "600519"}),
        (r"0\.603881", {"market": 0}),
        (r"1\.603882", {"code": 603882}),
    ],
)
def test_another_code_or_market_is_another_security(given, change):
    content = eastmoney_content(STOCK, LINES)
    content["data"].update(change)

    with pytest.raises(WrongSecurityError, match=f"{given} when 1.603881"):
        served(content)


@pytest.mark.parametrize("key", ["data", "klines"])
def test_an_answer_without_its_prices_is_a_block(key):
    content = eastmoney_content(STOCK, LINES)
    (content if key == "data" else content["data"]).pop(key)

    with pytest.raises(BlockedError, match=f"without its “{key}”"):
        served(content)


def without_code():
    content = eastmoney_content(STOCK, LINES)
    del content["data"]["code"]
    return content


@pytest.mark.parametrize(
    "content",
    [
        [],
        None,
        {"rc": 0, "data": []},
        {"rc": 0, "data": "x"},
        eastmoney_content(STOCK, LINES) | {"rc": 100},
        eastmoney_content(STOCK, "2025"),
        eastmoney_content(STOCK, [["2025-01-24"]]),
        eastmoney_content(STOCK, ["2025-01-24,1,1,1"]),
        eastmoney_content(STOCK, ["x,1,1,1,1,1,1"]),
        eastmoney_content(STOCK, ["2025-01-24,1,1,a,1,1,1"]),
        eastmoney_content(STOCK, [None]),
        without_code(),
    ],
)
def test_any_other_shape_is_unreadable_and_shows_its_beginning(content):
    with pytest.raises(UnreadableError, match=r"eastmoney answered in a shape .*“.+”"):
        served(content)


@pytest.mark.parametrize(
    ("error", "sentence", "play"),
    [
        (BlockedError, "closed the connection", CUT),
        (BlockedError, "nothing at all", Play("")),
        (BlockedError, "web page", BLOCK_PAGE),
        (UnreadableError, "not utf-8 text", Play('{"data": {"name": "数据港"}}'.encode("gbk"))),
        (UnreadableError, "shape", Play('cb({"rc":0,"data":{"code":"60')),
    ],
    ids=["cut", "empty body", "page", "gbk", "half"],
)
def test_a_block_is_never_an_empty_answer(error, sentence, play):
    with pytest.raises(error, match=sentence):
        fetched(play)


# Minutes


def minute_lines(*bars):
    """Lines of five-minute bars: end, open, high, low, close, lots."""
    return [
        f"{end},{opened:.2f},{close:.2f},{high:.2f},{low:.2f},{lots},{lots * 1000.0},1,1,1,1"
        for end, opened, high, low, close, lots in bars
    ]


MINUTES = minute_lines(
    ("2025-02-12 15:00", 10.4, 10.5, 10.3, 10.4, 7),
    ("2025-02-12 09:35", 10.1, 10.3, 10.0, 10.2, 9),
    ("2025-02-12 11:30", 10.2, 10.2, 10.2, 10.2, 0),  # nothing traded
    ("2025-02-11 15:00", 10.0, 10.0, 10.0, 10.0, 5),  # not asked for
)
OF_A_DAY = Ask(STOCK, date(2025, 2, 12), date(2025, 2, 12))


def minutes(lines, interval=5):
    with replaying({EASTMONEY_PATH: json_play(eastmoney_content(STOCK, lines))}) as server:
        settings = SourceSettings(base=server.url, spacing=0.0, retries=0)
        source = Eastmoney(Asker("eastmoney", settings))
        return source.minutes(OF_A_DAY, interval), server.asked


def test_minute_bars_come_by_their_ends_in_utc_with_high_and_close_where_they_belong():
    found, asked = minutes(MINUTES)

    assert {"klt": "5", "fqt": "0", "beg": "20250212", "end": "20250212"}.items() <= asked[
        0
    ].query.items()
    assert [
        ("2025-02-12 01:35", 10.1, 10.3, 10.0, 10.2, 9.0),
        ("2025-02-12 07:00", 10.4, 10.5, 10.3, 10.4, 7.0),
    ] == [
        (f"{row.end:%Y-%m-%d %H:%M}", row.open, row.high, row.low, row.close, row.volume)
        for row in found.rows.itertuples()
    ]
    assert (STOCK, "eastmoney", 5, "CNY") == (
        found.note.symbol,
        found.note.source,
        found.note.interval,
        found.note.currency,
    )


@pytest.mark.parametrize(
    "stamp", ["2025-02-12 09:30", "2025-02-12 13:00", "2025-02-12 09:36", "2025-02-12", "noon"]
)
def test_a_stamp_that_ends_no_bar_of_five_minutes_is_no_documented_answer(stamp):
    with pytest.raises(UnreadableError):
        minutes(minute_lines((stamp, 10.1, 10.3, 10.0, 10.2, 9)))


@pytest.mark.parametrize("bar", [(10.1, 10.0, 10.3, 10.2), (10.1, 10.3, 10.0, 10.4), (0, 1, 0, 1)])
def test_prices_of_a_bar_that_contradict_each_other_are_refused(bar):
    with pytest.raises(UnreadableError):
        minutes(minute_lines(("2025-02-12 09:35", *bar, 9)))


def test_days_without_a_bar_are_an_empty_answer():
    with pytest.raises(EmptyAnswerError):
        minutes(MINUTES[2:])
