"""Portfolio t and long-short t: by hand, correlation inside, gaps."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.abnormal import abnormal_returns, prediction_factor
from dashboard.stats.market_model import fit_market_model
from dashboard.stats.portfolio import long_short_t, portfolio_series, portfolio_t
from dashboard.stats.result import Undefined


def test_portfolio_t_by_hand():
    """Residuals +-1 %, nothing fitted: 5 % on a day is t = 5 with df 4."""
    result = portfolio_t([[0.01], [-0.01], [0.01], [-0.01]], [[0.05]], ddof=0, min_sessions=4)

    assert (5.0, 4) == (pytest.approx(result.statistic), result.df)


def test_portfolio_t_is_the_t_of_the_average_stock(noise):
    """Averaging and fitting commute: the portfolio as a single stock has the same t."""
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    event = abnormal_returns(model, returns[120:], benchmark[120:])
    average = returns.mean(axis=1, keepdims=True)
    alone = abnormal_returns(
        fit_market_model(average[:120], benchmark[:120]), average[120:], benchmark[120:]
    )
    factor = prediction_factor(benchmark[:120], benchmark[120:])
    result = portfolio_t(model.residuals, event.ar, factor=factor)

    assert pytest.approx(result.statistic) == alone.scar[0]
    assert pytest.approx(result.pvalue_two_sided) == alone.pvalue[0]
    assert 118 == result.df


def test_stocks_that_move_together_do_not_add_evidence(noise):
    """The same stock four times has the t of one."""
    returns, benchmark = noise
    model = fit_market_model(returns[:120, :1], benchmark[:120])
    event = abnormal_returns(model, returns[120:, :1], benchmark[120:])
    once = portfolio_t(model.residuals, event.ar)
    four = portfolio_t(np.tile(model.residuals, 4), np.tile(event.ar, 4))

    assert pytest.approx(four.statistic) == once.statistic


def test_long_short_turns_its_sign_with_the_groups(noise):
    returns, _ = noise
    groups = (returns[:120, :2], returns[:120, 2:])
    events = (returns[120:, :2], returns[120:, 2:])
    forward = long_short_t(*groups, *events)
    backward = long_short_t(*groups[::-1], *events[::-1])

    assert pytest.approx(-backward.statistic) == forward.statistic
    assert pytest.approx(backward.pvalue_other_side) == forward.pvalue_one_sided


def test_a_common_shock_leaves_long_short_alone(noise):
    returns, _ = noise
    shock = np.random.default_rng(4).normal(0, 0.05, (125, 1))
    shocked = returns + shock
    plain, moved = (
        long_short_t(r[:120, :2], r[:120, 2:], r[120:, :2], r[120:, 2:]) for r in (returns, shocked)
    )

    assert pytest.approx(moved.statistic) == plain.statistic


def test_a_gap_leaves_the_stock_out_of_that_session():
    assert [0.2, 0.4] == pytest.approx(portfolio_series([[0.1, 0.3], [0.4, np.nan]]).tolist())
    assert np.isnan(portfolio_series([[np.nan, np.nan]])[0])


@pytest.mark.parametrize(
    ("residuals", "event", "reason"),
    [
        (np.ones((59, 2)), np.ones((1, 2)), "59 estimation sessions"),
        (np.zeros((60, 2)), np.ones((1, 2)), "no spread"),
        (np.ones((60, 2)), np.full((1, 2), np.nan), "event session"),
        (np.ones((60, 2)), np.empty((0, 2)), "event session"),
    ],
)
def test_undefined_cases_have_a_reason(residuals, event, reason):
    result = portfolio_t(residuals, event)

    assert isinstance(result, Undefined)
    assert reason in result.reason


def test_groups_need_the_same_sessions():
    with pytest.raises(InputError, match="60 and 61 sessions"):
        long_short_t(np.ones((60, 2)), np.ones((61, 2)), np.ones((1, 2)), np.ones((1, 2)))
