"""The article cannot check itself: claims that only its own report supports are circular."""

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.ledger import check_claims
from dashboard.analysis.claims.results import tally
from dashboard.analysis.stories.reporting import by_article
from dashboard.case import Claim, Evidence, Moment, Text
from dashboard.language.language import Language

DAY = Moment(datetime(2025, 2, 14), "day", "Asia/Shanghai")
REPORT = {"via": "华尔街见闻 Wallstreetcn", "via_published": DAY}


def row(symbol: str, finding: str, name: str, **changes) -> Evidence:
    moment = Moment(datetime(2024, 8, 31), "by", "Asia/Shanghai")
    words = (Text("x", "x"),)
    document = ("Half-year report", "interim-report", moment)
    return Evidence(name, symbol, "liquid-cooling", finding, *document, *words, **changes)


def checked(shipped, xshg, *rows, relation="at-least", stated="stated", stocks="300249.SZ"):
    claim = Claim(
        id="c",
        kind="evidence",
        subject=f"{stocks}:liquid-cooling",
        relation=relation,
        stated=stated,
        unit="",
        first=None,
        last=None,
        tolerance=None,
        text=Text("x", "x"),
    )
    case = replace(shipped.case, claims=(claim,), evidence=rows)
    (result,) = check_claims(case, shipped.market, xshg)
    return result


def remarks(result) -> str:
    return " ".join(remark.reason for remark in result.remarks)


def test_a_claim_that_only_its_article_supports_is_circular(shipped, xshg):
    result = checked(shipped, xshg, row("300249.SZ", "stated", "a", **REPORT))

    assert "circular" == result.verdict
    assert "the article would be checking itself" in remarks(result)
    assert ("a",) == result.data.reported


@pytest.mark.parametrize("more", [{"url": "https://example.org"}, {"quote": "液冷"}])
def test_an_address_of_the_report_does_not_lift_a_circular_claim(more, shipped, xshg):
    result = checked(shipped, xshg, row("300249.SZ", "stated", "a", **REPORT, **more))

    assert "circular" == result.verdict


@pytest.mark.parametrize(
    ("more", "verdict"), [({}, "on-file"), ({"url": "https://example.org"}, "holds")]
)
def test_what_somebody_else_says_too_supports_it(more, verdict, shipped, xshg):
    rows = (
        row("300249.SZ", "quantified", "a", **REPORT, url="https://example.org/article"),
        row("300249.SZ", "stated", "b", **more),
    )

    assert verdict == checked(shipped, xshg, *rows).verdict


def test_another_reporter_is_not_the_article(shipped, xshg):
    other = {"via": "The Paper", "via_published": DAY}

    assert "on-file" == checked(shipped, xshg, row("300249.SZ", "stated", "a", **other)).verdict


def test_it_holds_partly_where_others_support_it_for_some_stocks(shipped, xshg):
    rows = (row("300249.SZ", "stated", "a", **REPORT), row("002272.SZ", "stated", "b"))
    result = checked(shipped, xshg, *rows, stocks="300249.SZ;002272.SZ")

    assert "partly" == result.verdict
    assert "For Yimikang it rests on what the same article reports" in remarks(result)


def test_weaker_evidence_of_others_does_not_carry_a_claim(shipped, xshg):
    rows = (row("300249.SZ", "stated", "a", **REPORT), row("300249.SZ", "mixed", "b"))

    assert "circular" == checked(shipped, xshg, *rows).verdict


def test_what_the_article_itself_contradicts_does_not_hold(shipped, xshg):
    result = checked(shipped, xshg, row("300249.SZ", "mixed", "a", **REPORT))

    assert "does-not-hold" == result.verdict
    assert "nothing but what the same article reports" in remarks(result)


@pytest.mark.parametrize(
    ("via", "day", "own"),
    [
        ("华尔街见闻 Wallstreetcn", DAY, True),
        ("wallstreetcn", DAY, True),
        ("赛道Hyper | 依米康：“液冷”含量几何", None, True),
        ("Wallstreetcn, 赛道Hyper | 依米康：“液冷”含量几何", DAY, True),
        ("https://new.qq.com/rain/a/20250214A02A9O00", None, True),
        ("华尔街见闻 Wallstreetcn", replace(DAY, stamp=datetime(2025, 1, 3)), False),
        ("Wall", DAY, False),
        ("The Paper", DAY, False),
        ("", None, False),
    ],
)
def test_the_article_is_known_by_title_address_or_publisher_and_day(via, day, own, shipped):
    told = row("300249.SZ", "stated", "a", via=via, via_published=day)

    assert own == by_article(told, shipped.case)


def test_a_headline_counts_only_what_was_checked(shipped, xshg):
    rows = (row("300249.SZ", "stated", "a", **REPORT), row("002272.SZ", "stated", "b"))
    circular = checked(shipped, xshg, *rows)
    on_file = checked(shipped, xshg, *rows, stocks="002272.SZ")
    counted = tally((circular, on_file))

    assert ("circular", "on-file", 0) == (circular.verdict, on_file.verdict, counted.checked)
    en, zh = Language("en"), Language("zh")
    assert "None of 2 statements could be checked here" == verdict_words.tally_headline(counted, en)
    assert "全部 2 条说法在这里都无从核对" == verdict_words.tally_headline(counted, zh)
    assert (
        "Not checked: 1 that only the article itself supports and 1 that agrees with statements "
        "on file which nobody can look up."
    ) == verdict_words.tally_rest((circular, on_file), en)
