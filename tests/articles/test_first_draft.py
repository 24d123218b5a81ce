"""The draft of the article behind the shipped case, held against the case made by hand."""

from datetime import date

import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.reader import read_article
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.test_first_article import ARTICLE, NEW, OLD, pytestmark  # noqa: F401

RETURNS = {
    "300602.SZ": "-0.0131",
    "301018.SZ": "0.0781",
    "300249.SZ": "0.456",
    "002272.SZ": "0.1636",
}


@pytest.fixture(scope="module")
def draft(shipped):
    finds = read_article(
        ARTICLE.read_text("utf-8"),
        shipped_listing(),
        published=date(2025, 2, 14),
        today=date(2026, 6, 13),
    )
    return draft_of(finds, "draft", prices=lambda _: shipped.market)


@pytest.fixture(scope="module")
def case(draft):
    return draft.content.case


def test_eight_stocks_in_the_two_groups_of_the_article(case):
    old, new = case.groups

    assert (OLD, NEW) == tuple({s.symbol for s in case.members(g.id)} for g in (old, new))
    assert ("after", "after") == (old.chosen, new.chosen)


def test_the_window_counts_from_the_close_that_prices_bear_out(draft, case, shipped):
    assert shipped.case.window == case.window
    assert date(2025, 2, 6) in {base.base for proof in draft.proofs for base in proof.common}


def test_the_four_returns_hold_against_the_prices(draft):
    checked = {r.claim.subject: r for r in draft.first_check if r.claim.kind == "return"}

    assert RETURNS == {symbol: result.claim.stated for symbol, result in checked.items()}
    assert {"holds", "holds-within-rounding"} == {each.verdict for each in checked.values()}


def test_reports_readings_and_the_answer_are_events(case):
    days = [(event.kind, event.published.stamp.date()) for event in case.events]

    assert 3 == sum(kind == "broker-report" for kind, _ in days)
    assert [("app-downloads", date(2025, 1, 23)), ("app-downloads", date(2025, 2, 13))] == [
        each for each in days if each[0] == "app-downloads"
    ]
    (answer,) = (event for event in case.events if event.kind == "investor-qa")
    assert ("after-close", ("300499.SZ",)) == (answer.published.precision, answer.stocks)
    cooling = case.asks
    assert all(cooling in event.stories for event in case.events if event.kind == "broker-report")


def test_the_stories_are_cooling_alibaba_and_the_market(case):
    cooling, alibaba, market = case.stories

    assert "液冷" in cooling.title.zh
    assert "阿里" in alibaba.title.zh
    assert "苹果" in alibaba.title.zh
    assert ("evidence", "label", "market") == tuple(story.kind for story in case.stories)
    assert (cooling.id, "market") == (case.asks, market.id)


def test_evidence_is_reported_by_the_article_and_graded_as_a_proposal(draft, case):
    cooling, alibaba, _ = (story.id for story in case.stories)
    graded = {(row.stock, row.story, row.finding) for row in case.evidence}

    assert all(row.via == "华尔街见闻" and row.via_published for row in case.evidence)
    assert ("300499.SZ", cooling, "quantified") in graded
    assert {("002272.SZ", cooling, "small"), ("002418.SZ", cooling, "small")} <= graded
    assert NEW == {
        stock for stock, story, finding in graded if (story, finding) == (alibaba, "rumoured")
    }
    proposed = {mark.row for mark in draft.content.marks if "finding" in mark.fields}
    assert proposed == {row.id for row in case.evidence}


def test_author_and_publisher_come_from_the_byline(case):
    assert ("周源", "华尔街见闻") == (case.source.author, case.source.publisher)
