"""Dividends, bonus issues and rights: ex-right reference prices and the factor chained from them.

On an ex-date the exchange restates the previous close; what the close makes of that
reference is the stock's total return of the session.  The multiplicative factor chains
these returns.  An additive adjustment (older prices less the cash) is never used: it
changes the returns of every session before a dividend.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import N_, InputError
from dashboard.market.boards import TICK

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CorporateAction:
    """
    What one ex-date takes out of the price, per share held before it.

    Attributes
    ----------
    day : date
        The ex-date.
    cash : float
        Dividend in the currency of the price, before tax.
    bonus : float
        New shares per old share, bonus issue and transfer together; a 6:5 split is 0.2.
    rights : float
        Shares offered for subscription per old share.
    rights_price : float
        Price of a share so offered.
    """

    day: date
    cash: float = 0
    bonus: float = 0
    rights: float = 0
    rights_price: float = 0


def ex_right_reference(
    previous_close: float,
    *,
    cash: float = 0,
    bonus: float = 0,
    rights: float = 0,
    rights_price: float = 0,
    tick: Decimal | None = TICK,
) -> float:
    """
    Reference price of an ex-date (SSE trading rules 4.3.2, SZSE 4.4.2).

    (previous close - cash + rights price x rights) / (1 + bonus + rights), rounded half
    up to the tick.  An issuer may publish a formula of its own, for instance because
    bought-back shares get no dividend; the published reference then differs by a cent
    or more.

    Parameters
    ----------
    previous_close : float
        Unadjusted.
    cash, bonus, rights, rights_price : float
        As in `CorporateAction`.
    tick : Decimal or None
        None leaves the price unrounded.

    Raises
    ------
    InputError
        If an argument is negative or not a number, or the reference is not positive.

    Examples
    --------
    >>> ex_right_reference(10.0, cash=0.5, bonus=0.2)  # 10 转 2 派 5 元: 9.50 / 1.2 = 7.9167
    7.92
    """
    given = {
        "previous_close": previous_close,
        "cash": cash,
        "bonus": bonus,
        "rights": rights,
        "rights_price": rights_price,
    }
    for name, value in given.items():
        if not (math.isfinite(value) and value >= 0):
            raise InputError(
                N_("“{name}” is {value}; it must be a number of zero or more."),
                name=name,
                value=value,
            )
    close, paid, issued, offered, price = (_decimal(value) for value in given.values())
    reference = (close - paid + price * offered) / (1 + issued + offered)
    if tick is not None:
        reference = _rounded(reference, tick)
    if reference <= 0:
        raise InputError(
            N_(
                "Cash of {cash} a share leaves nothing of the previous close {previous_close}; "
                "the ex-right reference must be above zero."
            ),
            **given,
        )
    return float(reference)


def chain_factor(closes: ArrayLike, references: ArrayLike) -> Floats:
    """
    Cumulative total-return factor of unadjusted closes.

    factor[0] = 1 and factor[t] = factor[t-1] x closes[t-1] / references[t], so that
    closes x factor moves by close / reference - 1 in every session.

    Parameters
    ----------
    closes : array-like
        Unadjusted, oldest first.
    references : array-like
        Ex-right reference of each session; NaN or the previous close on ordinary
        ones.  The first is not used.

    Raises
    ------
    InputError
        If the lengths differ, a close is not a positive number or a reference is
        neither that nor NaN.
    """
    held, stated = np.asarray(closes, dtype=float), np.asarray(references, dtype=float)
    _check_lengths(closes=held, references=stated)
    _check_positive("closes", held)
    _check_positive("references", stated[1:], nan=True)
    steps = np.ones_like(held)
    steps[1:] = np.where(np.isnan(stated[1:]), 1.0, held[:-1] / stated[1:])
    return np.cumprod(steps)


def factors_from_actions(
    rows: pd.DataFrame, actions: Sequence[CorporateAction], *, tick: Decimal | None = TICK
) -> Floats:
    """
    Cumulative total-return factor of a series from its corporate actions.

    Parameters
    ----------
    rows : DataFrame
        Columns `date` and `close` (unadjusted), oldest first.
    actions : sequence of CorporateAction
        In any order.
    tick : Decimal or None
        None leaves the references unrounded.

    Returns
    -------
    ndarray
        1 on the first row.

    Raises
    ------
    InputError
        As `ex_right_reference` and `chain_factor`; also if dates are out of order.

    Notes
    -----
    An ex-date without a row (during a suspension) takes effect on the next row.
    Actions at or before the first row, and after the last, have nothing to act on.

    Actions of one ex-date are all per share held before it: they are added and enter
    the formula once.  Actions of different ex-dates before one row are applied in the
    order of their dates, since the later one is per share held *after* the earlier;
    each has a reference of its own, rounded to the tick.
    """
    closes = rows["close"].to_numpy(dtype=float)
    days = rows["date"].to_numpy().astype("datetime64[D]")
    if (days[1:] <= days[:-1]).any():
        raise InputError(N_("The dates of a price series must ascend, each standing once."))
    _check_positive("closes", closes)
    references = np.full(len(closes), np.nan)
    for action in _by_day(actions):
        place = int(np.searchsorted(days, np.datetime64(action.day)))
        if not 0 < place < len(days):
            continue
        held = references[place]
        references[place] = ex_right_reference(
            closes[place - 1] if np.isnan(held) else held,
            cash=action.cash,
            bonus=action.bonus,
            rights=action.rights,
            rights_price=action.rights_price,
            tick=tick,
        )
    return chain_factor(closes, references)


def references_from_factor(
    closes: ArrayLike, factor: ArrayLike, *, tick: Decimal | None = TICK
) -> Floats:
    """
    Ex-right reference of each session, for its limit prices: the inverse of `chain_factor`.

    Parameters
    ----------
    closes, factor : array-like
        Unadjusted closes and their cumulative factor, oldest first; the factor's
        scale is of no account.
    tick : Decimal or None
        None leaves the references unrounded.

    Returns
    -------
    ndarray
        closes[t-1] x factor[t-1] / factor[t], rounded half up to the tick; the previous
        close itself where the factor did not change; NaN on the first row.

    Raises
    ------
    InputError
        If the lengths differ or a value is not a positive number.
    """
    held, chained = np.asarray(closes, dtype=float), np.asarray(factor, dtype=float)
    _check_lengths(closes=held, factor=chained)
    _check_positive("closes", held)
    _check_positive("factor", chained)
    references = np.full_like(held, np.nan)
    references[1:] = held[:-1]
    for place in np.flatnonzero(chained[1:] != chained[:-1]) + 1:
        exact = _decimal(held[place - 1]) * _decimal(chained[place - 1]) / _decimal(chained[place])
        if tick is not None:
            # First to a ten-thousandth of a tick: a factor has few digits, and the
            # last of them must not decide a price that lies half way between ticks.
            exact = _rounded(_rounded(exact, tick / 10_000), tick)
        references[place] = float(exact)
    return references


def _by_day(actions: Sequence[CorporateAction]) -> list[CorporateAction]:
    """One action an ex-date, oldest first; those of one date are added."""
    ordered = sorted(actions, key=attrgetter("day"))
    return [_added(day, list(same)) for day, same in groupby(ordered, key=attrgetter("day"))]


def _added(day: date, same: list[CorporateAction]) -> CorporateAction:
    if len(same) == 1:
        return same[0]
    sums = {
        field.name: sum(_decimal(getattr(action, field.name)) for action in same)
        for field in fields(CorporateAction)
        if field.name not in {"day", "rights_price"}
    }
    paid = sum(_decimal(action.rights) * _decimal(action.rights_price) for action in same)
    price = paid / sums["rights"] if sums["rights"] else 0
    return CorporateAction(
        day,
        cash=float(sums["cash"]),
        bonus=float(sums["bonus"]),
        rights=float(sums["rights"]),
        rights_price=float(price),
    )


def _decimal(value: float) -> Decimal:
    # By way of repr, because 23.45 as a binary fraction lies below 23.45.
    return Decimal(repr(float(value)))


def _rounded(price: Decimal, tick: Decimal) -> Decimal:
    return (price / tick).quantize(Decimal(1), ROUND_HALF_UP) * tick


def _check_lengths(**arrays: Floats) -> None:
    (name, one), (other, two) = arrays.items()
    if one.ndim != 1 or one.shape != two.shape:
        raise InputError(
            N_("“{name}” and “{other}” must be two plain rows of equally many numbers."),
            name=name,
            other=other,
        )


def _check_positive(name: str, values: Floats, *, nan: bool = False) -> None:
    wrong = ~(np.isfinite(values) & (values > 0))
    if nan:
        wrong &= ~np.isnan(values)
    if wrong.any():
        raise InputError(
            N_("“{name}” holds {value}; every value must be a number above zero."),
            name=name,
            value=float(values[wrong][0]),
        )
