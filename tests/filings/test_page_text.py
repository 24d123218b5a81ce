"""Pages: headings that repeat, sentences over a page's end, which page a place is on."""

import pytest

from dashboard.filings.legibility import is_legible
from dashboard.filings.page_text import pages_of, text_of


def report(bodies):
    return [
        (f"2023 年年度报告\r\n液冷股份\r\n{body}\r\n{n} / {len(bodies)}", "text")
        for n, body in enumerate(bodies, start=1)
    ]


def test_headings_of_pages_are_searched_once_and_page_numbers_stay():
    pages = pages_of(report([f"第{'一二三四五六'[n]}页说的事" for n in range(6)]))
    text = text_of(pages)

    assert 1 == text.text.count("年度报告") == text.text.count("液冷股份")
    assert [1, 2, 6] == [text.page(text.text.index(f"第{n}页")) for n in "一二六"]
    assert "第二页说的事" == pages[1].folded.text
    first, last = pages[1].folded.raw_span(0, 3)
    assert "第二页" == pages[1].text[first:last]


def test_a_line_at_the_edge_of_a_few_pages_is_no_heading():
    texts = [(f"液冷产品\n第{n}段", "text") for n in range(4)]

    assert 4 == text_of(pages_of(texts)).text.count("液冷产品")


def test_a_word_over_the_end_of_a_page_is_found_where_it_begins():
    text = text_of(pages_of(report(["采用浸没式液", "冷技术", "三", "四", "五"])))
    # The number of the first page stays, as the first of its kind.
    text_without = text_of(pages_of([("采用浸没式液", "text"), ("冷技术", "text")]))

    assert 1 == text_without.page(text_without.text.index("液冷"))
    assert 5 == text.pages


def test_pages_that_nobody_can_read_are_counted_and_not_searched():
    text = text_of(
        pages_of(
            [("液冷", "text"), ("而æ¬Éøüù液冷", "unreadable"), ("", "no-text"), ("", "broken")]
        )
    )

    assert (4, 3) == (text.pages, text.unreadable)
    assert "液冷" == text.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("营业收入 1,234.56 万元，同比增长 5%。", True),
        ("Revenue of US$1.2 billion (2023: 1.1); coûts réels", True),
        ("第一节 释义..............................................5", True),
        ("營業收入與毛利，數據中心溫控", True),
        ("□适用 √不适用 ①②③ ㎡", True),
        ("而æ¬Éøüù;cª而æ¬Éøüù;cª", False),
        ("ĬĳĺŁňŏŖŝŤūŲŹƀƇƎƕ", False),
        ("\x04\x05\x06\x07\x0b\x0c\x0e\x0f\x10\x11", False),
        ("!\"#$%&'()*+,-./:;<=>?@[", False),
        ("\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008", False),
        ("表", True),
    ],
)
def test_a_text_is_told_from_signs_without_meaning(text, expected):
    assert expected == is_legible(text)
