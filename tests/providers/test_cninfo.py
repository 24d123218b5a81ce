"""cninfo's list of shares, asked for over HTTP."""

import json

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    UnreachableError,
    UnreadableError,
)
from dashboard.providers.asking import Asker
from dashboard.providers.cninfo import Cninfo
from dashboard.settings.loading import SourceSettings
from tests.replay.listing_plays import CNINFO_PATH, cninfo_list, cninfo_row
from tests.replay.replaying import BAD_GATEWAY, BLOCK_PAGE, CUT, Play, json_play, replaying

ROWS = [
    cninfo_row("000002", "万  科Ａ", "wka"),
    cninfo_row("300249", "依米康", "ymk"),
    cninfo_row("603881", "数据港", "sjg"),
    cninfo_row("688041", "海光信息", "hgxx"),
    cninfo_row("920599", "同力股份", "tlgf"),
]


def listing(play):
    with replaying({CNINFO_PATH: play}) as server:
        settings = SourceSettings(base=server.url, spacing=0, retries=0, timeout=5)
        return Cninfo(Asker("cninfo", settings)).listing()


def test_shares_of_all_three_exchanges_come_with_symbol_board_and_initials():
    found = listing(cninfo_list(ROWS))

    assert [
        ("000002.SZ", "万科A", "main", "wka"),
        ("300249.SZ", "依米康", "chinext", "ymk"),
        ("603881.SS", "数据港", "main", "sjg"),
        ("688041.SS", "海光信息", "star", "hgxx"),
        ("920599.BJ", "同力股份", "bse", "tlgf"),
    ] == [(e.symbol, e.name, e.board, e.pinyin) for e in found.entries]
    assert ("cninfo", 0) == (found.source, found.skipped)
    assert found.retrieved.endswith("Z")


def test_b_shares_and_funds_are_left_out_and_are_no_fault():
    others = [
        cninfo_row("200002", "万  科Ｂ", category="B股"),
        cninfo_row("900901", "云赛Ｂ股", category="B股"),
        cninfo_row("159915", "创业板ETF", category="基金"),
        cninfo_row("510300", "沪深300ETF", category="基金"),
    ]

    found = listing(cninfo_list([*ROWS, *others]))

    assert 5 == len(found.entries)
    assert 0 == found.skipped


def test_rows_without_code_or_name_are_skipped_and_counted():
    odd = [{}, {"code": "300250"}, {"zwjc": "无码"}, cninfo_row("3002", "短码"), None, "x", 7]
    odd += [{"code": None, "zwjc": None}, {"code": "300251", "zwjc": ["光线传媒"]}]

    found = listing(cninfo_list([*ROWS, *odd]))

    assert (5, 9) == (len(found.entries), found.skipped)


def test_a_code_that_stands_twice_counts_once_and_first():
    found = listing(cninfo_list([*ROWS, cninfo_row("300249", "别的名字")]))

    assert 5 == len(found.entries)
    assert "依米康" == found.by_symbol["300249.SZ"].name


def test_missing_initials_leave_the_share_in():
    row = {"code": "300249", "zwjc": "依米康"}

    assert [""] == [entry.pinyin for entry in listing(cninfo_list([row])).entries]


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (json_play(ROWS), UnreadableError),
        (json_play({"stockList": {"0": ROWS[0]}}), UnreadableError),
        (json_play({"stockList": [{"dm": "300249", "mc": "依米康"}]}), UnreadableError),
        (json_play({"stockList": [cninfo_row("900901", "云赛Ｂ股")]}), UnreadableError),
        (Play(json.dumps({"stockList": ROWS}, ensure_ascii=False).encode("gbk")), UnreadableError),
        (Play(json.dumps({"stockList": ROWS})[:-40]), UnreadableError),
        (json_play({}), BlockedError),
        (json_play({"stockList": None}), BlockedError),
        (Play(""), BlockedError),
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (Play("no", status=403), BlockedError),
        (Play("", status=302, headers={"Location": "http://127.0.0.1/waf"}), BlockedError),
        (json_play({"stockList": []}), EmptyAnswerError),
        (Play("slow down", status=429), RateLimitedError),
        (BAD_GATEWAY, UnreachableError),
    ],
    ids=[
        "list instead of object",
        "object instead of list",
        "other fields",
        "no A share",
        "GBK",
        "cut off",
        "no stockList",
        "null",
        "nothing",
        "web page",
        "closed connection",
        "403",
        "sent elsewhere",
        "empty list",
        "429",
        "502",
    ],
)
def test_an_odd_answer_is_the_error_that_says_what_it_is(play, error):
    with pytest.raises(error) as raised:
        listing(play)

    assert "cninfo" == raised.value.values["source"]
    assert "cninfo" in str(raised.value)
