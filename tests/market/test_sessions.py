"""The calendar, session 0 and the as-of rule."""

import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DateOffset, Timestamp

from dashboard.case import Moment, Precision, Window
from dashboard.errors import CalendarError, InputError
from dashboard.market.calendars import calendar_table
from dashboard.market.sessions import (
    Sessions,
    base_of,
    is_public,
    load_sessions,
    months_later,
    span,
    validate_window,
    window_sessions,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOW = Window(date(2025, 2, 7), date(2025, 2, 13))
DAYS = st.dates(date(1991, 1, 2), date(2035, 12, 31))


@pytest.fixture(scope="module")
def xshg() -> Sessions:
    return load_sessions("XSHG", "Asia/Shanghai")


def moment(stamp: str, precision: Precision = "day", timezone: str = "Asia/Shanghai") -> Moment:
    return Moment(datetime.fromisoformat(stamp), precision, timezone)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# The calendar


def test_the_window_has_five_sessions_and_its_base_is_the_close_before(xshg):
    expected = tuple(date(2025, 2, day) for day in (7, 10, 11, 12, 13))
    assert expected == window_sessions(WINDOW, xshg)
    assert date(2025, 2, 6) == base_of(WINDOW, xshg)
    assert 5 == xshg.count(WINDOW.first, WINDOW.last)


def test_the_exchange_is_closed_over_spring_festival(xshg):
    assert () == xshg.between(date(2025, 1, 28), date(2025, 2, 4))
    assert date(2025, 1, 27) == xshg.before(date(2025, 2, 5))
    assert date(2025, 2, 5) == xshg.after(date(2025, 1, 27))


@pytest.mark.parametrize(("year", "n"), [(2020, 243), (2022, 242), (2024, 242), (2026, 242)])
def test_years_have_the_published_number_of_sessions(xshg, year, n):
    assert n == xshg.count(date(year, 1, 1), date(year, 12, 31))


def test_make_up_working_saturdays_are_no_sessions(xshg):
    assert not xshg.is_session(date(2025, 2, 8))


def test_before_and_after_are_strict_and_on_or_are_not(xshg):
    friday, saturday, monday = date(2025, 2, 7), date(2025, 2, 8), date(2025, 2, 10)
    assert (date(2025, 2, 6), monday) == (xshg.before(friday), xshg.after(friday))
    assert (friday, friday) == (xshg.on_or_before(friday), xshg.on_or_after(friday))
    assert (friday, monday) == (xshg.on_or_before(saturday), xshg.on_or_after(saturday))


def test_offset_counts_sessions_both_ways(xshg):
    assert date(2025, 2, 5) == xshg.offset(date(2025, 2, 7), -2)
    assert date(2025, 1, 27) == xshg.offset(date(2025, 2, 7), -3)
    assert date(2025, 2, 13) == xshg.offset(date(2025, 2, 7), 4)


def test_offset_refuses_a_day_that_is_no_session(xshg):
    with pytest.raises(CalendarError, match=r"2025-02-08 is not a session of XSHG; .* 2025-02-10"):
        xshg.offset(date(2025, 2, 8), 1)


def test_sessions_open_at_half_past_nine_and_close_at_three(xshg):
    assert shanghai("2025-02-13T09:30") == xshg.open_time(date(2025, 2, 13))
    assert shanghai("2025-02-13T15:00") == xshg.close_time(date(2025, 2, 13))
    assert "Asia/Shanghai" == str(xshg.close_time(date(2025, 2, 13)).tzinfo)


@pytest.mark.slow
def test_half_days_of_other_exchanges_close_early():
    newyork = load_sessions("XNYS", "America/New_York")
    assert 13 == newyork.close_time(date(2024, 11, 29)).hour
    assert 16 == newyork.close_time(date(2024, 12, 2)).hour


@given(DAYS)
def test_before_and_after_undo_each_other(day):
    xshg = Sessions("XSHG", "Asia/Shanghai")
    session = xshg.on_or_after(day)
    assert xshg.is_session(session)
    assert session == xshg.after(xshg.before(session))
    assert session == xshg.offset(xshg.offset(session, -5), 5)
    assert session.weekday() < 5


# Past the end and before the start


def test_past_the_end_weekdays_less_listed_closures_count_as_sessions(xshg):
    assert date(2026, 12, 31) == xshg.known_until
    expected = (date(2026, 12, 31), *(date(2027, 1, day) for day in (4, 5, 6, 7, 8, 11)))
    assert expected == xshg.between(date(2026, 12, 31), date(2027, 1, 11))
    assert not xshg.is_session(date(2027, 1, 1))
    assert shanghai("2027-01-04T15:00") == xshg.close_time(date(2027, 1, 4))


def test_only_days_past_the_end_carry_the_warning(xshg):
    assert xshg.warning(date(2026, 12, 31)) is None
    warning = xshg.warning(date(2027, 1, 4))
    assert {"calendar": "XSHG", "known_until": date(2026, 12, 31)} == warning.values  # noqa: PD011
    assert "known until 2026-12-31 only" in warning.reason


@pytest.mark.parametrize("day", [date(1990, 12, 18), date(1970, 1, 1), date(2060, 1, 1), date.max])
def test_days_outside_the_calendar_give_one_sentence(xshg, day):
    assert not xshg.is_session(day)
    for ask in (
        lambda: xshg.between(day, day),
        lambda: xshg.on_or_after(day),
        lambda: xshg.offset(day, 1),
        lambda: xshg.close_time(day),
    ):
        with pytest.raises(CalendarError, match=f"{day} is outside .*, which runs from 1990-12-19"):
            ask()


def test_nothing_comes_before_the_first_session(xshg):
    with pytest.raises(CalendarError, match="outside the calendar"):
        xshg.before(date(1990, 12, 19))
    with pytest.raises(CalendarError, match="outside the calendar"):
        span(moment("1990-12-18"), xshg)


def test_unknown_names_are_refused_in_one_sentence():
    with pytest.raises(CalendarError, match="no calendar “XSHE”"):
        load_sessions("XSHE", "Asia/Shanghai")
    with pytest.raises(CalendarError, match="no time zone “Asia/Peking”"):
        load_sessions("XSHG", "Asia/Peking")
    with pytest.raises(CalendarError, match="no time zone"):
        load_sessions("XSHG", "../etc")


# Session 0


@pytest.mark.parametrize(
    ("session", "published"),
    [
        # noon of 11 February in New York is 01:00 of the 12th in Shanghai
        (date(2025, 2, 12), moment("2025-02-11", "day", "America/New_York")),
        (date(2025, 2, 14), moment("2025-02-13", "after-close")),
        (date(2025, 2, 13), moment("2025-02-13", "before-open")),
        (date(2025, 2, 13), moment("2025-02-13", "day")),
        (date(2025, 2, 10), moment("2025-02-08", "day")),
        (date(2025, 2, 10), moment("2025-02-08", "after-close")),
        (date(2025, 2, 10), moment("2025-02-08", "before-open")),
        (date(2025, 2, 5), moment("2025-01-27", "after-close")),
        (date(2025, 2, 14), moment("2025-02-14T10:02:11", "second")),
        (date(2025, 2, 13), moment("2025-02-13T14:59:59", "second")),
        (date(2025, 2, 14), moment("2025-02-13T15:00:00", "second")),
        (date(2025, 2, 13), moment("2025-02-13T14:59", "minute")),
        (date(2025, 2, 14), moment("2025-02-13T15:00", "minute")),
        (date(2025, 2, 13), moment("2025-02-13T11:45", "minute")),  # the midday break
        # 02:00 in New York is exactly 15:00 in Shanghai
        (date(2025, 2, 13), moment("2025-02-13T01:59:59", "second", "America/New_York")),
        (date(2025, 2, 14), moment("2025-02-13T02:00:00", "second", "America/New_York")),
    ],
)
def test_session_0_is_the_session_in_force_at_the_middle_of_the_interval(xshg, session, published):
    assert session == span(published, xshg).session


def test_a_foreign_day_spans_the_whole_of_its_own_day(xshg):
    found = span(moment("2025-02-11", "day", "America/New_York"), xshg)
    assert shanghai("2025-02-11T13:00") == found.earliest
    assert shanghai("2025-02-12T13:00") == found.latest
    assert not found.time_known


def test_the_middle_of_a_day_of_23_hours_is_taken_in_real_time(xshg):
    found = span(moment("2025-03-09", "day", "America/New_York"), xshg)
    assert timedelta(hours=23) == found.latest.astimezone(UTC) - found.earliest.astimezone(UTC)


def test_before_open_and_after_close_are_those_of_the_exchange(xshg):
    before = span(moment("2025-02-13", "before-open"), xshg)
    after = span(moment("2025-02-13", "after-close"), xshg)
    assert shanghai("2025-02-13T09:30") == before.latest
    assert shanghai("2025-02-13T15:00") == after.earliest
    assert shanghai("2025-02-14T00:00") == after.latest


def test_the_time_of_day_is_known_to_the_minute_or_second_only(xshg):
    known = {
        precision: span(moment("2025-02-13T10:00", precision), xshg).time_known
        for precision in ("second", "minute", "day", "before-open", "after-close", "by")
    }
    assert {"second", "minute"} == {precision for precision, yes in known.items() if yes}


@given(DAYS, st.integers(0, 24 * 60 - 1), st.sampled_from(["Asia/Shanghai", "America/New_York"]))
def test_session_0_closes_after_the_news_and_no_earlier_session_does(day, minute, timezone):
    xshg = Sessions("XSHG", "Asia/Shanghai")
    stamp = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    found = span(Moment(stamp, "second", timezone), xshg)
    assert found.earliest < xshg.close_time(found.session)
    assert xshg.close_time(xshg.before(found.session)) <= found.latest


# The as-of rule


def test_public_means_that_the_whole_interval_has_passed(xshg):
    close = xshg.close_time(WINDOW.last)
    public = {
        "deadline months before": moment("2024-08-31", "by"),
        "deadline the day before": moment("2025-02-12", "by"),
        "a second before the close": moment("2025-02-13T14:59:59", "second"),
        "before the open": moment("2025-02-13", "before-open"),
    }
    not_public = {
        "deadline on the day": moment("2025-02-13", "by"),
        "the closing time": moment("2025-02-13T15:00:00", "second"),
        "the day alone": moment("2025-02-13", "day"),
        "after the close": moment("2025-02-13", "after-close"),
        "the day after": moment("2025-02-14", "day"),
    }
    assert set(public) == {name for name, when in public.items() if is_public(when, xshg, close)}
    assert set() == {name for name, when in not_public.items() if is_public(when, xshg, close)}


def test_a_deadline_ends_with_its_day_in_exchange_time(xshg):
    found = span(moment("2024-08-31", "by"), xshg)
    assert shanghai("2024-09-01T00:00") == found.latest
    assert found.deadline
    assert date(2024, 9, 2) == found.session


# Windows


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("ends on 2025-02-07, before its first", "2025-02-13", "2025-02-07"),
        ("2025-02-08 is not a session", "2025-02-08", "2025-02-13"),
        ("2025-01-29 is not a session", "2025-01-27", "2025-01-29"),
        ("has no base", "1990-12-19", "1990-12-20"),
    ],
)
def test_a_window_that_breaks_a_rule_is_refused_in_one_sentence(xshg, sentence, first, last):
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    with pytest.raises(InputError, match=sentence):
        validate_window(window, xshg)


def test_a_good_window_is_returned_as_it_is(xshg):
    assert WINDOW is validate_window(WINDOW, xshg)


# The value


def test_sessions_are_a_small_value(xshg):
    assert Sessions("XSHG", "Asia/Shanghai") == xshg
    assert hash(Sessions("XSHG", "Asia/Shanghai")) == hash(xshg)
    assert xshg == pickle.loads(pickle.dumps(xshg))
    assert len(pickle.dumps(xshg)) < 200


def test_the_calendar_library_is_not_imported_before_it_is_needed():
    code = "import sys, dashboard.market.sessions; sys.exit('exchange_calendars' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


@pytest.mark.parametrize("day", [date(2023, 9, 1), date(2023, 9, 8)])
def test_the_closures_list_has_days_of_the_past_that_the_library_lacks(day):
    """Typhoon Saola and the black rainstorm; the days around them are sessions."""
    hongkong = load_sessions("XHKG", "Asia/Hong_Kong")

    assert not hongkong.is_session(day)
    assert hongkong.is_session(day - timedelta(days=1))
    assert 19 == hongkong.count(date(2023, 9, 1), date(2023, 9, 30))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 15), -13, date(2023, 12, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(day, months, later):
    assert later == months_later(day, months)
    assert Timestamp(day) + DateOffset(months=months) == Timestamp(later)


# How the library uses pandas is nothing that we can mend.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["XSHG", "XNYS", "24/7"])
def test_a_kept_calendar_is_the_librarys(name):
    """What is read back is what the library says: days, hours, names of holidays."""
    import exchange_calendars as xcals  # noqa: PLC0415 - only here

    table, library = calendar_table(name), xcals.get_calendar(name)
    known = {day: n for n, day in enumerate(table.days)}
    for day in library.sessions[:: max(1, len(library.sessions) // 500)]:
        place = known[day.date()]
        assert library.session_open(day).timestamp() == table.opens[place]
        assert library.session_close(day).timestamp() == table.closes[place]


@pytest.mark.parametrize("name", ["../../etc", "a" * 5000, "", "XS\0HG", "Ж"])
def test_a_name_from_outside_is_no_path(name):
    with pytest.raises(CalendarError):
        calendar_table(name)
