"""Nothing found is not that nothing exists: what nobody wrote down of a search is said to be so."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import write_case
from dashboard.commands.main import main
from dashboard.exports.report import report_html
from dashboard.exports.results import results
from dashboard.html.links import Links
from dashboard.html.statements import statements
from dashboard.language.language import Language

WORDS = "阿里, 阿里云; 2025-02-14"
RECORD = "annual-report 2023: 214 pages, 3 without text; folding 1"
NO_WORDS = "which words were searched for is not on file."
NO_PAGES = {
    "en": "ow many pages of which documents were searched is not on file",
    "zh": "检索了哪些文件、多少页，",
}
# What a row has on file, and what it then says is not.
STATES = [
    ({}, ["searched", "searched_in"]),
    ({"searched": WORDS}, ["searched_in"]),
    ({"searched": WORDS, "searched_in": RECORD}, []),
]


@pytest.fixture(scope="module")
def bare(shipped):
    """The shipped case without what says nothing of its statements."""
    case = replace(shipped.case, claims=(), universe=None)
    return replace(shipped, case=case, market=replace(shipped.market, universe=None))


@pytest.fixture(params=STATES, ids=["nothing", "words", "words and pages"])
def silent(request, bare):
    """That case, with as much on file of each search that found nothing; what it lacks."""
    on_file, lacking = request.param
    rows = tuple(
        replace(row, **({"searched": "", "searched_in": ""} | on_file))
        if row.finding == "none-found"
        else row
        for row in bare.case.evidence
    )
    content = replace(bare, case=replace(bare.case, evidence=rows))
    return content, [row for row in rows if row.finding == "none-found"], lacking


def facts(page, name):
    """How often a statement says of something that it is not on file."""
    return page.count(f"<dt>{name}</dt><dd>not on file</dd>")


def test_the_page_says_what_is_not_on_file(silent):
    content, rows, lacking = silent
    page = statements(
        content.case, Trial.of(content).exposure, Language(), Links(), rise_is_red=True
    )

    told = ("searched" in lacking, "searched_in" in lacking)
    assert [len(rows) * each for each in told] == [
        facts(page, name) for name in ("Searched for", "Pages searched")
    ]
    assert len(rows) == page.count("<b>none found</b>")


@pytest.mark.slow
def test_the_report_says_it_too_and_that_it_proves_no_absence(make_imprint, bare, en):
    report = report_html(make_imprint(bare), en)

    assert [2, 2] == [facts(report, name) for name in ("Searched for", "Pages searched")]
    assert "Looked for and not found in the documents searched; that is not proof of" in report


@pytest.mark.slow
def test_answer_and_results_say_what_is_not_on_file(silent, tmp_path):
    content, rows, lacking = silent
    evidence = results(Trial.of(content))["evidence"]
    assert {row.id: lacking for row in rows} == {
        name: each["not_on_file"] for name, each in evidence.items() if each["not_on_file"]
    } or not lacking

    folder = tmp_path / content.case.slug
    write_case(content, folder)
    run = CliRunner()
    block = json.loads(run.invoke(main, ["answer", str(folder), "--json"]).output)
    assert [(row.id, lacking) for row in rows] == [
        (each["id"], each["not_on_file"]) for each in block["absences"]
    ]
    for code, no_pages in NO_PAGES.items():
        told = run.invoke(main, ["answer", str(folder), "--language", code]).output
        assert len(rows) * ("searched_in" in lacking) == told.count(no_pages)
    english = " ".join(each["sentence"] for each in block["absences"])
    assert len(rows) * ("searched" in lacking) == english.count(NO_WORDS)
    assert len(rows) * ("searched_in" in lacking) == english.count(NO_PAGES["en"])
