"""What a draft makes of limits, ranks and order in time: claims that can be checked."""

from datetime import date

import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.reader import read_article
from dashboard.market.shipped_listing import shipped_listing

DAM = """雅下水电概念股连日涨停，基建行情来了吗？

7月19日，雅鲁藏布江下游水电工程正式开工。受水电工程开工消息刺激，7月21日水电概念股中国电建、中国能建集体涨停。

有分析认为上涨源于基建预期，也有人归因于避险情绪。7月28日，当地预计启动招标。

中国电建7月22日晚公告称，公司尚未签署相关合同。公告次日，中国电建跌3.1%。
"""


def drafted(text, day=date(2025, 7, 28)):
    finds = read_article(text, shipped_listing(), published=day, today=date(2026, 6, 13))
    return draft_of(finds, "case").content.case


def claims(text, *kinds, day=date(2025, 7, 28)):
    return [claim for claim in drafted(text, day).claims if claim.kind in kinds]


@pytest.mark.parametrize(
    ("words", "stated", "tolerance"),
    [
        ("中国电建（601669）涨停", "0.1000", 0.001),
        ("依米康（300249）20CM涨停", "0.2000", 0.001),
        ("依米康（300249）跌停", "-0.2000", 0.001),
        ("中国电建（601669）3连板", "0.3310", 0.0036),
    ],
)
def test_closes_at_the_limit_are_the_return_that_they_come_to(words, stated, tolerance):
    (claim,) = claims(f"7月28日，{words}。", "return")

    assert (stated, tolerance) == (claim.stated, claim.tolerance)
    assert "停" in claim.said.zh or "板" in claim.said.zh


@pytest.mark.parametrize(
    "words",
    ["中国电建（601669）盘中触及涨停", "中国电建（601669）6天4板", "中国电建（601669）涨超5%"],
)
def test_a_limit_touched_limits_here_and_there_and_bounds_stay_statements(words):
    assert ["statement"] == [
        claim.kind for claim in claims(f"7月28日，{words}。", "return", "statement")
    ]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("中国电建涨5%，中国能建涨幅最大，达8%", [("rank-max", "601868.SS")]),
        ("跌幅最大的是中国电建，跌了5%，中国能建跌2%", [("rank-min", "601669.SS")]),
        ("中国电建涨5%，中国能建涨8%，领涨两市", []),
        ("中国电建涨5%，中国能建涨8%", []),
    ],
)
def test_a_rank_told_beside_a_return_is_one_in_the_group_of_the_article(words, wanted):
    text = f"水电概念股中国电建、中国能建走强。7月28日，{words}。"

    ranks = claims(text, "rank-max", "rank-min")
    assert wanted == [(claim.kind, claim.subject.rpartition(":")[2]) for claim in ranks]


def test_an_announcement_stands_before_the_move_of_the_next_day():
    (order,) = claims(DAM, "order")

    assert (date(2025, 7, 23), date(2025, 7, 23)) == (order.first, order.last)
    assert "601669-filing-0722" == order.subject


def test_a_start_of_work_is_an_event_and_a_planned_one_is_none():
    events = [(e.kind, e.published.stamp.date()) for e in drafted(DAM).events]

    assert ("news", date(2025, 7, 19)) in events
    assert [("filing", date(2025, 7, 22))] == [each for each in events if each[0] == "filing"]
    assert 1 == sum(day == date(2025, 7, 28) for _, day in events)  # the article itself


def test_a_sector_and_a_mood_are_no_causes():
    titles = [story.title.zh for story in drafted(DAM).stories]

    assert 2 == len(titles)
    assert "水电工程开工" in titles[0]
