"""The exchanges' own lists, Shenzhen's changes of names, and which list is used."""

import io
import re
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    SourceError,
    UnreachableError,
    UnreadableError,
)
from dashboard.providers import exchanges
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.cninfo import Cninfo
from dashboard.providers.exchanges import (
    BeijingList,
    ShanghaiList,
    ShenzhenList,
    load_listing,
    sheet_rows,
)
from dashboard.settings.loading import SourceSettings
from tests.replay.listing_plays import (
    BEIJING_PATH,
    CHANGE_HEADINGS,
    SHANGHAI_PATH,
    SHENZHEN_PATH,
    beijing,
    beijing_page,
    beijing_row,
    cninfo_list,
    cninfo_row,
    shanghai,
    shanghai_row,
    shenzhen,
    workbook,
)
from tests.replay.replaying import BAD_GATEWAY, BLOCK_PAGE, CUT, Play, json_play, replaying

FAULTS = Path(__file__).resolve().parents[3] / "shared" / "trials" / "faults"
MAIN = [
    shanghai_row("603881", "数据港", "20170208"),
    shanghai_row("600000", "浦发银行", "19991110"),
]
STAR = [shanghai_row("688041", "海光信息", "20220812")]
SHARES = [(300249, "依米康", "2011-08-03"), (2.0, "万  科Ａ", "1991-01-29")]
BEIJING = [beijing_row(f"92{n:04d}", f"北交{n}") for n in range(1, 46)]
CNINFO = [cninfo_row("300249", "依米康", "ymk"), cninfo_row("603881", "数据港", "sjg")]


@pytest.fixture
def server():
    with replaying() as server:
        yield server


def asker(server, name):
    return Asker(name, SourceSettings(base=server.url, spacing=0, retries=0, timeout=5))


@pytest.fixture
def sse(server):
    server.routes[SHANGHAI_PATH] = shanghai(MAIN, STAR)
    return ShanghaiList(asker(server, "sse"))


@pytest.fixture
def szse(server):
    server.routes[SHENZHEN_PATH] = shenzhen(SHARES)
    return ShenzhenList(asker(server, "szse"))


@pytest.fixture
def bse(server):
    server.routes[BEIJING_PATH] = beijing(BEIJING)
    return BeijingList(asker(server, "bse"))


@pytest.fixture
def cninfo(server):
    server.routes["/new/data/"] = cninfo_list(CNINFO)
    return Cninfo(asker(server, "cninfo"))


# Shanghai


def test_shanghai_gives_main_board_and_star_with_the_first_day(sse):
    found = sse.listing()

    assert [
        ("600000.SS", "浦发银行", "main", date(1999, 11, 10), None),
        ("603881.SS", "数据港", "main", date(2017, 2, 8), None),
        ("688041.SS", "海光信息", "star", date(2022, 8, 12), None),
    ] == [(e.symbol, e.name, e.board, e.listed, e.delisted) for e in found.entries]
    assert "sse" == found.source


def test_shanghai_is_asked_with_its_own_referer_for_both_boards_in_one_page_each(server, sse):
    sse.listing()

    assert ["1", "8"] == [asked.query["STOCK_TYPE"] for asked in server.asked]
    assert ["10000"] * 2 == [asked.query["pageHelp.pageSize"] for asked in server.asked]
    assert {"https://www.sse.com.cn/"} == {asked.headers["referer"] for asked in server.asked}


def test_a_company_with_b_shares_only_is_skipped(server, sse):
    server.routes[SHANGHAI_PATH] = shanghai([*MAIN, shanghai_row("-", "老凤祥Ｂ")], STAR)

    found = sse.listing()

    assert (3, 1) == (len(found.entries), found.skipped)


def test_a_shanghai_list_shorter_than_it_says_is_refused(server, sse):
    server.routes[SHANGHAI_PATH] = json_play({"pageHelp": {"total": 1700}, "result": MAIN})

    with pytest.raises(UnreadableError, match="2 of the 1700 rows"):
        sse.listing()


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (json_play({"success": "false", "error": "系统繁忙"}), BlockedError),
        (json_play({"result": []}), EmptyAnswerError),
        (json_play({"result": "none"}), UnreadableError),
        (json_play([]), UnreadableError),
        (json_play({"result": [{"CODE": "600000"}]}), UnreadableError),
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (BAD_GATEWAY, UnreachableError),
    ],
)
def test_an_odd_shanghai_answer_is_the_error_that_says_what_it_is(server, sse, play, error):
    server.routes[SHANGHAI_PATH] = play

    with pytest.raises(error):
        sse.listing()


# Shenzhen


def test_shenzhen_codes_that_came_as_numbers_get_their_zeros_back(szse):
    assert [
        ("000002.SZ", "万科A", "main", date(1991, 1, 29)),
        ("300249.SZ", "依米康", "chinext", date(2011, 8, 3)),
    ] == [(e.symbol, e.name, e.board, e.listed) for e in szse.listing().entries]


def test_a_shenzhen_day_may_be_a_time_and_a_missing_one_stays_missing(server, szse):
    shares = [("300249", "依米康", datetime(2011, 8, 3)), ("000002", "万科A", None)]
    server.routes[SHENZHEN_PATH] = shenzhen(shares)

    assert [None, date(2011, 8, 3)] == [entry.listed for entry in szse.listing().entries]


def test_shenzhen_headings_may_stand_below_a_title_and_in_another_order(server, szse):
    rows = [
        ["深市A股列表"],
        ["A股上市日期", "A股 代码", "A股简称"],
        ["2011-08-03", "300249", "依米康"],
    ]
    server.routes[SHENZHEN_PATH] = workbook(rows)

    assert ["依米康"] == [entry.name for entry in szse.listing().entries]


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (Play(""), BlockedError),
        (json_play({"error": "busy"}), UnreadableError),
        (Play(b"\xd0\xcf\x11\xe0 an old workbook"), UnreadableError),
        (Play(b"PK\x03\x04 and then nothing"), UnreadableError),
        (workbook([]), UnreadableError),
        (workbook([["代码", "简称"], ["300249", "依米康"]]), UnreadableError),
        (workbook([["A股代码", "A股简称", "A股上市日期"], ["x", "依米康", ""]]), UnreadableError),
        (workbook([["A股代码", "A股简称", "A股上市日期"]]), EmptyAnswerError),
        (BAD_GATEWAY, UnreachableError),
    ],
)
def test_an_odd_shenzhen_answer_is_the_error_that_says_what_it_is(server, szse, play, error):
    server.routes[SHENZHEN_PATH] = play

    with pytest.raises(error):
        szse.listing()


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_SHEET_BYTES", 1000), ("MAX_ROWS", 3), ("MAX_SECONDS", -1.0)]
)
def test_a_workbook_that_is_too_large_unpacked_is_refused(monkeypatch, szse, limit, value):
    monkeypatch.setattr(exchanges, limit, value)

    with pytest.raises(UnreadableError):
        szse.listing()


def packed(cells):
    """Workbook whose one sheet holds this XML."""
    plain = io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(workbook([["x"]]).body))
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in given.namelist():
            text = given.read(name)
            if "sheet1" in name:
                text = re.sub(rb"(?<=<sheetData>).*(?=</sheetData>)", cells, text)
                text = re.sub(rb"<dimension[^>]*>", b"", text)
            parts.writestr(name, text)
    return plain.getvalue()


def test_cells_far_to_the_right_cost_nothing():
    """A cell in the last column of every row made a table of 16,384 columns."""
    first = b'<row r="1"><c r="A1"><v>20201223</v></c></row>'
    far = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(2, 9))
    body = packed(first + far)

    cells = exchanges._cells(Reply("szse", "http://x.invalid", body, ""))

    assert [[20201223, *[""] * (exchanges.MAX_COLUMNS - 1)]] == cells


@pytest.mark.slow
@pytest.mark.skipif(not FAULTS.is_dir(), reason="the inputs of the trials are not at hand")
@pytest.mark.parametrize("name", ["szse-gap2.xlsx", "szse-wide.xlsx"])
def test_the_workbooks_of_a_trial_are_one_sentence_in_seconds(name):
    reply = Reply("szse", "http://x.invalid", (FAULTS / name).read_bytes(), "")
    begin = time.process_time()

    with pytest.raises(UnreadableError):
        sheet_rows(reply, ("变更日期",))

    assert time.process_time() - begin < 15  # it was a minute and more


def test_a_workbook_without_styles_is_read_without_a_warning(server, szse):
    plain = io.BytesIO()
    styled = zipfile.ZipFile(io.BytesIO(szse._ask("1110", "tab1").body))
    with zipfile.ZipFile(plain, "w") as parts:
        for name in styled.namelist():
            text = styled.read(name)
            if name == "xl/styles.xml":
                text = re.sub(rb"<cellStyles.*</cellStyles>", b"", text)
            parts.writestr(name, text)
    server.routes[SHENZHEN_PATH] = Play(plain.getvalue())

    with pytest.warns(UserWarning, match="no default style"):
        openpyxl.load_workbook(io.BytesIO(plain.getvalue()))

    assert 2 == len(szse.listing().entries)


def test_consecutive_changes_of_a_name_become_spans_of_days(server, szse):
    changes = [  # the newest first, as the exchange has them
        ("2025-05-06", "002418", "康盛股份", "*ST康盛", "康盛股份"),
        ("2024-04-30", "002418", "康盛股份", "ST 康 盛", "*ST康盛"),
        ("2023-04-28", 2418, "康盛股份", "康盛股份", "ST康盛"),
    ]
    server.routes[SHENZHEN_PATH] = shenzhen(changes=changes)

    spans = szse.name_changes()

    assert [
        ("康盛股份", None, date(2023, 4, 27)),
        ("ST康盛", date(2023, 4, 28), date(2024, 4, 29)),
        ("*ST康盛", date(2024, 4, 30), date(2025, 5, 5)),
        ("康盛股份", date(2025, 5, 6), None),
    ] == [(span.name, span.first, span.last) for span in spans]
    assert {("002418.SZ", "szse")} == {(span.symbol, span.source) for span in spans}


def test_changes_of_b_shares_and_rows_without_day_or_name_are_left_out(server, szse):
    changes = [
        ("2024-01-02", "200002", "万  科Ｂ", "深万科Ｂ", "万  科Ｂ"),
        ("", "000002", "万  科Ａ", "深万科Ａ", "万  科Ａ"),
        ("2024-01-02", "000002", "万  科Ａ", "", "万  科Ａ"),
        ("2024-01-02", "300249", "依米康", "依米康", "依米康技"),
    ]
    server.routes[SHENZHEN_PATH] = shenzhen(changes=changes)

    assert {"300249.SZ"} == {span.symbol for span in szse.name_changes()}


def test_changes_without_one_that_can_be_read_are_refused(server, szse):
    server.routes[SHENZHEN_PATH] = workbook([CHANGE_HEADINGS, ("?", "?", "?", "?", "?")])

    with pytest.raises(UnreadableError):
        szse.name_changes()


# Beijing


def test_beijing_is_asked_for_every_page_and_no_further(server, bse):
    found = bse.listing()

    assert 45 == len(found.entries)
    assert ["0", "1", "2"] == [asked.form["page"] for asked in server.asked]
    assert {("POST", "T", "2")} == {
        (asked.method, asked.form["typejb"], asked.form["xxfcbj[]"]) for asked in server.asked
    }
    assert ("920001.BJ", "北交1", "bse", date(2021, 11, 15)) == (
        found.entries[0].symbol,
        found.entries[0].name,
        found.entries[0].board,
        found.entries[0].listed,
    )


def test_a_beijing_page_that_fails_fails_the_whole(server, bse):
    whole = beijing(BEIJING)
    server.routes[BEIJING_PATH] = lambda asked: CUT if asked.form["page"] == "2" else whole(asked)

    with pytest.raises(BlockedError):
        bse.listing()


def test_a_beijing_list_with_rows_missing_is_refused(server, bse):
    block = {"totalPages": 1, "totalElements": 300, "content": BEIJING}
    server.routes[BEIJING_PATH] = beijing_page(block)

    with pytest.raises(UnreadableError, match="45 of the 300 rows"):
        bse.listing()


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (beijing_page({"totalPages": 0, "content": []}), EmptyAnswerError),
        (beijing_page({"totalPages": 1, "content": None}), BlockedError),
        (beijing_page({"content": BEIJING}), UnreadableError),
        (beijing_page({"totalPages": 10**9, "content": BEIJING}), UnreadableError),
        (beijing_page({"totalPages": "2", "content": BEIJING}), UnreadableError),
        (beijing_page({"totalPages": 1, "content": [["920001", "北交"]]}), UnreadableError),
        (beijing_page({"totalPages": 1, "content": [{"code": "920001"}]}), UnreadableError),
        (Play("null([])"), UnreadableError),
        (Play("null"), UnreadableError),
        (Play("null([{"), UnreadableError),
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (BAD_GATEWAY, UnreachableError),
    ],
)
def test_an_odd_beijing_answer_is_the_error_that_says_what_it_is(server, bse, play, error):
    server.routes[BEIJING_PATH] = play

    with pytest.raises(error):
        bse.listing()


# Which list is used


def test_the_list_of_cninfo_is_used_when_it_comes_and_no_exchange_is_asked(
    server, cninfo, sse, szse, bse
):
    found, failures = load_listing(cninfo, sse, szse, bse)

    assert ("cninfo", 2, ()) == (found.source, len(found.entries), failures)
    assert ["/new/data/szse_stock.json"] == server.paths()


def test_the_three_exchanges_stand_in_for_cninfo_and_its_failure_is_told(
    server, cninfo, sse, szse, bse
):
    server.routes["/new/data/"] = BLOCK_PAGE

    found, failures = load_listing(cninfo, sse, szse, bse)

    assert "sse+szse+bse" == found.source
    assert 3 + 2 + 45 == len(found.entries)
    assert sorted(found.by_symbol) == [entry.symbol for entry in found.entries]
    assert ["blocked"] == [failure.outcome for failure in failures]
    assert ["cninfo"] == [failure.values["source"] for failure in failures]


def test_without_beijing_the_other_two_are_used_and_both_failures_are_told(
    server, cninfo, sse, szse, bse
):
    server.routes |= {"/new/data/": CUT, BEIJING_PATH: BAD_GATEWAY}

    found, failures = load_listing(cninfo, sse, szse, bse)

    assert ("sse+szse", 5) == (found.source, len(found.entries))
    assert ["cninfo", "bse"] == [failure.values["source"] for failure in failures]


@pytest.mark.parametrize("path", [SHANGHAI_PATH, SHENZHEN_PATH])
def test_without_shanghai_or_shenzhen_there_is_no_list_and_all_reasons_are_told(
    server, cninfo, sse, szse, bse, path
):
    server.routes |= {"/new/data/": CUT, path: BAD_GATEWAY}

    with pytest.raises(BlockedError, match=r"cninfo closed the connection.*fault of its own"):
        load_listing(cninfo, sse, szse, bse)

    assert BEIJING_PATH not in server.paths()


def test_a_fault_of_our_own_is_not_taken_for_a_source_that_failed(sse, szse, bse):
    def broken():
        raise KeyError("zwjc")

    with pytest.raises(KeyError) as raised:
        load_listing(SimpleNamespace(id="cninfo", listing=broken), sse, szse, bse)

    assert not isinstance(raised.value, SourceError)
