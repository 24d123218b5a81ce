"""Sessions drawn one by one: against a loop over every draw, one session, random draws."""

from itertools import product

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.placebo_sessions import session_rank
from dashboard.stats.placebo_time import time_rank
from dashboard.stats.result import Undefined


@pytest.mark.parametrize("sizes", [(7,), (5, 9), (4, 6, 5), (3, 4, 3, 5)])
def test_every_draw_is_counted_once(sizes):
    rng = np.random.default_rng(sum(sizes))
    histories = [rng.integers(-3, 4, size) / 100 for size in sizes]
    observed = rng.integers(-3, 4, len(sizes)) / 100
    sums = [
        sum(draw)
        for draw in product(*(np.append(h, o) for h, o in zip(histories, observed, strict=True)))
    ]
    found = session_rank(observed, histories)
    assert len(sums) == found.n + 1
    assert sum(s >= observed.sum() - 1e-9 for s in sums) == found.count + 1
    assert sum(s <= observed.sum() + 1e-9 for s in sums) == found.count_other_side + 1


def test_one_session_is_the_plain_rank():
    history = [0.1, np.nan, 0.2, 0.4]
    assert time_rank(0.3, history) == session_rank([0.3], [history])


def test_two_stocks_of_one_group_on_different_sessions_are_not_one_in_121():
    """Their excesses of one same day sum to zero, so any sum at all would be the largest."""
    rng = np.random.default_rng(3)
    excess = rng.normal(0, 0.02, 120)
    same_day = time_rank(1e-6, excess - excess)
    assert pytest.approx(1 / 121) == same_day.pvalue_one_sided
    apart = session_rank([1e-6 + 0.01, -0.01], [excess, -excess])
    assert 121**2 == apart.n + 1
    assert apart.pvalue_one_sided > 0.3


def test_many_sessions_are_drawn_with_a_seed():
    rng = np.random.default_rng(4)
    histories = [rng.normal(0, 1, 120) for _ in range(6)]
    found = session_rank([1.0] * 6, histories, rng=np.random.default_rng(1), seed=1)
    assert ("monte-carlo", 9_999, 1) == (
        found.settings.method,
        found.settings.n_resamples,
        found.settings.seed,
    )
    # Sum of six standard normal numbers: 6 / sqrt(6) standard deviations.
    assert pytest.approx(0.00715, abs=0.004) == found.pvalue_one_sided
    with pytest.raises(InputError):
        session_rank([1.0] * 6, histories)


def test_no_history_and_no_pairing():
    assert isinstance(session_rank([1.0, 2.0], [[0.0], [np.nan]]), Undefined)
    with pytest.raises(InputError):
        session_rank([1.0], [[0.0], [0.0]])
