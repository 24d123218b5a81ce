"""Entries of a draft as a reader judges them: words instead of ids, one line a reason."""

import re
from datetime import date

import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.reader import read_article
from dashboard.html.draft_rows import SECTIONS, line, waiting
from dashboard.language.language import Language
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.own import COOLING


@pytest.fixture(scope="module")
def content():
    finds = read_article(COOLING, shipped_listing(), published=date(2025, 2, 14))
    return draft_of(finds, "cooling").content


def lines(content, t):
    return {
        (one.file, one.row): re.sub(
            r"<[^>]+>", " ", str(line(content.case, one, t, numbers={}, results={}))
        )
        for one in waiting(content.marks)
    }


def test_every_mark_stands_once_in_a_part_of_the_page(content):
    held = waiting(content.marks)

    assert len(content.marks) == sum(len(one.marks) for one in held)
    assert {one.section for one in held} <= set(SECTIONS)
    assert len(held) == len({one.key for one in held})


def test_figures_and_grades_are_told_as_readers_know_them(content):
    told = lines(content, Language("zh"))
    claim, row = content.case.claims[0], content.case.evidence[0]

    assert "原文 +45.6%，2025年2月7日至2025年2月13日" in told["claims.csv", claim.id]
    assert "53%" in told["evidence.csv", row.id]
    assert row.finding not in told["evidence.csv", row.id]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_entry_says_what_it_is_and_why_it_waits(content, code):
    for told in lines(content, Language(code)).values():
        assert len(told.split()) > 1
        assert "None" not in told
