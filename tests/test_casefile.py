"""The case folder: tolerant of spreadsheets, strict about meaning, refused whole."""

import codecs
import csv
import pickle
import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import casereading, casetables
from dashboard.case import PRECISIONS, Event, Moment, Text
from dashboard.casecells import NOT_TEXT, clean, narrow
from dashboard.casefile import (
    EXTRA_CASES,
    CaseFolder,
    find_case,
    list_cases,
    read_case,
    write_case,
)
from dashboard.errors import CaseError, Fault, InputError, NotFoundError

SMALL = Path(__file__).parent / "data" / "small"


class Folder:
    """A copy of the small case that a test may spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, name: str, old: str, new: str) -> "Folder":
        file = self.path / name
        text = file.read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} must stand once in {name}"
        file.write_bytes(text.replace(old, new).encode())
        return self

    def bytes(self, name: str, change) -> "Folder":
        file = self.path / name
        file.write_bytes(change(file.read_bytes()))
        return self

    def read(self) -> CaseFolder:
        return read_case(self.path)

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(CaseError) as caught:
            self.read()
        return caught.value.faults

    def fault(self) -> Fault:
        (fault,) = self.faults()
        return fault


@pytest.fixture
def small(tmp_path):
    return Folder(Path(shutil.copytree(SMALL, tmp_path / "small")))


def place(fault: Fault) -> tuple[str, int | None, str, str]:
    return fault.file, fault.line, fault.field, fault.value


# Must show 7 ----------------------------------------------------------

BROKEN = [
    ("case.toml", 'slug = "small"', 'slug = "Small Case"', 2, "slug", "Small Case"),
    ("case.toml", "last = 2025-02-13", "last = 2025-02-15", 17, "window.last", "2025-02-15"),
    ("case.toml", 'group = "old"', 'group = "elder"', 41, "stocks.group", "elder"),
    ("events.csv", "report,2025-02-11,day", "report,2025-13-11,day", 3, "published", "2025-13-11"),
    ("events.csv", "cooling;label,", "coolin;label,", 3, "stories", "coolin;label"),
    ("events.csv", "https://example.org/b", "javascript:alert(1)", 3, "url", "javascript:alert(1)"),
    ("events.csv", "note,2025-02-14T", "first,2025-02-14T", 4, "id", "first"),
    ("evidence.csv", ",rumoured,", ",rumored,", 3, "finding", "rumored"),
    ("evidence.csv", "b,300602.SZ", "b,300603.SZ", 3, "stock", "300603.SZ"),
    ("evidence.csv", "0.53,fraction", "0.53,", 2, "unit", ""),
    ("claims.csv", "rank-max,new:", "rank-max,newest:", 3, "subject", "newest:300249.SZ"),
    ("claims.csv", "old,<=,0.05", "old,<,0.05", 4, "relation", "<"),
    ("prices.csv", "2025-02-06,20,20.4", "2025-02-01,20,20.4", 5, "date", "2025-02-01"),
    ("prices.csv", "20.1,20.2,19.5,19.9,300", "20.1,19.2,19.5,19.3,300", 6, "high", "19.2"),
    ("prices.csv", "12.24,900", "zwölf,900", 4, "close", "zwölf"),
    ("prices.toml", 'volume_unit = "shares"', 'volumeunit = "shares"', 4, "volumeunit", "volumeunit"),
    ("universe.csv", "300249,chinext", "300249,nasdaq", 3, "board", "nasdaq"),
]  # fmt: skip


def test_every_fault_of_a_broken_folder_is_named_in_one_run(small):
    """Each with file, line, field, value and rule; nothing is half-loaded."""
    for name, old, new, *_ in BROKEN:
        small.edit(name, old, new)

    faults = small.faults()

    named = {place(fault) for fault in faults}
    assert {(name, *where) for name, _, _, *where in BROKEN} <= named
    assert all(fault.rule.format(**fault.values) and "{" not in str(fault) for fault in faults)
    # Beyond these only what follows from them: a group left without stocks, an event
    # that lost its name, and a key that is missing where a misspelt one stands.
    assert {
        ("case.toml", 29, "groups.id", "old"),
        ("claims.csv", 7, "subject", "report;note"),
        ("prices.toml", None, "volume_unit", ""),
    } == named - {(name, *where) for name, _, _, *where in BROKEN}


@pytest.mark.parametrize(("name", "old", "new", "line", "field", "value"), BROKEN)
def test_each_fault_alone_is_enough_to_refuse_the_folder(small, name, old, new, line, field, value):
    assert (name, line, field, value) in {place(f) for f in small.edit(name, old, new).faults()}


def test_faults_come_in_the_order_of_files_and_lines(small):
    for name, old, new, *_ in reversed(BROKEN):
        small.edit(name, old, new)
    order = ["case.toml", "events.csv", "evidence.csv", "claims.csv", "prices.toml", "prices.csv"]

    files = [fault.file for fault in small.faults()]

    assert [*order, "universe.csv"] == list(dict.fromkeys(files))


# Strict ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "field"),
    [
        ("case.toml", "format = 1", "format = 2", 1, "format"),
        ("case.toml", 'calendar = "XSHG"', 'calendar = "XXXX"', 5, "calendar"),
        ("case.toml", "Asia/Shanghai", "Asia/Shangai", 6, "timezone"),
        ("case.toml", '"CNY"', '"yuan"', 7, "currency"),
        ("case.toml", 'url = "https://example.org/note"', 'url = "ftp://example.org"', 12, "source.url"),
        ("case.toml", "10:02:11+08:00", "10:02:11", 13, "source.published"),
        ("case.toml", "first = 2025-02-07", "first = 2025-02-14", 16, "window.first"),
        ("case.toml", "first = 2025-02-07", 'first = "2025-02-07"', 16, "window.first"),
        ("case.toml", "sessions = 120", "sessions = 1", 20, "estimation.sessions"),
        ("case.toml", "sessions = 120", "sessions = true", 20, "estimation.sessions"),
        ("case.toml", 'chosen = "before"', 'chosen = "later"', 31, "groups.chosen"),
        ("case.toml", 'id = "old"', 'id = "new"', 29, "groups.id"),
        ("case.toml", 'symbol = "300602.SZ"', 'symbol = "300602.SH"', 39, "stocks.symbol"),
        ("case.toml", 'symbol = "300602.SZ"', 'symbol = "300249.SZ"', 39, "stocks.symbol"),
        ("case.toml", 'returns = "mean_returns.csv"', "", 44, "benchmarks.id"),
        ("case.toml", '"mean_returns.csv"', '"../mean_returns.csv"', 46, "benchmarks.returns"),
        ("case.toml", '"mean_returns.csv"', '"/etc/passwd"', 46, "benchmarks.returns"),
        ("case.toml", '"mean_returns.csv"', '"absent.csv"', 46, "benchmarks.returns"),
        ("case.toml", '"mean_returns.csv"', '"prices.csv"', 46, "benchmarks.returns"),
        ("case.toml", '"universe.csv"', '"sub/universe.csv"', 53, "universe.window_returns"),
        ("case.toml", 'kind = "label"', 'kind = "labels"', 63, "stories.kind"),
        ("case.toml", 'title = { zh = "老" }', 'title = { zh = "" }', 30, "groups.title"),
        ("case.toml", 'title = { zh = "老" }', 'title = "老"', 30, "groups.title"),
        ("case.toml", 'title = { zh = "老" }', 'title = { zh = "老", fr = "v" }', 30, "groups.title.fr"),
        ("case.toml", 'name = { en = "FRD", zh = "飞荣达" }', 'name = { en = "a\\u0007b" }', 40, "stocks.name.en"),
        ("case.toml", 'currency = "CNY"', 'currency = "CNY"\ncolour = "red"', 8, "colour"),
        ("case.toml", 'currency = "CNY"\n', "", None, "currency"),
        ("events.csv", "2025-02-11,day", "2025-02-11T09:30,day", 3, "published"),
        ("events.csv", "T10:02:11,second", ",second", 4, "published"),
        ("events.csv", "T10:02:11,second", "T10:02:11+08:00,second", 4, "published"),
        ("events.csv", "T10:02:11,second", "T10:02:11,minute", 4, "published"),
        ("events.csv", "T10:02:11,second", "T10:02,second", 4, "published"),
        ("events.csv", "T10:02:11,second", "T25:02:11,second", 4, "published"),
        ("events.csv", "2025-02-11,day", "45699,day", 3, "published"),
        ("events.csv", "2025-02-11,day", "11/02/2025,day", 3, "published"),
        ("events.csv", "America/New_York", "America/NewYork", 3, "timezone"),
        ("events.csv", "300249.SZ;300602.SZ", "300249.SZ;300602.SS", 3, "stocks"),
        ("events.csv", ",1600,", ",,", 2, "value"),
        ("events.csv", ",1600,", ",1e999,", 2, "value"),
        ("events.csv", ",1600,", ",nan,", 2, "value"),
        ("events.csv", ",1600,", ",160%,", 2, "value"),
        ("events.csv", ",1600,", ',"1,60",', 2, "value"),
        ("events.csv", "downloads,1600", ",1600", 2, "series"),
        ("events.csv", "First reading,,", ",,", 2, "title_en"),
        ("events.csv", "Note,,A paper,", "Note,,,", 4, "source"),
        ("events.csv", "https://example.org/b", "https://user:pw@example.org/b", 3, "url"),
        ("events.csv", "https://example.org/b", "https:///b", 3, "url"),
        ("events.csv", "https://example.org/b", "https://[", 3, "url"),
        ("events.csv", "https://example.org/b", "https://example.org/" + "b" * 2000, 3, "url"),
        ("events.csv", "note,2025", "a note,2025", 4, "id"),
        ("evidence.csv", ",label,", ",lable,", 3, "story"),
        ("evidence.csv", "interim-report", "half-report", 2, "source_kind"),
        ("evidence.csv", "Press,press", ",press", 3, "document"),
        ("claims.csv", "ret,return,300249.SZ", "ret,return,000001.SZ", 2, "subject"),
        ("claims.csv", "0.4560,fraction", "45.6,percent", 2, "unit"),
        ("claims.csv", "0.0005,It rose", ",It rose", 2, "tolerance"),
        ("claims.csv", "0.0005,It rose", "-0.0005,It rose", 2, "tolerance"),
        ("claims.csv", "5,sessions", "five,sessions", 5, "stated"),
        ("claims.csv", "new:300249.SZ", "new:300602.SZ", 3, "subject"),
        ("claims.csv", "new:300249.SZ", "300249.SZ", 3, "subject"),
        ("claims.csv", "downloads,=", "uploads,=", 6, "subject"),
        ("claims.csv", "report;note,before", "report;memo,before", 7, "subject"),
        ("claims.csv", "report;note,before", "report;note,after", 7, "relation"),
        ("claims.csv", ":cooling,at-least,stated", ":cooling,at-least,stat", 8, "stated"),
        ("claims.csv", ":cooling,at-least", ":warming,at-least", 8, "subject"),
        ("claims.csv", "old,<=,0.05,fraction,2025-02-07", "old,<=,0.05,fraction,2025-02-08", 4, "first"),
        ("claims.csv", "2025-01-23,2025-02-13", "2025-03-23,2025-02-13", 6, "first"),
        ("claims.csv", "forecast,,,68.2", "prophecy,,,68.2", 9, "kind"),
        ("prices.csv", "000300.SS", "000301.SS", 2, "symbol"),
        ("prices.csv", "2025-02-07,10.2", "2025-02-06,10.2", 4, "date"),
        ("prices.csv", "19.5,19.9,300", "19.5,20.3,300", 6, "close"),
        ("prices.csv", "2025-02-06,10,10.5", "2025-02-06,9,10.5", 3, "open"),
        ("prices.csv", "19.5,19.9,300", "0,19.9,300", 6, "low"),
        ("prices.csv", "19.5,19.9,300", "inf,19.9,300", 6, "low"),
        ("prices.csv", "19.5,19.9,300", ",19.9,300", 6, "low"),
        ("prices.csv", "19.9,300", "19.9,-300", 6, "volume"),
        ("prices.toml", "retrieved = 2025-08-22", 'retrieved = "yesterday"', 3, "retrieved"),
        ("mean_returns.csv", "-0.0025", "-2.5", 3, "mean_return"),
        ("mean_returns.csv", "2025-02-07", "2025-02-08", 3, "date"),
        ("mean_returns.csv", "2025-02-07", "2025-02-06", 3, "date"),
        ("mean_returns.csv", "3301", "0", 3, "stocks"),
        ("universe.csv", "300249,", "3002490,", 3, "code"),
        ("universe.csv", "300249,", "000001,", 3, "code"),
        ("universe.csv", "0.456", "x", 3, "window_return"),
    ],
)  # fmt: skip
def test_meaning_is_strict(small, name, old, new, line, field):
    found = [(f.file, f.line, f.field) for f in small.edit(name, old, new).faults()]
    assert (name, line, field) in found


def test_a_misspelt_word_is_answered_with_the_nearest(small):
    fault = small.edit("evidence.csv", ",rumoured,", ",rumuored,").fault()
    assert "nearest: rumoured" in str(fault)


def test_an_identifier_that_stands_twice_names_the_first_line(small):
    fault = small.edit("events.csv", "note,2025", "report,2025").faults()[0]
    assert "line 3" in str(fault)
    assert 4 == fault.line


def test_lines_are_counted_as_an_editor_does_across_quoted_breaks(small):
    small.edit("events.csv", "First reading", '"First\nreading\r\nof three lines"')
    assert 5 == small.edit("events.csv", "2025-02-11,day", "2025-02-99,day").fault().line


def test_lines_of_keys_are_right_below_long_strings_and_comments(small):
    small.edit(
        "case.toml",
        'question = { en = "Did the story move the stocks?" }',
        '# [window] first = 1\n[question]\nen = """\n[[groups]]\n= "\n"""',
    )
    # What stood at the top now belongs to [question]: its keys are unknown there.
    found = {(fault.line, fault.field) for fault in small.faults()}
    assert (10, "question.calendar") in found
    assert (None, "calendar") in found


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('slug = "small"', "slug = small", 2),
        ('slug = "small"', "slug = “small”", 2),
        ('slug = "small"', 'slug = "small"\nslug = "x"', 3),
        ("gap = 10", "gap = 10\n[window]", 22),
    ],
)
def test_broken_toml_is_named_by_line_and_the_tables_are_still_read(small, old, new, line):
    small.edit("case.toml", old, new).edit("evidence.csv", ",rumoured,", ",rumored,")
    found = [(fault.file, fault.line) for fault in small.faults()]
    assert [("case.toml", line), ("evidence.csv", 3)] == found


def test_a_misspelt_column_is_never_ignored(small):
    faults = small.edit("events.csv", "title_en,", "titel_en,").faults()
    assert [("titel_en", 1), ("title_en", 1)] == sorted((f.field, f.line) for f in faults)


def test_a_repeated_column_is_a_fault(small):
    fault = small.edit("claims.csv", "text_en,text_zh", "text_en,text_zh,unit").faults()[0]
    assert ("claims.csv", 1, "unit", "unit") == place(fault)


def test_a_row_of_other_length_is_named_once(small):
    fault = small.edit("events.csv", "Report,报道", "Report, again,报道").fault()
    assert ("events.csv", 3, "") == place(fault)[:3]
    assert "15 cells where the header has 14" in str(fault)


def test_a_quotation_mark_that_is_not_closed_is_named_by_its_line(small):
    faults = small.edit("evidence.csv", "Talked about", '"Talked about').faults()
    assert ("evidence.csv", 3) == (faults[0].file, faults[0].line)


def test_semicolons_for_commas_are_explained(small):
    fault = small.bytes("universe.csv", lambda data: data.replace(b",", b";")).fault()
    assert "separated by commas" in str(fault)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ufffd", "\u202e", "\x85"])
def test_what_is_no_text_is_refused_with_its_cell(small, character):
    fault = small.edit("evidence.csv", "Talked", f"Tal{character}ked").fault()
    assert ("evidence.csv", 3, "statement_en") == place(fault)[:3]
    # Shown by its number, so that a terminal does not obey it; U+FFFD can be seen.
    assert character == "\ufffd" or character not in str(fault)


def test_a_byte_that_is_no_text_is_refused_with_its_cell(small):
    fault = small.bytes("evidence.csv", lambda data: data.replace(b"Talked", b"T\xffalked")).fault()
    assert ("evidence.csv", 3, "statement_en") == place(fault)[:3]


def test_a_broken_byte_does_not_turn_the_file_into_another_encoding(small):
    text = (
        "x,300602.SZ,label,rumoured,,,,,,新闻报道,press,2025-02-12,day,Asia/Shanghai,,,市场传闻\n"
    )
    spoilt = text.encode().replace("传".encode(), "传".encode()[:2])
    fault = small.bytes("evidence.csv", lambda data: data + spoilt).fault()
    assert ("evidence.csv", 4, "statement_zh") == place(fault)[:3]


@pytest.mark.parametrize("head", [b"PK\x03\x04", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_workbook_is_no_table(small, head):
    fault = small.bytes("universe.csv", lambda data: head + data).fault()
    assert ("universe.csv", None) == (fault.file, fault.line)
    assert "CSV UTF-8" in str(fault)


def test_an_empty_table_is_a_fault_and_a_header_alone_is_not(small):
    assert "empty" in str(small.bytes("claims.csv", lambda _: b"").fault())
    small.bytes(
        "claims.csv", lambda _: b"id,kind,subject,relation,stated,unit,first,last,tolerance,"
    )
    small.bytes("claims.csv", lambda data: data + b"text_en,text_zh\n")
    assert () == small.read().case.claims


@pytest.mark.parametrize("name", ["case.toml", "events.csv", "evidence.csv", "claims.csv"])
def test_every_file_of_the_format_must_be_there(small, name):
    (small.path / name).unlink()
    fault = next(fault for fault in small.faults() if fault.file == name)
    assert "missing" in str(fault)


@pytest.mark.parametrize("name", ["prices.csv", "prices.toml"])
def test_prices_and_their_note_come_together(small, name):
    (small.path / name).unlink()
    assert name == small.fault().file


def test_a_case_may_keep_no_prices(small):
    for name in ("prices.csv", "prices.toml"):
        (small.path / name).unlink()
    content = small.read()
    assert content.market.prices.empty
    assert ["symbol", "date", "open"] == list(content.market.prices.columns[:3])


def test_links_are_not_followed(small, tmp_path):
    elsewhere = tmp_path / "elsewhere.csv"
    (small.path / "universe.csv").rename(elsewhere)
    (small.path / "universe.csv").symlink_to(elsewhere)
    assert "links" in str(small.fault())


def test_a_folder_in_a_file_s_place_is_refused(small):
    (small.path / "universe.csv").unlink()
    (small.path / "universe.csv").mkdir()
    assert "no plain file" in str(small.fault())


def test_a_file_has_a_largest_size(small, monkeypatch):
    monkeypatch.setattr(casereading, "MAX_BYTES", 1000)
    (fault,) = [fault for fault in small.faults() if fault.file == "case.toml"]
    assert "at most 1000" in str(fault)


def test_a_table_has_a_largest_length(small, monkeypatch):
    monkeypatch.setattr(casetables, "MAX_ROWS", 4)
    fault = next(fault for fault in small.faults() if fault.file == "prices.csv")
    assert 6 == fault.line


def test_faults_beyond_a_number_are_counted_not_listed(small):
    row = "300249.SZ,2025-02-08,x,x,x,x,x\n" * 200
    small.bytes("prices.csv", lambda data: data + row.encode())
    faults = small.faults()
    assert 501 == len(faults)
    assert "further faults" in str(faults[-1])


def test_no_folder_is_one_fault(tmp_path):
    fault = Folder(tmp_path / "nowhere").fault()
    assert "no such folder" in str(fault)


# Tolerant -------------------------------------------------------------


def same(small) -> None:
    """The spoilt folder reads as the clean one, without a notice."""
    clean, spoilt = read_case(SMALL), small.read()
    assert clean.case == spoilt.case
    assert clean.market.prices.equals(spoilt.market.prices)
    assert clean.market.universe.equals(spoilt.market.universe)
    assert () == spoilt.notices


FILES = sorted(path.name for path in SMALL.iterdir())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: codecs.BOM_UTF8 + data, id="byte order mark"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda data: data + b"\n\n", id="empty lines at the end"),
        pytest.param(lambda data: data.rstrip(b"\n"), id="no line break at the end"),
    ],
)
def test_what_editors_do_to_a_file_changes_nothing(small, name, change):
    same(small.bytes(name, change))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda row: [*row, "", " "], id="empty columns at the end"),
        pytest.param(lambda row: row[::-1], id="columns in another order"),
        pytest.param(lambda row: [f" {cell}\u3000" for cell in row], id="spaces around"),
    ],
)
def test_empty_columns_spaces_and_the_order_of_columns_change_nothing(small, name, change):
    with (small.path / name).open(encoding="utf-8", newline="") as lines:
        rows = [change(row) for row in csv.reader(lines)]
    with (small.path / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*rows, [""] * len(rows[0])])
    same(small)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("events.csv", "2025-02-11,day", "2025/2/11,day"),
        ("events.csv", "2025-02-11,day", "2025.2.11,day"),
        ("events.csv", "2025-02-11,day", "2025年2月11日,day"),
        ("events.csv", "2025-02-11,day", "２０２５－０２－１１,day"),
        ("events.csv", "2025-02-11,day", "2025/2/11 0:00,day"),
        ("events.csv", "2025-02-11,day", "20250211, Day "),
        ("events.csv", "2025-02-14T10:02:11", "2025/2/14 10:02:11"),
        ("events.csv", ",1600,", ',"1,600",'),
        ("events.csv", ",1600,", ",１，６００,"),
        ("events.csv", ",1600,", ",1.6e3,"),
        ("events.csv", "cooling;label", " cooling ；\u3000label ; "),
        ("events.csv", "report,2025", "\u3000report ,2025"),
        ("evidence.csv", "0.53,fraction", "53%,fraction"),
        ("evidence.csv", "0.53,fraction", "５３．０％,fraction"),
        ("evidence.csv", "a,300249.SZ", "a,３００２４９．ＳＺ"),
        ("claims.csv", "0.4560,fraction", "45.60%,fraction"),
        ("claims.csv", "new:300249.SZ", "new：300249.SZ"),
        ("claims.csv", "report;note", "report；note"),
        ("prices.csv", "2025-02-06,3800,3850.5", '2025/2/6,"3,800","３，８５０．５"'),
        ("mean_returns.csv", "-0.0025", "−0.25%"),
        ("mean_returns.csv", "-0.0025", "－0.0025"),
        ("prices.toml", "2025-08-22", '"2025-08-22"'),
    ],
)
def test_what_spreadsheets_and_input_methods_write_is_understood(small, name, old, new):
    same(small.edit(name, old, new))


def test_a_chinese_encoding_is_read_with_a_notice(small):
    small.bytes("evidence.csv", lambda data: data.decode().encode("gbk"))
    content = small.read()
    assert "占比 53%" == content.case.evidence[0].statement.zh
    (notice,) = content.notices
    assert "evidence.csv is in the Chinese encoding GB 18030" in str(notice)


def test_lost_leading_zeros_are_put_back_with_a_notice(small):
    content = small.edit("universe.csv", "000001", "1").read()
    assert "000001" == content.market.universe["code"][0]
    assert "1 code(s)" in str(content.notices[0])


def test_a_table_that_nobody_names_is_noticed(small):
    (small.path / "evnts.csv").write_text("id\n")
    (small.path / "README.md").write_text("Notes")
    (notice,) = small.read().notices
    assert "evnts.csv was not read" in str(notice)


def test_line_breaks_inside_a_cell_are_text(small):
    content = small.edit("events.csv", "First reading", '"First\r\nreading"').read()
    assert "First\nreading" == content.case.events[0].title.en


# Values ---------------------------------------------------------------


def test_values_arrive_as_the_model_defines_them():
    case = read_case(SMALL).case
    assert datetime(2025, 2, 14, 10, 2, 11) == case.event("note").published.stamp  # noqa: DTZ001
    assert ("cooling", "label") == case.event("report").stories
    assert (1600.0, "downloads") == (case.event("first").value, case.event("first").unit)
    assert (date(2025, 2, 7), date(2025, 2, 13)) == (case.claims[0].first, case.claims[0].last)
    assert "0.4560" == case.claims[0].stated
    assert None is case.benchmark("000300.SS").returns


def test_prices_are_floats_and_days_and_keep_a_missing_volume_missing():
    market = read_case(SMALL).market
    assert "datetime64[us]" == str(market.prices["date"].dtype)
    assert 1 == market.prices["volume"].isna().sum()
    assert [0.01, -0.0025] == market.benchmark_returns["mean"].tolist()
    assert [3300, 3301] == market.benchmark_counts["mean"].tolist()
    assert "none" == market.note.adjustment
    assert 64 == len(market.note.sha256)


def test_a_folder_equals_its_copy_and_survives_pickling(small):
    content = read_case(SMALL)
    assert content == small.read() == pickle.loads(pickle.dumps(content))
    assert {content} == {content, small.read()}
    assert content.digest != small.edit("case.toml", "A paper", "Another paper").read().digest


def test_the_notes_of_the_files_name_rows_and_hash():
    notes = {note.name: note for note in read_case(SMALL).files}
    assert FILES == sorted(notes)
    assert (5, None) == (notes["prices.csv"].rows, notes["case.toml"].rows)


# Writing --------------------------------------------------------------


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writing_changes_nothing_but_formatting(small, tmp_path):
    content = small.bytes("events.csv", lambda data: data.decode().encode("utf-8-sig")).read()
    write_case(content, tmp_path / "once")
    again = read_case(tmp_path / "once")
    write_case(again, tmp_path / "twice")

    assert content.case == again.case
    assert content.market.prices.equals(again.market.prices)
    assert written(tmp_path / "once") == written(tmp_path / "twice")
    assert again == read_case(tmp_path / "twice")


def test_writing_replaces_a_case_and_keeps_what_is_not_its_own(small):
    (small.path / "README.md").write_text("Notes")
    content = small.read()
    write_case(content, small.path)
    assert "Notes" == (small.path / "README.md").read_text()
    assert content.case == small.read().case


def test_prices_that_a_case_no_longer_keeps_do_not_stay_behind(small, tmp_path):
    bare = Folder(Path(shutil.copytree(SMALL, tmp_path / "bare")))
    for name in ("prices.csv", "prices.toml"):
        (bare.path / name).unlink()
    write_case(bare.read(), small.path)
    assert not (small.path / "prices.csv").exists()
    assert small.read().market.prices.empty


def test_nothing_is_written_over_a_folder_of_other_things(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_bytes(b"x")
    with pytest.raises(InputError, match="no case folder"):
        write_case(read_case(SMALL), tmp_path / "photos")


def test_a_case_that_breaks_a_rule_is_not_written_at_all(small, tmp_path):
    content = small.read()
    object.__setattr__(content.case.events[0], "url", "javascript:alert(1)")
    with pytest.raises(CaseError):
        write_case(content, tmp_path / "new")
    assert ["small"] == [path.name for path in tmp_path.iterdir()]


# Formulas of a spreadsheet are text here: nothing runs them, nothing changes them.
TEXT = st.one_of(
    st.text(st.sampled_from("ab,\"\n;:=+-@#'\\{}%“”，；　 液冷𠮷é\t"), min_size=1, max_size=12),
    st.sampled_from(["=1+1", "+HYPERLINK(1)", "-1", "@x", '"', "'", '""", """', "#", "[[a]]"]),
    st.text(max_size=12).filter(lambda text: not NOT_TEXT.search(text)),
).map(clean)
FULL = TEXT.filter(bool)
BOTH = st.builds(Text, TEXT, TEXT).filter(lambda text: text != Text())
FINITE = st.floats(allow_nan=False, allow_infinity=False)
IDS = st.lists(st.from_regex(r"[\w][\w.-]{0,9}", fullmatch=True).map(narrow), unique=True)


@st.composite
def moments(draw):
    precision = draw(st.sampled_from(PRECISIONS))
    stamp = draw(st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001
    timed = {"second": {}, "minute": {"second": 0}}
    known = timed.get(precision, {"hour": 0, "minute": 0, "second": 0})
    zone = draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]))
    return Moment(stamp.replace(microsecond=0, **known), precision, zone)


@st.composite
def contents(draw):
    content = read_case(SMALL)
    value = st.one_of(st.just((None, "")), st.tuples(FINITE, FULL))
    events, evidence = [], []
    for name in draw(IDS.filter(lambda ids: all(map(_is_id, ids)))):
        number, unit = draw(value)
        reading = {"series": "s", "value": number, "unit": unit} if unit else {}
        one = Event(name, draw(moments()), "news", draw(BOTH), draw(FULL), **reading)
        events.append(one)
        row = replace(content.case.evidence[0], id=name, published=draw(moments()))
        row = replace(row, value=number, unit=unit, statement=draw(BOTH), quote=draw(TEXT))
        evidence.append(replace(row, document=draw(FULL), searched=draw(TEXT)))
    claim = replace(content.case.claims[-1], stated=draw(TEXT), text=draw(BOTH))
    case = replace(content.case, title=draw(BOTH), question=draw(BOTH), claims=(claim,))
    case = replace(case, events=tuple(events), evidence=tuple(evidence))
    prices = content.market.prices.copy()
    close = draw(st.floats(1e-9, 1e15))
    prices.loc[0, ["open", "high", "low", "close"]] = close
    market = replace(content.market, prices=prices)
    return CaseFolder(case, market, (), ())


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"\w[\w.-]{0,63}", text))


@settings(max_examples=60, deadline=None)
@given(contents())
def test_what_is_written_reads_back_as_it_was(content):
    with TemporaryDirectory() as place:
        once, twice = Path(place) / "once", Path(place) / "twice"
        write_case(content, once)
        again = read_case(once)
        write_case(again, twice)
        assert content.case == again.case
        assert content.market.prices.equals(again.market.prices)
        assert written(once) == written(twice)


# Listing --------------------------------------------------------------


@pytest.fixture
def extra(tmp_path, monkeypatch):
    folder = tmp_path / "cases"
    shutil.copytree(SMALL, folder / "small")
    monkeypatch.setenv(EXTRA_CASES, str(folder))
    return folder


def test_cases_that_ship_come_before_those_of_the_extra_directory(extra):
    assert ["liquid-cooling-2025", "small"] == [entry.slug for entry in list_cases()]
    assert extra / "small" == find_case("small")


def test_a_broken_case_is_listed_with_its_faults(extra):
    (extra / "small" / "claims.csv").unlink()
    entry = list_cases()[1]
    assert ("small", None, 1) == (entry.slug, entry.window, len(entry.faults))


def test_a_slug_is_the_name_of_its_folder_and_taken_once(extra):
    shutil.copytree(SMALL, extra / "other")
    shutil.copytree(find_case("liquid-cooling-2025"), extra / "liquid-cooling-2025")
    entries = list_cases()
    assert ["liquid-cooling-2025", "other", "small", "liquid-cooling-2025"] == [
        entry.slug for entry in entries
    ]
    assert [0, 1, 0, 1] == [len(entry.faults) for entry in entries]
    assert extra not in find_case("liquid-cooling-2025").parents


def test_an_extra_directory_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path / "nowhere"))
    assert EXTRA_CASES in str(list_cases()[-1].faults[0])


@pytest.mark.parametrize("slug", ["..", "../cases/small", "/etc", "", "Small", "small\x00", "none"])
def test_a_slug_never_leaves_the_directories_of_cases(extra, slug):
    with pytest.raises(NotFoundError, match="There is no case"):
        find_case(slug)
