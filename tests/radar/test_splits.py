from math import comb

import numpy as np
import pytest

from dashboard.radar.cross_section import cross_section
from dashboard.radar.members import members as look_at
from dashboard.radar.members import movers_cut, paths
from dashboard.radar.membership import Theme
from dashboard.radar.splits import splits
from dashboard.stats.permutation import permutation_test
from dashboard.stats.result import Undefined

COOLING = Theme("liquid cooling", "a")
RISES = (0.30, 0.28, 0.34, 0.26, *np.linspace(-0.02, 0.06, 9))


@pytest.fixture
def thirteen(universe, members):
    """A theme of thirteen, four of which carry another label and rose; 27 others stood still."""
    closes = np.full((40, 40), 10.0)
    closes[:-1] *= 1 + 0.001 * np.random.default_rng(4).standard_normal((39, 40))
    closes[-1] = closes[-6]
    closes[-1, :13] *= 1 + np.array(RISES)
    matrix = universe(closes)
    themes = {
        "liquid cooling": range(13),
        "Alibaba": (0, 1, 2, 3, 20, 21, 22),
        "Alibaba cloud": (0, 1, 2, 3, 30),
        "data centres": (0, 4, 5, 6, 7, 35),
        "elsewhere": (30, 31, 32, 33),
        "one of them": (0, 31, 32, 33),
    }
    section = cross_section(matrix, matrix.last, 5)
    return matrix, section, members(matrix, themes, matrix.last)


def test_the_label_that_parts_the_movers_leads(thirteen):
    _, section, membership = thirteen
    found = splits(section, membership, COOLING)
    best = found.best

    assert ("Alibaba", ("Alibaba cloud",)) == (best.label.name, tuple(x.name for x in best.same))
    assert (4, 0, 4, 9) == (best.movers_inside, best.movers_outside, best.inside, best.outside)
    assert pytest.approx(1 / comb(13, 4)) == best.pvalue
    assert best.separates
    assert pytest.approx(np.mean(RISES[:4])) == best.mean_inside
    assert pytest.approx(np.mean(RISES[:4]) - np.mean(RISES[4:])) == best.difference
    assert membership.symbols[:4] == best.symbols


def test_every_other_label_is_tried_and_counted(thirteen):
    _, section, membership = thirteen
    found = splits(section, membership, COOLING)
    names = {(each.label.kind, each.label.name) for each in found.splits}

    # Three themes; past return and beta from both sides; all stocks are of one board.
    assert {
        ("theme", "Alibaba"),
        ("theme", "data centres"),
        ("past", "above"),
        ("past", "below"),
        ("beta", "above"),
        ("beta", "below"),
    } == names
    assert (7, 6) == (found.tried, found.distinct)
    assert all(each.adjusted >= each.pvalue - 0.01 for each in found.splits)


def test_each_split_is_the_test_of_two_groups(thirteen):
    _, section, membership = thirteen
    for each in splits(section, membership, COOLING).splits:
        inside = np.isin(membership.symbols[:13], each.symbols)
        wanted = permutation_test(section.abnormal[:13][inside], section.abnormal[:13][~inside])

        assert pytest.approx(wanted.pvalue_one_sided) == each.pvalue
        assert pytest.approx(wanted.statistic) == each.difference


def test_boards_are_tried_too(universe, members):
    symbols = (*(f"30{n:04}.SZ" for n in range(5)), *(f"60{n:04}.SS" for n in range(6)))
    closes = np.full((40, 11), 10.0)
    closes[-1] = 10 * (1 + np.array([0.2, 0.21, 0.19, 0.2, 0.18, 0.01, 0.0, 0.02, 0.01, 0.0, 0.03]))
    matrix = universe(closes, symbols)
    membership = members(matrix, {"liquid cooling": range(11)}, matrix.last)
    found = splits(cross_section(matrix, matrix.last, 5), membership, COOLING)

    assert ("board", "chinext") == (found.best.label.kind, found.best.label.name)
    assert 2 == found.tried
    assert "exact" == found.settings.method


def test_a_suspended_member_takes_no_part(thirteen, universe):
    matrix, _, membership = thirteen
    closes = matrix.closes.copy()
    closes[-1, 0] = np.nan
    found = splits(cross_section(universe(closes), matrix.last, 5), membership, COOLING)

    assert (12, 3) == (found.n, found.best.inside)


@pytest.mark.parametrize("theme", ["elsewhere", "few"])
def test_what_cannot_be_split_says_why(thirteen, members, theme):
    matrix, section, _ = thirteen
    themes = {"elsewhere": range(20, 25), "few": (0, 1, 2)}
    found = splits(section, members(matrix, themes, matrix.last), Theme(theme, "a"))

    assert isinstance(found, Undefined)
    assert "member(s)" in found.reason


def test_the_same_draws_make_the_same_pvalues(market, last, members, random_themes):
    membership = members(market, random_themes(), last)
    section = cross_section(market, last, 5)
    one, two = (splits(section, membership, Theme("theme 017", "a")) for _ in range(2))

    assert one == two
    assert 0 < one.splits[0].adjusted <= 1


@pytest.mark.slow
def test_of_quiet_themes_one_in_twenty_shows_a_label(market, members, random_themes):
    """Some fifty themes: at 5 %, more than 8 would come once in 500."""
    found = []
    for seed in range(2):
        day = market.days[70 + 30 * seed].item()
        membership = members(market, random_themes(seed), day)
        section = cross_section(market, day, 5)
        for theme in membership.themes[:30]:
            tried = splits(section, membership, theme)
            if not isinstance(tried, Undefined):
                labels = [x.adjusted for x in tried.splits if x.label.kind == "theme"]
                found.append(min(labels, default=1.0) <= 0.05)

    assert len(found) > 40
    assert sum(found) <= 8


def test_movers_are_those_above_the_natural_break():
    values = np.array([0.05, 0.31, 0.29, 0.01, np.nan, 0.02])
    cuts = np.sort(values[:-2])[1:]
    spread = {
        cut: sum(part.var() * part.size for part in (values[values < cut], values[values >= cut]))
        for cut in cuts
    }

    assert 0.29 == min(spread, key=spread.get)
    assert pytest.approx((0.05 + 0.29) / 2) == movers_cut(values)
    assert 0.0 == movers_cut([-0.3, -0.2, -0.1])
    assert 0.0 == movers_cut([0.1])


def test_members_stand_beside_those_they_are_matched_with(thirteen):
    _, section, membership = thirteen
    found = look_at(section, membership, COOLING)

    assert membership.symbols[:13] == found.symbols
    assert [True] * 4 + [False] * 9 == found.movers.tolist()
    assert pytest.approx(np.zeros(13), abs=1e-12) == found.matched
    assert pytest.approx(RISES) == found.returns


def test_the_way_begins_at_nothing_and_ends_at_the_move(market, last, members, random_themes):
    membership = members(market, random_themes(), last)
    section = cross_section(market, last, 5)
    found = paths(market, section, membership, [3, 9])

    assert (2, 6) == found.shape
    assert [0, 0] == found[:, 0].tolist()
    for row, path in zip((3, 9), found, strict=True):
        own = section.abnormal[membership.columns(row)]
        assert pytest.approx(np.nanmean(own)) == path[-1]
