"""A quote is held against its page, in whatever writing it is typed."""

import pytest

from dashboard.errors import InputError
from dashboard.filings.page_text import pages_of, text_of
from dashboard.filings.quoting import ELSEWHERE, NOT_THERE, TOO_SHORT, check_quote, quote_of

PAGES = pages_of(
    [
        ("公司围绕两条主线开展经营。其中液\n冷产品收入", "text"),
        ("０.９７亿元，占营业\n收⼊的9.1%。", "text"),
        ("其他页面，其中液冷产品收入另行披露。Liquid\ncooling grows.", "text"),
    ]
)
TEXT = text_of(PAGES)


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("两条主线开展经营", 1),
        ("其中液冷产品", 1),
        ("其中液冷产品", 3),
        ("产品收入0.97亿元,占营业收入", 1),  # over the end of a page it stands on both
        ("产品收入0.97亿元，占营业收入", 2),
        ("Liquid  cooling grows", 3),
    ],
)
def test_words_that_stand_on_the_page_are_taken(quote, page):
    start, end = check_quote(TEXT, quote, page)

    assert TEXT.page(start) <= page <= TEXT.page(end - 1)


@pytest.mark.parametrize(
    ("quote", "page", "told"),
    [
        ("其中液冷产品收入9.7亿元", 1, NOT_THERE),
        ("两条主线……经营", 1, NOT_THERE),
        ("两条主线开展经营", 2, ELSEWHERE),
        ("Liquid Cooling grows", 3, NOT_THERE),
        ("液冷", 1, TOO_SHORT),
        ("", 1, TOO_SHORT),
    ],
)
def test_words_that_do_not_are_refused_with_the_reason(quote, page, told):
    with pytest.raises(InputError) as refused:
        check_quote(TEXT, quote, page)

    assert told == refused.value.template


def test_a_proposed_quote_is_what_the_page_says_in_one_line():
    start = TEXT.text.index("其中液冷")
    quote = quote_of(PAGES, TEXT, start, start + 8)

    assert "其中液冷产品收入" == quote
    assert (start, start + 8) == check_quote(TEXT, quote, 1)
