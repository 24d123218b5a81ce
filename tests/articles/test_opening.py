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
    "data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old Word", b"a\0b\0c" * 9]
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


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body, **others):
    """Archive whose body is as given, with nothing else that makes a document."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        for name, data in others.items():
            archive.writestr(name, data)
    return file.getvalue()


def in_body(inner, head=""):
    return f'{head}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'


PARAGRAPH = "<w:p><w:r><w:t>依米康</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<w:tcPr><w:gridSpan w:val="900000000"/></w:tcPr>', "依米康"),
        ("<w:tcPr><w:vMerge/></w:tcPr>", "依米康"),
        ('<w:tcPr><w:gridSpan w:val="x"/></w:tcPr>', "依米康"),
    ],
    ids=["a cell as wide as the sea", "a column of one cell", "a width that is none"],
)
def test_a_table_is_as_large_as_its_cells(cell, said):
    row = f"<w:tr><w:tc>{cell}{PARAGRAPH}</w:tc></w:tr>"
    table = word(in_body(f"<w:tbl>{row * 1500}</w:tbl>"))

    assert "\n".join([said] * 1500) == uploaded(table, "a.docx").text


def test_of_a_word_document_nothing_but_the_body_is_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("川润股份", encoding="utf-8")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    inner = PARAGRAPH + "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"
    others = {"../../outside": "x", "/word/styles.xml": "junk", "_rels/.rels": "<junk"}

    assert "依米康\n" == uploaded(word(in_body(inner, head), **others), "a.docx").text


@pytest.mark.parametrize(
    "data",
    [
        word("no XML"),
        word(""),
        word(in_body("<w:p>" * 900 + "</w:p>" * 900)),
        word(PARAGRAPH, **{f"part{n}": "" for n in range(3_001)}),
        word(in_body(PARAGRAPH))[:200],
    ],
    ids=["no XML", "empty", "deep", "many parts", "cut off"],
)
def test_a_word_document_that_is_none_is_one_sentence(data):
    with pytest.raises(InputError, match="paste the text"):
        uploaded(data, "a.docx")


@pytest.mark.parametrize("offset", [6, 8], ids=["encrypted", "packed in a way of its own"])
def test_a_body_that_cannot_be_unpacked_is_one_sentence(offset):
    data = bytearray(word(in_body(PARAGRAPH)))
    directory = data.rfind(b"PK\x01\x02")
    for place in (offset, directory + offset + 2):
        data[place] = 97 if offset == 8 else data[place] | 1

    with pytest.raises(InputError, match="cannot be read"):
        uploaded(bytes(data), "a.docx")


@pytest.mark.parametrize("label", ["undefined", "idna", "punycode", "unicode_escape", "hex"])
def test_an_encoding_that_no_page_has_decides_nothing(label):
    data = f'<html><meta charset="{label}"><p>依米康涨停，\\u5ddd</p>'.encode("gbk")

    assert "依米康涨停，\\u5ddd" == uploaded(data, "a.html").text


@pytest.mark.parametrize(
    "markup", ["<br>" * 60_001, "<?xml" * 50_000 + "<p>", "<p " * 60_001], ids=["br", "xml", "open"]
)
def test_a_page_of_nothing_but_tags_is_refused_at_once(markup):
    start = time.monotonic()

    with pytest.raises(InputError, match=r"paste the text|empty"):
        uploaded(f"<html><body>{markup}".encode(), "a.html")
    assert 5 > time.monotonic() - start
