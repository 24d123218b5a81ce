"""Searching: every mention, exact absence, and the numbers beside a mention."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.filings.document import Document
from dashboard.filings.figures import figures_near
from dashboard.filings.folding import fold
from dashboard.filings.library import Read
from dashboard.filings.page_text import pages_of, text_of
from dashboard.filings.search import hits_in, search
from dashboard.filings.terms import terms_of
from dashboard.language.language import Language
from dashboard.message import Message
from tests.thoroughness import THOROUGH

DAY = date(2025, 3, 1)
TERMS = terms_of(
    [("液冷", "冷板", "浸没"), ("阿里", "阿里巴巴", "阿里云", "Alibaba"), ("AI服务器",)]
)


def document(name="a", symbol="300249.SZ", published="2024-04-22"):
    return Document(
        symbol,
        name * 64,
        "pdf",
        1,
        "annual-report",
        "年报",
        published,
        "2025-01-01T00:00:00Z",
        "2023",
    )


def text(*pages):
    return text_of(pages_of([(page, "text") for page in pages]))


@pytest.mark.parametrize(
    ("raw", "hits"),
    [
        ("采用液\n冷与冷板", [("液冷", "液冷"), ("液冷", "冷板")]),
        ("向阿里巴巴集团供货", [("阿里", "阿里巴巴")]),
        ("AlibabaX and ALIBABA", [("阿里", "Alibaba")] * 2),
        ("xAlibaba", []),
        ("ＡＩ 服务器、AI\n服务器", [("AI服务器", "AI服务器")] * 2),
        ("⽔冷，液 冷", []),
        ("浸没式液冷", [("液冷", "浸没"), ("液冷", "液冷")]),
    ],
)
def test_every_mention_is_found_once(raw, hits):
    found = hits_in(document(), text(raw), TERMS)

    assert hits == [(hit.term, hit.word) for hit in found]
    assert all(fold(h.word).casefold() in _same(h) for h in found)


def _same(hit):
    return hit.context[hit.start : hit.end].casefold().replace(" ", "") + hit.word.casefold()


def test_a_hit_knows_its_page_and_its_place_in_the_context():
    (hit,) = hits_in(document(), text("一" * 100, "二" * 70 + "液\n冷" + "三" * 70), TERMS)

    assert 2 == hit.page
    assert "液冷" == hit.context[hit.start : hit.end]
    assert "二" * 60 + "液冷" + "三" * 60 == hit.context


def test_absence_says_what_was_searched_and_nothing_searched_is_no_absence():
    scan = Read(text_of(pages_of([("", "no-text")])))
    read = [
        (document("a"), Read(text_of(pages_of([("液冷", "text"), ("", "no-text")])))),
        (document("b", published="2024-08-20"), Read(text("别的"))),
        (document("c", symbol="603881.SS"), scan),
        (document("d", symbol="603881.SS"), Read(None, Message.of("Encrypted."))),
    ]
    found = search(read, TERMS[:2], ("603881.SS", "300249.SZ", "000001.SZ"), DAY)

    (absence,) = found.absences
    assert ("300249.SZ", 3, 1, DAY) == (
        absence.symbol,
        absence.pages,
        absence.unreadable,
        absence.day,
    )
    assert ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"] == [each.id for each in absence.documents]
    assert ["阿里"] == [term.name for term in absence.terms]
    assert ("603881.SS", "000001.SZ") == found.unsearched
    assert ["c" * 16, "d" * 16] == [each.id for each, _ in found.refused]
    assert {("300249.SZ", "a" * 16, "液冷"): 1} == found.counts


def test_what_there_are_hundreds_of_is_counted_and_not_named_one_by_one():
    answers = [(replace(document(f"{n:x}"), kind="answer"), Read(text("别的"))) for n in range(10)]
    (absence,) = search(answers, TERMS, ("300249.SZ",), DAY).absences

    assert "searched 10 documents of the kind “answer to an investor” (10 pages" in str(
        Language().say(absence.message)
    )


@pytest.mark.parametrize(
    ("raw", "figures"),
    [
        (
            "2023年液冷收入1,234.56万元，占营业收入的5.6%。",
            [("1234.56", "万元", ""), ("5.6", "%", "营业收入")],
        ),
        ("单位：万元\n液冷产品 1,234.5 1,100.2", [("1234.5", "万元", ""), ("1100.2", "万元", "")]),
        ("公司持有液冷科技 300 万股", [("300", "万股", "")]),
        ("第3节 液冷（2）2024-04-22、2024年4月", []),
        ("上一句 9 倍。液冷业务增长 2 倍；后一句 7 倍", [("2", "倍", "")]),
        ("液冷 accounted for 12.5% of total revenues.", [("12.5", "%", "revenues")]),
    ],
)
def test_numbers_of_the_sentence_are_proposed_with_unit_and_denominator(raw, figures):
    held = text(raw)
    hit = hits_in(document(), held, TERMS)[0]

    found = figures_near(hit, held)
    assert {(Decimal(v), u, d) for v, u, d in figures} == {
        (each.value, each.unit, each.denominator) for each in found
    }


@pytest.mark.slow
def test_forty_reports_are_searched_in_a_blink():
    body = "公司主营业务为精密温控节能设备的研发设计生产销售与服务收入增长。" * 46
    pages = [f"{body}{n}" for n in range(200)]
    pages[100] += "液冷" * 3
    read = Read(text(*pages))
    held = [(document(f"{n:x}"), read) for n in range(16)] * 3
    words = ("液冷", "冷板", "浸没", "阿里", "阿里巴巴", "阿里云", "Alibaba", "数据中心温控")
    terms = terms_of([[word] for word in words])

    begun = time.process_time()
    found = search(held[:40], terms, ("300249.SZ",), DAY)
    spent = time.process_time() - begun

    assert 120 == len(found.hits)
    assert spent < (0.1 if THOROUGH else 0.4)
