"""A story in the reader's own words beside those of the article."""

from datetime import date

import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.draft.typed_story import with_story
from dashboard.articles.reader import read_article
from dashboard.cases.amending import hold_together
from dashboard.errors import InputError
from dashboard.market.shipped_listing import shipped_listing

FALLEN = "7月21日至7月25日，西藏天路（600326）累计下跌6%，中国电建（601669）下跌4%。"
TOLD = "受益于液冷技术，" + FALLEN.replace("下跌", "上涨")


def content(article):
    finds = read_article(article, shipped_listing(), published=date(2025, 7, 27))
    return draft_of(finds, "typed").content


def test_where_no_story_was_read_the_question_is_about_the_one_that_is_typed():
    found = with_story(content(FALLEN), "雅下水电", "zh").case

    assert found.asks == found.stories[0].id
    assert "这些股票下跌，是因为“雅下水电”吗？" == found.question.zh
    assert "fall" == found.stories[0].expects
    assert "market" == found.stories[-1].kind
    hold_together(with_story(content(FALLEN), "雅下水电", "zh"))


def test_a_second_story_stands_before_the_market_and_leaves_the_question():
    before = with_story(content(TOLD), "雅下水电", "zh")
    after = with_story(before, "西藏本地", "zh")

    assert before.case.question == after.case.question
    assert ["西藏本地", "只是行情使然"] == [story.title.zh for story in after.case.stories[-2:]]
    assert before.marks == after.marks


@pytest.mark.parametrize(("words", "said"), [("  ", "few words"), ("雅下水电", "there already")])
def test_no_words_and_words_twice_are_refused(words, said):
    told = with_story(content(FALLEN), "雅下水电", "zh")

    with pytest.raises(InputError, match=said):
        with_story(told, words, "zh")
