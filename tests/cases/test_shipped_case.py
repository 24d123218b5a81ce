"""The case that ships: complete, without a fault, and true to the article's figures."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from dashboard.case import ordinal
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.writer import case_files


@pytest.fixture(scope="module")
def content():
    return read_case(find_case("liquid-cooling-2025"))


@pytest.fixture(scope="module")
def case(content):
    return content.case


def test_it_reads_without_a_fault_or_a_notice(content):
    assert () == content.notices


def test_it_is_complete(content, case):
    assert (8, 2, 4, 2) == tuple(
        len(part) for part in (case.stocks, case.groups, case.stories, case.benchmarks)
    )
    assert (10, 17, 33) == (len(case.events), len(case.evidence), len(case.claims))
    assert {
        "prices.csv": 1827,
        "equal_weight_returns.csv": 203,
    } == {note.name: note.rows for note in content.files if note.rows in {1827, 203}}
    assert 3322 == len(content.market.universe)
    assert {"main": 2164, "chinext": 760, "star": 398} == Counter(content.market.universe["board"])


def test_every_symbol_has_the_same_sessions(content):
    counts = content.market.prices.groupby("symbol").size()
    assert 9 == len(counts)
    assert {203} == set(counts)
    assert 0 == content.market.closes.isna().sum().sum()


def test_its_stocks_are_the_article_s_eight_in_their_groups(case):
    assert [
        "依米康",
        "川润股份",
        "数据港",
        "康盛股份",
    ] == [stock.name.zh for stock in case.members("newcomers")]
    assert [
        "高澜股份",
        "英维克",
        "申菱环境",
        "飞荣达",
    ] == [stock.name.zh for stock in case.members("established")]
    assert {"after"} == {group.chosen for group in case.groups}


def test_a_row_names_a_report_of_its_own_only_where_the_article_does(case):
    named = {row.id: row.document for row in case.evidence if row.via}
    both = "2023 annual and 2024 half-year reports"
    others = {name: document for name, document in named.items() if document != both}
    assert {
        "yimikang-ali": "2023 annual report",
        "goaland-ali": "Investor Q&A of 13 February 2025 after the close",
    } == others


def test_what_is_a_reading_of_ours_has_the_article_s_words_beside_it(case):
    ours = [claim for claim in case.claims if claim.is_our_reading]
    assert [] == [claim.id for claim in ours if not (claim.said.en and claim.said.zh)]
    assert {"return", "rank-max", "rank-min", "session-count"} == {
        claim.kind for claim in case.claims if not claim.is_our_reading
    } - {"compound-growth", "part-of-whole"}


def test_its_window_and_source_are_the_article_s(case):
    assert (date(2025, 2, 7), date(2025, 2, 13)) == (case.window.first, case.window.last)
    assert datetime(2025, 2, 14, 2, 2, 11, tzinfo=UTC) == case.source.published
    assert "赛道Hyper | 依米康：“液冷”含量几何" == case.source.title
    assert "周源 Zhou Yuan" == case.source.author
    assert (120, 10) == (case.estimation.sessions, case.estimation.gap)


def test_the_equal_weight_mean_comes_first_and_never_calls_itself_the_whole_market(case):
    assert ["equal-weight", "000300.SS"] == [mark.id for mark in case.benchmarks]
    title = case.benchmarks[0].title
    assert "3,320" in title.en
    assert "3,320" in title.zh
    assert "all" not in title.en.lower().split()


def test_every_text_of_the_outline_is_in_both_languages(case):
    texts = [case.title, case.question]
    texts += [item.title for part in (case.groups, case.stories, case.benchmarks) for item in part]
    texts += [stock.name for stock in case.stocks] + [story.predicts for story in case.stories]
    texts += [event.title for event in case.events]
    texts += [row.statement for row in case.evidence] + [claim.text for claim in case.claims]
    assert [] == [text for text in texts if not (text.en and text.zh)]


@pytest.mark.parametrize(
    ("symbol", "percent"),
    [
        ("300249.SZ", 45.60),
        ("002272.SZ", 16.36),
        ("603881.SS", 34.41),
        ("002418.SZ", 29.55),
        ("300499.SZ", 4.25),
        ("002837.SZ", 4.48),
        ("301018.SZ", 7.79),
        ("300602.SZ", -1.31),
    ],
)
def test_its_prices_give_the_window_returns(content, symbol, percent):
    closes = content.market.closes[symbol]
    measured = closes["2025-02-13"] / closes["2025-02-06"] - 1
    assert pytest.approx(100 * measured, abs=0.02) == percent


def test_the_article_s_returns_are_its_claims(case):
    assert {
        "300249.SZ": "0.456",
        "002272.SZ": "0.1636",
        "300602.SZ": "-0.0131",
        "301018.SZ": "0.0781",
    } == {claim.subject: claim.stated for claim in case.claims if claim.kind == "return"}


def test_the_article_s_other_figures_are_there(case):
    assert [1600.0, 1_800_000.0] == [event.value for event in case.events if event.series]
    values = {row.id: row.value for row in case.evidence if row.value is not None}
    assert {"goaland-lc": 0.53, "envicool-lc": 2, "shenling-lc": 6.5, "yimikang-ali": 2} == values
    (shenling,) = [row for row in case.evidence if row.id == "shenling-lc"]
    assert "880 million" in shenling.statement.en
    assert "35%" in shenling.statement.en
    (growth,) = [claim for claim in case.claims if claim.kind == "compound-growth"]
    assert ("68.2", "billion yuan", "0.56") == (growth.stated, growth.unit, growth.rate)
    (part,) = [claim for claim in case.claims if claim.kind == "part-of-whole"]
    assert ("880", "million yuan", "0.35") == (part.stated, part.unit, part.rate)


def test_the_grades_of_the_liquid_cooling_story_are_those_of_the_facts(case):
    rows = [row for row in case.evidence if row.story == "liquid-cooling"]
    assert {
        "300499.SZ": 3,
        "002837.SZ": 2,
        "301018.SZ": 2,
        "300602.SZ": 0,
        "002272.SZ": 1,
        "002418.SZ": 1,
        "300249.SZ": 0,
        "603881.SS": 0,
    } == {row.stock: ordinal(row.finding, "evidence") for row in rows}


def test_the_dates_of_reports_are_deadlines(case):
    reports = [row for row in case.evidence if row.source_kind.endswith("-report")]
    assert {("by", "2024-04-30"), ("by", "2024-08-31")} == {
        (row.published.precision, f"{row.published.stamp:%Y-%m-%d}") for row in reports
    }


def test_its_prices_say_where_they_come_from(content):
    note = content.market.note
    assert note.is_adjusted
    assert "2025-08-22" == note.retrieved
    assert note.source
    assert note.note


def test_its_tables_are_in_canonical_form(content, case):
    folder = find_case("liquid-cooling-2025")
    tables = {
        name: data
        for name, data in case_files(case, content.market).items()
        if name.endswith(".csv")
    }
    assert tables == {name: (folder / name).read_bytes() for name in tables}


def test_every_word_a_reader_sees_stands_in_both_languages_of_the_tables(content, case):
    note = content.market.note
    pairs = [
        *((row.document, row.document_zh) for row in case.evidence),
        *((row.measure, row.measure_zh) for row in case.evidence),
        *((row.denominator, row.denominator_zh) for row in case.evidence),
        *((row.period, row.period_zh) for row in case.evidence),
        *((event.source, event.source_zh) for event in case.events),
        *((event.unit, event.unit_zh) for event in case.events),
        (note.source, note.source_zh),
        (note.adjustment, note.adjustment_zh),
        (note.volume_unit, note.volume_unit_zh),
        (note.note, note.note_zh),
    ]

    assert [] == [english for english, chinese in pairs if english and not chinese]


def test_thirteen_rows_are_known_from_the_article_alone(shipped):
    case = shipped.case
    reported = [row for row in case.evidence if row.is_reported]

    assert 13 == len(reported)
    assert {case.source.publisher} == {row.via for row in reported}
    assert {case.source.published.date()} == {row.via_published.stamp.date() for row in reported}
    assert all(row.public == row.published for row in reported)
