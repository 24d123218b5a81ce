"""Documented against rumoured: four cells, and nobody counted who was not looked into."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.stories.fourfold import StoryPair, default_pair, story_pairs, two_by_two
from dashboard.case import (
    Case,
    Estimation,
    Event,
    Evidence,
    Group,
    Moment,
    Source,
    Stock,
    Story,
    Text,
    Window,
)
from dashboard.errors import InputError
from dashboard.market.sessions import load_sessions

WINDOW = Window(date(2025, 2, 7), date(2025, 2, 13))
PAIR = StoryPair("robots-evidence", "robots-label")


def story(name, kind):
    return Story(name, kind, Text(name), Text(""))


STORIES = (
    story("batteries", "evidence"),
    story("robots-evidence", "evidence"),
    story("robots-label", "label"),
    story("market", "market"),
)


def row(stock, name, finding):
    return Evidence(
        id=f"{stock}-{name}",
        stock=stock,
        story=name,
        finding=finding,
        document="A filing",
        source_kind="annual-report",
        published=Moment(datetime(2024, 8, 31), "day", "Asia/Shanghai"),
        statement=Text("As filed."),
    )


def event(name, *stories):
    published = Moment(datetime(2025, 2, 10), "day", "Asia/Shanghai")
    return Event(name, published, "news", Text(name), "press", stories=stories)


EVIDENCE = (
    row("A", "robots-evidence", "established"),
    row("A", "robots-label", "rumoured"),
    row("B", "robots-evidence", "none-found"),
    row("B", "robots-label", "rumoured"),
    row("C", "robots-evidence", "stated"),
    row("D", "robots-evidence", "small"),
    row("F", "robots-label", "rumoured"),
)


@pytest.fixture(name="case")
def _case():
    return Case(
        slug="made-by-hand",
        title=Text("Made by hand"),
        question=Text("Which story?"),
        source=Source("t", "p", "", datetime.fromisoformat("2025-02-14T10:00:00+08:00")),
        calendar="XSHG",
        timezone="Asia/Shanghai",
        currency="CNY",
        window=WINDOW,
        estimation=Estimation(120, 10),
        groups=(Group("all", Text("All"), "before"),),
        stocks=tuple(Stock(symbol, Text(symbol), "all") for symbol in "ABCDEF"),
        benchmarks=(),
        stories=STORIES,
        evidence=EVIDENCE,
    )


RETURNS = {"A": 0.4, "B": 0.3, "C": 0.05, "D": 0.01, "E": -0.02, "F": None}


def table(case, pair=None, **settings):
    sessions = load_sessions(case.calendar, case.timezone)
    return two_by_two(case, exposure(case, sessions, WINDOW, returns=RETURNS), pair, **settings)


def symbols(members):
    return tuple(member.symbol for member in members)


def test_every_stock_stands_in_exactly_one_cell(case):
    cells = table(case).cells
    everyone = [m for cell in cells for m in symbols(cell.members) + symbols(cell.not_assessed)]
    assert sorted("ABCDEF") == sorted(everyone)


def test_the_four_cells_of_documented_and_rumoured(case):
    result = table(case)
    assert ("A",) == symbols(result.cell(documented=True, rumoured=True).members)
    assert ("C",) == symbols(result.cell(documented=True, rumoured=False).members)
    assert ("B",) == symbols(result.cell(documented=False, rumoured=True).members)
    assert ("D",) == symbols(result.cell(documented=False, rumoured=False).members)


def test_a_stock_nobody_looked_into_is_listed_apart_and_outside_the_mean(case):
    neither = table(case).cell(documented=False, rumoured=False)
    assert ("E",) == symbols(neither.not_assessed)
    assert (1, 0.01) == (neither.n, neither.mean)
    assert 2 == neither.n_with_not_assessed
    assert pytest.approx(-0.005) == neither.mean_with_not_assessed
    (unknown,) = neither.not_assessed
    assert not unknown.assessed
    assert "not-assessed" == unknown.documented


def test_a_missing_return_leaves_the_mean_and_stays_in_the_list(case):
    rumoured_only = table(case).cell(documented=False, rumoured=True)
    assert ("F",) == symbols(rumoured_only.not_assessed)
    assert (1, 0.3) == (rumoured_only.n_with_not_assessed, rumoured_only.mean_with_not_assessed)


def test_an_empty_cell_has_no_mean(case):
    only_c = replace(case, evidence=tuple(r for r in EVIDENCE if r.stock == "C"))
    both = table(only_c).cell(documented=True, rumoured=True)
    assert (0, None) == (both.n, both.mean)


def test_documented_begins_at_stated_unless_told_otherwise(case):
    assert 2 == table(case).threshold
    lenient = table(case, threshold=1)
    assert ("C", "D") == symbols(lenient.cell(documented=True, rumoured=False).members)


def test_the_pair_of_one_name_comes_before_any_other(case):
    assert PAIR == default_pair(case)
    assert story_pairs(case) == (PAIR, StoryPair("batteries", "robots-label"))


def test_without_a_common_name_the_pair_that_shares_events_comes_first(case):
    stories = (
        story("batteries", "evidence"),
        story("motors", "evidence"),
        story("hype", "label"),
    )
    events = (event("one", "motors", "hype"), event("two", "batteries"))
    kin = replace(case, stories=stories, events=events, evidence=())
    assert default_pair(kin) == StoryPair("motors", "hype")


def test_a_case_without_a_label_story_has_no_two_by_two(case):
    plain = replace(case, stories=STORIES[:2])
    assert default_pair(plain) is None
    assert table(plain) is None


def test_a_pair_that_is_not_one_is_refused_by_name(case):
    with pytest.raises(InputError, match=r"“robots-label” and “market”"):
        table(case, StoryPair("robots-label", "market"))


def test_the_table_can_be_cached(case):
    result = table(case)
    assert result == pickle.loads(pickle.dumps(result))
    assert hash(result) == hash(pickle.loads(pickle.dumps(result)))
