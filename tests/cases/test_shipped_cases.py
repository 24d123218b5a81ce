"""The cases that ship beside the first: complete, sourced, and their numbers worked out again."""

from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.case import ordinal
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.writer import case_files
from tests.shipped_cases import FIRST, SHIPPED, shipped_trial

TARIFFS, YARLUNG = SHIPPED[1:]
LIMIT = 400_000  # bytes of a folder


@pytest.fixture(scope="module", params=SHIPPED)
def folder(request):
    return find_case(request.param)


@pytest.fixture(scope="module")
def content(folder):
    return read_case(folder)


def table(slug, name, **options):
    return pd.read_csv(find_case(slug) / name, **options)


def returns(slug, base, last):
    """Window returns by symbol, straight from the file of prices."""
    closes = table(slug, "prices.csv").pivot_table(index="date", columns="symbol", values="close")
    return closes.loc[last] / closes.loc[base] - 1


# Every one of them ------------------------------------------------------


def test_it_reads_without_a_fault_or_a_notice_and_waits_for_no_yes(content):
    assert ((), ()) == (content.notices, content.marks)


def test_its_tables_are_in_canonical_form_and_its_folder_is_small(folder, content):
    files = case_files(content.case, content.market)
    tables = {name: data for name, data in files.items() if name.endswith(".csv")}
    assert tables == {name: (folder / name).read_bytes() for name in tables}
    assert sum(file.stat().st_size for file in folder.iterdir()) < LIMIT


def test_every_text_of_it_is_in_both_languages(content):
    case, note = content.case, content.market.note
    texts = [case.title, case.question]
    texts += [item.title for part in (case.groups, case.stories, case.benchmarks) for item in part]
    texts += [stock.name for stock in case.stocks] + [story.predicts for story in case.stories]
    texts += [event.title for event in case.events]
    texts += [row.statement for row in case.evidence] + [claim.text for claim in case.claims]
    assert [] == [text for text in texts if not (text.en and text.zh)]
    pairs = [
        pair
        for row in case.evidence
        for pair in (
            (row.document, row.document_zh),
            (row.measure, row.measure_zh),
            (row.denominator, row.denominator_zh),
            (row.period, row.period_zh),
        )
    ]
    pairs += [(event.source, event.source_zh) for event in case.events]
    pairs += [(note.source, note.source_zh), (note.note, note.note_zh)]
    assert [] == [english for english, chinese in pairs if english and not chinese]


def test_what_is_a_reading_of_ours_has_the_words_that_were_read_beside_it(content):
    ours = [claim for claim in content.case.claims if claim.is_our_reading]
    assert [] == [claim.id for claim in ours if not (claim.said.en and claim.said.zh)]


def test_its_prices_cover_the_window_the_estimation_and_sessions_after_it_for_every_symbol(content):
    case, closes = content.case, content.market.closes
    assert set(case.symbols) <= set(closes.columns)
    assert 0 == closes.isna().sum().sum()
    before = (closes.index < pd.Timestamp(case.window.first)).sum()
    assert case.estimation.sessions + case.estimation.gap + 1 <= before
    assert (closes.index > pd.Timestamp(case.window.last)).sum() >= 20


def test_the_mean_of_the_market_never_calls_itself_the_whole_market(content):
    title = content.case.benchmarks[0].title
    assert "all" not in title.en.lower().split()
    stocks = int(title.en.split("about ")[1].split()[0].replace(",", ""))
    frame = pd.read_csv(find_case(content.case.slug) / "equal_weight_returns.csv", dtype=str)
    assert pytest.approx(frame["stocks"].astype(int).mean(), abs=30) == stocks


def test_the_universe_s_mean_over_the_window_is_that_of_the_days(content):
    case = content.case
    days = pd.read_csv(find_case(case.slug) / "equal_weight_returns.csv")
    inside = days[days["date"].between(str(case.window.first), str(case.window.last))]
    compounded = (1 + inside["mean_return"]).prod() - 1
    assert pytest.approx(content.market.universe["window_return"].mean(), abs=0.01) == compounded


# The two beside the first ------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "parts", "universe"),
    [
        (TARIFFS, (10, 1, 3, 9, 11, 12), {"main": 2166, "chinext": 765, "star": 399}),
        (YARLUNG, (10, 3, 4, 8, 16, 14), {"main": 2174, "chinext": 770, "star": 402}),
    ],
)
def test_they_are_complete(slug, parts, universe):
    content = read_case(find_case(slug))
    case = content.case
    rows = (case.stocks, case.groups, case.stories, case.events, case.evidence, case.claims)
    assert parts == tuple(map(len, rows))
    assert universe == Counter(content.market.universe["board"])


@pytest.mark.parametrize("slug", [TARIFFS, YARLUNG])
def test_what_is_known_of_a_document_from_somebody_else_says_so(slug):
    case = read_case(find_case(slug)).case
    assert all(row.url for row in case.evidence)
    assert all(event.url for event in case.events)
    # A company's own filing was read by nobody here, nor was any periodic report.
    filed = {"exchange-filing", "interim-report", "annual-report", "investor-qa"}
    assert all(row.via for row in case.evidence if row.source_kind in filed)
    assert {"after"} == {group.chosen for group in case.groups}


RETURNS = {
    TARIFFS: {
        "301061.SZ": -34.38,
        "002444.SZ": -29.02,
        "301345.SZ": -25.81,
        "002475.SZ": -27.11,
        "002241.SZ": -27.35,
        "300433.SZ": -30.82,
        "603893.SS": -16.94,
        "002488.SZ": -8.81,
        "600346.SS": -2.40,
        "000988.SZ": -16.24,
    },
    YARLUNG: {
        "601669.SS": 42.13,
        "601868.SS": 17.24,
        "600326.SS": 61.06,
        "600801.SS": 25.57,
        "002827.SZ": 39.83,
        "002096.SZ": 14.58,
        "002683.SZ": -0.48,
        "600773.SS": 11.83,
        "600338.SS": 13.39,
        "600749.SS": 61.17,
    },
}
DAYS = {TARIFFS: ("2025-04-02", "2025-04-09"), YARLUNG: ("2025-07-18", "2025-07-25")}


@pytest.mark.parametrize("slug", [TARIFFS, YARLUNG])
def test_their_returns_and_means_are_those_of_plain_division(slug):
    measured = returns(slug, *DAYS[slug])
    assert RETURNS[slug] == {symbol: round(100 * value, 2) for symbol, value in measured.items()}
    trial = shipped_trial(slug)
    assert pytest.approx(dict(measured)) == {
        stock.symbol: stock.value for stock in trial.result.stocks
    }


@pytest.mark.parametrize(
    ("slug", "means", "market"),
    [
        (TARIFFS, {"named": -21.89}, -9.41),
        (YARLUNG, {"builders": 29.68, "suppliers": 28.11, "tibetan": 28.80}, 2.67),
    ],
)
def test_their_groups_and_the_market_come_out_as_the_page_says(slug, means, market):
    case = read_case(find_case(slug)).case
    measured = returns(slug, *DAYS[slug])
    for group, mean in means.items():
        own = measured[[stock.symbol for stock in case.members(group)]]
        assert pytest.approx(100 * own.mean(), abs=0.006) == mean
    days = table(slug, "equal_weight_returns.csv")
    inside = days[days["date"].between(str(case.window.first), str(case.window.last))]
    assert pytest.approx(100 * ((1 + inside["mean_return"]).prod() - 1), abs=0.01) == market


@pytest.mark.parametrize(
    ("slug", "story", "grades", "rho"),
    [
        (TARIFFS, "us-sales", (3, 3, 3, 0, 0, 0, 1, 1, 0, 1), -0.21),
        (TARIFFS, "apple-label", (0, 0, 0, 1, 1, 1, 0, 0, 0, 0), -0.42),
        (YARLUNG, "supply", (3, 3, 3, 2, 2, 2, 2, 0, 0, 0), 0.31),
        (YARLUNG, "role", (3, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0.29),
        (YARLUNG, "tibet-label", (0, 0, 1, 0, 1, 0, 0, 1, 1, 1), 0.24),
    ],
)
def test_their_ranks_agree_with_pandas(slug, story, grades, rho):
    trial = shipped_trial(slug)
    measured = returns(slug, *DAYS[slug])
    given = pd.Series(grades, index=[stock.symbol for stock in trial.case.stocks])
    assert round(given.rank().corr(measured.reindex(given.index).rank()), 2) == rho
    (test,) = [each for each in trial.table.tests if each.story == story]
    assert tuple(grades) == tuple(grade for _, grade in test.ordinals)
    assert pytest.approx(test.spearman.statistic, abs=0.005) == rho


def test_a_row_counts_as_much_as_its_finding():
    case = read_case(find_case(TARIFFS)).case
    found = {row.stock: row.finding for row in case.evidence if row.story == "us-sales"}
    assert {"301061.SZ", "002444.SZ", "301345.SZ"} == {
        symbol for symbol, finding in found.items() if ordinal(finding, "evidence") == 3
    }
    assert "denied" == found["600346.SS"]


def test_the_stock_that_was_no_limit_up_on_both_days_is_told_from_the_others():
    """Of four stocks said to be at their limits twice in a row one was not."""
    verdicts = {
        result.claim.id: result.verdict
        for result in shipped_trial(YARLUNG).claims
        if result.claim.id.startswith("two-")
    }
    assert {"does-not-hold"} == {verdicts.pop("two-summit")}
    assert {"holds"} == set(verdicts.values())


def test_the_three_are_unlike_each_other():
    cases = [read_case(find_case(slug)).case for slug in SHIPPED]
    assert [2, 1, 3] == [len(case.groups) for case in cases]
    falls = [any(story.expects == "fall" for story in case.stories) for case in cases]
    assert [False, True, False] == falls
    assert FIRST == cases[0].slug
    windows = sorted((case.window.first, case.window.last) for case in cases)
    assert all(one[1] < other[0] for one, other in pairwise(windows))
