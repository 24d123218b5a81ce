"""The judge says what the reader of the folder says, at the cell; what it proposes can be read."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.trial import Trial
from dashboard.cases.editing.changes import changes
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.references import references, renamed
from dashboard.cases.editing.sheets import TABLES, columns, files_of, sheets_of
from dashboard.cases.editing.versions import save
from dashboard.cases.folders import read_case, shipped_directory, write_case
from dashboard.cases.tag_rows import TAG_COLUMNS, TAG_OPTIONAL
from dashboard.cases.writer import market_files
from dashboard.errors import CaseError
from dashboard.exports.results import results, results_json
from tests.cases.editing.test_merging import SMALL, base, edited
from tests.thoroughness import rounds

TEXTS = st.sampled_from(
    [
        "",
        "x",
        "two",
        "2025-02-08",
        "2025-02-10",
        "0.5",
        "-1",
        "new",
        "300249.SZ",
        "a b",
        "\x07",
        "9" * 30,
    ]
)


@pytest.fixture(scope="module")
def shipped():
    return read_case(shipped_directory() / "liquid-cooling-2025")


@pytest.fixture(scope="module")
def saved():
    return read_case(SMALL)


@st.composite
def wild(draw):
    sheets = edited(draw, base(), TABLES)
    for _ in range(draw(st.integers(0, 2))):
        table = draw(st.sampled_from([t for t in TABLES if sheets.tables[t]]))
        row = draw(st.sampled_from(sheets.tables[table]))
        column = draw(st.sampled_from(columns(table, sheets))).name
        sheets = sheets.with_cell(table, row.key, column, draw(TEXTS))
    return sheets


@pytest.mark.slow
@settings(max_examples=rounds(30, 3000), deadline=None)
@given(wild())
def test_the_judge_finds_what_check_finds_in_the_folder_in_the_same_order(tmp_path_factory, sheets):
    saved = read_case(SMALL)
    folder = tmp_path_factory.mktemp("written") / "small"
    folder.mkdir()
    market = market_files(saved.case, saved.market)
    for name, data in {**market, **files_of(sheets)}.items():
        (folder / name).write_bytes(data)
    judged = judge(sheets, saved)
    # Prices of a symbol that the case no longer names go when it is saved.
    gone = "The case has no stock and no benchmark of this symbol"
    try:
        content = read_case(folder)
    except CaseError as error:
        left = [fault for fault in error.faults if not fault.rule.template.startswith(gone)]
        assert left == [hit.fault for hit in judged.faults]
    else:
        assert () == judged.faults
        assert content.case == judged.content.case
    assert judged.readable is not None
    for hit in judged.faults:
        if hit.proposal is not None:
            mended = judge(sheets.with_cell(hit.table, hit.key, hit.column, hit.proposal), saved)
            places = [(each.table, each.key, each.column) for each in mended.faults]
            assert (hit.table, hit.key, hit.column) not in places or len(judged.faults) > 1


# Another text for every column that takes not just any: of the first row, or of the row named.
OTHERS = {
    ("case", "timezone"): "Asia/Taipei",
    ("case", "currency"): "USD",
    ("case", "asks"): "label",
    ("case", "status"): "open",
    ("case", "review"): "2026-03-01",
    ("case", "universe"): "",
    ("source", "url"): "https://example.org/other",
    ("source", "published"): "2025-02-15T08:00:00+08:00",
    ("window", "first"): "2025-02-10",
    ("window", "last"): "2025-02-12",
    ("estimation", "sessions"): "100",
    ("estimation", "gap"): "5",
    ("groups", "chosen"): "before",
    ("stocks", "listed"): "2020-01-02",
    ("stocks", "group"): "old",
    ("benchmarks", "returns"): "other.csv",
    ("stories", "kind"): "label",
    ("stories", "expects"): "fall",
    ("events", "published"): "2025-01-22",
    ("events", "precision"): "before-open",
    ("events", "timezone"): "America/New_York",
    ("events", "kind"): "attention",
    ("events", "series"): "installs",
    ("events", "value"): "1700",
    ("events", "stories"): "label",
    ("events", "stocks"): "300602.SZ",
    ("events", "url"): "https://example.org/event",
    ("evidence", "stock"): "300602.SZ",
    ("evidence", "story"): "label",
    ("evidence", "finding"): "small",
    ("evidence", "value"): "0.25",
    ("evidence", "source_kind"): "press",
    ("evidence", "published"): "2025-01-20",
    ("evidence", "precision"): "day",
    ("evidence", "timezone"): "America/New_York",
    ("evidence", "url"): "https://example.org/document",
    ("evidence", "searched"): "cooling; 2025-02-14",
    ("evidence", "searched_in"): "annual-report 2023: 214 pages, 3 without text; folding 1",
    ("evidence", "via_published"): "2025-02-14",
    ("evidence", "confirms"): ("new-1", "a"),
    ("evidence", "contradicts"): ("new-2", "a"),
    ("tags", "stock"): "300602.SZ",
    ("tags", "seen"): "2025-02-11",
    ("tags", "story"): "third",
    ("tags", "url"): "https://example.org/list",
    ("claims", "kind"): ("later", "statement"),
    ("claims", "subject"): ("growth", "installs"),
    ("claims", "relation"): ("flat", ">="),
    ("claims", "stated"): ("ret", "0.45"),
    ("claims", "unit"): ("days", "days"),
    ("claims", "first"): ("flat", "2025-02-10"),
    ("claims", "last"): ("flat", "2025-02-12"),
    ("claims", "tolerance"): ("ret", "0.01"),
    ("claims", "rate"): ("new-1", "40%"),
    ("claims", "known"): ("new-1", "26"),
    ("claims", "beside"): ("link", "second"),
}
IDS = {"id", "symbol"}  # changed together with whatever names them
KEPT = {("case", "slug"), ("case", "calendar")}  # the folder's name; prices are of its sessions


def every_cell_edited_once(saved):
    """Sheets in which a cell of every column of every table is another."""
    sheets = sheets_of(saved)
    part = {"id": "part", "kind": "part-of-whole", "subject": "300249.SZ", "stated": "10"}
    figures = {"unit": "m", "rate": "0.35", "known": "28", "document": "A", "text_en": "Part"}
    sheets, _ = sheets.with_row("claims", {**part, **figures})
    link = sheets.row("claims", "link").cells
    sheets, _ = sheets.with_row("claims", {**link, "id": "second", "stated": "at", "text_en": "2"})
    sheets = sheets.with_cell("claims", "new-2", "stated", "stated")
    read = {**sheets.row("evidence", "a").cells, "stock": "300602.SZ", "story": "label"}
    for name in ("bears-out", "says-otherwise"):
        sheets, _ = sheets.with_row("evidence", {**read, "id": name})
    third = {"id": "third", "kind": "evidence", "title_en": "Third", "predicts_en": "More."}
    sheets, _ = sheets.with_row("stories", third)
    about = {"stock": "300249.SZ", "tag": "Cooled", "source": "A list", "seen": "2025-02-10"}
    sheets, _ = sheets.with_row("tags", {"id": "listed", **about})
    for table in TABLES:
        for column in columns(table, sheets):
            place = (table, column.name)
            if column.name in IDS or place in KEPT:
                continue
            key = sheets.tables[table][0].key
            text = OTHERS.get(place) or f"{sheets.cell(table, key, column.name)} anew"
            key, text = text if isinstance(text, tuple) else (key, text)
            if place == ("case", "universe"):
                text = ""
            assert text != sheets.cell(table, key, column.name)
            sheets = sheets.with_cell(table, key, column.name, text)
    # What these edits ask of other rows.
    sheets = sheets.with_cell("stocks", "300602.SZ", "group", "new")
    sheets = sheets.with_cell("claims", "top", "subject", "new:300602.SZ")
    for table in ("groups", "stocks", "stories", "events", "evidence", "claims"):
        key = sheets.tables[table][0].key
        sheets = renamed(sheets, table, key, {"stocks": "300499.SZ"}.get(table, f"{key}-2"))
    sheets = sheets.with_cell("benchmarks", "mean", "id", "average")
    return sheets.with_file("other.csv", market_files(saved.case, saved.market)["mean_returns.csv"])


def test_every_field_of_every_table_can_be_edited_and_gives_what_the_same_case_by_hand_gives(
    small, tmp_path
):
    saved = small.read()
    sheets = every_cell_edited_once(saved)
    assert () == judge(sheets, saved).faults
    edits = changes(sheets_of(saved), sheets)
    every = {(table, column.name) for table in TABLES for column in columns(table, sheets)}
    assert every - KEPT == {(e.table, e.column) for e in edits if e.kind == "cell"} | NEW_ROWS

    done = save(tmp_path, small.path, sheets, read=saved.digest)
    again = small.read()
    assert done.content == again
    assert done.content.case == again.case
    assert files_of(done.sheets) == files_of(sheets_of(again))
    write_case(again, tmp_path / "by-hand" / "small")
    by_hand = Trial.of(read_case(tmp_path / "by-hand" / "small"))
    assert results_json(results(by_hand)) == results_json(results(Trial.of(again)))


# Edited in a row that is new: claims of another kind have no such cells.
NEW_ROWS = {
    *(("claims", column) for column in ("rate", "known")),
    *(("evidence", column) for column in ("confirms", "contradicts")),
    *(("tags", column) for column in (*TAG_COLUMNS, *TAG_OPTIONAL)),
}


def test_the_shipped_case_is_judged_in_no_time(shipped):
    sheets = sheets_of(shipped).with_cell("window", "", "last", "2025-02-12")
    judge(sheets, shipped)
    begun = time.process_time()
    assert judge(sheets, shipped).content is not None
    assert time.process_time() - begun < 0.25  # 50 ms on a machine that does nothing else


TRIALS = Path(__file__).parents[4] / "shared" / "trials" / "cases"
FOLDERS = [
    "v-fall",
    "v-hk",
    "v-noev2",
    "v-noevi",
    "v-one",
    "v-oneday",
    "v-sixty",
    "v-thirty",
    "v-three",
    "v-two",
]


@pytest.mark.parametrize("name", FOLDERS)
def test_sheets_of_other_cases_are_their_files(name):
    if not (TRIALS / name).is_dir():
        pytest.skip("the trial cases are not on this machine")
    content = read_case(TRIALS / name)
    assert content == judge(sheets_of(content), content).content


@pytest.mark.parametrize(
    ("table", "column", "text", "proposal"),
    [
        ("evidence", "finding", "Quantified", None),
        ("evidence", "finding", "quantifed", "quantified"),
        ("evidence", "finding", "量化", "quantified"),
        ("evidence", "stock", "依米康", "300249.SZ"),
        ("evidence", "value", "53", "0.53"),
        ("claims", "stated", "45.6", "0.456"),
        ("claims", "tolerance", "5", "0.05"),
        ("evidence", "published", "31/1/2025", "2025-01-31"),
        ("events", "timezone", "Asia/Shangai", "Asia/Shanghai"),
        ("events", "url", "example.org/x", "https://example.org/x"),
        ("events", "id", "a b", "a-b"),
        ("window", "first", "2025-02-08", "2025-02-10"),
        ("window", "last", "13/2/2025", "2025-02-13"),
        ("case", "currency", "cny", "CNY"),
        ("source", "published", "2025-02-14 10:02", "2025-02-14T10:02:00+08:00"),
        ("source", "published", "2025-02-14", "2025-02-14T00:00:00+08:00"),
        ("estimation", "sessions", "1", "3"),
        ("stories", "kind", "fable", None),
    ],
)
def test_what_may_be_meant_is_proposed_where_the_reader_takes_it(
    shipped, table, column, text, proposal
):
    sheets = sheets_of(shipped)
    key = sheets.tables[table][0].key
    judged = judge(sheets.with_cell(table, key, column, text), shipped)
    hits = [hit for hit in judged.faults if (hit.table, hit.column) == (table, column)]
    assert proposal == (hits[0].proposal if hits else None)


def test_a_row_that_is_renamed_is_named_anew_wherever_it_is_named(shipped):
    sheets = sheets_of(shipped)
    for table, key, new in (
        ("stocks", "300249.SZ", "300750.SZ"),
        ("groups", "newcomers", "new"),
        ("stories", "liquid-cooling", "cooling"),
        ("events", "gtja-report", "gtja"),
    ):
        assert references(sheets, table, key)
        sheets = renamed(sheets, table, key, new)
        assert () == references(sheets, table, key)
        assert new == sheets.name(table, key)
    assert () == judge(sheets, shipped).faults


def test_marks_of_a_draft_follow_their_row(small):
    (small.path / "draft.csv").write_text(
        "file,row,fields,reason,quote,start,end\n"
        "case.toml,stories:cooling,title,proposed,,,\n"
        "case.toml,,title,read,words,0,5\n"
    )
    saved = small.read()
    assert saved == judge(sheets_of(saved), saved).content
    judged = judge(renamed(sheets_of(saved), "stories", "cooling", "ice"), saved)
    assert ["stories:ice", ""] == [mark.row for mark in judged.content.marks]


def test_a_number_of_hundred_millions_is_proposed_in_digits(shipped):
    sheets = sheets_of(shipped).with_cell("evidence", "goaland-lc", "unit", "yuan")
    (hit,) = judge(sheets.with_cell("evidence", "goaland-lc", "value", "1.2亿"), shipped).faults
    assert "120000000" == hit.proposal
