"""From prices to returns: per session, over a window, of a group, between groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import N_, InputError
from dashboard.stats.result import Booleans, Floats, Undefined, matrix, vector


@dataclass(frozen=True, slots=True)
class WindowReturns:
    """Buy-and-hold return of each stock from one close to another.

    Attributes
    ----------
    returns : ndarray, shape (n,)
        Fractions; NaN where undefined.
    stale_base, stale_last : ndarray of bool, shape (n,)
        True where the close used is an earlier one, because the stock did not
        trade in the base session or in the last session.
    undefined : tuple of Undefined or None, length n
        Why a return is NaN.
    """

    returns: Floats
    stale_base: Booleans
    stale_last: Booleans
    undefined: tuple[Undefined | None, ...]


@dataclass(frozen=True, slots=True)
class BasketReturn:
    """Window returns of a group in four numbers.

    Attributes
    ----------
    mean, median : float or Undefined
        Over the stocks that have a return; fractions.
    sd : float or Undefined
        Standard deviation over stocks, n - 1 in the denominator.
    n : int
        Stocks counted.
    """

    mean: float | Undefined
    median: float | Undefined
    sd: float | Undefined
    n: int


@dataclass(frozen=True, slots=True)
class DifferencePath:
    """How the difference between two groups came about, session by session.

    Attributes
    ----------
    cumulative : ndarray, shape (sessions,)
        Difference of the groups' mean buy-and-hold returns since row 0, which
        is the base and therefore 0; fractions.
    steps : ndarray, shape (sessions - 1,)
        What each session added; they sum to the last of `cumulative`.
    """

    cumulative: Floats
    steps: Floats


def simple_returns(prices: ArrayLike) -> Floats:
    """
    Return per session as a fraction of the previous close.

    Parameters
    ----------
    prices : array_like, shape (sessions,) or (sessions, n)
        Positive closes, oldest first; NaN where a stock did not trade.

    Returns
    -------
    ndarray, shape (sessions - 1,) or (sessions - 1, n)
        NaN next to a NaN on either side: a gap is not bridged.

    Raises
    ------
    InputError
        If a price is zero, negative or infinite.

    Examples
    --------
    >>> simple_returns([100.0, 110.0, 99.0]).round(4).tolist()
    [0.1, -0.1]
    """
    table = _positive(prices)
    returns = table[1:] / table[:-1] - 1
    return returns[:, 0] if np.ndim(prices) == 1 else returns


def window_returns(prices: ArrayLike, *, base: int, last: int) -> WindowReturns:
    """
    Buy-and-hold return of each stock from the base close to the last close.

    Parameters
    ----------
    prices : array_like, shape (sessions, n)
        Positive closes, oldest first; NaN where a stock did not trade.
    base, last : int
        Rows of the base session and of the window's last session, base < last.

    Returns
    -------
    WindowReturns
        A stock suspended in one of the two sessions is measured from, or to,
        its last close before it, and flagged.  A stock without any close up to
        the base (not listed yet) or inside the window is undefined.

    Raises
    ------
    InputError
        If a price is not positive, or the rows are not inside the table in order.

    Examples
    --------
    >>> window_returns([[10.0, 8.0], [np.nan, 8.0], [11.0, 10.0]], base=0, last=2).returns
    array([0.1 , 0.25])
    """
    table = _positive(prices)
    _check_rows(base, last, table.shape[0])
    traded = np.isfinite(table)
    row = np.where(traded, np.arange(table.shape[0])[:, np.newaxis], -1)
    from_row, to_row = row[: base + 1].max(axis=0), row[: last + 1].max(axis=0)
    stocks = np.arange(table.shape[1])
    known = (from_row >= 0) & (to_row > base)
    returns = np.full(stocks.size, np.nan)
    returns[known] = table[to_row, stocks][known] / table[from_row, stocks][known] - 1
    return WindowReturns(
        returns=returns,
        stale_base=known & (from_row < base),
        stale_last=known & (to_row < last),
        undefined=tuple(
            _missing_close(int(a), int(b), base) for a, b in zip(from_row, to_row, strict=True)
        ),
    )


def group_return(returns: ArrayLike) -> BasketReturn:
    """
    Mean, median and spread of a group's window returns; NaN stocks are left out and not counted.

    Examples
    --------
    >>> group_return([0.1, 0.3, float("nan")]).n
    2
    """
    values = np.asarray(returns, dtype=np.float64).ravel()
    values = values[np.isfinite(values)]
    if not values.size:
        nothing = Undefined(N_("undefined, because no stock of the group has a return"))
        return BasketReturn(nothing, nothing, nothing, 0)
    spread: float | Undefined = Undefined(
        N_("undefined, because the spread of one stock does not exist")
    )
    if values.size > 1:
        spread = float(values.std(ddof=1))
    return BasketReturn(float(values.mean()), float(np.median(values)), spread, values.size)


def daily_rebalanced(returns: ArrayLike) -> float | Undefined:
    """
    Window return of a group brought back to equal weights after every session.

    Parameters
    ----------
    returns : array_like, shape (sessions, n)
        Simple returns per session; a NaN leaves the stock out of that session.

    Returns
    -------
    float or Undefined
        Product of (1 + mean return of the session), less 1.  Undefined when a
        session has no return at all.

    Examples
    --------
    >>> round(daily_rebalanced([[0.1, 0.3], [0.0, -0.2]]), 10)
    0.08
    """
    table = matrix(returns, "returns")
    available = np.isfinite(table)
    if not table.size or not available.any(axis=1).all():
        return Undefined.of(
            N_("undefined, because in {n} session(s) no stock of the group has a return"),
            n=int((~available.any(axis=1)).sum()),
        )
    return float(np.prod(1 + np.nanmean(table, axis=1)) - 1)


def build_up(first: ArrayLike, second: ArrayLike) -> DifferencePath | Undefined:
    """
    Difference of two groups' mean buy-and-hold returns, session by session.

    Parameters
    ----------
    first, second : array_like, shape (sessions, k) and (sessions, m)
        Closes of the same sessions, the base close in row 0.  A stock that did
        not trade in a session keeps its last close; one without a base close is
        left out.

    Returns
    -------
    DifferencePath or Undefined
        Undefined when a group has no stock with a base close.

    Raises
    ------
    InputError
        If a price is not positive or the numbers of sessions differ.

    Examples
    --------
    >>> build_up([[10.0], [11.0], [12.0]], [[5.0], [5.0], [5.5]]).steps.round(4).tolist()
    [0.1, -0.0]
    """
    a, b = _positive(first), _positive(second)
    if a.shape[0] != b.shape[0]:
        raise InputError(
            N_("The groups have {first} and {second} sessions; they must be the same."),
            first=a.shape[0],
            second=b.shape[0],
        )
    means = [_mean_growth(a), _mean_growth(b)]
    if means[0] is None or means[1] is None:
        return Undefined(N_("undefined, because no stock of the group has a base close"))
    cumulative = means[0] - means[1]
    return DifferencePath(cumulative, np.diff(cumulative))


def rounding_interval(
    base: ArrayLike, last: ArrayLike, *, tick: float = 0.01
) -> tuple[Floats, Floats]:
    """
    Lowest and highest return that two prices rounded to a tick allow.

    Parameters
    ----------
    base, last : array_like, shape (n,)
        Base and last close; NaN is refused.
    tick : float
        Step of the prices as stored, in their unit.

    Returns
    -------
    low, high : ndarray, shape (n,)
        (last - h)/(base + h) - 1 and (last + h)/(base - h) - 1, h half a tick.

    Raises
    ------
    InputError
        If a base price is not above half a tick.

    Examples
    --------
    >>> low, high = rounding_interval([37.11], [40.00])
    >>> round(float(low[0]), 5), round(float(high[0]), 5)
    (0.0776, 0.07816)
    """
    start, end = vector(np.atleast_1d(base), "base"), vector(np.atleast_1d(last), "last")
    half = tick / 2
    if (start <= half).any():
        raise InputError(
            N_("A base price of {price} is not above half a tick of {tick}."),
            price=float(start.min()),
            tick=tick,
        )
    return (end - half) / (start + half) - 1, (end + half) / (start - half) - 1


def _mean_growth(prices: Floats) -> Floats | None:
    """Mean over stocks of price over base price, last close carried; None without a base close."""
    listed = prices[:, np.isfinite(prices[0])]
    if not listed.size:
        return None
    rows = np.where(np.isfinite(listed), np.arange(listed.shape[0])[:, np.newaxis], 0)
    carried = np.take_along_axis(listed, np.maximum.accumulate(rows, axis=0), axis=0)
    growth: Floats = (carried / listed[0]).mean(axis=1)
    return growth


def _missing_close(from_row: int, to_row: int, base: int) -> Undefined | None:
    if from_row < 0:
        return Undefined(N_("undefined, because the stock has no close up to the base session"))
    if to_row <= base:
        return Undefined(N_("undefined, because the stock did not trade in the window"))
    return None


def _check_rows(base: int, last: int, sessions: int) -> None:
    if not 0 <= base < last < sessions:
        raise InputError(
            N_("Base row {base} and last row {last} are not in order inside {sessions} sessions."),
            base=base,
            last=last,
            sessions=sessions,
        )


def _positive(prices: ArrayLike) -> Floats:
    table = matrix(prices, "prices")
    if (table <= 0).any():
        raise InputError(
            N_("{n} price(s) are zero or negative."), n=int(np.count_nonzero(table <= 0))
        )
    return table
