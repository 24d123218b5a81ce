"""Members of a group that move together: by a loop over pairs, planted, absent, too few."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from dashboard.analysis.robustness.dependence import dependence
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.estimation import ModelFit
from dashboard.exhibits.robustness.windows import dependence_sentence
from dashboard.language.language import Language
from dashboard.stats.market_model import fit_market_model


def fitted(returns):
    market = np.random.default_rng(99).normal(0, 0.01, len(returns))
    model = fit_market_model(returns, market)
    return ModelFit("equal-weight", "market-model", (), model, market)


def of(case, common, seed=1):
    """A case whose first group shares a factor of that weight."""
    rng = np.random.default_rng(seed)
    returns = rng.normal(0, 0.02, (120, 8))
    returns[:, :4] += common * rng.normal(0, 0.02, 120)[:, None]
    return dependence(case, fitted(returns)), returns


def test_means_and_count_are_those_of_a_loop(shipped):
    case = shipped.case
    found, returns = of(case, 0.7)
    correlation = np.corrcoef(fitted(returns).model.residuals, rowvar=False)

    def gap(first):
        side = [at in first for at in range(8)]
        pairs = list(combinations(range(8), 2))
        inside = [correlation[i, j] for i, j in pairs if side[i] == side[j]]
        across = [correlation[i, j] for i, j in pairs if side[i] != side[j]]
        return np.mean(inside), np.mean(across)

    inside, across = gap({0, 1, 2, 3})
    assert pytest.approx((inside, across)) == (found.inside, found.across)
    wide = sum(
        np.subtract(*gap(set(first))) >= inside - across - 1e-9
        for first in combinations(range(8), 4)
    )
    assert (wide, 70) == (found.count, found.total)
    first = [correlation[i, j] for i, j in combinations(range(4), 2)]
    assert pytest.approx(np.mean(first)) == found.within[0]


def test_a_shared_factor_is_found_and_noise_is_not(shipped):
    assert all(of(shipped.case, 1.2, seed)[0].together for seed in range(20))
    assert sum(of(shipped.case, 0.0, seed)[0].together for seed in range(40)) <= 2


def test_the_page_says_so_only_then(shipped):
    t = Language("en")
    together = dependence_sentence(shipped.case, of(shipped.case, 1.2)[0], t)
    assert "move together" in together
    assert "" == dependence_sentence(shipped.case, of(shipped.case, 0.0)[0], t)


def test_one_group_and_single_stocks_say_why(shipped, xshg):
    alone = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    folder = replace(shipped, case=alone)
    assert "single group" in Trial(folder, xshg, alone.window, "equal-weight").dependence.reason
    pair = replace(shipped.case, stocks=(shipped.case.stocks[0], shipped.case.stocks[-1]))
    folder = replace(shipped, case=pair)
    assert "two stocks" in Trial(folder, xshg, pair.window, "equal-weight").dependence.reason
