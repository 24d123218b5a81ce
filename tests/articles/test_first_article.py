"""The article behind the shipped case, which is not kept here: skipped where it is not found."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.articles.reader import read_article
from dashboard.market.shipped_listing import shipped_listing

ARTICLE = Path(__file__).parents[3] / "shared" / "articles" / "liquid-cooling-2025.zh.txt"
pytestmark = pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article lies beside a checkout, not in it: shared/articles"
)
OLD = {"300499.SZ", "002837.SZ", "301018.SZ", "300602.SZ"}
NEW = {"300249.SZ", "002272.SZ", "603881.SS", "002418.SZ"}


@pytest.fixture(scope="module", params=[None, date(2025, 2, 14)], ids=["undated", "dated"])
def finds(request):
    raw = ARTICLE.read_text("utf-8")
    return read_article(raw, shipped_listing(), published=request.param, today=date(2026, 6, 13))


def test_exactly_the_eight_stocks_are_subjects_and_the_brokers_are_sources(finds):
    assert OLD | NEW == {stock.symbol for stock in finds.subjects}
    assert {"601211.SS": "source", "000686.SZ": "source"} == {
        stock.symbol: stock.role for stock in finds.stocks if stock.role != "subject"
    }


def test_the_eight_stand_in_two_groups_with_the_labels_of_the_article(finds):
    assert [("老牌", OLD), ("新贵", NEW)] == [
        ("老牌" if "老牌" in group.label else group.label[-2:], set(group.members))
        for group in finds.groups
    ]


def test_the_window_is_of_five_sessions_from_the_close_before(finds):
    window = finds.window

    assert (date(2025, 2, 7), date(2025, 2, 13), date(2025, 2, 6), 5, 5) == (
        window.first,
        window.last,
        window.base,
        window.sessions,
        window.stated,
    )


def test_the_four_stated_returns_belong_to_the_right_stocks_and_base(finds):
    assert {
        ("300602.SZ", -0.0131),
        ("301018.SZ", 0.0781),
        ("300249.SZ", 0.456),
        ("002272.SZ", 0.1636),
    } == {(each.symbol, each.value) for each in finds.returns}
    assert {(date(2025, 2, 7), date(2025, 2, 13), date(2025, 2, 6), "prior-close")} == {
        (each.first, each.last, each.base, each.base_rule) for each in finds.returns
    }


def test_three_reports_two_with_titles(finds):
    assert [
        ("国泰君安", "AIDC电力设备系列报告1", date(2025, 2, 12)),
        ("民生证券", "", date(2025, 2, 13)),
        ("东北证券", "摩尔尽，散热兴", date(2025, 2, 13)),
    ] == [(report.broker, report.title, report.date) for report in finds.reports]


def test_two_dated_downloads(finds):
    assert [(1600.0, "over", date(2025, 1, 23)), (1_800_000.0, "is", date(2025, 2, 13))] == [
        (each.value, each.operator, each.date) for each in finds.readings
    ]
    assert 1 == len({each.series for each in finds.readings})


def test_the_answer_after_the_close_counts_for_the_next_session(finds):
    assert [(date(2025, 2, 13), date(2025, 2, 14))] == [
        (day.date, day.session) for day in finds.dates if day.precision == "after-close"
    ]


def test_what_is_hedged_is_found_as_hedged(finds):
    held = [(hedge.kind, hedge.cue) for hedge in finds.hedges]

    assert 2 == held.count(("attributed", "被市场认为"))
    assert ("possible", "可能") in held
    assert ("rumour", "推测") in held
    assert [True, False] == [cause.negated for cause in finds.causes[:2]]


def test_shares_carry_their_denominators(finds):
    held = {(share.symbol, share.value, share.unit, share.denominator) for share in finds.shares}

    assert ("301018.SZ", 6.5, "times", "上年同期") in held
    assert ("301018.SZ", 0.35, "fraction", "全年总营收") in held
    assert ("300499.SZ", 0.53, "fraction", "营收") in held
    assert ("002837.SZ", 2.0, "times", "上年同期") in held
    assert {"002272.SZ", "002418.SZ"} == {s.symbol for s in finds.shares if s.value is None}


def test_a_guessed_year_is_said_to_be_one(finds):
    guessed = finds.published.origin == "inferred"

    assert guessed == any("guess" in notice.reason for notice in finds.notices)
