"""Textbook tests of abnormal returns: Patell, BMP, their adjusted forms, cross-sectional t.

At four stocks most of them reject too often; see the sizes measured in
``tests/benchmarks/test_measured_size.py``.  A stock whose number is NaN is left
out and `n` counts the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtr

from dashboard.errors import N_
from dashboard.stats.result import Floats, TestSettings, Undefined

Distribution: TypeAlias = Literal["normal", "t", "binomial"]


@dataclass(frozen=True, slots=True)
class EventTest:
    """A test of abnormal returns against a textbook distribution.

    Attributes
    ----------
    name : str
        Which test.
    statistic : float
    pvalue_two_sided, pvalue_one_sided, pvalue_other_side : float
        One-sided for a positive abnormal return, other side for a negative one.
    distribution : {"normal", "t", "binomial"}
        Null distribution of `statistic` (binomial: of the number of positive
        stocks), with its `parameters`: df for t, n and p for binomial.
    parameters : mapping
    n : int
        Number of stocks, or of groups compared.
    attainable_one_sided, attainable_two_sided : float or None
        Smallest p-values possible; None where the null is continuous and there
        is no smallest.
    settings : TestSettings
    """

    name: str
    statistic: float
    pvalue_two_sided: float
    pvalue_one_sided: float
    pvalue_other_side: float
    distribution: Distribution
    parameters: Mapping[str, float]
    n: int
    attainable_one_sided: float | None
    attainable_two_sided: float | None
    settings: TestSettings

    @property
    def df(self) -> float | None:
        """Degrees of freedom of a t distribution; None otherwise."""
        return self.parameters.get("df")


def patell(scar: ArrayLike, *, n_estimation: ArrayLike) -> EventTest | Undefined:
    """
    Patell's test: sum of standardised abnormal returns against N(0, 1).

    Assumes independent stocks and no extra variance at the event.

    Parameters
    ----------
    scar : array_like, shape (n,)
        Standardised cumulated abnormal returns; NaN stocks are left out.
    n_estimation : array_like, shape () or (n,)
        Estimation sessions M of each stock.

    Returns
    -------
    EventTest or Undefined
        z = sum SCAR / sqrt(sum (M - 2)/(M - 4)).  Undefined without a stock or
        with an M of 4 or less.

    References
    ----------
    .. [1] Patell, J. M. (1976). Corporate forecasts of earnings per share and
       stock price behavior. Journal of Accounting Research 14(2), 246-276.

    Examples
    --------
    >>> round(patell([1.0, 2.0], n_estimation=120).statistic, 4)
    2.1033
    """
    return _patell("Patell", np.asarray(scar, dtype=np.float64), n_estimation, 1)


def adjusted_patell(
    scar: ArrayLike, *, n_estimation: ArrayLike, mean_correlation: float | Undefined
) -> EventTest | Undefined:
    """
    Patell's test over sqrt(1 + (n - 1) r), r the mean correlation of residuals.

    Parameters
    ----------
    scar, n_estimation
        As in `patell`.
    mean_correlation : float or Undefined
        r; an Undefined one is handed on.

    Returns
    -------
    EventTest or Undefined
        Undefined also when 1 + (n - 1) r is not positive.

    References
    ----------
    .. [1] Kolari, J. W. & Pynnonen, S. (2010). Event study testing with
       cross-sectional correlation of abnormal returns. Review of Financial
       Studies 23(11), 3996-4025.
    """
    plain = patell(scar, n_estimation=n_estimation)
    if isinstance(plain, Undefined):
        return plain
    if isinstance(mean_correlation, Undefined):
        return mean_correlation
    inflation = _inflation(plain.n, mean_correlation)
    if isinstance(inflation, Undefined):
        return inflation
    return normal_test("adjusted Patell", plain.statistic / sqrt(inflation), n=plain.n)


def bmp(scar: ArrayLike) -> EventTest | Undefined:
    """
    Boehmer, Musumeci and Poulsen's standardised cross-sectional test, against t(n - 1).

    Allows extra variance at the event; assumes independent stocks.  The
    published critical values are normal: with four stocks they reject a true
    null in one case out of five.

    Parameters
    ----------
    scar : array_like, shape (n,)
        Standardised cumulated abnormal returns; NaN stocks are left out.

    Returns
    -------
    EventTest or Undefined
        t = sqrt(n) mean(SCAR)/sd(SCAR), n - 1 in the sd.  Undefined with one
        stock or when all SCAR are equal.

    References
    ----------
    .. [1] Boehmer, E., Musumeci, J. & Poulsen, A. B. (1991). Event-study
       methodology under conditions of event-induced variance. Journal of
       Financial Economics 30(2), 253-272.
    .. [2] Marks, J. M. & Musumeci, J. (2017). Misspecification in event studies.
       Journal of Corporate Finance 45, 333-341.

    Examples
    --------
    >>> round(bmp([1.0, 2.0, 3.0]).statistic, 4)
    3.4641
    """
    return _one_sample("BMP", scar)


def adjusted_bmp(scar: ArrayLike, *, mean_correlation: float | Undefined) -> EventTest | Undefined:
    """
    BMP times sqrt((1 - r)/(1 + (n - 1) r)), r the mean correlation of residuals.

    Parameters
    ----------
    scar : array_like, shape (n,)
        As in `bmp`.
    mean_correlation : float or Undefined
        r; an Undefined one is handed on.

    Returns
    -------
    EventTest or Undefined
        Undefined also when 1 + (n - 1) r or 1 - r is not positive.

    References
    ----------
    .. [1] Kolari & Pynnonen (2010), as in `adjusted_patell`.
    """
    plain = bmp(scar)
    if isinstance(plain, Undefined):
        return plain
    if isinstance(mean_correlation, Undefined):
        return mean_correlation
    inflation = _inflation(plain.n, mean_correlation)
    if isinstance(inflation, Undefined):
        return inflation
    if mean_correlation >= 1:
        return Undefined(N_("undefined, because the residuals are perfectly correlated"))
    factor = sqrt((1 - mean_correlation) / inflation)
    return student_test("adjusted BMP", plain.statistic * factor, df=plain.n - 1, n=plain.n)


def normal_test(name: str, statistic: float, *, n: int, **options: object) -> EventTest:
    """Judge a statistic by N(0, 1)."""
    lower, upper = float(ndtr(statistic)), float(ndtr(-statistic))
    return _continuous(name, statistic, lower, upper, "normal", {}, n, options)


def student_test(name: str, statistic: float, *, df: float, n: int, **options: object) -> EventTest:
    """Judge a statistic by Student's t with `df` degrees of freedom."""
    lower, upper = float(stdtr(df, statistic)), float(stdtr(df, -statistic))
    return _continuous(name, statistic, lower, upper, "t", {"df": df}, n, options)


def _continuous(
    name: str,
    statistic: float,
    lower: float,
    upper: float,
    distribution: Distribution,
    parameters: Mapping[str, float],
    n: int,
    options: Mapping[str, object],
) -> EventTest:
    return EventTest(
        name=name,
        statistic=statistic,
        pvalue_two_sided=min(1.0, 2 * min(lower, upper)),
        pvalue_one_sided=upper,
        pvalue_other_side=lower,
        distribution=distribution,
        parameters=parameters,
        n=n,
        attainable_one_sided=None,
        attainable_two_sided=None,
        settings=TestSettings(method="parametric", options=options),
    )


def _patell(name: str, sums: Floats, n_estimation: ArrayLike, length: int) -> EventTest | Undefined:
    sessions = np.broadcast_to(np.asarray(n_estimation, dtype=np.float64), sums.shape)
    known = np.isfinite(sums)
    if not known.any():
        return Undefined(N_("undefined, because no stock has a standardised abnormal return"))
    fewest = float(sessions[known].min())
    if fewest <= 4:
        return Undefined.of(
            N_("undefined, because {n} estimation sessions are fewer than the {least} needed"),
            n=int(fewest),
            least=5,
        )
    variance = length * ((sessions - 2) / (sessions - 4))[known].sum()
    return normal_test(name, float(sums[known].sum() / np.sqrt(variance)), n=int(known.sum()))


def _one_sample(name: str, values: ArrayLike) -> EventTest | Undefined:
    known = _known(values)
    if known.size < 2:
        return _too_few(known.size)
    spread = float(known.std(ddof=1))
    if spread <= 1e-12 * float(np.abs(known).max()):
        return Undefined.of(
            N_("undefined, because all {n} abnormal returns are equal"), n=known.size
        )
    statistic = sqrt(known.size) * float(known.mean()) / spread
    return student_test(name, statistic, df=known.size - 1, n=known.size)


def _inflation(n: int, mean_correlation: float) -> float | Undefined:
    """1 + (n - 1) r, or why the adjustment does not exist."""
    inflation = 1 + (n - 1) * mean_correlation
    if inflation <= 0:
        return Undefined.of(
            N_("undefined, because a mean correlation of {r} leaves no variance for {n} stocks"),
            r=mean_correlation,
            n=n,
        )
    return inflation


def _known(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]


def _too_few(n: int) -> Undefined:
    return Undefined.of(
        N_("undefined, because a spread across stocks needs two of them and there are {n}"),
        n=n,
    )
