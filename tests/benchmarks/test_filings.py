"""Forty reports of two hundred pages: read once, then searched.

Run with `python -m pytest -s tests/benchmarks/test_filings.py`: prints the rows of docs/filings.md.
"""

import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document, read_documents
from dashboard.filings.search import search
from dashboard.filings.terms import terms_of
from tests.filings import pdfs

REPORTS, PAGES, LOOKS = 40, 200, 9
LINE = "公司主营业务为精密温控节能设备的研发设计生产销售与服务，收入较上年同期增长。"
WORDS = ("液冷", "冷板", "浸没", "阿里", "阿里巴巴", "阿里云", "Alibaba", "数据中心温控")
KNOWN = Known("annual-report", "2023年年度报告", "2024-04-22", "2023")


def report(n):
    """Report of its own: 38 lines a page, one mention of each word on one of its pages."""
    pages = ["\n".join(f"{k}.{line} {LINE}" for line in range(38)) for k in range(PAGES)]
    pages[n] += "\n" + "，".join(WORDS)
    return pdfs.pdf(pages)


def test_forty_reports(tmp_path):
    library = Library(tmp_path)
    documents = []
    for n in range(REPORTS):
        symbol = f"{300001 + n}.SZ"
        documents.append(
            put_document(library, symbol, report(n), replace(KNOWN), now=datetime.now(UTC))
        )
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
