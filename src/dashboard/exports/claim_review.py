"""The claim ledger as ClaimReview (schema.org, JSON-LD), for fact-check indexes and search."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from dashboard.analysis.claims import verdict_words as words
from dashboard.analysis.claims.results import ClaimResult, ClaimVerdict
from dashboard.exports.citation import PRODUCT
from dashboard.exports.imprint import Imprint
from dashboard.exports.report_data import harmless_json
from dashboard.language.language import Language

BEST, WORST = 5, 1

RATINGS: dict[ClaimVerdict, int] = {
    "holds": 5,
    "holds-within-rounding": 4,
    "partly": 3,
    "does-not-hold": 1,
}
"""Ratings by verdict.  A claim that cannot be checked has none; nor has one that agrees with
our own file alone, because nobody else could look it up, nor one that only the article
itself supports."""


def claim_reviews(
    imprint: Imprint, t: Language, *, link: str = "", reviewer: str = ""
) -> dict[str, object]:
    """
    One ClaimReview a claim, as a JSON-LD graph.

    Parameters
    ----------
    imprint : Imprint
        The case with its checked claims.
    t : Language
        Language of claims, verdicts and reasons.
    link : str
        Address of the page with the ledger; each review adds its own anchor.  Without
        one the reviews have no ``url``, which indexes ask for.
    reviewer : str
        Who answers for the verdicts; by default this program.
    """
    return {
        "@context": "https://schema.org",
        "@graph": [
            _review(imprint, result, t, _http(link), reviewer or PRODUCT)
            for result in imprint.trial.claims
        ],
    }


def claim_reviews_json(imprint: Imprint, t: Language, *, link: str = "", reviewer: str = "") -> str:
    """JSON text of the reviews; it may stand inside a script element as it is."""
    found = claim_reviews(imprint, t, link=link, reviewer=reviewer)
    return harmless_json(json.dumps(found, ensure_ascii=False, indent=1)) + "\n"


def _review(
    imprint: Imprint, result: ClaimResult, t: Language, link: str, reviewer: str
) -> dict[str, object]:
    claim = result.claim
    reasons = [words.say(each, t) for each in (result.sentence, *result.remarks)]
    review: dict[str, object] = {
        "@type": "ClaimReview",
        "claimReviewed": t.pick(claim.text),
        "reviewBody": t.sentences(reasons),
        "inLanguage": "zh-CN" if t.code == "zh" else "en",
        "datePublished": imprint.made.date().isoformat(),
        "author": {"@type": "Organization", "name": reviewer},
        "itemReviewed": _item(imprint),
        "reviewRating": _rating(result, t),
    }
    if link:
        review["url"] = f"{link.partition('#')[0]}#claim-{claim.id}"
    return review


def _item(imprint: Imprint) -> dict[str, object]:
    """What is reviewed: a claim of the article behind the case."""
    source = imprint.trial.case.source
    published = source.published.isoformat()
    article: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": source.title,
        "datePublished": published,
    }
    if source.author:
        article["author"] = {"@type": "Person", "name": source.author}
    if _http(source.url):
        article["url"] = source.url
    return {
        "@type": "Claim",
        "author": {"@type": "Organization", "name": source.publisher or source.title},
        "datePublished": published,
        "appearance": article,
    }


def _rating(result: ClaimResult, t: Language) -> dict[str, object]:
    told: dict[str, object] = {
        "@type": "Rating",
        "alternateName": t(words.VERDICTS[result.verdict].text),
    }
    value = RATINGS.get(result.verdict)
    if value is not None:
        told |= {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
    return told


def _http(link: str) -> str:
    try:
        return link if urlsplit(link).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
