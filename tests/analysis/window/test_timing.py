"""Events against what had already happened in the window."""

import pickle
from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboard.analysis.window.inside import inside_sessions
from dashboard.analysis.window.timing import event_times, order_strip
from dashboard.analysis.window.window import window_result
from dashboard.case import Event, Moment, Precision, Text, Window
from tests.minute_sessions import through_days


def result_of(shipped, xshg, window: Window):
    return window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")


def event(stamp: str, precision: Precision = "day", name: str = "e") -> Event:
    moment = Moment(datetime.fromisoformat(stamp), precision, "Asia/Shanghai")
    return Event(name, moment, "news", Text("x", "x"), "x")


def placed(shipped, xshg, *events: Event, window: Window = None):
    window = shipped.case.window if window is None else window
    return event_times(replace(shipped.case, events=events), xshg, result_of(shipped, xshg, window))


@pytest.fixture(scope="module")
def shipped_times(shipped, xshg):
    times = event_times(shipped.case, xshg, result_of(shipped, xshg, shipped.case.window))
    return {time.event.id: time for time in times}


def test_session_0_of_the_shipped_events(shipped_times):
    expected = {
        "apple-alibaba-report": date(2025, 2, 12),  # 11 February in New York
        "gtja-report": date(2025, 2, 12),
        "minsheng-report": date(2025, 2, 13),
        "goaland-answer": date(2025, 2, 14),  # after the close of the 13th
        "article": date(2025, 2, 14),
    }
    assert expected == {name: shipped_times[name].span.session for name in expected}


def test_events_stand_before_inside_and_after_the_window(shipped_times):
    assert "before" == shipped_times["r1-release"].position
    assert "inside" == shipped_times["gtja-report"].position
    assert "after" == shipped_times["goaland-answer"].position
    assert 6 == [time.in_window for time in shipped_times.values()].count(True)


def test_a_seventh_of_the_difference_stood_before_the_first_broker_report(shipped_times):
    # Close of 11 February: newcomers 7.05 %, established 3.26 %; 3.79 of 27.68 points.
    assert pytest.approx(shipped_times["gtja-report"].share_before, abs=5e-4) == 0.137
    assert pytest.approx(shipped_times["minsheng-report"].share_before, abs=5e-4) == 0.463


def test_events_outside_the_window_have_a_reason_instead_of_a_share(shipped_times):
    before, after = shipped_times["r1-release"], shipped_times["article"]
    assert "Session 0 is 2025-01-20, before the window starts." == before.share_before.reason
    assert "Session 0 is 2025-02-14, after the window ends." == after.share_before.reason


def test_nothing_stood_before_the_first_session_of_the_window(shipped, xshg):
    (first,) = placed(shipped, xshg, event("2025-02-07"))
    assert 0 == first.share_before


def test_a_deadline_is_not_placed_among_the_sessions(shipped, xshg):
    (deadline,) = placed(shipped, xshg, event("2025-02-11", "by"))
    assert "no later than 2025-02-11" in deadline.share_before.reason


def test_events_come_by_time(shipped, xshg):
    events = [
        event("2025-02-13", "after-close", "c"),
        event("2025-02-13", "day", "b"),
        event("2025-02-12T23:59", "minute", "a"),
    ]
    assert ["a", "b", "c"] == [time.event.id for time in placed(shipped, xshg, *events)]


def test_a_difference_under_one_point_is_not_shared_out(shipped, xshg):
    window = next(
        Window(day, day)
        for day in xshg.between(date(2025, 1, 2), date(2025, 3, 31))
        if abs(result_of(shipped, xshg, Window(day, day)).headline.value) < 0.01
    )
    (only,) = placed(shipped, xshg, event(f"{window.first}"), window=window)
    assert "under one percentage point" in only.share_before.reason
    strip = order_strip([only], result_of(shipped, xshg, window))
    assert only.share_before == strip.shares


def test_a_gap_in_the_session_before_is_a_reason(shipped, xshg):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "603881.SS") & (prices["date"] == "2025-02-11")
    market = replace(shipped.market, prices=prices[~gone])
    window = shipped.case.window
    result = window_result(shipped.case, market, xshg, window, benchmark="equal-weight")
    times = {time.event.id: time for time in event_times(shipped.case, xshg, result)}
    assert "did not trade on 2025-02-11" in times["gtja-report"].share_before.reason
    assert pytest.approx(times["minsheng-report"].share_before, abs=5e-4) == 0.463


def test_the_order_strip_runs_from_nothing_at_the_base_to_all_at_the_end(shipped, xshg):
    result = result_of(shipped, xshg, shipped.case.window)
    strip = order_strip(event_times(shipped.case, xshg, result), result)
    assert (date(2025, 2, 6), *result.sessions) == strip.sessions
    assert (0.0, 1.0) == (strip.shares[0], strip.shares[-1])
    assert (0.077, 0.137, 0.463) == tuple(round(share, 3) for share in strip.shares[2:5])
    assert all(time.in_window for time in strip.events)
    assert strip == pickle.loads(pickle.dumps(strip))
    assert isinstance(hash(strip), int)


def test_minute_bars_tell_how_much_of_the_gap_stood_at_the_event_itself(shipped, xshg):
    day = date(2025, 2, 12)
    prices, symbols = shipped.market.prices, shipped.case.symbols
    bars = {name: through_days(prices, name, [xshg.before(day), day]) for name in symbols}
    case = replace(
        shipped.case,
        events=(event("2025-02-12T09:00", "minute", "early"), event("2025-02-12T10:32", "minute")),
    )
    result = result_of(shipped, xshg, case.window)
    known = inside_sessions(case, replace(shipped.market, minutes=bars), xshg)
    early, late = event_times(case, xshg, result, known)

    def growth(symbol):
        """From the raw bars: the 12th of five minutes ends at 10:30."""
        rows = bars[symbol].rows
        price = rows["close"][rows["end"] == datetime.fromisoformat("2025-02-12T02:30")].item()
        return price / result.stock(symbol).base_close - 1

    first, second = (
        sum(growth(stock.symbol) for stock in case.members(group.id)) / 4 for group in case.groups
    )
    assert pytest.approx((first - second) / result.headline.value) == late.share_then
    assert None is early.share_then  # before the opening the close before has said it all
    # Without one stock of a group there is no mean of it.
    short = replace(shipped.market, minutes={name: bars[name] for name in symbols[1:]})
    assert None is event_times(case, xshg, result, inside_sessions(case, short, xshg))[1].share_then
