import numpy as np
import pytest
import scipy

from dashboard.stats.false_discovery import redraw_rates, tail_counts, yekutieli


def test_adjusted_pvalues_are_those_of_scipy():
    pvalues = np.random.default_rng(5).beta(0.4, 1, 200)

    theirs = scipy.stats.false_discovery_control(pvalues, method="by")

    assert pytest.approx(theirs) == yekutieli(pvalues)


def test_counts_are_those_of_a_loop():
    rng = np.random.default_rng(6)
    bounds, values = rng.integers(0, 9, 40).astype(float), rng.integers(0, 9, 300).astype(float)
    bounds[3] = values[7] = np.nan

    assert [int((values >= bound).sum()) for bound in bounds] == tail_counts(
        bounds, values
    ).tolist()


def test_rates_are_expected_over_observed_and_never_fall_down_the_list():
    rng = np.random.default_rng(7)
    scores = np.concatenate((rng.normal(0, 1, 90), rng.normal(4, 1, 10)))
    null = rng.normal(0, 1, (50, 100))
    found = redraw_rates(scores, tail_counts(scores, null), 50)

    raw = {}
    for score in scores:
        expected = ((null >= score).sum() + (scores >= score).sum()) / 51
        raw[score] = expected / (scores >= score).sum()
    wanted = [min(1, *(raw[lower] for lower in scores if lower <= score)) for score in scores]
    assert pytest.approx(wanted) == found.rate
    assert (np.diff(found.rate[np.argsort(-scores)]) >= 0).all()


def test_under_any_dependence_the_rate_is_that_of_the_pvalues_of_the_lists():
    scores, redrawn = np.array([3.0, 2.0, 1.0]), np.array([1, 4, 30])
    found = redraw_rates(scores, redrawn, 49)

    assert pytest.approx(yekutieli(found.expected / 3)) == found.yekutieli


def test_equal_scores_share_a_rate_and_a_missing_one_has_none():
    found = redraw_rates([2.0, 2.0, 1.0, np.nan], [3, 3, 20, 0], 19)

    assert found.rate[0] == found.rate[1]
    assert np.isnan(found.rate[3])
    assert (3, [2, 2, 3, 0]) == (found.n, found.observed.tolist())


def test_chance_is_never_said_to_be_impossible():
    assert 1 / 201 == redraw_rates([9.0], [0], 200).rate[0]
