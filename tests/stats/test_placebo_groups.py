"""Placebo groups: brute force on small universes, the case's own count, Monte Carlo band."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.stats import placebo_groups as module
from dashboard.stats.placebo_groups import draw_members, placebo_groups
from dashboard.stats.result import Undefined

NEWCOMERS_MEAN = np.mean([18.20 / 12.50, 10.17 / 8.74, 25.78 / 19.18, 3.77 / 2.91]) - 1

board = st.lists(st.integers(-300, 600).map(lambda i: i / 1000), min_size=1, max_size=8)


def brute_means(universe, mix):
    """Mean of every group, listed one by one."""
    picks = [combinations(universe[name], size) for name, size in mix.items() if size]
    size = sum(mix.values())
    return np.array([sum(map(sum, group)) / size for group in product(*picks)])


@pytest.mark.slow
@given(board, board, st.integers(0, 4), st.integers(0, 3), st.integers(-300, 600))
@settings(max_examples=80)
def test_exact_count_agrees_with_listing_every_group(main, chinext, k, m, threshold):
    """Ties included: thresholds lie on the grid of the returns."""
    universe, mix = {"main": main, "chinext": chinext}, {"main": k, "chinext": m}
    result = placebo_groups(universe, mix=mix, observed=threshold / 1000)
    if isinstance(result, Undefined):
        assert 0 == k + m or k > len(main) or m > len(chinext)
        return
    means = brute_means(universe, mix)

    assert len(means) == result.n
    assert int((means >= threshold / 1000 - 1e-9).sum()) == result.count
    assert pytest.approx(result.mean, abs=1e-12) == means.mean()
    assert len(means) == result.counts.sum()
    assert result.exact


def test_two_of_three_by_hand():
    """Means 0.15, 0.20, 0.25: two of three reach 0.20."""
    result = placebo_groups({"main": [0.1, 0.2, 0.3]}, mix={"main": 2}, observed=0.2)

    assert (2, 3, 2 / 3, 1 / 3) == (result.count, result.n, result.pvalue, result.attainable)


def test_a_case_of_a_trillion_groups_is_counted_not_sampled():
    """Thousands of stocks a board: C(2000, 3) x 700 groups; about as many as normal theory says."""
    rng = np.random.default_rng(12)
    universe = {
        "main": rng.normal(0.02, 0.06, 2000).round(6),
        "chinext": rng.normal(0.03, 0.08, 700).round(6),
    }
    result = placebo_groups(universe, mix={"main": 3, "chinext": 1}, observed=0.1)
    drawn = (
        universe["main"][draw_members(2000, 3, 200_000, rng)].sum(axis=1)
        + universe["chinext"][rng.integers(700, size=200_000)]
    ) / 4
    share = (drawn >= 0.1).mean()

    assert comb(2000, 3) * 700 == result.n == result.counts.sum()
    assert pytest.approx(result.pvalue, abs=4 * np.sqrt(share / 200_000)) == share
    assert isinstance(result.count, int)


def test_everything_and_nothing_reach_extreme_thresholds():
    universe = {"main": [0.1, 0.2, 0.3, 0.4]}
    everything = placebo_groups(universe, mix={"main": 2}, observed=-1.0)
    nothing = placebo_groups(universe, mix={"main": 2}, observed=1.0)

    assert (6, 6) == (everything.count, everything.n)
    assert (0, 0.0) == (nothing.count, nothing.pvalue)


def test_the_bins_hold_every_group_at_its_mean():
    """Against a plain histogram of all means."""
    rng = np.random.default_rng(8)
    universe = {"main": rng.normal(0, 0.1, 12).round(6)}
    result = placebo_groups(universe, mix={"main": 3}, observed=0.0, bins=7)
    sums = np.rint(brute_means(universe, {"main": 3}) * 3e6)
    plain, _ = np.histogram(sums, np.rint(result.edges * 3e6))

    assert plain.tolist() == result.counts.tolist()


def test_moving_every_stock_moves_the_threshold():
    universe = {"a": [0.01, 0.05, -0.02, 0.1], "b": [0.0, 0.2]}
    shifted = {name: [x + 0.5 for x in values] for name, values in universe.items()}
    mix = {"a": 2, "b": 1}

    assert (
        placebo_groups(universe, mix=mix, observed=0.05).count
        == placebo_groups(shifted, mix=mix, observed=0.55).count
    )


def test_exact_p_lies_in_the_monte_carlo_band(monkeypatch):
    rng = np.random.default_rng(4)
    universe = {"main": rng.normal(0, 0.1, 60).round(6), "star": rng.normal(0, 0.2, 9).round(6)}
    mix = {"main": 3, "star": 2}
    exact = placebo_groups(universe, mix=mix, observed=0.1)
    monkeypatch.setattr(module, "EXACT_HALF", 10)
    drawn = placebo_groups(
        universe, mix=mix, observed=0.1, rng=np.random.default_rng(6), seed=6, n_resamples=40_000
    )
    p = exact.pvalue

    assert pytest.approx(drawn.pvalue, abs=3.3 * np.sqrt(p * (1 - p) / 40_000)) == p
    assert (40_001, 6, False) == (drawn.n, drawn.settings.seed, drawn.exact)
    assert exact.mean == drawn.mean


def test_monte_carlo_needs_a_generator(monkeypatch):
    monkeypatch.setattr(module, "EXACT_HALF", 1)

    with pytest.raises(InputError, match="pass a random generator"):
        placebo_groups({"main": [0.1, 0.2, 0.3]}, mix={"main": 2}, observed=0.0)


@pytest.mark.parametrize(("n", "size"), [(50, 3), (6, 4), (5, 5), (3, 1)])
def test_random_members_are_distinct_and_equally_likely(n, size):
    members = draw_members(n, size, 20_000, np.random.default_rng(1))
    often = np.bincount(members.ravel(), minlength=n) / 20_000

    assert all(len(set(row)) == size for row in members[:500].tolist())
    assert pytest.approx(often.tolist(), abs=0.02) == [size / n] * n


@pytest.mark.parametrize(
    ("universe", "mix", "reason"),
    [
        ({"main": [0.1]}, {"main": 2}, "the main has 1 other stock(s) and 2 are needed"),
        ({"main": [0.1]}, {"star": 1}, "the star has 0 other stock(s) and 1 are needed"),
        ({"main": [0.1]}, {}, "the group has no stock"),
        ({"main": [0.1]}, {"main": 0}, "the group has no stock"),
    ],
)
def test_undefined_cases_have_a_reason(universe, mix, reason):
    result = placebo_groups(universe, mix=mix, observed=0.0)

    assert isinstance(result, Undefined)
    assert reason in result.reason


def test_numbers_off_the_grid_are_refused_because_the_count_would_not_be_exact():
    with pytest.raises(InputError, match="not rounded to 3 decimals"):
        placebo_groups({"main": [0.12345]}, mix={"main": 1}, observed=0.0, decimals=3)


@pytest.mark.slow
def test_the_case_against_its_universe(universe):
    """Three main-board stocks and one ChiNext stock, the case's own eight removed."""
    result = placebo_groups(universe, mix={"main": 3, "chinext": 1}, observed=NEWCOMERS_MEAN)

    assert comb(2160, 3) * 756 == result.n
    assert 502_206_511 == result.count
    assert 3.96e-4 == pytest.approx(result.pvalue, abs=1e-6)
