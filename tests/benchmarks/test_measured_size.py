"""How often tests of four stocks reject a true null at a nominal 5 %.

Random groups of simulated stocks: a market, a second factor that no benchmark
removes, heavy-tailed noise, spreads that differ from stock to stock.  Nothing
happens at the event.  The exact permutation test and the adjusted BMP with
t(n - 1) come out near what they promise; BMP with normal critical values, as
published, does not.  Not timed.
"""

from math import sqrt

import numpy as np
import pytest

from dashboard.stats.abnormal import abnormal_returns, mean_residual_correlation
from dashboard.stats.event_tests import adjusted_bmp, bmp
from dashboard.stats.market_model import fit_market_model
from dashboard.stats.permutation import permutation_test

DRAWS = 1_500
ESTIMATION, EVENT = 120, 5
NORMAL_5_PERCENT = 1.959964


def simulate(rng):
    """Returns (sessions, 8) and benchmark; the stocks share two factors and nothing else."""
    sessions = ESTIMATION + EVENT
    benchmark = rng.normal(0, 0.012, sessions)
    hidden = rng.normal(0, 0.009, sessions)
    beta, spread = rng.uniform(0.5, 1.6, 8), rng.uniform(0.015, 0.035, 8)
    noise = spread * rng.standard_t(5, (sessions, 8)) / sqrt(5 / 3)
    return beta * benchmark[:, None] + hidden[:, None] + noise, benchmark


@pytest.fixture(scope="module")
def rejections():
    """Share of draws each test rejects at 5 % (permutation: at 2/70)."""
    rng = np.random.default_rng(7)
    counts = {"permutation": 0, "adjusted BMP t(3)": 0, "BMP normal": 0}
    for _ in range(DRAWS):
        returns, benchmark = simulate(rng)
        model = fit_market_model(returns[:ESTIMATION], benchmark[:ESTIMATION])
        event = abnormal_returns(model, returns[ESTIMATION:], benchmark[ESTIMATION:])
        held = np.prod(1 + returns[ESTIMATION:], axis=0) - 1
        correlation = mean_residual_correlation(model.residuals[:, :4]).value
        adjusted = adjusted_bmp(event.scar[:4], mean_correlation=correlation)
        counts["permutation"] += permutation_test(held[:4], held[4:]).pvalue_two_sided <= 2 / 70
        counts["adjusted BMP t(3)"] += adjusted.pvalue_two_sided <= 0.05
        counts["BMP normal"] += abs(bmp(event.scar[:4]).statistic) > NORMAL_5_PERCENT
    return {name: count / DRAWS for name, count in counts.items()}


def band(nominal):
    """Three binomial standard errors."""
    return 3 * sqrt(nominal * (1 - nominal) / DRAWS)


def test_exact_permutation_keeps_its_level(rejections):
    """Nominal 2/70: the smallest two-sided level four against four can have."""
    assert pytest.approx(rejections["permutation"], abs=band(2 / 70)) == 2 / 70


def test_adjusted_bmp_with_t_keeps_its_level(rejections):
    """Nominal 5 %, correlation of residuals taken out, t(3)."""
    assert 0.05 == pytest.approx(rejections["adjusted BMP t(3)"], abs=band(0.05))


def test_bmp_with_normal_values_does_not(rejections):
    """The published critical values reject a true null at least three times too often."""
    assert rejections["BMP normal"] > 0.15
