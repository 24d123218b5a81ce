"""One session to the minute, worked out by hand: moments, who moved first, limits met."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from dashboard.analysis.window.inside import inside_sessions
from dashboard.analysis.window.minute_limits import limit_touches, limits_of
from dashboard.analysis.window.session_minutes import (
    DayRow,
    Passing,
    at_moment,
    first_past,
    ranked,
    share,
    stock_session,
)
from dashboard.case import Event, Moment, Text
from dashboard.market.boards import SessionLimits
from dashboard.market.prices import COLUMNS, Market, PriceNote
from dashboard.market.sessions import span
from dashboard.stats.result import Undefined
from tests.minute_sessions import bars, joined

ATHUB = "603881.SS"  # main board: 10 %
MONDAY, TUESDAY = date(2025, 2, 10), date(2025, 2, 11)

# After a close of 10.00: the limit is 11.00. It is met at 14:00, left in the next minute, and
# the last bar closes there again.
BARS = bars(
    TUESDAY,
    ("09:31", 10.10, 10.20, 10.00, 10.20),
    ("09:32", 10.20, 10.40, 10.20, 10.30),
    ("11:30", 10.30, 10.50, 10.30, 10.50),
    ("13:01", 10.50, 10.60, 10.50, 10.60),
    ("14:00", 10.60, 11.00, 10.60, 11.00),
    ("14:01", 11.00, 11.00, 10.90, 10.95),
    ("15:00", 10.95, 11.00, 10.95, 11.00),
)
BEFORE = DayRow(MONDAY, 10.1, 9.9, 10.0, 10.0)
ROW = DayRow(TUESDAY, 11.0, 10.0, 11.0, 11.0)


def when(stamp: str, sessions, precision="minute"):
    return span(Moment(datetime.fromisoformat(stamp), precision, "Asia/Shanghai"), sessions)


def told(found):
    """A moment as the clock and percent: the price then, the bar around it, what came after."""
    clock = [None if each is None else f"{each:%H:%M}" for each in (found.known, found.bar)]
    return (clock[0], round(100 * found.then, 6), clock[1], round(100 * found.after, 6))


# Moments


@pytest.mark.parametrize(
    ("stamp", "precision", "expected"),
    [
        ("2025-02-11T08:30", "minute", (None, 0, None, 10)),  # all of it came after
        ("2025-02-11T09:30:30", "second", ("09:30", 1, "09:31", 8)),  # the auction's price stood
        ("2025-02-11T09:31", "minute", ("09:31", 2, "09:32", 7)),
        ("2025-02-11T09:32", "minute", ("09:32", 3, None, 7)),  # nothing traded in that minute
        ("2025-02-11T12:10", "minute", ("11:30", 5, None, 5)),  # in the pause
        ("2025-02-11T14:00:20", "second", ("14:00", 10, "14:01", 0.5)),
        ("2025-02-11T14:59", "minute", ("14:01", 9.5, "15:00", 0)),
        ("2025-02-10T15:00", "minute", (None, 0, None, 10)),  # the close itself: tomorrow's
    ],
)
def test_a_moment_stands_between_the_last_bar_that_had_ended_and_what_came(
    stamp, precision, expected, xshg
):
    stock = stock_session(BARS, ROW, BEFORE, xshg)
    assert expected == told(at_moment(stock, when(stamp, xshg, precision), xshg))


def test_what_moved_in_the_bar_around_an_event_is_on_neither_side_of_it(xshg):
    hours = bars(
        TUESDAY,
        ("10:30", 10.1, 10.4, 10.1, 10.4),
        ("11:30", 10.4, 10.7, 10.4, 10.7),
        ("14:00", 10.7, 10.9, 10.0, 10.9),
        ("15:00", 10.9, 11.0, 10.9, 11.0),
        interval=60,
    )
    found = at_moment(stock_session(hours, ROW, BEFORE, xshg), when("2025-02-11T10:45", xshg), xshg)
    assert ("10:30", 4, "11:30", 3) == told(found)
    assert pytest.approx(0.03) == found.inside
    assert pytest.approx(found.total) == found.then + found.inside + found.after


def test_bars_that_begin_after_the_event_leave_it_open(xshg):
    late = replace(BARS, rows=BARS.rows.iloc[2:].reset_index(drop=True))
    found = at_moment(
        stock_session(late, replace(ROW, low=10.3), BEFORE, xshg),
        when("2025-02-11T10:00", xshg),
        xshg,
    )
    assert isinstance(found, Undefined)
    assert "ends at 11:30" in found.reason


def test_a_share_of_less_than_a_point_says_nothing():
    assert pytest.approx(0.25) == share(0.005, 0.02)
    assert None is share(0.005, 0.009)


def test_adjusted_prices_have_the_same_moves_inside_the_session(xshg):
    """Half the price after a split: the moves are those of the tape."""
    halved = stock_session(
        BARS, DayRow(TUESDAY, 5.5, 5.0, 5.5), DayRow(MONDAY, 5.05, 4.95, 5.0), xshg
    )
    expected = (0.02, 0.03, 0.05, 0.06, 0.10, 0.095, 0.10)
    assert pytest.approx(expected) == halved.closes


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (replace(ROW, traded=10.98), "do not fit its prices"),  # another close as traded
        (DayRow(TUESDAY, 11.3, 10.0, 11.0), "do not fit its prices"),  # a higher high
        (replace(ROW, day=MONDAY), "no minute bars of this stock on 2025-02-10"),
    ],
)
def test_bars_of_another_day_or_price_are_not_used(row, why, xshg):
    found = stock_session(BARS, row, BEFORE, xshg)
    assert isinstance(found, Undefined)
    assert why in found.reason


# Who first


def test_the_first_bar_past_three_per_cent_touches_it_on_the_side_of_the_close(xshg):
    rising = stock_session(BARS, ROW, BEFORE, xshg)
    passed = first_past(rising)
    assert ("09:31", "09:32") == tuple(f"{each:%H:%M}" for each in (passed.start, passed.end))
    assert None is first_past(rising, 0.11)
    turned = bars(TUESDAY, ("09:31", 10.5, 10.6, 10.0, 10.0), ("15:00", 10.0, 10.0, 9.6, 9.6))
    falling = stock_session(turned, DayRow(TUESDAY, 10.6, 9.6, 9.6), BEFORE, xshg)
    assert "15:00" == f"{first_past(falling).end:%H:%M}"  # +6 % before is the other side


def test_bars_that_share_a_minute_leave_the_order_open():
    def passing(name, start, end):
        return Passing(name, *(datetime(2025, 2, 11, 10, minute) for minute in (start, end)))

    found = ranked(
        [
            passing("five", 0, 5),
            passing("two", 1, 2),
            passing("four", 3, 4),
            passing("six", 5, 6),
            passing("seven", 6, 7),
        ]
    )
    assert [["five", "two", "four"], ["six"], ["seven"]] == [
        [each.symbol for each in rank] for rank in found
    ]


# Limits


def test_a_limit_is_met_closed_at_left_again_and_held_at_the_end(xshg):
    limits = SessionLimits(TUESDAY, 11.0, 9.0, 11.0, None)
    (found,) = limit_touches(BARS, limits, xshg)
    times = [f"{each:%H:%M}" for each in (found.met, found.closed, found.opened)]
    assert ("up", 11.0, ["14:00", "14:00", "14:01"], True) == (
        found.side,
        found.price,
        times,
        found.held,
    )


@pytest.mark.parametrize("up", [11.01, 10.99])
def test_a_tick_beside_the_limit_is_not_the_limit(up, xshg):
    # Below it by a tick, or beyond a limit that was not in force.
    assert () == limit_touches(BARS, SessionLimits(TUESDAY, up, 9.0, up, None), xshg)


def test_a_limit_touched_and_never_closed_at(xshg):
    falls = bars(TUESDAY, ("09:31", 10.0, 10.0, 9.0, 9.2), ("15:00", 9.2, 9.5, 9.1, 9.5))
    (found,) = limit_touches(falls, SessionLimits(TUESDAY, 9.5, 9.0, 11.0, None), xshg)
    assert ("down", None, None, False) == (found.side, found.closed, found.opened, found.held)


def prices(before: tuple[float, ...], day: tuple[float, ...], adjustment="none") -> Market:
    """Two sessions of open, high, low, close."""
    rows = [
        (ATHUB, pd.Timestamp(each), *values, 1.0)
        for each, values in ((MONDAY, before), (TUESDAY, day))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Market(table, PriceNote("test", adjustment, "2025-08-22", "shares"))


TWO_DAYS = joined(
    bars(MONDAY, ("09:31", 10.0, 10.1, 9.9, 10.0), ("15:00", 10.0, 10.0, 10.0, 10.0)), BARS
)


@pytest.mark.parametrize(
    ("before", "day", "adjustment", "limit"),
    [
        ((10, 10.1, 9.9, 10), (10.1, 11, 10, 11), "none", 11.0),
        # A dividend paid later took 0.5 off both: on the tape the limit is 11.00.
        ((9.5, 9.6, 9.4, 9.5), (9.6, 10.5, 9.5, 10.5), "additive", 11.0),
        # Half of it: ten for ten, later.
        ((5, 5.05, 4.95, 5), (5.05, 5.5, 5, 5.5), "multiplicative", 11.0),
        # An ex-date between the two: the reference is not the close before.
        ((9.5, 9.6, 9.4, 9.5), (10.1, 11, 10, 11), "additive", None),
    ],
)
def test_the_limit_of_adjusted_prices_is_that_of_the_tape(
    before, day, adjustment, limit, shipped, xshg
):
    of = prices(before, day, adjustment)
    found = limits_of(shipped.case.stock(ATHUB), of, xshg, TWO_DAYS, TUESDAY)
    assert limit == (found.up if found else None)


# A case


def event(name: str, stamp: str, stocks: tuple[str, ...] = (), precision="minute") -> Event:
    moment = Moment(datetime.fromisoformat(stamp), precision, "Asia/Shanghai")
    return Event(name, moment, "news", Text(name, name), "x", stocks=stocks)


def test_only_sessions_of_timed_events_with_bars_are_looked_into(shipped, xshg):
    events = (
        event("day", "2025-02-11", precision="day"),
        event("at-ten", "2025-02-11T10:00", (ATHUB,)),
        event("after", "2025-02-12T10:00"),
    )
    case = replace(shipped.case, events=events)
    of = replace(prices((10, 10.1, 9.9, 10), (10.1, 11, 10, 11)), minutes={ATHUB: TWO_DAYS})
    (found,) = inside_sessions(case, of, xshg)

    assert (TUESDAY, ["at-ten"]) == (found.session, [each.event for each in found.events])
    assert ["14:00"] == [f"{each.met:%H:%M}" for each in found.touches]
    # Three of ten points stood at 9:32, the last price before ten.
    assert pytest.approx(0.3) == found.event("at-ten").share_then
    assert len(case.stocks) - 1 == len(found.unknown)
    assert "no minute bars" in found.unknown["002272.SZ"].reason
    assert () == inside_sessions(case, replace(of, minutes={}), xshg)


def test_a_stock_that_did_not_trade_is_said_to_be_that(shipped, xshg):
    case = replace(shipped.case, events=(event("at-ten", "2025-02-11T10:00"),))
    of = prices((10, 10.1, 9.9, 10), (10.1, 11, 10, 11))
    quiet = replace(of, minutes={ATHUB: TWO_DAYS, "002272.SZ": TWO_DAYS})
    (found,) = inside_sessions(case, quiet, xshg)
    assert "This stock did not trade on 2025-02-11." == found.unknown["002272.SZ"].reason
