"""What a reader should know about the data of a case."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.data.evidence_health import names_search
from dashboard.analysis.data.health import case_health
from dashboard.case import (
    Benchmark,
    Case,
    Claim,
    Estimation,
    Event,
    Evidence,
    Group,
    Moment,
    Source,
    Stock,
    Story,
    Text,
    Universe,
    Window,
)
from dashboard.cases.held import FileNote
from dashboard.language.language import Language
from dashboard.market.prices import Market, PriceNote
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.message import Message

WINDOW = Window(date(2025, 2, 10), date(2025, 2, 13))


@pytest.fixture(scope="module")
def own_days(xshg):
    return xshg.between(date(2025, 1, 2), date(2025, 2, 20))


ARTICLE = "https://example.org/article"
NOTE = PriceNote("An exchange", "none", "2025-03-01", "shares", sha256="abc")


def moment(day, precision="day"):
    return Moment(datetime.fromisoformat(day), precision, "Asia/Shanghai")


def row(stock, story, finding, day="2024-08-31", precision="day", **more):
    given = {"document": "A report", "source_kind": "interim-report", "url": "https://example.org"}
    return Evidence(
        id=f"{stock}-{story}-{finding}",
        stock=stock,
        story=story,
        finding=finding,
        published=moment(day, precision),
        statement=Text("As filed."),
        **(given | more),
    )


def case_of(*rows, **changes):
    case = Case(
        slug="made-by-hand",
        title=Text("Made by hand"),
        question=Text("Which story?"),
        source=Source("t", "p", ARTICLE, datetime.fromisoformat("2025-02-14T10:00:00+08:00")),
        calendar="XSHG",
        timezone="Asia/Shanghai",
        currency="CNY",
        window=WINDOW,
        estimation=Estimation(sessions=5, gap=2),
        groups=(Group("all", Text("All"), "before"),),
        stocks=(Stock("A", Text("A"), "all"), Stock("B", Text("B"), "all")),
        benchmarks=(),
        stories=(
            Story("cooling", "evidence", Text("Cooling"), Text("")),
            Story("talk", "label", Text("Talk"), Text("")),
        ),
        evidence=rows,
    )
    return replace(case, **changes)


def prices_of(**days):
    rows = [
        (symbol, pd.Timestamp(day), 10.0, 11.0, 9.0, 10.0, 100.0)
        for symbol, present in days.items()
        for day in present
    ]
    columns = ["symbol", "date", "open", "high", "low", "close", "volume"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"date": "datetime64[ns]"})


def market_of(note=NOTE, **days):
    return Market(prices_of(**days), note)


@pytest.fixture(scope="module")
def full(own_days):
    return market_of(A=own_days, B=own_days)


def concerns(xshg, full, case, market=None, window=None, **more):
    market = full if market is None else market
    return case_health(case, market, xshg, window, **more).data_notes


def found(xshg, full, kind, case, market=None, **more):
    market = full if market is None else market
    return [each for each in concerns(xshg, full, case, market, **more) if each.kind == kind]


def said(concern):
    return dict(concern.remark.fields)


def test_a_case_without_faults_raises_no_warning(xshg, full):
    rows = [row(stock, "cooling", "stated") for stock in "AB"]
    assert not concerns(xshg, full, case_of(*rows))


# Prices ---------------------------------------------------------------


def test_sessions_without_a_price_are_counted_and_listed_as_runs(xshg, own_days, full):
    gap = {date(2025, 2, 17), date(2025, 2, 18), date(2025, 1, 3)}
    market = market_of(A=[day for day in own_days if day not in gap], B=own_days)
    (concern,) = found(xshg, full, "missing-sessions", case_of(), market)
    assert "A" == concern.subject
    assert 3 == said(concern)["n"]
    assert said(concern)["expected"] == len(own_days)
    assert "2025-01-03, 2025-02-17–2025-02-18" == said(concern)["days"]
    assert "cannot tell apart" in concern.remark.reason
    assert case_health(case_of(), market, xshg).symbols[0].missing == tuple(sorted(gap))


def test_closed_days_are_no_gap_and_a_run_passes_over_them(xshg, own_days, full):
    gap = {date(2025, 1, 27), date(2025, 2, 5)}  # the Spring Festival closure lies between
    market = market_of(A=[day for day in own_days if day not in gap], B=own_days)
    (concern,) = found(xshg, full, "missing-sessions", case_of(), market)
    assert "2025-01-27–2025-02-05" == said(concern)["days"]


@pytest.mark.parametrize(
    ("severity", "day"),
    [
        ("warning", date(2025, 2, 7)),  # the base
        ("warning", date(2025, 2, 13)),
        ("warning", date(2025, 1, 22)),  # in the estimation window
        ("note", date(2025, 2, 6)),  # in the gap between the two
        ("note", date(2025, 2, 14)),
    ],
)
def test_a_gap_is_a_warning_only_where_a_number_rests_on_it(severity, day, xshg, own_days, full):
    market = market_of(A=[each for each in own_days if each != day], B=own_days)
    (concern,) = found(xshg, full, "missing-sessions", case_of(), market)
    assert severity == concern.severity


def test_a_history_that_starts_inside_the_estimation_window_is_said(xshg, own_days, full):
    market = market_of(A=[day for day in own_days if day >= date(2025, 1, 23)], B=own_days)
    (concern,) = found(xshg, full, "estimation", case_of(), market)
    assert "A" == concern.subject
    assert "warning" == concern.severity
    # Five returns to 5 February need six closes from 21 January; four are at hand.
    assert (4, 6) == (said(concern)["n"], said(concern)["needed"])


def test_a_stock_without_prices_is_said(xshg, own_days, full):
    (concern,) = found(xshg, full, "no-prices", case_of(), market_of(A=own_days))
    assert "B" == concern.subject
    assert "warning" == concern.severity


def test_a_case_without_any_price_says_so_of_every_stock(xshg):
    result = case_health(case_of(), market_of(), xshg)
    assert {"A", "B"} == {each.subject for each in result.data_notes if each.kind == "no-prices"}
    assert 0 == result.tables[0].rows
    assert result.tables[0].first is None


def test_prices_that_end_inside_the_window_are_said(xshg, own_days, full):
    market = market_of(A=[day for day in own_days if day <= date(2025, 2, 11)], B=own_days)
    (concern,) = found(xshg, full, "ends-early", case_of(), market)
    assert date(2025, 2, 11) == said(concern)["end"]


def test_a_benchmark_of_its_own_file_is_checked_for_missing_days(xshg, own_days, full):
    case = case_of(benchmarks=(Benchmark("mean", Text("Mean"), "mean.csv"),))
    index = pd.DatetimeIndex([day for day in own_days[1:] if day != date(2025, 2, 12)])
    returns = {"mean": pd.Series(0.0, index=index)}
    (concern,) = found(xshg, full, "benchmark-days", case, replace(full, benchmark_returns=returns))
    assert (1, "2025-02-12") == (said(concern)["n"], said(concern)["days"])


def test_a_benchmark_that_is_a_symbol_is_checked_like_a_stock(xshg, full):
    case = case_of(benchmarks=(Benchmark("INDEX", Text("Index")),))
    (concern,) = found(xshg, full, "no-prices", case)
    assert "INDEX" == concern.subject


def test_adjusted_prices_say_what_they_cost(xshg, own_days, full):
    adjusted = replace(NOTE, adjustment="forward", note="Served late.")
    market = market_of(adjusted, A=own_days, B=own_days)
    (concern,) = found(xshg, full, "adjusted", case_of(), market)
    assert "off by a tick" in concern.remark.reason
    (own,) = found(xshg, full, "price-note", case_of(), market)
    assert "Served late." == said(own)["note"]
    assert not found(xshg, full, "adjusted", case_of())


def test_the_universe_says_its_boards_and_what_is_missing(xshg, full):
    case = case_of(universe=Universe("universe.csv"))
    universe = pd.DataFrame(
        {"code": ["000001", "300001"], "board": ["main", "chinext"], "window_return": [0.0, 0.1]}
    )
    market = replace(full, universe=universe)
    (concern,) = found(xshg, full, "universe", case, market)
    assert (
        Language()
        .say(concern.remark)
        .startswith(
            "The universe has 2 stocks (main board 1 and ChiNext 1) and none of these boards: STAR "
            "Market and Beijing exchange."
        )
    )
    assert not found(xshg, full, "universe-window", case, market)
    other = Window(date(2025, 2, 11), date(2025, 2, 13))
    (stale,) = found(xshg, full, "universe-window", case, market, window=other)
    assert "warning" == stale.severity


def test_a_universe_in_the_store_helps_with_another_window(xshg, full):
    case = case_of(universe=Universe("universe.csv"))
    table = pd.DataFrame({"code": ["000001"], "board": ["main"], "window_return": [0.0]})
    other = Window(date(2025, 2, 11), date(2025, 2, 13))

    def market(*days):
        matrix = UniverseMatrix(
            symbols=("000001.SZ",),
            boards=("main",),
            days=np.array(days, dtype="datetime64[D]"),
            closes=np.ones((len(days), 1)),
            sources=("tencent",),
            adjustments=("factor",),
            digest="",
            made="",
        )
        return replace(full, universe=table, universe_matrix=matrix)

    assert not found(
        xshg, full, "universe-window", case, market("2025-02-10", "2025-02-13"), window=other
    )
    assert found(
        xshg, full, "universe-window", case, market("2025-02-11", "2025-02-13"), window=other
    )


def test_a_benchmark_of_the_universe_without_a_universe_is_said(xshg, full):
    mark = Benchmark("market", Text("Market"), "universe")
    case = case_of(benchmarks=(mark,))

    (concern,) = found(xshg, full, "benchmark-universe", case, full)
    assert {"benchmark": "market"} == said(concern)
    assert "warning" == concern.severity
    returns = {"market": pd.Series([0.1], index=pd.DatetimeIndex(["2025-02-10"]))}
    assert not found(
        xshg, full, "benchmark-universe", case, replace(full, benchmark_returns=returns)
    )


def test_days_past_the_known_calendar_are_said(xshg, full):
    after = xshg.after(xshg.known_until)
    (concern,) = found(xshg, full, "calendar", case_of(), window=Window(after, after))
    assert "warning" == concern.severity


def test_the_end_of_the_calendar_is_said_with_its_date_before_it_comes(xshg, full):
    last = xshg.on_or_before(xshg.known_until - timedelta(days=30))
    (concern,) = found(xshg, full, "calendar", case_of(), window=Window(last, last))
    assert "warning" == concern.severity
    assert xshg.known_until in dict(concern.remark.fields).values()


def test_a_window_of_the_past_is_not_alarmed_by_prices_that_go_on_after_it(xshg, full, own_days):
    last = xshg.on_or_before(xshg.known_until - timedelta(days=30))
    market = market_of(A=(*own_days, last), B=own_days)
    (concern,) = found(xshg, full, "calendar", case_of(), market)
    assert "note" == concern.severity


# Groups, events, evidence, claims -------------------------------------


def test_groups_named_after_the_returns_were_known_are_said(xshg, full):
    case = case_of(groups=(Group("all", Text("All"), "after"),))
    (concern,) = found(xshg, full, "chosen-after", case)
    assert ("all", "warning") == (concern.subject, concern.severity)


def test_events_without_a_time_of_day_or_an_address_are_counted(xshg, full):
    events = (
        Event("one", moment("2025-02-10"), "news", Text("One"), "press", url=ARTICLE),
        Event("two", moment("2025-02-10T09:00:00", "minute"), "news", Text("Two"), "press"),
    )
    case = case_of(events=events)
    (untimed,) = found(xshg, full, "time-unknown", case)
    assert (1, "one") == (said(untimed)["n"], said(untimed)["ids"])
    (unlinked,) = found(xshg, full, "event-address", case)
    assert "two" == said(unlinked)["ids"]


def test_a_deadline_is_said_not_to_be_a_publication_date(xshg, full):
    (concern,) = found(
        xshg, full, "deadline", case_of(row("A", "cooling", "stated", precision="by"))
    )
    assert "known no later than" in concern.remark.reason


def test_a_row_without_address_and_quote_was_not_held_against_its_document(xshg, full):
    bare = row("A", "cooling", "stated", url="")
    quoted = row("B", "cooling", "stated", url="", quote="It is so.")
    (unchecked,) = found(xshg, full, "not-held-against-filing", case_of(bare, quoted))
    assert said(unchecked)["ids"] == bare.id
    assert "warning" == unchecked.severity
    (unlinked,) = found(xshg, full, "no-address", case_of(bare, quoted))
    assert 2 == said(unlinked)["n"]


def test_a_row_that_cites_the_article_on_trial_is_not_a_second_source(xshg, full):
    (concern,) = found(
        xshg, full, "from-the-article", case_of(row("A", "cooling", "small", url=ARTICLE))
    )
    assert 1 == said(concern)["n"]


def test_a_search_that_does_not_say_what_was_searched_is_said(xshg, full):
    silent = row("A", "cooling", "none-found")
    undated = row("B", "cooling", "none-found", searched="liquid; cooling")
    told = replace(undated, id="told", searched="liquid; cooling; 2025-02-14")
    (concern,) = found(xshg, full, "search-unknown", case_of(silent, undated, told))
    assert said(concern)["ids"] == f"{silent.id}, {undated.id}"
    assert "warning" == concern.severity


@pytest.mark.parametrize(
    ("searched", "enough"),
    [
        ("液冷; 2025-02-14", True),
        ("2025-02-14: liquid cooling", True),
        ("液冷", False),
        ("2025-02-14", False),
        ("液冷; 2025-02-30", False),
        ("液冷; 14 February", False),
        ("", False),
    ],
)
def test_a_search_names_words_and_a_day(searched, enough):
    assert enough == names_search(searched)


def test_reported_rows_are_counted_beside_first_hand_ones(xshg, full):
    read, told = row("A", "cooling", "stated"), row("B", "cooling", "stated", via="The Paper")
    (concern,) = found(xshg, full, "reported", case_of(read, told))
    assert {"n": 1, "total": 2, "ids": told.id} == said(concern)
    assert "warning" == concern.severity
    assert not found(xshg, full, "reported", case_of(read))


def test_late_evidence_and_labels_named_after_the_move_are_said(xshg, full):
    late = row("A", "cooling", "stated", "2025-02-14")
    label = row("B", "talk", "rumoured", "2025-02-14")
    case = case_of(late, label)
    (after,) = found(xshg, full, "after-window", case)
    assert 2 == said(after)["n"]
    (named,) = found(xshg, full, "named-after", case)
    assert ("talk", "B") == (named.subject, said(named)["ids"])


def test_stocks_nobody_looked_into_are_named_by_story(xshg, full):
    (concern,) = found(xshg, full, "not-assessed", case_of(row("A", "cooling", "none-found")))
    assert ("cooling", "B") == (concern.subject, said(concern)["ids"])


def test_a_denial_that_may_be_older_than_the_statement_is_said(xshg, full):
    rows = [
        row("A", "cooling", "stated", "2024-08-31", "by"),
        row("A", "cooling", "denied", "2024-10-31", "by"),
    ]
    (concern,) = found(xshg, full, "denial-order", case_of(*rows))
    assert "A-cooling-denied" == said(concern)["ids"]


def test_figures_of_different_denominators_must_not_share_a_column(xshg, full):
    share = row("A", "cooling", "quantified", value=0.5, measure="share", denominator="revenue")
    growth = row("B", "cooling", "stated", value=6.5, measure="growth", denominator="last year")
    (concern,) = found(xshg, full, "mixed-denominators", case_of(share, growth))
    assert {"story": "cooling", "n": 2} == said(concern)
    assert not found(xshg, full, "mixed-denominators", case_of(share, replace(growth, value=None)))


def test_a_story_that_is_the_grouping_itself_is_said(xshg, full):
    groups = (Group("x", Text("X"), "before"), Group("y", Text("Y"), "before"))
    stocks = (Stock("A", Text("A"), "x"), Stock("B", Text("B"), "y"))
    case = case_of(row("A", "talk", "rumoured", "2025-01-10"), groups=groups, stocks=stocks)
    (concern,) = found(xshg, full, "is-grouping", case)
    assert "talk" == concern.subject


def claim(name, subject):
    return Claim(name, "evidence", subject, "is", "small", "", None, None, None, Text(name))


def test_claims_that_rest_on_unchecked_rows_only_are_on_file(xshg, full):
    rows = [row("A", "cooling", "small", url=""), row("B", "cooling", "small")]
    claims = (
        claim("unchecked", "A:cooling"),
        claim("one-checked", "A;B:cooling"),
        claim("by-group", "all:cooling"),
        claim("no-rows", "A:talk"),
    )
    (concern,) = found(xshg, full, "on-file-claims", case_of(*rows, claims=claims))
    assert "unchecked" == said(concern)["ids"]
    assert "claims" == concern.page


# The whole ------------------------------------------------------------


def test_what_the_reader_tolerated_is_passed_on(xshg, full):
    notice = Message.of("{file} was read as GBK.", file="a.csv")
    (concern,) = found(xshg, full, "reader", case_of(), notices=[notice])
    assert "a.csv was read as GBK." == concern.remark.reason


def test_warnings_come_first(xshg, full):
    bare = row("A", "cooling", "none-found", url="")
    severities = [each.severity for each in concerns(xshg, full, case_of(bare))]
    assert sorted(severities, reverse=True) == severities
    assert {"warning", "note"} == set(severities)


def test_every_sentence_can_be_filled_in_and_accuses_nobody(xshg, own_days, full):
    bare = row("A", "cooling", "none-found", url="", precision="by")
    late = row("B", "talk", "rumoured", "2025-02-14")
    groups = (Group("all", Text("All"), "after"),)
    for each in concerns(xshg, full, case_of(bare, late, groups=groups), market_of(A=own_days[5:])):
        sentence = each.remark.reason
        assert sentence.endswith((".", ".”"))
        assert not {"proves", "no link", "fake"} & set(sentence.split())


def test_each_table_says_rows_dates_source_and_hash(xshg, own_days, full):
    note = FileNote("events.csv", 1, "def", 100)
    case = case_of(
        row("A", "cooling", "stated", "2024-08-31"),
        events=(Event("one", moment("2025-02-10"), "news", Text("One"), "press"),),
        benchmarks=(Benchmark("mean", Text("Mean"), "mean.csv"),),
    )
    returns = {"mean": pd.Series(0.0, index=pd.DatetimeIndex(own_days))}
    tables = case_health(case, replace(full, benchmark_returns=returns), xshg, files=[note]).tables
    assert [
        "prices.csv",
        "mean.csv",
        "events.csv",
        "evidence.csv",
        "claims.csv",
    ] == [table.table for table in tables]
    prices, mean, events, evidence, claims = tables
    assert (prices.rows, prices.first, prices.last) == (
        2 * len(own_days),
        own_days[0],
        own_days[-1],
    )
    assert (
        "An exchange",
        "none",
        "2025-03-01",
        "abc",
    ) == (prices.source, prices.adjustment, prices.retrieved, prices.sha256)
    assert mean.rows == len(own_days)
    assert "def" == events.sha256
    assert date(2024, 8, 31) == evidence.first
    assert (0, None) == (claims.rows, claims.first)


def test_the_result_can_be_cached(xshg, full):
    result = case_health(case_of(row("A", "cooling", "stated")), full, xshg)
    assert result == pickle.loads(pickle.dumps(result))
    assert hash(result) == hash(pickle.loads(pickle.dumps(result)))
