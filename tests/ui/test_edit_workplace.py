"""A desk of the editor: what the browser says is done once, in its order, and can be undone."""

import pytest

from dashboard.cases.editing.columns import NAMES as TABLES
from dashboard.cases.editing.desks import Desk
from dashboard.cases.editing.sheets import columns
from dashboard.language.language import Language
from dashboard.market.shipped_listing import shipped_listing
from dashboard.ui import fields
from dashboard.ui.editor import grid
from dashboard.ui.editor.workplace import Workplace


@pytest.fixture
def desk(shipped, tmp_path):
    folder = tmp_path / shipped.case.slug
    return Workplace(
        slug=shipped.case.slug,
        token="abcdef",
        folder=folder,
        saved=shipped,
        desk=Desk.of(shipped),
        listing=shipped_listing,
    )


def told(desk, *events, client="one"):
    numbered = [
        {"table": "evidence", "seq": n, **event}
        for n, event in enumerate(events, desk.heard.get(client, 0) + 1)
    ]
    return desk.hear({"client": client, "session": desk.session, "events": numbered})


def cell(text, key="goaland-lc", column="value", visit=1, table="evidence"):
    return {
        "kind": "cell",
        "table": table,
        "key": key,
        "column": column,
        "text": text,
        "visit": visit,
    }


def test_an_event_that_comes_twice_is_done_once(desk):
    said = {
        "client": "one",
        "session": desk.session,
        "events": [{"seq": 1, "table": "evidence", "kind": "add", "value": "liquid-cooling"}],
    }
    n = len(desk.sheets.tables["evidence"])

    assert desk.hear(said)
    assert not desk.hear(said)
    assert n + 1 == len(desk.sheets.tables["evidence"])


def test_events_are_done_in_the_order_they_were_made(desk):
    late, early = {**cell("2", visit=2), "seq": 2}, {**cell("1"), "seq": 1}
    desk.hear({"client": "one", "session": desk.session, "events": [late, early]})
    assert "2" == desk.sheets.cell("evidence", "goaland-lc", "value")


def test_what_a_server_before_had_heard_is_not_done_again(desk):
    said = {"client": "one", "session": "another", "events": [{**cell("1"), "seq": 1}]}
    assert not desk.hear(said)
    assert desk.base is desk.sheets


@pytest.mark.parametrize(
    "said",
    [
        None,
        "words",
        {"events": 3},
        {"events": [3, {"seq": True}, {"seq": 1}]},
        {"events": [{"seq": 1, "table": "prices", "kind": "cell"}]},
        {"events": [{"seq": 1, "table": "evidence", "kind": "cell", "key": "x", "column": "y"}]},
        {"events": [{"seq": 1, "table": "evidence", "kind": "remove", "key": "nobody"}]},
        {"events": [{"seq": 1, "table": "window", "kind": "remove", "key": ""}]},
        {"events": [{"seq": 1, "table": "evidence", "kind": "cell", "key": "goaland-lc"}]},
    ],
)
def test_what_cannot_be_understood_changes_nothing(desk, said):
    if isinstance(said, dict):
        said = {"client": "one", "session": desk.session, **said}
    assert not desk.hear(said)
    assert desk.base is desk.sheets


def test_letters_of_one_visit_are_one_step_to_undo(desk):
    told(desk, cell("5"), cell("53"), cell("530", visit=2))

    desk.undo_step()
    assert "53" == desk.sheets.cell("evidence", "goaland-lc", "value")
    desk.undo_step()
    assert "0.53" == desk.sheets.cell("evidence", "goaland-lc", "value")
    assert () == desk.changes
    desk.redo_step()
    assert "53" == desk.sheets.cell("evidence", "goaland-lc", "value")


def test_another_name_of_a_group_goes_along_to_its_stocks_and_claims_in_one_step(desk):
    group = desk.sheets.tables["groups"][0].key
    other = desk.sheets.tables["groups"][1].key
    rename = {"table": "groups", "column": "id", "key": group}
    # On the way to its name it is once called as the other one, and once nothing at all.
    told(desk, *(cell(text, **rename) for text in ("n", "", other, f"{other}-2")))

    stocks = [row.cells["group"] for row in desk.sheets.tables["stocks"]]
    assert {other, f"{other}-2"} == set(stocks)
    assert (4, 4) == (stocks.count(other), stocks.count(f"{other}-2"))
    assert not desk.judged.faults
    assert f"“{group}” is “{other}-2” now" in desk.done.reason
    desk.undo_step()
    assert desk.base == desk.sheets


def test_what_names_two_rows_and_what_is_on_file_of_a_stock_stay_where_they_are(desk):
    first, second = (row.key for row in desk.sheets.tables["stories"][:2])
    told(desk, cell(first, table="stories", column="id", key=second))
    named = [row.cells["story"] for row in desk.sheets.tables["evidence"]]
    told(desk, cell("third", table="stories", column="id", key=second, visit=2))
    assert named == [row.cells["story"] for row in desk.sheets.tables["evidence"]]
    symbol = desk.sheets.tables["stocks"][0].key
    told(desk, cell("300001.SZ", table="stocks", column="symbol", key=symbol, visit=3))
    assert symbol in {row.cells["stock"] for row in desk.sheets.tables["evidence"]}
    assert desk.done is None


def test_a_wrong_cell_is_named_and_the_saved_value_known(desk):
    told(desk, cell("5x3"))

    (fault,) = desk.judged.faults
    assert ("evidence", "goaland-lc", "value") == (fault.table, fault.key, fault.column)
    assert {"value": "0.53"} == desk.was("evidence", "goaland-lc")
    assert desk.judged.readable is not None


def test_a_row_moves_inside_its_section_alone(desk):
    rows = [row.key for row in desk.sheets.tables["evidence"]]
    first, last = rows[0], rows[7]  # of the rows about liquid cooling
    told(desk, {"kind": "move", "key": last, "value": "1"})
    assert rows == [row.key for row in desk.sheets.tables["evidence"]]

    told(desk, {"kind": "move", "key": first, "value": "1"})
    assert [rows[1], rows[0]] == [row.key for row in desk.sheets.tables["evidence"]][:2]


def test_a_new_row_stands_at_the_end_of_its_section_and_gets_the_caret(desk):
    told(desk, {"kind": "add", "value": "liquid-cooling"})

    row = desk.sheets.tables["evidence"][8]
    assert "liquid-cooling" == row.cells["story"]
    assert (row.key, 1) == (desk.focus["key"], desk.focus["seq"])
    assert desk.is_new("evidence", row.key)


def test_one_change_of_several_is_taken_back(desk):
    told(desk, cell("0.6"), cell("2024", column="period", visit=2))
    desk.take_back(next(each for each in desk.changes if each.column == "value"))
    assert ["period"] == [each.column for each in desk.changes]


@pytest.mark.parametrize("kind", ["remove", "move"])
def test_rows_removed_or_moved_are_brought_back(desk, kind):
    told(desk, {"kind": kind, "key": "goaland-lc", "value": "1"})
    desk.take_back(desk.changes[0])
    assert () == desk.changes


@pytest.mark.parametrize("asked", ["300308", "中际旭创", "zjxc", "3003"])
def test_a_stock_is_found_by_code_name_and_initials(desk, asked):
    told(desk, {"kind": "search", "text": asked, "table": "stocks"})
    assert asked == desk.hits["text"]
    assert desk.hits["rows"]
    if asked != "3003":
        assert "300308.SZ" == desk.hits["rows"][0]["symbol"]


def test_a_stock_that_is_picked_comes_in_once_with_its_names(desk):
    told(desk, {"kind": "pick", "text": "300308.SZ", "table": "stocks"})
    told(desk, {"kind": "pick", "text": "300308.SZ", "table": "stocks"})

    rows = [row.cells for row in desk.sheets.tables["stocks"] if row.cells["symbol"] == "300308.SZ"]
    assert ["中际旭创"] == [cells["name_zh"] for cells in rows]
    assert "established" == rows[0]["group"]


def test_a_desk_that_may_only_be_read_does_nothing(desk):
    desk.barred = ValueError("no")
    told(desk, cell("1"), {"kind": "remove", "key": "goaland-lc"}, {"kind": "undo"})
    assert desk.base is desk.sheets


def test_a_new_row_has_what_a_pasted_one_gets_a_short_name_and_the_time_zone(desk):
    told(desk, {"kind": "add", "table": "events"})

    row = desk.sheets.tables["events"][-1]
    assert ("day", "Asia/Shanghai") == (row.cells["precision"], row.cells["timezone"])
    assert row.cells["id"]
    needed = {each.column for each in desk.judged.faults if each.key == row.key}
    assert not {"id", "timezone"} & needed


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_columns_once_in_either_language(desk, table, code):
    shown = [each.name for each in grid.ordered(desk, table, Language(code))]
    assert sorted({each.name for each in columns(table, desk.sheets)}) == sorted(shown)


def test_a_text_in_one_language_alone_stands_in_the_table_of_a_page_in_the_other(desk):
    sheets = desk.sheets
    for row in sheets.tables["events"]:
        sheets = sheets.with_cell("events", row.key, "title_en", "")
    desk.step(sheets)

    usual = [each.name for each in grid.ordered(desk, "events", Language("en")) if each.usual]
    assert ["published", "precision", "kind", "title_zh", "source"] == usual


@pytest.mark.parametrize("code", ["en", "zh"])
def test_rows_are_pasted_under_the_headings_that_the_page_itself_gives(desk, code):
    t = Language(code)
    names = ["stock", "finding", "document", "published", "source_kind", "statement_en"]
    cells = ["300499.SZ", "stated", "Report", "2024/4/25", "annual-report", "It says so."]
    text = "\n".join(["\t".join(fields.name(name, t) for name in names), "\t".join(cells)])
    told(desk, {"kind": "paste", "value": "liquid-cooling", "text": text})

    assert "no column" not in desk.done.reason
    row = next(r for r in desk.sheets.tables["evidence"] if r.cells.get("document") == "Report")
    assert ("annual-report", "It says so.") == (row.cells["source_kind"], row.cells["statement_en"])


def test_what_a_new_row_lacks_is_one_sentence_and_every_cell_of_it_is_marked(desk):
    told(desk, {"kind": "add", "value": "liquid-cooling"})
    row = desk.sheets.tables["evidence"][8]

    faults = grid.block(desk, "evidence", Language())["rows"][row.key]["faults"]
    said = [each for each in faults if not each["quiet"]]
    assert "Still to be filled in: stock, finding, document, kind of source and published." in [
        each["rule"] for each in said
    ]
    assert {"stock", "finding", "document", "source_kind", "published"} <= {
        each["column"] for each in faults
    }
    assert 1 == sum(deed["act"] == "remove" for each in said for deed in each["deeds"])
