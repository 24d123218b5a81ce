import io
import time
import zipfile

import pytest
from docx import Document

from dashboard.articles.opening import fetched, opened, pasted, uploaded
from dashboard.articles.reader import read_article
from dashboard.errors import InputError, NotFoundError
from dashboard.market.shipped_listing import shipped_listing

CHINESE = "依米康（300249）2月13日收盘涨5.2%，川润股份跌1.1%。"
OLD_SCRIPT = "優刻得（688158.SH）股價收市升百分之十，成交額為三億元。"
PAGE = """<!doctype html><html><head><title>液冷大涨</title>
<meta property="article:published_time" content="2025-02-13T16:05:00+08:00">
<script>var 涨停 = "万科A涨停";</script><style>p {{color: red}}</style></head>
<body><nav><a href="/">首页</a><a>贵州茅台</a></nav><article>{body}</article>
<footer>比亚迪 版权所有</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_simplified_text_is_read_in_every_encoding(encoding):
    assert CHINESE == uploaded(CHINESE.encode(encoding), "a.txt").text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_text_is_read_in_every_encoding(encoding):
    assert OLD_SCRIPT == uploaded(OLD_SCRIPT.encode(encoding), "a.txt").text


def test_a_page_gives_its_body_without_script_and_navigation():
    body = "".join(f"<p>{CHINESE}这是第{n}段，讲的是散热。</p>" for n in range(6))
    page = uploaded(PAGE.format(body=body).encode(), "a.html")

    assert 6 == page.text.count("依米康")
    assert [] == [
        word for word in ("万科A", "贵州茅台", "比亚迪", "<p>", "color") if word in page.text
    ]
    assert "液冷大涨" == page.title
    assert (2025, 2, 13, 16, 5) == page.published.timetuple()[:5]


def test_pasted_markup_is_read_as_a_page_and_its_script_is_none_of_it():
    text = pasted("<p>依米康涨5%</p><script>alert('川润股份跌停')</script><p>完</p>").text

    assert "依米康涨5%" in text
    assert "川润股份" not in text


def test_pasted_text_with_a_sign_of_less_stays_as_it_is():
    assert "PE<20 且 ROE>10 的依米康" == pasted("PE<20 且 ROE>10 的依米康").text


def test_a_word_document_gives_paragraphs_and_tables():
    document, file = Document(), io.BytesIO()
    document.add_paragraph(CHINESE)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "数据港", "+3.1%"
    document.save(file)

    assert f"{CHINESE}\n数据港\t+3.1%" == uploaded(file.getvalue(), "a.docx").text


@pytest.mark.slow
def test_a_word_document_that_unpacks_to_too_much_is_refused_at_once():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b"a" * 150_000_000)
    start = time.monotonic()

    with pytest.raises(InputError, match="unpacks to more than 10 MB"):
        uploaded(file.getvalue(), "bomb.docx")
    assert 2 > time.monotonic() - start


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 broken", b"%PDF-1.7", b"\xd0\xcf\x11\xe0 old Word", b"a\0b\0c" * 9]
)
def test_what_is_no_text_is_refused_in_one_sentence(data):
    with pytest.raises(InputError, match="paste the text"):
        uploaded(data, "a.bin")


def test_a_damaged_document_is_refused_in_one_sentence():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", b"<w:document")

    with pytest.raises(InputError, match="cannot be read"):
        uploaded(file.getvalue(), "a.docx")


@pytest.mark.parametrize("raw", ["", " \n\t\u3000"])
def test_an_empty_article_is_refused(raw):
    with pytest.raises(InputError, match="nothing to read"):
        read_article(raw, shipped_listing())


def test_an_article_longer_than_any_is_refused():
    with pytest.raises(InputError, match="300001 signs"):
        read_article("涨" * 300_001, shipped_listing())


def test_an_address_into_this_network_is_not_opened_and_says_what_to_do():
    with pytest.raises(InputError, match=r"private network.*Paste the text"):
        fetched("http://news.example/a", resolve=lambda _host, _port: ["10.0.0.1"])


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(NotFoundError, match=r"none\.txt"):
        opened(str(tmp_path / "none.txt"))
