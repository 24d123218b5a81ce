"""Two sources for one stock: how closely they agree, and on which days they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.series import PriceSeries
from dashboard.stats.result import Floats

TICK = 0.01
ROUNDING = 5e-7  # yuan; what a binary fraction does to a price
RETURN_SLACK = 1e-3  # what two two-decimal closes of a ten-yuan stock do to a return


@dataclass(frozen=True, slots=True)
class PriceDisagreement:
    """
    One session on which two sources differ.

    Attributes
    ----------
    day : date
    one, other : float or None
        Close as traded, or return of the session; None where that source has no row.
    """

    day: date
    one: float | None
    other: float | None


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """
    Two sources held against each other.

    Attributes
    ----------
    symbol : str
    sources : (str, str)
        Their ids, of a reader's file the title; the first one is shown on the pages.
    basis : {"close", "return"}
        Closes as traded, in currency; or total returns of the sessions, as fractions,
        where one of the two is adjusted and only its returns can be compared, or where
        the closes are the same and the factors are not.
    sessions : int
        Days that both have.
    largest : float
        Largest absolute difference over them.
    tolerance : float
        Up to which difference the two agree.
    differences : tuple of PriceDisagreement
        Days beyond the tolerance, and days that one of them lacks, oldest first.
    """

    symbol: str
    sources: tuple[str, str]
    basis: str
    sessions: int
    largest: float
    tolerance: float
    differences: tuple[PriceDisagreement, ...]

    @property
    def agree(self) -> bool:
        """Whether the two agree on every day, and have the same days."""
        return self.sessions > 0 and not self.differences


def cross_check(one: PriceSeries, other: PriceSeries, *, first: date, last: date) -> CrossCheck:
    """
    Hold two series of one symbol against each other, day by day.

    Parameters
    ----------
    one, other : PriceSeries
        Of one symbol; the first is the one that is shown.
    first, last : date
        Days looked at, both included.

    Returns
    -------
    CrossCheck

    Notes
    -----
    Closes as traded must be the same to the tick: they are facts.  Where one series is
    adjusted, the total return of each session is compared instead, and two-decimal
    prices leave room of a tenth of a percent.  So it is where two sources have the same
    prices and each its own factor: a difference is then one of dividends or splits.
    """
    traded = one.note.adjustment == other.note.adjustment == "none"
    found = _held_together(one, other, first, last, traded=traded)
    if not traded or not found.agree or not _two_factors(one, other):
        return found
    # The prices are the same: what is left to differ is what each takes for dividends.
    returns = _held_together(one, other, first + timedelta(days=1), last, traded=False)
    return found if returns.agree or not returns.sessions else returns


def _two_factors(one: PriceSeries, other: PriceSeries) -> bool:
    return one.note.factor_source != other.note.factor_source and all(
        each.has_factor for each in (one, other)
    )


def _held_together(
    one: PriceSeries, other: PriceSeries, first: date, last: date, *, traded: bool
) -> CrossCheck:
    tables = [_values(each, first, last, traded=traded) for each in (one, other)]
    both = pd.concat(tables, axis=1, keys=["one", "other"], sort=True)
    both = both.dropna(how="all")
    gap: Floats = (both["one"] - both["other"]).abs().to_numpy(dtype=np.float64)
    tolerance = ROUNDING if traded else RETURN_SLACK
    known = gap[np.isfinite(gap)]
    wrong = both.loc[~(gap <= tolerance)]
    return CrossCheck(
        symbol=one.note.symbol,
        sources=(one.note.title or one.note.source, other.note.title or other.note.source),
        basis="close" if traded else "return",
        sessions=int(known.size),
        largest=float(known.max()) if known.size else 0.0,
        tolerance=tolerance,
        differences=tuple(
            PriceDisagreement(day.date(), _number(shown), _number(held))
            for day, shown, held in zip(
                pd.DatetimeIndex(wrong.index), wrong["one"], wrong["other"], strict=True
            )
        ),
    )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _values(series: PriceSeries, first: date, last: date, *, traded: bool) -> pd.Series[float]:
    closes = series.rows.set_index("date")["close"]
    if not traded:
        factor = series.rows.set_index("date")["factor"].fillna(1.0)
        # The first row has no return; it is no day that the other source has and this
        # one lacks.
        closes = (closes * factor).pct_change().iloc[1:]
    return closes.loc[pd.Timestamp(first) : pd.Timestamp(last)]
