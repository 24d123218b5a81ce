"""Revenue by segment from the tables of reports in the forms of both exchanges."""

import re

import pytest

from dashboard.filings.page_text import Page
from dashboard.filings.segments import segment_pages, segments_of
from dashboard.filings.tables import PageTable, tables_apart
from tests.filings.pdfs import SHENZHEN_ROWS, segments_report

# Made-up companies; the forms are those of Shenzhen and Shanghai.
SHENZHEN = PageTable(18, SHENZHEN_ROWS, "（2）营业收入构成\n单位：万元")
COLUMNS = ("营业收入", "营业成本", "毛利率\n（%）", "营业收入比上\n年增减（%）")
SHANGHAI = PageTable(
    12,
    (
        ("主营业务分行业情况", "", "", "", ""),
        ("分行业", *COLUMNS),
        ("数据中心", "3,000,000.50", "2,000,000.00", "33.33", "减少 2.07\n个百分点"),
        ("通信", "1,000,000.25", "800,000.00", "20.00", "5.10"),
        ("主营业务分产品情况", "", "", "", ""),
        ("分产品", *COLUMNS),
        ("服务器托管", "2,500,000.25", "1,700,000.00", "32.00", "3.00"),
        ("解决方案", "1,500,000.50", "1,100,000.00", "26.67", "7.00"),
    ),
    "单位:元 币种:人民币",
)


def shares(table):
    return {each.label: round(each.share, 4) for each in table.segments}


def test_the_form_of_shenzhen_gives_shares_of_operating_revenue():
    industry, product, region = segments_of([SHENZHEN])

    assert ["industry", "product", "region"] == [t.view for t in (industry, product, region)]
    assert {"营业收入"} == {t.denominator for t in (industry, product, region)}
    assert ("2023年", "万元", 1200.0, None) == (
        product.period,
        product.unit,
        product.total,
        product.refused,
    )
    assert {"机房温控": 0.6667, "液冷产品": 0.05, "车用空调": 0.3333} == shares(product)
    assert {"液冷产品": "机房温控"} == {s.label: s.part_of for s in product.segments if s.part_of}
    assert {"境内": 0.9583, "境外": 0.0417} == shares(region)


def test_the_form_of_shanghai_gives_shares_of_main_revenue_that_two_views_agree_on():
    industry, product = segments_of([SHANGHAI])

    assert {"主营业务收入"} == {industry.denominator, product.denominator}
    assert ("元", 4000000.75) == (industry.unit, industry.total)
    assert {"数据中心": 0.75, "通信": 0.25} == shares(industry)
    assert {"服务器托管": 0.625, "解决方案": 0.375} == shares(product)


def test_a_table_over_a_page_end_is_one_table():
    cut = 9
    first = PageTable(18, SHENZHEN.rows[:cut], SHENZHEN.above, last=True)
    rest = PageTable(19, SHENZHEN.rows[cut:], "", first=True)
    whole = segments_of([SHENZHEN])
    parts = segments_of([first, rest])

    assert [shares(table) for table in whole] == [shares(table) for table in parts]
    assert (18, 19) == parts[1].pages
    # With words between the two it is another table, without a head, and says nothing.
    other = PageTable(19, SHENZHEN.rows[cut:], "占营业收入的说明", first=False)
    refused = segments_of([first, other])
    assert ["industry", "product"] == [table.view for table in refused]
    assert "800.00" in str(refused[1].refused)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("400.00", "300.00", r"sum to 1,100\.00, the total is 1,200\.00"),
        ("66.67%", "60.00%", r"“机房温控” has 66\.67 % of the total and says 60\.00 %"),
        ("1,200.00", "1,300.00", r"the total is 1,300\.00"),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_the_numbers(was, now, told):
    rows = tuple(tuple(now if cell == was else cell for cell in row) for row in SHENZHEN.rows)
    product = segments_of([PageTable(18, rows, SHENZHEN.above)])[1]

    assert () == product.segments
    assert re.search(told, str(product.refused))


def test_views_without_a_total_are_held_against_each_other():
    alone = segments_of([PageTable(12, SHANGHAI.rows[:4], SHANGHAI.above)])
    short = (*SHANGHAI.rows[:3], *SHANGHAI.rows[4:])
    differ = segments_of([PageTable(12, short, SHANGHAI.above)])

    assert [
        "No total stands beside these rows, and no second view of them: they cannot be checked."
    ] == [str(table.refused) for table in alone]
    assert ["3,000,000.50, 4,000,000.75", "4,000,000.75, 3,000,000.50"] == [
        re.search(r"\((.*)\)", str(table.refused))[1] for table in differ
    ]


def test_a_table_of_what_is_over_a_tenth_is_no_whole():
    above = "占公司营业收入或营业利润 10%以上的行业、产品或地区的情况\n单位：万元"
    rows = (
        ("", *COLUMNS),
        ("分产品", "", "", "", ""),
        ("机房温控", "800.00", "500.00", "37.5", "3"),
    )
    (table,) = segments_of([PageTable(19, rows, above)])

    assert "The table lists only what is over a tenth of revenue or profit." == str(table.refused)


def test_pages_are_named_by_the_words_of_the_section():
    def page(text, state="text"):
        return Page(text, state, 0, len(text))

    pages = [
        page("目录"),
        page("（2）营业收入\n构成"),
        page("无关"),
        page("主营业务分行业", "unreadable"),
    ]

    assert (2, 3) == segment_pages(pages)


# Read from a document ----------------------------------------------------


def test_a_document_gives_the_same_tables_cell_by_cell():
    pytest.importorskip("pdfplumber")
    data = segments_report()

    tables = tables_apart(data, [2, 3], "2023 annual report")
    found = segments_of(tables)

    assert [(2, 9), (3, 4)] == [(table.page, len(table.rows)) for table in tables]
    assert [shares(table) for table in segments_of([SHENZHEN])] == [shares(t) for t in found]
    assert ["万元"] * 3 == [table.unit for table in found]


def test_a_file_that_is_no_document_ends_in_a_sentence():
    pytest.importorskip("pdfplumber")
    with pytest.raises(Exception, match="could not be read"):
        tables_apart(b"%PDF-1.7 nothing", [1], "report")
