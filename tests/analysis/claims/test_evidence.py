"""Claims about what is documented: findings by rank, on file or held, tension."""

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.analysis.claims.ledger import check_claims
from dashboard.case import Claim, Evidence, Moment, Text


def claim(**changes) -> Claim:
    values = {
        "id": "c",
        "kind": "evidence",
        "unit": "",
        "first": None,
        "last": None,
        "tolerance": None,
        "text": Text("x", "x"),
    }
    return Claim(**{**values, **changes})


def row(symbol: str, finding: str, name: str, **changes) -> Evidence:
    moment = Moment(datetime.fromisoformat("2024-08-31"), "by", "Asia/Shanghai")
    return Evidence(
        name,
        symbol,
        "liquid-cooling",
        finding,
        "Half-year report",
        changes.pop("source_kind", "interim-report"),
        changes.pop("published", moment),
        Text("x", "x"),
        **changes,
    )


def on_evidence(
    shipped, xshg, relation, stated, *rows, stocks="300249.SZ;002272.SZ", story="liquid-cooling"
):
    one = claim(subject=f"{stocks}:{story}", relation=relation, stated=stated)
    case = replace(shipped.case, claims=(one,), evidence=rows)
    (result,) = check_claims(case, shipped.market, xshg)
    return result


@pytest.mark.parametrize(
    ("relation", "stated", "verdict"),
    [
        ("at-least", "small", "on-file"),
        ("at-least", "stated", "partly"),
        ("at-least", "quantified", "does-not-hold"),
        ("at-most", "stated", "on-file"),
        ("at-most", "small", "partly"),
        ("at-most", "mixed", "does-not-hold"),
        ("is", "small", "partly"),
        ("is", "mixed", "does-not-hold"),
    ],
)
def test_findings_are_compared_by_their_rank(relation, stated, verdict, shipped, xshg):
    rows = (row("300249.SZ", "stated", "a"), row("002272.SZ", "small", "b"))
    assert on_evidence(shipped, xshg, relation, stated, *rows).verdict == verdict


@pytest.mark.parametrize("more", [{"url": "https://example.org"}, {"quote": "液冷"}])
def test_one_address_or_quote_lifts_a_claim_from_on_file_to_holds(more, shipped, xshg):
    rows = (row("300249.SZ", "small", "a"), row("002272.SZ", "small", "b", **more))
    assert "holds" == on_evidence(shipped, xshg, "is", "small", *rows).verdict


def test_a_stock_without_a_row_keeps_a_claim_from_holding(shipped, xshg):
    result = on_evidence(shipped, xshg, "is", "small", row("300249.SZ", "small", "a"))
    assert "partly" == result.verdict
    assert "Nothing is on file about Crun" in result.remarks[0].reason
    assert {"300249.SZ": "small", "002272.SZ": "not-assessed"} == result.computed_value


def test_without_any_row_or_with_a_market_story_nothing_can_be_checked(shipped, xshg):
    assert "cannot-be-checked" == on_evidence(shipped, xshg, "at-least", "stated").verdict
    assert (
        "cannot-be-checked"
        == on_evidence(shipped, xshg, "at-least", "stated", story="market").verdict
    )


def test_a_later_denial_by_the_company_counts(shipped, xshg):
    denial = Moment(datetime.fromisoformat("2025-02-10"), "day", "Asia/Shanghai")
    rows = (
        row("300249.SZ", "stated", "a"),
        row("300249.SZ", "denied", "b", published=denial, source_kind="company-statement"),
    )
    assert (
        "does-not-hold"
        == on_evidence(shipped, xshg, "at-least", "small", *rows, stocks="300249.SZ").verdict
    )


def test_statements_later_than_the_article_count_and_are_counted_out_loud(shipped, xshg):
    later = Moment(datetime.fromisoformat("2025-04-20"), "day", "Asia/Shanghai")
    result = on_evidence(
        shipped,
        xshg,
        "at-least",
        "stated",
        row("300249.SZ", "stated", "a", published=later),
        stocks="300249.SZ",
    )
    assert "on-file" == result.verdict
    assert "only after the article" in result.remarks[-1].reason


def test_claims_that_one_finding_could_satisfy_are_not_in_tension(shipped, xshg):
    claims = (
        claim(
            id="a",
            subject="300249.SZ:liquid-cooling",
            relation="at-most",
            stated="stated",
        ),
        claim(
            id="b",
            subject="newcomers:liquid-cooling",
            relation="at-least",
            stated="small",
        ),
        claim(
            id="c",
            subject="300249.SZ:alibaba-evidence",
            relation="is",
            stated="quantified",
        ),
        claim(
            id="d",
            subject="300249.SZ:liquid-cooling",
            relation="is",
            stated="quantified",
        ),
    )
    case = replace(shipped.case, claims=claims)
    found = {r.claim.id: r.tensions for r in check_claims(case, shipped.market, xshg)}
    assert [("d", ("300249.SZ",))] == [(t.claim, t.stocks) for t in found["a"]]
    assert ((), ()) == (found["b"], found["c"])
