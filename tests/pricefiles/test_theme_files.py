"""Tables of themes: three formats, two languages, every fault by its line."""

import io
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from openpyxl import Workbook

from dashboard.pricefiles.themes import read_theme_file

NOW = datetime(2025, 2, 14, 12, tzinfo=UTC)
TODAY = date(2025, 2, 14)


def read(content, name="themes.csv", **options):
    data = content if isinstance(content, bytes) else content.encode()
    return read_theme_file(data, name, **{"source": "own", "now": NOW} | options)


def rows(found):
    return [(r.stock, r.theme, r.reason) for each in found.lists for r in each.rows]


def test_a_chinese_table_is_recognised():
    found = read(
        "某终端导出\n股票代码,股票简称,概念,入选理由,来源,首次日期\n"
        "300249,依米康,液冷概念,数据中心温控,同花顺,2025-02-06\n"
        "603881.SH,数据港,液冷概念,,同花顺,\n"
    )
    assert () == found.faults
    assert ["stock", "name", "theme", "reason", "source", "first"] == [
        heading.role for heading in found.headings
    ]
    (one,) = found.lists
    assert ("同花顺", TODAY, None) == (one.source, one.day, one.asked)
    assert [date(2025, 2, 6), None] == [row.first for row in one.rows]
    assert [
        ("300249.SZ", "液冷概念", "数据中心温控"),
        ("603881.SS", "液冷概念", ""),
    ] == rows(found)


def table():
    return pd.DataFrame(
        {"代码": [300249, 2230], "概念": ["液冷概念", "AI;语音"], "理由": ["<b>温控</b>", None]}
    )


def as_csv():
    return table().to_csv(index=False).encode("gb18030")


def as_parquet():
    sink = io.BytesIO()
    table().to_parquet(sink)
    return sink.getvalue()


def as_xlsx():
    book, sink = Workbook(), io.BytesIO()
    book.active.append(["说明", "不是表"])
    sheet = book.create_sheet("成分")
    for row in [list(table().columns), *table().itertuples(index=False)]:
        sheet.append([None if pd.isna(each) else each for each in row])
    book.save(sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("make", "kind"), [(as_csv, "csv"), (as_parquet, "parquet"), (as_xlsx, "xlsx")]
)
def test_three_formats_say_the_same(make, kind):
    found = read(make())
    assert ((), kind) == (found.faults, found.format)
    assert [
        ("300249.SZ", "液冷概念", "<b>温控</b>"),
        ("002230.SZ", "AI", ""),
        ("002230.SZ", "语音", ""),
    ] == rows(found)
    told = " ".join(str(each) for each in found.notices)
    assert "leading zeros" in told
    assert "several themes" in told


def test_every_fault_has_its_line():
    found = read(
        "code,theme,first seen,last seen\n"
        "300249,cooling,2025-02-06,\n"
        ",cooling,,\n"
        "300249,,,\n"
        "99999X!,cooling,,\n"
        "000300.SH,cooling,,\n"
        "000300,cooling,,\n"
        "600000,cooling,06.02.,\n"
        "600000,cooling,2026-01-01,\n"
        "600000,cooling,2025-02-06,2025-02-05\n"
        f"600000,{'x' * 81},,\n"
        "600000,cooling,,,,more\n"
    )
    assert () == found.lists
    assert sorted([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) == sorted(
        each.line for each in found.faults if each.line and each.line < 13
    )
    by_line = {each.line: each for each in found.faults}
    assert "theme without a member" in by_line[3].rule.template
    assert ("theme", "code") == (by_line[4].field, by_line[5].field)
    assert "is an index" in by_line[6].rule.template


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("<html><body>login</body></html>", "web page"),
        ("date,open,high,low,close\n2025-02-06,1,1,1,1\n", "one of themes"),
        ("code,theme\n", "no row with a code"),
        (b"PAR1 and nothing else", "as Parquet"),
        (b"PK\x03\x04 and nothing else", "as a workbook"),
        ("code,theme\n300249,liquid\x00cooling\n", ""),
        ("code,theme\n300249,cooling\n", ""),
    ],
)
def test_what_is_no_table_of_themes_is_told(content, said):
    source = "" if isinstance(content, str) and content.endswith("cooling\n") else "own"
    found = read(content, source=source)
    assert found.faults
    assert () == found.lists
    assert said in found.faults[0].rule.template


def test_a_file_without_sources_is_told_once_and_a_row_without_one_by_its_line():
    (fault,) = read("code,theme\n" + "300249,x\n" * 90, source="").faults
    assert (None, "--source") == (fault.line, fault.field)
    (fault,) = read("code,theme,source\n300249,x,a\n300249,y,\n", source="").faults
    assert (3, "source") == (fault.line, fault.field)
    assert "own" == read("code,theme,source\n300249,x,\n").lists[0].source


def test_rows_by_day_are_lists_by_day():
    found = read(
        "trade_date,ts_code,con_code,name\n"
        "20250212,BK1.DC,300249.SZ,依米康\n"
        "20250213,BK1.DC,300249.SZ,依米康\n"
        "20250213,BK1.DC,603881.SH,数据港\n",
        source="东财",
    )
    assert [(date(2025, 2, 12), 1), (date(2025, 2, 13), 2)] == [
        (each.day, len(each.rows)) for each in found.lists
    ]
    assert {"BK1.DC"} == {row[1] for row in rows(found)}
    again = read("day,code,theme\n2025-02-12,300249,x\n", day=date(2025, 2, 12))
    assert "say no other day" in again.faults[0].rule.template


def test_stays_that_are_over_say_nothing_of_others_and_a_day_of_removal_is_one_too_late():
    found = read("代码,题材,纳入日期,剔除日期\n300249,液冷,2024-03-01,2024-06-01\n")
    (one,) = found.lists
    assert frozenset() == one.asked
    assert date(2024, 5, 31) == one.rows[0].last


def test_codes_that_no_list_has_are_told_and_kept():
    found = read("code,theme\n300249,x\n600999,x\n", listing={"300249.SZ"})
    assert 2 == len(rows(found))
    assert "600999.SS" == dict(found.notices[0].fields)["example"]
