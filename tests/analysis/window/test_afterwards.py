"""What became of a case: by hand, by pandas, and where the prices or a stock do not reach."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Benchmark, Group, Stock, Text
from dashboard.cases.folders import CaseFolder
from dashboard.market.prices import Market, PriceNote, pivot
from dashboard.stats.result import Undefined
from tests.exhibits.kinds import SLUGS, trial_case
from tests.shipped_cases import shipped_trial

NOTE = PriceNote("made up", "none", "2026-11-28", "shares")
WINDOW_LAST, MONTH, THREE, YEAR = (
    date(2025, 2, 13),
    date(2025, 3, 13),
    date(2025, 5, 13),
    date(2026, 2, 13),
)


def made(shipped, closes, note=NOTE, returns=None):
    """The shipped case's window with two stocks of our own at these closes by day."""
    stocks = (
        Stock("600001.SS", Text("One", "一"), "a"),
        Stock("600002.SS", Text("Two", "二"), "a"),
    )
    case = replace(
        shipped.case,
        stocks=stocks,
        groups=(Group("a", Text("Group", "组"), "after"),),
        benchmarks=(Benchmark("ew", Text("Average", "平均"), "ew.csv"),),
        evidence=(),
        events=(),
        claims=(),
        universe=None,
    )
    rows = [
        {"symbol": stock.symbol, "date": pd.Timestamp(day), "close": value}
        for stock, own in zip(stocks, closes, strict=True)
        for day, value in own.items()
    ]
    prices = pd.DataFrame(rows)
    for name in ("open", "high", "low"):
        prices[name] = prices["close"]
    prices["volume"] = 1.0
    days = pd.DatetimeIndex(["2025-02-13"]) if returns is None else returns.index
    series = pd.Series(0.0, index=days) if returns is None else returns
    market = Market(prices, note, benchmark_returns={"ew": series})
    return Trial.of(CaseFolder(case, market, (), ()))


BASE = {date(2025, 2, 6): 9.0, WINDOW_LAST: 10.0}


def test_a_case_worked_by_hand(shipped):
    trial = made(
        shipped,
        [
            {**BASE, MONTH: 11.0, THREE: 8.0, YEAR: 20.0},
            {**BASE, WINDOW_LAST: 20.0, MONTH: 21.0, THREE: 24.0, YEAR: 10.0},
        ],
    )
    one, three, year = trial.afterwards.horizons

    assert [MONTH, THREE, YEAR] == [one.session, three.session, year.session]
    assert pytest.approx([0.1, 0.05]) == [each.value for each in one.stocks]
    assert pytest.approx([0.075, 0.0, 0.25]) == [
        each.group("a").value for each in (one, three, year)
    ]


def test_a_closed_day_counts_with_the_session_before_it(shipped, xshg):
    trial = made(shipped, [{**BASE, MONTH: 11.0}, BASE])
    trial = replace(trial, window=replace(trial.window, last=date(2025, 2, 12)))

    # 12 May 2025 is a Monday, 12 February 2026 the Thursday before the holidays.
    for block in trial.afterwards.horizons:
        assert block.session == max(d for d in xshg.between(WINDOW_LAST, block.day))


def test_a_horizon_that_had_not_come_is_not_said_to_lack_prices(shipped):
    note = replace(NOTE, retrieved="2025-04-01T08:00:00Z")
    trial = made(shipped, [{**BASE, MONTH: 11.0}, {**BASE, MONTH: 10.0}], note)
    one, three, year = trial.afterwards.horizons

    assert one.missing is None
    assert "2025-05-13 had not come when the prices were read, on 2025-04-01." == str(three.missing)
    assert (one,) == trial.afterwards.reached
    ended = made(shipped, [{**BASE, MONTH: 11.0}, BASE]).afterwards.horizons[1]
    assert "The prices at hand end on 2025-03-13, before 2025-05-13." == str(ended.missing)
    assert () == year.stocks


def test_a_suspended_stock_and_one_that_is_gone_are_said_and_never_filled(shipped):
    later = date(2025, 3, 14)
    suspended = made(shipped, [{**BASE, MONTH: 11.0}, {**BASE, date(2025, 3, 3): 10.5, later: 9.0}])
    gone = made(shipped, [{**BASE, MONTH: 11.0}, {**BASE, date(2025, 3, 3): 10.5}])

    one = suspended.afterwards.horizons[0]
    assert "did not trade on 2025-03-13; its last close before is that of 2025-03-03." in (
        one.stocks[1].value.reason
    )
    assert (0.1, 1, ("600002.SS",)) == (
        pytest.approx(one.group("a").value),
        one.group("a").n,
        one.group("a").without,
    )
    assert "suspended or is no longer listed" in gone.afterwards.horizons[0].stocks[1].value.reason


def test_a_benchmark_with_a_hole_has_no_return(shipped, xshg):
    days = pd.DatetimeIndex(xshg.between(WINDOW_LAST, MONTH))
    closes = [{**BASE, MONTH: 11.0}, {**BASE, MONTH: 11.0}]
    whole = pd.Series(0.01, index=days)

    value = made(shipped, closes, returns=whole).afterwards.horizons[0].benchmark("ew").value
    torn = made(shipped, closes, returns=whole.drop(days[5])).afterwards.horizons[0]

    assert pytest.approx(1.01 ** (len(days) - 1) - 1) == value
    assert isinstance(torn.benchmark("ew").value, Undefined)


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["", *SLUGS])
def test_pandas_gives_the_same_on_every_case_at_hand(slug):
    trial = trial_case(slug) if slug else shipped_trial()
    table = pivot(trial.market.prices, "close")
    last, end = pd.Timestamp(trial.window.last), table[list(trial.case.symbols)].dropna(how="all")
    for block in trial.afterwards.horizons:
        day = last + pd.DateOffset(months=block.months)
        assert day == pd.Timestamp(block.day)
        if day > end.index[-1] + pd.Timedelta(days=15):
            assert block.missing is not None
        if block.missing is not None:
            assert pd.Timestamp(block.session) > end.index[-1]
            continue
        assert pd.Timestamp(block.session) == table.index[table.index <= day][-1]
        for each in block.stocks:
            expected = table[each.id].get(pd.Timestamp(block.session)) / table[each.id][last] - 1
            assert np.isnan(expected) == isinstance(each.value, Undefined)
            assert np.isnan(expected) or pytest.approx(expected) == each.value
        for group in trial.case.groups:
            own = [e.value for e in block.stocks if e.group == group.id]
            known = [value for value in own if not isinstance(value, Undefined)]
            assert pytest.approx(np.mean(known)) == block.group(group.id).value


def test_the_shipped_case_says_what_its_prices_do_not_reach():
    found = shipped_trial().afterwards

    assert [1] == [block.months for block in found.reached]
    assert "The prices at hand end on 2025-04-30, before 2025-05-13." == (
        found.horizons[1].missing.reason
    )
    assert "2026-02-13 had not come" in found.horizons[2].missing.reason
    assert (2, 5) == (len(found.events), len(found.evidence))
