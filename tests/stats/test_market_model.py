"""Market model: a case done on paper, NumPy's least squares, algebra of residuals, gaps."""

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.abnormal import abnormal_returns
from dashboard.stats.market_model import fit_market_model, market_adjusted, mean_adjusted


def test_a_fit_done_on_paper():
    """alpha 0, beta 2, residuals +-0.01, s^2 = 0.0004/2."""
    market = [0.01, -0.01, 0.01, -0.01]
    model = fit_market_model([[0.03], [-0.01], [0.01], [-0.03]], market, min_sessions=4)

    assert (0.0, 2.0) == pytest.approx((model.alpha[0], model.beta[0]))
    assert [0.01, 0.01, -0.01, -0.01] == pytest.approx(model.residuals[:, 0].tolist())
    assert 0.0002 == pytest.approx(model.s[0] ** 2)
    assert (4, 2) == (model.n[0], model.df[0])
    assert pytest.approx(model.r2[0]) == 1 - 0.0004 / 0.0020


def test_agrees_with_least_squares_stock_by_stock_with_gaps(noise):
    """Each stock uses its own days: numpy.linalg.lstsq on the rows it has."""
    returns, benchmark = noise
    returns = returns[:120].copy()
    returns[3:20, 1] = np.nan
    market = benchmark[:120].copy()
    market[50] = np.nan
    model = fit_market_model(returns, market)
    for stock in range(5):
        rows = np.isfinite(returns[:, stock]) & np.isfinite(market)
        design = np.column_stack((np.ones(rows.sum()), market[rows]))
        (alpha, beta), squares, _, _ = np.linalg.lstsq(design, returns[rows, stock])

        assert pytest.approx((model.alpha[stock], model.beta[stock])) == (alpha, beta)
        assert pytest.approx(model.s[stock]) == np.sqrt(squares[0] / (rows.sum() - 2))
        assert rows.sum() == model.n[stock]
        assert (
            pytest.approx(model.r2[stock])
            == np.corrcoef(returns[rows, stock], market[rows])[0, 1] ** 2
        )


def test_residuals_sum_to_zero_and_ignore_the_benchmark(noise):
    returns, benchmark = noise
    residuals = fit_market_model(returns, benchmark).residuals

    assert pytest.approx(residuals.sum(axis=0).tolist(), abs=1e-12) == [0] * 5
    assert pytest.approx((benchmark @ residuals).tolist(), abs=1e-12) == [0] * 5


def test_scaling_a_stock_scales_its_model(noise):
    returns, benchmark = noise
    one, three = fit_market_model(returns, benchmark), fit_market_model(3 * returns, benchmark)

    assert pytest.approx(three.s.tolist()) == (3 * one.s).tolist()
    assert pytest.approx(three.r2.tolist()) == one.r2.tolist()


def test_residual_degrees_of_freedom_are_a_convention(noise):
    """T - 1 (estudy2) makes s smaller by sqrt((T - 2)/(T - 1)) and nothing else different."""
    returns, benchmark = noise
    ours = fit_market_model(returns[:120], benchmark[:120])
    theirs = fit_market_model(returns[:120], benchmark[:120], residual_ddof=1)

    assert pytest.approx(theirs.s.tolist()) == (ours.s * np.sqrt(118 / 119)).tolist()
    assert (118, 119) == (ours.df[0], theirs.df[0])


def test_benchmark_moments_follow_the_stocks_own_days(noise):
    returns, benchmark = noise
    returns = returns.copy()
    returns[:40, 0] = np.nan
    own = fit_market_model(returns, benchmark)
    full = fit_market_model(returns, benchmark, moments="full-window")

    assert pytest.approx(own.mean_benchmark[0]) == benchmark[40:].mean()
    assert pytest.approx(full.mean_benchmark[0]) == benchmark.mean()
    assert own.sxx[0] < full.sxx[0]


def test_a_stock_listed_last_month_is_undefined_and_the_others_are_not(noise):
    """59 sessions are too few; the reason says how many are needed."""
    returns, benchmark = noise
    returns = returns.copy()
    returns[:-59, 2] = np.nan
    model = fit_market_model(returns, benchmark)

    assert np.isnan([model.alpha[2], model.beta[2], model.s[2], model.r2[2]]).all()
    assert (
        "undefined, because 59 estimation sessions are fewer than the 60 needed"
        == model.undefined[2].reason
    )
    assert [None] * 4 == [model.undefined[i] for i in (0, 1, 3, 4)]
    assert np.isfinite(model.beta[[0, 1, 3, 4]]).all()


def test_a_benchmark_that_never_moves_is_undefined():
    model = fit_market_model(np.random.default_rng(0).normal(size=(70, 1)), np.full(70, 0.001))

    assert np.isnan(model.beta[0])
    assert "does not move" in model.undefined[0].reason


@pytest.mark.parametrize("rate", [1e-8, 1e-4, 0.001, 0.3])
def test_a_benchmark_that_earns_the_same_every_session_does_not_move(rate):
    """Returns of a compounded level: they differ in the last digits, and a beta would too."""
    level = np.cumprod(np.full(121, 1 + rate))
    returns = level[1:] / level[:-1] - 1
    stocks = np.random.default_rng(1).normal(0, 0.02, (120, 2))
    model = fit_market_model(stocks, returns)
    assert all("does not move" in reason.reason for reason in model.undefined)
    assert np.isnan(model.beta).all()
    assert np.isfinite(fit_market_model(stocks, returns + stocks[:, 0] * 1e-6).beta).all()


def test_market_adjusted_is_return_less_benchmark(noise):
    returns, benchmark = noise
    model = market_adjusted(returns, benchmark)

    assert pytest.approx(model.residuals.ravel()) == (returns - benchmark[:, None]).ravel()
    assert ([0.0] * 5, [1.0] * 5) == (model.alpha.tolist(), model.beta.tolist())
    assert 125 == model.df[0]


def test_case_betas_and_fit(panel):
    """CSI 300 over 2024-07-22..2025-01-15: betas 1.535 (300249), 1.316 (002837)."""
    model = fit_market_model(*panel.returns("2024-07-22", "2025-01-15"))

    assert 120 == model.n[0]
    assert (1.535, 1.316) == (round(model.beta[0], 3), round(model.beta[5], 3))
    assert 0.57 == round(100 * model.alpha[:4].mean(), 2)


def test_benchmark_and_returns_must_have_the_same_sessions():
    with pytest.raises(InputError, match="one return for 3 sessions"):
        fit_market_model(np.zeros((3, 1)), [0.1, 0.2])


def test_infinite_returns_are_refused():
    with pytest.raises(InputError, match="infinite"):
        fit_market_model([[np.inf]], [0.1])


def test_mean_adjusted_is_return_less_its_own_mean(noise):
    """Brown and Warner: variance of a window of L is s^2 (L + L^2/n), no slope in it."""
    returns, market = noise
    model = mean_adjusted(returns, market)
    assert pytest.approx(returns.mean(axis=0).tolist()) == model.alpha.tolist()
    assert pytest.approx(returns.std(axis=0, ddof=1).tolist()) == model.s.tolist()
    assert 0 == np.abs(model.beta).max()
    event = abnormal_returns(model, returns[:5], market[:5] + 9)
    n, length = len(market), 5
    car = (returns[:5] - model.alpha).sum(axis=0)
    scale = model.s * np.sqrt(length + length**2 / n)
    assert pytest.approx((car / scale).tolist()) == event.scar.tolist()
