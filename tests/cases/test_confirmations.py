"""Reported rows that were held against their documents: confirmed, contradicted, or told wrong."""

from dataclasses import replace
from random import Random

import pytest

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.trial import Trial
from dashboard.case import FINDINGS, ordinal
from dashboard.cases.folders import read_case, write_case
from dashboard.errors import CaseError
from dashboard.exhibits.evidence_tables import matrix_table
from dashboard.exports.trial_blocks import evidence_block
from dashboard.html.statements import statement
from dashboard.language.language import Language
from tests.thoroughness import rounds


def read_here(told, **changes):
    """Row that was read in the document of a reported one."""
    own = {"via": "", "via_zh": "", "via_published": None, "quote": "word for word", "page": "7"}
    return replace(told, id=f"{told.id}-read", **own | changes)


def with_row(folder, row):
    return replace(folder, case=replace(folder.case, evidence=(*folder.case.evidence, row)))


@pytest.fixture(scope="module")
def told(shipped):
    """A reported row that grades its cell: AtHub's business with Alibaba."""
    return next(row for row in shipped.case.evidence if row.id == "athub-ali")


def cell_of(folder, row, sessions):
    return exposure(folder.case, sessions, folder.case.window).cell(row.stock, row.story)


@pytest.mark.parametrize("column", ["confirms", "contradicts"])
def test_what_was_held_against_its_document_reads_back_as_it_was(shipped, told, tmp_path, column):
    folder = with_row(shipped, read_here(told, **{column: told.id}))
    write_case(folder, tmp_path / "case")
    again = read_case(tmp_path / "case").case
    assert folder.case == again
    assert told.id == evidence_block(again)[f"{told.id}-read"][column]


def test_of_equal_rows_the_one_that_was_read_grades_the_cell(shipped, told, xshg):
    folder = with_row(shipped, read_here(told, confirms=told.id))
    before, cell = (cell_of(each, told, xshg) for each in (shipped, folder))
    assert (told.id, True) == (before.strongest.id, before.is_unread)
    assert (f"{told.id}-read", before.ordinal) == (cell.strongest.id, cell.ordinal)
    assert not cell.is_unread


def test_what_was_read_grades_the_cell_though_it_bears_out_less_than_was_told(shipped, told, xshg):
    """The document is read: nothing of the cell is said to rest on a report any longer."""
    folder = with_row(shipped, read_here(told, finding="small", confirms=told.id))
    result = exposure(folder.case, xshg, folder.case.window)
    cell = result.cell(told.stock, told.story)
    assert ("small", f"{told.id}-read", ()) == (cell.state, cell.strongest.id, cell.contradicted)
    table = matrix_table(folder.case, result).frame()
    remark = table.set_index("symbol").loc[told.stock, f"{told.story}: remark"]
    assert "not read" not in remark
    when = result.publication(told.id)
    for t in (Language(), Language("zh")):
        whole = str(statement(folder.case, told, when, t, None))
        assert not any(each in whole for each in ("not read here", "未在此读过"))


def test_a_report_and_what_was_read_for_it_are_one_statement_of_the_answer(shipped, told):
    folder = with_row(shipped, read_here(told, confirms=told.id))
    before, after = (Trial.of(each).answer for each in (shipped, folder))
    assert before.statements == after.statements
    assert before.first_hand + 1 == after.first_hand
    assert {
        each.story: (each.statements, each.first_hand + (each.story == told.story))
        for each in before.checked
    } == {each.story: (each.statements, each.first_hand) for each in after.checked}


def test_a_claim_does_not_call_unread_what_was_read(shipped):
    claims = Trial.of(shipped).claims
    told = next(
        row for row in shipped.case.evidence if any(row.id in c.data.reported for c in claims)
    )
    folder = with_row(shipped, read_here(told, confirms=told.id))
    rested = [each for each in claims if told.id in each.data.reported]
    again = {each.claim.id: each for each in Trial.of(folder).claims}
    for result in rested:
        assert told.id not in again[result.claim.id].data.reported
        assert {told.id, f"{told.id}-read"} <= set(again[result.claim.id].data.evidence)


def test_what_the_document_contradicts_does_not_count_and_stands_there_all_the_same(
    shipped, told, xshg
):
    read = read_here(told, finding="small", contradicts=told.id)
    folder = with_row(shipped, read)
    cell = cell_of(folder, told, xshg)
    assert ("small", (told.id,)) == (cell.state, cell.contradicted)
    assert {told.id, read.id} <= {row.id for row in cell.evidence}
    english, chinese = Language(), Language("zh")
    assert "contradicted by the document: that counts" in " ".join(
        statement_words.remarks(cell, english)
    )
    rows = folder.case.evidence
    assert statement_words.checked(told, rows, english).startswith("contradicted by the document")
    assert "says otherwise than" in statement_words.checked(read, rows, english)
    assert "不符" in statement_words.checked(told, rows, chinese)


def test_a_document_that_came_out_after_the_window_contradicts_nothing_inside_it(
    shipped, told, xshg
):
    late = replace(told.published, stamp=told.published.stamp.replace(year=2026))
    read = read_here(told, finding="small", contradicts=told.id, published=late)
    cell = cell_of(with_row(shipped, read), told, xshg)
    assert (told.id, ()) == (cell.strongest.id, cell.contradicted)


def test_what_was_confirmed_is_no_longer_told_to_be_unread(shipped, told):
    rows = [*shipped.case.evidence, read_here(told, confirms=told.id)]
    n = sum(row.is_reported for row in rows)
    assert f"{n} of" in statement_words.reported_note(rows[:-1], Language())
    assert f"{n - 1} of" in statement_words.reported_note(rows, Language())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"confirms": "nobody"}, "has no row “nobody”"),
        ({"confirms": "athub-ali", "contradicts": "athub-ali"}, "leave one of the two empty"),
        ({"confirms": "athub-label"}, "only a reported row is confirmed"),
        ({"contradicts": "athub-lc"}, "another stock or another story"),
        ({"confirms": "athub-ali-read"}, "is this one"),
        ({"confirms": "athub-ali", "via": "Somebody"}, "or “via”"),
    ],
)
def test_a_wrong_reference_is_named(shipped, told, tmp_path, changes, fault):
    with pytest.raises(CaseError) as refused:
        write_case(with_row(shipped, read_here(told, **changes)), tmp_path / "case")
    assert fault in " ".join(map(str, refused.value.faults))


@pytest.mark.parametrize("seed", range(rounds(8, 200)))
def test_every_row_is_shown_whatever_contradicts_it(shipped, xshg, seed):
    draw = Random(seed)
    rows = list(shipped.case.evidence)
    for told in [row for row in rows if row.is_reported]:
        if draw.random() < 0.7:
            column = draw.choice(["confirms", "contradicts"])
            finding = draw.choice([each for each in FINDINGS if each != "denied"])
            rows.append(read_here(told, finding=finding, **{column: told.id}))
    case = replace(shipped.case, evidence=tuple(rows))
    found = exposure(case, xshg, case.window)
    shown = [row for cell in found.cells for row in (*cell.evidence, *cell.late)]
    assert {row.id for row in rows} == {row.id for row in shown}
    t = Language("zh")
    for cell in found.cells:
        for row in (*cell.evidence, *cell.late):
            told = str(statement(case, row, found.publication(row.id), t, None))
            assert ("与文件核对" in told) == bool(statement_words.checked(row, rows, t))
        if cell.strongest is not None:
            assert cell.strongest.id not in cell.contradicted
            kind = case.story(cell.story).kind
            read = {row.confirms or row.contradicts for row in cell.evidence}
            counted = [row for row in cell.evidence if row.id not in read]
            if kind == "evidence" and cell.denied_by is None:
                assert cell.ordinal == max(ordinal(row.finding, kind) for row in counted)
