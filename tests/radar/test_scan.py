from itertools import combinations

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.radar.cross_section import cross_section, matching_cells
from dashboard.radar.membership import Theme
from dashboard.radar.scan import scan

RETURNS = np.array([0.09, 0.06, 0.05, 0.00, 0.01, -0.02, 0.03, 0.02])


@pytest.fixture
def eight(universe):
    """Eight stocks of one cell that stood still until the last three sessions."""
    closes = np.full((30, 8), 10.0)
    closes[-1] = 10 * (1 + RETURNS)
    return universe(closes)


def test_a_theme_of_four_among_eight_by_hand(eight, members):
    day = eight.last
    found = scan(eight, members(eight, {"ports": (0, 1, 2, 3)}, day), day, (3,), draws=4999)
    numbers = found.numbers

    assert pytest.approx(0.05) == numbers.mean_return[0, 0]
    assert pytest.approx(0.01) == numbers.matched[0, 0]
    assert pytest.approx(0.04) == numbers.move[0, 0]
    assert (4, 3) == (numbers.priced[0, 0], numbers.rose[0, 0])
    # The three best have gone: 0 % is left, against 1 % of the others.
    assert pytest.approx(-0.01) == numbers.without_best[0, 0]
    assert pytest.approx((0.20 - 0.03) / 0.16) == numbers.carried[0, 0]
    every = [sum(RETURNS[list(four)]) for four in combinations(range(8), 4)]
    exact = np.mean([total >= 0.20 - 1e-12 for total in every])
    assert pytest.approx(exact, abs=0.006) == numbers.pvalue[0, 0]
    assert 0 == (found.bases[0] - eight.days[-4].item()).days


def loop(market, themes, day, span):
    """Numbers of every theme, in plain loops."""
    row = market.row(day)
    returns = market.closes[row] / market.closes[row - span] - 1
    cells = matching_cells(cross_section(market, day, span))
    for columns in themes.values():
        own = [at for at in columns if np.isfinite(returns[at])]
        others = []
        for at in own:
            same = [i for i in range(len(returns)) if cells[i] == cells[at] and i not in set(own)]
            others.append(returns[same].mean())
        ranked = sorted(returns[own], reverse=True)
        yield (
            len(own),
            np.mean(returns[own]),
            np.mean(others),
            sum(each > 0 for each in ranked),
            np.mean(ranked[3:]) - np.mean(others),
        )


@pytest.mark.parametrize("span", [3, 20])
def test_numbers_are_those_of_a_loop(market, last, members, random_themes, span):
    themes = random_themes(n=12)
    numbers = scan(market, members(market, themes, last), last, (span,)).numbers
    wanted = np.array(list(loop(market, themes, last, span)))

    assert wanted[:, 0].tolist() == numbers.priced[:, 0].tolist()
    assert pytest.approx(wanted[:, 1]) == numbers.mean_return[:, 0]
    assert pytest.approx(wanted[:, 2]) == numbers.matched[:, 0]
    assert wanted[:, 3].tolist() == numbers.rose[:, 0].tolist()
    assert pytest.approx(wanted[:, 4]) == numbers.without_best[:, 0]


def test_what_comes_after_the_day_changes_nothing(market, members, random_themes, universe):
    day = market.days[100].item()
    changed = market.closes.copy()
    changed[101:] *= np.random.default_rng(9).uniform(0.5, 2, changed[101:].shape)
    other = universe(changed, market.symbols)
    themes = random_themes()
    one = scan(market, members(market, themes, day), day)
    two = scan(other, members(other, themes, day), day)

    for name in one.numbers.__slots__:
        assert np.array_equal(
            getattr(one.numbers, name), getattr(two.numbers, name), equal_nan=True
        ), name


def test_a_theme_has_the_same_null_whichever_others_are_there(market, last, members, random_themes):
    themes = random_themes()
    some = {name: themes[name] for name in list(themes)[5:15]}
    all_, few = (scan(market, members(market, each, last), last) for each in (themes, some))

    assert np.array_equal(all_.numbers.pvalue[5:15], few.numbers.pvalue, equal_nan=True)
    assert np.array_equal(all_.numbers.score[5:15], few.numbers.score, equal_nan=True)


def test_order_of_the_stocks_means_nothing_to_the_exact_numbers(
    market, last, members, random_themes, universe
):
    order = np.random.default_rng(8).permutation(len(market.symbols))
    place = np.argsort(order)
    turned = universe(market.closes[:, order], tuple(market.symbols[at] for at in order))
    themes = random_themes()
    moved = {name: place[columns] for name, columns in themes.items()}
    one = scan(market, members(market, themes, last), last).numbers
    two = scan(turned, members(turned, moved, last), last).numbers

    assert pytest.approx(one.move, nan_ok=True) == two.move
    assert pytest.approx(one.score, abs=1e-3, nan_ok=True) == two.score


def test_a_suspended_member_is_missing_not_zero(eight, members, universe):
    closes = eight.closes.copy()
    closes[-1, 3] = np.nan
    matrix, day = universe(closes), eight.last
    found = scan(matrix, members(matrix, {"ports": (0, 1, 2, 3, 4)}, day), day, (3,))

    assert (5, 4) == (found.listed[0], found.numbers.priced[0, 0])
    assert pytest.approx((0.09 + 0.06 + 0.05 + 0.01) / 4) == found.numbers.mean_return[0, 0]
    assert (7,) == found.n_stocks


def test_too_few_members_have_no_place_in_the_list(eight, members):
    day = eight.last
    found = scan(eight, members(eight, {"few": (0, 1, 2), "none": ()}, day), day, (3,))

    assert np.isnan(found.numbers.score).all()
    assert np.isnan(found.numbers.rate).all()
    assert 0 == found.tried
    assert 3 == found.numbers.priced[0, 0]


def test_a_theme_of_the_whole_cell_cannot_be_told_from_it(eight, members):
    day = eight.last
    found = scan(eight, members(eight, {"all": range(8)}, day), day, (3,))

    assert np.isnan(found.numbers.pvalue).all()


def test_closes_at_the_limit_are_marked(universe, members):
    closes = np.full((30, 8), 10.0)
    closes[-2:, 0] = 11.0
    closes[-1, 1], closes[-1, 2] = 11.0, 10.5
    matrix = universe(closes)
    membership = members(matrix, {"ports": (0, 1, 2, 3)}, matrix.last)
    plain = scan(matrix, membership, matrix.last, (3,)).numbers
    special = scan(matrix, membership, matrix.last, (3,), special={matrix.symbols[2]}).numbers

    assert (2, 1) == (plain.limit_members[0, 0], plain.locked[0, 0])
    assert (3, 2) == (special.limit_members[0, 0], special.locked[0, 0])


def test_planted_themes_lead_the_list(market, last, members, random_themes, universe):
    themes = random_themes()
    closes = market.closes.copy()
    planted = (7, 30)
    for at in planted:
        closes[-2:, themes[f"theme {at:03}"]] *= 1.12
    moved = universe(closes, market.symbols)
    found = scan(moved, members(moved, themes, last), last, (3, 5))
    scores = found.numbers.score.max(axis=1)

    assert set(planted) == set(np.argsort(-scores)[:2].tolist())
    assert (found.numbers.rate[list(planted)].min(axis=1) <= 0.1).all()
    assert (found.numbers.pvalue[list(planted)].min(axis=1) == 1 / 1000).all()


@pytest.mark.slow
def test_of_evenings_without_a_theme_at_most_a_tenth_show_one(market, members, random_themes):
    """60 evenings of random themes: at a rate of 10 %, more than 12 would come once in 70."""
    alarms, pvalues = 0, []
    for seed in range(60):
        day = market.days[60 + seed].item()
        found = scan(
            market, members(market, random_themes(seed), day), day, (3, 5), draws=200
        ).numbers
        alarms += bool((found.rate <= 0.1).any())
        pvalues.extend(found.pvalue[np.isfinite(found.pvalue[:, 0]), 0])

    assert alarms <= 12
    assert pytest.approx(0.05, abs=0.012) == np.mean(np.array(pvalues) <= 0.05)
    assert pytest.approx(0.5, abs=0.02) == np.mean(pvalues)


def test_a_day_without_a_session_or_a_past_is_refused(eight, members):
    membership = members(eight, {"ports": (0, 1, 2, 3)}, eight.last)
    with pytest.raises(InputError, match="no session on 2023-01-01"):
        scan(eight, membership, eight.last.replace(year=2023, month=1, day=1), (3,))
    with pytest.raises(InputError, match="earlier sessions"):
        scan(eight, membership, eight.days[10].item(), (3,))


def test_themes_of_another_universe_are_refused(eight, market, members):
    with pytest.raises(InputError, match="another universe"):
        scan(market, members(eight, {"ports": (0, 1, 2, 3)}, eight.last), market.last)


def test_every_theme_is_a_row_whether_or_not_it_stands_out(market, last, members, random_themes):
    found = scan(market, members(market, random_themes(), last), last)

    assert 60 == len(found.themes)
    assert (60, 4) == found.numbers.move.shape
    assert Theme("theme 003", "a") == found.themes[3]
    assert 240 >= found.tried > 200
    assert found.numbers.expected_in_span[:, 0].max() <= 61
