"""Themes of several sources side by side."""

from datetime import date

import pandas as pd

from dashboard.market.theme_members import COLUMNS
from dashboard.market.theme_overlaps import pairs

DAY = date(2025, 2, 13)


def table(*lists):
    rows = [
        (stock, theme, source, "", "2025-02-01", None)
        for source, theme, stocks in lists
        for stock in stocks
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_the_same_name_is_held_against_its_like_whatever_its_members():
    (pair,) = pairs(table(("a", "5G概念", "ABC"), ("b", "５g 概念", "CD")), DAY)
    assert (("C",), (("A", "B"), ("D",)), True, 0.25) == (
        pair.both,
        pair.only,
        pair.same_name,
        pair.overlap,
    )


def test_what_sources_add_to_a_name_makes_no_other_one_unless_both_are_there():
    found = pairs(table(("a", "阿里概念", "AB"), ("a", "AI", "A"), ("b", "阿里", "BC")), DAY)
    assert [(("阿里概念", "阿里"), True)] == [(pair.names, pair.same_name) for pair in found]
    both = pairs(table(("a", "阿里概念", "AB"), ("b", "阿里", "AB"), ("b", "阿里概念", "C")), DAY)
    assert [("阿里概念", "阿里概念")] == [pair.names for pair in both]


def test_other_names_are_put_together_by_their_members_each_once():
    found = pairs(
        table(
            ("a", "liquid cooling", "ABCD"),
            ("a", "cooling of servers", "ABCE"),
            ("a", "ports", "XYZ"),
            ("b", "液冷", "ABCD"),
            ("b", "港口", "XQ"),
        ),
        DAY,
    )
    assert [(("liquid cooling", "液冷"), False, 1.0)] == [
        (pair.names, pair.same_name, pair.overlap) for pair in found
    ]


def test_the_widest_disagreement_comes_first_and_every_two_sources_are_compared():
    found = pairs(table(("a", "x", "ABC"), ("b", "x", "ABC"), ("c", "x", "AB")), DAY)
    assert [("a", "c"), ("b", "c"), ("a", "b")] == [pair.sources for pair in found]


def test_only_what_was_listed_on_the_day_counts():
    seen = table(("a", "x", "AB"), ("b", "x", "B"))
    assert () == pairs(seen, date(2025, 1, 31))
