"""Tencent: documented answers, good and odd, over HTTP."""

import doctest
import json
from datetime import date, datetime

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    UnreachableError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers import Ask, tencent
from dashboard.providers.asking import Asker
from dashboard.providers.tencent import Tencent
from dashboard.settings.loading import SourceSettings
from tests.replay.china_plays import (
    TENCENT_PATH,
    Day,
    tencent_content,
    tencent_lot,
    tencent_route,
    tencent_row,
)
from tests.replay.replaying import BLOCK_PAGE, Play, json_play, replaying

STOCK = "300249.SZ"
ASK = Ask(STOCK, date(2025, 1, 20), date(2025, 2, 14))
DAYS = [
    Day("2025-01-24", 10.0, 10.3, 9.9, 10.2, 1_100_000, 11_110_000),
    Day("2025-01-27", 10.2, 10.3, 10.0, 10.1, 900_000, 9_135_000),
    Day("2025-02-05", 10.1, 10.6, 10.05, 10.5, 1_500_000, 15_525_000),
]


def fetched(play, ask=ASK, **settings):
    with replaying({TENCENT_PATH: play}) as server:
        options = {"spacing": 0.0, "retries": 0} | settings
        source = Tencent(Asker("tencent", SourceSettings(base=server.url, **options)))
        return source.fetch(ask), server.asked


def rows(**changes):
    """Rows of `DAYS` as Tencent writes them, cells of the middle one changed by position."""
    found = [tencent_row(day, lot=100) for day in DAYS]
    for place, cell in changes.items():
        found[1][int(place[1:])] = cell
    return found


def served(content):
    return fetched(json_play(content))[0]


# What is asked


def test_one_request_a_calendar_year_for_unadjusted_days():
    ask = Ask(STOCK, date(2023, 7, 3), date(2025, 2, 14))

    _, asked = fetched(tencent_route({STOCK: DAYS}), ask)

    assert [
        "sz300249,day,2023-07-03,2023-12-31,640,",
        "sz300249,day,2024-01-01,2024-12-31,640,",
        "sz300249,day,2025-01-01,2025-02-14,640,",
    ] == [each.query["param"] for each in asked]


def test_years_before_the_listing_are_empty_and_the_later_ones_hold():
    answer, asked = fetched(tencent_route({STOCK: DAYS}), Ask(STOCK, date(2023, 7, 3), ASK.last))

    assert 3 == len(answer.rows)
    assert 3 == len(answer.request.split())
    assert all(each.path in answer.request for each in asked)


def test_no_year_is_asked_before_the_first_session_or_after_today(monkeypatch):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(1991, 5, 2, 12, tzinfo=tz)

    monkeypatch.setattr(tencent, "datetime", Frozen)
    old = [Day("1991-04-30", 10.0, 10.3, 9.9, 10.2, 1_100_000, 11_110_000)]

    _, asked = fetched(
        tencent_route({"600601.SS": old}), Ask("600601.SS", date(1900, 1, 1), date(2099, 1, 1))
    )

    assert ["1990-12-19,1990-12-31", "1991-01-01,1991-05-02"] == [
        ",".join(each.query["param"].split(",")[2:4]) for each in asked
    ]


def test_a_span_that_lies_wholly_in_the_future_is_empty_without_asking():
    with replaying({TENCENT_PATH: tencent_route({STOCK: DAYS})}) as server:
        source = Tencent(Asker("tencent", SourceSettings(base=server.url, spacing=0.0)))

        with pytest.raises(EmptyAnswerError):
            source.fetch(Ask(STOCK, date(2999, 1, 1), date(2999, 2, 1)))

        assert [] == server.asked


@pytest.mark.parametrize("symbol", ["920599.BJ", "AAPL", "0700.HK"])
def test_beijing_and_foreign_securities_are_not_covered_and_not_asked(symbol):
    with replaying({TENCENT_PATH: BLOCK_PAGE}) as server:
        source = Tencent(Asker("tencent", SourceSettings(base=server.url)))

        with pytest.raises(NotCoveredError) as caught:
            source.fetch(Ask(symbol, ASK.first, ASK.last))

        assert symbol in str(caught.value)
        assert [] == server.asked


def test_one_failing_year_fails_the_whole_answer():
    good = tencent_route({STOCK: DAYS})

    def play(asked):
        return BLOCK_PAGE if "2025" in asked.query["param"] else good(asked)

    with pytest.raises(BlockedError):
        fetched(play, Ask(STOCK, date(2024, 1, 1), ASK.last))


# What a good answer gives


def test_prices_stand_in_their_places_and_units_are_shares_and_yuan():
    answer, _ = fetched(tencent_route({STOCK: DAYS}, {STOCK: "依米康"}))

    row = answer.rows.iloc[0]
    assert (10.0, 10.3, 9.9, 10.2) == tuple(row[["open", "high", "low", "close"]])
    assert (1_100_000.0, 11_110_000.0) == tuple(row[["volume", "amount"]])
    assert ("none", "", "CNY", "依米康", 0) == (
        answer.adjustment,
        answer.factor_source,
        answer.currency,
        answer.name,
        answer.nulls,
    )
    assert answer.rows["factor"].isna().all()


def test_star_volume_comes_in_shares_and_stays():
    # 688981.SS on 2024-06-03: Tencent's figure is that of other sources' shares.
    assert 1 == tencent_lot("688981.SS")
    day = Day("2025-02-05", 45.0, 46.0, 44.0, 45.5, 39_368_171, 39_368_171 * 45.0)

    answer, _ = fetched(tencent_route({"688981.SS": [day]}), Ask("688981.SS", ASK.first, ASK.last))

    assert [39_368_171.0] == answer.rows["volume"].tolist()


@pytest.mark.parametrize("symbol", ["000001.SZ", "000999.SZ", "002272.SZ", "603881.SS"])
def test_the_check_decides_the_unit_of_a_stock_whatever_its_prefix(symbol):
    shares = [tencent_row(day, lot=1) for day in DAYS]

    with_lots, _ = fetched(tencent_route({symbol: DAYS}), Ask(symbol, ASK.first, ASK.last))
    with_shares, _ = fetched(
        json_play(tencent_content(symbol, shares)), Ask(symbol, ASK.first, ASK.last)
    )

    assert [1_100_000, 900_000, 1_500_000] == with_lots.rows["volume"].tolist()
    assert [1_100_000, 900_000, 1_500_000] == with_shares.rows["volume"].tolist()


@pytest.mark.parametrize(("symbol", "lot"), [("603881.SS", 100), (STOCK, 100), ("688041.SS", 1)])
def test_six_values_a_row_are_enough_and_the_documented_unit_holds_without_amounts(symbol, lot):
    short = [tencent_row(day, lot=lot)[:6] for day in DAYS]

    answer, _ = fetched(json_play(tencent_content(symbol, short)), Ask(symbol, ASK.first, ASK.last))

    assert [1_100_000, 900_000, 1_500_000] == answer.rows["volume"].tolist()
    assert answer.rows["amount"].isna().all()


def test_the_volume_of_a_fund_is_missing_where_no_amount_tells_its_unit():
    short = [tencent_row(day, lot=100)[:6] for day in DAYS]

    answer, _ = fetched(
        json_play(tencent_content("510300.SS", short)), Ask("510300.SS", ASK.first, ASK.last)
    )

    assert answer.rows["volume"].isna().all()


@pytest.mark.parametrize(("symbol", "sym"), [("000300.SS", "sh000300"), ("399006.SZ", "sz399006")])
def test_an_index_has_levels_and_amounts_and_no_volume(symbol, sym):
    day = Day("2025-02-05", 3817.08, 3822.5, 3771.15, 3795.08, 12_182_977_000, 230_000_000_000)

    answer, asked = fetched(tencent_route({symbol: [day]}), Ask(symbol, ASK.first, ASK.last))

    assert asked[0].query["param"].startswith(f"{sym},day,")
    assert [3795.08] == answer.rows["close"].tolist()
    assert [230_000_000_000.0] == answer.rows["amount"].tolist()
    assert answer.rows["volume"].isna().all()


# Documented oddities


@pytest.mark.parametrize("place", [5, 6, 8, 10])
def test_a_note_may_stand_anywhere_behind_the_prices(place):
    note = {"nd": "2024", "fh_sh": "0.5", "cqr": "2025-01-27", "FHcontent": "10派0.5元"}
    noted = [[cell for cell in row if cell != {}] for row in rows()]
    noted[1].insert(place, note)

    answer = served(tencent_content(STOCK, noted))

    assert [1_100_000, 900_000, 1_500_000] == answer.rows["volume"].tolist()
    assert [11_110_000, 9_135_000, 15_525_000] == answer.rows["amount"].tolist()


def test_a_name_before_the_json_is_taken_off():
    body = f"kline_day2025={json.dumps(tencent_content(STOCK, rows()))}"

    answer, _ = fetched(Play(body, headers={"Content-Type": "text/html"}))

    assert 3 == len(answer.rows)


def test_numbers_instead_of_text_are_read_too():
    numbers = [[row[0], *map(float, row[1:6]), {}, 1.2, float(row[8]), ""] for row in rows()]

    assert [10.2, 10.1, 10.5] == served(tencent_content(STOCK, numbers)).rows["close"].tolist()


@pytest.mark.parametrize("cell", ["", "-", None])
def test_a_row_without_a_price_is_left_out_and_counted(cell):
    answer = served(tencent_content(STOCK, rows(c2=cell)))

    assert (2, 1) == (len(answer.rows), answer.nulls)


@pytest.mark.parametrize("cell", ["", "-", None])
def test_a_missing_amount_is_missing_and_the_other_days_tell_the_unit(cell):
    answer = served(tencent_content(STOCK, rows(c8=cell)))

    assert [False, True, False] == answer.rows["amount"].isna().tolist()
    assert [1_100_000, 900_000, 1_500_000] == answer.rows["volume"].tolist()


def test_a_suspended_day_is_left_out_and_counted():
    answer = served(tencent_content(STOCK, rows(c5="0.00", c8="0.00")))

    assert ["2025-01-24", "2025-02-05"] == [f"{day:%Y-%m-%d}" for day in answer.rows["date"]]
    assert 1 == answer.nulls


def test_a_day_that_comes_twice_is_kept_once():
    answer = served(tencent_content(STOCK, rows() + rows()[-1:]))

    assert 3 == len(answer.rows)


def test_a_server_that_ignores_the_days_asked_for_adds_no_row():
    ask = Ask(STOCK, date(2024, 1, 1), date(2025, 1, 31))

    answer, _ = fetched(json_play(tencent_content(STOCK, rows())), ask)

    assert ["2025-01-24", "2025-01-27"] == [f"{day:%Y-%m-%d}" for day in answer.rows["date"]]


@pytest.mark.parametrize("key", ["qfqday", "hfqday"])
def test_adjusted_prices_never_pass_for_unadjusted_ones(key):
    with pytest.raises(UnreadableError, match="adjusted prices"):
        served(tencent_content(STOCK, rows(), key=key))


def test_unadjusted_days_are_taken_where_adjusted_ones_come_along():
    content = tencent_content(STOCK, rows())
    content["data"]["sz300249"]["qfqday"] = [["2025-01-24", "1", "1", "1", "1", "1"]]

    assert [10.2, 10.1, 10.5] == served(content).rows["close"].tolist()


@pytest.mark.parametrize(
    "data",
    [
        {"sz300249": []},
        {"sz300249": {"qt": {}, "version": "16"}},
        {"sz300249": {"day": [], "qt": {}}},
        [],
        {},
    ],
    ids=["list", "no day", "empty day", "data is a list", "no data"],
)
def test_what_tencent_does_not_know_is_an_empty_answer(data):
    with pytest.raises(EmptyAnswerError, match=r"tencent has no price of 300249\.SZ"):
        served({"code": 0, "msg": "", "data": data})


@pytest.mark.parametrize(
    "content",
    [
        {"code": 1, "msg": "param error", "data": []},
        {"code": 0, "msg": ""},
        {"code": 0, "msg": "", "data": "none"},
        {"code": 0, "msg": "", "data": {"sz300249": "none"}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": "none"}}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": ["2025-01-24"]}}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": [{"date": "2025-01-24"}]}}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": [["2025-01-24", "1", "1"]]}}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": [["x", "1", "1", "1", "1", "1"]]}}},
        {"code": 0, "msg": "", "data": {"sz300249": {"day": [["2025-01-24", *"1a111"]]}}},
        ["2025-01-24"],
        None,
    ],
)
def test_any_other_shape_is_unreadable_and_shows_its_beginning(content):
    with pytest.raises(UnreadableError, match=r"tencent answered in a shape .*“.+”"):
        served(content)


def test_an_answer_under_another_symbol_is_for_another_security():
    with pytest.raises(WrongSecurityError, match=r"sh603881 when sz300249"):
        served(tencent_content("603881.SS", rows()))


def test_amounts_that_do_not_fit_are_refused_since_prices_may_be_adjusted():
    lowered = [
        [row[0], *(f"{float(cell) - 1.35:.3f}" for cell in row[1:5]), *row[5:]] for row in rows()
    ]

    with pytest.raises(UnreadableError, match="adjusted or a unit has changed"):
        served(tencent_content(STOCK, lowered))


@pytest.mark.parametrize(
    ("expected", "quote"),
    [
        ("依米康", ["51", " 依米康 ", "300249"]),
        ("万  科Ａ", ["51", "万  科Ａ", "000002"]),
        ("", ["51", "10.20"]),
        ("", ["51"]),
        ("", ["51", None]),
        ("", {}),
        ("", None),
    ],
)
def test_the_name_is_taken_from_the_quote_where_there_is_one(expected, quote):
    content = tencent_content(STOCK, rows())
    content["data"]["sz300249"]["qt"] = {"sz300249": quote}

    assert expected == served(content).name


def test_a_quote_of_another_shape_costs_only_the_name():
    content = tencent_content(STOCK, rows())
    content["data"]["sz300249"]["qt"] = "none"

    answer = served(content)

    assert ("", 3) == (answer.name, len(answer.rows))


# Being shut out


@pytest.mark.parametrize(
    ("error", "sentence", "play"),
    [
        (BlockedError, "web page", BLOCK_PAGE),
        (
            BlockedError,
            r"waf\.tencent\.com",
            Play(status=302, headers={"Location": "https://waf.tencent.com/501page.html?u=x"}),
        ),
        (BlockedError, "nothing at all", Play("")),
        (BlockedError, "closed the connection", Play(cut=True)),
        (UnreachableError, "501", Play("<html>waf</html>", status=501)),
        (UnreadableError, "not utf-8 text", Play('{"msg": "参数错误"}'.encode("gbk"))),
        (UnreadableError, "shape", Play('{"code":0,"data":{"sz3002')),
    ],
    ids=["page", "redirect", "empty body", "cut", "501", "gbk", "half"],
)
def test_a_block_is_never_an_empty_answer(error, sentence, play):
    with pytest.raises(error, match=sentence):
        fetched(play)


def test_the_examples_in_the_docstrings():
    assert 0 == doctest.testmod(tencent).failed
