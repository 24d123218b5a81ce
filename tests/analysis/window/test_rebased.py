"""Lines since the base's close, and daily bars, worked by hand and on the shipped case."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.window.daily_bars import daily_bars
from dashboard.analysis.window.rebased import rebased
from dashboard.analysis.window.window import window_result

HALTED = date(2025, 2, 11)


def lines_of(shipped, xshg, market=None, **settings):
    market = shipped.market if market is None else market
    return rebased(
        shipped.case, market, xshg, shipped.case.window, benchmark="equal-weight", **settings
    )


def without(shipped, symbol, *days):
    """The shipped market less some rows of one stock."""
    prices = shipped.market.prices
    gone = (prices["symbol"] == symbol) & prices["date"].dt.date.isin(days)
    return replace(shipped.market, prices=prices[~gone])


@pytest.fixture(scope="module")
def lines(shipped, xshg):
    return lines_of(shipped, xshg)


@pytest.fixture(scope="module")
def result(shipped, xshg):
    return window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )


def test_lines_end_the_window_at_the_returns_of_the_tables(lines, result):
    """A reader who compares chart and table finds one number."""
    for line in lines.stocks:
        assert pytest.approx(result.stock(line.symbol).value) == lines.at_last(line.growth)
    for line in lines.groups:
        assert pytest.approx(result.group(line.id).mean) == lines.at_last(line.mean)
        assert pytest.approx(result.group(line.id).minimum) == lines.at_last(line.low)
        assert pytest.approx(result.group(line.id).maximum) == lines.at_last(line.high)
    for line in lines.benchmarks:
        assert pytest.approx(result.benchmark(line.id).value) == lines.at_last(line.growth)


def test_every_line_is_zero_at_the_base(lines):
    base = lines.sessions.index(lines.base)

    assert {0.0} == {line.growth[base] for line in lines.stocks}
    assert {0.0} == {line.mean[base] for line in lines.groups}
    assert {0.0} == {line.growth[base] for line in lines.benchmarks}


def test_peers_are_the_group_without_the_stock(lines):
    own = lines.stock("300249.SZ")
    others = [lines.at_last(lines.stock(s).growth) for s in ("002272.SZ", "603881.SS", "002418.SZ")]

    assert (
        pytest.approx(lines.at_last(own.less_peers)) == lines.at_last(own.growth) - sum(others) / 3
    )


def test_less_benchmark_is_the_difference_of_the_lines(lines):
    own, yardstick = lines.stock("300602.SZ"), lines.benchmarks[0].growth

    assert pytest.approx(own.less_benchmark) == [
        a - b for a, b in zip(own.growth, yardstick, strict=True)
    ]


def test_spans_count_sessions_and_stop_at_the_prices(lines, shipped, xshg):
    long = lines_of(shipped, xshg, before=60, after=None)
    whole = lines_of(shipped, xshg, before=None, after=None)

    assert 15 + 1 + 5 + 15 == len(lines.sessions)
    assert 60 == long.sessions.index(long.base)
    assert date(2024, 7, 1) == whole.sessions[0]
    assert date(2025, 4, 30) == whole.sessions[-1] == long.sessions[-1]


def test_a_suspended_session_is_a_gap_in_the_stock_and_in_its_group(shipped, xshg):
    """Nothing is bridged: the mean of three stocks is not the mean of four."""
    lines = lines_of(shipped, xshg, without(shipped, "300249.SZ", HALTED))
    place = lines.sessions.index(HALTED)

    assert lines.stock("300249.SZ").growth[place] is None
    assert lines.groups[0].mean[place] is None
    assert lines.groups[1].mean[place] is not None
    assert lines.stock("002272.SZ").less_peers[place] is None


def test_a_stock_without_a_base_close_has_no_line_and_is_not_counted(shipped, xshg):
    lines = lines_of(
        shipped, xshg, without(shipped, "300249.SZ", shipped.case.window.first, date(2025, 2, 6))
    )
    others = [lines.at_last(lines.stock(s).growth) for s in ("002272.SZ", "603881.SS", "002418.SZ")]

    assert {None} == set(lines.stock("300249.SZ").growth)
    assert pytest.approx(lines.at_last(lines.groups[0].mean)) == sum(others) / 3


def test_no_prices_at_all_make_lines_of_gaps(shipped, xshg):
    empty = replace(shipped.market, prices=shipped.market.prices.iloc[:0])

    lines = lines_of(shipped, xshg, empty)

    assert {None} == {value for line in lines.stocks for value in line.growth}
    assert {None} == {value for line in lines.groups for value in line.mean}


def test_bars_carry_limits_and_closes_at_them(shipped, xshg):
    """AtHub on 12 February: one price all day at the upper limit."""
    (bar,) = daily_bars(shipped.case, shipped.market, xshg, "603881.SS", [date(2025, 2, 12)]).known

    assert 23.43 == bar.open == bar.high == bar.low == bar.close == bar.limits[1]
    assert "up" == bar.hit.side
    assert bar.hit.one_price
    assert 0.1 == pytest.approx(bar.change, abs=1e-3)


def test_a_bar_after_a_gap_has_no_change_and_no_limits(shipped, xshg):
    """The reference price after a suspension need not be the last close."""
    days = xshg.between(date(2025, 2, 10), date(2025, 2, 12))
    bars = daily_bars(shipped.case, without(shipped, "603881.SS", HALTED), xshg, "603881.SS", days)

    assert bars.bars[1] is None
    assert bars.bars[2].change is None
    assert bars.bars[2].limits is None
