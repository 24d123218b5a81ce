"""What two small groups can show at all: smallest p-value, and power of complete separation."""

from __future__ import annotations

from math import comb, exp, pi, sqrt

from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr

from dashboard.errors import N_, InputError


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

    def density(x: float) -> float:
        normal = exp(-((x - shift) ** 2) / 2) / sqrt(2 * pi)
        lowest = n_first * normal * ndtr(shift - x) ** (n_first - 1)
        return float(lowest * ndtr(x) ** n_second)

    return float(quad(density, shift - 10, shift + 10)[0])


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
    return float(
        brentq(
            lambda shift: separation_power(shift, n_first=n_first, n_second=n_second) - power,
            -20,
            20,
        )
    )
