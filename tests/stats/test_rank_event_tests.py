"""Rank and sign tests: by hand, by plain loops, saturation, gaps."""

import numpy as np
import pytest
import scipy

from dashboard.errors import InputError
from dashboard.stats.rank_event_tests import corrado
from dashboard.stats.result import Undefined


def loop_corrado(estimation, event):
    """Corrado (1989) with Corrado and Zivney's scaling, written out; no gaps."""
    table = np.vstack((estimation, event))
    ranks = np.column_stack([scipy.stats.rankdata(column) / (len(table) + 1) for column in table.T])
    deviation = ranks.mean(axis=1) - 0.5
    return np.sqrt(len(event)) * deviation[-len(event) :].mean() / np.sqrt((deviation**2).mean())


@pytest.mark.parametrize("length", [1, 5])
def test_corrado_agrees_with_plain_loops(noise, length):
    returns, _ = noise
    estimation, event = returns[:120], returns[120 : 120 + length]

    assert pytest.approx(corrado(estimation, event).statistic) == loop_corrado(estimation, event)


def test_corrado_by_hand():
    """Ranks 2, 3, 1 | 4 of one stock: K - 1/2 = -.1, .1, -.3, .3; S^2 = .05."""
    result = corrado([[-0.01], [0.01], [-0.02]], [[0.05]])

    assert pytest.approx(result.statistic) == 0.3 / np.sqrt(0.05)


def test_corrado_saturates(noise):
    """A day of 20 % and one of 60 % above everything else look alike."""
    returns, _ = noise

    assert corrado(returns, np.full((1, 5), 0.2)) == corrado(returns, np.full((1, 5), 0.6))


def test_corrado_is_about_order_only(noise):
    returns, _ = noise
    estimation, event = returns[:120], returns[120:]

    assert (
        pytest.approx(corrado(np.exp(5 * estimation), np.exp(5 * event)).statistic)
        == corrado(estimation, event).statistic
    )


def test_corrado_with_gaps_weighs_sessions_by_their_stocks(noise):
    """Zivney's ranks: a gap changes the stock's M and the session's weight."""
    returns = noise[0].copy()
    returns[10:40, 2] = np.nan
    result = corrado(returns[:120], returns[120:])
    ranks = scipy.stats.rankdata(returns, axis=0, nan_policy="omit") / (
        np.isfinite(returns).sum(axis=0) + 1
    )
    deviation = np.nanmean(ranks, axis=1) - 0.5
    weights = np.isfinite(returns).sum(axis=1) / 5
    spread = np.sqrt((weights * deviation**2).mean())

    assert pytest.approx(result.statistic) == np.sqrt(5) * deviation[120:].mean() / spread


def test_corrado_gives_zero_returns_average_ranks():
    """A stock that never moves sits in the middle of its ranks: no spread, no statistic."""
    result = corrado(np.zeros((10, 1)), np.zeros((1, 1)))

    assert isinstance(result, Undefined)
    assert "do not vary" in result.reason


def test_corrado_leaves_out_a_stock_without_an_event_day(noise):
    returns = noise[0].copy()
    returns[120:, 4] = np.nan

    assert (
        pytest.approx(corrado(returns[:120], returns[120:]).statistic)
        == corrado(returns[:120, :4], returns[120:, :4]).statistic
    )


def test_corrado_without_any_event_return_is_undefined(noise):
    returns, _ = noise

    assert isinstance(corrado(returns, np.full((1, 5), np.nan)), Undefined)


def test_windows_must_have_the_same_stocks():
    with pytest.raises(InputError, match="2 stocks and the event window 3"):
        corrado(np.zeros((5, 2)), np.zeros((1, 3)))
