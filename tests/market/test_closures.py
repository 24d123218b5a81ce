"""Closures of an exchange and their names, held against the exchanges' own notices."""

from datetime import date

import pytest

from dashboard.market.closures import closures
from dashboard.market.sessions import load_sessions

ZONES = {"XSHG": "Asia/Shanghai", "XHKG": "Asia/Hong_Kong", "XNYS": "America/New_York"}


def closed(calendar, first, last):
    days = load_sessions(calendar, ZONES[calendar]).between(first, last)
    found = closures(calendar, days)
    for place, each in found.items():
        assert days[place - 1] < each.first <= each.last < days[place]
    return [(each.first, each.last, each.weekdays, each.names) for each in found.values()]


def test_the_mainland_s_year_2025_as_the_exchange_announced_it():
    """Shanghai Stock Exchange, notice of 23 December 2024 (closed days with their weekends)."""
    found = closed("XSHG", date(2024, 12, 25), date(2025, 12, 25))

    assert [
        (date(2025, 1, 1), date(2025, 1, 1), 1, ("New Year",)),
        (date(2025, 1, 28), date(2025, 2, 4), 6, ("Spring Festival",)),
        (date(2025, 4, 4), date(2025, 4, 6), 1, ("Qingming",)),
        (date(2025, 5, 1), date(2025, 5, 5), 3, ("Labour Day",)),
        (date(2025, 5, 31), date(2025, 6, 2), 1, ("Dragon Boat Festival",)),
        (date(2025, 10, 1), date(2025, 10, 8), 6, ("National Day", "Mid-Autumn Festival")),
    ] == found


@pytest.mark.parametrize(
    ("calendar", "first", "last", "names"),
    [
        ("XHKG", date(2025, 1, 27), date(2025, 2, 5), ("Spring Festival",)),
        ("XHKG", date(2025, 4, 15), date(2025, 4, 23), ("Easter",)),
        # Hong Kong rests on the day after the festival.
        ("XHKG", date(2025, 10, 3), date(2025, 10, 10), ("Mid-Autumn Festival",)),
        ("XHKG", date(2023, 8, 30), date(2023, 9, 5), ("typhoon",)),
        ("XNYS", date(2025, 11, 24), date(2025, 12, 2), ("Thanksgiving",)),
        ("XNYS", date(2025, 2, 13), date(2025, 2, 19), ("Presidents’ Day",)),
        # Past the library's last session: the statutory days of closures.csv.
        ("XSHG", date(2027, 2, 1), date(2027, 2, 12), ("Spring Festival",)),
    ],
)
def test_closures_have_the_names_of_their_festivals(calendar, first, last, names):
    assert [names] == [each[3] for each in closed(calendar, first, last)]


def test_two_closed_weekdays_without_a_name_are_a_closure_and_one_is_none():
    """New York after 11 September 2001, four weekdays; the day of mourning of 9 January 2025."""
    week = closed("XNYS", date(2001, 9, 6), date(2001, 9, 20))

    assert [(date(2001, 9, 11), date(2001, 9, 16), 4, ())] == week
    assert [] == closed("XNYS", date(2025, 1, 6), date(2025, 1, 14))


def test_a_weekend_is_no_closure():
    assert [] == closed("XSHG", date(2025, 2, 5), date(2025, 3, 31))
