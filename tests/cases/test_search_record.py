"""What was searched without a hit: its cells, its sentence, and wherever that stands."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case, write_case
from dashboard.cases.search_record import SearchRecord, read_record
from dashboard.commands.main import main
from dashboard.errors import CaseError, InputError
from dashboard.exhibits.evidence_tables import evidence_table
from dashboard.exports.trial_blocks import evidence_block
from dashboard.html.links import Links
from dashboard.html.statements import statements
from dashboard.language.language import Language
from dashboard.market.documents import Searched
from tests.shipped_cases import FIRST

WORDS = "液冷, 冷板; 2026-11-29"
IN = (
    "annual-report 2023 #0123456789abcdef: 214 pages, 3 without text; half-year-report 2024H1: 176 "
    "pages; answer x22: 30 pages; folding 1"
)
ENGLISH = (
    "Searched the 2023 annual report (214 pages, 3 without text), the 2024 half-year report "
    "(176 pages) and 22 documents of the kind “answer to an investor” (30 pages, 0 without "
    "text) for 液冷 and 冷板 on 29 Nov 2026, folding 1: no hits."
)


def test_the_cells_say_all_of_a_search_and_are_written_as_they_are_read():
    found = read_record(WORDS, IN)

    assert ("液冷", "冷板") == found.words
    assert date(2026, 11, 29) == found.day
    assert 1 == found.folding
    assert (
        Searched("annual-report", "2023", 214, 3, id="0123456789abcdef"),
        Searched("half-year-report", "2024H1", 176),
        Searched("answer", "", 30, n=22),
    ) == found.documents
    assert {"searched": WORDS, "searched_in": IN} == found.cells
    assert ENGLISH == Language().say(found.message)


def test_the_same_in_chinese():
    one = SearchRecord(("液冷",), date(2026, 11, 29), (Searched("notice", "2024-05-06", 3, 1),), 1)

    told = (
        "2026年11月29日在2024年5月6日的公告（3 页，其中 1 页无文字）中检索液冷（文本归一版本 "
        "1），未命中。"
    )
    assert told == Language("zh").say(one.message)


@pytest.mark.parametrize(
    ("searched", "where"),
    [
        ("液冷", IN),
        ("2026-11-29", IN),
        ("液冷; 29.11.2026", IN),
        (WORDS, "the annual report"),
        (WORDS, "anual-report 2023: 214 pages"),
        (WORDS, "annual-report 2023: 3 pages, 4 without text"),
        (WORDS, "notice 2024-13-01: 3 pages"),
        (WORDS, "folding 1"),
        (WORDS, " ; "),
    ],
)
def test_what_does_not_say_words_day_documents_and_pages_is_refused(searched, where):
    with pytest.raises(InputError):
        read_record(searched, where)


@pytest.fixture(scope="module")
def searching(tmp_path_factory):
    """The shipped case with every row that found nothing saying what was searched."""
    content = read_case(find_case(FIRST))
    rows = tuple(
        replace(row, searched=WORDS, searched_in=IN) if row.finding == "none-found" else row
        for row in content.case.evidence
    )
    folder = tmp_path_factory.mktemp("cases") / FIRST
    write_case(replace(content, case=replace(content.case, evidence=rows)), folder)
    return folder


@pytest.mark.slow
def test_every_absence_names_documents_pages_and_terms_on_page_export_and_answer(searching):
    trial = Trial.of(read_case(searching))
    case, english = trial.case, Language()
    silent = [row for row in case.evidence if row.finding == "none-found"]
    assert 2 == len(silent)

    page = statements(case, trial.exposure, english, Links(), rise_is_red=True)
    assert len(silent) == page.count(ENGLISH)
    (column,) = [
        values
        for head, values in zip(*_columns(evidence_table(case, trial.exposure)), strict=True)
        if head == "searched in"
    ]
    assert len(silent) == column.count(IN)
    assert [IN] * len(silent) == [evidence_block(case)[row.id]["searched_in"] for row in silent]

    run = CliRunner()
    told = run.invoke(main, ["answer", str(searching), "--language", "en"]).output
    assert len(silent) == told.count(ENGLISH)
    block = json.loads(run.invoke(main, ["answer", str(searching), "--json"]).output)
    assert [row.id for row in silent] == [each["id"] for each in block["absences"]]


def _columns(table):
    return [column.name for column in table.columns], table.values()


def test_an_absence_without_a_record_says_that_nobody_wrote_it_down():
    told = CliRunner().invoke(main, ["answer", FIRST, "--language", "en"]).output

    assert 2 == told.count("which words were searched for is not on file.")


def test_a_record_that_cannot_be_read_is_a_fault_of_its_cell(searching):
    file = searching / "evidence.csv"
    kept = file.read_text(encoding="utf-8")
    try:
        file.write_text(
            kept.replace("annual-report 2023 #", "annual-report 2023 no "), encoding="utf-8"
        )
        with pytest.raises(CaseError) as refused:
            read_case(searching)
    finally:
        file.write_text(kept, encoding="utf-8")

    assert {"searched_in"} == {fault.field for fault in refused.value.faults}
