"""Strict about meaning: a folder is refused whole, with every fault named."""

import codecs
import os

import pytest

from dashboard.cases import reading, tables
from dashboard.cases.folders import read_case
from dashboard.errors import CaseError, Fault


def place(fault: Fault) -> tuple[str, int | None, str, str]:
    return fault.file, fault.line, fault.field, fault.value


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
    (
        "prices.toml",
        'volume_unit = "shares"',
        'volumeunit = "shares"',
        4,
        "volumeunit",
        "volumeunit",
    ),
    ("universe.csv", "300249,chinext", "300249,nasdaq", 3, "board", "nasdaq"),
]


def test_every_fault_of_a_broken_folder_is_named_in_one_run(small):
    """Each with file, line, field, value and rule; nothing is half-loaded."""
    for name, old, new, *_ in BROKEN:
        small.edit(name, old, new)

    faults = small.faults()

    named = {place(fault) for fault in faults}
    assert {(name, *where) for name, _, _, *where in BROKEN} <= named
    assert all(fault.rule.reason and "{" not in str(fault) for fault in faults)
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


@pytest.mark.parametrize("slug", ["universe", "symbols"])
def test_a_slug_that_names_a_refresh_of_its_own_is_refused(small, slug):
    faults = small.edit("case.toml", 'slug = "small"', f'slug = "{slug}"').faults()

    assert ("case.toml", 2, "slug", slug) in {place(fault) for fault in faults}


def test_faults_come_in_the_order_of_files_and_lines(small):
    for name, old, new, *_ in reversed(BROKEN):
        small.edit(name, old, new)
    order = ["case.toml", "events.csv", "evidence.csv", "claims.csv", "prices.toml", "prices.csv"]

    files = [fault.file for fault in small.faults()]

    assert [*order, "universe.csv"] == list(dict.fromkeys(files))


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "field"),
    [
        ("case.toml", "format = 1", "format = 2", 1, "format"),
        ("case.toml", 'calendar = "XSHG"', 'calendar = "XXXX"', 5, "calendar"),
        ("case.toml", "Asia/Shanghai", "Asia/Shangai", 6, "timezone"),
        ("case.toml", '"CNY"', '"yuan"', 7, "currency"),
        (
            "case.toml",
            'url = "https://example.org/note"',
            'url = "ftp://example.org"',
            12,
            "source.url",
        ),
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
        (
            "case.toml",
            'title = { zh = "老" }',
            'title = { zh = "老", fr = "v" }',
            30,
            "groups.title.fr",
        ),
        (
            "case.toml",
            'name = { en = "FRD", zh = "飞荣达" }',
            'name = { en = "a\\u0007b" }',
            40,
            "stocks.name.en",
        ),
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
        (
            "claims.csv",
            "old,<=,0.05,fraction,2025-02-07",
            "old,<=,0.05,fraction,2025-02-08",
            4,
            "first",
        ),
        ("claims.csv", "2025-01-23,2025-02-13", "2025-03-23,2025-02-13", 6, "first"),
        ("claims.csv", "forecast,,,68.2", "prophecy,,,68.2", 9, "kind"),
        ("claims.csv", "forecast,,,68.2", "part-of-whole,300249.SZ,,68.2", 9, "kind"),
        ("claims.csv", "forecast,,,68.2", "thesis,warming,,", 9, "subject"),
        ("claims.csv", "forecast,,,68.2", "thesis,,,", 9, "subject"),
        ("prices.csv", "000300.SS", "000301.SS", 2, "symbol"),
        ("prices.csv", "2025-02-07,10.2", "2025-02-06,10.2", 4, "date"),
        ("prices.csv", "19.5,19.9,300", "19.5,20.3,300", 6, "close"),
        ("prices.csv", "2025-02-06,10,10.5", "2025-02-06,9,10.5", 3, "open"),
        ("prices.csv", "19.5,19.9,300", "0,19.9,300", 6, "low"),
        ("prices.csv", "20.1,20.2,19.5,19.9,300", "20.1,20.1,20.1,20.1,0", 6, "volume"),
        ("prices.csv", "10.2,12.24,10.2,12.24,900", "10.2,10.2,10.2,10.2,", 4, "volume"),
        ("prices.csv", "20.1,20.2,19.5,19.9,300", "20,20.4,19.8,20.1,5.9e-39", 6, "volume"),
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
)
def test_meaning_is_strict(small, name, old, new, line, field):
    found = [(f.file, f.line, f.field) for f in small.edit(name, old, new).faults()]
    assert (name, line, field) in found


def test_a_misspelt_word_is_answered_with_the_nearest(small):
    fault = small.edit("evidence.csv", ",rumoured,", ",rumuored,").fault()
    assert "the nearest is rumoured" in str(fault)


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
    assert "\ufffd" == character or character not in str(fault)


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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_does_not_hold_the_reader_up(small):
    (small.path / "universe.csv").unlink()
    os.mkfifo(small.path / "universe.csv")
    assert "no plain file" in str(small.fault())


@pytest.mark.parametrize(
    "day", ["2125-02-11", "1950-02-11", "0001-01-01", "9999-12-31", "2046-12-31"]
)
def test_a_day_that_no_page_can_place_is_refused_here(small, day):
    """A calendar has an end: a page that met such a day failed where nobody could mend it."""
    small.edit("events.csv", "report,2025-02-11,day", f"report,{day},day")
    fault = small.fault()
    assert ("events.csv", 3, "published", day) == place(fault)
    assert "too far away" in str(fault)


def test_a_review_in_another_millennium_is_refused(small):
    small.edit("case.toml", 'slug = "small"', 'slug = "small"\nreview = 9999-12-31')
    assert ("case.toml", "review") == (small.fault().file, small.fault().field)


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("universe.csv", "300249,chinext,0.456", "300249,chinext,1e300", "too large"),
        ("universe.csv", "300249,chinext,0.456", "300249,chinext,1001", "more than any market"),
        ("prices.csv", "2025-02-06,20,20.4", "2025-02-06,20,1e300", "too large"),
        ("prices.csv", "2025-02-06,20,20.4", "2025-02-06,20,2000000000", "more than any market"),
        ("prices.csv", "12.24,900", "12.24,1e300", "too large"),
    ],
)
def test_an_absurd_number_is_refused_here(small, file, old, new, rule):
    small.edit(file, old, new)
    assert rule in " ".join(map(str, small.faults()))


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000 + "]" * 5000], ids=["digits", "nesting"])
def test_toml_beyond_what_python_takes_is_a_fault_too(small, value):
    small.edit("case.toml", "gap = 10", f"gap = {value}")
    assert "not valid TOML" in str(small.fault())


def test_a_file_has_a_largest_size(small, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    (fault,) = [fault for fault in small.faults() if fault.file == "case.toml"]
    assert "at most 1000" in str(fault)


def test_a_table_has_a_largest_length(small, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 4)
    fault = next(fault for fault in small.faults() if fault.file == "prices.csv")
    assert 6 == fault.line


def test_faults_beyond_a_number_are_counted_not_listed(small):
    row = "300249.SZ,2025-02-08,x,x,x,x,x\n" * 200
    small.bytes("prices.csv", lambda data: data + row.encode())
    faults = small.faults()
    assert 501 == len(faults)
    assert "further faults" in str(faults[-1])


def test_no_folder_is_one_fault(tmp_path):
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path / "nowhere")
    (fault,) = caught.value.faults
    assert "no such folder" in str(fault)
