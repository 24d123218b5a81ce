"""The nearest single changes: each is the same computation with one setting moved."""

from datetime import date

import pytest

from dashboard.analysis.window.sensitivity import nearest_changes
from dashboard.analysis.window.window import base_window, window_result

BASE, LAST = date(2025, 2, 6), date(2025, 2, 13)


def returns(shipped, xshg, base, last):
    window = base_window(shipped.case, shipped.market, xshg, base, last)
    return window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")


def changes(shipped, xshg, base=BASE, last=LAST):
    return nearest_changes(
        shipped.case,
        shipped.market,
        xshg,
        returns(shipped, xshg, base, last),
        benchmark="equal-weight",
    )


@pytest.mark.parametrize(
    ("kind", "base", "last"),
    [
        ("base-earlier", date(2025, 2, 5), LAST),
        ("base-later", date(2025, 2, 7), LAST),
        ("last-earlier", BASE, date(2025, 2, 12)),
        ("last-later", BASE, date(2025, 2, 14)),
    ],
)
def test_a_moved_end_gives_the_gap_of_that_window(kind, base, last, shipped, xshg):
    found = next(change for change in changes(shipped, xshg) if change.kind == kind)

    assert (
        pytest.approx(found.difference, abs=1e-15)
        == returns(shipped, xshg, base, last).headline.value
    )


def test_leaving_a_stock_out_takes_it_from_its_group_mean(shipped, xshg):
    values = {stock.symbol: stock.value for stock in returns(shipped, xshg, BASE, LAST).stocks}
    newcomers = [
        values[s.symbol] for s in shipped.case.members("newcomers") if s.symbol != "300249.SZ"
    ]
    established = [values[s.symbol] for s in shipped.case.members("established")]
    found = next(change for change in changes(shipped, xshg) if change.symbol == "300249.SZ")

    assert pytest.approx(found.difference) == sum(newcomers) / 3 - sum(established) / 4


def test_every_stock_is_left_out_once(shipped, xshg):
    assert sorted(shipped.case.symbols) == sorted(
        c.symbol for c in changes(shipped, xshg) if c.kind == "without"
    )


def test_a_change_beyond_the_prices_is_left_out(shipped, xshg):
    first, last = date(2024, 7, 1), date(2024, 7, 3)

    assert "base-earlier" not in {change.kind for change in changes(shipped, xshg, first, last)}
