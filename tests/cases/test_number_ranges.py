"""Numbers that a unit does not allow are asked about, and those that it does read back."""

from dataclasses import replace

import pytest

from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.folders import read_case, shipped_directory
from dashboard.cases.writer import case_files
from tests.cases.conftest import SMALL


@pytest.fixture(scope="module")
def shipped():
    return read_case(shipped_directory() / "liquid-cooling-2025")


@pytest.mark.parametrize(
    ("table", "column", "text", "part"),
    [
        ("evidence", "value", "53", "this is 5300%"),
        ("evidence", "value", "1.5", "this is 150%"),
        ("evidence", "value", "150%", ""),
        ("claims", "stated", "45.6", "this is 4560%"),
        ("claims", "stated", "1900%", ""),
        ("claims", "stated", "-1.2", "Nothing loses more than all"),
        ("claims", "tolerance", "5", "this is 500%"),
    ],
)
def test_a_fraction_that_is_more_likely_percent_is_asked_about(shipped, table, column, text, part):
    sheets = sheets_of(shipped)
    rows = sheets.tables[table]
    wanted = "evidence" if table == "evidence" else "return"
    key = next(
        row.key
        for row in rows
        if row.cells.get("unit") == "fraction"
        and (wanted == "evidence" or row.cells["kind"] == wanted)
    )
    faults = judge(sheets.with_cell(table, key, column, text), shipped).faults

    assert bool(part) == bool(faults)
    assert all(part in hit.fault.rule.reason for hit in faults)


def test_a_count_of_sessions_is_whole(shipped):
    sheets = sheets_of(shipped)
    key = next(r.key for r in sheets.tables["claims"] if r.cells["kind"] == "session-count")
    (hit,) = judge(sheets.with_cell("claims", key, "stated", "2.5"), shipped).faults

    assert ("stated", True) == (hit.column, "whole number" in hit.fault.rule.template)


def test_a_fraction_above_one_is_written_so_that_it_reads_back(tmp_path):
    content = read_case(SMALL)
    rows = tuple(replace(row, value=19.005, unit="fraction") for row in content.case.evidence)
    case = replace(content.case, evidence=rows)
    files = case_files(case, content.market)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    assert b"1900.5%" in files["evidence.csv"]
    assert case == read_case(tmp_path).case
