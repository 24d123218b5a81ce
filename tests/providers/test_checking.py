"""What an answer must stand up to, against the calendar of Shanghai around Spring Festival 2025.

The exchange was closed from 28 January to 4 February 2025 and opened again on the 5th.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.errors import EmptyAnswerError, UnreadableError, WrongSecurityError
from dashboard.market.series import digest
from dashboard.market.sessions import load_sessions
from dashboard.providers import Ask, FetchedPrices
from dashboard.providers.checking import checked, closed_session

SHANGHAI = ZoneInfo("Asia/Shanghai")
ASK = Ask("300249.SZ", date(2025, 1, 20), date(2025, 2, 7), "依米康")

# The sessions of the exchange between the two days, as its notice for 2025 has them.
DAYS = ["2025-01-20", "2025-01-21", "2025-01-22", "2025-01-23", "2025-01-24", "2025-01-27"]
DAYS += ["2025-02-05", "2025-02-06", "2025-02-07"]
AFTER = datetime(2025, 2, 7, 15, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def sessions():
    return load_sessions("XSHG", "Asia/Shanghai")


def rows_of(days, **changes):
    table = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(days),
            "open": 10.0,
            "high": 10.5,
            "low": 9.5,
            "close": 10.2,
            "volume": 1000.0,
            "amount": 10200.0,
            "factor": 1.0,
        }
    )
    return table.assign(**changes)


def answer_of(rows, **changes):
    return replace(
        FetchedPrices(rows, "none", "sina", "CNY", "依米康", "https://a.example/x"), **changes
    )


def check(rows, sessions, *, ask=ASK, now=AFTER, **changes):
    return checked(answer_of(rows, **changes), ask, "tencent", sessions, now)


def test_a_whole_answer_becomes_a_series_with_its_note(sessions):
    found = check(rows_of(DAYS), sessions)

    note = found.series.note
    assert ("good", None) == (found.condition, found.remark)
    assert (date(2025, 1, 20), date(2025, 2, 7)) == (found.series.first, found.series.last)
    assert ("300249.SZ", "tencent", "none", "sina") == (
        note.symbol,
        note.source,
        note.adjustment,
        note.factor_source,
    )
    assert "2025-02-07T07:00:00Z" == note.retrieved
    assert ("2025-01-20", "2025-02-07") == (note.asked_from, note.asked_to)
    assert digest(found.series.rows) == note.sha256


def test_rows_may_come_in_any_order(sessions):
    found = check(rows_of(DAYS[::-1]), sessions)

    assert DAYS == [f"{day:%Y-%m-%d}" for day in found.series.rows["date"]]


def test_rows_outside_the_days_asked_for_are_left_out(sessions):
    ask = replace(ASK, first=date(2025, 1, 22), last=date(2025, 2, 5))

    found = check(rows_of(DAYS), sessions, ask=ask)

    assert DAYS[2:7] == [f"{day:%Y-%m-%d}" for day in found.series.rows["date"]]
    assert "good" == found.condition


def test_rows_with_a_time_of_day_belong_to_their_day(sessions):
    opening = pd.DatetimeIndex([f"{day} 09:30" for day in DAYS])

    found = check(rows_of(opening.tz_localize("Asia/Shanghai")), sessions)

    assert date(2025, 2, 7) == found.series.last
    assert "good" == found.condition


# Another security, nothing, nonsense -------------------------------------


def test_an_answer_under_another_name_is_for_another_security(sessions):
    with pytest.raises(WrongSecurityError) as caught:
        check(rows_of(DAYS), sessions, name="数据港")

    assert "tencent answered for “数据港” when 300249.SZ “依米康” was asked for." == str(
        caught.value
    )


@pytest.mark.parametrize("name", ["", "XD依米康", "*ST依米康", "依 米 康", "Yimikang"])
def test_an_answer_under_a_form_of_the_name_is_accepted(sessions, name):
    assert "good" == check(rows_of(DAYS), sessions, name=name).condition


def test_without_a_name_asked_for_any_name_is_accepted(sessions):
    found = check(rows_of(DAYS), sessions, ask=replace(ASK, name=""), name="数据港")

    assert "数据港" == found.series.note.name


@pytest.mark.parametrize("days", [[], ["2025-01-17"], ["2025-02-10"]])
def test_no_row_on_the_days_asked_for_is_an_empty_answer(sessions, days):
    with pytest.raises(EmptyAnswerError) as caught:
        check(rows_of(days), sessions)

    assert "tencent has no price of 300249.SZ from 2025-01-20 to 2025-02-07." == str(caught.value)


def test_a_table_without_columns_is_an_empty_answer(sessions):
    with pytest.raises(EmptyAnswerError):
        check(pd.DataFrame(), sessions)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"close": -1.0}, "A price on 2025-01-20 is not a positive number."),
        ({"close": 99.0}, "On 2025-01-20 open or close lies outside the day's range."),
        ({"high": 1.0}, "On 2025-01-20 the high is below the low."),
        ({"volume": -5.0}, "On 2025-01-20 volume or amount is negative or infinite."),
        ({"open": "-"}, "The column “open” of the price table holds what is no number."),
        ({"date": pd.NaT}, "A row of the price table has no date."),
        ({"date": pd.Timestamp("2025-01-20")}, "The session 2025-01-20 stands twice."),
    ],
)
def test_impossible_rows_are_unreadable_and_the_fault_is_named(sessions, changes, fault):
    with pytest.raises(UnreadableError) as caught:
        check(rows_of(DAYS, **changes), sessions)

    assert f"tencent served impossible prices of 300249.SZ: {fault}" == str(caught.value)


def test_a_column_of_factors_without_a_factor_names_no_source_of_it(sessions):
    found = check(rows_of(DAYS, factor=float("nan")), sessions)

    assert "" == found.series.note.factor_source
    assert not found.series.has_factor


# Good, partial, stale ------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "last", "condition"),
    [
        # The row of the 7th lacks: stale from its close on, not a second earlier.
        (datetime(2025, 2, 7, 14, 59, 59, tzinfo=SHANGHAI), "2025-02-06", "good"),
        (datetime(2025, 2, 7, 15, 0, 0, tzinfo=SHANGHAI), "2025-02-06", "stale"),
        # During the holidays the last session is 27 January.
        (datetime(2025, 1, 28, 9, 0, tzinfo=SHANGHAI), "2025-01-27", "good"),
        (datetime(2025, 2, 4, 23, 59, tzinfo=SHANGHAI), "2025-01-27", "good"),
        (datetime(2025, 2, 5, 14, 59, tzinfo=SHANGHAI), "2025-01-27", "good"),
        (datetime(2025, 2, 5, 15, 0, tzinfo=SHANGHAI), "2025-01-27", "stale"),
        (datetime(2025, 2, 4, 12, 0, tzinfo=SHANGHAI), "2025-01-24", "stale"),
        # Long afterwards the days asked for count, not today.
        (datetime(2025, 6, 2, 12, 0, tzinfo=SHANGHAI), "2025-02-07", "good"),
        (datetime(2025, 6, 2, 12, 0, tzinfo=SHANGHAI), "2025-02-06", "stale"),
    ],
)
def test_an_answer_is_stale_when_a_closed_session_at_its_end_lacks(sessions, now, last, condition):
    rows = rows_of([day for day in DAYS if day <= last])

    assert condition == check(rows, sessions, now=now).condition


def test_a_stale_answer_says_where_it_ends_and_by_how_much(sessions):
    found = check(rows_of(DAYS[:5]), sessions)

    assert (
        "tencent ends on 2025-01-24, 4 session(s) before the last that has closed: 300249.SZ is "
        "suspended or the source is behind." == str(found.remark)
    )


@pytest.mark.parametrize("last", [date(2025, 2, 7), date(2026, 1, 1), date(2099, 1, 1)])
def test_a_day_in_the_future_may_be_asked_for(sessions, last):
    ask = replace(ASK, last=last)

    assert "good" == check(rows_of(DAYS), sessions, ask=ask).condition
    assert "stale" == check(rows_of(DAYS[:-1]), sessions, ask=ask).condition


def test_the_last_day_asked_for_may_be_no_session(sessions):
    ask = replace(ASK, last=date(2025, 2, 3))

    assert "good" == check(rows_of(DAYS[:6]), sessions, ask=ask).condition


def test_the_row_of_a_session_that_is_still_open_is_left_out(sessions):
    now = datetime(2025, 2, 7, 11, 0, tzinfo=SHANGHAI)

    found = check(rows_of(DAYS), sessions, now=now)

    assert date(2025, 2, 6) == found.series.last
    assert "2025-02-06" == found.series.note.asked_to
    assert "good" == found.condition


def test_a_session_lacking_inside_makes_an_answer_partial(sessions):
    found = check(rows_of([*DAYS[:2], *DAYS[4:]]), sessions, nulls=1)

    assert "partial" == found.condition
    assert (
        "tencent lacks 2 session(s) of 300249.SZ between 2025-01-20 and 2025-02-07: suspended or "
        "missing, which cannot be told apart (1 came without a price)." == str(found.remark)
    )


def test_a_row_on_a_closed_day_does_not_make_up_for_a_lacking_session(sessions):
    days = [*DAYS[:5], "2025-02-01", *DAYS[6:]]

    assert "partial" == check(rows_of(days), sessions).condition


def test_sessions_before_the_first_row_do_not_lack_since_the_listing_may_be_later(sessions):
    assert "good" == check(rows_of(DAYS[3:]), sessions).condition


def test_stale_weighs_more_than_partial(sessions):
    assert "stale" == check(rows_of([DAYS[0], DAYS[2]]), sessions).condition


def test_days_the_calendar_does_not_know_are_not_measured(sessions):
    ask = replace(ASK, first=date(1980, 1, 1))

    found = check(rows_of(["1985-03-01", *DAYS]), sessions, ask=ask)

    assert "good" == found.condition


# The last closed session -----------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2025, 2, 7, 9, 30, tzinfo=SHANGHAI), date(2025, 2, 6)),
        (datetime(2025, 2, 7, 14, 59, 59, tzinfo=SHANGHAI), date(2025, 2, 6)),
        (datetime(2025, 2, 7, 15, 0, 0, tzinfo=SHANGHAI), date(2025, 2, 7)),
        (datetime(2025, 2, 7, 6, 59, 59, tzinfo=UTC), date(2025, 2, 6)),
        (datetime(2025, 2, 7, 7, 0, 0, tzinfo=UTC), date(2025, 2, 7)),
        (datetime(2025, 2, 8, 0, 0, tzinfo=SHANGHAI), date(2025, 2, 7)),
        (datetime(2025, 2, 5, 0, 0, 1, tzinfo=SHANGHAI), date(2025, 1, 27)),
        (datetime(2025, 1, 31, 12, 0, tzinfo=SHANGHAI), date(2025, 1, 27)),
        (datetime(2025, 2, 6, 23, 0, tzinfo=ZoneInfo("America/New_York")), date(2025, 2, 6)),
        (datetime(2025, 2, 7, 3, 0, tzinfo=ZoneInfo("America/New_York")), date(2025, 2, 7)),
    ],
)
def test_a_session_has_closed_from_its_closing_time_on(sessions, now, expected):
    assert expected == closed_session(sessions, now)


def test_a_calendar_west_of_greenwich_closes_by_its_own_clock():
    new_york = load_sessions("XNYS", "America/New_York")

    assert date(2025, 2, 6) == closed_session(new_york, datetime(2025, 2, 7, 20, 59, tzinfo=UTC))
    assert date(2025, 2, 7) == closed_session(new_york, datetime(2025, 2, 7, 21, 0, tzinfo=UTC))
    assert date(2025, 2, 7) == closed_session(new_york, datetime(2025, 2, 8, 2, 0, tzinfo=UTC))
