"""Forty reports of two hundred pages: read once, then searched.

Once as a browser writes them, with their fonts inside like the reports that exchanges serve, once
without any font, where pdfium looks a stand-in up for every letter.

Run with `python -m pytest -s tests/benchmarks/test_filings.py`: prints the rows of docs/filings.md.
"""

import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.exports.chromium import find_chromium, print_pdf
from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document, read_documents
from dashboard.filings.search import search
from dashboard.filings.terms import terms_of
from tests.filings import pdfs

REPORTS, PAGES, LOOKS = 40, 200, 9
LINE = "公司主营业务为精密温控节能设备的研发设计生产销售与服务，收入较上年同期增长。"
WORDS = ("液冷", "冷板", "浸没", "阿里", "阿里巴巴", "阿里云", "Alibaba", "数据中心温控")
KNOWN = Known("annual-report", "2023年年度报告", "2024-04-22", "2023")


STYLE = "@page{size:A4;margin:15mm} p{font:10pt/1.4 'Noto Serif CJK SC';margin:0} section{%s}"
BREAK = "break-after:page"


def pages(n):
    """38 lines a page, one mention of each word on one of them."""
    found = ["\n".join(f"{k}.{line} {LINE}" for line in range(38)) for k in range(PAGES)]
    found[n] += "\n" + "，".join(WORDS)
    return found


def without_font():
    return [pdfs.pdf(pages(n)) for n in range(REPORTS)]


def of_a_browser():
    """One document as Chromium writes it; a comment behind its end makes forty of it."""
    if find_chromium() is None:
        pytest.skip("no Chromium here")
    texts = (page.replace("\n", "<p>") for page in pages(PAGES // 2))
    body = "".join(f"<section><p>{text}</section>" for text in texts)
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE % BREAK}</style>{body}"
    written = print_pdf(page, limit=120)
    return [written + b"\n%%%d\n" % n for n in range(REPORTS)]


@pytest.mark.parametrize("made", [of_a_browser, without_font])
def test_forty_reports(tmp_path, made):
    library = Library(tmp_path)
    documents = []
    for n, data in enumerate(made()):
        symbol = f"{300001 + n}.SZ"
        documents.append(put_document(library, symbol, data, replace(KNOWN), now=datetime.now(UTC)))
    print(f"\n{made.__name__}: {documents[0].size:,} bytes each")
    begin = time.perf_counter()
    for _ in read_documents(library, documents):
        pass
    print(
        f"| {REPORTS} reports of {PAGES} pages, read once | {time.perf_counter() - begin:.1f} s |"
    )

    begin = time.perf_counter()
    held = [(document, library.read(document)) for document in documents]
    print(f"| their texts taken from the store | {time.perf_counter() - begin:.2f} s |")
    terms = terms_of([[word] for word in WORDS])
    symbols = tuple(document.symbol for document in documents)
    times = []
    for _ in range(LOOKS):
        begin = time.perf_counter()
        found = search(held, terms, symbols, date(2025, 2, 14))
        times.append(time.perf_counter() - begin)
    assert REPORTS * len(WORDS) <= len(found.hits)
    spent = 1000 * statistics.median(times)
    print(f"| {len(WORDS)} terms looked for in all of them | {spent:.0f} ms |")
