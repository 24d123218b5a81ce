"""The list of shares: what a typed word or a text means, and the list as a table."""

import pickle
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import StoreError
from dashboard.market.listing import (
    Listing,
    listing_of,
    six_digits,
    symbol_of,
)
from dashboard.market.listing_table import (
    COLUMNS,
    NEWER_COLUMNS,
    listing_from_table,
    listing_table,
)

NOW = datetime(2025, 2, 14, 2, 2, 11, 500000, tzinfo=UTC)
SHARES = [
    ("000002", "万  科Ａ", "wka"),
    ("000100", "TCL科技", "TCLkj"),
    ("000725", "京东方Ａ", "jdfA"),
    ("002264", "新 华 都", "xhd"),
    ("002129", "TCL中环", "TCLzh"),
    ("002418", "*ST康盛", "*STks"),
    ("300024", "机器人", "jqr"),
    ("300249", "依米康", "ymk"),
    ("301001", "C上市", "sspj"),
    ("300442", "润泽科技", "rzkj"),
    ("600519", "贵州茅台", "gzmt"),
    ("601318", "中国平安", "zgpa"),
    ("000001", "平安银行", "payh"),
    ("603881", "数据港", "sjg"),
    ("603557", "ST起步", "STqb"),
    ("688235", "百济神州-U", "bjsz"),
    ("688799", "N科创", "kccx"),
    ("920599", "同力股份", "tlgf"),
    ("830799", "艾融软件", "arrj"),
]


def made(shares):
    return listing_of(((*share, None, None) for share in shares), "test", NOW)


LISTING = made(SHARES)


def codes(found):
    return [entry.code for entry in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("300249", "300249"),
        ("300249.SZ", "300249"),
        ("300249.sz", "300249"),
        ("sz300249", "300249"),
        ("SZ300249", "300249"),
        ("0.300249", "300249"),
        ("３００２４９", "300249"),
        ("300249.XSHE", "300249"),
        ("SH603881", "603881"),
        ("603881.SH", "603881"),
        ("603881.SS", "603881"),
        ("bj920599", "920599"),
        ("依米康(300249)", "300249"),
        ("300249 依米康", "300249"),
    ],
)
def test_a_code_is_recognised_in_every_way_it_is_written(text, code):
    assert [code] == codes(LISTING.recognise(text))


@pytest.mark.parametrize(
    "text", ["300249.SH", "sh300249", "300249.HK", "3002490", "US300249", "999999", "300249.5"]
)
def test_a_code_of_another_exchange_or_a_longer_number_is_nothing(text):
    assert () == LISTING.recognise(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("依米康", "300249"),
        ("XD依米康", "300249"),
        ("N依米康", "300249"),
        ("DR依米康", "300249"),
        ("*ST依米康", "300249"),
        (" 依 米 康 ", "300249"),
        ("万科A", "000002"),
        ("万  科Ａ", "000002"),
        ("万科a", "000002"),
        ("万科", "000002"),
        ("京东方", "000725"),
        ("新华都", "002264"),
        ("新 华 都", "002264"),
        ("*ST康盛", "002418"),
        ("ST康盛", "002418"),
        ("康盛", "002418"),
        ("康盛股份", None),
        ("tcl科技", "000100"),
        ("ＴＣＬ科技", "000100"),
        ("N科创", "688799"),
        ("科创", "688799"),
        ("C上市", "301001"),
        ("上市", "301001"),
        ("百济神州", "688235"),
        ("百济神州-U", "688235"),
        ("百济神州－Ｕ", "688235"),
        ("XD贵州茅", "600519"),
        ("润泽", "300442"),
        ("泽科技", "300442"),
    ],
)
def test_a_name_is_recognised_with_and_without_padding_and_passing_marks(text, code):
    assert ([code] if code else []) == codes(LISTING.recognise(text))


@pytest.mark.parametrize(
    ("text", "code"), [("ymk", "300249"), ("YMK", "300249"), ("gzm", "600519"), ("stk", "002418")]
)
def test_initials_are_recognised_whole_or_by_their_beginning(text, code):
    assert [code] == codes(LISTING.recognise(text))


def test_what_fits_several_securities_gives_all_of_them():
    assert ["000100", "002129"] == codes(LISTING.recognise("TCL"))
    assert ["000100", "002129"] == codes(LISTING.recognise("tc"))


def test_a_name_that_begins_so_stands_before_one_that_contains_it():
    found = made([("600001", "中国平安", ""), ("600004", "平安银行", "")])

    assert ["600004", "600001"] == codes(found.recognise("平安"))


def test_the_whole_name_goes_before_the_name_without_marks_and_before_a_part():
    found = made([("600001", "ST国华", ""), ("600004", "国华", ""), ("600006", "国华网安", "")])

    assert ["600004"] == codes(found.recognise("国华"))
    assert ["600001"] == codes(found.recognise("ST国华"))
    assert ["600001", "600004"] == codes(found.recognise("XD国华"))


def test_two_securities_of_one_name_or_of_the_same_initials_are_both_given():
    found = made([("600001", "国华", "gh"), ("600004", "国华", "gh"), ("600006", "光环", "gh")])

    assert ["600001", "600004"] == codes(found.recognise("国华"))
    assert ["600001", "600004", "600006"] == codes(found.recognise("gh"))


def test_a_code_and_a_name_that_disagree_are_both_given():
    assert ["603881", "300249"] == codes(LISTING.recognise("603881 依米康"))


@pytest.mark.parametrize("text", ["", "  ", "-", "*", "科", "n", "没有这家", "zzzz"])
def test_nothing_is_recognised_in_nothing_or_in_a_single_sign(text):
    assert () == LISTING.recognise(text)


def test_names_are_found_in_a_sentence_in_its_order():
    text = (
        "数据港、依米康（300249）涨停，XD贵州茅台和京东方走弱；新 华 都与万  科Ａ平，*ST康盛停牌。"
    )

    assert ["603881", "300249", "600519", "000725", "002264", "000002", "002418"] == codes(
        LISTING.mentioned(text)
    )


def test_a_name_that_stands_twice_is_given_once():
    assert ["300249"] == codes(LISTING.mentioned("依米康涨停，依米康再涨停"))


def test_the_longest_name_uses_up_its_signs():
    found = made([("600327", "大东方", ""), ("600637", "东方明珠", ""), ("600004", "东方", "")])

    assert ["600637"] == codes(found.mentioned("大东方明珠"))
    assert ["600327", "600004"] == codes(found.mentioned("大东方，东方"))


@pytest.mark.parametrize(
    "text",
    [
        "今年起步较晚",  # ST起步 without its mark is a word
        "十万科研人员",  # 万科A without its A is a part of others
        "新华\n都城",  # a line ends inside
        "XTCL科技",  # the name begins inside a Latin word
        "科创板上市",
        "依 米 的康",
        "",
    ],
)
def test_signs_that_only_look_like_a_name_are_no_mention(text):
    assert () == LISTING.mentioned(text)


def test_a_whole_name_is_not_taken_for_the_shortened_name_of_another():
    found = made([("600001", "ST大东方", ""), ("600327", "大东方", "")])

    assert ["600327"] == codes(found.mentioned("大东方"))
    assert ["600001"] == codes(found.mentioned("ST大东方"))


@pytest.mark.slow
@given(st.text())
def test_any_text_at_all_can_be_looked_at(text):
    assert set(LISTING.mentioned(text)) <= set(LISTING.entries)
    assert set(LISTING.recognise(text)) <= set(LISTING.entries)


@given(st.sampled_from(LISTING.entries))
def test_every_security_is_recognised_by_its_symbol_its_code_and_its_name(entry):
    assert entry == LISTING.by_symbol[entry.symbol]
    for text in (entry.symbol, entry.code, entry.name, entry.pinyin):
        assert (entry,) == LISTING.recognise(text)


@given(st.lists(st.sampled_from(LISTING.entries), unique=True))
def test_names_joined_by_commas_are_all_found(entries):
    text = "，".join(entry.name for entry in entries)

    assert tuple(entries) == LISTING.mentioned(text)


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("000001", "000001.SZ"),
        ("003816", "003816.SZ"),
        ("301001", "301001.SZ"),
        ("605499", "605499.SS"),
        ("689009", "689009.SS"),
        ("430047", "920047.BJ"),
        ("920599", "920599.BJ"),
        ("900901", None),
        ("200002", None),
        ("399006", None),
        ("510300", None),
        ("159915", None),
    ],
)
def test_the_exchange_follows_from_the_code_and_only_for_a_shares(code, symbol):
    assert symbol == symbol_of(code)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("000002", "000002"),
        (" 000002 ", "000002"),
        ("000002.0", "000002"),
        (2, "000002"),
        (300249.0, "300249"),
        (2.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (-2, None),
        (10**400, None),
        (True, None),
        (None, None),
        ("2", None),
        ("", None),
        ("3002490", None),
        ("3002४९", None),
    ],
)
def test_a_code_is_six_digits_and_numbers_get_their_zeros_back(value, code):
    assert code == six_digits(value)


def test_names_are_kept_without_padding_and_with_their_marks():
    assert ["万科A", "*ST康盛", "新华都"] == [
        LISTING.by_symbol[symbol].name for symbol in ("000002.SZ", "002418.SZ", "002264.SZ")
    ]


def test_a_listing_says_when_it_came_and_what_was_skipped():
    rows = [("300249", "依米康", "ymk", None, None), ("", "无码", "", None, None)]
    rows += [("300250", "--", "", None, None), ("900901", "云赛Ｂ股", "", None, None)]

    found = listing_of(rows, "test", NOW)

    assert ("2025-02-14T02:02:11Z", 1, 2) == (found.retrieved, len(found.entries), found.skipped)


def test_a_listing_survives_the_way_through_a_table_and_a_file(tmp_path):
    rows = [("300249", "依米康", "ymk", date(2011, 8, 3), None)]
    rows += [("603881", "数据港", None, None, date(2030, 1, 2))]
    listing = listing_of(rows, "sse+szse", NOW)
    listing_table(listing).to_parquet(tmp_path / "list.parquet")

    table = pd.read_parquet(tmp_path / "list.parquet")

    assert [*COLUMNS, *NEWER_COLUMNS] == list(table.columns)
    assert listing == listing_from_table(table, "sse+szse", "2025-02-14T02:02:11Z")


def test_an_empty_listing_survives_the_way_through_a_table():
    empty = Listing((), "test", "2025-02-14T02:02:11Z")

    assert empty == listing_from_table(listing_table(empty), empty.source, empty.retrieved)
    assert () == empty.recognise("依米康")
    assert () == empty.mentioned("依米康")


def test_a_table_without_a_column_is_refused_by_its_name():
    table = listing_table(LISTING).drop(columns=["board", "listed"])

    with pytest.raises(StoreError, match=r"lacks the column\(s\) board, listed"):
        listing_from_table(table, "test", "2025-02-14T02:02:11Z")


def test_a_listing_that_was_used_can_be_hashed_and_pickled():
    LISTING.recognise("依米康")

    assert LISTING == pickle.loads(pickle.dumps(LISTING))
    assert hash(LISTING) == hash(made(SHARES))
