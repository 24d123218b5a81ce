"""Rows of evidence that the page of documents makes, held against the reader of case folders."""

from datetime import date

import pytest

from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.search_record import read_record
from dashboard.commands.filings import KINDS as OF_THE_COMMAND
from dashboard.commands.filings import SHORT, kinds_of
from dashboard.filings.document import Document
from dashboard.filings.library import Read
from dashboard.filings.page_text import pages_of, text_of
from dashboard.filings.search import search
from dashboard.filings.terms import terms_of
from dashboard.market.documents import KIND_WORDS, KINDS
from dashboard.ui.filings.document_filter import NO_PERIOD, DocumentFilter, periods
from dashboard.ui.filings.evidence_rows import SOURCE_KINDS, absence_cells, document_cells, free_id

SYMBOL, DAY = "300249.SZ", date(2026, 11, 29)


def document(name, published="2024-04-22", kind="annual-report", period="2023"):
    given = ("pdf", 1, kind, "年报", published, "2025-01-01T00:00:00Z", period)
    return Document(SYMBOL, name * 64, *given)


def judged(shipped, cells, page):
    """The row as the reader of case folders reads it."""
    taken = [row.id for row in shipped.case.evidence]
    row = {"id": free_id(cells, page, taken)} | cells
    sheets, _ = sheets_of(shipped).with_row("evidence", row)
    found = judge(sheets, shipped)
    assert () == found.faults
    return found.content.case.evidence[-1]


def test_an_absence_is_a_row_with_documents_pages_words_day_and_folding(shipped):
    read = [
        (document("a"), Read(text_of(pages_of([("别的", "text"), ("", "no-text")])))),
        (document("b", "2024-08-20", "half-year-report", "2024H1"), _text("别的")),
        *(
            (document(name, f"2024-05-0{n}", "answer", ""), _text("别的"))
            for n, name in enumerate("cdef", start=1)
        ),
    ]
    (absence,) = search(read, terms_of([("液冷", "冷板")]), [SYMBOL], DAY).absences

    row = judged(shipped, absence_cells(shipped.case, absence, "liquid-cooling"), None)

    assert "none-found" == row.finding
    assert row.document.startswith("2023 annual report, 4 documents of the kind “answer")
    assert not row.is_reported
    assert "annual-report" == row.source_kind
    assert "2024-08-20" == row.published.stamp.date().isoformat()  # the last that came out
    assert "2023 to 2024H1" == row.period
    record = read_record(row.searched, row.searched_in)
    assert (("液冷", "冷板"), DAY, absence.folding) == (record.words, record.day, record.folding)
    assert [("2023", 2, 1, 1), ("", 4, 0, 4), ("2024H1", 1, 0, 1)] == [
        (each.when, each.pages, each.lacking, each.n) for each in record.documents
    ]
    assert "no hits" in row.statement.en
    assert "未命中" in row.statement.zh


@pytest.mark.parametrize(
    ("published", "stamp", "precision"),
    [
        ("2024-04-22", "2024-04-22T00:00:00", "day"),
        ("2024-04-22T20:10+08:00", "2024-04-22T20:10:00", "minute"),
        ("2024-04-22T12:10+00:00", "2024-04-22T20:10:00", "minute"),
    ],
)
def test_a_row_is_public_when_its_document_was(published, stamp, precision, shipped):
    cells = document_cells(document("a", published), "Asia/Shanghai") | {
        "story": "liquid-cooling",
        "finding": "stated",
        "source_kind": "annual-report",
        "statement_zh": "写到液冷",
        "page": "38",
    }
    row = judged(shipped, cells, 38)

    assert (stamp, precision) == (row.published.stamp.isoformat(), row.published.precision)
    assert ("2023 annual report", "38") == (row.document, row.page)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (DocumentFilter(), "abcd"),
        (DocumentFilter("annual-report"), "ab"),
        (DocumentFilter("", "2024"), "bc"),
        (DocumentFilter("", "2024H1"), "c"),
        (DocumentFilter("", NO_PERIOD), "d"),
        (DocumentFilter("annual-report", "2024"), "b"),
        (DocumentFilter("answer", "2024"), ""),
    ],
)
def test_a_year_holds_its_halves_and_quarters_and_an_answer_no_period(wanted, names):
    there = [
        document("a"),
        document("b", "2025-04-20", "annual-report", "2024"),
        document("c", "2024-08-20", "half-year-report", "2024H1"),
        document("d", "2024-05-01", "answer", ""),
    ]

    assert names == "".join(each.id[0] for each in there if wanted.fits(each))
    assert ["2024", "2024H1", "2023", NO_PERIOD] == periods(there)


def test_every_kind_has_a_word_a_kind_of_source_and_an_option_of_the_command():
    assert set(KINDS) == set(KIND_WORDS) == set(SOURCE_KINDS) == set(OF_THE_COMMAND)
    assert set(KINDS) == {kind for short in SHORT for kind in kinds_of(short) if short != "all"}
    assert "investor-qa" == SOURCE_KINDS["investor-relations"]


def _text(words):
    return Read(text_of(pages_of([(words, "text")])))
