"""Closes at the price limit as an outcome of their own."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.analysis.window.daily_bars import daily_bars
from dashboard.analysis.window.limits import limits, stock_limit_closes, stock_session_limits
from dashboard.case import Text
from dashboard.market.prices import Market, PriceNote, StatusSpan


def limits_between(shipped, xshg, first: date, last: date):
    return limits(shipped.case, shipped.market, xshg, first=first, last=last)


def test_newcomers_closed_at_the_limit_on_7_of_20_stock_days_and_the_others_on_none(shipped, xshg):
    found = limits_between(shipped, xshg, shipped.case.window.first, shipped.case.window.last)
    counts = {
        group.id: (group.up, group.stock_days, group.stocks_up, group.stocks)
        for group in found.groups
    }
    assert {"newcomers": (7, 20, 4, 4), "established": (0, 20, 0, 4)} == counts
    assert not any(group.down for group in found.groups)


def test_limit_closes_of_the_estimation_window_agree_with_a_separate_count(shipped, xshg):
    # 120 sessions 2024-07-22 to 2025-01-15, counted before this code existed
    found = limits_between(shipped, xshg, date(2024, 7, 22), date(2025, 1, 15))
    counts = {stock.symbol: (stock.up, stock.down) for stock in found.stocks}
    assert ((19, 7), (13, 1)) == (counts["002272.SZ"], counts["002418.SZ"])


def test_athub_closed_at_the_limit_again_the_day_after_the_window(shipped, xshg):
    found = limits_between(shipped, xshg, date(2025, 2, 14), date(2025, 2, 14))
    assert ["603881.SS"] == [stock.symbol for stock in found.stocks if stock.up]


def test_a_range_without_prices_has_empty_counts(shipped, xshg):
    found = limits_between(shipped, xshg, date(2015, 1, 5), date(2015, 1, 9))
    assert {(0, 0, 0)} == {(group.stocks, group.stock_days, group.up) for group in found.groups}


def test_a_stock_under_special_treatment_has_the_narrow_limit(shipped, xshg):
    marked = [
        replace(stock, name=Text(stock.name.en, f"*ST{stock.name.zh}"))
        for stock in shipped.case.stocks
    ]
    case = replace(shipped.case, stocks=tuple(marked))
    window = shipped.case.window
    found = limits(case, shipped.market, xshg, first=window.first, last=window.last)
    counts = {stock.symbol: stock.up for stock in found.stocks}
    # A main-board stock that rose 10 % is no longer at its limit; ChiNext keeps 20 %.
    assert (0, 1) == (counts["603881.SS"], counts["300249.SZ"])


# Prices as traded beside adjusted ones

ATHUB = "603881.SS"  # main board
MONDAY, TUESDAY, WEDNESDAY = date(2025, 2, 10), date(2025, 2, 11), date(2025, 2, 12)
NAN = float("nan")


def closes(values: list[float], days: list[date], symbol: str = ATHUB) -> pd.DataFrame:
    """Sessions of one price each."""
    return pd.DataFrame({"symbol": symbol, "date": pd.to_datetime(days), "volume": 1.0}).assign(
        **dict.fromkeys(("open", "high", "low", "close"), values)
    )


def market(adjusted: list[float], traded: list[float], references: list[float], *days: date):
    days = list(days or (MONDAY, TUESDAY, WEDNESDAY)[: len(adjusted)])
    return Market(
        closes(adjusted, days),
        PriceNote("test", "multiplicative", "2025-08-22", "shares"),
        unadjusted=closes(traded, days).assign(reference=references),
    )


def hits(shipped, xshg, of: Market, symbol: str = ATHUB):
    stock = shipped.case.stock(symbol)
    return stock_limit_closes(stock, of, xshg, first=MONDAY, last=WEDNESDAY)


def test_prices_as_traded_decide_what_adjusted_ones_only_suggest(shipped, xshg):
    """10.99 after 10.00 is a cent below the limit, which adjusted prices cannot tell."""
    both = market([10.00, 10.99], [10.00, 10.99], [NAN, 10.00])
    adjusted_only = replace(both, unadjusted=None)

    assert () == hits(shipped, xshg, both)
    assert [TUESDAY] == [hit.date for hit in hits(shipped, xshg, adjusted_only)]


def test_on_an_ex_date_the_limit_is_that_of_the_reference_as_traded(shipped, xshg):
    """10 转 2 派 5 元 at 10.00: reference 7.92, limit 8.71; adjusted, 10.00 became 11.03."""
    found = hits(shipped, xshg, market([10.00, 11.03], [10.00, 8.71], [NAN, 7.92]))

    assert [(TUESDAY, "up", 8.71)] == [(hit.date, hit.side, hit.limit_price) for hit in found]


def test_a_stock_without_rows_as_traded_is_judged_by_the_prices_of_the_case(shipped, xshg):
    of = market([10.00, 10.99], [10.00, 10.99], [NAN, 10.00])
    others = replace(of, unadjusted=of.unadjusted.assign(symbol="002272.SZ"))

    assert [TUESDAY] == [hit.date for hit in hits(shipped, xshg, others)]


def test_the_status_of_the_session_goes_before_the_mark_of_the_name(shipped, xshg):
    of = market([10.00, 10.50, 11.55], [10.00, 10.50, 11.55], [NAN, 10.00, 10.50])
    spans = (StatusSpan(ATHUB, True, None, TUESDAY), StatusSpan(ATHUB, False, WEDNESDAY, None))

    found = hits(shipped, xshg, replace(of, status=spans))

    assert [(TUESDAY, 10.50), (WEDNESDAY, 11.55)] == [(hit.date, hit.limit_price) for hit in found]
    assert [WEDNESDAY] == [hit.date for hit in hits(shipped, xshg, of)]


def test_the_session_after_a_suspension_is_judged_by_its_reference(shipped, xshg):
    of = market([10.00, 11.00], [10.00, 11.00], [NAN, 10.00], MONDAY, WEDNESDAY)

    assert [WEDNESDAY] == [hit.date for hit in hits(shipped, xshg, of)]
    assert () == hits(shipped, xshg, replace(of, unadjusted=None))


def test_the_first_row_as_traded_has_no_limit(shipped, xshg):
    of = market([10.00, 11.00], [10.00, 11.00], [NAN, 10.00])
    stock = shipped.case.stock(ATHUB)

    found = stock_session_limits(stock, of, xshg, first=MONDAY, last=WEDNESDAY)

    assert [TUESDAY] == [each.date for each in found]


def test_candles_show_limits_on_their_own_scale(shipped, xshg):
    """A candle at its limit of 8.71 stands at 10.997475 = 8.71 x 10.00 / 7.92 on the chart."""
    of = market([10.00, 10.997475], [10.00, 8.71], [NAN, 7.92])

    bar = daily_bars(shipped.case, of, xshg, ATHUB, [MONDAY, TUESDAY]).bars[1]

    assert pytest.approx(bar.limits[1], abs=1e-9) == bar.close
    assert pytest.approx(bar.limits[0], abs=1e-4) == 7.13 * 10 / 7.92
    assert (TUESDAY, 8.71) == (bar.hit.date, bar.hit.limit_price)


def test_an_index_has_candles_without_limits(shipped, xshg):
    index = Market(closes([3900.0, 4290.0], [MONDAY, TUESDAY], "000300.SS"), shipped.market.note)

    bars = daily_bars(shipped.case, index, xshg, "000300.SS", [MONDAY, TUESDAY])

    assert [None, None] == [bar.limits or bar.hit for bar in bars.known]
    assert 0.1 == pytest.approx(bars.known[1].change, abs=1e-12)
