"""Event studies of the shipped case against outside numbers, and of cases with holes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.robustness.event_study import OWN, event_days, event_studies
from dashboard.analysis.window.estimation import daily_panel, estimation_days, fit
from dashboard.case import Estimation, Window
from dashboard.stats.result import Undefined


@pytest.fixture(scope="module")
def found(shipped, xshg):
    return event_studies(shipped.case, shipped.market, xshg, shipped.case.window)


def without_rows(market, symbol, first="1900-01-01", last="2100-01-01"):
    prices = market.prices
    gone = (prices["symbol"] == symbol) & prices["date"].between(first, last)
    return replace(market, prices=prices.loc[~gone].reset_index(drop=True))


def test_the_estimation_window_is_the_case_s_one(found):
    for held in found.fits.values():
        assert (
            date(2024, 7, 22),
            date(2025, 1, 15),
            120,
        ) == (held.days[0], held.days[-1], len(held.days))


def test_bmp_agrees_with_the_numbers_computed_outside(found):
    for event, value in (("gtja-report", 4.81614), ("minsheng-report", 3.17495)):
        row = found.find("000300.SS", event, 0, 0, "newcomers")
        assert pytest.approx(value, abs=5e-6) == row.tests.bmp.statistic


def test_market_model_agrees_with_least_squares(found, shipped):
    model = found.fits["000300.SS"].model
    prices = shipped.market.closes
    days = pd.DatetimeIndex(found.fits["000300.SS"].days)
    returns = prices.pct_change(fill_method=None).loc[days]
    for place, symbol in enumerate(shipped.case.symbols):
        beta, alpha = np.polyfit(returns["000300.SS"], returns[symbol], 1)
        assert pytest.approx((alpha, beta)) == (model.alpha[place], model.beta[place])
    assert pytest.approx(1.535, abs=5e-4) == found.fits["000300.SS"].model.beta[0]


def test_caar_of_the_window_is_that_of_the_reference(found, shipped, xshg):
    fitted = found.find("000300.SS", OWN, 0, 4, "newcomers")
    assert pytest.approx(0.238, abs=5e-4) == fitted.caar
    plain = fit(
        shipped.case,
        daily_panel(shipped.case, shipped.market, xshg),
        xshg,
        shipped.case.window,
        "000300.SS",
    )
    assert pytest.approx(0.0057, abs=5e-4) == plain.model.alpha[:4].mean()


def test_every_event_with_a_story_and_the_window_are_studied(found, shipped):
    named = [event.id for event in shipped.case.events if event.stories]
    assert sorted(day.event for day in found.days) == sorted([*named, OWN])
    # benchmarks x (events + window) x event windows x groups
    assert 2 * 9 * 3 * 2 == len(found.rows)


def test_events_of_one_session_share_their_numbers_and_keep_their_names(found):
    first = found.find("equal-weight", "apple-alibaba-report", 0, 4, "newcomers")
    second = found.find("equal-weight", "gtja-report", 0, 4, "newcomers")
    assert first == replace(second, event="apple-alibaba-report")


def test_a_window_of_other_length_has_its_own_pair(shipped, xshg):
    window = Window(date(2025, 2, 10), date(2025, 2, 12))
    rows = event_studies(shipped.case, shipped.market, xshg, window).rows
    assert {(0, 0), (-1, 1), (0, 4), (0, 2)} == {(r.start, r.end) for r in rows if r.event == OWN}
    assert {(0, 0), (-1, 1), (0, 4)} == {(r.start, r.end) for r in rows if r.event != OWN}


def test_one_session_has_one_standardised_return_and_groups_swap_signs(found, shipped, xshg):
    row = found.find("equal-weight", "gtja-report", 0, 0, "established")
    other = found.find("equal-weight", "gtja-report", 0, 0, "newcomers")
    assert row.tests.long_short_t == other.tests.long_short_t
    swapped = replace(shipped.case, groups=shipped.case.groups[::-1])
    again = event_studies(swapped, shipped.market, xshg, shipped.case.window)
    turned = again.find("equal-weight", "gtja-report", 0, 0, "newcomers")
    assert pytest.approx(-row.tests.long_short_t.statistic) == turned.tests.long_short_t.statistic


def test_a_single_group_has_no_long_short_and_one_stock_no_spread(shipped, xshg):
    alone = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    row = event_studies(alone, shipped.market, xshg, shipped.case.window).rows[0]
    assert "no second group" in row.tests.long_short_t.reason
    single = replace(alone, stocks=alone.stocks[:1])
    row = event_studies(single, shipped.market, xshg, shipped.case.window).rows[0]
    assert isinstance(row.caar, float)
    assert 1 == row.tests.patell.n
    assert "needs two" in row.tests.bmp.reason
    assert pytest.approx(row.scar[0], rel=1e-9) == row.tests.portfolio_t.statistic


def test_a_suspended_stock_is_left_out_and_says_why(shipped, xshg):
    market = without_rows(shipped.market, "300249.SZ", "2025-02-12", "2025-02-12")
    row = event_studies(shipped.case, market, xshg, shipped.case.window).find(
        "equal-weight", OWN, 0, 4, "newcomers"
    )
    place = row.symbols.index("300249.SZ")
    assert "2 of 5 sessions" in row.car[place].reason
    known = [car for car in row.car if not isinstance(car, Undefined)]
    assert pytest.approx(sum(known) / 3) == row.caar
    assert 3 == row.tests.bmp.n


def test_a_stock_listed_last_month_is_undefined_and_the_others_are_not(shipped, xshg):
    market = without_rows(shipped.market, "300249.SZ", last="2025-01-10")
    found = event_studies(shipped.case, market, xshg, shipped.case.window)
    row = found.find("equal-weight", OWN, 0, 4, "newcomers")
    assert "fewer than the 60 needed" in row.car[row.symbols.index("300249.SZ")].reason
    assert 3 == row.tests.patell.n


def test_a_benchmark_with_a_missing_day(shipped, xshg):
    series = shipped.market.benchmark_returns["equal-weight"]
    inside = replace(
        shipped.market, benchmark_returns={"equal-weight": series.drop(pd.Timestamp("2025-02-12"))}
    )
    row = event_studies(shipped.case, inside, xshg, shipped.case.window).find(
        "equal-weight", OWN, 0, 4, "newcomers"
    )
    assert "1 of 5 sessions" in row.caar.reason
    assert all(isinstance(getattr(row.tests, name), Undefined) for name in row.tests.__slots__)
    before = replace(
        shipped.market, benchmark_returns={"equal-weight": series.drop(pd.Timestamp("2024-10-08"))}
    )
    held = event_studies(shipped.case, before, xshg, shipped.case.window).fits["equal-weight"]
    assert {119} == set(held.model.n)


def test_fewer_sessions_than_asked_is_a_sentence_everywhere(shipped, xshg):
    case = replace(shipped.case, estimation=Estimation(250, 10))
    found = event_studies(case, shipped.market, xshg, shipped.case.window)
    reasons = {row.caar.reason for row in found.rows}
    (reason,) = reasons
    assert (
        "undefined, because the estimation window asks for 250 sessions and the returns at hand, "
        "which start on 2024-07-02, give 134 of them"
    ) == reason


def test_a_window_that_ends_with_the_prices(shipped, xshg):
    prices = shipped.market.prices
    today = replace(shipped.market, prices=prices.loc[prices["date"] <= "2025-02-13"])
    row = event_studies(shipped.case, today, xshg, shipped.case.window).find(
        "equal-weight", "minsheng-report", 0, 4, "newcomers"
    )
    assert "4 of 5 sessions" in row.caar.reason
    assert row.tests.portfolio_t == row.caar


def test_an_event_inside_the_estimation_window_is_flagged(shipped, xshg):
    later = Window(date(2025, 3, 10), date(2025, 3, 14))
    row = event_studies(shipped.case, shipped.market, xshg, later).find(
        "equal-weight", "gtja-report", -1, 1, "newcomers"
    )
    assert isinstance(row.caar, float)
    assert row.remark is not None
    assert "3 session(s)" in row.remark.reason


def test_a_deadline_cannot_be_placed(shipped, xshg):
    first = shipped.case.events[1]
    by = replace(first, published=replace(first.published, precision="by"))
    days = event_days(replace(shipped.case, events=(by,)), xshg, shipped.case.window)
    assert "no later than" in days[0].reason.reason
    assert days[1].reason is None


def test_estimation_days_end_a_gap_before_the_window(shipped, xshg):
    days = estimation_days(xshg, shipped.case.window, length=3, gap=0)
    # Closed from 28 January to 4 February.
    assert (date(2025, 1, 27), date(2025, 2, 5), date(2025, 2, 6)) == days
    assert () == estimation_days(xshg, shipped.case.window, length=100_000, gap=0)
