"""The store of documents: complete, atomic, safe with several processes."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from dashboard.errors import InputError, StoreError
from dashboard.filings import library as libraries
from dashboard.filings import page_text, reading
from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document, read_document, read_documents
from tests.filings import pdfs

SYMBOL = "300249.SZ"
KNOWN = Known("annual-report", "2023 年年度报告", "2024-04-22", "2023", "https://a.example/1.pdf")
DATA = pdfs.pdf(["液冷产品", "第二页"])


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "store")


def test_a_document_comes_back_as_it_was_put(library):
    put = put_document(library, SYMBOL, DATA, KNOWN)

    assert (put,) == library.documents(SYMBOL)
    assert DATA == library.data(put)
    assert ("pdf", len(DATA), "2024-04-22", "2023") == (
        put.media,
        put.size,
        put.published,
        put.period,
    )
    assert () == library.documents("603881.SS")
    assert (True, False) == (library.holds(SYMBOL), library.holds("603881.SS"))
    assert put == library.document(SYMBOL, put.id)


def test_the_same_bytes_are_one_document_and_what_is_known_of_it_adds_up(library):
    first = put_document(library, SYMBOL, DATA, replace(KNOWN, url="", period=""))
    again = put_document(library, SYMBOL, DATA, KNOWN)

    assert 1 == len(library.documents(SYMBOL))
    assert ("2023", KNOWN.url, first.retrieved) == (again.period, again.url, again.retrieved)


def test_a_text_is_read_once_and_again_only_when_the_reading_changed(library, monkeypatch):
    put = put_document(library, SYMBOL, DATA, KNOWN)
    assert library.read(put) is None
    text = read_document(library, put).text
    monkeypatch.setattr(reading, "parse_apart", None)  # whoever parses again fails

    assert text == read_document(library, put).text
    assert ["液冷产品", "第二页"] == [page.text for page in library.pages(put)]

    monkeypatch.setattr(libraries, "FOLDING", page_text.FOLDING + 1)
    assert text.text == library.read(put).text.text  # folded again from the kept pages
    monkeypatch.setattr(libraries, "READER", libraries.READER + 1)
    assert library.read(put) is None


def test_why_a_document_has_no_text_is_kept_too(library):
    put = put_document(library, SYMBOL, pdfs.encrypted(), KNOWN)

    assert "encrypted" in str(read_document(library, put).refused)
    assert "encrypted" in str(library.read(put).refused)


def test_changed_bytes_are_not_taken_for_the_document(library):
    put = put_document(library, SYMBOL, DATA, KNOWN)
    library.file(put).write_bytes(DATA + b" ")

    with pytest.raises(StoreError, match="bring it again"):
        library.data(put)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"symbol": "x"}'])
def test_damaged_files_count_as_not_there(library, damage):
    put = put_document(library, SYMBOL, DATA, KNOWN)
    read_document(library, put)
    folder = library.file(put).parent
    (folder / f"{put.id}.read.zip").write_bytes(damage)
    assert library.read(put) is None

    (folder / f"{put.id}.json").write_bytes(damage)
    assert () == library.documents(SYMBOL)


@pytest.mark.parametrize(
    ("data", "known", "rule"),
    [
        (b"PK\x03\x04", KNOWN, "neither PDF"),
        (b"", KNOWN, "neither PDF"),
        (DATA, replace(KNOWN, published="soon"), "no day of publication"),
        (DATA, replace(KNOWN, period="last year"), "no period of a report"),
    ],
)
def test_what_is_no_document_is_refused(library, data, known, rule):
    with pytest.raises(InputError, match=rule):
        put_document(library, SYMBOL, data, known)
    assert () == library.documents(SYMBOL)


def test_a_symbol_cannot_climb_folders(library):
    with pytest.raises(InputError, match="no symbol"):
        put_document(library, "../../x", DATA, KNOWN)


def test_several_are_read_at_once_and_stopping_keeps_what_is_through(library):
    documents = [put_document(library, SYMBOL, f"第{n}份液冷".encode(), KNOWN) for n in range(5)]

    through = []
    for document, read in read_documents(library, documents, is_stopped=lambda: bool(through)):
        through.append(document)
        assert "液冷" in read.text.text
    assert 1 <= len(through) < 5
    assert {d.id for d in through} == {d.id for d in documents if library.read(d)}


@pytest.mark.slow
def test_several_processes_put_the_same_documents(library):
    code = (
        "import sys; from pathlib import Path; from dashboard.filings.library import Library;"
        "from dashboard.filings.reading import Known, put_document\n"
        "library = Library(Path(sys.argv[1]))\n"
        "for n in range(20):\n"
        "    known = Known('notice', f'{n}', '2024-01-01')\n"
        "    put_document(library, '300249.SZ', f'text {n}'.encode() * 1000, known)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(library.store)]) for _ in range(3)]

    assert [0, 0, 0] == [each.wait() for each in running]
    assert 20 == len(library.documents(SYMBOL))
    for document in library.documents(SYMBOL):
        assert library.data(document)
    notes = list((library.store / "filings" / SYMBOL).glob("*.json"))
    assert all(json.loads(note.read_text()) for note in notes)


@pytest.mark.slow
def test_a_writer_that_is_killed_leaves_whole_documents_only(library):
    code = (
        "import sys; from pathlib import Path; from dashboard.filings.library import Library;"
        "from dashboard.filings.reading import Known, put_document, read_document\n"
        "library = Library(Path(sys.argv[1]))\n"
        "for n in range(10_000):\n"
        "    known = Known('notice', f'{n}', '2024-01-01')\n"
        "    data = f'text {n}'.encode() * 50_000\n"
        "    read_document(library, put_document(library, '300249.SZ', data, known))\n"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(library.store)])
    while len(library.documents(SYMBOL)) < 5:
        assert running.poll() is None
        time.sleep(0.05)
    running.kill()
    running.wait()

    for document in library.documents(SYMBOL):
        assert document.size == len(library.data(document))
        held = library.read(document)
        assert held is None or held.text.text.startswith("text ")
    put_document(library, SYMBOL, DATA, KNOWN)  # the lock died with its process
