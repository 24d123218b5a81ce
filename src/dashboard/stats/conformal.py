"""One group and its benchmark: effect of a window with a conformal interval over time."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.circular_shifts import circular_sums
from dashboard.stats.market_model import still
from dashboard.stats.result import Floats, TestSettings, Undefined, tie_margin, vector


@dataclass(frozen=True, slots=True)
class WindowEffect:
    """
    Cumulated abnormal return of the last sessions, and all values that are not rejected.

    Attributes
    ----------
    value : float
        Abnormal return over the window, spread evenly over its sessions; fraction.
    low, high : float
        Ends of the closed interval.
    coverage : float
        Its true coverage under exchangeable shifts.
    pvalue : float
        Two-sided, of no effect.
    count, total : int
        Its numerator; circular shifts, as many as sessions.
    alpha, beta : float
        Of the benchmark model without an effect.
    length : int
        Sessions of the window.
    settings : TestSettings
    """

    value: float
    low: float
    high: float
    coverage: float
    pvalue: float
    count: int
    total: int
    alpha: float
    beta: float
    length: int
    settings: TestSettings


def window_effect(
    returns: ArrayLike, benchmark: ArrayLike, *, length: int, level: float = 0.95
) -> WindowEffect | Undefined:
    """
    Effect of the last `length` sessions against a benchmark model, by circular shifts.

    Parameters
    ----------
    returns, benchmark : array_like, shape (n,)
        Daily mean return of the group, and of its benchmark; the window's sessions last.
    length : int
        Sessions of the window.
    level : float
        Coverage asked for, between 0 and 1.

    Returns
    -------
    WindowEffect or Undefined
        Undefined when the benchmark does not move, when the sessions hold no second window,
        or too few for the level.

    Raises
    ------
    InputError
        If shapes differ or a value is not finite.

    Notes
    -----
    Under the hypothesis of an effect it is taken away from the window, the model
    return = alpha + beta benchmark is fitted to *all* sessions, and the absolute sum of the
    window's residuals is compared with that of every circular shift: with exchangeable (or
    stationary and weakly dependent) residuals the p-value is (nearly) exact although the
    model is fitted [1]_.  Residuals are linear in the effect, so the effects that a shift
    does not reject lie between the roots of a quadratic and the interval needs no search.

    References
    ----------
    .. [1] Chernozhukov, V., Wuthrich, K. & Zhu, Y. (2021). An exact and robust conformal
       inference method for counterfactual and synthetic controls. Journal of the American
       Statistical Association 116(536), 1849-1864.
    """
    y, x = vector(returns, "returns"), vector(benchmark, "benchmark")
    n = y.size
    if n != x.size or length < 1 or not 0 < level < 1:
        raise InputError(
            N_("{n} returns and {m} of the benchmark do not make windows of {length}."),
            n=n,
            m=x.size,
            length=length,
        )
    allowed = floor((1 - level) * n + 1e-9)
    if n < 2 * length or not allowed:
        return Undefined.of(
            N_("undefined, because {n} sessions hold no second window of {length}"),
            n=n,
            length=length,
        )
    deviation = x - x.mean()
    sxx = float(deviation @ deviation)
    if not sxx > n * float(still(np.abs(x).max())) ** 2:
        return Undefined(
            N_("undefined, because the benchmark does not move over the estimation window")
        )
    inside = np.zeros(n)
    inside[n - length :] = 1 / length
    observed = circular_sums(_residuals(y, deviation, sxx), length)
    taken = circular_sums(_residuals(inside, deviation, sxx), length)
    margin = length * tie_margin(y)
    count = int((np.abs(observed) >= abs(observed[-1]) - margin).sum())
    lows, highs = _kept(observed, taken)
    beta = float(deviation @ y) / sxx
    return WindowEffect(
        value=float(observed[-1] / taken[-1]),
        low=float(np.sort(lows)[allowed]),
        high=float(np.sort(highs)[n - 1 - allowed]),
        coverage=1 - allowed / n,
        pvalue=count / n,
        count=count,
        total=n,
        alpha=float(y.mean() - beta * x.mean()),
        beta=beta,
        length=length,
        settings=TestSettings(method="exact", options={"length": length}),
    )


def _residuals(y: Floats, deviation: Floats, sxx: float) -> Floats:
    residuals: Floats = y - y.mean() - float(deviation @ y) / sxx * deviation
    return residuals


def _kept(observed: Floats, taken: Floats) -> tuple[Floats, Floats]:
    """
    Effects that each shift does not reject: |A - e B| >= |A_0 - e B_0|, as an interval.

    The last shift is the window itself, which rejects nothing; nor does one whose sum moves
    with the effect as much as the window's own.
    """
    own, weight = observed[-1], taken[-1]
    lows, highs = np.full(observed.size, -np.inf), np.full(observed.size, np.inf)
    square = weight**2 - taken**2
    moves = square > 1e-12 * weight**2
    moves[-1] = False
    half = observed[moves] * taken[moves] - own * weight
    rest = observed[moves] ** 2 - own**2
    root = np.sqrt(np.maximum(half**2 + square[moves] * rest, 0.0))
    lows[moves] = (-half - root) / square[moves]
    highs[moves] = (-half + root) / square[moves]
    return lows, highs
