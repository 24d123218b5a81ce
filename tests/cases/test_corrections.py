"""corrections.csv: read, written, checked, shown, frozen."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Correction, Text
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.folders import write_case
from dashboard.cases.shelf import CaseShelf
from dashboard.cases.writer import case_files
from dashboard.charts.theme import Look
from dashboard.editions.diff import FrozenState, edition_diff
from dashboard.editions.manifest import is_place
from dashboard.errors import InputError
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language

ONE = Correction(
    date(2025, 3, 1), Text("The share is 53%, not 35%.", "占比是 53%，不是 35%。"), "Ann"
)
LINES = "date,what_en,what_zh,by\n2025-03-01,The share is 53%，not 35%.,,\n2025/3/2,,=改,Bo\n"


def log(small, text):
    (small.path / "corrections.csv").write_bytes(text.encode())
    return small


def test_a_folder_without_the_file_has_none(small):
    assert () == small.read().case.corrections


def test_the_log_is_read_and_written_again_as_it_is(small, tmp_path):
    content = log(small, LINES).read()
    first, second = content.case.corrections

    assert (date(2025, 3, 1), "", date(2025, 3, 2), "Bo") == (
        first.date,
        first.by,
        second.date,
        second.by,
    )
    files = case_files(content.case, content.market)
    write_case(content, tmp_path / "again" / "small")
    assert files["corrections.csv"] == (tmp_path / "again/small/corrections.csv").read_bytes()
    assert b"'=" in files["corrections.csv"]


@pytest.mark.parametrize(
    ("row", "field"),
    [(",What,,", "date"), ("soon,What,,", "date"), ("2025-03-01,,,Ann", "what_en")],
)
def test_a_correction_has_a_day_and_says_something(small, row, field):
    fault = log(small, f"date,what_en,what_zh,by\n{row}\n").fault()

    assert ("corrections.csv", 2, field) == (fault.file, fault.line, fault.field)


def test_a_correction_is_added_at_the_end(small, tmp_path, shipped_case):
    shelf = CaseShelf(tmp_path / "store", directory=small.path.parent)
    shelf.correct(small.path, Text(" First ", ""), date(2025, 3, 1), "Ann")
    shelf.correct(small.path, Text("", "第二"), date(2025, 3, 2))

    assert [Text("First", ""), Text("", "第二")] == [
        each.what for each in small.read().case.corrections
    ]
    with pytest.raises(InputError, match="Say what was put right"):
        shelf.correct(small.path, Text(" ", ""), date(2025, 3, 3))
    with pytest.raises(InputError, match="ships with the dashboard"):
        shelf.correct(shipped_case, ONE.what, ONE.date)


def test_the_editor_keeps_the_log(small):
    saved = log(small, LINES).read()

    judged = judge(sheets_of(saved), saved)

    assert () == judged.faults
    assert saved.case.corrections == judged.content.case.corrections


def test_the_story_page_ends_with_the_corrections(shipped):
    case = replace(shipped.case, corrections=(ONE, replace(ONE, what=Text("<b>", "<b>"))))
    trial = Trial.of(replace(shipped, case=case))

    for code, title in (
        ("en", "2 corrections, the last one on 1 Mar 2025"),
        ("zh", "更正 2 处，最近一处在2025年3月1日"),
    ):
        made = exhibits("story")["corrections"].make(trial, Reader(Look(Language(code))))
        assert title == made.title
        assert ONE.what.zh in made.body() or ONE.what.en in made.body()
        assert "&lt;b&gt;" in made.body()
    assert "corrections" == list(exhibits("story"))[-1]
    assert (
        exhibits("story")["corrections"].make(Trial.of(shipped), Reader(Look(Language()))) is None
    )


def test_a_comparison_of_editions_names_a_new_correction(shipped):
    window = shipped.case.window
    one = FrozenState(shipped.case, shipped.market, (window.first, window.last), {}, {})
    other = replace(one, case=replace(shipped.case, corrections=(ONE,)))

    (row,) = edition_diff(one, other).rows
    assert ("corrections", "added", ONE.id) == (row.table, row.kind, row.id)


def test_an_edition_holds_the_log(small):
    names = [note.name for note in log(small, LINES).read().files]

    assert "corrections.csv" in names
    assert is_place("case/corrections.csv")
