"""Abnormal returns and their prediction error, against matrix algebra and by invariants."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.abnormal import abnormal_returns, mean_residual_correlation, prediction_factor
from dashboard.stats.market_model import fit_market_model, market_adjusted
from dashboard.stats.result import Undefined


def test_standard_error_done_on_paper():
    """Market 0 on the day: variance s^2 (1 + 1/4), alpha 0, so CAR is the return."""
    market = [0.01, -0.01, 0.01, -0.01]
    model = fit_market_model([[0.03], [-0.01], [0.01], [-0.03]], market, min_sessions=4)
    result = abnormal_returns(model, [[0.05]], [0.0])

    assert 0.05 == pytest.approx(result.car[0])
    assert pytest.approx(result.stderr[0]) == np.sqrt(0.0002 * 1.25)


def test_prediction_error_is_that_of_matrix_algebra(noise):
    """s^2 [L + 1'X*(X'X)^-1 X*'1], Campbell-Lo-MacKinlay."""
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    result = abnormal_returns(model, returns[120:], benchmark[120:])
    design = np.column_stack((np.ones(120), benchmark[:120]))
    event = np.array([5.0, benchmark[120:].sum()])
    factor = 5 + event @ np.linalg.inv(design.T @ design) @ event

    assert pytest.approx(result.stderr.tolist()) == (model.s * np.sqrt(factor)).tolist()
    assert pytest.approx(prediction_factor(benchmark[:120], benchmark[120:])) == factor
    assert pytest.approx(result.scar.tolist()) == (result.car / result.stderr).tolist()


def test_scar_is_sar_for_one_session(noise):
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    result = abnormal_returns(model, returns[120:121], benchmark[120:121])

    assert pytest.approx(result.scar.tolist()) == result.sar[0].tolist()


def test_multiplying_a_stocks_returns_leaves_its_scar(noise):
    returns, benchmark = noise
    scaled = returns * np.array([1, 7, 1, 1, 1])
    before = abnormal_returns(
        fit_market_model(returns[:120], benchmark[:120]), returns[120:], benchmark[120:]
    )
    after = abnormal_returns(
        fit_market_model(scaled[:120], benchmark[:120]), scaled[120:], benchmark[120:]
    )

    assert pytest.approx(after.scar.tolist()) == before.scar.tolist()


def test_a_day_missing_in_the_window_is_a_gap_not_a_zero(noise):
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    event = returns[120:].copy()
    event[2, 1] = np.nan
    result = abnormal_returns(model, event, benchmark[120:])

    assert np.isnan([result.car[1], result.scar[1], result.stderr[1], result.pvalue[1]]).all()
    assert "1 of 5 sessions of the window have no return" in result.undefined[1].reason
    assert np.isfinite(result.ar[[0, 1, 3, 4], 1]).all()
    assert np.isfinite(result.car[[0, 2, 3, 4]]).all()


def test_a_benchmark_with_a_missing_event_day_leaves_every_car_undefined(noise):
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    market = benchmark[120:].copy()
    market[0] = np.nan
    result = abnormal_returns(model, returns[120:], market)

    assert np.isnan(result.car).all()
    assert all(reason is not None for reason in result.undefined)


def test_a_stock_without_residuals_has_no_scar():
    """Exactly twice the benchmark: s is 0, CAR exists, SCAR does not."""
    benchmark = np.random.default_rng(1).normal(0, 0.01, 80)
    model = fit_market_model(2 * benchmark[:, None], benchmark)
    result = abnormal_returns(model, [[0.05]], [0.01])

    assert 0 == model.s[0]
    assert 0.03 == pytest.approx(result.car[0])
    assert np.isnan(result.scar[0])
    assert "undefined, because the residuals have no spread" == result.undefined[0].reason


def test_market_adjusted_has_no_estimation_error(noise):
    returns, benchmark = noise
    model = market_adjusted(returns[:120], benchmark[:120])
    result = abnormal_returns(model, returns[120:], benchmark[120:])

    assert pytest.approx(result.stderr.tolist()) == (model.s * np.sqrt(5)).tolist()
    assert (
        pytest.approx(result.car.tolist())
        == (returns - benchmark[:, None])[120:].sum(axis=0).tolist()
    )


@pytest.mark.slow
def test_pvalue_is_student_t_per_stock(noise):
    """Two-sided t(T - 2), as SciPy has it."""
    stats = pytest.importorskip("scipy.stats")
    returns, benchmark = noise
    model = fit_market_model(returns[:120], benchmark[:120])
    result = abnormal_returns(model, returns[120:], benchmark[120:])

    assert (
        pytest.approx(result.pvalue.tolist()) == (2 * stats.t.sf(np.abs(result.scar), 118)).tolist()
    )


def test_mean_correlation_is_that_of_numpy(noise):
    returns, _ = noise
    pairs = np.corrcoef(returns.T)[np.triu_indices(5, 1)]
    result = mean_residual_correlation(returns)

    assert pytest.approx(result.value) == pairs.mean()
    assert 10 == result.n_pairs


def test_pairs_use_the_sessions_both_have(noise):
    """Pair by pair with gaps, against numpy on the common rows."""
    returns, _ = noise
    returns = returns.copy()
    returns[:30, 0] = np.nan
    returns[20:50, 1] = np.nan
    result = mean_residual_correlation(returns)

    assert pytest.approx(result.pairs[0, 1]) == np.corrcoef(returns[50:, :2].T)[0, 1]


def test_one_stock_has_no_pair(noise):
    result = mean_residual_correlation(noise[0][:, :1])

    assert isinstance(result, Undefined)
    assert "no pair of the 1 stock(s)" in result.reason


def test_case_correlations_and_alpha_cost(panel):
    """Newcomers 0.275, established 0.416 on CSI 300; CAAR 23.8 % fitted, 27.0 % adjusted."""
    estimation, event = (
        panel.returns("2024-07-22", "2025-01-15"),
        panel.returns("2025-02-07", "2025-02-13"),
    )
    model = fit_market_model(*estimation)

    assert 0.275 == round(mean_residual_correlation(model.residuals[:, :4]).value, 3)
    assert 0.416 == round(mean_residual_correlation(model.residuals[:, 4:]).value, 3)
    assert 23.8 == round(100 * abnormal_returns(model, *event).car[:4].mean(), 1)
    adjusted = abnormal_returns(market_adjusted(*estimation), *event)
    assert 27.0 == round(100 * adjusted.car[:4].mean(), 1)


def test_event_window_must_have_the_models_stocks(noise):
    returns, benchmark = noise
    model = fit_market_model(returns, benchmark)

    with pytest.raises(InputError, match="3 stocks and the model 5"):
        abnormal_returns(model, np.zeros((2, 3)), [0.0, 0.0])


def test_prediction_factor_needs_a_benchmark_that_moves():
    with pytest.raises(InputError, match="does not vary"):
        prediction_factor([0.01, 0.01], [0.0])
