"""How often a split of groups that move together reaches 2/70, and how often the page says so.

Four stocks with a factor of their own against four without, a market taken out by the
estimation window, five sessions in which nothing happens.  Not timed.
"""

import numpy as np
import pytest

from dashboard.analysis.robustness.dependence import dependence
from dashboard.analysis.window.estimation import ModelFit
from dashboard.stats.market_model import fit_market_model
from dashboard.stats.permutation import permutation_test

DRAWS = 1_500
ESTIMATION, EVENT = 120, 5
WEIGHTS = {"no factor": 0.0, "correlation 0.2": 0.5, "correlation 0.4": 0.8, "correlation 0.6": 1.2}


@pytest.fixture(scope="module")
def shares(shipped):
    """By weight of the factor: (share at 2/70, share in which the page warns)."""
    rng = np.random.default_rng(23)
    found = {}
    for name, weight in WEIGHTS.items():
        reached = warned = 0
        for _ in range(DRAWS):
            sessions = ESTIMATION + EVENT
            market = rng.normal(0, 0.012, sessions)
            noise = rng.standard_t(5, (sessions, 8)) / np.sqrt(5 / 3)
            noise[:, :4] += weight * rng.normal(0, 1, sessions)[:, None]
            returns = rng.uniform(0.5, 1.6, 8) * market[:, None] + 0.02 * noise
            held = np.prod(1 + returns[ESTIMATION:], axis=0) - 1
            model = fit_market_model(returns[:ESTIMATION], market[:ESTIMATION])
            fitted = ModelFit("m", "market-model", (), model, market[:ESTIMATION])
            reached += permutation_test(held[:4], held[4:]).pvalue_two_sided <= 2 / 70 + 1e-12
            warned += dependence(shipped.case, fitted).together
        found[name] = (reached / DRAWS, warned / DRAWS)
    return found


@pytest.mark.parametrize("weight", WEIGHTS)
def test_shares(shares, weight):
    print(weight, shares[weight])
    assert 0 < shares[weight][0] < 0.5


def test_what_moves_together_reaches_the_least_p_too_often_and_the_page_says_so(shares):
    assert shares["correlation 0.6"][0] > 1.5 * 2 / 70
    assert shares["correlation 0.4"][1] > 0.95
    assert shares["no factor"][1] < 0.12
