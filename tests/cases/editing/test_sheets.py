"""A case as sheets of raw cells, and back."""

from pathlib import Path

import pytest

from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.sheets import TABLES, columns, files_of, sheets_of
from dashboard.cases.folders import read_case
from dashboard.cases.writer import case_files, market_files

SHIPPED = Path(__file__).parents[3] / "src/dashboard/cases/shipped/liquid-cooling-2025"
TRIALS = Path(__file__).parents[4] / "shared/trials/cases"


def own_files(content):
    market = market_files(content.case, content.market)
    written = case_files(content.case, content.market, content.marks)
    return {name: data for name, data in written.items() if name not in market}


def test_the_sheets_of_the_shipped_case_are_its_files():
    content = read_case(SHIPPED)
    assert own_files(content) == files_of(sheets_of(content))


def test_a_case_that_nobody_edited_is_judged_as_it_was_read():
    content = read_case(SHIPPED)
    judged = judge(sheets_of(content), content)
    assert () == judged.faults
    assert content == judged.content
    assert content.case == judged.content.case


def test_every_cell_of_a_sheet_has_its_column(small):
    sheets = sheets_of(small.read())
    for table in TABLES:
        names = [column.name for column in columns(table, sheets)]
        for row in sheets.tables[table]:
            assert set(row.cells) == set(names)


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("case", "title_en", ""),
        ("case", "timezone", "Mars/Phobos"),
        ("source", "published", "yesterday"),
        ("window", "first", "2025-02-08"),
        ("estimation", "sessions", "many"),
        ("groups", "chosen", "during"),
        ("stocks", "group", "nobody"),
        ("benchmarks", "returns", "none.csv"),
        ("stories", "kind", "fable"),
        ("events", "published", "2025-02-30"),
        ("evidence", "finding", "guessed"),
        ("claims", "tolerance", "-1"),
        ("case", "universe", "nowhere.csv"),
    ],
)
def test_a_wrong_cell_is_named(small, table, column, text):
    content = small.read()
    sheets = sheets_of(content)
    key = sheets.tables[table][-1 if table == "claims" else 0].key
    judged = judge(sheets.with_cell(table, key, column, text), content)
    if column == "title_en":
        judged = judge(
            sheets.with_cell(table, key, column, "").with_cell(table, key, "title_zh", ""), content
        )
    assert judged.content is None
    assert (table, key, column) in [(f.table, f.key, f.column) for f in judged.faults]
    assert content.case == judged.readable.case
