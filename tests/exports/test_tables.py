"""The downloads of the shipped case: one row a thing, units in the header, source on every row."""

from __future__ import annotations

import io
from datetime import date
from importlib.resources import as_file, files

import pandas as pd
import pytest

from dashboard.analysis.data.health import case_health
from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.stories.fourfold import two_by_two
from dashboard.analysis.window.timing import event_times, order_strip
from dashboard.analysis.window.window import window_result
from dashboard.cases.folders import read_case
from dashboard.exhibits.evidence_tables import (
    evidence_table,
    matrix_table,
    points_table,
    two_by_two_table,
)
from dashboard.exhibits.health_tables import coverage_table, data_note_table, session_table
from dashboard.exhibits.price_tables import candle_table, price_table
from dashboard.exhibits.timeline_tables import event_table, order_table
from dashboard.exhibits.window_tables import (
    build_up_table,
    difference_table,
    group_return_table,
    stock_return_table,
)
from dashboard.exports.csv_files import csv_bytes
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions

PROVENANCE = ["source", "adjustment", "retrieved"]


@pytest.fixture(name="folder", scope="module")
def _folder():
    with as_file(files("dashboard") / "cases" / "shipped" / "liquid-cooling-2025") as path:
        return read_case(path)


@pytest.fixture(name="sessions", scope="module")
def _sessions(folder):
    return load_sessions(folder.case.calendar, folder.case.timezone)


@pytest.fixture(name="result", scope="module")
def _result(folder, sessions):
    case = folder.case
    benchmark = case.benchmarks[0].id
    return window_result(case, folder.market, sessions, case.window, benchmark=benchmark)


@pytest.fixture(name="matrix", scope="module")
def _matrix(folder, sessions, result):
    returns = {stock.symbol: stock.value for stock in result.stocks}
    return exposure(folder.case, sessions, folder.case.window, returns=returns)


@pytest.fixture(name="health", scope="module")
def _health(folder, sessions):
    return case_health(folder.case, folder.market, sessions, files=folder.files)


# Window ---------------------------------------------------------------


def test_stock_returns_are_those_of_the_case_facts(folder, result):
    table = stock_return_table(folder.case, result, folder.market.note).frame().set_index("symbol")
    percent = (table["return (fraction)"] * 100).round(2).to_dict()
    assert pytest.approx(34.41, abs=0.02) == percent.pop("603881.SS")
    assert {
        "300249.SZ": 45.60,
        "002272.SZ": 16.36,
        "002418.SZ": 29.55,
        "300499.SZ": 4.25,
        "002837.SZ": 4.48,
        "301018.SZ": 7.79,
        "300602.SZ": -1.31,
    } == percent
    assert {date(2025, 2, 6)} == set(table["base"])
    limits = table["closes at upper limit"]
    assert "2025-02-10;2025-02-12;2025-02-13" == limits["603881.SS"]
    assert "" == limits["300602.SZ"]


def test_group_returns_say_when_the_group_was_chosen(folder, result):
    table = group_return_table(folder.case, result, folder.market.note).frame().set_index("group")
    means = table["mean return (fraction)"]
    assert pytest.approx(0.315, abs=0.0005) == means["newcomers"]
    assert pytest.approx(0.038, abs=0.0005) == means["established"]
    assert {"after the returns were known"} == set(table["chosen"])
    assert {4} == set(table["stocks"])


def test_the_headline_difference_comes_first_and_benchmarks_follow(folder, result):
    table = difference_table(result, folder.market.note).frame()
    assert ["newcomers", "equal-weight", "000300.SS"] == table["of"].tolist()
    assert pytest.approx(0.277, abs=0.0005) == table["value (fraction)"][0]


def test_the_build_up_starts_from_nothing_at_the_base_and_ends_at_the_difference(folder, result):
    table = build_up_table(result, folder.market.note).frame().set_index("session")
    assert 0 == table.loc[date(2025, 2, 6), "newcomers (fraction)"]
    assert 5 == (table["position"] == "window").sum()
    assert 1 == (table["position"] == "base").sum()
    inside = table[table["position"] == "window"]
    assert pytest.approx(result.headline.value) == inside["step of the difference (fraction)"].sum()
    assert 5 == table["step of the difference (fraction)"].notna().sum()


def test_whatever_rests_on_prices_ends_with_their_source(folder, sessions, result):
    case, market = folder.case, folder.market
    first, last = case.window.first, case.window.last
    tables = [
        stock_return_table(case, result, market.note).frame(),
        group_return_table(case, result, market.note).frame(),
        difference_table(result, market.note).frame(),
        build_up_table(result, market.note).frame(),
        price_table(case, market).frame(),
        candle_table(case, market, sessions, "300249.SZ", first=first, last=last).frame(),
    ]
    for table in tables:
        assert PROVENANCE == list(table.columns[-3:])
        assert set(table["retrieved"]) == {market.note.retrieved}


# Prices ---------------------------------------------------------------


def test_prices_of_the_window_are_the_rows_of_the_window(folder):
    window = folder.case.window
    table = price_table(
        folder.case, folder.market, symbols=["300249.SZ"], first=window.first, last=window.last
    ).frame()
    assert 5 == len(table)
    assert "close (CNY)" in table.columns
    assert "volume (lots of 100 shares)" in table.columns
    assert len(price_table(folder.case, folder.market).frame()) == len(folder.market.prices)


def test_candles_know_change_and_limit(folder, sessions):
    table = candle_table(
        folder.case,
        folder.market,
        sessions,
        "300249.SZ",
        first=date(2025, 2, 7),
        last=date(2025, 2, 13),
    ).frame()
    assert ["", "", "", "up", ""] == table["close at limit"].tolist()
    changes = 1 + table["change since the close before (fraction)"]
    assert pytest.approx(0.4560, abs=0.00005) == changes.prod() - 1


def test_a_change_across_a_suspension_is_left_out(folder, sessions):
    market = folder.market
    gap = (market.prices["symbol"] == "300249.SZ") & (market.prices["date"] == "2025-02-11")
    thinned = type(market)(market.prices[~gap], market.note)
    table = candle_table(
        folder.case,
        thinned,
        sessions,
        "300249.SZ",
        first=date(2025, 2, 7),
        last=date(2025, 2, 13),
    ).frame()
    assert 4 == len(table)
    assert (
        table["change since the close before (fraction)"].isna().tolist()
        == [
            False,
            False,
            True,
            False,
        ]
        == table["change since the close before (fraction)"].isna().tolist()
    )


def test_an_index_has_candles_and_no_limit(folder, sessions):
    day = date(2025, 2, 7)
    table = candle_table(
        folder.case, folder.market, sessions, "000300.SS", first=day, last=day
    ).frame()
    assert [""] == table["close at limit"].tolist()


# Events ---------------------------------------------------------------


def _events(folder, sessions, result):
    events = event_times(folder.case, sessions, result)
    return events, {item.event.id: place for place, item in enumerate(events, 1)}


def test_events_carry_their_session_and_the_whole_possible_span(folder, sessions, result):
    table = event_table(folder.case, *_events(folder, sessions, result)).frame().set_index("id")
    assert {event.id for event in folder.case.events} == set(table.index)
    assert "2025-02-12" == table.loc["apple-alibaba-report", "session 0"]
    answer = table.loc["goaland-answer"]
    assert "2025-02-14" == answer["session 0"]
    assert "2025-02-13T15:00:00+08:00" == answer["earliest (exchange time)"]
    assert "after" == answer["position"]
    assert answer["remark"]


def test_a_share_is_given_inside_the_window_and_a_reason_elsewhere(folder, sessions, result):
    table = event_table(folder.case, *_events(folder, sessions, result)).frame()
    inside = table["position"] == "inside"
    share = table["share of the gap before (fraction)"]
    assert share[inside].notna().all()
    assert share[~inside].isna().all()
    assert (table["remark"][~inside] != "").all()


def test_the_order_table_runs_from_nothing_to_all_of_the_difference(folder, sessions, result):
    events, numbered = _events(folder, sessions, result)
    table = order_table(order_strip(events, result), events, numbered).frame()
    days = [name for name in table.columns if name.startswith("2025-")]
    assert 6 == len(days)
    assert (table[days[0]] == 0).all()
    assert pytest.approx([1.0] * len(events)) == table[days[-1]].to_list()
    there = table[table["session 0"] == "2025-02-12"]["number"]
    named = {numbered["apple-alibaba-report"], numbered["gtja-report"]}
    assert set(there) == named


def test_a_case_without_events_keeps_the_header(folder):
    heads = list(event_table(folder.case, (), {}).frame().columns)
    assert ["number", "id", "title (en)"] == heads[:3]
    assert 21 == len(heads)


# Evidence -------------------------------------------------------------


def test_the_matrix_leaves_a_not_assessed_ordinal_empty(folder, matrix):
    table = matrix_table(folder.case, matrix).frame().set_index("symbol")
    assert 3 == table.loc["603881.SS", "alibaba-evidence: ordinal"]
    assert 0 == table.loc["002272.SZ", "alibaba-evidence: ordinal"]
    assert 4 == table["alibaba-evidence: ordinal"].isna().sum()
    assert "after-window" == table.loc["300499.SZ", "alibaba-evidence: finding"]
    assert "1 row(s) after the window" == table.loc["300499.SZ", "alibaba-evidence: remark"]
    assert "named after the move" == table.loc["300249.SZ", "alibaba-label: remark"]


def test_every_row_of_evidence_is_in_the_long_table(folder, matrix):
    table = evidence_table(folder.case, matrix).frame().set_index("id")
    assert {row.id for row in folder.case.evidence} == set(table.index)
    assert 12 == table["public before the window closed"].sum()
    assert 12 == table["deadline only"].sum()
    late = table.loc["goaland-ali"]
    assert "2025-02-13T15:00:00+08:00" == late["earliest (exchange time)"]
    assert not late["counts in the tests"]
    assert "" == table.loc["yimikang-lc", "earliest (exchange time)"]


def test_a_case_without_evidence_keeps_the_header(folder, sessions):
    bare = type(folder.case)(
        **{name: getattr(folder.case, name) for name in folder.case.__slots__} | {"evidence": ()}
    )
    table = evidence_table(bare, exposure(bare, sessions, bare.window)).frame()
    assert ["id", "stock", "name (en)"] == list(table.columns[:3])
    assert 35 == len(table.columns)
    assert table.empty


def test_points_mark_an_assumed_zero(matrix):
    table = points_table(matrix, ["alibaba-evidence"]).frame()
    assert 8 == len(table)
    assert 4 == table["assessed"].sum()
    assert 24 == len(points_table(matrix).frame())


def test_the_two_by_two_lists_every_stock_once(folder, matrix):
    table = two_by_two_table(two_by_two(folder.case, matrix)).frame()
    assert sorted(folder.case.symbols) == sorted(table["symbol"])
    assert 4 == table["assessed"].sum()


# Health ---------------------------------------------------------------


def test_concerns_are_told_in_the_readers_language(folder, health):
    table = data_note_table(folder.case, folder.market.note, health, Language("en")).frame()
    assert len(table) == len(health.data_notes)
    assert not table["sentence"].str.contains("{", regex=False).any()


def test_coverage_has_a_hash_for_every_table(health):
    table = coverage_table(health).frame().set_index("table")
    assert table["sha256"].str.len().eq(64).all()
    assert 1827 == table.loc["prices.csv", "rows"]
    assert session_table(health).frame()["sessions expected"].eq(203).all()


# All ------------------------------------------------------------------


def test_every_table_survives_the_way_through_a_csv_file(folder, result, matrix, health):
    case, note = folder.case, folder.market.note
    for table in (
        stock_return_table(case, result, note),
        build_up_table(result, note),
        matrix_table(case, matrix),
        evidence_table(case, matrix),
        data_note_table(folder.case, folder.market.note, health, Language("zh")),
        price_table(case, folder.market),
    ):
        frame = table.frame()
        back = pd.read_csv(io.BytesIO(csv_bytes(table)), encoding="utf-8-sig")
        assert list(frame.columns) == list(back.columns)
        assert len(frame) == len(back)
        for name in frame.select_dtypes("float"):
            pd.testing.assert_series_equal(frame[name], back[name], check_exact=True)
