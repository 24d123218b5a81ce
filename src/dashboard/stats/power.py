"""What two small groups can show at all: smallest p-value, and power of complete separation."""

from __future__ import annotations

from functools import lru_cache
from math import comb, floor, sqrt

import numpy as np
from scipy.special import nctdtrinc, ndtr, ndtri, stdtrit

from dashboard.errors import N_, InputError
from dashboard.stats.result import Floats


def smallest_pvalue(n_first: int, n_second: int) -> tuple[float, float]:
    """
    Smallest one-sided and two-sided p-value of a permutation test of two groups.

    Examples
    --------
    >>> smallest_pvalue(4, 4)
    (0.014285714285714285, 0.02857142857142857)
    """
    splits = comb(n_first + n_second, n_first)
    return 1 / splits, min(1.0, 2 / splits)


def separation_power(shift: float, *, n_first: int = 4, n_second: int = 4) -> float:
    """
    Probability that every stock of the first group beats every stock of the second.

    Normal values of the same spread, means `shift` spreads apart.  It is the
    power of the permutation test at its smallest one-sided p-value.

    Notes
    -----
    With k and m stocks, the integral over x of
    k phi(x - shift) (1 - Phi(x - shift))^(k - 1) Phi(x)^m: x is the lowest of
    the first group.

    Examples
    --------
    >>> round(separation_power(0.0), 4)
    0.0143
    """
    if n_first < 1 or n_second < 1:
        raise InputError(
            N_("Groups of {first} and {second} stocks cannot be separated."),
            first=n_first,
            second=n_second,
        )

    x, weights = _nodes()
    normal = np.exp(-(x**2) / 2) / sqrt(2 * np.pi)
    lowest = n_first * normal * ndtr(-x) ** (n_first - 1)
    return float((weights * lowest * ndtr(x + shift) ** n_second).sum())


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats]:
    """
    Gauss-Legendre over ten spreads on both sides.

    SciPy's adaptive integral agrees to 1e-12; its module costs every start 0.2 s and 30 MB.
    """
    nodes, weights = np.polynomial.legendre.leggauss(200)
    return 10 * nodes, 10 * weights


def detectable_shift(*, power: float = 0.8, n_first: int = 4, n_second: int = 4) -> float:
    """
    Shift, in spreads of a single stock, at which complete separation has this power.

    Examples
    --------
    >>> round(detectable_shift(power=0.83), 1)
    3.0
    """
    if not 0 < power < 1:
        raise InputError(N_("The power must be between 0 and 1, not {power}."), power=power)
    low, high = -20.0, 20.0
    for _ in range(60):  # halves the range until it is smaller than a float can tell
        middle = (low + high) / 2
        found = separation_power(middle, n_first=n_first, n_second=n_second)
        low, high = (middle, high) if found < power else (low, middle)
    return high


def half_power_shift(
    n_first: int, n_second: int, *, groups: int = 2, n: int = 0, level: float = 0.05
) -> float | None:
    """
    Shift, in spreads of a single stock, that a two-sided test of two groups finds half of the time.

    Parameters
    ----------
    n_first, n_second : int
        Stocks of the two groups.
    groups, n : int
        Groups of the design and stocks in all of them: the level is divided among the pairs.
    level : float
        Two-sided level.

    Returns
    -------
    float or None
        None where the smallest p-value of the design is above the level.

    Notes
    -----
    The permutation test rejects at the largest level it can attain.  Where that is complete
    separation alone the power is exact for normal values; otherwise it is that of the t test
    at the attained level, to which the permutation test is equal in power to the second
    order [1]_.

    References
    ----------
    .. [1] Bickel, P. J. & van Zwet, W. R. (1978). Asymptotic expansions for the power of
       distribution free tests in the two-sample problem. Annals of Statistics 6, 937-1004.

    Examples
    --------
    >>> half_power_shift(3, 3) is None, round(half_power_shift(4, 4), 2)
    (True, 2.03)
    """
    pairs = max(1, comb(groups, 2))
    splits = comb(n_first + n_second, n_first)
    steps = floor(level / pairs / 2 * splits + 1e-9)
    if steps < 1:
        return None
    if steps == 1 and pairs == 1:
        return detectable_shift(power=0.5, n_first=n_first, n_second=n_second)
    free = max(n, n_first + n_second) - groups
    critical = float(stdtrit(free, 1 - steps / splits))
    unit = sqrt(1 / n_first + 1 / n_second)

    # The other tail has no weight where this one has half.
    return float(nctdtrinc(free, 0.5, critical)) * unit


def half_power_mean(n: int, *, level: float = 0.05) -> float:
    """
    Mean of `n` stocks, in spreads of one, that a two-sided normal test finds half of the time.

    >>> round(half_power_mean(4), 2)
    0.98
    """
    return float(ndtri(1 - level / 2) / sqrt(n))
