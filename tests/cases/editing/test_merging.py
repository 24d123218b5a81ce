"""Two people edit one case: the edits of both are there, or a collision names them."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases.editing.changes import changes
from dashboard.cases.editing.merging import aligned, merge, taken_over
from dashboard.cases.editing.sheets import ALONE, TABLES, Row, Sheets, columns, sheets_of
from dashboard.cases.folders import read_case
from tests.thoroughness import rounds

SMALL = Path(__file__).parents[2] / "data" / "small"
TEXTS = st.sampled_from(["", "one", "two", "2025-02-07", "0.5", "cooling"])


@cache
def base() -> Sheets:
    """Sheets of the small case."""
    return sheets_of(read_case(SMALL))


def edited(draw: st.DrawFn, sheets: Sheets, tables: tuple[str, ...]) -> Sheets:
    for _ in range(draw(st.integers(0, 5))):
        table = draw(st.sampled_from(tables))
        keys = [row.key for row in sheets.tables[table]]
        kind = draw(st.sampled_from(["cell", "add", "remove", "move"]))
        if kind == "add" and table not in ALONE:
            cells = {"id": draw(TEXTS), "title_en": draw(TEXTS)}
            sheets, _ = sheets.with_row(table, cells, draw(st.integers(0, len(keys))))
        elif not keys:
            continue
        elif kind == "remove":
            sheets = sheets.without_row(table, draw(st.sampled_from(keys)))
        elif kind == "move":
            sheets = sheets.moved(
                table, draw(st.sampled_from(keys)), draw(st.integers(0, len(keys)))
            )
        else:
            column = draw(st.sampled_from(columns(table, sheets))).name
            sheets = sheets.with_cell(table, draw(st.sampled_from(keys)), column, draw(TEXTS))
    return sheets


@st.composite
def edits(draw: st.DrawFn, tables: tuple[str, ...] = TABLES) -> Sheets:
    return edited(draw, base(), tables)


@settings(max_examples=rounds(60, 2000), deadline=None)
@given(edits())
def test_what_one_alone_edited_stays_as_it_is(one):
    assert one == merge(base(), one, base()).sheets
    assert one == merge(base(), base(), one).sheets
    assert one == merge(base(), one, one).sheets
    assert () == merge(base(), one, one).collisions
    assert changes(base(), one) == merge(base(), base(), one).taken


@settings(max_examples=rounds(40, 2000), deadline=None)
@given(edits(TABLES[:7]), edits(TABLES[7:]))
def test_edits_of_different_tables_go_together_whoever_comes_second(one, other):
    first, second = merge(base(), one, other), merge(base(), other, one)
    assert () == first.collisions + second.collisions
    assert first.sheets == second.sheets


@pytest.mark.slow
@settings(max_examples=rounds(100, 5000), deadline=None)
@given(edits(("window", "events", "claims")), edits(("window", "events", "claims")))
def test_no_edit_of_either_is_lost(mine, theirs):
    merged = merge(base(), mine, theirs)
    hit = {(each.table, each.key, each.column) for each in merged.collisions}
    for each in changes(base(), mine):
        if each.kind == "cell":
            assert each.after == merged.sheets.cell(each.table, each.key, each.column)
        elif each.kind == "added":
            assert mine.row(each.table, each.key).cells.items() <= (
                merged.sheets.row(each.table, each.key).cells.items()
            )
        elif each.kind == "removed":
            assert merged.sheets.row(each.table, each.key) is None
    for each in changes(base(), theirs):
        whole = (each.table, each.key, "") in hit
        if each.kind == "cell" and not whole and (each.table, each.key, each.column) not in hit:
            assert each.after == merged.sheets.cell(each.table, each.key, each.column)
        elif each.kind == "added":
            row = theirs.row(each.table, each.key).cells
            rows = [each.cells for each in merged.sheets.tables[each.table]]
            told = [hit.their_row.cells for hit in merged.collisions if hit.their_row]
            assert any(_stands(row, found) for found in (*rows, *told))
        elif each.kind == "removed" and not whole:
            assert merged.sheets.row(each.table, each.key) is None


def _stands(row, found) -> bool:
    return all(text == found.get(column, "") for column, text in row.items())


def test_a_cell_that_both_changed_keeps_mine_and_names_both():
    mine = base().with_cell("window", "", "first", "2025-02-10")
    theirs = base().with_cell("window", "", "first", "2025-02-11")
    theirs = theirs.with_cell("window", "", "last", "2025-02-14")
    merged = merge(base(), mine, theirs)
    (hit,) = merged.collisions
    assert ("2025-02-07", "2025-02-10", "2025-02-11") == (hit.base, hit.mine, hit.theirs)
    assert "2025-02-10" == merged.sheets.cell("window", "", "first")
    assert "2025-02-14" == merged.sheets.cell("window", "", "last")
    assert theirs == taken_over(merged.sheets, hit, theirs)


def test_two_new_rows_of_one_id_collide_as_rows():
    mine, key = base().with_row("groups", {"id": "third", "title_en": "Mine"})
    theirs = base().with_keyed("groups", Row("third", {"id": "third", "title_en": "Theirs"}))
    merged = merge(base(), mine, theirs)
    (hit,) = merged.collisions
    assert ("groups", key, "") == (hit.table, hit.key, hit.column)
    assert "Mine" == merged.sheets.cell("groups", key, "title_en")
    taken = taken_over(merged.sheets, hit, theirs)
    assert "Theirs" == taken.cell("groups", key, "title_en")
    assert len(mine.tables["groups"]) == len(taken.tables["groups"])


@pytest.mark.parametrize("mine_removes", [True, False])
def test_a_row_that_one_took_out_and_the_other_changed_collides(mine_removes):
    gone = base().without_row("stories", "cooling")
    changed = base().with_cell("stories", "cooling", "title_en", "Ice")
    mine, theirs = (gone, changed) if mine_removes else (changed, gone)
    merged = merge(base(), mine, theirs)
    (hit,) = merged.collisions
    assert ("stories", "cooling", "") == (hit.table, hit.key, hit.column)
    assert mine == merged.sheets
    assert theirs == taken_over(merged.sheets, hit, theirs)


def test_rows_moved_by_both_stand_where_each_put_them():
    keys = [row.key for row in base().tables["claims"]]
    mine = base().moved("claims", keys[0], len(keys))
    theirs = base().moved("claims", keys[-2], 0)
    order = [row.key for row in merge(base(), mine, theirs).sheets.tables["claims"]]
    assert [keys[-2], *keys[1:-2], keys[-1], keys[0]] == order


def test_a_row_renamed_in_the_folder_is_the_same_row():
    mine = base().with_cell("stories", "cooling", "title_en", "Ice")
    rows = [
        Row("frost", {**row.cells, "id": "frost"}) if row.key == "cooling" else row
        for row in base().tables["stories"]
    ]
    merged = merge(base(), mine, base().with_table("stories", rows))
    assert () == merged.collisions
    assert "frost" == merged.sheets.cell("stories", "cooling", "id")
    assert "Ice" == merged.sheets.cell("stories", "cooling", "title_en")


def test_a_row_added_here_and_read_again_keeps_its_key():
    mine, _ = base().with_row("groups", {"id": "third", "title_en": "Mine"})
    again = base().with_keyed("groups", Row("third", {"id": "third", "title_en": "Mine"}))
    assert mine == aligned(again, mine)
