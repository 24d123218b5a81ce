from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import InputError
from dashboard.market.theme_members import COLUMNS, in_force
from dashboard.radar.membership import Theme, membership

ROWS = [
    ("A.SZ", "cooling", "one", "reason", "2025-02-01", None),
    ("B.SZ", "cooling", "one", "", "2025-02-01", "2025-02-10"),
    ("B.SZ", "cooling", "one", "", "2025-02-20", None),
    ("B.SZ", "cooling", "two", "", "2025-02-05", None),
    ("X.SZ", "ports", "one", "", "2025-02-03", None),
]
SYMBOLS = ("A.SZ", "B.SZ", "C.SZ")


@pytest.fixture
def table():
    return pd.DataFrame(ROWS, columns=COLUMNS)


def stocks(found, theme):
    return [found.symbols[at] for at in found.columns(found.row(theme))]


def test_a_member_counts_from_the_first_day_seen_to_the_last(table):
    counts = {day: len(in_force(table, date(2025, 2, day))) for day in (1, 4, 5, 10, 11, 19, 20)}

    assert {1: 2, 4: 3, 5: 4, 10: 4, 11: 3, 19: 3, 20: 4} == counts


def test_the_same_theme_of_two_sources_is_two_themes(table):
    found = membership(table, SYMBOLS, date(2025, 2, 6))

    assert ["A.SZ", "B.SZ"] == stocks(found, Theme("cooling", "one"))
    assert ["B.SZ"] == stocks(found, Theme("cooling", "two"))
    assert [2, 1, 0] == found.sizes.tolist()


def test_a_listed_stock_without_a_price_column_is_named(table):
    assert ("X.SZ",) == membership(table, SYMBOLS, date(2025, 2, 6)).unknown


def test_what_was_first_seen_later_changes_nothing(table):
    later = pd.DataFrame([("C.SZ", "cooling", "one", "", "2025-02-07", None)], columns=COLUMNS)
    before = membership(table, SYMBOLS, date(2025, 2, 6))
    after = membership(pd.concat([table, later]), SYMBOLS, date(2025, 2, 6))

    assert before.themes == after.themes
    assert np.array_equal(before.members.toarray(), after.members.toarray())


def test_a_later_list_over_an_earlier_day_says_so(table):
    as_of = membership(table, SYMBOLS, date(2025, 2, 12))
    restated = membership(table, SYMBOLS, date(2025, 2, 12), listed_on=date(2025, 2, 20))

    assert ("as-of", "restated") == (as_of.mode, restated.mode)
    assert ["A.SZ"] == stocks(as_of, Theme("cooling", "one"))
    assert ["A.SZ", "B.SZ"] == stocks(restated, Theme("cooling", "one"))


def test_a_stock_listed_twice_counts_once(table):
    found = membership(pd.concat([table, table]), SYMBOLS, date(2025, 2, 6))

    assert 1.0 == found.members.max()


def test_a_table_of_nothing_has_no_themes(table):
    found = membership(table.iloc[:0], SYMBOLS, date(2025, 2, 6))

    assert ((), (0, 3)) == (found.themes, found.members.shape)


def test_a_table_without_a_column_is_refused(table):
    with pytest.raises(InputError, match="first_seen is missing"):
        in_force(table.drop(columns="first_seen"), date(2025, 2, 6))
