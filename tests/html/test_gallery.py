"""A card of the gallery: what it shows, on one scale with the others, escaped."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.analysis.cards.card import Card, Dot, Row
from dashboard.analysis.cards.glance import glance
from dashboard.case import Text, Window
from dashboard.cases.entries import CaseEntry
from dashboard.errors import Fault
from dashboard.html.dot_strip import EDGE, scale_of
from dashboard.html.gallery import card
from dashboard.language.language import Language
from dashboard.message import Message

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
CARD = Card(
    kind="yes",
    headline=Text("Yes <b>", "是"),
    rows=(Row(Text("Named"), 0.1, (Dot(Text("A"), -0.1), Dot(Text("B"), 0.3))), Row(Text("None"))),
    market=0.02,
    through=date(2026, 11, 6),
    retrieved="2026-11-26",
)


def entry(**changes):
    window = Window(date(2026, 11, 2), date(2026, 11, 6))
    known = {"title": Text("A & B"), "window": window, "priced": True}
    return CaseEntry(**({"slug": "a", "path": Path("a")} | known | changes))


def drawn(known=CARD, **changes):
    shown = glance(entry(**changes), known, NOW, has_prices=True)
    return card(shown, scale_of([CARD]), "./?case=a", Language(), rise_is_red=True)


def test_a_card_shows_mark_answer_means_with_signs_and_the_foot():
    html = drawn()
    for part in (
        "✔ yes",
        "A &amp; B",
        "Yes &lt;b&gt;",
        "./?case=a",
        "+10.0%",
        "2–6 Nov 2026",
        "prices 2 days old",
        "no review set",
        'aria-label="Named +10.0%, None –, the market +2.0%"',
        'title="B +30.0%"',
    ):
        assert part in html, part
    assert "hollow" not in html


def test_the_scale_reaches_from_the_lowest_to_the_highest_return_with_zero_in_it():
    scale = scale_of([CARD, Card(rows=(Row(Text("x"), 0.5, (Dot(Text("C"), 0.5),)),))])
    assert (-0.1, 0.5) == (scale.low, scale.high)
    assert [EDGE, 100 - EDGE] == [scale.place(scale.low), scale.place(scale.high)]
    below = scale_of([Card(market=-0.2)])
    assert (-0.2, 0.0) == (below.low, below.high)


@pytest.mark.parametrize(
    "changes", [{"draft": 1}, {"window": Window(date(2026, 11, 2), NOW.date())}]
)
def test_dots_that_are_not_final_are_hollow(changes):
    assert "hollow" in drawn(**changes)


def test_a_refused_folder_shows_its_first_fault_and_leads_nowhere():
    faults = tuple(Fault("case.toml", line, "slug", "<A>", Message("No slug.")) for line in (3, 4))
    shown = glance(entry(faults=faults, window=None), None, NOW, has_prices=False)
    html = card(shown, scale_of([]), "", Language(), rise_is_red=True)
    assert "case.toml, line 3, slug: “&lt;A&gt;” – No slug." in html
    assert "1 more fault" in html
    assert "market-narrative check a" in html
    assert "<a " not in html
