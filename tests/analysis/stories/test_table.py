"""The story table of the shipped case, and of cases that lack something."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.answer import words
from dashboard.analysis.answer.facts import answer
from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table
from dashboard.analysis.stories.verdict import verdict
from dashboard.analysis.window.window import base_window
from dashboard.case import Estimation, Group, Text, Window
from dashboard.errors import NotFoundError
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

EN, ZH = Language("en"), Language("zh")
MARKS = {"fits", "other-way", "says-nothing", "cannot-be-tested"}


def inputs_of(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    return StoryInputs(case, market, xshg, window or case.window, benchmark=benchmark)


def table_of(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    return story_table(inputs_of(shipped, xshg, case, market, window, benchmark))


def judged(inputs):
    """Table, difference, verdict and answer of the same inputs, all of which must hold."""
    table, difference = story_table(inputs), difference_test(inputs.result)
    check(table)
    found = verdict(inputs, difference)
    told = answer(inputs, found, difference)
    for language in (EN, ZH):
        said = [words.headline(told, language), *words.sentences(told, language)]
        assert all(said)
        assert 2 <= len(said) <= 4
        assert "{" not in "".join([*said, words.numbers(told, language)])
    return table, difference, found, words.numbers(told, EN)


@pytest.fixture(scope="module")
def shipped_table(shipped, xshg):
    return table_of(shipped, xshg)


def check(table):
    """Every cell has a mark it may have, numbers that go with it, and a sentence."""
    for column in table.stories:
        assert [cell.row for cell in column.cells] == list(ROWS)
        for cell in column.cells:
            assert cell.mark in MARKS or (cell.row == "turn" and cell.mark is None)
            if cell.mark not in {"fits", "other-way"}:
                assert "none" == cell.strength
            for number in (cell.value, cell.pvalue):
                assert number is None or np.isfinite(number)
            if cell.pvalue is not None:
                assert 0 < cell.pvalue <= 1
                assert pytest.approx(cell.count / cell.total) == cell.pvalue
            for language in (EN, ZH):
                for part in (cell.remark, *cell.notes):
                    said = language.say(part)
                    assert said
                    assert "{" not in said
                    assert "Text(" not in said
                    assert "nan" not in said
    hash(table)


def test_the_shipped_table_cell_by_cell(shipped_table):
    check(shipped_table)
    found = {
        column.story: [(cell.mark, cell.strength) for cell in column.cells]
        for column in shipped_table.stories
    }
    nothing, untested = ("says-nothing", "none"), ("cannot-be-tested", "none")
    no_mark = (None, "none")
    strong, weak, shared = ("fits", "strong"), ("fits", "weak"), ("fits", "none")
    assert found == {
        "alibaba-label": [shared, strong, untested, strong, untested, untested, no_mark],
        "alibaba-evidence": [shared, strong, weak, nothing, nothing, nothing, no_mark],
        "liquid-cooling": [
            shared,
            ("other-way", "weak"),
            nothing,
            nothing,
            untested,
            untested,
            no_mark,
        ],
        "market": [untested, nothing, nothing, nothing, untested, untested, no_mark],
    }
    assert ["alibaba-label", "alibaba-evidence", "liquid-cooling", "market"] == list(found)


@pytest.mark.parametrize(
    ("story", "row", "fraction"),
    [
        ("liquid-cooling", "rank-fit", (202, 1680)),
        ("liquid-cooling", "inside-groups", (32, 72)),
        ("alibaba-evidence", "rank-fit", (2, 56)),
        ("alibaba-evidence", "inside-groups", (2, 12)),
        ("alibaba-evidence", "late-evidence", (24, 168)),
        ("alibaba-evidence", "after-window", (35, 121)),
        ("alibaba-label", "rank-fit", (1, 70)),
        ("alibaba-label", "leave-one-out", (1, 35)),
    ],
)
def test_p_values_are_fractions(shipped_table, story, row, fraction):
    cell = shipped_table.column(story).cell(row)
    assert (cell.count, cell.total) == fraction


def test_the_first_events_share_their_session(shipped_table):
    cell = shipped_table.column("liquid-cooling").cell("order")
    assert pytest.approx(0.137, abs=5e-4) == cell.value
    assert "12 Feb 2025" in EN.say(cell.remark)


def test_the_fit_of_documented_business_hangs_on_two_stocks(shipped_table):
    said = EN.say(shipped_table.column("alibaba-evidence").cell("leave-one-out").remark)
    assert said.startswith("Hangs on Yimikang and AtHub")
    assert "1/7" in said


def test_what_would_turn_it(shipped_table, shipped, xshg):
    column = shipped_table.column("alibaba-evidence")
    assert {"rank-fit"} == {turn.row for turn in column.nearest_changes}
    nearest = column.nearest_changes[0]
    assert ("last-later", date(2025, 2, 14)) == (nearest.kind, nearest.day)
    # The table of that window says the same.
    longer = table_of(shipped, xshg, window=Window(date(2025, 2, 7), date(2025, 2, 14)))
    cell = longer.column("alibaba-evidence").cell("rank-fit")
    assert (cell.mark, cell.strength) == (nearest.mark, nearest.strength)
    assert "14 Feb 2025" in EN.say(column.cell("turn").remark)
    assert not shipped_table.column("liquid-cooling").nearest_changes
    assert "no strong cell" in EN.say(shipped_table.column("liquid-cooling").cell("turn").remark)


def test_the_label_is_flagged_as_the_groups(shipped_table):
    column = shipped_table.column("alibaba-label")
    assert column.is_grouping
    notes = [EN.say(note) for note in column.cell("rank-fit").notes]
    assert any("grades are the groups" in note for note in notes)
    assert any("Named after the move" in note for note in notes)


def test_unknown_stories_are_refused(shipped_table):
    with pytest.raises(NotFoundError):
        shipped_table.column("weather")
    with pytest.raises(NotFoundError):
        shipped_table.test("weather")


def test_a_table_travels(shipped_table):
    again = pickle.loads(pickle.dumps(shipped_table))
    assert again == shipped_table


# What a case can lack ---------------------------------------------------


def without_rows(shipped, symbol, first, last):
    prices = shipped.market.prices
    gone = (prices["symbol"] == symbol) & prices["date"].between(first, last)
    return replace(shipped.market, prices=prices[~gone])


def test_unequal_groups(shipped, xshg):
    case = replace(shipped.case, stocks=shipped.case.stocks[1:])
    _, difference, found, _ = judged(inputs_of(shipped, xshg, case))
    assert 35 == difference.splits.n_permutations
    assert pytest.approx(2 / 35) == difference.splits.pvalue_two_sided == found.groups_pvalue


def test_one_stock_in_a_group_and_one_stock_in_all(shipped, xshg):
    two = replace(shipped.case, stocks=(shipped.case.stocks[0], shipped.case.stocks[4]))
    _, difference, _, _ = judged(inputs_of(shipped, xshg, two))
    assert isinstance(difference.interval, Undefined)
    one = replace(shipped.case, stocks=shipped.case.stocks[:1], groups=shipped.case.groups[:1])
    assert "cannot-be-told" == judged(inputs_of(shipped, xshg, one))[2].status


def test_one_group_is_held_against_the_benchmark_without_splits(shipped, xshg):
    case = replace(shipped.case, stocks=shipped.case.stocks[:4], groups=shipped.case.groups[:1])
    _, difference, _, numbers = judged(inputs_of(shipped, xshg, case))
    assert pytest.approx(0.3148 - 0.0288, abs=5e-4) == difference.value
    assert "benchmark" in difference.splits.reason
    assert "Its p-value" not in numbers  # nothing undefined in the headline's numbers


def test_three_groups_put_the_first_two_in_the_headline(shipped, xshg):
    groups = (*shipped.case.groups, Group("third", Text("Third"), "before"))
    stocks = (
        *shipped.case.stocks[:6],
        *(replace(stock, group="third") for stock in shipped.case.stocks[6:]),
    )
    case = replace(shipped.case, groups=groups, stocks=stocks)
    _, difference, found, _ = judged(inputs_of(shipped, xshg, case))
    assert ("newcomers", "established") == (difference.a, difference.b)
    assert 15 == difference.splits.n_permutations
    # The groups' own test is over all three of them.
    assert found.groups_pvalue != difference.splits.pvalue_two_sided


@pytest.mark.slow
def test_no_groups_no_events_no_evidence_no_stories(shipped, xshg):
    case = shipped.case
    judged(inputs_of(shipped, xshg, replace(case, events=())))
    judged(inputs_of(shipped, xshg, replace(case, evidence=())))
    assert () == judged(inputs_of(shipped, xshg, replace(case, stories=())))[0].stories
    loners = replace(case, groups=(), stocks=())
    assert judged(inputs_of(shipped, xshg, loners))[1] is None


def test_where_nobody_has_looked_that_is_the_reason(shipped, xshg):
    case = replace(shipped.case, evidence=())
    column = table_of(shipped, xshg, case).column("liquid-cooling")

    for row in ("rank-fit", "inside-groups", "leave-one-out"):
        cell = column.cell(row)
        assert "cannot-be-tested" == cell.mark
        assert cell.remark.reason.startswith("Nobody has looked")


@pytest.mark.slow
def test_a_suspended_stock_and_one_listed_last_month(shipped, xshg):
    gone = without_rows(shipped, "300249.SZ", "2025-02-10", "2025-02-13")
    suspended, difference, found, _ = judged(inputs_of(shipped, xshg, market=gone))
    assert ("300249.SZ",) == suspended.test("liquid-cooling").without_return
    assert ("300249.SZ",) == difference.without
    assert 7 == found.n
    young = table_of(
        shipped, xshg, market=without_rows(shipped, "002837.SZ", "2020-01-01", "2025-01-09")
    )
    check(young)
    assert ("002837.SZ",) == young.measures.left_out


def test_a_benchmark_with_a_missing_day(shipped, xshg):
    held = shipped.market.benchmark_returns["equal-weight"]
    holed = held.drop(held.index[held.index == "2024-09-24"])
    table = table_of(
        shipped, xshg, market=replace(shipped.market, benchmark_returns={"equal-weight": holed})
    )
    check(table)
    assert table.measures.strongest is not None


def test_a_window_that_ends_with_the_prices(shipped, xshg):
    prices = shipped.market.prices
    market = replace(shipped.market, prices=prices[prices["date"] <= "2025-02-13"])
    table = table_of(shipped, xshg, market=market)
    check(table)
    cell = table.column("alibaba-evidence").cell("after-window")
    assert "cannot-be-tested" == cell.mark


def test_fewer_sessions_than_the_estimation_window_asks(shipped, xshg):
    check(table_of(shipped, xshg, replace(shipped.case, estimation=Estimation(250, 10))))


def test_equal_returns_everywhere(shipped, xshg):
    prices = shipped.market.prices.copy()
    flat = prices["symbol"].isin(shipped.case.symbols)
    prices.loc[flat, ["open", "high", "low", "close"]] = 10.0
    market = replace(shipped.market, prices=prices)
    _, difference, found, numbers = judged(inputs_of(shipped, xshg, market=market))
    assert pytest.approx(0) == difference.value
    assert "returned the same" in numbers
    assert "cannot-be-told" == found.status


@pytest.mark.parametrize("last", ["2025-02-07", "2025-02-12", "2025-02-20"])
def test_the_result_at_hand_changes_nothing(last, shipped, xshg):
    window = base_window(
        shipped.case, shipped.market, xshg, date(2025, 2, 6), date.fromisoformat(last)
    )
    table = table_of(shipped, xshg, window=window, benchmark="000300.SS")
    check(table)
    assert "000300.SS" == table.benchmark
