"""Feeds: each kind of entry made by a real change, read as a feed reader does, valid Atom."""

import calendar
import gzip
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.analysis.cards.work import work_out
from dashboard.case import Text
from dashboard.cases import news
from dashboard.cases.due import STALE
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.editing.versions import save
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.listing import entry_at
from dashboard.cases.shelf import CaseShelf
from dashboard.server import api, endpoints
from dashboard.server.options import Shell
from dashboard.store.store import Store
from dashboard.ui import data, people_view, source_status
from tests.editions.frozen import frozen_once
from tests.replay.asgi import request
from tests.server.test_api import trial_of
from tests.shipped_cases import FIRST

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[1] / "data/atom/atom.rng"))
MARK = "file,row,fields,reason,quote,start,end\ncase.toml,,title,read,,,\n"
KINDS = {"edition", "evidence", "verdict", "prices", "review"}


@pytest.fixture(autouse=True)
def cases(own_cases, tmp_path, monkeypatch):
    """Directory with one case of one's own beside those that ship."""
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    return own_cases


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def get(path, headers=None):
    data.forget_cases()
    return request(Starlette(routes=api.routes()), "GET", path, headers)


def valid(answer):
    """The feed as a reader has it, after the rules of RFC 4287 have been held against it."""
    assert (200, "application/atom+xml; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    root = etree.fromstring(answer.content)
    SCHEMA.assertValid(root)
    for each in (root, *root.iter(f"{ATOM}entry")):
        # 4.1.1, 4.1.2: one alternate a type and language at most, one self.
        links = [(one.get("rel"), one.get("type")) for one in each.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert each is root or [("alternate", "text/html")] == links
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    assert "atom10" == found.version
    moments = [each.updated_parsed for each in found.entries]
    assert sorted(moments, reverse=True) == moments
    return found


def read_feed(path="/feed.atom"):
    return valid(get(path))


def of_kind(feed, kind):
    return [each for each in feed.entries if [kind] == [tag.term for tag in each.tags]]


def saved(store, folder, change):
    """Save a case with its sheets changed, as the editor does."""
    content = read_case(folder)
    return save(store, folder, change(sheets_of(content)), read=content.digest, who="ann@x.org")


def with_evidence(sheets, number=1, **cells):
    row = {
        "stock": "300602.SZ",
        "story": "cooling",
        "finding": "stated",
        "document": "Annual report",
        "source_kind": "annual-report",
        "published": "2025-01-20",
        "precision": "day",
        "timezone": "Asia/Shanghai",
        "statement_en": "Cooling is named among the products",
        "statement_zh": "产品中提到液冷",
    }
    for place in range(number):
        sheets, _ = sheets.with_row("evidence", {"id": f"new-{place}", **row, **cells})
    return sheets


# Each kind, by a real change -------------------------------------------------


@pytest.mark.slow
def test_an_edition_that_was_frozen_is_an_entry_with_its_verdict(shipped, store, tmp_path):
    edition = frozen_once(
        trial_of(shipped),
        source=find_case(FIRST),
        store=Store(store),
        editions=tmp_path / "editions",
        note="for a paper",
    )

    entry = of_kind(read_feed(), "edition")[0]

    assert "Liquid cooling, February 2025: new edition" == entry.title
    assert edition.manifest.verdict.en.rstrip(".") in entry.summary
    assert "for a paper" in entry.summary
    assert edition.made.at == entry.updated
    assert f"/?edition={edition.id}&lang=en" == entry.link
    assert [entry.id] == [each.id for each in read_feed(f"/api/cases/{FIRST}/feed.atom").entries]
    chinese = read_feed(f"/api/cases/{FIRST}/feed.atom?lang=zh")
    assert "2025 年 2 月“液冷”行情：新版本存档" == chinese.entries[0].title
    assert (entry.id, "zh-CN") == (chinese.entries[0].id, chinese.feed.language)


def test_evidence_that_was_saved_is_an_entry_as_long_as_it_is_on_file(cases, store):
    assert [] == read_feed().entries
    saved(store, cases / "small", lambda sheets: with_evidence(sheets, 7))

    entry = of_kind(read_feed("/api/cases/small/feed.atom"), "evidence")[0]

    assert "A small case: 7 pieces of evidence arrived" == entry.title
    assert 5 == entry.summary.count("FRD, Cooling: Cooling is named among the products.")
    assert entry.summary.endswith("2 more pieces of evidence.")
    assert "/exposure?case=small&lang=en" == entry.link
    assert "小案例：新到 7 条证据" == read_feed("/feed.atom?lang=zh").entries[0].title
    assert abs(datetime.now(UTC).timestamp() - calendar.timegm(entry.updated_parsed)) < 60

    def without(sheets):
        rows = [row for row in sheets.tables["evidence"] if not row.key.startswith("new-")]
        return sheets.with_table("evidence", rows)

    saved(store, cases / "small", without)
    assert [] == read_feed().entries


def test_a_row_that_only_got_another_id_is_no_news(cases, store):
    saved(store, cases / "small", lambda sheets: sheets.with_cell("evidence", "a", "id", "first"))

    assert [] == read_feed().entries


@pytest.mark.slow
@pytest.mark.parametrize("looked_before", [True, False])
def test_a_verdict_that_turns_when_evidence_goes_is_an_entry(store, looked_before):
    folder = CaseShelf(store).duplicate(find_case(FIRST), "copy", Text("A copy", "副本"))
    if looked_before:
        work_out(entry_at(folder), store)
        assert [] == read_feed().entries

    saved(store, folder, lambda sheets: sheets.with_table("evidence", ()).with_table("claims", ()))
    assert [] == of_kind(read_feed(), "verdict")  # nothing is worked out by whoever reads
    work_out(entry_at(folder), store)

    entry = of_kind(read_feed(), "verdict")[0]
    assert "A copy: the verdict turned" == entry.title
    now, before = re.fullmatch(r"Now: (.+)\. Before: (.+)\.", entry.summary).groups()
    assert now != before
    assert "/?case=copy&lang=en" == entry.link
    work_out(entry_at(folder), store)
    assert 1 == len(of_kind(read_feed(), "verdict"))


def open_case(folder, retrieved, review="2025-02-20"):
    """Let a case be open, with a review, on prices that were read before its window had closed."""
    toml, note = folder / "case.toml", folder / "prices.toml"
    text = toml.read_text("utf-8")
    told = f'currency = "CNY"\nstatus = "open"\nreview = {review}'
    toml.write_text(text.replace('currency = "CNY"', told), "utf-8")
    note.write_text(note.read_text("utf-8").replace("2025-08-22", retrieved), "utf-8")


@pytest.fixture
def clock(monkeypatch):
    def at(*when):
        monkeypatch.setattr(source_status, "now", lambda: datetime(*when, tzinfo=UTC))

    return at


def test_prices_are_old_from_the_day_on_which_the_gallery_says_so(cases, clock):
    open_case(cases / "small", "2025-02-10", "2030-01-01")
    last = date(2025, 2, 10) + timedelta(STALE)

    # The day is the exchange's: in Shanghai it begins at 16:00 of the day before in UTC.
    clock(last.year, last.month, last.day, 15, 59)
    assert [] == read_feed().entries
    clock(last.year, last.month, last.day, 16, 0)
    entry = of_kind(read_feed(), "prices")[0]

    assert "A small case: prices are old" == entry.title
    assert "It is open, and its prices were read on 10 Feb 2025." == entry.summary
    assert f"{last}T16:00:00Z" == entry.updated
    clock(2025, 6, 1)
    assert entry.id == of_kind(read_feed(), "prices")[0].id


def test_a_review_is_an_entry_from_its_day_on(cases, clock):
    open_case(cases / "small", "2025-02-20")

    clock(2025, 2, 19, 15, 59)
    assert [] == read_feed().entries
    clock(2025, 2, 19, 16, 0)
    entry = of_kind(read_feed("/feed.atom?lang=zh"), "review")[0]

    assert "小案例：该复查了" == entry.title
    assert "2025-02-19T16:00:00Z" == entry.updated
    assert "/?case=small&lang=zh" == entry.link


# What is not told ------------------------------------------------------------


def everything(cases, store, clock):
    """The small case with entries of several kinds."""
    open_case(cases / "small", "2025-02-10")
    saved(store, cases / "small", with_evidence)
    clock(2026, 1, 1)


@pytest.mark.parametrize("how", ["draft", "archived", "deleted", "broken"])
def test_what_is_not_for_everybody_has_no_feed_and_no_entry(cases, store, clock, how):
    everything(cases, store, clock)
    assert {"evidence", "prices", "review"} == {
        tag.term for each in read_feed().entries for tag in each.tags
    }
    if how == "draft":
        (cases / "small" / "draft.csv").write_text(MARK, "utf-8")
    elif how == "broken":
        (cases / "small" / "case.toml").write_text("format = 1\n", "utf-8")
    else:
        getattr(CaseShelf(store), {"archived": "archive", "deleted": "delete"}[how])("small")

    assert [] == read_feed().entries
    assert 404 == get("/api/cases/small/feed.atom").status_code


def test_a_case_under_the_name_of_one_that_was_deleted_does_not_inherit_its_news(
    cases, store, clock
):
    saved(store, cases / "small", with_evidence)
    shelf = CaseShelf(store)
    twin = shelf.duplicate(cases / "small", "twin")
    shelf.delete("small")
    shelf.duplicate(twin, "small")

    assert [] == read_feed("/api/cases/small/feed.atom").entries


def test_entries_follow_a_case_that_is_renamed_and_keep_their_ids(cases, store):
    saved(store, cases / "small", with_evidence)
    before = read_feed().entries[0]

    CaseShelf(store).rename("small", "other")

    after = read_feed("/api/cases/other/feed.atom").entries[0]
    assert (before.id, "/exposure?case=other&lang=en") == (after.id, after.link)


def test_what_a_draft_is_saved_with_is_told_to_nobody(cases, store):
    (cases / "small" / "draft.csv").write_text(MARK, "utf-8")
    saved(store, cases / "small", with_evidence)

    assert () == news.read(store, "small")


def test_words_from_outside_are_words(cases, store):
    hostile = '<script>alert(1)</script> & ]]> "x"'
    saved(store, cases / "small", lambda sheets: with_evidence(sheets, statement_en=hostile))

    answer = get("/feed.atom")

    assert b"<script" not in answer.content
    root = etree.fromstring(answer.content)
    assert hostile in root.find(f"{ATOM}entry/{ATOM}summary").text


# Ids, addresses, how often -------------------------------------------------


def test_ids_depend_on_no_host_and_no_setting_and_are_this_installations_own(
    cases, store, clock, monkeypatch
):
    everything(cases, store, clock)
    news.identify(store)
    first = read_feed()
    ids = [first.feed.id, *(each.id for each in first.entries)]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in ids)

    monkeypatch.setenv("MARKET_NARRATIVE_ADDRESS", "https://trial.example/desk")
    again = valid(get("/feed.atom", {"host": "203.0.113.9:8501"}))
    assert ids == [again.feed.id, *(each.id for each in again.entries)]
    assert "https://trial.example/desk/feed.atom?lang=en" in [
        each.href for each in again.feed.links if each.rel == "self"
    ]
    assert all(each.link.startswith("https://trial.example/desk/") for each in again.entries)

    # Another installation has other reviews, though its case has the same name and day.
    news._name_file(store).unlink()
    news.identify(store)
    other = read_feed()
    assert first.feed.id != other.feed.id
    assert {each.id for each in of_kind(first, "review")}.isdisjoint(
        each.id for each in of_kind(other, "review")
    )


def test_a_feed_is_not_sent_again_until_something_is_new(cases, store, clock):
    everything(cases, store, clock)
    answer = get("/feed.atom")
    tag, when = answer.headers["etag"], answer.headers["last-modified"]

    assert (304, b"") == (get("/feed.atom", {"if-none-match": tag}).status_code, b"")
    assert 304 == get("/feed.atom", {"if-modified-since": when}).status_code
    # The tag speaks where there are both.
    both = {"if-none-match": '"other"', "if-modified-since": when}
    assert 200 == get("/feed.atom", both).status_code
    assert 200 == get("/feed.atom", {"if-modified-since": "yesterday"}).status_code
    older = "Wed, 01 Jan 2025 00:00:00 GMT"
    assert 200 == get("/feed.atom", {"if-modified-since": older}).status_code

    saved(store, cases / "small", lambda sheets: with_evidence(sheets, id="later"))
    assert 200 == get("/feed.atom", {"if-none-match": tag}).status_code


@pytest.mark.slow
def test_a_feed_has_the_latest_hundred(cases, store):
    content = read_case(cases / "small")
    one = replace(content.case, evidence=content.case.evidence[:1])
    for _ in range(105):  # a row that comes and goes
        news.notice_evidence(store, content.case, content.digest, one)
        news.notice_evidence(store, one, "")
    news.notice_evidence(store, content.case, content.digest)

    ids = [each.id for each in read_feed().entries]

    assert 106 == len(news.read(store, "small", 1000))
    assert 100 == len(ids)
    assert {each.id.urn for each in news.read(store, "small", 100)} == {*ids}


def test_what_was_taken_out_by_hand_is_not_told_of_though_nobody_has_looked(cases, store):
    saved(store, cases / "small", with_evidence)
    file = cases / "small" / "evidence.csv"
    lines = file.read_text("utf-8").splitlines()

    file.write_text(
        "\n".join(line for line in lines if not line.startswith("new-")) + "\n", "utf-8"
    )

    assert [] == read_feed().entries


def test_reading_a_feed_writes_nothing(cases, store, clock):
    everything(cases, store, clock)
    read_feed()
    before = {file: file.stat().st_mtime_ns for file in (store / "news").rglob("*")}

    read_feed("/api/cases/small/feed.atom")

    assert before == {file: file.stat().st_mtime_ns for file in (store / "news").rglob("*")}


def test_damaged_lines_are_left_out(cases, store):
    saved(store, cases / "small", with_evidence)
    file = store / "news" / "small.jsonl"
    good = file.read_bytes()
    bad = [b"", b"{", b"[]", b'{"kind": "verdict"}', b"\xff\xfe", b'{"id": "x", "when": 1}']
    file.write_bytes(b"\n".join([*bad, good, b'{"id": 5, "kind": "evidence", "when": "2025"}']))

    assert 1 == len(read_feed().entries)


def test_a_store_that_cannot_be_written_keeps_nobody_from_saving(cases, store, caplog):
    (store / "news").parent.mkdir(parents=True, exist_ok=True)
    (store / "news").write_text("in the way")

    done = saved(store, cases / "small", with_evidence)

    assert done.version is not None
    assert "What is new in small cannot be kept" in caplog.text
    assert [] == read_feed().entries


@pytest.mark.parametrize(("path", "status"), [("/feed.atom?case=x", 400), ("/feed.atom\n", 404)])
def test_any_other_address_is_a_sentence(path, status):
    answer = get(path)

    assert (status, ["error"]) == (answer.status_code, list(answer.json()))


# The page names them -------------------------------------------------------


def head(path, monkeypatch, headers=None):
    index = "<!doctype html><html lang='en'><head><title>Streamlit</title></head><body></body>"
    app = Starlette(routes=[Route("/", lambda _: HTMLResponse(index))])
    monkeypatch.setattr(endpoints, "WARM", type(endpoints.WARM)())
    endpoints.WARM.set()
    answer = request(Shell(app), "GET", path, headers)
    body = answer.content
    text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
    return re.findall(r'<link rel="alternate" type="application/atom\+xml" ([^>]+)>', text)


def test_a_page_names_its_feeds_in_its_head(monkeypatch, cases):
    assert ['title="What is new" href="/feed.atom?lang=en"'] == head("/", monkeypatch)
    assert [
        'title="最新动态" href="/feed.atom?lang=zh"',
        'title="小案例" href="/api/cases/small/feed.atom?lang=zh"',
    ] == head("/?case=small&lang=zh", monkeypatch)
    assert 1 == len(head("/?case=%22%3E%3Cscript%3E", monkeypatch))


def test_where_readers_log_in_no_page_names_a_feed(monkeypatch):
    login = people_view.Login({"default": "client"})
    monkeypatch.setattr(people_view, "login", lambda: login)

    assert [] == head("/?case=small", monkeypatch)
    assert 404 == get("/feed.atom").status_code
