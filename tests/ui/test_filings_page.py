"""The page of documents through the application."""

from dataclasses import replace

import pytest

from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document, read_document
from dashboard.language.language import Language
from dashboard.refresh.jobs import Job
from dashboard.ui.filings.bringing import ending
from tests.filings import pdfs
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

YIMIKANG, GOALAND, CRUN = "300249.SZ", "300499.SZ", "002272.SZ"
WORDS = "液冷, 冷板; 阿里, 阿里云"


def put(folder, symbol, data, title="2023年年度报告"):
    library = Library(folder)
    known = Known("annual-report", title, "2024-04-22", "2023")
    document = put_document(library, symbol, data, known)
    read_document(library, document)
    return document


@pytest.fixture
def documents(store_folder):
    """A report with hits, one without any, and a scan."""
    return {
        symbol: put(store_folder, symbol, data)
        for symbol, data in {
            YIMIKANG: pdfs.pdf(
                ["第一页没有别的", "其中液\n冷产品收入0.97亿元，占营业收入的9.1%。"]
            ),
            CRUN: pdfs.pdf(["公司治理与社会责任，没有别的内容。"] * 3),
            GOALAND: pdfs.scan(2),
        }.items()
    }


def test_without_documents_the_page_says_that_there_are_none(opened):
    text = texts(opened("filings"))

    assert "No document is kept here yet" in text
    assert "Without any document: 8 of 8 stocks." in text
    assert "No document is kept, so nothing can be searched." in text


@pytest.mark.usefixtures("documents")
def test_hits_absences_and_what_was_not_searched_are_three_things(opened):
    text = texts(opened("filings", q=WORDS))

    assert "Mentioned by 1 of 8 companies, 1 without a hit, 6 not searched" in _bare(text)
    assert "其中<mark>液冷</mark>产品收入0.97亿元" in text
    searched = "searched the 2023 annual report (3 pages) for 液冷, 冷板, 阿里 and 阿里云 on"
    assert f"{CRUN}: {searched}" in text
    assert f"{GOALAND}: no document that can be searched, so nothing is known of it." in text
    assert f"{GOALAND}: searched" not in text
    assert "2: No page of the document has text that can be searched" in text


def test_a_hit_of_the_link_is_marked_on_the_picture_of_its_page(opened, documents, store_folder):
    library = Library(store_folder)
    document = documents[YIMIKANG]
    place = library.read(document).text.text.index("液冷")
    text = texts(opened("filings", q=WORDS, hit=f"{YIMIKANG}~{document.id}~{place}~2"))

    assert "Page 2 of 2" in text
    assert 'src="data:image/webp;base64,' in text
    assert 2 == text.count('class="hitbox"')  # the word is broken over two lines


def test_values_of_the_link_that_cannot_be_used_are_named(opened, documents):
    app = opened("filings", q="液", about="999999.SZ", hit=f"{YIMIKANG}~{'0' * 16}~1~2")
    text = texts(app)

    assert "“液” cannot be searched for" in text
    assert "“about=999999.SZ” was ignored" in text


def _bare(text):
    return text.replace("<span>", "").replace("</span>", "")


def test_a_job_that_got_nothing_does_not_say_that_it_brought_something():
    t = Language()
    none = Job("case", finished="2026-11-29T03:32:00Z", counts=(("failed", 28),), code=4)
    some = replace(none, counts=(("new", 2), ("failed", 1)), code=3)

    assert ending(none, t).startswith("Nothing could be brought 29 Nov 2026")
    assert "(28 not to be had)" in ending(none, t)
    assert ending(some, t).startswith("Brought 29 Nov 2026")
