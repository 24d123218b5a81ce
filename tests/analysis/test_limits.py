"""Closes at the price limit as an outcome of their own."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from dashboard.analysis.limits import limits
from dashboard.case import Text
from dashboard.casefile import read_case
from dashboard.sessions import load_sessions

XSHG = load_sessions("XSHG", "Asia/Shanghai")
SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "liquid-cooling-2025")


def shipped(first: date, last: date):
    return limits(SHIPPED.case, SHIPPED.market, XSHG, first=first, last=last)


def test_newcomers_closed_at_the_limit_on_7_of_20_stock_days_and_the_others_on_none():
    found = shipped(SHIPPED.case.window.first, SHIPPED.case.window.last)
    counts = {
        group.id: (group.up, group.stock_days, group.stocks_up, group.stocks)
        for group in found.groups
    }
    assert counts == {"newcomers": (7, 20, 4, 4), "established": (0, 20, 0, 4)}
    assert not any(group.down for group in found.groups)


def test_limit_closes_of_the_estimation_window_agree_with_a_separate_count():
    # 120 sessions 2024-07-22 to 2025-01-15, counted before this code existed
    found = shipped(date(2024, 7, 22), date(2025, 1, 15))
    counts = {stock.symbol: (stock.up, stock.down) for stock in found.stocks}
    assert (counts["002272.SZ"], counts["002418.SZ"]) == ((19, 7), (13, 1))


def test_athub_closed_at_the_limit_again_the_day_after_the_window():
    found = shipped(date(2025, 2, 14), date(2025, 2, 14))
    assert [stock.symbol for stock in found.stocks if stock.up] == ["603881.SS"]


def test_a_range_without_prices_has_empty_counts():
    found = shipped(date(2015, 1, 5), date(2015, 1, 9))
    assert {(0, 0, 0)} == {(group.stocks, group.stock_days, group.up) for group in found.groups}


def test_a_stock_under_special_treatment_has_the_narrow_limit():
    marked = [
        replace(stock, name=Text(stock.name.en, f"*ST{stock.name.zh}"))
        for stock in SHIPPED.case.stocks
    ]
    case = replace(SHIPPED.case, stocks=tuple(marked))
    window = SHIPPED.case.window
    found = limits(case, SHIPPED.market, XSHG, first=window.first, last=window.last)
    counts = {stock.symbol: stock.up for stock in found.stocks}
    # A main-board stock that rose 10 % is no longer at its limit; ChiNext keeps 20 %.
    assert (counts["603881.SS"], counts["300249.SZ"]) == (0, 1)
