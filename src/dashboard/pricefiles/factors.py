"""Total-return factor from a close and its adjusted close, if it changes on ex-dates only."""

from __future__ import annotations

import numpy as np

from dashboard.pricefiles.grid import Floats

FEWEST_DECIMALS = 2  # prices are quoted in hundredths, also where the last is 0
MAX_DECIMALS = 6
SESSIONS_A_STEP = 40  # dividends come twice a year, four times abroad


def factor_of(adjusted: Floats, close: Floats) -> Floats | None:
    """
    Cumulative factor of one security, 1 on its first day and constant but for ex-dates.

    Both columns are rounded, so their ratio trembles; as long as one ratio fits all
    rows within their last digits it did not change.  A backward adjustment by addition
    has a ratio that moves with every price.

    Parameters
    ----------
    adjusted, close : ndarray
        Oldest first, of one security.

    Returns
    -------
    ndarray or None
        None if a value is lacking or not positive, or the ratio changes too often to be
        that of dividends and splits.

    Examples
    --------
    >>> factor_of(np.array([9.5, 9.69, 10.0]), np.array([10.0, 10.2, 10.0])).round(3).tolist()
    [1.0, 1.0, 1.053]
    """
    if not (adjusted > 0).all() or not (close > 0).all():
        return None
    slack_adjusted, slack_close = _half_digit(adjusted), _half_digit(close)
    lower = np.maximum(adjusted - slack_adjusted, 0) / (close + slack_close) * (1 - 1e-9)
    upper = (adjusted + slack_adjusted) / np.maximum(close - slack_close, 1e-9) * (1 + 1e-9)
    levels = np.empty(len(close))
    start, steps = 0, 0
    least, most = 0.0, np.inf
    for place, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True)):
        if low > most or high < least:
            levels[start:place] = (least + most) / 2
            start, steps, least, most = place, steps + 1, 0.0, np.inf
        least, most = max(least, low), min(most, high)
    levels[start:] = (least + most) / 2
    if steps > 1 + len(close) // SESSIONS_A_STEP:
        return None
    factor: Floats = levels / levels[0]
    return factor


def _half_digit(values: Floats) -> Floats:
    """Half a unit of the last decimal that the column uses; a millionth of itself beyond six."""
    for decimals in range(FEWEST_DECIMALS, MAX_DECIMALS + 1):
        scaled = values * 10.0**decimals
        if (np.abs(scaled - np.round(scaled)) < 1e-3).all():
            return np.full(len(values), 0.5 / 10.0**decimals)
    return values * 1e-6
