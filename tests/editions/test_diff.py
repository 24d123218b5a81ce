"""What changed between two frozen states, each change made by hand and found again."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.editions.diff import FrozenState, Nothing, RowChange, edition_diff, json_changes
from dashboard.editions.series_changes import SeriesChange, series_changes
from dashboard.market.prices import StatusSpan
from dashboard.market.universe_matrix import UniverseMatrix

ENDS = (date(2025, 2, 6), date(2025, 2, 13))
SYMBOL = "300249.SZ"


def state(shipped, case=None, market=None, settings=None, results=None):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    return FrozenState(case, market, ENDS, settings or {}, results or {})


def with_prices(shipped, change):
    return replace(shipped.market, prices=change(shipped.market.prices.copy()))


def changes(shipped, after, before=None):
    before = shipped.market if before is None else before
    return list(series_changes(before, after, ENDS, ENDS))


# Prices ---------------------------------------------------------------


def test_a_state_differs_from_itself_in_nothing(shipped):
    assert edition_diff(state(shipped), state(shipped)).nothing


def test_one_close_that_changed_is_found_with_its_day_and_size(shipped):
    def change(prices):
        row = (prices["symbol"] == SYMBOL) & (prices["date"] == "2025-02-10")
        was = float(prices.loc[row, "close"].iloc[0])
        prices.loc[row, "close"] = was * 1.1
        return prices

    (found,) = changes(shipped, with_prices(shipped, change))

    assert (SYMBOL, "changed", 1, date(2025, 2, 10)) == (
        found.name,
        found.kind,
        found.count,
        found.first,
    )
    assert 0.1 == pytest.approx(found.largest)
    closes = shipped.market.closes[SYMBOL]
    ratio = closes["2025-02-10"] / closes["2025-02-07"]
    assert pytest.approx(found.largest_return) == 0.1 * ratio


def test_a_series_on_another_scale_changed_its_prices_and_no_return(shipped):
    def change(prices):
        own = prices["symbol"] == SYMBOL
        prices.loc[own, ["open", "high", "low", "close"]] *= 0.5
        return prices

    (found,) = changes(shipped, with_prices(shipped, change))

    assert (shipped.market.prices["symbol"] == SYMBOL).sum() == found.count
    assert 0.5 == pytest.approx(found.largest)
    assert 0 == pytest.approx(found.largest_return)


def test_sessions_that_one_has_alone_are_added_or_removed(shipped):
    shorter = with_prices(
        shipped,
        lambda prices: prices[(prices["symbol"] != SYMBOL) | (prices["date"] < "2025-04-29")],
    )

    assert [SeriesChange(SYMBOL, "removed", 2, date(2025, 4, 29))] == changes(shipped, shorter)
    assert [SeriesChange(SYMBOL, "added", 2, date(2025, 4, 29))] == changes(
        shipped, shipped.market, shorter
    )


def test_a_series_that_is_gone_is_removed_whole(shipped):
    without = with_prices(shipped, lambda prices: prices[prices["symbol"] != SYMBOL])
    rows = shipped.market.prices[shipped.market.prices["symbol"] == SYMBOL]

    assert [SeriesChange(SYMBOL, "removed", len(rows), rows["date"].min().date())] == changes(
        shipped, without
    )


def test_another_source_is_a_change_of_its_own(shipped):
    moved = replace(shipped.market, note=replace(shipped.market.note, source="Another desk"))

    found = changes(shipped, moved)

    assert {"source"} == {each.kind for each in found}
    assert set(shipped.market.prices["symbol"]) == {each.name for each in found}
    assert found[0].after.startswith("Another desk · ")


def test_the_same_price_computed_in_another_order_is_the_same(shipped):
    def change(prices):
        prices["close"] *= 1 + 1e-12
        return prices

    assert [] == changes(shipped, with_prices(shipped, change))


def test_daily_means_of_a_benchmark_are_compared_day_by_day(shipped):
    means = shipped.market.benchmark_returns["equal-weight"].copy()
    means.iloc[3] += 0.002
    means = means.iloc[:-1]
    last = shipped.market.benchmark_returns["equal-weight"].index[-1].date()

    removed, changed = changes(
        shipped, replace(shipped.market, benchmark_returns={"equal-weight": means})
    )

    assert SeriesChange("equal-weight", "removed", 1, last) == removed
    assert (1, means.index[3].date()) == (changed.count, changed.first)
    assert 0.002 == pytest.approx(changed.largest_return)


def test_a_benchmark_that_is_gone_is_removed(shipped):
    (found,) = changes(shipped, replace(shipped.market, benchmark_returns={}))

    assert ("equal-weight", "removed") == (found.name, found.kind)


def test_the_universe_is_compared_stock_by_stock(shipped):
    table = shipped.market.universe.copy()
    table.loc[table.index[0], "window_return"] += 0.5

    removed, changed = changes(shipped, replace(shipped.market, universe=table[:-2]))

    assert SeriesChange("universe", "removed", 2) == removed
    assert ("universe", 1, None) == (changed.name, changed.count, changed.first)
    assert 0.5 == pytest.approx(changed.largest_return)


def test_without_a_table_the_closes_of_the_store_are_compared_over_the_window(shipped):
    def matrix(last):
        return UniverseMatrix(
            symbols=("000001.SZ", "300001.SZ"),
            boards=("main", "chinext"),
            days=np.array(["2025-02-06", "2025-02-13"], dtype="datetime64[D]"),
            closes=np.array([[10.0, 20.0], [11.0, last]]),
            sources=("tencent",) * 2,
            adjustments=("factor",) * 2,
            digest="",
            made="",
        )

    before, after = (
        replace(shipped.market, universe=None, universe_matrix=matrix(last))
        for last in (22.0, 25.0)
    )

    (found,) = changes(shipped, after, before)

    assert ("universe", "changed", 1) == (found.name, found.kind, found.count)
    assert 0.15 == pytest.approx(found.largest_return)  # 25 / 20 less 22 / 20


# Tables of the case ---------------------------------------------------


def test_rows_are_matched_by_id_and_compared_field_by_field(shipped):
    first, second, *rest = shipped.case.evidence
    moved = replace(second, finding="denied", statement=replace(second.statement, zh="另说"))
    added = replace(first, id="brand-new")
    after = replace(shipped.case, evidence=(moved, *rest, added))

    found = edition_diff(state(shipped), state(shipped, after)).rows

    assert {
        RowChange("evidence", first.id, "removed"),
        RowChange("evidence", "brand-new", "added"),
        RowChange("evidence", second.id, "changed", "finding", second.finding, "denied"),
        RowChange("evidence", second.id, "changed", "statement_zh", second.statement.zh, "另说"),
    } == set(found)


def test_the_outline_of_the_case_is_compared_too(shipped):
    stock = shipped.case.stocks[0]
    after = replace(
        shipped.case,
        estimation=replace(shipped.case.estimation, gap=20),
        stocks=(replace(stock, group="established"), *shipped.case.stocks[1:]),
    )

    found = edition_diff(state(shipped), state(shipped, after)).rows

    assert {
        RowChange("case", shipped.case.slug, "changed", "estimation.gap", "10", "20"),
        RowChange("stocks", stock.symbol, "changed", "group", stock.group, "established"),
    } == set(found)


def test_special_treatment_is_part_of_the_data(shipped):
    marked = replace(shipped.market, status=(StatusSpan(SYMBOL, True, date(2025, 1, 2), None),))

    assert (RowChange("status", SYMBOL, "added"),) == edition_diff(
        state(shipped), state(shipped, market=marked)
    ).rows


def test_settings_and_versions_are_compared_by_name(shipped):
    before, after = (
        {"benchmark": "a", "numpy": "1"},
        {"benchmark": "a", "numpy": "2", "pandas": "3"},
    )

    found = edition_diff(state(shipped, settings=before), state(shipped, settings=after)).settings

    assert [("numpy", "changed", "1", "2"), ("pandas", "added", "", "")] == [
        (each.id, each.kind, each.before, each.after) for each in found
    ]


# Results --------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1.0, 1.0 + 1e-12, []),
        (1, 1.0, []),
        (0.0, 1e-15, []),
        (1.0, 1.0 + 1e-6, [("", 1.0, 1.0 + 1e-6)]),
        (True, 1, [("", True, 1)]),
        (None, 0, [("", None, 0)]),
        ("a", "b", [("", "a", "b")]),
        ({"a": 1}, {"a": 1, "b": None}, [("/b", Nothing.ABSENT, None)]),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, [("/a~1b/~0", 1, 2)]),
        ([1, 2, 3], [1, 4], [("/1", 2, 4), ("/2", 3, Nothing.ABSENT)]),
        ([], {}, [("", [], {})]),
        ([[1]], [[1]], []),
    ],
)
def test_json_differs_leaf_by_leaf_under_its_pointer(before, after, expected):
    found = [(each.place, each.before, each.after) for each in json_changes(before, after)]

    assert expected == found


def test_the_verdict_comes_first_and_lists_are_matched_by_what_they_are_about(shipped):
    def results(*cells, value=1.0, sentence="a"):
        return {
            "schema": "s",
            "window_grid": [
                {"base": base, "last": last, "difference": d} for base, last, d in cells
            ],
            "difference": {"value": value},
            "verdict": {"fits_best": None, "sentence": {"en": sentence}},
            "reasons": {"/x": sentence},
        }

    before = results(("d1", "d2", 0.1), ("d2", "d3", 0.2))
    after = results(("d0", "d1", 0.5), ("d1", "d2", 0.1), ("d2", "d3", 0.3), value=2, sentence="b")

    found = edition_diff(state(shipped, results=before), state(shipped, results=after)).results

    assert [
        ("verdict", "/verdict/sentence/en", "a", "b"),
        ("difference", "/difference/value", 1.0, 2),
        ("window_grid", "/window_grid/d2, d3/difference", 0.2, 0.3),
        ("window_grid", "/window_grid/d0, d1", Nothing.ABSENT, {"difference": 0.5}),
    ] == [(each.block, each.place, each.before, each.after) for each in found]


def test_nothing_of_the_arguments_is_changed(shipped):
    prices = shipped.market.prices.copy()

    list(series_changes(shipped.market, with_prices(shipped, lambda rows: rows[5:]), ENDS, ENDS))

    pd.testing.assert_frame_equal(prices, shipped.market.prices)
