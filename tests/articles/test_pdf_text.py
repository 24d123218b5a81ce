"""Articles that come as PDF: laid out in lines and pages, they say what they said before."""

import textwrap
import unicodedata
from pathlib import Path

import pytest

from dashboard.articles.opening import uploaded
from dashboard.articles.pdf_text import is_pdf
from dashboard.articles.reader import read_article
from dashboard.errors import InputError
from dashboard.market.shipped_listing import shipped_listing
from tests.filings.pdfs import bomb, encrypted, pdf, scan

PIECES = sorted(Path(__file__).with_name("heldout7").glob("*.txt"))
COLUMNS, ROWS = 72, 40


def laid_out(text):
    """Lines of a text as a page shows them: Chinese breaks anywhere, English between words."""
    for paragraph in text.split("\n"):
        if paragraph.isascii():
            yield from textwrap.wrap(paragraph, COLUMNS) or [""]
            continue
        line, wide = "", 0
        for sign in paragraph:
            wide += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
            if wide > COLUMNS:
                yield line
                line, wide = "", 2
            line += sign
        yield line


def as_pdf(text):
    lines = list(laid_out(text))
    return pdf(["\n".join(lines[at : at + ROWS]) for at in range(0, len(lines), ROWS)])


def said(text):
    found = read_article(text, shipped_listing())
    return (
        {stock.symbol for stock in found.stocks},
        {(each.symbol, each.kind, each.value) for each in found.returns},
    )


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.stem)
def test_an_article_says_as_a_pdf_what_it_says_as_a_text(piece):
    text = piece.read_text(encoding="utf-8")
    opened = uploaded(as_pdf(text), "article.pdf")
    assert "article.pdf" == opened.source
    assert said(text) == said(opened.text)


def test_a_name_and_a_number_across_lines_and_pages_stay_whole():
    first = "液冷概念股五个交易日里分化，川润股份收盘上涨16.36%，康盛股份上涨22.93%，依米"
    text = uploaded(pdf([first, "康上涨45.6%。\n完"])).text
    assert f"{first}康上涨45.6%。\n完" == text


def test_a_number_broken_at_its_point_is_one_and_an_english_sentence_ends_there():
    first = "液冷概念股五个交易日里分化，康盛股份收盘上涨22.93%，川润股份上涨16."
    assert f"{first}36%。" == uploaded(pdf([f"{first}\n36%。"])).text
    told = "Shares of the maker of cold plates, which had been bought back, rose by 16."
    assert f"{told} 36 others fell." == uploaded(pdf([f"{told}\n36 others fell."])).text


def test_headings_stay_apart_and_english_words_do_not_grow_together():
    lines = [
        "Heading",
        "Shares of the maker of cold plates rose by the limit of ten per cent on",
        "Friday.",
    ]
    text = uploaded(pdf(["\n".join(lines)])).text
    assert f"Heading\n{lines[1]} Friday." == text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (scan(2), "2 pages and none with text"),
        (encrypted(), "opens with its password only"),
        (b"%PDF-1.7\nhalf", "damaged or cut off"),
        (bomb(), "ended its process"),
    ],
    ids=["scan", "encrypted", "damaged", "bomb"],
)
def test_what_holds_no_text_is_a_sentence_that_says_what_to_do(data, reason):
    assert is_pdf(data)
    with pytest.raises(InputError) as refused:
        uploaded(data, "a.pdf")
    assert reason in str(refused.value)
    assert "aste the text of the article instead." in str(refused.value)


def test_pages_without_text_are_passed_over():
    drawn = pdf(["依米康涨5%。", ""])
    assert "依米康涨5%。" == uploaded(drawn).text
