"""The nearest single changes: each is the same computation with one setting moved."""

from datetime import date

import pytest

from dashboard.analysis.window.sensitivity import nearest_changes
from dashboard.analysis.window.window import base_window, window_result
from dashboard.cases.folders import find_case, read_case
from dashboard.market.sessions import load_sessions

FOLDER = read_case(find_case("liquid-cooling-2025"))
CASE, MARKET = FOLDER.case, FOLDER.market
SESSIONS = load_sessions("XSHG", "Asia/Shanghai")
BASE, LAST = date(2025, 2, 6), date(2025, 2, 13)


def returns(base, last):
    window = base_window(CASE, MARKET, SESSIONS, base, last)
    return window_result(CASE, MARKET, SESSIONS, window, benchmark="equal-weight")


def changes(base=BASE, last=LAST):
    return nearest_changes(CASE, MARKET, SESSIONS, returns(base, last), benchmark="equal-weight")


@pytest.mark.parametrize(
    ("kind", "base", "last"),
    [
        ("base-earlier", date(2025, 2, 5), LAST),
        ("base-later", date(2025, 2, 7), LAST),
        ("last-earlier", BASE, date(2025, 2, 12)),
        ("last-later", BASE, date(2025, 2, 14)),
    ],
)
def test_a_moved_end_gives_the_gap_of_that_window(kind, base, last):
    found = next(change for change in changes() if change.kind == kind)

    assert returns(base, last).headline.value == pytest.approx(found.difference, abs=1e-15)


def test_leaving_a_stock_out_takes_it_from_its_group_mean():
    values = {stock.symbol: stock.value for stock in returns(BASE, LAST).stocks}
    newcomers = [values[s.symbol] for s in CASE.members("newcomers") if s.symbol != "300249.SZ"]
    established = [values[s.symbol] for s in CASE.members("established")]
    found = next(change for change in changes() if change.symbol == "300249.SZ")

    assert sum(newcomers) / 3 - sum(established) / 4 == pytest.approx(found.difference)


def test_every_stock_is_left_out_once():
    assert sorted(CASE.symbols) == sorted(c.symbol for c in changes() if c.kind == "without")


def test_a_change_beyond_the_prices_is_left_out():
    first, last = date(2024, 7, 1), date(2024, 7, 3)

    assert "base-earlier" not in {change.kind for change in changes(first, last)}
