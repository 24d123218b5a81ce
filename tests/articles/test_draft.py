"""Drafts: every one reads back equal and passes check once confirmed, whatever the article."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.draft.template import template
from dashboard.articles.reader import read_article
from dashboard.cases.folders import new_case, read_case
from dashboard.cases.marks import rows_of
from dashboard.errors import DashboardError, InputError
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import load_sessions
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.gold import FOLDER, articles

TODAY = date(2026, 6, 13)
KINDS = sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.gold")))
WRITTEN = [article for kind in KINDS for article in articles(kind)]


def drafted(text, published=date(2025, 2, 14), **options):
    finds = read_article(text, shipped_listing(), published=published, today=TODAY)
    return draft_of(finds, "case", **options)


@pytest.mark.parametrize("article", WRITTEN, ids=lambda article: article.name)
def test_every_draft_reads_back_equal_and_has_no_fault_once_confirmed(article, tmp_path):
    finds = article.read()
    if not finds.subjects:
        with pytest.raises(InputError, match="about no stock"):
            draft_of(finds, "case")
        return
    content = draft_of(finds, "case").content
    new_case(content, tmp_path / "case")
    again = read_case(tmp_path / "case")

    assert (content.case, content.marks) == (again.case, again.marks)
    assert not again.notices
    rows = rows_of(content.case)
    assert all(mark.row in rows[mark.file] for mark in content.marks)
    new_case(replace(again, marks=()), tmp_path / "confirmed")
    assert content.case == read_case(tmp_path / "confirmed").case


@pytest.mark.parametrize("article", WRITTEN, ids=lambda article: article.name)
def test_every_row_taken_from_the_article_is_marked_with_words_that_stand_there(article):
    finds = article.read()
    if not finds.subjects:
        return
    content = draft_of(finds, "case").content
    marked = {(mark.file, mark.row) for mark in content.marks}

    for file, rows in rows_of(content.case).items():
        for row in rows - {"stories:market", "article"}:
            assert (file, row) in marked, (file, row)
    for mark in content.marks:
        if mark.start is not None:
            words = "".join(finds.text[mark.start : mark.end].split())
            assert words.startswith("".join(mark.quote.rstrip("…").split()))


# Windows and bases ----------------------------------------------------

SPAN = "依米康（300249.SZ）自2025年2月7日至2025年2月13日股价累计上涨{number}%。"


def prices(closes, start=date(2025, 2, 6)):
    """Closes of one stock from a session on, and nothing else."""
    sessions = load_sessions("XSHG", "Asia/Shanghai")
    days = [sessions.offset(start, n) for n in range(len(closes))]
    table = pd.DataFrame({"symbol": "300249.SZ", "date": pd.to_datetime(days)})
    for name in ("open", "high", "low", "close"):
        table[name] = closes
    table["volume"] = 1.0
    return lambda _: Market(table, PriceNote("test", "none", "2025-02-14", "shares"))


@pytest.mark.parametrize(
    ("number", "first", "reason"),
    [
        ("50.00", date(2025, 2, 7), "read"),  # from 10 on the 6th to 15
        ("25.00", date(2025, 2, 10), "read"),  # from 12 on the 7th to 15
        ("33.33", date(2025, 2, 7), "unproved"),
    ],
)
def test_the_base_is_the_close_from_which_the_stated_return_comes_out(number, first, reason):
    draft = drafted(SPAN.format(number=number), prices=prices([10.0, 12.0, 12.5, 13.0, 14.0, 15.0]))
    marks = {mark.row: mark.reason for mark in draft.content.marks}

    assert first == draft.content.case.window.first
    assert reason == marks["window"]
    assert ("does-not-hold" if reason == "unproved" else "holds") == draft.first_check[0].verdict


def test_without_prices_the_window_is_unproved():
    draft = drafted(SPAN.format(number="50.00"))

    assert "unproved" == {mark.row: mark.reason for mark in draft.content.marks}["window"]
    assert () == draft.priced == draft.first_check


def test_digits_are_those_of_the_article():
    (claim, *_) = drafted(SPAN.format(number="5.60")).content.case.claims

    assert ("0.0560", 0.00005) == (claim.stated, claim.tolerance)


# What an article does not say -----------------------------------------


def test_no_stock_one_stock_and_no_day_each_have_their_answer():
    with pytest.raises(InputError, match="about no stock"):
        drafted("今天大盘震荡，市场情绪低迷。")
    one = drafted("依米康（300249.SZ）今日涨停。").content
    assert ["named"] == [group.id for group in one.case.groups]
    undated = read_article("依米康（300249.SZ）近期备受关注。", shipped_listing(), today=TODAY)
    with pytest.raises(InputError, match="give its day of publication"):
        draft_of(undated, "case")


def test_what_the_article_does_not_say_is_left_empty_and_marked():
    content = drafted("依米康（300249.SZ）今日上涨5.6%。").content
    unsaid = {(m.row, name) for m in content.marks if m.reason == "not-said" for name in m.fields}

    assert {("source", "publisher"), ("source", "author"), ("source", "url")} <= unsaid
    assert ("", "") == (content.case.source.publisher, content.case.source.url)
    assert all(row.url == "" for row in content.case.evidence)


def test_stocks_of_another_exchange_are_left_out_and_named():
    draft = drafted("依米康（300249.SZ）今日上涨5.6%，腾讯控股（00700.HK）上涨1.2%。")

    assert ("300249.SZ",) == draft.content.case.symbols
    assert "0700.HK" in " ".join(map(str, draft.left_out))


def test_hostile_signs_do_not_reach_the_files(tmp_path):
    text = (
        "作者：a\x00b/<script>\n依米康（300249.SZ）\u202e今日上涨5.6%，"
        "受\x07“=HYPERLINK()”;提振。\n"
    )
    content = drafted(text).content
    new_case(content, tmp_path / "case")

    assert content.case == read_case(tmp_path / "case").case


def test_the_template_is_a_whole_case_of_stand_ins(tmp_path):
    content = template("mine", date(2025, 2, 16))
    new_case(content, tmp_path / "mine")

    assert content.case == read_case(tmp_path / "mine").case
    assert date(2025, 2, 14) == content.case.window.last
    assert {"not-said"} == {mark.reason for mark in content.marks}


def test_a_draft_that_breaks_the_format_leaves_nothing_behind(tmp_path):
    content = drafted("依米康（300249.SZ）今日上涨5.6%。").content
    broken = replace(content, case=replace(content.case, currency="yuan"))

    with pytest.raises(DashboardError):
        new_case(broken, tmp_path / "case")
    assert [] == list(tmp_path.iterdir())


RARE_EARTHS = """Rare earths

From July 10 to July 18, 2025, China Northern Rare Earth (600111.SH) gained
34.26% and Baotou Steel (600010.SH) added 17.58%.
Over the same days JL MAG (300748.SZ) was up 16.27%.
"""


def test_an_english_article_names_its_stocks_itself_and_the_same_days_are_those_before():
    finds = read_article(RARE_EARTHS, shipped_listing(), published=date(2025, 7, 20))
    case = draft_of(finds, "rare-earths").content.case

    names = ["China Northern Rare Earth", "Baotou Steel", "JL MAG"]
    assert names == [stock.name.en for stock in case.stocks]
    spans = {(found.first, found.last) for found in finds.returns}
    assert {(date(2025, 7, 10), date(2025, 7, 18))} == spans
