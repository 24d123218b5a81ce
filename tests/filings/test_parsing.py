"""Documents good, odd and hostile: the right text or the right sentence, within bounds."""

import re
import time

import pytest

from dashboard.apart import Bounds
from dashboard.errors import InputError
from dashboard.filings import worker
from dashboard.filings.folding import fold
from dashboard.filings.worker import parse, parse_apart
from tests.filings import pdfs
from tests.thoroughness import THOROUGH

TEXT = "液冷产品营业收入为 1,234.56 万元。\n公司主营业务包括浸没式液\n冷与数据中心温控。"
GOOD = pdfs.pdf([TEXT] * 3)
LEFT, RIGHT = "左一左一\n左二左液\n冷左三左", "右一右一\n右二右二\n右三右三"


def test_text_comes_page_by_page():
    pages = parse(GOOD, "pdf")

    assert ["text"] * 3 == [state for _, state in pages]
    assert "浸没式液冷与数据中心温控" in fold(pages[2][0])


def test_columns_come_one_after_the_other():
    both = pdfs.lines(LEFT, 50) + pdfs.lines(RIGHT, 320)
    ((text, _),) = parse(pdfs.pdf([both]), "pdf")

    assert "左一左一左二左液冷左三左右一右一右二右二右三右三" == fold(text)


@pytest.mark.parametrize(
    ("data", "states"),
    [
        (pdfs.scan(2), ["no-text", "no-text"]),
        (pdfs.pdf([b"", TEXT]), ["text", "text"]),
        (pdfs.pdf(["".join(map(chr, range(300, 360)))], font=pdfs.MAPLESS), ["unreadable"]),
        (pdfs.pdf(["".join(map(chr, range(3, 90)))], font=pdfs.MAPLESS), ["unreadable"]),
        (pdfs.pdf([[(1e5, 1e5, "液冷产品营业收入")]], size=(200_000, 200_000)), ["text"]),
        (pdfs.scripted(TEXT), ["text"]),
    ],
    ids=["scan", "blank page", "no map", "no map, as if ASCII", "200,000 points", "script"],
)
def test_every_page_says_what_it_is(data, states):
    assert states == [state for _, state in parse(data, "pdf")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pdfs.encrypted(), "encrypted"),
        (GOOD[: len(GOOD) // 3], "damaged or cut off"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 16, "damaged or cut off"),
        (pdfs.circular(), "it says 1000000 pages, and none opens"),
        (pdfs.circular(40), "it says 40 pages, and none opens"),
    ],
    ids=["encrypted", "truncated", "random", "circular", "circular, modest"],
)
def test_a_document_that_cannot_be_opened_is_one_sentence(data, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        parse(data, "pdf")


def test_a_bomb_ends_its_own_process_only(caplog):
    begun = time.process_time()
    parsed = parse_apart(pdfs.bomb(), "pdf")

    assert "ended its process" in str(parsed.refused)
    assert () == parsed.pages
    assert 20 > time.process_time() - begun
    assert "dashboard.filings.worker ended with" in caplog.text


def test_a_document_that_takes_too_long_is_left(monkeypatch):
    monkeypatch.setattr(worker, "BOUNDS", Bounds(memory=2**30, seconds=0.05, may_write=False))

    assert "not read within 0 seconds" in str(parse_apart(GOOD, "pdf").refused)


def test_a_document_that_is_too_large_is_not_begun(monkeypatch):
    monkeypatch.setattr(worker, "MOST_BYTES", 100)

    assert "more than 0 MB" in str(parse_apart(GOOD, "pdf").refused)


def test_what_comes_back_from_the_process_is_what_was_parsed():
    parsed = parse_apart(GOOD, "pdf")

    assert parsed.refused is None
    assert parse(GOOD, "pdf") == parsed.pages


def test_html_gives_all_its_text_a_row_a_line_and_pages_where_it_breaks_them():
    markup = """<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>
    <script>var 液冷 = 1</script><p>Liquid
      cooling &amp; more</p><table><tr><td>Revenue</td><td>1,234</td></tr></table>
    <hr style="page-break-after:always"/><div>第二页<span>液</span>冷</div></body></html>"""
    pages = parse(markup.encode(), "html")

    assert ["text", "text"] == [state for _, state in pages]
    assert "Liquid cooling & more Revenue 1,234" == fold(pages[0][0])
    assert "第二页液冷" == fold(pages[1][0])


def test_chinese_bytes_of_another_table_are_read():
    page = '<html><meta charset="gb2312"><p>镕基 液冷</p></html>'

    assert "镕基 液冷" == fold(parse(page.encode("gb18030"), "html")[0][0])
    assert "镕基 液冷" == fold(parse("镕基 液冷".encode("gb18030"), "txt")[0][0])


def test_an_html_document_nested_as_deep_as_it_likes_ends_well():
    deep = b"<html><body>" + b"<div>" * 100_000 + "液冷".encode() + b"</div>" * 100_000

    assert "no text" in str(parse_apart(deep, "html").refused)


@pytest.mark.slow
def test_a_report_of_600_pages_is_read_within_the_bounds():
    n = 3_000 if THOROUGH else 600
    parsed = parse_apart(pdfs.pdf([TEXT] * n), "pdf")

    assert n == len(parsed.pages)
