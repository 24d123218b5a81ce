"""Textbook tests: by hand, against outside numbers, by the relations between them.

Outside numbers: the BMP of the shipped case, computed outside the project; the
cross-section of three firms in the tests of the R package eventstudies.  The
returns behind the printed tables of the R package estudy2 are in a binary file
that the sources at hand do not hold, so its conventions (residual variance over
T - 1, benchmark moments of the full window) are checked against a plain
transcription of its formulas on simulated returns with a gap instead of against
its table.
"""

import numpy as np
import pytest
import scipy

from dashboard.stats.abnormal import abnormal_returns
from dashboard.stats.event_tests import (
    adjusted_bmp,
    adjusted_patell,
    bmp,
    patell,
)
from dashboard.stats.market_model import fit_market_model
from dashboard.stats.result import Undefined

SCAR = np.array([0.5, 1.5, 2.5, 3.5])
XKDR = np.array(
    [
        [0.0278562751459042, 0.0170053232695686, -0.0153232381366424],
        [0.0644716084647099, -0.0025888864994679, -0.0408950663236913],
    ]
)


def test_patell_by_hand():
    """8 / sqrt(4 x 118/116)."""
    result = patell(SCAR, n_estimation=120)

    assert pytest.approx(result.statistic) == 8 / np.sqrt(4 * 118 / 116)
    assert pytest.approx(result.pvalue_one_sided) == scipy.stats.norm.sf(result.statistic)
    assert ("normal", None, 4) == (result.distribution, result.df, result.n)
    assert result.attainable_two_sided is None


def test_bmp_is_the_one_sample_t_of_scipy():
    theirs = scipy.stats.ttest_1samp(SCAR, 0)
    ours = bmp(SCAR)

    assert pytest.approx(ours.statistic) == theirs.statistic
    assert pytest.approx(ours.pvalue_two_sided) == theirs.pvalue
    assert ("t", 3) == (ours.distribution, ours.df)


@pytest.mark.parametrize(("date", "outside"), [("2025-02-12", 4.81614), ("2025-02-13", 3.17495)])
def test_bmp_of_the_newcomers(panel, date, outside):
    """CSI 300, simple returns, 120 sessions to 2025-01-15."""
    model = fit_market_model(*panel.returns("2024-07-22", "2025-01-15"))
    result = abnormal_returns(model, *panel.returns(date, date))

    assert pytest.approx(bmp(result.scar[:4]).statistic, abs=5e-6) == outside


def estudy2(returns, market, event, event_market):
    """Patell and BMP as estudy2 writes them: sd over T - 1, moments of the full window."""
    standardised, sessions = [], []
    mean, total = market.mean(), ((market - market.mean()) ** 2).sum()
    for stock in range(returns.shape[1]):
        rows = np.isfinite(returns[:, stock])
        slope, intercept, *_ = scipy.stats.linregress(market[rows], returns[rows, stock])
        residuals = returns[rows, stock] - intercept - slope * market[rows]
        abnormal = event[stock] - intercept - slope * event_market
        error = np.sqrt(1 + 1 / rows.sum() + (event_market - mean) ** 2 / total)
        standardised.append(abnormal / residuals.std(ddof=1) / error)
        sessions.append(rows.sum())
    sessions = np.array(sessions)
    z = np.sum(standardised) / np.sqrt(((sessions - 2) / (sessions - 4)).sum())
    t = np.mean(standardised) / np.std(standardised, ddof=1) * np.sqrt(len(standardised))
    return z, t


def test_estudy2_conventions_are_a_switch_away(noise):
    """One stock with 20 sessions missing: both switches matter, and both reproduce."""
    returns, benchmark = noise[0].copy(), noise[1]
    returns[:20, 3] = np.nan
    z, t = estudy2(returns[:120], benchmark[:120], returns[121], benchmark[121])
    theirs = fit_market_model(
        returns[:120], benchmark[:120], residual_ddof=1, moments="full-window"
    )
    ours = fit_market_model(returns[:120], benchmark[:120])
    event = (returns[121:122], benchmark[121:122])
    scar = abnormal_returns(theirs, *event).scar

    assert pytest.approx(patell(scar, n_estimation=theirs.n).statistic, abs=1e-12) == z
    assert pytest.approx(bmp(scar).statistic, abs=1e-12) == t
    assert (
        abs(z - patell(abnormal_returns(ours, *event).scar, n_estimation=ours.n).statistic) > 1e-4
    )


def test_without_gaps_the_conventions_differ_by_a_known_factor(noise):
    """T - 1 against T - 2 multiplies Patell by sqrt(119/118) and leaves BMP alone."""
    returns, benchmark = noise
    event = (returns[121:122], benchmark[121:122])
    ours = abnormal_returns(fit_market_model(returns[:120], benchmark[:120]), *event).scar
    theirs = abnormal_returns(
        fit_market_model(returns[:120], benchmark[:120], residual_ddof=1), *event
    ).scar

    assert pytest.approx(patell(theirs, n_estimation=120).statistic) == patell(
        ours, n_estimation=120
    ).statistic * np.sqrt(119 / 118)
    assert pytest.approx(bmp(theirs).statistic) == bmp(ours).statistic


def test_no_correlation_means_no_adjustment():
    assert (
        pytest.approx(adjusted_patell(SCAR, n_estimation=120, mean_correlation=0.0).statistic)
        == patell(SCAR, n_estimation=120).statistic
    )
    assert pytest.approx(adjusted_bmp(SCAR, mean_correlation=0.0).statistic) == bmp(SCAR).statistic


def test_adjustments_by_hand():
    """r = 0.2, n = 4: over sqrt(1.6); times sqrt(0.8/1.6)."""
    assert pytest.approx(
        adjusted_patell(SCAR, n_estimation=120, mean_correlation=0.2).statistic
    ) == 8 / np.sqrt(4 * 118 / 116) / np.sqrt(1.6)
    assert pytest.approx(adjusted_bmp(SCAR, mean_correlation=0.2).statistic) == bmp(
        SCAR
    ).statistic * np.sqrt(0.5)


def test_a_stock_without_a_number_is_left_out_and_counted_so():
    assert bmp(SCAR).statistic == bmp(np.append(SCAR, np.nan)).statistic
    assert 4 == bmp(np.append(SCAR, np.nan)).n


def test_changing_every_sign_swaps_the_sides():
    assert pytest.approx(bmp(-SCAR).pvalue_other_side) == bmp(SCAR).pvalue_one_sided


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (bmp([1.0]), "needs two of them and there are 1"),
        (bmp([2.0, 2.0, 2.0]), "all 3 abnormal returns are equal"),
        (patell([np.nan], n_estimation=120), "no stock has"),
        (patell([1.0, 2.0], n_estimation=[120, 4]), "4 estimation sessions"),
        (adjusted_patell(SCAR, n_estimation=120, mean_correlation=-0.5), "leaves no variance"),
        (adjusted_bmp(SCAR, mean_correlation=-1 / 3), "leaves no variance"),
        (adjusted_bmp(SCAR, mean_correlation=1.0), "perfectly correlated"),
        (adjusted_bmp(SCAR, mean_correlation=Undefined("undefined, because x")), "because x"),
        (
            adjusted_patell(
                SCAR, n_estimation=9, mean_correlation=Undefined("undefined, because x")
            ),
            "because x",
        ),
    ],
)
def test_undefined_cases_have_a_reason(result, reason):
    """Never 0, infinity or NaN."""
    assert isinstance(result, Undefined)
    assert result.reason.startswith("undefined, because")
    assert reason in result.reason
