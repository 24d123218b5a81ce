"""Cells of a spreadsheet become rows: what is wrong is named, the rest is kept."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.case import Text
from dashboard.cases.editing.block_pasting import Corner, paste_block
from dashboard.cases.editing.desks import Desk
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.pasting import paste
from dashboard.cases.editing.series_pasting import Series, paste_series
from dashboard.cases.editing.sheets import columns
from dashboard.cases.editing.spreadsheet_cells import rows_of_text
from dashboard.cases.folders import read_case, shipped_directory
from dashboard.errors import InputError
from tests.cases.editing.test_merging import base
from tests.thoroughness import rounds

SEARCH = Series("search", Text("Search index", "搜索指数"), "points", "Index", unit_zh="点")


@pytest.fixture(scope="module")
def shipped():
    return read_case(shipped_directory() / "liquid-cooling-2025")


def copied(rows) -> str:
    """Text of the clipboard as a spreadsheet writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def twenty_rows() -> str:
    head = ["股票", "说法", "结论", "数值", "单位", "文件", "来源类型", "发布日期", "陈述", "", ""]
    rows = [
        [
            "高澜股份" if n % 2 else "300249.SZ",
            "液冷业务",
            "量化" if n % 3 else "stated",
            f"{n},000.50" if n % 3 else "",
            "万元" if n % 3 else "",
            f"年报 {n}",
            "年报",
            f"2025/1/{n}",
            f"第 {n} 条\n“引号”与\t制表符",
            "",
            "",
        ]
        for n in range(1, 21)
    ]
    rows[3][2] = "猜测"
    rows[9][7] = "2025/2/30"
    rows[15][3] = "约四十"
    return copied([head, *rows])


def test_of_twenty_pasted_rows_three_wrong_cells_are_named_and_one_undo_takes_all_back(shipped):
    desk = Desk.of(shipped)
    pasted = paste(desk.sheets, "evidence", twenty_rows())
    assert (20, 0, True) == (len(pasted.added), len(pasted.updated), pasted.has_head)
    judged = judge(pasted.sheets, shipped)
    wrong = [(fault.key, fault.column) for fault in pasted.wrong(judged)]
    keys = pasted.added
    assert [(keys[3], "finding"), (keys[9], "published"), (keys[15], "value")] == wrong
    assert "猜测" == pasted.sheets.cell("evidence", keys[3], "finding")
    # The other seventeen are in what can be read, word for word.
    kept = judged.readable.case.evidence
    assert len(shipped.case.evidence) + 17 == len(kept)
    row = kept[-1]
    assert ("300249.SZ", "liquid-cooling", 20000.5, "万元") == (
        row.stock,
        row.story,
        row.value,
        row.unit,
    )
    assert "第 20 条\n“引号”与\t制表符" == row.statement.zh
    after = desk.edited(pasted.sheets, "paste")
    assert desk.sheets == after.undone().sheets


def test_a_column_order_of_its_own_and_english_heads(shipped):
    text = copied([["Source kind", "id", "Stock", "nonsense"], ["press", "new-row", "Crun", "x"]])
    pasted = paste(Desk.of(shipped).sheets, "evidence", text)
    assert ("source_kind", "id", "stock", "") == pasted.columns
    assert ("nonsense",) == pasted.left_out
    assert "002272.SZ" == pasted.sheets.cell("evidence", pasted.added[0], "stock")


def test_a_row_of_a_known_id_gets_the_pasted_cells_and_keeps_the_others(shipped):
    sheets = Desk.of(shipped).sheets
    key = sheets.tables["events"][0].key
    pasted = paste(sheets, "events", copied([["id", "发布日期"], [key, "2025年1月21日"]]))
    assert ((), (key,)) == (pasted.added, pasted.updated)
    assert sheets.with_cell("events", key, "published", "2025-01-21") == pasted.sheets


def test_rows_without_heads_are_taken_in_the_order_of_the_page(shipped):
    sheets = Desk.of(shipped).sheets
    text = copied([["600000.SS", "newcomers", "浦发银行"]])
    pasted = paste(sheets, "stocks", text, order=("symbol", "group", "name_zh"))
    assert not pasted.has_head
    assert "newcomers" == pasted.sheets.cell("stocks", pasted.added[0], "group")
    with pytest.raises(InputError, match="paste the row with the heads"):
        paste(sheets, "groups", copied([["a", "b", "c", "d", "e"]]))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025/2/13", "2025-02-13"),
        ("２０２５／２／１３", "2025-02-13"),
        ("2025/2/13 0:00:00", "2025-02-13"),
        ("45701", "2025-02-13"),
        ("13-Feb-25", "2025-02-13"),
        ("2/13/2025", "2025-02-13"),
        ("13.2.2025", "2025-02-13"),
        ("2025/2/13 9:05", "2025-02-13T09:05"),
        ("2/3/2025", "2/3/2025"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_days_as_spreadsheets_write_them(shipped, text, day):
    sheets = Desk.of(shipped).sheets
    pasted = paste(sheets, "events", copied([["标题", "发布时间"], ["x", text]]))
    assert day == pasted.sheets.cell("events", pasted.added[0], "published")


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        ("53%", "", ("0.53", "fraction")),
        ("５３％", "fraction", ("0.53", "fraction")),
        ("53", "%", ("0.53", "fraction")),
        ("￥1,234.50", "yuan", ("1234.50", "yuan")),
        ("(1,200)", "yuan", ("-1200", "yuan")),
        ("#N/A", "yuan", ("#N/A", "yuan")),
        ("1，600", "次", ("1600", "次")),
    ],
)
def test_numbers_as_spreadsheets_write_them(shipped, value, unit, read):
    pasted = paste(
        Desk.of(shipped).sheets, "evidence", copied([["文件", "value", "unit"], ["x", value, unit]])
    )
    row = pasted.sheets.row("evidence", pasted.added[0])
    assert read == (row.cells["value"], row.cells["unit"])


def test_lists_and_quotation_marks_that_are_text(shipped):
    sheets = Desk.of(shipped).sheets
    text = 'id\tstocks\ttitle_zh\nx\t依米康、川润股份；300499.SZ\t"液冷" 走红\n'
    pasted = paste(sheets, "events", text)
    row = pasted.sheets.row("events", pasted.added[0])
    assert "300249.SZ;002272.SZ;300499.SZ" == row.cells["stocks"]
    assert "液冷" in row.cells["title_zh"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "nothing to paste"), (" \t\n\t", "nothing to paste"), ("a\n" * 5001, "at most 5000")],
)
def test_nothing_and_too_much_are_told(shipped, text, said):
    with pytest.raises(InputError, match=said):
        paste(Desk.of(shipped).sheets, "events", text)


@settings(max_examples=rounds(60, 2000), deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")).map(
                lambda text: f"{text}x"
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_a_spreadsheet_copies_is_read_cell_by_cell(rows):
    assert rows == rows_of_text(copied(rows))


@settings(max_examples=rounds(60, 2000), deadline=None)
@given(st.text(max_size=200), st.sampled_from(["events", "stocks", "claims"]))
def test_anything_can_be_pasted(text, table):
    sheets = base()
    try:
        pasted = paste(sheets, table, text)
    except InputError:
        return
    names = {column.name for column in columns(table, sheets)}
    for key in pasted.added:
        assert set(pasted.sheets.row(table, key).cells) <= names


def test_readings_of_a_series_become_events(shipped):
    text = copied(
        [["日期", "指数"], ["2025/2/7", "1,200"], ["2025/2/8", ""], ["2025/2/10", "3400"]]
    )
    pasted = paste_series(Desk.of(shipped).sheets, text, SEARCH)
    judged = judge(pasted.sheets, shipped)
    assert () == judged.faults
    first, second = judged.content.case.events[-2:]
    assert ("attention", "search", 1200.0, "points") == (
        first.kind,
        first.series,
        first.value,
        first.unit,
    )
    assert Text("Search index: 3,400 points", "搜索指数：3,400 点") == second.title
    assert ("search-20250207", "search-20250210") == (first.id, second.id)
    # The same days once more: their values are mended, nothing is doubled.
    again = paste_series(pasted.sheets, copied([["2025-02-10", "3500"]]), SEARCH)
    assert ((), 1) == (again.added, len(again.updated))
    assert 3500 == judge(again.sheets, shipped).content.case.events[-1].value


def test_a_wrong_reading_is_named_and_the_rest_kept(shipped):
    text = copied(
        [
            ["date", "mentions"],
            ["2025-02-30", "5"],
            ["2025-02-10", "many"],
            ["2025-02-11", "7"],
            ["2025-02-12", "8"],
        ]
    )
    pasted = paste_series(Desk.of(shipped).sheets, text, SEARCH)
    judged = judge(pasted.sheets, shipped)
    keys = pasted.added
    assert [(keys[0], "published"), (keys[1], "value")] == [
        (fault.key, fault.column) for fault in pasted.wrong(judged)
    ]
    assert len(shipped.case.events) + 2 == len(judged.readable.case.events)


def test_several_columns_are_several_series(shipped):
    text = copied([["day", "Weibo", "百度"], ["2025-02-10", "5", "6"]])
    pasted = paste_series(Desk.of(shipped).sheets, text, SEARCH)
    events = judge(pasted.sheets, shipped).content.case.events[-2:]
    assert ["search-weibo", "search-百度"] == [event.series for event in events]


@pytest.mark.parametrize("text", ["a\tb\nc\td", "2025-02-10\tx\n2025-02-11\ty"])
def test_a_table_without_days_or_values_is_refused(shipped, text):
    with pytest.raises(InputError, match="No column of this"):
        paste_series(Desk.of(shipped).sheets, text, SEARCH)


# A block over cells ----------------------------------------------------


def block(sheets, rows, column="value", first=4, *, table="evidence"):
    """Paste at the cell of a column in one of the rows of the first section."""
    order = ("finding", "value", "unit", "document", "published", "precision")
    at = order[order.index(column) :]
    story = sheets.tables[table][0].cells["story"]
    keys = tuple(row.key for row in sheets.tables[table] if row.cells["story"] == story)
    text = rows if isinstance(rows, str) else copied(rows)
    return paste_block(sheets, table, text, Corner(at, keys[first:], {"story": story})), keys


def test_a_block_fills_right_and_down_and_makes_new_rows_at_the_end_of_its_section(shipped):
    desk = Desk.of(shipped)
    rows = [["５３%", "", "A\n“b”\tc", "45701"], ["2", "multiple", "", "2025/2/3"]]
    rows += [["", "", "=cmd|' /C calc'!A0", "soon"], ["", "", "D", "2025-02-04"]]
    rows += [["", "", "E", "2025-02-05"]]
    pasted, keys = block(desk.sheets, rows)

    assert keys[4:] == pasted.updated
    assert 1 == len(pasted.added)
    cell = pasted.sheets.cell
    first = [cell("evidence", keys[4], name) for name in ("value", "unit", "document", "published")]
    assert ["0.53", "fraction", "A\n“b”\tc", "2025-02-13"] == first
    assert cell("evidence", keys[4], "finding") == desk.sheets.cell("evidence", keys[4], "finding")
    assert "=cmd|' /C calc'!A0" == cell("evidence", keys[6], "document")
    places = [row.key for row in pasted.sheets.tables["evidence"]]
    assert places.index(keys[-1]) + 1 == places.index(pasted.added[0])
    assert cell("evidence", keys[0], "story") == cell("evidence", pasted.added[0], "story")
    wrong = {(hit.key, hit.column) for hit in pasted.wrong(judge(pasted.sheets, shipped))}
    assert (keys[6], "published") in wrong
    assert (keys[5], "published") not in wrong
    assert desk.sheets == desk.edited(pasted.sheets, "paste").undone().sheets


def test_a_blank_line_of_a_block_clears_its_cell_and_shifts_nothing(shipped):
    sheets = Desk.of(shipped).sheets
    pasted, keys = block(sheets, "one\r\n\r\nthree, and more\r\n", "document", 0)
    found = [pasted.sheets.cell("evidence", key, "document") for key in keys[:4]]
    assert ["one", "", "three, and more", sheets.cell("evidence", keys[3], "document")] == found


def test_one_head_alone_is_no_cell_and_many_heads_bring_rows_of_their_own(shipped):
    sheets = Desk.of(shipped).sheets
    pasted, keys = block(sheets, "document\nX\nY\n", "value", 0)
    assert ["X", "Y"] == [pasted.sheets.cell("evidence", key, "document") for key in keys[:2]]
    pasted, keys = block(sheets, [["id", "document"], [keys[7], "Z"]], "value", 0)
    assert ("Z", (keys[7],)) == (
        pasted.sheets.cell("evidence", keys[7], "document"),
        pasted.updated,
    )


def test_a_block_wider_than_what_is_left_is_refused_whole(shipped):
    sheets = Desk.of(shipped).sheets
    with pytest.raises(InputError, match="begin further to the left"):
        block(sheets, [["a", "b", "c"]], "published")
