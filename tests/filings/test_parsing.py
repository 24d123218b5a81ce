"""Documents good, odd and hostile: the right text or the right sentence, within bounds."""

import io
import json
import re
import subprocess
import sys
from datetime import date

import pytest

from dashboard.apart import Bounds
from dashboard.errors import InputError
from dashboard.filings import worker
from dashboard.filings.folding import fold
from dashboard.filings.lacking import lacking_pages
from dashboard.filings.legibility import is_legible
from dashboard.filings.library import Library
from dashboard.filings.picture import WIDEST, picture_apart
from dashboard.filings.reading import Known, put_document, read_document
from dashboard.filings.search import search
from dashboard.filings.terms import terms_of
from dashboard.filings.worker import parse, parse_apart
from dashboard.language.language import Language
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
        (pdfs.subset(range(1, 60), pages=2), ["unreadable", "unreadable"]),
        (pdfs.subset(range(33, 100)), ["unreadable"]),
        (pdfs.drawings(range(33, 110)), ["unreadable"]),
    ],
    ids=[
        *("scan", "blank page", "no map", "no map, as if ASCII", "200,000 points", "script"),
        *("embedded subset", "embedded subset, as if ASCII", "glyphs that are drawings"),
    ],
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


@pytest.mark.slow
def test_letters_of_an_embedded_font_without_a_map_are_drawn_and_not_searched(tmp_path):
    # The numbers of its glyphs are the codes of these signs: read as signs, they would be a hit.
    data = pdfs.subset([ord(sign) for sign in "液冷产品营业收入大幅增长，公司数据中心温控"])
    ((text, _),) = parse(data, "pdf")
    assert "液冷产品营业收入" in text
    assert is_legible(text)
    assert 128 > _darkest(picture_apart(data, 1, []))  # the font's own outlines are there

    library = Library(tmp_path)
    known = Known("annual-report", "2023年年度报告", "2024-04-22", "2023")
    document = put_document(library, "300249.SZ", data, known)
    read = read_document(library, document)
    found = search([(document, read)], terms_of([("液冷",)]), ["300249.SZ"], date(2024, 5, 1))
    assert ((), (), ("300249.SZ",)) == (found.hits, found.absences, found.unsearched)
    (told,) = lacking_pages(read.text.states)
    assert "page 1: the text of this page cannot be read" == Language().say(told)
    assert "第 1 页：本页文字无法读取" == Language("zh").say(told)


def _darkest(picture):
    from PIL import Image  # noqa: PLC0415 - no other test needs it

    return Image.open(io.BytesIO(picture.image)).convert("L").getextrema()[0]


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["text"], []),
        (["text", "broken"], ["page 2: this page cannot be opened"]),
        (
            ["no-text", "unreadable", "no-text", "no-text"],
            [
                "pages 1 and 3–4: these pages are pictures and have no text",
                "page 2: the text of this page cannot be read",
            ],
        ),
        (
            ["unreadable", "text"] * 8,
            ["pages 1, 3, 5, 7, 9, 11 and others: the text of these pages cannot be read"],
        ),
    ],
)
def test_pages_that_cannot_be_searched_are_named_with_the_reason(states, told):
    assert told == [Language().say(each) for each in lacking_pages(states)]


# The memory of a process is the most of all that it waited for: each is waited for by its own.
ALONE = """
import json, resource, sys
from dashboard.filings import picture, worker
data = sys.stdin.buffer.read()
if sys.argv[1] == "read":
    done = worker.parse_apart(data, "pdf")
    told = [len(done.pages), str(done.refused)]
else:
    done = picture.picture_apart(data, 1, [])
    told = [done.width, str(done.refused)]
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([*told, spent.ru_maxrss, spent.ru_utime + spent.ru_stime]))
"""
MB = 1_024 if sys.platform != "darwin" else 1_048_576  # of what the system counts in


def spent(data, what="read"):
    """Pages or width, refusal, megabytes at most and seconds of the process, and what it logged."""
    asked = [sys.executable, "-c", ALONE, what]
    done = subprocess.run(asked, input=data, capture_output=True, check=True)
    n, refused, memory, seconds = json.loads(done.stdout)
    return n, refused, memory / MB, seconds, done.stderr.decode()


@pytest.mark.slow
def test_a_bomb_ends_its_own_process_only_within_its_memory():
    n, refused, memory, seconds, logged = spent(pdfs.bomb())

    assert 0 == n
    assert "ended its process" in refused
    assert 200 < memory <= worker.BOUNDS.memory / 2**20  # it did unpack, as far as it may
    assert 20 > seconds
    assert "dashboard.filings.worker ended with" in logged


@pytest.mark.slow
@pytest.mark.parametrize("what", ["read", "draw"])
def test_a_page_of_200_000_points_takes_no_more_memory_than_another(what):
    page = [(1e5, 1e5, "液冷产品营业收入")]
    n, refused, memory, *_ = spent(pdfs.pdf([page], size=(200_000, 200_000)), what)

    assert "None" == refused
    assert n in {1, WIDEST}
    assert 150 > memory


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
    pages = 3_000 if THOROUGH else 600
    n, refused, memory, *_ = spent(pdfs.pdf([TEXT] * pages))

    assert (pages, "None") == (n, refused)
    assert 150 > memory
