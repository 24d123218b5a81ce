"""Claims as ClaimReview: the structure schema.org and its readers ask for, safe in a script."""

import json
import re

import pytest

from dashboard.exports.claim_review import RATINGS, claim_reviews, claim_reviews_json
from dashboard.language.language import Language

EN, ZH = Language("en"), Language("zh")
PAGE = "https://trial.example/claims?case=liquid-cooling-2025"
DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?")


@pytest.fixture(scope="module", params=["en", "zh"])
def reviews(request, imprint):
    found = claim_reviews(imprint, Language(request.param), link=PAGE, reviewer="The Desk")
    return json.loads(json.dumps(found))["@graph"]


def test_there_is_one_review_a_claim_in_their_order(reviews, imprint):
    anchors = [review["url"] for review in reviews]

    assert [f"{PAGE}#claim-{claim.id}" for claim in imprint.trial.case.claims] == anchors


def test_every_review_has_the_properties_that_readers_require(reviews):
    for review in reviews:
        assert "ClaimReview" == review["@type"]
        assert review["claimReviewed"]
        assert DAY.fullmatch(review["datePublished"])
        assert {"@type": "Organization", "name": "The Desk"} == review["author"]
        assert "Rating" == review["reviewRating"]["@type"]
        assert review["reviewRating"]["alternateName"]
        item = review["itemReviewed"]
        assert ("Claim", "Organization") == (item["@type"], item["author"]["@type"])
        assert item["author"]["name"]
        assert DAY.fullmatch(item["datePublished"])
        assert item["appearance"]["url"].startswith("https://")


def test_a_rating_follows_from_the_verdict_and_a_claim_nobody_could_check_has_none(
    reviews, imprint
):
    for review, result in zip(reviews, imprint.trial.claims, strict=True):
        rating = review["reviewRating"]
        assert RATINGS.get(result.verdict) == rating.get("ratingValue")
        if result.verdict in {"cannot-be-checked", "on-file", "circular"}:
            assert {"@type", "alternateName"} == set(rating)
        else:
            assert (5, 1) == (rating["bestRating"], rating["worstRating"])


def test_better_verdicts_have_higher_ratings():
    assert RATINGS["holds"] > RATINGS["holds-within-rounding"] > RATINGS["partly"]
    assert RATINGS["partly"] > RATINGS["does-not-hold"]
    assert {5, 4, 3, 1} == set(RATINGS.values())


def test_claim_verdict_and_reason_are_in_the_readers_language(imprint):
    first = claim_reviews(imprint, ZH)["@graph"][0]

    assert imprint.trial.case.claims[0].text.zh == first["claimReviewed"]
    assert ("zh-CN", "成立") == (first["inLanguage"], first["reviewRating"]["alternateName"])
    assert "+45.60%" in first["reviewBody"]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "data:text/html,x"])
def test_without_a_web_address_a_review_has_no_url(imprint, link):
    assert not [r for r in claim_reviews(imprint, EN, link=link)["@graph"] if "url" in r]


def test_the_json_may_stand_inside_a_script_and_reads_back_the_same(hostile):
    text = claim_reviews_json(hostile, EN, link=PAGE)

    assert not re.search(r"[<>&\u2028\u2029]", text)
    assert json.loads(json.dumps(claim_reviews(hostile, EN, link=PAGE))) == json.loads(text)
    assert "</script>" in json.loads(text)["@graph"][0]["claimReviewed"] or "</script>" in str(
        json.loads(text)
    )


def test_an_address_of_the_article_that_is_no_web_address_is_left_out(hostile):
    item = claim_reviews(hostile, EN)["@graph"][0]["itemReviewed"]

    assert "url" not in item["appearance"]
