"""A case is found by a few letters of anything it is known by."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.analysis.cards.card import Card
from dashboard.analysis.cards.finding import ORDERS, Wanted, counts, found
from dashboard.analysis.cards.glance import glance
from dashboard.analysis.cards.words import asides, reason_words, standing_words
from dashboard.case import Stock, Text, Window
from dashboard.cases.entries import CaseEntry
from dashboard.language.language import Language
from dashboard.market.shipped_listing import shipped_listing

EN = Language()
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


def case(slug, title, *, read="2026-11-20", kind="yes", stocks=(), **more):
    card = Card(kind=kind, headline=Text(f"Answer {slug}", "答案"), retrieved=read)
    entry = CaseEntry(slug, Text(title, "冷链港口"), Path(slug), priced=True, stocks=stocks, **more)
    return glance(entry, card, NOW, has_prices=True)


@pytest.fixture(scope="module")
def three():
    yimikang = Stock("300249.SZ", Text("Yimikang", "依米康"), "a")
    former = Stock("300442.SZ", Text("", "润泽科技"), "a")
    return [
        case("port", "Cold-chain port", stocks=(yimikang,), question=Text("Did it lift them?")),
        case("salt", "Salt batteries", stocks=(former,), kind="rather", status="open"),
        case("drama", "Short drama", kind="cannot-tell", draft=1),
    ]


def slugs(hits):
    return [each.entry.slug for each in hits]


@pytest.mark.parametrize(
    ("q", "slug"),
    [
        ("yim", "port"),
        ("依米", "port"),
        ("249", "port"),
        ("300249.sz", "port"),
        ("３００２４９", "port"),
        ("YMK", "port"),  # initials on the exchange's list
        ("did it", "port"),
        ("普丽盛", "salt"),  # its name until it was taken over
        ("润泽", "salt"),
        ("ans salt", "salt"),
        ("coldchain", None),
        ("shortdrama", "drama"),
        ("xyz", None),
    ],
)
def test_three_letters_find_a_case(three, q, slug):
    hits = found(three, Wanted(q=q), EN, shipped_listing().by_symbol)
    assert ([slug] if slug else []) == slugs(hits)


def test_filters_take_what_they_say_and_counts_say_it_before(three):
    answers, standings = counts(three)
    assert {"yes": 1, "rather": 1, "waiting": 1} == dict(answers)
    assert {"closed": 1, "open": 1, "draft": 1} == dict(standings)
    assert ["salt"] == slugs(found(three, Wanted(answer="rather"), EN, {}))
    assert ["drama"] == slugs(found(three, Wanted(status="draft"), EN, {}))
    assert [] == slugs(found(three, Wanted(answer="rather", status="draft"), EN, {}))


def test_every_order_puts_what_it_names_first_and_what_lacks_it_last():
    window = Window(date(2026, 11, 2), date(2026, 11, 6))
    late = Window(date(2026, 11, 9), date(2026, 11, 13))
    cases = [
        case("b", "Beta", window=late, review=date(2027, 1, 1), changed=1.0),
        case("a", "alpha", window=window, read="", changed=2.0),
        case("c", "Gamma", read="2026-01-01", review=date(2026, 1, 1)),
    ]
    found_in = {sort: slugs(found(cases, Wanted(sort=sort), EN, {})) for sort in ORDERS}
    assert {
        "window": ["b", "a", "c"],
        "title": ["a", "b", "c"],
        "review": ["c", "b", "a"],
        "prices": ["c", "b", "a"],
        "changed": ["a", "b", "c"],
    } == found_in


def test_what_is_due_is_found_and_says_why():
    t, gone = Language(), Window(date(2026, 10, 1), date(2026, 10, 9))
    left, late, quiet = (
        case("left", "Left open", status="open", window=gone),
        case("late", "Late", review=date(2026, 11, 1)),
        case("quiet", "Quiet"),
    )
    due = found([left, late, quiet], Wanted(status="due"), t, {})
    assert {"left", "late"} == set(slugs(due))
    assert ("still open", "closed") == (standing_words(left, t), standing_words(quiet, t))
    assert "It is still open, and its window closed on" in reason_words(left, t)
    assert "" == reason_words(quiet, t)
    assert "One is still open although its window has closed." in asides([left, quiet], t)
